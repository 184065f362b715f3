//! The register as a sheet of its template: whoever leaves takes it along. Persons have the numbers of the register
//! instead of what they were known by, which is not kept.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::{Catalogo, Dicho, Entrada, Lugar, Marco, Persona, Rasgo, Violencia};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use tempfile::NamedTempFile;

use crate::Error;
use crate::atenciones::columnas::{Columna, FORMA};
use crate::celda::{Celda, Celdas};
use crate::escritura::{beside, digest, failed, place, write_day};
use crate::palabras::{ESCOLARIDAD, LUGAR, Lista, NACIMIENTO, SEXO, SI_NO, VIOLENCIA, VISITA};

/// Rows of a sheet of Excel, without its headers.
const RENGLONES: u32 = 1_048_575;

/// The titles of its columns, in order.
pub fn titles() -> impl Iterator<Item = &'static str> {
    FORMA.fichas.iter().map(|ficha| ficha.titulo)
}

/// A sheet that is being written.
pub struct Exportacion {
    ruta: PathBuf,
    hoja: Hoja,
    filas: u32,
}

enum Hoja {
    Csv(Box<csv::Writer<BufWriter<NamedTempFile>>>),
    Xlsx(Box<Workbook>),
}

impl Exportacion {
    /// Begins a sheet: `.xlsx` or `.csv`.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn new(ruta: &Path) -> Result<Self, Error> {
        let titulos = titles();
        let hoja = match ruta.extension().and_then(|e| e.to_str()) {
            Some("csv") => {
                let mut archivo = BufWriter::new(beside(ruta)?);
                // Excel takes a CSV file without this mark for Windows-1252.
                archivo
                    .write_all("\u{feff}".as_bytes())
                    .map_err(|e| failed(&e))?;
                let mut hoja = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(archivo);
                hoja.write_record(titulos).map_err(|e| failed(&e))?;
                Hoja::Csv(Box::new(hoja))
            }
            Some("xlsx") => {
                let libro = workbook(titulos).map_err(|e| failed(&e))?;
                Hoja::Xlsx(Box::new(libro))
            }
            _ => return Err(Error::new("el archivo debe terminar en .xlsx o .csv")),
        };
        Ok(Self {
            ruta: ruta.to_owned(),
            hoja,
            filas: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written, or there is no room for it.
    pub fn add(&mut self, celdas: &[Celda]) -> Result<(), Error> {
        self.filas += 1;
        match &mut self.hoja {
            Hoja::Csv(hoja) => hoja
                .write_record(celdas.iter().map(Celda::texto))
                .map_err(|e| failed(&e)),
            Hoja::Xlsx(_) if self.filas > RENGLONES => Err(Error::new(format!(
                "una hoja de Excel tiene {RENGLONES} renglones y el registro más: use un archivo .csv"
            ))),
            Hoja::Xlsx(libro) => row(libro, self.filas, celdas).map_err(|e| failed(&e)),
        }
    }

    /// Ends the sheet, beside its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<Escrita, Error> {
        let archivo = match self.hoja {
            Hoja::Csv(hoja) => {
                let archivo = hoja.into_inner().map_err(|e| failed(&e))?;
                archivo.into_inner().map_err(|e| failed(&e))?
            }
            Hoja::Xlsx(mut libro) => {
                let mut archivo = beside(&self.ruta)?;
                libro.save_to_writer(&mut archivo).map_err(|e| failed(&e))?;
                archivo
            }
        };
        Ok(Escrita {
            archivo,
            ruta: self.ruta,
            filas: self.filas,
        })
    }
}

/// A sheet that is written.
pub struct Escrita {
    archivo: NamedTempFile,
    ruta: PathBuf,
    /// Number of rows.
    pub filas: u32,
}

impl Escrita {
    /// Its SHA-256, in hexadecimal.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn digest(&self) -> Result<String, Error> {
        let suma = File::open(self.archivo.path()).and_then(digest);
        suma.map_err(|e| failed(&e))
    }

    /// Puts it at its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn place(self) -> Result<(), Error> {
        place(self.archivo, &self.ruta)
    }
}

/// A workbook with the headers.
fn workbook(titulos: impl Iterator<Item = &'static str>) -> Result<Workbook, XlsxError> {
    let mut libro = Workbook::new();
    let hoja = libro
        .add_worksheet_with_constant_memory()?
        .set_name(FORMA.hoja)?;
    hoja.set_freeze_panes(1, 0)?;
    for (i, titulo) in (0u16..).zip(titulos) {
        hoja.set_column_width(i, 18)?;
        hoja.write_string_with_format(0, i, titulo, &Format::new().set_bold())?;
    }
    Ok(libro)
}

