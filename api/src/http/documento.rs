//! What is looked at in a document before it runs, and what is put right in the answer after.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, PathSegment, ServerError, Value};

/// The operation that is to be done: the one that is named, or the only one.
pub(super) fn operation<'a>(
    documento: &'a ExecutableDocument,
    nombre: Option<&str>,
) -> Option<&'a OperationDefinition> {
    match (&documento.operations, nombre) {
        (DocumentOperations::Single(unica), None) => Some(&unica.node),
        (DocumentOperations::Multiple(varias), Some(nombre)) => {
            varias.get(nombre).map(|una| &una.node)
        }
        (DocumentOperations::Multiple(varias), None) if varias.len() == 1 => {
            varias.values().next().map(|una| &una.node)
        }
        _ => None,
    }
}

/// The first variable that must be given and is not. The library finds out in the middle of the execution, if at all.
pub(super) fn missing_variable<'a>(
    operacion: &'a OperationDefinition,
    dadas: &serde_json::Map<String, serde_json::Value>,
) -> Option<&'a str> {
    operacion.variable_definitions.iter().find_map(|variable| {
        let variable = &variable.node;
        let nombre = variable.name.node.as_str();
        let dada = dadas.get(nombre);
        let falta = match dada {
            None => variable.default_value.is_none(),
            Some(valor) => valor.is_null(),
        };
        (!variable.var_type.node.nullable && falta).then_some(nombre)
    })
}

/// Whether an operation asks for one field, as subscriptions must (GraphQL, §5.2.4.1); the library would tell some
/// of what else is asked and keep silent on the rest.
pub(super) fn one_root_field(operacion: &OperationDefinition) -> bool {
    let pedidos = &operacion.selection_set.node.items;
    matches!(pedidos.as_slice(), [unico] if matches!(unico.node, Selection::Field(_)))
}

/// Puts the fields of an answer in the order in which the operation asks for them, and those that
/// failed in their place, as null. The library answers in the order in which fields are done, so that
/// the same question would not always get the same bytes, and leaves out those that fail.
pub(super) fn arrange(
    datos: Value,
    documento: &ExecutableDocument,
    operacion: Option<&str>,
    errores: &[ServerError],
) -> Value {
    let Some(operacion) = operation(documento, operacion) else {
        return datos;
    };
    let fallidos = errores
        .iter()
        .filter(|error| !error.path.is_empty())
        .map(|error| error.path.as_slice())
        .collect();
    let mut orden = Orden {
        documento,
        fallidos,
        ruta: Vec::new(),
    };
    // A failed field of the root leaves an answer with its null, not no answer.
    let datos = match datos {
        Value::Null if !orden.fallidos.is_empty() => {
            Value::Object(async_graphql::indexmap::IndexMap::new())
        }
        datos => datos,
    };
    orden.arrange(datos, &[&operacion.selection_set.node])
}

struct Orden<'a> {
    documento: &'a ExecutableDocument,
    fallidos: Vec<&'a [PathSegment]>,
    ruta: Vec<PathSegment>,
}

impl<'a> Orden<'a> {
    fn arrange(&mut self, valor: Value, selecciones: &[&'a SelectionSet]) -> Value {
        match valor {
            Value::List(elementos) => {
                let elementos = elementos.into_iter().enumerate().map(|(i, elemento)| {
                    self.ruta.push(PathSegment::Index(i));
                    let elemento = self.arrange(elemento, selecciones);
                    self.ruta.pop();
                    elemento
                });
                Value::List(elementos.collect())
            }
            Value::Object(mut campos) => {
                let mut pedidos: Vec<(&'a Name, Vec<&'a SelectionSet>)> = Vec::new();
                for seleccion in selecciones {
                    self.collect(seleccion, &mut pedidos);
                }
                let mut ordenados = async_graphql::indexmap::IndexMap::new();
                for (clave, selecciones) in pedidos {
                    self.ruta.push(PathSegment::Field(clave.to_string()));
                    match campos.swap_remove(clave) {
                        Some(valor) => {
                            ordenados.insert(clave.clone(), self.arrange(valor, &selecciones));
                        }
                        None if self.fallidos.contains(&self.ruta.as_slice()) => {
                            ordenados.insert(clave.clone(), Value::Null);
                        }
                        // Left out by @skip, @include or the type of a fragment.
                        None => {}
                    }
                    self.ruta.pop();
                }
                Value::Object(ordenados)
            }
            hoja => hoja,
        }
    }

    /// The keys that a selection set asks for, in order, with all that is selected under each.
    fn collect(
        &self,
        seleccion: &'a SelectionSet,
        pedidos: &mut Vec<(&'a Name, Vec<&'a SelectionSet>)>,
    ) {
        for item in &seleccion.items {
            match &item.node {
                Selection::Field(campo) => {
                    let clave = &campo.node.response_key().node;
                    let debajo = &campo.node.selection_set.node;
                    match pedidos.iter_mut().find(|(otra, _)| *otra == clave) {
                        Some((_, selecciones)) => selecciones.push(debajo),
                        None => pedidos.push((clave, vec![debajo])),
                    }
                }
                Selection::InlineFragment(fragmento) => {
                    self.collect(&fragmento.node.selection_set.node, pedidos);
                }
                Selection::FragmentSpread(uso) => {
                    if let Some(fragmento) =
                        self.documento.fragments.get(&uso.node.fragment_name.node)
                    {
                        self.collect(&fragmento.node.selection_set.node, pedidos);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    #[test]
    fn variables_that_must_be_given_are_missed() {
        let documento = parse_query("query ($a: Int!, $b: Int! = 1, $c: Int) { x }").unwrap();
        let operacion = operation(&documento, None).unwrap();
        let de = |dadas: serde_json::Value| {
            missing_variable(operacion, dadas.as_object().unwrap()).map(str::to_owned)
        };
        assert_eq!(de(serde_json::json!({})), Some("a".to_owned()));
        assert_eq!(de(serde_json::json!({"a": 1})), None);
        assert_eq!(
            de(serde_json::json!({"a": 1, "b": null})),
            Some("b".to_owned())
        );
        assert_eq!(de(serde_json::json!({"a": 1, "c": null})), None);
    }

    #[test]
    fn answers_keep_the_order_of_the_question() {
        let documento =
            parse_query("{ b a { y ...F } c d } fragment F on T { x y { z } }").unwrap();
        let datos = Value::from_json(serde_json::json!({
            "a": [{"x": 1, "y": {"z": 2}}, {"y": {"z": 3}, "x": 4}], "b": 5,
        }));
        let fallo = ServerError {
            path: vec![PathSegment::Field("c".into())],
            ..ServerError::new("no", None)
        };
        let ordenado = arrange(datos.unwrap(), &documento, None, &[fallo]);
        assert_eq!(
            serde_json::to_string(&ordenado).unwrap(),
            r#"{"b":5,"a":[{"y":{"z":2},"x":1},{"y":{"z":3},"x":4}],"c":null}"#
        );
    }
}
