//! The press: the only way to write into the public store, whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use claves::{create_folder, reach_disk, set_mode};
use domain::Clave;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QuerySelect, Statement,
};

use super::archivos::{apart, must_have_index, must_have_pieces, unfinished};
use super::muerta::{must_know_all, undo_killed};
use crate::Error;
use crate::almacen::{
    Candado, Destino, Uso, begin_snapshot, begin_write, behind, is_current, migrate,
    migrate_postgres, not_emptied, open_postgres, open_sqlite,
};
use crate::entidad::pieza;
use crate::migracion::publicaciones::{APARTE, MIGRACIONES, make_apart};

/// The only way to write into the public store.
pub enum Imprenta {
    /// Files: an index, and what editions say by instancia. The press copies those that it writes into, writes into the
    /// copies and puts them in their place: a reader sees the old files or the new ones, and neither waits for the other,
    /// whenever the press dies. A journal left behind by a killed writer could only be rolled back by a reader that may write.
    Archivo(PathBuf),
    /// A database: one transaction.
    Postgres(Box<PgConnectOptions>),
}

/// What there is to do, once it was looked.
pub(crate) enum Paso<T, F> {
    /// Nothing: it is as it should be.
    Hecho(T),
    /// This is to be written.
    Falta(F),
}

const ESCRIBIR: &str = "escribir las publicaciones";

impl Imprenta {
    /// A press for that store.
    pub fn new(destino: &Destino) -> Self {
        match destino {
            Destino::Archivo(ruta) => Self::Archivo(ruta.clone()),
            Destino::Postgres(opciones) => Self::Postgres(opciones.clone()),
        }
    }

    /// That nothing lies where editions would: what another store left would be taken for theirs.
    ///
    /// # Errors
    /// [`Error::Ocupada`].
    pub(crate) fn must_be_empty(&self) -> Result<(), Error> {
        let Self::Archivo(ruta) = self else {
            return Ok(());
        };
        let aparte = apart(&behind(ruta)?, "x");
        let entradas = match fs::read_dir(aparte.parent().unwrap_or(ruta)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            entradas => entradas.map_err(Error::archivo("leer las publicaciones"))?,
        };
        let es = |entrada: fs::DirEntry| entrada.path().extension() == aparte.extension();
        if entradas.filter_map(Result::ok).any(es) {
            return Err(Error::Ocupada);
        }
        Ok(())
    }

    /// Does something to the store, whole or not at all: `look` says what is to be written, and nothing is copied to ask it;
    /// `write` writes what is of the instancia alone; `antes` is done when that is written and before it shows, and may wait
    /// for others; `tell` writes what all instancias have in common. `antes` comes before `tell` where other instancias are
    /// written meanwhile, and after it where the whole store is: then all is written that can fail. `instancia`: of
    /// which one editions are read or written, if any are.
    pub(crate) async fn press<T, F, E>(
        &self,
        instancia: Option<&Clave>,
        look: impl AsyncFnOnce(&DatabaseTransaction) -> Result<Paso<T, F>, Error>,
        write: impl AsyncFnOnce(&DatabaseTransaction, F) -> Result<E, Error>,
        antes: impl AsyncFnOnce() -> Result<(), Error>,
        tell: impl AsyncFnOnce(&DatabaseTransaction, E) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match self {
            Self::Postgres(opciones) => {
                let db = open_postgres(opciones, Uso::Imprenta).await?;
                migrate_postgres(&db, MIGRACIONES).await?;
                let tx = begin_write(&db, instancia).await?;
                let hecho = match look(&tx).await? {
                    Paso::Hecho(hecho) => {
                        antes().await?;
                        hecho
                    }
                    Paso::Falta(falta) => {
                        let escrito = write(&tx, falta).await?;
                        // Nothing is held meanwhile but the turn of the instancia.
                        antes().await?;
                        tell(&tx, escrito).await?
                    }
                };
                tx.commit().await?;
                Ok(hecho)
            }
            Self::Archivo(ruta) => {
                let ruta = &behind(ruta)?;
                let carpeta = create_folder(ruta, false)?;
                let _candado = Candado::acquire(&carpeta)?;
                let copias = Copias::new(ruta, instancia);
                undo_killed(ruta).await?;
                copias.sweep()?;
                let write = async |tx: &DatabaseTransaction, falta: F| {
                    let escrito = write(tx, falta).await?;
                    tell(tx, escrito).await
                };
                let resultado = copias.press(look, write, antes).await;
                // It may have failed between both files: if that cannot be undone now, the next one does.
                if resultado.is_err() && undo_killed(ruta).await.is_err() {
                    return resultado;
                }
                let barrido = copias.sweep();
                resultado.and_then(|hecho| barrido.map(|()| hecho))
            }
        }
    }
}

