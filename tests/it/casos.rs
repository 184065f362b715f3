//! Sheets that go wrong, after what users of other programs have reported: each is taken as it should be or refused with
//! what is to be done about it. One line a case; the files are in `tests/fixtures/casos`.

use std::process::Output;

use crate::casa::{Casa, failure, repository, text};
use crate::oficina::Oficina;

/// Imports a case; what is said, whatever comes of it.
fn import(casa: &Casa, archivo: &str, mas: &[&str]) -> Output {
    let ruta = repository("tests/fixtures/casos").join(archivo);
    let ruta = ruta.to_str().unwrap();
    let mut argumentos = vec!["importar", ruta, "--instancia", "20067"];
    if archivo.contains("actividad") {
        argumentos.extend(["--tipo", "actividades"]);
    }
    argumentos.extend(mas);
    casa.command(&argumentos).output().unwrap()
}

/// A case that is refused: its file, how many errors it has if they are of rows, and some words of what is said.
type Refused = (&'static str, usize, &'static str);

const ERROR: &str = "Expediente: tiene un error de la hoja de cálculo";
const SIN_RESULTADO: &str = "tiene una fórmula cuyo resultado no se guardó";
const SIN_CIFRAS: &str = "Expediente: es un número que perdió cifras";
const NINGUNO: &str =
    "Expediente: no es un expediente, y quienes lo tengan serían la misma persona";

const REFUSED: [Refused; 29] = [
    ("error-expediente.xlsx", 3, ERROR),
    ("error-otros.xlsx", 5, ERROR),
    ("error-expediente.csv", 2, ERROR),
    ("error-es.csv", 5, ERROR),
    ("error-actividad.xlsx", 1, "Nombre: tiene un error"),
    ("error-actividad.csv", 1, "Nombre: tiene un error"),
    ("sin-numero.csv", 5, NINGUNO),
    ("sin-numero-2.csv", 5, NINGUNO),
    ("sin-numero-4.xlsx", 3, NINGUNO),
    ("notacion.csv", 2, SIN_CIFRAS),
    ("notacion-corta.csv", 2, SIN_CIFRAS),
    ("almohadillas.csv", 2, "Expediente: tiene sólo almohadillas"),
    ("diecisiete-cifras.xlsx", 2, SIN_CIFRAS),
    (
        "fecha-por-numero.xlsx",
        2,
        "la hoja de cálculo lo tomó por una fecha",
    ),
    (
        "fecha-por-folio.ods",
        1,
        "Folio: la hoja de cálculo lo tomó por una fecha",
    ),
    (
        "hora-por-numero.xlsx",
        1,
        "Expediente: la hoja de cálculo lo tomó por una hora",
    ),
    ("formula-sin-resultado.xlsx", 2, SIN_RESULTADO),
    ("formula-vacia.xlsx", 1, SIN_RESULTADO),
    ("formula-folio.xlsx", 2, SIN_RESULTADO),
    (
        "comilla-abierta.csv",
        0,
        "en la línea 6 hay una comilla que abre",
    ),
    (
        "comilla-punto-y-coma.csv",
        0,
        "en la línea 8 hay una comilla que abre",
    ),
    ("comilla-lejos.csv", 0, "la comilla que abre en la línea 4"),
    ("dos-veces-utf8.csv", 0, "parece «Año de nacimiento»"),
    ("columna-lejana.xlsx", 0, "más allá de la columna 500"),
    ("columna-lejana.ods", 0, "más allá de la columna 500"),
    ("tabla-lejana.xlsx", 0, "más allá de la columna 500"),
    ("retornos-renglon.csv", 1, "renglón 4, Fecha:"),
    ("con-clave.xlsx", 0, "el libro tiene contraseña"),
    ("antes.xlsx", 0, "es un libro antiguo de Excel (.xls)"),
];

