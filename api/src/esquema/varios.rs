//! Lists, which count as what they hold.

use std::borrow::Cow;

use async_graphql::extensions::ResolveInfo;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures_util::TryFutureExt;
use futures_util::future::{BoxFuture, try_join_all};

use crate::Error;
use crate::cargadores::Cargadores;

/// What a page costs: what it may hold, times the fields of an element. Capped, so that sums of costs are numbers.
pub(super) fn page_cost(cuantos: Option<i32>, sin_decir: usize, campos: usize) -> usize {
    const MUCHO: usize = 1_000_000;
    let cuantos = cuantos.map_or(sin_decir, |n| usize::try_from(n).unwrap_or(0));
    cuantos.max(1).saturating_mul(campos).min(MUCHO)
}

/// A list like those of the library, which counts as its elements times what is asked for of each before any is answered.
pub(crate) struct Varios<T>(Vec<T>);

impl<T> From<Vec<T>> for Varios<T> {
    fn from(todos: Vec<T>) -> Self {
        Self(todos)
    }
}

impl<T> IntoIterator for Varios<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<T> for Varios<T> {
    fn from_iter<I: IntoIterator<Item = T>>(todos: I) -> Self {
        Self(todos.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for Varios<T> {
    fn type_name() -> Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registro: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registro)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        campo: &Positioned<Field>,
    ) -> ServerResult<Value> {
        count(ctx, campo, self.0.len())?;
        let resolve = |i: usize| -> Answering<'_> {
            let ctx = ctx.with_index(i);
            Box::pin(async move {
                let hecho = self.0[i].resolve(&ctx, campo).await;
                hecho.map_err(|error| ctx.set_error_path(error))
            })
        };
        let elementos = (0..self.0.len()).map(resolve).collect();
        let tipos = (
            <Vec<T> as OutputType>::type_name(),
            T::qualified_type_name(),
        );
        let valor = join(ctx, campo, (&tipos.0, &tipos.1), elementos).await?;
        count_letters(ctx, campo, &valor)?;
        Ok(valor)
    }
}

/// An element being answered.
type Answering<'a> = BoxFuture<'a, ServerResult<Value>>;

/// Answers the elements of a list at once, as the library does: `resolve_list`. That is compiled for each type of element, with
/// all that waits for them; this once.
async fn join(
    ctx: &ContextSelectionSet<'_>,
    campo: &Positioned<Field>,
    (parent_type, return_type): (&str, &str),
    elementos: Vec<Answering<'_>>,
) -> ServerResult<Value> {
    let elementos = elementos.into_iter().enumerate();
    let respuestas = elementos.map(|(i, elemento)| async move {
        let ctx = ctx.with_index(i);
        let path_node = ctx.path_node.as_ref().expect("it was just given one");
        let info = ResolveInfo {
            path_node,
            parent_type,
            return_type,
            name: campo.node.name.node.as_str(),
            alias: campo.node.alias.as_ref().map(|alias| alias.node.as_str()),
            // The lists of introspection are those of the library.
            is_for_introspection: false,
            field: &campo.node,
        };
        let mut elemento = elemento.map_ok(Some);
        let hecho = ctx.query_env.extensions.resolve(info, &mut elemento);
        hecho.await.map(Option::unwrap_or_default)
    });
    Ok(Value::List(try_join_all(respuestas).await?))
}

/// Counts a list of so many elements.
pub(super) fn count(
    ctx: &ContextSelectionSet<'_>,
    campo: &Positioned<Field>,
    cuantos: usize,
) -> ServerResult<()> {
    if let Some(cargadores) = ctx.data_opt::<Cargadores>() {
        let campos = fields(ctx, &ctx.item.node).max(1);
        let hecho = cargadores.presupuesto.take(cuantos.saturating_mul(campos));
        hecho.map_err(|error| refusal(ctx, campo, error))?;
    }
    Ok(())
}

fn count_letters(
    ctx: &ContextSelectionSet<'_>,
    campo: &Positioned<Field>,
    valor: &Value,
) -> ServerResult<()> {
    if let (Some(cargadores), Value::List(elementos)) = (ctx.data_opt::<Cargadores>(), valor) {
        let hecho = cargadores
            .presupuesto
            .write(elementos.iter().map(letters).sum());
        hecho.map_err(|error| refusal(ctx, campo, error))?;
    }
    Ok(())
}

fn refusal(
    ctx: &ContextSelectionSet<'_>,
    campo: &Positioned<Field>,
    error: Error,
) -> async_graphql::ServerError {
    ctx.set_error_path(async_graphql::Error::from(error).into_server_error(campo.pos))
}

/// Fields under a selection, those of lists in it too. The question has passed the gate: it does not go on for ever.
fn fields(ctx: &ContextSelectionSet<'_>, seleccion: &SelectionSet) -> usize {
    let de = |item: &Positioned<Selection>| match &item.node {
        Selection::Field(campo) => 1 + fields(ctx, &campo.node.selection_set.node),
        Selection::InlineFragment(fragmento) => fields(ctx, &fragmento.node.selection_set.node),
        Selection::FragmentSpread(uso) => {
            let fragmento = ctx.query_env.fragments.get(&uso.node.fragment_name.node);
            fragmento.map_or(0, |f| fields(ctx, &f.node.selection_set.node))
        }
    };
    seleccion.items.iter().map(de).sum()
}

/// Letters of a value; lists in it have been counted.
fn letters(valor: &Value) -> usize {
    match valor {
        Value::String(texto) => texto.len(),
        Value::Object(campos) => campos
            .iter()
            .map(|(clave, valor)| clave.len() + letters(valor))
            .sum(),
        _ => 0,
    }
}
