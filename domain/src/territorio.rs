//! Territory: region, municipality, instancia, agencias, and the place an attention comes from.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use strum::{EnumString, IntoStaticStr};
use time::macros::offset;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::{Dato, Error, Mandato, Vigencia};

/// INEGI code of a municipality, five digits; also the key of its instancia.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Clave(String);

const NOROESTE: UtcOffset = offset!(-8);
const PACIFICO: UtcOffset = offset!(-7);
const CENTRO: UtcOffset = offset!(-6);
const SURESTE: UtcOffset = offset!(-5);

impl Clave {
    /// The five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day that it is there at an instant: a municipality is in the zone of its state. Law of time zones of the United
    /// Mexican States (DOF, 28 October 2022), article 3; without summer time. Municipalities of another zone than their
    /// state's, along the northern border and in Bahía de Banderas, are an hour off.
    pub fn dia(&self, instante: OffsetDateTime) -> Date {
        self.hora(instante).date()
    }

    /// The hour that it is there at an instant; see [`Self::dia`].
    pub fn hora(&self, instante: OffsetDateTime) -> OffsetDateTime {
        let zona = match self.0.get(..2) {
            // Baja California.
            Some("02") => NOROESTE,
            // Baja California Sur, Nayarit, Sinaloa, Sonora.
            Some("03" | "18" | "25" | "26") => PACIFICO,
            // Quintana Roo.
            Some("23") => SURESTE,
            _ => CENTRO,
        };
        instante.to_offset(zona)
    }
}

impl FromStr for Clave {
    type Err = Error;

    fn from_str(texto: &str) -> Result<Self, Error> {
        if texto.len() == 5 && texto.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(texto.to_owned()))
        } else {
            Err(Error::ClaveInvalida(texto.to_owned()))
        }
    }
}

impl TryFrom<String> for Clave {
    type Error = Error;

    fn try_from(texto: String) -> Result<Self, Error> {
        texto.parse()
    }
}

impl From<Clave> for String {
    fn from(clave: Clave) -> Self {
        clave.0
    }
}

impl fmt::Display for Clave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A region of Oaxaca, or another state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Region {
    /// Valles Centrales de Oaxaca: 121 municipalities in seven districts.
    VallesCentrales,
    /// La Cañada, of Oaxaca.
    Canada,
    /// La Costa, of Oaxaca.
    Costa,
    /// El Istmo, of Oaxaca.
    Istmo,
    /// La Mixteca, of Oaxaca.
    Mixteca,
    /// El Papaloapan, of Oaxaca.
    Papaloapan,
    /// La Sierra Norte, of Oaxaca.
    SierraNorte,
    /// La Sierra Sur, of Oaxaca.
    SierraSur,
    /// A municipality of another state, whose name stands where others have their district.
    OtraEntidad,
}

impl Region {
    /// Its name.
    pub fn nombre(self) -> &'static str {
        match self {
            Self::VallesCentrales => "Valles Centrales",
            Self::Canada => "Cañada",
            Self::Costa => "Costa",
            Self::Istmo => "Istmo",
            Self::Mixteca => "Mixteca",
            Self::Papaloapan => "Papaloapan",
            Self::SierraNorte => "Sierra Norte",
            Self::SierraSur => "Sierra Sur",
            Self::OtraEntidad => "Otra entidad",
        }
    }

    /// Its districts; none of another state. They are thirty, by the eight regions that the state plans with.
    pub const fn distritos(self) -> &'static [&'static str] {
        match self {
            Self::VallesCentrales => &[
                "Centro",
                "Ejutla",
                "Etla",
                "Ocotlán",
                "Tlacolula",
                "Zaachila",
                "Zimatlán",
            ],
            Self::Canada => &["Cuicatlán", "Teotitlán"],
            Self::Costa => &["Jamiltepec", "Juquila", "Pochutla"],
            Self::Istmo => &["Juchitán", "Tehuantepec"],
            Self::Mixteca => &[
                "Coixtlahuaca",
                "Huajuapan",
                "Juxtlahuaca",
                "Nochixtlán",
                "Silacayoápam",
                "Teposcolula",
                "Tlaxiaco",
            ],
            Self::Papaloapan => &["Choápam", "Tuxtepec"],
            Self::SierraNorte => &["Ixtlán", "Mixe", "Villa Alta"],
            Self::SierraSur => &["Miahuatlán", "Putla", "Sola de Vega", "Yautepec"],
            Self::OtraEntidad => &[],
        }
    }
}

/// A municipality, as in the INEGI catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipio {
    /// INEGI code.
    pub clave: Clave,
    /// Name in the INEGI catalogue; other spellings are aliases, the code is the key.
    pub nombre: String,
    /// District of the state; of a municipality that is not of Oaxaca, its state.
    pub distrito: String,
    /// Region of the state.
    pub region: Region,
}

impl Municipio {
    /// The region that people know it by: one of Oaxaca; of any other municipality, its state.
    pub fn comarca(&self) -> &str {
        match self.region {
            Region::OtraEntidad => &self.distrito,
            de_oaxaca => de_oaxaca.nombre(),
        }
    }
}

