//! The sheet of the user, with its defects marked.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Note, Worksheet, XlsxError};
use time::Date;
use time::macros::date;

use super::{ERRORES, Listas, tell};
use crate::Error;
use crate::celda::{Celda, Numero, Visto};
use crate::defecto::Defecto;
use crate::escritura::failed;
use crate::lectura::{Fuente, SheetRow};
use crate::palabras::MARCA;
use crate::plantilla::{self, width};
use crate::rotura::{ANCHA, COMBINADA, Rotura, SIN_FORMATO, SIN_RESULTADO};
use crate::{dias, fecha, identificador};

/// As much of a text as a cell of Excel holds.
const CABE: usize = 32_000;
/// The numbers that a cell can hold to the last digit.
const ENTEROS: std::ops::Range<f64> = 0.0..1e15;
/// The first day that a workbook counts as all others do: it has a 29th of February of 1900.
const PRIMERO: Date = date!(1900 - 03 - 01);

/// Writes the sheet.
pub(super) fn write(
    hoja: &mut Worksheet,
    fuente: &Fuente,
    defectos: &BTreeMap<u32, Vec<Defecto>>,
    listas: &Listas,
) -> Result<(), Error> {
    let mut hoja = HojaMarcada::new(hoja, fuente);
    hoja.headers(listas).map_err(|error| failed(&error))?;
    let mut ultimo = fuente.renglon();
    fuente.rows(&mut |renglon| {
        let suyos = defectos.get(&renglon.numero).map_or(&[][..], Vec::as_slice);
        ultimo = renglon.numero;
        hoja.row(&renglon, suyos).map_err(|error| failed(&error))
    })?;
    hoja.filter(ultimo).map_err(|error| failed(&error))
}

/// The sheet of a report, being written.
struct HojaMarcada<'a> {
    hoja: &'a mut Worksheet,
    fuente: &'a Fuente,
    /// The column of each of the source's; none for the errors of an earlier report.
    columnas: Vec<Option<u16>>,
    /// The number format of each of the source's.
    formatos: Vec<&'static str>,
}

impl<'a> HojaMarcada<'a> {
    fn new(hoja: &'a mut Worksheet, fuente: &'a Fuente) -> Self {
        let mut siguiente = 0u16;
        let columnas = fuente.encabezados().iter().map(|encabezado| {
            (encabezado != ERRORES).then(|| {
                siguiente += 1;
                siguiente
            })
        });
        let columnas: Vec<Option<u16>> = columnas.collect();
        let mut formatos = vec![""; columnas.len()];
        for (columna, ficha) in fuente.forma().fichas.iter().enumerate() {
            let suya = fuente.posicion(columna).and_then(|p| formatos.get_mut(p));
            if let Some(formato) = suya.filter(|_| plantilla::is_text(ficha)) {
                *formato = "@";
            }
        }
        Self {
            hoja,
            fuente,
            columnas,
            formatos,
        }
    }

    fn headers(&mut self, listas: &Listas) -> Result<(), XlsxError> {
        let titulo = plantilla::header_format();
        let fila = self.fuente.renglon() - 1;
        self.hoja.set_name(self.fuente.forma().hoja)?;
        self.hoja.set_landscape();
        self.hoja.set_print_fit_to_pages(1, 0);
        self.hoja.set_repeat_rows(fila, fila)?;
        self.hoja.set_freeze_panes(fila + 1, 1)?;
        self.hoja.set_column_width(0, 60)?;
        self.hoja
            .write_string_with_format(fila, 0, ERRORES, &titulo)?;
        for (posicion, encabezado) in self.fuente.encabezados().iter().enumerate() {
            let Some(columna) = self.columnas[posicion] else {
                continue;
            };
            self.hoja
                .set_column_width(columna, width(self.fuente.forma(), encabezado))?;
            self.hoja
                .write_string_with_format(fila, columna, encabezado, &titulo)?;
        }
        let (fuente, columnas) = (self.fuente, &self.columnas);
        plantilla::choices(self.hoja, fuente.forma(), listas, fila + 1, &|columna| {
            fuente
                .posicion(columna)
                .and_then(|posicion| columnas[posicion])
        })
    }

    fn row(&mut self, renglon: &SheetRow, defectos: &[Defecto]) -> Result<(), XlsxError> {
        let fila = renglon.numero - 1;
        let mut notas: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for defecto in defectos {
            let suyas = defecto
                .columna
                .map(|c| self.fuente.blamed(c, renglon.celdas));
            for posicion in suyas.into_iter().flatten() {
                notas
                    .entry(posicion)
                    .or_default()
                    .push(defecto.motivo.to_string());
            }
        }
        let marcadas = notas.keys().max().map_or(0, |posicion| posicion + 1);
        for i in 0..renglon.celdas.len().max(marcadas) {
            let celda = renglon.celdas.get(i).unwrap_or(&Celda::Vacia);
            // Cells beyond the headers have their place too.
            let de_mas = u16::try_from(i + 1).ok();
            let Some(columna) = self.columnas.get(i).copied().unwrap_or(de_mas) else {
                continue;
            };
            let nota = notas.get(&i);
            let codigo = self.formatos.get(i).copied().unwrap_or_default();
            let celda = self.kept(i, celda, nota);
            self.cell(
                fila,
                columna,
                &celda,
                &format(&celda, codigo, nota.is_some()),
            )?;
            if let Some(nota) = nota {
                let nota = Note::new(nota.join(". ")).add_author_prefix(false);
                self.hoja.insert_note(fila, columna, &nota)?;
            }
        }
        if defectos.is_empty() {
            return Ok(());
        }
        let forma = self.fuente.forma();
        let todos: Vec<String> = defectos.iter().map(|d| tell(forma, d)).collect();
        let formato = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        self.hoja
            .write_string_with_format(fila, 0, fitting(&todos.join("\n")), &formato)?;
        Ok(())
    }

