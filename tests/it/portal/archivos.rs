//! Files: workbooks, packages, feeds, catalogues. One code for what is protected in each.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::lector::{asked, get, get_with, links, page, thousands};
use crate::casa::{Casa, Servidor};

fn book(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

fn file(servidor: &Servidor, fin: &str) -> Vec<u8> {
    let html = page(servidor, "/datos");
    let archivo = links(&html, "/ediciones/")
        .into_iter()
        .find(|enlace| enlace.ends_with(fin))
        .unwrap();
    let respuesta = get(servidor, &archivo);
    assert_eq!(respuesta.estado, 200);
    assert!(
        respuesta
            .header("Content-Disposition")
            .contains("20067-2017-1-"),
        "{archivo}"
    );
    assert_eq!(respuesta.header("Access-Control-Allow-Origin"), "*");
    respuesta.cuerpo
}

fn said(dato: &Data) -> String {
    match dato {
        Data::Float(n) => thousands(format!("{n:.0}").parse().unwrap()),
        Data::Int(n) => thousands(u64::try_from(*n).unwrap()),
        otro => otro.to_string(),
    }
}

#[test]
fn a_workbook_says_in_words_what_its_rows_say_in_codes() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(&servidor, "/datos");
    let mut protegidas = 0;
    for direccion in links(&html, "/ediciones/")
        .into_iter()
        .filter(|enlace| enlace.contains("tabla.xlsx"))
    {
        let api = asked(&servidor, &direccion);
        let mut libro = book(&get(&servidor, &direccion).cuerpo);
        let hoja = libro.worksheet_range("Tabla").unwrap();
        let legible: Vec<String> = (hoja.rows().skip(3))
            .filter(|fila| !matches!(fila.get(1), None | Some(Data::Empty)))
            .flat_map(|fila| fila.iter().skip(1).map(said))
            .collect();
        assert_eq!(legible, api, "{direccion}");
        let hoja = libro.worksheet_range("Datos").unwrap();
        let cabeza: Vec<String> = hoja
            .rows()
            .next()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        let columna = |nombre: &str| cabeza.iter().position(|otra| otra == nombre).unwrap();
        let (valor, estado) = (columna("valor"), columna("estado"));
        let celdas: Vec<String> = (hoja.rows().skip(1))
            .map(
                |fila| match (&fila[valor], fila[estado].to_string().as_str()) {
                    (numero, "PUBLICADA") => said(numero),
                    (Data::Empty, "PROTEGIDA") => "protegida".to_owned(),
                    (Data::Empty, "NO_DISPONIBLE") => "no disponible".to_owned(),
                    otra => panic!("{otra:?}"),
                },
            )
            .collect();
        assert_eq!(celdas, api, "{direccion}");
        protegidas += api.iter().filter(|celda| *celda == "protegida").count();
    }
    assert!(protegidas > 50);
}

#[test]
fn the_files_of_an_edition_are_always_the_same() {
    let casa = Casa::folder();
    let de = |casa: &Casa| {
        let servidor = casa.serve();
        ["edicion.xlsx", "tablas.zip"].map(|fin| file(&servidor, fin))
    };
    let una = de(casa.demo());
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(una == de(&casa));
    let mut libro = book(&una[0]);
    let hojas = libro.sheet_names();
    assert_eq!(hojas.first().map(String::as_str), Some("Léame"));
    let titulos = libro.worksheet_range("Léame").unwrap();
    let titulos: Vec<String> = titulos.rows().flatten().map(ToString::to_string).collect();
    assert!(titulos.iter().any(|titulo| titulo.ends_with(", 2017")));
    assert!(!titulos.iter().any(|titulo| titulo.contains("2017, 2017")));
    assert_eq!(hojas.last().map(String::as_str), Some("Datos"));
    assert!(
        hojas.len() > 17 && hojas.iter().all(|hoja| hoja.chars().count() <= 31),
        "{hojas:?}"
    );
    let datos = libro.worksheet_range("Datos").unwrap();
    let protegidas = datos
        .rows()
        .filter(|fila| fila.iter().any(|dato| *dato == "PROTEGIDA"))
        .count();
    let valor = datos.rows().next().unwrap().iter();
    let valor = valor.clone().position(|dato| *dato == "valor").unwrap();
    let con_valor = datos
        .rows()
        .skip(1)
        .filter(|fila| matches!(fila[valor], Data::Float(_)))
        .count();
    assert!(protegidas > 50);
    let sin_registro = |fila: &&[Data]| fila.iter().any(|dato| *dato == "NO_DISPONIBLE");
    let no_disponibles = datos.rows().filter(sin_registro).count();
    assert_eq!(
        con_valor + protegidas + no_disponibles,
        datos.rows().count() - 1
    );
}

