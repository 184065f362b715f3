//! Tables as workbooks: sheets that people read, with «protegida» in words, and a sheet of rows with `estado` for programs.

use axum::http::StatusCode;
use domain::Celda;
use domain::consulta::{Pregunta, Tabla};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::vinculos::linked;
use super::{Declarada, file_name, tables};
use crate::consulta::{Consulta, MalEscrita};
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, mayuscula};
use crate::lectura::Lectura;
use crate::palabras::{self, CERO_LARGA, NO_DISPONIBLE_LARGA, PROTEGIDA_LARGA};
use crate::respuesta::{Hecha, Plazo, tipo};
use crate::vista::heading;
use sala::plana;

/// The table that an address of a file asks for.
pub(super) fn asked(
    lectura: &Lectura<'_>,
    consulta: &Consulta,
) -> Result<(Pregunta, Tabla), Fallo> {
    let bad = |titulo: &str, texto: String| {
        Fallo::Mala(MalEscrita {
            titulo: titulo.to_owned(),
            texto,
        })
    };
    let pregunta = consulta.pregunta().ok_or_else(|| {
        bad(
            "Falta qué se cuenta",
            "La dirección lleva una medida, como medida=SERVICIOS.".to_owned(),
        )
    })?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let tabla = indice
        .tabla(&pregunta)
        .map_err(|falla| bad("La tabla no se publica", mayuscula(&falla.to_string())))?;
    Ok((pregunta, tabla))
}

fn xlsx(
    lectura: &Lectura<'_>,
    bytes: Vec<u8>,
    archivo: Archivo,
    pregunta: Option<&Pregunta>,
) -> Hecha {
    let nombre = file_name(lectura, archivo.nombre());
    let hecha = Hecha::new(StatusCode::OK, tipo::XLSX, Plazo::Minuto, bytes).named(&nombre);
    linked(hecha, lectura, archivo, pregunta)
}

/// One table, as the explorer shows it.
pub(crate) fn table_workbook(lectura: &Lectura<'_>, consulta: &Consulta) -> Result<Hecha, Fallo> {
    let (pregunta, tabla) = asked(lectura, consulta)?;
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let declarada = Declarada {
        clave: "tabla".to_owned(),
        titulo: crate::paginas::table_title(indice, &pregunta, lectura.anio()),
        pregunta,
        tabla,
    };
    let mut libro = book(lectura)?;
    readable(
        libro.add_worksheet().set_name("Tabla")?,
        lectura,
        &declarada,
    )?;
    rows(
        libro.add_worksheet().set_name("Datos")?,
        lectura,
        &declarada,
    )?;
    let bytes = libro.save_to_buffer()?;
    Ok(xlsx(
        lectura,
        bytes,
        Archivo::TablaXlsx,
        Some(&declarada.pregunta),
    ))
}

/// The whole edition.
pub(crate) fn workbook(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    Ok(xlsx(lectura, write(lectura)?, Archivo::EdicionXlsx, None))
}

/// Its bytes: of the same edition always the same.
pub(super) fn write(lectura: &Lectura<'_>) -> Result<Vec<u8>, Fallo> {
    if lectura.indice.is_none() {
        return Err(Fallo::NoHay);
    }
    let todas = tables(lectura);
    let mut libro = book(lectura)?;
    let nombres: Vec<String> = todas
        .iter()
        .enumerate()
        .map(|(i, declarada)| sheet_name(i + 1, &declarada.clave))
        .collect();
    cover(
        libro.add_worksheet().set_name("Léame")?,
        lectura,
        &todas,
        &nombres,
    )?;
    for (declarada, nombre) in todas.iter().zip(&nombres) {
        readable(libro.add_worksheet().set_name(nombre)?, lectura, declarada)?;
    }
    all_rows(libro.add_worksheet().set_name("Datos")?, lectura, &todas)?;
    Ok(libro.save_to_buffer()?)
}

/// At most 31 letters, and no two alike.
fn sheet_name(posicion: usize, clave: &str) -> String {
    let corta = clave
        .replace("personas_atendidas", "personas")
        .replace("mujeres_atendidas", "mujeres")
        .replace("personas_capacitadas", "personas");
    format!("{posicion} {}", corta.replace('_', " "))
        .chars()
        .take(31)
        .collect()
}

