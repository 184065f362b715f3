//! What was done to the register, by whom and when. It only grows, and each entry holds the hash of the one before
//! it: what is changed or taken from the middle shows. What is taken from its end shows to whoever kept a hash.

use std::collections::BTreeSet;

use claves::hex;
use domain::{Clave, Edicion};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use sha2::{Digest, Sha256};
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime};

use super::Registro;
use crate::Error;
use crate::almacen::{begin_snapshot, begin_write, lock_whole};
use crate::entidad::bitacora;

/// What is noted of a publication.
pub(super) const PUBLICAR: &str = "publicar";
/// By how much an entry may be earlier than the one before: clocks of two machines differ, and long orders note when they began.
const HOLGURA: Duration = Duration::days(1);

/// Who does something, and when.
#[derive(Debug, Clone)]
pub struct Autoria {
    /// User of the system.
    pub quien: String,
    /// Instant.
    pub cuando: OffsetDateTime,
}

/// What is noted.
#[derive(Debug, Clone, Default)]
pub struct Nota {
    /// Command.
    pub orden: &'static str,
    /// How much of what; nothing of anybody.
    pub detalle: String,
    /// SHA-256 of the file that came in or went out, in hexadecimal.
    pub archivo: Option<String>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asiento {
    /// From 1.
    pub numero: u64,
    /// Instant, RFC 3339.
    pub cuando: String,
    /// User of the system.
    pub quien: String,
    /// Key of the instancia; nothing for what concerns the whole store.
    pub instancia: String,
    /// Command.
    pub orden: String,
    /// How much of what.
    pub detalle: String,
    /// SHA-256 of a file.
    pub archivo: Option<String>,
    /// Hash of the chain up to here.
    pub hash: String,
}

/// All entries, and the first that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitacora {
    /// In order.
    pub asientos: Vec<Asiento>,
    /// Number of the first that does not follow from what precedes it.
    pub rota: Option<u64>,
}

