//! Going on when the key of the pseudonyms is lost: who was known by it is a closed generation, whom nobody recognizes any
//! more, and their rows are known by another key, so that importing their sheets again says who each of them is.

use claves::Identidad;
use domain::Clave;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use super::cancelacion::CANCELAR;
use super::enlaces;
use super::importacion::remark;
use crate::Error;
use crate::almacen::begin_write;
use crate::entidad::{atencion, bitacora as asientos, identidad};

/// What is left of those who were known by a key that is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Generacion {
    /// Persons.
    pub personas: u64,
    /// Attentions with a folio, by which they are known again.
    pub con_folio: u64,
    /// Attentions without one: the same sheet would count them twice.
    pub sin_folio: u64,
    /// How often somebody was taken out: her rows are known by the key that is lost, and would come in again.
    pub cancelaciones: u64,
}

/// What the log says where another key took the place of one that was lost; whoever asks when that was looks for it.
const PERDIDA: &str = "clave de identidad nueva, porque se perdió la anterior";

/// When another key took the place of the one of an instancia that was lost, the last time, if one ever did.
pub(super) async fn began(
    db: &impl ConnectionTrait,
    clave: &Clave,
) -> Result<Option<OffsetDateTime>, Error> {
    let ultima = asientos::Entity::find()
        .filter(asientos::Column::InstanciaId.eq(clave.as_str()))
        .filter(asientos::Column::Detalle.eq(PERDIDA))
        .order_by_desc(asientos::Column::Numero)
        .limit(1)
        .one(db)
        .await?;
    let cuando = |asiento: asientos::Model| {
        OffsetDateTime::parse(&asiento.cuando, &Rfc3339).map_err(|_| Error::Ilegible("instante"))
    };
    ultima.map(cuando).transpose()
}

/// Rows that are read at once.
const LOTE: u64 = 1000;

impl Registro {
    /// The instancias that know somebody by a key.
    ///
    /// # Errors
    /// [`Error::Base`], [`Error::Ilegible`].
    pub async fn identified(&self) -> Result<Vec<Clave>, Error> {
        let claves: Vec<String> = identidad::Entity::find()
            .select_only()
            .column(identidad::Column::InstanciaId)
            .order_by_asc(identidad::Column::InstanciaId)
            .into_tuple()
            .all(&self.db)
            .await?;
        let claves = claves.iter();
        let claves = claves.map(|clave| clave.parse().map_err(|_| Error::Ilegible("marca")));
        claves.collect()
    }

    /// What would be left of an instancia.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn generation(&self, clave: &Clave) -> Result<Generacion, Error> {
        let suyas = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
            .filter(atencion::Column::Renglon.is_not_null());
        // Of who was taken out, what editions counted may stay; nobody comes back as her.
        let personas = suyas
            .clone()
            .select_only()
            .column(atencion::Column::PersonaId)
            .filter(atencion::Column::PersonaId.is_not_null())
            .distinct()
            .count(&self.db)
            .await?;
        let cancelaciones = asientos::Entity::find()
            .filter(asientos::Column::InstanciaId.eq(clave.as_str()))
            .filter(asientos::Column::Orden.eq(CANCELAR));
        let con_folio = suyas.clone().filter(atencion::Column::Folio.is_not_null());
        let con_folio = con_folio.count(&self.db).await?;
        Ok(Generacion {
            personas,
            con_folio,
            sin_folio: suyas.count(&self.db).await? - con_folio,
            cancelaciones: cancelaciones.count(&self.db).await?,
        })
    }

    /// Takes another key for the one that is lost.
    ///
    /// # Errors
    /// [`Error::Turno`], [`Error::Base`].
    pub async fn begin_generation(
        &self,
        clave: &Clave,
        identidad: &Identidad,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        let mut ultima = 0;
        loop {
            let filas: Vec<(i64, String)> = atencion::Entity::find()
                .select_only()
                .columns([atencion::Column::Id, atencion::Column::Folio])
                .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
                .filter(atencion::Column::Id.gt(ultima))
                .filter(atencion::Column::Folio.is_not_null())
                .filter(atencion::Column::Renglon.is_not_null())
                .order_by_asc(atencion::Column::Id)
                .limit(LOTE)
                .into_tuple()
                .all(&tx)
                .await?;
            let Some((id, _)) = filas.last() else { break };
            ultima = *id;
            for (id, folio) in filas {
                let renglon = identidad.of_folio(clave, &folio).to_vec();
                atencion::Entity::update_many()
                    .col_expr(atencion::Column::Renglon, Expr::value(renglon))
                    .filter(atencion::Column::InstanciaId.eq(clave.as_str()))
                    .filter(atencion::Column::Id.eq(id))
                    .exec(&tx)
                    .await?;
            }
        }
        enlaces::forget(&tx, clave.as_str(), None).await?;
        remark(&tx, clave, identidad).await?;
        let nota = Nota {
            orden: "claves",
            detalle: PERDIDA.to_owned(),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}
