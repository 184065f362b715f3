//! Sources of the columns of a layout, and the cells that they give.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use crate::Error;
use crate::atenciones::columnas::FORMA as ATENCIONES;
use crate::catalogo::entries;
use crate::celda::{Celda, Celdas};
use crate::defecto::{Defecto, Motivo};
use crate::fecha;
use crate::forma::{Ficha, Forma};
use crate::palabras::{MARCA, NACIMIENTO};
use crate::texto::fold;

/// The source of the cells of a column.
#[derive(Debug, Clone, Default)]
pub enum CellSource {
    /// None: its cells are empty.
    #[default]
    Nada,
    /// A cell of the row.
    Celda(usize),
    /// A text, the same for all rows.
    Constante(String),
    /// Cells of yes or no, with the word of each that says yes, and the word of a row where none does.
    Marcas(Vec<Marca>, String),
    /// A cell of an age, and the columns of the layout that have the day and the CURP.
    Edad(usize, usize, Option<usize>),
}

/// A column of yes or no.
#[derive(Debug, Clone)]
pub struct Marca {
    pub(super) posicion: usize,
    pub(super) encabezado: String,
    /// The word that a yes stands for; nothing if it stands for none.
    pub(super) dice: String,
}

impl Marca {
    /// Whether its cell of a row says yes, if it says yes or no.
    fn read(&self, celdas: &[Celda]) -> Option<bool> {
        let texto = celdas.get(self.posicion).map(Celda::texto);
        MARCA.read(&texto.unwrap_or_default())
    }
}

/// Whether a text is one that a column understands by itself.
pub type Entiende = dyn Fn(usize, &str) -> bool + Send + Sync;

/// The value of a map that stands for any that nothing else understands.
pub(super) const OTRO: &str = "*";

/// The sources of the cells of all columns.
#[derive(Debug, Clone, Default)]
pub struct Reparto {
    pub(super) origenes: Vec<CellSource>,
    /// Translations of values, by column; the values without capitals and accents.
    pub(super) valores: BTreeMap<usize, BTreeMap<String, String>>,
    /// Columns of several entries.
    pub(super) varios: &'static [usize],
}

impl Reparto {
    /// The sources of a sheet of the template: each column comes from the one with its header.
    ///
    /// # Errors
    /// A column that is there twice, or that must be there and is not.
    pub fn plain(forma: &Forma, encabezados: &[String]) -> Result<Self, Error> {
        let suyas: Vec<_> = encabezados.iter().map(|e| forma.find(e)).collect();
        let mut origenes = vec![];
        for (columna, ficha) in forma.fichas.iter().enumerate() {
            let mut donde = (0..).zip(&suyas).filter(|(_, c)| **c == Some(columna));
            origenes.push(match (donde.next(), donde.next()) {
                (Some((una, _)), Some((otra, _))) => {
                    let titulo = ficha.titulo;
                    let named = |i: usize| encabezados.get(i).map_or("", |e| e.trim());
                    let (una, otra) = (named(una), named(otra));
                    return Err(Error::new(format!(
                        "la columna «{titulo}» está dos veces, como «{una}» y como «{otra}»: deje una, o dele otro nombre a la que sea otra cosa"
                    )));
                }
                (Some((posicion, _)), None) => CellSource::Celda(posicion),
                (None, _) => CellSource::Nada,
            });
        }
        let reparto = Self {
            origenes,
            ..Self::default()
        };
        let falta = reparto.check(forma, "«pacto plantilla» escribe una hoja con todas; si la suya llama a alguna de otro modo, cámbiele el encabezado, o use --mapa");
        // A column that is missing may be there under nearly its name.
        let en_otra = |encabezado: &String| {
            let mut faltan = reparto.missing(forma);
            faltan.any(|ficha| slip(encabezado, ficha.titulo))
        };
        if falta.is_ok() || encabezados.iter().any(en_otra) {
            reparto.check_slips(forma, encabezados, &[], |_| {
                "corríjalo, o dele otro nombre si es otra cosa".to_owned()
            })?;
        }
        falta?;
        Ok(reparto)
    }

    /// Refuses a header that nothing is read from and that is nearly one of the layout's: what stands under it would be lost.
    /// `sin_nada`: columns that come from nowhere for certain; `remedio`: what to do, by the column.
    pub(super) fn check_slips(
        &self,
        forma: &Forma,
        encabezados: &[String],
        sin_nada: &[usize],
        remedio: impl Fn(&str) -> String,
    ) -> Result<(), Error> {
        let leidas = self.read();
        let ajenos = (0..).zip(encabezados);
        let ajenos = ajenos.filter(|(posicion, _)| !leidas.contains(posicion));
        for (_, encabezado) in ajenos {
            let faltan = (0..).zip(forma.fichas.iter().zip(&self.origenes));
            let mut faltan = faltan.filter(|(columna, (_, origen))| {
                matches!(origen, CellSource::Nada) && !sin_nada.contains(columna)
            });
            let parecida = faltan.find(|(_, (ficha, _))| is_like(forma, ficha, encabezado));
            if let Some((_, (ficha, _))) = parecida {
                let titulo = ficha.titulo;
                return Err(Error::new(format!(
                    "el encabezado «{encabezado}» no se lee, y parece «{titulo}»: {}",
                    remedio(titulo)
                )));
            }
        }
        Ok(())
    }

