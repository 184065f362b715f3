//! Backups: both stores as SQLite files in a folder, wherever they are, read from one snapshot each while others go on
//! writing and serving. The keys are not in it.
//!
//! The publications are read first: an edition that is printed in between is closed in the register and not yet
//! published, which publishing again puts right.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use claves::{create_folder, hex, reach_disk, set_mode};
use futures_util::{StreamExt, TryStreamExt};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
    Select, TransactionTrait,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::almacen::{
    Destino, Uso, begin_alone, begin_copy, begin_snapshot, insert_all, is_read_only, migrate,
    open_sqlite,
};
use crate::entidad::{
    ajuste, alias, archivo, atencion, atencion_violencia, bitacora, cancelado, clave, congelado,
    documento, edicion, enlace, entrada, historia, identidad, instancia, novedad, persona, pieza,
    pliego, reapertura,
};
use crate::migracion::{publicaciones, registro};
use crate::publicaciones::{Imprenta, Paso, are_kept, settle};
use crate::registro::{Autoria, Nota};
use crate::{Error, Publicaciones, Registro};

const REGISTRO: &str = "registro.sqlite";
const PUBLICACIONES: &str = "publicaciones.sqlite";
/// What the names of unfinished backups begin with.
const PARCIAL: &str = ".pacto-respaldo-";
const MANIFIESTO: &str = "respaldo.json";
/// After how long a backup in which nothing moves is one that was killed.
const MUERTO: Duration = Duration::from_hours(24);
/// Rows that are copied at once.
const LOTE: usize = 1000;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Respaldo {
    formato: u32,
    /// SHA-256 of the register, in hexadecimal.
    registro: String,
    /// SHA-256 of the publications, if there were any.
    publicaciones: Option<String>,
    /// Attentions in the register.
    pub atenciones: u64,
    /// Editions.
    pub ediciones: u64,
    /// Whether others of this machine may read it, because its disk knows no permissions.
    #[serde(skip)]
    pub expuesto: bool,
}

const LEER: &str = "leer el respaldo";
const ESCRIBIR: &str = "escribir el respaldo";
const COPIAR: &str = "copiar el respaldo adonde va el registro";

/// Copies every row of a table.
async fn copy<E, A>(de: &DatabaseTransaction, a: &DatabaseTransaction) -> Result<u64, Error>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    copy_some(E::find(), de, a).await
}

/// Copies some rows of a table.
async fn copy_some<E, A>(
    cuales: Select<E>,
    de: &DatabaseTransaction,
    a: &DatabaseTransaction,
) -> Result<u64, Error>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    let filas = cuales.stream(de).await?;
    let mut lotes = filas.try_chunks(LOTE).boxed_local();
    let mut copiadas = 0;
    while let Some(lote) = lotes.next().await {
        let lote = lote.map_err(|error| Error::from(error.1))?;
        copiadas += u64::try_from(lote.len()).unwrap_or(u64::MAX);
        insert_all(
            a,
            lote.into_iter().map(E::Model::into_active_model).collect(),
        )
        .await?;
    }
    Ok(copiadas)
}

/// Copies a register; how many attentions it has.
async fn copy_register(de: &DatabaseTransaction, a: &DatabaseTransaction) -> Result<u64, Error> {
    copy::<ajuste::Entity, _>(de, a).await?;
    copy::<documento::Entity, _>(de, a).await?;
    copy::<entrada::Entity, _>(de, a).await?;
    copy::<alias::Entity, _>(de, a).await?;
    copy::<persona::Entity, _>(de, a).await?;
    copy::<enlace::Entity, _>(de, a).await?;
    let atenciones = copy::<atencion::Entity, _>(de, a).await?;
    copy::<atencion_violencia::Entity, _>(de, a).await?;
    copy::<historia::Entity, _>(de, a).await?;
    copy::<cancelado::Entity, _>(de, a).await?;
    copy::<identidad::Entity, _>(de, a).await?;
    copy::<congelado::Entity, _>(de, a).await?;
    copy::<reapertura::Entity, _>(de, a).await?;
    copy::<bitacora::Entity, _>(de, a).await?;
    Ok(atenciones)
}

