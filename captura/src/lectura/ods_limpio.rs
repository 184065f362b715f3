//! Open documents without what is no part of their cells: comments of XML and of the office (annotations), and instructions. The
//! library takes some of them for damage, and the text of others for that of the cell. Cells whose type nobody wrote are told to
//! be of text (ODF 1.3, part 3, 19.389): the library takes them for empty.

use std::io::{Cursor, Read, Write};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::libro::{Archivo, broken};
use crate::Error;

const CONTENIDO: &str = "content.xml";

/// The package of an open document, in memory.
pub(super) fn package(mut archivo: Archivo) -> Result<Archivo, Error> {
    let mut bytes = vec![];
    archivo.read_to_end(&mut bytes).map_err(broken)?;
    let en_memoria: Archivo = Box::new(Cursor::new(bytes));
    let mut libro = ZipArchive::new(en_memoria).map_err(broken)?;
    let mut xml = String::new();
    let parte = libro.by_name(CONTENIDO).map_err(broken)?;
    // A document in another encoding is none that offices write; the library says what is wrong with it.
    let legible = { parte }.read_to_string(&mut xml).is_ok();
    if !legible || !has_any(&xml) {
        return Ok(libro.into_inner());
    }
    let limpio = without(&xml)?;
    let mut otro = ZipWriter::new(Cursor::new(vec![]));
    for i in 0..libro.len() {
        let parte = libro.by_index_raw(i).map_err(broken)?;
        if parte.name().map_err(broken)? != CONTENIDO {
            otro.raw_copy_file(parte).map_err(broken)?;
        }
    }
    let rapido = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    otro.start_file(CONTENIDO, rapido).map_err(broken)?;
    otro.write_all(&limpio).map_err(broken)?;
    Ok(Box::new(otro.finish().map_err(broken)?))
}

/// Whether there may be anything to take out.
fn has_any(xml: &str) -> bool {
    let cuerpo = xml.get(2..).unwrap_or_default();
    ["<!--", "<?", ":annotation", "<![CDATA["]
        .iter()
        .any(|marca| cuerpo.contains(marca))
        || has_untyped(cuerpo)
}

/// Whether there may be a cell with something in it and no type.
fn has_untyped(xml: &str) -> bool {
    let mut inicios = xml.match_indices("<table:table-cell");
    inicios.any(|(donde, _)| {
        let etiqueta = xml[donde..].split('>').next().unwrap_or_default();
        !etiqueta.ends_with('/') && !etiqueta.contains("office:value-type")
    })
}

/// Whether a cell has no type, and no formula that would have to be computed.
fn is_untyped(inicio: &BytesStart) -> bool {
    let mut atributos = inicio.attributes().flatten();
    inicio.local_name().as_ref() == "table-cell"
        && !atributos.any(|a| {
            let nombre = a.key.local_name();
            ["value-type", "formula"].contains(&nombre.as_ref())
        })
}

/// Whether there is some text before the end of the cell that has just begun.
fn says_something(xml: &str, lector: &Reader<&[u8]>) -> bool {
    let desde = usize::try_from(lector.buffer_position()).unwrap_or(usize::MAX);
    let resto = xml.get(desde..).unwrap_or_default();
    let hasta = resto.find("</table:table-cell").unwrap_or(resto.len());
    let mut trozos = resto[..hasta].split('<');
    let fuera = |trozo: &str| {
        !trozo
            .split('>')
            .next_back()
            .unwrap_or_default()
            .trim()
            .is_empty()
    };
    trozos.any(fuera)
}

fn without(xml: &str) -> Result<Vec<u8>, Error> {
    let mut lector = Reader::from_str(xml);
    let mut escrito = Writer::new(vec![]);
    let mut anotaciones = 0u32;
    loop {
        let evento = lector.read_event().map_err(broken)?;
        match &evento {
            Event::Eof => return Ok(escrito.into_inner()),
            Event::Start(inicio) if inicio.local_name().as_ref() == "annotation" => {
                anotaciones += 1;
                continue;
            }
            Event::End(fin) if fin.local_name().as_ref() == "annotation" => {
                anotaciones = anotaciones.saturating_sub(1);
                continue;
            }
            Event::Empty(inicio)
                if ["annotation", "annotation-end"].contains(&inicio.local_name().as_ref()) =>
            {
                continue;
            }
            Event::Comment(_) | Event::PI(_) => continue,
            _ if anotaciones > 0 => continue,
            Event::Start(inicio) if is_untyped(inicio) && says_something(xml, &lector) => {
                let mut inicio = inicio.clone();
                inicio.push_attribute(("office:value-type", "string"));
                escrito.write_event(Event::Start(inicio)).map_err(broken)?;
                continue;
            }
            _ => {}
        }
        let evento = match evento {
            Event::CData(cruda) => Event::Text(cruda.escape().map_err(broken)?),
            otro => otro,
        };
        escrito.write_event(evento).map_err(broken)?;
    }
}
