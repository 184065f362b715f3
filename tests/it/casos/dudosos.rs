//! What can be read as something else than what was meant: it is told, and nothing is left out in silence.

use super::{OTRA, TITULOS, UNA, sheet};
use crate::casa::Casa;
use crate::oficina::Oficina;

/// A note above a row and another below it do not make a note of the row.
#[test]
fn a_row_between_notes_is_none() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = sheet(
        TITULOS,
        &["ENERO,,,,,,,,", UNA, "FEBRERO,,,,,,,,", "MARZO,,,,,,,,"],
    );
    let (_, dicho) = oficina.refused(&oficina.sheet("meses.csv", hoja), &[]);
    expect_test::expect![[r#"
        renglón 2: parece un total, un título o una nota, y no un renglón de la tabla: bórrelo
        renglones 4 a 5: parece un total, un título o una nota, y no un renglón de la tabla: bórrelo
    "#]]
    .assert_eq(&dicho);
}

/// A row of a day.
fn of_day(folio: usize, dia: &str) -> String {
    UNA.replacen("A1", &format!("A{folio}"), 1)
        .replace("08/03/2017", dia)
}

/// Where days can only have the month first, those that can be read both ways are not guessed; one among many is a slip.
#[test]
fn days_with_the_month_first_make_others_doubtful() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let con = |dias: &[&str]| {
        let filas: Vec<String> = (1..).zip(dias).map(|(i, dia)| of_day(i, dia)).collect();
        let filas: Vec<&str> = filas.iter().map(String::as_str).collect();
        oficina.sheet("dias.csv", sheet(TITULOS, &filas))
    };
    let ruta = con(&[
        "03/25/2017",
        "03/08/2017",
        "04/04/2017",
        "2017-03-08",
        "08/03/2017 10:30",
    ]);
    for mas in [&[][..], &["--aceptar-validas", "--simular"]] {
        let salida = if mas.is_empty() {
            oficina.refused(&ruta, mas).1
        } else {
            casa.run(&[&["importar", &ruta, "--instancia", "20067"], mas].concat())
        };
        assert_eq!(
            (
                salida.matches("(día/mes/año)").count(),
                salida
                    .matches("no se sabe cuál es el día y cuál el mes")
                    .count()
            ),
            (1, 2),
            "{salida}"
        );
    }
    let mut dias = vec!["25/03/2017"; 11];
    dias.extend(["03/25/2017", "08/03/2017"]);
    let (mensaje, dicho) = oficina.refused(&con(&dias), &[]);
    assert!(mensaje.contains("errores: 1,"), "{mensaje}{dicho}");
    // So it is of acts.
    let actos = "Clave,Tipo,Nombre,Fecha,Personas\na-1,Taller,Uno,03/25/2017,20\na-2,Taller,Dos,03/08/2017,20\n";
    let (_, dicho) = oficina.refused(
        &oficina.sheet("actos.csv", actos),
        &["--tipo", "actividades"],
    );
    assert!(
        dicho.contains("renglón 3, Fecha: no se sabe cuál es el día"),
        "{dicho}"
    );
}

/// A workbook of sheets whose days are texts («25/03»), or dates (month and day, «2-6»).
fn exchanged(hojas: &[&[&str]]) -> Vec<u8> {
    let mut libro = rust_xlsxwriter::Workbook::new();
    let formato = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    for (n, dias) in hojas.iter().enumerate() {
        let hoja = libro.add_worksheet();
        hoja.write_row(0, 0, TITULOS.split(',')).unwrap();
        for (i, dia) in (1u32..).zip(*dias) {
            let folio = 100 * n + usize::try_from(i).unwrap();
            let fila = of_day(folio, &format!("{dia}/2017"));
            hoja.write_row(i, 0, fila.split(',')).unwrap();
            if let Some((mes, dia)) = dia.split_once('-') {
                let (mes, dia) = (mes.parse().unwrap(), dia.parse().unwrap());
                let fecha = rust_xlsxwriter::ExcelDateTime::from_ymd(2017, mes, dia).unwrap();
                hoja.write_with_format(i, 1, fecha, &formato).unwrap();
            }
        }
    }
    libro.save_to_buffer().unwrap()
}

