//! Turns: whoever is refused reads nothing of the store before a turn is theirs.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Waker};

use api::{Paginas, Servicio, Trato};
use axum::body::Body;
use axum::http::Request;
use persistence::Publicaciones;
use portal::{Casas, Portal};
use servidor::{Resources, Turns};
use time::macros::datetime;

use crate::casa::Casa;

const YO: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

/// A service with pages, and what its requests share.
async fn service(casa: &Casa) -> (Servicio, Arc<Resources>) {
    let publicaciones = Publicaciones::open(&casa.publicaciones()).await.unwrap();
    let compartido = Arc::new(OnceLock::new());
    let suyo = compartido.clone();
    let trato = Trato {
        paginas: Paginas::new(move |sala, recursos: Arc<Resources>| {
            let _ = suyo.set(recursos.clone());
            let ahora = || datetime!(2018-03-01 12:00 UTC);
            Arc::new(Portal::new(sala, recursos, Casas::default(), ahora))
        }),
        ..Trato::default()
    };
    let servicio = Servicio::new(publicaciones, trato);
    let recursos = compartido.get().unwrap().clone();
    (servicio, recursos)
}

/// The status of an answer that waits for its turn, in the order in which it came.
async fn in_its_turn(servicio: &Servicio, recursos: &Arc<Resources>, pedida: Request<Body>) -> u16 {
    let mut todos = vec![];
    for _ in 0..servidor::turns() / 2 {
        todos.push(Turns::take(&recursos.turns, YO).await.unwrap());
    }
    let camino = pedida.uri().to_string();
    let mut contexto = Context::from_waker(Waker::noop());
    let mut respuesta = pin!(servicio.answer(YO, pedida));
    assert!(respuesta.as_mut().poll(&mut contexto).is_pending());
    let mut otro = pin!(Turns::take(&recursos.turns, YO));
    assert!(otro.as_mut().poll(&mut contexto).is_pending());
    // The turn that is given back is of whoever came first.
    todos.pop();
    let esperan = otro.as_mut().poll(&mut contexto).is_pending();
    assert!(esperan, "{camino} waited for no turn");
    drop(todos);
    let estado = respuesta.await.status().as_u16();
    assert!(otro.await.is_some());
    estado
}

#[test]
fn a_refusal_waits_for_its_turn() {
    let casa = Casa::folder();
    casa.demo();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (servicio, recursos) = service(&casa).await;
        let nada = "f".repeat(64);
        for (metodo, camino, estado) in [
            ("GET", format!("/ediciones/{nada}"), 404),
            ("GET", format!("/ediciones/{nada}.minisig"), 404),
            (
                "GET",
                format!("/ediciones/{nada}/tabla.csv?medida=NADA"),
                400,
            ),
            (
                "GET",
                format!("/ediciones/{nada}/tabla.csv?medida=SERVICIOS"),
                404,
            ),
            (
                "GET",
                format!("/ediciones/{nada}/tabla.xlsx?medida=SERVICIOS"),
                404,
            ),
            ("GET", "/.well-known/pacto-claves.json".to_owned(), 200),
            ("GET", "/ediciones/nada.csv".to_owned(), 404),
            ("POST", "/datos".to_owned(), 405),
            ("POST", format!("/ediciones/{nada}/edicion.xlsx"), 405),
        ] {
            let pedida = Request::builder().method(metodo).uri(&camino);
            let pedida = pedida.header("Accept", "text/html").body(Body::empty());
            let dado = in_its_turn(&servicio, &recursos, pedida.unwrap()).await;
            assert_eq!(dado, estado, "{metodo} {camino}");
        }
    });
}
