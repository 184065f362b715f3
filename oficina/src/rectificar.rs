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

/// What was put right, or would be.
pub struct Rectificado {
    /// In rows and persons.
    pub hecho: Importado,
    /// Whose it is changed, or something that it says.
    pub de_la_atencion: bool,
    /// Something that is known of its person changed.
    pub de_la_persona: bool,
    /// If it is of somebody else now: how many attentions are still of who it was of, and the folios of some.
    pub quedan: Option<(u64, Vec<String>)>,
}

/// Whether a column says who she is, which is never written where others can see it.
pub fn is_secret(titulo: &str) -> bool {
    let suya = FORMA.find(titulo);
    suya.is_some()
        && [Columna::Curp, Columna::Expediente]
            .map(|c| Some(c.indice()))
            .contains(&suya)
}

/// Puts cells of the attention with a folio right, by the titles of their columns; nothing, if it is only to be seen what would be.
/// What was done; nothing if the register said so already.
///
/// # Errors
/// [`Error::Rechazada`] when a change cannot be made, [`persistence::Error::FolioDesconocido`], and those of the register.
#[boxed]
pub async fn rectify(
    lugares: &Lugares,
    clave: &Clave,
    folio: &str,
    (cambios, simular): (&[(String, String)], bool),
    autoria: Autoria,
) -> Result<Option<Rectificado>, Error> {
    let identidad = lugares.identity()?;
    let registro = lugares.registro().await?;
    let marco = registro.marco(clave).await?;
    let hoy = clave.dia(autoria.cuando);
    // What it says now is read where it is changed: nobody changes it in between.
    let rectificacion = registro.import(clave, &identidad, autoria).await?;
    let folio = folio.trim().to_uppercase();
    let dicho = rectificacion.by_folio(&identidad, &folio).await?;
    let como_esta = cells(&dicho, &marco, &prefix(&identidad, clave));
    let Cambio {
        celdas,
        otra,
        de_la_persona,
        de_la_atencion,
    } = change(como_esta, &dicho, cambios)?;
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
    if let Some(contradicha) = rectificacion.add(&[renglon]).await?.first() {
        let choque = contradicha.choque;
        return Err(Error::Rechazada(format!("{choque}; no cambió nada")));
    }
    let nada = rectificacion.so_far().rectificados == 0;
    let ahora = rectificacion.by_folio(&identidad, &folio).await?.persona;
    let era = suya.map(|(numero, _)| numero);
    let quedan = match era.filter(|era| ahora.is_none_or(|(numero, _)| numero != *era)) {
        Some(era) => Some(rectificacion.of_person(era).await?),
        None => None,
    };
    let hecho = if nada || simular {
        rectificacion.forget().await?
    } else {
        rectificacion.finish(None).await?
    };
    Ok((!nada).then_some(Rectificado {
        hecho,
        de_la_atencion,
        de_la_persona,
        quedan,
    }))
}

/// Cells with changes in them.
struct Cambio {
    celdas: Celdas,
    /// They are of somebody else now.
    otra: bool,
    de_la_atencion: bool,
    de_la_persona: bool,
}

/// The cells of an attention with changes in them.
fn change(
    mut celdas: Celdas,
    dicho: &Dicho,
    cambios: &[(String, String)],
) -> Result<Cambio, Error> {
    let mut columnas = Vec::new();
    for (titulo, valor) in cambios {
        if valor.trim().is_empty() && is_secret(titulo) {
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
    let said_by_curp = [Columna::Sexo, Columna::AnioNacimiento].into_iter().any(es);
    if said_by_curp && dicho.con_curp && !otra {
        return Err(Error::rejected(
            "el sexo y el año de nacimiento los dice su CURP: si no son ésos, la CURP está mal, y lo que se corrige es «CURP»; no cambió nada",
        ));
    }
    let propias = columnas.iter().filter(|(c, _)| de_la_persona.contains(c));
    let propias = propias.count();
    if otra {
        celdas[de_la_persona].fill(Celda::Vacia);
    } else if dicho.persona.is_none() && propias > 0 {
        return Err(Error::rejected(
            "la atención es anónima: diga primero de quién es, con su CURP o su expediente",
        ));
    }
    for (columna, celda) in columnas {
        celdas[columna] = celda;
    }
    Ok(Cambio {
        celdas,
        otra,
        de_la_atencion: otra || propias < cambios.len(),
        de_la_persona: !otra && propias > 0,
    })
}
