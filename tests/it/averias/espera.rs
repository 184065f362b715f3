//! The server before the first edition: it waits, says so, and serves it when it is there.

use crate::casa::{Casa, Servidor, agent, on_both};

/// Asks until it is answered so.
fn until(servidor: &Servidor, ruta: &str, estado: u16) -> String {
    for _ in 0..200 {
        let mut respuesta = agent().get(servidor.url(ruta)).call().unwrap();
        if respuesta.status() == estado {
            return respuesta.body_mut().read_to_string().unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{ruta} is not {estado}");
}

fn the_first_edition_is_waited_for(casa: &Casa) {
    let servidor = casa.serve();
    assert!(
        servidor.salida.contains("se espera la primera edición"),
        "{}",
        servidor.salida
    );
    let listo = until(&servidor, "/salud/listo", 503);
    assert!(
        listo.contains(r#""espera":"la primera edición""#),
        "{listo}"
    );
    until(&servidor, "/salud/vivo", 200);
    let consulta = "{ instancias(first: 1) { clave } }";
    assert_eq!(servidor.codes(consulta), ["SIN_EDICIONES"]);
    let mut respuesta = agent()
        .get(servidor.url(&format!("/ediciones/{}", "0".repeat(64))))
        .call()
        .unwrap();
    assert_eq!(respuesta.status(), 503);
    assert!(respuesta.headers().contains_key("retry-after"));
    assert!(
        respuesta
            .body_mut()
            .read_to_string()
            .unwrap()
            .contains("SIN_EDICIONES")
    );
    let mut pagina = agent()
        .get(servidor.url("/"))
        .header("Accept", "text/html")
        .call()
        .unwrap();
    assert_eq!(pagina.status(), 503);
    assert!(
        pagina
            .body_mut()
            .read_to_string()
            .unwrap()
            .contains("Todavía no hay nada publicado")
    );

    casa.run(&["iniciar", "--instancia", "20067"]);
    casa.publish("2017-12-31");
    until(&servidor, "/salud/listo", 200);
    let datos = servidor.data(r#"{ instancia(clave: "20067") { edicion { numero } } }"#);
    assert_eq!(datos["instancia"]["edicion"]["numero"], 1);
    until(&servidor, "/", 200);
}

on_both!(the_first_edition_is_waited_for);
