//! Slips of the pen in who somebody is: put right, told, and counted once where no closed number changes.

use crate::arco::{INSTANCIA, answered};
use crate::casa::{Casa, failure, on_both, text};
use crate::oficina::{CURP, Oficina, csv, many};

/// An invented one.
pub(crate) const OTRA: &str = "ZEZZ850412MOCZZZ04";

/// A row of 2017: its folio, its day, her CURP, her file, her sex and year of birth.
fn row(folio: &str, dia: &str, curp: &str, expediente: &str, sexo: &str, nacio: &str) -> String {
    format!(
        "{folio},{dia}/2017,Orientación,Candiani,Seguimiento,Ninguna,{curp},{expediente},{sexo},{nacio}"
    )
}

/// A row that says who she is by her CURP, her file or both.
pub(crate) fn who(folio: &str, dia: &str, curp: &str, expediente: &str) -> String {
    row(folio, dia, curp, expediente, "", "")
}

/// What putting right whose an attention is answers.
fn put_right(casa: &Casa, folio: &str, quien: (&str, &str), mas: &[&str]) -> String {
    let orden = ["rectificar", "--folio", folio, "CURP", "Expediente"];
    let (curp, expediente) = quien;
    // Who was seen to be another one of the register is confirmed.
    let si: &[&str] = if mas.contains(&"--simular") {
        &[]
    } else {
        &["--si"]
    };
    let orden = [&orden[..], mas, si].concat();
    let salida = answered(casa, &orden, &format!("{curp}\n{expediente}\n"));
    text(&salida.stdout) + &text(&salida.stderr)
}

fn held(casa: &Casa, como: &str, dicho: &str) -> String {
    text(&answered(casa, &["persona", como], dicho).stdout)
}

/// What is said of each step.
pub(crate) fn must_say(dicho: &str, frases: &[&str]) {
    for frase in frases {
        assert!(dicho.contains(frase), "{frase}: {dicho}");
    }
}

fn all_that_was_of_a_wrong_curp_is_hers(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let mal = [
        row("F-1", "08/03", CURP, "E-1", "", ""),
        who("F-2", "09/03", "", "E-1"),
        who("F-3", "10/03", CURP, "").replace("Orientación", "Trabajo social"),
    ];
    let mal = oficina.sheet("mal.csv", csv(&mal));
    oficina.import(&mal);
    // A sheet that has it right names the folio of the register, and the order that puts it right.
    let nueva = oficina.sheet("nueva.csv", csv(&[who("F-4", "11/03", OTRA, "E-1")]));
    let (_, dicho) = oficina.refused(&nueva, &[]);
    must_say(
        &dicho,
        &[
            "en el registro, en el folio F-1, ese expediente es de otra CURP",
            "«pacto rectificar --folio F-1 CURP Expediente --todas»",
        ],
    );
    let dicho = put_right(casa, "F-1", (OTRA, "E-1"), &[]);
    must_say(
        &dicho,
        &[
            "Quedan 2 atenciones de quien era antes (folios: F-2, F-3)",
            "--todas",
        ],
    );
    // Until then, whoever takes her out is warned.
    must_say(
        &held(casa, "--expediente", "E-1"),
        &[
            "hay una atención",
            "tiene todavía 2 atenciones (folios: F-2, F-3)",
        ],
    );
    let simulado = put_right(casa, "F-1", (OTRA, "E-1"), &["--todas", "--simular"]);
    must_say(&simulado, &["Se rectificaría de quién son 2 atenciones"]);
    let dicho = put_right(casa, "F-1", (OTRA, "E-1"), &["--todas"]);
    must_say(&dicho, &["Se rectificó de quién son 2 atenciones"]);
    must_say(
        &put_right(casa, "F-1", (OTRA, "E-1"), &["--todas"]),
        &["ya decía eso"],
    );
    assert!(oficina.import(&nueva).contains("1 nuevo"));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 1);
    let constancia = oficina.path("constancia.txt");
    let cancelar = [
        "cancelar",
        "--expediente",
        "--confirmar",
        "--si",
        "-o",
        constancia.to_str().unwrap(),
    ];
    answered(casa, &cancelar, "E-1");
    let constancia = std::fs::read_to_string(constancia).unwrap();
    must_say(&constancia, &["Atenciones borradas: 4."]);
    for tabla in ["persona", "atencion", "enlace", "historia"] {
        let queda = oficina.count(&format!("SELECT COUNT(*) FROM {tabla}"));
        assert_eq!(queda, 0, "{tabla}");
    }
    assert!(oficina.import(&mal).contains("0 nuevos"));
}

