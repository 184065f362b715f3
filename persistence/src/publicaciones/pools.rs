//! The connections to a database that is served from: those that answer questions, and others to look in which state it is, so
//! that whoever looks never waits for slow questions.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::PgConnectOptions;

use crate::Error;
use crate::almacen::{Uso, open_postgres, postgres_later, reach_postgres};

/// How long a base has to be away for its connections to be given up: those that are lost and do not know it would be waited
/// for as long as the system does, which is a quarter of an hour.
const HARTO: Duration = Duration::from_secs(15);

pub(super) struct Pools {
    opciones: PgConnectOptions,
    abiertas: RwLock<Open>,
}

struct Open {
    preguntas: DatabaseConnection,
    miradas: DatabaseConnection,
    desde: Instant,
}

impl Open {
    fn later(opciones: &PgConnectOptions) -> Self {
        Self {
            preguntas: postgres_later(opciones, Uso::Lectura),
            miradas: postgres_later(opciones, Uso::Mirada),
            desde: Instant::now(),
        }
    }
}

impl Pools {
    /// Those of a database that must answer now.
    pub(super) async fn open(opciones: &PgConnectOptions) -> Result<Self, Error> {
        let bases = Self::later(opciones);
        let preguntas = open_postgres(opciones, Uso::Lectura).await?;
        bases.with(|abiertas| abiertas.preguntas = preguntas);
        Ok(bases)
    }

    /// Those of a database that is asked when it is needed.
    pub(super) fn later(opciones: &PgConnectOptions) -> Self {
        Self {
            opciones: opciones.clone(),
            abiertas: RwLock::new(Open::later(opciones)),
        }
    }

    /// That the database lets itself be connected to now.
    pub(super) async fn reach(&self) -> Result<(), Error> {
        reach_postgres(&self.opciones).await
    }

    fn with<R>(&self, hacer: impl FnOnce(&mut Open) -> R) -> R {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut abiertas = self
            .abiertas
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        hacer(&mut abiertas)
    }

    pub(super) fn questions(&self) -> DatabaseConnection {
        let abiertas = self.abiertas.read().unwrap_or_else(PoisonError::into_inner);
        abiertas.preguntas.clone()
    }

    pub(super) fn looks(&self) -> DatabaseConnection {
        let abiertas = self.abiertas.read().unwrap_or_else(PoisonError::into_inner);
        abiertas.miradas.clone()
    }

    /// Others take their place, if the base has been away for long: since then.
    pub(super) fn renew(&self, fuera: Instant) {
        self.with(|abiertas| {
            if abiertas.desde.max(fuera).elapsed() > HARTO {
                *abiertas = Open::later(&self.opciones);
            }
        });
    }
}
