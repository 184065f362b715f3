use time::macros::{date, datetime};

use super::*;
use crate::Retiro;
use crate::proteccion::Umbral;

fn edicion(numero: u32, corte: time::Date, retirada: bool) -> Edicion {
    Edicion {
        instancia: "20067".parse().unwrap(),
        numero,
        corte,
        instante: datetime!(2018-01-15 0:00 UTC),
        hash: numero.to_string(),
        sintetica: true,
        umbral: Umbral::MINIMO,
        formato: crate::FORMATO,
        retiro: retirada.then(|| Retiro {
            motivo: "error".to_owned(),
            instante: datetime!(2018-01-16 0:00 UTC),
        }),
        orden: numero.into(),
    }
}

fn numero(edicion: Option<&Edicion>) -> Option<u32> {
    edicion.map(|edicion| edicion.numero)
}

#[test]
fn the_latest_cut_off_holds_and_then_the_highest_number() {
    let (junio, fin) = (date!(2017 - 06 - 30), date!(2017 - 12 - 31));
    let todas = Ediciones::from(vec![
        edicion(3, fin, false),
        edicion(1, junio, false),
        edicion(4, junio, false),
        edicion(2, fin, false),
    ]);
    assert_eq!(numero(todas.vigente(2017)), Some(3));
    assert_eq!(numero(todas.sustituta(&todas.all()[0])), Some(3));
    assert_eq!(todas.estado(&todas.all()[1]), EstadoEdicion::Sustituida);
    assert_eq!(todas.estado(&todas.all()[2]), EstadoEdicion::Vigente);
    assert_eq!(todas.vigente(2016), None);
}

#[test]
fn what_is_withdrawn_holds_no_more_and_is_given_where_there_is_no_other() {
    let (junio, fin) = (date!(2017 - 06 - 30), date!(2017 - 12 - 31));
    let todas = Ediciones::from(vec![edicion(1, junio, false), edicion(2, fin, true)]);
    assert_eq!(numero(todas.vigente(2017)), Some(1));
    assert_eq!(numero(todas.elegida(Some(2017), None)), Some(1));
    assert_eq!(numero(todas.elegida(None, Some(2))), Some(2));
    assert_eq!(todas.estado(&todas.all()[1]), EstadoEdicion::Retirada);
    let sola = Ediciones::from(vec![edicion(2, fin, true)]);
    assert_eq!(sola.vigente(2017), None);
    assert_eq!(numero(sola.elegida(None, None)), Some(2));
}
