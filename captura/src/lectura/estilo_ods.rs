//! What a reader of an open document sees and the library does not tell: the text of its numbers, the cells that are joined
//! with others, the first day of its calendar, the rows that are hidden. ODF 1.3 (OASIS), part 3: 9.1.4, 9.1.5, 9.4.2 and 19.385.

use std::collections::HashMap;
use std::io::BufReader;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::COLUMNAS;
use super::libro::{Archivo, broken};
use super::visto::is_money;
use crate::Error;
use crate::celda::Visto;
use crate::rotura::Rotura;

/// Repetitions of a row that are looked at: nobody repeats more rows with somebody in them.
const REPETIDAS: u32 = 1000;

/// What is seen of a sheet.
#[derive(Default)]
pub(super) struct Seen {
    /// What is seen of its numbers, where it is not the number.
    pub(super) vistos: HashMap<(u32, u32), Visto>,
    /// What stands in its cells in place of a value, though they have one: programs write 0 for an error that they show.
    pub(super) rotas: HashMap<(u32, u32), (Rotura, String)>,
    /// Cells under others, of their row or of one above.
    pub(super) tapadas: HashMap<(u32, u32), Rotura>,
    /// Whether days are counted from 1904.
    pub(super) desde_1904: bool,
    /// The numbers of the rows with some text that a filter, or somebody, hides.
    pub(super) ocultos: Vec<u32>,
}

/// A cell that is being read.
struct CeldaAbierta {
    columnas: u32,
    /// What it holds, as the file has it.
    tipo: Option<String>,
    valor: Option<f64>,
    tapada: bool,
    texto: String,
}

/// Looks at a sheet of a package, and gives the package back.
pub(super) fn look(archivo: Archivo, hoja: &str) -> Result<(Seen, Archivo), Error> {
    let mut libro = ZipArchive::new(archivo).map_err(broken)?;
    let visto = seen_in(&mut libro, hoja)?;
    Ok((visto, libro.into_inner()))
}

