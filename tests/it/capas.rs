//! Imports form a line: proteccion ← domain ← claves ← { persistence, captura ← datos } ← oficina ← the binary, and
//! { persistence ← sala, servidor } ← { api, portal } ← the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::casa::read;
use crate::tamanos::{CASA, files};

/// What a manifest needs to build, on whatever machine; not what its own tests need.
fn dependencies(manifiesto: &str) -> BTreeSet<String> {
    let manifiesto: toml::Table = toml::from_str(&read(manifiesto)).unwrap();
    let por_maquina = manifiesto
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten();
    let tablas = por_maquina
        .filter_map(|(_, tabla)| tabla.as_table())
        .chain([&manifiesto]);
    tablas
        .flat_map(|tabla| [tabla.get("dependencies"), tabla.get("build-dependencies")])
        .flatten()
        .flat_map(|dependencias| dependencias.as_table().unwrap())
        // A dependency can be renamed: what counts is the package.
        .map(|(clave, valor)| {
            valor
                .get("package")
                .and_then(toml::Value::as_str)
                .unwrap_or(clave)
                .to_owned()
        })
        .collect()
}

/// What a manifest names that it must not.
fn forbidden(manifiesto: &str, prohibidas: &[&str]) -> Vec<String> {
    let es = |dependencia: &String| {
        prohibidas
            .iter()
            .any(|p| dependencia == p || dependencia.starts_with(&format!("{p}-")))
    };
    dependencies(manifiesto).into_iter().filter(es).collect()
}

#[test]
fn the_engine_knows_numbers_only() {
    let permitidas = ["serde", "serde_json", "thiserror"].map(str::to_owned);
    assert_eq!(
        dependencies("proteccion/Cargo.toml"),
        BTreeSet::from(permitidas)
    );
}

#[test]
fn domain_is_pure() {
    // microlp solves programs: it reads and writes nothing, and its branches are bounded by number, not by the clock.
    let permitidas = [
        "microlp",
        "proteccion",
        "serde",
        "serde_json",
        "strum",
        "thiserror",
        "time",
    ];
    let permitidas = permitidas.map(str::to_owned);
    assert_eq!(
        dependencies("domain/Cargo.toml"),
        BTreeSet::from(permitidas)
    );
}

/// The crates of the house that a manifest names.
fn rooms(manifiesto: &str) -> Vec<String> {
    let mut suyas: Vec<String> = dependencies(manifiesto).into_iter().collect();
    // The binary lies in `src`, and is called after the program.
    suyas.retain(|suya| suya == "pacto" || CASA.contains(&suya.as_str()));
    suyas
}

#[test]
fn rooms_lead_one_way() {
    assert_eq!(rooms("proteccion/Cargo.toml"), [""; 0]);
    assert_eq!(rooms("domain/Cargo.toml"), ["proteccion"]);
    assert_eq!(rooms("claves/Cargo.toml"), ["domain"]);
    assert_eq!(rooms("datos/Cargo.toml"), ["captura", "domain"]);
    assert_eq!(rooms("persistence/Cargo.toml"), ["claves", "domain"]);
    assert_eq!(rooms("captura/Cargo.toml"), ["claves", "domain"]);
    assert_eq!(
        rooms("oficina/Cargo.toml"),
        ["captura", "claves", "datos", "domain", "persistence"]
    );
    assert_eq!(rooms("servidor/Cargo.toml"), [""; 0]);
    assert_eq!(
        rooms("api/Cargo.toml"),
        ["domain", "persistence", "sala", "servidor"]
    );
    assert_eq!(rooms("pliego/Cargo.toml"), [""; 0]);
    assert_eq!(rooms("sala/Cargo.toml"), ["domain", "persistence"]);
    assert_eq!(
        rooms("portal/Cargo.toml"),
        ["domain", "persistence", "sala", "servidor"]
    );
}

/// The two stores share what they are made of, and know nothing of each other.
#[test]
fn stores_do_not_import_each_other() {
    let de = |carpeta: &str| sources(&crate::casa::repository(carpeta)).join("\n");
    assert!(!de("persistence/src/registro").contains("publicaciones::"));
    assert!(!de("persistence/src/publicaciones").contains("registro::"));
    let almacen = de("persistence/src/almacen");
    assert!(!almacen.contains("registro::") && !almacen.contains("publicaciones::"));
}

#[test]
fn persistence_knows_no_graphql_and_no_http() {
    assert_eq!(
        forbidden(
            "persistence/Cargo.toml",
            &[
                "api",
                "servidor",
                "async-graphql",
                "axum",
                "hyper",
                "tower",
                "clap"
            ]
        ),
        [""; 0]
    );
}

#[test]
fn sheets_and_keys_know_no_sql_and_no_command_line() {
    let prohibidas = ["async-graphql", "axum", "clap", "sea-orm", "sqlx", "tokio"];
    for suelta in ["captura", "claves", "datos"] {
        let manifiesto = format!("{suelta}/Cargo.toml");
        assert_eq!(forbidden(&manifiesto, &prohibidas), [""; 0]);
    }
}

/// What an office does is done without a command line, a page or a sheet's file format.
#[test]
fn the_office_knows_no_sql_and_no_command_line() {
    let prohibidas = [
        "async-graphql",
        "axum",
        "calamine",
        "clap",
        "csv",
        "indicatif",
        "sea-orm",
        "sqlx",
        "whoami",
    ];
    assert_eq!(forbidden("oficina/Cargo.toml", &prohibidas), [""; 0]);
}

