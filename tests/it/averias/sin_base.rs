//! The base goes away while it is served, and comes back.

use serde_json::json;
use std::time::{Duration, Instant};

use crate::aparte::{Aparte, PUBLICO};
use crate::casa::{Servidor, agent, pacto, publishing};

const SABIDA: &str = r#"{ instancia(clave: "20067") { edicion { numero } } }"#;

/// A question that was not asked before, and of what is not remembered.
fn fresh(n: u32) -> String {
    format!("{{ n{n}: ediciones(first: 1) {{ edges {{ cursor }} }} }}")
}

fn serve(bases: &Aparte, gracia: &str) -> Servidor {
    let mut orden = pacto(&[
        "servir",
        "--direccion",
        "127.0.0.1:0",
        "--peticiones",
        "0",
        "--gracia",
        gracia,
    ]);
    orden.env("PACTO_PUBLICACIONES_URL", bases.publicaciones());
    Servidor::start(orden)
}

/// The status of a question, its code of error, and when to ask again.
fn ask(servidor: &Servidor, consulta: &str) -> (u16, String, Option<String>) {
    let mut respuesta = agent()
        .post(servidor.url("/graphql"))
        .header("Accept", "application/graphql-response+json")
        .send_json(json!({ "query": consulta }))
        .unwrap();
    let espera = respuesta.headers().get("retry-after");
    let espera = espera.map(|espera| espera.to_str().unwrap().to_owned());
    let estado = respuesta.status().as_u16();
    let cuerpo: serde_json::Value = respuesta.body_mut().read_json().unwrap();
    let codigo = cuerpo["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default();
    (estado, codigo.to_owned(), espera)
}

#[test]
fn what_is_in_memory_is_answered_while_the_base_is_away() {
    let Some(mut bases) = Aparte::published() else {
        return;
    };
    let servidor = serve(&bases, "600");
    let sin_gracia = serve(&bases, "0");
    for servidor in [&servidor, &sin_gracia] {
        assert_eq!(servidor.data(SABIDA)["instancia"]["edicion"]["numero"], 1);
        assert_eq!(agent().get(servidor.url("/")).call().unwrap().status(), 200);
    }

    bases.stop();
    let antes = Instant::now();
    assert_eq!(ask(&servidor, SABIDA).0, 200);
    assert_eq!(agent().get(servidor.url("/")).call().unwrap().status(), 200);
    let fuera = (503, "SIN_BASE".to_owned(), Some("5".to_owned()));
    assert_eq!(ask(&servidor, &fresh(1)), fuera);
    assert_eq!(ask(&sin_gracia, SABIDA), fuera);
    assert_eq!(
        agent().get(sin_gracia.url("/")).call().unwrap().status(),
        503
    );
    let pagina = agent()
        .get(servidor.url("/datos?version=9"))
        .call()
        .unwrap();
    assert!(
        pagina.status() == 503 || pagina.status() == 404,
        "{}",
        pagina.status()
    );
    let archivo = format!("/ediciones/{}", "a".repeat(64));
    assert_eq!(
        agent().get(servidor.url(&archivo)).call().unwrap().status(),
        503
    );
    let mut listo = agent().get(servidor.url("/salud/listo")).call().unwrap();
    assert_eq!(listo.status(), 503);
    assert!(
        listo
            .body_mut()
            .read_to_string()
            .unwrap()
            .contains("la base de datos")
    );
    // Not a measure: whoever is away for long makes nobody wait for the time that a request has.
    assert!(
        antes.elapsed() < Duration::from_secs(9),
        "{:?}",
        antes.elapsed()
    );

    bases.start();
    for servidor in [&servidor, &sin_gracia] {
        let vuelve = (0..100).any(|n| {
            std::thread::sleep(Duration::from_millis(50));
            ask(servidor, &fresh(100 + n)).0 == 200
        });
        assert!(vuelve, "it does not come back");
        assert_eq!(
            agent()
                .get(servidor.url("/salud/listo"))
                .call()
                .unwrap()
                .status(),
            200
        );
    }
    // What is published from then on is seen.
    bases.run(&publishing("2017-06-30"));
    let segunda = r#"{ instancia(clave: "20067") { edicion(numero: 2) { corte } } }"#;
    assert_eq!(
        servidor.data(segunda)["instancia"]["edicion"]["corte"],
        "2017-06-30"
    );
    let dicho = servidor.stop();
    assert!(
        dicho.contains("no se alcanza la base") && dicho.contains("contesta otra vez"),
        "{dicho}"
    );
    assert!(!dicho.contains(PUBLICO), "{dicho}");
}

/// A machine that starts has its base a little later.
#[test]
fn a_base_that_is_late_is_waited_for() {
    let Some(mut bases) = Aparte::published() else {
        return;
    };
    bases.stop();
    let servidor = serve(&bases, "0");
    assert!(
        servidor.salida.contains("se espera a que conteste"),
        "{}",
        servidor.salida
    );
    assert_eq!(ask(&servidor, SABIDA).0, 503);
    bases.start();
    let vuelve = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        ask(&servidor, SABIDA).0 == 200
    });
    assert!(vuelve, "it does not serve");
    // A password that is wrong is not waited for.
    let mala = bases.url("pacto_publico", "clave-mala", "pacto_publicaciones");
    let salida = pacto(&[
        "servir",
        "--direccion",
        "127.0.0.1:0",
        "--publicaciones-url",
        &mala,
    ])
    .output()
    .unwrap();
    assert_eq!(salida.status.code(), Some(2));
}

