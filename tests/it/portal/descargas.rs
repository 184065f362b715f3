//! What comes beside a file: the digest of what is sent, and what a table is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::lector::{get, get_with, links, page};
use crate::casa::{Casa, Servidor};

/// SHA-256 in hexadecimal, as the digest of an answer says it.
fn digest(servidor: &Servidor, camino: &str, cabeceras: &[(&str, &str)]) -> Option<String> {
    let respuesta = get_with(servidor, camino, cabeceras);
    assert!(matches!(respuesta.estado, 200 | 206), "{camino}");
    let dicho = respuesta.header("Repr-Digest");
    let suma = dicho.strip_prefix("sha-256=:")?.strip_suffix(':')?;
    let bytes = STANDARD.decode(suma).unwrap();
    let hexadecimal = |texto: String, byte| texto + &format!("{byte:02x}");
    Some(bytes.iter().fold(String::new(), hexadecimal))
}

/// The digest of a file is that of the catalogue, of all of it also where a part is sent.
#[test]
fn files_say_the_digest_that_the_catalogue_says() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let catalogo = get(&servidor, "/catalogo.jsonld");
    let catalogo: Value = serde_json::from_slice(&catalogo.cuerpo).unwrap();
    let texto = catalogo.to_string();
    let html = page(&servidor, "/datos");
    let archivos = links(&html, "/ediciones/").into_iter();
    let hechos: Vec<String> = archivos
        .filter(|enlace| {
            ["edicion.xlsx", "edicion.ods", "tablas.zip"]
                .iter()
                .any(|fin| enlace.ends_with(fin))
        })
        .collect();
    assert_eq!(hechos.len(), 3, "{hechos:?}");
    for archivo in hechos {
        let suma = digest(&servidor, &archivo, &[]).unwrap();
        assert!(texto.contains(&suma), "{archivo}: {suma}");
        let parte = digest(&servidor, &archivo, &[("Range", "bytes=0-99")]);
        assert_eq!(parte, Some(suma), "{archivo}");
    }
    // It is of the bytes as they are: of what is packed on its way nothing is said, nor of pages.
    let csv = links(&html, "/ediciones/").into_iter();
    let csv = csv
        .into_iter()
        .find(|enlace| enlace.contains("tabla.csv"))
        .unwrap();
    assert!(digest(&servidor, &csv, &[]).is_some());
    assert_eq!(
        digest(&servidor, &csv, &[("Accept-Encoding", "gzip")]),
        None
    );
    assert_eq!(digest(&servidor, "/datos", &[]), None);
}
