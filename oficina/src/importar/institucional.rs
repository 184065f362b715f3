//! Sheets of what the institute does besides attending.

use std::path::Path;

use captura::institucional::{Clase, Leido, read};
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use domain::{Clave, Enmiendas};
use persistence::{Autoria, Registro};

use crate::{Error, Lugares};

/// A sheet of records that was read. Nothing is registered before it is amended.
pub struct Registros {
    /// The sheet.
    pub fuente: Fuente,
    /// What it says, and what is wrong with it.
    pub leido: Leido,
    registro: Registro,
    instancia: Clave,
    autoria: Autoria,
}

/// Reads a sheet of records against the register.
///
/// # Errors
/// Those of the file and of the register.
pub async fn records(
    lugares: &Lugares,
    instancia: &Clave,
    archivo: &Path,
    clase: Clase,
    mapa: Option<&Mapa>,
    autoria: Autoria,
) -> Result<Registros, Error> {
    let registro = lugares.registro().await?;
    let marco = registro.marco(instancia).await?;
    let fuente = Fuente::open(archivo, clase.forma(), mapa)?;
    let leido = read(clase, &fuente, &marco, autoria.cuando.date())?;
    Ok(Registros {
        fuente,
        leido,
        registro,
        instancia: instancia.clone(),
        autoria,
    })
}

impl Registros {
    /// Registers what holds, all or none; if it is only to be seen what would be done, nothing.
    ///
    /// # Errors
    /// [`Error::Enmienda`] when what the register would say breaks a rule, and those of the register.
    pub async fn amend(&self, simular: bool) -> Result<Enmiendas, Error> {
        let archivo = self.fuente.digest()?;
        let hecho = self
            .registro
            .amend(
                &self.instancia,
                &self.leido.enmiendas,
                &self.leido.calladas,
                (!simular).then_some(archivo),
                &self.autoria,
            )
            .await;
        hecho.map_err(|error| match error {
            persistence::Error::Dominio(regla) => Error::Enmienda(regla),
            otro => otro.into(),
        })
    }
}
