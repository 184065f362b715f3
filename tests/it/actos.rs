//! Group acts close like everything else: what an edition said of one, the next ones say.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, on_both, read, repository, wait};
use crate::oficina::Oficina;

const CARPETA: &str = "tests/fixtures/fugas/8-acto-corregido";

/// A sheet of the fixtures.
fn import(casa: &Casa, hoja: &str) -> String {
    let ruta = repository(&format!("{CARPETA}/{hoja}"));
    let ruta = ruta.to_str().unwrap();
    let mut argumentos = vec!["importar", ruta, "--instancia", "20067"];
    if hoja.starts_with("actividades") {
        argumentos.extend(["--tipo", "actividades"]);
    }
    casa.run(&argumentos)
}

/// Such an office, with its attentions and its first sheet of acts.
fn office(casa: &Casa) -> Oficina<'_> {
    let oficina = Oficina::new(casa);
    import(casa, "atenciones.csv");
    import(casa, "actividades-1.csv");
    oficina
}

/// More acts, as rows of a sheet: key, kind, day, public, participants.
fn more(oficina: &Oficina, filas: &[(&str, &str, &str, &str, u32)]) -> String {
    let encabezado = read(&format!("{CARPETA}/actividades-1.csv"));
    let mut lineas = vec![encabezado.lines().next().unwrap().to_owned()];
    lineas.extend(filas.iter().map(|(clave, tipo, fecha, publico, numero)| {
        format!("{clave},{tipo},Acto,,,{fecha},,,{publico},,{numero}")
    }));
    let ruta = oficina.sheet("actos.csv", lineas.join("\n") + "\n");
    let argumentos = [
        "importar",
        &ruta,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ];
    oficina.casa.run(&argumentos)
}

/// The acts of an edition: key, day, participants.
fn acts(servidor: &Servidor, numero: u32) -> Vec<(String, String, Value)> {
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(numero: {numero}) {{ actividades {{ edges {{ node {{ clave fecha {{ valor }} participantes {{ total }} }} }} }} }} }} }}"#
    );
    let datos = servidor.data(&consulta);
    let nodos = datos["instancia"]["edicion"]["actividades"]["edges"].as_array();
    let text = |valor: &Value| valor.as_str().unwrap().to_owned();
    let acto = |nodo: &Value| {
        let nodo = &nodo["node"];
        let total = nodo["participantes"]["total"].clone();
        (text(&nodo["clave"]), text(&nodo["fecha"]["valor"]), total)
    };
    nodos.unwrap().iter().map(acto).collect()
}

/// The total of a measure by code, in the edition of a year.
fn total(servidor: &Servidor, medida: &str, codigo: &str) -> Value {
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(anio: 2017) {{ totales(medida: {medida}) {{ codigo celda {{ estado valor }} }} }} }} }}"#
    );
    let datos = servidor.data(&consulta);
    let totales = datos["instancia"]["edicion"]["totales"].as_array().unwrap();
    let suyo = totales.iter().find(|total| total["codigo"] == codigo);
    suyo.unwrap()["celda"].clone()
}

fn published(valor: u64) -> Value {
    json!({ "estado": "PUBLICADA", "valor": valor })
}

