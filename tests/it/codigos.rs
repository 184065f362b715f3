//! Each code of docs/errores.md is provoked by some test; here, those that no other test is about.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::casa::{Casa, Servidor, agent, read, repository, wait};

fn hash(servidor: &Servidor) -> String {
    let datos = servidor.data("{ ediciones(first: 1) { nodes { hash } } }");
    let hash = &datos["ediciones"]["nodes"][0]["hash"];
    hash.as_str().unwrap().to_owned()
}

/// Status, code and message of what an address answers.
fn got(servidor: &Servidor, ruta: &str, cabeceras: &[(&str, &str)]) -> (u16, String, String) {
    let mut peticion = agent().get(servidor.url(ruta));
    for (nombre, valor) in cabeceras {
        peticion = peticion.header(*nombre, *valor);
    }
    let mut respuesta = peticion.call().unwrap();
    let estado = respuesta.status().as_u16();
    let cuerpo: Value = respuesta.body_mut().read_json().unwrap();
    let error = &cuerpo["errors"][0];
    let texto = |valor: &Value| valor.as_str().unwrap().to_owned();
    (
        estado,
        texto(&error["extensions"]["code"]),
        texto(&error["message"]),
    )
}

/// An address, what is asked of it, and the status and code of its answer.
type Caso<'a> = (&'a str, &'a [(&'a str, &'a str)], u16, &'a str);

#[test]
fn addresses_say_what_is_wrong_with_them() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    let otro = "0".repeat(64);
    let larga = format!("/graphql?query=%7B__typename%7D&x={}", "a".repeat(17_000));
    let guardada = r#"/graphql?extensions={"persistedQuery":{"version":1,"sha256Hash":"00"}}"#;
    let guardada = guardada
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace('"', "%22");
    let casos: [Caso; 7] = [
        (
            &format!("/ediciones/{otro}"),
            &[],
            404,
            "ARCHIVO_DESCONOCIDO",
        ),
        (
            &format!("/ediciones/{otro}/tabla.csv?medida=SERVICIOS"),
            &[],
            404,
            "ARCHIVO_DESCONOCIDO",
        ),
        (
            &format!("/ediciones/{hash}"),
            &[("Range", "bytes=999999999-")],
            416,
            "RANGO_INVALIDO",
        ),
        ("/graphql/consultas/nada", &[], 404, "CONSULTA_DESCONOCIDA"),
        (&larga, &[], 414, "DIRECCION_DEMASIADO_LARGA"),
        (
            "/graphql?query=%7B__typename%7D",
            &[("Accept", "image/png")],
            406,
            "NO_ACEPTABLE",
        ),
        (&guardada, &[], 400, "PERSISTED_QUERY_NOT_SUPPORTED"),
    ];
    for (ruta, cabeceras, estado, codigo) in casos {
        let (dado, dicho, mensaje) = got(&servidor, ruta, cabeceras);
        assert_eq!(
            (dado, dicho.as_str()),
            (estado, codigo),
            "{ruta:.90}: {mensaje}"
        );
    }
    let (_, _, mensaje) = got(&servidor, "/graphql/consultas/nada", &[]);
    assert!(mensaje.contains("tablero"), "{mensaje}");
}

#[test]
fn a_period_that_goes_on_is_not_told() {
    let casa = Casa::folder();
    casa.demo().publish("2018-02-28");
    let servidor = casa.serve();
    let codigos = servidor.codes(
        r#"{ instancia(clave: "20067") { edicion(anio: 2018) { cifra(medida: SERVICIOS) { celda { valor } } } } }"#,
    );
    assert_eq!(codigos, ["PERIODO_ABIERTO"]);
}

/// What pages and files refuse has a code of the page of errors, with the status that it says there.
#[test]
fn what_pages_and_files_refuse_is_in_the_page() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    let json = &[("Accept", "application/json")];
    let pagina = read("docs/errores.md");
    for (ruta, estado, codigo) in [
        ("/?anio=1999", 400, "ANIO_SIN_EDICION"),
        ("/explorar?anio=1999", 400, "ANIO_SIN_EDICION"),
        ("/datos/edicion.xlsx?anio=1999", 400, "ANIO_SIN_EDICION"),
        ("/informe/1999", 404, "ANIO_SIN_EDICION"),
        ("/informe/1999.pdf", 404, "ANIO_SIN_EDICION"),
        ("/datos?color=rojo", 400, "VALOR_INVALIDO"),
        ("/agencias/nadie", 404, "RUTA_DESCONOCIDA"),
        (
            &format!("/ediciones/{hash}/tabla.xlsx"),
            400,
            "VALOR_INVALIDO",
        ),
    ] {
        let (dado, dicho, mensaje) = got(&servidor, ruta, json);
        assert_eq!(
            (dado, dicho.as_str()),
            (estado, codigo),
            "{ruta}: {mensaje}"
        );
        let renglon = pagina
            .lines()
            .find(|linea| linea.starts_with(&format!("| `{codigo}` |")));
        let renglon = renglon.unwrap();
        assert!(renglon.contains(&estado.to_string()), "{ruta}: {renglon}");
    }
}

