//! The rows of a sheet of attentions, read by a thread of their own.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use captura::atenciones::columnas::Columna;
use captura::atenciones::{Lector, Vistas, has_bare_day, numbers, of_nobody, without_sex};
use captura::defecto::{De, Defecto, Motivo};
use captura::dias::{Duda, Orden};
use captura::lectura::{Fuente, SheetRow};
use claves::Identidad;
use domain::{Choque, Clave, Marco, Persona, Renglon, Seudonimo};
use time::Date;
use tokio::sync::mpsc::Sender;

use super::Defectos;
use super::atenciones::Notados;
use super::parecidos::Parecidos;

/// Rows that are looked up and inserted at once.
const LOTE: usize = 1000;

/// Some rows of the sheet: those that hold, with their numbers, and what is wrong with the others.
#[derive(Default)]
pub(super) struct Lote {
    pub(super) buenos: Vec<(u32, Renglon)>,
    pub(super) malos: Vec<(u32, Vec<Defecto>)>,
    /// Anonymous rows that say something of somebody.
    pub(super) de_nadie: u64,
}

/// A row that says another thing of somebody than was said before.
pub(super) struct Contraria {
    pub(super) numero: u32,
    /// Nobody, if it is anonymous.
    pub(super) persona: Option<Persona>,
    pub(super) expediente: Option<Seudonimo>,
    pub(super) choque: Choque,
    /// All that she is known by.
    pub(super) suyos: Vec<Seudonimo>,
    /// The folio of an attention that the register has otherwise.
    pub(super) folio: Option<String>,
}

impl Contraria {
    /// Whether another row of hers says the other thing.
    fn is_denied_by(&self, renglon: &Renglon, persona: &Persona) -> bool {
        self.persona.as_ref().is_some_and(|suya| {
            if self.choque == Choque::Expediente {
                return renglon.expediente == self.expediente
                    && persona.seudonimo != suya.seudonimo;
            }
            self.choque.between(persona, suya)
        })
    }
}

/// A sheet, and what its rows are read against.
pub(super) struct Hojeada {
    pub(super) fuente: Arc<Fuente>,
    pub(super) instancia: Clave,
    pub(super) marco: Marco,
    pub(super) identidad: Identidad,
    pub(super) hoy: Date,
    /// Rows that another row of the sheet says to be otherwise, and what is wrong with them: of the two it is not known which
    /// one is right.
    pub(super) fuera: Defectos,
    /// Numbers of the sheets before it.
    pub(super) antes: Arc<Parecidos>,
    /// Numbers that are likely one.
    pub(super) parecidos: Parecidos,
    /// Rows that say of somebody what another one says.
    pub(super) repetidas: Notados,
    /// How its days are written.
    pub(super) orden: Orden,
    /// What is doubtful of them.
    pub(super) duda: Duda,
    /// Whether rows of before take the place of what other sheets have said since.
    pub(super) sustituye: bool,
}

