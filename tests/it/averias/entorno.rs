//! The environment: what is misspelt is refused, what is empty is not there, and what is wrong is called by its name.

use crate::casa::{Casa, failure, pacto};

#[test]
fn a_variable_that_is_no_option_is_refused() {
    let casa = Casa::folder();
    casa.demo();
    for (variable, espera) in [
        ("PACTO_DIRECION", "¿quiso decir PACTO_DIRECCION?"),
        ("PACTO_DATO", "¿quiso decir PACTO_DATOS?"),
        ("PACTO_SOLOCONSULTAS", "¿quiso decir PACTO_SOLO_CONSULTAS?"),
        ("PACTO_OTRA_COSA_DISTINTA", "docs/operacion.md"),
    ] {
        let salida = casa
            .command(&["servir"])
            .env(variable, "1")
            .output()
            .unwrap();
        let (estado, mensaje) = failure(&salida);
        assert_eq!((estado, mensaje.lines().count()), (2, 1), "{mensaje}");
        assert!(
            mensaje.contains(variable) && mensaje.contains(espera),
            "{mensaje}"
        );
    }
}

/// What is no level would silence all, errors too.
#[test]
fn a_level_that_is_none_is_refused() {
    let casa = Casa::folder();
    for nivel in ["warning", "alto", "info,todo"] {
        let salida = casa
            .command(&["municipios", "oaxaca"])
            .env("PACTO_LOG_NIVEL", nivel)
            .output();
        let (estado, mensaje) = failure(&salida.unwrap());
        assert_eq!(estado, 2, "{mensaje}");
        assert!(
            mensaje.contains("use error, warn, info, debug o trace"),
            "{mensaje}"
        );
    }
    for nivel in ["warn", "info,sqlx=error", "TRACE"] {
        casa.run(&["municipios", "oaxaca", "--log-nivel", nivel]);
    }
}

#[test]
fn an_empty_variable_is_one_that_is_not_set() {
    let casa = Casa::folder();
    casa.demo();
    let mut orden = casa.command(&["servir", "--direccion", "127.0.0.1:0"]);
    for variable in [
        "ACCESOS",
        "CLAVES",
        "CONEXIONES",
        "CONSULTAS",
        "GRACIA",
        "LOG_FORMATO",
        "METRICAS",
        "PAGINAS",
        "PORTADA",
        "PROXIES",
        "PUBLICACIONES_URL",
        "REGISTRO_URL",
        "SITIO",
        "SOLO_CONSULTAS",
        "NO_HAY",
    ] {
        orden.env(format!("PACTO_{variable}"), "");
    }
    let servidor = crate::casa::Servidor::start(orden);
    assert_eq!(servidor.codes("{ __typename }"), [""; 0]);
}

#[test]
fn only_the_known_questions_are_answered_by_a_variable_too() {
    let casa = Casa::folder();
    casa.demo();
    let mut orden = casa.command(&["servir", "--direccion", "127.0.0.1:0"]);
    orden.env("PACTO_SOLO_CONSULTAS", "1");
    let servidor = crate::casa::Servidor::start(orden);
    assert_eq!(servidor.codes("{ __typename }"), ["CONSULTA_NO_PERMITIDA"]);
}

#[test]
fn what_is_wrong_in_a_variable_is_told_by_its_name() {
    let salida = pacto(&["servir"])
        .env("PACTO_GRACIA", "mucha")
        .output()
        .unwrap();
    let (estado, mensaje) = failure(&salida);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("el valor de PACTO_GRACIA no es válido"),
        "{mensaje}"
    );
    let salida = pacto(&["servir", "--gracia", "mucha"]).output().unwrap();
    assert!(
        failure(&salida)
            .1
            .contains("el valor de --gracia no es válido")
    );
}
