//! A sheet of attentions: some thousand rows at a time, read by one thread and stored by another.

use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::Arc;

use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas};
use captura::defecto::{Defecto, Motivo};
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use claves::Identidad;
use domain::{Choque, Clave, Importado, Marco, Renglon};
use persistence::{Autoria, Importacion};
use time::Date;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Defectos;
use crate::{Error, Lugares};

/// Rows that are looked up and inserted at once.
const LOTE: usize = 1000;
/// Batches that wait for the register.
const ESPERA: usize = 2;
/// Rows with errors that are remembered.
const RENGLONES_MALOS: usize = 100_000;

/// A sheet that was read, with what would be registered. It is forgotten unless it is finished.
pub struct Hoja {
    /// The sheet.
    pub fuente: Arc<Fuente>,
    /// What is wrong with it.
    pub malos: Defectos,
    /// Rows.
    pub renglones: u64,
    importacion: Importacion,
}

impl Hoja {
    /// Registers what holds.
    ///
    /// # Errors
    /// Those of the register, and of the file.
    pub async fn finish(self) -> Result<Importado, Error> {
        let archivo = self.fuente.digest()?;
        Ok(self.importacion.finish(Some(archivo)).await?)
    }

    /// Registers nothing, and says what would have been.
    ///
    /// # Errors
    /// Those of the register.
    pub async fn forget(self) -> Result<Importado, Error> {
        Ok(self.importacion.forget().await?)
    }
}

/// Some rows of the sheet: those that hold, with their numbers, and what is wrong with the others.
#[derive(Default)]
struct Lote {
    buenos: Vec<(u32, Renglon)>,
    malos: Vec<(u32, Vec<Defecto>)>,
}

/// Reads a sheet of attentions against the register; `progress` is told how many more rows were read. If it is dropped
/// before it ends, nothing changes.
///
/// # Errors
/// [`Error::MuchosErrores`], and those of the key, of the file and of the register.
pub async fn attentions(
    lugares: &Lugares,
    clave: &Clave,
    archivo: &Path,
    mapa: Option<&Mapa>,
    autoria: Autoria,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Hoja, Error> {
    let identidad = lugares.identity()?;
    let registro = lugares.registro().await?;
    let marco = registro.marco(clave).await?;
    let fuente = Arc::new(Fuente::open(archivo, &FORMA, mapa)?);
    let hoy = autoria.cuando.date();
    let mut importacion = registro.import(clave, &identidad, autoria).await?;
    let (envia, recibe) = channel(ESPERA);
    let lectura = tokio::task::spawn_blocking({
        let (fuente, clave) = (Arc::clone(&fuente), clave.clone());
        move || read(&fuente, &clave, &marco, &identidad, hoy, &envia)
    });
    let malos = store(&mut importacion, recibe, progress).await?;
    let renglones = lectura.await.map_err(crate::error::resume)??;
    Ok(Hoja {
        fuente,
        malos,
        renglones,
        importacion,
    })
}

/// Reads every row; how many there were.
fn read(
    fuente: &Fuente,
    instancia: &Clave,
    marco: &Marco,
    identidad: &Identidad,
    hoy: Date,
    envia: &Sender<Lote>,
) -> Result<u64, captura::Error> {
    let lector = Lector {
        instancia,
        marco,
        identidad,
        hoy,
        conocida: None,
    };
    let (mut vistas, mut folios) = (Vistas::default(), Vistas::default());
    let mut lote = Lote::default();
    let mut leidos = 0;
    fuente.rows(&mut |fila| {
        leidos += 1;
        let numero = fila.numero;
        let leido = if fila.defectos.is_empty() {
            lector.read(&fila.propias, &mut vistas)
        } else {
            Err(fila.defectos)
        };
        let leido = leido.and_then(|renglon| match folios.entry(&renglon.clave) {
            Entry::Occupied(antes) if renglon.folio.is_some() => {
                let motivo = Motivo::Repetida(*antes.get());
                Err(vec![Defecto::new(Columna::Folio, motivo)])
            }
            Entry::Vacant(hueco) if renglon.folio.is_some() => {
                hueco.insert(numero);
                Ok(renglon)
            }
            _ => Ok(renglon),
        });
        match leido {
            Ok(renglon) => lote.buenos.push((numero, renglon)),
            Err(defectos) => lote.malos.push((numero, defectos)),
        }
        if lote.buenos.len() + lote.malos.len() == LOTE {
            // Nobody to send to: the register has failed, and says why.
            let _ = envia.blocking_send(std::mem::take(&mut lote));
            if envia.is_closed() {
                return Err(captura::Error::new("la importación se detuvo"));
            }
        }
        Ok(())
    })?;
    let _ = envia.blocking_send(lote);
    Ok(leidos)
}

/// Adds what is read; all that is wrong, by row.
async fn store(
    importacion: &mut Importacion,
    mut recibe: Receiver<Lote>,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Defectos, Error> {
    let mut malos = Defectos::new();
    while let Some(lote) = recibe.recv().await {
        let (numeros, renglones): (Vec<u32>, Vec<Renglon>) = lote.buenos.into_iter().unzip();
        progress(numeros.len() + lote.malos.len());
        malos.extend(lote.malos);
        for (posicion, choque) in importacion.add(&renglones).await? {
            let defectos = malos.entry(numeros[posicion]).or_default();
            defectos.push(contradiction(choque));
        }
        if malos.len() > RENGLONES_MALOS {
            return Err(Error::MuchosErrores(RENGLONES_MALOS));
        }
    }
    Ok(malos)
}

/// The defect of a row that contradicts the register: of the column that says otherwise.
fn contradiction(choque: Choque) -> Defecto {
    let columna = match choque {
        Choque::Nacimiento => Columna::AnioNacimiento,
        Choque::Sexo => Columna::Sexo,
        Choque::Indigena => Columna::Indigena,
        Choque::LenguaIndigena => Columna::LenguaIndigena,
        Choque::Afromexicana => Columna::Afromexicana,
        Choque::Discapacidad => Columna::Discapacidad,
        Choque::Escolaridad => Columna::Escolaridad,
    };
    Defecto::new(columna, Motivo::Regla(choque.to_string()))
}
