//! Sheets as offices fill them, into the register.

use std::io::Write;
use std::process::Stdio;

use expect_test::expect;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::casa::{Casa, failure, on_both, text};
use crate::oficina::{COLUMNAS, CURP, Oficina, content, csv, many, workbook};

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
        Se registró, de 4 renglones: 0 nuevos, 3 que ya estaban, 1 que rectifican. Personas nuevas: 0. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: 0.
    "#]].assert_eq(&oficina.import(&oficina.sheet("corregida.csv", corregida)));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM historia"), 1);
}

/// Seven rows that are wrong, each in its way, and two that are not.
fn wrong(oficina: &Oficina) -> String {
    let filas = [
        "1,31/02/2017,Asesoria juridca,Candianni,a veces,Psicológica,HEGG560427MVZRRL05,,,"
            .to_owned(),
        "2,08/03/2017,Orientación,Candiani,Seguimiento,Vicaria,,,,".to_owned(),
        "2,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,,".to_owned(),
        "3,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990".to_owned(),
        "3,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-2,Mujer,1990".to_owned(),
        "4,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Hombre,1990".to_owned(),
        format!("5,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,{CURP},,Hombre,"),
        "6,08/03/2117,Orientación,=cmd|' /C calc'!A0,Seguimiento,Ninguna,,,,".to_owned(),
        "7,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-9,Mujer,1991".to_owned(),
    ];
    oficina.sheet("hoja.csv", csv(&filas))
}