/// A book that says when its edition was published, and not when it was made.
fn book(lectura: &Lectura<'_>) -> Result<Workbook, XlsxError> {
    let edicion = &lectura.edicion;
    let mut libro = Workbook::new();
    let propiedades = DocProperties::new()
        .set_title(format!(
            "{}, edición {}",
            lectura.casa.instancia.nombre, edicion.numero
        ))
        .set_company(&lectura.casa.instancia.nombre)
        .set_comment(format!("sha256 {}", edicion.hash))
        .set_creation_datetime(&ExcelDateTime::from_timestamp(
            edicion.instante.unix_timestamp(),
        )?);
    libro.set_properties(&propiedades);
    Ok(libro)
}

fn title_format() -> Format {
    Format::new().set_bold().set_font_size(14)
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

/// Notes that stand under the title of every table: states, and where it is from.
fn notes(lectura: &Lectura<'_>) -> Vec<String> {
    let edicion = &lectura.edicion;
    let mut notas = vec![
        format!("«protegida»: {PROTEGIDA_LARGA}"),
        format!("«no disponible»: {NO_DISPONIBLE_LARGA}"),
        format!("0: {CERO_LARGA}"),
        format!(
            "Fuente: {}, edición {}, corte al {}, sha256 {}. {}.",
            lectura.casa.instancia.nombre,
            edicion.numero,
            fecha_larga(edicion.corte),
            edicion.hash,
            lectura.casa.ajustes.licencia.nombre
        ),
    ];
    if edicion.sintetica {
        notas.push(
            "Datos sintéticos de demostración: ninguna de las personas contadas existe.".to_owned(),
        );
    }
    notas
}

fn cover(
    hoja: &mut Worksheet,
    lectura: &Lectura<'_>,
    todas: &[Declarada],
    nombres: &[String],
) -> Result<(), XlsxError> {
    hoja.set_column_width(0, 34)?.set_column_width(1, 70)?;
    hoja.write_string_with_format(0, 0, &lectura.casa.instancia.nombre, &title_format())?;
    let mut fila = 1;
    for nota in notes(lectura) {
        hoja.write_string(fila, 0, &nota)?;
        fila += 1;
    }
    fila += 1;
    hoja.write_string_with_format(fila, 0, "Hoja", &head_format())?;
    hoja.write_string_with_format(fila, 1, "Tabla", &head_format())?;
    for (declarada, nombre) in todas.iter().zip(nombres) {
        fila += 1;
        hoja.write_string(fila, 0, nombre)?;
        hoja.write_string(fila, 1, &declarada.titulo)?;
    }
    fila += 1;
    hoja.write_string(fila, 0, "Datos")?;
    hoja.write_string(fila, 1, "Todas las celdas, una por renglón, con su estado")?;
    Ok(())
}

/// A table that people read: title, unit, the cells with their words, notes.
fn readable(
    hoja: &mut Worksheet,
    lectura: &Lectura<'_>,
    declarada: &Declarada,
) -> Result<(), XlsxError> {
    let Some(indice) = &lectura.indice else {
        return Ok(());
    };
    let tabla = &declarada.tabla;
    let (unidad, _) = palabras::unidad(tabla.medida.unidad());
    hoja.set_column_width(0, 36)?;
    hoja.write_string_with_format(0, 0, &declarada.titulo, &title_format())?;
    let mut nota = format!("Unidad: {unidad}. {}.", tabla.medida.poblacion());
    if !tabla.no_suman().is_empty() {
        nota += " Los renglones y las columnas no suman su conjunto.";
    }
    // Of what it is besides: the title says so in words, this in the words of the columns of the other sheet.
    for fijo in plana::fixed(indice, &declarada.pregunta, tabla) {
        nota += " Sólo ";
        nota += &fijo.eje.nombre().to_lowercase();
        nota += ": ";
        nota += &fijo.nombre();
        nota.push('.');
    }
    hoja.write_string(1, 0, &nota)?;
    let cabeza = head_format();
    hoja.write_string_with_format(3, 0, "Renglón", &cabeza)?;
    for (columna, cabecera) in (1u16..).zip(&tabla.columnas) {
        let nombre = heading(indice, cabecera, None);
        let nombre = if nombre.is_empty() {
            mayuscula(palabras::unidad(tabla.medida.unidad()).1)
        } else {
            nombre
        };
        hoja.set_column_width(columna, 14)?;
        hoja.write_string_with_format(3, columna, &nombre, &cabeza)?;
    }
    let palabra = Format::new().set_italic().set_align(FormatAlign::Right);
    let cifra = Format::new().set_num_format("#,##0");
    let mut fila = 4;
    for (cabecera, celdas) in tabla
        .filas
        .iter()
        .zip(tabla.celdas.chunks(tabla.columnas.len()))
    {
        let nombre = heading(indice, cabecera, None);
        hoja.write_string(fila, 0, if nombre.is_empty() { "Total" } else { &nombre })?;
        for (columna, celda) in (1u16..).zip(celdas) {
            match celda {
                Celda::Publicada(valor) => {
                    hoja.write_number_with_format(fila, columna, number(*valor), &cifra)?
                }
                otra => {
                    hoja.write_string_with_format(fila, columna, palabras::celda(*otra), &palabra)?
                }
            };
        }
        fila += 1;
    }
    for nota in notes(lectura) {
        fila += 1;
        hoja.write_string(fila, 0, &nota)?;
    }
    hoja.set_freeze_panes(4, 1)?;
    Ok(())
}

/// A count as a number of a workbook, which are exact up to 2⁵³.
#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "counts of people and services are far below 2⁵³"
)]
fn number(valor: u64) -> f64 {
    valor as f64
}

