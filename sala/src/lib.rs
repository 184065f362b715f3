//! The reading room: what is published, read and remembered once, under whatever shows it: answers, tables, and pages.
//!
//! Which edition holds, and whether it is served, `domain` says; how it is read, `persistence`. Here it is kept that it was
//! read: findings under the state of what is published ([`Hallazgos`]), counts under the hash of their edition. A table as rows
//! of one cell each is made here too ([`plana`], [`csv`]): every file says the same of it.

pub mod csv;
mod cubos;
mod hallazgos;
mod peso;
pub mod plana;

use std::sync::Arc;

use domain::consulta::Indice;
use domain::{CuboProtegido, Edicion};
use futures_util::FutureExt;
use persistence::{EdicionId, Error, Publicaciones};

use cubos::Cubos;
pub use hallazgos::{Hallazgo, Hallazgos, Quien};
pub use peso::Peso;

/// What is published, and what was read of it.
pub struct Sala {
    publicaciones: Publicaciones,
    hallazgos: Hallazgos,
    cubos: Cubos,
}

impl Sala {
    /// A room where nothing was read yet.
    pub fn new(publicaciones: Publicaciones) -> Self {
        Self {
            publicaciones,
            hallazgos: Hallazgos::default(),
            cubos: Cubos::default(),
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
