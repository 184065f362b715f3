//! The internal report: what the register counts, for whoever directs the office, recounted by the database.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::casa::{Casa, on_both};
use crate::oficina::{Oficina, csv, many};

fn sheet(ruta: &std::path::Path, hoja: &str) -> Vec<Vec<Data>> {
    let mut libro: Xlsx<_> = open_workbook(ruta).unwrap();
    let rango = libro.worksheet_range(hoja).unwrap();
    rango.rows().map(<[Data]>::to_vec).collect()
}

/// The counts of a row by its first cell: women, persons, services.
fn row(filas: &[Vec<Data>], nombre: &str) -> [Option<i64>; 3] {
    let fila = filas
        .iter()
        .find(|fila| fila[0].to_string().trim() == nombre);
    let fila = fila.unwrap_or_else(|| panic!("{nombre}: {filas:?}"));
    [1, 2, 3].map(|i| fila[i].to_string().parse().ok())
}

fn a_director_sees_her_own_numbers(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hombres = (0..3).map(|i| {
        format!("H-{i},05/02/2017,Orientación,Candiani,Seguimiento,Ninguna,,H{i},Hombre,1980")
    });
    let filas: Vec<String> = many(240).into_iter().chain(hombres).collect();
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    let acto = "Clave,Tipo,Nombre,Fecha,Público,Participantes\ntaller-1,Taller,Taller de derechos,10/03/2017,Mujeres,3\n";
    let hoja = oficina.sheet("actos.csv", acto);
    casa.run(&[
        "importar",
        &hoja,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
    ]);
    let ruta = oficina.path("informe.xlsx");
    let salida = ruta.to_str().unwrap();
    let dicho = casa.run(&[
        "informe",
        "--anio",
        "2017",
        "-o",
        salida,
        "--instancia",
        "20067",
    ]);
    assert!(dicho.contains("no es para publicarse"), "{dicho}");
    assert_eq!(
        std::fs::metadata(&ruta).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let servicios = sheet(&ruta, "Por servicio");
    assert!(
        servicios[1][0]
            .to_string()
            .contains("No es para publicarse")
    );
    assert_eq!(
        row(&servicios, "En total"),
        [Some(120), Some(123), Some(243)]
    );
    // Small counts too: she is the one who knows.
    assert_eq!(row(&servicios, "Orientación"), [Some(0), Some(3), Some(3)]);
    let de_enero =
        oficina.count("SELECT COUNT(*) FROM atencion WHERE CAST(fecha AS text) LIKE '2017-01%'");
    assert_eq!(
        row(&sheet(&ruta, "Por mes"), "enero de 2017")[2],
        Some(de_enero)
    );
    assert_eq!(
        row(&sheet(&ruta, "Por tipo de violencia"), "Física")[2],
        None
    );
    let actos = sheet(&ruta, "Actividades");
    let taller = actos
        .iter()
        .find(|fila| fila[0].to_string().contains("Taller de derechos"))
        .unwrap();
    assert_eq!(taller[3].to_string(), "3");
    documents_say_the_same(&oficina);
    let (estado, mensaje) = casa.fail(&[
        "informe",
        "--anio",
        "17",
        "-o",
        salida,
        "--instancia",
        "20067",
    ]);
    assert_eq!(
        (estado, mensaje.contains("un año, como 2017")),
        (2, true),
        "{mensaje}"
    );
    assert!(casa.run(&["bitacora"]).contains("informe: año 2017"));
}

/// Nothing is said of months that have not begun: nobody could have come.
#[expect(clippy::disallowed_methods, reason = "the report is of today")]
#[test]
fn months_to_come_are_not_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    // A day that has been everywhere.
    let hoy = time::OffsetDateTime::now_utc() - time::Duration::DAY;
    let anio = hoy.year();
    let fila = format!("A-1,01/01/{anio},Orientación,Candiani,Seguimiento,Ninguna,,H1,Mujer,1980");
    oficina.import(&oficina.sheet("una.csv", csv(&[fila])));
    let ruta = oficina.path("informe.xlsx");
    let (salida, de) = (ruta.to_str().unwrap(), anio.to_string());
    casa.run(&[
        "informe",
        "--anio",
        &de,
        "-o",
        salida,
        "--instancia",
        "20067",
    ]);
    let meses = sheet(&ruta, "Por mes");
    let dichos = meses
        .iter()
        .filter(|fila| fila[0].to_string().contains(&format!(" de {anio}")));
    let este = usize::from(u8::from(hoy.month()));
    assert!((este..=este + 1).contains(&dichos.count()), "{meses:?}");
}

/// What was published of women alone does not take everybody out of what is not published.
#[test]
fn everybody_is_told_after_an_edition_of_women() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hombre = "H-1,05/02/2017,Orientación,Candiani,Seguimiento,Ninguna,,H1,Hombre,1980";
    let filas = [many(240), vec![hombre.to_owned()]].concat();
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    casa.plan("minimo").publish("2017-06-30");
    let ruta = oficina.path("informe.xlsx");
    let orden = ["informe", "--anio", "2017", "--instancia", "20067", "-o"];
    casa.run(&[&orden[..], &[ruta.to_str().unwrap()]].concat());
    let total = row(&sheet(&ruta, "Por servicio"), "En total");
    assert_eq!(total, [Some(120), Some(121), Some(241)]);
}

/// The parts of a document, each of them well-formed.
fn parts(ruta: &std::path::Path) -> BTreeMap<String, String> {
    let mut paquete = zip::ZipArchive::new(std::fs::File::open(ruta).unwrap()).unwrap();
    let mut partes = BTreeMap::new();
    for i in 0..paquete.len() {
        let mut parte = paquete.by_index(i).unwrap();
        let mut texto = String::new();
        parte.read_to_string(&mut texto).unwrap();
        let mut xml = quick_xml::Reader::from_str(&texto);
        while texto.starts_with('<') && xml.read_event().unwrap() != quick_xml::events::Event::Eof {
        }
        let nombre = parte.name().unwrap().into_owned();
        partes.insert(nombre, texto);
    }
    partes
}

/// A document to be printed says what the workbook does, and on every page that it is not to be published.
fn documents_say_the_same(oficina: &Oficina) {
    for (nombre, cuerpo, de_paginas) in [
        (
            "informe.docx",
            "word/document.xml",
            &["word/header1.xml", "word/footer1.xml"][..],
        ),
        ("informe.odt", "content.xml", &["styles.xml"][..]),
    ] {
        let ruta = oficina.path(nombre);
        let salida = ruta.to_str().unwrap();
        let orden = [
            "informe",
            "--anio",
            "2017",
            "-o",
            salida,
            "--instancia",
            "20067",
        ];
        oficina.casa.run(&orden);
        let modo = std::fs::metadata(&ruta).unwrap().permissions().mode();
        assert_eq!(modo & 0o777, 0o600, "{nombre}");
        let partes = parts(&ruta);
        for parte in de_paginas {
            assert!(partes[*parte].contains("No es para publicarse"), "{nombre}");
        }
        for dicho in [
            "Por servicio",
            "Orientación",
            "enero de 2017",
            "Taller de derechos",
            ">243<",
        ] {
            assert!(partes[cuerpo].contains(dicho), "{nombre}: {dicho}");
        }
    }
    let orden = [
        "informe",
        "--anio",
        "2017",
        "-o",
        "informe.pdf",
        "--instancia",
        "20067",
    ];
    let (_, mensaje) = oficina.casa.fail(&orden);
    assert!(mensaje.contains(".xlsx, .docx u .odt"), "{mensaje}");
}

on_both!(a_director_sees_her_own_numbers);
