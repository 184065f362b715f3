//! Disclosure control of the yearly totals: no published figure is, or lets anyone compute by
//! subtraction, a count of 1 to t−1 persons.
//!
//! - *Frequency*: a cell with 1..t−1 contributing persons is protected, whatever its own value.
//! - *Women and everyone*: where both are published, their difference is a count of persons too.
//! - *Additive measures* form a tree (total, area, group, service): see the module `arbol`.
//!
//! Distinct persons of several services do not add up, so no equality links them.

mod arbol;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Actividad, Celda, Conteo, Cubo, CuboProtegido, Error, Medida, Participacion, Participantes,
    Publico, Total,
};

/// Persons below which a count is protected: a cell is primary with 1..t−1 of them. At least 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Umbral(u64);

impl Umbral {
    /// The threshold of the house, which a plan may only raise.
    pub const MINIMO: Self = Self(5);

    /// The number of persons.
    pub fn valor(self) -> u64 {
        self.0
    }

    fn primary(self, personas: u64) -> bool {
        (1..self.0).contains(&personas)
    }
}

impl TryFrom<u64> for Umbral {
    type Error = Error;

    fn try_from(valor: u64) -> Result<Self, Error> {
        if valor < Self::MINIMO.0 {
            Err(Error::UmbralBajo(valor))
        } else {
            Ok(Self(valor))
        }
    }
}

impl From<Umbral> for u64 {
    fn from(umbral: Umbral) -> Self {
        umbral.0
    }
}

/// Protects the counts as a whole.
pub fn protect(cubo: Cubo, umbral: Umbral) -> CuboProtegido {
    let conteos = cubo.0;
    let mut protegidas: Vec<bool> = conteos
        .iter()
        .map(|c| c.personas.is_some_and(|personas| umbral.primary(personas)))
        .collect();
    hide_differences(&conteos, umbral, &mut protegidas);
    for medida in [Medida::Servicios, Medida::Participaciones] {
        arbol::complement(&conteos, medida, umbral, &mut protegidas);
    }
    let celda = |conteo: &Conteo, protegida: bool| match conteo.valor {
        None => Celda::NoDisponible,
        Some(_) if protegida => Celda::Protegida,
        Some(valor) => Celda::Publicada(valor),
    };
    let totales = conteos
        .into_iter()
        .zip(protegidas)
        .map(|(conteo, protegida)| Total {
            celda: celda(&conteo, protegida),
            medida: conteo.medida,
            concepto: conteo.concepto,
        })
        .collect();
    CuboProtegido::new(totales)
}

/// Persons minus women is a count of persons: where it is small, the women stay published and the
/// persons do not.
fn hide_differences(conteos: &[Conteo], umbral: Umbral, protegidas: &mut [bool]) {
    let mujeres: BTreeMap<_, _> = conteos
        .iter()
        .filter(|c| c.medida == Medida::MujeresAtendidas)
        .filter_map(|c| Some((&c.concepto, c.valor?)))
        .collect();
    for (conteo, protegida) in conteos.iter().zip(protegidas) {
        if let (Medida::PersonasAtendidas, Some(personas), Some(mujeres)) =
            (conteo.medida, conteo.valor, mujeres.get(&conteo.concepto))
            && umbral.primary(personas.saturating_sub(*mujeres))
        {
            *protegida = true;
        }
    }
}

