//! Exchanges of places and of services: what is not counted by them stays as it is, and they hide what few had in a place.

use super::canje::{self, Familia};
use super::listas::{AMBAS, PERSONAS, Persona, attention, count, crossed, list, states};
use super::programa::Precio;
use super::resto::registros;
use super::*;

/// Services by place, and what no exchange of places moves: types of violence by month.
fn by_place() -> Rejilla {
    crossed(&[
        (AMBAS, &[Nivel::Anio, Nivel::Agencia, Nivel::Servicio]),
        (PERSONAS, &[Nivel::Mes, Nivel::TipoViolencia]),
    ])
}

/// So many women of two attentions each in one of three places, no two of them alike. Ten of them have the second service: two in
/// the second place and eight in the third.
fn women(cuantas: usize) -> Vec<Persona> {
    let una = |i: usize| {
        let servicio = usize::from((i % 3 == 1 && i < 6) || (i % 3 == 2 && i < 24));
        let una = (i % 12, i % 3, servicio, vec![i / 144]);
        let otra = (i / 12 % 12, i % 3, servicio, vec![3]);
        (false, 0, 30, vec![(una, 1), (otra, 1)])
    };
    (0..cuantas).map(una).collect()
}

/// The cell of a service in a place.
fn cell(ejes: &Ejes, lugar: usize, servicio: usize) -> Coordenadas {
    let hoja = attention(ejes, &(0, lugar, servicio, vec![0])).hoja;
    Coordenadas::TOTAL
        .with(Eje::Lugar, hoja[Eje::Lugar])
        .with(Eje::Servicio, hoja[Eje::Servicio])
}

/// Those women, with the second and the third place withheld by service, but for what is `dicha`; and the number of those
/// with the second service in the second place.
fn two(rejilla: &Rejilla, cuantas: usize, dicha: Option<(usize, usize)>) -> (Registros<'_>, usize) {
    let ejes = &rejilla.ejes;
    let cubo = count(rejilla, &list(ejes, &women(cuantas)));
    let dicha = dicha.map(|(lugar, servicio)| cell(ejes, lugar, servicio));
    let calladas: Vec<Coordenadas> = [(1, 0), (1, 1), (2, 0), (2, 1)]
        .into_iter()
        .map(|(lugar, servicio)| cell(ejes, lugar, servicio))
        .filter(|celda| Some(*celda) != dicha)
        .collect();
    let estados = states(rejilla, &cubo, |celda, _| !calladas.contains(celda));
    let registros = registros(rejilla, &cubo, &estados).unwrap();
    let fila = registros.filas.find(&cell(ejes, 1, 1), false).unwrap();
    assert_eq!(registros.filas.todas[fila].verdad, 2);
    let suya = |forma: &Forma| forma.terminos == [(fila, 1)] && forma.exige == Exige::Ancho;
    let forma = registros.formas.iter().position(suya).unwrap();
    (registros, forma)
}

#[test]
fn women_of_two_places_are_exchanged_where_there_are_many() {
    let rejilla = by_place();
    let (mut registros, forma) = two(&rejilla, 330, None);
    assert!(registros.exchange(forma));
    registros.recheck();
    assert!(registros.proven(forma));
    // Where there are few, all that they can change is looked at anyway.
    let (mut registros, forma) = two(&rejilla, 240, None);
    assert!(!registros.exchange(forma));
}

#[test]
fn an_exchange_moves_nothing_that_is_not_counted_by_what_it_exchanges() {
    let rejilla = by_place();
    let (mut registros, forma) = two(&rejilla, 330, None);
    let familias = canje::families(&registros.filas, &registros.formas[forma]);
    assert!(familias.iter().any(|f| matches!(f, Familia::Lugares(..))));
    assert!(familias.iter().any(|f| matches!(f, Familia::Servicios(..))));
    for familia in familias {
        let eje = match familia {
            Familia::Lugares(..) => Eje::Lugar,
            Familia::Servicios(..) => Eje::Servicio,
        };
        registros
            .canjes
            .make(&registros.filas, &mut registros.padron, familia);
        let columnas = &registros.canjes.get(familia).unwrap().columnas;
        let cuantas = u32::try_from(columnas.origenes.len()).unwrap();
        assert!(cuantas > 0, "{familia:?}");
        for (fila, _) in (0..cuantas).flat_map(|columna| columnas.of(columna)) {
            let celda = registros.filas.todas[filas::at(*fila)].celda;
            assert_ne!(celda[eje], 0, "{familia:?}");
        }
    }
}

/// Without what is published of the third place women could be exchanged with it: both of its counts stand in the way, that of
/// persons and that of services.
#[test]
fn what_stands_in_the_way_of_an_exchange_is_withheld() {
    let rejilla = by_place();
    let (mut registros, forma) = two(&rejilla, 330, Some((2, 0)));
    assert!(!registros.exchange(forma));
    let dicha = cell(&rejilla.ejes, 2, 0);
    let suyas = [false, true].map(|de_servicios| registros.filas.find(&dicha, de_servicios));
    let suyas = suyas.map(Option::unwrap);
    // Nothing else may be withheld.
    let mut costo = vec![None; registros.filas.todas.len()];
    suyas.iter().for_each(|fila| costo[*fila] = Some(1));
    let precio = Precio {
        costo: &costo,
        hasta: 2,
    };
    let remedio = registros.remedy_by_exchange(forma, precio).unwrap();
    assert_eq!(remedio.precio, 2);
    let mut filas = remedio.filas.clone();
    filas.sort_unstable();
    assert_eq!(filas, suyas);
    let caro = Precio { hasta: 1, ..precio };
    assert!(registros.remedy_by_exchange(forma, caro).is_none());
    registros.withhold(&remedio.filas);
    registros.apply(remedio);
    assert!(registros.pursue(forma, false));
}
