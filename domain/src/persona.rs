//! The person attended, as little of her as the statistics need.

use serde::Deserialize;
use strum::{EnumIter, EnumString, IntoStaticStr};
use time::Date;

use crate::Error;

/// Keyed MAC of an identity. It has no `Display` and a mute `Debug`, so that it reaches no log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seudonimo(pub [u8; 32]);

impl std::fmt::Debug for Seudonimo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seudonimo(…)")
    }
}

/// Sex, as recorded. `X` is the third value that identity documents admit since 2024.
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
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Sexo {
    /// Woman or girl.
    Mujer,
    /// Man or boy.
    Hombre,
    /// Neither.
    X,
    /// The record does not say.
    NoEspecificado,
}

/// A self-reported trait: a value, or one of two different silences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rasgo<T> {
    /// What the person answered.
    Dato(T),
    /// She was asked and did not say.
    NoEspecificado,
    /// She was not asked.
    NoPreguntado,
}

impl<T> Rasgo<T> {
    /// The answer, if there is one.
    pub fn valor(&self) -> Option<&T> {
        match self {
            Self::Dato(valor) => Some(valor),
            Self::NoEspecificado | Self::NoPreguntado => None,
        }
    }
}

/// Schooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Escolaridad {
    /// None.
    Ninguna,
    /// Preschool to lower secondary.
    Basica,
    /// Upper secondary.
    MediaSuperior,
    /// Higher.
    Superior,
}

/// Self-reported traits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rasgos {
    /// Belongs to an indigenous people.
    pub indigena: Rasgo<bool>,
    /// Speaks an indigenous language.
    pub lengua_indigena: Rasgo<bool>,
    /// Afro-Mexican.
    pub afromexicana: Rasgo<bool>,
    /// Lives with a disability.
    pub discapacidad: Rasgo<bool>,
    /// Schooling.
    pub escolaridad: Rasgo<Escolaridad>,
}

impl Rasgos {
    /// Nothing was asked.
    pub const NO_PREGUNTADOS: Self = Self {
        indigena: Rasgo::NoPreguntado,
        lengua_indigena: Rasgo::NoPreguntado,
        afromexicana: Rasgo::NoPreguntado,
        discapacidad: Rasgo::NoPreguntado,
        escolaridad: Rasgo::NoPreguntado,
    };
}

/// Someone attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// Who, without saying who.
    pub seudonimo: Seudonimo,
    /// Sex.
    pub sexo: Sexo,
    /// Birth year.
    pub anio_nacimiento: Rasgo<i32>,
    /// Self-reported traits.
    pub rasgos: Rasgos,
}

impl Persona {
    /// Checks the person against the date of an attention.
    ///
    /// # Errors
    /// [`Error::PersonaInvalida`] when she would be unborn or older than 120 years.
    pub fn check(&self, fecha: Date) -> Result<(), Error> {
        match self.anio_nacimiento {
            Rasgo::Dato(anio) if anio > fecha.year() => Err(Error::PersonaInvalida(
                "el año de nacimiento es posterior a la atención",
            )),
            Rasgo::Dato(anio) if anio < fecha.year() - 120 => Err(Error::PersonaInvalida(
                "el año de nacimiento da más de 120 años de edad",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn nacida(anio_nacimiento: Rasgo<i32>) -> Persona {
        Persona {
            seudonimo: Seudonimo([7; 32]),
            sexo: Sexo::Mujer,
            anio_nacimiento,
            rasgos: Rasgos::NO_PREGUNTADOS,
        }
    }

    #[test]
    fn not_asked_and_not_said_differ() {
        assert_ne!(Rasgo::<bool>::NoEspecificado, Rasgo::NoPreguntado);
        assert_ne!(Rasgo::Dato(false), Rasgo::NoPreguntado);
        assert_eq!(Rasgo::<i32>::NoPreguntado.valor(), None);
    }

    #[test]
    fn impossible_birth_years_are_refused() {
        let fecha = date!(2017 - 05 - 01);
        assert!(nacida(Rasgo::Dato(2018)).check(fecha).is_err());
        assert!(nacida(Rasgo::Dato(1890)).check(fecha).is_err());
        assert!(nacida(Rasgo::Dato(2017)).check(fecha).is_ok());
        assert!(nacida(Rasgo::NoEspecificado).check(fecha).is_ok());
    }

    #[test]
    fn a_pseudonym_is_not_printed() {
        assert_eq!(format!("{:?}", Seudonimo([7; 32])), "Seudonimo(…)");
    }
}
