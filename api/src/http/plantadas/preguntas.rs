//! Questions at random over the schema itself, as introspection tells it.

use serde_json::Value as Json;

/// What is said of an argument, by its name; of those that need not be said, most are not.
const DICHOS: [(&str, &[&str]); 21] = [
    (
        "clave",
        &["\"20067\"", "\"20067\"", "\"20067\"", "\"20999\""],
    ),
    (
        "instancias",
        &["[\"20067\"]", "[\"20067\"]", "[\"20999\"]", "[]"],
    ),
    ("instancia", &["\"20067\"", "\"20999\"", "\"x\""]),
    ("anio", &["2017", "2018", "1999"]),
    ("anios", &["[2017, 2018]", "[2018]", "[1999]", "[]"]),
    ("numero", &["1", "2", "9"]),
    (
        "medida",
        &[
            "SERVICIOS",
            "MUJERES_ATENDIDAS",
            "PERSONAS_ATENDIDAS",
            "ACTIVIDADES",
            "PARTICIPACIONES",
        ],
    ),
    ("nivel", &["ANIO", "TRIMESTRE", "MES", "SEXO"]),
    (
        "filas",
        &[
            "[AREA]",
            "[AGENCIA]",
            "[]",
            "[TOTAL]",
            "[VISITA, TIPO_VIOLENCIA, GRUPO_EDAD]",
        ],
    ),
    ("columnas", &["[TRIMESTRE]", "[SERVICIO]", "[AREA, AREA]"]),
    (
        "filtros",
        &[
            "[{ nivel: TRIMESTRE, codigos: [\"2017-T1\"] }]",
            "[{ nivel: MES, codigos: [\"no\"] }]",
            "[]",
        ],
    ),
    ("desde", &["\"2017-T2\"", "\"x\""]),
    ("hasta", &["\"2018\"", "\"2017-13\""]),
    (
        "con",
        &[
            "{ anio: 2017 }",
            "{ periodo: \"x\" }",
            "{ edicion: 9 }",
            "{ edicion: 1 }",
        ],
    ),
    ("de", &["FILA", "COLUMNA", "TABLA"]),
    ("first", &["0", "1", "3", "101", "-1"]),
    ("last", &["0", "2", "101"]),
    ("after", &["\"x\"", "\"b3JkZW46MTphYmM\""]),
    ("before", &["\"x\""]),
    ("estado", &["VIGENTE", "SUSTITUIDA", "RETIRADA"]),
    ("tipo", &["\"consultivo\"", "\"pase\"", "\"nada\""]),
];

/// What is chosen, one choice after another; the same ones again when they are over.
pub(super) struct Azar<'a> {
    suertes: &'a [u8],
    i: usize,
}

impl<'a> Azar<'a> {
    pub(super) fn new(suertes: &'a [u8]) -> Self {
        Self { suertes, i: 0 }
    }

    fn below(&mut self, n: usize) -> usize {
        let suerte =
            usize::from(self.suertes[self.i % self.suertes.len()]) + self.i / self.suertes.len();
        self.i += 1;
        suerte % n
    }

    fn one<T: Copy>(&mut self, de: &[T]) -> T {
        de[self.below(de.len())]
    }
}

/// A document over those types. `nodo`: an id.
pub(super) fn document(tipos: &Json, nodo: &str, azar: &mut Azar<'_>) -> String {
    format!("{{ {} }}", selection(tipos, "Query", nodo, 5, azar))
}

fn selection(tipos: &Json, tipo: &str, nodo: &str, niveles: usize, azar: &mut Azar<'_>) -> String {
    let todos = tipos.as_array().unwrap();
    let hay = |nombre: &str| todos.iter().find(|t| t["name"] == nombre).unwrap();
    let propio = hay(tipo);
    let campos = propio["fields"].as_array().unwrap();
    let mut partes = vec!["__typename".to_owned()];
    // Few of many, and lists of lists grow.
    for i in 0..2 + azar.below(2) {
        let campo = &campos[azar.below(campos.len())];
        let nombre = campo["name"].as_str().unwrap();
        let suyo = named(&campo["type"]);
        let objeto = ["OBJECT", "INTERFACE"].contains(&hay(suyo)["kind"].as_str().unwrap());
        if objeto && niveles == 0 {
            continue;
        }
        let dichos = arguments(campo, nodo, azar);
        // The name of a field goes before the line.
        let mut parte = format!("{nombre}__{i}: {nombre}{dichos}");
        if suyo == "Node" {
            parte += " { __typename id ... on Edicion { numero informe { __typename titulo } } }";
        } else if objeto {
            let debajo = selection(tipos, suyo, nodo, niveles - 1, azar);
            // Some of it by a fragment.
            parte = match azar.below(4) {
                0 => format!("{parte} {{ __typename ... on {suyo} {{ {debajo} }} }}"),
                _ => format!("{parte} {{ {debajo} }}"),
            };
        }
        partes.push(parte);
    }
    partes.join(" ")
}

fn arguments(campo: &Json, nodo: &str, azar: &mut Azar<'_>) -> String {
    let mut dichos = vec![];
    for argumento in campo["args"].as_array().unwrap() {
        let nombre = argumento["name"].as_str().unwrap();
        let obligado =
            argumento["type"]["kind"] == "NON_NULL" && argumento["defaultValue"].is_null();
        if !obligado && azar.below(4) > 0 {
            continue;
        }
        let valor = match DICHOS.iter().find(|(cual, _)| *cual == nombre) {
            _ if nombre == "id" => format!("\"{}\"", azar.one(&[nodo, "x"])),
            Some((_, valores)) => azar.one(valores).to_owned(),
            None if obligado => panic!("nothing is said of «{nombre}»"),
            None => continue,
        };
        dichos.push(format!("{nombre}: {valor}"));
    }
    if dichos.is_empty() {
        return String::new();
    }
    format!("({})", dichos.join(", "))
}

/// The name of a type, or of what it is a list of.
fn named(tipo: &Json) -> &str {
    match tipo["name"].as_str() {
        Some(nombre) => nombre,
        None => named(&tipo["ofType"]),
    }
}