/// The municipal women's body: a tenant of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instancia {
    /// Official name.
    pub nombre: String,
    /// Initials, where it uses them.
    pub siglas: Option<String>,
    /// Its municipality, whose code is the key of the instancia.
    pub municipio: Municipio,
    /// Who has headed it, in order.
    pub titulares: Vec<Titular>,
}

impl Instancia {
    /// Key: the INEGI code of the municipality.
    pub fn clave(&self) -> &Clave {
        &self.municipio.clave
    }
}

/// Who heads an instancia.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titular {
    /// Name: a public office, public by law.
    pub nombre: String,
    /// Office.
    pub cargo: String,
    /// Term.
    pub mandato: Mandato,
}

/// Kind of agencia.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TipoAgencia {
    /// Agencia municipal.
    Municipal,
    /// Agencia de policía.
    Policia,
    /// Comunidad.
    Comunidad,
    /// Colonia.
    Colonia,
    /// Delegación.
    Delegacion,
    /// Barrio.
    Barrio,
    /// Localidad.
    Localidad,
    /// Pueblo.
    Pueblo,
    /// Ranchería.
    Rancheria,
    /// Ejido.
    Ejido,
    /// Fraccionamiento.
    Fraccionamiento,
    /// Tenencia.
    Tenencia,
    /// Comisaría.
    Comisaria,
    /// Junta auxiliar.
    JuntaAuxiliar,
    /// Congregación.
    Congregacion,
    /// Sindicatura.
    Sindicatura,
    /// Ayudantía.
    Ayudantia,
    /// Presidencia de comunidad.
    PresidenciaDeComunidad,
}

/// A part of the municipality with an agent of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agencia {
    /// Stable key, of lower-case ASCII letters.
    pub clave: String,
    /// Name.
    pub nombre: String,
    /// Other spellings in use.
    pub alias: Vec<String>,
    /// Kind, where a source settles it.
    pub tipo: Dato<TipoAgencia>,
    /// Source of the kind.
    pub fuente_tipo: Dato<String>,
    /// When it exists.
    pub vigencia: Vigencia,
}

/// Where a person comes from or an act took place, within what the register distinguishes.
///
/// Written `agencia:candiani`, `cabecera`, `otro_municipio`, `no_especificada`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lugar {
    /// An agencia, by key.
    Agencia(String),
    /// The municipal seat.
    Cabecera,
    /// Another municipality.
    OtroMunicipio,
    /// The record does not say.
    NoEspecificada,
}

impl Lugar {
    /// Key of the agencia, if it is one.
    pub fn agencia(&self) -> Option<&str> {
        match self {
            Self::Agencia(clave) => Some(clave),
            _ => None,
        }
    }
}

impl fmt::Display for Lugar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agencia(clave) => write!(f, "agencia:{clave}"),
            Self::Cabecera => f.write_str("cabecera"),
            Self::OtroMunicipio => f.write_str("otro_municipio"),
            Self::NoEspecificada => f.write_str("no_especificada"),
        }
    }
}

impl FromStr for Lugar {
    type Err = Error;

    fn from_str(texto: &str) -> Result<Self, Error> {
        match texto {
            "cabecera" => Ok(Self::Cabecera),
            "otro_municipio" => Ok(Self::OtroMunicipio),
            "no_especificada" => Ok(Self::NoEspecificada),
            _ => match texto.strip_prefix("agencia:") {
                Some(clave) if !clave.is_empty() => Ok(Self::Agencia(clave.to_owned())),
                _ => Err(Error::EntradaDesconocida {
                    catalogo: "lugares",
                    clave: texto.to_owned(),
                }),
            },
        }
    }
}

impl TryFrom<String> for Lugar {
    type Error = Error;

    fn try_from(texto: String) -> Result<Self, Error> {
        texto.parse()
    }
}

impl From<Lugar> for String {
    fn from(lugar: Lugar) -> Self {
        lugar.to_string()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn a_key_is_five_digits() {
        assert_eq!("20067".parse::<Clave>().unwrap().as_str(), "20067");
        for texto in ["", "2006", "200670", "2006x", "２0067"] {
            assert_eq!(
                texto.parse::<Clave>(),
                Err(Error::ClaveInvalida(texto.into()))
            );
        }
    }

    #[test]
    fn places_are_written_and_read_back() {
        for lugar in [
            Lugar::Agencia("donaji".into()),
            Lugar::Cabecera,
            Lugar::OtroMunicipio,
            Lugar::NoEspecificada,
        ] {
            assert_eq!(lugar.to_string().parse(), Ok(lugar));
        }
        assert!("agencia:".parse::<Lugar>().is_err());
        assert!("centro".parse::<Lugar>().is_err());
    }

    #[test]
    fn the_day_is_that_of_the_municipality() {
        let noche = datetime!(2026-12-01 05:50 UTC);
        for (clave, dia) in [
            ("20067", date!(2026 - 11 - 30)),
            ("23005", date!(2026 - 12 - 01)),
            ("26030", date!(2026 - 11 - 30)),
        ] {
            assert_eq!(clave.parse::<Clave>().unwrap().dia(noche), dia, "{clave}");
        }
    }
}
