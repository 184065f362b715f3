//! Random registers, small enough to look at everything: what comes out is safe, by brute force and by the auditor,
//! and the counts are those of the register.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use strum::IntoEnumIterator;
use time::Date;
use time::macros::date;

use super::*;
use crate::cubo::{Nivel, Recuento};
use crate::proteccion::Umbral;
use crate::proteccion::lector::Lector;
use crate::proteccion::posibles::Posibles;
use crate::{Catalogo, Catalogos, Cruce, Entrada, Medida, Plan, Servicio, Vigencia};

mod anio;
mod mujeres;
mod repeticiones;

fn entrada(clave: &str) -> Entrada {
    Entrada {
        clave: clave.into(),
        nombre: clave.into(),
        fundamento: None,
        vigencia: Vigencia::default(),
    }
}

fn catalogos() -> Catalogos {
    let simple =
        |claves: &[&str]| Catalogo::new("x", claves.iter().map(|c| entrada(c)).collect()).unwrap();
    let servicio = |(clave, area): (&str, &str)| Servicio {
        entrada: entrada(clave),
        area: area.into(),
        grupo: None,
    };
    let servicios = [("a", "x"), ("b", "x"), ("c", "y")].map(servicio);
    Catalogos {
        areas: simple(&["x", "y"]),
        grupos: simple(&[]),
        servicios: Catalogo::new("x", servicios.into()).unwrap(),
        tipos_violencia: simple(&["fisica", "sexual"]),
        modalidades: simple(&[]),
        tipos_consejo: simple(&[]),
        propios: crate::Propios::default(),
    }
}

fn plan() -> Plan {
    let cruce = |clave: &str, medidas: &[Medida], niveles: &[Nivel]| Cruce {
        clave: clave.into(),
        nombre: clave.into(),
        medidas: medidas.iter().copied().collect(),
        niveles: niveles.to_vec(),
    };
    let (personas, servicios) = (Medida::PersonasAtendidas, Medida::Servicios);
    let plan = Plan {
        umbral: Umbral::MINIMO,
        ancho: 5,
        cruces: vec![
            cruce(
                "a",
                &[personas, servicios],
                &[Nivel::Anio, Nivel::Agencia, Nivel::Servicio],
            ),
            cruce(
                "b",
                &[personas, servicios],
                &[Nivel::Trimestre, Nivel::Servicio],
            ),
            cruce(
                "c",
                &[personas],
                &[Nivel::Anio, Nivel::Sexo, Nivel::Servicio],
            ),
            cruce("d", &[personas], &[Nivel::Trimestre, Nivel::TipoViolencia]),
        ],
        obligados: vec![],
        repeticiones: false,
    };
    assert_eq!(plan.check(), Ok(()));
    plan
}

/// An attention: month, place, service, type of violence; positions among the finest members.
type Asistencia = (usize, usize, usize, usize);
/// Sex, and attentions.
type Gente = Vec<(usize, Vec<Asistencia>)>;

fn gente(cuantas: usize) -> impl Strategy<Value = Gente> {
    // Few places and services, so that cells are neither all small nor all large.
    let asistencia = (0..12usize, 0..3usize, 0..3usize, 0..4usize);
    let una = (
        prop_oneof![9 => Just(0usize), 1 => Just(1usize)],
        prop::collection::vec(asistencia, 1..4),
    );
    prop::collection::vec(una, 1..cuantas)
}

fn rejillas(corte: Date) -> Rejillas {
    Rejillas::new(&plan(), corte, &catalogos(), &[], &[])
}

fn finest(ejes: &Ejes, eje: Eje, n: usize) -> u16 {
    let hojas = (0u16..).take(ejes.miembros(eje).len());
    hojas
        .filter(|i| ejes.partes(eje, *i).next().is_none())
        .nth(n)
        .unwrap()
}

