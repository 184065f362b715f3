//! What the protector publishes, against brute force and against the auditor.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::auditar;
use super::fuerza::{conjuntas, extremos, juntas};
use super::mutaciones::{Caso, casos, estrechas};
use super::*;
use crate::{Resultado, proteger};

fn protect(entrada: &Entrada) -> Resultado {
    proteger(entrada, &mut |_| ()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        max_global_rejects: 20_000,
        rng_seed: RngSeed::Fixed(20067),
        ..ProptestConfig::with_cases(48)
    })]

    #[test]
    fn no_protected_count_is_narrower_than_promised(caso in casos(), ademas in 0u64..2) {
        let entrada = Entrada { ancho: caso.entrada.umbral + ademas, ..caso.entrada };
        let resultado = protect(&entrada);
        let publicada = &resultado.protegida;
        let auditoria = auditar(publicada, Some(&entrada), Some(&resultado.certificado));
        prop_assert!(auditoria.aprobada(), "{auditoria}");
        let limites = extremos(publicada);
        prop_assume!(limites.is_some());
        prop_assert_eq!(estrechas(&entrada, publicada, &limites.unwrap()), Vec::<usize>::new());
    }

    #[test]
    fn no_protected_count_is_exact_at_width_1(caso in casos()) {
        let entrada = Entrada { ancho: 1, ..caso.entrada };
        let publicada = protect(&entrada).protegida;
        let limites = extremos(&publicada);
        prop_assume!(limites.is_some());
        prop_assert_eq!(estrechas(&entrada, &publicada, &limites.unwrap()), Vec::<usize>::new());
    }

    #[test]
    fn the_same_table_gives_the_same_bytes(Caso { entrada, orden, .. } in casos()) {
        let resultado = protect(&entrada);
        let mut revuelta = entrada.clone();
        let mut hojas: Vec<_> = revuelta.ocupadas.drain(..).zip(orden).collect();
        hojas.sort_by_key(|(_, lugar)| *lugar);
        revuelta.ocupadas = hojas.into_iter().map(|(hoja, _)| hoja).collect();
        let otro = protect(&revuelta);
        prop_assert_eq!(resultado.protegida.to_json(), otro.protegida.to_json());
        let dimensiones = &resultado.protegida.dimensiones;
        prop_assert_eq!(resultado.certificado.to_json(dimensiones), otro.certificado.to_json(dimensiones));
    }

    #[test]
    fn a_frozen_edition_gives_away_no_more_than_one(Caso { entrada, .. } in casos()) {
        // Below the threshold a width says nothing of sums: editions are protected at it, at least.
        let entrada = Entrada { ancho: entrada.umbral, ..entrada };
        let primera = protect(&entrada).protegida;
        let mut segunda = entrada;
        segunda.ediciones = vec![primera.clone()];
        segunda.vinculo = Vinculo::Congelado;
        let resultado = protect(&segunda);
        let auditoria = auditar(&resultado.protegida, Some(&segunda), Some(&resultado.certificado));
        prop_assert!(auditoria.aprobada(), "{auditoria}");
        let limites = juntas(&[&primera, &resultado.protegida], false);
        prop_assume!(limites.is_some());
        let celdas = segunda.reticula.celdas();
        let ultimas = limites.unwrap().split_off(celdas);
        prop_assert_eq!(estrechas(&segunda, &resultado.protegida, &ultimas), Vec::<usize>::new());
    }

    #[test]
    fn random_late_registrations_give_nobody_away(Caso { entrada, orden, .. } in casos()) {
        let entrada = Entrada { ancho: entrada.umbral, ..entrada };
        let primera = protect(&entrada).protegida;
        let mut segunda = entrada;
        for (ocupada, tarde) in segunda.ocupadas.iter_mut().zip(&orden) {
            let tarde = i64::from(tarde % 4);
            ocupada.1 += tarde;
            ocupada.2 += tarde;
        }
        segunda.ediciones = vec![primera];
        segunda.vinculo = Vinculo::Adiciones;
        // What the first edition gives away can be past mending.
        let resultado = proteger(&segunda, &mut |_| ());
        prop_assume!(resultado.is_ok());
        let resultado = resultado.unwrap();
        let auditoria = auditar(&resultado.protegida, Some(&segunda), Some(&resultado.certificado));
        prop_assert!(auditoria.aprobada(), "{auditoria}");
    }
}

