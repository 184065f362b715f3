//! Lists of scalars, and of objects whose fields are scalars, that are all at hand.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};

use super::varios::count;

/// How a field of an object is read.
pub(crate) type Lectura<T> = fn(&T) -> Value;

/// An object of scalars, none of which has to be looked for.
pub(crate) trait Plano: OutputType {
    /// How a field is read; none if it has no such field.
    fn lector(campo: &str) -> Option<Lectura<Self>>;
}

/// A list of what is at hand, answered in one pass: the library would make a task of each element, and of each field of each.
pub(crate) struct Llana<T> {
    make: Box<dyn Fn(&ContextSelectionSet<'_>) -> Value + Send + Sync>,
    cuantos: usize,
    elemento: PhantomData<fn() -> T>,
}

impl<T> Llana<T> {
    fn make(
        cuantos: usize,
        make: impl Fn(&ContextSelectionSet<'_>) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self {
            make: Box::new(make),
            cuantos,
            elemento: PhantomData,
        }
    }

    /// Of scalars.
    pub(crate) fn new(valores: impl IntoIterator<Item = Value>) -> Self {
        let valores: Vec<Value> = valores.into_iter().collect();
        let cuantos = valores.len();
        let lista = Value::List(valores);
        Self::make(cuantos, move |_| lista.clone())
    }
}

impl<T: Plano + 'static> Llana<T> {
    /// Of objects.
    pub(crate) fn of(objetos: Vec<T>) -> Self {
        Self::make(objetos.len(), move |ctx| {
            let mut pedidos = vec![];
            collect::<T>(ctx, &ctx.item.node, &mut pedidos);
            let object = |objeto| -> IndexMap<Name, Value> {
                let campos = pedidos.iter();
                campos
                    .map(|(clave, leer)| (Name::clone(clave), leer(objeto)))
                    .collect()
            };
            let objetos = objetos.iter().map(|objeto| Value::Object(object(objeto)));
            Value::List(objetos.collect())
        })
    }
}

impl<T: OutputType> OutputType for Llana<T> {
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
        count(ctx, campo, self.cuantos)?;
        Ok((self.make)(ctx))
    }
}

/// The fields that are asked for, under their names in the answer. The question has been checked, and what it skips taken out.
fn collect<'a, T: Plano>(
    ctx: &ContextSelectionSet<'a>,
    seleccion: &'a SelectionSet,
    pedidos: &mut Vec<(&'a Name, Lectura<T>)>,
) {
    for item in &seleccion.items {
        let debajo = match &item.node {
            Selection::Field(campo) => {
                let leer: Option<Lectura<T>> = match campo.node.name.node.as_str() {
                    "__typename" => Some(typename),
                    nombre => T::lector(nombre),
                };
                pedidos.extend(leer.map(|leer| (&campo.node.response_key().node, leer)));
                continue;
            }
            Selection::InlineFragment(fragmento) => Some(&fragmento.node.selection_set),
            Selection::FragmentSpread(uso) => {
                let fragmento = ctx.query_env.fragments.get(&uso.node.fragment_name.node);
                fragmento.map(|fragmento| &fragmento.node.selection_set)
            }
        };
        if let Some(debajo) = debajo {
            collect(ctx, &debajo.node, pedidos);
        }
    }
}

fn typename<T: OutputType>(_: &T) -> Value {
    T::type_name().into_owned().into()
}

#[cfg(test)]
mod tests;
