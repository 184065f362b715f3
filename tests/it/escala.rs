//! Many instancias in one deployment: what one does costs and stops the others as little as can be.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use claves::Identidad;
use persistence::{ClaseNovedad, Importacion, Publicaciones, Registro, Tramo};
use sea_orm::{ConnectionTrait, Statement};

use crate::casa::{
    Casa, Servidor, agent, on_both, pacto, publishing, repository, somebody, text, wait,
    withdrawing,
};
use crate::muertes::verify;

const OTRA: &str = "20350";

/// Publishes an edition of another instancia than that of all tests.
fn publish_other(casa: &Casa, corte: &str) -> String {
    casa.run(&publishing(corte).map(|que| if que == "20067" { OTRA } else { que }))
}

/// Two instancias without attentions, each with an edition.
fn two(casa: &Casa) {
    for clave in ["20067", OTRA] {
        casa.run(&["iniciar", "--si", "--instancia", clave]);
    }
    casa.publish("2017-12-31");
    publish_other(casa, "2017-12-31");
}

/// How many questions were answered from memory, and the metrics of the editions.
fn remembered(url: &str) -> (u64, String) {
    let mut respuesta = agent().get(format!("{url}/metrics")).call().unwrap();
    let metricas = respuesta.body_mut().read_to_string().unwrap();
    let aciertos = metricas
        .split_once("pacto_memoria_total{resultado=\"acierto\"} ")
        .unwrap()
        .1;
    let aciertos = aciertos.lines().next().unwrap().parse().unwrap();
    (aciertos, metricas)
}

fn what_one_publishes_makes_the_answers_about_others_no_older(casa: &Casa) {
    two(casa);
    let servidor = casa.serve_with(&["--metricas", "127.0.0.1:0", "--memoria", "100"]);
    let url = servidor.salida.split("Métricas en ").nth(1).unwrap();
    let url = url.split("/metrics").next().unwrap().to_owned();
    let de = |clave: &str| {
        format!(
            r#"{{ instancia(clave: "{clave}") {{ edicion(anio: 2017) {{ numero hash }} ediciones {{ numero estado }} }} }}"#
        )
    };
    let todas = "{ ediciones(last: 1) { nodes { instancia { clave } numero } } }";
    let (suya, ajena) = (servidor.data(&de("20067")), servidor.data(&de(OTRA)));
    assert_eq!(servidor.data(todas)["ediciones"]["nodes"][0]["numero"], 1);
    let (antes, metricas) = remembered(&url);
    for clave in ["20067", OTRA] {
        let esperada = format!("pacto_edicion_instante_segundos{{instancia=\"{clave}\"}}");
        assert!(metricas.contains(&esperada), "{metricas}");
    }
    publish_other(casa, "2018-12-31");
    // That of the one that published nothing is the same, and was not made again.
    assert_eq!(servidor.data(&de("20067")), suya);
    assert_eq!(remembered(&url).0, antes + 1);
    // That of the other is a new one, and so is what is of all.
    let nueva = servidor.data(&de(OTRA));
    assert_ne!(nueva, ajena);
    assert_eq!(nueva["instancia"]["ediciones"].as_array().unwrap().len(), 2);
    assert_eq!(servidor.data(todas)["ediciones"]["nodes"][0]["numero"], 2);
    assert_eq!(remembered(&url).0, antes + 1);
    // What is withdrawn is not answered any more, although it was.
    let hash = suya["instancia"]["edicion"]["hash"].as_str().unwrap();
    let tabla = format!("/ediciones/{hash}/tabla.csv?medida=SERVICIOS");
    let status = |servidor: &Servidor| agent().get(servidor.url(&tabla)).call().unwrap().status();
    assert_eq!(status(&servidor), 200);
    casa.run(&withdrawing("1", "prueba"));
    let retirada = servidor.data(&de("20067"));
    assert_eq!(retirada["instancia"]["ediciones"][0]["estado"], "RETIRADA");
    assert_eq!(status(&servidor), 410);
    // What was asked for before it was there is asked for again.
    let tercera = r#"{ instancia(clave: "20007") { clave } }"#;
    assert_eq!(servidor.codes(tercera), ["INSTANCIA_DESCONOCIDA"]);
    casa.run(&["iniciar", "--si", "--instancia", "20007"]);
    casa.run(&publishing("2017-12-31").map(|que| if que == "20067" { "20007" } else { que }));
    assert_eq!(servidor.data(tercera)["instancia"]["clave"], "20007");
}