#[test]
fn late_registrations_give_nobody_away() {
    let grupos = dimension("grupo", &["total: g h", "g: a b c", "h: d e"]);
    let lugar = dimension("lugar", &["total: w x y z"]);
    let reticula = Reticula::full(vec![grupos, lugar]).unwrap();
    for semilla in 0..12i64 {
        let valor = |i: i64, j: i64| 1 + (i * 31 + j * 17 + semilla * 13 + i * j * semilla) % 23;
        let tarde = |i: i64, j: i64| (i * 5 + j * 3 + semilla) % 3;
        let table = |despues: i64| {
            let hoja = |(i, j): (i64, i64)| {
                let cuantas = valor(i, j) + despues * tarde(i, j);
                let posiciones = vec![usize::try_from(i).unwrap(), usize::try_from(j).unwrap()];
                (posiciones, cuantas, cuantas)
            };
            Entrada {
                reticula: reticula.clone(),
                ocupadas: (0..5)
                    .flat_map(|i| (0..4).map(move |j| (i, j)))
                    .map(hoja)
                    .collect(),
                ..entrada(
                    vec![dimension("d", &["total: a"])],
                    None,
                    &[],
                    (5, 5),
                    Ceros::Publicados,
                )
            }
        };
        let primera = protect(&table(0)).protegida;
        let segunda = Entrada {
            ediciones: vec![primera],
            vinculo: Vinculo::Adiciones,
            ..table(1)
        };
        let resultado = protect(&segunda);
        let auditoria = auditar(
            &resultado.protegida,
            Some(&segunda),
            Some(&resultado.certificado),
        );
        assert!(auditoria.aprobada(), "{semilla}: {auditoria}");
    }
}

/// A table of lines of four with large counts and one small one.
fn cubo(dimensiones: usize) -> Entrada {
    let dimensiones: Vec<Dimension> = (0..dimensiones)
        .map(|i| dimension(&format!("d{i}"), &["total: a b c d"]))
        .collect();
    let conjuntas = conjuntas(&dimensiones);
    let hojas: Vec<(&[usize], i64)> = (0..)
        .zip(&conjuntas)
        .map(|(i, hoja)| (&hoja[..], if i == 5 { 2 } else { 20 + (i * 37) % 181 }))
        .collect();
    entrada(dimensiones.clone(), None, &hojas, (5, 1), Ceros::Publicados)
}

#[test]
fn one_small_count_takes_a_corner_of_the_cube_with_it() {
    for (dimensiones, complementos) in [(2, 3), (3, 7), (4, 15)] {
        assert_eq!(
            protect(&cubo(dimensiones)).resumen.secundarias,
            complementos
        );
    }
}

/// The order of dimensions breaks ties and draws other restarts, no more.
#[test]
fn the_order_of_dimensions_hardly_matters() {
    let grupos = || dimension("grupo", &["total: g h", "g: a b c", "h: d e"]);
    let lugar = || dimension("lugar", &["total: w x y z"]);
    for semilla in 0..12i64 {
        let valor = |i: i64, j: i64| (i * 31 + j * 17 + semilla * 13 + i * j * semilla) % 23;
        let celdas: Vec<([usize; 2], i64)> = (0..5)
            .flat_map(|i| (0..4).map(move |j| (i, j)))
            .map(|(i, j)| {
                (
                    [usize::try_from(i).unwrap(), usize::try_from(j).unwrap()],
                    valor(i, j),
                )
            })
            .collect();
        let derechas: Vec<(&[usize], i64)> = celdas.iter().map(|(h, v)| (&h[..], *v)).collect();
        let vueltas: Vec<([usize; 2], i64)> =
            celdas.iter().map(|([i, j], v)| ([*j, *i], *v)).collect();
        let vueltas: Vec<(&[usize], i64)> = vueltas.iter().map(|(h, v)| (&h[..], *v)).collect();
        let una = protect(&entrada(
            vec![grupos(), lugar()],
            None,
            &derechas,
            (5, 5),
            Ceros::Publicados,
        ));
        let otra = protect(&entrada(
            vec![lugar(), grupos()],
            None,
            &vueltas,
            (5, 5),
            Ceros::Publicados,
        ));
        let diferencia = una.resumen.publicadas.abs_diff(otra.resumen.publicadas);
        assert!(diferencia <= 1, "{semilla}: {diferencia}");
    }
}

