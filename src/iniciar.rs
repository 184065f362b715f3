//! `pacto iniciar`: an empty real instancia with its catalogues.

use oficina::iniciar::{self, Ajeno, Iniciacion};

use crate::almacenes::{identity_or_new, key_or_new};
use crate::argumentos::{IniciarOrden, Sitio};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::{count, print};

pub(crate) async fn run(sitio: &Sitio, nueva: IniciarOrden) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let naturaleza = nueva.naturaleza();
    let ajeno = Ajeno {
        nombre: nueva.municipio,
        region: nueva.region,
        distrito: nueva.distrito,
    };
    let carga = iniciar::empty(clave, nueva.nombre, &ajeno)?;
    let descripcion = &carga.institucional.instancia.nombre;
    let agencias = carga.institucional.agencias.len();
    iniciar::make_register(&lugares).await?;
    key_or_new(&lugares)?;
    identity_or_new(&lugares).await?;
    let agencias_dichas = match agencias {
        0 => "ninguna agencia todavía".to_owned(),
        n => count(u64::try_from(n).unwrap_or(u64::MAX), "agencia", "agencias"),
    };
    match iniciar::start(&lugares, &carga, naturaleza, &autoria()).await? {
        Iniciacion::Nueva => {
            print(&format!(
                "Se creó la instancia {clave}, {descripcion}, con sus catálogos y {agencias_dichas}, en {}.",
                lugares.descripcion
            ));
            if agencias == 0 {
                print(&format!(
                    "Siga con sus agencias, y con las áreas y los servicios que le falten, antes que con las atenciones: pacto plantilla agencias -o agencias.xlsx --instancia {clave}"
                ));
            }
        }
        Iniciacion::YaEstaba => print(&format!(
            "La instancia {clave} ya estaba iniciada; no se cambió nada."
        )),
    }
    Ok(())
}