#[test]
fn what_cannot_be_read_for_certain_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    for (archivo, errores, esperado) in REFUSED {
        let salida = import(&casa, archivo, &[]);
        let (estado, mensaje) = failure(&salida);
        let dicho = format!("{mensaje}{}", text(&salida.stdout));
        assert_eq!(estado, 2, "{archivo}: {dicho}");
        assert!(dicho.contains(esperado), "{archivo}: {dicho}");
        let suma = format!("errores: {errores},");
        assert!(
            errores == 0 || mensaje.contains(&suma),
            "{archivo}: {dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

/// A case that is taken: its file, its attentions, and the persons among them.
const TAKEN: [(&str, i64, i64); 32] = [
    ("ceros.xlsx", 2, 1),
    ("prefijo.xlsx", 2, 1),
    ("parecidos.csv", 6, 3),
    ("parecido-3.csv", 2, 1),
    ("parecido-5.csv", 2, 1),
    ("parecido-6.csv", 2, 1),
    ("desde-1904.xlsx", 2, 2),
    ("medianoche.xlsx", 2, 2),
    ("ms-dos.csv", 2, 2),
    ("macintosh.csv", 2, 2),
    ("unicode.txt", 2, 2),
    ("utf16-sin-marca.csv", 2, 2),
    ("ancha.csv", 1, 0),
    ("hoja-oculta.xlsx", 3, 3),
    ("oculta.ods", 3, 3),
    ("hoja-mayusculas.xlsx", 3, 3),
    ("minusculas.xlsx", 3, 3),
    ("hoja-otra.xlsx", 3, 3),
    ("portada-vacia.xlsx", 3, 3),
    ("grafica.xlsx", 3, 3),
    ("grafica-2.xlsx", 3, 3),
    ("sep.csv", 3, 3),
    ("sep-coma.csv", 3, 3),
    ("sep-tab.csv", 3, 3),
    ("linea-vacia.csv", 3, 3),
    ("encabezado-con-comas.csv", 3, 3),
    ("encabezado-entre-comillas.csv", 3, 3),
    ("encabezado-tabuladores.csv", 3, 3),
    ("retornos.csv", 88, 0),
    ("error-nuevo.xlsx", 1, 1),
    ("error-nuevo-2.xlsx", 1, 1),
    ("texto.xlsx", 3, 3),
];

/// What more has to be true of some of them: a number of the register.
const TRUE_OF: [(&str, &str, i64); 6] = [
    (
        "desde-1904.xlsx",
        "SELECT COUNT(*) FROM atencion WHERE fecha = '2017-03-08'",
        2,
    ),
    (
        "medianoche.xlsx",
        "SELECT COUNT(*) FROM atencion WHERE fecha = '2017-03-31'",
        2,
    ),
    ("ms-dos.csv", BORN_1985, 2),
    ("macintosh.csv", BORN_1985, 2),
    ("unicode.txt", BORN_1985, 2),
    ("utf16-sin-marca.csv", BORN_1985, 2),
];
const BORN_1985: &str =
    "SELECT COUNT(*) FROM persona WHERE anio_nacimiento = 1985 AND indigena = 'NO'";

#[test]
fn what_can_be_read_is() {
    for (archivo, atenciones, personas) in TAKEN {
        let casa = Casa::folder();
        let oficina = Oficina::new(&casa);
        let salida = import(&casa, archivo, &[]);
        assert!(
            salida.status.success(),
            "{archivo}: {}",
            text(&salida.stderr)
        );
        let hay = (
            oficina.count("SELECT COUNT(*) FROM atencion"),
            oficina.count("SELECT COUNT(*) FROM persona"),
        );
        assert_eq!(hay, (atenciones, personas), "{archivo}");
        for (_, consulta, esperado) in TRUE_OF.iter().filter(|(suyo, ..)| *suyo == archivo) {
            assert_eq!(oficina.count(consulta), *esperado, "{archivo}: {consulta}");
        }
    }
}

/// Days of acts are counted from 1904 too, where the workbook does so.
#[test]
fn days_of_acts_are_those_of_their_workbook() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let salida = import(&casa, "desde-1904-actividades.xlsx", &[]);
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let acto = "SELECT COUNT(*) FROM documento WHERE contenido LIKE '%2017-03-08%'";
    assert_eq!(oficina.count(acto), 1);
}

/// A sheet of attentions with its headers, and rows of somebody each.
fn sheet(titulos: &str, filas: &[&str]) -> String {
    let filas: Vec<String> = filas.iter().map(|fila| format!("{fila}\n")).collect();
    format!("{titulos}\n{}", filas.concat())
}

const TITULOS: &str =
    "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento";
const UNA: &str =
    "A1,08/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,E-1,Mujer,1985";
const OTRA: &str =
    "A2,09/03/2017,Trabajo social,Cabecera municipal,Seguimiento,Ninguna,E-2,Mujer,1980";

/// What stands above and below the table, and what its headers are called.
#[test]
fn the_table_is_found_and_what_is_not_of_it_is_told_once() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let titulo = format!(
        "Instituto Municipal de la Mujer,,,,,,,,\nAño 2017,,,,,,,,\n\n{}",
        sheet(TITULOS, &[UNA])
    );
    let dicho = oficina.import(&oficina.sheet("titulo.csv", titulo));
    assert!(dicho.contains("1 nuevo"), "{dicho}");
    let notas = sheet(
        TITULOS,
        &[
            UNA,
            OTRA,
            "",
            "TOTAL,2,,,,,,,",
            "Elaboró: el área de trabajo social,,,,,,,,",
            TITULOS,
        ],
    );
    let (mensaje, dicho) = oficina.refused(&oficina.sheet("notas.csv", notas), &[]);
    expect_test::expect![[r#"
        pacto: errores: 3, en 3 de 5 renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas
        renglones 5 a 6: parece un total o una nota, y no un renglón de la tabla: bórrelo
        renglón 7: repite los encabezados: bórrelo
    "#]].assert_eq(&format!("{mensaje}{dicho}"));
    for (titulo, esperado) in [
        (
            "Expedeinte",
            "el encabezado «Expedeinte» no se lee, y parece «Expediente»",
        ),
        ("Núm. interno", ""),
    ] {
        let hoja = sheet(&TITULOS.replace("Expediente", titulo), &[OTRA]);
        let ruta = oficina.sheet("titulos.csv", hoja);
        if esperado.is_empty() {
            assert!(oficina.import(&ruta).contains("no se lee: «Núm. interno»"));
        } else {
            let (mensaje, _) = oficina.refused(&ruta, &[]);
            assert!(mensaje.contains(esperado), "{mensaje}");
        }
    }
    let agencias = "Clave,Nombre,Otros nombres,Tipo\na-1,La Raya,,Agencia municipal\n";
    let (mensaje, _) = oficina.refused(&oficina.sheet("agencias.csv", agencias), &[]);
    assert!(
        mensaje.contains("es una hoja de agencias: impórtela con --tipo agencias"),
        "{mensaje}"
    );
}

/// Of two sheets with the same columns none is left out without asking.
#[test]
fn of_several_sheets_it_is_asked_which() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, fila) in [("2016", UNA), ("2017", OTRA)] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        for (i, linea) in (0u32..).zip([TITULOS, fila]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
    }
    let ruta = oficina.sheet("anios.xlsx", libro.save_to_buffer().unwrap());
    let (mensaje, _) = oficina.refused(&ruta, &[]);
    assert!(
        mensaje.contains("varias hojas con estas columnas, «2016», «2017»: diga cuál con --hoja"),
        "{mensaje}"
    );
    for hoja in ["2016", " 2017 "] {
        let dicho = casa.run(&["importar", &ruta, "--hoja", hoja, "--instancia", "20067"]);
        assert!(dicho.contains("1 nuevo"), "{dicho}");
    }
    let (mensaje, _) = oficina.refused(&ruta, &["--hoja", "2018"]);
    assert!(
        mensaje.contains("el libro no tiene esa hoja; tiene las hojas «2016», «2017»"),
        "{mensaje}"
    );
}

