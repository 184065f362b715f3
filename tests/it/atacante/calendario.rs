//! What everybody knows of the catalogues: since when something exists, and what an edition did not have yet.

use serde_json::Value;

use crate::casa::{Casa, repository};
use crate::oficina::{Oficina, csv};

/// Women of 2017: so many a day, each with one attention of a service from a place.
fn women(de: &[(&str, u32, &str, &str)]) -> String {
    let mut filas = vec![];
    for (dia, cuantas, servicio, lugar) in de {
        for _ in 0..*cuantas {
            let i = filas.len();
            filas.push(format!(
                "K-{i},{dia}/2017,{servicio},{lugar},Primera vez,Psicológica,,K{i}-1,Mujer,1980"
            ));
        }
    }
    csv(&filas)
}

/// An office with a plan that comes with the program, and a sheet of a catalogue.
fn office<'a>(casa: &'a Casa, plan: &str, tipo: &str, hoja: &str) -> Oficina<'a> {
    let oficina = Oficina::new(casa);
    let de = ["--instancia", "20067"];
    casa.run(&[&["plan", "--usar", plan][..], &de].concat());
    let ruta = oficina.sheet("catalogo.csv", hoja);
    casa.run(&[&["importar", &ruta, "--tipo", tipo][..], &de].concat());
    oficina
}

/// The women of each member of a level in the edition in force; nothing where they are withheld.
fn by(casa: &Casa, nivel: &str) -> Vec<(String, Option<u64>)> {
    let servidor = casa.serve();
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(anio: 2017) {{ tabla(medida: MUJERES_ATENDIDAS, filas: [{nivel}]) {{ filas {{ miembros {{ codigo }} }} celdas {{ valor }} }} }} }} }}"#
    );
    let tabla = servidor.data(&consulta)["instancia"]["edicion"]["tabla"].take();
    let celdas = tabla["celdas"].as_array().unwrap();
    let filas = tabla["filas"].as_array().unwrap().iter();
    let dicha = |(fila, celda): (&Value, &Value)| {
        let codigo = fila["miembros"][0]["codigo"].as_str().unwrap().to_owned();
        (codigo, celda["valor"].as_u64())
    };
    filas.zip(celdas).map(dicha).collect()
}

const AGENCIA: &str =
    "Clave,Nombre,Tipo,Existe desde\noctubre,Octubre,Agencia municipal,01/10/2017\n";

/// Three women of what exists since October are among the five of the last quarter: these are not told beside them.
#[test]
fn what_began_in_the_year_is_not_bounded_by_its_time() {
    let casa = Casa::folder();
    let oficina = office(&casa, "agencias", "agencias", AGENCIA);
    let hoja = women(&[
        ("08/02", 10, "Orientación", "Candiani"),
        ("08/05", 10, "Orientación", "Candiani"),
        ("08/08", 12, "Orientación", "Candiani"),
        ("08/11", 2, "Orientación", "Candiani"),
        ("09/11", 3, "Orientación", "Octubre"),
    ]);
    oficina.import(&oficina.sheet("todas.csv", hoja));
    casa.publish("2017-12-31");
    let trimestres = by(&casa, "TRIMESTRE");
    let ultimo = trimestres.iter().find(|(t, _)| t == "2017-T4").unwrap();
    assert_eq!(ultimo.1, None, "{trimestres:?}");
    assert!(
        trimestres.iter().any(|(_, n)| n.is_some()),
        "{trimestres:?}"
    );
}