/// An import that was begun.
async fn pending(registro: &Registro, identidad: &Identidad) -> Importacion {
    let clave = "20067".parse().unwrap();
    let importacion = registro.import(&clave, identidad, somebody()).await;
    importacion.unwrap()
}

/// An import of one instancia that is not done keeps another one from nothing.
fn instancias_do_not_wait_for_one_another(casa: &Casa) {
    two(casa);
    let claves = tempfile::tempdir().unwrap();
    let identidad = Identidad::create(claves.path()).unwrap();
    wait(async {
        let registro = Registro::open(&casa.registro()).await.unwrap();
        let importacion = pending(&registro, &identidad).await;
        if matches!(casa, Casa::Postgres(_)) {
            assert!(publish_other(casa, "2018-12-31").contains("Se publicó la edición 2"));
            casa.run(&["alias", "--instancia", OTRA]);
        }
        // Who only reads waits for nobody, of whatever instancia.
        casa.run(&["pendientes", "--instancia", "20067"]);
        casa.run(&["bitacora"]);
        importacion.finish(None).await.unwrap();
    });
    let dicho = casa.run(&["bitacora"]);
    assert!(dicho.contains("importar: nuevos 0"), "{dicho}");
    assert!(publish_other(casa, "2019-12-31").contains("Se publicó la edición"));
}

