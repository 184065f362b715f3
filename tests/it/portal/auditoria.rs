//! Every number of every page and of every file of two editions, set against the signed files: what no document says and does not
//! follow from what one says is nowhere.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use serde_json::Value;

use super::lector::{between, get, links, page, tables, thousands};
use crate::casa::{Casa, Servidor};

/// What an edition says, by its own address.
struct Edicion {
    version: String,
    anio: i32,
    /// Counts of its signed file, as pages write them.
    cuentas: BTreeSet<String>,
    paginas: Vec<String>,
    archivos: Vec<String>,
}

fn collect(valor: &Value, cuentas: &mut BTreeSet<String>) {
    match valor {
        Value::Number(n) => {
            cuentas.insert(thousands(n.as_u64().unwrap()));
        }
        Value::Array(valores) => valores.iter().for_each(|valor| collect(valor, cuentas)),
        Value::Object(campos) => campos.values().for_each(|valor| collect(valor, cuentas)),
        // The literal text of a source is published too.
        Value::String(texto) => numbers(texto).into_iter().for_each(|n| {
            cuentas.insert(n);
        }),
        _ => {}
    }
}

/// What follows from what an edition says: the participants of an act are those of its parts, and what is protected is what is not
/// published of what is no zero.
fn derive(valor: &Value, cuentas: &mut BTreeSet<String>) {
    match valor {
        Value::Array(valores) => valores.iter().for_each(|valor| derive(valor, cuentas)),
        Value::Object(campos) => {
            if let Some(partes) = valor["participantes"]["consta"].as_array() {
                let suma = partes
                    .iter()
                    .map(|parte| parte["numero"].as_u64().unwrap())
                    .sum();
                cuentas.insert(thousands(suma));
            }
            if let (Some(todas), Some(publicadas)) =
                (valor["no_cero"].as_u64(), valor["publicadas"].as_u64())
            {
                cuentas.insert(thousands(todas - publicadas));
            }
            campos.values().for_each(|valor| derive(valor, cuentas));
        }
        _ => {}
    }
}

/// The numbers of a text, as they are written.
fn numbers(texto: &str) -> Vec<String> {
    let partes = texto.split(|c: char| !(c.is_alphanumeric() || matches!(c, ',' | '.')));
    let numero = |parte: &str| {
        let parte = parte.trim_matches([',', '.']);
        let es = parte.starts_with(|c: char| c.is_ascii_digit())
            && parte
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
        es.then(|| parte.to_owned())
    };
    partes.filter_map(numero).collect()
}

impl Edicion {
    fn read(servidor: &Servidor, hash: &str) -> Self {
        let firmado = get(servidor, &format!("/ediciones/{hash}")).cuerpo;
        let mut texto = String::new();
        flate2::read::GzDecoder::new(&firmado[..])
            .read_to_string(&mut texto)
            .unwrap();
        let documento: Value = serde_json::from_str(&texto).unwrap();
        let mut cuentas = BTreeSet::new();
        for parte in ["cubo", "cifras", "informe", "proteccion", "institucional"] {
            collect(&documento[parte], &mut cuentas);
            derive(&documento[parte], &mut cuentas);
        }
        let version = hash[..12].to_owned();
        let datos = page(servidor, &format!("/datos?version={version}"));
        let anio: i32 = documento["corte"].as_str().unwrap()[..4].parse().unwrap();
        let inicio = page(servidor, &format!("/?version={version}"));
        let fijas = [
            "/",
            "/explorar",
            "/consejo",
            "/region",
            "/metodologia",
            "/datos",
        ];
        let informe = format!("/informe/{anio}");
        let paginas = (fijas.into_iter().chain([informe.as_str()]))
            .map(|camino| format!("{camino}?version={version}"))
            .chain(links(&inicio, "/agencias/"))
            .chain(links(&datos, "/explorar?medida"))
            .chain(links(&inicio, "/explorar?medida"))
            .collect::<BTreeSet<String>>();
        let archivos = links(&datos, &format!("/ediciones/{hash}/"));
        let en_sdmx = archivos.iter().filter(|a| a.contains("tabla.csv"));
        let en_sdmx: Vec<String> = en_sdmx
            .map(|a| a.replace("tabla.csv", "tabla.sdmx.csv"))
            .collect();
        Self {
            version,
            anio,
            cuentas,
            paginas: paginas.into_iter().collect(),
            archivos: archivos.into_iter().chain(en_sdmx).collect(),
        }
    }
}

