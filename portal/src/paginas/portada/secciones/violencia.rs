//! Violence: of how many women each type is known.

use domain::{Celda, Medida, Nivel};

use super::{Enlaces, links, member, parts, winner};
use crate::consulta::Ver;
use crate::formato::{mayuscula, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::vista::{Cuadro, fit, is_silent};

/// Women by type of violence.
pub(in crate::paginas::portada) struct Violencia {
    pub(in crate::paginas::portada) titulo: String,
    pub(in crate::paginas::portada) cuadro: Cuadro,
    pub(in crate::paginas::portada) enlaces: Enlaces,
    /// What else it is crossed with, and where.
    pub(in crate::paginas::portada) otras: Vec<(String, String)>,
}

/// Types of violence, the largest first: of women, or of everybody where the edition counts nobody else.
pub(in crate::paginas::portada) fn violence(lectura: &Lectura<'_>) -> Option<Violencia> {
    let medidas = [Medida::MujeresAtendidas, Medida::PersonasAtendidas];
    let (pregunta, tabla) = lectura.first_table(&medidas, &[Nivel::TipoViolencia], &[])?;
    let indice = lectura.indice.as_ref()?;
    let mut cuadro = Cuadro::new("viol", indice, &tabla, Ver::Barras, &lectura.casa.ajustes);
    let rotulo = format!("{}, por tipo de violencia", palabras::medida(tabla.medida));
    cuadro.titulo = format!("{rotulo}, {}", lectura.periodo());
    cuadro.nota = palabras::nota_de_unidad(&tabla);
    let partes = parts(&tabla);
    let tipos: Vec<(usize, Celda)> = (partes.into_iter())
        .filter(|(fila, _)| member(indice, &tabla, *fila).is_some_and(|m| !is_silent(&m.codigo)))
        .collect();
    let titulo = winner(&tipos).and_then(|(fila, valor)| {
        let mayor = member(indice, &tabla, fila)?;
        cuadro.mark(&mayor.codigo);
        fit([finding(&mayor.nombre, tabla.medida, valor)])
    });
    cuadro.rank();
    let niveles = [Nivel::Agencia, Nivel::Grupo, Nivel::Trimestre, Nivel::Mes];
    let cross = |nivel: Nivel| {
        let (otra, _) = lectura.table(tabla.medida, &[Nivel::TipoViolencia], &[nivel])?;
        Some((
            mayuscula(&palabras::por_varios(&[nivel])),
            lectura.explorar(&otra),
        ))
    };
    Some(Violencia {
        titulo: titulo.unwrap_or(rotulo),
        otras: niveles.into_iter().filter_map(cross).collect(),
        enlaces: links(lectura, &pregunta),
        cuadro,
    })
}

/// «Psicológica fue el tipo de violencia de más mujeres: 812».
fn finding(nombre: &str, medida: Medida, valor: u64) -> String {
    format!(
        "{nombre} fue el tipo de violencia de más {}: {}",
        palabras::contadas(medida),
        numero(valor)
    )
}
