//! What is looked at in a document before it runs, and what is put right in the answer after.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Selection, SelectionSet,
};
use async_graphql::{Name, PathSegment, ServerError, Value};

/// Fields that a document asks for, each fragment counted where it is spread. `None` when a fragment
/// spreads itself. One pass: the library re-walks every spread, which never ends for a small document
/// of fragments that spread each other many times.
pub(super) fn count_fields(documento: &ExecutableDocument) -> Option<usize> {
    let mut conteo = Conteo {
        documento,
        fragmentos: HashMap::new(),
        abiertos: HashSet::new(),
    };
    let mut total = 0usize;
    for seleccion in operations(documento) {
        total = total.saturating_add(conteo.of(seleccion)?);
    }
    Some(total)
}

fn operations(documento: &ExecutableDocument) -> Vec<&SelectionSet> {
    match &documento.operations {
        DocumentOperations::Single(operacion) => vec![&operacion.node.selection_set.node],
        DocumentOperations::Multiple(operaciones) => operaciones
            .values()
            .map(|operacion| &operacion.node.selection_set.node)
            .collect(),
    }
}

struct Conteo<'a> {
    documento: &'a ExecutableDocument,
    fragmentos: HashMap<&'a Name, usize>,
    abiertos: HashSet<&'a Name>,
}

impl<'a> Conteo<'a> {
    fn of(&mut self, seleccion: &'a SelectionSet) -> Option<usize> {
        let mut total = 0usize;
        for item in &seleccion.items {
            let campos = match &item.node {
                Selection::Field(campo) => {
                    self.of(&campo.node.selection_set.node)?.saturating_add(1)
                }
                Selection::InlineFragment(fragmento) => {
                    self.of(&fragmento.node.selection_set.node)?
                }
                Selection::FragmentSpread(uso) => self.of_fragment(&uso.node.fragment_name.node)?,
            };
            total = total.saturating_add(campos);
        }
        Some(total)
    }

    fn of_fragment(&mut self, nombre: &'a Name) -> Option<usize> {
        if let Some(campos) = self.fragmentos.get(nombre) {
            return Some(*campos);
        }
        // An unknown fragment is left to validation.
        let Some(fragmento) = self.documento.fragments.get(nombre) else {
            return Some(0);
        };
        if !self.abiertos.insert(nombre) {
            return None;
        }
        let campos = self.of(&fragmento.node.selection_set.node)?;
        self.abiertos.remove(nombre);
        // Even an empty fragment costs a step.
        let campos = campos.max(1);
        self.fragmentos.insert(nombre, campos);
        Some(campos)
    }
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
    let seleccion = match &documento.operations {
        DocumentOperations::Single(unica) => Some(unica),
        DocumentOperations::Multiple(varias) => match operacion {
            Some(nombre) => varias.get(nombre),
            None => varias.values().next(),
        },
    };
    let Some(seleccion) = seleccion else {
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
    orden.arrange(datos, &[&seleccion.node.selection_set.node])
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

    fn fields(documento: &str) -> Option<usize> {
        count_fields(&parse_query(documento).unwrap())
    }

    #[test]
    fn fragments_count_where_they_are_spread() {
        assert_eq!(fields("{ a { b } c }"), Some(3));
        assert_eq!(
            fields("{ a { ...F } c { ...F } } fragment F on T { x y }"),
            Some(6)
        );
        assert_eq!(fields("{ ...F } fragment F on T { a ...F }"), None);
        assert_eq!(
            fields("{ ...F } fragment F on T { a { ...G } } fragment G on T { ...F }"),
            None
        );
        assert_eq!(fields("{ ...Unknown }"), Some(0));
    }

    #[test]
    fn a_fragment_bomb_is_counted_at_once() {
        let doubling = |i| format!("fragment F{i} on Q {{ ...F{0} ...F{0} }} ", i + 1);
        let bomba: String = (0..70).map(doubling).collect();
        assert_eq!(
            fields(&format!("{{ ...F0 }} {bomba} fragment F70 on Q {{ a }}")),
            Some(usize::MAX)
        );
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