/// Copies what is published, but for what editions say; how many editions there are. `novedades`: whether what happened is
/// kept there; else it is what editions say.
async fn copy_index(
    de: &DatabaseTransaction,
    a: &DatabaseTransaction,
    novedades: bool,
) -> Result<u64, Error> {
    copy::<ajuste::Entity, _>(de, a).await?;
    copy::<instancia::Entity, _>(de, a).await?;
    let ediciones = copy::<edicion::Entity, _>(de, a).await?;
    if novedades {
        copy::<novedad::Entity, _>(de, a).await?;
        copy::<clave::Entity, _>(de, a).await?;
    }
    Ok(ediciones)
}

/// Copies what editions say, from where the index is.
async fn copy_pieces(de: &DatabaseTransaction, a: &DatabaseTransaction) -> Result<(), Error> {
    copy::<pieza::Entity, _>(de, a).await?;
    copy::<archivo::Entity, _>(de, a).await?;
    if are_kept(de).await? {
        copy::<pliego::Entity, _>(de, a).await?;
    }
    Ok(())
}

/// Copies what editions say that the copy of the index knows of, from the file of each instancia.
async fn copy_files(publicadas: &Publicaciones, a: &DatabaseTransaction) -> Result<(), Error> {
    let ultimas: Vec<(String, i32)> = edicion::Entity::find()
        .select_only()
        .column(edicion::Column::InstanciaId)
        .column_as(edicion::Column::Numero.max(), "ultima")
        .group_by(edicion::Column::InstanciaId)
        .into_tuple()
        .all(a)
        .await?;
    for (instancia, ultima) in ultimas {
        let db = publicadas.db_of(&instancia).await?;
        let de = begin_snapshot(&db.patient()).await?;
        let piezas = pieza::Entity::find()
            .filter(pieza::Column::InstanciaId.eq(instancia.as_str()))
            .filter(pieza::Column::Numero.lte(ultima));
        copy_some(piezas, &de, a).await?;
        let firmados = archivo::Entity::find()
            .filter(archivo::Column::InstanciaId.eq(instancia.as_str()))
            .filter(archivo::Column::Numero.lte(ultima));
        copy_some(firmados, &de, a).await?;
        if are_kept(&de).await? {
            let impresos = pliego::Entity::find()
                .filter(pliego::Column::InstanciaId.eq(instancia.as_str()))
                .filter(pliego::Column::Numero.lte(ultima));
            copy_some(impresos, &de, a).await?;
        }
    }
    Ok(())
}

/// Copies what is published into an empty store; how many editions there are.
async fn copy_publications(
    publicadas: &Publicaciones,
    a: &DatabaseTransaction,
) -> Result<u64, Error> {
    let novedades = publicadas.has_news().await?;
    let de = begin_copy(&publicadas.db().await?.patient()).await?;
    let ediciones = copy_index(&de, a, novedades).await?;
    if publicadas.is_parted() {
        copy_files(publicadas, a).await?;
    } else {
        copy_pieces(&de, a).await?;
    }
    if !novedades {
        for orden in publicaciones::OF_EDITIONS {
            a.execute_unprepared(orden).await?;
        }
    }
    settle(a).await?;
    Ok(ediciones)
}

fn digest(ruta: &Path) -> Result<String, Error> {
    let mut suma = Sha256::new();
    let copiado = File::open(ruta).and_then(|mut archivo| io::copy(&mut archivo, &mut suma));
    copiado.map_err(Error::archivo(LEER))?;
    Ok(hex(&suma.finalize()))
}

