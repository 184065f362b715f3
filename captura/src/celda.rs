//! Cells of a sheet, and rows that are being read.

use domain::{Marco, TipoAlias};
use time::Date;

use crate::catalogo::known;
use crate::defecto::{Defecto, Motivo};
use crate::identificador;
use crate::palabras::Lista;
use crate::rotura::{Rotura, encoded_twice};
use crate::texto::{nearest, visible};

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Celda {
    /// Nothing, or only spaces.
    #[default]
    Vacia,
    /// Text.
    Texto(String),
    /// A number of a workbook.
    Numero(Numero),
    /// A date of a workbook.
    Fecha(Date),
    /// An hour or a span of a workbook, as it is written.
    Hora(String),
    /// Yes or no, as a workbook has it; in the words of a sheet.
    Logica(&'static str),
    /// What is there in place of a value, as it is written.
    Rota(Rotura, String),
}

/// A number of a workbook, and what else a reader of the sheet sees in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Numero {
    /// Its value.
    pub valor: f64,
    /// The day that it would be in a column of days, by the first day of its workbook.
    pub dia: Option<Date>,
    /// What is seen of it.
    pub visto: Visto,
}

/// What the format of a number shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visto {
    /// The number.
    Igual,
    /// Other characters: zeros before it, a prefix.
    Otro(String),
    /// An amount of money, which is no count and no number of anything.
    Dinero,
    /// A percentage, which is no count either.
    Porcentaje,
    /// Other characters, nobody knows which.
    Incierto,
}

impl Celda {
    /// Its text, without spaces around it.
    pub fn texto(&self) -> String {
        match self {
            Self::Vacia => String::new(),
            Self::Texto(texto) | Self::Hora(texto) | Self::Rota(_, texto) => {
                texto.trim().to_owned()
            }
            Self::Numero(numero) => numero.valor.to_string(),
            Self::Fecha(fecha) => fecha.to_string(),
            Self::Logica(palabra) => (*palabra).to_owned(),
        }
    }

    /// The text of a cell where a count is asked for; nothing if it is money, or a percentage.
    pub(crate) fn count(&self) -> Option<String> {
        match self {
            Self::Numero(numero) if matches!(numero.visto, Visto::Dinero | Visto::Porcentaje) => {
                None
            }
            otra => Some(otra.texto()),
        }
    }

    /// The text of a cell as whoever looks at the sheet sees it.
    ///
    /// # Errors
    /// Why nobody knows what is seen.
    pub(crate) fn seen(&self) -> Result<String, &'static str> {
        match self {
            Self::Numero(numero) => match &numero.visto {
                Visto::Igual => Ok(self.texto()),
                Visto::Otro(texto) => Ok(texto.trim().to_owned()),
                Visto::Dinero | Visto::Porcentaje | Visto::Incierto => {
                    Err(identificador::CON_FORMATO)
                }
            },
            Self::Fecha(_) => Err(
                "es una fecha, y se espera un texto: dé a la columna formato de texto y escriba lo que se ve",
            ),
            otra => Ok(otra.texto()),
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Texto(texto) => texto.trim().is_empty(),
            otra => *otra == Self::Vacia,
        }
    }
}

/// The cell of a text: without what nobody sees in it, and known for what it is where a program wrote an error as text.
impl From<&str> for Celda {
    fn from(texto: &str) -> Self {
        if encoded_twice(texto) {
            // One of its letters may be of those that nobody sees.
            return Self::Rota(Rotura::Ilegible, texto.to_owned());
        }
        let texto = visible(texto);
        // So that Excel leaves its digits alone.
        let literal = texto
            .trim()
            .strip_prefix("=\"")
            .and_then(|t| t.strip_suffix('"'));
        let texto = literal
            .map(|literal| literal.to_owned().into())
            .unwrap_or(texto);
        if texto.trim().is_empty() {
            return Self::Vacia;
        }
        match Rotura::of(texto.trim()).or_else(|| Rotura::among(&texto)) {
            Some(rotura) => Self::Rota(rotura, texto.into_owned()),
            None => Self::Texto(texto.into_owned()),
        }
    }
}

/// The value of a word of a closed list, or of an alias of one.
pub(crate) fn meaning<T: Clone>(
    texto: &str,
    lista: &Lista<T>,
    de: TipoAlias,
    marco: &Marco,
) -> Option<T> {
    let alias = || marco.alias.get(&(de, known(texto)));
    lista.read(texto).or_else(|| lista.read(alias()?))
}

/// The cells of a row by column of the layout; a column that is not in the sheet is empty.
pub type Celdas = Vec<Celda>;

/// A row that is being read: its cells, and the defects found so far.
pub(crate) struct Fila<'a> {
    celdas: &'a [Celda],
    pub(crate) defectos: Vec<Defecto>,
    /// What whoever takes the row in must know of it, though it holds.
    pub(crate) avisos: Vec<Defecto>,
    /// What is refused unless whoever takes it in wants it, or it is so already.
    pub(crate) insistencias: Vec<Insistencia>,
}

/// Something of a row that is refused unless it is insisted on.
pub(crate) struct Insistencia {
    /// What is told, where it is admitted.
    pub(crate) aviso: Defecto,
    /// What is told, where it is not.
    pub(crate) malo: Defecto,
}

