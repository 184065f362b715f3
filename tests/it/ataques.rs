//! The server under attack: each is refused at once, memory stays, and whoever asks meanwhile is answered.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::json;

use crate::casa::{Casa, Servidor, agent};

fn address(servidor: &Servidor) -> SocketAddr {
    let url = servidor.url("");
    url.trim_start_matches("http://").parse().unwrap()
}

/// Whoever has nothing to do with it.
fn bystander(servidor: &Servidor) {
    let datos = servidor.data("{ instancias { clave } }");
    assert_eq!(datos["instancias"][0]["clave"], "20067");
}

/// KiB that the server has in memory.
#[cfg(target_os = "linux")]
fn memory(servidor: &Servidor) -> u64 {
    let estado = std::fs::read_to_string(format!("/proc/{}/status", servidor.id())).unwrap();
    let linea = estado
        .lines()
        .find(|linea| linea.starts_with("VmRSS:"))
        .unwrap();
    linea.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sends bytes as they are; all that comes back until the server closes.
fn raw(servidor: &Servidor, bytes: &[u8]) -> String {
    let mut conexion = TcpStream::connect(address(servidor)).unwrap();
    conexion
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    // The server may close before all is sent.
    let _ = conexion.write_all(bytes);
    let mut respuesta = Vec::new();
    let _ = conexion.read_to_end(&mut respuesta);
    String::from_utf8_lossy(&respuesta).into_owned()
}

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

#[test]
fn whoever_is_slow_or_idle_is_sent_away_and_does_not_stand_in_the_way() {
    let casa = Casa::folder();
    // Half of the connections are the most that one client has.
    let servidor = casa.demo().serve_with(&["--conexiones", "40"]);
    let mut lentas: Vec<TcpStream> = (0..30)
        .map(|_| TcpStream::connect(address(&servidor)).unwrap())
        .collect();
    for conexion in &mut lentas {
        let _ = conexion.write_all(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Ty");
    }
    // From another address of this machine.
    let otro = socket_from("127.0.0.2", address(&servidor));
    assert!(otro.contains("20067"), "{otro}");
    // Those over the cap are closed at once, the rest when their time is over.
    for mut conexion in lentas {
        conexion
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut resto = Vec::new();
        let _ = conexion.read_to_end(&mut resto);
    }
    // A body that never comes.
    let cuerpo = raw(&servidor, b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
    assert!(
        cuerpo.starts_with("HTTP/1.1 408") && cuerpo.contains("TARDADA"),
        "{cuerpo}"
    );
    bystander(&servidor);
}

/// Asks from an address of this machine.
fn socket_from(de: &str, a: SocketAddr) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
        enchufe.bind(format!("{de}:0").parse().unwrap()).unwrap();
        let mut conexion = enchufe.connect(a).await.unwrap();
        let pregunta = b"GET /graphql?query=%7Binstancias%7Bclave%7D%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        conexion.write_all(pregunta).await.unwrap();
        let mut respuesta = String::new();
        conexion.read_to_string(&mut respuesta).await.unwrap();
        respuesta
    })
}

#[test]
fn who_asks_too_much_waits_and_cannot_pretend_to_be_others() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve_with(&["--peticiones", "2"]);
    let ask = |servidor: &Servidor, quien: usize| {
        let respuesta = agent()
            .get(servidor.url("/graphql"))
            .query("query", "{ instancias { clave } }")
            .header("X-Forwarded-For", format!("198.51.100.{quien}"))
            .call()
            .unwrap();
        let espera = respuesta.headers().get("Retry-After").cloned();
        (respuesta.status().as_u16(), espera)
    };
    // What the client says it is does not count.
    let todas: Vec<_> = (0..30).map(|i| ask(&servidor, i)).collect();
    assert!(todas.iter().any(|(estado, _)| *estado == 200));
    assert!(
        todas
            .iter()
            .any(|(estado, espera)| *estado == 429 && espera.is_some())
    );
    assert_eq!(
        agent()
            .get(servidor.url("/salud/vivo"))
            .call()
            .unwrap()
            .status()
            .as_u16(),
        200
    );
    // What a proxy that is trusted says does.
    let servidor = casa.serve_with(&["--peticiones", "2", "--proxies", "127.0.0.0/8"]);
    assert!((0..30).all(|i| ask(&servidor, i).0 == 200));
    assert!((0..30).any(|_| ask(&servidor, 1).0 == 429));
}

