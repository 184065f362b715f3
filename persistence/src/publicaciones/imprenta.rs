//! The press: writes an edition into the public store, whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use claves::{Llave, create_folder, set_mode};
use domain::formato::{self, FORMATO, Pieza};
use domain::{Contenido, Edicion};
use sea_orm::sea_query::OnConflict;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set,
};
use sea_orm_migration::MigratorTrait;
use time::OffsetDateTime;

use super::EdicionId;
use super::consulta::{edicion_from, of_edition};
use super::contenido::{put_together, take_apart};
use super::novedades::{ClaseNovedad, next_order, tell, tell_key};
use crate::Error;
use crate::almacen::{
    Candado, Destino, Naturaleza, Uso, begin_write, behind, claim, compress, digest, insert_all,
    migrate_postgres, open_postgres, open_sqlite,
};
use crate::entidad::{archivo, edicion, instancia, pieza};
use crate::migracion::publicaciones::Migrador;

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publicacion {
    /// The edition.
    pub edicion: Edicion,
    /// Whether it is new: publishing the same content again makes none.
    pub nueva: bool,
}

/// How an edition is published.
pub struct Tirada<'a> {
    /// When.
    pub instante: OffsetDateTime,
    /// The key that signs it.
    pub llave: &'a Llave,
    /// Whether it is published although one that says the same was withdrawn.
    pub otra_vez: bool,
}

/// The only way to write into the public store.
pub enum Imprenta {
    /// A file. The press copies it, writes into the copy and puts the copy in its place: a reader
    /// sees the old file or the new one, and neither waits for the other, whenever the press dies. A
    /// journal left behind by a killed writer could only be rolled back by a reader that may write.
    Archivo(PathBuf),
    /// A database: one transaction.
    Postgres(Box<PgConnectOptions>),
}

impl Imprenta {
    /// A press for that store.
    pub fn new(destino: &Destino) -> Self {
        match destino {
            Destino::Archivo(ruta) => Self::Archivo(ruta.clone()),
            Destino::Postgres(opciones) => Self::Postgres(opciones.clone()),
        }
    }

