//! Workbooks and open documents: what is seen of their cells, and what a report keeps.

use super::{OTRA, TITULOS, UNA};
use crate::casa::{Casa, repository};
use crate::oficina::Oficina;

/// A workbook of cells that are joined, and of numbers that look like others.
fn joined() -> Vec<u8> {
    let mut libro = rust_xlsxwriter::Workbook::new();
    let hoja = libro.add_worksheet();
    for (i, linea) in (0u32..).zip([TITULOS, UNA, OTRA]) {
        hoja.write_row(i, 0, linea.split(',')).unwrap();
    }
    let formato = rust_xlsxwriter::Format::new();
    hoja.merge_range(1, 6, 2, 6, "E-1", &formato).unwrap();
    libro.save_to_buffer().unwrap()
}

/// What a report says is wrong stays wrong until it is corrected.
#[test]
fn a_report_launders_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hojas = [
        ("formula-sin-resultado.xlsx", "errores: 2,"),
        ("hora-por-numero.xlsx", "errores: 1,"),
        ("error-otros.xlsx", "errores: 5,"),
    ];
    let combinada = oficina.sheet("combinada.xlsx", joined());
    let casos = hojas.map(|(nombre, errores)| {
        let ruta = repository("tests/fixtures/casos").join(nombre);
        (ruta.to_str().unwrap().to_owned(), errores)
    });
    for (i, (ruta, errores)) in casos
        .into_iter()
        .chain([(combinada, "errores: 1,")])
        .enumerate()
    {
        let reporte = oficina.path(&format!("reporte-{i}.xlsx"));
        let reporte = reporte.to_str().unwrap();
        let (mensaje, _) = oficina.refused(&ruta, &["--reporte", reporte]);
        assert!(mensaje.contains(errores), "{ruta}: {mensaje}");
        let (mensaje, dicho) = oficina.refused(reporte, &[]);
        assert!(mensaje.contains(errores), "{ruta}: {mensaje}{dicho}");
    }
}

/// An open document with a sheet of those rows; a number is what is seen of it.
fn seen_document(filas: &[&[&str]]) -> Vec<u8> {
    let celda = |texto: &str| match texto.split_once('=') {
        Some((valor, visto)) => format!(
            r#"<table:table-cell office:value-type="float" office:value="{valor}"><text:p>{visto}</text:p></table:table-cell>"#
        ),
        None => format!(
            r#"<table:table-cell office:value-type="string"><text:p>{texto}</text:p></table:table-cell>"#
        ),
    };
    let filas: Vec<String> = filas
        .iter()
        .map(|fila| {
            let celdas: String = fila.iter().map(|texto| celda(texto)).collect();
            format!("<table:table-row>{celdas}</table:table-row>")
        })
        .collect();
    // A filter hides the last one.
    let (ultima, primeras) = filas.split_last().unwrap();
    let oculta = ultima.replacen("-row>", "-row table:visibility=\"filter\">", 1);
    open_document(&(primeras.concat() + &oculta))
}

/// An open document with a sheet of that XML of rows.
pub(super) fn open_document(filas: &str) -> Vec<u8> {
    let contenido = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Hoja1">{filas}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let tipo = "application/vnd.oasis.opendocument.spreadsheet";
    pack(&[
        ("mimetype", tipo.to_owned()),
        ("META-INF/manifest.xml", "<manifest/>".to_owned()),
        ("content.xml", contenido),
    ])
}

/// A package of those parts.
pub(super) fn pack(partes: &[(&str, String)]) -> Vec<u8> {
    let mut libro = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let opciones = zip::write::SimpleFileOptions::default();
    for (nombre, texto) in partes {
        libro.start_file(*nombre, opciones).unwrap();
        std::io::Write::write_all(&mut libro, texto.as_bytes()).unwrap();
    }
    libro.finish().unwrap().into_inner()
}