/// The state and the readiness of a server, while all that answers questions is taken by slow ones.
#[test]
fn slow_questions_do_not_make_the_base_look_away() {
    let Some(bases) = Aparte::published() else {
        return;
    };
    let servidor = serve(&bases, "600");
    assert_eq!(servidor.data(SABIDA)["instancia"]["edicion"]["numero"], 1);
    // Whoever asks what editions there are waits for whoever holds their table.
    let mut cerrojo = bases.hold("pacto_publicaciones", "edicion");
    std::thread::scope(|a_la_vez| {
        let lentas: Vec<_> = (0..12)
            .map(|n| {
                let servidor = &servidor;
                a_la_vez.spawn(move || ask(servidor, &fresh(n)).0)
            })
            .collect();
        std::thread::sleep(Duration::from_secs(3));
        for _ in 0..5 {
            assert_eq!(ask(&servidor, SABIDA).0, 200);
            let listo = agent().get(servidor.url("/salud/listo")).call().unwrap();
            assert_eq!(listo.status(), 200);
        }
        cerrojo.release();
        let bien = lentas.into_iter().filter_map(|lenta| lenta.join().ok());
        assert!(bien.filter(|estado| *estado == 200).count() >= 8);
    });
    let dicho = servidor.stop();
    assert!(!dicho.contains("no se alcanza la base"), "{dicho}");
}

/// A base that hangs in the middle of a question, without closing a connection.
#[test]
fn a_base_that_hangs_is_away_within_moments() {
    let Some(bases) = Aparte::published() else {
        return;
    };
    let servidor = serve(&bases, "600");
    assert_eq!(servidor.data(SABIDA)["instancia"]["edicion"]["numero"], 1);
    assert_eq!(ask(&servidor, &fresh(0)).0, 200);
    let mut cerrojo = bases.hold("pacto_publicaciones", "edicion");
    std::thread::scope(|a_la_vez| {
        let a_media = a_la_vez.spawn(|| {
            let antes = Instant::now();
            (ask(&servidor, &fresh(1)), antes.elapsed())
        });
        std::thread::sleep(Duration::from_millis(200));
        bases.signal("STOP");
        let fuera = (503, "SIN_BASE".to_owned(), Some("5".to_owned()));
        let (dicho, tardo) = a_media.join().unwrap();
        assert_eq!(dicho, fuera);
        // Not a measure: it is not the ten seconds that a request has.
        assert!(tardo < Duration::from_secs(7), "{tardo:?}");
        assert_eq!(ask(&servidor, SABIDA).0, 200);
        let listo = agent().get(servidor.url("/salud/listo")).call().unwrap();
        assert_eq!(listo.status(), 503);
        bases.signal("CONT");
        cerrojo.release();
    });
    let vuelve = (0..100).any(|n| {
        std::thread::sleep(Duration::from_millis(50));
        ask(&servidor, &fresh(100 + n)).0 == 200
    });
    assert!(vuelve, "it does not come back");
}

/// A base that comes late may be of a newer version than the server that waits for it.
#[test]
fn a_base_that_is_late_is_of_a_version_that_is_known() {
    let Some(mut bases) = Aparte::published() else {
        return;
    };
    let nueva = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_de_otra', 0)";
    bases.psql(&["-d", "pacto_publicaciones", "-c", nueva]);
    bases.stop();
    let servidor = serve(&bases, "0");
    assert_eq!(ask(&servidor, SABIDA).0, 503);
    bases.start();
    let mut dicho = String::new();
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(50));
        let mut listo = agent().get(servidor.url("/salud/listo")).call().unwrap();
        assert_eq!(listo.status(), 503);
        dicho = listo.body_mut().read_to_string().unwrap();
        if !dicho.contains("la base de datos") {
            break;
        }
    }
    assert!(dicho.contains("que se puedan leer"), "{dicho}");
    assert_ne!(ask(&servidor, SABIDA).0, 200);
    assert!(servidor.stop().contains("es de una versión más nueva"));
}
