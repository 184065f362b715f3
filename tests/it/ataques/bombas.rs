//! Documents and bodies that cost the libraries their stack, or all of the time there is.

use serde_json::json;

use super::enchufe::{bystander, raw};
#[cfg(target_os = "linux")]
use super::memoria::memory;
use crate::casa::{Casa, agent};

/// Documents that cost the libraries their stack, or all of the time there is.
pub(crate) fn bombs() -> Vec<String> {
    let doubling = |i| format!("fragment F{i} on Query {{ ...F{0} ...F{0} }} ", i + 1);
    let dobles: String = (0..22).map(doubling).collect();
    let ancho = |i| {
        format!(
            "fragment F{i} on Query {{ {} }} ",
            format!("...F{} ", i + 1).repeat(20)
        )
    };
    let anchos: String = (0..12).map(ancho).collect();
    let alias: Vec<String> = (0..200)
        .map(|i| format!("a{i}: instancias {{ clave }}"))
        .collect();
    vec![
        format!("{}{}", "{a".repeat(2000), "}".repeat(2000)),
        format!("{{ a(b: {}{}) }}", "[".repeat(3000), "]".repeat(3000)),
        format!(
            "query ($a: [Int] = {}{}) {{ a }}",
            "[".repeat(3000),
            "]".repeat(3000)
        ),
        format!("{{ a @b(c: {}1{}) }}", "{a:".repeat(2000), "}".repeat(2000)),
        format!("{{ a(b: {}", "[".repeat(3000)),
        format!("{{a(x:{}{})}}", "[#]\n".repeat(500), "]".repeat(500)),
        format!("{{ ...F0 }} {dobles} fragment F22 on Query {{ instancias {{ clave }} }}"),
        format!("{{ ...F0 }} {anchos} fragment F12 on Query {{ instancias {{ clave }} }}"),
        // The sums of what is counted are as large as numbers are.
        format!(
            "{{ z: a {{ ...F0 }} }} {} fragment F70 on Query {{ b: a }}",
            {
                let dobles: Vec<String> = (0..70).map(doubling).collect();
                dobles.concat()
            }
        ),
        format!("{{ {} }}", "noHay ".repeat(3000)),
        format!("{{ {} }}", alias.join(" ")),
        format!(
            "{{ instancias {{ clave {} }} }}",
            "@include(if: true) ".repeat(400)
        ),
        format!("{{ instancias {{ {} }} }}", "clave ".repeat(1900)),
    ]
}

#[test]
fn bombs_are_refused_at_once_and_nobody_notices() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    bystander(&servidor);
    #[cfg(target_os = "linux")]
    let antes = memory(&servidor);
    for _ in 0..20 {
        for bomba in bombs() {
            let respuesta = servidor.ask_text(&bomba, &json!({}));
            assert!(
                respuesta.contains("LIMITE_EXCEDIDO"),
                "{bomba:.60}: {respuesta:.300}"
            );
            assert!(respuesta.len() < 64 * 1024);
        }
    }
    // A flood of errors within the limits is told in part.
    let errores = servidor.codes(&format!("{{ {} }}", "noHay ".repeat(400)));
    assert_eq!(errores.len(), 10);
    // JSON that is as deep as it is long.
    let hondo = format!(
        "{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{}{}}}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let respuesta = agent()
        .post(servidor.url("/graphql"))
        .header("Content-Type", "application/json")
        .send(&hondo)
        .unwrap();
    assert_eq!(respuesta.status().as_u16(), 400);
    bystander(&servidor);
    #[cfg(target_os = "linux")]
    assert!(
        memory(&servidor) < antes + 64 * 1024,
        "{} KiB more",
        memory(&servidor) - antes
    );
}

