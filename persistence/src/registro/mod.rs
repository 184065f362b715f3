//! The private store: persons, attentions, catalogues and institutional records.

mod alias;
mod bitacora;
mod cancelacion;
mod cierre;
mod contadas;
mod conteo;
mod diferencia;
mod enlaces;
mod enmiendas;
mod entradas;
mod ficha;
mod filas;
mod generacion;
mod gente;
mod importacion;
mod institucion;
mod lectura;
mod municipio;
mod plan;
mod preparacion;
mod quitar;
mod reapertura;
mod revision;
mod sabido;

pub(crate) use bitacora::write as write_note;
pub use bitacora::{Asiento, Autoria, Bitacora, Nota};
pub use cancelacion::Cancelado;
pub use cierre::{MesPendiente, Pendientes};
pub use ficha::{Ficha, Folios, Quien, Selector, Shown};
pub use generacion::Generacion;
pub use importacion::{Conteo, Contradicha, DeHoja, Importacion, Mayoria, Meant, Notado};
pub use preparacion::{EstadoRegistro, Para};
pub use quitar::{Quitable, Quitado};
pub use reapertura::UltimoCierre;
pub use revision::{Repetida, Revision};

use claves::{create_folder, set_mode};
use domain::formato::{GUARDADO, Pieza};
use domain::{Carga, Clave};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::Error;
use crate::almacen::{
    Candado, Causa, Destino, Documento, Falla, Naturaleza, Uso, allow_sheets, begin_snapshot,
    begin_write, claim, is_current, migrate, migrate_postgres, not_emptied, open_postgres,
    open_sqlite, pending,
};
use crate::entidad::documento;
use crate::migracion::registro::MIGRACIONES;

/// What starting an instancia did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Iniciacion {
    /// It is there now.
    Nueva,
    /// It was there already; nothing changed.
    YaEstaba,
}

/// The private store.
pub struct Registro {
    db: DatabaseConnection,
}

impl Registro {
    /// Opens the register, creating it where there is none.
    ///
    /// # Errors
    /// [`Error::SinConexion`], [`Error::Archivo`], [`Error::Base`].
    pub async fn create(destino: &Destino) -> Result<Self, Error> {
        match destino {
            Destino::Archivo(ruta) => {
                let carpeta = create_folder(ruta, true)?;
                // It is made, and brought up to date, by one process at a time.
                let lock = || Candado::acquire(&carpeta);
                let candado = (!ruta.exists()).then(lock).transpose()?;
                let db = open_sqlite(ruta, Uso::Registro).await?;
                set_mode(ruta, 0o600)?;
                if !is_current(&db, MIGRACIONES).await? {
                    let _candado = candado.map_or_else(lock, Ok)?;
                    migrate(&db, MIGRACIONES).await?;
                }
                Ok(Self { db })
            }
            Destino::Postgres(opciones) => {
                let db = open_postgres(opciones, Uso::Registro).await?;
                migrate_postgres(&db, MIGRACIONES).await?;
                Ok(Self { db })
            }
        }
    }

    /// Opens a register that must be there.
    ///
    /// # Errors
    /// [`Error::SinRegistro`], and those of [`Registro::create`].
    pub async fn open(destino: &Destino) -> Result<Self, Error> {
        match destino {
            Destino::Archivo(ruta) => match ruta.try_exists() {
                Ok(false) => Err(Error::SinRegistro),
                Ok(true) => {
                    not_emptied(ruta)?;
                    Self::create(destino).await
                }
                Err(error) => Err(Error::SinConexion(Falla::new(
                    Causa::Sistema(error.kind()),
                    ruta.display().to_string(),
                ))),
            },
            Destino::Postgres(_) => Self::create(destino).await,
        }
    }