/// The cells of a table as rows.
fn rows(
    hoja: &mut Worksheet,
    lectura: &Lectura<'_>,
    declarada: &Declarada,
) -> Result<(), XlsxError> {
    let Some(indice) = &lectura.indice else {
        return Ok(());
    };
    let fijos = plana::fixed(indice, &declarada.pregunta, &declarada.tabla);
    for (i, columna) in (0u16..).zip(plana::columns(&fijos, &declarada.tabla)) {
        hoja.write_string_with_format(0, i, &columna.nombre, &head_format())?;
    }
    let licencia = &lectura.casa.ajustes.licencia.clave;
    for (fila, valores) in (1u32..).zip(plana::rows(
        indice,
        &lectura.edicion,
        licencia,
        &fijos,
        &declarada.tabla,
    )) {
        for (columna, valor) in (0u16..).zip(&valores) {
            put(hoja, fila, columna, valor)?;
        }
    }
    hoja.set_freeze_panes(1, 0)?;
    Ok(())
}

fn put(
    hoja: &mut Worksheet,
    fila: u32,
    columna: u16,
    valor: &plana::Valor,
) -> Result<(), XlsxError> {
    match valor {
        plana::Valor::Texto(texto) => hoja.write_string(fila, columna, texto)?,
        plana::Valor::Entero(n) => hoja.write_number(fila, columna, number(*n))?,
        plana::Valor::Vacio => return Ok(()),
    };
    Ok(())
}

/// Dimensions that a row of the sheet of all tables has room for.
const DIMENSIONES: usize = 4;

/// The cells of all tables as rows of one form: table, measure, unit, members, value, state.
fn all_rows(
    hoja: &mut Worksheet,
    lectura: &Lectura<'_>,
    todas: &[Declarada],
) -> Result<(), XlsxError> {
    let Some(indice) = &lectura.indice else {
        return Ok(());
    };
    let mut nombres: Vec<String> = ["tabla", "medida", "unidad"].map(str::to_owned).to_vec();
    for i in 1..=DIMENSIONES {
        nombres.extend(["nivel", "codigo", "nombre"].map(|campo| format!("{campo}_{i}")));
    }
    nombres.extend(["valor", "estado"].map(str::to_owned));
    for (i, nombre) in (0u16..).zip(&nombres) {
        hoja.write_string_with_format(0, i, nombre, &head_format())?;
    }
    let licencia = &lectura.casa.ajustes.licencia.clave;
    let mut fila = 1;
    for declarada in todas {
        let fijos = plana::fixed(indice, &declarada.pregunta, &declarada.tabla);
        for valores in plana::rows(indice, &lectura.edicion, licencia, &fijos, &declarada.tabla) {
            // Measure and unit, members, and what every row ends with.
            let (cabeza, resto) = valores.split_at(2);
            let (miembros, cola) = resto.split_at(resto.len() - plana::COLA);
            let sitio = 3 * DIMENSIONES;
            let sin_miembro = std::iter::repeat_n(&plana::Valor::Vacio, sitio);
            let miembros = miembros.iter().chain(sin_miembro).take(sitio);
            hoja.write_string(fila, 0, &declarada.clave)?;
            for (columna, valor) in (1u16..).zip(cabeza.iter().chain(miembros).chain(&cola[..2])) {
                put(hoja, fila, columna, valor)?;
            }
            fila += 1;
        }
    }
    hoja.set_freeze_panes(1, 0)?;
    Ok(())
}
