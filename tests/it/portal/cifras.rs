//! Numbers: a page says what the API and the files say, only published values have a mark, and none is made up.

use std::collections::BTreeSet;
use std::io::Read;

use serde_json::Value;

use super::lector::{asked, between, cells, get, links, page, plain, tables, thousands};
use crate::casa::{Casa, Servidor};

/// The questions whose tables the page of data offers.
fn questions(servidor: &Servidor) -> Vec<String> {
    let html = page(servidor, "/datos");
    let mut todas = links(&html, "/explorar?");
    todas.sort();
    todas.dedup();
    assert!(todas.len() >= 17, "{todas:?}");
    todas
}

#[test]
fn the_explorer_says_what_the_api_and_the_files_say() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut protegidas = 0;
    for direccion in questions(&servidor) {
        let api = asked(&servidor, &direccion);
        protegidas += api.iter().filter(|celda| *celda == "protegida").count();
        for ver in ["", "&ver=calor", "&ver=numeros"] {
            let html = page(&servidor, &format!("{direccion}{ver}"));
            let resultado = html.split_once("id=\"resultado\"").unwrap().1;
            let tabla = tables(resultado)[0];
            let celdas: Vec<String> = cells(tabla)
                .concat()
                .iter()
                .map(|celda| plain(&format!("<td{celda}")))
                .collect();
            assert_eq!(celdas, api, "{direccion}{ver}");
        }
        let html = page(&servidor, &direccion);
        let csv = get(
            &servidor,
            &links(&html, "/ediciones/")
                .into_iter()
                .find(|e| e.contains("tabla.csv"))
                .unwrap(),
        );
        let csv: Vec<String> = csv.text().lines().skip(1).map(csv_cell).collect();
        assert_eq!(csv, api, "{direccion}");
        let json = get(
            &servidor,
            &links(&html, "/ediciones/")
                .into_iter()
                .find(|e| e.contains("tabla.json"))
                .unwrap(),
        );
        assert_eq!(
            json_cells(&serde_json::from_slice(&json.cuerpo).unwrap()),
            api,
            "{direccion}"
        );
        let sdmx = links(&html, "/ediciones/").into_iter();
        let sdmx: Vec<String> = sdmx.filter(|e| e.contains("tabla.sdmx.csv")).collect();
        let sdmx = get(&servidor, &sdmx[0]);
        let celdas: Vec<String> = sdmx.text().lines().skip(1).map(sdmx_cell).collect();
        assert_eq!(celdas, api, "{direccion}");
    }
    assert!(protegidas > 50);
}

/// The value and the state of a row, as a page says them. Names may have commas; what follows the value has none.
fn csv_cell(linea: &str) -> String {
    let campos: Vec<&str> = linea.rsplit(',').collect();
    let [_, _, _, _, _, _, _, _, estado, valor] = campos[..10] else {
        panic!("{linea}")
    };
    match estado {
        "PUBLICADA" => thousands(valor.parse().unwrap()),
        otro => {
            assert_eq!(valor, "", "{linea}");
            otro.to_lowercase().replace('_', " ")
        }
    }
}

/// An observation, as a page says it.
fn sdmx_cell(linea: &str) -> String {
    let campos: Vec<&str> = linea.rsplit(',').collect();
    match campos[..3] {
        ["F", "A", valor] => thousands(valor.parse().unwrap()),
        ["C", "Q", "NaN"] => "protegida".to_owned(),
        ["F", "O", "NaN"] => "no disponible".to_owned(),
        _ => panic!("{linea}"),
    }
}

fn json_cells(documento: &Value) -> Vec<String> {
    let tamanos = documento["size"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_u64().unwrap());
    let valores = documento["value"].as_array().unwrap();
    assert_eq!(
        tamanos.product::<u64>(),
        u64::try_from(valores.len()).unwrap()
    );
    let celda = |(i, valor): (usize, &Value)| match (
        valor.as_u64(),
        documento["status"][i.to_string()].as_str(),
    ) {
        (Some(n), None) => thousands(n),
        (None, Some("c")) => "protegida".to_owned(),
        (None, Some("x")) => "no disponible".to_owned(),
        otra => panic!("{otra:?}"),
    };
    valores.iter().enumerate().map(celda).collect()
}

