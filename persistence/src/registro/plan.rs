//! The publication plan of an instancia.

use domain::formato::{GUARDADO, Pieza};
use domain::{Clave, Plan};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use crate::Error;
use crate::almacen::begin_write;
use crate::entidad::documento;

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
        let tx = begin_write(&self.db).await?;
        self.must_have(&tx, clave).await?;
        let fila = documento::ActiveModel {
            instancia_id: Set(clave.to_string()),
            tipo: Set(PLAN.to_owned()),
            padre: Set(String::new()),
            clave: Set(String::new()),
            contenido: Set(plan.written(GUARDADO)?),
        };
        documento::Entity::insert(fila)
            .on_conflict(
                OnConflict::columns([
                    documento::Column::InstanciaId,
                    documento::Column::Tipo,
                    documento::Column::Padre,
                    documento::Column::Clave,
                ])
                .update_column(documento::Column::Contenido)
                .to_owned(),
            )
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
