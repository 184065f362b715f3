//! The printed report of an edition, where the program was built to make it.

use oficina::publicar::Componer;

/// What makes it; nothing where the program was built without.
#[cfg(not(feature = "pdf"))]
pub(crate) const COMPONER: Option<Componer<'static>> = None;

/// What makes it. An edition that cannot be set is published without: the page of the report can be printed, and says the same.
#[cfg(feature = "pdf")]
pub(crate) const COMPONER: Option<Componer<'static>> = Some(&|contenido, edicion, clave| {
    let impreso = portal::Impreso::of(contenido, edicion, clave)?;
    match pliego::compose(&impreso, edicion.instante) {
        Ok(pdf) => Some(pdf),
        Err(error) => {
            tracing::error!(%error, "no se compuso el informe en PDF");
            crate::uso::print(
                "Aviso: no se pudo componer el informe en PDF; la edición se publica sin él, y su página se puede imprimir.",
            );
            None
        }
    }
});
