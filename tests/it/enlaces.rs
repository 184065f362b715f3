//! The links of the pages: each leads to a file of the repository, and to a heading that is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::casa::{read, repository};

/// The pages that are read: those at the top and all of `docs`.
fn pages() -> BTreeSet<PathBuf> {
    let de_docs = std::fs::read_dir(repository("docs")).unwrap();
    let de_docs = de_docs.map(|entrada| Path::new("docs").join(entrada.unwrap().file_name()));
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ]
    .into_iter()
    .map(PathBuf::from)
    .chain(de_docs.filter(|ruta| ruta.extension().is_some_and(|e| e == "md")))
    .collect()
}

/// The lines of a page that are no code.
fn prose(pagina: &str) -> Vec<String> {
    let mut codigo = false;
    let lineas = pagina.lines().filter(|linea| {
        let valla = linea.trim_start().starts_with("```");
        codigo ^= valla;
        !codigo && !valla
    });
    // What is between two marks is code too.
    lineas
        .map(|linea| linea.split('`').step_by(2).collect::<Vec<_>>().join("`"))
        .collect()
}

/// Where the links of a page lead: `[text](here)`.
fn links(pagina: &str) -> Vec<String> {
    prose(pagina)
        .iter()
        .flat_map(|linea| linea.split("](").skip(1))
        .filter_map(|resto| Some(resto.split_once(')')?.0.to_owned()))
        .collect()
}

/// The name that a heading has in an address: small letters, spaces as hyphens, without other marks.
fn anchor(titulo: &str) -> String {
    let letras = titulo.trim().chars().filter_map(|letra| match letra {
        ' ' => Some('-'),
        '-' | '_' => Some(letra),
        _ => letra.is_alphanumeric().then_some(letra),
    });
    letras.flat_map(char::to_lowercase).collect()
}

/// The anchors of a page; those of headings that say the same are numbered.
fn anchors(pagina: &str) -> BTreeSet<String> {
    let mut veces: BTreeMap<String, usize> = BTreeMap::new();
    let mut codigo = false;
    let mut anclas = BTreeSet::new();
    for linea in pagina.lines() {
        codigo ^= linea.starts_with("```");
        let titulo = linea.trim_start_matches('#');
        if codigo || titulo == linea || !titulo.starts_with(' ') {
            continue;
        }
        let ancla = anchor(titulo);
        let vez = veces.entry(ancla.clone()).or_default();
        anclas.insert(match *vez {
            0 => ancla,
            n => format!("{ancla}-{n}"),
        });
        *vez += 1;
    }
    anclas
}

/// Why a link of a page leads nowhere.
fn broken(pagina: &Path, texto: &str, enlace: &str) -> Option<String> {
    if ["https:", "http:", "mailto:"]
        .iter()
        .any(|red| enlace.starts_with(red))
    {
        return None;
    }
    let (ruta, ancla) = enlace.split_once('#').unwrap_or((enlace, ""));
    let archivo = repository("").join(pagina.parent().unwrap()).join(ruta);
    if !ruta.is_empty() && !archivo.exists() {
        return Some(format!(
            "{}: {enlace}: there is no such file",
            pagina.display()
        ));
    }
    let alla = match ruta {
        "" => texto.to_owned(),
        _ if ancla.is_empty() => return None,
        _ => std::fs::read_to_string(archivo).unwrap(),
    };
    (!anchors(&alla).contains(ancla))
        .then(|| format!("{}: {enlace}: there is no such heading", pagina.display()))
}

#[test]
fn every_link_leads_somewhere() {
    let mut rotos = Vec::new();
    let mut vistos = 0;
    for pagina in pages() {
        let texto = read(pagina.to_str().unwrap());
        let enlaces = links(&texto);
        vistos += enlaces.len();
        rotos.extend(
            enlaces
                .iter()
                .filter_map(|enlace| broken(&pagina, &texto, enlace)),
        );
    }
    assert_eq!(rotos, [""; 0]);
    assert!(vistos > 40, "{vistos} links");
}

#[test]
fn what_is_wrong_is_found() {
    let pagina = "# Los ceros, ¿y qué?\n## A `b`\n## A `b`\n```\n# no\n[x](y)\n```\n[a](b#c) `[x](y)` [d](#e)";
    assert_eq!(links(pagina), ["b#c", "#e"]);
    let anclas: Vec<String> = anchors(pagina).into_iter().collect();
    assert_eq!(anclas, ["a-b", "a-b-1", "los-ceros-y-qué"]);
    let broken = |enlace| broken(Path::new("docs/a.md"), pagina, enlace).is_some();
    assert!(broken("no-hay.md") && broken("#no") && broken("plan.md#no-hay"));
    assert!(!broken("#a-b-1") && !broken("../README.md") && !broken("https://example.org"));
}
