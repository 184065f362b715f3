//! What takes editions back: withdrawing one, undoing that, undoing a closing whose editions are all withdrawn.

use async_recursion::async_recursion as boxed;
use domain::{Clave, Edicion, Ediciones};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set};
use time::{Date, OffsetDateTime};

use super::consulta::edicion_from;
use super::imprenta::{Imprenta, Paso};
use super::novedades::{ClaseNovedad, tell};
use crate::Error;
use crate::entidad::edicion;

/// Why an edition is withdrawn, and when, in seconds since 1970; nothing of both if it is not.
type Retirada = (Option<String>, Option<i64>);

impl Imprenta {
    /// Whose turn in a database is waited for. Files of an instancia are written only where editions are.
    fn turn_of<'a>(&self, instancia: &'a Clave) -> Option<&'a Clave> {
        match self {
            Self::Postgres(_) => Some(instancia),
            Self::Archivo(_) => None,
        }
    }

    /// Withdraws an edition: it is not served any more, and stays in the store. Withdrawing it again changes
    /// nothing.
    ///
    /// # Errors
    /// [`Error::EdicionDesconocida`], [`Error::SinPublicaciones`], and those of [`Imprenta::publish`].
    #[boxed]
    pub async fn withdraw(
        &self,
        instancia: &Clave,
        numero: u32,
        motivo: &str,
        instante: OffsetDateTime,
    ) -> Result<Edicion, Error> {
        self.change(
            instancia,
            numero,
            (ClaseNovedad::Retiro, instante),
            |fila| {
                let hoy = (Some(motivo.to_owned()), Some(instante.unix_timestamp()));
                Ok(fila.retirada.is_none().then_some(hoy))
            },
            async || Ok(()),
        )
        .await
    }

    /// Writes of an edition whether it is withdrawn, why and when, if there is something to write, and tells it.
    async fn change(
        &self,
        instancia: &Clave,
        numero: u32,
        (que, cuando): (ClaseNovedad, OffsetDateTime),
        retiro: impl FnOnce(&edicion::Model) -> Result<Option<Retirada>, Error>,
        antes: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<Edicion, Error> {
        if let Self::Archivo(ruta) = self
            && !ruta.exists()
        {
            return Err(Error::SinPublicaciones);
        }
        let look = async |tx: &DatabaseTransaction| {
            let desconocida = || Error::EdicionDesconocida(numero);
            let clave = (
                instancia.to_string(),
                i32::try_from(numero).map_err(|_| desconocida())?,
            );
            let fila = edicion::Entity::find_by_id(clave).one(tx).await?;
            let fila = fila.ok_or_else(desconocida)?;
            Ok(match retiro(&fila)? {
                None => Paso::Hecho(edicion_from(fila)?),
                Some(retirada) => Paso::Falta((fila, retirada)),
            })
        };
        // Of an instancia alone there is nothing to write.
        let write = async |_: &DatabaseTransaction, falta: (edicion::Model, Retirada)| Ok(falta);
        let announce =
            async |tx: &DatabaseTransaction,
                   (fila, (motivo, instante)): (edicion::Model, Retirada)| {
                tell(tx, que, &fila, cuando.unix_timestamp()).await?;
                let mut cambia = edicion::ActiveModel::from(fila);
                cambia.retirada = Set(motivo);
                cambia.retirada_en = Set(instante);
                edicion_from(edicion::Entity::update(cambia).exec(tx).await?)
            };
        // What editions say is not written.
        self.press(self.turn_of(instancia), look, write, antes, announce)
            .await
    }

    /// Undoes a withdrawal: the edition is served again, if `check` says that it may be, while nobody publishes or opens
    /// anything.
    ///
    /// # Errors
    /// [`Error::NoRetirada`], [`Error::RetiroFirme`] when it was longer ago than a day, [`Error::EdicionDesconocida`],
    /// [`Error::SinPublicaciones`], and those of [`Imprenta::publish`].
    pub async fn restore(
        &self,
        instancia: &Clave,
        numero: u32,
        ahora: OffsetDateTime,
        check: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<Edicion, Error> {
        self.change(
            instancia,
            numero,
            (ClaseNovedad::Reposicion, ahora),
            |fila| match edicion_from(fila.clone())?.retiro {
                None => Err(Error::NoRetirada(numero)),
                Some(retiro) if retiro.reversible(ahora) => Ok(Some((None, None))),
                Some(_) => Err(Error::RetiroFirme(numero)),
            },
            check,
        )
        .await
    }

    /// Does something to the register while nobody publishes anything of an instancia: what editions say does not change meanwhile.
    ///
    /// # Errors
    /// Those of `hace` and of the store.
    pub async fn meanwhile(
        &self,
        instancia: &Clave,
        hace: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<(), Error> {
        let look = async |_: &DatabaseTransaction| Ok(Paso::<(), ()>::Hecho(()));
        let nothing = async |_: &DatabaseTransaction, ()| Ok(());
        let turno = self.turn_of(instancia);
        self.press(turno, look, nothing, hace, nothing).await
    }

    /// Undoes a closing, by `reopen`, if all its editions are withdrawn: those of the year with a cut-off after `desde`. Nobody
    /// publishes meanwhile.
    ///
    /// # Errors
    /// [`Error::Servidas`], and those of `reopen` and of the store.
    pub async fn reopen(
        &self,
        instancia: &Clave,
        anio: i32,
        desde: Option<Date>,
        reopen: impl AsyncFnOnce() -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Self::Archivo(ruta) = self
            && !ruta.exists()
        {
            return reopen().await;
        }
        let withdrawn = async |tx: &DatabaseTransaction| {
            let suyas = edicion::Entity::find()
                .filter(edicion::Column::InstanciaId.eq(instancia.as_str()))
                .all(tx)
                .await?;
            let suyas: Result<Vec<Edicion>, Error> = suyas.into_iter().map(edicion_from).collect();
            let servidas = Ediciones::from(suyas?).served_of_closing(anio, desde);
            if servidas.is_empty() {
                Ok(Paso::<(), ()>::Hecho(()))
            } else {
                Err(Error::Servidas(servidas))
            }
        };
        let nothing = async |_: &DatabaseTransaction, ()| Ok(());
        let turno = self.turn_of(instancia);
        self.press(turno, withdrawn, nothing, reopen, nothing).await
    }
}
