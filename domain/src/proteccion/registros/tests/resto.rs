//! Registers larger than what is kept of them: the rest is counted together, and what is proven stays proven.

use super::*;
use crate::cubo::Cubo;
use crate::proteccion::posibles::Posibles;

/// Patterns that are kept one by one.
const CAMBIAN: usize = 30;

const PEDIDO: Pedido = Pedido {
    umbral: 5,
    repeticiones: false,
};

/// Many persons, nearly all of the first service: few have the second one in the second quarter.
fn gente() -> Vec<Alguna> {
    let mut azar = 7_u64;
    let mut next = |hasta: u64| {
        azar = azar
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u8::try_from((azar >> 33) % hasta).unwrap()
    };
    let mut todas: Vec<Alguna> = (0..400)
        .map(|_| [1 + next(12), next(9), next(12), 0])
        .collect();
    for una in todas.iter_mut().take(4) {
        una[3] = 1;
    }
    todas
}

/// Counts persons one by one, in the order in which they come, and their attentions forwards or backwards.
fn count<'a>(
    rejilla: &Rejilla,
    gente: impl Iterator<Item = &'a Alguna>,
    atras: bool,
    cambian: usize,
) -> Cubo {
    let recuento = Recuento::keeping(rejilla, 5, &[], cambian);
    fill(recuento, rejilla, gente, atras)
}

fn fill<'a>(
    mut recuento: Recuento,
    rejilla: &Rejilla,
    gente: impl Iterator<Item = &'a Alguna>,
    atras: bool,
) -> Cubo {
    let ejes = &rejilla.ejes;
    for una in gente {
        let mut clases: Vec<usize> = (0..una.len()).filter(|clase| una[*clase] > 0).collect();
        if atras {
            clases.reverse();
        }
        let mut suyas = vec![];
        for clase in clases {
            let (hoja, veces) = (leaf(ejes, clase), una[clase]);
            recuento.services(hoja, u64::from(veces), u64::from(veces));
            suyas.push((recuento.kind(hoja, &[1]), u32::from(veces)));
        }
        recuento.persons(1, 1, ejes.edad(Some(30), false), &suyas);
    }
    let mut cubo = recuento.finish();
    // These numbers mean nothing elsewhere.
    cubo.hojas
        .values_mut()
        .for_each(|hoja| hoja.quienes.clear());
    cubo
}

pub(super) type Estados = BTreeMap<Coordenadas, (u64, bool)>;

/// Everything is published but what is small, and the persons and services of the first quarter and service.
fn states(rejilla: &Rejilla, gente: &[Alguna]) -> [Estados; 2] {
    let mut verdad = counts(rejilla, gente).into_iter();
    [Medida::PersonasAtendidas, Medida::Servicios].map(|medida| {
        let celdas = rejilla.celdas(medida).into_iter();
        let estado = |celda: Coordenadas| {
            let cuenta = u64::try_from(verdad.next().unwrap()).unwrap();
            let hoja = rejilla.ejes.dentro(&leaf(&rejilla.ejes, 0), &celda)
                || rejilla.ejes.dentro(&leaf(&rejilla.ejes, 3), &celda);
            (
                celda,
                (cuenta, cuenta == 0 || celda == Coordenadas::TOTAL || !hoja),
            )
        };
        celdas.map(estado).collect()
    })
}

pub(super) fn registros<'a>(
    rejilla: &'a Rejilla,
    cubo: &Cubo,
    estados: &[Estados; 2],
) -> Option<Registros<'a>> {
    let filas = Filas::new(&rejilla.ejes, &estados[0], &estados[1], Posibles::default());
    let padron = Padron::new(&filas, cubo);
    let secretos = secrets(&filas, &padron, PEDIDO);
    let formas = secretos.into_iter().map(|secreto| secreto.forma);
    Registros::new(filas, padron, formas.collect(), 5)
}

#[test]
fn what_is_kept_does_not_depend_on_the_order_of_the_register() {
    let (rejilla, gente) = (rejilla(), gente());
    let derecho = count(&rejilla, gente.iter(), false, CAMBIAN);
    assert_eq!(derecho.patrones.len(), CAMBIAN);
    assert!(
        derecho.resto.personas[&Coordenadas::TOTAL] > 200,
        "{:?}",
        derecho.resto
    );
    assert_eq!(derecho, count(&rejilla, gente.iter().rev(), true, CAMBIAN));
    for salto in [3, 7, 11] {
        let revuelta = (0..salto).flat_map(|desde| gente.iter().skip(desde).step_by(salto));
        assert_eq!(derecho, count(&rejilla, revuelta, salto == 7, CAMBIAN));
    }
}