/// The members of an attention.
fn leaf(ejes: &Ejes, (mes, lugar, servicio, _): Asistencia) -> Coordenadas {
    let mut hoja = Coordenadas::TOTAL;
    let meses = ejes.miembros(Eje::Tiempo).iter();
    let codigo = format!("2017-{:02}", mes + 1);
    let mes = meses.into_iter().position(|m| m.codigo == codigo).unwrap();
    hoja[Eje::Tiempo] = u16::try_from(mes).unwrap();
    hoja[Eje::Lugar] = finest(ejes, Eje::Lugar, lugar);
    hoja[Eje::Servicio] = finest(ejes, Eje::Servicio, servicio);
    hoja[Eje::Visita] = finest(ejes, Eje::Visita, 0);
    hoja[Eje::Unidad] = finest(ejes, Eje::Unidad, 0);
    hoja
}

fn count(rejillas: &Rejillas, gente: &Gente, meses: usize) -> Cubo {
    count_after(rejillas, gente, meses, &[])
}

/// The same where earlier editions have counted some cells of persons.
fn count_after(rejillas: &Rejillas, gente: &Gente, meses: usize, cerradas: &[Coordenadas]) -> Cubo {
    let ejes = &rejillas.anual.ejes;
    let mut recuento = Recuento::after(&rejillas.anual, 5, cerradas);
    for (sexo, asistencias) in gente {
        let mut clases = Vec::new();
        for asistencia in asistencias.iter().filter(|a| a.0 < meses) {
            let violencia = finest(ejes, Eje::Violencia, asistencia.3);
            recuento.services(leaf(ejes, *asistencia), 1, 1);
            clases.push((recuento.kind(leaf(ejes, *asistencia), &[violencia]), 1));
        }
        if !clases.is_empty() {
            let edad = ejes.edad(Some(30), false);
            recuento.persons(1, finest(ejes, Eje::Sexo, *sexo), edad, &clases);
        }
    }
    recuento.finish()
}

/// Who is in a cell, counted without any of the code above.
fn inside(ejes: &Ejes, gente: &Gente, celda: &Coordenadas) -> (BTreeSet<usize>, u64) {
    let (mut personas, mut servicios) = (BTreeSet::new(), 0);
    for (quien, (sexo, asistencias)) in gente.iter().enumerate() {
        for asistencia in asistencias {
            let mut hoja = leaf(ejes, *asistencia);
            hoja[Eje::Violencia] = finest(ejes, Eje::Violencia, asistencia.3);
            hoja[Eje::Sexo] = finest(ejes, Eje::Sexo, *sexo);
            hoja[Eje::Edad] = ejes.edad(Some(30), false);
            if ejes.dentro(&hoja, celda) {
                personas.insert(quien);
                servicios += 1;
            }
        }
    }
    (personas, servicios)
}