#[test]
fn what_is_too_long_is_refused_before_it_is_read() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let cabeza = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
    let declarado = raw(
        &servidor,
        format!("{cabeza}Content-Length: 10485760\r\n\r\n").as_bytes(),
    );
    assert!(declarado.starts_with("HTTP/1.1 413"), "{declarado:.200}");
    let mut a_trozos = format!("{cabeza}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..10 {
        a_trozos.extend_from_slice(b"10000\r\n");
        a_trozos.extend(vec![b' '; 0x10000]);
        a_trozos.extend_from_slice(b"\r\n");
    }
    let respuesta = raw(&servidor, &a_trozos);
    assert!(
        respuesta.is_empty() || respuesta.starts_with("HTTP/1.1 413"),
        "{respuesta:.200}"
    );
    let larga = format!(
        "GET /graphql?query={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "a".repeat(20_000)
    );
    let respuesta = raw(&servidor, larga.as_bytes());
    assert!(respuesta.starts_with("HTTP/1.1 414"), "{respuesta:.200}");
    bystander(&servidor);
}

/// What is too large is refused with words, by whoever finds it: the service, or what reads the head before it.
#[test]
fn what_is_too_large_is_told_in_words() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ask = |tamano: usize, que: &str, acepta: &str| {
        let (camino, cabecera) = match que {
            "camino" => ("a".repeat(tamano), String::new()),
            _ => (
                String::new(),
                format!("X-Relleno: {}\r\n", "a".repeat(tamano)),
            ),
        };
        let cabeza = format!(
            "GET /datos?{camino} HTTP/1.1\r\nHost: x\r\nAccept: {acepta}\r\n{cabecera}Connection: close\r\n\r\n"
        );
        raw(&servidor, cabeza.as_bytes())
    };
    for (tamano, que, codigo) in [
        (20_000, "camino", "DIRECCION_DEMASIADO_LARGA"),
        (35_000, "cabecera", "CABECERAS_DEMASIADO_GRANDES"),
    ] {
        let dicho = ask(tamano, que, "application/json");
        assert!(
            dicho.starts_with("HTTP/1.1 4"),
            "{tamano} {que}: {dicho:.300}"
        );
        let (cabeza, cuerpo) = dicho.split_once("\r\n\r\n").unwrap();
        assert!(cuerpo.contains(codigo), "{tamano} {que}: {dicho:.600}");
        assert!(cuerpo.contains("pasa"), "{tamano} {que}: {cuerpo:.300}");
        let largo = format!("content-length: {}", cuerpo.len());
        assert!(cabeza.to_lowercase().contains(&largo), "{cabeza}");
        // Who reads pages is told in one.
        let pagina = ask(tamano, que, "text/html");
        assert!(
            pagina.contains("<h1>") && pagina.contains("tel:911"),
            "{pagina:.300}"
        );
    }
    // A head that does not end, of as much as is read.
    let mut cabeza = b"GET /datos HTTP/1.1\r\nHost: x\r\nX-Relleno: ".to_vec();
    cabeza.resize(40 * 1024, b'a');
    let dicho = raw(&servidor, &cabeza);
    assert!(dicho.starts_with("HTTP/1.1 431"), "{dicho:.300}");
    assert!(dicho.contains("CABECERAS_DEMASIADO_GRANDES"), "{dicho}");
    assert!(dicho.contains("X-Content-Type-Options: nosniff"), "{dicho}");
    let sin_sentido = raw(&servidor, b"\x00\x01\x02\r\n\r\n");
    assert!(sin_sentido.contains("PETICION_INVALIDA"), "{sin_sentido}");
    bystander(&servidor);
}

#[test]
fn what_would_be_said_again_in_each_element_is_short() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let largo = "a".repeat(5000);
    assert_eq!(
        servidor.codes(&format!("{{ instancias {{ {largo}: clave }} }}")),
        ["LIMITE_EXCEDIDO"]
    );
    let texto = "a".repeat(20_000);
    assert_eq!(
        servidor.codes(&format!("{{ node(id: \"{texto}\") {{ id }} }}")),
        ["LIMITE_EXCEDIDO"]
    );
    let variable = "query ($i: ID!) { node(id: $i) { id } }";
    let respuesta = servidor.ask(variable, &json!({ "i": texto }));
    assert_eq!(
        respuesta["errors"][0]["extensions"]["code"],
        "LIMITE_EXCEDIDO"
    );
    // Nor is what is looked for remembered by a long name.
    let respuesta = servidor.ask(variable, &json!({ "i": "a".repeat(2000) }));
    assert_eq!(respuesta["errors"][0]["extensions"]["code"], "ID_INVALIDO");
    bystander(&servidor);
}
