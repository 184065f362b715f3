//! The judge of what is found: no cell is skipped, nobody goes who is known to be there, and nobody changes twice.

use prop::sample::Index;

use super::listas::{
    PERSONAS, attention, cells, count, crossed, found, gente, list, small, states,
};
use super::listas::{Persona, Renglon};
use super::resto::registros;
use super::*;
use crate::cubo::Cubo;

/// A register of which nothing is published but its zeros.
fn withheld<'a>(rejilla: &'a Rejilla, lista: &[Renglon]) -> Registros<'a> {
    let cubo = count(rejilla, lista);
    let estados = states(rejilla, &cubo, |_, _| false);
    registros(rejilla, &cubo, &estados).unwrap()
}

/// The same, where a reader knows nothing at all of any cell.
fn unknown<'a>(rejilla: &'a Rejilla, gente: &[Persona]) -> Registros<'a> {
    let mut registros = withheld(rejilla, &list(&rejilla.ejes, gente));
    for fila in &mut registros.filas.todas {
        fila.oculta = Some(0);
    }
    registros
}

/// What a cube counts in each row.
fn rows(rejilla: &Rejilla, registros: &Registros, cubo: &Cubo) -> Vec<i64> {
    let [personas, servicios] = cells(rejilla, cubo);
    let filas = registros.filas.todas.iter().map(|fila| {
        let celdas = if fila.de_servicios {
            &servicios
        } else {
            &personas
        };
        i64::try_from(celdas[&fila.celda]).unwrap()
    });
    filas.collect()
}

/// Some changes, any of them and any number of times.
fn movement(registros: &Registros, cuales: &[Index]) -> Vec<u32> {
    let columnas = registros.columnas.origenes.len();
    let cuales = cuales.iter();
    let cuales = cuales.map(|i| filas::row(i.index(columnas)));
    cuales.collect()
}

fn who(registros: &Registros, movimiento: &[u32]) -> Result<Vec<Paso>, Vec<u32>> {
    pareja::who(&registros.padron, &registros.columnas, movimiento)
}

fn some_changes() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_cell_is_judged_by_what_an_import_counts_in_it(
        gente in gente(10..31),
        cuales in some_changes(),
    ) {
        let rejilla = small();
        let mut registros = unknown(&rejilla, &gente);
        let pasos = who(&registros, &movement(&registros, &cuales));
        prop_assume!(pasos.is_ok());
        let pasos = pasos.unwrap();
        let cubo = count(&rejilla, &found(&registros.padron, &pasos));
        let importadas = rows(&rejilla, &registros, &cubo);
        let filas = registros.filas.todas.iter().zip(&importadas).enumerate();
        let otras = filas.filter(|(_, (fila, cuenta))| fila.verdad != **cuenta);
        let otras: Vec<(usize, i64)> = otras.map(|(i, (_, cuenta))| (i, *cuenta)).collect();
        prop_assert_eq!(registros.recount(&pasos), Some(otras));
        for (i, cuenta) in importadas.into_iter().enumerate() {
            let verdad = registros.filas.todas[i].verdad;
            let mut says = |oculta: Option<i64>| {
                registros.filas.todas[i].oculta = oculta;
                registros.recount(&pasos).is_some()
            };
            // Published, it is what it was; withheld, as many as are known to be there.
            prop_assert_eq!(says(None), cuenta == verdad);
            if cuenta != verdad {
                prop_assert!(says(Some(cuenta)) && !says(Some(cuenta + 1)));
            }
            says(Some(0));
        }
    }

    #[test]
    fn an_edition_that_says_one_more_of_a_cell_is_of_another_register(gente in gente(10..31)) {
        let rejilla = small();
        let mut registros = unknown(&rejilla, &gente);
        prop_assert!(whole(&registros.filas, &registros.padron));
        for i in 0..registros.filas.todas.len() {
            registros.filas.todas[i].verdad += 1;
            prop_assert!(!whole(&registros.filas, &registros.padron));
            registros.filas.todas[i].verdad -= 1;
        }
    }

    #[test]
    fn everybody_makes_one_change_and_whoever_cannot_is_among_too_few(
        gente in gente(2..8),
        cuales in prop::collection::vec(any::<Index>(), 1..20),
    ) {
        let rejilla = small();
        let registros = unknown(&rejilla, &gente);
        let movimiento = movement(&registros, &cuales);
        let origenes = |columna: &u32| &registros.columnas.origenes[filas::at(*columna)];
        match who(&registros, &movimiento) {
            Ok(pasos) => {
                prop_assert_eq!(pasos.len(), movimiento.len());
                for (paso, columna) in pasos.iter().zip(&movimiento) {
                    let suyo = |o: &Paso| (o.quien, o.cambio) == (paso.quien, paso.cambio);
                    prop_assert!(origenes(columna).iter().any(suyo));
                }
                // As many as there are are enough.
                found(&registros.padron, &pasos);
            }
            Err(pocas) => {
                let alone = |o: &Paso| !o.cambio.llega() && pocas.contains(&o.quien);
                let suyos = movimiento.iter().filter(|c| origenes(c).iter().all(alone)).count();
                let cuantas = pocas.iter().map(|q| filas::at(registros.padron.quienes[filas::at(*q)].1));
                prop_assert!(suyos > cuantas.sum());
            }
        }
    }
}

#[test]
fn nobody_goes_who_is_alone_in_a_withheld_cell_unless_it_is_of_a_type_of_violence() {
    let rejilla = crossed(&[(PERSONAS, &[Nivel::Trimestre, Nivel::TipoViolencia])]);
    let ejes = &rejilla.ejes;
    // Only one is there in the second quarter; another one has a type of violence that nobody else has.
    let asistencias = [(0, 0), (0, 0), (3, 0), (0, 1)];
    let lista = asistencias.map(|(mes, tipo)| Renglon {
        anonima: false,
        sexo: 1,
        edad: ejes.edad(Some(30), false),
        atenciones: vec![(attention(ejes, &(mes, 0, 0, vec![tipo])), 1)],
    });
    let registros = withheld(&rejilla, &lista);
    let goes = |(mes, tipo): (usize, usize)| {
        let suya = attention(ejes, &(mes, 0, 0, vec![tipo]));
        let todas = &registros.padron.quienes;
        let es = |(quien, _): &(Alguien, u32)| {
            let (unica, _) = quien.atenciones[0];
            registros.padron.tipo(unica).clase == suya
        };
        let paso = Paso {
            quien: filas::row(todas.iter().position(es).unwrap()),
            cambio: vecinas::Cambio::Nadie,
        };
        registros.recount(&[paso]).is_some()
    };
    assert_eq!(asistencias.map(goes), [true, true, false, true]);
}