/// Whoever had her file before her CURP: one that was wrong stands for her no more.
fn a_wrong_curp_stands_for_nobody(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let con_su_expediente = [
        row("F-1", "08/03", "", "E-1", "Mujer", ""),
        who("F-2", "09/03", CURP, "E-1"),
    ];
    // Hers was unknown, or was somebody's.
    // What was taken out does not come in again: the other case is of another month.
    for (caso, mes, ya_estaba) in [("a", "/03/2017", false), ("b", "/04/2017", true)] {
        let mut filas: Vec<String> = con_su_expediente
            .iter()
            .map(|fila| format!("{caso}{fila}").replace("/03/2017", mes))
            .collect();
        filas.extend(ya_estaba.then(|| who("bF-3", "10/03", OTRA, "")));
        oficina.import(&oficina.sheet(&format!("{caso}.csv"), csv(&filas)));
        let dicho = put_right(casa, &format!("{caso}F-2"), (OTRA, "E-1"), &[]);
        must_say(
            &dicho,
            &["La CURP que tenía antes estaba mal y ya no es suya"],
        );
        assert_eq!(
            dicho.contains("desde ahora son de una"),
            ya_estaba,
            "{dicho}"
        );
        let suyas = held(casa, "--curp", OTRA);
        must_say(
            &suyas,
            &[&format!("hay {} atenciones", filas.len()), "1985"],
        );
        let ajena = oficina.sheet(
            "ajena.csv",
            csv(&[who(&format!("{caso}F-9"), "11/03", CURP, "")]),
        );
        assert!(oficina.import(&ajena).contains("Personas nuevas: 1"));
        must_say(&held(casa, "--curp", CURP), &["hay una atención"]);
        for curp in [CURP, OTRA] {
            answered(casa, &["cancelar", "--curp", "--confirmar", "--si"], curp);
        }
        assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 0);
    }
}

/// What says that two are one: rows that are new or say nothing else, and whoever puts it right.
fn two_who_become_one_are_told_and_remembered(casa: &Casa) {
    let oficina = Oficina::new(casa);
    for (caso, folio) in [("a", "aF-3"), ("b", "bF-1")] {
        let dos = [
            who(&format!("{caso}F-1"), "08/03", CURP, ""),
            row(&format!("{caso}F-2"), "09/03", "", "E-1", "Mujer", "1956"),
        ];
        let dos = oficina.sheet("dos.csv", csv(&dos));
        oficina.import(&dos);
        let junta = oficina.sheet("junta.csv", csv(&[who(folio, "08/03", CURP, "E-1")]));
        must_say(
            &oficina.unite(&junta),
            &["desde ahora son de una", "renglón 2"],
        );
        assert_eq!(
            oficina.count("SELECT COUNT(*) FROM historia WHERE anterior LIKE '%es_la_misma_que%'"),
            1
        );
        // What says the same by another thing that she is known by changes nothing.
        for hoja in [&junta, &dos] {
            let dicho = oficina.import(hoja);
            assert!(
                dicho.contains("0 que rectifican") && !dicho.contains("Aviso"),
                "{dicho}"
            );
        }
        answered(casa, &["cancelar", "--curp", "--confirmar", "--si"], CURP);
        assert_eq!(oficina.count("SELECT COUNT(*) FROM historia"), 0);
    }
    let dos = [
        who("F-1", "08/03", CURP, ""),
        row("F-2", "09/03", "", "E-1", "Mujer", "1956"),
    ];
    oficina.import(&oficina.sheet("dos.csv", csv(&dos)));
    must_say(
        &put_right(casa, "F-1", (CURP, "E-1"), &[]),
        &["Se anotó", "desde ahora son de una"],
    );
    must_say(
        &put_right(casa, "F-1", (CURP, "E-1"), &[]),
        &["ya decía eso"],
    );
    let solo = answered(casa, &["rectificar", "--folio", "F-1", "Expediente"], "E-1");
    must_say(&text(&solo.stdout), &["ya decía eso"]);
    // Only that she has another file.
    must_say(
        &put_right(casa, "F-1", (CURP, "E-7"), &[]),
        &["Se anotó", "Ya tenía otro expediente"],
    );
    must_say(&held(casa, "--expediente", "E-7"), &["hay 2 atenciones"]);
}

