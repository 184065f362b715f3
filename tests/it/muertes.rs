//! Killing `pacto` at any moment leaves the old state or the new one, never half.

use std::time::{Duration, Instant};

use persistence::Publicaciones;

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
    casa.demo();
    let inicio = Instant::now();
    casa.publish("2017-01-15");
    let vida = inicio.elapsed();
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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mujeres = runtime.block_on(async {
        let lugares = casa.lugares();
        let corte = time::macros::date!(2017 - 12 - 31);
        let clave = "20067".parse().unwrap();
        let plan = oficina::plan::plan(&lugares, &clave).await.unwrap();
        let preparada = oficina::publicar::prepare(&lugares, &clave, corte, &plan, &mut |_| ())
            .await
            .unwrap();
        preparada.contenido.cubo.celda(
            domain::Medida::MujeresAtendidas,
            domain::Nivel::Total,
            "total",
        )
    });
    assert_eq!(mujeres, Some(domain::Celda::Publicada(3771)));
}

on_both!(
    a_killed_publication_is_old_or_new,
    a_killed_start_is_nothing_or_all
);