/// Withholds the participants of single acts where they could be few.
///
/// The total of a public is published, so that one withheld act would be what the others leave: if
/// any act has a part of 1..t−1 people of a public, every act with that public is withheld.
pub(crate) fn hide_participants(actividades: &mut [Actividad], umbral: Umbral) {
    let parts = |a: &Actividad| -> Vec<Participacion> {
        let partes = a
            .participantes
            .lista()
            .filter(|_| !a.tipo.acto_publico())
            .unwrap_or_default();
        partes
            .iter()
            .filter(|parte| !parte.publico.exento())
            .copied()
            .collect()
    };
    let publicos: BTreeSet<Publico> = actividades
        .iter()
        .flat_map(parts)
        .filter(|parte| umbral.primary(u64::from(parte.numero)))
        .map(|parte| parte.publico)
        .collect();
    for actividad in actividades {
        if parts(actividad)
            .iter()
            .any(|parte| publicos.contains(&parte.publico))
        {
            actividad.participantes = Participantes::Protegidos;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Concepto, Dato, Nivel, Origen, Periodo, TipoActividad};

    fn conteo(medida: Medida, codigo: &str, valor: u64, personas: u64) -> Conteo {
        let padre = Some((Nivel::Total, "total".to_owned()));
        let concepto = Concepto {
            nivel: Nivel::Servicio,
            codigo: codigo.into(),
            nombre: codigo.into(),
            padre,
        };
        Conteo {
            medida,
            concepto,
            valor: Some(valor),
            personas: Some(personas),
        }
    }

    fn celdas(conteos: &[Conteo]) -> Vec<Celda> {
        let protegido = protect(Cubo(conteos.to_vec()), Umbral::MINIMO);
        let celda = |c: &Conteo| {
            protegido
                .celda(c.medida, c.concepto.nivel, &c.concepto.codigo)
                .unwrap()
        };
        conteos.iter().map(celda).collect()
    }

    #[test]
    fn one_to_four_persons_are_protected() {
        let de = |n| celdas(&[conteo(Medida::MujeresAtendidas, "a", n, n)])[0];
        assert_eq!([de(0), de(5)], [Celda::Publicada(0), Celda::Publicada(5)]);
        for n in 1..=4 {
            assert_eq!(de(n), Celda::Protegida);
        }
    }

    #[test]
    fn ten_services_to_one_woman_are_protected() {
        assert_eq!(
            celdas(&[conteo(Medida::Servicios, "a", 10, 1)]),
            [Celda::Protegida]
        );
    }

    #[test]
    fn the_boys_do_not_show_as_a_difference() {
        let par = |ninos: u64| {
            celdas(&[
                conteo(Medida::PersonasAtendidas, "a", 100 + ninos, 100 + ninos),
                conteo(Medida::MujeresAtendidas, "a", 100, 100),
            ])
        };
        assert_eq!(par(3), [Celda::Protegida, Celda::Publicada(100)]);
        assert_eq!(par(0), [Celda::Publicada(100), Celda::Publicada(100)]);
        assert_eq!(par(62), [Celda::Publicada(162), Celda::Publicada(100)]);
    }

    #[test]
    fn public_acts_are_exempt_and_unrecorded_ones_have_no_value() {
        let feria = Conteo {
            personas: None,
            ..conteo(Medida::Actividades, "a", 1, 0)
        };
        let sin_anotar = Conteo {
            valor: None,
            personas: None,
            ..conteo(Medida::Participaciones, "b", 0, 0)
        };
        assert_eq!(
            celdas(&[feria, sin_anotar]),
            [Celda::Publicada(1), Celda::NoDisponible]
        );
    }

    #[test]
    fn one_small_workshop_hides_those_of_its_public() {
        let acto = |tipo, partes: &[(Publico, u32)]| Actividad {
            clave: "a".into(),
            tipo,
            nombre: "a".into(),
            efemeride: None,
            temas: BTreeSet::new(),
            fecha: Dato::NoConsta,
            periodo: Periodo::Anio(2017),
            lugar: Dato::NoConsta,
            participantes: Participantes::Consta(
                partes
                    .iter()
                    .map(|&(publico, numero)| Participacion {
                        publico,
                        sexo: Dato::NoConsta,
                        numero,
                    })
                    .collect(),
            ),
            origen: Origen::Registro,
        };
        let mut actos = [
            acto(TipoActividad::Taller, &[(Publico::Mujeres, 3)]),
            acto(
                TipoActividad::Taller,
                &[(Publico::Mujeres, 30), (Publico::Ciudadania, 30)],
            ),
            acto(TipoActividad::Taller, &[(Publico::Ciudadania, 30)]),
            acto(
                TipoActividad::Capacitacion,
                &[(Publico::ServidorasYServidoresPublicos, 2)],
            ),
            acto(TipoActividad::Conmemoracion, &[(Publico::Mujeres, 2)]),
        ];
        hide_participants(&mut actos, Umbral::MINIMO);
        let celdas = actos.map(|a| a.participantes.total());
        let abiertas = [30, 2, 2].map(Celda::Publicada);
        assert_eq!(celdas[..2], [Celda::Protegida; 2]);
        assert_eq!(celdas[2..], abiertas);
    }

    #[test]
    fn the_threshold_only_goes_up() {
        assert_eq!(Umbral::try_from(4), Err(Error::UmbralBajo(4)));
        assert_eq!(Umbral::try_from(10).unwrap().valor(), 10);
    }
}
