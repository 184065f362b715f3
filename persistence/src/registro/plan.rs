//! The publication plan of an instancia.

use domain::formato::{GUARDADO, Pieza};
use domain::{Clave, Plan};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use time::Date;

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use crate::Error;
use crate::almacen::begin_write;
use crate::entidad::{congelado, documento};

const PLAN: &str = "PLAN";

impl Registro {
    /// The publication plan that an instancia was given, if it was.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn plan(&self, clave: &Clave) -> Result<Option<Plan>, Error> {
        self.must_have(&self.db, clave).await?;
        let propio = (
            clave.to_string(),
            PLAN.to_owned(),
            String::new(),
            String::new(),
        );
        let fila = documento::Entity::find_by_id(propio).one(&self.db).await?;
        Ok(fila
            .map(|fila| Plan::read(GUARDADO, &fila.contenido))
            .transpose()?)
    }

    /// Whether an instancia has closed anything, ever so long ago.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn has_closed(&self, clave: &Clave) -> Result<bool, Error> {
        let cierres = congelado::Entity::find()
            .filter(congelado::Column::InstanciaId.eq(clave.as_str()))
            .count(&self.db)
            .await?;
        Ok(cierres > 0)
    }

    /// The cut-offs of the closings of an instancia, or of all.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn cut_offs(&self, clave: Option<&Clave>) -> Result<Vec<Date>, Error> {
        let mut suyos = congelado::Entity::find();
        if let Some(clave) = clave {
            suyos = suyos.filter(congelado::Column::InstanciaId.eq(clave.as_str()));
        }
        let suyos = suyos
            .select_only()
            .column(congelado::Column::Corte)
            .distinct()
            .order_by_asc(congelado::Column::Corte);
        let mut suyos: Vec<Date> = suyos.into_tuple().all(&self.db).await?;
        // What is kept under the first of January is of an edition that counted nothing, and closed nothing.
        suyos.retain(|corte| corte.ordinal() > 1);
        Ok(suyos)
    }

    /// Gives an instancia a plan of its own.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn set_plan(
        &self,
        clave: &Clave,
        plan: &Plan,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        documento::Entity::insert(fila(clave, plan)?)
            .on_conflict(key().update_column(documento::Column::Contenido).to_owned())
            .exec_without_returning(&tx)
            .await?;
        let nota = Nota {
            orden: "plan",
            detalle: format!(
                "umbral {}, cruces {}",
                plan.umbral.valor(),
                plan.cruces.len()
            ),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}

/// Makes the plan that an instancia publishes with its own, if it has none; the caller commits.
pub(super) async fn keep(
    db: &impl ConnectionTrait,
    clave: &Clave,
    plan: &Plan,
) -> Result<(), Error> {
    documento::Entity::insert(fila(clave, plan)?)
        .on_conflict(key().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

fn fila(clave: &Clave, plan: &Plan) -> Result<documento::ActiveModel, Error> {
    Ok(documento::ActiveModel {
        instancia_id: Set(clave.to_string()),
        tipo: Set(PLAN.to_owned()),
        padre: Set(String::new()),
        clave: Set(String::new()),
        contenido: Set(plan.written(GUARDADO)?),
    })
}

fn key() -> OnConflict {
    OnConflict::columns([
        documento::Column::InstanciaId,
        documento::Column::Tipo,
        documento::Column::Padre,
        documento::Column::Clave,
    ])
}
