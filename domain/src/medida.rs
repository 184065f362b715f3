//! What is counted. Amounts of different measures are never added or compared.

use serde::Deserialize;
use strum::{EnumIter, EnumString, IntoStaticStr};

use crate::cubo::Eje;

/// A measure: what is counted, of whom.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Deserialize,
    EnumString,
    IntoStaticStr,
    EnumIter,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Medida {
    /// Distinct persons with at least one attention.
    PersonasAtendidas,
    /// The same at sex = woman.
    MujeresAtendidas,
    /// Services given.
    Servicios,
    /// Attendances at activities.
    Participaciones,
    /// Participants of trainings and workshops.
    PersonasCapacitadas,
    /// Activities.
    Actividades,
}

/// Unit in which something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UnidadMedida {
    /// A distinct person.
    Persona,
    /// A service given.
    Servicio,
    /// An attendance.
    Participacion,
    /// A participant of a training.
    PersonaCapacitada,
    /// An activity.
    Actividad,
    /// An agencia.
    Agencia,
    /// An agreement.
    Convenio,
    /// A project.
    Proyecto,
    /// A unit created.
    Unidad,
    /// A municipal women's body.
    Instancia,
}

impl Medida {
    /// Key, as in the API.
    pub fn clave(self) -> &'static str {
        self.into()
    }

    /// The measure that has its cells: women are the persons whose sex is woman.
    #[must_use]
    pub fn contada(self) -> Self {
        match self {
            Self::MujeresAtendidas => Self::PersonasAtendidas,
            otra => otra,
        }
    }

    /// Whether it counts distinct persons attended.
    pub fn atendidas(self) -> bool {
        matches!(self, Self::PersonasAtendidas | Self::MujeresAtendidas)
    }

    /// Unit.
    pub fn unidad(self) -> UnidadMedida {
        match self {
            Self::PersonasAtendidas | Self::MujeresAtendidas => UnidadMedida::Persona,
            Self::Servicios => UnidadMedida::Servicio,
            Self::Participaciones => UnidadMedida::Participacion,
            Self::PersonasCapacitadas => UnidadMedida::PersonaCapacitada,
            Self::Actividades => UnidadMedida::Actividad,
        }
    }

    /// Name shown to people.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::PersonasAtendidas => "Personas atendidas",
            Self::MujeresAtendidas => "Mujeres y niñas atendidas",
            Self::Servicios => "Servicios",
            Self::Participaciones => "Participaciones",
            Self::PersonasCapacitadas => "Personas capacitadas",
            Self::Actividades => "Actividades",
        }
    }

    /// Whom or what it counts, in Spanish.
    pub fn poblacion(self) -> &'static str {
        match self {
            Self::PersonasAtendidas => "Personas distintas con al menos una atención en el periodo",
            Self::MujeresAtendidas => {
                "Mujeres y niñas distintas con al menos una atención en el periodo"
            }
            Self::Servicios => "Servicios prestados en el periodo, también los anónimos",
            Self::Participaciones => {
                "Asistencias a actividades del periodo que no son capacitaciones ni talleres; una persona cuenta cada vez que asiste"
            }
            Self::PersonasCapacitadas => {
                "Participantes de capacitaciones y talleres, según el público al que se dirigen"
            }
            Self::Actividades => "Actividades realizadas en el periodo",
        }
    }

    /// Whether its counts of the members of a dimension add up to that of the whole: where nobody is counted in two members.
    /// The one rule of what is added: tables, filters and the API ask it.
    pub fn se_suma_por(self, eje: Eje) -> bool {
        match self {
            // Somebody is of one sex and one age all year, and may be in several of anything else.
            Self::PersonasAtendidas | Self::MujeresAtendidas => eje.exclusivo(),
            // The same person can be trained with two publics.
            Self::PersonasCapacitadas => false,
            // An attention may have several types of violence.
            Self::Servicios | Self::Participaciones | Self::Actividades => eje != Eje::Violencia,
        }
    }

    /// Whether it adds up as a rule: if its counts of the months are that of the year.
    pub fn sumable(self) -> bool {
        self.se_suma_por(Eje::Tiempo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn persons_add_up_by_sex_and_age_alone() {
        for eje in Eje::iter() {
            let exclusivo = [Eje::Sexo, Eje::Edad].contains(&eje);
            assert_eq!(Medida::PersonasAtendidas.se_suma_por(eje), exclusivo);
            assert_eq!(Medida::MujeresAtendidas.se_suma_por(eje), exclusivo);
            assert!(!Medida::PersonasCapacitadas.se_suma_por(eje));
        }
    }

    #[test]
    fn what_is_given_adds_up_but_for_types_of_violence() {
        for medida in [
            Medida::Servicios,
            Medida::Participaciones,
            Medida::Actividades,
        ] {
            for eje in Eje::iter() {
                assert_eq!(medida.se_suma_por(eje), eje != Eje::Violencia);
            }
        }
    }

    #[test]
    fn only_what_is_given_adds_up_as_a_rule() {
        let sumables: Vec<Medida> = Medida::iter().filter(|medida| medida.sumable()).collect();
        let dadas = [
            Medida::Servicios,
            Medida::Participaciones,
            Medida::Actividades,
        ];
        assert_eq!(sumables, dadas);
    }
}
