//! Two editions: in an answer, and in the hands of an attacker.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::coleccion::{Clave, Coleccion};
use crate::casa::{Casa, Servidor, on_both, pacto, text};
use crate::oficina::{Oficina, csv, many};

/// What an edition says of itself: its cut-off, and how many quarters and months it has.
const CORTES: [(&str, usize, usize); 3] = [
    ("2017-06-30", 2, 6),
    ("2017-09-30", 3, 9),
    ("2017-12-31", 4, 13),
];

fn editions_never_mix_within_an_answer(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish(CORTES[0].0);
    let servidor = casa.serve();
    let fin = AtomicBool::new(false);
    let vistas = std::thread::scope(|hilos| {
        let ask = || {
            let mut vistas = BTreeSet::new();
            while !fin.load(Ordering::Relaxed) {
                vistas.insert(ask_all(&servidor));
                // Who publishes needs the processor too.
                std::thread::sleep(Duration::from_millis(2));
            }
            vistas
        };
        let lectores: Vec<_> = (0..3).map(|_| hilos.spawn(ask)).collect();
        for (corte, ..) in &CORTES[1..] {
            casa.publish(corte);
        }
        std::thread::sleep(Duration::from_millis(300));
        fin.store(true, Ordering::Relaxed);
        lectores
            .into_iter()
            .flat_map(|lector| lector.join().unwrap())
            .collect::<BTreeSet<usize>>()
    });
    assert!(vistas.contains(&1) && vistas.contains(&3), "{vistas:?}");
}

/// Asks for many things of the current edition at once; all are of the edition of this number.
fn ask_all(servidor: &Servidor) -> usize {
    let datos = servidor.data(
        r#"{ instancia(clave: "20067") { edicion { numero corte hash cruces { clave }
             serie(medida: SERVICIOS, nivel: TRIMESTRE) { puntos { periodo } }
             tabla(medida: SERVICIOS, filas: [MES], columnas: [AREA]) { filas { total } } agencias { clave } } } }"#,
    );
    let edicion = &datos["instancia"]["edicion"];
    let numero = usize::try_from(edicion["numero"].as_u64().unwrap()).unwrap();
    let (corte, trimestres, meses) = CORTES[numero - 1];
    let cuantos = |lista: &Value| lista.as_array().unwrap().len();
    assert_eq!(edicion["corte"], corte);
    assert_eq!(cuantos(&edicion["serie"]["puntos"]), trimestres);
    assert_eq!(cuantos(&edicion["tabla"]["filas"]), meses);
    numero
}

on_both!(editions_never_mix_within_an_answer);

#[test]
fn an_attacker_with_two_editions_learns_nothing() {
    let casa = Casa::folder();
    let servidor = casa.whole_year().serve();
    let ediciones = [1, 2].map(|numero| Coleccion::collect(&servidor, numero));
    // Services: everything that is published, as anybody can collect it, through the auditor.
    let primera = ediciones[0].document(&[]);
    let documento = ediciones[1].document(&[primera]);
    let ruta = casa.ruta().join("recogida.json");
    fs::write(&ruta, documento.to_string()).unwrap();
    let salida = pacto(&["auditar", ruta.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stdout));
    // What an edition said, the next one says.
    let mut todas: BTreeMap<Clave, Option<u64>> = BTreeMap::new();
    for edicion in &ediciones {
        for (clave, valor) in edicion.persons() {
            if let Some(antes) = todas.insert(clave.clone(), valor) {
                assert_eq!(antes, valor, "{clave:?}");
            }
        }
    }
    persons_do_not_say_what_services_withhold(&ediciones[1]);
    add_sexes(&mut todas, &ediciones[1]);
    // Persons: no count of 1 to 4, nor as the difference of a whole and a part of it.
    let publicadas: Vec<(&Clave, u64)> = todas
        .iter()
        .filter_map(|(clave, valor)| Some((clave, (*valor)?)))
        .collect();
    assert!(publicadas.len() > 200);
    for (parte, n) in publicadas.iter().filter(|(_, n)| *n > 0) {
        assert!(*n >= 5, "{parte:?} {n}");
        for (todo, total) in &publicadas {
            let fuera = total.saturating_sub(*n);
            if (1..5).contains(&fuera) && todo != parte {
                assert!(!ediciones[1].within(parte, todo), "{parte:?} of {todo:?}");
            }
        }
    }
}

/// No persons where the services of the same cell are withheld: they would say that it has as many.
fn persons_do_not_say_what_services_withhold(edicion: &Coleccion) {
    let servicios: BTreeMap<&Clave, Option<u64>> = edicion.of("SERVICIOS").collect();
    for (clave, valor) in edicion.persons() {
        let mut de_servicios = clave.clone();
        ["SEXO", "EDAD", "VIOLENCIA"]
            .iter()
            .for_each(|eje| drop(de_servicios.remove(*eje)));
        if servicios.get(&de_servicios) == Some(&None) {
            assert!(valor.is_none_or(|n| n == 0), "{clave:?}");
        }
    }
}

/// What all the sexes of a cell add up to is known, whether it is published or not.
fn add_sexes(todas: &mut BTreeMap<Clave, Option<u64>>, edicion: &Coleccion) {
    for (clave, valor) in todas.clone() {
        if valor.is_some() || clave.contains_key("SEXO") {
            continue;
        }
        let sexos = edicion
            .members("SEXO")
            .into_keys()
            .filter(|(nivel, _)| nivel == "SEXO");
        let partes = sexos.map(|sexo| {
            let mut parte = clave.clone();
            parte.insert("SEXO".to_owned(), sexo);
            todas.get(&parte).copied().flatten()
        });
        if let Some(suma) = partes.sum::<Option<u64>>().filter(|suma| *suma > 0) {
            todas.insert(clave, Some(suma));
        }
    }
}
