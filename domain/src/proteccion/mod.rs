//! Disclosure control of the yearly totals: no published figure is, or lets anyone compute by
//! subtraction, a count of 1 to t−1 persons.
//!
//! - *Frequency*: a cell with 1..t−1 contributing persons is protected, whatever its own value.
//! - *Distinct persons*: what two published counts leave when subtracted is protected too: see the
//!   module `distintas`.
//! - *Additive measures* form a tree (total, area, group, service): see the module `arbol`.

mod arbol;
pub mod auditoria;
mod distintas;
pub mod documento;
mod ediciones;
mod gauss;
mod intervalo;
mod modelo;
mod motor;
mod primaria;
mod secundaria;
mod solitarias;

pub use motor::{Avance, Rechazo, Resultado, Resumen, proteger};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Actividad, Celda, Conteo, Cubo, CuboProtegido, Error, Medida, Nivel, Participacion,
    Participantes, Publico, Total,
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

/// Protects the counts as a whole, and with them the participants of the single activities that some
/// of the counts are the totals of.
pub(crate) fn protect(cubo: Cubo, actividades: &mut [Actividad], umbral: Umbral) -> CuboProtegido {
    let estrechos = hide_participants(actividades, umbral);
    let conteos = cubo.0;
    let mut protegidas: Vec<bool> = conteos
        .iter()
        .map(|c| {
            c.personas.is_some_and(|personas| umbral.primary(personas))
                || estrechos.contains(&(c.medida, c.concepto.nivel, c.concepto.codigo.as_str()))
        })
        .collect();
    distintas::hide(&conteos, umbral, &mut protegidas);
    arbol::complement(&conteos, Medida::Servicios, umbral, &mut protegidas);
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

/// Withholds the participants of single acts where they could be few, and says which totals must be
/// withheld with them.
///
/// A total is published for each public of trainings and for each kind of other acts, so that one
/// withheld act would be what the others leave: if any act of such a series has a part of 1..t−1
/// people, the whole series is withheld. Its n parts, each at least 1, then sum to the total T: the
/// total stays only if that leaves each an interval at least t wide, T ≥ n + t.
fn hide_participants(
    actividades: &mut [Actividad],
    umbral: Umbral,
) -> Vec<(Medida, Nivel, &'static str)> {
    let mut series: BTreeMap<(Medida, Nivel, &'static str), Vec<u64>> = BTreeMap::new();
    for (serie, numero) in actividades.iter().flat_map(parts) {
        series.entry(serie).or_default().push(numero);
    }
    series.retain(|_, numeros| numeros.iter().any(|numero| umbral.primary(*numero)));
    for actividad in actividades {
        if parts(actividad)
            .iter()
            .any(|(serie, _)| series.contains_key(serie))
        {
            actividad.participantes = Participantes::Protegidos;
        }
    }
    let tight = |numeros: &[u64]| {
        let partes = u64::try_from(numeros.len()).unwrap_or(u64::MAX);
        numeros.iter().sum::<u64>() < partes.saturating_add(umbral.valor())
    };
    series
        .into_iter()
        .filter(|(_, numeros)| tight(numeros))
        .map(|(serie, _)| serie)
        .collect()
}

/// The participants of an act that protection looks at, each with the published total it is part of.
fn parts(actividad: &Actividad) -> Vec<((Medida, Nivel, &'static str), u64)> {
    let tipo = actividad.tipo;
    let partes = actividad
        .participantes
        .lista()
        .filter(|_| !tipo.acto_publico())
        .unwrap_or_default();
    let serie = |publico: Publico| {
        if tipo.capacita() {
            (Medida::PersonasCapacitadas, Nivel::Publico, publico.into())
        } else {
            (Medida::Participaciones, Nivel::TipoActividad, tipo.into())
        }
    };
    let cuenta = |parte: &&Participacion| !(tipo.capacita() && parte.publico.exento());
    partes
        .iter()
        .filter(cuenta)
        .map(|parte| (serie(parte.publico), u64::from(parte.numero)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Concepto, Dato, Origen, Periodo, TipoActividad};
    use std::collections::BTreeSet;

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
        let protegido = protect(Cubo(conteos.to_vec()), &mut [], Umbral::MINIMO);
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

    fn acto(partes: &[(Publico, u32)]) -> Actividad {
        let parte = |&(publico, numero): &_| Participacion {
            publico,
            sexo: Dato::NoConsta,
            numero,
        };
        Actividad {
            clave: "a".into(),
            tipo: TipoActividad::Taller,
            nombre: "a".into(),
            efemeride: None,
            temas: BTreeSet::new(),
            fecha: Dato::NoConsta,
            periodo: Periodo::Anio(2017),
            lugar: Dato::NoConsta,
            participantes: Participantes::Consta(partes.iter().map(parte).collect()),
            origen: Origen::Registro,
        }
    }

    #[test]
    fn one_small_workshop_hides_those_of_its_public() {
        let mut actos = [
            acto(&[(Publico::Mujeres, 3)]),
            acto(&[(Publico::Mujeres, 30), (Publico::Ciudadania, 30)]),
            acto(&[(Publico::Ciudadania, 30)]),
            Actividad {
                tipo: TipoActividad::Capacitacion,
                ..acto(&[(Publico::ServidorasYServidoresPublicos, 2)])
            },
            Actividad {
                tipo: TipoActividad::Conmemoracion,
                ..acto(&[(Publico::Mujeres, 2)])
            },
        ];
        assert_eq!(hide_participants(&mut actos, Umbral::MINIMO), []);
        let celdas = actos.map(|a| a.participantes.total());
        let abiertas = [30, 2, 2].map(Celda::Publicada);
        assert_eq!(celdas[..2], [Celda::Protegida; 2]);
        assert_eq!(celdas[2..], abiertas);
    }

    #[test]
    fn a_total_that_leaves_no_room_goes_with_its_acts() {
        let encuentro = |numero| Actividad {
            tipo: TipoActividad::Encuentro,
            ..acto(&[(Publico::Representantes, numero)])
        };
        let taller = |numero| acto(&[(Publico::Mujeres, numero)]);
        // Five workshops for one woman each: a total of 5 would say so.
        assert_eq!(
            hide_participants(&mut [1, 1, 1, 1, 1].map(taller), Umbral::MINIMO),
            [(Medida::PersonasCapacitadas, Nivel::Publico, "MUJERES")]
        );
        assert_eq!(
            hide_participants(&mut [3, 4].map(taller), Umbral::MINIMO),
            []
        );
        // The total of meetings is of all publics together.
        let mut mezclados = [
            encuentro(3),
            Actividad {
                tipo: TipoActividad::Encuentro,
                ..acto(&[(Publico::Ciudadania, 40)])
            },
        ];
        assert_eq!(hide_participants(&mut mezclados, Umbral::MINIMO), []);
        assert!(
            mezclados
                .iter()
                .all(|a| a.participantes == Participantes::Protegidos)
        );
    }

    #[test]
    fn the_threshold_only_goes_up() {
        assert_eq!(Umbral::try_from(4), Err(Error::UmbralBajo(4)));
        assert_eq!(Umbral::try_from(10).unwrap().valor(), 10);
    }
}
