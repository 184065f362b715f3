//! Putting right by hand: what one attention says, and whose it is.

use claves::Identidad;
use domain::{Dicho, Seudonimo};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Importacion;
use crate::Error;
use crate::entidad::{atencion, historia};
use crate::registro::ficha::{Folios, folios};
use crate::registro::lectura::complete;

impl Importacion {
    /// From now on something is put right: what is said of that person takes the place of what was known of her, even if it
    /// is something else.
    pub fn correct(&mut self, de: Option<Seudonimo>) {
        self.corrige = true;
        self.de = de;
    }

    async fn row(&self, identidad: &Identidad, folio: &str) -> Result<atencion::Model, Error> {
        let renglon = identidad.of_folio(&self.instancia, folio);
        let fila = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.eq(renglon.to_vec()))
            .one(&self.tx)
            .await?;
        fila.ok_or(Error::FolioDesconocido)
    }

    /// The attention of a folio, as it is now.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn by_folio(&self, identidad: &Identidad, folio: &str) -> Result<Dicho, Error> {
        let fila = self.row(identidad, folio).await?;
        let dichos = complete(&self.tx, &self.instancia, vec![fila]).await?;
        dichos.into_iter().next().ok_or(Error::FolioDesconocido)
    }

    /// The attentions that can be put right and are of a person now.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn of_person(&self, numero: i64) -> Result<Folios, Error> {
        folios(&self.tx, &self.instancia, &[numero]).await
    }

    /// The person of whom the attention of a folio was before it was of whom it is.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn was_of(&self, identidad: &Identidad, folio: &str) -> Result<Option<i64>, Error> {
        let fila = self.row(identidad, folio).await?;
        let antes: Option<Option<i64>> = historia::Entity::find()
            .select_only()
            .column(historia::Column::PersonaId)
            .filter(historia::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(historia::Column::AtencionId.eq(fila.id))
            .filter(historia::Column::PersonaId.is_not_null())
            .filter(historia::Column::PersonaId.ne(fila.persona_id))
            .order_by_desc(historia::Column::Numero)
            .limit(1)
            .into_tuple()
            .one(&self.tx)
            .await?;
        Ok(antes.flatten())
    }

    /// Whether it is known now of somebody that she is known by something more.
    pub fn links(&self) -> bool {
        self.enlazados > 0
    }
}
