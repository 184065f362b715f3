//! What a cell holds and what is seen of it: what is seen counts, or nothing does.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::libros::{open_document, pack};
use super::{OTRA, TITULOS, UNA, sheet};
use crate::casa::Casa;
use crate::oficina::Oficina;

const ACTIVIDADES: &str = "Clave,Tipo,Nombre,Periodo,Público,Participantes";
const ACTIVIDAD: &str = "a-1,Taller,Uno,2017,Mujeres,20";

/// A row of an open document: each text as a cell of that type, but for one.
fn row(textos: &str, tipo: &str, otra: Option<(&str, &str)>) -> String {
    let celdas = textos.split(',').map(|texto| match otra {
        Some((suyo, celda)) if suyo == texto => celda.to_owned(),
        _ => format!("<table:table-cell{tipo}><text:p>{texto}</text:p></table:table-cell>"),
    });
    let celdas: String = celdas.collect();
    format!("<table:table-row>{celdas}</table:table-row>")
}

const DE_TEXTO: &str = r#" office:value-type="string""#;

fn number(tipo: &str, valor: &str, visto: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="{tipo}" office:value="{valor}"><text:p>{visto}</text:p></table:table-cell>"#
    )
}

/// Old offices keep an error as the number 0, and show it.
#[test]
fn errors_that_hold_a_number_are_errors() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for error in ["Err:502", "#N/A", "#VALUE!", "#DIV/0!", "#¡VALOR!"] {
        for (tipo, valor) in [("float", "0"), ("currency", "12"), ("percentage", "1")] {
            let celda = number(tipo, valor, error);
            let filas = row(TITULOS, DE_TEXTO, None) + &row(UNA, DE_TEXTO, Some(("E-1", &celda)));
            let (_, dicho) = oficina.refused(&oficina.sheet("e.ods", open_document(&filas)), &[]);
            assert!(
                dicho.contains("renglón 2, Expediente: tiene un error de la hoja de cálculo"),
                "{celda}: {dicho}"
            );
        }
    }
}

/// Cells of text whose type nobody wrote are text: one of them, or all.
#[test]
fn text_without_a_type_is_text() {
    for tipo in [DE_TEXTO, ""] {
        let casa = Casa::folder();
        let oficina = Oficina::new(&casa);
        let sin_tipo =
            |texto| format!("<table:table-cell><text:p>{texto}</text:p></table:table-cell>");
        let filas = row(TITULOS, tipo, None)
            + &row(UNA, tipo, Some(("E-1", &sin_tipo("E-1"))))
            + &row(OTRA, tipo, Some(("E-2", &sin_tipo("E-2"))));
        let dicho = oficina.import(&oficina.sheet("t.ods", open_document(&filas)));
        assert!(dicho.contains("Personas nuevas: 2"), "{dicho}");
    }
}

/// Money and percentages are no people, and years before our time no days.
#[test]
fn what_is_no_count_of_people_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let actividades = ["--tipo", "actividades"];
    for (celda, esperado) in [
        (
            number("currency", "20", "$20.00"),
            "tiene una cantidad de dinero",
        ),
        (
            number("float", "20", "$20.00"),
            "tiene una cantidad de dinero",
        ),
        (number("percentage", "20", "2000%"), "tiene un porcentaje"),
        (number("float", "0", "Err:502"), "tiene un error"),
    ] {
        let filas =
            row(ACTIVIDADES, DE_TEXTO, None) + &row(ACTIVIDAD, DE_TEXTO, Some(("20", &celda)));
        let hoja = oficina.sheet("c.ods", open_document(&filas));
        let (_, dicho) = oficina.refused(&hoja, &actividades);
        assert!(
            dicho.contains("renglón 2, Participantes: ") && dicho.contains(esperado),
            "{celda}: {dicho}"
        );
    }
    let libro = written(5, |hoja, fila, columna| {
        let formato = Format::new().set_num_format("0%");
        hoja.write_number_with_format(fila, columna, 20.0, &formato)
            .unwrap();
    });
    let hoja = oficina.sheet("c.xlsx", libro);
    let (_, dicho) = oficina.refused(&hoja, &actividades);
    assert!(dicho.contains("tiene un porcentaje"), "{dicho}");
    let dia = r#"<table:table-cell office:value-type="date" office:date-value="1899-12-31"><text:p>31/12/99</text:p></table:table-cell>"#;
    let titulos = ACTIVIDADES.replace("Periodo", "Fecha");
    let filas = row(&titulos, DE_TEXTO, None) + &row(ACTIVIDAD, DE_TEXTO, Some(("2017", dia)));
    let hoja = oficina.sheet("d.ods", open_document(&filas));
    let (_, dicho) = oficina.refused(&hoja, &actividades);
    assert!(
        dicho.contains("tiene una fecha de un año que no puede ser"),
        "{dicho}"
    );
}