/// A page without what is no count of anybody: programs to copy, choices, the worked example, addresses.
fn said(html: &str) -> String {
    let mut texto = html.split_once("<body>").unwrap().1.to_owned();
    for (desde, hasta) in [
        ("<pre", "</pre>"),
        ("<code", "</code>"),
        ("<option", "</option>"),
        ("<section class=\"capitulo\" id=\"ejemplo\"", "</section>"),
        ("<table class=\"muestra\"", "</table>"),
        // The lines of an axis.
        ("<text x=\"0\"", "</text>"),
        ("<p class=\"solo-papel\"", "</p>"),
        ("<p class=\"ayuda\"", "</p>"),
        ("<footer", "</footer>"),
    ] {
        while let Some(principio) = texto.find(desde) {
            let fin = texto[principio..].find(hasta).unwrap();
            texto.replace_range(principio..principio + fin + hasta.len(), " ");
        }
    }
    let mut sin = String::new();
    let mut dentro = false;
    for letra in texto.chars() {
        match letra {
            '<' => {
                dentro = true;
                sin.push_str(" | ");
            }
            '>' => dentro = false,
            _ if !dentro => sin.push(letra),
            _ => {}
        }
    }
    sin.replace('\u{ad}', "").replace('\u{a0}', " ")
}

const MESES: [&str; 12] = [
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic",
];

/// What follows a number that is how much there is of the page itself, and not of anybody.
const DE_LA_PAGINA: [&str; 11] = [
    "tablas",
    "archivos",
    "cruces",
    "cifras",
    "celdas",
    "instancias",
    "instancia",
    "horas",
    "%",
    "vigente",
    "cifra",
];

/// Whether a number among others words is one of time, of place, or of the page.
fn is_no_count(palabras: &[&str], i: usize) -> bool {
    let de = |j: Option<usize>| j.and_then(|j| palabras.get(j)).copied().unwrap_or_default();
    let (antes, despues) = (de(i.checked_sub(1)), de(Some(i + 1)));
    let (antes_de_antes, tras) = (de(i.checked_sub(2)), de(Some(i + 2)));
    let limpio = |palabra: &str| {
        palabra
            .trim_matches([',', '.', ':', ';', '(', ')', '«', '»'])
            .to_lowercase()
    };
    let mes = |palabra: &str| MESES.iter().any(|mes| limpio(palabra).starts_with(mes));
    let propio = palabras[i];
    let cuatro = propio.len() == 4 && propio.bytes().all(|b| b.is_ascii_digit());
    // Counts of a thousand or more have a comma.
    cuatro
        || (despues == "de" && mes(tras))
        || mes(despues)
        || (despues == "a" && tras.starts_with(|c: char| c.is_ascii_digit()))
        || (antes == "a" && antes_de_antes.starts_with(|c: char| c.is_ascii_digit()))
        || ["años", "o"].contains(&despues)
        || DE_LA_PAGINA.contains(&limpio(despues).as_str())
        || [
            "edición", "ed.", "las", "son", "cada", "by", "wcag", "cifra", "umbral",
        ]
        .contains(&limpio(antes).as_str())
        || limpio(antes_de_antes) == "cifra" && despues == "de"
        || (antes == "de"
            && limpio(antes_de_antes).parse::<u32>().is_ok()
            && limpio(de(i.checked_sub(3))) == "cifra")
}

/// The numbers of a page that neither of the editions says, with what stands around them.
fn unsaid(html: &str, cuentas: &BTreeSet<String>) -> Vec<String> {
    let texto = said(html);
    let palabras: Vec<&str> = texto
        .split_whitespace()
        .filter(|palabra| *palabra != "|")
        .collect();
    let mut faltan = vec![];
    for (i, palabra) in palabras.iter().enumerate() {
        // What has letters is a hash, a level or an ordinal.
        if palabra.contains(|c: char| c.is_alphabetic()) || palabra.contains('º') {
            continue;
        }
        for numero in numbers(palabra) {
            if !cuentas.contains(&numero) && !is_no_count(&palabras, i) {
                let cerca = &palabras[i.saturating_sub(4)..(i + 5).min(palabras.len())];
                faltan.push(format!("{numero}: {}", cerca.join(" ")));
            }
        }
    }
    faltan
}

