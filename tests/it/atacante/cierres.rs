//! Two editions of a year: what the first one says of a period that closed stands in the second, published or withheld,
//! whatever has come late since; and the two together give nothing away.

use std::collections::BTreeMap;

use serde_json::Value;

use super::PACIENCIA;
use super::ataque::attack;
use super::azar::{Caso, Talla};
use super::cajas::{Caja, Medida};
use super::lectura::{Estado, Lectura};
use super::prensa::{Paso, Prensa, Salida};
use super::verdad::Renglon;

/// The rows of a register are imported as they came: those of the first half of the year but for one in ten, and after its
/// edition the others.
fn half_years(semilla: u64) -> Salida {
    let caso = Caso::of(Talla::Normal, semilla);
    let (mut planes, mut filas): (Vec<Paso>, Vec<Renglon>) = (vec![], vec![]);
    for paso in caso.pasos {
        match paso {
            Paso::Plan(plan) if planes.is_empty() => planes.push(Paso::Plan(plan)),
            Paso::Importar(suyas) => filas.extend(suyas),
            _ => {}
        }
    }
    let (mut antes, mut despues, mut tarde) = (vec![], vec![], 0);
    for fila in filas {
        let repetida = |otra: &Renglon| otra.folio == fila.folio;
        if antes.iter().chain(&despues).any(repetida) {
            continue;
        }
        tarde += usize::from(fila.month() <= 6);
        if fila.month() > 6 || tarde % 10 == 0 {
            despues.push(fila);
        } else {
            antes.push(fila);
        }
    }
    assert!(
        despues.iter().any(|fila| fila.month() <= 6),
        "nothing came late"
    );
    planes.extend([
        Paso::Importar(antes),
        Paso::Publicar(6),
        Paso::Importar(despues),
        Paso::Publicar(12),
    ]);
    Prensa::new(None).run(&planes)
}

/// What an edition says, by the levels and codes of its cells.
fn said(edicion: &Value) -> BTreeMap<String, Estado> {
    let lectura = Lectura::new(std::slice::from_ref(edicion));
    let name = |(medida, caja): &(Medida, Caja)| {
        let miembros = lectura.ejes.0.iter().zip(caja);
        let miembros = miembros.map(|(eje, m)| format!("{} {}", eje[*m].nivel, eje[*m].codigo));
        let miembros: Vec<String> = miembros.collect();
        format!("{} {}", medida.clave(), miembros.join(" · "))
    };
    let dichas = lectura.celdas.iter();
    let dichas = dichas.map(|(celda, estado)| (name(celda), *estado));
    let dichas: BTreeMap<String, Estado> = dichas.collect();
    assert_eq!(dichas.len(), lectura.celdas.len(), "two cells of one name");
    dichas
}

#[test]
fn what_closed_stays_as_it_was_said_or_withheld() {
    let (mut publicadas, mut ocultas) = (0, 0);
    for semilla in [1010] {
        let salida = half_years(semilla);
        assert_eq!(salida.rechazos, [], "semilla {semilla}");
        let [primera, segunda] = &salida.ediciones[..] else {
            panic!("{} editions of {semilla}", salida.ediciones.len());
        };
        let (antes, despues) = (said(primera), said(segunda));
        for (celda, estado) in &antes {
            assert_eq!(despues.get(celda), Some(estado), "{celda} of {semilla}");
            publicadas += usize::from(estado.is_some_and(|n| n > 0));
            ocultas += usize::from(estado.is_none());
        }
        assert!(despues.len() > antes.len());
        let (lectura, verdad) = salida.read();
        assert_eq!(
            attack(&lectura, &verdad, PACIENCIA).fugas,
            [],
            "semilla {semilla}"
        );
    }
    assert!(
        publicadas > 20 && ocultas > 20,
        "{publicadas} and {ocultas}"
    );
}