    /// A cell as it has to be written so that it is read again as it was, and refused again if it was: what holds no value as such,
    /// numbers that may be days as numbers, days that nobody can tell with a mark. `notas`: what is wrong with it.
    fn kept(&self, posicion: usize, celda: &Celda, notas: Option<&Vec<String>>) -> Celda {
        let mut suyas = self.fuente.forma().fechas.iter();
        let de_dias = suyas.any(|columna| self.fuente.posicion(*columna) == Some(posicion));
        let de_texto = self
            .formatos
            .get(posicion)
            .is_some_and(|formato| *formato == "@");
        match celda {
            // Another workbook may count from another day.
            Celda::Numero(Numero { dia: Some(dia), .. }) if de_dias => Celda::Numero(Numero {
                valor: fecha::as_serial(*dia),
                dia: Some(*dia),
                visto: Visto::Igual,
            }),
            Celda::Numero(numero)
                if (de_texto || notas.is_some())
                    && matches!(
                        numero.visto,
                        Visto::Incierto | Visto::Dinero | Visto::Porcentaje
                    ) =>
            {
                Celda::Texto(SIN_FORMATO.to_owned())
            }
            // What is seen of it may be right, and the number is not.
            Celda::Numero(numero)
                if notas.is_some()
                    && (numero.valor.fract() != 0.0 || !ENTEROS.contains(&numero.valor)) =>
            {
                Celda::Numero(Numero {
                    visto: Visto::Igual,
                    ..numero.clone()
                })
            }
            // As a text it could be an identifier.
            Celda::Hora(hora)
                if notas.is_some() && identificador::read(&Celda::Texto(hora.clone())).is_ok() =>
            {
                Celda::Texto(SIN_FORMATO.to_owned())
            }
            Celda::Rota(Rotura::Combinada, _) => Celda::Texto(COMBINADA.to_owned()),
            Celda::Rota(Rotura::Ancha, _) => Celda::Texto(ANCHA.to_owned()),
            Celda::Rota(..) if celda.texto().is_empty() => Celda::Texto(SIN_RESULTADO.to_owned()),
            // No workbook holds such a day: as a text it is refused where it was, and is none of another kind of column.
            Celda::Fecha(dia) if *dia < PRIMERO => Celda::Texto(if de_dias {
                dia.to_string()
            } else {
                SIN_FORMATO.to_owned()
            }),
            Celda::Texto(_) | Celda::Fecha(_) if de_dias => marked(celda, notas),
            otra => otra.clone(),
        }
    }

    /// Writes a cell. Text is written as text, whatever it looks like: never as a formula.
    fn cell(
        &mut self,
        fila: u32,
        columna: u16,
        celda: &Celda,
        formato: &Format,
    ) -> Result<(), XlsxError> {
        match celda {
            Celda::Vacia => self.hoja.write_blank(fila, columna, formato)?,
            Celda::Numero(numero) => match &numero.visto {
                Visto::Otro(texto) => self
                    .hoja
                    .write_string_with_format(fila, columna, texto, formato)?,
                _ => self
                    .hoja
                    .write_number_with_format(fila, columna, numero.valor, formato)?,
            },
            Celda::Logica(palabra) => {
                let si = MARCA.write(&true) == Some(*palabra);
                self.hoja
                    .write_boolean_with_format(fila, columna, si, formato)?
            }
            Celda::Fecha(dia) => {
                self.hoja
                    .write_datetime_with_format(fila, columna, day(*dia)?, formato)?
            }
            otra => {
                let texto = fitting(&otra.texto());
                self.hoja
                    .write_string_with_format(fila, columna, texto, formato)?
            }
        };
        Ok(())
    }

    /// Lets whoever corrects see only the rows with errors.
    fn filter(&mut self, ultimo: u32) -> Result<(), XlsxError> {
        let columnas = self.columnas.iter().flatten().max().copied().unwrap_or(0);
        let fila = self.fuente.renglon() - 1;
        self.hoja
            .autofilter(fila, 0, ultimo.max(fila + 2) - 1, columnas)?;
        Ok(())
    }
}

/// The format of a cell: red if it is bad; days as days, identifiers as text.
fn format(celda: &Celda, codigo: &str, mala: bool) -> Format {
    let mut formato = Format::new().set_align(FormatAlign::Top);
    if matches!(celda, Celda::Fecha(_)) {
        formato = formato.set_num_format("dd/mm/yyyy");
    } else if !codigo.is_empty() {
        formato = formato.set_num_format(codigo);
    }
    if mala {
        formato = formato.set_background_color(Color::RGB(0x00FF_C7CE));
    }
    formato
}

/// A day of which it is not known which it is, as a text that says so; any other cell as it is.
fn marked(celda: &Celda, notas: Option<&Vec<String>>) -> Celda {
    let mut notas = notas.into_iter().flatten();
    let Some(marca) = notas.find_map(|nota| dias::mark(nota)) else {
        return celda.clone();
    };
    let escrita = match celda {
        Celda::Fecha(dia) => {
            let mes = u8::from(dia.month());
            format!("{:02}/{mes:02}/{}", dia.day(), dia.year())
        }
        otra => otra.texto(),
    };
    if escrita.ends_with(marca) {
        return celda.clone();
    }
    Celda::Texto(escrita + marca)
}

fn day(dia: Date) -> Result<ExcelDateTime, XlsxError> {
    let anio = u16::try_from(dia.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(anio, u8::from(dia.month()), dia.day())
}

fn fitting(texto: &str) -> String {
    texto.chars().take(CABE).collect()
}
