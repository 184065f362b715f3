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
    // Each link is told by the name of its own row.
    let filas: Vec<&str> = html.split("<tr><th scope=\"row\" id=\"t").skip(1).collect();
    assert!(filas.len() > 5);
    for fila in filas {
        let suya = fila.split('"').next().unwrap();
        let dichas: Vec<&str> = fila.split("aria-describedby=\"t").skip(1).collect();
        assert!(!dichas.is_empty() && dichas.iter().all(|d| d.starts_with(&format!("{suya}\""))));
    }
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
    let mut csv = links(&html, "/ediciones/").into_iter();
    let csv = csv.find(|enlace| enlace.contains("tabla.csv")).unwrap();
    assert!(digest(&servidor, &csv, &[]).is_some());
    assert_eq!(
        digest(&servidor, &csv, &[("Accept-Encoding", "gzip")]),
        None
    );
    assert_eq!(digest(&servidor, "/datos", &[]), None);
}

/// What a table as CSV is lies beside it under the same question; the CSV leads there, and it names the CSV.
#[test]
fn a_table_says_what_its_columns_are() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(&servidor, "/datos");
    let tablas = links(&html, "/ediciones/").into_iter();
    let mut tablas: Vec<String> = tablas.filter(|e| e.contains("/tabla.csv?")).collect();
    let (edicion, _) = tablas[0].split_once("/tabla.csv").unwrap();
    let edicion = edicion.to_owned();
    tablas.push(format!(
        "{edicion}/tabla.csv?medida=SERVICIOS&filas=SERVICIO&filtro=AGENCIA:agencia:donaji"
    ));
    for direccion in tablas {
        let csv = get(&servidor, &direccion);
        let descrita = direccion.replace("/tabla.csv?", "/tabla.csv-metadata.json?");
        let vinculo = format!("<{descrita}>; rel=\"describedby\"; type=\"application/csvm+json\"");
        assert!(csv.header("Link").contains(&vinculo), "{direccion}");
        let respuesta = get(&servidor, &descrita);
        assert_eq!(respuesta.estado, 200, "{descrita}");
        let tipo = respuesta.header("Content-Type");
        assert!(tipo.starts_with("application/csvm+json"), "{tipo}");
        let describe = format!("<{direccion}>; rel=\"describes\"");
        assert!(respuesta.header("Link").contains(&describe));
        let metadatos: Value = serde_json::from_slice(&respuesta.cuerpo).unwrap();
        let (_, nombre) = direccion.rsplit_once('/').unwrap();
        assert_eq!(metadatos["url"], nombre);
        let columnas = metadatos["tableSchema"]["columns"].as_array().unwrap();
        let columnas: Vec<&str> = columnas
            .iter()
            .map(|c| c["name"].as_str().unwrap())
            .collect();
        let cabeza = csv.text().lines().next().unwrap();
        assert_eq!(columnas.join(","), cabeza, "{direccion}");
        let estados = &metadatos["tableSchema"]["columns"]
            .as_array()
            .unwrap()
            .iter()
            .find(|columna| columna["name"] == "estado")
            .unwrap()["datatype"]["format"];
        assert_eq!(estados, "PUBLICADA|PROTEGIDA|NO_DISPONIBLE");
    }
    let mala = format!("{edicion}/tabla.csv-metadata.json?medida=NADA");
    assert_eq!(get(&servidor, &mala).estado, 400);
}
