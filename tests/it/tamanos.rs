//! What keeps the code readable: short functions and files, and a name that is of one type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::casa::repository;

/// Lines that a file has at most.
const ARCHIVO: usize = 500;
/// Lines that a function has at most, from its name to its last brace.
const FUNCION: usize = 70;

/// The rooms of the house.
pub(crate) const CASA: [&str; 13] = [
    "api",
    "captura",
    "claves",
    "datos",
    "domain",
    "oficina",
    "persistence",
    "pliego",
    "portal",
    "proteccion",
    "sala",
    "servidor",
    "src",
];

/// The Rust files below a folder, and what they say.
pub(crate) fn files(carpeta: &Path) -> Vec<(PathBuf, String)> {
    let entradas = std::fs::read_dir(carpeta).unwrap();
    let rutas = entradas.map(|entrada| entrada.unwrap().path());
    rutas
        .flat_map(|ruta| {
            if ruta.is_dir() {
                return if ruta.ends_with("target") {
                    vec![]
                } else {
                    files(&ruta)
                };
            }
            if ruta.extension().is_none_or(|tipo| tipo != "rs") {
                return vec![];
            }
            let texto = std::fs::read_to_string(&ruta).unwrap();
            vec![(ruta, texto)]
        })
        .collect()
}

/// The functions of a file with more lines than they may have. A function ends where rustfmt puts its last brace: under its
/// first letter.
fn long(texto: &str, maximo: usize) -> Vec<(String, usize)> {
    let lineas: Vec<&str> = texto.lines().collect();
    let named = |linea: &str| {
        let palabras = linea.split_whitespace();
        let mut palabras = palabras.skip_while(|palabra| {
            palabra.starts_with("pub") || ["const", "async", "in"].contains(palabra)
        });
        (palabras.next() == Some("fn")).then(|| palabras.next().unwrap_or_default().to_owned())
    };
    let mut largas = vec![];
    for (i, linea) in lineas.iter().enumerate() {
        let Some(nombre) = named(linea) else { continue };
        let sangria = &linea[..linea.len() - linea.trim_start().len()];
        let cierre = format!("{sangria}}}");
        let Some(n) = lineas[i..].iter().position(|otra| *otra == cierre) else {
            continue;
        };
        // What only declares a function ends before the next one begins.
        let otra = lineas[i + 1..=i + n].iter().position(|otra| {
            named(otra).is_some()
                && otra.starts_with(sangria)
                && !otra[sangria.len()..].starts_with(' ')
        });
        if otra.is_none() && n + 1 > maximo {
            largas.push((nombre, n + 1));
        }
    }
    largas
}

#[test]
fn functions_and_files_are_short() {
    let mut largos = vec![];
    for cuarto in CASA {
        for (ruta, texto) in files(&repository(cuarto)) {
            let lineas = texto.lines().count();
            if lineas > ARCHIVO {
                largos.push(format!("{}: {lineas} lines", ruta.display()));
            }
            // Tests of a room lie in it.
            for (nombre, n) in long(&texto, FUNCION) {
                largos.push(format!("{}: {nombre}: {n} lines", ruta.display()));
            }
        }
    }
    assert_eq!(largos, [""; 0]);
}

#[test]
fn a_long_function_is_seen() {
    let texto = "impl A {\n    fn declared();\n    pub(crate) async fn b<T>(\n        a: T,\n    ) {\n        {\n        }\n    }\n}\nfn c() {\n}\n";
    assert_eq!(long(texto, 5), [("b<T>(".to_owned(), 6)]);
    assert_eq!(long(texto, 1).len(), 2);
}

/// The types that a file of a room defines, without those of its tests and those that a trait asks for.
fn types(texto: &str) -> Vec<String> {
    let texto = texto.split("\nmod tests {").next().unwrap_or(texto);
    let lineas = texto.lines().filter_map(|linea| {
        let suelta = linea.trim_start();
        let mut palabras = suelta.split_whitespace();
        let mut clase = palabras.next()?;
        while clase.starts_with("pub") || clase == "in" || clase.starts_with("crate") {
            clase = palabras.next()?;
        }
        let es = match clase {
            "struct" | "enum" | "trait" => true,
            // Of what is written inside of something else, most is what its trait asks for.
            "type" => suelta.len() == linea.len(),
            _ => false,
        };
        let nombre = palabras.next().filter(|_| es)?;
        let fin = nombre.find(|c: char| !c.is_ascii_alphanumeric());
        Some(nombre[..fin.unwrap_or(nombre.len())].to_owned())
    });
    lineas.filter(|nombre| !nombre.is_empty()).collect()
}

/// A name that two types of a crate have makes whoever reads it look where it is from.
#[test]
fn no_two_types_of_a_crate_have_the_same_name() {
    // The library asks for this name in each entity.
    let comunes = ["Model"];
    let mut repetidos = vec![];
    for cuarto in CASA {
        let mut donde: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (ruta, texto) in files(&repository(cuarto)) {
            let nombre = ruta
                .strip_prefix(repository(""))
                .unwrap()
                .display()
                .to_string();
            if nombre.contains("/tests") {
                continue;
            }
            for tipo in types(&texto) {
                donde.entry(tipo).or_default().push(nombre.clone());
            }
        }
        donde.retain(|tipo, archivos| archivos.len() > 1 && !comunes.contains(&tipo.as_str()));
        repetidos.extend(
            donde
                .into_iter()
                .map(|(tipo, archivos)| format!("{tipo}: {}", archivos.join(", "))),
        );
    }
    assert_eq!(repetidos, [""; 0]);
}
