//! Whether what is served is what was published.

use async_recursion::async_recursion as boxed;
use domain::{Contenido, Edicion, formato};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::consulta::{edicion_from, of_edition};
use super::contenido::put_together;
use super::{EdicionId, Publicaciones};
use crate::Error;
use crate::almacen::{digest, inflate};
use crate::entidad::{archivo, edicion, pieza};

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verificacion {
    /// The edition.
    pub edicion: Edicion,
    /// Whether what the API answers from has the hash of the edition.
    pub piezas: bool,
    /// Whether the file has it too; none for editions published before there were files.
    pub archivo: Option<bool>,
    /// Whether the signature is of the file.
    pub firma: Option<bool>,
    /// Whether the printed report is signed by the same key; none where there is none.
    pub pliego: Option<bool>,
    /// The public key that it is by.
    pub clave_publica: Option<String>,
    /// What it says, if it is whole.
    pub contenido: Option<Contenido>,
}

impl Verificacion {
    /// Whether everything is as it was published.
    pub fn correcta(&self) -> bool {
        self.piezas
            && self.archivo != Some(false)
            && self.firma != Some(false)
            && self.pliego != Some(false)
    }
}

/// What a file of an edition says, as it is downloaded or unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descargada {
    /// SHA-256 of what it says, in hexadecimal.
    pub hash: String,
    /// The version that it is written in.
    pub formato: u32,
    /// What it says.
    pub contenido: Contenido,
}

impl Descargada {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Ilegible`] when it is no edition of a version that is known.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        #[derive(serde::Deserialize)]
        struct Version {
            formato: u32,
        }
        let ilegible = || Error::Ilegible("edición");
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
            inflate(bytes).ok_or_else(ilegible)?
        } else {
            bytes.to_vec()
        };
        let Version { formato } = serde_json::from_slice(&bytes).map_err(|_| ilegible())?;
        Ok(Self {
            hash: digest(&bytes),
            formato,
            contenido: formato::read(formato, &bytes).map_err(|_| ilegible())?,
        })
    }
}

impl Publicaciones {
    /// Verifies the editions of an instancia, or one of them.
    ///
    /// # Errors
    /// [`Error::EdicionDesconocida`], and those of the store.
    #[boxed]
    pub async fn verify(
        &self,
        instancia: Option<&str>,
        numero: Option<u32>,
    ) -> Result<Vec<Verificacion>, Error> {
        let db = self.db().await?;
        let mut consulta = edicion::Entity::find().order_by_asc(edicion::Column::Orden);
        if let Some(instancia) = instancia {
            consulta = consulta.filter(edicion::Column::InstanciaId.eq(instancia));
        }
        if let Some(numero) = numero {
            consulta = consulta.filter(edicion::Column::Numero.eq(numero));
        }
        let mut todas = Vec::new();
        for fila in consulta.all(&db).await? {
            let edicion = edicion_from(fila)?;
            let id = EdicionId {
                instancia: edicion.instancia.to_string(),
                numero: edicion.numero,
            };
            let suya = self.db_of(&id.instancia).await?;
            let piezas = pieza::Entity::find()
                .filter(of_edition(&id)?)
                .all(&suya)
                .await?;
            let bytes = put_together(&edicion, piezas).ok();
            let clave = (
                id.instancia.clone(),
                i32::try_from(id.numero).map_err(|_| Error::Ilegible("edición"))?,
            );
            let archivo = archivo::Entity::find_by_id(clave).one(&suya).await?;
            let pliego = self.pliego(&id).await?;
            let bytes = bytes.filter(|bytes| digest(bytes) == edicion.hash);
            let contenido = bytes.and_then(|bytes| formato::read(edicion.formato, &bytes).ok());
            todas.push(Verificacion {
                archivo: archivo.as_ref().map(|archivo| {
                    inflate(&archivo.contenido).is_some_and(|b| digest(&b) == edicion.hash)
                }),
                firma: archivo.as_ref().map(|archivo| {
                    claves::verifies(&archivo.clave_publica, &archivo.firma, &archivo.contenido)
                }),
                pliego: pliego.map(|pliego| {
                    archivo.as_ref().is_some_and(|archivo| {
                        claves::verifies(&archivo.clave_publica, &pliego.firma, &pliego.contenido)
                    })
                }),
                clave_publica: archivo.map(|archivo| archivo.clave_publica),
                piezas: contenido.is_some(),
                contenido,
                edicion,
            });
        }
        match numero {
            Some(numero) if todas.is_empty() => Err(Error::EdicionDesconocida(numero)),
            _ => Ok(todas),
        }
    }
}
