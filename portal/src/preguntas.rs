//! Questions that pages and the printed report ask an edition over its own period.

use domain::Medida;
use domain::consulta::{Filtro, Indice, Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};

/// The period that whole-year questions are of: the year if it has ended, or the last quarter that has; none if there is neither.
pub(crate) fn time(indice: &Indice) -> Option<Vec<Filtro>> {
    if indice.anio_cerrado() {
        return Some(vec![]);
    }
    let mut miembros = indice.cubo().ejes().miembros(Eje::Tiempo).iter();
    let ultimo = miembros.rfind(|m| m.nivel == Nivel::Trimestre)?;
    Some(vec![Filtro {
        nivel: Nivel::Trimestre,
        codigos: vec![ultimo.codigo.clone()],
    }])
}

/// A table of an edition over its period, if it publishes it and there is anything to count so: before a quarter has ended there
/// is no table by quarter.
pub(crate) fn table(
    indice: &Indice,
    medida: Medida,
    filas: &[Nivel],
    columnas: &[Nivel],
) -> Option<(Pregunta, Tabla)> {
    let con_tiempo = filas
        .iter()
        .chain(columnas)
        .any(|nivel| nivel.eje() == Some(Eje::Tiempo));
    let pregunta = Pregunta {
        medida,
        filas: filas.to_vec(),
        columnas: columnas.to_vec(),
        filtros: if con_tiempo { vec![] } else { time(indice)? },
    };
    let tabla = indice.tabla(&pregunta).ok()?;
    (!tabla.is_empty()).then_some((pregunta, tabla))
}

/// The same of the first of some measures that the edition publishes it of.
pub(crate) fn first_table(
    indice: &Indice,
    medidas: &[Medida],
    filas: &[Nivel],
    columnas: &[Nivel],
) -> Option<(Pregunta, Tabla)> {
    medidas
        .iter()
        .find_map(|medida| table(indice, *medida, filas, columnas))
}
