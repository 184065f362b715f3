//! The package of a document: parts of XML in a ZIP.

use std::io::{Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Error;
use crate::escritura::failed;

/// Writes the parts of a document by their names. The first one of an open document is not compressed: it says what it is.
pub(super) fn write(partes: &[(&str, String)], a: &mut (impl Write + Seek)) -> Result<(), Error> {
    let mut paquete = ZipWriter::new(a);
    for (nombre, texto) in partes {
        let metodo = match *nombre {
            "mimetype" => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        let opciones = SimpleFileOptions::default().compression_method(metodo);
        let puesta = paquete.start_file(*nombre, opciones);
        puesta.map_err(|error| failed(&error))?;
        let escrita = paquete.write_all(texto.as_bytes());
        escrita.map_err(|error| failed(&error))?;
    }
    paquete.finish().map_err(|error| failed(&error))?;
    Ok(())
}

/// A text as XML has it: what XML cannot hold is a space.
pub(super) fn text(texto: &str) -> String {
    let limpio = texto.replace(
        |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'),
        " ",
    );
    quick_xml::escape::escape(limpio).into_owned()
}

/// What a part of XML begins with.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