fn protegidas(protegido: &Protegido, medida: Medida) -> BTreeMap<Coordenadas, Celda> {
    protegido.celdas[&medida].iter().copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn published_counts_are_true_and_none_is_small(gente in gente(60)) {
        let corte = date!(2017 - 12 - 31);
        let rejillas = rejillas(corte);
        let rejilla = &rejillas.dicha;
        let cubo = count(&rejillas, &gente, 12);
        let protegido = protect_cubo(&plan(), &rejillas, cubo, corte, None, &[], &mut |_| ()).unwrap();
        let personas = protegidas(&protegido, Medida::PersonasAtendidas);
        for (celda, estado) in &personas {
            let quienes = inside(&rejilla.ejes, &gente, celda).0;
            if let Celda::Publicada(valor) = estado {
                prop_assert_eq!(usize::try_from(*valor).unwrap(), quienes.len());
                prop_assert!(!(1..5).contains(valor));
                // Nor what a published part leaves of it.
                for (parte, de_la_parte) in &personas {
                    if let Celda::Publicada(menor) = de_la_parte
                        && *menor > 0
                        && rejilla.ejes.dentro(parte, celda)
                    {
                        prop_assert!(!(1..5).contains(&(valor - menor)), "{parte:?} of {celda:?}");
                    }
                }
            }
        }
        for (celda, estado) in protegidas(&protegido, Medida::Servicios) {
            let (quienes, servicios) = inside(&rejilla.ejes, &gente, &celda);
            match estado {
                Celda::Publicada(valor) => {
                    prop_assert_eq!(valor, servicios);
                    prop_assert!(!(1..5).contains(&quienes.len()), "{celda:?}");
                }
                // Persons are withheld with their services.
                _ => prop_assert!(matches!(personas[&celda], Celda::Protegida)),
            }
        }
    }

    #[test]
    fn what_was_closed_stays_and_both_are_safe(gente in gente(90)) {
        let (junio, diciembre) = (date!(2017 - 06 - 30), date!(2017 - 12 - 31));
        let antes = rejillas(junio);
        let cubo = count(&antes, &gente, 6);
        let primera = protect_cubo(&plan(), &antes, cubo, junio, None, &[], &mut |_| ()).unwrap();
        let despues = rejillas(diciembre);
        // Somebody of the first half has disappeared since.
        let quedan: Gente = gente.iter().skip(1).cloned().collect();
        let cubo = count(&despues, &quedan, 12);
        let congelado = Some(&primera.congelado);
        let segunda = protect_cubo(&plan(), &despues, cubo, diciembre, congelado, &[], &mut |_| ());
        // A year that began can always be ended.
        let segunda = segunda.unwrap();
        let movido = primera.congelado.moved(&despues.dicha, diciembre).unwrap();
        for (medida, contadas) in [(Medida::Servicios, &movido.servicios), (Medida::PersonasAtendidas, &movido.personas)] {
            let celdas = protegidas(&segunda, medida);
            for (celda, cuenta, publicada) in contadas {
                let esperada = if *publicada { Celda::Publicada(*cuenta) } else { Celda::Protegida };
                prop_assert_eq!(celdas[celda], esperada);
            }
        }
        // Once more the same, whatever has happened since.
        let vacia = count(&despues, &vec![], 12);
        let congelado = Some(&segunda.congelado);
        let otra_vez = protect_cubo(&plan(), &despues, vacia, diciembre, congelado, &[], &mut |_| ()).unwrap();
        prop_assert_eq!(&otra_vez.celdas, &segunda.celdas);
    }
}

/// Registers prove nearly everything of small editions: always of the same ones, since this is a share and no promise.
#[test]
fn nearly_all_of_small_registers_is_proven() {
    let mut azar = TestRunner::deterministic();
    let registros = gente(60);
    let (mut demostrados, mut numeros) = (0, 0);
    for _ in 0..20 {
        let gente = registros.new_tree(&mut azar).unwrap().current();
        let protegido = repeticiones::protect(&gente, false);
        numeros += protegido.demostracion.numeros - protegido.demostracion.acotadas;
        demostrados += protegido.demostracion.demostrados;
    }
    assert!(numeros > 200, "{numeros}");
    assert!(
        demostrados * 100 >= numeros * 99,
        "{demostrados} of {numeros}"
    );
}

/// The auditor of persons finds what is planted.
#[test]
fn the_auditor_of_persons_finds_each_kind_of_leak() {
    let corte = date!(2017 - 12 - 31);
    let ejes = Ejes::new(corte, &catalogos(), &[], &[]);
    let servicio = |codigo: &str| {
        let mut celda = Coordenadas::TOTAL;
        let nivel = if codigo.len() == 1 && "xy".contains(codigo) {
            Nivel::Area
        } else {
            Nivel::Servicio
        };
        celda[Eje::Servicio] = ejes.find(Eje::Servicio, nivel, codigo).unwrap();
        celda
    };
    let todo = Coordenadas::TOTAL;
    let (x, y, a, b) = (servicio("x"), servicio("y"), servicio("a"), servicio("b"));
    let muchos: Estados = [(todo, (900, true))].into();
    let seen = |contadas: &Estados| {
        let de = contadas.iter();
        de.map(|(celda, (n, p))| (*celda, p.then_some(*n)))
            .collect()
    };
    let leaks = |personas: &[(Coordenadas, u64, bool)], servicios: &Estados| -> usize {
        let personas = personas.iter();
        let personas = personas.map(|(celda, n, p)| (*celda, p.then_some(*n)));
        let personas = personas.collect();
        lector::personas_publicadas(&ejes, 5, &personas, &seen(servicios))
            .hallazgos
            .len()
    };
    let safe = [(todo, 60, true), (x, 50, true), (y, 30, true)];
    assert_eq!(leaks(&safe, &muchos), 0);
    // A small count, published or the only one possible.
    assert_eq!(leaks(&[(x, 50, true), (a, 3, true)], &muchos), 2);
    let uno: Estados = [(a, (1, true))].into();
    assert!(leaks(&[(x, 50, true), (a, 1, false)], &uno) > 0);
    // A difference, and the same with the part withheld but bounded from both sides.
    assert_eq!(leaks(&[(todo, 60, true), (x, 57, true)], &muchos), 1);
    assert_eq!(leaks(&[(todo, 60, true), (x, 57, false)], &muchos), 0);
    let justos: Estados = [(x, (59, true))].into();
    assert_eq!(
        leaks(&[(todo, 60, true), (x, 57, false), (a, 56, true)], &justos),
        2
    );
    // Persons that all parts share.
    assert_eq!(
        leaks(&[(todo, 60, true), (x, 35, true), (y, 28, true)], &muchos),
        1
    );
    // A withheld small count that its services leave too few values.
    let pequena = [(x, 20, true), (a, 20, true), (b, 3, false)];
    assert!(leaks(&pequena, &[(b, (4, true))].into()) > 0);
    assert_eq!(leaks(&pequena, &[(b, (30, true))].into()), 0);
}