/// A sheet that is right absolves no other, whatever is known of that one by itself or only beside a third; nor is it blamed.
#[test]
fn a_sheet_that_is_right_absolves_no_other() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let sana = [
        "1-3", "1-5", "1-13", "1-16", "1-17", "1-20", "1-24", "1-26", "1-30",
    ];
    let cambiada = [
        "2-5", "3-5", "4-5", "6-5", "13/05", "15/05", "17/05", "18/05", "20/05",
    ];
    for (hojas, malas) in [
        ([&sana[..], &cambiada, &sana], 4),
        // What is little in each is enough in two.
        ([&cambiada[..5], &sana, &cambiada[3..]], 5),
        ([&["25/03"; 11], &["05/03", "06/03"], &["03/25"]], 3),
        ([&sana, &cambiada[..1], &["25/03"]], 0),
    ] {
        let ruta = oficina.sheet("libro.xlsx", exchanged(&hojas));
        let todas = ["--hoja", "todas", "--simular"];
        if malas == 0 {
            casa.run(&[&["importar", &ruta, "--instancia", "20067"], &todas[..]].concat());
            continue;
        }
        let (_, dicho) = oficina.refused(&ruta, &todas);
        assert_eq!(dicho.matches(", Fecha: ").count(), malas, "{dicho}");
    }
}

/// Days that a program with the month first took for days, among others that it left as text; and those of another sheet.
#[test]
fn days_that_a_program_exchanged_are_not_taken() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for (dias, errores) in [
        // With the day first, with the month first, few of them, and one: only dates among the first twelve days are doubtful.
        (
            &[
                "25/03", "13/03", "14/03", "15/03", "16/03", "2-6", "2-7", "2-8", "2-9", "2-10",
            ][..],
            5,
        ),
        (
            &[
                "03/25", "03/13", "03/14", "03/15", "03/16", "2-6", "2-7", "2-8", "2-9", "2-10",
            ],
            10,
        ),
        (
            &[
                "25/03", "13/03", "14/03", "15/03", "16/03", "2-6", "2-7", "2-8",
            ],
            3,
        ),
        (&["03/25", "2-6", "2-7"], 3),
        // Such as are typed by hand.
        (&["25/03", "13/03", "2-6", "2-7", "2-8", "2-13"], 0),
        (&["25/03", "05/03", "04/03", "13/03", "2-6", "2-7"], 0),
        (&["25/03", "2-6", "2-7", "2-8", "2-9", "2-10"], 0),
    ] {
        let ruta = oficina.sheet("cambiadas.xlsx", exchanged(&[dias]));
        if errores == 0 {
            casa.run(&["importar", &ruta, "--simular", "--instancia", "20067"]);
            continue;
        }
        let (mensaje, dicho) = oficina.refused(&ruta, &[]);
        assert!(
            mensaje.contains(&format!("errores: {errores},"))
                && dicho.contains("puede tener el día y el mes cambiados"),
            "{dias:?}: {mensaje}{dicho}"
        );
        let con_mes = dicho.contains("tiene una fecha con el mes primero");
        assert_eq!(con_mes, dias[0] == "03/25", "{dicho}");
    }
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, fecha) in [("Enero", "01/05/2017"), ("Febrero", "02/15/2017")] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        for (i, linea) in (0u32..).zip([TITULOS.to_owned(), of_day(1, fecha)]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
    }
    let ruta = oficina.sheet("meses.xlsx", libro.save_to_buffer().unwrap());
    let (_, dicho) = oficina.refused(&ruta, &["--hoja", "todas"]);
    assert!(dicho.contains("no se sabe cuál es el día"), "{dicho}");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
    // Each column has its own.
    let servicios =
        "Clave,Nombre,Área,Existe desde,Existe hasta\nx,Bordado,juridica,03/25/2015,05/06/2019\n";
    let (_, dicho) = oficina.refused(&oficina.sheet("s.csv", servicios), &["--tipo", "servicios"]);
    assert!(!dicho.contains("no se sabe cuál es el día"), "{dicho}");
}

