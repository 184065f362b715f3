//! Leaks planted at random in safe tables: the auditor must say exactly what brute force says.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::super::documento::{Certificado, Testigo};
use super::super::auditar;
use super::fuerza::{Extremo, conjuntas, extremos};
use super::*;

/// A table, and numbers that choose what to withhold and what to publish again.
#[derive(Debug, Clone)]
pub(super) struct Caso {
    pub(super) entrada: Entrada,
    pub(super) orden: Vec<u32>,
    fuga: usize,
}

fn tabla(dimensiones: Vec<Dimension>, margenes: bool) -> impl Strategy<Value = Caso> {
    let hojas = conjuntas(&dimensiones);
    let valor = prop_oneof![3 => Just(0i64), 3 => 1i64..3, 2 => 3i64..7];
    let valores = prop::collection::vec(valor, hojas.len());
    let exigidos = prop_oneof![Just((3, 2)), Just((3, 3)), Just((4, 3))];
    let ceros = prop_oneof![Just(Ceros::Publicados), Just(Ceros::Desconocidos)];
    let orden = prop::collection::vec(any::<u32>(), 80);
    (valores, exigidos, ceros, orden, any::<usize>()).prop_map(
        move |(valores, exigidos, ceros, orden, fuga)| {
            let hojas: Vec<(&[usize], i64)> = hojas
                .iter()
                .zip(valores)
                .map(|(hojas, valor)| (&hojas[..], valor))
                .collect();
            // Without the crossing of all dimensions: every pair of them.
            let cruces = margenes.then(|| {
                let todas = |d: &Dimension| (0..d.codigos()).collect::<Vec<usize>>();
                let sin = |fuera: usize| {
                    let codigos = dimensiones.iter().enumerate();
                    Cruce(
                        codigos
                            .map(|(i, d)| if i == fuera { vec![d.raiz()] } else { todas(d) })
                            .collect(),
                    )
                };
                (0..dimensiones.len()).map(sin).collect()
            });
            let entrada = entrada(dimensiones.clone(), cruces, &hojas, exigidos, ceros);
            Caso {
                entrada,
                orden,
                fuga,
            }
        },
    )
}

pub(super) fn casos() -> impl Strategy<Value = Caso> {
    let grupos = || dimension("grupo", &["total: g c", "g: a b"]);
    let cruzados = || dimension("cruzado", &["total: a b c", "ab: a b", "bc: b c"]);
    let lugar = || dimension("lugar", &["total: x y z"]);
    let par = |nombre: &str| dimension(nombre, &["total: p q"]);
    prop_oneof![
        tabla(vec![grupos(), lugar()], false),
        tabla(vec![cruzados(), lugar()], false),
        tabla(vec![grupos(), par("uno"), par("otro")], false),
        tabla(vec![grupos(), par("uno"), par("otro")], true),
    ]
}

/// The primary cells that have fewer values left than required.
pub(super) fn estrechas(
    entrada: &Entrada,
    publicada: &Protegida,
    extremos: &[Extremo],
) -> Vec<usize> {
    let umbral = i64::try_from(entrada.umbral).unwrap();
    let ancho = i64::try_from(entrada.ancho).unwrap();
    (0..publicada.celdas.len())
        .filter(|celda| (1..umbral).contains(&cuenta(entrada, *celda).1))
        .filter(|celda| extremos[*celda].alto.0 - extremos[*celda].bajo.0 < ancho)
        .collect()
}

/// A safe pattern: withholds at random until no primary cell is narrow.
fn proteger(caso: &Caso) -> Option<(BTreeSet<usize>, Vec<Extremo>)> {
    let entrada = &caso.entrada;
    let celdas = entrada.reticula.celdas();
    let primaria = |celda: usize| {
        (1..i64::try_from(entrada.umbral).unwrap()).contains(&cuenta(entrada, celda).1)
    };
    let raiz: Vec<usize> = entrada
        .reticula
        .dimensiones()
        .iter()
        .map(Dimension::raiz)
        .collect();
    let todo = entrada.reticula.find(&raiz).unwrap();
    let mut ocultas: BTreeSet<usize> = (0..celdas).filter(|celda| primaria(*celda)).collect();
    let posible = |celda: &usize| {
        *celda != todo && (entrada.ceros == Ceros::Desconocidos || cuenta(entrada, *celda).0 > 0)
    };
    let mut candidatas: Vec<usize> = (0..celdas)
        .filter(|celda| !ocultas.contains(celda))
        .filter(posible)
        .collect();
    candidatas.sort_by_key(|celda| caso.orden[*celda]);
    if ocultas.is_empty() || ocultas.contains(&todo) {
        return None;
    }
    loop {
        let publicada = publicar(entrada, |celda| ocultas.contains(&celda));
        let extremos = extremos(&publicada)?;
        if estrechas(entrada, &publicada, &extremos).is_empty() {
            return Some((ocultas, extremos));
        }
        ocultas.insert(candidatas.pop()?);
    }
}

