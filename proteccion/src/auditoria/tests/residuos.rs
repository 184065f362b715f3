//! Residuals: what published cells leave of a published one, against every way to subtract them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::auditar;
use super::fuerza::conjuntas;
use super::*;
use crate::{Rechazo, proteger};

/// A table where persons have several services, and a number that chooses what is published at random.
#[derive(Debug, Clone)]
struct Ejemplo {
    entrada: Entrada,
    ocultas: u64,
}

fn tabla(dimensiones: Vec<Dimension>, margenes: bool) -> impl Strategy<Value = Ejemplo> {
    let hojas = conjuntas(&dimensiones);
    // Which of eight persons are behind a leaf, and how many services more than one each.
    let quienes =
        prop_oneof![2 => Just(0u8), 3 => (0u32..8).prop_map(|i| 1 << i), 3 => any::<u8>()];
    let valores = prop::collection::vec((quienes, 0i64..7), hojas.len());
    let exigidos = prop_oneof![
        Just((3, 1)),
        Just((3, 3)),
        Just((4, 1)),
        Just((4, 2)),
        Just((4, 4))
    ];
    let personas = prop_oneof![Just(0), Just(1), Just(2)];
    (valores, exigidos, personas, any::<u64>()).prop_map(
        move |(valores, exigidos, personas, ocultas)| {
            let cruces = margenes.then(|| margins(&dimensiones));
            let mut tabla = entrada(
                dimensiones.clone(),
                cruces,
                &[],
                exigidos,
                Ceros::Publicados,
            );
            for (hojas, (quienes, mas)) in hojas.iter().zip(valores).filter(|(_, (q, _))| *q > 0) {
                let numero = i64::from(quienes.count_ones());
                // Counts of persons, counts of services with so many persons each, or with these.
                let valor = if personas == 0 { numero } else { numero + mas };
                tabla.ocupadas.push((hojas.clone(), valor, numero));
                if personas == 2 {
                    let todas = tabla.quienes.get_or_insert_default();
                    todas.push((0..8).filter(|i| quienes >> i & 1 == 1).collect());
                }
            }
            Ejemplo {
                entrada: tabla,
                ocultas,
            }
        },
    )
}

/// The totals of each dimension and the whole, without any crossing.
fn margins(dimensiones: &[Dimension]) -> Vec<Cruce> {
    let sola = |fuera: usize| {
        let codigos = dimensiones.iter().enumerate();
        Cruce(
            codigos
                .map(|(i, d)| {
                    if i == fuera {
                        (0..d.codigos()).collect()
                    } else {
                        vec![d.raiz()]
                    }
                })
                .collect(),
        )
    };
    let esquina = dimensiones.iter().map(|d| vec![d.hojas()[0]]).collect();
    (0..dimensiones.len())
        .map(sola)
        .chain([Cruce(esquina)])
        .collect()
}

fn casos() -> impl Strategy<Value = Ejemplo> {
    let servicio = || dimension("servicio", &["total: g h c", "g: a b", "h: e f"]);
    let honda = || dimension("honda", &["total: g c d", "g: h b", "h: a e"]);
    let cruzada = || {
        dimension(
            "cruzada",
            &["total: a b c d", "ab: a b", "bcd: b c d", "cd: c d"],
        )
    };
    let par = |nombre: &str| dimension(nombre, &["total: p q"]);
    prop_oneof![
        tabla(vec![servicio(), par("uno")], false),
        tabla(vec![honda(), par("uno")], false),
        tabla(vec![cruzada(), par("uno")], false),
        tabla(vec![servicio(), par("uno"), par("otro")], true),
    ]
}

/// The leaves of a cell, by position in the list of those with people.
fn leaves(entrada: &Entrada, celda: usize) -> BTreeSet<usize> {
    let codigos = entrada.reticula.coordenadas(celda);
    let dentro = |i: &usize| {
        let dimensiones = entrada.reticula.dimensiones().iter().zip(&codigos);
        let mut lados = dimensiones.zip(&entrada.ocupadas[*i].0);
        lados.all(|((d, codigo), hoja)| d.alcance(*codigo).contains(hoja))
    };
    (0..entrada.ocupadas.len()).filter(dentro).collect()
}

fn persons(entrada: &Entrada, hojas: &BTreeSet<usize>) -> u64 {
    let personas = match &entrada.quienes {
        None => hojas
            .iter()
            .map(|i| usize::try_from(entrada.ocupadas[*i].2).unwrap())
            .sum(),
        Some(quienes) => {
            let suyas = hojas.iter().flat_map(|i| quienes[*i].clone());
            suyas.collect::<BTreeSet<u32>>().len()
        }
    };
    u64::try_from(personas).unwrap()
}

