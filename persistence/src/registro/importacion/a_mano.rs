//! Putting right by hand: what one attention says, and whose it is.

use domain::{Dicho, Persona, Seudonimo};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use time::Date;

use super::Importacion;
use crate::Error;
use crate::entidad::{atencion, historia, persona};
use crate::registro::enlaces;
use crate::registro::ficha::{Folios, Quien, Selector, folios, only, those};
use crate::registro::lectura::{complete, persona_from};

/// An attention that is put right.
#[derive(Debug, Clone)]
pub struct Meant {
    /// What the row that it came in is known by.
    pub renglon: [u8; 32],
    /// What it says now.
    pub dicho: Dicho,
    /// Where it counts.
    pub cuenta: Conteo,
}

/// Where an attention counts. Months are 2017-07.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conteo {
    /// An edition has counted it, in a month.
    Contada {
        /// The month.
        mes: String,
        /// It happened before, in one that was closed when it came.
        tarde: bool,
    },
    /// An edition has counted what it said before it was put right; what it says now counts nowhere.
    Corregida,
    /// It happened in a month that is closed, and no edition has counted it: it waits for another month.
    Espera(String),
    /// In its own month, which is open.
    Abierta,
}

impl Importacion {
    /// From now on something is put right: what is said of that person takes the place of what was known of her, even if it
    /// is something else.
    pub fn correct(&mut self, de: Option<Seudonimo>) {
        self.corrige = true;
        self.de = de;
    }

    /// The attention that is meant, as it is now; any of hers, if it is no matter which.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::PersonaDesconocida`], [`Error::SinEsaAtencion`], [`Error::VariasAtenciones`], [`Error::Base`].
    pub async fn find(&self, cual: &Selector, cualquiera: bool) -> Result<Meant, Error> {
        let fila = match &cual.quien {
            Quien::Folio(folio) => {
                let renglon = self.identidad.of_folio(&self.instancia, folio);
                self.row(&renglon).await?
            }
            Quien::Seudonimo(_) => {
                let suyas = those(&self.tx, &self.instancia, cual).await?;
                only(&self.tx, &self.instancia, suyas, cualquiera).await?
            }
        };
        self.found(fila).await
    }

    /// The attention of a row, as it is now.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn by_row(&self, renglon: &[u8; 32]) -> Result<Meant, Error> {
        self.found(self.row(renglon).await?).await
    }

    /// What the attentions that are of a person now are known by.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn rows_of(&self, numero: i64) -> Result<Vec<[u8; 32]>, Error> {
        let suyas: Vec<Vec<u8>> = atencion::Entity::find()
            .select_only()
            .column(atencion::Column::Renglon)
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::PersonaId.eq(numero))
            .filter(atencion::Column::Renglon.is_not_null())
            .into_tuple()
            .all(&self.tx)
            .await?;
        suyas.into_iter().map(known_by).collect()
    }

    async fn row(&self, renglon: &[u8; 32]) -> Result<atencion::Model, Error> {
        let fila = atencion::Entity::find()
            .filter(atencion::Column::InstanciaId.eq(self.instancia.as_str()))
            .filter(atencion::Column::Renglon.eq(renglon.to_vec()))
            .one(&self.tx)
            .await?;
        fila.ok_or(Error::FolioDesconocido)
    }

    async fn found(&self, fila: atencion::Model) -> Result<Meant, Error> {
        let renglon = known_by(fila.renglon.clone().unwrap_or_default())?;
        let mes = fila.mes;
        let dichos = complete(&self.tx, &self.instancia, vec![fila]).await?;
        let dicho = dichos.into_iter().next().ok_or(Error::FolioDesconocido)?;
        let cuenta = self.counts(mes, dicho.atencion.fecha);
        Ok(Meant {
            renglon,
            dicho,
            cuenta,
        })
    }

    /// Where an attention counts, given its month and its day.
    fn counts(&self, mes: i32, fecha: Date) -> Conteo {
        let escrito = format!("{}-{:02}", mes / 100, mes % 100);
        let tarde = mes != fecha.year() * 100 + i32::from(u8::from(fecha.month()));
        match mes {
            0 => Conteo::Corregida,
            mes if self.cierres.is_closed(mes) => Conteo::Contada {
                mes: escrito,
                tarde,
            },
            _ if tarde => Conteo::Espera(escrito),
            _ => Conteo::Abierta,
        }
    }

    /// The attentions that are of a person now.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn of_person(&self, numero: i64) -> Result<Folios, Error> {
        folios(&self.tx, &self.instancia, &[numero]).await
    }

    /// The number of whom something stands for, if it stands for somebody.
    ///
    /// # Errors
    /// [`Error::Base`].
    pub async fn whose(&self, seudonimo: &Seudonimo) -> Result<Option<i64>, Error> {
        enlaces::whose(&self.tx, &self.instancia, seudonimo).await
    }

    /// What is known of the person with a number.
    ///
    /// # Errors
    /// [`Error::PersonaDesconocida`], [`Error::Base`].
    pub async fn person(&self, numero: i64) -> Result<Persona, Error> {
        let id = (self.instancia.to_string(), numero);
        let fila = persona::Entity::find_by_id(id).one(&self.tx).await?;
        persona_from(&fila.ok_or(Error::PersonaDesconocida)?)
    }

    /// The person of whom the attention of a row was before it was of whom it is.
    ///
    /// # Errors
    /// [`Error::FolioDesconocido`], [`Error::Base`].
    pub async fn was_of(&self, renglon: &[u8; 32]) -> Result<Option<i64>, Error> {
        let fila = self.row(renglon).await?;
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

fn known_by(renglon: Vec<u8>) -> Result<[u8; 32], Error> {
    <[u8; 32]>::try_from(renglon).map_err(|_| Error::Ilegible("atencion"))
}
