//! Lists, which count as what they hold.

use std::borrow::Cow;

use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

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
        let valor = self.0.resolve(ctx, campo).await?;
        count_letters(ctx, campo, &valor)?;
        Ok(valor)
    }
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
