use super::*;
use crate::{Dato, Origen, Participacion, Participantes, Periodo, Publico, TipoActividad};
use time::macros::date;

fn taller(clave: &str, fecha: Date, numero: u32) -> Actividad {
    Actividad {
        clave: clave.into(),
        tipo: TipoActividad::Taller,
        tipo_propio: None,
        nombre: "Taller".into(),
        efemeride: None,
        efemeride_propia: None,
        temas: BTreeSet::new(),
        temas_propios: vec![],
        fecha: Dato::Consta(fecha),
        periodo: Periodo::Anio(fecha.year()),
        lugar: Dato::NoConsta,
        participantes: Participantes::Consta(vec![Participacion {
            publico: Publico::Mujeres,
            publico_propio: None,
            sexo: Dato::NoConsta,
            numero,
        }]),
        origen: Origen::Registro,
    }
}

fn claves(actos: &[Actividad]) -> Vec<&str> {
    actos.iter().map(|acto| acto.clave.as_str()).collect()
}

const MARZO: Date = date!(2017 - 03 - 01);
const JUNIO: Date = date!(2017 - 06 - 30);
const DICIEMBRE: Date = date!(2017 - 12 - 31);

/// What is closed after an edition that counts what it gathers.
fn close(cierre: &CierreActos, registro: Vec<Actividad>, corte: Date) -> CierreActos {
    let actos = cierre.gather(registro, corte);
    let mut anios = cierre.0.clone();
    let anio = corte.year();
    anios.insert(anio, cierre.with(anio, &actos, corte == DICIEMBRE));
    CierreActos(anios)
}

#[test]
fn what_an_edition_counted_the_next_ones_say() {
    let antes = taller("a", MARZO, 30);
    let cierre = close(&CierreActos::default(), vec![antes.clone()], JUNIO);
    // Corrected, moved to another year, or gone: it is what it was.
    let corregido = taller("a", MARZO, 32);
    let movido = taller("a", date!(2018 - 03 - 01), 32);
    for registro in [vec![corregido.clone()], vec![movido.clone()], vec![]] {
        assert_eq!(
            cierre.gather(registro, DICIEMBRE),
            std::slice::from_ref(&antes)
        );
    }
    assert_eq!(cierre.gather(vec![movido], date!(2018 - 12 - 31)), []);
    assert_eq!(cierre.tell(&antes), None);
    assert_eq!(cierre.tell(&corregido), Some(Tardanza::Cerrado(2017)));
    // While the year is open, others come in, however late.
    let tardio = taller("b", MARZO, 3);
    assert_eq!(cierre.tell(&tardio), None);
    assert_eq!(claves(&cierre.gather(vec![tardio], JUNIO)), ["a", "b"]);
}

#[test]
fn a_year_that_an_edition_counted_whole_takes_no_more() {
    let cierre = close(
        &CierreActos::default(),
        vec![taller("a", MARZO, 30)],
        DICIEMBRE,
    );
    let tardio = taller("b", MARZO, 2);
    let registro = vec![taller("a", MARZO, 30), tardio.clone()];
    assert_eq!(claves(&cierre.gather(registro.clone(), DICIEMBRE)), ["a"]);
    assert_eq!(claves(&cierre.gather(registro.clone(), JUNIO)), ["a"]);
    let despues = cierre.gather(registro, date!(2018 - 01 - 31));
    assert_eq!(claves(&despues), ["b"]);
    let (de, cuenta_en) = (2017, 2018);
    assert_eq!(
        cierre.tell(&tardio),
        Some(Tardanza::Tardio { de, cuenta_en })
    );
    assert_eq!(cierre.size(), (1, 1));
}

#[test]
fn an_earlier_cut_off_has_the_closed_acts_up_to_it() {
    let registro = vec![
        taller("a", MARZO, 30),
        taller("z", date!(2017 - 11 - 01), 40),
    ];
    let cierre = close(&CierreActos::default(), registro, DICIEMBRE);
    assert_eq!(claves(&cierre.gather(vec![], JUNIO)), ["a"]);
    assert_eq!(claves(&cierre.gather(vec![], DICIEMBRE)), ["a", "z"]);
}
