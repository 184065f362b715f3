//! Whoever has a CURP and a file is one, whichever of them a row says.

use expect_test::expect;

use crate::arco::{INSTANCIA, answered};
use crate::casa::{Casa, failure, on_both, text};
use crate::oficina::{CURP, Oficina, csv, many};

/// An invented one.
const OTRA: &str = "ZEZZ850412MOCZZZ04";

/// A row of 2017: its folio, its day, what says who she is, and her year of birth.
fn row(folio: &str, dia: &str, curp: &str, expediente: &str, nacio: &str) -> String {
    let sexo = if curp.is_empty() { "Mujer" } else { "" };
    format!(
        "{folio},{dia}/2017,Orientación,Candiani,Seguimiento,Ninguna,{curp},{expediente},{sexo},{nacio}"
    )
}

const CURPS: [&str; 2] = [CURP, OTRA];

/// What sheets say, one after another, each row as «CURP/file» (1 and 2 are CURPs); and how many persons there are then.
const SHEETS: [(&[&[&str]], i64); 9] = [
    (&[&["1/E-1", "/E-1"]], 1),
    (&[&["1/E-1"], &["/e-1", "1/"]], 1),
    (&[&["/E-1"], &["1/E-1"], &["1/", "/E-1"]], 1),
    // Two who turn out to be one, in one sheet or in several.
    (&[&["1/", "/E-1", "1/E-1"]], 1),
    (&[&["1/"], &["/E-1"], &["1/E-1"]], 1),
    (&[&["/E-1"], &["1/", "1/E-1"], &["/E-1"]], 1),
    // A woman may have two files.
    (&[&["1/E-1"], &["1/E-2"], &["/E-1", "/E-2"]], 1),
    (&[&["1/E-1", "2/E-2"], &["/E-1", "/E-2"]], 2),
    (&[&["1/E-1"], &["2/"], &["/E-2"]], 3),
];

/// The sheet of some rows, in a case of its own; the first is numbered so.
fn sheet(caso: usize, desde: usize, filas: &[&str]) -> String {
    let fila = |(i, fila): (usize, &&str)| {
        let (curp, expediente) = fila.split_once('/').unwrap();
        let curp = curp.parse::<usize>().map_or("", |n| CURPS[n - 1]);
        let folio = format!("G-{caso}-{}", desde + i);
        row(&folio, "08/03", curp, expediente, "")
    };
    csv(&filas.iter().enumerate().map(fila).collect::<Vec<_>>())
}

fn a_row_with_both_says_that_both_are_hers(casa: &Casa) {
    let oficina = Oficina::new(casa);
    for (caso, (hojas, personas)) in SHEETS.iter().enumerate() {
        let mut filas = 0;
        for (i, hoja) in hojas.iter().enumerate() {
            let ruta = oficina.sheet(&format!("{caso}-{i}.csv"), sheet(caso, filas, hoja));
            let misma = ["importar", &ruta, "--misma-persona"];
            casa.run(&[&misma[..], &INSTANCIA].concat());
            // Twice is once.
            let otra_vez = oficina.import(&ruta);
            assert!(
                otra_vez.contains(": 0 nuevos") && otra_vez.contains("Personas nuevas: 0"),
                "{otra_vez}"
            );
            filas += hoja.len();
        }
        let hay = oficina.count("SELECT COUNT(DISTINCT persona_id) FROM atencion");
        assert_eq!(hay, *personas, "{hojas:?}");
        assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), *personas);
        // Each takes out all that are hers; nothing is left to know her by.
        let mut salieron = 0;
        for numero in 0..filas {
            let folio = format!("G-{caso}-{numero}");
            let orden = ["cancelar", "--folio", &folio, "--confirmar", "--si"];
            let orden = [&orden[..], &INSTANCIA].concat();
            salieron += i64::from(casa.command(&orden).output().unwrap().status.success());
        }
        assert_eq!(salieron, *personas, "{hojas:?}");
        for tabla in ["persona", "atencion", "enlace"] {
            let queda = oficina.count(&format!("SELECT COUNT(*) FROM {tabla}"));
            assert_eq!(queda, 0, "{tabla} {hojas:?}");
        }
    }
}

