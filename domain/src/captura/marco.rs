//! What rows of an instancia are read against.

use std::collections::BTreeMap;

use strum::{EnumString, IntoStaticStr};

use crate::{Agencia, Catalogos, Region, Unidad};

/// What rows are read against.
#[derive(Debug, Clone)]
pub struct Marco {
    /// Catalogues.
    pub catalogos: Catalogos,
    /// Agencias.
    pub agencias: Vec<Agencia>,
    /// The region of its municipality.
    pub region: Region,
    /// The name of its municipality.
    pub municipio: String,
    /// Units.
    pub unidades: Vec<Unidad>,
    /// Keys and names of the councils.
    pub consejos: Vec<(String, String)>,
    /// Other ways of writing them.
    pub alias: Alias,
}

/// What an alias is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TipoAlias {
    /// A service.
    Servicio,
    /// An agencia.
    Agencia,
    /// A type of violence.
    TipoViolencia,
    /// A modality of violence.
    Modalidad,
    /// A unit.
    Unidad,
    /// A first time or a follow-up.
    Visita,
    /// A sex.
    Sexo,
    /// A schooling.
    Escolaridad,
    /// A kind of act.
    TipoActividad,
    /// A public.
    Publico,
    /// A theme.
    Tema,
    /// A day that is commemorated.
    Efemeride,
}

/// By catalogue and text, without capitals and accents: the key of the entry.
pub type Alias = BTreeMap<(TipoAlias, String), String>;