fn all_that_is_wrong_is_said_and_nothing_changes(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let (mensaje, dicho) = oficina.refused(&wrong(&oficina), &[]);
    expect![[r#"
        pacto: errores: 12, en 7 de 9 renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas
        renglón 2, Fecha: tiene un texto de 10 caracteres y se espera una fecha, como 08/03/2017 o 2017-03-08
        renglón 2, Servicio: tiene un texto de 16 caracteres y se espera una entrada del catálogo; ¿quiso decir «Asesoría jurídica»?
        renglón 2, Procedencia: tiene un texto de 9 caracteres y se espera una agencia del catálogo, «Cabecera municipal», «Otro municipio» o «No especificada»; ¿quiso decir «Candiani»?
        renglón 2, Visita: tiene un texto de 7 caracteres y se espera «Primera vez» o «Seguimiento»
        renglón 2, CURP: la CURP no es válida: el dígito verificador no corresponde
        renglón 3, Tipos de violencia: «A través de interpósita persona (vicaria)» no está vigente en la fecha: entró en vigor el 2024-01-18
        renglón 4, Sexo: está vacía: se espera «Mujer», «Hombre», «X» o «No especificado», porque no hay CURP
        renglón 6, Folio: se repite: también está en el renglón 5
        renglón 7, Sexo: el sexo no es el registrado de la misma persona
        renglón 8, Sexo: no es el de la CURP
        renglón 9, Fecha: la fecha es posterior a hoy
        renglón 9, Procedencia: tiene un texto de 18 caracteres y se espera una agencia del catálogo, «Cabecera municipal», «Otro municipio» o «No especificada»
    "#]].assert_eq(&format!("{mensaje}{dicho}"));
    for ajeno in [CURP, "HEGG", "Candianni", "cmd", "juridca"] {
        assert!(
            !dicho.contains(ajeno) && !mensaje.contains(ajeno),
            "{dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

/// The report is the sheet, with notes, and nothing in it is a formula.
fn what_is_wrong_is_marked_in_a_copy_of_the_sheet(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let reporte = oficina.path("errores.xlsx");
    oficina.refused(&wrong(&oficina), &["--reporte", reporte.to_str().unwrap()]);
    let mut libro: calamine::Xlsx<_> = calamine::open_workbook(&reporte).unwrap();
    let hoja = calamine::Reader::worksheet_range(&mut libro, "Atenciones").unwrap();
    assert_eq!(
        hoja.get_value((8, 3)).unwrap().to_string(),
        "=cmd|' /C calc'!A0"
    );
    assert!(
        hoja.get_value((1, 10))
            .unwrap()
            .to_string()
            .starts_with("renglón 2. Fecha:")
    );
    let formulas = calamine::Reader::worksheet_formula(&mut libro, "Atenciones").unwrap();
    assert!(formulas.is_empty());
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&reporte.metadata().unwrap().permissions()) & 0o077,
        0
    );
}

/// Of what she said, it is the column that differs that is marked.
fn the_column_that_differs_is_marked(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let titulos = format!("{COLUMNAS},Discapacidad");
    let distintas = format!(
        "{titulos}\n8,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-8,Mujer,1991,Sí\n9,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-8,Mujer,1991,No\n"
    );
    let (_, dicho) = oficina.refused(&oficina.sheet("distintas.csv", distintas), &[]);
    assert!(
        dicho.contains("renglón 3, Discapacidad: si tiene discapacidad: no es lo registrado"),
        "{dicho}"
    );
}

fn those_that_hold_are_taken_if_that_is_what_is_wanted(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let ruta = wrong(&oficina);
    let validas = casa.run(&[
        "importar",
        &ruta,
        "--instancia",
        "20067",
        "--aceptar-validas",
    ]);
    assert!(
        validas.contains("2 nuevos") && validas.contains("quedan fuera: 7"),
        "{validas}"
    );
}

fn whatever_the_order_and_the_files_the_edition_is_the_same(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    let una = casa.publish("2017-12-31");
    let otra_casa = Casa::folder();
    let otra = Oficina::new(&otra_casa);
    let mut al_reves = filas.clone();
    al_reves.reverse();
    for (i, parte) in al_reves.chunks(77).enumerate() {
        let ruta = otra.path(&format!("{i}.xlsx"));
        workbook(parte).save(&ruta).unwrap();
        otra.import(ruta.to_str().unwrap());
    }
    assert_eq!(content(&una), content(&otra_casa.publish("2017-12-31")));
}

fn what_is_published_does_not_change_by_what_is_put_right(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    casa.publish("2017-06-30");
    // A row of January says another service, and one of May comes late.
    let corregida = [filas[0].replace("Asesoría jurídica", "Trabajo social")];
    let dicho = oficina.import(&oficina.sheet("corregida.csv", csv(&corregida)));
    assert!(
        dicho.contains("1 que rectifican") && dicho.contains("no cambian lo publicado: 1"),
        "{dicho}"
    );
    let tardia =
        ["T-1,05/05/2017,Orientación,Candiani,Seguimiento,Ninguna,,E4,Mujer,1962".to_owned()];
    let dicho = oficina.import(&oficina.sheet("tardia.csv", csv(&tardia)));
    assert!(dicho.contains("primer mes abierto: 1"), "{dicho}");
    assert!(
        oficina
            .import(&oficina.sheet("corregida.csv", csv(&corregida)))
            .contains("1 que ya estaban")
    );
    // What was counted stays counted, once; what is said now is what the register says.
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM atencion WHERE mes BETWEEN 201701 AND 201712"),
        241
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE folio = 'F-0' AND renglon IS NOT NULL AND servicio = 'trabajo_social'"), 1);
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(
        !pendientes.contains("0000") && !pendientes.contains("menos"),
        "{pendientes}"
    );
    casa.publish("2017-12-31");
    let consulta = r#"{ instancia(clave: "20067") { ediciones { tabla(medida: SERVICIOS, filas: [SERVICIO], filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1"] }]) { valores } } } }"#;
    let datos = casa.serve().data(consulta);
    let ediciones = datos["instancia"]["ediciones"].as_array().unwrap();
    assert_eq!(ediciones.len(), 2);
    assert_eq!(ediciones[0]["tabla"], ediciones[1]["tabla"]);
    assert!(
        ediciones[0]["tabla"]["valores"]
            .as_array()
            .unwrap()
            .iter()
            .any(Value::is_u64)
    );
}

fn whoever_asks_to_be_taken_out_is_and_what_was_published_stays(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    let todas = oficina.sheet("todas.csv", csv(&filas));
    oficina.import(&todas);
    casa.publish("2017-06-30");
    // Of two of her attentions, F-10 is of November and F-11 of December; of F-0 and F-1, both are published.
    let abierta = casa.run(&["cancelar", "--folio", "f-10", "--instancia", "20067"]);
    assert!(
        abierta.contains("borradas: 2.") && abierta.contains("de quién: 0."),
        "{abierta}"
    );
    let cerrada = casa.run(&["cancelar", "--folio", "F-0", "--instancia", "20067"]);
    assert!(
        cerrada.contains("borradas: 0.") && cerrada.contains("de quién: 2."),
        "{cerrada}"
    );
    let (estado, mensaje) = casa.fail(&["cancelar", "--folio", "F-0", "--instancia", "20067"]);
    assert!(
        estado == 2 && mensaje.contains("ninguna atención"),
        "{mensaje}"
    );
    let otra_vez = oficina.import(&todas);
    assert!(
        otra_vez.contains("0 nuevos, 236 que ya estaban")
            && otra_vez.contains("no vuelven a él: 4"),
        "{otra_vez}"
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 119);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE folio IS NULL AND renglon IS NULL AND huella IS NULL"), 2);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 238);
    // The next edition holds together, and says the same of what is closed.
    casa.publish("2017-12-31");
    let consulta = r#"{ instancia(clave: "20067") { ediciones { tabla(medida: PERSONAS_ATENDIDAS, filas: [SERVICIO], filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1"] }]) { valores } } } }"#;
    let datos = casa.serve().data(consulta);
    let ediciones = &datos["instancia"]["ediciones"];
    assert_eq!(ediciones[0]["tabla"], ediciones[1]["tabla"]);
    assert!(
        !casa
            .run(&["pendientes", "--instancia", "20067"])
            .contains("ya no están")
    );
}

fn two_imports_at_once_and_one_that_is_killed(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let ruta = oficina.sheet("todas.csv", csv(&many(4000)));
    let start = || {
        let mut orden = casa.command(&["importar", &ruta, "--instancia", "20067"]);
        orden
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for milisegundos in [20, 60, 120, 250] {
        let mut muere = start();
        std::thread::sleep(std::time::Duration::from_millis(milisegundos));
        muere.kill().unwrap();
        muere.wait().unwrap();
        let hay = oficina.count("SELECT COUNT(*) FROM atencion");
        assert!(hay == 0 || hay == 4000, "{hay}");
    }
    for importacion in [start(), start()] {
        let salida = importacion.wait_with_output().unwrap();
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4000);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 2000);
}

on_both!(
    a_sheet_is_registered,
    the_curp_of_who_was_registered_is_nowhere,
    the_same_sheet_twice_is_once,
    lines_that_end_as_those_of_excel_are_the_same_lines,
    a_row_is_put_right_by_its_folio,
    all_that_is_wrong_is_said_and_nothing_changes,
    what_is_wrong_is_marked_in_a_copy_of_the_sheet,
    the_column_that_differs_is_marked,
    those_that_hold_are_taken_if_that_is_what_is_wanted,
    whatever_the_order_and_the_files_the_edition_is_the_same,
    what_is_published_does_not_change_by_what_is_put_right,
    whoever_asks_to_be_taken_out_is_and_what_was_published_stays,
    two_imports_at_once_and_one_that_is_killed
);

#[test]
fn the_template_can_be_filled_and_comes_back() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = oficina.path("plantilla.xlsx");
    let ruta = ruta.to_str().unwrap();
    casa.run(&[
        "plantilla",
        "atenciones",
        "-o",
        ruta,
        "--instancia",
        "20067",
    ]);
    let mut libro: calamine::Xlsx<_> = calamine::open_workbook(ruta).unwrap();
    let nombres = calamine::Reader::sheet_names(&libro);
    assert_eq!(nombres, ["Atenciones", "Ayuda", "Listas", "Pacto"]);
    let hoja = calamine::Reader::worksheet_range(&mut libro, "Atenciones").unwrap();
    let titulos: Vec<String> = hoja
        .rows()
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(titulos[..3], ["Folio", "Fecha *", "Servicio *"]);
    let listas = calamine::Reader::worksheet_range(&mut libro, "Listas").unwrap();
    let hay = |texto: &str| listas.used_cells().any(|(.., celda)| *celda == texto);
    assert!(
        hay("Asesoría jurídica")
            && hay("San Martín Mexicápam de Cárdenas")
            && hay("A través de interpósita persona (vicaria)")
    );
    // Empty, it has nothing to register, and is no error.
    assert!(oficina.import(ruta).contains("de 0 renglones: 0 nuevos"));
    let vacia = oficina.path("plantilla.csv");
    casa.run(&[
        "plantilla",
        "atenciones",
        "-o",
        vacia.to_str().unwrap(),
        "--instancia",
        "20067",
    ]);
    let con_fila = std::fs::read_to_string(&vacia).unwrap()
        + "A1,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,,,,,,,,,,\r\n";
    assert!(
        oficina
            .import(&oficina.sheet("llena.csv", con_fila))
            .contains("1 nuevos")
    );
}

#[test]
fn an_open_document_is_read_too() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let celda = |texto: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{texto}</text:p></table:table-cell>"#
        )
    };
    let fecha = r#"<table:table-cell office:value-type="date" office:date-value="2017-03-08"><text:p>08/03/17</text:p></table:table-cell>"#;
    let titulos: String = ["Fecha", "Servicio", "Agencia", "Visita", "Violencia"]
        .map(celda)
        .concat();
    let fila = format!(
        "{fecha}{}",
        ["Orientación", "Donají", "Seguimiento", "Ninguna"]
            .map(celda)
            .concat()
    );
    let contenido = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Hoja1"><table:table-row>{titulos}</table:table-row><table:table-row>{fila}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let ruta = oficina.path("hoja.ods");
    let mut libro = zip::ZipWriter::new(std::fs::File::create(&ruta).unwrap());
    let opciones = zip::write::SimpleFileOptions::default();
    for (nombre, texto) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &contenido),
    ] {
        libro.start_file(nombre, opciones).unwrap();
        libro.write_all(texto.as_bytes()).unwrap();
    }
    libro.finish().unwrap();
    let dicho = oficina.import(ruta.to_str().unwrap());
    assert!(dicho.contains("1 nuevos"), "{dicho}");
    assert_eq!(
        oficina
            .count("SELECT COUNT(*) FROM atencion WHERE lugar = 'agencia:donaji' AND mes = 201703"),
        1
    );
}

