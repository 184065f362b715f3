//! The GraphQL schema. Objects wrap the types of the domain; comments here are the Spanish
//! descriptions that a client reads.

mod actividad;
mod clave;
mod compromiso;
mod conexion;
mod conjunta;
mod consejo;
mod costo;
mod cubo;
mod dato;
mod directorio;
mod edicion;
mod enumeraciones;
mod escalares;
mod id;
mod informe;
mod instancia;
mod nodo;
mod novedad;
mod planos;
mod raiz;
mod suscripcion;
mod tabla;
mod territorio;
mod tipos;
mod varios;

use std::sync::LazyLock;

use async_graphql::{EmptyMutation, SDLExportOptions, Schema, SchemaBuilder};

pub(crate) use costo::measure;
pub(crate) use id::{decode_orden, encode_orden};
pub(crate) use raiz::Consulta;
pub(crate) use suscripcion::Suscripcion;
pub(crate) use tipos::{TIPOS, Tipo, Tipos};

pub(crate) type Esquema = Schema<Consulta, EmptyMutation, Suscripcion>;

/// Nested fields of a query; the standard introspection query needs 15.
pub(crate) const PROFUNDIDAD: usize = 18;
/// Fields of a query, those of a page counted once per element asked for, those of a list five times.
pub(crate) const COMPLEJIDAD: usize = 3000;
/// Directives of a field.
pub(crate) const POR_CAMPO: usize = 5;
/// Nested selections of a document, before its fragments are looked at.
pub(crate) const RECURSION: usize = 24;

/// Elements that a list without pages counts for: lists nest, and so do their elements.
const POR_LISTA: usize = 5;

/// Cells of a table that count as much as one element.
const POR_CELDAS: usize = 10;

fn builder() -> SchemaBuilder<Consulta, EmptyMutation, Suscripcion> {
    Schema::build(Consulta, EmptyMutation, Suscripcion)
        .limit_depth(PROFUNDIDAD)
        .limit_complexity(COMPLEJIDAD)
        .limit_recursive_depth(RECURSION)
        .limit_directives(POR_CAMPO)
}

/// The schema, made once: it is some megabytes.
static ESQUEMA: LazyLock<Esquema> = LazyLock::new(|| builder().finish());

pub(crate) fn build() -> Esquema {
    ESQUEMA.clone()
}

/// The schema, in its definition language.
pub fn sdl() -> String {
    build().sdl_with_options(SDLExportOptions::new().include_specified_by())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{
        ALIAS, ANIDAMIENTO, CAMPOS, DIRECTIVAS, LETRAS, OPERACIONES, PALABRAS, TEXTOS, VALORES,
    };
    use crate::presupuesto::{ELEMENTOS, RESPUESTA};

    #[test]
    fn the_limits_are_published_as_they_are() {
        let sdl = sdl().split_whitespace().collect::<Vec<_>>().join(" ");
        for dicho in [
            format!("{PROFUNDIDAD} niveles de campos"),
            format!("{CAMPOS} campos"),
            format!("{ALIAS} alias"),
            format!("{PALABRAS} palabras y signos"),
            format!("{DIRECTIVAS} directivas"),
            format!("{ANIDAMIENTO} niveles de llaves"),
            format!("{VALORES} valores en las variables"),
            format!("hasta {COMPLEJIDAD}"),
            format!("de {LETRAS} letras"),
            format!("{TEXTOS} letras en sus textos"),
            format!("{ELEMENTOS} valores, que son los elementos"),
            format!("{} MiB", RESPUESTA >> 20),
            format!("{} ediciones en una tabla", conjunta::PARTES),
            format!("{OPERACIONES} operaciones a la vez"),
        ] {
            assert!(sdl.contains(&dicho), "{dicho}");
        }
    }
}
