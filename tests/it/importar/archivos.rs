//! Files: the template, open documents, what is not what it seems, and the key of another register.

use std::io::Write;

use crate::casa::{Casa, failure};
use crate::oficina::{COLUMNAS, Oficina, csv, many, workbook};

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
    // What is hidden in it helps to fill it, also where the sheet can do without any of its columns.
    let otra = oficina.path("calendario.xlsx");
    let otra = otra.to_str().unwrap();
    let calendario = ["calendario", "--instancia", "20067"];
    casa.run(&[&["plantilla", "-o", otra], &calendario[..]].concat());
    let dicho = casa.run(&[&["importar", otra, "--tipo"], &calendario[..]].concat());
    assert!(!dicho.contains("no se leen"), "{dicho}");
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
            .contains("1 nuevo")
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
    assert!(dicho.contains("1 nuevo"), "{dicho}");
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
        "faltan las columnas «Fecha»",
    );
    refused(
        &oficina.sheet("doble.csv", "Fecha,Fecha\n"),
        "la columna «Fecha» está dos veces",
    );
    refused(
        &oficina.sheet("roto.xlsx", "no es un libro"),
        "el archivo no es un libro, sino texto",
    );
    let bueno = workbook(&many(50)).save_to_buffer().unwrap();
    refused(
        &oficina.sheet("cortado.xlsx", &bueno[..bueno.len() / 2]),
        "el libro no se entiende",
    );
    // A quote that nobody closes, and a line without end.
    let larga = format!("{COLUMNAS}\n1,\"{}", "x".repeat(8 << 20));
    refused(
        &oficina.sheet("larga.csv", larga),
        "en la línea 2 hay una comilla que abre",
    );
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
    let otra = Casa::folder();
    let creada = otra.run(&["claves"]);
    assert!(creada.contains("Se creó la clave de identidad"), "{creada}");
    std::fs::copy(otra.ruta().join("claves/identidad.key"), &clave).unwrap();
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

/// What says that there is no file is not one: two women without one would be the same.
#[test]
fn what_stands_for_no_file_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let row = |curp: &str, expediente: &str| {
        format!(
            "A-1,05/03/2017,Orientación,Candiani,Seguimiento,Ninguna,{curp},{expediente},Mujer,1980"
        )
    };
    let refused = [
        "S/N",
        "N/A",
        "-",
        "0",
        "000",
        "pendiente",
        "Sin expediente",
        "no aplica",
        "XXX",
        "s.n.",
    ];
    for expediente in refused {
        let hoja = oficina.sheet("hoja.csv", csv(&[row("", expediente)]));
        let (_, dicho) = oficina.refused(&hoja, &[]);
        assert!(
            dicho.contains("no es un expediente"),
            "{expediente}: {dicho}"
        );
    }
    for curp in ["XEXX010101HNEXXXA4", "XEXX010101MNEXXXA8"] {
        let hoja = oficina.sheet("hoja.csv", csv(&[row(curp, "")]));
        let (_, dicho) = oficina.refused(&hoja, &[]);
        assert!(
            dicho.contains("la genérica para personas extranjeras"),
            "{curp}: {dicho}"
        );
    }
    for expediente in ["12/2017", "No. 5", "X-1", "0-1"] {
        let hoja = oficina.sheet("hoja.csv", csv(&[row("", expediente)]));
        casa.run(&["importar", &hoja, "--simular", "--instancia", "20067"]);
    }
}
