//! Counts after disclosure control, as an edition carries them.

use std::collections::BTreeMap;

use super::{Coordenadas, Eje, Ejes, Nivel};
use crate::proteccion::Utilidad;
use crate::{Celda, Medida};

/// A member of a level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

/// A published total of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Measure.
    pub medida: Medida,
    /// Member counted.
    pub concepto: Concepto,
    /// Value and state.
    pub celda: Celda,
}

/// What can be asked of an edition: a cross-tabulation of its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrucePublicado {
    /// Stable key.
    pub clave: String,
    /// Name shown to people.
    pub nombre: String,
    /// What is counted.
    pub medidas: std::collections::BTreeSet<Medida>,
    /// The finest level of each dimension.
    pub niveles: Vec<Nivel>,
}

/// Counts after disclosure control. Only `proteccion` makes one from counts; `Deserialize` reads back what
/// was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CuboProtegido {
    /// Members of the dimensions.
    pub(crate) ejes: Ejes,
    /// What can be asked.
    pub(crate) cruces: Vec<CrucePublicado>,
    /// Every declared cell of each measure, in order.
    pub(crate) celdas: BTreeMap<Medida, Vec<(Coordenadas, Celda)>>,
}

/// How a measure is counted: which one has its cells, and where they stand.
pub(crate) fn counted(ejes: &Ejes, medida: Medida, celda: &mut Coordenadas) -> Option<Medida> {
    let contada = medida.contada();
    if contada != medida {
        let sexo = &mut celda[Eje::Sexo];
        let mujer = ejes.mujer()?;
        if *sexo != 0 && *sexo != mujer {
            return None;
        }
        *sexo = mujer;
    }
    Some(contada)
}

/// The cell of the year of a member, and the measure that has it.
pub(crate) fn of_year(
    ejes: &Ejes,
    medida: Medida,
    nivel: Nivel,
    codigo: &str,
) -> Option<(Medida, Coordenadas)> {
    let mut celda = Coordenadas::TOTAL;
    if let Some(eje) = nivel.eje() {
        celda[eje] = ejes.find(eje, nivel, codigo)?;
    }
    Some((counted(ejes, medida, &mut celda)?, celda))
}

impl CuboProtegido {
    /// Members of the dimensions.
    pub fn ejes(&self) -> &Ejes {
        &self.ejes
    }

    /// What can be asked.
    pub fn cruces(&self) -> &[CrucePublicado] {
        &self.cruces
    }

    /// Every declared cell of a measure, in order.
    pub fn celdas(&self, medida: Medida) -> &[(Coordenadas, Celda)] {
        self.celdas.get(&medida).map_or(&[], Vec::as_slice)
    }

    /// A cell, if the edition has it.
    pub fn en(&self, medida: Medida, celda: &Coordenadas) -> Option<Celda> {
        let mut celda = *celda;
        let celdas = self.celdas(counted(&self.ejes, medida, &mut celda)?);
        let posicion = celdas.binary_search_by(|(otra, _)| otra.cmp(&celda)).ok()?;
        Some(celdas[posicion].1)
    }

    /// The cell of the year of a member, if the edition has it.
    pub fn celda(&self, medida: Medida, nivel: Nivel, codigo: &str) -> Option<Celda> {
        let (medida, celda) = of_year(&self.ejes, medida, nivel, codigo)?;
        self.en(medida, &celda)
    }

    /// The totals of the year of a measure and their breakdown by service, kind of activity and public.
    pub fn totales(&self, medida: Medida) -> Vec<Total> {
        let mut totales: Vec<Total> = self
            .en(medida, &Coordenadas::TOTAL)
            .map(|celda| Total {
                medida,
                concepto: self.concepto(Eje::Servicio, 0),
                celda,
            })
            .into_iter()
            .collect();
        for eje in [Eje::Servicio, Eje::Actividad, Eje::Publico] {
            for i in (1u16..).take(self.ejes.miembros(eje).len().saturating_sub(1)) {
                if let Some(celda) = self.en(medida, &Coordenadas::TOTAL.with(eje, i)) {
                    let concepto = self.concepto(eje, i);
                    totales.push(Total {
                        medida,
                        concepto,
                        celda,
                    });
                }
            }
        }
        totales.sort_by(|a, b| a.concepto.cmp(&b.concepto));
        totales
    }

    /// How much of each cross-tabulation is published, of what is not published as zero.
    pub fn utilidades(&self) -> Vec<(&CrucePublicado, Utilidad)> {
        let of = |cruce: &CrucePublicado| {
            let mut utilidad = Utilidad::default();
            let cabe = |celda: &Coordenadas, medida: Medida| {
                celda.iter().all(|(eje, miembro)| {
                    if eje == Eje::Sexo && medida != medida.contada() {
                        return self.ejes.mujer() == Some(miembro);
                    }
                    let fino = cruce.niveles.iter().filter(|n| n.eje() == Some(eje)).max();
                    let nivel = self.ejes.miembro(eje, miembro).nivel;
                    miembro == 0 || fino.is_some_and(|fino| nivel <= *fino)
                })
            };
            for medida in &cruce.medidas {
                let celdas = self.celdas(medida.contada()).iter();
                for (_, valor) in celdas.filter(|(celda, _)| cabe(celda, *medida)) {
                    utilidad.count(*valor);
                }
            }
            utilidad
        };
        self.cruces.iter().map(|cruce| (cruce, of(cruce))).collect()
    }

    /// A member, as a concept.
    pub fn concepto(&self, eje: Eje, miembro: u16) -> Concepto {
        let propio = self.ejes.miembro(eje, miembro);
        if miembro == 0 {
            return Concepto {
                nivel: Nivel::Total,
                codigo: "total".into(),
                nombre: "Total".into(),
                padre: None,
            };
        }
        let padre = propio.padre.map(|padre| {
            let padre = self.ejes.miembro(eje, padre);
            (padre.nivel, padre.codigo.clone())
        });
        Concepto {
            nivel: propio.nivel,
            codigo: propio.codigo.clone(),
            nombre: propio.nombre.clone(),
            padre,
        }
    }
}