/// The files that a press replaces.
struct Copias {
    indice: PathBuf,
    /// That of the instancia, if it is of one.
    suyo: Option<PathBuf>,
    instancia: Option<String>,
}

impl Copias {
    fn new(indice: &Path, instancia: Option<&Clave>) -> Self {
        let instancia = instancia.map(Clave::to_string);
        Self {
            suyo: instancia.as_deref().map(|clave| apart(indice, clave)),
            instancia,
            indice: indice.to_owned(),
        }
    }

    async fn press<T, F>(
        &self,
        look: impl AsyncFnOnce(&DatabaseTransaction) -> Result<Paso<T, F>, Error>,
        write: impl AsyncFnOnce(&DatabaseTransaction, F) -> Result<T, Error>,
        antes: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<T, Error> {
        if !self.indice.exists() {
            must_have_index(&self.indice).await?;
            // It is put in its place with what is written into it.
            let db = open_sqlite(&unfinished(&self.indice), Uso::Imprenta).await?;
            migrate(&db, MIGRACIONES).await?;
            db.close().await?;
        } else if !self.are_current().await? {
            self.bring_up_to_date().await?;
        }
        match self.ask(look).await? {
            Paso::Falta(falta) => self.write(falta, write, antes).await,
            Paso::Hecho(hecho) => {
                antes().await?;
                Ok(hecho)
            }
        }
    }

    /// Takes away what a press that was killed left behind.
    fn sweep(&self) -> Result<(), Error> {
        let retirar = Error::archivo("retirar una publicación a medias");
        let nueva = unfinished(&self.indice);
        let mut restos = vec![nueva.with_extension("nueva-journal"), nueva];
        // Those of any instancia: whoever holds the lock is alone.
        match fs::read_dir(apart(&self.indice, "x").parent().unwrap_or(&self.indice)) {
            Ok(entradas) => {
                let rutas = entradas
                    .filter_map(Result::ok)
                    .map(|entrada| entrada.path());
                restos.extend(rutas.filter(|ruta| {
                    let extension = ruta.extension().unwrap_or_default();
                    extension == "nueva" || extension == "nueva-journal"
                }));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(retirar(error)),
        }
        let retirados: std::io::Result<()> = restos
            .into_iter()
            .try_for_each(|resto| fs::remove_file(resto).or_else(absent));
        retirados.map_err(retirar)
    }

    /// Whether the index is of this version, and nothing in it belongs into another file.
    async fn are_current(&self) -> Result<bool, Error> {
        let db = open_sqlite(&self.indice, Uso::Lectura).await?;
        let al_dia = is_current(&db, MIGRACIONES).await? && !has_pieces(&db).await?;
        db.close().await?;
        Ok(al_dia)
    }

    /// Brings the index up to date. What editions say goes into a file for each instancia first: until the new
    /// index is in its place, both say the same.
    async fn bring_up_to_date(&self) -> Result<(), Error> {
        let nueva = copy(&self.indice)?;
        let db = open_sqlite(&nueva, Uso::Imprenta).await?;
        migrate(&db, MIGRACIONES).await?;
        let partes = self.part_all(&nueva, &db).await?;
        db.close().await?;
        finish(&nueva)?;
        partes.iter().try_for_each(|parte| replace(parte))?;
        replace(&self.indice)
    }

    /// Takes what editions say out of the copy of an index, if it is there, into files that are put in their place with it.
    async fn part_all(
        &self,
        indice: &Path,
        db: &DatabaseConnection,
    ) -> Result<Vec<PathBuf>, Error> {
        if !has_pieces(db).await? {
            return Ok(vec![]);
        }
        let de: Vec<String> = pieza::Entity::find()
            .select_only()
            .column(pieza::Column::InstanciaId)
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        let mut partes = Vec::new();
        for instancia in de {
            partes.push(self.part(indice, &instancia).await?);
        }
        // In memory: there may be no folder for temporary files.
        let compacta = ["PRAGMA temp_store = MEMORY", "VACUUM"];
        let vacia = APARTE.map(|tabla| format!("DELETE FROM {tabla}"));
        for orden in vacia.iter().map(String::as_str).chain(compacta) {
            db.execute_unprepared(orden).await?;
        }
        Ok(partes)
    }

    /// Copies what the editions of an instancia say out of an index; where it belongs.
    async fn part(&self, indice: &Path, instancia: &str) -> Result<PathBuf, Error> {
        let suyo = apart(&self.indice, instancia);
        create_folder(&suyo, false)?;
        let nueva = unfinished(&suyo);
        let quedo = fs::remove_file(&nueva);
        if let Err(error) = quedo.or_else(absent) {
            return Err(Error::archivo(ESCRIBIR)(error));
        }
        let db = open_sqlite(&nueva, Uso::Imprenta).await?;
        make_apart(&db).await?;
        attach(&db, indice).await?;
        for tabla in APARTE {
            let orden = Statement::from_sql_and_values(
                db.get_database_backend(),
                format!(
                    "INSERT INTO main.{tabla} SELECT * FROM indice.{tabla} WHERE instancia_id = $1"
                ),
                [instancia.into()],
            );
            db.execute_raw(orden).await?;
        }
        db.close().await?;
        finish(&nueva)?;
        Ok(suyo)
    }

    /// Asks of what is served.
    async fn ask<P>(
        &self,
        look: impl AsyncFnOnce(&DatabaseTransaction) -> Result<P, Error>,
    ) -> Result<P, Error> {
        let suyo = self.suyo.as_deref().filter(|suyo| suyo.exists());
        let indice = if self.indice.exists() {
            self.indice.clone()
        } else {
            unfinished(&self.indice)
        };
        let db = open(suyo, &indice, Uso::Lectura).await?;
        let tx = begin_snapshot(&db).await?;
        let paso = look(&tx).await?;
        tx.commit().await?;
        db.close().await?;
        Ok(paso)
    }

    /// Writes into copies, and puts them in their place.
    async fn write<T, F>(
        &self,
        falta: F,
        write: impl AsyncFnOnce(&DatabaseTransaction, F) -> Result<T, Error>,
        antes: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<T, Error> {
        let indice = copy(&self.indice)?;
        let suyo = match &self.suyo {
            None => None,
            Some(suyo) => {
                create_folder(suyo, false)?;
                Some(copy(suyo)?)
            }
        };
        let es_nuevo = self.suyo.as_ref().is_some_and(|suyo| !suyo.exists());
        if let (true, Some(suyo), Some(clave)) = (es_nuevo, &self.suyo, &self.instancia) {
            // A file that is lost is not begun again: what its editions say would be nothing.
            let db = open_sqlite(&indice, Uso::Lectura).await?;
            let entero = must_have_pieces(&db, suyo, clave).await;
            db.close().await?;
            entero?;
        }
        if let Some(suyo) = &suyo {
            let db = open_sqlite(suyo, Uso::Imprenta).await?;
            make_apart(&db).await?;
            db.close().await?;
        }
        let db = open(suyo.as_deref(), &indice, Uso::Imprenta).await?;
        let tx = begin_write(&db, None).await?;
        if let Some(instancia) = &self.instancia {
            must_know_all(&tx, instancia, &self.indice).await?;
        }
        let hecho = write(&tx, falta).await?;
        tx.commit().await?;
        // Whoever writes of one instancia writes what its editions say into its file; who fills a store, into the index.
        let llenas = match &self.suyo {
            None => self.part_all(&indice, &db).await?,
            Some(_) => vec![],
        };
        db.close().await?;
        for nueva in suyo.iter().chain([&indice]) {
            finish(nueva)?;
        }
        antes().await?;
        // Of a store that is being filled the index comes first: killed in between, it lacks what it tells of, and nobody takes that for
        // a store.
        let partes = self.suyo.iter().chain([&self.indice]).chain(&llenas);
        partes.into_iter().try_for_each(|parte| replace(parte))?;
        Ok(hecho)
    }
}

/// Whether an index has what editions say, as those of former versions do.
async fn has_pieces(db: &DatabaseConnection) -> Result<bool, Error> {
    let alguna: Option<String> = pieza::Entity::find()
        .select_only()
        .column(pieza::Column::InstanciaId)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(alguna.is_some())
}

/// The index, seen through the file of an instancia if there is one: what the index has too is that of the instancia.
async fn open(suyo: Option<&Path>, indice: &Path, uso: Uso) -> Result<DatabaseConnection, Error> {
    let Some(suyo) = suyo else {
        return open_sqlite(indice, uso).await;
    };
    // Only the connection that attaches it knows of it: there is one.
    let db = open_sqlite(suyo, Uso::Imprenta).await?;
    let modo = match uso {
        Uso::Lectura | Uso::Mirada => "PRAGMA query_only = ON",
        // A copy needs no journal on the disk: one that is not finished is thrown away.
        Uso::Imprenta | Uso::Registro => "PRAGMA journal_mode = MEMORY",
    };
    db.execute_unprepared(modo).await?;
    attach(&db, indice).await?;
    Ok(db)
}

async fn attach(db: &DatabaseConnection, indice: &Path) -> Result<(), Error> {
    let ruta = indice.to_str().ok_or(Error::Archivo {
        accion: ESCRIBIR,
        causa: std::io::ErrorKind::InvalidFilename,
    })?;
    let orden = Statement::from_sql_and_values(
        db.get_database_backend(),
        "ATTACH DATABASE $1 AS indice",
        [ruta.into()],
    );
    db.execute_raw(orden).await?;
    Ok(())
}

/// The path of a copy to write into; of what is not there there is none yet.
pub(super) fn copy(ruta: &Path) -> Result<PathBuf, Error> {
    let nueva = unfinished(ruta);
    if ruta.exists() {
        not_emptied(ruta)?;
        // By reflink, where the disk can.
        fs::copy(ruta, &nueva).map_err(Error::archivo(ESCRIBIR))?;
        // The copy of a file that nobody may write would be one too.
        set_mode(&nueva, 0o600)?;
    }
    Ok(nueva)
}

/// What was written reaches the disk. Readable by the user that serves, whatever the umask of the one that publishes.
pub(super) fn finish(nueva: &Path) -> Result<(), Error> {
    set_mode(nueva, 0o644)?;
    reach_disk(nueva).map_err(Error::archivo(ESCRIBIR))?;
    sync_folder(nueva)
}

/// Puts what was written in its place, and its name reaches the disk.
pub(super) fn replace(ruta: &Path) -> Result<(), Error> {
    fs::rename(unfinished(ruta), ruta).map_err(Error::archivo(ESCRIBIR))?;
    sync_folder(ruta)
}

/// The name of a file reaches the disk.
fn sync_folder(ruta: &Path) -> Result<(), Error> {
    let carpeta = ruta.parent().unwrap_or(Path::new("."));
    reach_disk(carpeta).map_err(Error::archivo(ESCRIBIR))
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}