/// A workbook of an activity, with one cell written otherwise.
fn written(columna: u16, write: impl Fn(&mut rust_xlsxwriter::Worksheet, u32, u16)) -> Vec<u8> {
    let mut libro = Workbook::new();
    let hoja = libro.add_worksheet();
    hoja.write_row(0, 0, ACTIVIDADES.split(',')).unwrap();
    hoja.write_row(1, 0, ACTIVIDAD.split(',')).unwrap();
    write(hoja, 1, columna);
    libro.save_to_buffer().unwrap()
}

/// Text that is published is what is seen in the sheet, or it is refused; and a report does not make it good.
#[test]
fn texts_are_what_is_seen_of_them() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let numbered = |valor: f64, codigo: &str| {
        written(2, |hoja, fila, columna| {
            let formato = Format::new().set_num_format(codigo);
            hoja.write_number_with_format(fila, columna, valor, &formato)
                .unwrap();
        })
    };
    let dia = written(2, |hoja, fila, columna| {
        let formato = Format::new().set_num_format("d \"de\" mmmm");
        let dia = ExcelDateTime::from_ymd(2017, 3, 8).unwrap();
        hoja.write_datetime_with_format(fila, columna, dia, &formato)
            .unwrap();
    });
    for (i, (libro, esperado)) in [
        (
            numbered(0.5, "0%"),
            "es un número cuyo formato muestra otra cosa",
        ),
        (
            numbered(8.0, "\"$\"0"),
            "es un número cuyo formato muestra otra cosa",
        ),
        (dia, "es una fecha, y se espera un texto"),
    ]
    .into_iter()
    .enumerate()
    {
        let hoja = oficina.sheet(&format!("mala-{i}.xlsx"), libro);
        let reporte = oficina.path(&format!("reporte-{i}.xlsx"));
        let reporte = reporte.to_str().unwrap();
        let (_, dicho) = oficina.refused(&hoja, &["--tipo", "actividades", "--reporte", reporte]);
        assert!(dicho.contains(esperado), "{dicho}");
        oficina.refused(reporte, &["--tipo", "actividades"]);
    }
    let hoja = oficina.sheet("buena.xlsx", numbered(8.0, "0\"M\""));
    casa.run(&[
        "importar",
        &hoja,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ]);
    let suya = "SELECT COUNT(*) FROM documento WHERE contenido LIKE '%\"8M\"%'";
    assert_eq!(oficina.count(suya), 1);
}

/// Files of MS-DOS: a single accent at the end of a word, and the mark that ends them.
#[test]
fn files_of_old_programs_are_read() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let bytes = b"Clave,Tipo,Nombre,Periodo\na-1,Taller,Caf\x82 y bordado,2017\na-2,Taller,D\xa1a Naranja,2017\n\x1a";
    let hoja = oficina.sheet("dos.csv", bytes);
    casa.run(&[
        "importar",
        &hoja,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ]);
    let suyas = "SELECT COUNT(*) FROM documento WHERE contenido LIKE '%Café y bordado%' OR contenido LIKE '%Día Naranja%'";
    assert_eq!(oficina.count(suyas), 2);
    for separador in [",", ";"] {
        let texto = sheet(TITULOS, &[UNA, OTRA]).replace(',', separador) + "\u{1a}\u{1a}";
        oficina.import(&oficina.sheet("fin.csv", texto));
        assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 2);
    }
}

