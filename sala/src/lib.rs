//! The reading room: what is published, read and remembered once, under whatever shows it: answers, tables, and pages.
//!
//! Which edition holds, and whether it is served, `domain` says; how it is read, `persistence`. Here it is kept that it was
//! read: findings under the state of what they were read from ([`Hallazgos`]), counts under the hash of their edition; and, for
//! whoever keeps answers, where they are kept ([`Memoria`]) and what they were read from ([`Fuentes`]). A table as rows of one cell each is made here too ([`plana`],
//! [`csv`]): every file says the same of it.

pub mod csv;
mod cubos;
pub mod direcciones;
mod fuentes;
mod hallazgos;
mod licencia;
mod memoria;
pub mod nombres;
mod peso;
pub mod plana;

use async_recursion::async_recursion as boxed;
use std::sync::Arc;

use domain::consulta::Indice;
use domain::{CuboProtegido, Edicion};
use futures_util::FutureExt;
use persistence::{EdicionId, Error, Publicaciones};

use cubos::Cubos;
pub use fuentes::{Fuentes, Vigencia};
pub use hallazgos::{Hallazgo, Hallazgos, Quien};
pub use licencia::Licencia;
pub use memoria::{Clave, Memoria};
pub use peso::Peso;

/// What is published, and what was read of it.
pub struct Sala {
    publicaciones: Publicaciones,
    hallazgos: Hallazgos,
    cubos: Cubos,
}

/// How much a room remembers, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Of what was found.
    pub findings: u64,
    /// Of the counts of editions.
    pub cubes: u64,
}

impl Default for Sizes {
    /// What one municipality needs.
    fn default() -> Self {
        Self {
            findings: 12 << 20,
            cubes: 16 << 20,
        }
    }
}

impl Sala {
    /// A room where nothing was read yet.
    pub fn new(publicaciones: Publicaciones, sizes: Sizes) -> Self {
        Self {
            publicaciones,
            hallazgos: Hallazgos::new(sizes.findings),
            cubos: Cubos::new(sizes.cubes),
        }
    }

    /// What is published, for questions whose answers are not remembered.
    pub fn publicaciones(&self) -> &Publicaciones {
        &self.publicaciones
    }

    /// What was found, whoever asked.
    pub fn hallazgos(&self) -> &Hallazgos {
        &self.hallazgos
    }

    /// The counts of an edition, decoded once, whoever asks; none if it was published without. Whether it is served is asked
    /// before ([`Edicion::served`]).
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn indice(&self, edicion: &Edicion) -> Result<Option<Arc<Indice>>, Error> {
        let id = EdicionId::from(edicion);
        // By itself: cubes are large, and many editions at once would be as many cubes at once.
        let find = async {
            let uno = std::slice::from_ref(&id);
            let mut cubos = self
                .publicaciones
                .documents::<CuboProtegido>(uno, None)
                .await?;
            let cubo = cubos
                .remove(&id)
                .and_then(|mut cubos| cubos.remove("")?.pop());
            Ok(cubo.map(Indice::new))
        };
        self.cubos.get(&edicion.hash, find.boxed()).await
    }
}
