//! What some rows do to the register, gathered so that it is done in a few statements.

use domain::{Clave, Renglon};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};

use super::super::enlaces;
use super::super::filas::{atencion_row, modalidad_rows};
use crate::Error;
use crate::almacen::insert_all;
use crate::entidad::{atencion, atencion_violencia, historia};

/// Rows to be written and taken out.
#[derive(Default)]
pub(super) struct Lote {
    filas: Vec<atencion::ActiveModel>,
    modalidades: Vec<atencion_violencia::ActiveModel>,
    /// What attentions said before.
    pub(super) historias: Vec<historia::ActiveModel>,
    /// Attentions that no edition has counted, and go.
    pub(super) borradas: Vec<i64>,
    /// Attentions that an edition has counted, and stay without a row to be known by.
    pub(super) relevadas: Vec<i64>,
    /// Persons who lose an attention, and the position of the row that says whose it is.
    pub(super) dejadas: Vec<(i64, usize)>,
    /// Attentions of which a row says the same in other words, and the digest of those.
    pub(super) reescritas: Vec<(i64, [u8; 32])>,
}

impl Lote {
    /// Adds an attention that counts in a month, or in none (0).
    pub(super) fn put(
        &mut self,
        instancia: &Clave,
        renglon: &Renglon,
        id: i64,
        quien: Option<i64>,
        mes: i32,
    ) {
        let instancia = instancia.as_str();
        let mut fila = atencion_row(instancia, id, &renglon.atencion, quien, mes);
        fila.folio = Set(renglon.folio.clone());
        fila.renglon = Set(Some(renglon.clave.to_vec()));
        fila.huella = Set(Some(renglon.huella.to_vec()));
        self.filas.push(fila);
        let suyas = modalidad_rows(instancia, id, &renglon.atencion);
        self.modalidades.extend(suyas);
    }

    /// Does all of it: what goes, first, so that numbers are free.
    pub(super) async fn store(
        mut self,
        tx: &DatabaseTransaction,
        instancia: &Clave,
    ) -> Result<(), Error> {
        let instancia = instancia.as_str();
        self.clear(tx, instancia).await?;
        insert_all(tx, std::mem::take(&mut self.historias)).await?;
        insert_all(tx, std::mem::take(&mut self.filas)).await?;
        insert_all(tx, std::mem::take(&mut self.modalidades)).await?;
        self.reword(tx, instancia).await?;
        let dejadas = self.dejadas.iter().map(|(quien, _)| *quien).collect();
        enlaces::drop_nobody(tx, instancia, dejadas).await?;
        Ok(())
    }

    /// What was counted stays without a row to be known by; what was not counted goes.
    async fn clear(&self, tx: &DatabaseTransaction, instancia: &str) -> Result<(), Error> {
        if !self.relevadas.is_empty() {
            let nada = Expr::value(Option::<Vec<u8>>::None);
            atencion::Entity::update_many()
                .col_expr(atencion::Column::Renglon, nada.clone())
                .col_expr(atencion::Column::Huella, nada)
                .col_expr(atencion::Column::Folio, Expr::value(Option::<String>::None))
                .filter(atencion::Column::InstanciaId.eq(instancia))
                .filter(atencion::Column::Id.is_in(self.relevadas.iter().copied()))
                .exec(tx)
                .await?;
        }
        if !self.borradas.is_empty() {
            atencion_violencia::Entity::delete_many()
                .filter(atencion_violencia::Column::InstanciaId.eq(instancia))
                .filter(atencion_violencia::Column::AtencionId.is_in(self.borradas.iter().copied()))
                .exec(tx)
                .await?;
            atencion::Entity::delete_many()
                .filter(atencion::Column::InstanciaId.eq(instancia))
                .filter(atencion::Column::Id.is_in(self.borradas.iter().copied()))
                .exec(tx)
                .await?;
        }
        Ok(())
    }

    /// What says the same in other words is known by them from now on.
    async fn reword(&self, tx: &DatabaseTransaction, instancia: &str) -> Result<(), Error> {
        for (id, huella) in &self.reescritas {
            let huella = Some(huella.to_vec());
            atencion::Entity::update_many()
                .col_expr(atencion::Column::Huella, Expr::value(huella))
                .filter(atencion::Column::InstanciaId.eq(instancia))
                .filter(atencion::Column::Id.eq(*id))
                .exec(tx)
                .await?;
        }
        Ok(())
    }
}
