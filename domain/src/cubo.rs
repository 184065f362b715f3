//! Counts before and after disclosure control. An edition carries yearly totals by service, kind of
//! activity and public; the full lattice of cross-tabulations takes their place here.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::{Celda, Medida};

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

/// Counts of the register. Only [`crate::proteccion::protect`] turns them into something publishable.
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