    pub(super) fn check(&self, forma: &Forma, consejo: &str) -> Result<(), Error> {
        let faltan: Vec<String> = self
            .missing(forma)
            .map(|ficha| format!("«{}»", ficha.titulo))
            .collect();
        match faltan.as_slice() {
            [] => Ok(()),
            [una] => Err(Error::new(format!("falta la columna {una}; {consejo}"))),
            [primeras @ .., ultima] => Err(Error::new(format!(
                "faltan las columnas {} y {ultima}; {consejo}",
                primeras.join(", ")
            ))),
        }
    }

    /// The columns that must be there and are not.
    fn missing<'a>(&'a self, forma: &'a Forma) -> impl Iterator<Item = &'a Ficha> {
        let fichas = forma.fichas.iter().zip(&self.origenes);
        let faltan = fichas
            .filter(|(ficha, origen)| ficha.obligatoria && matches!(origen, CellSource::Nada));
        faltan.map(|(ficha, _)| ficha)
    }

    /// The source of the cells of a column.
    pub fn origen(&self, columna: usize) -> &CellSource {
        self.origenes.get(columna).unwrap_or(&CellSource::Nada)
    }

    /// The positions that are read.
    pub fn read(&self) -> BTreeSet<usize> {
        let origenes = self.origenes.iter();
        let leidas = origenes.flat_map(|origen| match origen {
            CellSource::Celda(posicion) | CellSource::Edad(posicion, ..) => vec![*posicion],
            CellSource::Marcas(marcas, _) => marcas.iter().map(|marca| marca.posicion).collect(),
            CellSource::Nada | CellSource::Constante(_) => vec![],
        });
        leidas.collect()
    }

    /// The positions of the cells of a row that a defect of a column is of.
    pub fn blamed(&self, columna: usize, celdas: &[Celda]) -> Vec<usize> {
        match self.origen(columna) {
            CellSource::Celda(posicion) | CellSource::Edad(posicion, ..) => vec![*posicion],
            CellSource::Marcas(marcas, _) => {
                let all = || marcas.iter().map(|marca| marca.posicion).collect();
                let malas = marcas.iter().filter(|marca| marca.read(celdas).is_none());
                let malas: Vec<usize> = malas.map(|marca| marca.posicion).collect();
                if malas.is_empty() { all() } else { malas }
            }
            CellSource::Nada | CellSource::Constante(_) => vec![],
        }
    }

    /// Whether some value of a map stands for any other.
    pub fn has_any_other(&self) -> bool {
        let mut valores = self.valores.values();
        valores.any(|valores| valores.contains_key(OTRO))
    }

    /// The cells of a row by column, and what is wrong with it.
    pub fn share(&self, celdas: &[Celda], entiende: &Entiende) -> (Celdas, Vec<Defecto>) {
        let mut defectos = vec![];
        let mut propias: Celdas = self
            .origenes
            .iter()
            .enumerate()
            .map(|(columna, origen)| {
                let celda = match origen {
                    CellSource::Nada | CellSource::Edad(..) => Celda::Vacia,
                    CellSource::Constante(texto) => Celda::from(texto.as_str()),
                    CellSource::Celda(posicion) => match celdas.get(*posicion) {
                        Some(celda) if !celda.is_empty() => celda.clone(),
                        _ => Celda::Vacia,
                    },
                    CellSource::Marcas(marcas, ninguna) => match marked(celdas, marcas) {
                        Ok(texto) if texto.is_empty() => Celda::from(ninguna.as_str()),
                        Ok(texto) => Celda::Texto(texto),
                        Err(regla) => {
                            defectos.push(Defecto::new(columna, Motivo::Regla(regla)));
                            Celda::Vacia
                        }
                    },
                };
                self.translate(columna, celda, entiende)
            })
            .collect();
        for (columna, origen) in self.origenes.iter().enumerate() {
            if let CellSource::Edad(posicion, dia, curp) = origen {
                // Who has a CURP has her year in it, and an age gives or takes one.
                if propias
                    .get(curp.unwrap_or(usize::MAX))
                    .is_some_and(|c| *c != Celda::Vacia)
                {
                    continue;
                }
                let edad = celdas.get(*posicion).cloned().unwrap_or_default();
                let dia = fecha::read(&propias[*dia]);
                let is_age = |_, edad: &str| born(&Celda::from(edad), None).is_ok();
                match born(&self.translate(columna, edad, &is_age), dia) {
                    Ok(nacida) => propias[columna] = nacida,
                    Err(motivo) => defectos.push(Defecto::new(columna, motivo)),
                }
            }
        }
        (propias, defectos)
    }

