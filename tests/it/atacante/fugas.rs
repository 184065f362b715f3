//! Registers whose editions have given secrets away, with what was derived: the attacker sees it in what was published
//! then, and finds nothing in what is published now.

use serde_json::Value;

use super::PACIENCIA;
use super::ataque::{Informe, attack};
use super::cajas::{Caja, Medida};
use super::lectura::{Estado, Lectura};
use super::prensa::{Paso, Prensa, Salida};
use super::secretos::Clase;
use super::verdad::{Verdad, rows};
use crate::casa::{read, repository};

/// A case, and what was given away: the kind, of what, and the number. Of a type of violence that everybody has, how
/// many have not.
const FUGAS: [(&str, Clase, &str, i32); 6] = [
    ("1-un-tipo-por-mujer", Clase::Cuenta, "2017-T2 · sexual", 1),
    (
        "4-residuo-de-dos-niveles",
        Clase::Residuo,
        "2017 − 2017 · apoyo_psicologico",
        12,
    ),
    (
        "4-residuo-de-dos-niveles",
        Clase::Residuo,
        "2017-T2 − 2017-T2 · apoyo_psicologico",
        12,
    ),
    (
        "5-todas-del-mismo-tipo",
        Clase::Atributo,
        "2017-T1: psicologica",
        0,
    ),
    (
        "6-casos-de-la-auditoria",
        Clase::Casos,
        "proteccion.pruebas.casos",
        0,
    ),
    ("8-acto-corregido", Clase::Cambio, "2017 · MUJERES", 2),
];

fn fixture(caso: &str, archivo: &str) -> String {
    format!("tests/fixtures/fugas/{caso}/{archivo}")
}

fn history(caso: &str) -> Vec<Paso> {
    let plan = fixture(caso, "plan.toml");
    let mut pasos = Vec::new();
    if repository(&plan).exists() {
        pasos.push(Paso::Plan(read(&plan)));
    }
    let hoja = rows(&read(&fixture(caso, "atenciones.csv")));
    for n in 1..3 {
        let actos = fixture(caso, &format!("actividades-{n}.csv"));
        if repository(&actos).exists() {
            pasos.extend([Paso::Actividades(read(&actos)), Paso::Publicar(12)]);
        }
    }
    pasos.insert(pasos.len().min(1), Paso::Importar(hoja));
    pasos.push(Paso::Publicar(12));
    pasos
}

/// What an attacker makes of what the binary publishes.
fn published(caso: &str) -> (Salida, Informe) {
    let salida = Prensa::new(None).run(&history(caso));
    let (lectura, verdad) = salida.read();
    let informe = attack(&lectura, &verdad, PACIENCIA);
    (salida, informe)
}

fn nothing_is_found(caso: &str) {
    let (salida, informe) = published(caso);
    assert!(!salida.ediciones.is_empty(), "{:?}", salida.rechazos);
    assert_eq!(informe.fugas, []);
    assert_eq!(informe.sin_ver, 0);
}

#[test]
fn what_was_given_away_then_is_seen() {
    for (caso, clase, que, valor) in FUGAS {
        let archivo = fixture(caso, "edicion.json");
        if !repository(&archivo).exists() {
            continue;
        }
        let edicion: Value = serde_json::from_str(&read(&archivo)).unwrap();
        let lectura = Lectura::new(&[edicion]);
        let hoja = rows(&read(&fixture(caso, "atenciones.csv")));
        let hoja: Vec<_> = (hoja.into_iter())
            .map(|renglon| {
                let mes = renglon.month();
                (renglon, mes)
            })
            .collect();
        let verdad = Verdad::new(&lectura.ejes, &hoja);
        let fugas = attack(&lectura, &verdad, PACIENCIA).fugas;
        let fuga = fugas.iter().find(|f| f.clase == clase && f.que == que);
        let fuga = fuga.unwrap_or_else(|| panic!("{caso}: {que} is not in {fugas:#?}"));
        let sabido = [fuga.sabido.minimo, fuga.sabido.maximo];
        assert_eq!((sabido, fuga.verdad), ([f64::from(valor); 2], valor));
    }
}

#[test]
fn one_type_for_each_woman() {
    nothing_is_found("1-un-tipo-por-mujer");
}

#[test]
fn a_residual_of_two_levels() {
    nothing_is_found("4-residuo-de-dos-niveles");
}

#[test]
fn everybody_has_the_same_type() {
    nothing_is_found("5-todas-del-mismo-tipo");
}

#[test]
fn what_the_audit_looked_at() {
    nothing_is_found("6-casos-de-la-auditoria");
}

#[test]
fn an_act_that_is_put_right() {
    nothing_is_found("8-acto-corregido");
}

/// What the plan obliges is published, or the edition is refused.
#[test]
fn an_obliged_total_is_not_withheld() {
    let salida = Prensa::new(None).run(&history("11-obligado-oculto"));
    if let [(estado, _)] = salida.rechazos[..] {
        assert_eq!(estado, 3);
        return;
    }
    let (lectura, verdad) = salida.read();
    let obligado = |((medida, caja), estado): (&(Medida, Caja), &Estado)| {
        let es = *medida == Medida::Personas && lectura.ejes.name(caja) == "2017 · MUJER";
        estado.filter(|_| es)
    };
    assert_eq!(lectura.celdas.iter().find_map(obligado), Some(78));
    assert_eq!(attack(&lectura, &verdad, PACIENCIA).fugas, []);
}