/// How much more or less a headline is, and the figure it is told of, must give a published figure back.
fn changes(html: &str, cuentas: &BTreeSet<String>) -> usize {
    let plain_number = |texto: &str| texto.replace(',', "").parse::<u64>().ok();
    let mut mirados = 0;
    for cifra in between(html, "<li class=\"cifra\">", "</li>") {
        let cambio = between(cifra, "<p class=\"cambio\">", "</p>")[0];
        let valor = between(cifra, "<p class=\"valor\">", "</p>");
        let diferencia = cambio.split(' ').next().and_then(plain_number);
        let (Some(valor), Some(diferencia)) =
            (valor.first().and_then(|v| plain_number(v)), diferencia)
        else {
            continue;
        };
        let base = if cambio.contains(" menos que ") {
            valor + diferencia
        } else {
            valor - diferencia
        };
        assert!(cuentas.contains(&thousands(base)), "{cambio}: {base}");
        mirados += 1;
    }
    // How far what is counted is from what was declared.
    for asiento in between(html, "<article class=\"asiento\"", "</article>") {
        let Some(dicho) = between(asiento, "<span class=\"ojo\">", "</span>")
            .first()
            .copied()
        else {
            continue;
        };
        let de = |texto: &str| plain_number(texto.split(' ').next().unwrap()).unwrap();
        let declarada = de(between(asiento, "<p class=\"valor\">", "</p>")[0]);
        let calculada = asiento.split(" <span class=\"ojo\">").next().unwrap();
        let calculada = de(calculada.rsplit("<dd>").next().unwrap());
        assert_eq!(de(dicho), declarada.abs_diff(calculada), "{dicho}");
        assert_eq!(
            dicho.contains(" menos que "),
            calculada < declarada,
            "{dicho}"
        );
        mirados += 1;
    }
    mirados
}

/// A page without what is derived: what derived figures say is looked at by itself.
fn without_derived(html: &str) -> String {
    let mut texto = html.to_owned();
    for (desde, hasta) in [
        ("<p class=\"cambio\">", "</p>"),
        ("<span class=\"ojo\">", "</span>"),
        ("<dl class=\"sello\">", "</dl>"),
        ("class=\"seccion\" aria-labelledby=\"d-tab\"", "</section>"),
        ("class=\"seccion\" aria-labelledby=\"d-ed\"", "</section>"),
    ] {
        while let Some(principio) = texto.find(desde) {
            let fin = texto[principio..].find(hasta).unwrap();
            texto.replace_range(principio..principio + fin, ">");
        }
    }
    texto
}

/// The seal of a table counts its cells by state: neither more nor fewer than are seen to be so.
fn seal(html: &str) -> Option<()> {
    let resultado = html.split_once("id=\"resultado\"")?.1;
    let sello = between(resultado, "<dl class=\"sello\">", "</dl>")[0];
    let dicho = |nombre: &str| -> usize {
        let dato = sello
            .split_once(&format!("<dt>{nombre}</dt><dd>"))
            .map(|(_, resto)| resto);
        dato.map_or(0, |resto| {
            resto
                .split('<')
                .next()
                .unwrap()
                .replace(',', "")
                .parse()
                .unwrap()
        })
    };
    let tabla = *tables(resultado).first()?;
    assert_eq!(dicho("Protegidas"), tabla.matches("class=\"prot\"").count());
    assert_eq!(
        dicho("No disponibles"),
        tabla.matches("class=\"sin\"").count()
    );
    let celdas = tabla.matches("<td").count();
    assert_eq!(dicho("Celdas"), celdas);
    Some(())
}