#[test]
fn all_of_a_small_register_are_kept() {
    let (rejilla, gente) = (rejilla(), gente());
    let cubo = count(&rejilla, gente.iter(), false, gente.len());
    let personas: u64 = cubo.patrones.iter().map(|patron| patron.cuantas).sum();
    assert_eq!(personas, 400);
    assert!(cubo.fijos.is_empty() && cubo.resto.personas.is_empty());
}

#[test]
fn all_of_a_small_cell_are_kept_and_the_numbers_that_nobody_may_know_are_the_same() {
    let (rejilla, gente) = (rejilla(), gente());
    let (todo, parte) = (
        count(&rejilla, gente.iter(), false, gente.len()),
        count(&rejilla, gente.iter(), false, CAMBIAN),
    );
    let ultima = leaf(&rejilla.ejes, 3);
    let en = |patron: &&crate::cubo::Patron| {
        let mut suyas = patron.atenciones.iter();
        suyas.any(|(clase, _)| parte.clases[filas::at(*clase)].hoja == ultima)
    };
    assert_eq!(parte.patrones.iter().filter(en).count(), 4);
    let estados = states(&rejilla, &gente);
    let numbers = |cubo: &Cubo| {
        let filas = Filas::new(&rejilla.ejes, &estados[0], &estados[1], Posibles::default());
        secrets(&filas, &Padron::new(&filas, cubo), PEDIDO)
    };
    assert!(!numbers(&todo).is_empty());
    assert_eq!(numbers(&todo), numbers(&parte));
}

#[test]
fn a_register_proves_with_the_rest_of_it_as_it_is() {
    let (rejilla, gente) = (rejilla(), gente());
    let cubo = count(&rejilla, gente.iter(), false, CAMBIAN);
    let estados = states(&rejilla, &gente);
    let mut registros = registros(&rejilla, &cubo, &estados).unwrap();
    registros.search();
    assert!(registros.open().len() < registros.formas.len());
}

#[test]
fn a_wrong_rest_is_no_register() {
    let (rejilla, gente) = (rejilla(), gente());
    let cubo = count(&rejilla, gente.iter(), false, CAMBIAN);
    let estados = states(&rejilla, &gente);
    let mutants: [fn(&mut Cubo); 5] = [
        |cubo| *cubo.resto.personas.first_entry().unwrap().get_mut() += 1,
        |cubo| *cubo.resto.personas.last_entry().unwrap().get_mut() -= 1,
        |cubo| *cubo.resto.servicios.first_entry().unwrap().get_mut() -= 1,
        |cubo| cubo.patrones[0].cuantas += 1,
        |cubo| _ = cubo.patrones.pop(),
    ];
    assert!(registros(&rejilla, &cubo, &estados).is_some());
    for (i, mutate) in mutants.into_iter().enumerate() {
        let mut otro = cubo.clone();
        mutate(&mut otro);
        assert!(registros(&rejilla, &otro, &estados).is_none(), "mutant {i}");
    }
}

#[test]
fn what_earlier_editions_counted_and_no_plan_declares_is_counted_of_the_rest_too() {
    let (rejilla, gente) = (rejilla(), gente());
    let ejes = &rejilla.ejes;
    let cerrada = {
        let mut celda = Coordenadas::TOTAL;
        celda[Eje::Tiempo] = leaf(ejes, 0)[Eje::Tiempo];
        celda
    };
    let mut estados = states(&rejilla, &gente);
    let suyas = gente.iter().filter(|una| una[0] + una[1] > 0).count();
    estados[0].insert(cerrada, (u64::try_from(suyas).unwrap(), true));
    let whole = |cerradas: &[Coordenadas]| {
        let recuento = Recuento::keeping(&rejilla, 5, cerradas, CAMBIAN);
        let cubo = fill(recuento, &rejilla, gente.iter(), false);
        registros(&rejilla, &cubo, &estados).is_some()
    };
    assert!(whole(&[cerrada]));
    assert!(!whole(&[]));
}