#[test]
fn files_that_are_not_what_they_seem_are_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let refused = |ruta: &str, esperado: &str| {
        let (mensaje, _) = oficina.refused(ruta, &[]);
        assert!(mensaje.contains(esperado), "{esperado}: {mensaje}");
    };
    refused(
        oficina.path("nada.csv").to_str().unwrap(),
        "el archivo no existe",
    );
    refused(&oficina.sheet("hoja.pdf", "x"), "no es .xlsx, .ods ni .csv");
    refused(&oficina.sheet("vacia.csv", ""), "el archivo está vacío");
    refused(
        &oficina.sheet("otra.csv", "a,b\n1,2\n"),
        "falta la columna «Fecha»",
    );
    refused(
        &oficina.sheet("doble.csv", "Fecha,Fecha\n"),
        "la columna «Fecha» está dos veces",
    );
    refused(
        &oficina.sheet("roto.xlsx", "no es un libro"),
        "el libro no se entiende",
    );
    let bueno = workbook(&many(50)).save_to_buffer().unwrap();
    refused(
        &oficina.sheet("cortado.xlsx", &bueno[..bueno.len() / 2]),
        "el libro no se entiende",
    );
    // A quote that nobody closes, and a line without end.
    let larga = format!("{COLUMNAS}\n1,\"{}", "x".repeat(8 << 20));
    refused(&oficina.sheet("larga.csv", larga), "más de 1 MiB");
    let ruta = oficina.path("bomba.xlsx");
    let mut bomba = zip::ZipWriter::new(std::fs::File::create(&ruta).unwrap());
    let opciones = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    bomba
        .start_file("xl/worksheets/sheet1.xml", opciones)
        .unwrap();
    let bloque = vec![b' '; 1 << 20];
    (0..260).for_each(|_| bomba.write_all(&bloque).unwrap());
    bomba.finish().unwrap();
    refused(ruta.to_str().unwrap(), "más de 256 MiB");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

