//! A question as addresses write it: the same on a page, for a file and in what links to either.

use std::fmt::Write as _;

use domain::Medida;
use domain::consulta::Filtro;
use domain::cubo::{Eje, Nivel};

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
    for filtro in in_order(filtros.to_vec()) {
        push(&mut texto, "filtro", &filter_text(&filtro));
    }
    texto
}

/// Filters in the order and the letters of the one address that their question has: by level, their codes in order and once.
#[must_use]
pub fn in_order(mut filtros: Vec<Filtro>) -> Vec<Filtro> {
    for filtro in &mut filtros {
        if filtro.nivel.eje() == Some(Eje::Tiempo) {
            filtro
                .codigos
                .iter_mut()
                .for_each(|c| c.make_ascii_uppercase());
        }
        filtro.codigos.sort_unstable();
        filtro.codigos.dedup();
    }
    // Two of one level stay as they are: whoever reads them refuses them.
    filtros.sort_by_key(|filtro| filtro.nivel);
    filtros
}

/// What a mark is, for whoever writes it wrongly.
pub const MARCA: &str = "«marca» es «si» o «no»: si el archivo empieza con la marca por la que Excel reconoce los acentos.";

/// Whether a CSV begins with a mark, if that is what is said.
pub fn mark(valor: &str) -> Option<bool> {
    match valor.to_lowercase().as_str() {
        "si" | "sí" => Some(true),
        "no" => Some(false),
        _ => None,
    }
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
