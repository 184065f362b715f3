//! A year that began can always be ended.

use super::*;

/// The cut-off of each quarter, and how many months have ended by then.
const CORTES: [(Date, usize); 4] = [
    (date!(2017 - 03 - 31), 3),
    (date!(2017 - 06 - 30), 6),
    (date!(2017 - 09 - 30), 9),
    (date!(2017 - 12 - 31), 12),
];

/// An edition after each of some quarters, each with what the ones before it have said.
fn publish(gente: &Gente, cortes: &[(Date, usize)]) -> Result<Vec<Protegido>, RechazoEdicion> {
    let mut ediciones: Vec<Protegido> = vec![];
    for corte in cortes {
        let edicion = one(&plan(), gente, *corte, ediciones.last())?;
        ediciones.push(edicion);
    }
    Ok(ediciones)
}

/// An edition with a plan, after another one.
fn one(
    plan: &Plan,
    gente: &Gente,
    (corte, meses): (Date, usize),
    antes: Option<&Protegido>,
) -> Result<Protegido, RechazoEdicion> {
    let rejillas = Rejillas::new(plan, corte, &catalogos(), &[], &[]);
    let cubo = count(&rejillas, gente, meses);
    let previa = antes.map(|edicion| &edicion.congelado);
    protect_cubo(plan, &rejillas, cubo, corte, previa, &[], &mut |_| ())
}

/// Few persons, most of them in the first quarter: much is known of a year from its beginning.
fn temprana() -> impl Strategy<Value = Gente> {
    let mes = prop_oneof![4 => 0..3usize, 1 => 3..12usize];
    let asistencia = (mes, 0..3usize, 0..3usize, 0..4usize);
    let una = (
        prop_oneof![9 => Just(0usize), 1 => Just(1usize)],
        prop::collection::vec(asistencia, 1..3),
    );
    prop::collection::vec(una, 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_year_that_began_can_always_be_ended(gente in temprana()) {
        let ediciones = publish(&gente, &CORTES);
        prop_assert!(ediciones.is_ok(), "{:?}", ediciones.err());
    }
}

/// Women with one service each in January: of a service, so many in each place.
fn january(cuentas: &[(usize, usize, usize)]) -> Gente {
    let of = |(servicio, lugar, cuantas): &(usize, usize, usize)| {
        vec![(0, vec![(0, *lugar, *servicio, 3)]); *cuantas]
    };
    cuentas.iter().flat_map(of).collect()
}

/// A service of six women, two in one place and four in another; others of many.
fn two_and_four() -> Gente {
    january(&[
        (0, 0, 2),
        (0, 1, 4),
        (1, 0, 20),
        (1, 1, 20),
        (2, 0, 15),
        (2, 1, 15),
    ])
}

/// What a quarter says of a service would be the year's were nothing more to come, and the year's is of two and four in two
/// places: it is not said.
#[test]
fn a_quarter_says_nothing_that_its_year_could_not() {
    let gente = two_and_four();
    let ediciones = publish(&gente, &[CORTES[0], CORTES[3]]).unwrap();
    let celda = |edicion: &Protegido, nivel, codigo: &str| {
        let ejes = &edicion.congelado.ejes;
        let mut celda = Coordenadas::TOTAL;
        celda[Eje::Tiempo] = ejes.find(Eje::Tiempo, nivel, codigo).unwrap();
        celda[Eje::Servicio] = ejes.find(Eje::Servicio, Nivel::Servicio, "a").unwrap();
        let servicios = states(&edicion.congelado.servicios);
        servicios.get(&celda).copied()
    };
    assert_eq!(
        celda(&ediciones[0], Nivel::Trimestre, "2017-T1"),
        Some((6, false))
    );
    assert_eq!(celda(&ediciones[0], Nivel::Anio, "2017"), None);
    assert_eq!(
        celda(&ediciones[1], Nivel::Trimestre, "2017-T1"),
        Some((6, false))
    );
    assert_eq!(celda(&ediciones[1], Nivel::Anio, "2017"), Some((6, false)));
}

/// A plan that gains places after the first quarter asks for what that quarter gives away: what must wait is the end of the
/// year, and not the quarters between.
#[test]
fn a_crossing_that_was_not_foreseen_waits_for_the_end_of_the_year() {
    let gente = two_and_four();
    let mut sin_lugares = plan();
    sin_lugares.cruces.remove(0);
    let primera = one(&sin_lugares, &gente, CORTES[0], None).unwrap();
    let segunda = one(&plan(), &gente, CORTES[1], Some(&primera)).unwrap();
    assert!(segunda.nuevo);
    assert!(one(&plan(), &gente, CORTES[3], Some(&segunda)).is_err());
    assert!(one(&sin_lugares, &gente, CORTES[3], Some(&segunda)).is_ok());
}