fn one_file_of_two_curps_is_refused_with_both_rows(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = sheet(0, 0, &["1/E-1", "/E-3", "2/E-1"]);
    let ruta = oficina.sheet("dos.csv", hoja);
    let (mensaje, dicho) = oficina.refused(&ruta, &[]);
    expect![[r#"
        pacto: errores: 2, en 2 de 3 renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas
        renglón 2, Expediente: en el renglón 4 ese expediente es de otra CURP: si una de las dos está mal, corríjala; si los números de expediente vuelven a empezar cada año, escriba también el año, como 12/2025
        renglón 4, Expediente: en el renglón 2 ese expediente es de otra CURP: si una de las dos está mal, corríjala; si los números de expediente vuelven a empezar cada año, escriba también el año, como 12/2025
    "#]]
    .assert_eq(&format!("{mensaje}{dicho}"));
    // Of the two neither is taken, nor what they say of the file.
    casa.run(&[&["importar", &ruta, "--aceptar-validas"][..], &INSTANCIA].concat());
    assert_eq!(oficina.count("SELECT COUNT(*) FROM enlace"), 0);
    oficina.import(&oficina.sheet("una.csv", sheet(1, 0, &["1/E-1"])));
    let (_, dicho) = oficina.refused(&oficina.sheet("otra.csv", sheet(2, 0, &["2/E-1"])), &[]);
    assert!(
        dicho.contains("en el registro, en el folio G-1-0, ese expediente es de otra CURP"),
        "{dicho}"
    );
    // What only the file says contradicts what was said with the CURP.
    let contraria = csv(&[
        row("H-1", "09/03", CURP, "E-1", ""),
        row("H-2", "10/03", "", "E-1", "1980"),
    ]);
    let (_, dicho) = oficina.refused(&oficina.sheet("nacio.csv", contraria), &[]);
    assert!(
        dicho.contains(
            "renglón 3, Año de nacimiento: el renglón 2 dice otra cosa de la misma persona"
        ),
        "{dicho}"
    );
}

fn who_asks_is_found_by_either_and_put_right_by_hand(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("una.csv", sheet(0, 0, &["1/E-1", "2/", "/E-1"])));
    for (como, dicho) in [("--curp", CURP), ("--expediente", "e-1")] {
        let dicho = answered(casa, &["persona", como], dicho);
        let dicho = text(&dicho.stdout);
        assert!(dicho.contains("hay 2 atenciones"), "{como}: {dicho}");
    }
    // The file was of the other one: who puts it right says so.
    let folio = ["rectificar", "--folio", "G-0-0"];
    let orden = [&folio[..], &["CURP", "Expediente"]].concat();
    let (_, dicho) = failure(&answered(casa, &orden, &format!("{OTRA}\nE-1\n")));
    let frases = [
        "ya es de otra persona del registro (mujer, de 1985)",
        "(folio G-0-1)",
        "era de otra (mujer, de 1956)",
        "--si",
    ];
    assert!(frases.iter().all(|frase| dicho.contains(frase)), "{dicho}");
    let orden = [&orden[..], &["--si"]].concat();
    let salida = answered(casa, &orden, &format!("{OTRA}\nE-1\n"));
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let dicho = answered(casa, &["persona", "--expediente"], "E-1");
    assert!(text(&dicho.stdout).contains("hay 2 atenciones"));
    let cancelar = ["cancelar", "--expediente", "--confirmar", "--si"];
    assert!(text(&answered(casa, &cancelar, "E-1").stdout).contains("borradas: 2"));
    let dicho = answered(casa, &["persona", "--curp"], OTRA);
    assert_eq!(failure(&dicho).0, 2);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM enlace"), 0);
}

/// A CURP that was wrong: who puts it right is told what else was of whom it named, and the sheet put right brings that too.
fn what_was_of_a_wrong_curp_is_told_and_comes_with_the_sheet(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("mal.csv", sheet(0, 0, &["1/E-1", "/E-1"])));
    let orden = ["rectificar", "--folio", "G-0-0", "CURP", "Expediente"];
    let dicho = answered(casa, &orden, &format!("{OTRA}\nE-1\n"));
    let dicho = text(&dicho.stdout);
    assert!(
        dicho.contains("Queda 1 atención de quien era antes (folio G-0-1)"),
        "{dicho}"
    );
    let bien = oficina.sheet("bien.csv", sheet(0, 0, &["2/E-1", "/E-1"]));
    assert!(oficina.import(&bien).contains("renglón 3"));
    assert!(oficina.import(&bien).contains("2 que ya estaban"));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 1);
    let cancelar = ["cancelar", "--expediente", "--confirmar", "--si"];
    assert!(text(&answered(casa, &cancelar, "E-1").stdout).contains("borradas: 2"));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