#[test]
fn the_server_knows_neither_questions_nor_stores() {
    let prohibidas = [
        "proteccion",
        "domain",
        "persistence",
        "captura",
        "api",
        "async-graphql",
        "sea-orm",
        "sqlx",
        "clap",
        "serde",
    ];
    assert_eq!(forbidden("servidor/Cargo.toml", &prohibidas), [""; 0]);
}

/// The modules of a folder that each of its files imports, `desde` the folder.
fn imports(carpeta: &str, desde: &str) -> BTreeMap<String, BTreeSet<String>> {
    let archivos = std::fs::read_dir(crate::casa::repository(carpeta)).unwrap();
    let textos: BTreeMap<String, String> = archivos
        .map(|entrada| entrada.unwrap().path())
        .filter(|ruta| ruta.is_file())
        .map(|ruta| {
            let nombre = ruta.file_stem().unwrap().to_str().unwrap().to_owned();
            (nombre, std::fs::read_to_string(ruta).unwrap())
        })
        // What a folder is called imports from all that is in it.
        .filter(|(nombre, _)| nombre != "mod" && nombre != "lib")
        .collect();
    let imported = |texto: &str| -> BTreeSet<String> {
        texto
            .split(desde)
            .skip(1)
            .flat_map(|resto| {
                // Either one path, or a list of them in braces, whose inner lists name no modules of the folder.
                let lista = resto.strip_prefix('{').and_then(|r| r.split_once("};"));
                let lista = lista.map_or(resto, |(lista, _)| lista);
                let cuantas = if resto.starts_with('{') {
                    usize::MAX
                } else {
                    1
                };
                let es_letra = |c: char| c.is_ascii_alphanumeric() || c == '_';
                lista.split(move |c| !es_letra(c)).take(cuantas)
            })
            .filter(|nombre| textos.contains_key(*nombre))
            .map(str::to_owned)
            .collect()
    };
    textos
        .iter()
        .map(|(nombre, texto)| (nombre.clone(), imported(texto)))
        .collect()
}

/// What is left of a folder when, again and again, the files go that import nothing of what is left: its circles.
fn circles(mut importan: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    loop {
        let quedan: BTreeSet<String> = importan.keys().cloned().collect();
        importan.retain(|_, de| !de.is_disjoint(&quedan));
        if importan.len() == quedan.len() {
            return quedan.into_iter().collect();
        }
    }
}

#[test]
fn the_rooms_of_the_server_form_a_line() {
    assert_eq!(circles(imports("servidor/src", "crate::")), [""; 0]);
    assert_eq!(circles(imports("api/src/http", "super::")), [""; 0]);
    let circulo = [("a", "b"), ("b", "a"), ("c", "a"), ("d", "e")];
    let circulo = circulo.map(|(quien, a)| (quien.to_owned(), BTreeSet::from([a.to_owned()])));
    assert_eq!(circles(BTreeMap::from(circulo)), ["a", "b", "c"]);
}

/// What is read is read for pages and files too.
#[test]
fn the_reading_room_knows_no_graphql_and_no_sql() {
    let prohibidas = ["async-graphql", "axum", "hyper", "sea-orm", "sqlx", "csv"];
    assert_eq!(forbidden("sala/Cargo.toml", &prohibidas), [""; 0]);
}

/// Pages and files say what is published, and ask neither GraphQL nor SQL for it.
#[test]
fn the_portal_knows_no_graphql_and_no_sql() {
    let prohibidas = ["async-graphql", "hyper", "sea-orm", "sqlx", "csv", "clap"];
    assert_eq!(forbidden("portal/Cargo.toml", &prohibidas), [""; 0]);
    let textos = sources(&crate::casa::repository("portal/src")).join("\n");
    assert!(!textos.contains("persistence::Registro") && !textos.contains("Imprenta"));
}

#[test]
fn the_api_knows_no_sql() {
    assert_eq!(
        forbidden(
            "api/Cargo.toml",
            &[
                "sea-orm",
                "sea-query",
                "sqlx",
                "csv",
                "clap",
                "libsqlite3",
                // Connections, rates and packing are of the server.
                "hyper",
                "governor",
                "tokio-io-timeout",
                "brotli",
                "flate2",
                "zstd",
            ]
        ),
        [""; 0]
    );
    let propios = files(&crate::casa::repository("api/src")).into_iter();
    // What its own tests print is planted there.
    let propios = propios.filter(|(ruta, _)| !ruta.parent().unwrap().ends_with("plantadas"));
    for (_, texto) in propios {
        let importa = texto
            .lines()
            .filter(|linea| linea.contains("persistence::"));
        assert!(
            !importa
                .clone()
                .any(|linea| linea.contains("Registro") || linea.contains("Imprenta"))
        );
    }
}

/// What the Rust files below a folder say.
fn sources(carpeta: &Path) -> Vec<String> {
    let archivos = files(carpeta).into_iter();
    archivos.map(|(_, texto)| texto).collect()
}

/// Commands ask the office, which alone does what an office does. The public server is another program in the same binary: it
/// reads what is published, and nothing of the office.
#[test]
fn commands_ask_the_office_and_no_store() {
    let llaman = files(&crate::casa::repository("src"))
        .into_iter()
        .filter(|(_, texto)| texto.contains("persistence::"))
        .map(|(ruta, _)| ruta.file_name().unwrap().to_owned());
    assert_eq!(llaman.collect::<Vec<_>>(), ["servir.rs"]);
}

#[test]
fn the_binary_only_wires() {
    assert_eq!(
        forbidden(
            "Cargo.toml",
            &[
                "sea-orm",
                "sqlx",
                "async-graphql",
                "axum",
                "csv",
                "calamine"
            ]
        ),
        [""; 0]
    );
}
