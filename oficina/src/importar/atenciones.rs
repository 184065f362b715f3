//! A sheet of attentions: some thousand rows at a time, read by one thread and stored by another.

use async_recursion::async_recursion as boxed;
use std::collections::BTreeMap;
use std::sync::Arc;

use captura::atenciones::columnas::FORMA;
use captura::atenciones::vocabulary;
use captura::defecto::{De, Defecto, Motivo};
use captura::dias::Orden;
use captura::lectura::Fuente;
use captura::plantilla::options;
use domain::{Clave, Importado, Renglon};
use persistence::{Autoria, Contradicha, DeHoja, Folios, Importacion, Mayoria, Notado, Registro};
use tokio::sync::mpsc::{Receiver, channel};

use super::parecidos::Parecidos;
use super::renglones::{Contraria, Hojeada, Lote};
use super::{Archivo, Defectos};
use crate::{Error, Lugares};

/// Batches that wait for the register.
const ESPERA: usize = 2;
/// Rows with errors that are remembered.
const RENGLONES_MALOS: usize = 100_000;
/// Of how many rows of the year of which a sheet has most, one of another year is told.
const POCOS: u64 = 5;
/// Rows of each kind of which something is told.
const RENGLONES_NOTADOS: usize = 20;

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
    /// Rows that hold, by what is told of them.
    pub notados: BTreeMap<Notado, Notados>,
    /// The first that say that two persons of the register are one, and the attentions that each of the two has.
    pub unidas: Vec<(u32, [Folios; 2])>,
    /// Rows that hold, of years of which the sheet has few.
    pub de_otro_anio: BTreeMap<i32, Notados>,
    /// Rows that say of somebody what another one says, where one of both, or both, have no folio.
    pub repetidas: Notados,
    /// Folios that look alike, and are two attentions; and files that do, and are two persons.
    pub parecidos: Arc<Parecidos>,
    /// Rows that this very sheet gave the register when it was taken in before.
    antes: u64,
    importacion: Importacion,
}

/// Some rows: how many, and the numbers of the first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notados {
    /// How many they are.
    pub todos: u64,
    /// The numbers of the first.
    pub primeros: Vec<u32>,
}

impl Notados {
    pub(super) fn add(&mut self, numero: u32) {
        self.todos += 1;
        if self.primeros.len() < RENGLONES_NOTADOS {
            self.primeros.push(numero);
        }
    }
}

/// The rows of years of which a sheet has few, beside the year of which it has most: a slip of the pen is likely.
fn of_other_years(anios: BTreeMap<i32, Notados>) -> BTreeMap<i32, Notados> {
    let leidos: u64 = anios.values().map(|suyos| suyos.todos).sum();
    let mas = anios.values().map(|suyos| suyos.todos).max();
    let mas = mas.unwrap_or_default();
    if mas * 2 <= leidos {
        return BTreeMap::new();
    }
    let pocos = |(_, suyos): &(i32, Notados)| suyos.todos * POCOS <= mas;
    anios.into_iter().filter(pocos).collect()
}

/// What was read of a sheet.
#[derive(Default)]
struct Leido {
    malos: Defectos,
    /// Rows that say another thing of somebody than an earlier one or the register.
    choques: Vec<Contraria>,
    de_nadie: u64,
    notados: BTreeMap<Notado, Notados>,
    unidas: Vec<(u32, [Folios; 2])>,
    anios: BTreeMap<i32, Notados>,
}

impl Hoja {
    /// How many rows of this very sheet, which the register has already, would come in again: they are read otherwise now, by
    /// other aliases, names or a map, and a row without a folio is known by what it says.
    pub fn again(&self) -> u64 {
        // A row with a folio is known by it, whatever it says.
        let nuevos = self.importacion.bare();
        let Importado {
            iguales,
            rectificados,
            cancelados,
            ..
        } = self.so_far();
        let conocidos = iguales + rectificados + cancelados;
        self.antes.saturating_sub(conocidos).min(nuevos)
    }

    /// What it does to most of what it names.
    pub fn most(&self) -> &Mayoria {
        self.importacion.most()
    }

    /// What would be registered.
    pub fn so_far(&self) -> Importado {
        self.importacion.so_far()
    }

