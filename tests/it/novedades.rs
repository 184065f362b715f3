//! What happens to what is published is told, in order and once, with cursors that are of one store; and the keys that sign it.

use std::fs;

use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, agent, on_both, text};

const TODAS: &str = "{ novedades(first: 100) { nodes { clase cursor edicion { numero estado } clave { clave anterior aval } } pageInfo { endCursor hasNextPage } } }";

fn news(servidor: &Servidor) -> Vec<Value> {
    let datos = servidor.data(TODAS);
    datos["novedades"]["nodes"].as_array().unwrap().clone()
}

fn kinds(novedades: &[Value]) -> Vec<(String, Value)> {
    let una = |n: &Value| {
        (
            n["clase"].as_str().unwrap().to_owned(),
            n["edicion"]["numero"].clone(),
        )
    };
    novedades.iter().map(una).collect()
}

fn withdraw(casa: &Casa, mas: &[&str]) {
    let base = ["retirar", "--si", "1", "--instancia", "20067"];
    casa.run(&[&base, mas].concat());
}

fn what_happens_is_told_in_order_and_once(casa: &Casa) {
    casa.demo().publish("2018-01-31");
    withdraw(casa, &["--motivo", "Prueba"]);
    withdraw(casa, &["--deshacer"]);
    casa.run(&["claves", "--cambiar-firma", "--si"]);
    casa.publish("2018-02-28");
    let servidor = casa.serve();
    let todas = news(&servidor);
    let esperadas = [
        ("EDICION", json!(1)),
        ("EDICION", json!(2)),
        ("RETIRO", json!(1)),
        ("REPOSICION", json!(1)),
        ("CLAVE", Value::Null),
        ("EDICION", json!(3)),
    ];
    assert_eq!(
        kinds(&todas),
        esperadas.map(|(clase, numero)| (clase.to_owned(), numero))
    );
    // The new key is vouched for by the old one.
    let clave = &todas[4]["clave"];
    let de = |que: &str| clave[que].as_str().unwrap().to_owned();
    assert!(claves::verifies(
        &de("anterior"),
        &de("aval"),
        de("clave").as_bytes()
    ));
    // In pages, forward and back, each once.
    let (mut despues, mut vistas) = (Value::Null, vec![]);
    let pagina = "query($a: String) { novedades(first: 4, after: $a) { nodes { cursor } pageInfo { endCursor hasNextPage } } }";
    loop {
        let datos = servidor.ask(pagina, &json!({ "a": despues }));
        let datos = &datos["data"]["novedades"];
        vistas.extend(datos["nodes"].as_array().unwrap().clone());
        despues = datos["pageInfo"]["endCursor"].clone();
        if datos["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let cursor = |n: &Value| n["cursor"].clone();
    assert!(vistas.iter().map(cursor).eq(todas.iter().map(cursor)));
    let atras = servidor.data(&format!(
        "{{ novedades(last: 2, before: {}) {{ nodes {{ cursor }} pageInfo {{ hasPreviousPage hasNextPage }} }} }}",
        todas[4]["cursor"]
    ));
    assert_eq!(
        atras["novedades"],
        json!({ "nodes": [{ "cursor": todas[2]["cursor"] }, { "cursor": todas[3]["cursor"] }], "pageInfo": { "hasPreviousPage": true, "hasNextPage": true } })
    );
    // Editions take the same cursors.
    let siguen = servidor.data(&format!(
        "{{ ediciones(after: {}) {{ nodes {{ numero }} }} }}",
        todas[2]["cursor"]
    ));
    assert_eq!(siguen["ediciones"]["nodes"], json!([{ "numero": 3 }]));
    // Whoever waits is told of a withdrawal.
    let mut hilo = crate::suscripciones::connect(&servidor);
    let documento = format!(
        "subscription {{ novedades(after: {}) {{ clase edicion {{ numero estado }} }} }}",
        todas[5]["cursor"]
    );
    crate::suscripciones::subscribe(&mut hilo, "a", &documento);
    withdraw(casa, &["--motivo", "Otra vez"]);
    let dicha = crate::suscripciones::hear(&mut hilo);
    assert_eq!(
        dicha["payload"]["data"]["novedades"],
        json!({ "clase": "RETIRO", "edicion": { "numero": 1, "estado": "RETIRADA" } })
    );
}

/// Editions that hold, of all or of one, forward and back.
fn lists_go_both_ways(casa: &Casa) {
    casa.demo();
    for corte in ["2018-01-31", "2018-02-28", "2018-03-31"] {
        casa.publish(corte);
    }
    let servidor = casa.serve();
    let numeros = |lista: &str| -> Vec<Value> {
        let datos = servidor.data(&format!(
            "{{ {lista} {{ nodes {{ numero }} }} instancia(clave: \"20067\") {{ suyas: {} {{ nodes {{ numero }} }} }} }}",
            lista.replacen("ediciones", "publicaciones", 1)
        ));
        assert_eq!(datos["ediciones"], datos["instancia"]["suyas"], "{lista}");
        let nodos = datos["ediciones"]["nodes"].as_array().unwrap().iter();
        nodos.map(|nodo| nodo["numero"].clone()).collect()
    };
    let todas = servidor.data("{ ediciones { edges { cursor } } }")["ediciones"]["edges"].clone();
    let cursor = |i: usize| todas[i]["cursor"].clone();
    assert_eq!(numeros("ediciones(first: 2)"), [1, 2]);
    assert_eq!(
        numeros(&format!("ediciones(first: 2, after: {})", cursor(1))),
        [3, 4]
    );
    assert_eq!(numeros("ediciones(last: 2)"), [3, 4]);
    assert_eq!(
        numeros(&format!("ediciones(last: 2, before: {})", cursor(2))),
        [1, 2]
    );
    assert_eq!(numeros("ediciones(first: 0)"), Vec::<Value>::new());
    assert_eq!(numeros("ediciones(estado: VIGENTE)"), [1, 4]);
    assert_eq!(numeros("ediciones(last: 1, estado: SUSTITUIDA)"), [3]);
    let acts = |lista: &str| {
        let datos = servidor.data(&format!(
            "{{ instancia(clave: \"20067\") {{ edicion(anio: 2017) {{ actividades({lista}) {{ edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage }} }} }} }} }}"
        ));
        datos["instancia"]["edicion"]["actividades"].clone()
    };
    let primeras = acts("first: 5");
    let cuarta = &primeras["edges"][3]["cursor"];
    let antes = acts(&format!("last: 2, before: {cuarta}"));
    assert_eq!(
        antes["edges"],
        json!([primeras["edges"][1], primeras["edges"][2]])
    );
    assert_eq!(
        antes["pageInfo"],
        json!({ "hasNextPage": true, "hasPreviousPage": true })
    );
}

on_both!(what_happens_is_told_in_order_and_once, lists_go_both_ways);

#[test]
fn a_cursor_of_another_store_is_told_so() {
    let casa = Casa::folder();
    casa.demo().publish("2018-01-31");
    let respaldo = tempfile::tempdir().unwrap();
    let ruta = respaldo.path().join("r");
    let ruta = ruta.to_str().unwrap();
    casa.run(&["respaldar", "-o", ruta]);
    casa.publish("2018-02-28");
    let cursores = |casa: &Casa| -> Vec<String> {
        let datos = casa.serve().data("{ ediciones { edges { cursor } } }");
        let lados = datos["ediciones"]["edges"].as_array().unwrap().iter();
        lados
            .map(|lado| lado["cursor"].as_str().unwrap().to_owned())
            .collect()
    };
    let de_aqui = cursores(&casa);
    let otra = Casa::folder();
    otra.run(&["restaurar", ruta]);
    let claves = otra.ruta().join("claves");
    fs::create_dir_all(&claves).unwrap();
    for entrada in fs::read_dir(casa.ruta().join("claves")).unwrap() {
        let entrada = entrada.unwrap();
        fs::copy(entrada.path(), claves.join(entrada.file_name())).unwrap();
    }
    let suya = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    fs::set_permissions(&claves, suya).unwrap();
    otra.publish("2018-03-31");
    let servidor = otra.serve();
    let pide = |cursor: &str| {
        servidor.ask(
            "query($c: String) { ediciones(after: $c) { edges { cursor } } }",
            &json!({ "c": cursor }),
        )
    };
    // What both have is the same; what only one has is of another.
    assert_eq!(
        pide(&de_aqui[1])["data"]["ediciones"]["edges"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let ajeno = pide(&de_aqui[2]);
    assert_eq!(ajeno["errors"][0]["extensions"]["code"], "CURSOR_INVALIDO");
    let mensaje = ajeno["errors"][0]["message"].as_str().unwrap();
    assert!(mensaje.contains("no es de este almacén"), "{mensaje}");
    // By whatever name.
    let viejo = servidor.ask(
        "query($c: String) { ediciones(despuesDe: $c) { edges { cursor } } }",
        &json!({ "c": de_aqui[2] }),
    );
    assert_eq!(viejo["errors"], ajeno["errors"]);
}

#[test]
fn a_change_of_keys_is_verified_by_whoever_trusts_the_old_one() {
    let casa = Casa::folder();
    casa.demo();
    let publica = |casa: &Casa| {
        let texto = fs::read_to_string(casa.ruta().join("claves/firma.pub")).unwrap();
        texto.lines().last().unwrap().to_owned()
    };
    let vieja = publica(&casa);
    let dicho = casa.run(&["claves", "--cambiar-firma", "--si"]);
    assert!(dicho.contains("La clave de firma es ahora"), "{dicho}");
    casa.publish("2018-01-31");
    let nueva = publica(&casa);
    assert_ne!(vieja, nueva);
    // The house knows both, a partner trusts the old one, and whoever trusts another none.
    casa.run(&["verificar"]);
    casa.run(&["verificar", "--clave", &vieja]);
    casa.run(&["verificar", "2", "--instancia", "20067", "--clave", &nueva]);
    assert_eq!(
        casa.command(&["verificar", "--clave", &nueva])
            .output()
            .unwrap()
            .status
            .code(),
        Some(1)
    );
    casa.run(&["verificar", "--clave", &nueva, "--clave", &vieja]);
    // As the manual said before: the old key taken away, another one made.
    fs::remove_file(casa.ruta().join("claves/firma.key")).unwrap();
    casa.run(&["claves"]);
    casa.publish("2018-02-28");
    casa.run(&["verificar"]);
    let servidor = casa.serve();
    let datos = servidor.data(
        r#"{ instancia(clave: "20067") { claves { clave desde hasta anterior aval } edicion(anio: 2017) { publicada firma { texto clavePublica clave { clave desde hasta } } } } }"#,
    );
    let claves = datos["instancia"]["claves"].as_array().unwrap();
    assert_eq!(claves.len(), 3);
    assert_eq!(
        [&claves[0]["clave"], &claves[1]["clave"]],
        [&json!(vieja), &json!(nueva)]
    );
    assert_eq!(claves[0]["hasta"], claves[1]["desde"]);
    assert_eq!(claves[2]["hasta"], Value::Null);
    assert_eq!(
        [&claves[1]["anterior"], &claves[2]["aval"]],
        [&json!(vieja), &Value::Null]
    );
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["firma"]["clave"]["clave"], json!(vieja));
    assert_eq!(edicion["firma"]["clave"]["desde"], edicion["publicada"]);
    // At one address.
    let mut fija = agent()
        .get(servidor.url("/.well-known/pacto-claves.json"))
        .call()
        .unwrap();
    let fija: Value = fija.body_mut().read_json().unwrap();
    assert_eq!(fija["instancias"][0]["claves"][1]["clave"], json!(nueva));
    assert_eq!(
        fija["instancias"][0]["claves"][1]["aval"],
        claves[1]["aval"]
    );
}

#[test]
fn a_downloaded_edition_is_verified_and_audited() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data("{ ediciones { nodes { hash firma { clavePublica } } } }");
    let edicion = &datos["ediciones"]["nodes"][0];
    let (hash, clave) = (
        edicion["hash"].as_str().unwrap(),
        edicion["firma"]["clavePublica"].as_str().unwrap(),
    );
    let carpeta = tempfile::tempdir().unwrap();
    let archivo = carpeta.path().join("20067-1.json.gz");
    let ruta = archivo.to_str().unwrap();
    for (de, a) in [
        (format!("/ediciones/{hash}"), ruta.to_owned()),
        (
            format!("/ediciones/{hash}.minisig"),
            format!("{ruta}.minisig"),
        ),
    ] {
        let mut respuesta = agent().get(servidor.url(&de)).call().unwrap();
        fs::write(a, respuesta.body_mut().read_to_vec().unwrap()).unwrap();
    }
    // Whoever has nothing else.
    let nadie = Casa::folder();
    let dicho = nadie.run(&["verificar", ruta, "--clave", clave]);
    for linea in [
        "Edición de 20067, corte 2017-12-31",
        hash,
        "firma: bien",
        "auditoría de lo publicado: bien",
        "calculado de lo publicado: bien",
    ] {
        assert!(dicho.contains(linea), "{linea}: {dicho}");
    }
    assert!(
        nadie
            .run(&["verificar", ruta])
            .contains("indique con qué clave")
    );
    let otra = "RWQ0MoPSqIs10GdniRJINFKN+beE5Eo7llIe35P1im4DSS/0ti8R8Ko2";
    assert_eq!(nadie.fail(&["verificar", ruta, "--clave", otra]).0, 1);
    let auditada = nadie.run(&["auditar", ruta]);
    assert!(
        auditada.contains("Edición de 20067, corte 2017-12-31"),
        "{auditada}"
    );
    // Not compressed, it is the same edition; what it says changed, it is not.
    let mut suelta = String::new();
    let comprimida = fs::read(&archivo).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*comprimida), &mut suelta)
        .unwrap();
    let sin_comprimir = carpeta.path().join("edicion.json");
    fs::write(&sin_comprimir, format!("\u{feff}{suelta}")).unwrap();
    assert!(
        nadie
            .run(&["verificar", sin_comprimir.to_str().unwrap()])
            .contains(hash)
    );
    let mut mudada = comprimida.clone();
    let medio = mudada.len() / 2;
    mudada[medio] ^= 1;
    fs::write(&archivo, mudada).unwrap();
    assert!(
        !nadie
            .command(&["verificar", ruta, "--clave", clave])
            .output()
            .unwrap()
            .status
            .success()
    );
    let (estado, mensaje) = nadie.fail(&["verificar", "/no/hay.json.gz"]);
    assert!(estado == 2 && mensaje.contains("no existe"), "{mensaje}");
    assert_eq!(nadie.fail(&["verificar", "ninguna"]).0, 2);
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    let casa = Casa::folder();
    casa.demo();
    let vacias = [
        "METRICAS",
        "PROXIES",
        "CONEXIONES",
        "LOG_FORMATO",
        "CLAVES",
        "REGISTRO_URL",
        "PUBLICACIONES_URL",
        "INSTANCIA",
        "PETICIONES",
        "CONSULTAS",
        "DIRECCION",
        "ACCESOS",
    ];
    let mut orden = casa.command(&["verificar"]);
    for variable in vacias {
        orden.env(format!("PACTO_{variable}"), "");
    }
    let salida = orden.output().unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let mut orden = casa.command(&["servir", "--direccion", "127.0.0.1:0"]);
    for variable in vacias {
        orden.env(format!("PACTO_{variable}"), "");
    }
    Servidor::start(orden).data("{ instancias { clave } }");
}

#[test]
fn a_mark_at_the_beginning_of_a_table_says_nothing() {
    let carpeta = tempfile::tempdir().unwrap();
    let tabla = crate::casa::read("docs/ejemplo-proteccion.json");
    let (con, salida) = (
        carpeta.path().join("con.json"),
        carpeta.path().join("p.json"),
    );
    fs::write(&con, format!("\u{feff}{tabla}")).unwrap();
    let casa = Casa::folder();
    casa.run(&[
        "proteger",
        con.to_str().unwrap(),
        "-o",
        salida.to_str().unwrap(),
    ]);
    let protegida = fs::read_to_string(&salida).unwrap();
    fs::write(&salida, format!("\u{feff}{protegida}")).unwrap();
    casa.run(&["auditar", salida.to_str().unwrap()]);
}