#[test]
fn the_page_of_data_says_what_its_files_weigh() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(&servidor, "/datos");
    for fin in ["edicion.xlsx", "edicion.ods", "tablas.zip"] {
        let pesa = file(&servidor, fin).len() * 10 / 1024;
        assert!(pesa > 100);
        let suyo = format!("/{fin}\">");
        let renglon = html.split("<li>").find(|li| li.contains(&suyo)).unwrap();
        let dice = format!("; {} KB</span>", pesa / 10);
        assert!(renglon.contains(&dice), "{renglon}: {dice}");
    }
}

#[test]
fn a_package_says_what_its_files_are() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut paquete = zip::ZipArchive::new(Cursor::new(file(&servidor, "tablas.zip"))).unwrap();
    let mut read = |nombre: &str| {
        let mut bytes = vec![];
        paquete
            .by_name(nombre)
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        bytes
    };
    let descriptor: Value = serde_json::from_slice(&read("datapackage.json")).unwrap();
    let recursos = descriptor["resources"].as_array().unwrap();
    assert!(recursos.len() >= 17);
    for recurso in recursos {
        let archivo = recurso["path"].as_str().unwrap();
        let csv = read(archivo);
        assert_eq!(recurso["bytes"], csv.len(), "{archivo}");
        let texto = String::from_utf8(csv).unwrap();
        let cabeza: Vec<&str> = texto.lines().next().unwrap().split(',').collect();
        let campos = recurso["schema"]["fields"].as_array().unwrap().iter();
        assert_eq!(
            campos
                .map(|campo| campo["name"].as_str().unwrap())
                .collect::<Vec<_>>(),
            cabeza,
            "{archivo}"
        );
        let metadatos: Value =
            serde_json::from_slice(&read(&format!("{archivo}-metadata.json"))).unwrap();
        assert_eq!(metadatos["url"], archivo);
        let columnas = metadatos["tableSchema"]["columns"]
            .as_array()
            .unwrap()
            .iter();
        assert_eq!(
            columnas
                .map(|columna| columna["name"].as_str().unwrap())
                .collect::<Vec<_>>(),
            cabeza
        );
        for linea in texto.lines().skip(1) {
            assert!(
                !linea.contains(",PROTEGIDA,") || linea.contains(",,PROTEGIDA,"),
                "{archivo}: {linea}"
            );
        }
    }
    let leeme = String::from_utf8(read("LEEME.txt")).unwrap();
    assert!(leeme.contains("PROTEGIDA: Hay un valor y no se da") && leeme.contains("sintéticos"));
}

#[test]
fn catalogues_and_feeds_lead_to_what_they_name() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let catalogo: Value =
        serde_json::from_slice(&get(&servidor, "/catalogo.jsonld").cuerpo).unwrap();
    assert_eq!(catalogo["@type"], "dcat:Catalog");
    let conjunto = &catalogo["dcat:dataset"][0];
    let distribuciones = conjunto["dcat:distribution"].as_array().unwrap();
    assert_eq!(distribuciones.len(), 4);
    for distribucion in distribuciones {
        let direccion = distribucion["dcat:downloadURL"]["@id"].as_str().unwrap();
        let camino = direccion.strip_prefix(&servidor.url("")).unwrap();
        let respuesta = get(&servidor, camino);
        assert_eq!(
            distribucion["dcat:byteSize"]["@value"],
            respuesta.cuerpo.len().to_string(),
            "{camino}"
        );
        assert_eq!(
            distribucion["spdx:checksum"]["spdx:checksumValue"]["@value"]
                .as_str()
                .unwrap()
                .len(),
            64
        );
    }
    let feed = get(&servidor, "/novedades.xml");
    assert_eq!(
        feed.header("Content-Type"),
        "application/atom+xml; charset=utf-8"
    );
    assert!(
        feed.text()
            .contains("<title>Edición 1, corte al 31 de diciembre de 2017</title>")
    );
    for enlace in links(feed.text(), &servidor.url("/")) {
        assert_eq!(
            get(&servidor, enlace.strip_prefix(&servidor.url("")).unwrap()).estado,
            200,
            "{enlace}"
        );
    }
    // A calendar has a part even of a council whose days are not known (RFC 5545, 3.6).
    for calendario in ["/consejo.ics", "/publicaciones.ics"] {
        let calendario = get(&servidor, calendario);
        let texto = calendario.text();
        assert!(texto.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(texto.contains("\r\nBEGIN:VTIMEZONE\r\n") && texto.ends_with("END:VCALENDAR\r\n"));
        assert!(!texto.contains("BEGIN:VEVENT"), "{texto}");
    }
    for camino in super::lector::between(get(&servidor, "/sitemap.xml").text(), "<loc>", "</loc>") {
        page(&servidor, camino.strip_prefix(&servidor.url("")).unwrap());
    }
    assert!(
        get(&servidor, "/robots.txt")
            .text()
            .contains(&format!("Sitemap: {}", servidor.url("/sitemap.xml")))
    );
    let datos = page(&servidor, "/datos");
    let schema =
        super::lector::between(&datos, "<script type=\"application/ld+json\">", "</script>")[0];
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert_eq!(schema["@type"], "Dataset");
}

