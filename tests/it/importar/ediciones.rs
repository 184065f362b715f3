//! What is imported, and what editions say of it: in any order, put right later, or taken out.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::casa::{Casa, on_both, publishing, text};
use crate::oficina::{Oficina, content, csv, many, workbook};

fn whatever_the_order_and_the_files_the_edition_is_the_same(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    let una = casa.publish("2017-12-31");
    let otra_casa = Casa::folder();
    let otra = Oficina::new(&otra_casa);
    let mut al_reves = filas.clone();
    al_reves.reverse();
    for (i, parte) in al_reves.chunks(77).enumerate() {
        let ruta = otra.path(&format!("{i}.xlsx"));
        workbook(parte).save(&ruta).unwrap();
        otra.import(ruta.to_str().unwrap());
    }
    assert_eq!(content(&una), content(&otra_casa.publish("2017-12-31")));
}

fn what_is_published_does_not_change_by_what_is_put_right(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    casa.publish("2017-06-30");
    // A row of January says another service, and one of May comes late.
    let corregida = [filas[0].replace("Asesoría jurídica", "Trabajo social")];
    let dicho = oficina.import(&oficina.sheet("corregida.csv", csv(&corregida)));
    assert!(
        dicho.contains("1 que rectifica") && dicho.contains("no cambian lo publicado: 1"),
        "{dicho}"
    );
    let tardia =
        ["T-1,05/05/2017,Orientación,Candiani,Seguimiento,Ninguna,,E4,Mujer,1962".to_owned()];
    let dicho = oficina.import(&oficina.sheet("tardia.csv", csv(&tardia)));
    assert!(dicho.contains("primer mes abierto: 1"), "{dicho}");
    assert!(
        oficina
            .import(&oficina.sheet("corregida.csv", csv(&corregida)))
            .contains("1 que ya estaba")
    );
    // What was counted stays counted, once; what is said now is what the register says.
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM atencion WHERE mes BETWEEN 201701 AND 201712"),
        241
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE folio = 'F-0' AND renglon IS NOT NULL AND servicio = 'trabajo_social'"), 1);
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(
        !pendientes.contains("0000") && !pendientes.contains("menos"),
        "{pendientes}"
    );
    casa.publish("2017-12-31");
    let consulta = r#"{ instancia(clave: "20067") { ediciones { tabla(medida: SERVICIOS, filas: [SERVICIO], filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1"] }]) { valores } } } }"#;
    let datos = casa.serve().data(consulta);
    let ediciones = datos["instancia"]["ediciones"].as_array().unwrap();
    assert_eq!(ediciones.len(), 2);
    assert_eq!(ediciones[0]["tabla"], ediciones[1]["tabla"]);
    assert!(
        ediciones[0]["tabla"]["valores"]
            .as_array()
            .unwrap()
            .iter()
            .any(Value::is_u64)
    );
}

fn whoever_asks_to_be_taken_out_is_and_what_was_published_stays(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    let todas = oficina.sheet("todas.csv", csv(&filas));
    oficina.import(&todas);
    casa.publish("2017-06-30");
    // Of two of her attentions, F-10 is of November and F-11 of December; of F-0 and F-1, both are published.
    let abierta = casa.run(&[
        "cancelar",
        "--confirmar",
        "--si",
        "--folio",
        "f-10",
        "--instancia",
        "20067",
    ]);
    assert!(
        abierta.contains("borradas: 2.") && abierta.contains("de quién: 0."),
        "{abierta}"
    );
    let cerrada = casa.run(&[
        "cancelar",
        "--confirmar",
        "--si",
        "--folio",
        "F-0",
        "--instancia",
        "20067",
    ]);
    assert!(
        cerrada.contains("borradas: 0.") && cerrada.contains("de quién: 2."),
        "{cerrada}"
    );
    let (estado, mensaje) = casa.fail(&[
        "cancelar",
        "--confirmar",
        "--si",
        "--folio",
        "F-0",
        "--instancia",
        "20067",
    ]);
    assert!(
        estado == 2 && mensaje.contains("ninguna atención"),
        "{mensaje}"
    );
    let otra_vez = oficina.import(&todas);
    assert!(
        otra_vez.contains("0 nuevos, 236 que ya estaban")
            && otra_vez.contains("no vuelven a él: 4")
            && otra_vez.contains("renglones 2, 3, 12, 13. Si es de otra mujer"),
        "{otra_vez}"
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 119);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE folio IS NULL AND renglon IS NULL AND huella IS NULL"), 2);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 238);
    // The next edition holds together, and says the same of what is closed.
    casa.publish("2017-12-31");
    let consulta = r#"{ instancia(clave: "20067") { ediciones { tabla(medida: MUJERES_ATENDIDAS, filas: [SERVICIO], filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1"] }]) { valores } } } }"#;
    let datos = casa.serve().data(consulta);
    let ediciones = &datos["instancia"]["ediciones"];
    assert_eq!(ediciones[0]["tabla"], ediciones[1]["tabla"]);
    assert!(
        !casa
            .run(&["pendientes", "--instancia", "20067"])
            .contains("ya no están")
    );
}