/// The same of what the catalogue of an earlier edition did not have, whatever its dates.
#[test]
fn what_an_edition_did_not_have_was_not_counted_by_it() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.run(&["plan", "--usar", "agencias", "--instancia", "20067"]);
    let antes = women(&[
        ("08/02", 10, "Orientación", "Candiani"),
        ("08/05", 10, "Orientación", "Candiani"),
        ("08/08", 12, "Orientación", "Candiani"),
    ]);
    oficina.import(&oficina.sheet("antes.csv", antes));
    casa.publish("2017-09-30");
    let nueva = "Clave,Nombre,Tipo\noctubre,Octubre,Agencia municipal\n";
    let ruta = oficina.sheet("nueva.csv", nueva);
    casa.run(&[
        "importar",
        &ruta,
        "--tipo",
        "agencias",
        "--instancia",
        "20067",
    ]);
    let mas = women(&[
        ("08/11", 2, "Orientación", "Candiani"),
        ("09/11", 3, "Orientación", "Octubre"),
    ]);
    oficina.import(&oficina.sheet("mas.csv", mas.replace("K-", "L-").replace(",K", ",L")));
    casa.publish("2017-12-31");
    let trimestres = by(&casa, "TRIMESTRE");
    let ultimo = trimestres.iter().find(|(t, _)| t == "2017-T4").unwrap();
    assert_eq!(ultimo.1, None, "{trimestres:?}");
    // What editions counted goes on having existed.
    let tarde = "Clave,Nombre,Tipo,Existe desde\ncandiani,Candiani,Agencia municipal,01/06/2017\n";
    let ruta = oficina.sheet("tarde.csv", tarde);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "agencias"]);
    assert!(
        dicho.contains("existía en enero de 2017, que ya se publicó"),
        "{dicho}"
    );
}

/// Of what is known already, another plan does not begin to say what it leaves no room to hide.
#[test]
fn a_plan_does_not_begin_to_say_what_is_bounded_already() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let pequeno = std::fs::read_to_string(repository("datos/planes/pequeno.toml")).unwrap();
    let de = ["--instancia", "20067"];
    casa.run(&[&["plan", "--usar", "pequeno"][..], &de].concat());
    let lugares = ["Candiani", "Montoya", "Donaji", "Dolores", "Pueblo Nuevo"];
    let cinco: Vec<_> = lugares
        .iter()
        .map(|lugar| ("11/02", 1, "Orientación", *lugar))
        .collect();
    oficina.import(&oficina.sheet("cinco.csv", women(&cinco)));
    casa.publish("2017-03-31");
    let cruce = "[[cruces]]\nclave = \"lugar_trimestre\"\nnombre = \"Lugar por trimestre\"\nmedidas = [\"MUJERES_ATENDIDAS\"]\nniveles = [\"TRIMESTRE\", \"AGENCIA\"]\n\n[[obligados]]";
    let otro = oficina.sheet("otro.toml", pequeno.replacen("[[obligados]]", cruce, 1));
    casa.run(&[&["plan", "--usar", &otro][..], &de].concat());
    let mas = women(&[
        ("11/05", 20, "Orientación", "Candiani"),
        ("11/06", 20, "Orientación", "Montoya"),
    ]);
    oficina.import(&oficina.sheet("mas.csv", mas.replace("K-", "L-").replace(",K", ",L")));
    let publicar = [
        "publicar",
        "--si",
        "--sin-atenciones",
        "--corte",
        "2017-06-30",
    ];
    let (estado, dicho) = casa.fail(&[&publicar[..], &de].concat());
    assert_eq!(estado, 3);
    assert!(
        dicho.contains("por Lugar por trimestre quedaría acotado por lo que ya se dijo"),
        "{dicho}"
    );
    casa.run(&[&["plan", "--usar", "pequeno"][..], &de].concat());
    casa.run(&[&publicar[..], &de].concat());
}

/// What came late of a place that ceased to exist before the year is counted, and the year is published.
#[test]
fn what_comes_late_of_a_place_that_ended_is_counted() {
    let casa = Casa::folder();
    let hoja = "Clave,Nombre,Tipo,Existe hasta\nvieja,Vieja,Agencia municipal,31/12/2016\n";
    let oficina = office(&casa, "pequeno", "agencias", hoja);
    let de_2016 = women(&[("08/05", 20, "Orientación", "Candiani")]).replace("/2017", "/2016");
    oficina.import(&oficina.sheet("antes.csv", de_2016));
    casa.publish("2016-12-31");
    let tarde = women(&[("09/05", 1, "Orientación", "Vieja")]).replace("/2017", "/2016");
    let de_2017 = women(&[("08/05", 20, "Orientación", "Candiani")]);
    oficina.import(&oficina.sheet("tarde.csv", tarde.replace("K-", "T-").replace(",K", ",T")));
    oficina.import(&oficina.sheet("de_2017.csv", de_2017.replace("K-", "M-")));
    casa.publish("2017-12-31");
}
