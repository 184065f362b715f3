//! A question as addresses write it: the same on a page, for a file and in what links to either.

use std::fmt::Write as _;

use domain::Medida;
use domain::consulta::Filtro;
use domain::cubo::Nivel;

/// What is asked, behind the question mark of an address: `medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2017-T1`. What is
/// empty is left out.
pub fn question(
    medida: Option<Medida>,
    filas: &[Nivel],
    columnas: &[Nivel],
    filtros: &[Filtro],
) -> String {
    let mut texto = String::new();
    let claves = |niveles: &[Nivel]| {
        let claves: Vec<&str> = niveles.iter().map(|nivel| nivel.clave()).collect();
        claves.join(",")
    };
    if let Some(medida) = medida {
        push(&mut texto, "medida", medida.clave());
    }
    for (nombre, niveles) in [("filas", filas), ("columnas", columnas)] {
        if !niveles.is_empty() {
            push(&mut texto, nombre, &claves(niveles));
        }
    }
    for filtro in filtros {
        push(&mut texto, "filtro", &filter_text(filtro));
    }
    texto
}

/// A filter as it is written: `TRIMESTRE:2017-T1,2017-T2`.
pub fn filter_text(filtro: &Filtro) -> String {
    format!("{}:{}", filtro.nivel.clave(), filtro.codigos.join(","))
}

/// One parameter more.
pub fn push(texto: &mut String, nombre: &str, valor: &str) {
    if !texto.is_empty() {
        texto.push('&');
    }
    texto.push_str(nombre);
    texto.push('=');
    for byte in valor.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b',' => {
                texto.push(char::from(byte));
            }
            // Writing to memory cannot fail.
            _ => drop(write!(texto, "%{byte:02X}")),
        }
    }
}