/// The pages that show cells.
fn shown(servidor: &Servidor) -> Vec<String> {
    let inicio = page(servidor, "/");
    let agencias = between(&inicio, "href=\"/agencias/", "\"")
        .into_iter()
        .map(|clave| format!("/agencias/{clave}"));
    let fijas = [
        "/",
        "/informe/2017",
        "/consejo",
        "/region",
        "/metodologia",
        "/datos",
    ]
    .map(str::to_owned);
    let exploradas = questions(servidor)
        .into_iter()
        .flat_map(|una| ["", "&ver=calor", "&ver=numeros"].map(|ver| format!("{una}{ver}")));
    fijas
        .into_iter()
        .chain(agencias)
        .chain(exploradas)
        .collect()
}

#[test]
fn what_is_protected_has_a_word_and_nothing_else() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let mut marcas = 0;
    for camino in shown(&servidor) {
        let html = page(&servidor, &camino);
        for celda in between(&html, "<td class=\"prot\"", "</td>") {
            assert_eq!(celda, "><span>protegida</span>", "{camino}");
            marcas += 1;
        }
        // The word stands nowhere but in cells, marks of a legend, and running text.
        for celda in between(&html, "<td", "</td>") {
            assert_eq!(
                celda.contains("prot\""),
                celda.contains(">protegida<"),
                "{camino}: {celda}"
            );
        }
        for losa in between(&html, "<li class=\"f", "</li>")
            .into_iter()
            .filter(|losa| losa.contains("prot"))
        {
            let clases = losa.split('"').next().unwrap();
            assert!(
                !clases.contains(" c") && !losa.contains("<b>"),
                "{camino}: {losa}"
            );
        }
        // Bars have a width, and only where there is a number.
        for celda in between(&html, "<td", "</td>")
            .into_iter()
            .filter(|celda| celda.contains("class=\"barra\""))
        {
            let numero = plain(&format!("<td{celda}"));
            assert!(
                numero.bytes().all(|b| b.is_ascii_digit() || b == b','),
                "{camino}: {celda}"
            );
            let ancho = between(celda, "<rect width=\"", "%\"")[0];
            assert_eq!(
                ancho == "0",
                numero == "0" || ancho == "0",
                "{camino}: {celda}"
            );
        }
        for tapada in between(&html, "<rect ", "/>")
            .into_iter()
            .filter(|rect| rect.contains("tapada"))
        {
            assert!(tapada.contains("height=\"83.34%\""), "{camino}: {tapada}");
        }
    }
    assert!(marcas > 200, "{marcas}");
}

/// How many women each type of violence is known of is on the front page, the largest first, and on that of an agencia.
#[test]
fn violence_is_of_women_and_is_what_the_api_says() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for camino in ["/", "/agencias/donaji"] {
        let html = page(&servidor, camino);
        let seccion = between(&html, "aria-labelledby=\"s-viol\"", "</section>")[0];
        assert!(plain(seccion).contains("Psicológica"), "{camino}");
        let preguntas = links(seccion, "/explorar?");
        assert!(preguntas[0].contains("medida=MUJERES_ATENDIDAS&filas=TIPO_VIOLENCIA"));
        let mut api = asked(&servidor, &preguntas[0]);
        let suyas = cells(tables(seccion)[0]).concat();
        let mut suyas: Vec<String> = (suyas.iter())
            .map(|celda| plain(&format!("<td{celda}")))
            .collect();
        if camino == "/" {
            let titulo = plain(between(seccion, "<h2 id=\"s-viol\">", "</h2>")[0]);
            assert!(titulo.contains("tipo de violencia"), "{titulo}");
            assert!(preguntas.len() > 2, "{preguntas:?}");
        }
        api.sort();
        suyas.sort();
        assert_eq!(suyas, api, "{camino}");
    }
}

