//! Sheets of which a part is missing or is of something else: formulas of several cells, comments, files that were cut, numbers
//! of another column, what is said of nobody.

use super::libros::{open_document, pack};
use super::{OTRA, TITULOS, UNA, sheet};
use crate::casa::Casa;
use crate::oficina::Oficina;

/// A workbook of one sheet with that XML of rows.
fn workbook(filas: &str) -> Vec<u8> {
    const TIPOS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const RELACIONES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PAQUETE: &str = "http://schemas.openxmlformats.org/package/2006";
    const HOJA: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    pack(&[
        (
            "[Content_Types].xml",
            format!(
                r#"<Types xmlns="{PAQUETE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{TIPOS}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TIPOS}.worksheet+xml"/></Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PAQUETE}/relationships"><Relationship Id="rId1" Type="{RELACIONES}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{HOJA}" xmlns:r="{RELACIONES}"><sheets><sheet name="Hoja1" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PAQUETE}/relationships"><Relationship Id="rId1" Type="{RELACIONES}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{HOJA}"><sheetData>{filas}</sheetData></worksheet>"#),
        ),
    ])
}

/// A row of texts; the cell of Expediente is another XML.
fn row(numero: usize, textos: &str, expediente: &str) -> String {
    let celdas = textos.split(',').zip('A'..).map(|(texto, columna)| {
        if columna == 'G' && numero > 1 {
            return expediente.to_owned();
        }
        format!(r#"<c r="{columna}{numero}" t="inlineStr"><is><t>{texto}</t></is></c>"#)
    });
    let celdas: String = celdas.collect();
    format!(r#"<row r="{numero}">{celdas}</row>"#)
}

/// A formula of several cells is said once: where it was not computed, none of them has anything.
#[test]
fn cells_that_a_formula_of_others_fills_are_not_empty() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let filas = [
        row(1, TITULOS, ""),
        row(
            2,
            UNA,
            r#"<c r="G2"><f t="array" ref="G2:G4">ROW(A2:A4)</f></c>"#,
        ),
        row(3, OTRA, ""),
        row(4, &OTRA.replace("A2", "A3"), r#"<c r="G4"><v>7</v></c>"#),
    ];
    let hoja = oficina.sheet("matriz.xlsx", workbook(&filas.concat()));
    let (mensaje, dicho) = oficina.refused(&hoja, &[]);
    assert!(mensaje.contains("errores: 2,"), "{mensaje}{dicho}");
    for renglon in ["renglón 2, Expediente", "renglón 3, Expediente"] {
        assert!(dicho.contains(renglon), "{dicho}");
    }
    assert!(
        dicho.contains("una fórmula cuyo resultado no se guardó"),
        "{dicho}"
    );
}

/// Comments, of XML and of the office, are no part of what a cell says.
#[test]
fn comments_of_open_documents_are_not_read() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let nota =
        |texto: &str| format!("<office:annotation><text:p>{texto}</text:p></office:annotation>");
    let celda = |texto: &str| {
        format!(
            r#"<table:table-cell office:value-type="string">{}<text:p>{texto}</text:p></table:table-cell><!-- {texto} -->"#,
            nota("revisar 12")
        )
    };
    let fila = |textos: &str| {
        let celdas = textos.split(',').map(|texto| match texto {
            "E-1" | "E-2" => format!(
                r#"<table:table-cell office:value-type="float" office:value="45">{}<text:p>45</text:p></table:table-cell>"#,
                nota("7")
            ),
            otro => celda(otro),
        });
        let celdas: String = celdas.collect();
        format!("<!-- renglón --><table:table-row>{celdas}</table:table-row>")
    };
    let filas: String = [TITULOS, UNA, OTRA].map(fila).concat();
    let filas = filas.replace("1980", "1985");
    let dicho = oficina.import(&oficina.sheet("notas.ods", open_document(&filas)));
    assert!(dicho.contains("2 nuevos"), "{dicho}");
    assert!(dicho.contains("Personas nuevas: 1"), "{dicho}");
}

/// A file that was cut has less than it had.
#[test]
fn a_file_that_was_cut_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let entera = sheet(TITULOS, &[UNA, OTRA]);
    let tercera = "A3,10/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,E-3,Mujer";
    for (nombre, resto, esperado) in [
        ("corta.csv", tercera, "parece cortado"),
        ("muy-corta.csv", "A3,10/0", "parece cortado"),
        (
            "comilla.csv",
            "A3,10/03/2017,\"Trabajo so",
            "comilla que abre",
        ),
    ] {
        let hoja = oficina.sheet(nombre, format!("{entera}{resto}"));
        let (mensaje, dicho) = oficina.refused(&hoja, &["--aceptar-validas"]);
        assert!(mensaje.contains(esperado), "{nombre}: {mensaje}{dicho}");
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
    // The last line may do without its end, if it has its cells.
    let sin_fin = oficina.sheet("sin-fin.csv", entera.trim_end());
    assert!(oficina.import(&sin_fin).contains("2 nuevos"));
}

/// A workbook with numbers in the column of days.
fn with_days(dias: &[f64]) -> Vec<u8> {
    let mut libro = rust_xlsxwriter::Workbook::new();
    let hoja = libro.add_worksheet();
    hoja.write_row(0, 0, TITULOS.split(',')).unwrap();
    for (i, dia) in (0u32..).zip(dias) {
        let fila = UNA.replace("A1", &format!("D{i}"));
        hoja.write_row(i + 1, 0, fila.split(',')).unwrap();
        if *dia > 0.0 {
            hoja.write_number(i + 1, 1, *dia).unwrap();
        }
    }
    libro.save_to_buffer().unwrap()
}

/// A number without the format of a day is one if it is near the others.
#[test]
fn a_number_far_from_the_days_around_it_is_none() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    // 42803 is the day after that of the row before; 45000, six years later.
    let lejos = oficina.sheet("lejos.xlsx", with_days(&[0.0, 42803.0, 0.0, 45000.0]));
    let (mensaje, dicho) = oficina.refused(&lejos, &[]);
    assert!(mensaje.contains("errores: 1,"), "{mensaje}{dicho}");
    assert!(
        dicho.contains("renglón 5, Fecha: es un número sin formato"),
        "{dicho}"
    );
    let cerca = oficina.sheet("cerca.xlsx", with_days(&[0.0, 42803.0, 0.0]));
    assert!(oficina.import(&cerca).contains("3 nuevos"));
}

/// What is said of nobody is not kept, and that is told.
#[test]
fn what_an_anonymous_row_says_of_somebody_is_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let anonima = OTRA.replace("E-2", "");
    let callada = "A3,10/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,,,";
    let hoja = oficina.sheet("anonimas.csv", sheet(TITULOS, &[UNA, &anonima, callada]));
    let dicho = oficina.import(&hoja);
    assert!(dicho.contains("Aviso: 1 renglón dice sexo"), "{dicho}");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 1);
}