fn row(libro: &mut Workbook, fila: u32, celdas: &[Celda]) -> Result<(), XlsxError> {
    let hoja = libro.worksheet_from_index(0)?;
    for (i, celda) in (0u16..).zip(celdas) {
        match celda {
            Celda::Vacia => {}
            Celda::Fecha(fecha) => write_day(hoja, fila, i, *fecha)?,
            otra => {
                hoja.write_string(fila, i, otra.texto())?;
            }
        }
    }
    Ok(())
}

/// An attention as a row of the template. `prefijo` precedes the number of the person.
pub fn cells(dicho: &Dicho, marco: &Marco, prefijo: &str) -> Celdas {
    let catalogos = &marco.catalogos;
    let datos = &dicho.atencion;
    let mut celdas = vec![Celda::Vacia; Columna::TODAS];
    let mut put = |columna: Columna, texto: &str| celdas[columna.indice()] = Celda::from(texto);
    put(Columna::Folio, dicho.folio.as_deref().unwrap_or_default());
    put(
        Columna::Servicio,
        &name(&catalogos.servicios, &datos.servicio),
    );
    let lugar = if let Lugar::Agencia(clave) = &datos.lugar {
        let agencia = marco.agencias.iter().find(|a| a.clave == *clave);
        agencia.map_or(clave.as_str(), |agencia| &agencia.nombre)
    } else {
        word(&LUGAR, &datos.lugar)
    };
    put(Columna::Procedencia, lugar);
    put(Columna::Visita, word(&VISITA, &datos.visita));
    let nombres = |catalogo, claves: &std::collections::BTreeSet<String>| {
        let nombres: Vec<String> = claves.iter().map(|c| name(catalogo, c)).collect();
        nombres.join("; ")
    };
    if let Violencia::Tipos(tipos) = &datos.violencia {
        let tipos = nombres(&catalogos.tipos_violencia, tipos);
        put(Columna::Violencia, &tipos);
    } else {
        put(Columna::Violencia, word(&VIOLENCIA, &datos.violencia));
    }
    put(
        Columna::Modalidades,
        &nombres(&catalogos.modalidades, &datos.modalidades),
    );
    let unidad = datos.unidad.as_ref().map(|clave| {
        let unidad = marco.unidades.iter().find(|u| u.clave == *clave);
        unidad.map_or(clave.as_str(), |unidad| &unidad.nombre)
    });
    put(Columna::Unidad, unidad.unwrap_or_default());
    if let Some((numero, persona)) = &dicho.persona {
        put(Columna::Expediente, &format!("{prefijo}{numero}"));
        put_person(persona, &mut put);
    }
    celdas[Columna::Fecha.indice()] = Celda::Fecha(datos.fecha);
    celdas
}

fn put_person(persona: &Persona, put: &mut impl FnMut(Columna, &str)) {
    put(Columna::Sexo, word(&SEXO, &persona.sexo));
    match persona.anio_nacimiento {
        Rasgo::Dato(anio) => put(Columna::AnioNacimiento, &anio.to_string()),
        silencio => put(Columna::AnioNacimiento, word(&NACIMIENTO, &silencio)),
    }
    let rasgos = persona.rasgos;
    for (columna, rasgo) in [
        (Columna::Indigena, rasgos.indigena),
        (Columna::LenguaIndigena, rasgos.lengua_indigena),
        (Columna::Afromexicana, rasgos.afromexicana),
        (Columna::Discapacidad, rasgos.discapacidad),
    ] {
        put(columna, word(&SI_NO, &rasgo));
    }
    put(
        Columna::Escolaridad,
        word(&ESCOLARIDAD, &rasgos.escolaridad),
    );
}

fn word<T: PartialEq>(lista: &Lista<T>, valor: &T) -> &'static str {
    let palabra = lista.write(valor);
    palabra.expect("each value has a word in its list: the test of the lists says so")
}

fn name<T: AsRef<Entrada>>(catalogo: &Catalogo<T>, clave: &str) -> String {
    let entrada = catalogo.entrada(clave);
    entrada.map_or_else(
        |_| clave.to_owned(),
        |entrada| entrada.as_ref().nombre.clone(),
    )
}
