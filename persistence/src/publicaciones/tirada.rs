//! Editions, as the press writes them.

use claves::Llave;
use domain::formato::{self, FORMATO, Pieza};
use domain::{Contenido, Edicion};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    Select, Set,
};
use time::OffsetDateTime;

use super::consulta::{edicion_from, of_edition};
use super::contenido::{put_together, take_apart};
use super::imprenta::{Imprenta, Paso};
use super::novedades::{ClaseNovedad, tell, tell_key};
use super::pliego::{self, Componer};
use super::{EdicionId, Publicaciones};
use crate::Error;
use crate::almacen::{Naturaleza, claim, compress, digest, insert_all};
use crate::entidad::{archivo, edicion, instancia, pieza};

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
    /// What makes its printed report, if anything does.
    pub componer: Option<Componer<'a>>,
}

impl Imprenta {
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
        let bytes = formato::canonical(contenido)?;
        let hash = digest(&bytes);
        let look =
            async |tx: &DatabaseTransaction| published(tx, contenido, &hash, tirada.otra_vez).await;
        let write = async |tx: &DatabaseTransaction, numero: i32| {
            print(tx, contenido, tirada, numero, (&bytes, &hash)).await
        };
        let tell = async |tx: &DatabaseTransaction, fila: edicion::Model| {
            announce(tx, contenido, tirada.llave, fila).await
        };
        let instancia = contenido.institucional.instancia.clave();
        self.press(Some(instancia), look, write, close, tell).await
    }
}

/// The edition that would be published: what its printed report is tried with, before there is one.
///
/// # Errors
/// [`Error::Ilegible`], for a number that no store holds.
pub fn unpublished(
    contenido: &Contenido,
    numero: u32,
    instante: OffsetDateTime,
) -> Result<Edicion, Error> {
    let hash = digest(&formato::canonical(contenido)?);
    let numero = i32::try_from(numero).map_err(|_| Error::Ilegible("número de edición"))?;
    edicion_from(row(contenido, instante, numero, &hash)?)
}

impl Publicaciones {
    /// Whether a content could be published now, as far as what is published goes.
    ///
    /// # Errors
    /// [`Error::Mezcla`] and [`Error::Retirada`], as [`Imprenta::publish`], and those of the store.
    pub async fn would_take(&self, contenido: &Contenido, otra_vez: bool) -> Result<(), Error> {
        let hash = digest(&formato::canonical(contenido)?);
        let indice = self.db().await?;
        if standing(&indice, contenido, &hash).await?.is_some() || otra_vez {
            return Ok(());
        }
        let retiradas = withdrawn(&indice, contenido).await?;
        if retiradas.is_empty() {
            return Ok(());
        }
        let instancia = contenido.institucional.instancia.clave();
        let suya = self.db_of(instancia.as_str()).await?;
        none_says_the_same(&suya, &retiradas, contenido, &hash).await
    }
}

/// The edition that says the same, if the latest of its cut-off does; else the number of the next.
async fn published(
    tx: &DatabaseTransaction,
    contenido: &Contenido,
    hash: &str,
    otra_vez: bool,
) -> Result<Paso<Publicacion, i32>, Error> {
    if let Some(igual) = standing(tx, contenido, hash).await? {
        return Ok(Paso::Hecho(Publicacion {
            edicion: edicion_from(igual)?,
            nueva: false,
        }));
    }
    // What was withdrawn and published again is there.
    if !otra_vez {
        let retiradas = withdrawn(tx, contenido).await?;
        none_says_the_same(tx, &retiradas, contenido, hash).await?;
    }
    let ultima = of_instancia(contenido).one(tx).await?;
    Ok(Paso::Falta(ultima.map_or(1, |ultima| ultima.numero + 1)))
}

/// The editions of the instancia of a content, the last one first.
fn of_instancia(contenido: &Contenido) -> Select<edicion::Entity> {
    edicion::Entity::find()
        .filter(edicion::Column::InstanciaId.eq(contenido.institucional.instancia.clave().as_str()))
        .order_by_desc(edicion::Column::Numero)
}

