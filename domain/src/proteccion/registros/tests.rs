//! Registers so small that all of them can be looked at: nothing is ever said to be hidden that is not.

mod canjes;
mod hojas;
mod juez;
mod listas;
mod ocultas;
mod resto;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use time::macros::date;

use super::forma::Exige;
use super::*;
use crate::cubo::{Coordenadas, Eje, Ejes, Nivel, Recuento, Rejilla};
use crate::proteccion::Umbral;
use crate::proteccion::posibles::Posibles;
use crate::{Catalogo, Catalogos, Cruce, Entrada, Medida, Plan, Servicio, Vigencia};

/// Quarters and services of an attention.
const TRIMESTRES: usize = 2;
const SERVICIOS: usize = 2;
/// Attentions of somebody, by quarter and service.
type Alguna = [u8; TRIMESTRES * SERVICIOS];

fn catalogos() -> Catalogos {
    let entrada = |clave: &str| Entrada {
        clave: clave.into(),
        nombre: clave.into(),
        fundamento: None,
        vigencia: Vigencia::default(),
    };
    let simple =
        |claves: &[&str]| Catalogo::new("x", claves.iter().map(|c| entrada(c)).collect()).unwrap();
    let servicio = |clave: &str| Servicio {
        entrada: entrada(clave),
        area: "x".into(),
        grupo: None,
    };
    Catalogos {
        areas: simple(&["x"]),
        grupos: simple(&[]),
        servicios: Catalogo::new("x", ["a", "b"].map(servicio).into()).unwrap(),
        tipos_violencia: simple(&["fisica"]),
        modalidades: simple(&[]),
        tipos_consejo: simple(&[]),
        propios: crate::Propios::default(),
    }
}

fn rejilla() -> Rejilla {
    let corte = date!(2017 - 12 - 31);
    let cruce = Cruce {
        clave: "c".into(),
        nombre: "C".into(),
        medidas: [Medida::PersonasAtendidas, Medida::Servicios].into(),
        niveles: vec![Nivel::Trimestre, Nivel::Servicio],
    };
    let plan = Plan {
        umbral: Umbral::MINIMO,
        ancho: 5,
        cruces: vec![cruce],
        obligados: vec![],
        repeticiones: false,
    };
    Rejilla::new(&plan, Ejes::new(corte, &catalogos(), &[], &[]), corte)
}

fn leaf(ejes: &Ejes, clase: usize) -> Coordenadas {
    let finest = |eje: Eje| {
        let mut hojas = (0u16..).take(ejes.miembros(eje).len());
        hojas
            .find(|i| ejes.partes(eje, *i).next().is_none())
            .unwrap()
    };
    let mes = format!("2017-{:02}", 1 + 3 * (clase / SERVICIOS));
    let servicio = ["a", "b"][clase % SERVICIOS];
    let mut hoja = Coordenadas::TOTAL;
    for eje in [Eje::Lugar, Eje::Visita, Eje::Unidad] {
        hoja[eje] = finest(eje);
    }
    hoja[Eje::Tiempo] = ejes.find(Eje::Tiempo, Nivel::Mes, &mes).unwrap();
    hoja[Eje::Servicio] = ejes.find(Eje::Servicio, Nivel::Servicio, servicio).unwrap();
    hoja
}

/// Persons and services of every cell, counted one by one.
fn counts(rejilla: &Rejilla, gente: &[Alguna]) -> Vec<i64> {
    let ejes = &rejilla.ejes;
    let mut cuentas = vec![];
    for medida in [Medida::PersonasAtendidas, Medida::Servicios] {
        for celda in rejilla.celdas(medida) {
            let suyas = |una: &Alguna| -> i64 {
                let clases = una.iter().enumerate();
                let dentro = clases.filter(|(clase, _)| ejes.dentro(&leaf(ejes, *clase), &celda));
                dentro.map(|(_, n)| i64::from(*n)).sum()
            };
            let todas = gente.iter().map(suyas);
            cuentas.push(match medida {
                Medida::Servicios => todas.sum(),
                _ => todas.map(|n| n.min(1)).sum(),
            });
        }
    }
    cuentas
}

/// Every register of so many persons who had so many attentions in all.
fn all(personas: usize, servicios: u8) -> Vec<Vec<Alguna>> {
    fn persons(quedan: u8, clase: usize, una: Alguna, todas: &mut Vec<Alguna>) {
        if clase == una.len() {
            if una.iter().any(|n| *n > 0) {
                todas.push(una);
            }
            return;
        }
        for n in 0..=quedan {
            let mut otra = una;
            otra[clase] = n;
            persons(quedan - n, clase + 1, otra, todas);
        }
    }
    fn registers(
        posibles: &[Alguna],
        personas: usize,
        servicios: u8,
        hasta: &mut Vec<Alguna>,
        todos: &mut Vec<Vec<Alguna>>,
    ) {
        if personas == 0 {
            if servicios == 0 {
                todos.push(hasta.clone());
            }
            return;
        }
        for (i, una) in posibles.iter().enumerate() {
            let suyas: u8 = una.iter().sum();
            if suyas <= servicios {
                hasta.push(*una);
                registers(
                    &posibles[i..],
                    personas - 1,
                    servicios - suyas,
                    hasta,
                    todos,
                );
                hasta.pop();
            }
        }
    }
    let (mut posibles, mut todos) = (vec![], vec![]);
    persons(servicios, 0, [0; 4], &mut posibles);
    registers(&posibles, personas, servicios, &mut vec![], &mut todos);
    todos
}

