use super::*;
use time::macros::date;

#[test]
fn an_undated_act_counts_at_the_end_of_its_period() {
    let sin_fecha = Convenio {
        clave: "convenio-1".into(),
        partes: Dato::NoConsta,
        objeto: Dato::NoConsta,
        fecha: Dato::NoConsta,
        periodo: Periodo::Anio(2017),
        origen: Origen::Registro,
    };
    assert_eq!(sin_fecha.a_mas_tardar(), date!(2017 - 12 - 31));
    let fechado = Convenio {
        fecha: Dato::Consta(date!(2017 - 05 - 02)),
        ..sin_fecha
    };
    assert_eq!(fechado.a_mas_tardar(), date!(2017 - 05 - 02));
}

#[test]
fn a_pact_with_names_has_as_many_as_it_says() {
    let pacto = PactoRegional {
        clave: "pacto".into(),
        nombre: "Pacto".into(),
        region: Region::VallesCentrales,
        suscrito_en: Dato::NoConsta,
        fecha: Dato::NoConsta,
        periodo: Periodo::Anio(2017),
        numero_signatarias: Dato::Consta(12),
        signatarias: Dato::NoConsta,
        origen: Origen::Registro,
    };
    assert_eq!(pacto.check(), Ok(()));
    let con_una = PactoRegional {
        signatarias: Dato::Consta(vec!["20067".parse().unwrap()]),
        ..pacto
    };
    assert!(con_una.check().is_err());
}