    /// Publishes the content as the next edition of its instancia, signed, unless the latest edition of the
    /// same cut-off says exactly the same. When nothing but putting it in place is left to do, `close` is done: what it says
    /// is closed then, and a press that dies afterwards finds it closed when it is run again.
    ///
    /// # Errors
    /// [`Error::Mezcla`] when the store holds data of the other nature, [`Error::Retirada`], [`Error::Archivo`],
    /// [`Error::SinConexion`], [`Error::Base`], and those of `close`: then nothing is published.
    pub async fn publish(
        &self,
        contenido: &Contenido,
        tirada: &Tirada<'_>,
        close: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<Publicacion, Error> {
        let print = async |tx: &DatabaseTransaction| {
            let publicacion = print(tx, contenido, tirada).await?;
            let nueva = publicacion.nueva;
            Ok((publicacion, nueva))
        };
        self.press(print, close).await
    }

    /// Does something to the store, whole or not at all; `obra` says whether it changed anything. `antes` is done when all
    /// is written and before it shows.
    pub(crate) async fn press<T>(
        &self,
        obra: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(T, bool), Error>,
        antes: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<T, Error> {
        match self {
            Self::Postgres(opciones) => {
                let db = open_postgres(opciones, Uso::Imprenta).await?;
                migrate_postgres::<Migrador>(&db).await?;
                let tx = begin_write(&db).await?;
                let (hecho, _) = obra(&tx).await?;
                antes().await?;
                tx.commit().await?;
                Ok(hecho)
            }
            Self::Archivo(ruta) => {
                let ruta = &behind(ruta)?;
                let carpeta = create_folder(ruta, false)?;
                let _candado = Candado::acquire(&carpeta)?;
                let nueva = ruta.with_extension("nueva");
                let resultado = in_copy(ruta, &nueva, obra, antes).await;
                let barrido = remove_leftovers(&nueva);
                resultado.and_then(|hecho| barrido.map(|()| hecho))
            }
        }
    }
}

async fn in_copy<T>(
    ruta: &Path,
    nueva: &Path,
    obra: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(T, bool), Error>,
    antes: impl AsyncFnOnce() -> Result<(), Error>,
) -> Result<T, Error> {
    let escribir = "escribir las publicaciones";
    remove_leftovers(nueva)?;
    if ruta.exists() {
        fs::copy(ruta, nueva).map_err(Error::archivo(escribir))?;
        // The copy of a file that nobody may write would be one too.
        set_mode(nueva, 0o600)?;
    }
    let db = open_sqlite(nueva, Uso::Imprenta).await?;
    let migra = !Migrador::get_pending_migrations(&db).await?.is_empty();
    Migrador::up(&db, None).await?;
    let tx = begin_write(&db).await?;
    let (hecho, cambia) = obra(&tx).await?;
    tx.commit().await?;
    db.close().await?;
    if cambia || migra {
        // Readable by the user that serves, whatever the umask of the one that publishes.
        set_mode(nueva, 0o644)?;
        File::open(nueva)
            .and_then(|archivo| archivo.sync_all())
            .map_err(Error::archivo(escribir))?;
    }
    antes().await?;
    if cambia || migra {
        fs::rename(nueva, ruta).map_err(Error::archivo(escribir))?;
        let carpeta = ruta.parent().unwrap_or(Path::new("."));
        File::open(carpeta)
            .and_then(|carpeta| carpeta.sync_all())
            .map_err(Error::archivo(escribir))?;
    }
    Ok(hecho)
}

fn remove_leftovers(nueva: &Path) -> Result<(), Error> {
    for resto in [nueva.to_owned(), nueva.with_extension("nueva-journal")] {
        match fs::remove_file(resto) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::archivo("retirar una publicación a medias")(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes an edition, unless the latest one of its cut-off says the same.
async fn print(
    tx: &DatabaseTransaction,
    contenido: &Contenido,
    tirada: &Tirada<'_>,
) -> Result<Publicacion, Error> {
    let bytes = formato::canonical(contenido)?;
    let hash = digest(&bytes);
    claim(tx, nature(contenido)).await?;
    if !tirada.otra_vez {
        not_withdrawn(tx, contenido, &hash).await?;
    }
    let suyas = edicion::Entity::find()
        .filter(edicion::Column::InstanciaId.eq(contenido.institucional.instancia.clave().as_str()))
        .order_by_desc(edicion::Column::Numero);
    let del_corte = suyas
        .clone()
        .filter(edicion::Column::Corte.eq(contenido.corte))
        .filter(edicion::Column::Retirada.is_null());
    if let Some(igual) = del_corte.one(tx).await?.filter(|e| e.hash == hash) {
        return Ok(Publicacion {
            edicion: edicion_from(igual)?,
            nueva: false,
        });
    }
    let numero = suyas.one(tx).await?.map_or(1, |ultima| ultima.numero + 1);
    upsert_instancia(tx, contenido).await?;
    let archivo = sign(contenido, numero, &bytes, &hash, tirada.llave)?;
    let clave = contenido.institucional.instancia.clave();
    tell_key(tx, clave, tirada.llave, tirada.instante.unix_timestamp()).await?;
    let fila = row(tx, contenido, tirada.instante, numero, hash).await?;
    let edicion = edicion_from(fila.clone())?;
    let id = EdicionId::from(&edicion);
    tell(tx, ClaseNovedad::Edicion, &fila, fila.instante).await?;
    edicion::Entity::insert(edicion::ActiveModel::from(fila))
        .exec_without_returning(tx)
        .await?;
    insert_all(tx, take_apart(&id, numero, contenido)?).await?;
    archivo::Entity::insert(archivo)
        .exec_without_returning(tx)
        .await?;
    Ok(Publicacion {
        edicion,
        nueva: true,
    })
}

/// The signed file of an edition.
fn sign(
    contenido: &Contenido,
    numero: i32,
    bytes: &[u8],
    hash: &str,
    llave: &Llave,
) -> Result<archivo::ActiveModel, Error> {
    let clave = contenido.institucional.instancia.clave();
    let corte = contenido.corte;
    let comprimidos = compress(bytes)?;
    let comentario = format!("edición {numero} de {clave}, corte {corte}, sha256 {hash}");
    Ok(archivo::ActiveModel {
        instancia_id: Set(clave.to_string()),
        numero: Set(numero),
        firma: Set(llave.sign(&comprimidos, &comentario)?),
        contenido: Set(comprimidos),
        clave_publica: Set(llave.publica()),
    })
}

/// The row of an edition, the last in the order of publication.
async fn row(
    db: &impl ConnectionTrait,
    contenido: &Contenido,
    instante: OffsetDateTime,
    numero: i32,
    hash: String,
) -> Result<edicion::Model, Error> {
    Ok(edicion::Model {
        instancia_id: contenido.institucional.instancia.clave().to_string(),
        numero,
        corte: contenido.corte,
        instante: instante.unix_timestamp(),
        hash,
        sintetica: contenido.sintetica,
        umbral: i64::try_from(contenido.proteccion.umbral.valor())
            .map_err(|_| Error::Ilegible("umbral"))?,
        formato: i32::try_from(contenido.formato).map_err(|_| Error::Ilegible("formato"))?,
        retirada: None,
        retirada_en: None,
        orden: next_order(db).await?,
    })
}

fn nature(contenido: &Contenido) -> Naturaleza {
    if contenido.sintetica {
        Naturaleza::Sintetica
    } else {
        Naturaleza::Real
    }
}

/// What was withdrawn is not published again under another number, nor in another format.
async fn not_withdrawn(
    db: &impl ConnectionTrait,
    contenido: &Contenido,
    hash: &str,
) -> Result<(), Error> {
    let clave = contenido.institucional.instancia.clave();
    let retiradas = edicion::Entity::find()
        .filter(edicion::Column::InstanciaId.eq(clave.as_str()))
        .filter(edicion::Column::Corte.eq(contenido.corte))
        .filter(edicion::Column::Retirada.is_not_null())
        .all(db)
        .await?;
    for retirada in retiradas {
        if retirada.hash == hash || says_the_same(db, &retirada, contenido).await? {
            return Err(Error::Retirada(retirada.numero));
        }
    }
    Ok(())
}

/// Whether an edition of another format says what this content does, but for the summary of protection.
async fn says_the_same(
    db: &impl ConnectionTrait,
    otra: &edicion::Model,
    contenido: &Contenido,
) -> Result<bool, Error> {
    let edicion = edicion_from(otra.clone())?;
    if edicion.formato == contenido.formato {
        return Ok(false);
    }
    let id = EdicionId {
        instancia: otra.instancia_id.clone(),
        numero: edicion.numero,
    };
    let condicion = of_edition(&id)?;
    let piezas = pieza::Entity::find().filter(condicion).all(db).await?;
    let suya = put_together(&edicion, piezas).ok();
    let suya = suya.and_then(|suya| formato::read(edicion.formato, &suya).ok());
    let suya = suya.map(|suya| Contenido {
        formato: contenido.formato,
        proteccion: contenido.proteccion.clone(),
        ..suya
    });
    Ok(suya.as_ref() == Some(contenido))
}

async fn upsert_instancia(db: &impl ConnectionTrait, contenido: &Contenido) -> Result<(), Error> {
    let instancia = &contenido.institucional.instancia;
    let fila = instancia::ActiveModel {
        instancia_id: Set(instancia.clave().to_string()),
        region: Set(<&str>::from(instancia.municipio.region).to_owned()),
        contenido: Set(instancia.written(FORMATO)?),
    };
    instancia::Entity::insert(fila)
        .on_conflict(
            OnConflict::column(instancia::Column::InstanciaId)
                .update_columns([instancia::Column::Region, instancia::Column::Contenido])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
