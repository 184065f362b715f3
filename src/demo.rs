//! `pacto demo`: from nothing to a served edition, with synthetic data.

use domain::Clave;
use oficina::iniciar::{self, Iniciacion, Naturaleza};
use time::macros::date;

use crate::almacenes::key_or_new;
use crate::argumentos::{Almacenes, Servicio};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::publicar::publish;
use crate::servir::{listen, open_published, serve, settings, warn};
use crate::uso::print;

const INSTANCIA: &str = "20067";
const CONSULTA: &str = r#"{ instancia(clave: \"20067\") { edicion(anio: 2017) { sintetica cifras { nombre valor calculada { valor estado } } } } }"#;

pub(crate) async fn run(almacenes: &Almacenes, servicio: &Servicio) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let escucha = listen(servicio)?;
    iniciar::make_register(&lugares).await?;
    let carga = datos::sintetico::generate()?;
    let quien = autoria();
    match iniciar::start(&lugares, &carga, Naturaleza::Sintetica, &quien).await? {
        Iniciacion::Nueva => print(&format!(
            "Se creó un registro sintético de 2017 con {} personas y {} atenciones, en {}.",
            carga.personas.len(),
            carga.atenciones.len(),
            lugares.descripcion
        )),
        Iniciacion::YaEstaba => print(&format!(
            "Se usa el registro sintético que ya está en {}.",
            lugares.descripcion
        )),
    }
    key_or_new(&lugares)?;
    let instancia: Clave = INSTANCIA.parse()?;
    publish(&lugares, &instancia, date!(2017 - 12 - 31)).await?;
    // From here on the process serves: it has no handle of the register.
    let publicaciones = open_published(&lugares.publicaciones).await?;
    let publicaciones = publicaciones.with_grace(servicio.gracia);
    warn(&publicaciones).await?;
    let direccion = escucha.local_addr()?;
    print(&format!("Páginas en http://{direccion}/"));
    let url = format!("http://{direccion}/graphql");
    print(&format!(
        "Sirviendo en {url} (Ctrl-C para terminar). Pruebe:\n"
    ));
    print(&format!(
        "  curl -s {url} -H 'Content-Type: application/json' -d '{{\"query\":\"{CONSULTA}\"}}'\n"
    ));
    serve(publicaciones, escucha, settings(servicio)?).await
}
