//! The question of the API that gives what a page shows.

use std::fmt::Write as _;

use domain::consulta::{Filtro, Pregunta};
use domain::cubo::Nivel;

use crate::lectura::Lectura;

fn levels(niveles: &[Nivel]) -> String {
    let claves: Vec<&str> = niveles.iter().map(|nivel| nivel.clave()).collect();
    format!("[{}]", claves.join(", "))
}

/// The arguments of a question; those of a table say its rows, be they none.
fn arguments(pregunta: &Pregunta, filas: &str) -> String {
    let mut texto = format!("medida: {}{filas}", pregunta.medida.clave());
    if !pregunta.columnas.is_empty() {
        let _ = write!(texto, ", columnas: {}", levels(&pregunta.columnas));
    }
    if !pregunta.filtros.is_empty() {
        let filtro = |filtro: &Filtro| {
            // Codes are of the edition, or were refused.
            let codigos: Vec<String> = filtro
                .codigos
                .iter()
                .map(|codigo| format!("{codigo:?}"))
                .collect();
            format!(
                "{{ nivel: {}, codigos: [{}] }}",
                filtro.nivel.clave(),
                codigos.join(", ")
            )
        };
        let filtros: Vec<String> = pregunta.filtros.iter().map(filtro).collect();
        let _ = write!(texto, ", filtros: [{}]", filtros.join(", "));
    }
    texto
}

/// The field of a figure.
pub(crate) fn figure(pregunta: &Pregunta) -> String {
    format!(
        "cifra({}) {{ celda {{ valor estado }} }}",
        arguments(pregunta, "")
    )
}

/// The question of a figure.
pub(crate) fn figure_query(lectura: &Lectura<'_>, pregunta: &Pregunta) -> String {
    let edicion = &lectura.edicion;
    format!(
        "{{ instancia(clave: \"{}\") {{ edicion(numero: {}) {{\n  {}\n}} }} }}",
        edicion.instancia,
        edicion.numero,
        figure(pregunta)
    )
}

/// The question of a table, which takes instancia and edition as variables.
pub(crate) fn table_query(pregunta: &Pregunta) -> String {
    format!(
        "query Tabla($clave: String!, $edicion: Int!) {{\n  instancia(clave: $clave) {{ edicion(numero: $edicion) {{ hash\n    \
         tabla({}) {{\n      unidad poblacion noSuman\n      filas {{ miembros {{ codigo nombre }} total }}\n      \
         columnas {{ miembros {{ codigo nombre }} total }}\n      valores protegidas\n}} }} }} }}",
        arguments(pregunta, &format!(", filas: {}", levels(&pregunta.filas)))
    )
}