/// What published cells leave of a published one, if of few persons: every part of it, and all disjoint parts of it
/// along one dimension.
fn residuals(entrada: &Entrada, publicada: &Protegida) -> Vec<(usize, Vec<usize>)> {
    let reticula = &entrada.reticula;
    let abiertas: Vec<usize> = (0..reticula.celdas())
        .filter(|celda| publicada.celdas[*celda].1.is_some_and(|valor| valor > 0))
        .collect();
    let inside = |parte: usize, todo: usize| {
        let codigos = reticula
            .coordenadas(parte)
            .into_iter()
            .zip(reticula.coordenadas(todo));
        let mut lados = codigos.zip(reticula.dimensiones());
        parte != todo
            && lados.all(|((p, t), d)| d.alcance(p).iter().all(|hoja| d.alcance(t).contains(hoja)))
    };
    let mut residuos = Vec::new();
    for todo in abiertas.iter().copied() {
        let mut juegos: Vec<Vec<usize>> = Vec::new();
        for parte in abiertas
            .iter()
            .copied()
            .filter(|parte| inside(*parte, todo))
        {
            let along = |otra: usize| {
                let codigos = [todo, parte, otra].map(|celda| reticula.coordenadas(celda));
                let distintos = |d: &usize| codigos.iter().any(|c| c[*d] != codigos[0][*d]);
                (0..codigos[0].len()).filter(distintos).count() <= 1
            };
            let apart = |otra: usize| {
                let codigos = reticula
                    .coordenadas(parte)
                    .into_iter()
                    .zip(reticula.coordenadas(otra));
                let mut lados = codigos.zip(reticula.dimensiones());
                lados
                    .any(|((p, t), d)| d.alcance(p).iter().all(|hoja| !d.alcance(t).contains(hoja)))
            };
            let con = juegos
                .iter()
                .filter(|juego| juego.iter().all(|otra| along(*otra) && apart(*otra)));
            let con: Vec<Vec<usize>> = con.map(|juego| [&juego[..], &[parte]].concat()).collect();
            juegos.extend(con);
            juegos.push(vec![parte]);
        }
        for juego in juegos {
            let mut quedan = leaves(entrada, todo);
            juego
                .iter()
                .for_each(|parte| quedan.retain(|hoja| !leaves(entrada, *parte).contains(hoja)));
            if (1..entrada.umbral).contains(&persons(entrada, &quedan)) {
                residuos.push((todo, juego));
            }
        }
    }
    residuos
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20073),
        ..ProptestConfig::with_cases(400)
    })]

    #[test]
    fn nothing_that_is_protected_leaves_few_persons(Ejemplo { entrada, .. } in casos()) {
        let resultado = proteger(&entrada, &mut |_| ());
        prop_assert!(resultado.is_ok(), "{:?}", resultado);
        let resultado = resultado.unwrap();
        let publicada = &resultado.protegida;
        prop_assert_eq!(residuals(&entrada, publicada), vec![]);
        let certificado = Some(&resultado.certificado).filter(|c| !c.pares.is_empty());
        let auditoria = auditar(publicada, Some(&entrada), certificado);
        prop_assert!(auditoria.aprobada(), "{auditoria}");
    }

    #[test]
    fn the_auditor_finds_all_that_is_left(Ejemplo { entrada, ocultas } in casos()) {
        let cierta = |celda: usize| {
            let valor = leaves(&entrada, celda).iter().map(|i| entrada.ocupadas[*i].1).sum::<i64>();
            u64::try_from(valor).unwrap()
        };
        let mut publicada = publicar(&entrada, |_| false);
        for celda in 0..entrada.reticula.celdas() {
            let valor = cierta(celda);
            let pocas = (1..entrada.umbral).contains(&persons(&entrada, &leaves(&entrada, celda)));
            let oculta = valor > 0 && (pocas || ocultas >> (celda % 64) & 1 == 1);
            publicada.celdas[celda].1 = (!oculta).then_some(valor);
        }
        let hay = !residuals(&entrada, &publicada).is_empty();
        let auditoria = auditar(&publicada, Some(&entrada), None);
        let de_sumas = [Clase::Exacta, Clase::SumaImplicita].iter().any(|c| !de_clase(&auditoria, *c).is_empty());
        prop_assert!(de_sumas || !hay, "{:?} {auditoria}", residuals(&entrada, &publicada));
    }
}

/// Forty women with one support each, and one with six referrals and six orientations, in two areas.
fn una_mujer(exigidos: (u64, u64)) -> Entrada {
    let servicio = dimension(
        "servicio",
        &[
            "total: atención prevención",
            "atención: apoyo canalización",
            "prevención: orientación taller",
        ],
    );
    let hojas: [(&[usize], i64); 3] = [(&[0], 40), (&[1], 6), (&[2], 6)];
    let mut entrada = entrada(vec![servicio], None, &hojas, exigidos, Ceros::Publicados);
    let quienes: Vec<Vec<u32>> = vec![(1..41).collect(), vec![0], vec![0]];
    for (ocupada, quienes) in entrada.ocupadas.iter_mut().zip(&quienes) {
        ocupada.2 = i64::try_from(quienes.len()).unwrap();
    }
    entrada.quienes = Some(quienes);
    entrada
}