/// How many the counted attentions of the year are of.
const EN_EL_ANIO: &str =
    "SELECT COUNT(DISTINCT persona_id) FROM atencion WHERE mes BETWEEN 201701 AND 201712";

/// A CURP that was put right once its month was published: the year counts her once, if no closed number changes by that.
fn whom_a_slip_had_counted_is_counted_once(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("mediano");
    let mal = [many(240), vec![who("A-1", "10/01", CURP, "E-1")]].concat();
    oficina.import(&oficina.sheet("mal.csv", csv(&mal)));
    casa.publish("2017-01-31");
    let bien = [who("A-1", "10/01", OTRA, ""), who("A-2", "10/02", OTRA, "")];
    let bien = oficina.import(&oficina.sheet("bien.csv", csv(&bien)));
    must_say(
        &bien,
        &["en los totales que falten de ese año ella contará una sola vez: renglón 2"],
    );
    assert_eq!(oficina.count(EN_EL_ANIO), 121);
    // What was counted of her is what was published: a woman of 1956.
    let contada = "SELECT COUNT(*) FROM persona WHERE contado_anio = 2017 AND contado_nacimiento = 1956 AND anio_nacimiento = 1985";
    assert_eq!(oficina.count(contada), 1);
    casa.publish("2017-12-31");
    casa.run(&["verificar"]);
    must_say(&held(casa, "--curp", OTRA), &["hay 2 atenciones"]);
    let cancelar = ["cancelar", "--curp", "--confirmar", "--si"];
    must_say(
        &text(&answered(casa, &cancelar, OTRA).stdout),
        &["siguen contadas sin que se sepa de quién: 2"],
    );
}

fn whom_editions_have_counted_twice_is_told(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("mediano");
    let dos = [
        who("A-1", "10/01", CURP, "E-1"),
        who("A-2", "11/01", OTRA, ""),
    ];
    oficina.import(&oficina.sheet("mal.csv", csv(&[many(240), dos.to_vec()].concat())));
    casa.publish("2017-01-31");
    let dicho = put_right(casa, "A-1", (OTRA, "E-1"), &[]);
    must_say(
        &dicho,
        &["en los totales que falten de ese año contará como dos personas"],
    );
    // Nothing is left of the wrong CURP: whoever has it is somebody else.
    let ajena = oficina.sheet("ajena.csv", csv(&[who("A-9", "10/03", CURP, "")]));
    assert!(oficina.import(&ajena).contains("Personas nuevas: 1"));
    assert_eq!(oficina.count(EN_EL_ANIO), 123);
    casa.publish("2017-12-31");
    casa.run(&["verificar"]);
}

/// Two whom editions have counted apart and are one woman: she is found whole, and taken out whole.
fn who_was_counted_apart_is_taken_out_whole(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("mediano");
    let suyas = [
        who("A-1", "10/01", CURP, ""),
        row("A-2", "11/01", "", "Z-1", "Mujer", "1956"),
        // In another month that is closed: the year can count her once.
        row("A-3", "11/02", "", "Z-2", "Mujer", "1956"),
    ];
    oficina.import(&oficina.sheet("mal.csv", csv(&[many(240), suyas.to_vec()].concat())));
    casa.publish("2017-02-28");
    let juntas = [
        who("A-4", "10/03", CURP, "Z-1"),
        who("A-5", "10/03", CURP, "Z-2"),
    ];
    let dicho = oficina.unite(&oficina.sheet("juntas.csv", csv(&juntas)));
    must_say(
        &dicho,
        &[
            "siguen contando así; el renglón es de la que tiene la CURP: renglón 2",
            "desde ahora son de una, con las atenciones de las dos: renglón 3",
        ],
    );
    assert_eq!(oficina.count(EN_EL_ANIO), 122);
    for (como, dicho) in [("--curp", CURP), ("--expediente", "Z-1")] {
        must_say(&held(casa, como, dicho), &["hay 5 atenciones"]);
    }
    let hecho = answered(
        casa,
        &["cancelar", "--expediente", "--confirmar", "--si"],
        "Z-1",
    );
    must_say(&text(&hecho.stdout), &["borradas: 2.", "de quién: 3."]);
    must_say(
        &casa.run(&["revisar", "--instancia", "20067"]),
        &["Lo publicado y «pacto informe» cuentan también 3 atenciones como estaban"],
    );
    let (estado, _) = failure(&answered(casa, &["persona", "--curp"], CURP));
    assert_eq!(estado, 2);
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM atencion WHERE folio LIKE 'A-%'"),
        0
    );
    casa.publish("2017-12-31");
    casa.run(&["verificar"]);
}

