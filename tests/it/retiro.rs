//! Signed files, verification, withdrawal.

use serde_json::json;

use crate::casa::{Casa, Servidor, agent, on_both, pacto, wait, withdrawing};

fn hash(servidor: &Servidor) -> String {
    let datos = servidor.data(r#"{ ediciones(first: 1) { nodes { hash } } }"#);
    datos["ediciones"]["nodes"][0]["hash"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn a_withdrawn_edition_says_why_and_nothing_else(casa: &Casa) {
    casa.demo();
    let (estado, mensaje) = casa.fail(&withdrawing("9", "x"));
    assert_eq!(
        (estado, mensaje.contains("no hay una edición 9")),
        (2, true),
        "{mensaje}"
    );
    let servidor = casa.serve();
    let hash = hash(&servidor);
    let archivo = servidor.url(&format!("/ediciones/{hash}"));
    assert_eq!(agent().get(&archivo).call().unwrap().status(), 200);
    let dicho = casa.run(&withdrawing("1", "El corte no era ese"));
    assert!(dicho.contains("Se retiró la edición 1"), "{dicho}");
    let otra = casa.run(&withdrawing("1", "Otro"));
    assert!(
        otra.contains("ya estaba retirada: El corte no era ese"),
        "{otra}"
    );
    let respuesta = servidor.ask(
            r#"{ instancia(clave: "20067") { nombre edicion(anio: 2017) { numero estado retiro { motivo } cifra(medida: SERVICIOS) { unidad } firma { archivo } } } }"#,
            &json!({}),
        );
    let edicion = &respuesta["data"]["instancia"]["edicion"];
    assert_eq!(edicion["estado"], "RETIRADA");
    assert_eq!(edicion["retiro"]["motivo"], "El corte no era ese");
    assert!(edicion["firma"].is_null());
    assert_eq!(
        respuesta["errors"][0]["extensions"]["code"],
        "EDICION_RETIRADA"
    );
    for campo in [
        "cifras { valor }",
        "totales(medida: SERVICIOS) { codigo }",
        "convenios { clave }",
        "actividades { totalCount }",
        "informe { titulo }",
        "tabla(medida: SERVICIOS, filas: [AREA]) { valores }",
        "proteccion { umbral }",
    ] {
        let consulta = format!(r#"{{ instancia(clave: "20067") {{ edicion {{ {campo} }} }} }}"#);
        assert_eq!(servidor.codes(&consulta), ["EDICION_RETIRADA"], "{campo}");
    }
    assert_eq!(agent().get(&archivo).call().unwrap().status(), 410);
    // It is still there, and still what it was.
    assert!(casa.run(&verificar(casa)).contains(", retirada"));
}

fn partners_pull_what_is_new(casa: &Casa) {
    casa.demo().publish("2017-06-30");
    let servidor = casa.serve();
    let mut cursor = "null".to_owned();
    let mut vistas = Vec::new();
    loop {
        let datos = servidor.data(&format!(
                "{{ ediciones(first: 1, despuesDe: {cursor}) {{ nodes {{ numero hash instancia {{ clave }} firma {{ archivo firma clavePublica }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
            ));
        let pagina = &datos["ediciones"];
        vistas.push(pagina["nodes"][0].clone());
        cursor = pagina["pageInfo"]["endCursor"].to_string();
        if pagina["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(
        vistas
            .iter()
            .map(|e| e["numero"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(
        servidor.codes(r#"{ ediciones(despuesDe: "no") { nodes { numero } } }"#),
        ["CURSOR_INVALIDO"]
    );
    let nueva = casa.publish("2017-09-30");
    assert!(nueva.contains("edición 3"), "{nueva}");
    let datos = servidor.data(&format!(
        "{{ ediciones(despuesDe: {cursor}) {{ nodes {{ numero }} }} }}"
    ));
    assert_eq!(datos["ediciones"]["nodes"], json!([{ "numero": 3 }]));
    // The file, whole and in pieces.
    let url = servidor.url(vistas[1]["firma"]["archivo"].as_str().unwrap());
    let mut entero = agent().get(&url).call().unwrap();
    let etiqueta = entero.headers()["etag"].clone();
    assert!(
        entero.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("must-revalidate")
    );
    let bytes = entero.body_mut().read_to_vec().unwrap();
    let mut resto = agent()
        .get(&url)
        .header("Range", "bytes=1000-")
        .header("If-Range", &etiqueta)
        .call()
        .unwrap();
    assert_eq!(resto.status(), 206);
    assert_eq!(resto.body_mut().read_to_vec().unwrap(), bytes[1000..]);
    assert_eq!(
        agent()
            .get(&url)
            .header("Range", "bytes=99999999-")
            .call()
            .unwrap()
            .status(),
        416
    );
    assert_eq!(
        agent()
            .get(&url)
            .header("If-None-Match", &etiqueta)
            .call()
            .unwrap()
            .status(),
        304
    );
    let firma = agent()
        .get(format!("{url}.minisig"))
        .call()
        .unwrap()
        .body_mut()
        .read_to_string()
        .unwrap();
    assert_eq!(vistas[1]["firma"]["firma"], firma);
    assert_eq!(
        agent()
            .get(servidor.url("/ediciones/nada"))
            .call()
            .unwrap()
            .status(),
        404
    );
}

on_both!(
    a_withdrawn_edition_says_why_and_nothing_else,
    partners_pull_what_is_new
);

/// The command that verifies, as whoever has no more than what is published.
fn verificar(_casa: &Casa) -> [&'static str; 1] {
    ["verificar"]
}

#[test]
fn what_was_changed_does_not_verify() {
    let casa = Casa::folder();
    casa.demo();
    let dicho = casa.run(&["verificar", "1", "--instancia", "20067"]);
    assert_eq!(dicho.matches(": bien").count(), 5, "{dicho}");
    assert_eq!(casa.fail(&["verificar", "7"]).0, 2);
    let ruta = casa.ruta().join("publico/ediciones/20067.sqlite");
    let change = |sql: &'static str| {
        wait(async {
            use sea_orm::ConnectionTrait;
            let db = sea_orm::Database::connect(format!("sqlite://{}", ruta.display()))
                .await
                .unwrap();
            db.execute_unprepared(sql).await.unwrap();
            db.close().await.unwrap();
        });
    };
    change("UPDATE pieza SET contenido = replace(contenido, '7508', '7509') WHERE tipo = 'CUBO'");
    let salida = casa.command(&["verificar"]).output().unwrap();
    assert_eq!(salida.status.code(), Some(1));
    assert!(crate::casa::text(&salida.stdout).contains(": MAL"));
    change("UPDATE pieza SET contenido = replace(contenido, '7509', '7508') WHERE tipo = 'CUBO'");
    assert!(casa.run(&["verificar"]).contains("firma: bien"));
    let ajena = casa
        .command(&[
            "verificar",
            "--clave",
            "RWQ0MoPSqIs10GdniRJINFKN+beE5Eo7llIe35P1im4DSS/0ti8R8Ko2",
        ])
        .output()
        .unwrap();
    assert_eq!(ajena.status.code(), Some(1));
    assert!(crate::casa::text(&ajena.stdout).contains("está firmada con otra clave"));
    change("UPDATE archivo SET firma = replace(firma, 'corte 2017', 'corte 2018')");
    assert!(
        crate::casa::text(&casa.command(&["verificar"]).output().unwrap().stdout)
            .contains("firma: MAL")
    );
}

#[test]
fn the_key_is_its_owners_alone() {
    let casa = Casa::folder();
    let primera = casa.run(&["claves"]);
    assert!(primera.contains("Se creó la clave de firma"), "{primera}");
    assert!(casa.run(&["claves"]).contains("Ya hay una clave de firma"));
    let secreta = casa.ruta().join("claves/firma.key");
    let modo = |ruta: &std::path::Path| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(ruta).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(
        (modo(&secreta), modo(secreta.parent().unwrap())),
        (0o600, 0o700)
    );
    std::fs::set_permissions(
        &secreta,
        std::os::unix::fs::PermissionsExt::from_mode(0o644),
    )
    .unwrap();
    let (estado, mensaje) = casa.fail(&["claves"]);
    assert_eq!(
        (estado, mensaje.contains("otros usuarios pueden leerla")),
        (2, true),
        "{mensaje}"
    );
    std::fs::remove_file(&secreta).unwrap();
    casa.register(|i| i % 95 == 0).plan("minimo");
    std::fs::remove_file(&secreta).unwrap();
    let (estado, mensaje) = casa.cannot_publish("2017-12-31");
    assert_eq!(
        (estado, mensaje.contains("pacto claves")),
        (2, true),
        "{mensaje}"
    );
    assert!(!pacto(&withdrawing("0", "x")).status().unwrap().success());
}
