//! What is looked at in the whole of a document: operations that are not done, and what a subscription asks for through fragments.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, Selection, SelectionSet,
};
use async_graphql::{Positioned, Request, ServerError};

use super::documento::operation;
use super::{traduccion, variables};
use crate::Error;
use crate::esquema::measure;

/// Refuses a document of several operations if one that is not done is wrong. What their variables are is not known, and does
/// not matter (GraphQL, §6.1).
pub(super) fn check_others(
    documento: &ExecutableDocument,
    nombre: Option<&str>,
) -> Result<(), Error> {
    match &documento.operations {
        DocumentOperations::Multiple(varias) if varias.len() > 1 => check_whole(documento, nombre),
        _ => Ok(()),
    }
}

fn check_whole(documento: &ExecutableDocument, nombre: Option<&str>) -> Result<(), Error> {
    let mut request = Request::new("");
    request.set_parsed_query(documento.clone());
    request.operation_name = nombre.map(str::to_owned);
    let errores = measure(request).err().unwrap_or_default();
    let of_a_variable = |error: &&ServerError| error.message.starts_with("Variable");
    let otro = errores.iter().find(|error| !of_a_variable(error));
    otro.map_or(Ok(()), |error| Err(traduccion::as_error(error)))
}

/// Has a subscription ask for its one field directly and once: the library does not follow what is asked for through fragments
/// there, and tells as often as it is asked. What stays is all that was asked of the field.
///
/// # Errors
/// That it asks for several fields, as subscriptions must not (GraphQL, §5.2.4.1), or under a condition; or what is wrong with a
/// fragment that is taken out.
pub(super) fn settle_root(
    documento: &mut ExecutableDocument,
    nombre: Option<&str>,
) -> Result<(), Error> {
    let Some(operacion) = operation(documento, nombre) else {
        return Ok(());
    };
    let raiz = &operacion.selection_set;
    if matches!(raiz.node.items.as_slice(), [unico] if matches!(&unico.node, Selection::Field(campo) if campo.node.directives.is_empty()))
    {
        return Ok(());
    }
    check_whole(documento, nombre)?;
    let mut campos = vec![];
    root_fields(documento, &raiz.node, &mut campos)?;
    let Some((primero, otros)) = campos.split_first() else {
        return Err(Error::suscripcion_de_varios(raiz.pos));
    };
    // The library lets some through that differ in their arguments.
    let is_same = |otro: &Field| {
        otro.response_key() == primero.node.response_key()
            && otro.name == primero.node.name
            && otro.arguments == primero.node.arguments
    };
    if let Some(otro) = otros.iter().find(|otro| !is_same(&otro.node)) {
        return Err(Error::suscripcion_de_varios(otro.pos));
    }
    let mut unico = Positioned::clone(primero);
    let partes = &mut unico.node.selection_set.node.items;
    partes.extend(
        otros
            .iter()
            .flat_map(|otro| otro.node.selection_set.node.items.clone()),
    );
    let lugar = unico.pos;
    let items = vec![Positioned::new(Selection::Field(unico), lugar)];
    let suya = match &mut documento.operations {
        DocumentOperations::Single(sola) => Some(sola),
        DocumentOperations::Multiple(varias) => match nombre {
            Some(nombre) => varias.get_mut(nombre),
            None => varias.values_mut().next(),
        },
    };
    if let Some(suya) = suya {
        suya.node.selection_set.node.items = items;
    }
    variables::forget_fragments(documento);
    Ok(())
}

/// The fields that a subscription asks for, through fragments too.
fn root_fields<'a>(
    documento: &'a ExecutableDocument,
    seleccion: &'a SelectionSet,
    campos: &mut Vec<&'a Positioned<Field>>,
) -> Result<(), Error> {
    for item in &seleccion.items {
        let (directivas, debajo) = match &item.node {
            Selection::Field(campo) => {
                campos.push(campo);
                (&campo.node.directives, None)
            }
            Selection::InlineFragment(uno) => {
                (&uno.node.directives, Some(&uno.node.selection_set.node))
            }
            Selection::FragmentSpread(uso) => {
                let cual = documento.fragments.get(&uso.node.fragment_name.node);
                (
                    &uso.node.directives,
                    cual.map(|uno| &uno.node.selection_set.node),
                )
            }
        };
        if !directivas.is_empty() {
            return Err(Error::suscripcion_de_varios(item.pos));
        }
        if let Some(debajo) = debajo {
            root_fields(documento, debajo, campos)?;
        }
    }
    Ok(())
}
