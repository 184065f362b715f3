//! `pacto iniciar`: an empty real instancia with its catalogues.

use domain::Clave;
use persistence::{Carga, Iniciacion, Naturaleza, Registro, datos};

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    nombre: Option<String>,
) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let institucional = datos::instancia(clave, nombre)?;
    let descripcion = institucional.instancia.nombre.clone();
    let agencias = institucional.agencias.len();
    let carga = Carga {
        institucional,
        catalogos: datos::catalogos()?,
        personas: vec![],
        atenciones: vec![],
    };
    let registro = Registro::create(&lugares.registro).await?;
    lugares.key_or_new()?;
    lugares.identity_or_new()?;
    match registro
        .start(&carga, Naturaleza::Real, &lugares.publicaciones, &autoria())
        .await?
    {
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
