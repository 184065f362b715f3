//! A sheet of attentions: some thousand rows at a time, read by one thread and stored by another.

use async_recursion::async_recursion as boxed;
use std::sync::Arc;

use captura::atenciones::columnas::FORMA;
use captura::lectura::Fuente;
use captura::plantilla::options;
use domain::{Clave, Importado, Renglon};
use persistence::{Autoria, Importacion};
use tokio::sync::mpsc::{Receiver, channel};

use super::renglones::{Contraria, Hojeada, Lote};
use super::{Archivo, Defectos};
use crate::{Error, Lugares};

/// Batches that wait for the register.
const ESPERA: usize = 2;
/// Rows with errors that are remembered.
const RENGLONES_MALOS: usize = 100_000;

/// A sheet that was read, with what would be registered. It is forgotten unless it is finished.
pub struct Hoja {
    /// The sheet.
    pub fuente: Arc<Fuente>,
    /// The options of its columns with a list.
    pub listas: Vec<(usize, Vec<String>)>,
    /// What is wrong with it.
    pub malos: Defectos,
    /// Rows.
    pub renglones: u64,
    /// Anonymous rows that say the sex, the year of birth or the schooling of somebody, which is not kept.
    pub de_nadie: u64,
    importacion: Importacion,
}

impl Hoja {
    /// Registers what holds.
    ///
    /// # Errors
    /// Those of the register, and of the file.
    #[boxed]
    pub async fn finish(self) -> Result<Importado, Error> {
        let archivo = self.fuente.digest()?;
        Ok(self.importacion.finish(Some(archivo)).await?)
    }

    /// Registers nothing, and says what would have been.
    ///
    /// # Errors
    /// Those of the register.
    #[boxed]
    pub async fn forget(self) -> Result<Importado, Error> {
        Ok(self.importacion.forget().await?)
    }
}

/// Reads a sheet of attentions against the register; `progress` is told how many more rows were read. If it is dropped
/// before it ends, nothing changes.
///
/// # Errors
/// [`Error::MuchosErrores`], and those of the key, of the file and of the register.
pub async fn attentions(
    lugares: &Lugares,
    clave: &Clave,
    archivo: Archivo<'_>,
    autoria: Autoria,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Hoja, Error> {
    let identidad = lugares.identity()?;
    let registro = lugares.registro().await?;
    let marco = registro.marco(clave).await?;
    let fuente = Arc::new(archivo.open(&FORMA)?);
    let hoy = clave.dia(autoria.cuando);
    let listas = options(None, &marco, hoy);
    let bytes = std::fs::metadata(archivo.ruta).map_or(0, |datos| datos.len());
    registro.expect(bytes).await?;
    let mut importacion = registro.import(clave, &identidad, autoria).await?;
    let (envia, recibe) = channel(ESPERA);
    let hojeada = Arc::new(Hojeada {
        fuente: Arc::clone(&fuente),
        instancia: clave.clone(),
        marco,
        identidad,
        hoy,
    });
    let lectura = tokio::task::spawn_blocking({
        let hojeada = Arc::clone(&hojeada);
        move || hojeada.read(&envia)
    });
    let (mut malos, choques, de_nadie) = store(&mut importacion, recibe, progress).await?;
    let renglones = lectura.await.map_err(crate::error::resume)??;
    if !choques.is_empty() {
        let otros = tokio::task::spawn_blocking(move || hojeada.contradictions(choques));
        for (numero, defecto) in otros.await.map_err(crate::error::resume)?? {
            malos.entry(numero).or_default().push(defecto);
        }
    }
    Ok(Hoja {
        fuente,
        listas,
        malos,
        renglones,
        de_nadie,
        importacion,
    })
}

/// Adds what is read; all that is wrong, by row, and the rows that say another thing of somebody than an earlier one or the
/// register.
async fn store(
    importacion: &mut Importacion,
    mut recibe: Receiver<Lote>,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<(Defectos, Vec<Contraria>, u64), Error> {
    let (mut malos, mut choques, mut de_nadie) = (Defectos::new(), vec![], 0);
    while let Some(lote) = recibe.recv().await {
        let (numeros, renglones): (Vec<u32>, Vec<Renglon>) = lote.buenos.into_iter().unzip();
        progress(numeros.len() + lote.malos.len());
        malos.extend(lote.malos);
        de_nadie += lote.de_nadie;
        for (posicion, choque) in importacion.add(&renglones).await? {
            if let Some(persona) = &renglones[posicion].persona {
                choques.push(Contraria {
                    numero: numeros[posicion],
                    persona: *persona,
                    choque,
                });
            }
        }
        if malos.len() + choques.len() > RENGLONES_MALOS {
            return Err(Error::MuchosErrores(RENGLONES_MALOS));
        }
    }
    Ok((malos, choques, de_nadie))
}