/// A register of which so many patterns may change, with the cells that are published.
fn of<'a>(
    rejilla: &'a Rejilla,
    gente: &[Alguna],
    cambian: usize,
    publicada: impl Fn(usize, &Coordenadas) -> bool,
    formas: &[Forma],
) -> Registros<'a> {
    let ejes = &rejilla.ejes;
    let mut cuentas = counts(rejilla, gente).into_iter().enumerate();
    let estados = [Medida::PersonasAtendidas, Medida::Servicios].map(|medida| {
        let celdas = rejilla.celdas(medida).into_iter().zip(&mut cuentas);
        let estados = celdas.map(|(celda, (i, n))| {
            let publicada = publicada(i, &celda);
            (celda, (u64::try_from(n).unwrap(), publicada))
        });
        estados.collect::<BTreeMap<_, _>>()
    });
    // Those who are not kept one by one are in every register.
    let mut recuento = Recuento::keeping(rejilla, 1, &[], cambian);
    for una in gente {
        let clases = una.iter().enumerate().filter(|(_, n)| **n > 0);
        let suyas: Vec<(usize, u32)> = clases
            .map(|(clase, n)| {
                let hoja = leaf(ejes, clase);
                recuento.services(hoja, u64::from(*n), u64::from(*n));
                (recuento.kind(hoja, &[1]), u32::from(*n))
            })
            .collect();
        recuento.persons(1, 1, ejes.edad(Some(30), false), &suyas);
    }
    let filas = Filas::new(ejes, &estados[0], &estados[1], Posibles::default());
    let padron = Padron::new(&filas, &recuento.finish());
    Registros::new(filas, padron, formas.to_vec(), 1).unwrap()
}

#[test]
fn what_is_published_in_the_end_is_what_proofs_are_of() {
    let rejilla = rejilla();
    let gente = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]];
    let cuentas = counts(&rejilla, &gente).len();
    let exige = Exige::Ancho;
    let formas = (0..cuentas).map(|una| Forma {
        terminos: vec![(una, 1)],
        exige,
    });
    let formas: Vec<Forma> = formas.collect();
    let totales = |_: usize, celda: &Coordenadas| *celda == Coordenadas::TOTAL;
    let mut registros = of(&rejilla, &gente, gente.len(), totales, &formas);
    registros.search();
    let abiertas = registros.open();
    assert!(abiertas.len() < formas.len());
    registros.recheck();
    assert_eq!(registros.open(), abiertas);
    // Whoever publishes a cell behind the back of the search finds its proofs gone.
    for fila in &mut registros.filas.todas {
        fila.oculta = None;
    }
    registros.recheck();
    assert_eq!(registros.open().len(), formas.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn what_all_registers_say_alike_is_never_proven(
        gente in prop::collection::vec([0..2u8, 0..2u8, 0..2u8, 0..2u8], 1..4),
        ocultas in prop::collection::vec(any::<bool>(), 40),
        cambian in 1..4usize,
    ) {
        let rejilla = rejilla();
        let gente: Vec<Alguna> = gente.into_iter().filter(|una| una.iter().any(|n| *n > 0)).collect();
        prop_assume!(!gente.is_empty());
        let verdad = counts(&rejilla, &gente);
        // The totals are published, so that there are only so many registers.
        let publicada = |i: usize, celda: &Coordenadas| {
            verdad[i] == 0 || *celda == Coordenadas::TOTAL || !ocultas[i % ocultas.len()]
        };
        // Each cell, and each cell minus another one.
        let mut formas: Vec<Forma> = vec![];
        for una in 0..verdad.len() {
            formas.push(Forma { terminos: vec![(una, 1)], exige: Exige::Ancho });
            for otra in 0..una {
                let exige = Exige::Alguien;
                if verdad[una] == verdad[otra] {
                    formas.push(Forma { terminos: vec![(una, 1), (otra, -1)], exige });
                }
            }
        }
        let mut registros = of(&rejilla, &gente, cambian, publicada, &formas);
        let seen: Vec<bool> = registros.filas.todas.iter().map(|fila| fila.oculta.is_none()).collect();
        registros.search();
        let servicios = gente.iter().flatten().sum();
        let fit: Vec<Vec<i64>> = all(gente.len(), servicios)
            .iter()
            .map(|otra| counts(&rejilla, otra))
            .filter(|cuentas| cuentas.iter().enumerate().all(|(i, n)| {
                if seen[i] { *n == verdad[i] } else { *n >= 1 }
            }))
            .collect();
        prop_assert!(fit.contains(&verdad));
        for (f, forma) in formas.iter().enumerate() {
            let valores: BTreeSet<i64> = fit.iter().map(|cuentas| forma.value(|i| cuentas[i])).collect();
            let hidden = match forma.exige {
                Exige::Alguien => valores.iter().any(|valor| *valor > 0),
                _ => valores.len() > 1,
            };
            prop_assert!(!registros.proven(f) || hidden, "{forma:?}: {valores:?}");
        }
    }
}