/// A publication that waits for an import of its own instancia keeps another from nothing: neither publishing nor withdrawing.
#[test]
fn a_publication_that_waits_holds_nothing_of_others() {
    let Some(casa) = Casa::postgres() else { return };
    two(&casa);
    let claves = tempfile::tempdir().unwrap();
    let identidad = Identidad::create(claves.path()).unwrap();
    let espera = wait(async {
        let registro = Registro::open(&casa.registro()).await.unwrap();
        let importacion = pending(&registro, &identidad).await;
        let espera = casa
            .command(&publishing("2018-12-31"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It has its turn among the publications, and waits for that of the register.
        assert!(until_two_wait(&casa).await, "nobody waits");
        assert!(publish_other(&casa, "2018-12-31").contains("Se publicó la edición 2"));
        let retirar = [
            "retirar",
            "--si",
            "1",
            "--motivo",
            "prueba",
            "--instancia",
            OTRA,
        ];
        assert!(casa.run(&retirar).contains("Se retiró"));
        importacion.finish(None).await.unwrap();
        espera
    });
    let salida = espera.wait_with_output().unwrap();
    assert!(salida.status.success());
    assert!(text(&salida.stdout).contains("Se publicó la edición 2"));
    // What happened is in the order in which it shows.
    let ordenes = wait(async {
        let publicaciones = Publicaciones::open(&casa.publicaciones()).await.unwrap();
        let tramo = Tramo {
            limite: 10,
            ..Tramo::default()
        };
        let novedades = publicaciones.novedades(tramo, None).await.unwrap();
        let ediciones = publicaciones.ediciones_in(tramo).await.unwrap();
        assert_eq!(ediciones.last().unwrap().orden, 5);
        novedades
            .into_iter()
            .map(|una| (una.orden, una.instancia, una.clase))
            .collect::<Vec<_>>()
    });
    let (suya, otra) = ("20067".to_owned(), OTRA.to_owned());
    assert_eq!(
        ordenes,
        [
            (1, suya.clone(), ClaseNovedad::Edicion),
            (2, otra.clone(), ClaseNovedad::Edicion),
            (3, otra.clone(), ClaseNovedad::Edicion),
            (4, otra, ClaseNovedad::Retiro),
            (5, suya, ClaseNovedad::Edicion),
        ]
    );
}

/// Whether somebody comes to wait for a lock of the register.
async fn until_two_wait(casa: &Casa) -> bool {
    let Casa::Postgres(bases) = casa else {
        unreachable!("it is a database")
    };
    let db = sea_orm::Database::connect(bases.registro.as_str())
        .await
        .unwrap();
    let orden = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
                 WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted";
    for _ in 0..600 {
        let fila = db.query_one_raw(Statement::from_string(db.get_database_backend(), orden));
        let cuantos: i64 = fila.await.unwrap().unwrap().try_get_by_index(0).unwrap();
        if cuantos > 0 {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    false
}

/// A large sheet is written where it belongs and not into the journal first; killed or not, it is whole or not there.
#[test]
fn a_large_sheet_is_on_the_disk_once() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    let privado = casa.ruta().join("privado");
    let there = |fin: &str| privado.join(format!("registro.sqlite-{fin}")).exists();
    let claves = tempfile::tempdir().unwrap();
    let identidad = Identidad::create(claves.path()).unwrap();
    let clave = "20067".parse().unwrap();
    for acaba in [false, true] {
        wait(async {
            let registro = Registro::open(&casa.registro()).await.unwrap();
            registro.expect(u64::MAX).await.unwrap();
            let importacion = pending(&registro, &identidad).await;
            assert_eq!((there("journal"), there("wal")), (true, false));
            if acaba {
                importacion.finish(None).await.unwrap();
            }
        });
        let dicho = casa.run(&["bitacora"]);
        assert_eq!(dicho.contains("importar: nuevos 0"), acaba, "{dicho}");
        assert!(!there("journal"));
    }
    // Where others have it open, it is not waited for them.
    wait(async {
        let otra = Registro::open(&casa.registro()).await.unwrap();
        otra.marco(&clave).await.unwrap();
        let registro = Registro::open(&casa.registro()).await.unwrap();
        registro.expect(u64::MAX).await.unwrap();
        let importacion = pending(&registro, &identidad).await;
        assert!(there("wal"));
        otra.marco(&clave).await.unwrap();
        importacion.finish(None).await.unwrap();
    });
}

on_both!(
    what_one_publishes_makes_the_answers_about_others_no_older,
    instancias_do_not_wait_for_one_another
);

/// What tells a file from the one that takes its place.
fn mark(ruta: &Path) -> (u64, i64, i64) {
    let datos = fs::metadata(ruta).unwrap();
    (datos.ino(), datos.mtime(), datos.mtime_nsec())
}

#[test]
fn publishing_touches_the_files_of_one_instancia() {
    let casa = Casa::folder();
    two(&casa);
    let publico = casa.ruta().join("publico");
    let rutas = [
        "publicaciones.sqlite",
        "ediciones/20067.sqlite",
        "ediciones/20350.sqlite",
    ];
    let marks = || rutas.map(|ruta| mark(&publico.join(ruta)));
    let antes = marks();
    // Nothing is written that is there already.
    assert!(
        casa.publish("2017-12-31")
            .contains("Ya estaba publicado lo mismo")
    );
    casa.fail(&withdrawing("9", "x"));
    assert_eq!(marks(), antes);
    casa.publish("2018-12-31");
    let ahora = marks();
    assert_ne!((ahora[0], ahora[1]), (antes[0], antes[1]));
    assert_eq!(ahora[2], antes[2]);
    // A withdrawal is of the index.
    casa.run(&withdrawing("2", "x"));
    let luego = marks();
    assert_ne!(luego[0], ahora[0]);
    assert_eq!(luego[1..], ahora[1..]);
    // Only what is served is there.
    let quedan: BTreeSet<String> = fs::read_dir(publico.join("ediciones"))
        .unwrap()
        .map(|una| una.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        quedan,
        BTreeSet::from(["20067.sqlite".to_owned(), "20350.sqlite".to_owned()])
    );
}

#[test]
fn a_press_that_was_killed_between_its_files_published_nothing() {
    let casa = Casa::folder();
    two(&casa);
    let indice = casa.ruta().join("publico/publicaciones.sqlite");
    let antes = fs::read(&indice).unwrap();
    casa.publish("2018-12-31");
    // As if it had died before the index was in its place: the new one is still beside it.
    fs::rename(&indice, casa.ruta().join("publico/publicaciones.nueva")).unwrap();
    fs::write(&indice, antes).unwrap();
    assert_eq!(verify(&casa), 2);
    let servidor = casa.serve();
    let consulta = r#"{ instancia(clave: "20067") { ediciones { numero corte } } }"#;
    let ediciones = |servidor: &Servidor| {
        let datos = servidor.data(consulta);
        datos["instancia"]["ediciones"].as_array().unwrap().len()
    };
    assert_eq!(ediciones(&servidor), 1);
    // The next one has its number, and nothing of it.
    assert!(
        casa.publish("2019-12-31")
            .contains("Se publicó la edición 2")
    );
    assert_eq!((verify(&casa), ediciones(&servidor)), (3, 2));
}

/// A store of a former version, in which all is in one file: it is read as it is, and parted when somebody writes.
#[test]
fn a_store_in_one_file_is_served_and_parted_at_the_next_edition() {
    let casa = Casa::folder();
    let publico = casa.ruta().join("publico");
    fs::create_dir(&publico).unwrap();
    let comprimido = fs::read(repository(
        "tests/fixtures/formato-2/publicaciones.sqlite.gz",
    ))
    .unwrap();
    let mut entero = Vec::new();
    std::io::copy(
        &mut flate2::read::GzDecoder::new(&comprimido[..]),
        &mut entero,
    )
    .unwrap();
    let indice = publico.join("publicaciones.sqlite");
    fs::write(&indice, &entero).unwrap();
    assert_eq!(verify(&casa), 2);
    casa.serve().data("{ instancias { clave } }");
    assert!(!publico.join("ediciones").exists());
    casa.run(&["iniciar", "--si", "--instancia", OTRA]);
    casa.run(&["claves"]);
    let suyo: PathBuf = publico.join("ediciones/20067.sqlite");
    publish_other(&casa, "2017-12-31");
    assert!(suyo.exists());
    assert!(fs::metadata(&indice).unwrap().len() < u64::try_from(entero.len()).unwrap() / 2);
    assert_eq!(verify(&casa), 3);
}

/// Every table is laid out, and each once.
#[test]
fn laying_out_names_every_table() {
    let Some(casa) = Casa::postgres() else { return };
    two(&casa);
    let dicho = text(&pacto(&["distribuir", "--simular"]).output().unwrap().stdout);
    let (registro, publicaciones) = dicho.split_once("-- En la base de publicaciones:").unwrap();
    let Casa::Postgres(bases) = &casa else {
        unreachable!()
    };
    for (dichas, url) in [
        (registro, &bases.registro),
        (publicaciones, &bases.publicaciones),
    ] {
        let nombradas: Vec<&str> = dichas
            .lines()
            .filter_map(|linea| {
                let citada = linea.split('\'').nth(1);
                citada.or_else(|| {
                    linea
                        .strip_prefix("-- ")?
                        .split_once(" se queda")
                        .map(|(t, _)| t)
                })
            })
            .collect();
        let hay: BTreeSet<String> = wait(async {
            let db = sea_orm::Database::connect(url.as_str()).await.unwrap();
            let orden = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
            let filas = db.query_all_raw(Statement::from_string(db.get_database_backend(), orden));
            let filas = filas.await.unwrap();
            filas
                .iter()
                .map(|fila| fila.try_get_by_index(0).unwrap())
                .collect()
        });
        assert_eq!(nombradas.len(), hay.len(), "{dichas}");
        assert_eq!(
            nombradas
                .into_iter()
                .map(str::to_owned)
                .collect::<BTreeSet<_>>(),
            hay
        );
    }
    let (estado, mensaje) = casa.fail(&["distribuir"]);
    assert!(
        estado != 0 && mensaje.contains("extensión citus"),
        "{mensaje}"
    );
    let carpeta = Casa::folder();
    let (_, mensaje) = carpeta.fail(&["distribuir"]);
    assert!(mensaje.contains("extensión citus"), "{mensaje}");
    // What is published tells its state by one row.
    let estado = wait(async {
        let publicaciones = Publicaciones::open(&casa.publicaciones()).await.unwrap();
        publicaciones.estado().await.unwrap()
    });
    assert_eq!(estado.published().count(), 2);
    assert_ne!(estado.of("20067"), estado.of(OTRA));
    assert_eq!(estado.of("20007"), estado.of("20002"));
}

/// A copy of the files that is not finished is no edition without anything in it, and is not remembered as one.
#[test]
fn what_a_file_has_not_is_not_taken_for_nothing() {
    let casa = Casa::folder();
    two(&casa);
    let consulta = r#"{ instancia(clave: "20067") { edicion(anio: 2017) { cifra(medida: SERVICIOS) { celda { valor } } } } }"#;
    let Casa::Carpeta(carpeta) = &casa else {
        unreachable!("it is a folder")
    };
    let suyo = carpeta.path().join("publico/ediciones/20067.sqlite");
    let aparte = carpeta.path().join("aparte.sqlite");
    fs::rename(&suyo, &aparte).unwrap();
    let servidor = casa.serve();
    assert_eq!(servidor.codes(consulta), ["SIN_BASE"]);
    let (_, mensaje) = casa.cannot_publish("2018-12-31");
    assert!(mensaje.contains("20067.sqlite"), "{mensaje}");
    assert!(!suyo.exists());
    fs::rename(&aparte, &suyo).unwrap();
    let datos = servidor.data(consulta);
    assert_eq!(datos["instancia"]["edicion"]["cifra"]["celda"]["valor"], 0);
    assert!(
        casa.publish("2018-12-31")
            .contains("Se publicó la edición 2")
    );
}

/// On a cluster an edition may show before what it says: then it is asked for again, and never taken for nothing.
#[test]
fn what_has_not_come_yet_is_waited_for() {
    let Some(casa) = Casa::postgres() else { return };
    two(&casa);
    let Casa::Postgres(bases) = &casa else {
        unreachable!("it is a database")
    };
    let run = |orden: &str| {
        wait(async {
            let db = sea_orm::Database::connect(bases.publicaciones.as_str())
                .await
                .unwrap();
            db.execute_unprepared(orden).await.unwrap();
        });
    };
    run("CREATE TABLE aparte AS SELECT * FROM pieza WHERE instancia_id = '20067'");
    run("DELETE FROM pieza WHERE instancia_id = '20067'");
    let servidor = casa.serve();
    let consulta = r#"{ instancia(clave: "20067") { edicion(anio: 2017) { cifra(medida: SERVICIOS) { celda { valor } } } } }"#;
    assert_eq!(servidor.codes(consulta), ["SIN_BASE"]);
    let otra = consulta.replace("20067", OTRA);
    assert_eq!(
        servidor.data(&otra)["instancia"]["edicion"]["cifra"]["celda"]["valor"],
        0
    );
    run("INSERT INTO pieza SELECT * FROM aparte");
    let datos = servidor.data(consulta);
    assert_eq!(datos["instancia"]["edicion"]["cifra"]["celda"]["valor"], 0);
}
