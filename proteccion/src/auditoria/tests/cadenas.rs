//! Two editions with random patterns: the auditor must say what brute force says of both together.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::auditar;
use super::fuerza::juntas;
use super::*;

fn una(valores: &[i64], ceros: Ceros) -> Entrada {
    let fila = dimension("fila", &["total: g c", "g: a b"]);
    let columna = dimension("col", &["total: A B"]);
    let posiciones: Vec<[usize; 2]> = (0..6).map(|i| [i / 2, i % 2]).collect();
    let hojas: Vec<(&[usize], i64)> = posiciones
        .iter()
        .zip(valores)
        .map(|(p, valor)| (&p[..], *valor))
        .collect();
    entrada(vec![fila, columna], None, &hojas, (3, 3), ceros)
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 20_000, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn editions_are_judged_together(
        antes in prop::collection::vec(0i64..6, 6),
        agregados in prop::collection::vec(prop_oneof![2 => Just(0i64), 1 => 1i64..6], 6),
        ocultas in prop::collection::vec(prop::bool::weighted(0.6), 30),
        adiciones in any::<bool>(),
        ceros in prop_oneof![Just(Ceros::Publicados), Just(Ceros::Desconocidos)],
    ) {
        let primera = una(&antes, ceros);
        let suma = |(antes, mas): (&i64, &i64)| if adiciones { antes + mas } else { *antes };
        let despues: Vec<i64> = antes.iter().zip(&agregados).map(suma).collect();
        let mut segunda = una(&despues, ceros);
        let raiz = segunda.reticula.dimensiones().iter().map(Dimension::raiz).collect::<Vec<_>>();
        let todo = segunda.reticula.find(&raiz).unwrap();
        let patron = |entrada: &Entrada, desde: usize| {
            publicar(entrada, |celda| {
                let posible = ceros == Ceros::Desconocidos || cuenta(entrada, celda).0 > 0;
                celda != todo && posible && ocultas[(desde + celda) % ocultas.len()]
            })
        };
        segunda.ediciones = vec![patron(&primera, 0)];
        segunda.vinculo = if adiciones { Vinculo::Adiciones } else { Vinculo::Congelado };
        let publicada = patron(&segunda, 15);
        let limites = juntas(&[&segunda.ediciones[0], &publicada], adiciones);
        prop_assume!(limites.is_some());
        let limites = limites.unwrap();
        let auditoria = auditar(&publicada, None, None);
        prop_assert_eq!(de_clase(&auditoria, Clase::Inconsistente), Vec::<String>::new());
        let celdas = publicada.celdas.len();
        let mut halladas = BTreeSet::new();
        for hallazgo in &auditoria.hallazgos {
            if matches!(hallazgo.clase, Clase::Exacta | Clase::Estrecha) {
                let nombres: Vec<&str> = hallazgo.celdas[0].iter().map(String::as_str).collect();
                let celda = (0..celdas).find(|c| segunda.reticula.nombres(*c) == nombres).unwrap();
                halladas.insert(hallazgo.edicion * celdas + celda);
            }
        }
        let extremos = |celda: usize| (limites[celda].bajo.0, limites[celda].alto.0);
        let deben: Vec<usize> = (0..2 * celdas)
            .filter(|celda| {
                let (bajo, alto) = extremos(*celda);
                alto > 0 && bajo < 3 && alto - bajo < 3
            })
            .collect();
        prop_assert!(halladas.iter().all(|celda| deben.contains(celda)), "{auditoria} {deben:?}");
        // Of cells with the same leaves only one may be named.
        for celda in deben {
            let misma = |otra: &usize| extremos(*otra) == extremos(celda);
            prop_assert!(halladas.iter().any(misma), "{auditoria} {celda}");
        }
    }
}