fn a_corrected_act_of_a_closed_year_is_what_it_was(casa: &Casa) {
    let oficina = office(casa);
    casa.publish("2017-12-31");
    let dicho = import(casa, "actividades-2.csv");
    assert!(
        dicho.contains(
            "Aviso: renglón 2: dice otra cosa de un acto que ya está en una edición publicada"
        ),
        "{dicho}"
    );
    assert!(dicho.contains("pacto retirar"), "{dicho}");
    assert!(dicho.contains("Aviso: renglón 3: el acto es de 2017, un año que ya se publicó entero. Contará, con su fecha, en las ediciones de 2018."), "{dicho}");
    // Gone from the register, too.
    wait(async {
        let db = casa.sql().await;
        db.execute_unprepared("DELETE FROM documento WHERE tipo = 'ACTIVIDAD' AND clave = 'A2'")
            .await
            .unwrap();
    });
    assert!(
        casa.publish("2017-12-31")
            .contains("Ya estaba publicado lo mismo: edición 1")
    );
    let servidor = casa.serve();
    assert_eq!(
        total(&servidor, "PERSONAS_CAPACITADAS", "MUJERES"),
        published(30)
    );
    assert_eq!(
        total(&servidor, "PARTICIPACIONES", "ENCUENTRO"),
        published(40)
    );
    // What came late counts in the first year that is open, and the closed ones nowhere else.
    more(&oficina, &[("A1", "Taller", "2018-01-10", "Mujeres", 32)]);
    casa.publish("2018-01-31");
    assert_eq!(
        acts(&servidor, 2),
        [("A4".to_owned(), "2017-06-01".to_owned(), json!(7))]
    );
}

fn in_a_year_that_goes_on_acts_are_added_and_not_changed(casa: &Casa) {
    let oficina = office(casa);
    casa.publish("2017-06-30");
    import(casa, "actividades-2.csv");
    let dicho = more(
        &oficina,
        &[
            ("A5", "Taller", "2017-02-01", "Mujeres", 32),
            ("A2", "Taller", "2018-04-01", "Ciudadanas y ciudadanos", 27),
        ],
    );
    assert!(
        !dicho.contains("renglón 2:") && dicho.contains("Aviso: renglón 3:"),
        "{dicho}"
    );
    casa.publish("2017-12-31");
    let servidor = casa.serve();
    let (junio, diciembre) = (acts(&servidor, 1), acts(&servidor, 2));
    assert_eq!(junio.len(), 3);
    assert!(
        junio.iter().all(|acto| diciembre.contains(acto)),
        "{diciembre:?}"
    );
    let nuevos: Vec<&str> = diciembre
        .iter()
        .filter(|acto| !junio.contains(acto))
        .map(|acto| acto.0.as_str())
        .collect();
    assert_eq!(nuevos, ["A5", "A4"]);
    assert_eq!(
        total(&servidor, "PERSONAS_CAPACITADAS", "MUJERES"),
        published(62)
    );
    assert_eq!(
        total(&servidor, "PERSONAS_CAPACITADAS", "CIUDADANIA"),
        published(25)
    );
    assert_eq!(
        total(&servidor, "PARTICIPACIONES", "ENCUENTRO"),
        published(47)
    );
    // An earlier cut-off has the same acts, up to it.
    casa.publish("2017-03-31");
    let claves: Vec<String> = acts(&servidor, 3).into_iter().map(|acto| acto.0).collect();
    assert_eq!(claves, ["A5", "A1"]);
}

on_both!(
    a_corrected_act_of_a_closed_year_is_what_it_was,
    in_a_year_that_goes_on_acts_are_added_and_not_changed
);

#[test]
fn a_few_who_come_between_two_editions_cannot_be_computed() {
    let casa = Casa::folder();
    let oficina = office(&casa);
    casa.publish("2017-06-30");
    more(&oficina, &[("A6", "Taller", "2017-09-01", "Mujeres", 2)]);
    casa.publish("2017-12-31");
    let servidor = casa.serve();
    let protegida = json!({ "estado": "PROTEGIDA", "valor": null });
    assert_eq!(
        total(&servidor, "PERSONAS_CAPACITADAS", "MUJERES"),
        protegida
    );
    let de_mujeres = ["A1", "A6"];
    for (clave, _, participantes) in acts(&servidor, 2) {
        let oculta = de_mujeres.contains(&clave.as_str());
        assert_eq!(participantes.is_null(), oculta, "{clave}");
    }
    // What is put right of it does not bring the total back: it would say how many they were.
    let dicho = more(&oficina, &[("A6", "Taller", "2017-09-01", "Mujeres", 20)]);
    assert!(dicho.contains("Aviso: renglón 2:"), "{dicho}");
    assert!(
        casa.publish("2017-12-31")
            .contains("Ya estaba publicado lo mismo")
    );
}
