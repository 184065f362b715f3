//! The whole edition as an open workbook: ODF 1.2, ISO/IEC 26300.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use axum::http::StatusCode;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::hojas::{self, Anotada, Hoja};
use super::vinculos::linked;
use sala::nombres;

use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::formato::instante;
use crate::lectura::Lectura;
use crate::respuesta::{Hecha, Plazo, tipo};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const ESPACIOS: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                        xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
                        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
                        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                        xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" \
                        xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
                        xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
                        xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.2\"";

/// How cells look: titles, heads, words where there is no number, counts.
const ESTILOS: &str = "<number:number-style style:name=\"Miles\"><number:number number:decimal-places=\"0\" number:min-integer-digits=\"1\" \
     number:grouping=\"true\"/></number:number-style>\
     <style:style style:name=\"Titulo\" style:family=\"table-cell\"><style:text-properties fo:font-weight=\"bold\" fo:font-size=\"14pt\"/></style:style>\
     <style:style style:name=\"Cabeza\" style:family=\"table-cell\"><style:table-cell-properties fo:wrap-option=\"wrap\" style:vertical-align=\"top\"/>\
     <style:text-properties fo:font-weight=\"bold\"/></style:style>\
     <style:style style:name=\"Palabra\" style:family=\"table-cell\"><style:paragraph-properties fo:text-align=\"end\"/>\
     <style:text-properties fo:font-style=\"italic\"/></style:style>\
     <style:style style:name=\"Cuenta\" style:family=\"table-cell\" style:data-style-name=\"Miles\"/>";

/// The file: of the same edition always the same bytes.
pub(crate) fn open_workbook(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    let bytes = write(lectura, &hojas::of_edition(lectura)?)?;
    let nombre = nombres::edition(&lectura.edicion, Archivo::EdicionOds.nombre());
    let hecha = Hecha::new(StatusCode::OK, tipo::ODS, Plazo::Minuto, bytes).named(&nombre);
    Ok(linked(hecha, lectura, Archivo::EdicionOds, None))
}

pub(super) fn write(lectura: &Lectura<'_>, hojas: &[Hoja]) -> Result<Vec<u8>, Fallo> {
    let manifiesto = format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"{}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
         <manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>",
        tipo::ODS
    );
    let metadatos = format!(
        "{XML}<office:document-meta {ESPACIOS}><office:meta><dc:title>{}, edición {}</dc:title><dc:language>es-MX</dc:language>\
         <meta:creation-date>{}</meta:creation-date></office:meta></office:document-meta>",
        text(&lectura.casa.instancia.nombre),
        lectura.edicion.numero,
        instante(lectura.edicion.instante),
    );
    // Readers know the file by its first part, which is not compressed.
    let partes = [
        ("mimetype", tipo::ODS.to_owned(), CompressionMethod::Stored),
        (
            "META-INF/manifest.xml",
            manifiesto,
            CompressionMethod::Deflated,
        ),
        ("meta.xml", metadatos, CompressionMethod::Deflated),
        ("content.xml", content(hojas), CompressionMethod::Deflated),
    ];
    let mut paquete = ZipWriter::new(Cursor::new(Vec::new()));
    for (nombre, parte, como) in &partes {
        let opciones = SimpleFileOptions::default().compression_method(*como);
        paquete.start_file(*nombre, opciones)?;
        paquete.write_all(parte.as_bytes())?;
    }
    Ok(paquete.finish()?.into_inner())
}

fn content(hojas: &[Hoja]) -> String {
    let mut anchos: Vec<u16> = hojas.iter().flat_map(|hoja| hoja.anchos.clone()).collect();
    anchos.sort_unstable();
    anchos.dedup();
    let mut cuerpo =
        format!("{XML}<office:document-content {ESPACIOS}><office:automatic-styles>{ESTILOS}");
    for ancho in anchos {
        let _ = write!(
            cuerpo,
            "<style:style style:name=\"Ancho{ancho}\" style:family=\"table-column\">\
             <style:table-column-properties style:column-width=\"{}mm\"/></style:style>",
            ancho * 2
        );
    }
    cuerpo += "</office:automatic-styles><office:body><office:spreadsheet>";
    for hoja in hojas {
        table(&mut cuerpo, hoja);
    }
    cuerpo + "</office:spreadsheet></office:body></office:document-content>"
}

fn table(cuerpo: &mut String, hoja: &Hoja) {
    let _ = write!(
        cuerpo,
        "<table:table table:name=\"{}\">",
        text(&hoja.nombre)
    );
    for ancho in &hoja.anchos {
        let _ = write!(
            cuerpo,
            "<table:table-column table:style-name=\"Ancho{ancho}\"/>"
        );
    }
    let mas_larga = hoja.filas.iter().map(Vec::len).max().unwrap_or(1);
    let demas = mas_larga.saturating_sub(hoja.anchos.len());
    if demas > 0 {
        let _ = write!(
            cuerpo,
            "<table:table-column table:number-columns-repeated=\"{demas}\"/>"
        );
    }
    for fila in &hoja.filas {
        *cuerpo += "<table:table-row>";
        if fila.is_empty() {
            *cuerpo += "<table:table-cell/>";
        }
        fila.iter().for_each(|celda| cell(cuerpo, celda));
        *cuerpo += "</table:table-row>";
    }
    *cuerpo += "</table:table>";
}

fn cell(cuerpo: &mut String, celda: &Anotada) {
    let (estilo, texto) = match celda {
        Anotada::Vacia => {
            *cuerpo += "<table:table-cell/>";
            return;
        }
        Anotada::Cuenta(n) | Anotada::Entero(n) => {
            let estilo = if matches!(celda, Anotada::Cuenta(_)) {
                " table:style-name=\"Cuenta\""
            } else {
                ""
            };
            let _ = write!(
                cuerpo,
                "<table:table-cell{estilo} office:value-type=\"float\" office:value=\"{n}\"><text:p>{n}</text:p></table:table-cell>"
            );
            return;
        }
        Anotada::Titulo(texto) => (" table:style-name=\"Titulo\"", texto),
        Anotada::Cabeza(texto) => (" table:style-name=\"Cabeza\"", texto),
        Anotada::Palabra(texto) => (" table:style-name=\"Palabra\"", texto),
        Anotada::Texto(texto) => ("", texto),
    };
    let _ = write!(
        cuerpo,
        "<table:table-cell{estilo} office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
        text(texto)
    );
}

/// Text as XML: what XML has no way to say is left out.
fn text(texto: &str) -> String {
    let mut escrito = String::with_capacity(texto.len());
    for letra in texto.chars() {
        match letra {
            '&' => escrito += "&amp;",
            '<' => escrito += "&lt;",
            '>' => escrito += "&gt;",
            '"' => escrito += "&quot;",
            '\n' => escrito.push(' '),
            letra if letra.is_control() => {}
            letra => escrito.push(letra),
        }
    }
    escrito
}
