//! Dimensions of the published cube and their levels.

use serde::Deserialize;
use strum::{EnumCount, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

/// A dimension of the cube.
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
    EnumCount,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Eje {
    /// Year, quarter, month.
    Tiempo,
    /// Where the person comes from.
    Lugar,
    /// Area, group, service.
    Servicio,
    /// First time or follow-up.
    Visita,
    /// Unit that attended.
    Unidad,
    /// Type of violence; several per attention.
    Violencia,
    /// Sex.
    Sexo,
    /// Stage of life and age group, at the end of the year.
    Edad,
    /// Kind of activity.
    Actividad,
    /// Public of a training.
    Publico,
}

impl Eje {
    /// How many there are.
    pub const TODOS: usize = <Self as EnumCount>::COUNT;

    /// Its position among all, which [`Coordenadas`](super::Coordenadas) are kept in.
    #[expect(
        clippy::as_conversions,
        reason = "the number of a variant without fields is its position"
    )]
    pub const fn indice(self) -> usize {
        self as usize
    }

    /// Its levels, the coarsest first.
    pub fn niveles(self) -> impl Iterator<Item = Nivel> {
        Nivel::iter().filter(move |nivel| nivel.eje() == Some(self))
    }

    /// Whether a person is in one member only within a year; in the others she can be in several.
    pub fn exclusivo(self) -> bool {
        matches!(self, Self::Sexo | Self::Edad)
    }

    /// Name shown to people.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::Tiempo => "Tiempo",
            Self::Lugar => "Lugar de procedencia",
            Self::Servicio => "Servicio",
            Self::Visita => "Primera vez o seguimiento",
            Self::Unidad => "Unidad que atiende",
            Self::Violencia => "Tipo de violencia",
            Self::Sexo => "Sexo",
            Self::Edad => "Edad",
            Self::Actividad => "Tipo de actividad",
            Self::Publico => "Público",
        }
    }
}

/// Level of a breakdown. Within a dimension, from coarse to fine.
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
pub enum Nivel {
    /// The whole.
    Total,
    /// Year.
    Anio,
    /// Quarter.
    Trimestre,
    /// Month.
    Mes,
    /// Agencia, municipal seat, other municipality, not specified.
    Agencia,
    /// Area of service.
    Area,
    /// Group of services reported as one figure.
    Grupo,
    /// Service.
    Servicio,
    /// First time or follow-up.
    Visita,
    /// Unit that attended, or none.
    Unidad,
    /// Type of violence, or none, or why it is not known.
    TipoViolencia,
    /// Sex.
    Sexo,
    /// Stage of life.
    Etapa,
    /// Age group.
    GrupoEdad,
    /// Kind of activity.
    TipoActividad,
    /// Public of a training.
    Publico,
}

impl Nivel {
    /// Its dimension; none for the whole.
    pub fn eje(self) -> Option<Eje> {
        Some(match self {
            Self::Total => return None,
            Self::Anio | Self::Trimestre | Self::Mes => Eje::Tiempo,
            Self::Agencia => Eje::Lugar,
            Self::Area | Self::Grupo | Self::Servicio => Eje::Servicio,
            Self::Visita => Eje::Visita,
            Self::Unidad => Eje::Unidad,
            Self::TipoViolencia => Eje::Violencia,
            Self::Sexo => Eje::Sexo,
            Self::Etapa | Self::GrupoEdad => Eje::Edad,
            Self::TipoActividad => Eje::Actividad,
            Self::Publico => Eje::Publico,
        })
    }

    /// Members that it has in an ordinary catalogue, about: what a question costs is declared before it is asked of an
    /// edition, whose catalogues may have a few more.
    pub fn tamano(self) -> usize {
        match self {
            Self::Total | Self::Anio => 1,
            Self::Area | Self::Visita => 2,
            Self::Trimestre | Self::Sexo => 4,
            Self::Publico | Self::TipoActividad => 6,
            Self::Grupo | Self::Etapa | Self::Servicio | Self::Unidad => 8,
            Self::TipoViolencia => 10,
            Self::Mes => 12,
            Self::Agencia | Self::GrupoEdad => 18,
        }
    }

    /// Key, as in the API.
    pub fn clave(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dimension_has_levels_and_a_place() {
        for (i, eje) in Eje::iter().enumerate() {
            assert_eq!(eje.indice(), i);
            assert!(eje.niveles().count() > 0);
        }
    }
}