#[test]
fn requests_in_flight_are_finished_when_it_is_told_to_stop() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut conexion = TcpStream::connect(address(&servidor)).unwrap();
    let cuerpo = r#"{"query":"{ instancias { clave } }"}"#;
    let cabeza = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        cuerpo.len()
    );
    conexion.write_all(cabeza.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let fin = std::process::Command::new("kill")
        .args(["-TERM", &servidor.id().to_string()])
        .status()
        .unwrap();
    assert!(fin.success());
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        TcpStream::connect(address(&servidor)).is_err(),
        "it takes no more"
    );
    conexion.write_all(cuerpo.as_bytes()).unwrap();
    let mut respuesta = String::new();
    conexion.read_to_string(&mut respuesta).unwrap();
    assert!(
        respuesta.starts_with("HTTP/1.1 200") && respuesta.contains("20067"),
        "{respuesta}"
    );
}

#[test]
fn a_table_costs_what_it_is_large() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let edicion = |campos: &str| {
        let consulta =
            format!(r#"{{ instancia(clave: "20067") {{ edicion(numero: 1) {{ {campos} }} }} }}"#);
        servidor.codes(&consulta)
    };
    let tabla = |campos: &str| {
        format!("tabla(medida: SERVICIOS, filas: [AGENCIA], columnas: [SERVICIO]) {{ {campos} }}")
    };
    let grande = tabla("celdas { fila columna valor estado }");
    let compacta = tabla("valores protegidas");
    let many = |n: usize, tabla: &str| {
        let alias: Vec<String> = (0..n).map(|i| format!("t{i}: {tabla}")).collect();
        alias.join(" ")
    };
    // Some tables as objects, many more compact; too many of either are refused before they are looked up.
    assert_eq!(edicion(&many(20, &grande)), [""; 0]);
    assert_eq!(edicion(&many(40, &grande)), ["LIMITE_EXCEDIDO"]);
    assert_eq!(edicion(&many(50, &compacta)), [""; 0]);
    let cruzada = "tabla(medida: SERVICIOS, filas: [MES, AGENCIA, SERVICIO, UNIDAD], columnas: [GRUPO_EDAD]) { valores estados }";
    assert_eq!(edicion(cruzada), ["LIMITE_EXCEDIDO"]);
    // A filter makes it small: then what is not published is what is said.
    let filtrada = cruzada.replace("columnas: [GRUPO_EDAD]", r#"filtros: [{ nivel: AGENCIA, codigos: ["candiani"] }, { nivel: MES, codigos: ["2017-01"] }]"#);
    assert_ne!(edicion(&filtrada), ["LIMITE_EXCEDIDO"]);
    // Each is small, but there are many of all that can be asked for.
    let cruces = "cruces { dimensiones { miembros { codigo nombre nivel padre nivelPadre total dimension } } }";
    assert_eq!(edicion(&many(4, cruces)), [""; 0]);
    assert_eq!(edicion(&many(10, cruces)), ["LIMITE_EXCEDIDO"]);
}

/// KiB that the server had in memory at most, and has a while later.
#[cfg(target_os = "linux")]
fn peak(servidor: &Servidor, attack: impl FnOnce()) -> (u64, u64) {
    use std::sync::atomic::{AtomicBool, Ordering};
    let sigue = AtomicBool::new(true);
    let maximo = std::thread::scope(|hilos| {
        let mira = hilos.spawn(|| {
            let mut maximo = 0;
            while sigue.load(Ordering::Relaxed) {
                maximo = maximo.max(memory(servidor));
                std::thread::sleep(Duration::from_millis(5));
            }
            maximo
        });
        let hecho = std::panic::catch_unwind(std::panic::AssertUnwindSafe(attack));
        sigue.store(false, Ordering::Relaxed);
        let maximo = mira.join().unwrap();
        if let Err(panico) = hecho {
            std::panic::resume_unwind(panico);
        }
        maximo
    });
    // It goes back little by little; sooner or later it is little.
    let pronto = (0..60).find_map(|_| {
        std::thread::sleep(Duration::from_secs(1));
        Some(memory(servidor)).filter(|kib| *kib < DESPUES)
    });
    (maximo, pronto.unwrap_or_else(|| memory(servidor)))
}

/// KiB at most under attack, and a minute later.
const MAXIMO: u64 = 300 * 1024;
const DESPUES: u64 = 100 * 1024;

#[cfg(target_os = "linux")]
fn stays_small(servidor: &Servidor, attack: impl FnOnce()) {
    let (maximo, despues) = peak(servidor, attack);
    assert!(maximo < MAXIMO, "{} MiB", maximo / 1024);
    assert!(despues < DESPUES, "{} MiB a minute later", despues / 1024);
    bystander(servidor);
}

/// As many connections as there may be, of these addresses of this machine, each with these bytes; how many were refused with a
/// status that begins so.
fn hold(servidor: &Servidor, direcciones: u8, bytes: &[u8], codigo: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let a = address(servidor);
    let bytes: std::sync::Arc<[u8]> = bytes.into();
    let codigo = format!("HTTP/1.1 {codigo}");
    runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let tareas: Vec<_> = (0..1000u16)
            .map(|i| {
                let (bytes, codigo) = (bytes.clone(), codigo.clone());
                let de = format!("127.0.0.{}:0", 2 + i % u16::from(direcciones));
                tokio::spawn(async move {
                    let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
                    enchufe.bind(de.parse().unwrap()).unwrap();
                    let mut conexion = enchufe.connect(a).await.ok()?;
                    let hablar = async {
                        // The server may close before all is sent.
                        let _ = conexion.write_all(&bytes).await;
                        let mut respuesta = [0; 12];
                        conexion.read_exact(&mut respuesta).await.ok()?;
                        Some(respuesta)
                    };
                    let dicho = tokio::time::timeout(Duration::from_secs(15), hablar).await;
                    dicho.ok()?.filter(|dicho| dicho == codigo.as_bytes())
                })
            })
            .collect();
        let mut rechazadas = 0;
        for tarea in tareas {
            rechazadas += usize::from(tarea.await.unwrap().is_some());
        }
        rechazadas
    })
}

