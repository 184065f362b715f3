//! What search engines are told: the pages that there are, and what not to walk through.

use std::fmt::Write as _;

use axum::http::StatusCode;

use crate::fallo::Fallo;
use crate::lectura::{Sitio, years};
use crate::respuesta::{Hecha, Plazo, tipo};

/// Pages of an instancia, beside those of its reports.
const PAGINAS: [&str; 7] = [
    "/",
    "/explorar",
    "/consejo",
    "/datos",
    "/region",
    "/metodologia",
    "/accesibilidad",
];
/// Instancias that the map has at most: it may have 50,000 addresses.
const INSTANCIAS: usize = 1000;

/// The map.
pub(crate) async fn sitemap(sitio: &Sitio<'_>) -> Result<Hecha, Fallo> {
    let todas = sitio.instancias().await?;
    sitio.note_all();
    let raiz = sitio.root(&todas).map(str::to_owned);
    let mut caminos: Vec<String> = vec![];
    let todas = &todas[..todas.len().min(INSTANCIAS)];
    let claves: Vec<String> = todas.iter().map(|i| i.clave().to_string()).collect();
    let ediciones = sitio.ediciones(&claves).await?;
    for instancia in todas {
        let clave = instancia.clave().as_str();
        let prefijo = if raiz.as_deref() == Some(clave) {
            String::new()
        } else {
            format!("/{clave}")
        };
        caminos.extend(PAGINAS.map(|camino| format!("{prefijo}{camino}")));
        let anios = ediciones.get(clave).map(years).unwrap_or_default();
        caminos.extend(anios.iter().map(|anio| format!("{prefijo}/informe/{anio}")));
    }
    if todas.len() > 1 {
        caminos.push("/instancias".to_owned());
    }
    let mut texto = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    for camino in caminos {
        // Paths are of keys and years: nothing in them is to be escaped; the address of the site is checked.
        let _ = writeln!(texto, "<url><loc>{}{camino}</loc></url>", sitio.base);
    }
    texto += "</urlset>\n";
    Ok(Hecha::new(StatusCode::OK, tipo::XML, Plazo::Minuto, texto))
}

/// What robots may read: all but the endless questions of the explorer and the API.
pub(crate) fn robots(sitio: &Sitio<'_>) -> Hecha {
    let texto = format!(
        "User-agent: *\nDisallow: /graphql\nDisallow: /explorar?\nDisallow: /*/explorar?\nDisallow: /ediciones/*/tabla\nDisallow: /datos/tabla\nDisallow: /*/datos/tabla\n\nSitemap: {}/sitemap.xml\n",
        sitio.base
    );
    Hecha::new(StatusCode::OK, tipo::TEXTO, Plazo::Minuto, texto)
}