/// Writes both stores into a folder that must not be there: it is there when all of it is.
///
/// # Errors
/// [`Error::Ocupada`], [`Error::Archivo`], [`Error::Base`].
pub async fn back_up(
    registro: &Registro,
    publicaciones: &Destino,
    carpeta: &Path,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    if carpeta.exists() {
        return Err(Error::Ocupada);
    }
    let padre = carpeta.parent().filter(|p| !p.as_os_str().is_empty());
    let padre = padre.unwrap_or(Path::new("."));
    sweep_killed(padre, SystemTime::from(autoria.cuando) - MUERTO);
    let parcial = private_folder(padre, ESCRIBIR)?;
    let nota = Nota {
        orden: "respaldar",
        ..Nota::default()
    };
    // A copy of a base is backed up as it is: it takes no note.
    if !is_read_only(registro.db()).await? {
        registro.note(None, autoria, nota).await?;
    }
    let mut respaldo = Respaldo {
        formato: 1,
        registro: String::new(),
        publicaciones: None,
        atenciones: 0,
        ediciones: 0,
        expuesto: false,
    };
    match Publicaciones::open(publicaciones).await {
        Err(Error::SinPublicaciones) => {}
        Err(error) => return Err(error),
        Ok(publicadas) => {
            let ruta = parcial.path().join(PUBLICACIONES);
            let db = open_sqlite(&ruta, Uso::Imprenta).await?;
            migrate(&db, publicaciones::MIGRACIONES).await?;
            let a = db.begin().await?;
            respaldo.ediciones = copy_publications(&publicadas, &a).await?;
            a.commit().await?;
            db.close().await?;
            respaldo.publicaciones = Some(digest(&ruta)?);
        }
    }
    let ruta = parcial.path().join(REGISTRO);
    let db = open_sqlite(&ruta, Uso::Imprenta).await?;
    migrate(&db, registro::MIGRACIONES).await?;
    let (de, a) = (begin_copy(registro.db()).await?, db.begin().await?);
    respaldo.atenciones = copy_register(&de, &a).await?;
    a.commit().await?;
    db.close().await?;
    respaldo.registro = digest(&ruta)?;
    respaldo.expuesto = finish(parcial, carpeta, &respaldo)?;
    Ok(respaldo)
}

/// Where a backup is copied before it is taken in: where the register will be, or beside the backup if that is a database.
fn beside(carpeta: &Path, registro: &Destino) -> Result<PathBuf, Error> {
    let Destino::Archivo(ruta) = registro else {
        let padre = carpeta
            .parent()
            .filter(|padre| !padre.as_os_str().is_empty());
        return Ok(padre.unwrap_or(Path::new(".")).to_owned());
    };
    let privada = create_folder(ruta, true)?;
    // What a restore that was killed has left behind.
    let dentro = fs::read_dir(&privada).map_err(Error::archivo(COPIAR))?;
    for entrada in dentro.flatten() {
        if entrada.file_name().to_string_lossy().starts_with(PARCIAL) {
            fs::remove_dir_all(entrada.path()).map_err(Error::archivo(COPIAR))?;
        }
    }
    Ok(privada)
}

/// Takes away what backups that were killed have left where others are made: each holds pseudonyms, for nobody. What somebody wrote into
/// within a day may still be under way.
fn sweep_killed(donde: &Path, desde: SystemTime) {
    let Ok(entradas) = fs::read_dir(donde) else {
        // It is told of by whoever writes there.
        return;
    };
    for entrada in entradas.flatten() {
        let nombre = entrada.file_name();
        if !nombre.to_string_lossy().starts_with(PARCIAL) {
            continue;
        }
        let ruta = entrada.path();
        match is_left(&ruta, desde) {
            Ok(false) => {}
            Ok(true) => {
                if let Err(error) = fs::remove_dir_all(&ruta) {
                    tracing::warn!(%error, "lo que dejó un respaldo interrumpido no se pudo borrar");
                }
            }
            Err(error) => {
                tracing::debug!(%error, "no se sabe de cuándo es un respaldo interrumpido");
            }
        }
    }
}