#[test]
fn a_count_of_millions_keeps_its_digits() {
    let dimensiones = vec![
        dimension("fila", &["total: a b"]),
        dimension("columna", &["total: x y"]),
    ];
    let grande = 123_456_789_012;
    let hojas: [(&[usize], i64); 4] = [
        (&[0, 0], 2),
        (&[0, 1], grande),
        (&[1, 0], 40),
        (&[1, 1], grande),
    ];
    let entrada = entrada(dimensiones, None, &hojas, (5, 5), Ceros::Publicados);
    let resultado = protect(&entrada);
    let auditoria = auditar(
        &resultado.protegida,
        Some(&entrada),
        Some(&resultado.certificado),
    );
    assert!(auditoria.aprobada(), "{auditoria}");
    assert_eq!(resultado.resumen.secundarias, 3);
    let total = resultado
        .protegida
        .celdas
        .iter()
        .filter_map(|(_, valor)| *valor)
        .max();
    assert!(total.is_some_and(|total| total > 2 * 123_456_789_000 && total % 10 != 0));
}

#[test]
fn what_must_be_published_is_or_is_refused() {
    let dimensiones = vec![
        dimension("fila", &["total: a b c"]),
        dimension("columna", &["total: x y"]),
    ];
    let hojas: [(&[usize], i64); 6] = [
        (&[0, 0], 2),
        (&[0, 1], 30),
        (&[1, 0], 40),
        (&[1, 1], 50),
        (&[2, 0], 60),
        (&[2, 1], 70),
    ];
    let mut entrada = entrada(dimensiones, None, &hojas, (5, 5), Ceros::Publicados);
    let celda = |entrada: &Entrada, nombre: &str| {
        (0..entrada.reticula.celdas())
            .find(|c| entrada.reticula.nombres(*c).join(" ") == nombre)
            .unwrap()
    };
    entrada.forzadas = vec![celda(&entrada, "b x")];
    let resultado = protect(&entrada);
    assert_eq!(
        resultado.protegida.celdas[celda(&entrada, "b x")].1,
        Some(40)
    );
    entrada
        .forzadas
        .extend([celda(&entrada, "c x"), celda(&entrada, "total x")]);
    entrada.forzadas.sort_unstable();
    let rechazo = proteger(&entrada, &mut |_| ()).unwrap_err().to_string();
    assert!(
        rechazo.contains("(total, x)") && rechazo.contains("celdas obligadas"),
        "{rechazo}"
    );
}

/// A sparse table with many counts of one, always the same.
fn rala(partes: usize) -> Entrada {
    let dimensiones = vec![
        dimension(
            "lugar",
            &["total: norte sur", "norte: a b c d e f", "sur: g h i j k l"],
        ),
        dimension(
            "mes",
            &["total: t1 t2", "t1: m1 m2 m3 m4", "t2: m5 m6 m7 m8"],
        ),
        dimension("clase", &[&format!("total: {}", letters(partes))]),
    ];
    let mut hojas = Vec::new();
    for lugar in 0..12 {
        for mes in 0..8 {
            for clase in 0..partes {
                let azar = (lugar * 7919 + mes * 104_729 + clase * 1_299_709 + 17) * 2_654_435_761;
                let conteo = [0, 1, 1, 2, 1, 0, 3, 26][azar >> 7 & 7];
                hojas.push(([lugar, mes, clase], conteo));
            }
        }
    }
    let hojas: Vec<(&[usize], i64)> = hojas.iter().map(|(h, n)| (&h[..], *n)).collect();
    entrada(dimensiones, None, &hojas, (5, 1), Ceros::Publicados)
}

fn letters(cuantas: usize) -> String {
    let nombres: Vec<String> = (0..cuantas).map(|i| format!("c{i}")).collect();
    nombres.join(" ")
}

#[test]
fn at_width_1_neither_bounds_nor_whoever_is_alone_tell_a_count_of_a_larger_table() {
    for (partes, ceros) in [(4, Ceros::Publicados), (4, Ceros::Desconocidos)] {
        let entrada = Entrada {
            ceros,
            ..rala(partes)
        };
        let resultado = protect(&entrada);
        assert!(resultado.resumen.primarias > 100);
        assert!(resultado.resumen.publicadas > resultado.resumen.no_cero / 10);
        let auditoria = auditar(&resultado.protegida, Some(&entrada), None);
        assert!(auditoria.aprobada(), "{partes} {ceros:?}: {auditoria}");
    }
}
