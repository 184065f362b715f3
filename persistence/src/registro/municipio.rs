//! Putting right what the municipality of an instancia is called.

use domain::{Clave, Instancia, Municipio};

use super::Registro;
use super::bitacora::{self, Autoria, Nota};
use super::enmiendas::{load, write};
use crate::Error;
use crate::almacen::begin_write;

impl Registro {
    /// Has the municipality of an instancia be called so from now on, and the instancia too. Its key stays.
    ///
    /// # Errors
    /// [`Error::InstanciaDesconocida`], [`Error::Ilegible`], [`Error::Base`].
    pub async fn correct_municipality(
        &self,
        municipio: &Municipio,
        nombre: &str,
        autoria: &Autoria,
    ) -> Result<(), Error> {
        let clave: &Clave = &municipio.clave;
        let tx = begin_write(&self.db, Some(clave)).await?;
        self.must_have(&tx, clave).await?;
        let suya = load::<Instancia>(&tx, clave, "", clave.as_str()).await?;
        let suya = suya.ok_or(Error::Ilegible("instancia"))?;
        let antes = suya.municipio.nombre.clone();
        let corregida = Instancia {
            nombre: nombre.to_owned(),
            municipio: municipio.clone(),
            ..suya
        };
        write(&tx, clave, "", &corregida).await?;
        let nota = Nota {
            orden: "iniciar",
            detalle: format!("corrige el municipio: {antes}, ahora {}", municipio.nombre),
            ..Nota::default()
        };
        bitacora::write(&tx, Some(clave), autoria, nota).await?;
        Ok(tx.commit().await?)
    }
}