fn seen_in(libro: &mut ZipArchive<Archivo>, hoja: &str) -> Result<Seen, Error> {
    let parte = libro.by_name("content.xml").map_err(broken)?;
    let mut xml = Reader::from_reader(BufReader::new(parte));
    let mut vista = Looking::default();
    let mut bytes = vec![];
    loop {
        bytes.clear();
        match xml.read_event_into(&mut bytes).map_err(broken)? {
            Event::Eof => return Ok(vista.visto),
            Event::Start(inicio) => vista.start(&inicio, hoja),
            Event::Empty(inicio) => {
                vista.start(&inicio, hoja);
                vista.end(inicio.local_name().as_ref());
            }
            Event::End(fin) => vista.end(fin.local_name().as_ref()),
            Event::Text(texto) => vista.text(&texto.xml10_content()),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Looking {
    dentro: bool,
    fila: u32,
    columna: u32,
    /// Repetitions of the row.
    filas: u32,
    oculta: bool,
    /// The column up to which the last cell of several columns goes.
    ancha: u32,
    celda: Option<CeldaAbierta>,
    visto: Seen,
}

impl Looking {
    fn start(&mut self, inicio: &BytesStart, hoja: &str) {
        let repeated = |nombre: &str| {
            attribute(inicio, nombre)
                .and_then(|n| n.parse().ok())
                .unwrap_or(1)
        };
        match inicio.local_name().as_ref() {
            "null-date" => {
                let primero = attribute(inicio, "date-value");
                self.visto.desde_1904 = primero.is_some_and(|dia| dia.starts_with("1904"));
            }
            "table" => self.dentro = attribute(inicio, "name").as_deref() == Some(hoja),
            "table-row" if self.dentro => {
                (self.columna, self.filas) = (0, repeated("number-rows-repeated"));
                self.ancha = 0;
                let como = attribute(inicio, "visibility");
                self.oculta = como.is_some_and(|como| como != "visible");
            }
            nombre @ ("table-cell" | "covered-table-cell") if self.dentro => {
                let columnas = repeated("number-columns-spanned");
                if columnas > 1 {
                    self.ancha = self.columna.saturating_add(columnas);
                }
                let tipo = attribute(inicio, "value-type");
                let de_numero =
                    matches!(tipo.as_deref(), Some("float" | "currency" | "percentage"));
                let valor = attribute(inicio, "value").filter(|_| de_numero);
                self.celda = Some(CeldaAbierta {
                    columnas: repeated("number-columns-repeated"),
                    tipo,
                    valor: valor.and_then(|valor| valor.parse().ok()),
                    tapada: nombre == "covered-table-cell",
                    texto: String::new(),
                });
            }
            _ => {}
        }
    }

    fn text(&mut self, texto: &str) {
        if let Some(celda) = &mut self.celda {
            celda.texto.push_str(texto);
        }
    }

    fn end(&mut self, nombre: &str) {
        match nombre {
            "table" => self.dentro = false,
            "table-row" if self.dentro => self.fila += self.filas,
            "table-cell" | "covered-table-cell" => {
                if let Some(celda) = self.celda.take() {
                    self.close(&celda);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, celda: &CeldaAbierta) {
        if self.oculta && !celda.texto.trim().is_empty() {
            self.oculta = false;
            let filas = 1..=self.filas.min(REPETIDAS);
            self.visto.ocultos.extend(filas.map(|i| self.fila + i));
        }
        let texto = celda.texto.trim();
        let visto = celda.valor.map(|valor| match celda.tipo.as_deref() {
            Some("currency") => Visto::Dinero,
            Some("percentage") => Visto::Porcentaje,
            _ => seen(valor, texto),
        });
        let visto = visto.filter(|visto| *visto != Visto::Igual);
        // What is of text is looked at as all text is.
        let con_valor = celda.tipo.as_deref().is_some_and(|tipo| tipo != "string");
        let rota = Rotura::of(texto).filter(|_| con_valor);
        let tope = u32::try_from(COLUMNAS).unwrap_or(u32::MAX);
        if celda.tapada || visto.is_some() || rota.is_some() {
            let hasta = (self.columna.saturating_add(celda.columnas)).min(tope);
            for fila in self.fila..self.fila + self.filas.min(REPETIDAS) {
                for columna in self.columna..hasta {
                    if celda.tapada {
                        let ancha = columna < self.ancha;
                        let rotura = if ancha {
                            Rotura::Ancha
                        } else {
                            Rotura::Combinada
                        };
                        self.visto.tapadas.insert((fila, columna), rotura);
                    }
                    if let Some(rotura) = rota {
                        let suya = (rotura, texto.to_owned());
                        self.visto.rotas.insert((fila, columna), suya);
                    }
                    if let Some(visto) = &visto {
                        self.visto.vistos.insert((fila, columna), visto.clone());
                    }
                }
            }
        }
        self.columna = self.columna.saturating_add(celda.columnas);
    }
}

fn attribute(inicio: &BytesStart, nombre: &str) -> Option<String> {
    let mut suyos = inicio.attributes().flatten();
    let suyo = suyos.find(|atributo| atributo.key.local_name().as_ref() == nombre)?;
    suyo.normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

/// What a text shows of a number.
fn seen(valor: f64, texto: &str) -> Visto {
    let de_monto = |c: char| c.is_ascii_digit() || " .,\u{a0}\u{202f}-+".contains(c);
    let cifras = texto.trim_start_matches(['-', '+', ' ']);
    let con_ceros =
        cifras.len() > 1 && cifras.starts_with('0') && !cifras[1..].starts_with(['.', ',']);
    if texto == valor.to_string() || texto.chars().all(de_monto) && !con_ceros && !texto.is_empty()
    {
        return Visto::Igual;
    }
    let hay_cifras = texto.chars().any(|c| c.is_ascii_digit());
    if texto.contains('%') {
        return Visto::Porcentaje;
    }
    if is_money(texto) {
        return Visto::Dinero;
    }
    if hay_cifras {
        return Visto::Otro(texto.to_owned());
    }
    Visto::Incierto
}