/// The number of an open document is what is seen too.
#[test]
fn numbers_of_open_documents_are_what_is_seen() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let titulos: Vec<&str> = TITULOS.split(',').collect();
    let fila = |folio: &'static str, expediente: &'static str| -> Vec<&'static str> {
        vec![
            folio,
            "08/03/2017",
            "Trabajo social",
            "Cabecera municipal",
            "Seguimiento",
            "Ninguna",
            expediente,
            "Mujer",
            "1985=1985",
        ]
    };
    let filas = [
        fila("A1", "45=00045"),
        fila("A2", "00045"),
        fila("A3", "45=E-045"),
        fila("A4", "1200=1,200"),
    ];
    let filas: Vec<&[&str]> = std::iter::once(&titulos[..])
        .chain(filas.iter().map(Vec::as_slice))
        .collect();
    let dicho = oficina.import(&oficina.sheet("vistos.ods", seen_document(&filas)));
    assert!(
        dicho.contains("4 nuevos")
            && dicho.contains("Personas nuevas: 3")
            && dicho.contains("1 renglón de la hoja está oculto"),
        "{dicho}"
    );
}

/// Cells of Expediente that name nobody, or two, as an open document has them; and what is said of each.
const CELLS: [(&str, &str); 5] = [
    (
        r#"<table:table-cell office:value-type="string"><text:p>E-1</text:p><text:p>E-2</text:p></table:table-cell>"#,
        "tiene más de uno",
    ),
    (
        r#"<table:table-cell office:value-type="currency" office:value="45"><text:p>$45</text:p></table:table-cell>"#,
        "es un número cuyo formato muestra otra cosa",
    ),
    (
        r#"<table:table-cell office:value-type="percentage" office:value="45"><text:p>4500%</text:p></table:table-cell>"#,
        "es un número cuyo formato muestra otra cosa",
    ),
    (
        r#"<table:table-cell office:value-type="time" office:time-value="PT36H00M00S"><text:p>36:00</text:p></table:table-cell>"#,
        "lo tomó por una hora",
    ),
    (
        r#"<table:covered-table-cell/>"#,
        "está combinada con otra celda",
    ),
];

