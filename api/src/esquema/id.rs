//! Opaque ids and cursors.

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use persistence::EdicionId;

use crate::Error;

/// Stores number editions with 32 bits and a sign.
const MAXIMA_EDICION: u32 = i32::MAX.unsigned_abs();

/// Letters of an id at most: those of this API are shorter, and what is looked for is remembered by them.
const LETRAS: usize = 1000;

/// What an id says: the kind of node, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ruta {
    /// As it is now.
    Instancia(String),
    /// As it was when an edition was published.
    InstanciaDe(EdicionId),
    Edicion(EdicionId),
    /// Kind, edition, key of the parent, key.
    Documento(String, EdicionId, String, String),
    /// An agreement: edition, key of the council, of the session, its own.
    Acuerdo(EdicionId, String, String, String),
    /// A key that editions are signed with: of whom, and its letters.
    Clave(String, String),
    /// Something that happened, by its cursor.
    Novedad(String),
}

const INSTANCIA: &str = "instancia";
const EDICION: &str = "edicion";
const ACUERDO: &str = "acuerdo";
const CLAVE: &str = "clave";
const NOVEDAD: &str = "novedad";

impl Ruta {
    pub(crate) fn documento(tipo: &str, edicion: &EdicionId, padre: &str, clave: &str) -> ID {
        Self::Documento(
            tipo.to_owned(),
            edicion.clone(),
            padre.to_owned(),
            clave.to_owned(),
        )
        .encode()
    }

    pub(crate) fn encode(&self) -> ID {
        let texto = match self {
            Self::Instancia(clave) => format!("{INSTANCIA}\n{clave}"),
            Self::InstanciaDe(id) => format!("{INSTANCIA}\n{}\n{}", id.instancia, id.numero),
            Self::Edicion(id) => format!("{EDICION}\n{}\n{}", id.instancia, id.numero),
            Self::Documento(tipo, id, padre, clave) => {
                format!("{tipo}\n{}\n{}\n{padre}\n{clave}", id.instancia, id.numero)
            }
            Self::Acuerdo(id, consejo, sesion, clave) => format!(
                "{ACUERDO}\n{}\n{}\n{consejo}\n{sesion}\n{clave}",
                id.instancia, id.numero
            ),
            Self::Clave(instancia, clave) => format!("{CLAVE}\n{instancia}\n{clave}"),
            Self::Novedad(cursor) => format!("{NOVEDAD}\n{cursor}"),
        };
        ID(URL_SAFE_NO_PAD.encode(texto))
    }

    pub(crate) fn decode(id: &ID) -> Result<Self, Error> {
        if id.len() > LETRAS {
            return Err(Error::id_invalido());
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(id.as_str())
            .map_err(|_| Error::id_invalido())?;
        let texto = String::from_utf8(bytes).map_err(|_| Error::id_invalido())?;
        let edicion = |instancia: &str, numero: &str| {
            let numero = numero
                .parse()
                .ok()
                .filter(|n| (1..=MAXIMA_EDICION).contains(n))
                .ok_or_else(Error::id_invalido)?;
            Ok::<_, Error>(EdicionId {
                instancia: instancia.to_owned(),
                numero,
            })
        };
        if texto.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Error::id_invalido());
        }
        match *texto.split('\n').collect::<Vec<_>>() {
            [INSTANCIA, clave] if clave.parse::<domain::Clave>().is_ok() => {
                Ok(Self::Instancia(clave.to_owned()))
            }
            [INSTANCIA, clave, numero] => Ok(Self::InstanciaDe(edicion(clave, numero)?)),
            [EDICION, instancia, numero] => Ok(Self::Edicion(edicion(instancia, numero)?)),
            [CLAVE, instancia, clave] if instancia.parse::<domain::Clave>().is_ok() => {
                Ok(Self::Clave(instancia.to_owned(), clave.to_owned()))
            }
            [NOVEDAD, cursor] => Ok(Self::Novedad(cursor.to_owned())),
            [ACUERDO, instancia, numero, consejo, sesion, clave] => Ok(Self::Acuerdo(
                edicion(instancia, numero)?,
                consejo.to_owned(),
                sesion.to_owned(),
                clave.to_owned(),
            )),
            [tipo, instancia, numero, padre, clave] => Ok(Self::Documento(
                tipo.to_owned(),
                edicion(instancia, numero)?,
                padre.to_owned(),
                clave.to_owned(),
            )),
            _ => Err(Error::id_invalido()),
        }
    }
}

pub(crate) fn encode_cursor(posicion: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(posicion)
}

/// The cursor of a position in the order of what happened, with what tells it from what other stores have there.
pub(crate) fn encode_orden(orden: u64, huella: &str) -> String {
    let texto = match huella {
        "" => format!("orden:{orden}"),
        huella => format!("orden:{orden}:{huella}"),
    };
    URL_SAFE_NO_PAD.encode(texto)
}

/// The cursor of an edition.
pub(crate) fn cursor_of(edicion: &domain::Edicion) -> String {
    encode_orden(
        edicion.orden,
        edicion.hash.get(..12).unwrap_or(&edicion.hash),
    )
}

/// The position of a cursor, and what is there; nothing is said of what is there by cursors of former versions.
pub(crate) fn decode_orden(cursor: &str) -> Result<(u64, Option<String>), Error> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let read = || {
        let texto = std::str::from_utf8(&bytes).ok()?.strip_prefix("orden:")?;
        let (orden, huella) = match texto.split_once(':') {
            Some((orden, huella)) => (orden, Some(huella.to_owned())),
            None => (texto, None),
        };
        Some((orden.parse().ok()?, huella))
    };
    read().ok_or_else(Error::cursor_invalido)
}

pub(crate) fn decode_cursor(cursor: &str) -> Result<Vec<u8>, Error> {
    let posicion = URL_SAFE_NO_PAD
        .decode(cursor)
        .map_err(|_| Error::cursor_invalido())?;
    // A position is a date, a slash and a key.
    if posicion.get(10) == Some(&b'/') {
        Ok(posicion)
    } else {
        Err(Error::cursor_invalido())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back() {
        let edicion = EdicionId {
            instancia: "20067".into(),
            numero: 1,
        };
        let rutas = [
            Ruta::Instancia("20067".into()),
            Ruta::InstanciaDe(edicion.clone()),
            Ruta::Edicion(edicion.clone()),
            Ruta::Clave("20067".into(), "RWQ".into()),
            Ruta::Novedad("b3JkZW46MQ".into()),
            Ruta::Acuerdo(edicion.clone(), "consultivo".into(), "1".into(), "2".into()),
            Ruta::Documento("SESION".into(), edicion, "consultivo".into(), "1".into()),
        ];
        for ruta in rutas {
            assert_eq!(Ruta::decode(&ruta.encode()).ok(), Some(ruta));
        }
        for id in ["", "x", "aG9sYQ", "á"] {
            assert!(Ruta::decode(&ID(id.into())).is_err());
        }
    }

    #[test]
    fn cursors_lead_back() {
        let posicion = b"2017-03-25/dia-naranja-2017-03";
        assert_eq!(
            decode_cursor(&encode_cursor(posicion)).ok().as_deref(),
            Some(&posicion[..])
        );
        assert!(decode_cursor("").is_err());
        assert!(decode_cursor("bm8").is_err());
    }
}