    /// Opens a register that must be there, only to read it: tables of an earlier version stay as they are.
    ///
    /// # Errors
    /// [`Error::PorActualizar`], and those of [`Registro::open`].
    pub async fn open_to_read(destino: &Destino) -> Result<Self, Error> {
        let db = match destino {
            Destino::Archivo(ruta) if ruta.exists() => {
                not_emptied(ruta)?;
                open_sqlite(ruta, Uso::Registro).await?
            }
            Destino::Archivo(_) => return Self::open(destino).await,
            Destino::Postgres(opciones) => open_postgres(opciones, Uso::Registro).await?,
        };
        match pending(&db, MIGRACIONES).await?.len() {
            0 => Ok(Self { db }),
            todas if todas == MIGRACIONES.len() => Err(Error::SinRegistro),
            _ => Err(Error::PorActualizar),
        }
    }

    /// Starts an instancia with all that comes with it, whole or not at all, unless the register or
    /// what is published beside it (`publicado`: its nature, if there is anything) holds data of the other nature.
    ///
    /// # Errors
    /// [`Error::Mezcla`], [`Error::Dominio`], [`Error::Base`].
    pub async fn start(
        &self,
        carga: &Carga,
        naturaleza: Naturaleza,
        publicado: Option<Naturaleza>,
        autoria: &Autoria,
    ) -> Result<Iniciacion, Error> {
        if let Some(hay) = publicado.filter(|hay| *hay != naturaleza) {
            return Err(hay.mezcla(naturaleza));
        }
        carga.check()?;
        let clave = carga.institucional.instancia.clave();
        let tx = begin_write(&self.db, Some(clave)).await?;
        claim(&tx, naturaleza).await?;
        if self.has(&tx, clave).await? {
            return Ok(Iniciacion::YaEstaba);
        }
        filas::insert(&tx, carga).await?;
        if naturaleza == Naturaleza::Sintetica && carga.atenciones.is_empty() {
            // Invented and empty: sheets are to fill it.
            allow_sheets(&tx).await?;
        }
        let nota = Nota {
            orden: "iniciar",
            detalle: format!("atenciones {}", carga.atenciones.len()),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        tx.commit().await?;
        Ok(Iniciacion::Nueva)
    }

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.db
    }

    async fn has(&self, db: &impl ConnectionTrait, clave: &Clave) -> Result<bool, Error> {
        let instancia = (
            clave.to_string(),
            domain::Instancia::TIPO.to_owned(),
            String::new(),
            clave.to_string(),
        );
        Ok(documento::Entity::find_by_id(instancia)
            .one(db)
            .await?
            .is_some())
    }

    async fn must_have(&self, db: &impl ConnectionTrait, clave: &Clave) -> Result<(), Error> {
        if self.has(db, clave).await? {
            Ok(())
        } else {
            let hay = started(db).await?;
            Err(Error::InstanciaDesconocida(clave.to_string(), hay))
        }
    }

    /// The instancias of the register, the first of them if there are many: key and name.
    ///
    /// # Errors
    /// [`Error::Ilegible`], [`Error::Base`].
    pub async fn started(&self) -> Result<Vec<String>, Error> {
        started(&self.db).await
    }

    /// What waits to be published.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn pending(&self, clave: &Clave) -> Result<Pendientes, Error> {
        let tx = begin_snapshot(&self.db).await?;
        self.must_have(&tx, clave).await?;
        cierre::pending(&tx, clave).await
    }
}

/// Instancias that are told at most.
const DICHAS: u64 = 3;

async fn started(db: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let filas = documento::Entity::find()
        .filter(documento::Column::Tipo.eq(domain::Instancia::TIPO))
        .order_by_asc(documento::Column::InstanciaId)
        .limit(DICHAS + 1)
        .all(db)
        .await?;
    let dichas = filas.iter().zip(0..).map(|(fila, i)| {
        if i == DICHAS {
            return Ok("otras más".to_owned());
        }
        let suya = domain::Instancia::read(GUARDADO, &fila.contenido)?;
        Ok(format!("{} ({})", suya.nombre, suya.clave()))
    });
    dichas.collect()
}