/// Nothing that cannot be put right again, but whose it would be is told before.
fn what_was_of_nobody_is_told_whose_it_would_be(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let dos = [who("F-1", "08/03", "", ""), who("F-2", "09/03", CURP, "")];
    oficina.import(&oficina.sheet("dos.csv", csv(&dos)));
    let orden = ["rectificar", "--folio", "F-1", "CURP", "--si"];
    must_say(
        &text(&answered(casa, &orden, CURP).stdout),
        &[
            "La atención era anónima, y sería de una persona del registro (mujer, de 1956), que tiene 1 atención (folio F-2).",
        ],
    );
}

on_both!(
    what_was_of_nobody_is_told_whose_it_would_be,
    all_that_was_of_a_wrong_curp_is_hers,
    a_wrong_curp_stands_for_nobody,
    two_who_become_one_are_told_and_remembered,
    whom_a_slip_had_counted_is_counted_once,
    whom_editions_have_counted_twice_is_told,
    who_was_counted_apart_is_taken_out_whole,
);

/// What is told of a sheet: its rows, whether it comes in, and what is said.
type Sheet = (&'static [[&'static str; 6]], bool, &'static [&'static str]);

const SHEETS: [Sheet; 6] = [
    // A folio is of one row, whatever else is wrong with either.
    (
        &[
            ["A-1", "08/03", CURP, "", "", ""],
            ["A-1", "99/03", OTRA, "", "", ""],
            ["A-2", "88/03", OTRA, "", "", ""],
            ["a-2", "09/03", OTRA, "", "", ""],
        ],
        false,
        &[
            "renglón 2, Folio: se repite: también está en el renglón 3",
            "renglón 3, Fecha: ",
            "renglón 3, Folio: se repite: también está en el renglón 2",
            "renglón 4, Folio: se repite: también está en el renglón 5",
            "renglón 5, Folio: se repite: también está en el renglón 4",
        ],
    ),
    // Of whom the register knows nothing, it must be said.
    (
        &[["B-1", "08/03", "", "E-9", "", ""]],
        false,
        &["renglón 2, Sexo: está vacía: se espera «Mujer»"],
    ),
    (
        &[
            ["B-1", "08/03", CURP, "E-9", "", ""],
            ["B-2", "09/03", "", "E-9", "", ""],
        ],
        true,
        &["2 nuevos", "Personas nuevas: 1"],
    ),
    (
        &[["B-3", "10/03", "", "E-9", "", ""]],
        true,
        &["1 nuevo", "Personas nuevas: 0"],
    ),
    // With a folio and without.
    (
        &[
            ["C-1", "11/03", CURP, "", "", ""],
            ["", "11/03", CURP, "", "", ""],
            ["", "12/03", CURP, "", "", ""],
            ["C-2", "12/03", CURP, "", "", ""],
            ["C-3", "13/03", CURP, "", "", ""],
        ],
        true,
        &[
            "5 nuevos",
            "y las dos cuentan, porque ninguno tiene folio o lo tiene uno solo: renglones 3, 5.",
        ],
    ),
    // Numbers that are written in more than one way.
    (
        &[
            ["2017-1", "08/03", "", "12/2017", "Mujer", ""],
            ["2017-2", "08/03", "", "012/2017", "Mujer", ""],
            ["2017-3", "08/03", "", "12-2017", "Mujer", ""],
            ["2017-4", "08/03", "", "EXP 12/2017", "Mujer", ""],
            ["2017-5", "08/03", "", "EXP 12/2017", "Mujer", ""],
            ["2017-0001", "08/03", "", "13/2017", "Mujer", ""],
        ],
        true,
        &[
            "expedientes que se parecen, y se toman por distintos: renglones 2 y 3; 2 y 4; 2 y 5.",
            "folios que se parecen, y se toman por distintos: renglones 2 y 7.",
        ],
    ),
];

