//! What tells one state of what is published from the next: of all of it, and of each instancia.

use async_recursion::async_recursion as boxed;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures_util::lock::Mutex;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
    Statement,
};

use super::ClaseNovedad;
use super::archivos::VersionDeArchivo;
use super::estado::{last, state};
use super::guardia::within;
use super::{Fuente, Publicaciones};
use crate::Error;
use crate::almacen::missing_table;
use crate::entidad::{edicion, novedad};

/// How long the state of what is published is taken for what it was.
const VALE: Duration = Duration::from_millis(10);
/// How long the state is waited for before the base is taken to be away.
const PACIENCIA: Duration = Duration::from_secs(1);
/// The same for all that ever happened, which is read when nothing was seen yet.
const ESTRENO: Duration = Duration::from_secs(10);

/// Letters of the mark of something that happened.
type Marca = [u8; 12];

/// Two equal ones mean that the same is published: nothing new, nothing withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sello(Estado);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Estado {
    /// The file: it is never written, but replaced.
    Archivo(VersionDeArchivo),
    /// The last thing that happened, to all or to an instancia.
    Suceso { orden: i64, marca: Marca },
    /// The same in a database that nobody has written into since it is of this version: and how many editions are withdrawn.
    Cuenta { ultimo: i64, retiros: i64 },
    /// Nothing ever happened to it.
    Nada,
}

impl Sello {
    fn of_event(orden: i64, huella: &str) -> Self {
        let mut marca = Marca::default();
        for (letra, byte) in marca.iter_mut().zip(huella.bytes()) {
            *letra = byte;
        }
        Self(Estado::Suceso { orden, marca })
    }
}

/// The state of what is published.
#[derive(Debug, Clone)]
pub struct EstadoPublico {
    todo: Sello,
    /// The last thing that happened, where that is kept.
    ultimo: Option<(i64, String)>,
    de: HashMap<String, Suceso>,
}

/// What is known of an instancia.
#[derive(Debug, Clone, Copy)]
struct Suceso {
    sello: Sello,
    /// When its last edition was published, in seconds since 1970.
    publicada: Option<i64>,
}

impl EstadoPublico {
    /// Of everything.
    pub fn todo(&self) -> Sello {
        self.todo
    }

    /// Of what an instancia has published: what others publish does not change it.
    pub fn of(&self, instancia: &str) -> Sello {
        if self.ultimo.is_none() {
            return self.todo;
        }
        let suyo = self.de.get(instancia);
        suyo.map_or(Sello(Estado::Nada), |suyo| suyo.sello)
    }

    /// How many instancias something happened to; it never gets smaller.
    pub fn cuantas(&self) -> usize {
        self.de.len()
    }

    /// When the last edition of each instancia was published, in seconds since 1970; nothing in a store that nobody has written
    /// into since it is of this version.
    pub fn published(&self) -> impl Iterator<Item = (&str, i64)> {
        let de = self.de.iter();
        de.filter_map(|(instancia, suyo)| Some((instancia.as_str(), suyo.publicada?)))
    }
}

/// The state that was read last, and who reads it.
#[derive(Default)]
pub(super) struct Vigia {
    visto: RwLock<Option<(Instant, Arc<EstadoPublico>)>>,
    turno: Mutex<()>,
}

