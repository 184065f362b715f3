//! What is counted. Amounts of different measures are never added or compared.

use std::cmp::Ordering;

use serde::Deserialize;
use strum::{EnumIter, EnumString, IntoStaticStr};

use crate::Error;

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

    /// Whom or what it counts, in Spanish.
    pub fn poblacion(self) -> &'static str {
        match self {
            Self::PersonasAtendidas => "Personas distintas con al menos una atención en el periodo",
            Self::MujeresAtendidas => {
                "Mujeres y niñas distintas con al menos una atención en el periodo"
            }
            Self::Servicios => "Servicios prestados en el periodo, también los anónimos",
            Self::Participaciones => {
                "Asistencias a actividades del periodo; una persona cuenta cada vez que asiste"
            }
            Self::PersonasCapacitadas => {
                "Participantes de capacitaciones y talleres, según el público al que se dirigen"
            }
            Self::Actividades => "Actividades realizadas en el periodo",
        }
    }

    /// Whether the parts of a breakdown add up to the whole.
    pub fn sumable(self) -> bool {
        match self {
            // The same person can be in several services, or be trained with two publics.
            Self::PersonasAtendidas | Self::MujeresAtendidas | Self::PersonasCapacitadas => false,
            Self::Servicios | Self::Participaciones | Self::Actividades => true,
        }
    }
}

/// An amount of a measure.
///
/// It cannot be added with `+` nor compared with `<`, whatever the measures:
///
/// ```compile_fail
/// # use domain::{Cantidad, Medida};
/// let _ = Cantidad::new(3771, Medida::MujeresAtendidas) + Cantidad::new(1789, Medida::Participaciones);
/// ```
/// ```compile_fail
/// # use domain::{Cantidad, Medida};
/// let _ = Cantidad::new(3771, Medida::MujeresAtendidas) < Cantidad::new(1789, Medida::Participaciones);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cantidad {
    valor: u64,
    medida: Medida,
}

impl Cantidad {
    /// So many of that measure.
    pub fn new(valor: u64, medida: Medida) -> Self {
        Self { valor, medida }
    }

    /// How many.
    pub fn valor(&self) -> u64 {
        self.valor
    }

    /// Of what.
    pub fn medida(&self) -> Medida {
        self.medida
    }

    fn same(&self, otra: &Self) -> Result<(), Error> {
        if self.medida == otra.medida {
            Ok(())
        } else {
            Err(Error::MedidasDistintas(
                self.medida.clave(),
                otra.medida.clave(),
            ))
        }
    }

    /// The sum of two parts of one whole.
    ///
    /// # Errors
    /// [`Error::MedidasDistintas`], [`Error::NoSumable`] for distinct persons,
    /// [`Error::Desbordamiento`].
    pub fn sumar(&self, otra: &Self) -> Result<Self, Error> {
        self.same(otra)?;
        if !self.medida.sumable() {
            return Err(Error::NoSumable(self.medida.clave()));
        }
        let valor = self
            .valor
            .checked_add(otra.valor)
            .ok_or(Error::Desbordamiento)?;
        Ok(Self { valor, ..*self })
    }

    /// Which is larger.
    ///
    /// # Errors
    /// [`Error::MedidasDistintas`].
    pub fn comparar(&self, otra: &Self) -> Result<Ordering, Error> {
        self.same(otra)?;
        Ok(self.valor.cmp(&otra.valor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator;

    #[test]
    fn different_measures_never_mix() {
        for una in Medida::iter() {
            for otra in Medida::iter().filter(|otra| *otra != una) {
                let (una, otra) = (Cantidad::new(431, una), Cantidad::new(1022, otra));
                assert!(matches!(una.sumar(&otra), Err(Error::MedidasDistintas(..))));
                assert!(matches!(
                    una.comparar(&otra),
                    Err(Error::MedidasDistintas(..))
                ));
            }
        }
    }

    #[test]
    fn women_in_two_services_do_not_add_up() {
        let juridico = Cantidad::new(635, Medida::MujeresAtendidas);
        let psicologico = Cantidad::new(597, Medida::MujeresAtendidas);
        assert_eq!(
            juridico.sumar(&psicologico),
            Err(Error::NoSumable("MUJERES_ATENDIDAS"))
        );
        assert_eq!(juridico.comparar(&psicologico), Ok(Ordering::Greater));
    }

    proptest! {
        #[test]
        fn a_sum_is_exact_or_an_error(a: u64, b: u64) {
            let suma = Cantidad::new(a, Medida::Servicios).sumar(&Cantidad::new(b, Medida::Servicios));
            let esperada = a.checked_add(b).ok_or(Error::Desbordamiento);
            prop_assert_eq!(suma.map(|suma| suma.valor()), esperada);
        }
    }
}
