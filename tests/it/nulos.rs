//! Null is where the schema says it may be, whatever fails: answers are checked against what introspection says, by a reader of
//! its own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, withdrawing};

/// The types of a schema, as introspection tells them.
struct Tipos(BTreeMap<String, Value>);

const INTROSPECCION: &str = "{ __schema { types { name kind possibleTypes { name } fields(includeDeprecated: true) { name args { name type { kind } defaultValue } type { ...T } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

impl Tipos {
    fn of(servidor: &Servidor) -> Self {
        let mut datos = servidor.data(INTROSPECCION);
        let tipos = datos["__schema"]["types"].take();
        let tipos = tipos.as_array().unwrap().iter();
        Self(
            tipos
                .map(|tipo| (tipo["name"].as_str().unwrap().to_owned(), tipo.clone()))
                .collect(),
        )
    }

    fn fields(&self, tipo: &str) -> Vec<Value> {
        let campos = self.0[tipo]["fields"].as_array();
        campos.cloned().unwrap_or_default()
    }

    fn field(&self, tipo: &str, campo: &str) -> Value {
        let campos = self.fields(tipo).into_iter();
        campos.into_iter().find(|c| c["name"] == campo).unwrap()
    }

    fn is_leaf(&self, tipo: &str) -> bool {
        matches!(self.0[tipo]["kind"].as_str(), Some("SCALAR" | "ENUM"))
    }

    /// All that can be asked of a type without saying anything, so many levels deep.
    fn selection(&self, tipo: &str, niveles: usize) -> String {
        let mut partes = vec!["__typename".to_owned()];
        for campo in self.fields(tipo) {
            let obligado = |argumento: &Value| {
                argumento["type"]["kind"] == "NON_NULL" && argumento["defaultValue"].is_null()
            };
            if campo["args"].as_array().unwrap().iter().any(obligado) {
                continue;
            }
            let nombre = campo["name"].as_str().unwrap();
            let suyo = named(&campo["type"]);
            if self.is_leaf(suyo) {
                partes.push(nombre.to_owned());
            } else if niveles > 0 && !["cruces", "ediciones", "publicaciones"].contains(&nombre) {
                partes.push(format!(
                    "{nombre} {{ {} }}",
                    self.selection(suyo, niveles - 1)
                ));
            }
        }
        partes.join(" ")
    }

    /// Nulls that may not be where they are.
    fn wrong(&self, valor: &Value, tipo: &Value, donde: &str, mal: &mut Vec<String>) {
        match tipo["kind"].as_str().unwrap() {
            "NON_NULL" if valor.is_null() => mal.push(donde.to_owned()),
            "NON_NULL" => self.wrong(valor, &tipo["ofType"], donde, mal),
            _ if valor.is_null() => {}
            "LIST" => {
                for (i, uno) in valor.as_array().unwrap().iter().enumerate() {
                    self.wrong(uno, &tipo["ofType"], &format!("{donde}[{i}]"), mal);
                }
            }
            "SCALAR" | "ENUM" => {}
            _ => {
                let propio = valor["__typename"].as_str().unwrap().to_owned();
                for (clave, valor) in valor.as_object().unwrap() {
                    if clave == "__typename" {
                        continue;
                    }
                    // An alias says the field before a line.
                    let campo = clave.split("__").next().unwrap();
                    let tipo = self.field(&propio, campo)["type"].clone();
                    self.wrong(valor, &tipo, &format!("{donde}.{clave}"), mal);
                }
            }
        }
    }

    fn check(&self, respuesta: &Value, documento: &str) {
        let mut mal = vec![];
        let raiz = json!({ "kind": "OBJECT", "name": "Query" });
        self.wrong(&respuesta["data"], &raiz, "", &mut mal);
        assert!(mal.is_empty(), "{mal:?}\n{documento}\n{respuesta}");
        for error in respuesta["errors"].as_array().into_iter().flatten() {
            assert!(error["extensions"]["code"].is_string(), "{error}");
        }
    }
}

fn named(tipo: &Value) -> &str {
    match tipo["name"].as_str() {
        Some(nombre) => nombre,
        None => named(&tipo["ofType"]),
    }
}

/// What fails wherever it is asked: a name, its arguments and what is asked of it.
const FALLAN: [(&str, &str); 9] = [
    (
        "tabla",
        "(medida: SERVICIOS, filas: [GRUPO_EDAD, TIPO_VIOLENCIA, VISITA]) { __typename valores }",
    ),
    (
        "tabla",
        "(medida: SERVICIOS, filas: [TOTAL]) { __typename medida }",
    ),
    (
        "serie",
        "(medida: SERVICIOS, nivel: SEXO) { __typename sumable }",
    ),
    (
        "cifra",
        "(medida: MUJERES_ATENDIDAS, filtros: [{ nivel: AGENCIA, codigos: [\"no\"] }]) { __typename celda { __typename estado } }",
    ),
    (
        "comparacion",
        "(medida: SERVICIOS, con: { edicion: 99 }) { __typename estado }",
    ),
    (
        "comparacion",
        "(medida: SERVICIOS, con: { periodo: \"x\" }) { __typename estado }",
    ),
    ("actividades", "(after: \"x\") { __typename totalCount }"),
    ("actividades", "(first: 1000) { __typename totalCount }"),
    (
        "tabla",
        "(medida: MUJERES_ATENDIDAS, filas: [], filtros: [{ nivel: MES, codigos: [\"2017-01\", \"2017-02\"] }]) { __typename medida }",
    ),
];

