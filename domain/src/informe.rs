//! What the instancia reported of a period: figures as stated, with their provenance.

use std::collections::BTreeSet;

use crate::proteccion::Umbral;
use crate::{
    Celda, CuboProtegido, Dato, Error, Institucional, Medida, Mencion, Nivel, Origen, Rango, Tema,
    TipoActividad, UnidadMedida,
};

/// Where a figure comes from and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedencia {
    /// The text of the source, letter by letter.
    pub literal: String,
    /// How the text was read.
    pub lectura: String,
    /// Other values that the text admits.
    pub alternativas: Vec<u64>,
}

/// What the figure can be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contraparte {
    /// A published total of the register.
    Total {
        /// Measure.
        medida: Medida,
        /// Level.
        nivel: Nivel,
        /// Code of the member.
        codigo: String,
    },
    /// The number of agreements listed.
    Convenios,
    /// The number of projects listed.
    Proyectos,
    /// The number of units listed.
    Unidades,
    /// The number of distinct agencias to which a listed fair went.
    AgenciasConFeria,
}

impl Contraparte {
    /// The unit that it is counted in.
    pub fn unidad(&self) -> UnidadMedida {
        match self {
            Self::Total { medida, .. } => medida.unidad(),
            Self::Convenios => UnidadMedida::Convenio,
            Self::Proyectos => UnidadMedida::Proyecto,
            Self::Unidades => UnidadMedida::Unidad,
            Self::AgenciasConFeria => UnidadMedida::Agencia,
        }
    }
}

/// A headline figure of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cifra {
    /// Key within the report.
    pub clave: String,
    /// What it is, in words.
    pub nombre: String,
    /// Value, as stated.
    pub valor: u64,
    /// Unit.
    pub unidad: UnidadMedida,
    /// Whom or what it counts.
    pub poblacion: String,
    /// Whether its parts add up to it.
    pub sumable: bool,
    /// Themes, where the source names them.
    pub temas: BTreeSet<Tema>,
    /// Those of the office's own.
    pub temas_propios: Vec<Mencion>,
    /// Where it comes from.
    pub procedencia: Procedencia,
    /// What it can be compared with, if anything.
    pub contraparte: Option<Contraparte>,
}

impl Cifra {
    /// Checks that it is compared with something of its own unit.
    ///
    /// # Errors
    /// [`Error::MedidasDistintas`].
    pub fn check(&self) -> Result<(), Error> {
        match &self.contraparte {
            Some(otra) if otra.unidad() != self.unidad => Err(Error::MedidasDistintas(
                self.unidad.into(),
                otra.unidad().into(),
            )),
            _ => Ok(()),
        }
    }

    /// Whether it is of 1..t−1 people or of what they were given, as it was read or as it could be.
    pub fn few(&self, umbral: Umbral) -> bool {
        let de_personas = matches!(
            self.unidad,
            UnidadMedida::Persona
                | UnidadMedida::PersonaCapacitada
                | UnidadMedida::Participacion
                | UnidadMedida::Servicio
        );
        let mut lecturas = self.procedencia.alternativas.iter().chain([&self.valor]);
        de_personas && lecturas.any(|lectura| umbral.primary(*lectura))
    }

    /// The published counterpart: never a count that the edition itself withholds.
    pub fn calculada(&self, cubo: &CuboProtegido, institucional: &Institucional) -> Option<Celda> {
        let listados = |lista: usize| u64::try_from(lista).ok().map(Celda::Publicada);
        match self.contraparte.as_ref()? {
            Contraparte::Total {
                medida,
                nivel,
                codigo,
            } => cubo.celda(*medida, *nivel, codigo),
            Contraparte::Convenios => listados(institucional.convenios.len()),
            Contraparte::Proyectos => listados(institucional.proyectos.len()),
            Contraparte::Unidades => listados(institucional.unidades.len()),
            Contraparte::AgenciasConFeria => {
                let ferias = institucional
                    .actividades
                    .iter()
                    .filter(|a| a.tipo == TipoActividad::Feria);
                let agencias: BTreeSet<_> = ferias
                    .filter_map(|feria| feria.lugar.valor()?.agencia())
                    .collect();
                listados(agencias.len())
            }
        }
    }
}

/// A figure next to its published counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CifraPublicada {
    /// The figure as stated.
    pub cifra: Cifra,
    /// What the edition publishes for the same thing, if it does.
    pub calculada: Option<Celda>,
}

impl CifraPublicada {
    /// Stated minus computed, where the computed value is published.
    pub fn diferencia(&self) -> Option<i64> {
        let calculada = self.calculada?.valor()?;
        i64::try_from(i128::from(self.cifra.valor) - i128::from(calculada)).ok()
    }
}

/// A report to the council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Informe {
    /// Key within the instancia.
    pub clave: String,
    /// Title.
    pub titulo: String,
    /// Period it covers.
    pub periodo: Rango,
    /// Council and session in which it was presented, by key.
    pub presentado_en: Dato<(String, String)>,
    /// Who presented it.
    pub presentado_por: Dato<String>,
    /// The source of its figures.
    pub fuente: String,
    /// What the source says of the period as a whole.
    pub resumen: String,
    /// Figures, in the order of the source.
    pub cifras: Vec<Cifra>,
    /// Where the record comes from.
    pub origen: Origen,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cifra(valor: u64, calculada: Option<Celda>) -> CifraPublicada {
        CifraPublicada {
            cifra: Cifra {
                clave: "mujeres".into(),
                nombre: "Mujeres atendidas".into(),
                valor,
                unidad: UnidadMedida::Persona,
                poblacion: "Mujeres".into(),
                sumable: false,
                temas: BTreeSet::new(),
                temas_propios: vec![],
                procedencia: Procedencia {
                    literal: "a".into(),
                    lectura: "b".into(),
                    alternativas: vec![],
                },
                contraparte: None,
            },
            calculada,
        }
    }

    #[test]
    fn a_figure_is_compared_with_its_own_unit() {
        let mut cifra = cifra(13, None).cifra;
        cifra.contraparte = Some(Contraparte::AgenciasConFeria);
        assert_eq!(
            cifra.check(),
            Err(Error::MedidasDistintas("PERSONA", "AGENCIA"))
        );
        cifra.unidad = UnidadMedida::Agencia;
        assert_eq!(cifra.check(), Ok(()));
    }

    #[test]
    fn a_figure_of_few_people_is_told_from_one_of_few_things() {
        let mut cifra = cifra(4, None).cifra;
        assert!(cifra.few(Umbral::MINIMO));
        cifra.unidad = UnidadMedida::Convenio;
        assert!(!cifra.few(Umbral::MINIMO));
        cifra.unidad = UnidadMedida::Servicio;
        (cifra.valor, cifra.procedencia.alternativas) = (40, vec![4]);
        assert!(cifra.few(Umbral::MINIMO));
        cifra.procedencia.alternativas.clear();
        assert!(!cifra.few(Umbral::MINIMO));
    }

    #[test]
    fn the_difference_never_betrays_a_protected_count() {
        assert_eq!(
            cifra(3771, Some(Celda::Publicada(3770))).diferencia(),
            Some(1)
        );
        assert_eq!(cifra(3, Some(Celda::Publicada(5))).diferencia(), Some(-2));
        assert_eq!(cifra(3, Some(Celda::Protegida)).diferencia(), None);
        assert_eq!(cifra(3, None).diferencia(), None);
    }
}
