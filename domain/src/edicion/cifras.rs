//! The figures of a report beside the counts of its edition: what is computed, what must be published, what would give a count away.

use super::Institucional;
use crate::cubo::{Coordenadas, CuboProtegido, Ejes, Rejilla, of_year};
use crate::proteccion::Congelado;
use crate::{Cifra, CifraPublicada, Contraparte, Informe, Medida};

/// The figures of a report, each beside what the edition publishes of the same.
pub(super) fn figures(
    informe: Option<&Informe>,
    cubo: &CuboProtegido,
    institucional: &Institucional,
) -> Vec<CifraPublicada> {
    let cifras = informe.into_iter().flat_map(|informe| &informe.cifras);
    cifras
        .map(|cifra| CifraPublicada {
            calculada: cifra.calculada(cubo, institucional),
            cifra: cifra.clone(),
        })
        .collect()
}

/// The cells that a report of the instancia states, whatever the edition does: measure, cell, value.
pub(super) fn stated(informes: &[Informe], rejilla: &Rejilla) -> Vec<(Medida, Coordenadas, u64)> {
    let cifras = informes.iter().flat_map(|informe| &informe.cifras);
    let cell = |cifra: &Cifra| {
        let (medida, celda) = compared(cifra, &rejilla.ejes)?;
        Some((medida, celda, cifra.valor))
    };
    cifras.filter_map(cell).collect()
}

/// The cell that a figure is compared with, if it is one.
fn compared(cifra: &Cifra, ejes: &Ejes) -> Option<(Medida, Coordenadas)> {
    let Some(Contraparte::Total {
        medida,
        nivel,
        codigo,
    }) = &cifra.contraparte
    else {
        return None;
    };
    of_year(ejes, *medida, *nivel, codigo)
}

/// The figures of a report that are a withheld count. What was stated before anything was published of it is published; what
/// comes later finds it withheld.
pub(super) fn telling(informe: Option<&Informe>, congelado: &Congelado) -> Vec<String> {
    let tells = |cifra: &&Cifra| {
        let contadas = |medida| match medida {
            Medida::Servicios => &congelado.servicios,
            _ => &congelado.personas,
        };
        compared(cifra, &congelado.ejes)
            .is_some_and(|(medida, celda)| contadas(medida).contains(&(celda, cifra.valor, false)))
    };
    let cifras = informe.into_iter().flat_map(|informe| &informe.cifras);
    let delatan = cifras.filter(tells);
    delatan.map(|cifra| cifra.clave.clone()).collect()
}
