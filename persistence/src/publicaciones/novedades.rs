//! What happened to what is published, in order: editions, withdrawals and what became of them, keys.

use async_recursion::async_recursion as boxed;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use strum::{Display, EnumString};
use time::OffsetDateTime;

use super::Publicaciones;
use super::estado::{last, raise, state};
use crate::Error;
use crate::almacen::missing_table;
use crate::entidad::{archivo, clave, edicion, novedad};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaseNovedad {
    /// An edition was published.
    Edicion,
    /// An edition was withdrawn.
    Retiro,
    /// A withdrawal was undone: the edition is served again.
    Reposicion,
    /// Editions are signed with another key from here on.
    Clave,
}

/// An entry of what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Novedad {
    /// Instancia.
    pub instancia: String,
    /// Position among all of the store; that of an edition is its own.
    pub orden: u64,
    /// What happened.
    pub clase: ClaseNovedad,
    /// Number of the edition, if it is about one.
    pub numero: Option<u32>,
    /// The public key, if it is about one.
    pub clave: Option<String>,
    /// When.
    pub instante: OffsetDateTime,
    /// What tells it from what another store has at that position.
    pub huella: String,
}

/// Which entries of a list: those between two positions, from the first on or from the last back. They come in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tramo {
    /// After this position.
    pub despues: Option<u64>,
    /// Before this position.
    pub antes: Option<u64>,
    /// How many at most.
    pub limite: u64,
    /// Whether they are the last ones.
    pub ultimas: bool,
}

/// A key that editions are signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaveFirma {
    /// The public key, as `minisign -P` takes it.
    pub clave: String,
    /// When the first edition was signed with it.
    pub desde: OffsetDateTime,
    /// The key before it.
    pub anterior: Option<String>,
    /// The signature of this key by the one before it.
    pub firma: Option<String>,
}

fn number(orden: u64) -> i64 {
    i64::try_from(orden).unwrap_or(i64::MAX)
}

fn read(fila: novedad::Model) -> Result<Novedad, Error> {
    let ilegible = || Error::Ilegible("novedad");
    Ok(Novedad {
        instancia: fila.instancia_id,
        orden: u64::try_from(fila.orden).map_err(|_| ilegible())?,
        clase: fila.tipo.parse().map_err(|_| ilegible())?,
        numero: fila
            .numero
            .map(|numero| u32::try_from(numero).map_err(|_| ilegible()))
            .transpose()?,
        clave: fila.clave,
        instante: OffsetDateTime::from_unix_timestamp(fila.instante).map_err(|_| ilegible())?,
        huella: fila.huella,
    })
}

/// What an edition was when nothing was kept of what happened.
fn of_edition(fila: edicion::Model) -> novedad::Model {
    novedad::Model {
        instancia_id: fila.instancia_id,
        orden: fila.orden,
        tipo: ClaseNovedad::Edicion.to_string(),
        numero: Some(fila.numero),
        clave: None,
        instante: fila.instante,
        huella: mark(ClaseNovedad::Edicion, &fila.hash),
    }
}

/// What tells an entry about an edition with that hash from others: twelve letters.
fn mark(clase: ClaseNovedad, hash: &str) -> String {
    let principio = match clase {
        ClaseNovedad::Edicion => "",
        ClaseNovedad::Retiro => "r",
        ClaseNovedad::Reposicion => "p",
        ClaseNovedad::Clave => "c",
    };
    let resto = hash.chars().take(12 - principio.len());
    principio.chars().chain(resto).collect()
}