/// Findings of exact or narrow cells agree with brute force, with the truth and without.
fn compare(
    entrada: &Entrada,
    publicada: &Protegida,
    extremos: &[Extremo],
) -> Result<(), TestCaseError> {
    let (umbral, ancho) = (
        i64::try_from(entrada.umbral).unwrap(),
        i64::try_from(entrada.ancho).unwrap(),
    );
    let con = estrechas(entrada, publicada, extremos);
    let sin: Vec<usize> = (0..publicada.celdas.len())
        .filter(|celda| {
            let (bajo, alto) = (extremos[*celda].bajo.0, extremos[*celda].alto.0);
            alto > 0
                && bajo < umbral
                && alto - bajo < ancho
                && !(bajo == alto && publicada.celdas[*celda].1 == Some(0))
        })
        .collect();
    for (verdad, deben) in [(Some(entrada), con), (None, sin)] {
        let auditoria = auditar(publicada, verdad, None);
        let mut halladas = BTreeSet::new();
        for hallazgo in &auditoria.hallazgos {
            if !matches!(hallazgo.clase, Clase::Exacta | Clase::Estrecha) {
                continue;
            }
            let nombres: Vec<&str> = hallazgo.celdas[0].iter().map(String::as_str).collect();
            let celda =
                (0..publicada.celdas.len()).find(|c| entrada.reticula.nombres(*c) == nombres);
            let celda = celda.unwrap();
            let (bajo, alto) = hallazgo.intervalo.unwrap();
            prop_assert!(bajo <= extremos[celda].bajo.0 && Some(extremos[celda].alto.0) <= alto);
            halladas.insert(celda);
        }
        prop_assert!(
            halladas.iter().all(|celda| deben.contains(celda)),
            "{auditoria} {deben:?}"
        );
        // Of cells with the same leaves only one may be named.
        for celda in deben {
            let mismas = |otra: &usize| {
                let [una, otra] = [celda, *otra].map(|c| (extremos[c].bajo.0, extremos[c].alto.0));
                una == otra
            };
            prop_assert!(
                halladas.iter().any(mismas),
                "{auditoria} {:?}",
                entrada.reticula.nombres(celda)
            );
        }
    }
    Ok(())
}

/// The tables that brute force found as a certificate.
fn certificar(entrada: &Entrada, ocultas: &BTreeSet<usize>, extremos: &[Extremo]) -> Certificado {
    let dimensiones = entrada.reticula.dimensiones();
    let hojas = conjuntas(dimensiones);
    let testigo = |tabla: &[i64]| {
        let codes = |hojas: &[usize]| {
            hojas
                .iter()
                .zip(dimensiones)
                .map(|(h, d)| d.hojas()[*h])
                .collect()
        };
        let llenas = hojas.iter().zip(tabla).filter(|(_, valor)| **valor > 0);
        let hojas = llenas.map(|(hojas, valor)| (codes(hojas), u64::try_from(*valor).unwrap()));
        Testigo {
            hojas: hojas.collect(),
            agregadas: vec![],
        }
    };
    let mut certificado = Certificado {
        tablas: vec![],
        pares: vec![],
    };
    for celda in ocultas {
        let n = certificado.tablas.len();
        let Extremo { bajo, alto } = &extremos[*celda];
        certificado
            .tablas
            .extend([testigo(&bajo.1), testigo(&alto.1)]);
        certificado
            .pares
            .push((entrada.reticula.coordenadas(*celda), n, n + 1));
    }
    certificado
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 20_000, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn every_planted_leak_is_found(caso in casos()) {
        let segura = proteger(&caso);
        prop_assume!(segura.is_some());
        let (mut ocultas, limites) = segura.unwrap();
        let entrada = &caso.entrada;
        let publicada = publicar(entrada, |celda| ocultas.contains(&celda));
        compare(entrada, &publicada, &limites)?;
        let mut certificado = certificar(entrada, &ocultas, &limites);
        let auditoria = auditar(&publicada, Some(entrada), Some(&certificado));
        prop_assert_eq!(de_clase(&auditoria, Clase::Certificado), Vec::<String>::new());
        prop_assert_eq!(de_clase(&auditoria, Clase::Estrecha), Vec::<String>::new());
        // Publish one complement again.
        let complementos: Vec<usize> = ocultas
            .iter()
            .copied()
            .filter(|celda| cuenta(entrada, *celda).1 >= i64::try_from(entrada.umbral).unwrap())
            .collect();
        prop_assume!(!complementos.is_empty());
        ocultas.remove(&complementos[caso.fuga % complementos.len()]);
        let abierta = publicar(entrada, |celda| ocultas.contains(&celda));
        let limites = extremos(&abierta).unwrap();
        compare(entrada, &abierta, &limites)?;
        if !estrechas(entrada, &abierta, &limites).is_empty() {
            let auditoria = auditar(&abierta, Some(entrada), Some(&certificado));
            prop_assert!(!de_clase(&auditoria, Clase::Certificado).is_empty() || !de_clase(&auditoria, Clase::Exacta).is_empty());
        }
        // A table that is off by one proves nothing.
        let suma = certificado.tablas[0].hojas.first_mut().map(|hoja| hoja.1 += 1);
        prop_assume!(suma.is_some());
        let auditoria = auditar(&publicada, Some(entrada), Some(&certificado));
        prop_assert!(!de_clase(&auditoria, Clase::Certificado).is_empty());
    }
}
