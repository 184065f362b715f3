//! What is looked at in a document before it runs, and what is put right in the answer after.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection,
    SelectionSet,
};
use async_graphql::{Name, PathSegment, ServerError, Value};

use super::nulos::Nulos;
use crate::Error;
use crate::esquema::Tipos;

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

/// Refuses an operation of which a variable must be given and is not. The library finds out in the middle of the execution, if
/// at all.
pub(super) fn check_given(
    operacion: &OperationDefinition,
    dadas: &serde_json::Map<String, serde_json::Value>,
) -> Result<(), Error> {
    let falta = operacion.variable_definitions.iter().find_map(|definida| {
        let variable = &definida.node;
        let nombre = variable.name.node.as_str();
        let dada = dadas.get(nombre);
        let falta = match dada {
            None => variable.default_value.is_none(),
            Some(valor) => valor.is_null(),
        };
        let falta = !variable.var_type.node.nullable && falta;
        falta.then(|| Error::variable_faltante(nombre, dada.is_some(), definida.pos))
    });
    falta.map_or(Ok(()), Err)
}

/// Puts the fields of an answer in the order in which the operation asks for them, and those that
/// failed in their place, as null, if it may be null there ([`Nulos`]). The library answers in the order in which fields are
/// done, so that the same question would not always get the same bytes, and leaves out those that fail.
pub(super) fn arrange(
    mut datos: Value,
    tipos: impl FnOnce() -> &'static Tipos,
    documento: &ExecutableDocument,
    operacion: Option<&str>,
    errores: &[ServerError],
) -> Value {
    let Some(operacion) = operation(documento, operacion) else {
        return datos;
    };
    let mut forma = Forma::default();
    forma.collect(documento, &operacion.selection_set.node);
    let fallidos: Vec<&[PathSegment]> = errores
        .iter()
        .filter(|error| !error.path.is_empty())
        .map(|error| error.path.as_slice())
        .collect();
    forma.arrange(&mut datos, &fallidos);
    if !fallidos.is_empty() {
        let raiz = match operacion.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        let seleccion = &operacion.selection_set.node;
        Nulos::new(tipos(), documento).settle(&mut datos, raiz, seleccion);
    }
    datos
}

type Campos = async_graphql::indexmap::IndexMap<Name, Value>;

/// The keys that an operation asks for, in order, with those under each.
#[derive(Default)]
struct Forma<'a>(Vec<(&'a Name, Forma<'a>)>);

impl<'a> Forma<'a> {
    fn collect(&mut self, documento: &'a ExecutableDocument, seleccion: &'a SelectionSet) {
        for item in &seleccion.items {
            match &item.node {
                Selection::Field(campo) => {
                    let clave = &campo.node.response_key().node;
                    let donde = self.0.iter().position(|(otra, _)| *otra == clave);
                    let donde = donde.unwrap_or_else(|| {
                        self.0.push((clave, Forma::default()));
                        self.0.len() - 1
                    });
                    let debajo = &campo.node.selection_set.node;
                    self.0[donde].1.collect(documento, debajo);
                }
                Selection::InlineFragment(fragmento) => {
                    self.collect(documento, &fragmento.node.selection_set.node);
                }
                Selection::FragmentSpread(uso) => {
                    let nombre = &uso.node.fragment_name.node;
                    if let Some(fragmento) = documento.fragments.get(nombre) {
                        self.collect(documento, &fragmento.node.selection_set.node);
                    }
                }
            }
        }
    }

    /// `fallidos`: the paths, from here, of what failed.
    fn arrange(&self, valor: &mut Value, fallidos: &[&[PathSegment]]) {
        // An object all of whose fields failed is not there.
        let falta = |ruta: &&[PathSegment]| matches!(ruta, [PathSegment::Field(_), ..]);
        if *valor == Value::Null && fallidos.iter().any(falta) {
            *valor = Value::Object(Campos::new());
        }
        match valor {
            // What is under a leaf is in order.
            _ if self.0.is_empty() => {}
            Value::List(elementos) => {
                for (i, elemento) in elementos.iter_mut().enumerate() {
                    self.arrange(elemento, &under(fallidos, &PathSegment::Index(i)));
                }
            }
            Value::Object(campos) => {
                if !self.is_order_of(campos) {
                    self.reorder(campos, fallidos);
                }
                for ((clave, forma), valor) in self.present(campos) {
                    // Most answers have no errors.
                    let suyos = match fallidos {
                        [] => vec![],
                        _ => under(fallidos, &PathSegment::Field(clave.to_string())),
                    };
                    forma.arrange(valor, &suyos);
                }
            }
            _ => {}
        }
    }

    fn is_order_of(&self, campos: &Campos) -> bool {
        campos.len() == self.0.len() && campos.keys().eq(self.0.iter().map(|(clave, _)| *clave))
    }

    fn reorder(&self, campos: &mut Campos, fallidos: &[&[PathSegment]]) {
        let mut antes = std::mem::take(campos);
        for (clave, _) in &self.0 {
            let fallo = || {
                let aqui = |ruta: &&[PathSegment]| matches!(ruta, [PathSegment::Field(campo)] if *campo == **clave);
                fallidos.iter().any(aqui).then_some(Value::Null)
            };
            // One that is not there was left out by @skip, @include or the type of a fragment.
            if let Some(valor) = antes.swap_remove(*clave).or_else(fallo) {
                campos.insert((*clave).clone(), valor);
            }
        }
    }

    /// The fields that an object in order has, with what is asked for under each.
    fn present<'b>(
        &'b self,
        campos: &'b mut Campos,
    ) -> impl Iterator<Item = (&'b (&'a Name, Forma<'a>), &'b mut Value)> {
        let mut pedidos = self.0.iter();
        campos.iter_mut().filter_map(move |(clave, valor)| {
            let pedido = pedidos.find(|(otra, _)| *otra == clave)?;
            Some((pedido, valor))
        })
    }
}

/// Those of some paths that go through a place, from it on.
fn under<'a>(rutas: &[&'a [PathSegment]], lugar: &PathSegment) -> Vec<&'a [PathSegment]> {
    let por_ahi =
        |ruta: &&'a [PathSegment]| ruta.split_first().filter(|(primero, _)| *primero == lugar);
    rutas
        .iter()
        .filter_map(por_ahi)
        .map(|(_, resto)| resto)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::esquema::TIPOS;
    use async_graphql::parser::parse_query;

    #[test]
    fn variables_that_must_be_given_are_missed() {
        let documento = parse_query("query ($a: Int!, $b: Int! = 1, $c: Int) { x }").unwrap();
        let operacion = operation(&documento, None).unwrap();
        let de = |dadas: serde_json::Value| {
            let hecho = check_given(operacion, dadas.as_object().unwrap());
            hecho.err().map(|error| error.mensaje().to_owned())
        };
        let falta = "Falta la variable «a», que es obligatoria.";
        assert_eq!(de(serde_json::json!({})).as_deref(), Some(falta));
        assert_eq!(de(serde_json::json!({"a": 1})), None);
        let nula = "La variable «b» es obligatoria: no puede ser nula.";
        let dicho = de(serde_json::json!({"a": 1, "b": null}));
        assert_eq!(dicho.as_deref(), Some(nula));
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
        let ordenado = arrange(datos.unwrap(), || &TIPOS, &documento, None, &[fallo]);
        assert_eq!(
            serde_json::to_string(&ordenado).unwrap(),
            r#"{"b":5,"a":[{"y":{"z":2},"x":1},{"y":{"z":3},"x":4}],"c":null}"#
        );
    }
}
