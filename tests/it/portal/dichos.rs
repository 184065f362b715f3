//! Sentences: what pages and feeds say is Spanish that somebody would say.

use super::lector::{get, page, plain};
use crate::casa::{Casa, Servidor, withdrawing};

/// A body is called «el Instituto …» within a sentence, and «del Instituto …» what is of it.
#[test]
fn bodies_are_named_with_their_article() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let cuantas: usize = [
        "/",
        "/explorar",
        "/informe/2017",
        "/consejo",
        "/datos",
        "/region",
        "/metodologia",
        "/accesibilidad",
        "/novedades.xml",
        "/publicaciones.ics",
        "/catalogo.jsonld",
    ]
    .map(|camino| named(&servidor, camino))
    .iter()
    .sum();
    assert!(cuantas > 20, "{cuantas}");
    let dicho = |camino, dicho| assert!(get(&servidor, camino).text().contains(dicho), "{dicho}");
    dicho("/datos", "la edición 1 del Instituto Municipal");
    dicho(
        "/accesibilidad",
        "El Instituto Municipal de la Mujer de Oaxaca de Juárez quiere",
    );
    dicho("/catalogo.jsonld", "que publica el Instituto Municipal");
    casa.run(&withdrawing("1", "El corte no era ese"));
    named(&servidor, "/");
    let vacia = plain(&page(&servidor, "/"));
    assert!(vacia.contains("Lo que el Instituto Municipal"), "{vacia}");
}

/// How often an address names the body; within a sentence, always with its article.
fn named(servidor: &Servidor, camino: &str) -> usize {
    let respuesta = get(servidor, camino);
    assert_eq!(respuesta.estado, 200, "{camino}");
    let texto = respuesta.text();
    for (i, nombre) in texto.match_indices("Instituto Municipal") {
        for palabra in ["que ", " de ", " a ", " por ", " en ", " con "] {
            let antes = &texto[..i];
            assert!(!antes.ends_with(palabra), "{camino}: {palabra}{nombre}");
        }
    }
    texto.matches("Instituto Municipal").count()
}
