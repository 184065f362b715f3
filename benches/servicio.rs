//! Answering, from the inside: no network. Hot, cold, and the same shape resolved by the library from structs in memory.
//!
//! `cargo bench --bench servicio`

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
#![expect(clippy::print_stdout, reason = "a bench says what it measures")]
#![expect(missing_docs, reason = "a macro makes what it would document")]

#[path = "servicio/estatico.rs"]
mod estatico;

use std::cell::Cell;
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use api::{Servicio, Trato};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use persistence::{Carpeta, Publicaciones};
use serde_json::{Value, json};

const TABLERO: &str = include_str!("../datos/consultas/tablero.graphql");
/// A table of 17 × 7 with its headers, cell by cell and compact.
const CABECERAS: &str =
    "filas { miembros { codigo nombre } total } columnas { miembros { codigo nombre } total }";

fn table(campos: &str) -> String {
    format!(
        r#"{{ instancia(clave: "20067") {{ edicion(anio: 2017) {{ tabla(medida: SERVICIOS, filas: [AGENCIA], columnas: [SERVICIO]) {{ {campos} }} }} }} }}"#
    )
}

/// The demonstration, published in a folder.
fn demonstration() -> tempfile::TempDir {
    let carpeta = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_pacto"))
        .args(["demo", "--direccion", "127.0.0.1:0"])
        .env("PACTO_DATOS", carpeta.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lineas = BufReader::new(demo.stdout.take().unwrap()).lines();
    assert!(
        lineas
            .map_while(Result::ok)
            .any(|linea| linea.starts_with("Sirviendo"))
    );
    demo.kill().unwrap();
    demo.wait().unwrap();
    carpeta
}

async fn ask(servicio: &Servicio, cuerpo: Bytes) -> Bytes {
    let peticion = Request::post("/graphql").header("content-type", "application/json");
    let peticion = peticion.body(Body::from(cuerpo)).unwrap();
    let quien = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let respuesta = servicio.answer(quien, peticion).await;
    to_bytes(respuesta.into_body(), usize::MAX).await.unwrap()
}

fn body(documento: &str) -> Bytes {
    let variables = if documento.starts_with(TABLERO) {
        json!({ "clave": "20067", "anio": 2017 })
    } else {
        json!({})
    };
    json!({ "query": documento, "variables": variables })
        .to_string()
        .into()
}

/// How many times what one thing takes another does: in turns, so that what slows the machine slows both. Median and
/// quartiles.
fn compare(que: &str, una: impl Fn() -> Duration, otra: impl Fn() -> Duration) {
    const RONDAS: usize = 60;
    const VECES: u32 = 30;
    let take = |cosa: &dyn Fn() -> Duration| (0..VECES).map(|_| cosa()).sum::<Duration>();
    let mut razones: Vec<f64> = (0..RONDAS)
        .map(|_| take(&una).div_duration_f64(take(&otra)))
        .collect();
    razones.sort_by(f64::total_cmp);
    let [baja, media, alta] = [1, 2, 3].map(|cuarto| razones[cuarto * RONDAS / 4]);
    println!("{que}: {media:.2} ({baja:.2} – {alta:.2})");
}

fn serve(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let carpeta = demonstration();
    let publicaciones = Carpeta::new(carpeta.path()).publicaciones();
    let publicaciones = runtime
        .block_on(Publicaciones::open(&publicaciones))
        .unwrap();
    let servicio = Servicio::new(publicaciones, Trato::default());
    let celdas = table(&format!(
        "{CABECERAS} celdas {{ fila columna valor estado }}"
    ));
    let documentos = [
        ("small", "{ instancias { clave } }".to_owned()),
        ("tablero", TABLERO.to_owned()),
        ("tabla, celdas", celdas.clone()),
        (
            "tabla, valores",
            table(&format!("{CABECERAS} valores protegidas")),
        ),
        ("sólo celdas", table("celdas { fila columna valor estado }")),
        ("sólo valores", table("valores protegidas")),
    ];
    let frias = Cell::new(0u64);
    // A comment makes it another document.
    let another = |documento: &str| {
        frias.set(frias.get() + 1);
        body(&format!("{documento}#{}", frias.get()))
    };
    for (nombre, documento) in &documentos {
        let respuesta = runtime.block_on(ask(&servicio, body(documento)));
        let dicha: Value = serde_json::from_slice(&respuesta).unwrap();
        assert!(dicha.get("errors").is_none(), "{dicha}");
        let mut grupo = c.benchmark_group(*nombre);
        grupo.throughput(Throughput::Bytes(respuesta.len().try_into().unwrap()));
        let caliente = body(documento);
        grupo.bench_function("hot", |b| {
            b.to_async(&runtime)
                .iter(|| ask(&servicio, caliente.clone()));
        });
        grupo.bench_function("cold", |b| {
            b.to_async(&runtime).iter_batched(
                || another(documento),
                |cuerpo| ask(&servicio, cuerpo),
                BatchSize::SmallInput,
            );
        });
        grupo.finish();
    }
    // The library alone, with the same answer in memory: read, checked, resolved and written.
    let de_pacto = runtime.block_on(ask(&servicio, body(&celdas)));
    let esquema = estatico::schema(&serde_json::from_slice(&de_pacto).unwrap());
    let propia = async || serde_json::to_vec(&esquema.execute(celdas.as_str()).await).unwrap();
    let igual =
        |bytes: &[u8]| -> Value { serde_json::from_slice::<Value>(bytes).unwrap()["data"].take() };
    assert_eq!(igual(&runtime.block_on(propia())), igual(&de_pacto));
    c.bench_function("tabla, celdas/static structs", |b| {
        b.to_async(&runtime).iter(&propia);
    });
    // One more variable makes it another question about a document that is known.
    let again = |documento: &str| {
        frias.set(frias.get() + 1);
        let cuerpo = json!({ "query": documento, "variables": { "n": frias.get() } });
        Bytes::from(cuerpo.to_string())
    };
    let take = |cuerpo: Bytes| {
        let empieza = Instant::now();
        runtime.block_on(ask(&servicio, cuerpo));
        empieza.elapsed()
    };
    let library = || {
        let empieza = Instant::now();
        runtime.block_on(propia());
        empieza.elapsed()
    };
    let [celdas, valores] = [4, 5].map(|i| documentos[i].1.as_str());
    let tabla = documentos[2].1.as_str();
    compare(
        "cold table / static structs",
        || take(another(tabla)),
        library,
    );
    let cold = |documento| take(another(documento));
    compare("compact / object form", || cold(valores), || cold(celdas));
    let known = |documento| take(again(documento));
    compare(
        "the same, document known",
        || known(valores),
        || known(celdas),
    );
}

criterion_group!(benches, serve);
criterion_main!(benches);