#[cfg(target_os = "linux")]
#[test]
fn two_addresses_cannot_fill_the_memory_with_heads_and_bodies() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut cabeza = b"POST /graphql HTTP/1.1\r\nHost: x\r\n".to_vec();
    for i in 0..50 {
        cabeza.extend(format!("X-{i}: {}\r\n", "a".repeat(8000)).bytes());
    }
    let cuerpo = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 250001\r\n\r\n{}",
        "a".repeat(250_000)
    );
    stays_small(&servidor, || {
        // They are told, unless the system throws away what is told to whoever goes on.
        let dichas = hold(&servidor, 2, &cabeza, "431");
        assert!(dichas > 0, "no head was refused");
        let dichas = hold(&servidor, 2, cuerpo.as_bytes(), "503");
        assert!(dichas > 500, "{dichas} bodies were refused");
    });
    // What is a little too long is said in words.
    let algo = &cabeza[..cabeza.len() * 9 / 100];
    let respuesta = raw(
        &servidor,
        &[algo, b"\r\nConnection: close\r\n\r\n".as_slice()].concat(),
    );
    assert!(
        respuesta.starts_with("HTTP/1.1 431") && respuesta.contains("CABECERAS_DEMASIADO_GRANDES"),
        "{respuesta:.300}"
    );
}

#[test]
fn addresses_that_hold_all_connections_give_one_up_to_others() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve_with(&["--conexiones", "8"]);
    let lentas: Vec<_> = (0..8)
        .map(|i| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let a = address(&servidor);
            let conexion = runtime.block_on(async {
                let enchufe = tokio::net::TcpSocket::new_v4().unwrap();
                let de = format!("127.0.0.{}:0", 2 + i % 2);
                enchufe.bind(de.parse().unwrap()).unwrap();
                enchufe.connect(a).await.unwrap()
            });
            (runtime, conexion)
        })
        .collect();
    for _ in 0..20 {
        bystander(&servidor);
    }
    drop(lentas);
}

