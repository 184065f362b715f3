//! Putting right by hand: what one attention says, and whose it is.

use claves::Identidad;
use domain::{Dicho, Seudonimo};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Importacion;
use crate::Error;
use crate::entidad::atencion;
use crate::registro::ficha::{Folios, Suyas, folios, others};
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

    /// The persons of whom the attention of a folio was, and is no more.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn was_of(&self, identidad: &Identidad, folio: &str) -> Result<Vec<i64>, Error> {
        let fila = self.row(identidad, folio).await?;
        let suyas = Suyas {
            personas: fila.persona_id.into_iter().collect(),
            filas: vec![fila],
        };
        others(&self.tx, &self.instancia, &suyas).await
    }

    /// Whether it is known now of somebody that she is known by something more.
    pub fn links(&self) -> bool {
        self.enlazados > 0
    }
}