/// The counts of a file: its columns of values, whatever its form.
fn values(camino: &str, cuerpo: Vec<u8>) -> Vec<String> {
    let csv = |texto: &str, columna: &str| -> Vec<String> {
        let mut lineas = texto.lines();
        let cabeza: Vec<&str> = lineas.next().unwrap().split(',').collect();
        // Names may have commas; what stands behind the value has none.
        let desde_el_fin = cabeza.len() - cabeza.iter().position(|c| *c == columna).unwrap();
        let valor = |linea: &str| linea.rsplit(',').nth(desde_el_fin - 1).unwrap().to_owned();
        lineas.map(valor).collect()
    };
    let de_hojas = |cuerpo: Vec<u8>| -> Vec<String> {
        let mut libro = open_workbook_auto_from_rs(Cursor::new(cuerpo)).unwrap();
        let hojas = libro.worksheets();
        let celdas = hojas.iter().flat_map(|(_, hoja)| hoja.rows().flatten());
        let numero = |dato: &Data| match dato {
            Data::Float(n) => Some(format!("{n:.0}")),
            Data::Int(n) => Some(n.to_string()),
            _ => None,
        };
        celdas.filter_map(numero).collect()
    };
    let nombre = camino
        .split('?')
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    match nombre {
        "tabla.csv" => csv(std::str::from_utf8(&cuerpo).unwrap(), "valor"),
        "tabla.sdmx.csv" => csv(std::str::from_utf8(&cuerpo).unwrap(), "OBS_VALUE"),
        "tabla.json" => {
            let documento: Value = serde_json::from_slice(&cuerpo).unwrap();
            let valores = documento["value"].as_array().unwrap().iter();
            valores
                .filter_map(Value::as_u64)
                .map(|n| n.to_string())
                .collect()
        }
        "tabla.xlsx" | "edicion.xlsx" | "edicion.ods" => de_hojas(cuerpo),
        "tablas.zip" => {
            let mut paquete = zip::ZipArchive::new(Cursor::new(cuerpo)).unwrap();
            let mut todos = vec![];
            for i in 0..paquete.len() {
                let mut archivo = paquete.by_index(i).unwrap();
                if archivo.name().unwrap().ends_with(".csv") {
                    let mut texto = String::new();
                    archivo.read_to_string(&mut texto).unwrap();
                    todos.extend(csv(&texto, "valor"));
                }
            }
            todos
        }
        otro => panic!("{otro}"),
    }
}

#[test]
fn what_no_edition_says_is_nowhere() {
    let casa = Casa::folder();
    let servidor = casa.whole_year().serve();
    let datos = servidor.data(r#"{ instancia(clave: "20067") { ediciones { hash } } }"#);
    let hashes = datos["instancia"]["ediciones"].as_array().unwrap();
    let ediciones: Vec<Edicion> = (hashes.iter())
        .map(|nodo| Edicion::read(&servidor, nodo["hash"].as_str().unwrap()))
        .collect();
    assert_eq!(ediciones.len(), 2);
    let (mut paginas, mut sellos, mut cambios, mut valores) = (0, 0, 0, 0);
    let mut faltan = vec![];
    for edicion in &ediciones {
        assert_eq!(edicion.anio, 2017);
        assert!(edicion.cuentas.len() > 30, "{}", edicion.version);
        for camino in &edicion.paginas {
            let html = page(&servidor, camino);
            cambios += changes(&html, &edicion.cuentas);
            sellos += usize::from(seal(&html).is_some());
            let suyos = unsaid(&without_derived(&html), &edicion.cuentas).into_iter();
            faltan.extend(suyos.map(|suyo| format!("{camino}: {suyo}")));
            paginas += 1;
        }
        for camino in &edicion.archivos {
            let respuesta = get(&servidor, camino);
            assert_eq!(respuesta.estado, 200, "{camino}");
            for valor in values(camino, respuesta.cuerpo) {
                match valor.parse() {
                    Ok(n) if edicion.cuentas.contains(&thousands(n)) => {}
                    Ok(n) => faltan.push(format!("{camino}: {n}")),
                    Err(_) => assert!(["", "NaN"].contains(&valor.as_str()), "{camino}: {valor}"),
                }
                valores += 1;
            }
        }
    }
    assert!(faltan.is_empty(), "{faltan:#?}");
    assert!(paginas > 60, "{paginas}");
    assert!(
        sellos > 30 && cambios > 0 && valores > 5000,
        "{sellos} {cambios} {valores}"
    );
}