/// All numbers that the signed file of the edition has.
fn published(servidor: &Servidor) -> BTreeSet<String> {
    let html = page(servidor, "/datos");
    let archivo = links(&html, "/ediciones/")
        .into_iter()
        .find(|enlace| enlace.len() == "/ediciones/".len() + 64)
        .unwrap();
    let mut texto = String::new();
    flate2::read::GzDecoder::new(&get(servidor, &archivo).cuerpo[..])
        .read_to_string(&mut texto)
        .unwrap();
    let mut numeros = BTreeSet::new();
    collect(&serde_json::from_str(&texto).unwrap(), &mut numeros);
    numeros
}

fn collect(valor: &Value, numeros: &mut BTreeSet<String>) {
    match valor {
        Value::Number(n) => drop(numeros.insert(thousands(n.as_u64().unwrap()))),
        Value::Array(valores) => valores.iter().for_each(|valor| collect(valor, numeros)),
        Value::Object(campos) => campos.values().for_each(|valor| collect(valor, numeros)),
        _ => {}
    }
}

#[test]
fn every_number_is_published() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let publicados = published(&servidor);
    let mut mirados = 0;
    for camino in shown(&servidor) {
        let html = page(&servidor, &camino);
        let celdas = tables(&html).into_iter().flat_map(|tabla| {
            let de_numero = |celda: &&str| {
                celda.starts_with(" class=\"num") || celda.starts_with("><div class=\"b\"")
            };
            cells(tabla)
                .concat()
                .into_iter()
                .filter(de_numero)
                .map(|celda| plain(&format!("<td{celda}")))
                .collect::<Vec<_>>()
        });
        let cifras = between(&html, "<p class=\"valor\">", "</p>")
            .into_iter()
            .map(plain);
        let losas = between(&html, "<b>", "</b>").into_iter().map(plain);
        let columnas = between(&html, "text-anchor=\"middle\"", "</text>").into_iter();
        let columnas = columnas.map(|texto| plain(&format!("<text{texto}")));
        for numero in celdas.chain(cifras).chain(losas).chain(columnas) {
            // Percentages are parts of published cells; months and labels are no numbers; how many cells a table has is its size.
            let es = numero.bytes().all(|b| b.is_ascii_digit() || b == b',') && !numero.is_empty();
            if es && camino != "/datos" {
                assert!(publicados.contains(&numero), "{camino}: {numero}");
                mirados += 1;
            }
        }
    }
    assert!(mirados > 2500, "{mirados}");
}

#[test]
fn the_report_says_each_figure_with_its_text() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data(
        r#"{ instancia(clave: "20067") { edicion { informe { titulo } cifras { clave nombre valor procedencia { literal lectura } calculada { valor estado } } } } }"#,
    );
    let html = page(&servidor, "/informe/2017");
    let cifras = datos["instancia"]["edicion"]["cifras"].as_array().unwrap();
    assert_eq!(cifras.len(), 12);
    for cifra in cifras {
        let clave = cifra["clave"].as_str().unwrap();
        let asiento = html
            .split_once(&format!("<article class=\"asiento\" id=\"{clave}\""))
            .unwrap()
            .1;
        let asiento = asiento.split("</article>").next().unwrap();
        let texto = plain(asiento);
        for campo in [
            &cifra["nombre"],
            &cifra["procedencia"]["literal"],
            &cifra["procedencia"]["lectura"],
        ] {
            assert!(texto.contains(campo.as_str().unwrap()), "{clave}: {campo}");
        }
        assert!(
            asiento.contains(&format!(
                "<p class=\"valor\">{}</p>",
                thousands(cifra["valor"].as_u64().unwrap())
            )),
            "{clave}"
        );
        match cifra["calculada"]["valor"].as_u64() {
            Some(n) => assert!(
                asiento.contains(&format!(
                    "<dd>{} <span class=\"bien\">coincide</span></dd>",
                    thousands(n)
                )),
                "{clave}"
            ),
            None => assert!(asiento.contains("no publica nada comparable"), "{clave}"),
        }
    }
    assert_eq!(html.matches("Lectura con duda.").count(), 1);
}
