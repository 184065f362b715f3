//! What search engines are told: the pages that there are, and what not to walk through.

use std::fmt::Write as _;

use axum::http::StatusCode;
use domain::{Agencia, Edicion};
use persistence::EdicionId;

use crate::fallo::Fallo;
use crate::formato::instante;
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

/// Instancias up to which their places are on it too: each is read for that.
const CON_LUGARES: usize = 20;

/// The map.
pub(crate) async fn sitemap(sitio: &Sitio<'_>) -> Result<Hecha, Fallo> {
    let todas = sitio.instancias().await?;
    sitio.note_all();
    let raiz = sitio.root(&todas).map(str::to_owned);
    let mut caminos: Vec<(String, Option<String>)> = vec![];
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
        let suyas = ediciones.get(clave);
        let ultima = suyas.and_then(|suyas| suyas.all().iter().map(|e| e.instante).max());
        let ultima = ultima.map(instante);
        let mut push =
            |camino: String| caminos.push((format!("{prefijo}{camino}"), ultima.clone()));
        PAGINAS.map(str::to_owned).into_iter().for_each(&mut push);
        let anios = suyas.map(years).unwrap_or_default();
        anios
            .iter()
            .for_each(|anio| push(format!("/informe/{anio}")));
        let vigente = suyas.and_then(|suyas| suyas.elegida(None, None));
        let vigente = vigente.filter(|e| e.served().is_ok() && todas.len() <= CON_LUGARES);
        if let Some(vigente) = vigente {
            let lugares = places(sitio, vigente).await?;
            lugares
                .iter()
                .for_each(|clave| push(format!("/agencias/{clave}")));
        }
    }
    if todas.len() > 1 {
        caminos.push(("/instancias".to_owned(), None));
    }
    let mut texto = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
    for (camino, cambio) in caminos {
        let cambio = cambio.map_or_else(String::new, |c| format!("<lastmod>{c}</lastmod>"));
        // Paths are of keys and years: nothing in them is to be escaped; the address of the site is checked.
        let _ = writeln!(
            texto,
            "<url><loc>{}{camino}</loc>{cambio}</url>",
            sitio.base
        );
    }
    texto += "</urlset>\n";
    Ok(Hecha::new(StatusCode::OK, tipo::XML, Plazo::Minuto, texto))
}

/// The keys of the places that an edition has a page of.
async fn places(sitio: &Sitio<'_>, edicion: &Edicion) -> Result<Vec<String>, Fallo> {
    let id = EdicionId::from(edicion);
    let ids = std::slice::from_ref(&id);
    let publicaciones = sitio.sala.publicaciones();
    let mut todas = publicaciones.documents::<Agencia>(ids, None).await?;
    let suyas = todas.remove(&id).and_then(|mut suyas| suyas.remove(""));
    Ok(suyas.into_iter().flatten().map(|una| una.clave).collect())
}

/// What robots may read: all but the endless questions of the explorer and the API.
pub(crate) fn robots(sitio: &Sitio<'_>) -> Hecha {
    let texto = format!(
        "User-agent: *\nDisallow: /graphql\nDisallow: /explorar?\nDisallow: /*/explorar?\nDisallow: /ediciones/*/tabla.\nDisallow: /datos/tabla.\nDisallow: /*/datos/tabla.\n\nSitemap: {}/sitemap.xml\n",
        sitio.base
    );
    Hecha::new(StatusCode::OK, tipo::TEXTO, Plazo::Minuto, texto)
}
