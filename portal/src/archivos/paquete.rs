//! The whole edition as CSV files in a ZIP, each with its metadata, with a package that names them and a text that explains them.

use std::fmt::Write as _;

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::vinculos::linked;
use super::{Declarada, descripcion, tables};
use crate::direccion::Archivo;
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, instante};
use crate::lectura::Lectura;
use crate::palabras::{CERO_LARGA, NO_DISPONIBLE_LARGA, PROTEGIDA_LARGA};
use crate::respuesta::{Hecha, Plazo, tipo};
use sala::{csv, nombres, plana};

/// Hexadecimal digits of a sum.
pub(super) fn sum(bytes: &[u8]) -> String {
    let mut texto = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(texto, "{byte:02x}");
    }
    texto
}

/// The file.
pub(crate) fn zipped(lectura: &Lectura<'_>) -> Result<Hecha, Fallo> {
    let bytes = write(lectura)?;
    let nombre = nombres::edition(&lectura.edicion, "tablas.zip");
    let hecha = Hecha::new(StatusCode::OK, tipo::ZIP, Plazo::Minuto, bytes).named(&nombre);
    Ok(linked(hecha, lectura, Archivo::TablasZip, None))
}

/// Its bytes: of the same edition always the same.
pub(super) fn write(lectura: &Lectura<'_>) -> Result<Vec<u8>, Fallo> {
    let indice = lectura.indice.as_ref().ok_or(Fallo::NoHay)?;
    let licencia = &lectura.casa.ajustes.licencia;
    let todas = tables(lectura);
    let mut paquete = ZipWriter::new(Cursor::new(Vec::new()));
    let como = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut recursos = vec![];
    for declarada in &todas {
        let archivo = format!("{}.csv", declarada.clave);
        let fijos = plana::fixed(indice, &declarada.pregunta, &declarada.tabla);
        let columnas = plana::columns(&fijos, &declarada.tabla);
        let filas = plana::rows(
            indice,
            &lectura.edicion,
            &licencia.clave,
            &fijos,
            &declarada.tabla,
        );
        let texto = csv::write(&columnas, filas);
        let metadatos =
            descripcion::csvw(&archivo, &declarada.titulo, &columnas, &licencia.direccion);
        recursos.push(descripcion::resource(
            &archivo,
            declarada,
            &columnas,
            texto.len(),
            &sum(texto.as_bytes()),
        ));
        paquete.start_file(&archivo, como)?;
        paquete.write_all(texto.as_bytes())?;
        paquete.start_file(format!("{archivo}-metadata.json"), como)?;
        paquete.write_all(&serde_json::to_vec_pretty(&metadatos)?)?;
    }
    let edicion = &lectura.edicion;
    let descriptor = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("{}-{}-{}", edicion.instancia, edicion.corte.year(), edicion.numero),
        "title": format!("{}: edición {}, corte al {}", lectura.casa.instancia.nombre, edicion.numero, fecha_larga(edicion.corte)),
        "version": edicion.numero.to_string(),
        "id": edicion.hash,
        "created": instante(edicion.instante),
        "licenses": [{ "name": licencia.clave, "path": licencia.direccion, "title": licencia.nombre }],
        "resources": recursos,
    });
    paquete.start_file("datapackage.json", como)?;
    paquete.write_all(&serde_json::to_vec_pretty(&descriptor)?)?;
    paquete.start_file("LEEME.txt", como)?;
    paquete.write_all(readme(lectura, &todas).as_bytes())?;
    Ok(paquete.finish()?.into_inner())
}

fn readme(lectura: &Lectura<'_>, todas: &[Declarada]) -> String {
    let edicion = &lectura.edicion;
    let aviso = if edicion.sintetica {
        "Datos sintéticos de demostración: ninguna de las personas contadas existe.\n"
    } else {
        ""
    };
    let mut texto = format!(
        "{}\nEdición {}, corte al {}.\nSHA-256 {}\n{aviso}Licencia {}: {}\n\n\
         Cada archivo CSV tiene un renglón por celda, en UTF-8 y con comas. La columna «estado» dice de cada celda:\n\
         PUBLICADA: el valor exacto. Cero: {CERO_LARGA}\n\
         PROTEGIDA: {PROTEGIDA_LARGA}\n\
         NO_DISPONIBLE: {NO_DISPONIBLE_LARGA}\n\
         Las personas no se suman por lugar, servicio ni periodo: una misma persona puede estar en varios.\n\
         Junto a cada uno, su descripción (CSVW); de todos, datapackage.json (Frictionless).\n\n",
        lectura.casa.instancia.nombre,
        edicion.numero,
        fecha_larga(edicion.corte),
        edicion.hash,
        lectura.casa.ajustes.licencia.nombre,
        lectura.casa.ajustes.licencia.direccion,
    );
    for declarada in todas {
        let _ = writeln!(texto, "{}.csv: {}", declarada.clave, declarada.titulo);
    }
    texto
}
