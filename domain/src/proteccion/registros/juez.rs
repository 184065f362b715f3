//! The judge of the search: counts persons as anybody would, one by one and cell by cell, from what they had. It shares
//! no row, weight or column with the search, and decides alone whether a register says what an edition says.

use crate::cubo::{Clase, Coordenadas, Eje, Ejes, Resto};

use super::filas::Fila;

/// Somebody, in full: what she is, and her attentions.
pub(super) struct PersonaEntera<'a> {
    pub(super) anonima: bool,
    pub(super) sexo: u16,
    pub(super) edad: u16,
    pub(super) atenciones: Vec<(&'a Clase, u32)>,
}

fn within(ejes: &Ejes, eje: Eje, miembro: u16, celda: &Coordenadas) -> bool {
    let mut actual = Some(miembro);
    while let Some(este) = actual {
        if este == celda[eje] {
            return true;
        }
        actual = ejes.miembro(eje, este).padre;
    }
    false
}

fn inside(ejes: &Ejes, hoja: &Coordenadas, celda: &Coordenadas) -> bool {
    let lugar = [
        Eje::Tiempo,
        Eje::Lugar,
        Eje::Servicio,
        Eje::Visita,
        Eje::Unidad,
    ];
    lugar
        .iter()
        .all(|eje| within(ejes, *eje, hoja[*eje], celda))
}

/// How often somebody counts in a cell.
pub(super) fn counts(ejes: &Ejes, quien: &PersonaEntera, fila: &Fila) -> i64 {
    let celda = &fila.celda;
    if !fila.de_servicios
        && (quien.anonima
            || !within(ejes, Eje::Sexo, quien.sexo, celda)
            || !within(ejes, Eje::Edad, quien.edad, celda))
    {
        return 0;
    }
    let mut cuantas = 0;
    for (clase, veces) in &quien.atenciones {
        let dentro = inside(ejes, &clase.hoja, celda);
        let violencia = fila.de_servicios
            || clase
                .violencias
                .iter()
                .any(|tipo| within(ejes, Eje::Violencia, *tipo, celda));
        if dentro && violencia {
            cuantas += i64::from(*veces);
        }
    }
    if fila.de_servicios {
        cuantas
    } else {
        i64::from(cuantas > 0)
    }
}

/// What those count in a cell who are not there one by one, and stay as they are in every register.
pub(super) fn rest(ejes: &Ejes, resto: &Resto, fila: &Fila) -> i64 {
    let cuantas = if fila.de_servicios {
        let hojas = resto.servicios.iter();
        let suyas = hojas.filter(|(hoja, _)| inside(ejes, hoja, &fila.celda));
        suyas.map(|(_, n)| n).sum()
    } else {
        // Only cells with somebody are listed.
        resto.personas.get(&fila.celda).copied().unwrap_or(0)
    };
    i64::try_from(cuantas).expect("what a register counts is far below 63 bits")
}

/// Whether a count is what an edition says, or may be.
pub(super) fn fits(fila: &Fila, cuenta: i64) -> bool {
    match fila.oculta {
        None => cuenta == fila.verdad,
        Some(minimo) => cuenta >= minimo,
    }
}