/// A backup is taken in where it is to be.
#[test]
fn nothing_of_a_register_goes_through_other_folders() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("una.csv", sheet(TITULOS, &[UNA])));
    let copia = oficina.path("respaldo");
    casa.run(&["respaldar", "-o", copia.to_str().unwrap()]);
    // A folder of temporary files that is not there: nothing of the register goes through it.
    let nueva = Casa::folder();
    let mut orden = nueva.command(&["restaurar", copia.to_str().unwrap()]);
    let salida = orden.env("TMPDIR", "/no-existe").output().unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let queda: Vec<_> = std::fs::read_dir(nueva.ruta().join("privado"))
        .unwrap()
        .collect();
    assert!(queda.into_iter().all(|e| {
        !e.unwrap()
            .file_name()
            .to_string_lossy()
            .contains("respaldo")
    }));
}

/// Rows of the same kinds that the files do not have: the last cells of a row, and what is said of it.
const ROWS: [(&str, &str); 14] = [
    (
        "A1,08/03/2017 CANCELADA,,E-1,Mujer,1985",
        "Fecha: tiene un texto de 20 caracteres",
    ),
    (
        "A1,2017-04-01T05:00:00Z,,E-1,Mujer,1985",
        "Fecha: tiene un texto de 20 caracteres",
    ),
    (
        "A1,08/03/2017,✓,E-1,Mujer,1985",
        "Indígena: tiene un texto de 1 carácter",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,¿?",
        "Año de nacimiento: tiene un texto",
    ),
    (
        "A1,08/03/2017,,HEGG560427MVZRRL04,Mujer,1956",
        "Expediente: tiene una CURP",
    ),
    (
        "A1,08/03/2017,,misma,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "A1,08/03/2017,,0/2017,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "Maria-Lopez,08/03/2017,,E-1,Mujer,1985",
        "Folio: no es un folio",
    ),
    (
        "A1,08/03/2017,,#VALEUR!,Mujer,1985",
        "Expediente: tiene un error",
    ),
    (
        "A1,08/03/2017,,=BUSCARV(A1),Mujer,1985",
        "Expediente: tiene una fórmula escrita como texto",
    ),
    (
        "A1,08/03/2017,,E-1²,Mujer,1985",
        "Expediente: tiene letras o cifras de otro alfabeto",
    ),
    (
        "A1,08/03/2017,,E-12; E-13,Mujer,1985",
        "Expediente: tiene más de uno",
    ),
    (
        "A1,08/03/2017,,12:30,Mujer,1985",
        "Expediente: la hoja de cálculo lo tomó por una hora",
    ),
    (
        "A1,08/03/2017,,EÃ±-1,Mujer,1985",
        "Expediente: tiene letras que se dañaron",
    ),
];