#[test]
fn cells_of_open_documents_that_name_nobody_are_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let fila = |textos: &str, expediente: Option<&str>| {
        let celdas = textos.split(',').map(|texto| match (texto, expediente) {
            ("E-1", Some(celda)) => celda.to_owned(),
            _ => format!(
                r#"<table:table-cell office:value-type="string"><text:p>{texto}</text:p></table:table-cell>"#
            ),
        });
        format!(
            "<table:table-row>{}</table:table-row>",
            celdas.collect::<String>()
        )
    };
    for (celda, esperado) in CELLS {
        let filas = fila(TITULOS, None) + &fila(UNA, Some(celda));
        let hoja = oficina.sheet("celda.ods", open_document(&filas));
        let (_, dicho) = oficina.refused(&hoja, &[]);
        assert!(
            dicho.contains("renglón 2, Expediente: ") && dicho.contains(esperado),
            "{celda}: {dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

/// What a program puts beside a file that is open is no damaged file: the other one is meant.
#[test]
fn the_lock_of_an_open_file_is_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for nombre in ["~$atenciones.xlsx", ".~lock.atenciones.ods#"] {
        let (dicho, _) = oficina.refused(&oficina.sheet(nombre, "\u{8}Graciela"), &[]);
        assert!(
            dicho.contains("es el candado de un archivo que está abierto"),
            "{dicho}"
        );
    }
}

/// The title of a part of the table is one thing, joined over all of it or not, also where it is tall; cells of two rows are another.
#[test]
fn a_title_within_the_table_is_no_row() {
    const TITULO: &str =
        "parece un total, un título o una nota, y no un renglón de la tabla: bórrelo";
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let con = |sueltas: &[(u32, u16, &str)], zonas: &[(u32, u16, u32, u16)]| {
        let mut libro = rust_xlsxwriter::Workbook::new();
        let hoja = libro.add_worksheet();
        hoja.write_row(0, 0, TITULOS.split(',')).unwrap();
        hoja.write_row(3, 0, UNA.split(',')).unwrap();
        for (fila, columna, texto) in sueltas {
            hoja.write(*fila, *columna, *texto).unwrap();
        }
        let formato = rust_xlsxwriter::Format::new();
        for (fila, columna, hasta, ultima) in zonas {
            hoja.merge_range(*fila, *columna, *hasta, *ultima, "ENERO", &formato)
                .unwrap();
        }
        oficina.sheet("titulo.xlsx", libro.save_to_buffer().unwrap())
    };
    for (sueltas, zonas) in [
        (&[][..], &[(1, 0, 1, 8)][..]),
        (&[], &[(1, 0, 2, 8)]),
        (&[], &[(1, 3, 1, 5)]),
        (&[(1, 4, "Talleres")], &[]),
    ] {
        let ruta = con(sueltas, zonas);
        let (mensaje, dicho) = oficina.refused(&ruta, &[]);
        assert!(dicho.contains(&format!("renglón 2: {TITULO}")), "{dicho}");
        assert!(mensaje.contains("errores: 1,"), "{mensaje}{dicho}");
        let reporte = oficina.path("reporte.xlsx");
        let _ = std::fs::remove_file(&reporte);
        let reporte = reporte.to_str().unwrap();
        oficina.refused(&ruta, &["--reporte", reporte]);
        assert_eq!(oficina.refused(reporte, &[]).0, mensaje);
    }
    let dos: Vec<(u32, u16, u32, u16)> = (1..9).map(|columna| (1, columna, 2, columna)).collect();
    let dos = con(&[(1, 0, "A8"), (2, 0, "A9")], &dos);
    let (_, dicho) = oficina.refused(&dos, &[]);
    assert!(
        dicho.contains("renglón 3, Fecha: está combinada"),
        "{dicho}"
    );
    let celda = |mas: &str, texto: &str| {
        format!(
            r#"<table:table-cell{mas} office:value-type="string"><text:p>{texto}</text:p></table:table-cell>"#
        )
    };
    let fila = |textos: &str| {
        let celdas: String = textos.split(',').map(|texto| celda("", texto)).collect();
        format!("<table:table-row>{celdas}</table:table-row>")
    };
    let ancha = celda(
        r#" table:number-columns-spanned="9" table:number-rows-spanned="1""#,
        "ENERO",
    );
    let cubiertas = r#"<table:covered-table-cell table:number-columns-repeated="8"/>"#;
    let titulo = format!("<table:table-row>{ancha}{cubiertas}</table:table-row>");
    let filas = [fila(TITULOS), titulo, fila(UNA)].concat();
    let (mensaje, dicho) = oficina.refused(&oficina.sheet("t.ods", open_document(&filas)), &[]);
    assert!(
        mensaje.contains("errores: 1,") && dicho.contains(TITULO),
        "{dicho}"
    );
    // Of a sheet whose map says the rest, a day alone is a row; a month is not.
    let mapa = oficina.sheet(
        "mapa.toml",
        "[constantes]\nServicio = \"Orientación\"\nProcedencia = \"Candiani\"\nVisita = \"Seguimiento\"\n\"Tipos de violencia\" = \"Ninguna\"\n",
    );
    let hoja = oficina.sheet(
        "hoja.csv",
        "Fecha,Nota,Otra\nEnero de 2017,,\n08/01/2017,,\n",
    );
    let (mensaje, dicho) = oficina.refused(&hoja, &["--mapa", &mapa]);
    assert!(
        mensaje.contains("errores: 1,") && dicho.contains(&format!("renglón 2: {TITULO}")),
        "{mensaje}{dicho}"
    );
}
