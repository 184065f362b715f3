//! Counts before and after disclosure control. An edition carries yearly totals by service, kind of
//! activity and public; the full lattice of cross-tabulations takes their place here.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoEnumIterator, IntoStaticStr};

use crate::{Actividad, Celda, Medida, Publico, TipoActividad};

/// Level of a breakdown.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Nivel {
    /// The whole.
    Total,
    /// Area of service.
    Area,
    /// Group of services reported as one figure.
    Grupo,
    /// Service.
    Servicio,
    /// Kind of activity.
    TipoActividad,
    /// Public of a training.
    Publico,
}

/// A member of a level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Concepto {
    /// Level.
    pub nivel: Nivel,
    /// Code within the level; `total` for the whole.
    pub codigo: String,
    /// Name shown to people.
    pub nombre: String,
    /// The member one step up that this one is part of.
    pub padre: Option<(Nivel, String)>,
}

impl Concepto {
    /// The whole.
    pub fn total() -> Self {
        Self {
            nivel: Nivel::Total,
            codigo: "total".into(),
            nombre: "Total".into(),
            padre: None,
        }
    }

    /// What other concepts point to as their parent.
    pub fn id(&self) -> (Nivel, String) {
        (self.nivel, self.codigo.clone())
    }
}

/// A count of the register, not yet protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conteo {
    /// Measure.
    pub medida: Medida,
    /// Member counted.
    pub concepto: Concepto,
    /// How many; `None` where part of it was not recorded.
    pub valor: Option<u64>,
    /// Distinct contributing persons (all the anonymous ones together are one), which is what
    /// protection looks at; `None` where the acts counted are public.
    pub personas: Option<u64>,
}

/// Counts of the register. Only [`crate::proteccion`] turns them into something publishable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cubo(pub Vec<Conteo>);

/// A published total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Measure.
    pub medida: Medida,
    /// Member counted.
    pub concepto: Concepto,
    /// Value and state.
    pub celda: Celda,
}

/// Counts after disclosure control, ordered by measure and member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CuboProtegido(Vec<Total>);

impl CuboProtegido {
    /// Only `proteccion` makes one from counts; `Deserialize` reads back what was published.
    pub(crate) fn new(mut totales: Vec<Total>) -> Self {
        totales.sort_by(|a, b| (a.medida, &a.concepto).cmp(&(b.medida, &b.concepto)));
        Self(totales)
    }

    /// The totals, in order.
    pub fn totales(&self) -> &[Total] {
        &self.0
    }

    /// The cell of a measure and member, if the edition has it.
    pub fn celda(&self, medida: Medida, nivel: Nivel, codigo: &str) -> Option<Celda> {
        let es = |t: &&Total| {
            t.medida == medida && t.concepto.nivel == nivel && t.concepto.codigo == codigo
        };
        self.0.iter().find(es).map(|total| total.celda)
    }
}