#[test]
fn another_key_is_not_taken_for_the_first() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = oficina.sheet("hoja.csv", csv(&many(2)));
    oficina.import(&hoja);
    let clave = casa.ruta().join("claves/identidad.key");
    let guardada = oficina.path("identidad.key");
    std::fs::rename(&clave, &guardada).unwrap();
    let (mensaje, _) = oficina.refused(&hoja, &[]);
    assert!(mensaje.contains("falta la clave de identidad"), "{mensaje}");
    assert!(
        casa.run(&["claves"])
            .contains("Se creó la clave de identidad")
    );
    let (mensaje, _) = oficina.refused(&hoja, &[]);
    assert!(mensaje.contains("no es la de este registro"), "{mensaje}");
    // Invented and real people never share a register.
    let demo = Casa::folder();
    demo.register(|i| i < 10);
    let (estado, mensaje) = failure(
        &demo
            .command(&["importar", &hoja, "--instancia", "20067"])
            .output()
            .unwrap(),
    );
    assert_eq!(estado, 2, "{mensaje}");
    assert!(mensaje.contains("sintéticos"), "{mensaje}");
}

/// Rows of a random register: what each person is like depends on who she is, as in a real one.
fn random_rows() -> impl Strategy<Value = Vec<String>> {
    let fila = (
        0..30usize,
        1..13u8,
        1..29u8,
        0..4usize,
        0..4usize,
        0..4usize,
    );
    prop::collection::vec(fila, 40..120).prop_map(|filas| {
        let fila = |(i, fila): (usize, (usize, u8, u8, usize, usize, usize))| {
            let (quien, mes, dia, servicio, lugar, violencia) = fila;
            let servicio = [
                "Asesoría jurídica",
                "Apoyo psicológico",
                "Trabajo social",
                "Orientación",
            ][servicio];
            let lugar = ["Candiani", "Cabecera municipal", "Donají", "Otro municipio"][lugar];
            let violencia =
                ["Psicológica; Física", "Ninguna", "No preguntado", "Sexual"][violencia];
            let quien = match quien % 7 {
                0 => ",,,".to_owned(),
                _ => format!(
                    ",E{quien},{},{}",
                    ["Mujer", "Hombre"][usize::from(quien % 10 == 1)],
                    1950 + quien % 50
                ),
            };
            format!(
                "F{i},{dia:02}/{mes:02}/2017,{servicio},{lugar},Seguimiento,{violencia},{quien}"
            )
        };
        filas.into_iter().enumerate().map(fila).collect()
    })
}

