//! What is tried of an edition before it is published: whether its report can be printed.

use async_recursion::async_recursion as boxed;
use claves::Llave;
use domain::{Edicion, Ediciones};
use persistence::{Publicaciones, unpublished};
use time::OffsetDateTime;

use super::Preparada;
use crate::{Error, Lugares};

/// An edition as it would be published now, and the public key that would sign it, if there is one.
pub struct Prueba {
    /// With the number that it would have, and the hash of what it says.
    pub edicion: Edicion,
    /// None where no key was made yet.
    pub clave: Option<String>,
}

impl Prueba {
    /// Of what was prepared.
    ///
    /// # Errors
    /// Those of the public store, and of a key that cannot be read.
    #[boxed]
    pub async fn new(
        lugares: &Lugares,
        preparada: &Preparada,
        cuando: OffsetDateTime,
    ) -> Result<Self, Error> {
        let contenido = &preparada.contenido;
        let clave = contenido.institucional.instancia.clave().to_string();
        let ultima = match Publicaciones::open(&lugares.publicaciones).await {
            Err(persistence::Error::SinPublicaciones) => 0,
            abiertas => {
                let publicaciones = abiertas?;
                let suyas = publicaciones
                    .ediciones(std::slice::from_ref(&clave))
                    .await?;
                let suyas = suyas.get(&clave).into_iter().flat_map(Ediciones::all);
                // Numbers are given across formats.
                let otras = publicaciones.de_otro_formato(Some(&clave)).await?;
                suyas
                    .chain(&otras)
                    .map(|edicion| edicion.numero)
                    .max()
                    .unwrap_or(0)
            }
        };
        Ok(Self {
            edicion: unpublished(contenido, ultima + 1, cuando)?,
            clave: Llave::load(&lugares.claves)?.map(|llave| llave.publica()),
        })
    }
}
