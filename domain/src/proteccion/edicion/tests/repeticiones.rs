//! Few repeats, which a plan may ask to be protected.

use super::*;

/// Cells of which few services are repeats, and both counts are published.
fn told(protegido: &Protegido) -> usize {
    let personas = protegidas(protegido, Medida::PersonasAtendidas);
    let servicios = protegidas(protegido, Medida::Servicios);
    let few = |(celda, servicios): (&Coordenadas, &Celda)| {
        let (Celda::Publicada(servicios), Some(Celda::Publicada(personas))) =
            (servicios, personas.get(celda))
        else {
            return false;
        };
        (1..5).contains(&(servicios - personas))
    };
    servicios.iter().filter(|celda| few(*celda)).count()
}

pub(super) fn protect(gente: &Gente, repeticiones: bool) -> Protegido {
    let corte = date!(2017 - 12 - 31);
    let rejillas = rejillas(corte);
    let plan = Plan {
        repeticiones,
        ..plan()
    };
    let cubo = count(&rejillas, gente, 12);
    protect_cubo(&plan, &rejillas, cubo, corte, None, &[], &mut |_| ()).unwrap()
}

/// Forty women with one service each, and one of them with a second one.
fn una_repite() -> Gente {
    let una = |i: usize| (0, vec![(i % 3, i % 3, 0, 3)]);
    let mut gente: Gente = (0..40).map(una).collect();
    gente[0].1.push((0, 0, 0, 3));
    gente
}

#[test]
fn a_plan_can_ask_that_few_repeats_are_not_told() {
    let gente = una_repite();
    assert!(told(&protect(&gente, false)) > 0);
    let protegido = protect(&gente, true);
    assert_eq!(told(&protegido), 0);
    let publicadas = protegidas(&protegido, Medida::Servicios).into_values();
    assert!(
        publicadas
            .filter(|c| matches!(c, Celda::Publicada(n) if *n > 0))
            .count()
            > 0
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn few_repeats_are_never_told_if_the_plan_asks(gente in gente(60)) {
        prop_assert_eq!(told(&protect(&gente, true)), 0);
    }
}