on_both!(
    whatever_the_order_and_the_files_the_edition_is_the_same,
    what_is_published_does_not_change_by_what_is_put_right,
    whoever_asks_to_be_taken_out_is_and_what_was_published_stays
);

/// Rows of a random register: what each person is like depends on who she is, as in a real one.
fn random_rows() -> impl Strategy<Value = Vec<String>> {
    let fila = (
        0..30usize,
        1..13u8,
        1..29u8,
        0..4usize,
        0..4usize,
        0..4usize,
    );
    prop::collection::vec(fila, 40..120).prop_map(|filas| {
        let fila = |(i, fila): (usize, (usize, u8, u8, usize, usize, usize))| {
            let (quien, mes, dia, servicio, lugar, violencia) = fila;
            let servicio = [
                "Asesoría jurídica",
                "Apoyo psicológico",
                "Trabajo social",
                "Orientación",
            ][servicio];
            let lugar = ["Candiani", "Cabecera municipal", "Donají", "Otro municipio"][lugar];
            let violencia =
                ["Psicológica; Física", "Ninguna", "No preguntado", "Sexual"][violencia];
            let quien = match quien % 7 {
                0 => ",,,".to_owned(),
                _ => format!(
                    ",E{quien},{},{}",
                    ["Mujer", "Hombre"][usize::from(quien % 10 == 1)],
                    1950 + quien % 50
                ),
            };
            format!(
                "F{i},{dia:02}/{mes:02}/2017,{servicio},{lugar},Seguimiento,{violencia},{quien}"
            )
        };
        filas.into_iter().enumerate().map(fila).collect()
    })
}

#[test]
fn any_register_in_any_order_in_any_files_is_the_same_edition() {
    // Each case is two registers and two editions.
    let mut azar = TestRunner::new_with_rng(
        Config {
            cases: 4,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let casos = random_rows().prop_flat_map(|filas| {
        let orden = Just(filas.clone()).prop_shuffle();
        (Just(filas), orden, 1..50usize)
    });
    azar.run(&casos, |(filas, orden, trozo)| {
        let (una_casa, otra_casa) = (Casa::folder(), Casa::folder());
        let (una, otra) = (Oficina::new(&una_casa), Oficina::new(&otra_casa));
        una_casa.plan("mediano");
        otra_casa.plan("mediano");
        una.import(&una.sheet("todas.csv", csv(&filas)));
        for (i, parte) in orden.chunks(trozo).enumerate() {
            if i % 2 == 0 {
                let ruta = otra.path(&format!("{i}.xlsx"));
                workbook(parte).save(&ruta).unwrap();
                otra.import(ruta.to_str().unwrap());
            } else {
                otra.import(&otra.sheet(&format!("{i}.csv"), csv(parte)));
            }
        }
        // Whatever it says, also when it refuses what is too small, both are told the same.
        let publish = |casa: &Casa| {
            let orden = publishing("2017-12-31");
            let salida = casa.command(&orden).output().unwrap();
            (text(&salida.stdout), text(&salida.stderr))
        };
        prop_assert_eq!(publish(&una_casa), publish(&otra_casa));
        Ok(())
    })
    .unwrap();
}