impl Registro {
    /// Everything that was done.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn log(&self) -> Result<Bitacora, Error> {
        let tx = begin_snapshot(&self.db).await?;
        let filas = bitacora::Entity::find()
            .order_by_asc(bitacora::Column::Numero)
            .all(&tx)
            .await?;
        let (mut anterior, mut rota) = (String::new(), None);
        let mut asientos = Vec::new();
        for (espera, fila) in (1..).zip(filas) {
            if rota.is_none() && (fila.numero != espera || chain(&anterior, &fila)? != fila.hash) {
                rota = u64::try_from(espera).ok();
            }
            anterior.clone_from(&fila.hash);
            asientos.push(Asiento {
                numero: u64::try_from(fila.numero).unwrap_or_default(),
                cuando: fila.cuando,
                quien: fila.quien,
                instancia: fila.instancia_id,
                orden: fila.orden,
                detalle: fila.detalle,
                archivo: fila.archivo,
                hash: fila.hash,
            });
        }
        Ok(Bitacora { asientos, rota })
    }

    /// The latest instant that is noted, of the last thing that was done and of the last that was published: what another wrote
    /// by a wrong clock in between does not hide it.
    ///
    /// # Errors
    /// [`Error::Ilegible`], [`Error::Base`].
    pub async fn last_noted(&self) -> Result<Option<OffsetDateTime>, Error> {
        let asientos = bitacora::Entity::find().order_by_desc(bitacora::Column::Numero);
        let publicados = asientos
            .clone()
            .filter(bitacora::Column::Orden.eq(PUBLICAR));
        let ultimos = [
            asientos.one(&self.db).await?,
            publicados.one(&self.db).await?,
        ];
        let cuandos: Result<Vec<_>, Error> = ultimos.iter().flatten().map(instant).collect();
        Ok(cuandos?.into_iter().max())
    }

    /// Those of some editions of an instancia that the register has not published, in their order: it is from before them, or another
    /// one. What they closed it does not know.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn strangers(
        &self,
        clave: &Clave,
        ediciones: impl IntoIterator<Item = &Edicion>,
    ) -> Result<Vec<u32>, Error> {
        let suyas: BTreeSet<String> = bitacora::Entity::find()
            .select_only()
            .column(bitacora::Column::Detalle)
            .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
            .filter(bitacora::Column::Orden.eq(PUBLICAR))
            .into_tuple::<String>()
            .all(&self.db)
            .await?
            .into_iter()
            .collect();
        let ajenas = ediciones
            .into_iter()
            .filter(|edicion| !suyas.contains(&of_edition(edicion.corte, &edicion.hash)));
        Ok(ajenas.map(|edicion| edicion.numero).collect())
    }

    /// Notes what was done outside of the register.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn note(
        &self,
        instancia: Option<&Clave>,
        autoria: &Autoria,
        nota: Nota,
    ) -> Result<(), Error> {
        // An import may take minutes: what is only noted waits for it.
        let tx = loop {
            match begin_write(&self.db, None).await {
                Err(Error::Turno) => {}
                otro => break otro?,
            }
        };
        write(&tx, instancia, autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}

/// Adds an entry; the caller commits it with what it tells of, at once: who writes the end of the log keeps all others waiting
/// ([`lock_whole`]).
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    instancia: Option<&Clave>,
    autoria: &Autoria,
    nota: Nota,
) -> Result<(), Error> {
    lock_whole(tx).await?;
    let ultimo = bitacora::Entity::find()
        .order_by_desc(bitacora::Column::Numero)
        .one(tx)
        .await?;
    if let Some(ultimo) = &ultimo {
        let antes = instant(ultimo)?;
        if autoria.cuando + HOLGURA < antes {
            tracing::warn!(
                "el reloj de este equipo va atrasado: en la bitácora hay un asiento del {}",
                antes.date()
            );
        }
    }
    let (numero, anterior) = ultimo.map_or((0, String::new()), |u| (u.numero, u.hash));
    let cuando = autoria.cuando.format(&Rfc3339);
    let mut fila = bitacora::Model {
        numero: numero + 1,
        cuando: cuando.map_err(|_| Error::Ilegible("instante"))?,
        quien: autoria.quien.clone(),
        instancia_id: instancia.map(Clave::to_string).unwrap_or_default(),
        orden: nota.orden.to_owned(),
        detalle: nota.detalle,
        archivo: nota.archivo,
        hash: String::new(),
    };
    fila.hash = chain(&anterior, &fila)?;
    let mut fila = bitacora::ActiveModel::from(fila);
    fila.numero = Set(numero + 1);
    bitacora::Entity::insert(fila)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// When an order was done of an instancia.
pub(super) async fn when(
    db: &impl ConnectionTrait,
    clave: &Clave,
    orden: &str,
) -> Result<Vec<OffsetDateTime>, Error> {
    let asientos = bitacora::Entity::find()
        .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
        .filter(bitacora::Column::Orden.eq(orden))
        .all(db)
        .await?;
    asientos.iter().map(instant).collect()
}

/// What is noted of an edition.
pub(super) fn of_edition(corte: Date, hash: &str) -> String {
    format!("corte {corte}, contenido {hash}")
}

/// Whether the last edition of an instancia that is noted is that one.
pub(super) async fn is_latest_published(
    db: &impl ConnectionTrait,
    clave: &Clave,
    detalle: &str,
) -> Result<bool, Error> {
    let ultima = bitacora::Entity::find()
        .filter(bitacora::Column::InstanciaId.eq(clave.as_str()))
        .filter(bitacora::Column::Orden.eq(PUBLICAR))
        .order_by_desc(bitacora::Column::Numero)
        .one(db)
        .await?;
    Ok(ultima.is_some_and(|ultima| ultima.detalle == detalle))
}

fn instant(asiento: &bitacora::Model) -> Result<OffsetDateTime, Error> {
    OffsetDateTime::parse(&asiento.cuando, &Rfc3339).map_err(|_| Error::Ilegible("instante"))
}

/// SHA-256 over JSON, whose quotes keep one text from running into the next.
fn chain(anterior: &str, fila: &bitacora::Model) -> Result<String, Error> {
    let todo = (
        anterior,
        fila.numero,
        &fila.cuando,
        &fila.quien,
        &fila.instancia_id,
        &fila.orden,
        &fila.detalle,
        &fila.archivo,
    );
    Ok(hex(&Sha256::digest(serde_json::to_vec(&todo)?)))
}