/// Whether nothing was written into a folder since then.
fn is_left(carpeta: &Path, desde: SystemTime) -> io::Result<bool> {
    let mut rutas = vec![carpeta.to_owned()];
    for entrada in fs::read_dir(carpeta)? {
        rutas.push(entrada?.path());
    }
    for ruta in rutas {
        if ruta.symlink_metadata()?.modified()? > desde {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A folder that only its owner enters, and that goes when it is not used any more.
fn private_folder(donde: &Path, accion: &'static str) -> Result<TempDir, Error> {
    let mut nueva = tempfile::Builder::new();
    nueva.prefix(PARCIAL);
    #[cfg(unix)]
    nueva.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    nueva.tempdir_in(donde).map_err(Error::archivo(accion))
}

/// Whatever is written reaches the disk, and then its name. Whether others may read it: FAT and network disks know no
/// permissions, and a backup there is better than none.
fn finish(parcial: TempDir, carpeta: &Path, respaldo: &Respaldo) -> Result<bool, Error> {
    let mut expuesto = false;
    let mut escribir = || {
        let ruta = parcial.path().join(MANIFIESTO);
        fs::write(&ruta, serde_json::to_vec_pretty(respaldo)?)?;
        for entrada in fs::read_dir(parcial.path())? {
            let ruta = entrada?.path();
            reach_disk(&ruta)?;
            expuesto |= set_mode(&ruta, 0o600).is_err();
        }
        expuesto |= set_mode(parcial.path(), 0o700).is_err();
        fs::rename(parcial.path(), carpeta)
    };
    escribir().map_err(Error::archivo(ESCRIBIR))?;
    // What it was is not there any more.
    let _ = parcial.keep();
    Ok(expuesto)
}

/// What a backup says of itself, if it is whole.
fn manifest(carpeta: &Path) -> Result<Respaldo, Error> {
    let texto = fs::read(carpeta.join(MANIFIESTO)).map_err(Error::archivo(LEER))?;
    let respaldo: Respaldo = serde_json::from_slice(&texto)
        .ok()
        .filter(|respaldo: &Respaldo| respaldo.formato == 1)
        .ok_or(Error::Respaldo(
            "no es de esta versión, o no es un respaldo",
        ))?;
    let danado = Error::Respaldo("está dañado: su contenido no es el que se escribió");
    if digest(&carpeta.join(REGISTRO))? != respaldo.registro {
        return Err(danado);
    }
    if let Some(suma) = &respaldo.publicaciones
        && digest(&carpeta.join(PUBLICACIONES))? != *suma
    {
        return Err(danado);
    }
    Ok(respaldo)
}

/// Puts what was published into a public store that is empty.
async fn publish(publicadas: &DatabaseConnection, publicaciones: &Destino) -> Result<(), Error> {
    let empty = async |tx: &DatabaseTransaction| {
        if ajuste::Entity::find().count(tx).await? > 0 {
            return Err(Error::Ocupada);
        }
        Ok(Paso::Falta(()))
    };
    let fill = async |tx: &DatabaseTransaction, ()| {
        let de = publicadas.begin().await?;
        copy_index(&de, tx, true).await?;
        copy_pieces(&de, tx).await
    };
    let tell = async |tx: &DatabaseTransaction, ()| settle(tx).await;
    let imprenta = Imprenta::new(publicaciones);
    imprenta.must_be_empty()?;
    imprenta
        .press(None, empty, fill, async || Ok(()), tell)
        .await
}

/// Puts a backup into stores that are empty.
///
/// # Errors
/// [`Error::Respaldo`] when it is not whole, [`Error::Ocupada`], [`Error::Archivo`], [`Error::Base`].
pub async fn restore(
    carpeta: &Path,
    registro: &Destino,
    publicaciones: &Destino,
    autoria: &Autoria,
) -> Result<Respaldo, Error> {
    let respaldo = manifest(carpeta)?;
    // Older ones are brought up to date in a copy, which is where the register is to be: what a killed restore leaves is as
    // well guarded as the register is.
    let copia = private_folder(&beside(carpeta, registro)?, COPIAR)?;
    let a_la_mano = |nombre: &str| {
        let ruta = copia.path().join(nombre);
        fs::copy(carpeta.join(nombre), &ruta).map_err(Error::archivo(COPIAR))?;
        Ok::<_, Error>(ruta)
    };
    let de = open_sqlite(&a_la_mano(REGISTRO)?, Uso::Imprenta).await?;
    migrate(&de, registro::MIGRACIONES).await?;
    let publicadas = if respaldo.publicaciones.is_some() {
        let db = open_sqlite(&a_la_mano(PUBLICACIONES)?, Uso::Imprenta).await?;
        migrate(&db, publicaciones::MIGRACIONES).await?;
        Some(db)
    } else {
        None
    };
    let nuevo = Registro::create(registro).await?;
    let tx = begin_alone(nuevo.db()).await?;
    if ajuste::Entity::find().count(&tx).await? + bitacora::Entity::find().count(&tx).await? > 0 {
        return Err(Error::Ocupada);
    }
    copy_register(&de.begin().await?, &tx).await?;
    if let Some(publicadas) = &publicadas {
        publish(publicadas, publicaciones).await?;
    }
    let nota = Nota {
        orden: "restaurar",
        detalle: format!(
            "atenciones {}, ediciones {}",
            respaldo.atenciones, respaldo.ediciones
        ),
        archivo: Some(respaldo.registro.clone()),
    };
    crate::registro::write_note(&tx, None, autoria, nota).await?;
    tx.commit().await?;
    Ok(respaldo)
}