#[test]
fn nulls_stop_where_the_schema_says() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let tipos = Tipos::of(&servidor);
    // Each failure by itself, and all of them, beside what does not fail and without it.
    let unos = FALLAN.iter().enumerate();
    let unos: Vec<String> = unos
        .map(|(i, (campo, resto))| format!("{campo}__{i}: {campo}{resto}"))
        .collect();
    let mut documentos = unos.clone();
    documentos.push(unos.join(" "));
    for fallan in documentos {
        for junto in [
            "",
            "__typename numero",
            "__typename totales(medida: SERVICIOS) { __typename codigo }",
        ] {
            let documento = format!(
                r#"{{ __typename instancia(clave: "20067") {{ __typename edicion(anio: 2017) {{ {junto} {fallan} }} }} }}"#
            );
            let respuesta = servidor.ask(&documento, &json!({}));
            let datos = &respuesta["data"]["instancia"]["edicion"];
            // Nulls stop at what failed.
            assert!(datos.is_object(), "{respuesta}");
            if !junto.is_empty() {
                tipos.check(&respuesta, &documento);
            }
        }
    }
    for raiz in [
        "ediciones(after: \"x\") { __typename nodes { __typename numero } }",
        "ediciones(first: 101) { __typename nodes { __typename numero } }",
        "novedades(after: \"b3JkZW46MTphYmM\") { __typename nodes { __typename clase } }",
        "instancias(despuesDe: \"x\") { __typename clave }",
        "instancia(clave: \"20999\") { __typename nombre }",
        "node(id: \"x\") { __typename id }",
        "directorio(after: \"x\") { __typename totalCount }",
        "tabla(instancias: [\"20999\"], anio: 2017, medida: SERVICIOS, filas: []) { __typename unidad }",
    ] {
        for junto in ["", "regiones { __typename region }"] {
            let documento = format!("{{ __typename {junto} {raiz} }}");
            let respuesta = servidor.ask(&documento, &json!({}));
            assert!(!respuesta["errors"].as_array().unwrap().is_empty());
            assert!(respuesta["data"].is_object(), "{respuesta}");
            tipos.check(&respuesta, &documento);
        }
    }
}

#[test]
fn what_is_withdrawn_leaves_its_nulls_and_no_more() {
    let casa = Casa::folder();
    casa.demo();
    let retirar = withdrawing("1", "Prueba");
    casa.run(&retirar);
    let servidor = casa.serve();
    let tipos = Tipos::of(&servidor);
    // Whatever can be asked of an edition, of which nearly all fails.
    for campo in tipos.fields("Edicion") {
        let nombre = campo["name"].as_str().unwrap();
        let argumentos = match nombre {
            "tabla" => "(medida: SERVICIOS, filas: [AGENCIA])",
            "serie" => "(medida: SERVICIOS, nivel: MES)",
            "totales" | "cifra" | "comparacion" => "(medida: SERVICIOS)",
            _ => "",
        };
        let suyo = named(&campo["type"]).to_owned();
        let debajo = if tipos.is_leaf(&suyo) {
            String::new()
        } else {
            format!("{{ {} }}", tipos.selection(&suyo, 1))
        };
        let documento = format!(
            r#"{{ __typename instancia(clave: "20067") {{ __typename edicion(numero: 1) {{ __typename estado {nombre}{argumentos} {debajo} }} }} }}"#
        );
        let respuesta = servidor.ask(&documento, &json!({}));
        assert_eq!(
            respuesta["data"]["instancia"]["edicion"]["estado"], "RETIRADA",
            "{documento}\n{respuesta}"
        );
        tipos.check(&respuesta, &documento);
    }
}

#[test]
fn objects_of_which_nothing_is_left_are_there() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data(r#"{ instancia(clave: "20067") { id @skip(if: true) } }"#);
    assert_eq!(datos, json!({ "instancia": {} }));
    let id = servidor.data(r#"{ instancia(clave: "20067") { id } }"#)["instancia"]["id"].clone();
    let datos = servidor.data(&format!(
        "{{ node(id: {id}) {{ ... on Edicion {{ numero }} }} }}"
    ));
    assert_eq!(datos, json!({ "node": {} }));
    let datos =
        servidor.data("query A($v: Boolean = true) { __typename @skip(if: $v) a: __typename }");
    assert_eq!(datos, json!({ "a": "Query" }));
}
