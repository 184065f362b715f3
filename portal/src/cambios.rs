//! What an edition says of the figures of its report that the one that held until then did not: two editions that are served, one
//! beside the other. What the register counts is none of it.

use std::collections::HashMap;

use domain::{CifraPublicada, Edicion};
use persistence::EdicionId;

use crate::fallo::Fallo;
use crate::formato::numero;
use crate::lectura::Lectura;

/// Editions of a year that are looked at, the last ones.
const EDICIONES: usize = 30;

/// Figures that are named of each.
const NOMBRADAS: usize = 5;

/// What each edition of the year changed of the figures of its report, by its number; nothing of those that changed none.
pub(crate) async fn of_figures(lectura: &Lectura<'_>) -> Result<HashMap<u32, String>, Fallo> {
    let todas = lectura.casa.ediciones.all().iter();
    let servidas = todas.filter(|e| e.corte.year() == lectura.anio() && e.served().is_ok());
    let servidas: Vec<&Edicion> = servidas.collect();
    let servidas = &servidas[servidas.len().saturating_sub(EDICIONES)..];
    if servidas.len() < 2 {
        return Ok(HashMap::new());
    }
    let ids: Vec<EdicionId> = servidas.iter().map(|e| EdicionId::from(*e)).collect();
    let publicaciones = lectura.sitio.sala.publicaciones();
    let todas = publicaciones
        .documents::<CifraPublicada>(&ids, None)
        .await?;
    let of = |id: &EdicionId| {
        let suyas = todas.get(id).and_then(|suyas| suyas.get(""));
        suyas.map(Vec::as_slice).unwrap_or_default()
    };
    // Beside the one that held for its day until then: one of an earlier day may have come since, and says less of the year.
    let cambia = |i: usize| {
        let edicion = servidas[i];
        let antes = (0..i).filter(|otra| servidas[*otra].corte <= edicion.corte);
        let anterior = antes.max_by_key(|otra| (servidas[*otra].corte, *otra))?;
        Some((edicion.numero, between(of(&ids[anterior]), of(&ids[i]))?))
    };
    Ok((1..servidas.len()).filter_map(cambia).collect())
}

/// How the figures of a report differ from those of before, in words.
fn between(antes: &[CifraPublicada], ahora: &[CifraPublicada]) -> Option<String> {
    let named = |de: &'_ [CifraPublicada], clave: &str| {
        let mut suyas = de.iter().map(|publicada| &publicada.cifra);
        suyas.find(|cifra| cifra.clave == clave).cloned()
    };
    if antes.is_empty() && !ahora.is_empty() {
        return Some("Trae el informe del año.".to_owned());
    }
    let (mut corrige, mut agrega) = (vec![], vec![]);
    for cifra in ahora.iter().map(|publicada| &publicada.cifra) {
        let (nombre, valor) = (&cifra.nombre, numero(cifra.valor));
        match named(antes, &cifra.clave) {
            None => agrega.push(format!("«{nombre}», {valor}")),
            Some(dicha) if dicha.valor != cifra.valor => {
                corrige.push(format!("«{nombre}», de {} a {valor}", numero(dicha.valor)));
            }
            Some(_) => {}
        }
    }
    let idas = antes.iter().map(|publicada| &publicada.cifra);
    let idas = idas.filter(|cifra| named(ahora, &cifra.clave).is_none());
    let quita: Vec<String> = idas.map(|cifra| format!("«{}»", cifra.nombre)).collect();
    let dichas = [
        ("Corrige del informe", corrige),
        ("Agrega al informe", agrega),
        ("Quita del informe", quita),
    ];
    let dichas = dichas.into_iter().filter(|(_, cifras)| !cifras.is_empty());
    let dichas: Vec<String> = dichas
        .map(|(que, cifras)| format!("{que}: {}.", first_of(&cifras)))
        .collect();
    (!dichas.is_empty()).then(|| dichas.join(" "))
}

/// The first figures, and how many more there are.
fn first_of(cifras: &[String]) -> String {
    let primeras: Vec<&str> = cifras.iter().take(NOMBRADAS).map(String::as_str).collect();
    let primeras = primeras.join("; ");
    match cifras.len().saturating_sub(NOMBRADAS) {
        0 => primeras,
        1 => format!("{primeras}; y otra"),
        n => format!("{primeras}; y otras {n}"),
    }
}

/// What an edition is of, and what it changed of the figures of its report.
pub(crate) fn with_figures(corte: String, cifras: Option<&String>) -> String {
    match cifras {
        Some(cifras) => format!("{corte}. {cifras}"),
        None => corte,
    }
}
