//! Killing `pacto` at any moment leaves the old state or the new one, never half.

use std::time::{Duration, Instant};

use persistence::Publicaciones;
use sea_orm::{ConnectionTrait, Statement};

use crate::casa::{Casa, on_both, publishing, wait};
use crate::demostracion;

/// How many editions there are, each of them checked against its hash and signature.
pub(crate) fn verify(casa: &Casa) -> usize {
    let verificadas = wait(async {
        let publicaciones = Publicaciones::open(&casa.publicaciones()).await.unwrap();
        publicaciones.verify(None, None).await.unwrap()
    });
    for verificacion in &verificadas {
        assert!(verificacion.correcta() && verificacion.firma == Some(true));
    }
    verificadas.len()
}

/// Moments spread over the life of a process, in thousandths of it; a seeded walk, the same each run.
fn moments(cuantos: u32) -> impl Iterator<Item = u32> {
    (1..=cuantos).map(|i| (i * 619) % 1000)
}

fn a_killed_publication_is_old_or_new(casa: &Casa) {
    // Of a short plan, so that little of its life is spent on what is not written yet.
    casa.register(|i| i % 4 == 0).plan("minimo");
    let inicio = Instant::now();
    casa.publish("2017-01-15");
    let mut vida = inicio.elapsed();
    let mut ediciones = verify(casa);
    let (mut viejas, mut nuevas) = (0, 0);
    for (i, momento) in moments(30).enumerate() {
        // Each attempt has something new to say.
        let corte = format!("2017-{:02}-{:02}", 2 + i / 10, 1 + i % 10);
        let mut proceso = casa
            .command(&publishing(&corte))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(vida * momento / 700);
        proceso.kill().unwrap();
        proceso.wait().unwrap();
        let ahora = verify(casa);
        assert!(
            ahora == ediciones || ahora == ediciones + 1,
            "{ediciones} became {ahora}"
        );
        if ahora == ediciones {
            viejas += 1;
            // It had as long as the first one took: the machine is slower by now.
            if momento > 700 {
                vida *= 2;
            }
        } else {
            nuevas += 1;
        }
        ediciones = ahora;
    }
    // Who was killed can be done again, and a reader needs nobody's help.
    let servidor = casa.serve();
    let salida = casa.publish("2017-02-01");
    assert!(salida.contains("corte 2017-02-01"), "{salida}");
    assert!(
        viejas > 0 && nuevas > 0,
        "kills at {vida:?}: {viejas} too early to publish, {nuevas} too late"
    );
    assert_eq!(
        verify(casa),
        if salida.contains("Ya estaba publicado") {
            ediciones
        } else {
            ediciones + 1
        }
    );
    drop(servidor);
}

fn a_killed_start_is_nothing_or_all(casa: &Casa) {
    let hasta = Duration::from_millis(1500);
    for momento in moments(12) {
        let mut proceso = casa
            .command(&["demo", "--direccion", "127.0.0.1:0"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(hasta * momento / 1000);
        proceso.kill().unwrap();
        proceso.wait().unwrap();
    }
    demostracion::make(casa);
    assert_eq!(verify(casa), 1);
    let datos = casa.serve().data(
        r#"{ instancia(clave: "20067") { edicion { cifra(medida: MUJERES_ATENDIDAS) { celda { valor } } } } }"#,
    );
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["cifra"]["celda"]["valor"], 3771);
    // Of the register nothing is missing, and nothing is there twice.
    let hay = wait(async {
        let db = casa.sql().await;
        let consulta = "SELECT (SELECT COUNT(*) FROM persona), (SELECT COUNT(*) FROM atencion)";
        let consulta = Statement::from_string(db.get_database_backend(), consulta);
        let fila = db.query_one_raw(consulta).await.unwrap().unwrap();
        [0, 1].map(|i| fila.try_get_by_index::<i64>(i).unwrap())
    });
    assert_eq!(hay, [3833, 7508]);
}

on_both!(
    a_killed_publication_is_old_or_new,
    a_killed_start_is_nothing_or_all
);
