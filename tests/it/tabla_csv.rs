//! A table as CSV is an address like any other.

use std::io::Read;

use crate::casa::{Casa, Servidor, agent};

type Respuesta = ureq::http::Response<ureq::Body>;

fn hash(servidor: &Servidor) -> String {
    let datos = servidor.data("{ ediciones(first: 1) { nodes { hash } } }");
    datos["ediciones"]["nodes"][0]["hash"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn get(servidor: &Servidor, ruta: &str, cabeceras: &[(&str, &str)]) -> Respuesta {
    let mut peticion = agent().get(servidor.url(ruta));
    for (nombre, valor) in cabeceras {
        peticion = peticion.header(*nombre, *valor);
    }
    peticion.call().unwrap()
}

fn header(respuesta: &Respuesta, nombre: &str) -> String {
    let valor = respuesta.headers().get(nombre);
    valor.map_or_else(String::new, |valor| valor.to_str().unwrap().to_owned())
}

fn bytes(respuesta: &mut Respuesta) -> Vec<u8> {
    let mut todos = vec![];
    respuesta
        .body_mut()
        .as_reader()
        .read_to_end(&mut todos)
        .unwrap();
    todos
}

#[test]
fn it_is_packed_tagged_and_had_by_parts() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ruta = format!(
        "/ediciones/{}/tabla.csv?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO",
        hash(&servidor)
    );
    let identidad = [("Accept-Encoding", "identity")];
    let mut entera = get(&servidor, &ruta, &identidad);
    let texto = bytes(&mut entera);
    assert_eq!(
        header(&entera, "content-disposition"),
        "attachment; filename=\"20067-2017-1-servicios-agencia-por-servicio.csv\""
    );
    let vinculos = header(&entera, "link");
    for vinculo in [
        "rel=\"license\"",
        "</20067/explorar?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO&version=",
        "</20067/datos/tabla.csv?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO&anio=2017>; rel=\"latest-version\"",
        "/tabla.sdmx.csv?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO>; rel=\"alternate\"; type=\"application/vnd.sdmx.data+csv\"",
    ] {
        assert!(vinculos.contains(vinculo), "{vinculos}");
    }
    assert!(texto.starts_with(b"medida,"));
    // Packed; not where it weighs less than what is not.
    let pesa = [("Accept-Encoding", "identity;q=1.0, gzip;q=0.5, *;q=0")];
    assert_eq!(
        header(&get(&servidor, &ruta, &pesa), "content-encoding"),
        ""
    );
    let mut gzip = get(&servidor, &ruta, &[("Accept-Encoding", "gzip")]);
    assert_eq!(header(&gzip, "content-encoding"), "gzip");
    let empacada = bytes(&mut gzip);
    assert!(empacada.len() * 5 < texto.len());
    let mut otra = vec![];
    flate2::read::GzDecoder::new(&*empacada)
        .read_to_end(&mut otra)
        .unwrap();
    assert_eq!(otra, texto);
    // Each way has its tag.
    for (forma, respuesta) in [("identity", &entera), ("gzip", &gzip)] {
        let etiqueta = header(respuesta, "etag");
        let otra = get(
            &servidor,
            &ruta,
            &[("Accept-Encoding", forma), ("If-None-Match", &etiqueta)],
        );
        assert_eq!(otra.status(), 304, "{forma}");
    }
    assert_ne!(header(&entera, "etag"), header(&gzip, "etag"));
    let mut parte = get(
        &servidor,
        &ruta,
        &[("Range", "bytes=2-4"), ("Accept-Encoding", "gzip")],
    );
    assert_eq!(parte.status(), 206);
    assert_eq!(bytes(&mut parte), &texto[2..5]);
    assert_eq!(
        header(&parte, "content-range"),
        format!("bytes 2-4/{}", texto.len())
    );
    // A range that is none is answered as if none were asked for.
    let pagina = "/metodologia".to_owned();
    for ruta in [&ruta, &pagina] {
        for rango in ["bytes=5-4", "bytes=0-1,4-5", "renglones=1-2", "bytes=", "x"] {
            let mas = [("Range", rango), ("Accept-Encoding", "gzip")];
            let mut ignorada = get(&servidor, ruta, &mas);
            let sin = get(&servidor, ruta, &mas[1..]);
            assert_eq!(
                header(&ignorada, "content-encoding"),
                "gzip",
                "{ruta} {rango}"
            );
            assert_eq!(header(&ignorada, "etag"), header(&sin, "etag"));
            assert_eq!(ignorada.status(), 200);
            assert!(bytes(&mut ignorada).starts_with(&[0x1f, 0x8b]));
        }
        // So is one of other bytes than those that are here now.
        let mas = [
            ("Range", "bytes=2-4"),
            ("If-Range", "\"otra\""),
            ("Accept-Encoding", "gzip"),
        ];
        let entera = get(&servidor, ruta, &mas);
        assert_eq!(
            (
                entera.status().as_u16(),
                header(&entera, "content-encoding")
            ),
            (200, "gzip".to_owned())
        );
    }
    let cabeza = agent()
        .head(servidor.url(&ruta))
        .header("Range", "bytes=2-4")
        .header("Accept-Encoding", "identity")
        .call()
        .unwrap();
    assert_eq!(
        (cabeza.status().as_u16(), header(&cabeza, "content-length")),
        (200, texto.len().to_string())
    );
    let marcada = bytes(&mut get(&servidor, &format!("{ruta}&marca=si"), &identidad));
    assert_eq!(marcada, ["\u{feff}".as_bytes(), &texto].concat());
}

/// What is downloaded does not lie over another question, in any form.
#[test]
fn two_questions_have_two_names() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    let mut nombres = std::collections::BTreeSet::new();
    for forma in ["csv", "xlsx", "json", "sdmx.csv"] {
        for pregunta in [
            "filas=AGENCIA",
            "filas=AGENCIA&columnas=SERVICIO",
            "filas=AGENCIA,SERVICIO",
            "filas=SERVICIO&columnas=AGENCIA",
            "filas=AGENCIA&filtro=TRIMESTRE:2017-T1",
            "filas=AGENCIA&filtro=TRIMESTRE:2017-T2",
            "filas=AGENCIA&filtro=TRIMESTRE:2017-T1,2017-T2",
        ] {
            // A cell of SDMX is of one period.
            if forma == "sdmx.csv" && pregunta.contains(",2017") {
                continue;
            }
            let ruta = format!("/ediciones/{hash}/tabla.{forma}?medida=SERVICIOS&{pregunta}");
            let respuesta = get(&servidor, &ruta, &[]);
            assert_eq!(respuesta.status(), 200, "{ruta}");
            let nombre = header(&respuesta, "content-disposition");
            assert!(nombre.contains("\"20067-2017-1-servicios-"), "{nombre}");
            assert!(nombres.insert(nombre.clone()), "{nombre}");
        }
    }
    assert!(
        nombres.contains(
            "attachment; filename=\"20067-2017-1-servicios-agencia-trimestre-2017-t1.csv\""
        )
    );
}

