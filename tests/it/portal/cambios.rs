//! What an edition changed of the figures of its report is told beside it, and of what is withdrawn nothing.

use super::lector::{page, plain};
use crate::casa::{Casa, withdrawing};
use crate::oficina::{Oficina, csv, many};

#[test]
fn corrected_figures_are_named_before_and_after() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.plan("minimo");
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    let figures = |filas: &[&str]| {
        let columnas = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto";
        let filas = filas.iter().map(|fila| format!("i,{fila}\n"));
        put(
            "cifras",
            &format!("{columnas}\n{}", filas.collect::<String>()),
        )
    };
    casa.publish("2017-12-31");
    put(
        "informes",
        "Clave,Título,Desde,Hasta,Fuente\ni,Informe,01/01/2017,31/12/2017,El informe\n",
    );
    figures(&[
        "a,Mujeres atendidas,1060,Persona,Mujeres,1060",
        "b,Pláticas,12,Actividad,Pláticas,12",
    ]);
    casa.publish("2017-12-31");
    figures(&[
        "a,Mujeres atendidas,1066,Persona,Mujeres,1066",
        "c,Ferias,7,Actividad,Ferias,7",
    ]);
    casa.publish("2017-12-31");
    let servidor = casa.serve();
    let said = || ["/informe/2017", "/datos"].map(|direccion| plain(&page(&servidor, direccion)));
    let corrige = "Corrige del informe: «Mujeres atendidas», de 1,060 a 1,066. Agrega al informe: «Ferias», 7.";
    for dicho in said() {
        assert!(dicho.contains(corrige), "{dicho}");
        assert!(dicho.contains("Trae el informe del año."), "{dicho}");
    }
    // What a withdrawn edition said is not served, here neither: the next one stands beside the one before that.
    casa.run(&withdrawing("2", "una cifra estaba mal"));
    for dicho in said() {
        assert!(
            !dicho.contains("1,060") && dicho.contains("Trae el informe del año."),
            "{dicho}"
        );
    }
}

/// An edition of an earlier day says no report, and takes nothing out of it.
#[test]
fn an_edition_of_an_earlier_day_changes_no_figure() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.plan("minimo");
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, hoja: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
        casa.run(&["importar", &ruta, "--tipo", tipo, "--instancia", "20067"])
    };
    let state = |valor: u32| {
        put(
            "cifras",
            &format!(
                "Informe,Clave,Nombre,Valor,Unidad,Población,Texto\ni,b,Pláticas,{valor},Actividad,Pláticas,{valor}\n"
            ),
        )
    };
    put(
        "informes",
        "Clave,Título,Desde,Hasta,Fuente\ni,Informe,01/01/2017,31/12/2017,El informe\n",
    );
    state(12);
    casa.publish("2017-12-31");
    casa.publish("2017-09-30");
    state(14);
    casa.publish("2017-12-31");
    let dicho = plain(&page(&casa.serve(), "/datos"));
    assert!(
        dicho.contains("Corrige del informe: «Pláticas», de 12 a 14.")
            && !dicho.contains("Quita del informe")
            && !dicho.contains("Trae el informe"),
        "{dicho}"
    );
}
