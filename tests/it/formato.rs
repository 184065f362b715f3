//! The format of editions: nothing in it depends on what is withheld, and those of older formats are not served.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use minisign::{PublicKeyBox, SignatureBox};
use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, agent, on_both, publishing, read, repository, withdrawing};
use crate::oficina::{Oficina, content};

/// A backup of an invented register with two editions of format 2, of June and December of 2017.
fn restore_format_2(casa: &Casa) {
    let carpeta = tempfile::tempdir().unwrap();
    let de = repository("tests/fixtures/formato-2");
    std::fs::copy(
        de.join("respaldo.json"),
        carpeta.path().join("respaldo.json"),
    )
    .unwrap();
    for nombre in ["registro.sqlite", "publicaciones.sqlite"] {
        let comprimido = std::fs::read(de.join(format!("{nombre}.gz"))).unwrap();
        std::fs::write(carpeta.path().join(nombre), inflate(&comprimido)).unwrap();
    }
    casa.run(&["restaurar", carpeta.path().to_str().unwrap()]);
    // Nobody has kept the key by which these invented people were known.
    casa.run(&["claves", "--identidad-perdida", "--si"]);
    casa.run(&["claves"]);
}

fn inflate(comprimido: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(comprimido).read_to_end(&mut bytes).unwrap();
    bytes
}

const JUNIO: &str = "00b9175e30fb24db43088c63566c852fa272f3dd87694191dd00940b71598ac1";
const DICIEMBRE: &str = "313e20b1d85dd679a46a7f2c36bda5781a1d49662aec062b6da06bfa8b047e72";
const OTRO_FORMATO: &str = "EDICION_DE_OTRO_FORMATO";

fn get(servidor: &Servidor, ruta: &str) -> (u16, Vec<u8>) {
    let mut respuesta = agent().get(servidor.url(ruta)).call().unwrap();
    let cuerpo = respuesta.body_mut().read_to_vec().unwrap();
    (respuesta.status().as_u16(), cuerpo)
}

fn editions_of_format_2_are_verified_and_not_served(casa: &Casa) {
    restore_format_2(casa);
    let dicho = casa.run(&[
        "verificar",
        "--clave",
        read("tests/fixtures/formato-2/firma.pub")
            .lines()
            .last()
            .unwrap(),
    ]);
    assert_eq!(
        dicho
            .matches("de un formato anterior (2): no se sirve")
            .count(),
        2,
        "{dicho}"
    );
    assert_eq!(
        (
            dicho.matches(": bien").count(),
            dicho.matches("MAL").count()
        ),
        (8, 0),
        "{dicho}"
    );
    let servidor = casa.serve();
    assert!(
        servidor
            .salida
            .contains("ediciones de un formato anterior, que no se sirven: 2"),
        "{}",
        servidor.salida
    );
    assert!(
        servidor
            .salida
            .contains("pacto publicar --instancia 20067 --corte 2017-06-30"),
        "{}",
        servidor.salida
    );
    let datos = servidor.data(r#"{ ediciones { nodes { numero } pageInfo { hasNextPage } } instancia(clave: "20067") { ediciones { numero } } }"#);
    assert_eq!(datos["ediciones"]["nodes"], json!([]));
    assert_eq!(datos["instancia"]["ediciones"], json!([]));
    for cual in ["", "(numero: 1)", "(anio: 2017)"] {
        let consulta = format!(
            r#"{{ instancia(clave: "20067") {{ edicion{cual} {{ hash cifra(medida: SERVICIOS) {{ celda {{ valor }} }} }} }} }}"#
        );
        assert_eq!(servidor.codes(&consulta), [OTRO_FORMATO], "{cual}");
    }
    for ruta in [
        format!("/ediciones/{JUNIO}"),
        format!("/ediciones/{DICIEMBRE}.minisig"),
        format!("/ediciones/{DICIEMBRE}/tabla.csv?medida=SERVICIOS"),
    ] {
        let (estado, cuerpo) = get(&servidor, &ruta);
        let cuerpo: Value = serde_json::from_slice(&cuerpo).unwrap();
        assert_eq!(
            (estado, &cuerpo["errors"][0]["extensions"]["code"]),
            (410, &OTRO_FORMATO.into()),
            "{ruta}"
        );
        assert!(
            cuerpo["errors"][0]["message"]
                .as_str()
                .unwrap()
                .contains("ya no se sirve"),
            "{cuerpo}"
        );
    }
}

/// The first with keys that are not those that signed what is there.
fn first_publication() -> Vec<&'static str> {
    [&publishing("2017-12-31")[..], &["--otra-clave"]].concat()
}