#[test]
fn parameters_are_never_passed_over_but_those_of_networks() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ruta = format!(
        "/ediciones/{}/tabla.csv?medida=SERVICIOS&filas=SERVICIO",
        hash(&servidor)
    );
    let texto = bytes(&mut get(&servidor, &ruta, &[]));
    for cola in [
        "utm_source=boletin&utm_medium=correo",
        "fbclid=IwAR0",
        "gclid=x",
    ] {
        let mut otra = get(&servidor, &format!("{ruta}&{cola}"), &[]);
        assert_eq!(
            (otra.status().as_u16(), bytes(&mut otra)),
            (200, texto.clone()),
            "{cola}"
        );
    }
    // Any other way to write the same leads to it.
    let (camino, _) = ruta.split_once('?').unwrap();
    for otra in [
        "filas=servicio&medida=servicios",
        "medida=SERVICIOS&filas=SERVICIO&columnas=",
        "medida=SERVICIOS&filas=SERVICIO&marca=no",
    ] {
        let escrita = format!("{camino}?{otra}");
        let mut otra = get(&servidor, &escrita, &[]);
        assert_eq!(bytes(&mut otra), texto);
        let (estado, adonde) = led(&servidor, &escrita);
        assert_eq!((estado, adonde.as_str()), (303, ruta.as_str()));
    }
    // What names no edition leads nowhere.
    for mala in ["..%2F20067%2Fdatos", "x%3F", "%0A", "abc"] {
        let escrita = format!("/ediciones/{mala}/tabla.csv?medida=servicios");
        assert_eq!(led(&servidor, &escrita), (404, String::new()), "{mala}");
    }
    let marcada = get(&servidor, &format!("{ruta}&marca=si"), &[]);
    assert!(header(&marcada, "content-disposition").ends_with("-servicio.excel.csv\""));
    let siempre = "/datos/tabla.csv?medida=SERVICIOS&filas=SERVICIO&marca=si";
    let mut siempre = get(&servidor, siempre, &[]);
    let con_marca = ["\u{feff}".as_bytes(), &texto].concat();
    assert_eq!(bytes(&mut siempre), con_marca);
    let sin_medida = get(&servidor, "/datos/tabla.csv", &[]);
    assert_eq!(sin_medida.status(), 400);
    assert!(texto.starts_with(b"medida,"));
    for cola in [
        "filas=AGENCIA",
        "medida=SERVICIOS",
        "filtros=",
        "columna=MES",
        "columnas=SERVICIO",
        "columnas=MES,MES",
        "marca=x",
        "columnas=NADA",
    ] {
        let mut otra = get(&servidor, &format!("{ruta}&{cola}"), &[]);
        let dicho = String::from_utf8(bytes(&mut otra)).unwrap();
        assert_eq!(otra.status().as_u16(), 400, "{cola}: {dicho}");
    }
    let nada = get(&servidor, &format!("{ruta}&columnas=NADA"), &[])
        .into_body()
        .read_to_string()
        .unwrap();
    assert!(
        nada.contains("«columnas[0]» no es lo que se espera. Hay: "),
        "{nada}"
    );
}