impl<'a> Fila<'a> {
    pub(crate) fn new(celdas: &'a [Celda]) -> Self {
        Self {
            celdas,
            defectos: vec![],
            avisos: vec![],
            insistencias: vec![],
        }
    }

    pub(crate) fn celda(&self, columna: impl Into<usize>) -> &'a Celda {
        self.celdas.get(columna.into()).unwrap_or(&Celda::Vacia)
    }

    pub(crate) fn texto(&self, columna: impl Into<usize>) -> String {
        self.celda(columna).texto()
    }

    /// The text of a cell as it is seen; nothing if nobody knows it, which is noted.
    pub(crate) fn seen(&mut self, columna: impl Into<usize>) -> Option<String> {
        let columna = columna.into();
        let visto = self.celda(columna).seen();
        visto.map_or_else(|regla| self.say(columna, regla), Some)
    }

    /// The identifier in a cell, as it is compared; none if there is none, or what is there cannot be one, which is noted.
    pub(crate) fn identifier(&mut self, columna: impl Into<usize>) -> Option<String> {
        let columna = columna.into();
        identificador::read(self.celda(columna)).unwrap_or_else(|regla| self.say(columna, regla))
    }

    /// The number of the file of somebody, in the same way.
    pub(crate) fn file(&mut self, columna: impl Into<usize>) -> Option<String> {
        let columna = columna.into();
        identificador::file(self.celda(columna)).unwrap_or_else(|regla| self.say(columna, regla))
    }

    /// The value of a word of a closed list.
    pub(crate) fn word<T: Clone>(
        &mut self,
        columna: impl Into<usize>,
        lista: &Lista<T>,
    ) -> Option<T> {
        let columna = columna.into();
        let valor = lista.read(&self.texto(columna));
        valor.or_else(|| self.wrong_word(columna, lista))
    }

    /// Notes that a cell holds no word of a closed list, and which was probably meant.
    fn wrong_word<T>(&mut self, columna: usize, lista: &Lista<T>) -> Option<T> {
        let cerca = nearest(&self.texto(columna), lista.names());
        self.wrong_near(columna, &lista.either(), cerca)
    }

    /// The value of a word of a closed list, or of another way of writing one.
    pub(crate) fn word_of<T: Clone>(
        &mut self,
        columna: impl Into<usize>,
        lista: &Lista<T>,
        de: TipoAlias,
        marco: &Marco,
    ) -> Option<T> {
        let columna = columna.into();
        let valor = meaning(&self.texto(columna), lista, de, marco);
        valor.or_else(|| self.wrong_word(columna, lista))
    }

    /// Notes that a cell does not hold what is expected, and goes on without it.
    pub(crate) fn wrong<T>(&mut self, columna: impl Into<usize>, espera: &str) -> Option<T> {
        self.wrong_near(columna, espera, None)
    }

    /// Notes that a cell does not hold what is expected, and which word was probably meant.
    pub(crate) fn wrong_near<T>(
        &mut self,
        columna: impl Into<usize>,
        espera: &str,
        cerca: Option<String>,
    ) -> Option<T> {
        let columna = columna.into();
        let motivo = Motivo::unexpected(self.celda(columna), espera, cerca);
        self.note(columna, motivo)
    }

    /// Notes that a cell names none of what can be named, with those that were probably meant, or all if they are few.
    pub(crate) fn wrong_name<'n, T>(
        &mut self,
        columna: usize,
        espera: &str,
        nombres: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<T> {
        let celda = self.celda(columna);
        let cerca = nearest(&celda.texto(), nombres.clone());
        let motivo = Motivo::unexpected(celda, espera, cerca).among(nombres);
        self.note(columna, motivo)
    }

    /// Notes a rule that a cell breaks, in words.
    pub(crate) fn say<T>(
        &mut self,
        columna: impl Into<usize>,
        regla: impl Into<String>,
    ) -> Option<T> {
        self.note(columna, Motivo::Regla(regla.into()))
    }

    /// Notes what is to be known of a cell, and goes on.
    pub(crate) fn warn(&mut self, columna: impl Into<usize>, regla: impl Into<String>) {
        let aviso = Defecto::new(columna, Motivo::Regla(regla.into()));
        self.avisos.push(aviso);
    }

    /// Notes that a cell says few people, who would be published as they are: it is refused unless that is wanted.
    pub(crate) fn few(&mut self, columna: impl Into<usize>, se_admiten: bool, si_no: &str) {
        let columna = columna.into();
        let dicho = "son muy pocas personas, y se publicaría tal cual: quien las conozca sabría de quién se habla";
        if se_admiten {
            return self.warn(columna, dicho);
        }
        let regla =
            format!("{dicho}. {si_no}; si es público de por sí, repita con --pocas-personas");
        self.insistencias.push(Insistencia {
            aviso: Defecto::new(columna, Motivo::Regla(dicho.to_owned())),
            malo: Defecto::new(columna, Motivo::Regla(regla)),
        });
    }

    /// Notes why a cell is refused.
    pub(crate) fn note<T>(&mut self, columna: impl Into<usize>, motivo: Motivo) -> Option<T> {
        let nuevo = Defecto::new(columna, motivo);
        // What is expected of a cell is told once.
        let dicho = nuevo.is_of_what_is_expected()
            && self
                .defectos
                .iter()
                .any(|otro| otro.columna == nuevo.columna && otro.is_of_what_is_expected());
        if !dicho {
            self.defectos.push(nuevo);
        }
        None
    }
}
