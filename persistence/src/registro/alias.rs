//! Other ways in which an office writes the entries of its catalogues: it says which, nothing is guessed.

use domain::{Alias, Clave, TipoAlias};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use crate::Error;
use crate::almacen::begin_write;
use crate::entidad::alias;

pub(super) async fn load(db: &impl ConnectionTrait, clave: &Clave) -> Result<Alias, Error> {
    let filas = alias::Entity::find()
        .filter(alias::Column::InstanciaId.eq(clave.as_str()))
        .all(db)
        .await?;
    let par = |fila: alias::Model| {
        let de = fila
            .catalogo
            .parse()
            .map_err(|_| Error::Ilegible("alias"))?;
        Ok(((de, fila.escrito), fila.clave))
    };
    filas.into_iter().map(par).collect()
}

impl Registro {
    /// From now on that text stands for that entry, or for none. `escrito`: without capitals and accents.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Base`].
    pub async fn set_alias(
        &self,
        instancia: &Clave,
        de: TipoAlias,
        escrito: &str,
        clave: Option<&str>,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let tx = begin_write(&self.db, Some(instancia)).await?;
        self.must_have(&tx, instancia).await?;
        let catalogo = <&str>::from(de);
        let id = (
            instancia.to_string(),
            catalogo.to_owned(),
            escrito.to_owned(),
        );
        alias::Entity::delete_by_id(id).exec(&tx).await?;
        if let Some(clave) = clave {
            let fila = alias::ActiveModel {
                instancia_id: Set(instancia.to_string()),
                catalogo: Set(catalogo.to_owned()),
                escrito: Set(escrito.to_owned()),
                clave: Set(clave.to_owned()),
            };
            alias::Entity::insert(fila)
                .exec_without_returning(&tx)
                .await?;
        }
        let nota = Nota {
            orden: "alias",
            detalle: format!("{catalogo}: {}", clave.unwrap_or("se quita uno")),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(instancia), autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}
