//! Putting right what one attention says, or what is known of its person.

mod cambio;

use std::collections::{BTreeMap, BTreeSet};

use async_recursion::async_recursion as boxed;
use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas, prefix, without_sex};
use captura::defecto::Defecto;
use captura::exportacion::cells;
use captura::reporte::tell;
use claves::Identidad;
use domain::{Choque, Clave, Importado, Marco, Persona, Rasgo, Renglon, Sexo};
use persistence::{Autoria, Importacion, Meant};
pub use persistence::{Conteo, Folios, Notado};
use time::Date;

pub use self::cambio::Corregida;
use self::cambio::{Cambio, Puesta, change};
use crate::persona::Mencion;

use crate::{Error, Lugares};

/// What is to be put right.
#[derive(Clone)]
pub struct Peticion {
    /// The attention.
    pub cual: Mencion,
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
    /// What each column said, and says. Not who she is.
    pub dice: Vec<Corregida>,
    /// Where the attentions that changed count, and how many of them.
    pub cuentan: BTreeMap<Conteo, u64>,
    /// Whose it was and is, if that is what was said.
    pub quien: Option<Quien>,
    /// Whoever it is of now was in the register, and is not who it was of.
    pub junta: Option<Junta>,
    /// The attention has no folio: its sheet knows it by what it said.
    pub sin_folio: bool,
}

/// Whose an attention was and is, by what is known of them.
pub struct Quien {
    /// Nothing if it was of nobody.
    pub era: Option<String>,
    /// Nothing if it is of nobody.
    pub es: Option<String>,
    /// It is the same person of the register.
    pub misma: bool,
}

/// Two persons of the register who would be one from now on, or one of whom something is of the other.
pub struct Junta {
    /// What is known of who it was of; nothing if it was of nobody.
    pub era: Option<String>,
    /// What is known of who it is of.
    pub es: String,
    /// The attentions that she has already.
    pub suyas: Folios,
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
        cuentan: BTreeMap::new(),
    };
    let cual = peticion.cual.meant(&mesa.marco, &mesa.identidad, clave)?;
    let meant = mesa.importacion.find(&cual, of_person(cambios)).await?;
    let renglon = meant.renglon;
    let sin_folio = meant.dicho.folio.is_none();
    let primera = mesa.put_right(meant, cambios, todas).await?;
    let Meant { dicho: ahora, .. } = mesa.importacion.by_row(&renglon).await?;
    let celdas = cells(&ahora, &mesa.marco, "");
    let dichas = primera.dichas.into_iter();
    let dice = dichas.map(|dicha| dicha.read(&celdas)).collect();
    let ella = ahora.persona.as_ref();
    let quien = primera.otra.then(|| Quien {
        era: primera.conocida,
        es: ella.map(|(_, persona)| known(persona)),
        misma: ella.map(|(numero, _)| *numero) == primera.era,
    });
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
            None => mesa.importacion.was_of(&renglon).await?,
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
        dice,
        cuentan: mesa.cuentan,
        quien,
        junta: primera.junta,
        sin_folio,
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
    cuentan: BTreeMap<Conteo, u64>,
}

/// What was put right of an attention.
struct Hecha {
    /// Who it was of.
    era: Option<i64>,
    de_la_atencion: bool,
    de_la_persona: bool,
    dichas: Vec<Puesta>,
    /// It was said whose it is.
    otra: bool,
    /// What is known of who it was of.
    conocida: Option<String>,
    junta: Option<Junta>,
}

/// Whether all that is put right is of the person, so that it is no matter in which attention of hers.
fn of_person(cambios: &[(String, String)]) -> bool {
    cambios.iter().all(|(titulo, _)| {
        let columna = FORMA.find(titulo);
        !is_secret(titulo) && columna.is_some_and(|c| c > Columna::Expediente.indice())
    })
}

/// What is known of somebody by which two are told apart.
fn known(persona: &Persona) -> String {
    let sexo = match persona.sexo {
        Sexo::NoEspecificado => "de sexo que no consta".to_owned(),
        dicho => <&str>::from(dicho).to_lowercase(),
    };
    match persona.anio_nacimiento {
        Rasgo::Dato(anio) => format!("{sexo}, de {anio}"),
        Rasgo::NoEspecificado | Rasgo::NoPreguntado => {
            format!("{sexo}, sin año de nacimiento")
        }
    }
}

