//! The printed report of an edition, where the program was built to make it: when it is published, and before, as a proof.

use std::path::Path;

use oficina::Lugares;
use oficina::publicar::prueba::Prueba;
use oficina::publicar::{Componer, Preparada};

use crate::archivos::{Destino, Lectores, is_standard, must_be_new, wrong};
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::print;

/// What makes it; nothing where the program was built without.
#[cfg(not(feature = "pdf"))]
pub(crate) const COMPONER: Option<Componer<'static>> = None;

/// What makes it. An edition that cannot be set is published without: the page of the report can be printed, and says the same.
#[cfg(feature = "pdf")]
pub(crate) const COMPONER: Option<Componer<'static>> = Some(&|contenido, edicion, clave| {
    let impreso = portal::Impreso::of(contenido, edicion, clave)?;
    let pdf = set(&impreso, edicion);
    if pdf.is_none() {
        print(
            "Aviso: no se pudo componer el informe en PDF; la edición se publica sin él, y su página se puede imprimir.",
        );
    }
    pdf
});

/// The file; nothing if it cannot be set, which is noted.
#[cfg(feature = "pdf")]
fn set(impreso: &portal::Impreso, edicion: &domain::Edicion) -> Option<Vec<u8>> {
    let pdf = pliego::compose(impreso, edicion.instante);
    pdf.inspect_err(|error| tracing::error!(%error, "no se compuso el informe en PDF"))
        .ok()
}

/// Without what sets it nothing is set.
#[cfg(not(feature = "pdf"))]
fn set(_: &portal::Impreso, _: &domain::Edicion) -> Option<Vec<u8>> {
    None
}

/// Refuses a proof that cannot be made or put where it is wanted, before anything is prepared.
pub(crate) fn check(ruta: &Path) -> Result<(), Fallo> {
    if COMPONER.is_none() {
        return Err(Fallo::configuracion(
            "este programa se construyó sin lo que compone el informe en PDF; el de las entregas lo tiene",
        ));
    }
    if is_standard(ruta) {
        return Err(wrong(ruta, "el informe se escribe en un archivo"));
    }
    must_be_new(ruta)?;
    Destino::new(Some(ruta)).map(drop)
}

/// Tells whether the report of what was prepared can be set, before it is published, and leaves it where it is asked for, marked as
/// what it is: nothing that was published.
pub(crate) async fn try_out(
    lugares: &Lugares,
    preparada: &Preparada,
    ruta: Option<&Path>,
) -> Result<(), Fallo> {
    if COMPONER.is_none() {
        return Ok(());
    }
    let Prueba { edicion, clave } = Prueba::new(lugares, preparada, now()).await?;
    let clave = clave.unwrap_or_else(|| "todavía no hay".to_owned());
    let Some(impreso) = portal::Impreso::of(&preparada.contenido, &edicion, &clave) else {
        return without(
            ruta,
            "Sin informe en PDF: el registro no tiene un informe de ese año.",
        );
    };
    let Some(pdf) = set(&impreso.unpublished(), &edicion) else {
        return without(
            ruta,
            "Aviso: no se puede componer el informe en PDF: la edición se publicaría sin él. Su página se podría imprimir.",
        );
    };
    let Some(ruta) = ruta else {
        print("El informe en PDF se puede componer, y se publicará con ella.");
        return Ok(());
    };
    let escrito = Destino::new(Some(ruta))?.prepare(pdf, Lectores::Propietario)?;
    escrito.publish()?;
    print(&format!(
        "El informe en PDF quedó en {}, marcado como prueba: no se ha publicado, y sólo su propietario puede leerlo.",
        ruta.display()
    ));
    Ok(())
}

/// Says why there is no report; whoever asked for its file did not get it.
fn without(ruta: Option<&Path>, dicho: &str) -> Result<(), Fallo> {
    if ruta.is_some() {
        return Err(Fallo::configuracion(dicho.trim_start_matches("Aviso: ")));
    }
    print(dicho);
    Ok(())
}
