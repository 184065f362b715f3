//! Registers where it is known what stands in the way of a proof: in one of them a rule that only registers know, in others
//! nothing.

use super::listas::{
    AMBAS, PERSONAS, Persona, Renglon, attention, costs, count, crossed, gente, list, small, states,
};
use super::resto::registros;
use super::*;

/// Twenty-six women with one type of violence each, who all come in the first quarter: ten, ten and six. Of those, five,
/// five and one come in the second one too.
fn one_type_each(ejes: &Ejes) -> Vec<Renglon> {
    let mut lista = vec![];
    for (tipo, cuantas, vuelven) in [(0, 10, 5), (1, 10, 5), (2, 6, 1)] {
        for i in 0..cuantas {
            let meses = if i < vuelven { vec![0, 3] } else { vec![0] };
            let meses = meses.into_iter();
            let suyas = meses.map(|mes| (attention(ejes, &(mes, 0, 0, vec![tipo])), 1));
            lista.push(Renglon {
                anonima: false,
                sexo: 1,
                edad: ejes.edad(Some(30), false),
                atenciones: suyas.collect(),
            });
        }
    }
    lista
}

/// A cell of persons.
fn cell(ejes: &Ejes, periodo: &str, tipo: &str) -> Coordenadas {
    let mut celda = Coordenadas::TOTAL;
    for (eje, nivel, codigo) in [
        (Eje::Tiempo, Nivel::Trimestre, periodo),
        (Eje::Violencia, Nivel::TipoViolencia, tipo),
    ] {
        celda[eje] = ejes.find(eje, nivel, codigo).unwrap_or(0);
    }
    celda
}

/// Those women with all but one cell published, and the number that it is: 11 women less 5 and 5 of other types are one
/// of this type, if nobody has two; nobody has, because in the year 10, 10 and 6 are all 26. What the parts of a cell
/// share only grows with the cell.
fn alone(rejilla: &Rejilla) -> (Registros<'_>, usize) {
    let ejes = &rejilla.ejes;
    let cubo = count(rejilla, &one_type_each(ejes));
    let sexual = cell(ejes, "2017-T2", "sexual");
    let estados = states(rejilla, &cubo, |celda, _| *celda != sexual);
    let registros = registros(rejilla, &cubo, &estados).unwrap();
    let fila = registros.filas.find(&sexual, false).unwrap();
    assert_eq!(registros.filas.todas[fila].verdad, 1);
    let terminos = vec![(fila, 1)];
    let suya = |forma: &Forma| forma.terminos == terminos && forma.exige == Exige::Ancho;
    let forma = registros.formas.iter().position(suya).unwrap();
    (registros, forma)
}

fn by_violence() -> Rejilla {
    crossed(&[(PERSONAS, &[Nivel::Trimestre, Nivel::TipoViolencia])])
}

#[test]
fn what_parts_share_in_the_year_gives_a_quarter_away_until_what_a_remedy_names_is_withheld() {
    let rejilla = by_violence();
    let (mut registros, forma) = alone(&rejilla);
    registros.search();
    assert!(!registros.proven(forma));
    assert_eq!(registros.vistos[forma], Visto { bajo: 1, alto: 1 });
    let costo = costs(&registros);
    let remedio = registros.remedy(forma, &costo, u64::MAX).unwrap();
    assert_eq!((remedio.precio, remedio.filas.len()), (1, 1));
    registros.withhold(&remedio.filas);
    registros.apply(remedio);
    assert!(registros.pursue(forma, false));
    registros.recheck();
    assert!(registros.proven(forma));
}

/// Women of one attention each, in three places: ten in the first; ten in the first quarter of the second one, and two later; ten
/// of one service in the third, and two of another.
fn three_places(ejes: &Ejes) -> Vec<Renglon> {
    let grupos = [
        (0, 0, 0, 10),
        (0, 1, 0, 10),
        (3, 1, 0, 2),
        (0, 2, 0, 10),
        (0, 2, 1, 2),
    ];
    let una = |(mes, lugar, servicio, cuantas)| {
        let sola: Persona = (false, 0, 30, vec![((mes, lugar, servicio, vec![3]), 1)]);
        std::iter::repeat_n(sola, cuantas)
    };
    let gente: Vec<Persona> = grupos.into_iter().flat_map(una).collect();
    list(ejes, &gente)
}