impl Mesa<'_> {
    /// Puts an attention right. `misma`: whoever it is of now is the woman whom it was of, and what is known of her is hers.
    async fn put_right(
        &mut self,
        Meant {
            renglon,
            dicho,
            cuenta,
        }: Meant,
        cambios: &[(String, String)],
        misma: bool,
    ) -> Result<Hecha, Error> {
        let clave = renglon;
        let como_esta = cells(&dicho, &self.marco, &prefix(&self.identidad, self.clave));
        let Cambio {
            celdas,
            otra,
            de_la_persona,
            de_la_atencion,
            dichas,
        } = change(como_esta, &dicho, cambios, misma)?;
        let conocida = dicho.persona.as_ref().map(|(_, persona)| known(persona));
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
        let mut renglon = leido.map_err(|defectos| refused(&defectos))?;
        // What it is known by is what it came in as, also where that was no folio.
        renglon.clave = clave;
        let junta = if otra {
            self.joined(dicho.persona.as_ref(), &renglon).await?
        } else {
            None
        };
        if renglon.sin_sexo && !otra {
            return Err(refused(&[without_sex()]));
        }
        // Of somebody else what is known is not replaced by what was said of the first.
        let de = suya.filter(|_| !otra).map(|(_, seudonimo)| seudonimo);
        self.importacion.correct(de);
        let antes = self.importacion.so_far().rectificados;
        if let Some(contradicha) = self.importacion.add(&[renglon]).await?.first() {
            return Err(match contradicha.choque {
                Choque::SinSexo if otra => Error::rejected(
                    "quien tiene esa CURP o ese expediente es nueva en el registro, y falta su sexo: agréguelo a la orden, como «Sexo=Mujer»; si es la misma persona de antes, con «--todas» se queda lo que se sabe de ella; no cambió nada",
                ),
                Choque::SinSexo => refused(&[without_sex()]),
                choque => Error::Rechazada(format!("{choque}; no cambió nada")),
            });
        }
        let notados = self.importacion.noted().iter();
        self.notados.extend(notados.map(|(_, notado)| *notado));
        if self.importacion.so_far().rectificados > antes {
            self.note(cuenta, &clave).await?;
        }
        Ok(Hecha {
            era: suya.map(|(numero, _)| numero),
            de_la_atencion,
            de_la_persona,
            dichas,
            otra,
            conocida,
            junta,
        })
    }

    /// Notes where an attention counts that changed: where it did, if an edition has counted it, or where it does now.
    async fn note(&mut self, antes: Conteo, clave: &[u8; 32]) -> Result<(), Error> {
        let cuenta = match antes {
            Conteo::Contada { .. } | Conteo::Corregida => antes,
            Conteo::Espera(_) | Conteo::Abierta => self.importacion.by_row(clave).await?.cuenta,
        };
        *self.cuentan.entry(cuenta).or_default() += 1;
        Ok(())
    }

    /// Two persons of the register of whom one has something of the other, or is one with her: whose an attention was, who has its CURP
    /// and who has its file.
    async fn joined(
        &self,
        era: Option<&(i64, Persona)>,
        renglon: &Renglon,
    ) -> Result<Option<Junta>, Error> {
        let mut quienes: Vec<i64> = era.map(|(era, _)| *era).into_iter().collect();
        let propio = renglon.persona.as_ref().map(|ella| ella.seudonimo);
        for seudonimo in propio.into_iter().chain(renglon.expediente) {
            quienes.extend(self.importacion.whose(&seudonimo).await?);
        }
        let Some(una) = quienes.first().copied() else {
            return Ok(None);
        };
        let otra = quienes.into_iter().find(|otra| *otra != una);
        let (era, es) = match (era, otra) {
            (_, Some(otra)) => (Some(known(&self.importacion.person(una).await?)), otra),
            (None, None) => (None, una),
            (Some(_), None) => return Ok(None),
        };
        let suyas = self.importacion.of_person(es).await?;
        let es = known(&self.importacion.person(es).await?);
        Ok((suyas.cuantas > 0).then_some(Junta { era, es, suyas }))
    }

    /// All that is left of whom an attention was of is of the same woman too; what is left then.
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
        for renglon in self.importacion.rows_of(era).await? {
            let meant = self.importacion.by_row(&renglon).await?;
            self.put_right(meant, &quien, true).await?;
        }
        Ok(self.importacion.of_person(era).await?)
    }
}

/// What is advised of the cells of a sheet: here there is none.
const DE_LA_CELDA: [&str; 4] = [
    ": si no la hay, deje vacía la celda",
    ", o deje vacía la celda y cuenta como anónima",
    ": deje vacía la celda, y cuenta como anónima",
    ": deje vacía la celda",
];

fn refused(defectos: &[Defecto]) -> Error {
    let said = |defecto| {
        let dicho = tell(&FORMA, defecto);
        DE_LA_CELDA
            .iter()
            .fold(dicho, |d, sobra| d.replace(sobra, ""))
    };
    let dichos: Vec<String> = defectos.iter().map(said).collect();
    Error::Rechazada(format!("{}; no cambió nada", dichos.join("; ")))
}