impl Hojeada {
    fn reader(&self) -> Lector<'_> {
        Lector {
            instancia: &self.instancia,
            marco: &self.marco,
            identidad: &self.identidad,
            hoy: self.hoy,
            conocida: None,
        }
    }

    /// What is remembered of rows, before the first of them: if its day is a number without its format, what days are like.
    fn remember(&self, primera: &SheetRow) -> Result<Vistas, captura::Error> {
        let mut vistas = Vistas::default();
        if has_bare_day(&primera.propias) {
            let dia = self.fuente.first_day(Columna::Fecha.into())?;
            vistas = Vistas::of(dia);
        }
        Ok(vistas.doubting(self.duda))
    }

    /// Reads every row; how many there were.
    pub(super) fn read(&mut self, envia: &Sender<Lote>) -> Result<u64, captura::Error> {
        let mut parecidos = self.antes.before(self.fuente.hoja());
        let mut repetidas = Notados::default();
        let lector = self.reader();
        let (mut vistas, mut folios) = (Vistas::default(), Vistas::default());
        let mut lote = Lote::default();
        let mut leidos = 0;
        self.fuente.rows(&mut |fila| {
            leidos += 1;
            if leidos == 1 {
                vistas = self.remember(&fila)?;
            }
            let numero = fila.numero;
            let de_nadie = of_nobody(&fila.propias);
            let escritos = numbers(&fila.propias);
            let leida = match self.fuera.get(&numero) {
                Some(defectos) => Err(defectos.clone()),
                None => row(&lector, fila, &mut vistas, &mut folios),
            };
            if leida.is_ok() {
                parecidos.see(numero, escritos);
                if vistas.repeats() {
                    repetidas.add(numero);
                }
            }
            match leida {
                Ok(renglon) => {
                    lote.de_nadie += u64::from(de_nadie);
                    lote.buenos.push((numero, renglon));
                }
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
        self.parecidos = parecidos;
        self.repetidas = repetidas;
        self.orden = vistas.orden();
        Ok(leidos)
    }

    /// The defects of rows that contradict others, each with the first row that says another thing, and of all that say what
    /// that one says: which are right is not known. The sheet is read once more for it: a sheet without contradictions pays nothing.
    pub(super) fn contradictions(
        &self,
        choques: &[Contraria],
    ) -> Result<Vec<(u32, Defecto)>, captura::Error> {
        let mut de: HashMap<Seudonimo, BTreeSet<usize>> = HashMap::new();
        let contrarias: BTreeSet<u32> = choques.iter().map(|contraria| contraria.numero).collect();
        for (posicion, contraria) in choques.iter().enumerate() {
            for suyo in &contraria.suyos {
                de.entry(*suyo).or_default().insert(posicion);
            }
        }
        let mut negadas: Vec<Vec<u32>> = vec![vec![]; choques.len()];
        let (lector, mut vistas) = (self.reader(), None);
        self.fuente.rows(&mut |fila| {
            let numero = fila.numero;
            if self.fuera.contains_key(&numero) {
                return Ok(());
            }
            let vistas = match &mut vistas {
                Some(vistas) => vistas,
                vacias => vacias.insert(self.remember(&fila)?),
            };
            let Ok(renglon) = lector.read(&fila.propias, vistas) else {
                return Ok(());
            };
            let Some(persona) = &renglon.persona else {
                return Ok(());
            };
            if contrarias.contains(&numero) {
                return Ok(());
            }
            let nombres = [Some(persona.seudonimo), renglon.expediente];
            let suyas = nombres.iter().flatten().filter_map(|suyo| de.get(suyo));
            let suyas: BTreeSet<usize> = suyas.flatten().copied().collect();
            for posicion in suyas {
                if choques[posicion].is_denied_by(&renglon, persona) {
                    negadas[posicion].push(numero);
                }
            }
            Ok(())
        })?;
        let mut dichos = BTreeSet::new();
        let choques = choques.iter().zip(&negadas);
        let defectos = choques.flat_map(|(contraria, otras)| contrary(contraria, otras));
        // One is enough for a cell: it names a row of those that say otherwise.
        let defectos =
            defectos.filter(|(numero, defecto)| dichos.insert((*numero, defecto.columna)));
        Ok(defectos.collect())
    }
}

/// What is wrong with a row that contradicts the register or others, and with those others.
fn contrary(contraria: &Contraria, otras: &[u32]) -> Vec<(u32, Defecto)> {
    let columna = column(contraria.choque);
    let primera = otras.first().copied();
    let motivo: fn(u32) -> Motivo = match contraria.choque {
        Choque::Expediente => |otra| Motivo::OtraCurp(De::Renglon(otra)),
        _ => |otra| Motivo::Contraria(Some(otra)),
    };
    let suyo = match (contraria.choque, primera) {
        (Choque::SinSexo, _) => without_sex(),
        (Choque::DosPersonas, _) => {
            let regla = Motivo::Regla(contraria.choque.to_string());
            Defecto::new(columna, regla)
        }
        (Choque::Folio, _) => Defecto::new(columna, Motivo::Regla(another(contraria))),
        (_, Some(primera)) => Defecto::new(columna, motivo(primera)),
        (Choque::Expediente, None) => {
            let de = De::Registro(contraria.folio.clone());
            Defecto::new(columna, Motivo::OtraCurp(de))
        }
        (_, None) => Defecto::new(columna, Motivo::Contraria(None)),
    };
    let ajenos = otras
        .iter()
        .map(|otra| (*otra, Defecto::new(columna, motivo(contraria.numero))));
    let mut todos = vec![(contraria.numero, suyo)];
    todos.extend(ajenos);
    todos
}

/// What to do with a folio that is of another attention.
fn another(contraria: &Contraria) -> String {
    let folio = contraria.folio.as_deref().unwrap_or("FOLIO");
    format!(
        "{}: si es otra, necesita otro folio; si es la misma y el día estaba mal, «pacto rectificar --folio {folio} Fecha=DÍA»",
        contraria.choque
    )
}

/// A row as it holds by itself and beside those before it; or all that is wrong with it. A folio is of one row, whatever else is
/// wrong with either.
fn row(
    lector: &Lector,
    fila: SheetRow,
    vistas: &mut Vistas,
    folios: &mut Vistas,
) -> Result<Renglon, Vec<Defecto>> {
    let numero = fila.numero;
    let es_renglon = fila
        .defectos
        .iter()
        .all(|defecto| defecto.columna.is_some());
    let por_folio = lector.by_folio(&fila.propias).filter(|_| es_renglon);
    let leida = if fila.defectos.is_empty() {
        lector.read(&fila.propias, vistas)
    } else {
        Err(with_the_rest(lector, fila, vistas))
    };
    let Some(por_folio) = por_folio else {
        return leida;
    };
    match folios.entry(&por_folio) {
        Entry::Occupied(antes) => {
            let repetida = Motivo::Repetida(*antes.get());
            let mut defectos = leida.err().unwrap_or_default();
            defectos.push(Defecto::new(Columna::Folio, repetida));
            Err(defectos)
        }
        Entry::Vacant(hueco) => {
            hueco.insert(numero);
            leida
        }
    }
}

/// The defects of a row with cells that hold no value, and those of its other cells; a row that is none has no others.
fn with_the_rest(lector: &Lector, fila: SheetRow, vistas: &mut Vistas) -> Vec<Defecto> {
    let mut defectos = fila.defectos;
    if defectos.iter().any(|defecto| defecto.columna.is_none()) {
        return defectos;
    }
    let mut aparte = vistas.apart();
    let leida = lector.read(&fila.propias, &mut aparte);
    vistas.go_on(&aparte);
    if let Err(otros) = leida {
        let suyas: Vec<_> = defectos.iter().map(|defecto| defecto.columna).collect();
        defectos.extend(
            otros
                .into_iter()
                .filter(|otro| !suyas.contains(&otro.columna)),
        );
    }
    defectos
}

/// The column of what is contradicted.
fn column(choque: Choque) -> Columna {
    match choque {
        Choque::Folio => Columna::Folio,
        Choque::Expediente | Choque::DosPersonas => Columna::Expediente,
        Choque::Nacimiento => Columna::AnioNacimiento,
        Choque::Sexo | Choque::SinSexo => Columna::Sexo,
        Choque::Indigena => Columna::Indigena,
        Choque::LenguaIndigena => Columna::LenguaIndigena,
        Choque::Afromexicana => Columna::Afromexicana,
        Choque::Discapacidad => Columna::Discapacidad,
        Choque::Escolaridad => Columna::Escolaridad,
    }
}