/// A file that is taken away says what it is of, also what no row and no column says.
#[test]
fn what_a_filter_is_of_is_in_the_file() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(
        &servidor,
        "/explorar?medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2017-T1",
    );
    let file = |fin: &str| {
        let enlaces = links(&html, "/ediciones/").into_iter();
        let enlaces: Vec<String> = enlaces.filter(|enlace| enlace.contains(fin)).collect();
        get(&servidor, &enlaces[0])
    };
    let sdmx = file("tabla.sdmx.csv");
    assert_eq!(
        sdmx.header("Content-Type"),
        "application/vnd.sdmx.data+csv; version=2.0.0; labels=id; charset=utf-8"
    );
    assert!(
        sdmx.text()
            .lines()
            .skip(1)
            .all(|linea| linea.contains(",2017-Q1,"))
    );
    let json: Value = serde_json::from_slice(&file("tabla.json").cuerpo).unwrap();
    assert_eq!(json["extension"]["filtros"][0], "TRIMESTRE:2017-T1");
    assert_eq!(
        json["dimension"]["tiempo"]["category"]["index"][0],
        "2017-T1"
    );
    assert_eq!(json["role"]["time"][0], "tiempo");
    let csv = file("tabla.csv");
    assert!(
        csv.text()
            .lines()
            .skip(1)
            .all(|linea| linea.contains(",TRIMESTRE,2017-T1,"))
    );
    assert_eq!(
        json["label"],
        "Servicios prestados, por lugar, 1.er trimestre de 2017"
    );
    let mut libro = book(&file("tabla.xlsx").cuerpo);
    let hoja = libro.worksheet_range("Tabla").unwrap();
    let nota = hoja.rows().nth(1).unwrap()[0].to_string();
    assert!(
        nota.ends_with("Sólo tiempo: 1.er trimestre de 2017."),
        "{nota}"
    );
    let hoja = libro.worksheet_range("Datos").unwrap();
    assert!(
        hoja.rows()
            .skip(1)
            .all(|fila| fila.iter().any(|dato| *dato == "2017-T1"))
    );
    // A sum has no period of its own.
    let suma = "tabla.sdmx.csv?medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2017-T1,2017-T2";
    let edicion = links(&html, "/ediciones/").remove(0);
    let (edicion, _) = edicion.rsplit_once('/').unwrap();
    assert_eq!(get(&servidor, &format!("{edicion}/{suma}")).estado, 400);
    // Levels that share codes are told apart.
    let camino = "tabla.json?medida=MUJERES_ATENDIDAS&filas=ETAPA,GRUPO_EDAD";
    let json: Value =
        serde_json::from_slice(&get(&servidor, &format!("{edicion}/{camino}")).cuerpo).unwrap();
    let categoria = &json["dimension"]["edad"]["category"];
    let codigos = categoria["index"].as_array().unwrap();
    assert_eq!(codigos.len(), categoria["label"].as_object().unwrap().len());
    assert!(
        codigos.contains(&Value::from("ETAPA:no_especificado"))
            && codigos.contains(&Value::from("no_especificado"))
    );
}