fn two_whom_editions_have_counted_stay_two(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let dos = [
        row("G-1", "05/01", CURP, "", ""),
        row("G-2", "06/01", "", "Z-1", "1956"),
    ];
    oficina.import(&oficina.sheet("dos.csv", csv(&[many(240), dos.to_vec()].concat())));
    casa.publish("2017-06-30");
    let junta = csv(&[row("G-3", "05/08", CURP, "Z-1", "")]);
    let dicho = oficina.unite(&oficina.sheet("junta.csv", junta));
    assert!(
        dicho.contains("ya contaron como dos personas en lo publicado")
            && dicho.contains("renglón 2"),
        "{dicho}"
    );
    let dicho = answered(casa, &["persona", "--curp"], CURP);
    assert!(text(&dicho.stdout).contains("hay 3 atenciones"));
    casa.publish("2017-12-31");
    casa.run(&["verificar"]);
}

/// What is put right of whoever has a CURP, and what is said of it.
const CORRECTIONS: [(&[&str], bool, &str); 6] = [
    (&["Año de nacimiento=1980"], false, "los dice su CURP"),
    (&["Sexo=Hombre"], false, "los dice su CURP"),
    (
        &["Discapacidad=Sí", "--simular"],
        true,
        "Se rectificaría lo que se sabe de la persona",
    ),
    (
        &["Discapacidad=Sí"],
        true,
        "Se rectificó lo que se sabe de la persona",
    ),
    (&["Discapacidad=Sí", "--simular"], true, "ya decía eso"),
    (
        &["Servicio=Trabajo social", "--simular"],
        true,
        "Se rectificaría la atención;",
    ),
];

fn what_her_curp_says_is_not_put_right_without_it(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = oficina.sheet("una.csv", sheet(0, 0, &["1/"]));
    oficina.import(&hoja);
    for (cambios, bien, esperado) in CORRECTIONS {
        let orden = [&["rectificar", "--folio", "G-0-0"], cambios].concat();
        let salida = answered(casa, &orden, "");
        let dicho = text(&salida.stdout) + &text(&salida.stderr);
        assert_eq!(
            (salida.status.success(), dicho.contains(esperado)),
            (bien, true),
            "{cambios:?}: {dicho}"
        );
    }
}

fn they_go_into_a_backup(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("una.csv", sheet(0, 0, &["1/E-1"])));
    let copia = oficina.path("respaldo");
    casa.run(&["respaldar", "-o", copia.to_str().unwrap()]);
    let nueva = Casa::folder();
    nueva.run(&["restaurar", copia.to_str().unwrap()]);
    let otra = Oficina {
        casa: &nueva,
        hojas: tempfile::tempdir().unwrap(),
    };
    assert_eq!(otra.count("SELECT COUNT(*) FROM enlace"), 1);
}

on_both!(
    a_row_with_both_says_that_both_are_hers,
    one_file_of_two_curps_is_refused_with_both_rows,
    who_asks_is_found_by_either_and_put_right_by_hand,
    what_was_of_a_wrong_curp_is_told_and_comes_with_the_sheet,
    two_whom_editions_have_counted_stay_two,
    what_her_curp_says_is_not_put_right_without_it,
    they_go_into_a_backup,
);

/// Two whom editions have counted stay two; they are no less one woman for that, and a file of somebody else is told as before.
#[test]
fn a_file_of_somebody_else_is_told_after_publishing_too() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let suya = format!("A-1,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,{CURP},,,");
    oficina.import(&oficina.sheet("todas.csv", csv(&[many(240), vec![suya]].concat())));
    casa.publish("2017-06-30");
    let mala = format!("A-2,08/08/2017,Orientación,Candiani,Seguimiento,Ninguna,{CURP},E4,,");
    let (_, dicho) = oficina.refused(&oficina.sheet("mala.csv", csv(&[mala])), &[]);
    assert!(
        dicho.contains(
            "renglón 2, Expediente: la CURP y el expediente de este renglón son de dos personas"
        ),
        "{dicho}"
    );
}