#[test]
fn others_of_the_same_kinds_are_refused_too() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let titulos = "Folio,Fecha,Indígena,Expediente,Sexo,Año de nacimiento,Servicio,Procedencia,Visita,Tipos de violencia";
    for (fila, esperado) in ROWS {
        let fila = format!("{fila},Trabajo social,Cabecera municipal,Seguimiento,Ninguna");
        let (_, dicho) = oficina.refused(&oficina.sheet("una.csv", sheet(titulos, &[&fila])), &[]);
        assert!(
            dicho.contains(&format!("renglón 2, {esperado}")),
            "{fila}: {dicho}"
        );
    }
    for (hoja, esperado) in [
        (
            sheet(&TITULOS.replace("Expediente", ""), &[UNA]),
            "tiene algo en la columna G, que no tiene encabezado",
        ),
        (
            sheet(
                &TITULOS.replace("Expediente", "Clave o expediente de ella"),
                &[UNA],
            ),
            "parece «Expediente»",
        ),
        (
            sheet(&TITULOS.replace("Sexo", ""), &[",,,,,,,Sexo,", UNA]),
            "los encabezados están en dos renglones, el 1 y el siguiente",
        ),
        (
            format!("{TITULOS},Nota\n{UNA},\"\n{OTRA},\"\n"),
            "la comilla que abre en la línea 2",
        ),
        (
            "<html><table></table></html>".to_owned(),
            "es una página web o XML",
        ),
    ] {
        let (mensaje, dicho) = oficina.refused(&oficina.sheet("otra.csv", hoja), &[]);
        assert!(
            format!("{mensaje}{dicho}").contains(esperado),
            "{mensaje}{dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
    // Numbers that begin again each month.
    oficina.import(&oficina.sheet("enero.csv", sheet(TITULOS, &[UNA])));
    let febrero = OTRA.replace("A2", "A1");
    let (_, dicho) = oficina.refused(
        &oficina.sheet("febrero.csv", sheet(TITULOS, &[&febrero])),
        &[],
    );
    assert!(
        dicho.contains("renglón 2, Folio: ese folio ya es de otra atención"),
        "{dicho}"
    );
    // Dashes of Windows are no letters of a Macintosh.
    let rayas = sheet(TITULOS, &[&OTRA.replace("E-2", "E\u{96}2")]);
    let rayas: Vec<u8> = rayas
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    oficina.import(&oficina.sheet("rayas.csv", rayas));
    let misma = OTRA.replace("A2", "A3");
    assert!(
        oficina
            .import(&oficina.sheet("misma.csv", sheet(TITULOS, &[&misma])))
            .contains("Personas nuevas: 0")
    );
}

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
fn open_document(filas: &[&[&str]]) -> Vec<u8> {
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
    let contenido = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Hoja1">{}</table:table></office:spreadsheet></office:body></office:document-content>"#,
        filas.concat()
    );
    let mut libro = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    let opciones = zip::write::SimpleFileOptions::default();
    for (nombre, texto) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &contenido),
    ] {
        libro.start_file(nombre, opciones).unwrap();
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
    let dicho = oficina.import(&oficina.sheet("vistos.ods", open_document(&filas)));
    assert!(
        dicho.contains("4 nuevos") && dicho.contains("Personas nuevas: 3"),
        "{dicho}"
    );
}