#[test]
fn any_register_in_any_order_in_any_files_is_the_same_edition() {
    // Each case is two registers and two editions.
    let mut azar = TestRunner::new_with_rng(
        Config {
            cases: 4,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let casos = random_rows().prop_flat_map(|filas| {
        let orden = Just(filas.clone()).prop_shuffle();
        (Just(filas), orden, 1..50usize)
    });
    azar.run(&casos, |(filas, orden, trozo)| {
        let (una_casa, otra_casa) = (Casa::folder(), Casa::folder());
        let (una, otra) = (Oficina::new(&una_casa), Oficina::new(&otra_casa));
        una.import(&una.sheet("todas.csv", csv(&filas)));
        for (i, parte) in orden.chunks(trozo).enumerate() {
            if i % 2 == 0 {
                let ruta = otra.path(&format!("{i}.xlsx"));
                workbook(parte).save(&ruta).unwrap();
                otra.import(ruta.to_str().unwrap());
            } else {
                otra.import(&otra.sheet(&format!("{i}.csv"), csv(parte)));
            }
        }
        // Whatever it says, also when it refuses what is too small, both are told the same.
        let publish = |casa: &Casa| {
            let orden = ["publicar", "--instancia", "20067", "--corte", "2017-12-31"];
            let salida = casa.command(&orden).output().unwrap();
            (text(&salida.stdout), text(&salida.stderr))
        };
        prop_assert_eq!(publish(&una_casa), publish(&otra_casa));
        Ok(())
    })
    .unwrap();
}

/// In a file system of 3 MB; where none can be had, with files that may not grow, which is less of a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = oficina.sheet("todas.csv", csv(&many(20_000)));
    let disco = oficina.path("disco");
    std::fs::create_dir(&disco).unwrap();
    let run = |orden: &str, argumentos: &[&str], antes: &str| {
        let guion = format!(
            "{antes} cp -a '{datos}/.' '{disco}/' && export PACTO_DATOS='{disco}' || exit 9; \
             '{pacto}' importar '{ruta}' --instancia 20067; echo \"estado $?\"; '{pacto}' revisar --instancia 20067",
            disco = disco.display(),
            datos = casa.ruta().display(),
            pacto = env!("CARGO_BIN_EXE_pacto"),
        );
        let mut orden = std::process::Command::new(orden);
        let salida = orden.args(argumentos).args(["-c", &guion]).output();
        salida.map(|salida| (text(&salida.stdout), text(&salida.stderr)))
    };
    let monta = format!("mount -t tmpfs -o size=3m tmpfs '{}' &&", disco.display());
    let aparte = run("unshare", &["--mount", "--map-root-user", "sh"], &monta);
    if let Some((dicho, mensaje)) = aparte.ok().filter(|(dicho, _)| dicho.contains("estado ")) {
        assert!(
            mensaje.contains("no queda espacio en disco"),
            "{dicho}{mensaje}"
        );
        assert!(
            dicho.contains("estado 2") && dicho.contains("0 atenciones."),
            "{dicho}{mensaje}"
        );
    } else {
        eprintln!(
            "a_full_disk_is_said_and_changes_nothing: sin disco de prueba, con archivos que no crecen"
        );
        let (dicho, mensaje) = run("sh", &[], "trap '' XFSZ; ulimit -f 2000;").unwrap();
        assert!(
            mensaje.starts_with("pacto: ") && !dicho.contains("estado 0"),
            "{dicho}{mensaje}"
        );
        assert!(dicho.contains("0 atenciones."), "{dicho}{mensaje}");
    }
}
