//! Whether what editions say is there: on a cluster, where each node commits by itself, an edition may be seen a moment before
//! what it says, which is on another node. It is asked for again then, and never taken for nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Instancia;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::EdicionId;
use super::consulta::of_edition;
use super::watched::Watched;
use crate::Error;
use crate::almacen::{Causa, Documento, Falla};
use crate::entidad::pieza;

/// How often, and how many times, what is not there yet is asked for.
const CADA: Duration = Duration::from_millis(50);
const VECES: usize = 20;

/// Up to which number the editions of each instancia are known to be whole: they come one after the other.
#[derive(Default)]
pub(super) struct Arrivals {
    conocidas: Mutex<HashMap<String, u32>>,
    /// One asks at a time: who comes meanwhile has it answered too.
    turno: futures_util::lock::Mutex<()>,
}

impl Arrivals {
    fn with<R>(&self, hacer: impl FnOnce(&mut HashMap<String, u32>) -> R) -> R {
        // What a poisoned lock guards is whole: nothing panics while it is held.
        let mut conocidas = self
            .conocidas
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hacer(&mut conocidas)
    }

    /// The last edition of each instancia among them that is not known to be whole.
    fn unknown(&self, ediciones: &[EdicionId]) -> BTreeSet<EdicionId> {
        let mut ultimas: HashMap<&str, u32> = HashMap::new();
        for edicion in ediciones {
            let ultima = ultimas.entry(&edicion.instancia).or_default();
            *ultima = edicion.numero.max(*ultima);
        }
        self.with(|conocidas| {
            let conocida = |instancia: &str| conocidas.get(instancia).copied().unwrap_or(0);
            let faltan = ultimas.into_iter();
            faltan
                .filter(|(instancia, numero)| *numero > conocida(instancia))
                .map(|(instancia, numero)| EdicionId {
                    instancia: instancia.to_owned(),
                    numero,
                })
                .collect()
        })
    }

    /// Waits for what those editions say.
    ///
    /// # Errors
    /// [`Error::SinConexion`]: it is not there within a second.
    pub(super) async fn wait(
        &self,
        db: &Watched<'_>,
        ediciones: &[EdicionId],
    ) -> Result<(), Error> {
        if self.unknown(ediciones).is_empty() {
            return Ok(());
        }
        for _ in 0..VECES {
            if self.ask(db, ediciones).await? {
                return Ok(());
            }
            tokio::time::sleep(CADA).await;
        }
        Err(Error::SinConexion(Falla::new(Causa::Incompleto, None)))
    }

    /// Asks which of them are whole; whether all are.
    async fn ask(&self, db: &Watched<'_>, ediciones: &[EdicionId]) -> Result<bool, Error> {
        let _turno = self.turno.lock().await;
        let faltan = self.unknown(ediciones);
        if faltan.is_empty() {
            return Ok(true);
        }
        let hay = whole(db, &faltan).await?;
        let todas = hay.len() == faltan.len();
        self.with(|conocidas| {
            for edicion in hay {
                let conocida = conocidas.entry(edicion.instancia).or_default();
                *conocida = edicion.numero.max(*conocida);
            }
        });
        Ok(todas)
    }
}

/// Those of some editions that are whole: what an edition says is on one node, and is there together.
async fn whole(db: &Watched<'_>, ediciones: &BTreeSet<EdicionId>) -> Result<Vec<EdicionId>, Error> {
    let mut condicion = Condition::any();
    for id in ediciones {
        condicion = condicion.add(of_edition(id)?);
    }
    let hay: Vec<(String, i32)> = pieza::Entity::find()
        .select_only()
        .columns([pieza::Column::InstanciaId, pieza::Column::Numero])
        // Each has one.
        .filter(pieza::Column::Tipo.eq(Instancia::TIPO))
        .filter(condicion)
        .into_tuple()
        .all(db)
        .await?;
    let ilegible = |_| Error::Ilegible("edición");
    hay.into_iter()
        .map(|(instancia, numero)| {
            let numero = u32::try_from(numero).map_err(ilegible)?;
            Ok(EdicionId { instancia, numero })
        })
        .collect()
}