impl Vigia {
    /// What was seen, and when it was looked for.
    fn seen(&self) -> Option<(Instant, Arc<EstadoPublico>)> {
        // A poisoned lock guards something whole: nothing panics while it is held.
        self.visto
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Publicaciones {
    /// The state of what is published, looked at every ten milliseconds at most, by one asker at a time: whoever comes
    /// meanwhile waits for what was begun to be read after it came. The last one that was seen, for a while, when the base is
    /// away.
    ///
    /// # Errors
    /// [`Error::SinPublicaciones`], [`Error::SinConexion`], [`Error::Base`].
    #[boxed]
    pub async fn estado(&self) -> Result<Arc<EstadoPublico>, Error> {
        let llega = Instant::now();
        if let Some((cuando, estado)) = self.vigia.seen()
            && llega.duration_since(cuando) < VALE
        {
            return Ok(estado);
        }
        // In a box: it is looked at every so often, and would make every question larger.
        match &self.fuente {
            Fuente::Archivos(_) => Ok(Box::pin(self.look(llega)).await?.1),
            Fuente::Postgres(_) => Box::pin(self.watch(llega)).await,
        }
    }

    /// The state of a database, or the last one that was seen while it is away: who looks waits a second at most, once something
    /// was seen. What has happened since the beginning may take longer.
    pub(super) async fn watch(&self, llega: Instant) -> Result<Arc<EstadoPublico>, Error> {
        let paciencia = if self.guardia.has_seen() {
            PACIENCIA
        } else {
            ESTRENO
        };
        let look = async {
            // A pool would try again and again what is refused at once.
            if let (Fuente::Postgres(bases), Some(_)) = (&self.fuente, self.guardia.away_since()) {
                within(paciencia, bases.reach()).await?;
            }
            within(paciencia, self.look(llega)).await
        };
        let visto = self.guardia.see(look).await;
        if let (Fuente::Postgres(bases), Some(fuera)) = (&self.fuente, self.guardia.away_since()) {
            bases.renew(fuera);
        }
        visto
    }

    /// The state of everything that is published.
    ///
    /// # Errors
    /// Those of [`Publicaciones::estado`].
    #[boxed]
    pub async fn sello(&self) -> Result<Sello, Error> {
        Ok(self.estado().await?.todo)
    }

    /// The state as it is, and when it was looked for: whoever looks whether the base is back does not ask whether it is away.
    async fn look(&self, llega: Instant) -> Result<(Instant, Arc<EstadoPublico>), Error> {
        let _turno = self.vigia.turno.lock().await;
        let visto = self.vigia.seen();
        if let Some((cuando, estado)) = &visto
            && *cuando >= llega
        {
            return Ok((*cuando, estado.clone()));
        }
        let ahora = Instant::now();
        let antes = visto.map(|(_, estado)| estado);
        let estado = self.read_state(antes).await?;
        let mut visto = self
            .vigia
            .visto
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *visto = Some((ahora, estado.clone()));
        Ok((ahora, estado))
    }

    /// The state as it is now; `antes` itself if nothing happened since.
    async fn read_state(
        &self,
        antes: Option<Arc<EstadoPublico>>,
    ) -> Result<Arc<EstadoPublico>, Error> {
        let igual = |todo: Sello| antes.clone().filter(|antes| antes.todo == todo);
        match &self.fuente {
            Fuente::Archivos(archivos) => {
                let todo = Sello(Estado::Archivo(archivos.version()?));
                if let Some(antes) = igual(todo) {
                    return Ok(antes);
                }
                let db = archivos.index().await?;
                self.must_be_known(&db).await?;
                let fila = state(&db).await?;
                let ultimo = fila.map(|fila| (fila.orden, fila.huella));
                since(&db, todo, ultimo, antes.as_deref()).await
            }
            Fuente::Postgres(bases) => {
                let db = &bases.looks();
                self.must_be_known(db).await?;
                let Some(fila) = within(PACIENCIA, async { state(db).await }).await? else {
                    let todo = counted(db).await?;
                    return since(db, todo, None, None).await;
                };
                let todo = Sello::of_event(fila.orden, &fila.huella);
                if let Some(antes) = igual(todo) {
                    return Ok(antes);
                }
                let ultimo = Some((fila.orden, fila.huella));
                since(db, todo, ultimo, antes.as_deref()).await
            }
        }
    }
}

/// The state of a database without a row for it.
async fn counted(db: &DatabaseConnection) -> Result<Sello, Error> {
    let retiros: Option<i64> = edicion::Entity::find()
        .select_only()
        .column_as(edicion::Column::Retirada.count(), "retiros")
        .into_tuple()
        .one(db)
        .await
        .map_err(nothing_yet)?;
    Ok(Sello(Estado::Cuenta {
        ultimo: last(db).await?,
        retiros: retiros.unwrap_or_default(),
    }))
}

/// Before the first edition there are no tables.
pub(super) fn nothing_yet(error: DbErr) -> Error {
    if missing_table(&error) {
        return Error::SinPublicaciones;
    }
    error.into()
}

/// The state of each instancia: what it was, and what happened since; all that happened, in a store that is another one.
async fn since(
    db: &DatabaseConnection,
    todo: Sello,
    ultimo: Option<(i64, String)>,
    antes: Option<&EstadoPublico>,
) -> Result<Arc<EstadoPublico>, Error> {
    use novedad::Column;
    let Some((hasta, _)) = &ultimo else {
        let de = HashMap::new();
        return Ok(Arc::new(EstadoPublico { todo, ultimo, de }));
    };
    let mut desde = 0;
    let mut de = HashMap::new();
    if let Some(antes) = antes
        && let Some((orden, huella)) = &antes.ultimo
        && orden <= hasta
    {
        let hay: Option<String> = novedad::Entity::find()
            .select_only()
            .column(Column::Huella)
            .filter(Column::Orden.eq(*orden))
            .into_tuple()
            .one(db)
            .await?;
        if hay.is_some_and(|hay| hay == *huella) {
            desde = *orden;
            de.clone_from(&antes.de);
        }
    }
    let nuevos = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT n.instancia_id, n.orden, n.huella, m.publicada FROM novedad n JOIN \
         (SELECT instancia_id, MAX(orden) AS orden, MAX(CASE WHEN tipo = $1 THEN instante END) AS publicada \
         FROM novedad WHERE orden > $2 GROUP BY instancia_id) m \
         ON n.instancia_id = m.instancia_id AND n.orden = m.orden",
        [ClaseNovedad::Edicion.to_string().into(), desde.into()],
    );
    for fila in db.query_all_raw(nuevos).await? {
        let (orden, huella): (i64, String) = (fila.try_get_by_index(1)?, fila.try_get_by_index(2)?);
        let publicada: Option<i64> = fila.try_get_by_index(3)?;
        let suyo = de.entry(fila.try_get_by_index(0)?).or_insert(Suceso {
            sello: Sello(Estado::Nada),
            publicada: None,
        });
        suyo.sello = Sello::of_event(orden, &huella);
        suyo.publicada = suyo.publicada.max(publicada);
    }
    Ok(Arc::new(EstadoPublico { todo, ultimo, de }))
}
