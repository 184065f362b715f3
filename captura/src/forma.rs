//! Layouts: the columns that a sheet of a kind has.

use crate::texto::fold;

/// A column, as users are told of it.
#[derive(Clone, Copy)]
pub struct Ficha {
    /// Header.
    pub titulo: &'static str,
    /// Other headers that are understood.
    pub otros: &'static [&'static str],
    /// Whether a sheet without it is refused.
    pub obligatoria: bool,
    /// When a row needs it, if only some rows do: «Si no hay fecha».
    pub si: Option<&'static str>,
    /// Something that could be written.
    pub ejemplo: &'static str,
    /// Help; `{}` stands for the words of the list.
    ayuda: &'static str,
    /// The words of its closed list, as a sentence has them.
    pub(crate) palabras: Option<fn() -> String>,
    /// The part of a record that it says: a sheet without the column says nothing of that part.
    pub(crate) parte: Option<&'static str>,
    /// Whether a header may say besides that it is a number: «No. de folio», «Exp. núm.».
    numero: bool,
}

/// A column that must be there, or may be missing.
pub(crate) const fn ficha(
    titulo: &'static str,
    obligatoria: bool,
    ejemplo: &'static str,
    ayuda: &'static str,
) -> Ficha {
    Ficha {
        titulo,
        otros: &[],
        obligatoria,
        si: None,
        ejemplo,
        ayuda,
        palabras: None,
        parte: None,
        numero: false,
    }
}

impl Ficha {
    /// The column, with other headers.
    pub(crate) const fn or(self, otros: &'static [&'static str]) -> Self {
        Self { otros, ..self }
    }

    /// The column, with a closed list of words.
    pub(crate) const fn of(self, palabras: fn() -> String) -> Self {
        Self {
            palabras: Some(palabras),
            ..self
        }
    }

    /// The column, which rows need only then.
    pub(crate) const fn when(self, si: &'static str) -> Self {
        Self {
            si: Some(si),
            ..self
        }
    }

    /// The column, as a part of a record.
    pub(crate) const fn part(self, parte: &'static str) -> Self {
        Self {
            parte: Some(parte),
            ..self
        }
    }

    /// The column, which is of a number.
    pub(crate) const fn numbered(self) -> Self {
        Self {
            numero: true,
            ..self
        }
    }

    /// Whether a header, as [`fold`] leaves it, is one of it.
    fn is_called(&self, buscado: &str) -> bool {
        let is = |buscado: &str| {
            let mut nombres = self.otros.iter().chain([&self.titulo]);
            !buscado.is_empty() && nombres.any(|nombre| fold(nombre) == buscado)
        };
        is(buscado) || self.numero && is(&without_number(buscado))
    }

    /// Help: what is written in it.
    pub fn ayuda(&self) -> String {
        match self.palabras {
            Some(palabras) => self.ayuda.replace("{}", &palabras()),
            None => self.ayuda.to_owned(),
        }
    }
}

/// A kind of sheet.
pub struct Forma {
    /// As the command line calls it.
    pub tipo: &'static str,
    /// Name of the sheet of the workbook.
    pub hoja: &'static str,
    /// Its columns, in order.
    pub fichas: &'static [Ficha],
    /// Columns of days.
    pub fechas: &'static [usize],
    /// Columns of several entries, separated by semicolons.
    pub varios: &'static [usize],
}

impl Forma {
    /// Its kind as people write it.
    pub fn said(&self) -> &'static str {
        match self.tipo {
            "areas" => "áreas",
            "publicos" => "públicos",
            "efemerides" => "efemérides",
            otro => otro,
        }
    }

    /// How many of the headers are of columns of it.
    pub(crate) fn found(&self, encabezados: &[String]) -> usize {
        encabezados
            .iter()
            .filter(|e| self.find(e).is_some())
            .count()
    }

    /// The column with that header.
    pub fn find(&self, encabezado: &str) -> Option<usize> {
        let buscado = fold(encabezado.trim_end_matches(['*', ' ']));
        let mut fichas = self.fichas.iter();
        fichas.position(|ficha| ficha.is_called(&buscado))
    }
}

/// A header without the words that say that it is a number, before and after: «no de folio», «expediente nº».
fn without_number(doblado: &str) -> String {
    const NUMERO: [&str; 8] = ["no", "n", "nº", "º", "num", "numero", "nro", "de"];
    let palabras: Vec<&str> = doblado.split(' ').collect();
    let dice = |palabra: &&&str| NUMERO.contains(*palabra);
    let antes = palabras.iter().take_while(dice).count();
    let despues = palabras[antes..].iter().rev().take_while(dice).count();
    palabras[antes..palabras.len() - despues].join(" ")
}
