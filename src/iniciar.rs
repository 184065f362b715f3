//! `pacto iniciar`: an empty real instancia with its catalogues.

use oficina::iniciar;
use persistence::{Iniciacion, Naturaleza, Registro};

use crate::almacenes::{identity_or_new, key_or_new};
use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, nombre: Option<String>) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let carga = iniciar::empty(clave, nombre)?;
    let descripcion = &carga.institucional.instancia.nombre;
    let agencias = carga.institucional.agencias.len();
    let registro = Registro::create(&lugares.registro).await?;
    key_or_new(&lugares)?;
    identity_or_new(&lugares).await?;
    match iniciar::start(&registro, &lugares, &carga, Naturaleza::Real, &autoria()).await? {
        Iniciacion::Nueva => print(&format!(
            "Se creó la instancia {clave}, {descripcion}, con sus catálogos y {agencias} agencias, en {}.",
            lugares.descripcion
        )),
        Iniciacion::YaEstaba => print(&format!(
            "La instancia {clave} ya estaba iniciada; no se cambió nada."
        )),
    }
    Ok(())
}