/// The latest edition of the cut-off of a content that is served, if it says the same; in a store of the same nature.
async fn standing(
    db: &impl ConnectionTrait,
    contenido: &Contenido,
    hash: &str,
) -> Result<Option<edicion::Model>, Error> {
    let naturaleza = nature(contenido);
    if let Some(hay) = crate::almacen::naturaleza(db).await?
        && hay != naturaleza
    {
        return Err(hay.mezcla(naturaleza));
    }
    let del_corte = of_instancia(contenido)
        .filter(edicion::Column::Corte.eq(contenido.corte))
        .filter(edicion::Column::Retirada.is_null());
    let ultima = del_corte.one(db).await?;
    Ok(ultima.filter(|ultima| ultima.hash == hash))
}

/// Writes what an edition says, its file and its printed report: what is of its instancia alone. Its row, which has no position yet.
async fn print(
    tx: &DatabaseTransaction,
    contenido: &Contenido,
    tirada: &Tirada<'_>,
    numero: i32,
    (bytes, hash): (&[u8], &str),
) -> Result<edicion::Model, Error> {
    let archivo = sign(contenido, numero, bytes, hash, tirada.llave)?;
    let fila = row(contenido, tirada.instante, numero, hash)?;
    let edicion = edicion_from(fila.clone())?;
    let id = EdicionId::from(&edicion);
    insert_all(tx, take_apart(&id, numero, contenido)?).await?;
    archivo::Entity::insert(archivo)
        .exec_without_returning(tx)
        .await?;
    let compuesto = tirada
        .componer
        .and_then(|make| make(contenido, &edicion, &tirada.llave.publica()));
    if let Some(compuesto) = compuesto {
        pliego::keep(tx, &edicion, compuesto, tirada.llave).await?;
    }
    Ok(fila)
}

/// Writes that an edition is there, and its position: what all instancias have in common, and each writes for as short as it
/// can. The state is raised before any other row of it is written, so that nobody waits crosswise.
async fn announce(
    tx: &DatabaseTransaction,
    contenido: &Contenido,
    llave: &Llave,
    mut fila: edicion::Model,
) -> Result<Publicacion, Error> {
    claim(tx, nature(contenido)).await?;
    tell_key(tx, &fila, llave).await?;
    fila.orden = tell(tx, ClaseNovedad::Edicion, &fila, fila.instante).await?;
    edicion::Entity::insert(edicion::ActiveModel::from(fila.clone()))
        .exec_without_returning(tx)
        .await?;
    upsert_instancia(tx, contenido).await?;
    Ok(Publicacion {
        edicion: edicion_from(fila)?,
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

/// The row of an edition that has no position yet.
fn row(
    contenido: &Contenido,
    instante: OffsetDateTime,
    numero: i32,
    hash: &str,
) -> Result<edicion::Model, Error> {
    Ok(edicion::Model {
        instancia_id: contenido.institucional.instancia.clave().to_string(),
        numero,
        corte: contenido.corte,
        instante: instante.unix_timestamp(),
        hash: hash.to_owned(),
        sintetica: contenido.sintetica,
        umbral: i64::try_from(contenido.proteccion.umbral.valor())
            .map_err(|_| Error::Ilegible("umbral"))?,
        formato: i32::try_from(contenido.formato).map_err(|_| Error::Ilegible("formato"))?,
        retirada: None,
        retirada_en: None,
        orden: 0,
    })
}

fn nature(contenido: &Contenido) -> Naturaleza {
    if contenido.sintetica {
        Naturaleza::Sintetica
    } else {
        Naturaleza::Real
    }
}

/// The editions of the cut-off of a content that are withdrawn.
async fn withdrawn(
    db: &impl ConnectionTrait,
    contenido: &Contenido,
) -> Result<Vec<edicion::Model>, Error> {
    let clave = contenido.institucional.instancia.clave();
    Ok(edicion::Entity::find()
        .filter(edicion::Column::InstanciaId.eq(clave.as_str()))
        .filter(edicion::Column::Corte.eq(contenido.corte))
        .filter(edicion::Column::Retirada.is_not_null())
        .all(db)
        .await?)
}

/// What was withdrawn is not published again under another number, nor in another format.
async fn none_says_the_same(
    db: &impl ConnectionTrait,
    retiradas: &[edicion::Model],
    contenido: &Contenido,
    hash: &str,
) -> Result<(), Error> {
    for retirada in retiradas {
        if retirada.hash == hash || says_the_same(db, retirada, contenido).await? {
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