/// What is left of the year without a place, without a quarter of another and without a service of a third are four services
/// of four women, whom no dimension alone leaves.
#[test]
fn what_parts_of_several_dimensions_leave_is_a_number_that_nobody_may_know() {
    let rejilla = crossed(&[
        (AMBAS, &[Nivel::Anio, Nivel::Agencia, Nivel::Servicio]),
        (AMBAS, &[Nivel::Trimestre, Nivel::Agencia]),
    ]);
    let ejes = &rejilla.ejes;
    let cubo = count(&rejilla, &three_places(ejes));
    let place = |n| attention(ejes, &(0, n, 0, vec![3])).hoja[Eje::Lugar];
    let leaf = attention(ejes, &(0, 0, 0, vec![3])).hoja;
    let primera = Coordenadas::TOTAL.with(Eje::Lugar, place(0));
    let trimestre = ejes.find(Eje::Tiempo, Nivel::Trimestre, "2017-T1").unwrap();
    let segunda = Coordenadas::TOTAL
        .with(Eje::Lugar, place(1))
        .with(Eje::Tiempo, trimestre);
    let tercera = Coordenadas::TOTAL
        .with(Eje::Lugar, place(2))
        .with(Eje::Servicio, leaf[Eje::Servicio]);
    let dichas = [Coordenadas::TOTAL, primera, segunda, tercera];
    let estados = states(&rejilla, &cubo, |celda, _| dichas.contains(celda));
    let registros = registros(&rejilla, &cubo, &estados).unwrap();
    let fila = |celda: &Coordenadas| registros.filas.find(celda, true).unwrap();
    let mut terminos = dichas.map(|celda| (fila(&celda), -1)).to_vec();
    terminos[0].1 = 1;
    terminos.sort_unstable();
    let is_it = |forma: &Forma| {
        let mut suyos = forma.terminos.clone();
        suyos.sort_unstable();
        suyos == terminos && forma.exige == Exige::Nadie
    };
    assert!(registros.formas.iter().any(is_it));
}

#[test]
fn nothing_helps_a_number_but_what_stands_in_its_way() {
    let rejilla = by_violence();
    let ejes = &rejilla.ejes;
    // Without a type of the year, women may have it in the second quarter besides their own. The first quarter says of the
    // year what its total does.
    let estorban = [
        ("2017-T2", "total"),
        ("2017-T2", "fisica"),
        ("2017-T2", "psicologica"),
        ("2017", "fisica"),
        ("2017", "psicologica"),
        ("2017", "sexual"),
    ];
    let estorban = estorban.map(|(periodo, tipo)| cell(ejes, periodo, tipo));
    let cuantas = alone(&rejilla).0.filas.todas.len();
    let mut retiradas = 0;
    for fila in 0..cuantas {
        let (mut registros, forma) = alone(&rejilla);
        let publicada = registros.filas.todas[fila];
        if publicada.oculta.is_some() || publicada.verdad == 0 {
            continue;
        }
        retiradas += 1;
        registros.withhold(&[fila]);
        let estorba = estorban.contains(&publicada.celda);
        assert_eq!(registros.pursue(forma, false), estorba, "{publicada:?}");
    }
    assert_eq!(retiradas, 11);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn all_is_proven_if_only_a_total_is_published(gente in gente(12..61)) {
        let rejilla = small();
        let cubo = count(&rejilla, &list(&rejilla.ejes, &gente));
        let estados = states(&rejilla, &cubo, |_, _| false);
        let [mut personas, servicios] = estados;
        let total = personas.get_mut(&Coordenadas::TOTAL).unwrap();
        prop_assume!(total.0 >= 10);
        total.1 = true;
        let mut registros = registros(&rejilla, &cubo, &[personas, servicios]).unwrap();
        prop_assert!(!registros.formas.is_empty());
        registros.search();
        let abiertas = registros.open().into_iter();
        let abiertas: Vec<&Forma> = abiertas.map(|forma| registros.forma(forma)).collect();
        prop_assert!(abiertas.is_empty(), "{abiertas:?}");
    }
}
