use clap::CommandFactory;

use super::*;
use crate::argumentos::Argumentos;

#[test]
fn what_was_meant_is_told() {
    let hay = variables(&Argumentos::command());
    let de = |nombre: &str| nearest(nombre, &hay);
    assert_eq!(de("PACTO_DIRECION"), Some("PACTO_DIRECCION"));
    assert_eq!(de("PACTO_DATO"), Some("PACTO_DATOS"));
    assert_eq!(de("PACTO_SOLO_CONSULTA"), Some("PACTO_SOLO_CONSULTAS"));
    assert_eq!(
        de("PACTO_PUBLICACIONES_URI"),
        Some("PACTO_PUBLICACIONES_URL")
    );
    assert_eq!(de("PACTO_HOME"), None);
    assert!(of_a_service("PACTO_SERVICE_HOST") && of_a_service("PACTO_PORT_8080_TCP"));
    assert!(!of_a_service("PACTO_PORTADA"));
}

/// The page lists each variable with its option, and no other.
#[test]
fn the_page_lists_every_variable_and_no_other() {
    let pagina = include_str!("../../docs/operacion.md");
    let dichas: BTreeSet<String> = pagina
        .lines()
        .filter_map(|linea| linea.strip_prefix("| `PACTO_"))
        .filter_map(|linea| linea.split_once('`'))
        .map(|(nombre, _)| format!("{PREFIJO}{nombre}"))
        .collect();
    assert_eq!(dichas, variables(&Argumentos::command()));
    for opcion in pagina
        .lines()
        .filter(|linea| linea.starts_with("| `PACTO_"))
    {
        let mut partes = opcion.split('`').skip(1).step_by(2);
        let (nombre, larga) = (partes.next().unwrap(), partes.next().unwrap());
        let suya = variable(&Argumentos::command(), larga);
        assert_eq!(suya.as_deref(), Some(nombre), "{opcion}");
    }
}

/// However the server is set up can be said by its environment; so can where the stores and the keys are.
#[test]
fn every_option_of_the_server_has_its_variable() {
    let orden = Argumentos::command();
    let sin_ella = ["help", "version"];
    for nombre in ["servir", "demo"] {
        let servir = orden.find_subcommand(nombre).unwrap();
        for argumento in servir.get_arguments().chain(orden.get_arguments()) {
            let larga = argumento.get_long().unwrap_or_default();
            if sin_ella.contains(&larga) {
                continue;
            }
            let espera = format!("{PREFIJO}{}", larga.to_uppercase().replace('-', "_"));
            let variable = argumento.get_env().map(|v| v.to_string_lossy());
            assert_eq!(variable.as_deref(), Some(espera.as_str()), "--{larga}");
        }
    }
}
