//! Putting right what one attention says, or what is known of its person.

use async_recursion::async_recursion as boxed;
use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas, prefix};
use captura::celda::{Celda, Celdas};
use captura::exportacion::cells;
use captura::reporte::tell;
use domain::{Clave, Dicho, Importado};
use persistence::Autoria;

use crate::{Error, Lugares};

/// Puts cells of the attention with a folio right, by the titles of their columns. What was done; nothing if the register
/// said so already.
///
/// # Errors
/// [`Error::Rechazada`] when a change cannot be made, [`persistence::Error::FolioDesconocido`], and those of the register.
#[boxed]
pub async fn rectify(
    lugares: &Lugares,
    clave: &Clave,
    folio: &str,
    cambios: &[(String, String)],
    autoria: Autoria,
) -> Result<Option<Importado>, Error> {
    let identidad = lugares.identity()?;
    let registro = lugares.registro().await?;
    let marco = registro.marco(clave).await?;
    let hoy = clave.dia(autoria.cuando);
    // What it says now is read where it is changed: nobody changes it in between.
    let rectificacion = registro.import(clave, &identidad, autoria).await?;
    let folio = folio.trim().to_uppercase();
    let dicho = rectificacion.by_folio(&identidad, &folio).await?;
    let como_esta = cells(&dicho, &marco, &prefix(&identidad, clave));
    let (celdas, otra) = change(como_esta, &dicho, cambios)?;
    let suya = dicho
        .persona
        .map(|(numero, persona)| (numero, persona.seudonimo));
    let lector = Lector {
        instancia: clave,
        marco: &marco,
        identidad: &identidad,
        hoy,
        conocida: suya,
    };
    let leido = lector.read(&celdas, &mut Vistas::default());
    let renglon = leido.map_err(|defectos| {
        let dichos: Vec<String> = defectos.iter().map(|d| tell(&FORMA, d)).collect();
        Error::Rechazada(format!("{}; no cambió nada", dichos.join("; ")))
    })?;
    // Of somebody else what is known is not replaced by what was said of the first.
    let de = suya.filter(|_| !otra).map(|(_, seudonimo)| seudonimo);
    let mut rectificacion = rectificacion.correcting(de);
    if let Some((_, choque)) = rectificacion.add(&[renglon]).await?.first() {
        return Err(Error::Rechazada(format!("{choque}; no cambió nada")));
    }
    if rectificacion.so_far().rectificados == 0 {
        rectificacion.forget().await?;
        return Ok(None);
    }
    Ok(Some(rectificacion.finish(None).await?))
}

/// The cells with the changes in them, and whether they are of somebody else now.
fn change(
    mut celdas: Celdas,
    dicho: &Dicho,
    cambios: &[(String, String)],
) -> Result<(Celdas, bool), Error> {
    let mut columnas = Vec::new();
    for (titulo, valor) in cambios {
        if valor.trim().is_empty()
            && [Columna::Curp.indice(), Columna::Expediente.indice()]
                .map(Some)
                .contains(&FORMA.find(titulo))
        {
            return Err(Error::rejected(
                "sin CURP ni expediente la atención quedaría anónima: diga de quién es, o deje fuera esa columna",
            ));
        }
        let columna = FORMA.find(titulo).ok_or_else(|| {
            Error::rejected("la plantilla no tiene una de esas columnas: vea «pacto plantilla»")
        })?;
        if columna == usize::from(Columna::Folio) {
            return Err(Error::rejected(
                "el folio no se cambia: por él se reconoce la atención",
            ));
        }
        columnas.push((columna, Celda::from(valor.as_str())));
    }
    let es = |columna: Columna| columnas.iter().any(|(c, _)| *c == usize::from(columna));
    let otra = es(Columna::Curp) || es(Columna::Expediente);
    let de_la_persona = usize::from(Columna::Curp)..Columna::TODAS;
    if otra {
        celdas[de_la_persona].fill(Celda::Vacia);
    } else if dicho.persona.is_none() && columnas.iter().any(|(c, _)| de_la_persona.contains(c)) {
        return Err(Error::rejected(
            "la atención es anónima: diga primero de quién es, con su CURP o su expediente",
        ));
    }
    for (columna, celda) in columnas {
        celdas[columna] = celda;
    }
    Ok((celdas, otra))
}
