//! Putting right by hand: what one attention says, and whose it is.

use claves::Identidad;
use domain::{Dicho, Seudonimo};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Importacion;
use crate::Error;
use crate::entidad::atencion;
use crate::registro::lectura::complete;

/// Folios that are told at most.
const FOLIOS: u64 = 10;

impl Importacion {
    /// From now on something is put right: what is said of that person takes the place of what was known of her, even if it
    /// is something else.
    #[must_use]
    pub fn correcting(mut self, de: Option<Seudonimo>) -> Self {
        self.corrige = true;
        self.de = de;
        self
    }

    /// The attention of a folio, as it is now.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn by_folio(&self, identidad: &Identidad, folio: &str) -> Result<Dicho, Error> {
        let renglon = identidad.of_folio(&self.instancia, folio);
        let fila = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.eq(renglon.to_vec()))
            .one(&self.tx)
            .await?
            .ok_or(Error::FolioDesconocido)?;
        let dichos = complete(&self.tx, &self.instancia, vec![fila]).await?;
        dichos.into_iter().next().ok_or(Error::FolioDesconocido)
    }

    /// How many attentions that can be put right are of a person now, and the folios of some.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn of_person(&self, numero: i64) -> Result<(u64, Vec<String>), Error> {
        let suyas = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::PersonaId.eq(numero))
            .filter(atencion::Column::Renglon.is_not_null());
        let cuantas = suyas.clone().count(&self.tx).await?;
        let folios: Vec<String> = suyas
            .select_only()
            .column(atencion::Column::Folio)
            .filter(atencion::Column::Folio.is_not_null())
            .order_by_asc(atencion::Column::Folio)
            .limit(FOLIOS)
            .into_tuple()
            .all(&self.tx)
            .await?;
        Ok((cuantas, folios))
    }
}