/// Yearly counts of activities, attendances and people trained.
///
/// Attendances are given by kind of activity, except trainings and workshops: these are given as
/// people trained, by public. Publishing both would let one be subtracted from the other.
pub(crate) fn count_actividades(actividades: &[Actividad]) -> Vec<Conteo> {
    let member = |nivel, codigo: &str, nombre: &str| Concepto {
        nivel,
        codigo: codigo.to_owned(),
        nombre: nombre.to_owned(),
        padre: Some(Concepto::total().id()),
    };
    let publico = |medida, concepto, valor| Conteo {
        medida,
        concepto,
        valor,
        personas: None,
    };
    let cuantas = |n: usize| u64::try_from(n).ok();
    let mut conteos = vec![publico(
        Medida::Actividades,
        Concepto::total(),
        cuantas(actividades.len()),
    )];
    for tipo in TipoActividad::iter() {
        let concepto = member(Nivel::TipoActividad, tipo.into(), tipo.nombre());
        let del_tipo: Vec<_> = actividades.iter().filter(|a| a.tipo == tipo).collect();
        conteos.push(publico(
            Medida::Actividades,
            concepto.clone(),
            cuantas(del_tipo.len()),
        ));
        if !tipo.capacita() {
            let valor = del_tipo
                .iter()
                .map(|a| a.participantes.total().valor())
                .sum();
            let personas = if tipo.acto_publico() { None } else { valor };
            conteos.push(Conteo {
                medida: Medida::Participaciones,
                concepto,
                valor,
                personas,
            });
        }
    }
    let formacion: Vec<_> = actividades.iter().filter(|a| a.tipo.capacita()).collect();
    for publico in Publico::iter() {
        let del_publico = |a: &&Actividad| {
            let partes = a
                .participantes
                .lista()?
                .iter()
                .filter(|parte| parte.publico == publico);
            Some(partes.map(|parte| u64::from(parte.numero)).sum::<u64>())
        };
        let valor: Option<u64> = formacion.iter().map(del_publico).sum();
        let personas = if publico == Publico::ServidorasYServidoresPublicos {
            None
        } else {
            valor
        };
        let concepto = member(Nivel::Publico, publico.into(), publico.nombre());
        conteos.push(Conteo {
            medida: Medida::PersonasCapacitadas,
            concepto,
            valor,
            personas,
        });
    }
    conteos
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dato, Origen, Participacion, Participantes, Periodo};

    fn actividad(tipo: TipoActividad, participantes: Option<&[(Publico, u32)]>) -> Actividad {
        let parte = |&(publico, numero): &_| Participacion {
            publico,
            sexo: Dato::NoConsta,
            numero,
        };
        Actividad {
            clave: "a".into(),
            tipo,
            nombre: "a".into(),
            efemeride: None,
            temas: [].into(),
            fecha: Dato::NoConsta,
            periodo: Periodo::Anio(2017),
            lugar: Dato::NoConsta,
            participantes: participantes.map_or(Participantes::NoConsta, |partes| {
                Participantes::Consta(partes.iter().map(parte).collect())
            }),
            origen: Origen::Registro,
        }
    }

    fn de(conteos: &[Conteo], medida: Medida, codigo: &str) -> (Option<u64>, Option<u64>) {
        let conteo = conteos
            .iter()
            .find(|c| c.medida == medida && c.concepto.codigo == codigo)
            .unwrap();
        (conteo.valor, conteo.personas)
    }

    #[test]
    fn trainings_count_people_and_commemorations_attendances() {
        use Publico::{Ciudadania, General, Mujeres};
        let conteos = count_actividades(&[
            actividad(TipoActividad::Taller, Some(&[(Mujeres, 20)])),
            actividad(
                TipoActividad::Capacitacion,
                Some(&[(Mujeres, 5), (Ciudadania, 3)]),
            ),
            actividad(TipoActividad::Conmemoracion, Some(&[(General, 300)])),
        ]);
        assert_eq!(
            de(&conteos, Medida::PersonasCapacitadas, "MUJERES"),
            (Some(25), Some(25))
        );
        assert_eq!(
            de(&conteos, Medida::PersonasCapacitadas, "CIUDADANIA"),
            (Some(3), Some(3))
        );
        assert_eq!(
            de(&conteos, Medida::Participaciones, "CONMEMORACION"),
            (Some(300), None)
        );
        assert_eq!(de(&conteos, Medida::Actividades, "total"), (Some(3), None));
        assert!(
            !conteos
                .iter()
                .any(|c| c.medida == Medida::Participaciones && c.concepto.codigo == "TALLER")
        );
    }

    #[test]
    fn an_unrecorded_attendance_leaves_no_sum() {
        let conteos = count_actividades(&[
            actividad(TipoActividad::Feria, None),
            actividad(TipoActividad::Feria, Some(&[(Publico::General, 30)])),
        ]);
        assert_eq!(de(&conteos, Medida::Participaciones, "FERIA"), (None, None));
        assert_eq!(de(&conteos, Medida::Actividades, "FERIA"), (Some(2), None));
    }
}