    /// A cell by what a map says of its values: as a whole, or, where a column has several entries, each by itself.
    fn translate(&self, columna: usize, celda: Celda, entiende: &Entiende) -> Celda {
        // An error is no other value.
        let (Some(valores), false) = (self.valores.get(&columna), matches!(celda, Celda::Rota(..)))
        else {
            return celda;
        };
        let texto = celda.texto();
        let said = |texto: &str| {
            let doblado = fold(texto);
            let suyo = valores.get(&doblado);
            suyo.filter(|_| texto.is_empty() || !doblado.is_empty())
        };
        let of = |texto: &str| {
            let otro = || valores.get(OTRO).filter(|_| !entiende(columna, texto));
            said(texto).or_else(otro)
        };
        let partes: Vec<&str> = entries(&texto).map(str::trim).collect();
        let toda = match said(&texto) {
            None if celda == Celda::Vacia => return celda,
            None if partes.len() > 1 && self.varios.contains(&columna) => {
                let suyas = partes.iter().map(|parte| of(parte).map_or(*parte, |s| s));
                let suyas: Vec<&str> = suyas.filter(|parte| !parte.is_empty()).collect();
                Some(suyas.join("; "))
            }
            None => of(&texto).cloned(),
            suyo => suyo.cloned(),
        };
        toda.map_or(celda, |toda| Celda::from(toda.as_str()))
    }
}

/// Whether a header is nearly one of a column; of attentions, whether it has its words: «No. de expediente interno».
fn is_like(forma: &Forma, ficha: &Ficha, encabezado: &str) -> bool {
    let doblado = fold(encabezado);
    let palabras: Vec<&str> = doblado.split(' ').collect();
    let contains = |nombre: &str| {
        fold(nombre)
            .split(' ')
            .all(|palabra| palabras.contains(&palabra))
    };
    let mut nombres = ficha.otros.iter().chain([&ficha.titulo]);
    slip(encabezado, ficha.titulo)
        || forma.tipo == ATENCIONES.tipo && nombres.any(|nombre| contains(nombre))
}

/// Whether a header is another one with a slip of the pen, or with its accented letters damaged.
fn slip(encabezado: &str, titulo: &str) -> bool {
    let (suyo, otro) = (fold(encabezado), fold(titulo));
    let ascii =
        |texto: &str| -> String { texto.chars().filter(char::is_ascii_alphanumeric).collect() };
    let danado = !encabezado.is_ascii() && ascii(encabezado) == ascii(titulo);
    danado
        || suyo.replace(' ', "") == otro.replace(' ', "")
        || otro.len() > 3 && strsim::normalized_damerau_levenshtein(&suyo, &otro) >= 0.8
}

/// The words of the cells that say yes; what is wrong, if some say neither yes nor no.
fn marked(celdas: &[Celda], marcas: &[Marca]) -> Result<String, String> {
    let mut dichas = BTreeSet::new();
    let mut malas = vec![];
    for marca in marcas {
        match marca.read(celdas) {
            Some(true) => _ = dichas.insert(marca.dice.as_str()),
            Some(false) => {}
            None => malas.push(format!("«{}»", marca.encabezado)),
        }
    }
    if malas.is_empty() {
        let dichas: Vec<&str> = dichas.into_iter().filter(|que| !que.is_empty()).collect();
        return Ok(dichas.join("; "));
    }
    let de = if malas.len() == 1 {
        "la columna"
    } else {
        "las columnas"
    };
    Err(format!(
        "sale de {de} {}, que no dice sí ni no: se espera «sí», «x» o «1»; o «no», «0» o nada",
        malas.join(", ")
    ))
}

/// The oldest that somebody is.
const MAYOR: u16 = 120;

/// The year in which somebody of that age was born, give or take one; what is wrong with what is no age. Of a day that is not known,
/// nothing: its own cell is told.
fn born(edad: &Celda, dia: Option<Date>) -> Result<Celda, Motivo> {
    if *edad == Celda::Vacia {
        return Ok(Celda::Vacia);
    }
    let texto = edad.texto();
    // That it is not known is no age, and is said so.
    if NACIMIENTO.read(&texto).is_some() {
        return Ok(edad.clone());
    }
    let texto = texto.to_lowercase();
    let anios = texto.trim();
    let anios = anios
        .strip_suffix("años")
        .or(anios.strip_suffix("año"))
        .unwrap_or(anios)
        .trim_end();
    let anios: Option<u16> = anios.parse().ok().filter(|anios| *anios <= MAYOR);
    let anios = anios.ok_or_else(|| Motivo::unexpected(edad, "una edad en años, como 35", None))?;
    Ok(dia.map_or(Celda::Vacia, |dia| {
        Celda::Texto((dia.year() - i32::from(anios)).to_string())
    }))
}