fn what_format_2_said_is_published_again_in_format_3(casa: &Casa) {
    restore_format_2(casa);
    let dicho = casa.run(&first_publication());
    assert!(dicho.contains("Se publicó la edición 3"), "{dicho}");
    let servidor = casa.serve();
    assert!(
        servidor.salida.contains("--corte 2017-06-30")
            && !servidor.salida.contains("--corte 2017-12-31"),
        "{}",
        servidor.salida
    );
    let datos = servidor.data(r#"{ ediciones { nodes { numero estado } } instancia(clave: "20067") { edicion { numero cifra(medida: SERVICIOS) { celda { valor } } } } }"#);
    assert_eq!(
        datos["ediciones"]["nodes"],
        json!([{ "numero": 3, "estado": "VIGENTE" }])
    );
    assert_eq!(datos["instancia"]["edicion"]["cifra"]["celda"]["valor"], 82);
    // Comparing with an old one does not get past it.
    let compara = r#"{ instancia(clave: "20067") { edicion { comparacion(medida: SERVICIOS, con: { edicion: 2 }) { diferencia } } } }"#;
    assert_eq!(servidor.codes(compara), [OTRO_FORMATO]);
    assert!(
        casa.run(&["verificar", "3"])
            .contains("calculado de lo publicado: bien")
    );
    assert!(
        casa.publish("2017-12-31")
            .contains("Ya estaba publicado lo mismo: edición 3")
    );
}

fn what_format_2_said_of_acts_is_closed(casa: &Casa) {
    restore_format_2(casa);
    // The workshop A1 had 30 women then.
    let hoja = repository("tests/fixtures/fugas/8-acto-corregido/actividades-2.csv");
    let importar = [
        "importar",
        hoja.to_str().unwrap(),
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ];
    casa.run(&importar);
    casa.run(&first_publication());
    let datos = casa.serve().data(
            r#"{ instancia(clave: "20067") { edicion { actividades { nodes: edges { node { clave participantes { total } } } } totales(medida: PERSONAS_CAPACITADAS) { codigo celda { valor } } } } }"#,
        );
    let edicion = &datos["instancia"]["edicion"];
    let actos: Vec<(&str, u64)> = edicion["actividades"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| {
            (
                n["node"]["clave"].as_str().unwrap(),
                n["node"]["participantes"]["total"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(actos, [("A1", 30), ("A2", 25), ("A3", 40)]);
    assert!(
        edicion["totales"]
            .as_array()
            .unwrap()
            .contains(&json!({ "codigo": "MUJERES", "celda": { "valor": 30 } }))
    );
    assert!(casa.run(&importar).contains("Aviso: renglón 2:"));
}

fn what_was_withdrawn_does_not_come_back_in_another_format(casa: &Casa) {
    restore_format_2(casa);
    casa.run(&withdrawing("2", "Hay un error"));
    let (estado, mensaje) = casa.cannot_publish("2017-12-31");
    assert_eq!(estado, 2, "{mensaje}");
    let (estado, cuerpo) = get(&casa.serve(), &format!("/ediciones/{DICIEMBRE}"));
    assert_eq!(estado, 410);
    assert!(String::from_utf8(cuerpo).unwrap().contains("Hay un error"));
}

on_both!(
    editions_of_format_2_are_verified_and_not_served,
    what_format_2_said_is_published_again_in_format_3,
    what_format_2_said_of_acts_is_closed,
    what_was_withdrawn_does_not_come_back_in_another_format
);

/// A signed edition of version 3: the note of 2017 and invented counts. It verifies for ever, and is written byte by byte as
/// it was.
#[test]
fn a_signed_edition_of_format_3_is_what_it_was() {
    let file =
        |nombre: &str| std::fs::read(repository("tests/fixtures/formato-3").join(nombre)).unwrap();
    let text = |nombre: &str| String::from_utf8(file(nombre)).unwrap();
    let comprimida = file("edicion.json.gz");
    let firma = SignatureBox::from_string(&text("edicion.json.gz.minisig")).unwrap();
    let publica = PublicKeyBox::from_string(&text("firma.pub")).unwrap();
    let publica = publica.into_public_key().unwrap();
    let archivo = std::io::Cursor::new(&comprimida);
    minisign::verify(&publica, &firma, archivo, true, false, false).unwrap();
    let bytes = inflate(&comprimida);
    let contenido = domain::formato::read(3, &bytes).unwrap();
    assert_eq!(
        (
            contenido.cifras.len(),
            contenido.institucional.agencias.len()
        ),
        (12, 13)
    );
    assert!(domain::formato::canonical(&contenido).unwrap() == bytes);
}

const PLAN: &str = r#"umbral = 5
ancho = 5
[[cruces]]
clave = "agencia_servicio"
nombre = "Agencia y servicio, por año"
medidas = ["PERSONAS_ATENDIDAS", "SERVICIOS"]
niveles = ["ANIO", "AGENCIA", "SERVICIO"]
[[obligados]]
medida = "SERVICIOS"
nivel = "TOTAL"
codigo = "total"
[[cruces]]
clave = "capacitacion"
nombre = "Personas capacitadas, por año"
medidas = ["PERSONAS_CAPACITADAS"]
niveles = ["ANIO", "PUBLICO"]
"#;

/// Two workshops: of thirty women, and of so many.
fn workshops(pocas: usize) -> String {
    format!(
        "Clave,Tipo,Nombre,Fecha,Público,Participantes\nA1,Taller,Uno,01/03/2017,Mujeres,30\nA2,Taller,Dos,01/04/2017,Mujeres,{pocas}\n"
    )
}

/// Attentions of so many women in each place and service.
fn attentions(cuentas: [[usize; 3]; 3]) -> String {
    let servicios = ["Asesoría jurídica", "Apoyo psicológico", "Trabajo social"];
    let lugares = ["Candiani", "Cabecera municipal", "Donaji"];
    let mut filas = vec![
        "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento".to_owned(),
    ];
    for (lugar, cuentas) in lugares.iter().zip(cuentas) {
        for (servicio, cuantas) in servicios.iter().zip(cuentas) {
            for _ in 0..cuantas {
                let n = filas.len();
                filas.push(format!(
                    "F{n},15/03/2017,{servicio},{lugar},Primera vez,Ninguna,E{n},Mujer,1980"
                ));
            }
        }
    }
    filas.join("\n") + "\n"
}

/// A store with such a register and its edition; the hash of what it says.
fn publish(atenciones: &str, actos: &str) -> (Casa, String) {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = oficina.sheet("plan.toml", PLAN);
    casa.run(&["plan", "--instancia", "20067", "--usar", &ruta]);
    oficina.import(&oficina.sheet("atenciones.csv", atenciones));
    let ruta = oficina.sheet("actos.csv", actos);
    let tipo = ["--tipo", "actividades", "--instancia", "20067"];
    casa.run(&[&["importar", &ruta][..], &tipo].concat());
    let hash = content(&casa.publish("2017-12-31")).to_owned();
    drop(oficina);
    (casa, hash)
}

/// Takes out when something was published and with which key.
fn timeless(valor: &mut Value) {
    match valor {
        Value::Object(campos) => {
            campos.retain(|campo, _| campo != "publicada" && campo != "firma");
            campos.values_mut().for_each(timeless);
        }
        Value::Array(elementos) => elementos.iter_mut().for_each(timeless),
        _ => {}
    }
}

/// Everything that is answered of an edition.
fn answers(casa: &Casa, hash: &str) -> Vec<Vec<u8>> {
    let servidor = casa.serve();
    let mut respuestas = Vec::new();
    for entrada in std::fs::read_dir(repository("datos/consultas")).unwrap() {
        let documento = std::fs::read_to_string(entrada.unwrap().path()).unwrap();
        if !documento.contains("subscription") {
            let variables = json!({ "clave": "20067", "anio": 2017 });
            respuestas.push(servidor.ask(&documento, &variables));
        }
    }
    let campos = [
        "proteccion { umbral ancho celdas total { ...c } porMedida { ...c } porNivel { ...c } pruebas { nombre casos } obligadosProtegidos { medida nivel codigo motivo } }",
        "cruces { clave dimensiones { dimension miembros { codigo } } }",
        "tabla(medida: SERVICIOS, filas: [AGENCIA], columnas: [AREA, SERVICIO]) { valores protegidas }",
        "tabla(medida: PERSONAS_ATENDIDAS, filas: [AGENCIA], columnas: [SERVICIO]) { celdas { valor estado } }",
        "totales(medida: SERVICIOS) { codigo celda { valor estado } }",
        "totales(medida: PERSONAS_CAPACITADAS) { codigo celda { valor estado } }",
        "actividades { totalCount edges { cursor node { clave participantes { estado total partes { numero } } } } }",
        "comparacion(medida: SERVICIOS, filtros: [{ nivel: AGENCIA, codigos: [\"candiani\"] }]) { estado diferencia }",
        "cifra(medida: SERVICIOS, filtros: [{ nivel: AGENCIA, codigos: [\"candiani\", \"donaji\"] }, { nivel: SERVICIO, codigos: [\"trabajo_social\"] }]) { celda { valor estado } }",
    ];
    for campo in campos {
        let fragmento = "fragment c on CeldasPublicadas { dimensiones medida publicadas noCero protegidas proporcion }";
        let fragmento = if campo.contains("...c") {
            fragmento
        } else {
            ""
        };
        let consulta =
            format!(r#"{{ instancia(clave: "20067") {{ edicion {{ {campo} }} }} }} {fragmento}"#);
        respuestas.push(servidor.ask(&consulta, &json!({})));
    }
    respuestas.iter_mut().for_each(timeless);
    let mut bytes: Vec<Vec<u8>> = respuestas
        .iter()
        .map(|respuesta| serde_json::to_vec(respuesta).unwrap())
        .collect();
    for ruta in [
        "",
        "/tabla.csv?medida=SERVICIOS&filas=AGENCIA&columnas=SERVICIO",
    ] {
        let (estado, cuerpo) = get(&servidor, &format!("/ediciones/{hash}{ruta}"));
        assert_eq!(estado, 200, "{ruta}");
        bytes.push(cuerpo);
    }
    bytes
}

/// The cells of the file of an edition: all that it publishes of its counts.
fn published(casa: &Casa, hash: &str) -> String {
    let (_, archivo) = get(&casa.serve(), &format!("/ediciones/{hash}"));
    let contenido: Value = serde_json::from_slice(&inflate(&archivo)).unwrap();
    assert_eq!(contenido["formato"], 3);
    contenido["cubo"]["celdas"].to_string()
}

#[test]
fn registers_of_which_the_same_is_published_have_the_same_file_and_answers() {
    let mut iguales: BTreeMap<String, Vec<(Casa, String)>> = BTreeMap::new();
    // Margins are the same in all of them.
    for d in 0..7 {
        let cuentas = [[12, 1 + d, 6 - d], [20, 6 - d, 3 + d], [9, 11, 8]];
        let (casa, hash) = publish(&attentions(cuentas), &workshops(1 + d % 4));
        let celdas = published(&casa, &hash);
        iguales.entry(celdas).or_default().push((casa, hash));
    }
    let grupos: Vec<usize> = iguales.values().map(Vec::len).collect();
    assert!(grupos.iter().any(|cuantas| *cuantas >= 4), "{grupos:?}");
    for grupo in iguales.values() {
        let (casa, hash) = &grupo[0];
        let primeras = answers(casa, hash);
        for (otra, otro_hash) in &grupo[1..] {
            assert_eq!(hash, otro_hash);
            assert!(primeras == answers(otra, otro_hash));
        }
    }
}

#[test]
fn a_withheld_headline_total_is_named_with_the_same_reason_as_any() {
    // Three women: their total is small, and the plan wants it.
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let plan = oficina.sheet("plan.toml", PLAN);
    casa.run(&["plan", "--instancia", "20067", "--usar", &plan]);
    let cuentas = [[3, 0, 0], [0, 0, 0], [0, 0, 0]];
    oficina.import(&oficina.sheet("atenciones.csv", attentions(cuentas)));
    let motivo = "publicarlo permitiría calcular otra cuenta de pocas personas, o lo es";
    let aviso = format!(
        "Aviso: el plan obliga a publicar «Servicios, en total», y la edición lo protege: {motivo}."
    );
    let corte = ["--corte", "2017-12-31"];
    let revisar = ["plan", "--instancia", "20067", "--revisar"];
    let revisado = casa.run(&[&revisar[..], &corte].concat());
    assert!(revisado.contains(&aviso), "{revisado}");
    let publicado = casa.publish("2017-12-31");
    assert!(publicado.contains(&aviso), "{publicado}");
    let consulta = r#"{ instancia(clave: "20067") { edicion { proteccion { obligadosProtegidos { medida nivel codigo motivo } } } } }"#;
    let datos = casa.serve().data(consulta);
    let esperados =
        json!([{ "medida": "SERVICIOS", "nivel": "TOTAL", "codigo": "total", "motivo": motivo }]);
    assert_eq!(
        datos["instancia"]["edicion"]["proteccion"]["obligadosProtegidos"],
        esperados
    );
    // Until the year ends there is no total of it to publish.
    assert!(!casa.publish("2017-06-30").contains("Aviso: el plan"));
}