#[cfg(target_os = "linux")]
#[test]
fn lists_cost_what_they_hold_and_others_are_answered_meanwhile() {
    let casa = Casa::folder();
    casa.demo().multiply(600);
    let servidor = casa.serve();
    let socias = include_str!("../../datos/consultas/socias.graphql");
    let anchas = socias.replace("PERSONAS_ATENDIDAS", "SERVICIOS");
    let anchas = anchas.replace(
        "codigo celda",
        "medida unidad poblacion nivel nombre codigo celda",
    );
    let todo = "{ instancias { ediciones { agencias { nombre clave id alias ferias { nombre clave id } } } } }";
    stays_small(&servidor, || {
        std::thread::scope(|hilos| {
            for i in 0..20 {
                let (servidor, anchas) = (&servidor, anchas.as_str());
                hilos.spawn(move || {
                    for consulta in [anchas, todo] {
                        let codigos = servidor.codes(&format!("{consulta} #{i}"));
                        let dichos = [["LIMITE_EXCEDIDO"], ["TARDADA"]];
                        assert!(dichos.iter().any(|d| codigos == *d), "{codigos:?}");
                    }
                });
            }
            for _ in 0..5 {
                bystander(&servidor);
            }
        });
    });
    // What there is too much of can be had in pages.
    let mut claves = std::collections::BTreeSet::new();
    let mut despues = serde_json::Value::Null;
    let pagina = "query ($d: String) { instancias(first: 100, despuesDe: $d) { clave } }";
    loop {
        let datos = servidor.ask(pagina, &json!({ "d": despues }));
        let nuevas = datos["data"]["instancias"].as_array().unwrap().clone();
        let Some(ultima) = nuevas.last() else { break };
        despues = ultima["clave"].clone();
        claves.extend(
            nuevas
                .iter()
                .map(|i| i["clave"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(claves.len(), 600);
    let veinte = servidor.ask(socias, &json!({ "first": 20, "despuesDe": "30100" }));
    assert_eq!(veinte["data"]["instancias"][19]["clave"], "30120");
    // All of them, of which little is asked.
    let todas = servidor.data("{ instancias { clave nombre } }");
    assert_eq!(todas["instancias"].as_array().unwrap().len(), 600);
    for (argumentos, codigo) in [
        ("first: 0", "PAGINA_INVALIDA"),
        ("first: 101", "PAGINA_INVALIDA"),
        ("despuesDe: \"x\"", "VALOR_INVALIDO"),
    ] {
        let codigos = servidor.codes(&format!("{{ instancias({argumentos}) {{ clave }} }}"));
        assert_eq!(codigos, [codigo], "{argumentos}");
    }
    let edicion = servidor.data(r#"{ instancia(clave: "20067") { ediciones { cursor } } }"#);
    let cursor = &edicion["instancia"]["ediciones"][0]["cursor"];
    let siguen = servidor.data(&format!(
        r#"{{ instancia(clave: "20067") {{ ediciones(first: 1, despuesDe: {cursor}) {{ numero }} }} }}"#
    ));
    assert_eq!(siguen["instancia"]["ediciones"], json!([]));
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

#[test]
fn subscriptions_count_by_their_documents() {
    use crate::suscripciones::{connect, hear, subscribe};
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut hilo = connect(&servidor);
    let campos = "numero ".repeat(480);
    let larga = format!("subscription {{ edicionPublicada {{ {campos} }} }}");
    for i in 0..20 {
        subscribe(&mut hilo, &i.to_string(), &larga);
    }
    subscribe(&mut hilo, "pregunta", "{ instancias { clave } }");
    let mut negadas = 0;
    loop {
        let dicho = hear(&mut hilo);
        if dicho["type"] == "next" {
            break;
        }
        let codigo = &dicho["payload"][0]["extensions"]["code"];
        assert_eq!(codigo, "DEMASIADAS_PETICIONES", "{dicho}");
        negadas += 1;
    }
    assert!((5..20).contains(&negadas), "{negadas}");
    bystander(&servidor);
}
