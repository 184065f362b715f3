//! Sheets of which most rows put out or repeat what is registered: they are refused, whoever insists is heard, and there is a way
//! back.

use crate::casa::{Casa, on_both};
use crate::oficina::{Oficina, csv};

/// Rows of December, of eight women.
fn december(anio: u32, con_folio: bool) -> Vec<String> {
    let fila = |i: u32| {
        let folio = if con_folio {
            format!("D-{i}")
        } else {
            String::new()
        };
        let dia = i + 10;
        format!(
            "{folio},{dia}/12/{anio},Orientación,Candiani,Seguimiento,Ninguna,,E-{i},Mujer,1980"
        )
    };
    (1..=8).map(fila).collect()
}

const BUENAS: &str = "SELECT COUNT(*) FROM atencion WHERE fecha >= '2017-12-01'";
const TODAS: &str = "SELECT COUNT(*) FROM atencion";

fn must_say(dicho: &str, frases: &[&str]) {
    for frase in frases {
        assert!(dicho.contains(frase), "{frase}: {dicho}");
    }
}

fn run(casa: &Casa, argumentos: &[&str]) -> String {
    casa.run(&[argumentos, &["--instancia", "20067"]].concat())
}

fn the_wrong_sheet_is_refused_and_the_right_one_brings_back_what_it_said(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let buena = oficina.sheet("buena.csv", csv(&december(2017, true)));
    let mala = oficina.sheet("mala.csv", csv(&december(2016, true)));
    oficina.import(&buena);
    let (mensaje, _) = oficina.refused(&mala, &[]);
    must_say(
        &mensaje,
        &[
            "sustituiría lo registrado con los mismos folios en 8 de 8 renglones. Fecha: 8 renglones, de 2017 a 2016.",
            "repita con --sustituir",
        ],
    );
    assert_eq!(oficina.count(BUENAS), 8);
    // Only looked at, it says so too, and ends as it would.
    let simulada = ["importar", &mala, "--simular", "--instancia", "20067"];
    let (dicho, (estado, mensaje)) = casa.seen(&simulada);
    must_say(&dicho, &["Se registraría"]);
    must_say(&mensaje, &["así no entraría: la hoja sustituiría"]);
    assert_eq!(estado, 2);
    must_say(
        &run(casa, &["importar", &mala, "--sustituir"]),
        &["8 que rectifican"],
    );
    assert_eq!(oficina.count(BUENAS), 0);
    // One is put right by hand, and stays so.
    let rectificar = ["rectificar", "--folio", "D-1", "Servicio=Trabajo social"];
    run(casa, &rectificar);
    must_say(
        &oficina.import(&buena),
        &[
            "8 que ya estaban",
            "antes de que otra hoja lo cambiara, y lo que dijo la otra se queda como está: renglones 3, 4, 5, 6, 7, 8, 9. Si lo bueno es lo de ésta, impórtela con --sustituir",
            "con «pacto rectificar», y lo corregido se queda como está: renglón 2.",
        ],
    );
    must_say(
        &run(casa, &["importar", &buena, "--sustituir"]),
        &["1 que ya estaba, 7 que rectifican"],
    );
    assert_eq!(oficina.count(BUENAS), 7);
    assert_eq!(oficina.count(TODAS), 8);
    // The wrong one is of before now.
    must_say(&oficina.import(&mala), &["0 que rectifican"]);
    assert_eq!(oficina.count(BUENAS), 7);
}

/// What was put right by hand before the wrong sheet came is not what stands.
fn what_the_wrong_sheet_put_out_comes_back_too(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let buena = oficina.sheet("buena.csv", csv(&december(2017, true)));
    let mala = oficina.sheet("mala.csv", csv(&december(2016, true)));
    oficina.import(&buena);
    let rectificar = ["rectificar", "--folio", "D-1", "Servicio=Trabajo social"];
    run(casa, &rectificar);
    run(casa, &["importar", &mala, "--sustituir"]);
    assert_eq!(oficina.count(BUENAS), 0);
    must_say(
        &run(casa, &["importar", &buena, "--sustituir"]),
        &["8 que rectifican"],
    );
    assert_eq!(oficina.count(BUENAS), 8);
}

/// A column that moved by a row says of each attention that it is of somebody else.
fn a_sheet_whose_persons_moved_is_refused(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let buenas = december(2017, true);
    oficina.import(&oficina.sheet("buena.csv", csv(&buenas)));
    let movidas = (1..).zip(&buenas);
    let movidas =
        movidas.map(|(i, fila)| fila.replace(&format!("E-{i},"), &format!("E-{},", i % 8 + 1)));
    let movida = oficina.sheet("movida.csv", csv(&movidas.collect::<Vec<_>>()));
    let (mensaje, _) = oficina.refused(&movida, &[]);
    must_say(
        &mensaje,
        &[
            "en 8 de 8 renglones. De quién es (CURP, Expediente): 8 renglones.",
            "repita con --sustituir",
        ],
    );
    must_say(
        &run(casa, &["importar", &movida, "--sustituir"]),
        &["8 que rectifican"],
    );
}

fn a_sheet_that_lost_its_folios_is_refused(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("con.csv", csv(&december(2017, true))));
    let renumerada: Vec<String> = december(2017, true)
        .iter()
        .map(|fila| fila.replacen("D-", "N-", 1))
        .collect();
    for (nombre, filas) in [
        ("sin.csv", december(2017, false)),
        ("otros.csv", renumerada),
    ] {
        let ruta = oficina.sheet(nombre, csv(&filas));
        let (mensaje, _) = oficina.refused(&ruta, &[]);
        must_say(
            &mensaje,
            &[
                "de 8 renglones nuevos, 8 son de quien ese día ya tiene registrado el mismo servicio",
                "repita con --son-otras",
            ],
        );
        assert_eq!(oficina.count(TODAS), 8);
    }
    let sin = oficina.path("sin.csv");
    let sin = sin.to_str().unwrap();
    must_say(&run(casa, &["importar", sin, "--son-otras"]), &["8 nuevos"]);
}

/// A few rows that are put right, or a column that is new, are no wrong sheet.
fn corrections_come_in_unasked(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = december(2017, true);
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    let pocas: Vec<String> = (0..)
        .zip(&filas)
        .map(|(i, fila)| match i {
            0..3 => fila.replace("/12/2017", "/11/2017"),
            _ => fila.clone(),
        })
        .collect();
    must_say(
        &oficina.import(&oficina.sheet("pocas.csv", csv(&pocas))),
        &["3 que rectifican"],
    );
    let mas: Vec<String> = pocas.iter().map(|fila| format!("{fila},Sí")).collect();
    let mas = csv(&mas).replacen("Año de nacimiento", "Año de nacimiento,Discapacidad", 1);
    oficina.import(&oficina.sheet("mas.csv", mas));
}

on_both!(
    the_wrong_sheet_is_refused_and_the_right_one_brings_back_what_it_said,
    what_the_wrong_sheet_put_out_comes_back_too,
    a_sheet_whose_persons_moved_is_refused,
    a_sheet_that_lost_its_folios_is_refused,
    corrections_come_in_unasked,
);
