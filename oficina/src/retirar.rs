//! Withdrawing an edition: it is not served any more; and undoing that.

use async_recursion::async_recursion as boxed;
use domain::{Clave, Edicion, Ediciones};
use persistence::{Autoria, Imprenta, Nota, Publicaciones, Registro};

use crate::{Error, Lugares};

/// What withdrawing an edition does.
pub struct Previsto {
    /// The edition.
    pub edicion: Edicion,
    /// The one that holds of its year then.
    pub queda: Option<Edicion>,
}

/// What withdrawing an edition would do.
///
/// # Errors
/// [`persistence::Error::EdicionDesconocida`], [`persistence::Error::SinPublicaciones`], and those of the store.
#[boxed]
pub async fn look(lugares: &Lugares, clave: &Clave, numero: u32) -> Result<Previsto, Error> {
    let publicaciones = Publicaciones::open(&lugares.publicaciones).await?;
    let claves = [clave.to_string()];
    let mut ediciones = publicaciones.ediciones(&claves).await?;
    let servidas = ediciones.remove(clave.as_str()).unwrap_or_default();
    let anteriores = publicaciones.de_otro_formato(Some(clave.as_str())).await?;
    let mut todas = servidas.all().iter().chain(&anteriores);
    let edicion = todas.find(|edicion| edicion.numero == numero);
    let edicion = edicion.ok_or(persistence::Error::EdicionDesconocida(numero))?;
    let otras = servidas.all().iter().filter(|otra| otra.numero != numero);
    let quedan = Ediciones::from(otras.cloned().collect::<Vec<_>>());
    Ok(Previsto {
        queda: quedan.vigente(edicion.corte.year()).cloned(),
        edicion: edicion.clone(),
    })
}

/// The edition that would be served again if its withdrawal were undone now.
///
/// # Errors
/// Those of [`undo`].
#[boxed]
pub async fn look_undone(
    lugares: &Lugares,
    clave: &Clave,
    numero: u32,
    autoria: &Autoria,
) -> Result<Edicion, Error> {
    let Previsto { edicion, .. } = look(lugares, clave, numero).await?;
    match &edicion.retiro {
        None => return Err(persistence::Error::NoRetirada(numero).into()),
        Some(retiro) if retiro.reversible(autoria.cuando) => {}
        Some(_) => return Err(persistence::Error::RetiroFirme(numero).into()),
    }
    must_be_known(&lugares.registro().await?, clave, &edicion).await?;
    Ok(edicion)
}

/// The register closed what an edition says, and has not opened it again: what one does not know it closed, it would say otherwise.
async fn must_be_known(
    registro: &Registro,
    clave: &Clave,
    edicion: &Edicion,
) -> Result<(), persistence::Error> {
    let ajena = !registro.strangers(clave, [edicion]).await?.is_empty();
    if ajena || registro.was_reopened(edicion).await? {
        return Err(persistence::Error::Reabierta(edicion.numero));
    }
    Ok(())
}

/// Withdraws an edition for a reason, and notes it. One that was withdrawn before keeps the reason that it has
/// ([`Edicion::retiro`]).
///
/// # Errors
/// [`persistence::Error::EdicionDesconocida`], and those of the stores.
#[boxed]
pub async fn withdraw(
    lugares: &Lugares,
    clave: &Clave,
    numero: u32,
    motivo: &str,
    autoria: &Autoria,
) -> Result<Edicion, Error> {
    let registro = lugares.registro().await?;
    let edicion = Imprenta::new(&lugares.publicaciones)
        .withdraw(clave, numero, motivo, autoria.cuando)
        .await?;
    if edicion.retiro.as_ref().is_some_and(|r| r.motivo == motivo) {
        let nota = note("retirar", &edicion, Some(motivo));
        registro.note(Some(clave), autoria, nota).await?;
    }
    Ok(edicion)
}

/// Serves an edition again that was withdrawn less than a day ago, and notes it.
///
/// # Errors
/// [`persistence::Error::NoRetirada`], [`persistence::Error::RetiroFirme`], [`persistence::Error::Reabierta`], and those of the stores.
#[boxed]
pub async fn undo(
    lugares: &Lugares,
    clave: &Clave,
    numero: u32,
    autoria: &Autoria,
) -> Result<Edicion, Error> {
    let registro = lugares.registro().await?;
    let Previsto { edicion, .. } = look(lugares, clave, numero).await?;
    let check = async || must_be_known(&registro, clave, &edicion).await;
    let edicion = Imprenta::new(&lugares.publicaciones)
        .restore(clave, numero, autoria.cuando, check)
        .await?;
    let nota = note("deshacer retiro", &edicion, None);
    registro.note(Some(clave), autoria, nota).await?;
    Ok(edicion)
}

fn note(orden: &'static str, edicion: &Edicion, motivo: Option<&str>) -> Nota {
    let motivo = motivo
        .map(|motivo| format!(": {motivo}"))
        .unwrap_or_default();
    Nota {
        orden,
        detalle: format!(
            "edición {}, corte {}{motivo}",
            edicion.numero, edicion.corte
        ),
        ..Nota::default()
    }
}