/// What is no sheet says what it is; and headers far below, how far they are looked for.
#[test]
fn what_is_no_sheet_says_what_it_is() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let una = String::new;
    let manifiesto = r#"<manifest media-type="application/vnd.oasis.opendocument.text"/>"#;
    for (paquete, esperado) in [
        (
            pack(&[("[Content_Types].xml", una()), ("word/document.xml", una())]),
            "es un documento de texto, y no una hoja",
        ),
        (
            pack(&[
                ("mimetype", una()),
                ("content.xml", una()),
                ("META-INF/manifest.xml", manifiesto.to_owned()),
            ]),
            "es un documento de texto, y no una hoja",
        ),
        (
            pack(&[("Index/Document.iwa", una())]),
            "es un libro de Numbers",
        ),
        (
            pack(&[("hoja.csv", una())]),
            "es un archivo comprimido (.zip)",
        ),
    ] {
        let (mensaje, _) = oficina.refused(&oficina.sheet("x.xlsx", paquete), &[]);
        assert!(mensaje.contains(esperado), "{mensaje}");
    }
    let lejos = "Instituto\n".repeat(10) + &sheet(TITULOS, &[UNA]);
    let (mensaje, _) = oficina.refused(&oficina.sheet("lejos.csv", lejos), &[]);
    assert!(
        mensaje.contains("los encabezados se buscan en los primeros 10 renglones"),
        "{mensaje}"
    );
}

/// What a report writes of a cell that was refused is refused again, whatever kind of cell it was: numbers that would be days, days that
/// others make doubtful, days before those of workbooks, yes and no, what looks whole and is not.
#[test]
fn what_a_report_repeats_of_a_refused_cell_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let otra_celda = |fila: &str, texto: &str, celda: &str| {
        oficina.refused(
            &oficina.sheet(
                "suelta.ods",
                open_document(
                    &(row(TITULOS, DE_TEXTO, None)
                        + &row(OTRA, DE_TEXTO, None)
                        + &row(fila, DE_TEXTO, Some((texto, celda)))),
                ),
            ),
            &[],
        )
    };
    let dia = r#"<table:table-cell office:value-type="date" office:date-value="0017-03-08"><text:p>08/03/17</text:p></table:table-cell>"#;
    let si = r#"<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VERDADERO</text:p></table:table-cell>"#;
    for (texto, celda) in [
        ("08/03/2017", number("float", "45000.5", "45000.5")),
        ("08/03/2017", number("float", "45000.5", "15/03/23")),
        ("08/03/2017", number("float", "20", "20")),
        ("08/03/2017", dia.to_owned()),
        ("A1", si.to_owned()),
        ("E-1", si.to_owned()),
        ("E-1", number("float", "12.4", "12")),
        ("E-1", number("float", "-12", "12")),
        ("1985", number("float", "1985.4", "1985")),
    ] {
        let (mensaje, dicho) = otra_celda(UNA, texto, &celda);
        assert!(mensaje.contains("errores: 1,"), "{celda}: {mensaje}{dicho}");
    }
    // Of days of several sheets each is doubtful because of the others: so it is in the report of one.
    let mut libro = Workbook::new();
    for (nombre, dia) in [("Enero", "03/25/2017"), ("Marzo", "03/08/2017")] {
        let hoja = libro.add_worksheet();
        hoja.set_name(nombre).unwrap();
        hoja.write_row(0, 0, TITULOS.split(',')).unwrap();
        hoja.write_row(1, 0, UNA.replace("08/03/2017", dia).split(','))
            .unwrap();
    }
    let hoja = oficina.sheet("varias.xlsx", libro.save_to_buffer().unwrap());
    let reporte = oficina.path("varias-errores.xlsx");
    let reporte = reporte.to_str().unwrap();
    oficina.refused(
        &hoja,
        &["--hoja", "todas", "--simular", "--reporte", reporte],
    );
    let de_marzo = oficina.path("varias-errores-Marzo.xlsx");
    let (_, dicho) = oficina.refused(de_marzo.to_str().unwrap(), &[]);
    assert!(
        dicho.contains("renglón 2, Fecha: no se sabe cuál es el día y cuál el mes"),
        "{dicho}"
    );
}
