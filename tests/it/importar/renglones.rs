//! Rows: registered once, and put right by their folio.

use expect_test::expect;

use crate::casa::{Casa, on_both};
use crate::oficina::{COLUMNAS, CURP, Oficina};

/// Four attentions: of whoever has a CURP, of whoever has a file number, and two of nobody.
fn four(oficina: &Oficina) -> (String, String) {
    let filas = [
        &format!("1;08/03/2017;asesoria JURIDICA;Mexicápam;primera vez;Psicológica;{CURP};;;"),
        "2;2017-03-09;Orientación;cabecera;Seguimiento;Ninguna;;E-7;Hombre;1980",
        ";10-03-2017;Trabajo social;Otro municipio;Seguimiento;No preguntado;;;;",
        ";10-03-2017;Trabajo social;Otro municipio;Seguimiento;No preguntado;;;;",
    ];
    let titulos = COLUMNAS.replace(',', ";");
    let hoja = format!("\u{feff}{titulos}\n{}\n", filas.join("\n"));
    let dicho = oficina.import(&oficina.sheet("hoja.csv", &hoja));
    (hoja, dicho)
}

fn a_sheet_is_registered(casa: &Casa) {
    let oficina = Oficina::new(casa);
    expect![[r#"
        Se registró, de 4 renglones: 4 nuevos, 0 que ya estaban, 0 que rectifican. Personas nuevas: 2. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: 2.
    "#]].assert_eq(&four(&oficina).1);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
    let nacidas = "SELECT COUNT(*) FROM persona WHERE anio_nacimiento = 1956 AND sexo = 'MUJER'";
    assert_eq!(oficina.count(nacidas), 1);
}

fn the_curp_of_who_was_registered_is_nowhere(casa: &Casa) {
    four(&Oficina::new(casa));
    let Casa::Carpeta(carpeta) = casa else { return };
    for archivo in ["registro.sqlite", "registro.sqlite-wal"] {
        let bytes = std::fs::read(carpeta.path().join("privado").join(archivo)).unwrap_or_default();
        let mut trozos = bytes.windows(CURP.len());
        assert!(!trozos.any(|trozo| trozo == CURP.as_bytes()));
    }
}

fn the_same_sheet_twice_is_once(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let (hoja, _) = four(&oficina);
    expect![[r#"
        Se registró, de 4 renglones: 0 nuevos, 4 que ya estaban, 0 que rectifican. Personas nuevas: 0. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: 0.
    "#]].assert_eq(&oficina.import(&oficina.sheet("hoja.csv", &hoja)));
    // The encoding does not matter.
    let latina: Vec<u8> = hoja
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let dicho = oficina.import(&oficina.sheet("latin.csv", latina));
    assert!(dicho.contains("4 que ya estaban"), "{dicho}");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
}

fn lines_that_end_as_those_of_excel_are_the_same_lines(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = four(&oficina).0.replace("primera vez", "a veces");
    let ruta = oficina.sheet("excel.csv", hoja.replace('\n', "\r\n"));
    let (_, dicho) = oficina.refused(&ruta, &[]);
    assert!(dicho.contains("renglón 2, Visita"), "{dicho}");
}

fn a_row_is_put_right_by_its_folio(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let (hoja, _) = four(&oficina);
    let corregida = hoja.replace("2;2017-03-09;Orientación", "2;2017-03-09;Apoyo psicológico");
    expect![[r#"
        Se registró, de 4 renglones: 0 nuevos, 3 que ya estaban, 1 que rectifica. Personas nuevas: 0. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: 0.
        Aviso: lo registrado con el mismo folio se sustituye por lo que dice: renglón 3. Si es otra atención, dele otro folio.
    "#]].assert_eq(&oficina.import(&oficina.sheet("corregida.csv", corregida)));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM historia"), 1);
}

on_both!(
    a_sheet_is_registered,
    the_curp_of_who_was_registered_is_nowhere,
    the_same_sheet_twice_is_once,
    lines_that_end_as_those_of_excel_are_the_same_lines,
    a_row_is_put_right_by_its_folio
);
