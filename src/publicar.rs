//! `pacto publicar`: counts, protects and publishes the edition of a cut-off.

use domain::proteccion::Umbral;
use domain::{Celda, Clave};
use persistence::{Imprenta, Publicacion, Registro};
use time::{Date, OffsetDateTime};

use crate::almacenes::Lugares;
use crate::argumentos::Almacenes;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(almacenes: &Almacenes, clave: &Clave, corte: Date) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let registro = Registro::open(&lugares.registro).await?;
    publish(&registro, &lugares, clave, corte).await
}

/// Publishes, and tells what was published.
pub(crate) async fn publish(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
) -> Result<(), Fallo> {
    let ahora = now();
    if corte > ahora.date() {
        return Err(Fallo::configuracion(format!(
            "la fecha de corte {corte} todavía no llega"
        )));
    }
    let contenido = registro.content(clave, corte, Umbral::MINIMO).await?;
    let Publicacion { edicion, nueva } = Imprenta::new(&lugares.publicaciones)
        .publish(&contenido, ahora)
        .await?;
    let totales = contenido.totales.totales();
    let protegidos = totales
        .iter()
        .filter(|total| total.celda == Celda::Protegida)
        .count();
    let resumen = format!(
        "edición {} de {clave}, corte {corte}: {} totales, {protegidos} protegidos; contenido {}",
        edicion.numero,
        totales.len(),
        edicion.hash
    );
    if nueva {
        print(&format!("Se publicó la {resumen}."));
    } else {
        print(&format!("Ya estaba publicado lo mismo: {resumen}."));
    }
    if edicion.sintetica {
        print(
            "Aviso: son datos sintéticos de demostración; ninguna de las personas contadas existe.",
        );
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