/// A file says the same whoever asks for it and under whatever name, and leads to its other forms and to the last one.
#[test]
fn files_lead_to_each_other_and_to_the_last_one() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(
        &servidor,
        "/explorar?medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2017-T1",
    );
    let enlaces = links(&html, "/ediciones/");
    let pedida = |fin: &str| enlaces.iter().find(|e| e.contains(fin)).unwrap().clone();
    for (fin, otras) in [
        ("tabla.xlsx", ["tabla.csv", "tabla.json", "tabla.sdmx.csv"]),
        ("tabla.json", ["tabla.csv", "tabla.xlsx", "tabla.sdmx.csv"]),
        ("tabla.sdmx.csv", ["tabla.csv", "tabla.xlsx", "tabla.json"]),
    ] {
        let fijada = pedida(fin);
        let una = get(&servidor, &fijada);
        let otra = get_with(&servidor, &fijada, &[("Host", "otro.ejemplo")]);
        assert_eq!(una.cuerpo, otra.cuerpo, "{fin}");
        assert_eq!(una.header("Link"), otra.header("Link"), "{fin}");
        let vinculos: Vec<(&str, &str)> = (una.header("Link").split(", "))
            .map(|vinculo| vinculo.split_once(">; ").unwrap())
            .map(|(adonde, que)| (adonde.trim_start_matches('<'), que))
            .collect();
        let de = |que: &str| -> Vec<&str> {
            let suyos = vinculos.iter().filter(|(_, otro)| otro.starts_with(que));
            suyos.map(|(adonde, _)| *adonde).collect()
        };
        assert_eq!(de("rel=\"license\"").len(), 1);
        for (camino, otra) in de("rel=\"alternate\"").into_iter().zip(otras) {
            assert!(camino.contains(&format!("/{otra}?")), "{fin}: {camino}");
            assert_eq!(get(&servidor, camino).estado, 200, "{camino}");
        }
        page(&servidor, de("rel=\"describedby\"")[0]);
        let siempre = get(&servidor, de("rel=\"latest-version\"")[0]);
        assert_eq!(
            (siempre.estado, siempre.header("Location")),
            (303, fijada.as_str())
        );
    }
    for (siempre, fin) in [
        ("/datos/edicion.xlsx", "/edicion.xlsx"),
        ("/datos/tablas.zip?anio=2017", "/tablas.zip"),
        ("/20067/datos/edicion.xlsx", "/edicion.xlsx"),
    ] {
        let mut respuesta = get(&servidor, siempre);
        if respuesta.header("Location").starts_with("/datos/") {
            respuesta = get(&servidor, respuesta.header("Location"));
        }
        let adonde = respuesta.header("Location").to_owned();
        assert!(
            adonde.starts_with("/ediciones/") && adonde.ends_with(fin),
            "{adonde}"
        );
        assert_eq!(get(&servidor, &adonde).estado, 200);
    }
    assert_eq!(get(&servidor, "/datos/edicion.xlsx?anio=2016").estado, 400);
    assert_eq!(get(&servidor, "/datos/otro.xlsx").estado, 404);
}

/// What was cut off is gone on with, and readers of parts read them.
#[test]
fn files_are_had_in_parts_too() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(&servidor, "/explorar?medida=SERVICIOS&filas=MES");
    for fin in ["tabla.xlsx", "tabla.json", "tabla.sdmx.csv"] {
        let enlaces = links(&html, "/ediciones/");
        let camino = enlaces.iter().find(|e| e.contains(fin)).unwrap();
        let entera = get(&servidor, camino);
        assert_eq!(entera.header("Accept-Ranges"), "bytes", "{fin}");
        assert!(
            entera
                .header("Content-Disposition")
                .contains("-servicios-mes."),
            "{fin}"
        );
        let parte = get_with(
            &servidor,
            camino,
            &[("Range", "bytes=10-19"), ("Accept-Encoding", "gzip")],
        );
        assert_eq!(parte.estado, 206, "{fin}");
        assert_eq!(parte.cuerpo, entera.cuerpo[10..20], "{fin}");
        let largo = entera.cuerpo.len();
        assert_eq!(
            parte.header("Content-Range"),
            format!("bytes 10-19/{largo}")
        );
        let fuera = get_with(&servidor, camino, &[("Range", "bytes=999999-")]);
        assert_eq!(fuera.estado, 416, "{fin}");
        assert_eq!(fuera.header("Content-Range"), format!("bytes */{largo}"));
    }
}

#[test]
fn an_open_workbook_says_what_that_of_excel_says() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut excel = book(&file(&servidor, "/edicion.xlsx"));
    let bytes = file(&servidor, "/edicion.ods");
    // Who opens it knows what it is by its first bytes.
    assert_eq!(&bytes[30..38], b"mimetype");
    let mut abierto = calamine::Ods::new(Cursor::new(bytes)).unwrap();
    assert_eq!(excel.sheet_names(), abierto.sheet_names());
    let mut celdas = 0;
    for nombre in excel.sheet_names() {
        let [suya, otra] = [
            excel.worksheet_range(&nombre).unwrap(),
            abierto.worksheet_range(&nombre).unwrap(),
        ];
        assert_eq!(suya.get_size(), otra.get_size(), "{nombre}");
        for (x, y) in suya.rows().flatten().zip(otra.rows().flatten()) {
            assert_eq!(said(x), said(y), "{nombre}");
            celdas += 1;
        }
    }
    assert!(celdas > 5000, "{celdas}");
}
