//! Null where GraphQL says it is (§6.4.4): what fails is null; where null may not be, what holds it is null, and so on up to
//! the nearest place where it may be, and no farther. The library does not: it leaves what fails out, and an object all of
//! whose fields failed is null whatever its type says.

use async_graphql::Value;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

use crate::esquema::{Tipo, Tipos};

/// A null that may not be where it is.
struct Prohibido;

/// Selections of one object, each with the name of the type that it is made on.
type Selecciones<'a> = Vec<(&'a str, &'a SelectionSet)>;

/// What is needed to know the type of each value of an answer.
pub(super) struct Nulos<'a> {
    tipos: &'a Tipos,
    documento: &'a ExecutableDocument,
}

impl<'a> Nulos<'a> {
    pub(super) fn new(tipos: &'a Tipos, documento: &'a ExecutableDocument) -> Self {
        Self { tipos, documento }
    }

    /// Moves the nulls of an answer to where they may be. `raiz`: the type where the operation begins.
    pub(super) fn settle(&self, datos: &mut Value, raiz: &'a str, seleccion: &'a SelectionSet) {
        if self.object(datos, &vec![(raiz, seleccion)]).is_err() {
            *datos = Value::Null;
        }
    }

    fn object(&self, valor: &mut Value, selecciones: &Selecciones<'a>) -> Result<(), Prohibido> {
        let Value::Object(campos) = valor else {
            return Ok(());
        };
        let mut pedidos = vec![];
        for (tipo, seleccion) in selecciones {
            self.collect(tipo, seleccion, &mut pedidos);
        }
        for (clave, valor) in campos {
            let suyos = pedidos
                .iter()
                .filter(|(_, campo)| campo.response_key().node == *clave);
            let suyos: Vec<&(&'a str, &'a Field)> = suyos.collect();
            let tipo = suyos
                .iter()
                .find_map(|(padre, campo)| self.tipos.campo(padre, &campo.name.node));
            let Some(tipo) = tipo else { continue };
            let debajo = suyos
                .iter()
                .filter_map(|(padre, campo)| {
                    let tipo = self.tipos.campo(padre, &campo.name.node)?;
                    Some((tipo.nombre(), &campo.selection_set.node))
                })
                .collect();
            self.value(valor, tipo, &debajo)?;
        }
        Ok(())
    }

    fn value(
        &self,
        valor: &mut Value,
        tipo: &Tipo,
        debajo: &Selecciones<'a>,
    ) -> Result<(), Prohibido> {
        match tipo {
            Tipo::NoNulo(dentro) => {
                self.value(valor, dentro, debajo)?;
                if *valor == Value::Null {
                    return Err(Prohibido);
                }
            }
            Tipo::Lista(dentro) => {
                if let Value::List(elementos) = valor {
                    let mut todos = elementos.iter_mut();
                    if todos.any(|uno| self.value(uno, dentro, debajo).is_err()) {
                        *valor = Value::Null;
                    }
                }
            }
            Tipo::De(_) => {
                if self.object(valor, debajo).is_err() {
                    *valor = Value::Null;
                }
            }
        }
        Ok(())
    }

    /// The fields that are asked for of an object, with the type that each is asked of.
    fn collect(
        &self,
        tipo: &'a str,
        seleccion: &'a SelectionSet,
        pedidos: &mut Vec<(&'a str, &'a Field)>,
    ) {
        for item in &seleccion.items {
            match &item.node {
                Selection::Field(campo) => pedidos.push((tipo, &campo.node)),
                Selection::InlineFragment(fragmento) => {
                    let condicion = fragmento.node.type_condition.as_ref();
                    let tipo = condicion.map_or(tipo, |condicion| &condicion.node.on.node);
                    self.collect(tipo, &fragmento.node.selection_set.node, pedidos);
                }
                Selection::FragmentSpread(uso) => {
                    let nombre = &uso.node.fragment_name.node;
                    if let Some(fragmento) = self.documento.fragments.get(nombre) {
                        let tipo = &fragmento.node.type_condition.node.on.node;
                        self.collect(tipo, &fragmento.node.selection_set.node, pedidos);
                    }
                }
            }
        }
    }
}