/// Whoever withholds a count, looks, and publishes it again sees what somebody sees who has just come.
#[test]
fn a_reader_remembers_only_what_still_holds() {
    let ejes = Ejes::new(date!(2017 - 12 - 31), &catalogos(), &[], &[]);
    let total = Coordenadas::TOTAL;
    let servicio = |nivel, codigo| {
        let miembro = ejes.find(Eje::Servicio, nivel, codigo).unwrap();
        total.with(Eje::Servicio, miembro)
    };
    let celdas = [
        total,
        servicio(Nivel::Area, "x"),
        servicio(Nivel::Servicio, "a"),
        servicio(Nivel::Servicio, "b"),
    ];
    let counted = |cuentas: [u64; 4], callada: Option<usize>| -> BTreeMap<_, _> {
        let cuentas = cuentas.into_iter().enumerate();
        let cuentas = cuentas.map(|(i, n)| (celdas[i], (Some(i) != callada).then_some(n)));
        cuentas.collect()
    };
    let reader = |callada| {
        let servicios = counted([90, 80, 40, 40], None);
        let personas = counted([60, 50, 30, 25], callada);
        Lector::new(&ejes, 5, &personas, &servicios, &Posibles::default())
    };
    let seen = |lector: &mut Lector| {
        lector.tighten().unwrap();
        [0, 1, 2, 3].map(|celda| lector.interval(&[(celda, 1)]))
    };
    let mut mismo = reader(None);
    let antes = seen(&mut mismo);
    for celda in 0..4 {
        let suya = mismo.put_away(celda);
        // Cells are in the order of the map.
        let callada = counted([0; 4], None).into_keys().nth(celda);
        let callada = celdas.iter().position(|c| Some(*c) == callada);
        assert_ne!(seen(&mut mismo), antes);
        assert_eq!(seen(&mut mismo), seen(&mut reader(callada)));
        mismo.put_back(celda, suya);
        assert_eq!(seen(&mut mismo), antes);
    }
}

#[test]
fn a_year_that_has_not_ended_has_no_cells() {
    let corte = date!(2017 - 11 - 30);
    let rejilla = rejillas(corte).dicha;
    assert!(!rejilla.anio_cerrado);
    for medida in [Medida::Servicios, Medida::PersonasAtendidas] {
        let celdas = rejilla.celdas(medida);
        assert!(!celdas.is_empty());
        assert!(celdas.iter().all(|celda| celda[Eje::Tiempo] > 0));
    }
    let niveles = |celda: &Coordenadas| rejilla.ejes.periodo(celda).nivel;
    let celdas = rejilla.celdas(Medida::Servicios);
    assert_eq!(
        celdas.iter().map(niveles).collect::<BTreeSet<_>>(),
        [Nivel::Trimestre].into()
    );
    assert_eq!(Eje::iter().count(), Eje::TODOS);
}