#[test]
fn what_a_sheet_says_of_who_is_who_is_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for (filas, entra, frases) in SHEETS {
        let filas: Vec<String> = filas
            .iter()
            .map(|[a, b, c, d, e, f]| row(a, b, c, d, e, f))
            .collect();
        let ruta = oficina.sheet("hoja.csv", csv(&filas));
        if entra {
            must_say(&oficina.import(&ruta), frases);
            continue;
        }
        must_say(&oficina.refused(&ruta, &[]).1, frases);
        // None of those that cannot both be right.
        casa.run(&[&["importar", &ruta, "--aceptar-validas"][..], &INSTANCIA].concat());
        assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
    }
}

#[test]
fn a_sheet_of_before_does_not_undo_what_was_put_right() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = oficina.sheet(
        "hoja.csv",
        csv(&[who("A-1", "08/03", CURP, ""), who("A-2", "09/03", CURP, "")]),
    );
    oficina.import(&hoja);
    let orden = ["rectificar", "--folio", "A-1", "Servicio=Trabajo social"];
    casa.run(&[&orden[..], &INSTANCIA].concat());
    let orden = ["rectificar", "--folio", "A-2", "CURP", "--todas"];
    let dicho = text(&answered(&casa, &orden, OTRA).stdout);
    must_say(&dicho, &["Se rectificó"]);
    must_say(
        &oficina.import(&hoja),
        &[
            "2 que ya estaban, 0 que rectifican. Personas nuevas: 0.",
            "dice lo que decía antes de que se corrigiera",
            "como está: renglones 2, 3.",
        ],
    );
    must_say(&held(&casa, "--curp", OTRA), &["hay 2 atenciones"]);
    let nuevo = "SELECT COUNT(*) FROM atencion WHERE servicio = 'trabajo_social'";
    assert_eq!(oficina.count(nuevo), 1);
}

/// Whose file has a wrong CURP was counted, and she of the right one was not: it is the wrong one that stands for nobody.
#[test]
fn a_wrong_curp_that_was_counted_stands_for_nobody_either() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.plan("mediano");
    let mal = [
        row("A-0", "09/01", "", "E-1", "Mujer", ""),
        who("A-1", "10/01", CURP, "E-1"),
    ];
    oficina.import(&oficina.sheet("mal.csv", csv(&[many(240), mal.to_vec()].concat())));
    casa.publish("2017-01-31");
    let bien = oficina.sheet("bien.csv", csv(&[who("A-2", "10/03", OTRA, "")]));
    oficina.import(&bien);
    must_say(
        &put_right(&casa, "A-1", (OTRA, "E-1"), &["--todas"]),
        &["Se rectificó"],
    );
    must_say(&held(&casa, "--curp", OTRA), &["hay 3 atenciones"]);
    let nacio = "SELECT p.anio_nacimiento FROM persona p JOIN atencion a ON a.persona_id = p.id AND a.instancia_id = p.instancia_id WHERE a.folio = 'A-1'";
    assert_eq!(oficina.count(nacio), 1985);
    let ajena = oficina.sheet("ajena.csv", csv(&[who("A-9", "11/03", CURP, "")]));
    assert!(oficina.import(&ajena).contains("Personas nuevas: 1"));
    must_say(&held(&casa, "--curp", OTRA), &["hay 3 atenciones"]);
}

/// In the other sheets too a key is of one row, whatever else is wrong with either.
#[test]
fn a_key_of_a_row_that_is_wrong_is_not_taken_from_another() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = oficina.sheet(
        "agencias.csv",
        "Clave,Nombre,Desde\na-1,Una,01/01/2010\na-1,Otra,99/99/2010\n",
    );
    let (_, dicho) = oficina.refused(&hoja, &["--tipo", "agencias"]);
    must_say(
        &dicho,
        &[
            "renglón 2: su clave está otra vez en el renglón 3",
            "renglón 3: su clave ya está en el renglón 2",
        ],
    );
}