#[test]
fn files_and_fixed_texts_are_had_as_they_are_asked_for() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let archivo = format!("/ediciones/{}", hash(&servidor));
    let entero = bytes(&mut get(&servidor, &archivo, &[])).len();
    for ruta in [archivo.clone(), format!("{archivo}.minisig")] {
        let cabeza = agent()
            .head(servidor.url(&ruta))
            .header("Range", "bytes=2-4")
            .call()
            .unwrap();
        assert_eq!(cabeza.status(), 200);
        assert_ne!(header(&cabeza, "content-length"), "3");
    }
    assert_eq!(
        bytes(&mut get(&servidor, &archivo, &[("Range", "Bytes=0-9")])).len(),
        10
    );
    assert_eq!(
        bytes(&mut get(&servidor, &archivo, &[("Range", "bytes=+0-+4")])).len(),
        entero
    );
    for ruta in [
        "/graphql/consultas",
        "/explorador",
        "/explorador/explorador.js",
        "/schema.graphql",
        "/.well-known/pacto-claves.json",
    ] {
        let primera = get(&servidor, ruta, &[("Accept-Encoding", "gzip")]);
        assert_eq!(primera.status(), 200, "{ruta}");
        assert!(!header(&primera, "cache-control").is_empty(), "{ruta}");
        let etiqueta = header(&primera, "etag");
        let otra = get(
            &servidor,
            ruta,
            &[("Accept-Encoding", "gzip"), ("If-None-Match", &etiqueta)],
        );
        assert_eq!(otra.status(), 304, "{ruta}");
    }
    assert_eq!(
        header(
            &get(&servidor, "/schema.graphql", &[("Accept-Encoding", "gzip")]),
            "content-encoding"
        ),
        "gzip"
    );
}

/// Where an address leads, without going there.
fn led(servidor: &Servidor, ruta: &str) -> (u16, String) {
    let agente = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .new_agent();
    let respuesta = agente.get(servidor.url(ruta)).call().unwrap();
    let adonde = header(&respuesta, "location");
    (respuesta.status().as_u16(), adonde)
}