/// What a sheet of records tells of days, it tells of those of the same column in the other sheets of its book, before the first one
/// goes in.
#[test]
fn days_of_records_are_judged_beside_those_of_other_sheets() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let book = |hojas: &[(&str, &[&str])]| {
        let mut libro = rust_xlsxwriter::Workbook::new();
        for (titulos, filas) in hojas {
            let hoja = libro.add_worksheet();
            for (i, linea) in (0u32..).zip(std::iter::once(titulos).chain(*filas)) {
                hoja.write_row(i, 0, linea.split(',')).unwrap();
            }
        }
        libro.save_to_buffer().unwrap()
    };
    let actos = "Clave,Tipo,Nombre,Fecha";
    let servicios = "Clave,Nombre,Área,Existe desde,Existe hasta";
    for (tipo, titulos, una, otra, dudosas) in [
        (
            "actividades",
            actos,
            "a,Taller,Uno,01/05/2017",
            "b,Taller,Dos,02/15/2017",
            1,
        ),
        (
            "actividades",
            actos,
            "a,Taller,Uno,01/05/2017",
            "b,Taller,Dos,15/02/2017",
            0,
        ),
        // Each column has its own.
        (
            "servicios",
            servicios,
            "x,Bordado,juridica,01/02/2015,05/06/2019",
            "z,Tejido,juridica,03/25/2015,",
            1,
        ),
    ] {
        let libro = book(&[(titulos, &[una]), (titulos, &[otra])]);
        let ruta = oficina.sheet("libro.xlsx", libro);
        let mas = ["--tipo", tipo, "--hoja", "todas"];
        if dudosas == 0 {
            casa.run(&[&["importar", &ruta, "--instancia", "20067"], &mas[..]].concat());
            continue;
        }
        let (_, dicho) = oficina.refused(&ruta, &mas);
        let dichas = dicho
            .matches("no se sabe cuál es el día y cuál el mes")
            .count();
        assert_eq!(dichas, dudosas, "{dicho}");
    }
    // A sheet that is wrong does not let the one before it in.
    assert!(
        casa.run(&["revisar", "--tipo", "servicios", "--instancia", "20067"])
            .matches("Bordado")
            .count()
            == 0
    );
}

/// What looks like the beginning of an RFC and may be the number of a paper is taken.
#[test]
fn numbers_of_papers_are_no_births() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let folios = [
        "CASO-000101",
        "ATENCION-000123",
        "CASO050325",
        "FORO-300326",
        "VISITA-010311",
    ];
    let filas: Vec<String> = folios
        .iter()
        .map(|folio| UNA.replacen("A1", folio, 1))
        .collect();
    let filas: Vec<&str> = filas.iter().map(String::as_str).collect();
    let dicho = oficina.import(&oficina.sheet("folios.csv", sheet(TITULOS, &filas)));
    assert!(dicho.contains("5 nuevos"), "{dicho}");
}

/// An alias is of a word that stands alone too, and what is doubted is none.
#[test]
fn an_alias_may_be_of_a_word_that_stands_alone() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    casa.run(&[
        "alias",
        "violencia",
        "NSNC",
        "No preguntado",
        "--instancia",
        "20067",
    ]);
    let con = |violencia: &str| {
        let fila = UNA.replace("Ninguna", violencia);
        oficina.sheet("v.csv", sheet(TITULOS, &[&fila]))
    };
    for (violencia, dice) in [
        ("¿NSNC?", "Tipos de violencia: "),
        ("NSNC; Psicológica", "va sola"),
    ] {
        let (_, dicho) = oficina.refused(&con(violencia), &[]);
        assert!(dicho.contains(dice), "{violencia}: {dicho}");
    }
    assert!(oficina.import(&con("nsnc")).contains("1 nuevo"));
}

/// Letters that were damaged are told although one of them is not seen.
#[test]
fn a_damaged_letter_that_is_not_seen_is_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let agencias = "Clave,Nombre,Tipo\nsm,Santa Mar\u{c3}\u{ad}a,Agencia municipal\n";
    let ruta = oficina.sheet("agencias.csv", agencias);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "agencias"]);
    assert!(dicho.contains("tiene letras que se dañaron"), "{dicho}");
    for titulo in ["Fecha de atenciÃ³n", "Fecha de atenci\u{fffd}n"] {
        let hoja = sheet(&TITULOS.replace("Fecha", titulo), &[UNA]);
        let (mensaje, _) = oficina.refused(&oficina.sheet("danada.csv", hoja), &[]);
        assert!(
            mensaje.contains(&format!("letras que se dañaron, como «{titulo}»"))
                && mensaje.contains("CSV UTF-8"),
            "{mensaje}"
        );
    }
}