impl Publicaciones {
    /// What happened, of all instancias or of one. A store that nobody has written into since it is of this version knows of
    /// editions.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn novedades(
        &self,
        tramo: Tramo,
        instancia: Option<&str>,
    ) -> Result<Vec<Novedad>, Error> {
        use novedad::Column;
        let mut consulta = novedad::Entity::find().limit(tramo.limite);
        if let Some(instancia) = instancia {
            consulta = consulta.filter(Column::InstanciaId.eq(instancia));
        }
        if let Some(despues) = tramo.despues {
            consulta = consulta.filter(Column::Orden.gt(number(despues)));
        }
        if let Some(antes) = tramo.antes {
            consulta = consulta.filter(Column::Orden.lt(number(antes)));
        }
        let consulta = if tramo.ultimas {
            consulta.order_by_desc(Column::Orden)
        } else {
            consulta.order_by_asc(Column::Orden)
        };
        let db = self.db().await?;
        let mut filas = match consulta.all(&db).await {
            Err(error) if missing_table(&error) => {
                let filas = self.edition_rows(tramo, instancia).await?;
                filas.into_iter().map(of_edition).collect()
            }
            filas => filas?,
        };
        filas.sort_by_key(|fila| fila.orden);
        filas.into_iter().map(read).collect()
    }

    /// Whether what happened is kept: not in a store that nobody has written into since it is of this version.
    pub(crate) async fn has_news(&self) -> Result<bool, Error> {
        let db = self.db().await?;
        match novedad::Entity::find().limit(1).all(&db).await {
            Err(error) if missing_table(&error) => Ok(false),
            filas => Ok(filas.map(|_| true)?),
        }
    }

    /// What tells the entry at a position from what another store has there; none if there is none.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn huella(&self, orden: u64) -> Result<Option<String>, Error> {
        let db = self.db().await?;
        let propia = novedad::Entity::find()
            .filter(novedad::Column::Orden.eq(number(orden)))
            .one(&db)
            .await;
        match propia {
            Ok(Some(fila)) => return Ok(Some(fila.huella)),
            Err(error) if !missing_table(&error) => return Err(error.into()),
            _ => {}
        }
        let fila = edicion::Entity::find()
            .filter(edicion::Column::Orden.eq(number(orden)))
            .one(&db)
            .await?;
        Ok(fila.map(|fila| of_edition(fila).huella))
    }

    /// The position of the last thing that happened; 0 if nothing did.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn ultimo_orden(&self) -> Result<u64, Error> {
        let db = self.db().await?;
        let orden = match state(&db).await? {
            Some(fila) => fila.orden,
            None => last(&db).await?,
        };
        Ok(u64::try_from(orden).unwrap_or(0))
    }

    /// The keys that editions of an instancia are signed with, the first one first.
    ///
    /// # Errors
    /// Those of the store.
    #[boxed]
    pub async fn claves(&self, instancia: &str) -> Result<Vec<ClaveFirma>, Error> {
        let db = self.db().await?;
        let filas = clave::Entity::find()
            .filter(clave::Column::InstanciaId.eq(instancia))
            .order_by_asc(clave::Column::Desde)
            .all(&db)
            .await;
        let filas = match filas {
            Err(error) if missing_table(&error) => return self.keys_of_files(instancia).await,
            filas => filas?,
        };
        let ilegible = |_| Error::Ilegible("clave");
        filas
            .into_iter()
            .map(|fila| {
                Ok(ClaveFirma {
                    desde: OffsetDateTime::from_unix_timestamp(fila.desde).map_err(ilegible)?,
                    clave: fila.clave_publica,
                    anterior: fila.anterior,
                    firma: fila.firma,
                })
            })
            .collect()
    }

    /// The same, as the files say.
    async fn keys_of_files(&self, instancia: &str) -> Result<Vec<ClaveFirma>, Error> {
        let db = self.db().await?;
        let de: Vec<(i32, String)> = archivo::Entity::find()
            .filter(archivo::Column::InstanciaId.eq(instancia))
            .order_by_asc(archivo::Column::Numero)
            .select_only()
            .columns([archivo::Column::Numero, archivo::Column::ClavePublica])
            .into_tuple()
            .all(&db)
            .await?;
        let mut claves: Vec<ClaveFirma> = vec![];
        for (numero, clave) in de {
            if claves.iter().any(|una| una.clave == clave) {
                continue;
            }
            let fila = edicion::Entity::find_by_id((instancia.to_owned(), numero))
                .one(&db)
                .await?;
            let instante = fila.map_or(0, |fila| fila.instante);
            claves.push(ClaveFirma {
                clave,
                desde: OffsetDateTime::from_unix_timestamp(instante)
                    .map_err(|_| Error::Ilegible("clave"))?,
                anterior: None,
                firma: None,
            });
        }
        Ok(claves)
    }
}

/// Keeps that something happened to an edition, and its position, which is that of the edition if it was published now.
pub(super) async fn tell(
    db: &impl ConnectionTrait,
    clase: ClaseNovedad,
    de: &edicion::Model,
    instante: i64,
) -> Result<i64, Error> {
    let huella = mark(clase, &de.hash);
    let orden = raise(db, &huella).await?;
    let fila = novedad::ActiveModel {
        instancia_id: Set(de.instancia_id.clone()),
        orden: Set(orden),
        tipo: Set(clase.to_string()),
        numero: Set(Some(de.numero)),
        clave: Set(None),
        instante: Set(instante),
        huella: Set(huella),
    };
    novedad::Entity::insert(fila)
        .exec_without_returning(db)
        .await?;
    Ok(orden)
}

/// Keeps the key that an edition was signed with, unless it is known; that it is another one than before is told.
pub(super) async fn tell_key(
    db: &impl ConnectionTrait,
    de: &edicion::Model,
    llave: &claves::Llave,
) -> Result<(), Error> {
    let publica = llave.publica();
    let instancia = &de.instancia_id;
    let antes = archivo::Entity::find()
        .filter(archivo::Column::InstanciaId.eq(instancia))
        .filter(archivo::Column::Numero.lt(de.numero))
        .order_by_desc(archivo::Column::Numero)
        .select_only()
        .column(archivo::Column::ClavePublica)
        .into_tuple::<String>()
        .one(db)
        .await?;
    if antes.as_ref() == Some(&publica) {
        return Ok(());
    }
    let conocida = clave::Entity::find_by_id((instancia.clone(), publica.clone()))
        .one(db)
        .await?;
    if conocida.is_none() {
        let aval = llave.aval();
        let fila = clave::ActiveModel {
            instancia_id: Set(instancia.clone()),
            clave_publica: Set(publica.clone()),
            desde: Set(de.instante),
            anterior: Set(aval.map(|aval| aval.anterior.clone())),
            firma: Set(aval.map(|aval| aval.firma.clone())),
        };
        clave::Entity::insert(fila)
            .exec_without_returning(db)
            .await?;
    }
    if antes.is_some() {
        let huella = mark(ClaseNovedad::Clave, &publica);
        let fila = novedad::ActiveModel {
            instancia_id: Set(instancia.clone()),
            orden: Set(raise(db, &huella).await?),
            tipo: Set(ClaseNovedad::Clave.to_string()),
            numero: Set(None),
            huella: Set(huella),
            clave: Set(Some(publica)),
            instante: Set(de.instante),
        };
        novedad::Entity::insert(fila)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
