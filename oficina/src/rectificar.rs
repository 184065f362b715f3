//! Putting right what one attention says, or what is known of its person.

use std::collections::BTreeSet;

use async_recursion::async_recursion as boxed;
use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas, prefix, without_sex};
use captura::celda::{Celda, Celdas};
use captura::defecto::Defecto;
use captura::exportacion::cells;
use captura::reporte::tell;
use claves::Identidad;
use domain::{Choque, Clave, Dicho, Importado, Marco};
use persistence::{Autoria, Importacion};
pub use persistence::{Folios, Notado};
use time::Date;

use crate::{Error, Lugares};

/// What is to be put right.
#[derive(Clone)]
pub struct Peticion {
    /// The attention.
    pub folio: String,
    /// Cells, by the titles of their columns.
    pub cambios: Vec<(String, String)>,
    /// Whether all other attentions of who it was of are of the same woman too.
    pub todas: bool,
    /// Whether it is only to be seen what would be.
    pub simular: bool,
}

/// What was put right, or would be.
pub struct Rectificado {
    /// In rows and persons.
    pub hecho: Importado,
    /// Whose it is changed, or something that it says.
    pub de_la_atencion: bool,
    /// Something that is known of its person changed.
    pub de_la_persona: bool,
    /// What else is to be known of it.
    pub notados: BTreeSet<Notado>,
    /// If it is of somebody else now: the attentions that are still of who it was of.
    pub quedan: Folios,
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
    peticion: &Peticion,
    autoria: Autoria,
) -> Result<Option<Rectificado>, Error> {
    let Peticion { todas, simular, .. } = *peticion;
    let cambios = peticion.cambios.as_slice();
    let registro = lugares.registro().await?;
    let identidad = lugares.identity()?;
    let hoy = clave.dia(autoria.cuando);
    let mut mesa = Mesa {
        clave,
        marco: registro.marco(clave).await?,
        hoy,
        // What it says now is read where it is changed: nobody changes it in between.
        importacion: registro.import(clave, &identidad, autoria).await?,
        identidad,
        notados: BTreeSet::new(),
    };
    let folio = peticion.folio.trim().to_uppercase();
    let primera = mesa.put_right(&folio, cambios, todas).await?;
    let ahora = mesa.importacion.by_folio(&mesa.identidad, &folio).await?;
    let ahora = ahora.persona.map(|(numero, _)| numero);
    let era = primera.era.filter(|era| Some(*era) != ahora);
    let mut quedan = match era {
        Some(era) => mesa.importacion.of_person(era).await?,
        None => Folios::default(),
    };
    if todas {
        // Whoever says so later says it of whom it was of then.
        let era = match era {
            Some(era) => Some(era),
            None => mesa.importacion.was_of(&mesa.identidad, &folio).await?,
        };
        quedan = mesa.take_the_rest(era, cambios).await?;
    }
    let hecho = mesa.importacion.so_far();
    let nada = hecho.rectificados == 0 && !mesa.importacion.links();
    if nada || simular {
        mesa.importacion.forget().await?;
    } else {
        mesa.importacion.finish(None).await?;
    }
    Ok((!nada).then_some(Rectificado {
        hecho,
        de_la_atencion: primera.de_la_atencion && hecho.rectificados > 0,
        de_la_persona: primera.de_la_persona && hecho.rectificados > 0,
        notados: mesa.notados,
        quedan,
    }))
}

/// Where attentions are put right.
struct Mesa<'a> {
    clave: &'a Clave,
    marco: Marco,
    identidad: Identidad,
    hoy: Date,
    importacion: Importacion,
    notados: BTreeSet<Notado>,
}

/// What was put right of an attention.
struct Hecha {
    /// Who it was of.
    era: Option<i64>,
    de_la_atencion: bool,
    de_la_persona: bool,
}

impl Mesa<'_> {
    /// Puts an attention right. `misma`: whoever it is of now is the woman whom it was of, and what is known of her is hers.
    async fn put_right(
        &mut self,
        folio: &str,
        cambios: &[(String, String)],
        misma: bool,
    ) -> Result<Hecha, Error> {
        let dicho = self.importacion.by_folio(&self.identidad, folio).await?;
        let como_esta = cells(&dicho, &self.marco, &prefix(&self.identidad, self.clave));
        let Cambio {
            celdas,
            otra,
            de_la_persona,
            de_la_atencion,
        } = change(como_esta, &dicho, cambios, misma)?;
        let suya = dicho
            .persona
            .map(|(numero, persona)| (numero, persona.seudonimo));
        let lector = Lector {
            instancia: self.clave,
            marco: &self.marco,
            identidad: &self.identidad,
            hoy: self.hoy,
            conocida: suya,
        };
        let leido = lector.read(&celdas, &mut Vistas::default());
        let renglon = leido.map_err(|defectos| refused(&defectos))?;
        if renglon.sin_sexo && !otra {
            return Err(refused(&[without_sex()]));
        }
        // Of somebody else what is known is not replaced by what was said of the first.
        let de = suya.filter(|_| !otra).map(|(_, seudonimo)| seudonimo);
        self.importacion.correct(de);
        if let Some(contradicha) = self.importacion.add(&[renglon]).await?.first() {
            return Err(match contradicha.choque {
                Choque::SinSexo => refused(&[without_sex()]),
                choque => Error::Rechazada(format!("{choque}; no cambió nada")),
            });
        }
        let notados = self.importacion.noted().iter();
        self.notados.extend(notados.map(|(_, notado)| *notado));
        Ok(Hecha {
            era: suya.map(|(numero, _)| numero),
            de_la_atencion,
            de_la_persona,
        })
    }

    /// All that is left of whom an attention was of is of the same woman too, as far as it has folios; what is left then.
    async fn take_the_rest(
        &mut self,
        era: Option<i64>,
        cambios: &[(String, String)],
    ) -> Result<Folios, Error> {
        let quien = cambios.iter().filter(|(titulo, _)| is_secret(titulo));
        let quien: Vec<(String, String)> = quien.cloned().collect();
        let Some(era) = era else {
            return Ok(Folios::default());
        };
        let mut suyas = self.importacion.of_person(era).await?;
        while !suyas.primeros.is_empty() {
            for folio in &suyas.primeros {
                self.put_right(folio, &quien, true).await?;
            }
            let antes = suyas.cuantas;
            suyas = self.importacion.of_person(era).await?;
            if suyas.cuantas == antes {
                break;
            }
        }
        Ok(suyas)
    }
}

fn refused(defectos: &[Defecto]) -> Error {
    let dichos: Vec<String> = defectos.iter().map(|d| tell(&FORMA, d)).collect();
    Error::Rechazada(format!("{}; no cambió nada", dichos.join("; ")))
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