/// A book whose sheet in the middle has another header, and a hidden sheet with the same columns: both are named.
#[test]
fn no_sheet_of_the_same_is_left_out_unnamed() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let otra = TITULOS.replace("Procedencia", "Comunidad");
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, titulos, fila) in [
        ("Ene-Mar", TITULOS, UNA),
        ("Abr-Jun", &otra, OTRA),
        ("Jul-Sep", TITULOS, OTRA),
        ("Viejas", TITULOS, OTRA),
    ] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        for (i, linea) in (0u32..).zip([titulos, fila]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
        hoja.set_hidden(nombre == "Viejas");
    }
    // Of one that cannot be read nobody asked.
    let ilegible = libro.add_worksheet().set_name("Rota").unwrap();
    ilegible.write(0, 600, "lejos").unwrap();
    ilegible.set_hidden(true);
    let ruta = oficina.sheet("trimestres.xlsx", libro.save_to_buffer().unwrap());
    let (mensaje, _) = oficina.refused(&ruta, &[]);
    assert!(
        mensaje.contains("«Ene-Mar», «Jul-Sep»: diga")
            && mensaje.contains("la «Abr-Jun» parece de lo mismo"),
        "{mensaje}"
    );
    let dos = [
        "importar",
        &ruta,
        "--hoja",
        "Ene-Mar",
        "--hoja",
        "Jul-Sep",
        "--instancia",
        "20067",
    ];
    let dicho = casa.run(&dos);
    assert!(
        dicho
            .matches("El libro tiene otras hojas que no se leen: «Abr-Jun», «Viejas» (oculta).")
            .count()
            == 1,
        "{dicho}"
    );
}

/// A file that says that there is none, or that there are two, is of nobody; so is an error that is an entry of a list.
#[test]
fn what_stands_for_no_number_is_none() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for (expediente, dice) in [
        ("EXP S/N-2024", "no es un expediente"),
        ("00/24", "no es un expediente"),
        ("NO TIENE 2024", "no es un expediente"),
        ("1a vez", "no es un expediente"),
        ("EXP 00/24", "no es un expediente"),
        ("E-12 / E-13", "tiene más de uno"),
        ("E-12/e-13/E-14", "tiene más de uno"),
        ("784 / 785", "parece tener dos"),
        ("E-784 E-785", "parece tener dos"),
        ("no trae 2025", "no es un expediente"),
        ("ver 12", "no es un expediente"),
        ("pendiente 3", "no es un expediente"),
        ("falta", "no es un expediente"),
        ("#N/D; E-4", "tiene un error"),
    ] {
        let fila = UNA.replace("E-1", expediente);
        let (_, dicho) = oficina.refused(&oficina.sheet("e.csv", sheet(TITULOS, &[&fila])), &[]);
        assert!(dicho.contains(dice), "{expediente}: {dicho}");
    }
    let buenos = [
        "E-12/2024",
        "UM1/E12",
        "EXP 12",
        "024/24",
        "A-0012/24",
        "A-12/2024-A",
        "M-5/24-M",
        "EXP-12/EXP-2024",
        "No. Cuenta 00123",
        "EXP SN-0012",
        "12/2025",
        "E 12",
        "OAX-12/2025-B",
        "DIF 34 2025",
    ];
    let filas: Vec<String> = (1..)
        .zip(buenos)
        .map(|(i, expediente)| of_day(i, "08/03/2017").replace("E-1", expediente))
        .collect();
    let filas: Vec<&str> = filas.iter().map(String::as_str).collect();
    let dicho = oficina.import(&oficina.sheet("buenos.csv", sheet(TITULOS, &filas)));
    assert!(dicho.contains("Personas nuevas: 14"), "{dicho}");
    for nada in ["N/D", "-", "S/N"] {
        let titulares = format!("Nombre,Cargo,Desde\n{nada},Directora,2017\n");
        let ruta = oficina.sheet("titulares.csv", titulares);
        let (_, dicho) = oficina.refused(&ruta, &["--tipo", "titulares"]);
        assert!(dicho.contains("Nombre: no dice nada"), "{nada}: {dicho}");
    }
    // Texts have hashes and marks of their own.
    let actos = "Clave,Tipo,Nombre,Fecha\nv-1,Taller,\"Taller; #NIUNAMENOS!, visita, error 404\",08/03/2017\n";
    let ruta = oficina.sheet("actos.csv", actos);
    casa.run(&[
        "importar",
        &ruta,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ]);
    let convenios = "Clave,Objeto,Partes\nc-1,Colaborar,#N/D; SEMUJERES\n";
    let ruta = oficina.sheet("convenios.csv", convenios);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "convenios"]);
    assert!(dicho.contains("Partes: tiene un error"), "{dicho}");
}
