//! Values that a source may not give, and where records come from.

use std::borrow::Cow;

use async_graphql::{OutputType, SimpleObject, TypeName};

use super::enumeraciones::{Ausencia, ClaseOrigen, Estado};

/// Un dato que la fuente puede no dar: el valor, o la razón por la que falta.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(crate) struct Dato<T: OutputType> {
    /// El valor; nulo cuando no consta.
    valor: Option<T>,
    /// Por qué falta el valor; nulo cuando lo hay.
    ausencia: Option<Ausencia>,
}

/// `DatoFecha`, `DatoTexto`, `DatoListaTexto`: the name says what the value is.
impl<T: OutputType> TypeName for Dato<T> {
    fn type_name() -> Cow<'static, str> {
        let tipo = T::type_name();
        let (lista, elemento) = match tipo.strip_prefix('[') {
            Some(resto) => ("Lista", resto.trim_end_matches([']', '!'])),
            None => ("", &*tipo),
        };
        let elemento = match elemento {
            "String" => "Texto",
            "Int" => "Entero",
            otro => otro,
        };
        format!("Dato{lista}{elemento}").into()
    }
}

impl<T: OutputType> From<Option<T>> for Dato<T> {
    fn from(valor: Option<T>) -> Self {
        let ausencia = valor.is_none().then_some(Ausencia::NoConsta);
        Self { valor, ausencia }
    }
}

impl<T: OutputType> Dato<T> {
    /// From a datum of the domain, seen through `f`.
    pub(crate) fn of<D>(dato: &domain::Dato<D>, f: impl FnOnce(&D) -> T) -> Self {
        dato.valor().map(f).into()
    }
}

/// De dónde viene un registro.
#[derive(SimpleObject)]
pub(crate) struct Origen {
    /// Clase de origen.
    clase: ClaseOrigen,
    /// Texto de la fuente, letra por letra, cuando viene de una nota.
    literal: Option<String>,
}

impl From<&domain::Origen> for Origen {
    fn from(origen: &domain::Origen) -> Self {
        let (clase, literal) = match origen {
            domain::Origen::Registro => (ClaseOrigen::Registro, None),
            domain::Origen::Nota(literal) => (ClaseOrigen::Nota, Some(literal.clone())),
            domain::Origen::Sintetico => (ClaseOrigen::Sintetico, None),
        };
        Self { clase, literal }
    }
}

/// Un valor publicado, con su estado.
#[derive(SimpleObject)]
pub(crate) struct Celda {
    /// El valor; nulo si no está publicado.
    pub(crate) valor: Option<u64>,
    /// Estado de la celda.
    pub(crate) estado: Estado,
}

impl From<domain::Celda> for Celda {
    fn from(celda: domain::Celda) -> Self {
        Self {
            valor: celda.valor(),
            estado: celda.estado().into(),
        }
    }
}
