//! The cells of an attention, and those that are put right in them.

use captura::atenciones::columnas::{Columna, FORMA};
use captura::celda::{Celda, Celdas};
use captura::exportacion::titles;
use captura::{fold, nearest, suggest, written_day};
use domain::Dicho;

use super::is_secret;
use crate::Error;

/// Cells with changes in them.
pub(super) struct Cambio {
    pub(super) celdas: Celdas,
    /// They are of somebody else now.
    pub(super) otra: bool,
    pub(super) de_la_atencion: bool,
    pub(super) de_la_persona: bool,
    /// What each of them said, and what was written of it. Not who she is.
    pub(super) dichas: Vec<Puesta>,
}

/// What was written of a column.
pub(super) struct Puesta {
    columna: usize,
    antes: String,
    texto: String,
}

/// What a column said, and says.
pub struct Corregida {
    /// Its title.
    pub titulo: &'static str,
    /// What it said.
    pub antes: String,
    /// What it says, by the names that the register has for it.
    pub ahora: String,
    /// What was written, if it is another way of saying so.
    pub escrito: Option<String>,
}

impl Puesta {
    fn new(columna: usize, antes: &Celda, puesta: &Celda) -> Self {
        Self {
            columna,
            antes: antes.texto(),
            texto: puesta.texto(),
        }
    }

    /// What its column says now that it was read.
    pub(super) fn read(self, celdas: &[Celda]) -> Corregida {
        let Self {
            columna,
            antes,
            texto,
        } = self;
        let ahora = celdas[columna].texto();
        let es_dia = FORMA.fechas.contains(&columna) && written_day(&texto).is_some();
        let otro = !texto.is_empty() && !es_dia && fold(&texto) != fold(&ahora);
        Corregida {
            titulo: FORMA.fichas[columna].titulo,
            antes,
            ahora,
            escrito: otro.then_some(texto),
        }
    }
}

/// The cells of an attention with changes in them.
pub(super) fn change(
    mut celdas: Celdas,
    dicho: &Dicho,
    cambios: &[(String, String)],
    misma: bool,
) -> Result<Cambio, Error> {
    let mut columnas = Vec::new();
    for (titulo, valor) in cambios {
        if valor.trim().is_empty() && is_secret(titulo) {
            return Err(Error::rejected(
                "sin CURP ni expediente la atención quedaría anónima: diga de quién es, o deje fuera esa columna",
            ));
        }
        let columna = FORMA.find(titulo).ok_or_else(|| {
            let no_hay = format!("la plantilla no tiene la columna «{titulo}»");
            let cercana = nearest(titulo, titles());
            Error::rejected(suggest(&no_hay, cercana.as_deref()))
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
    if misma && !otra {
        return Err(Error::rejected(
            "«--todas» es para corregir de quién son las atenciones: diga también «CURP» o «Expediente»",
        ));
    }
    if misma {
        celdas[Columna::Curp.indice()..=Columna::Expediente.indice()].fill(Celda::Vacia);
        if es(Columna::Curp) {
            // Her CURP says both.
            celdas[Columna::Sexo.indice()..=Columna::AnioNacimiento.indice()].fill(Celda::Vacia);
        }
    } else if otra {
        celdas[de_la_persona].fill(Celda::Vacia);
    } else if dicho.persona.is_none() && propias > 0 {
        return Err(Error::rejected(
            "la atención es anónima: diga primero de quién es, con su CURP o su expediente",
        ));
    }
    let mut dichas = Vec::new();
    for (columna, celda) in columnas {
        if !is_secret(FORMA.fichas[columna].titulo) {
            dichas.push(Puesta::new(columna, &celdas[columna], &celda));
        }
        celdas[columna] = celda;
    }
    Ok(Cambio {
        dichas,
        celdas,
        otra,
        de_la_atencion: otra || propias < cambios.len(),
        de_la_persona: !otra && propias > 0,
    })
}
