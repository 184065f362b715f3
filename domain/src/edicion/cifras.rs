//! The figures of a report beside the counts of its edition: what is computed, what must be published, what would give a count away.

mod asistencias;

pub(super) use asistencias::Asistencias;

use super::Institucional;
use crate::cubo::{Coordenadas, CuboProtegido, Eje, Ejes, Rejilla, of_year};
use crate::proteccion::{Congelado, Umbral, name};
use crate::{Cifra, CifraPublicada, Contraparte, Informe, Medida, Nivel, UnidadMedida};

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

/// The count of the register that a figure is compared with, if it is one: measure, level and code.
fn total(cifra: &Cifra) -> Option<(Medida, Nivel, &str)> {
    match cifra.contraparte.as_ref()? {
        Contraparte::Total {
            medida,
            nivel,
            codigo,
        } => Some((*medida, *nivel, codigo)),
        _ => None,
    }
}

/// Its cell.
fn compared(cifra: &Cifra, ejes: &Ejes) -> Option<(Medida, Coordenadas)> {
    let (medida, nivel, codigo) = total(cifra)?;
    of_year(ejes, medida, nivel, codigo)
}

/// What the figures of a report say of what the edition withholds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dichas {
    /// Keys of the figures that are a withheld count: whoever subtracts them from what is published may know another. What was
    /// stated before anything was published of it is published; what comes later finds it withheld.
    pub delatan: Vec<String>,
    /// Keys of the figures that are compared with nothing and have the value of a withheld count of the year, and which count.
    pub parecen: Vec<(String, String)>,
    /// Keys of the figures that the plan does not count, and that differ by few from a published count of which they are a part, or
    /// the whole; and that count.
    pub restan: Vec<(String, u64)>,
    /// Keys of figures of which one counts a part of what the other does, and that differ by few: «82 personas», «78 mujeres».
    pub entre_si: Vec<(String, String)>,
}

impl Dichas {
    /// Of the figures of a report.
    pub(super) fn new(
        informe: Option<&Informe>,
        congelado: &Congelado,
        asistencias: &Asistencias,
        cubo: &CuboProtegido,
        umbral: Umbral,
    ) -> Self {
        let cifras = informe.map(|informe| informe.cifras.as_slice());
        let mut dichas = Self {
            entre_si: between(cifras.unwrap_or_default(), cubo.ejes(), umbral),
            ..Self::default()
        };
        for cifra in informe.into_iter().flat_map(|informe| &informe.cifras) {
            let clave = || cifra.clave.clone();
            match &cifra.contraparte {
                None => {
                    let cual = alike(cifra, congelado, umbral)
                        .or_else(|| asistencias.alike(cifra, cubo.ejes()));
                    dichas.parecen.extend(cual.map(|cual| (clave(), cual)));
                }
                Some(_) if tells(cifra, congelado) || asistencias.told_by(cifra) => {
                    dichas.delatan.push(clave());
                }
                Some(_) => {
                    let resta =
                        beside(cifra, cubo, umbral).or_else(|| asistencias.beside(cifra, umbral));
                    dichas.restan.extend(resta.map(|resta| (clave(), resta)));
                }
            }
        }
        dichas
    }
}

/// The figures of which one counts a part of what another does, and that differ by few.
fn between(cifras: &[Cifra], ejes: &Ejes, umbral: Umbral) -> Vec<(String, String)> {
    let celdas = cifras
        .iter()
        .map(|cifra| Some((cifra, compared(cifra, ejes)?)));
    let celdas: Vec<_> = celdas.flatten().collect();
    let mut pares = vec![];
    for (i, (una, (medida, parte))) in celdas.iter().enumerate() {
        for (otra, (de, todo)) in &celdas[i + 1..] {
            let junto = parte != todo && (ejes.dentro(parte, todo) || ejes.dentro(todo, parte));
            let few = |valor: u64| values(otra).any(|otro| umbral.primary(valor.abs_diff(otro)));
            if medida == de && junto && values(una).any(few) {
                pares.push((una.clave.clone(), otra.clave.clone()));
            }
        }
    }
    pares
}

/// The values that a figure may be, as its text was read or can be.
fn values(cifra: &Cifra) -> impl Iterator<Item = u64> {
    let otras = cifra.procedencia.alternativas.iter().copied();
    std::iter::once(cifra.valor).chain(otras)
}

/// Whether a figure is the withheld count that it is compared with.
fn tells(cifra: &Cifra, congelado: &Congelado) -> bool {
    let Some((medida, celda)) = compared(cifra, &congelado.ejes) else {
        return false;
    };
    let contadas = match medida {
        Medida::Servicios => &congelado.servicios,
        _ => &congelado.personas,
    };
    values(cifra).any(|valor| contadas.contains(&(celda, valor, false)))
}

/// The withheld count of the year, by one dimension or by sex and one, that has the value of a figure which is compared with
/// nothing: nobody says that they are the same.
fn alike(cifra: &Cifra, congelado: &Congelado, umbral: Umbral) -> Option<String> {
    let (medida, contadas) = match cifra.unidad {
        UnidadMedida::Persona => (Medida::PersonasAtendidas, &congelado.personas),
        UnidadMedida::Servicio => (Medida::Servicios, &congelado.servicios),
        _ => return None,
    };
    let of_one = |celda: &Coordenadas| {
        let ejes = celda.iter().filter(|(_, miembro)| *miembro > 0);
        let mut ejes = ejes.map(|(eje, _)| eje).filter(|eje| *eje != Eje::Sexo);
        ejes.next() != Some(Eje::Tiempo) && ejes.next().is_none()
    };
    let mut ocultas = contadas.iter().filter(|(celda, cuenta, publicada)| {
        !publicada && !umbral.primary(*cuenta) && of_one(celda)
    });
    let (celda, ..) = ocultas.find(|(_, cuenta, _)| *cuenta == cifra.valor)?;
    let medida = medida.nombre();
    Some(format!("«{medida}» {}", name(&congelado.ejes, celda)))
}

/// The published count of the year from which a figure that the plan does not count differs by few, where one is part of the
/// other.
fn beside(cifra: &Cifra, cubo: &CuboProtegido, umbral: Umbral) -> Option<u64> {
    let ejes = cubo.ejes();
    let (medida, suya) = compared(cifra, ejes)?;
    let declaradas = cubo.celdas(medida);
    if declaradas.iter().any(|(celda, _)| *celda == suya) {
        return None;
    }
    let publicadas = declaradas.iter();
    let publicadas = publicadas.filter_map(|(celda, dice)| Some((celda, dice.valor()?)));
    let mut cerca = publicadas.filter(|(celda, cuenta)| {
        let few = |valor: u64| umbral.primary(valor.abs_diff(*cuenta));
        let (celda, suya) = (*celda, &suya);
        let junto = ejes.dentro(suya, celda) || ejes.dentro(celda, suya);
        junto && celda[Eje::Tiempo] == 0 && values(cifra).any(few)
    });
    cerca.next().map(|(_, cuenta)| cuenta)
}
