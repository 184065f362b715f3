//! Sentences: what pages and feeds say is Spanish that somebody would say.

use time::macros::datetime;

use super::lector::{between, get, page, plain};
use super::pliego::{contents_with, publish};
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

/// Sessions at one place, and chapters of one kind that others stand between, have headings of their own.
#[test]
fn headings_tell_apart_what_they_are_of() {
    let casa = Casa::folder();
    let contenido = contents_with(|json| {
        let mut todo: serde_json::Value = serde_json::from_str(&json).unwrap();
        let sesiones = &mut todo["institucional"]["consejos"][0]["sesiones"];
        let sesiones = sesiones.as_array_mut().unwrap();
        for (clave, fecha) in [
            ("b", "2017-03-02"),
            ("c", "2017-05-04"),
            ("d", "2017-05-04"),
        ] {
            let mut otra = sesiones[0].clone();
            otra["clave"] = clave.into();
            otra["fecha"] = serde_json::json!({ "consta": fecha });
            otra["orden_del_dia"] = serde_json::json!([]);
            otra["acuerdos"] = serde_json::json!([]);
            sesiones.push(otra);
        }
        // Those who came stand between two figures of persons.
        todo["cifras"].as_array_mut().unwrap().swap(5, 6);
        todo.to_string()
    });
    publish(&casa, &contenido, datetime!(2018-02-01 18:00 UTC), false);
    let servidor = casa.serve();
    let consejo = headings(&servidor, "/consejo");
    let lugar = "Salón Morelos del Palacio Municipal";
    for fin in [
        "2 mar 2017",
        "4 may 2017 (2)",
        "4 may 2017 (3)",
        "sin fecha",
    ] {
        let titulo = format!("{lugar}, {fin}");
        assert!(consejo.contains(&titulo), "{titulo}: {consejo:?}");
    }
    let informe = headings(&servidor, "/informe/2017");
    let de_atencion = informe.iter().filter(|titulo| titulo.contains("Atención"));
    let de_atencion: Vec<&String> = de_atencion.collect();
    assert_eq!(
        de_atencion,
        ["3. Atención: cifra 5", "5. Atención: cifra 7"],
        "{informe:?}"
    );
}

fn headings(servidor: &Servidor, camino: &str) -> Vec<String> {
    let html = page(servidor, camino);
    let titulos = between(&html, "<h2 id=\"", "</h2>").into_iter();
    titulos
        .map(|titulo| plain(titulo.split_once('>').unwrap().1))
        .collect()
}

/// What a table says of itself is of that table: why its parts do not add up, which marks and rows it has.
#[test]
fn a_table_explains_what_it_has() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let result = |pregunta: &str| {
        let html = page(&servidor, &format!("/explorar?{pregunta}"));
        let (_, desde) = html.split_once("id=\"resultado\"").unwrap();
        plain(&format!("<{}", desde.split("id=\"usar\"").next().unwrap()))
    };
    for (pregunta, dicho) in [
        (
            "medida=PERSONAS_CAPACITADAS&filas=PUBLICO",
            "Una persona puede contar en varios públicos: los renglones no suman su conjunto.",
        ),
        (
            "medida=PERSONAS_CAPACITADAS&filas=PUBLICO",
            "no disponible. La edición no publica el conjunto de las personas capacitadas, sino cada público.",
        ),
        (
            "medida=PARTICIPACIONES&filas=TIPO_ACTIVIDAD",
            "no disponible. No se registró, en todo o en parte, o la edición lo da en otra medida",
        ),
        (
            "medida=MUJERES_ATENDIDAS&filas=TIPO_VIOLENCIA&columnas=AGENCIA",
            "Una persona puede contar en varios lugares o en varios tipos de violencia: los renglones y las columnas no suman",
        ),
        (
            "medida=MUJERES_ATENDIDAS&filas=TIPO_VIOLENCIA&columnas=AGENCIA",
            "protegida: hay un valor y no se publica; por tipo de violencia puede ser cero",
        ),
        (
            "medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO&ver=calor",
            "El tono que más resalta del fondo es el del número más alto",
        ),
    ] {
        let texto = result(pregunta);
        assert!(texto.contains(dicho), "{pregunta}: {texto}");
    }
    let texto = result("medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO");
    assert!(
        texto.contains("protegida: hay un valor y no se publica")
            && !texto.contains("puede ser cero")
    );
    for sin_conjunto in [
        "medida=SERVICIOS&filas=MES&filtro=TRIMESTRE:2017-T2",
        "medida=SERVICIOS",
    ] {
        assert!(
            !result(sin_conjunto).contains("El renglón del conjunto"),
            "{sin_conjunto}"
        );
    }
    let metodologia = plain(&page(&servidor, "/metodologia"));
    assert!(metodologia.contains(
        "Una celda protegida no es un cero, salvo en lo que se cuenta por tipo de violencia"
    ));
}