/// A table that cannot be answered is refused with the same code in every form.
#[test]
fn every_form_of_a_table_refuses_with_the_same_code() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = hash(&servidor);
    for (pregunta, codigo) in [
        (
            "medida=MUJERES_ATENDIDAS&filas=TIPO_VIOLENCIA&columnas=VISITA",
            "FUERA_DE_PLAN",
        ),
        (
            "medida=SERVICIOS&filas=MES&columnas=TRIMESTRE",
            "PREGUNTA_INVALIDA",
        ),
        (
            "medida=SERVICIOS&filtro=SERVICIO:ninguno",
            "CODIGO_DESCONOCIDO",
        ),
        (
            "medida=MUJERES_ATENDIDAS&filtro=MES:2017-01,2017-02",
            "NO_SUMABLE",
        ),
    ] {
        for forma in ["csv", "xlsx", "json", "sdmx.csv"] {
            let ruta = format!("/ediciones/{hash}/tabla.{forma}?{pregunta}");
            let (estado, dicho, mensaje) = got(&servidor, &ruta, &[("Accept", "application/json")]);
            let esperado = (400, codigo);
            assert_eq!((estado, dicho.as_str()), esperado, "{ruta}: {mensaje}");
        }
    }
}

/// Does something to the pieces of what is published, past Pacto.
fn meddle(casa: &Casa, orden: &str) {
    let ruta = casa.ruta().join("publico/ediciones/20067.sqlite");
    wait(async {
        let bd = sea_orm::Database::connect(format!("sqlite://{}", ruta.display()))
            .await
            .unwrap();
        bd.execute_unprepared(orden).await.unwrap();
        bd.close().await.unwrap();
    });
}

#[test]
fn what_a_store_has_lost_is_told_without_details() {
    let casa = Casa::folder();
    casa.demo();
    meddle(&casa, "DELETE FROM pieza WHERE tipo = 'CUBO'");
    meddle(
        &casa,
        "UPDATE pieza SET contenido = '{\"a\":1}' WHERE tipo = 'CONVENIO'",
    );
    let servidor = casa.serve();
    let tabla = format!("/ediciones/{}/tabla.csv?medida=SERVICIOS", hash(&servidor));
    assert_eq!(got(&servidor, &tabla, &[]).1, "EDICION_SIN_CUBO");
    let pregunta = |campo: &str| {
        servidor.codes(&format!(
            r#"{{ instancia(clave: "20067") {{ edicion {{ {campo} }} }} }}"#
        ))
    };
    assert_eq!(pregunta("cruces { clave }"), ["EDICION_SIN_CUBO"]);
    assert_eq!(pregunta("convenios { clave }"), ["ERROR_INTERNO"]);
    let documento = r#"{ instancia(clave: "20067") { edicion { convenios { clave } } } }"#;
    let dicho = servidor.ask_text(documento, &Value::Null);
    for interno in ["pieza", "sqlite", "CONVENIO", "missing field"] {
        assert!(!dicho.contains(interno), "{dicho}");
    }
}

#[test]
fn one_client_has_no_more_than_its_share_of_what_is_under_way() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let direccion = servidor.url("").replace("http://", "");
    let mut cuerpo = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 250001\r\n\r\n".to_vec();
    cuerpo.extend(std::iter::repeat_n(b' ', 250_000));
    // Bodies that do not end: sooner or later one is too many.
    let mut abiertas: Vec<TcpStream> = (0..24)
        .map(|_| {
            let mut una = TcpStream::connect(&direccion).unwrap();
            let _ = una.write_all(&cuerpo);
            una
        })
        .collect();
    let respuestas = abiertas.iter_mut().map(|una| {
        una.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut bytes = vec![];
        let mut parte = [0; 2048];
        while let Ok(n @ 1..) = una.read(&mut parte) {
            bytes.extend_from_slice(&parte[..n]);
            if bytes.ends_with(b"}") {
                break;
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let ocupado = respuestas
        .into_iter()
        .find(|respuesta| respuesta.contains("SERVIDOR_OCUPADO"));
    let ocupado = ocupado.expect("nobody was told that the server is busy");
    assert!(ocupado.starts_with("HTTP/1.1 503"), "{ocupado}");
    assert!(ocupado.contains("\r\nRetry-After: "), "{ocupado}");
}

fn sources(carpeta: &Path, todas: &mut String) {
    for entrada in std::fs::read_dir(carpeta).unwrap() {
        let ruta = entrada.unwrap().path();
        if ruta.is_dir() {
            sources(&ruta, todas);
        } else {
            *todas += &std::fs::read_to_string(ruta).unwrap();
        }
    }
}

#[test]
fn every_code_of_the_page_is_expected_by_some_test() {
    let mut todas = String::new();
    sources(&repository("tests/it"), &mut todas);
    let pagina = read("docs/errores.md");
    let codigos = pagina
        .lines()
        .filter_map(|linea| linea.strip_prefix("| `")?.split('`').next());
    let faltan: Vec<&str> = codigos
        .filter(|codigo| {
            !todas.contains(&format!("\"{codigo}\"")) && !todas.contains(&format!("{codigo}\""))
        })
        .collect();
    assert_eq!(faltan, [""; 0]);
}