    /// Registers what holds.
    ///
    /// # Errors
    /// Those of the register, and of the file.
    #[boxed]
    pub async fn finish(self) -> Result<Importado, Error> {
        let hoja = sheet(&self.fuente)?;
        Ok(self.importacion.finish(Some(hoja)).await?)
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
/// before it ends, nothing changes. `solo_validas`: whether the rows that hold are wanted though others do not; `sustituye`: whether
/// those of before take the place of what other sheets have said since; `antes`: the numbers of other
/// sheets that were taken in with it.
///
/// # Errors
/// [`Error::MuchosErrores`], and those of the key, of the file and of the register.
pub async fn attentions(
    lugares: &Lugares,
    clave: &Clave,
    archivo: Archivo<'_>,
    ((solo_validas, sustituye), autoria, antes): ((bool, bool), Autoria, Arc<Parecidos>),
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Hoja, Error> {
    let registro = lugares.registro().await?;
    let bytes = std::fs::metadata(archivo.ruta).map_or(0, |datos| datos.len());
    registro.expect(bytes).await?;
    let marco = registro.marco(clave).await?;
    let fuente = archivo.open(&FORMA)?;
    let de_otras = archivo.dudas.first().copied().unwrap_or_default();
    let hojeada = Hojeada {
        fuente: Arc::new(fuente.knowing(|| vocabulary(marco.clone()))),
        instancia: clave.clone(),
        marco,
        identidad: lugares.identity()?,
        hoy: clave.dia(autoria.cuando),
        fuera: Defectos::new(),
        antes,
        parecidos: Parecidos::default(),
        repetidas: Notados::default(),
        orden: Orden::default(),
        duda: de_otras,
        sustituye,
    };
    let (mut hoja, mut hojeada) = leaf(&registro, hojeada, &autoria, progress).await?;
    let duda = de_otras.or(hojeada.orden.doubt());
    if duda != de_otras {
        // What could be taken for a day with the day first may have the month first as others do.
        hoja.forget().await?;
        hojeada.duda = duda;
        (hoja, hojeada) = leaf(&registro, hojeada, &autoria, progress).await?;
    }
    if hoja
        .malos
        .values()
        .all(|suyos| opposite(suyos).next().is_none())
    {
        return Ok(hoja);
    }
    let enfrentadas = opposed(&hoja.malos);
    if !solo_validas {
        for (numero, defectos) in enfrentadas {
            hoja.malos.entry(numero).or_default().extend(defectos);
        }
        return Ok(hoja);
    }
    // Of two rows that cannot both be right none is taken: the sheet is read once more without them.
    let mut fuera = enfrentadas;
    for (numero, defectos) in &hoja.malos {
        if opposite(defectos).next().is_some() || fuera.contains_key(numero) {
            let suyos = fuera.entry(*numero).or_default();
            suyos.splice(0..0, defectos.iter().cloned());
        }
    }
    hoja.forget().await?;
    let hojeada = Hojeada { fuera, ..hojeada };
    Ok(leaf(&registro, hojeada, &autoria, progress).await?.0)
}

/// The rows that those with these defects name as saying otherwise, each with the same defect, of them.
fn opposed(malos: &Defectos) -> Defectos {
    let mut otras = Defectos::new();
    for (numero, defectos) in malos {
        for (otra, columna, motivo) in opposite(defectos) {
            let suyos = otras.entry(otra).or_default();
            // One is enough: it names a row of those that say otherwise.
            if suyos.is_empty() {
                suyos.push(Defecto {
                    columna,
                    motivo: motivo(*numero),
                });
            }
        }
    }
    for (otra, suyos) in &mut otras {
        let dichos = malos.get(otra).map_or(&[][..], Vec::as_slice);
        suyos.retain(|suyo| dichos.iter().all(|dicho| dicho.columna != suyo.columna));
    }
    otras.retain(|_, suyos| !suyos.is_empty());
    otras
}

/// The rows that defects name, with their column and their reason, of any row.
fn opposite(defectos: &[Defecto]) -> impl Iterator<Item = (u32, Option<usize>, fn(u32) -> Motivo)> {
    defectos
        .iter()
        .filter_map(|Defecto { columna, motivo }| match motivo {
            Motivo::Repetida(otra) => {
                let repetida: fn(u32) -> Motivo = Motivo::Repetida;
                Some((*otra, *columna, repetida))
            }
            Motivo::Contraria(Some(otra)) => {
                let contraria: fn(u32) -> Motivo = |otra| Motivo::Contraria(Some(otra));
                Some((*otra, *columna, contraria))
            }
            Motivo::OtraCurp(De::Renglon(otra)) => {
                let de_otra: fn(u32) -> Motivo = |otra| Motivo::OtraCurp(De::Renglon(otra));
                Some((*otra, *columna, de_otra))
            }
            _ => None,
        })
}

/// What the log knows a sheet by.
fn sheet(fuente: &Fuente) -> Result<DeHoja, Error> {
    Ok(DeHoja {
        archivo: fuente.digest()?,
        posicion: fuente.position(),
    })
}

/// Reads a sheet once, into an import of its own.
async fn leaf(
    registro: &Registro,
    hojeada: Hojeada,
    autoria: &Autoria,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<(Hoja, Hojeada), Error> {
    let Hojeada {
        instancia,
        identidad,
        ..
    } = &hojeada;
    let antes = registro.taken(instancia, &sheet(&hojeada.fuente)?).await?;
    let mut importacion = registro
        .import(instancia, identidad, autoria.clone())
        .await?;
    if hojeada.sustituye {
        importacion.bring_back();
    }
    let listas = options(None, &hojeada.marco, hojeada.hoy);
    let fuente = Arc::clone(&hojeada.fuente);
    let (envia, recibe) = channel(ESPERA);
    let lectura = tokio::task::spawn_blocking(move || {
        let mut hojeada = hojeada;
        let leidos = hojeada.read(&envia);
        (leidos, hojeada)
    });
    let leido = store(&mut importacion, recibe, progress).await?;
    let Leido {
        mut malos,
        choques,
        de_nadie,
        notados,
        unidas,
        anios,
    } = leido;
    let (renglones, mut hojeada) = lectura.await.map_err(crate::error::resume)?;
    let renglones = renglones?;
    let repetidas = std::mem::take(&mut hojeada.repetidas);
    let parecidos = Arc::new(std::mem::take(&mut hojeada.parecidos));
    if !choques.is_empty() {
        let otros = tokio::task::spawn_blocking(move || {
            let defectos = hojeada.contradictions(&choques);
            (defectos, hojeada)
        });
        let (otros, de_vuelta) = otros.await.map_err(crate::error::resume)?;
        hojeada = de_vuelta;
        for (numero, defecto) in otros? {
            malos.entry(numero).or_default().push(defecto);
        }
    }
    let hoja = Hoja {
        fuente,
        listas,
        malos,
        renglones,
        de_nadie,
        notados,
        unidas,
        de_otro_anio: of_other_years(anios),
        repetidas,
        parecidos,
        antes,
        importacion,
    };
    Ok((hoja, hojeada))
}

/// Adds what is read.
async fn store(
    importacion: &mut Importacion,
    mut recibe: Receiver<Lote>,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Leido, Error> {
    let mut leido = Leido::default();
    while let Some(lote) = recibe.recv().await {
        let (numeros, renglones): (Vec<u32>, Vec<Renglon>) = lote.buenos.into_iter().unzip();
        progress(numeros.len() + lote.malos.len());
        leido.malos.extend(lote.malos);
        leido.de_nadie += lote.de_nadie;
        for (numero, renglon) in numeros.iter().zip(&renglones) {
            let anio = renglon.atencion.datos().fecha.year();
            leido.anios.entry(anio).or_default().add(*numero);
        }
        for Contradicha {
            posicion,
            choque,
            suyos,
            folio,
        } in importacion.add(&renglones).await?
        {
            let renglon = &renglones[posicion];
            leido.choques.push(Contraria {
                numero: numeros[posicion],
                persona: renglon.persona,
                expediente: renglon.expediente,
                choque,
                suyos,
                folio,
            });
        }
        for (posicion, notado) in importacion.noted() {
            let suyos = leido.notados.entry(*notado).or_default();
            suyos.add(numeros[*posicion]);
        }
        let unidas = importacion.united().iter();
        let unidas = unidas.map(|(posicion, de)| (numeros[*posicion], de.clone()));
        leido.unidas.extend(unidas);
        if leido.malos.len() + leido.choques.len() > RENGLONES_MALOS {
            return Err(Error::MuchosErrores(RENGLONES_MALOS));
        }
    }
    Ok(leido)
}