fn open(publicada: &Protegida) -> Vec<String> {
    let dimension = &publicada.dimensiones[0];
    let celdas = publicada
        .celdas
        .iter()
        .filter(|(_, valor)| valor.is_some_and(|valor| valor > 0));
    celdas
        .map(|(codigos, _)| dimension.codigo(codigos[0]).to_owned())
        .collect()
}

#[test]
fn twelve_services_of_one_woman_are_found_across_two_levels() {
    let entrada = una_mujer((5, 5));
    let publicada = ocultar(
        &entrada,
        &["atención", "prevención", "canalización", "orientación"],
    );
    let auditoria = auditar(&publicada, Some(&entrada), None);
    assert_eq!(
        de_clase(&auditoria, Clase::SumaImplicita),
        ["suma implícita: (total) = 12; es lo que queda sin (apoyo) (edición 1)"]
    );
    // Without the truth, twelve services are not few.
    assert_eq!(
        de_clase(&auditar(&publicada, None, None), Clase::SumaImplicita),
        Vec::<String>::new()
    );
}

#[test]
fn twelve_services_of_one_woman_are_not_left_across_two_levels() {
    for ancho in [1, 5] {
        let entrada = una_mujer((5, ancho));
        let resultado = proteger(&entrada, &mut |_| ()).unwrap();
        assert_eq!(residuals(&entrada, &resultado.protegida), vec![]);
        assert_eq!(
            open(&resultado.protegida).len(),
            1,
            "{:?}",
            open(&resultado.protegida)
        );
        let auditoria = auditar(
            &resultado.protegida,
            Some(&entrada),
            Some(&resultado.certificado),
        );
        assert!(auditoria.aprobada(), "{auditoria}");
    }
}

#[test]
fn what_must_be_published_and_leaves_one_woman_is_refused_by_name() {
    for ancho in [1, 5] {
        let mut entrada = una_mujer((5, ancho));
        let forzadas = ["total", "apoyo"];
        entrada.forzadas = (0..entrada.reticula.celdas())
            .filter(|celda| forzadas.contains(&entrada.reticula.nombres(*celda)[0]))
            .collect();
        let Err(Rechazo::Forzadas(nombres)) = proteger(&entrada, &mut |_| ()) else {
            panic!("it is not refused");
        };
        assert!(nombres.contains(&vec!["total".to_owned()]), "{nombres:?}");
    }
}

#[test]
fn what_an_earlier_edition_left_of_one_woman_is_refused_by_name() {
    for ancho in [1, 5] {
        let mut entrada = una_mujer((5, ancho));
        let previa = ocultar(
            &entrada,
            &["atención", "prevención", "canalización", "orientación"],
        );
        entrada.ediciones = vec![previa];
        entrada.vinculo = Vinculo::Congelado;
        let Err(Rechazo::Ediciones(nombres)) = proteger(&entrada, &mut |_| ()) else {
            panic!("it is not refused");
        };
        assert_eq!(nombres, [["total".to_owned()], ["apoyo".to_owned()]]);
    }
}

#[test]
fn what_an_earlier_edition_says_is_counted_with_what_this_one_does() {
    for ancho in [1, 5] {
        for vista in ["total", "apoyo"] {
            let mut entrada = una_mujer((5, ancho));
            // The earlier edition had no other cell.
            let mut previa = ocultar(&entrada, &[]);
            let dimension = previa.dimensiones[0].clone();
            (previa.celdas).retain(|(codigos, _)| dimension.codigo(codigos[0]) == vista);
            entrada.ediciones = vec![previa];
            entrada.vinculo = Vinculo::Congelado;
            let resultado = proteger(&entrada, &mut |_| ()).unwrap();
            assert_eq!(open(&resultado.protegida), [vista], "{ancho}");
        }
    }
}

#[test]
fn persons_of_whom_no_cell_tells_are_left_by_no_pair() {
    let dimensiones = vec![
        dimension("fila", &["total: a b"]),
        dimension("columna", &["total: x y"]),
    ];
    let [fila, columna] = [&dimensiones[0], &dimensiones[1]];
    let (a, x) = (fila.find("a").unwrap(), columna.find("x").unwrap());
    let cruces = vec![
        Cruce(vec![vec![fila.raiz()], vec![columna.raiz()]]),
        Cruce(vec![vec![a], vec![x]]),
    ];
    let hojas: [(&[usize], i64); 3] = [(&[0, 0], 98), (&[0, 1], 1), (&[1, 0], 1)];
    let entrada = entrada(dimensiones, Some(cruces), &hojas, (5, 5), Ceros::Publicados);
    let auditoria = auditar(&publicar(&entrada, |_| false), None, None);
    assert_eq!(
        de_clase(&auditoria, Clase::SumaImplicita),
        ["suma implícita: (total, total) = 2; es lo que queda sin (a, x) (edición 1)"]
    );
    let resultado = proteger(&entrada, &mut |_| ()).unwrap();
    assert_eq!(resultado.resumen.publicadas, 1);
    assert_eq!(residuals(&entrada, &resultado.protegida), vec![]);
}
