//! What each mistake is answered with.

use super::{CERTIFICADO, Certificado, ENTRADA, Entrada, PROTEGIDA, Protegida};

/// What is replaced in the valid document, by what, and the answer. One in each line.
type Errata = (&'static str, &'static str, &'static str);

#[rustfmt::skip]
const DE_ENTRADA: &[Errata] = &[
    (r#""total": 9,"#, r#""total": 9"#, "línea 3, columna 2: se esperaba «,» o «}»"),
    (r#""total": 9,"#, r#""total": 9,}"#, "línea 2, columna 91: sobra una coma"),
    (r#""total": 9,"#, r#""total": 1e400,"#, "línea 2, columna 93: el número es demasiado grande"),
    ("\"forced\": [[\"total\", \"todas\"]]\n}", r#""forced": []"#, "línea 13, columna 13: el documento está incompleto"),
    ("\"forced\": [[\"total\", \"todas\"]]\n}", r#""forced": []}]"#, "línea 13, columna 15: sobra texto después del documento"),
    (r#"{"a": [1.5]}"#, r#""\ud800""#, "línea 2, columna 73: no es JSON válido"),
    (r#""total": 9"#, r#""totales": 9"#, "documento: sobra la clave «totales»; se esperan «name», «source», «note», «known», «total», «threshold», «width», «zeros», «dimensions», «crosstabs», «inner», «contributors», «sensitive», «primary_fixed», «forced», «editions», «edition_link»"),
    (r#""total": 9"#, r#""total": 9, "total": 9"#, "documento: la clave «total» se repite"),
    (r#""threshold": 3,"#, "", "threshold: falta"),
    (r#""threshold": 3"#, r#""threshold": "3""#, "threshold: se esperaba un número entero, no un texto"),
    (r#""threshold": 3"#, r#""threshold": -1"#, "threshold: no puede ser negativo"),
    (r#""threshold": 3"#, r#""threshold": -0"#, "threshold: no puede ser negativo"),
    (r#""threshold": 3"#, r#""threshold": 3.0"#, "threshold: se esperaba un número entero, sin decimales ni exponente"),
    (r#""threshold": 3"#, r#""threshold": 18446744073709551616"#, "threshold: no puede ser mayor que 1000000000000"),
    (r#""threshold": 3"#, r#""threshold": 1000000000001"#, "threshold: no puede ser mayor que 1000000000000"),
    (r#""threshold": 3"#, r#""threshold": 3, "width": 0"#, "width: debe ser al menos 1"),
    (r#""threshold": 3"#, r#""threshold": 3, "zeros": "none""#, "zeros: «none» no es ninguna de las opciones: «published», «unknown»"),
    (r#""threshold": 3"#, r#""threshold": 3, "edition_link": "frozen""#, "edition_link: no hay ediciones anteriores: sólo puede ser «none»"),
    (r#""name": "personas""#, r#""name": null"#, "name: se esperaba un texto, no null"),
    (r#""name": "personas""#, "\"name\": \"per\nsonas\"", "línea 3, columna 0: el texto tiene un salto de línea u otro carácter de control"),
    (r#""name": "personas""#, r#"name: "personas""#, "línea 2, columna 2: la clave debe ir entre comillas"),
    (r#""threshold": 3"#, r#""threshold": true"#, "threshold: se esperaba un número entero, no un valor lógico"),
    (r#""threshold": 3"#, r#""threshold": 3, "editions": {}"#, "editions: se esperaba una lista, no un objeto"),
    (r#""name": "zona""#, r#""name": "sexo""#, "dimensions[1]: el nombre «sexo» se repite"),
    (r#""name": "zona""#, r#""name": "zo\nna""#, "dimensions[0].name: tiene saltos de línea u otros caracteres de control"),
    (r#""root": "todas""#, r#""rot": "todas""#, "dimensions[1]: sobra la clave «rot»; se esperan «name», «root», «relations», «leaves»"),
    (r#""root": "todas""#, r#""root": "m""#, "dimensions[1].root: «m» no cubre todas las hojas"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "b", 7]]"#, "dimensions[0].relations[0][1][2]: se esperaba un texto, no un número"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", "a", "b"]"#, "dimensions[0].relations[0]: se esperaba una lista de dos elementos"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "d"]]"#, "dimensions[0].relations[0]: el código «d» no existe"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "total"]]"#, "dimensions[0].relations[0]: «norte» es parte de sí mismo"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "b", "a"]]"#, "dimensions[0].relations[0]: «norte» tiene partes que se traslapan"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "b"]], ["norte", ["a"]]"#, "dimensions[0].relations[1]: «norte» no queda cubierto como en otra relación"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", ["a", "b"]], ["a", ["b"]]"#, "dimensions[0].relations[1]: «a» es una hoja: no puede tener partes"),
    (r#"["norte", ["a", "b"]]"#, r#"["norte", []]"#, "dimensions[0].relations[0]: «norte» no tiene partes"),
    (r#"["c", "a", "b"]"#, r#"["c", "a", "b", "c"]"#, "dimensions[0].leaves[3]: la hoja «c» se repite"),
    (r#"["c", "a", "b"]"#, "[]", "dimensions[0].leaves: no hay ninguna hoja"),
    (r#""crosstabs": [{"zona": "all"}, {"zona": ["total", "c"], "sexo": "all"}]"#, r#""crosstabs": []"#, "crosstabs: no hay ningún cruce"),
    (r#""crosstabs": [{"zona": "all"}, {"zona": ["total", "c"], "sexo": "all"}]"#, r#""crosstabs": "todo""#, "crosstabs: se esperaba «full» o una lista de cruces, no «todo»"),
    (r#"{"zona": "all"}"#, r#"{"edad": "all"}"#, "crosstabs[0]: sobra la clave «edad»; se esperan «zona», «sexo»"),
    (r#"{"zona": "all"}"#, r#"{"zona": "total"}"#, "crosstabs[0].zona: se esperaba «all» o una lista de códigos, no «total»"),
    (r#"{"zona": "all"}"#, r#"{"zona": []}"#, "crosstabs[0].zona: no hay ningún código"),
    (r#"["total", "c"]"#, r#"["total", "d"]"#, "crosstabs[1].zona[1]: el código «d» no existe en la dimensión «zona»"),
    ("[1, 0, 2]", "[1, 0]", "inner[1]: debe tener 3 elementos (una hoja por dimensión y la cuenta) y tiene 2"),
    ("[1, 0, 2]", "[3, 0, 2]", "inner[1][0]: las hojas de la dimensión «zona» van de 0 a 2"),
    ("[1, 0, 2]", "[0, 0, 2]", "inner[1]: la misma hoja ya está en inner[0]"),
    ("[1, 0, 2]", "[1, 0, 2.5]", "inner[1][2]: se esperaba un número entero, sin decimales ni exponente"),
    ("[1, 0, 2]", "[1, 0, 1000000000001]", "inner[1][2]: no puede ser mayor que 1000000000000"),
    ("[1, 0, 2]", "[1, 0, -2]", "inner[1][2]: no puede ser negativo"),
    ("[1, 0, 2]", r#"[1, "m", 2]"#, "inner[1][1]: se esperaba un número entero, no un texto"),
    ("[7, 1, 0]", "[7, 1]", "contributors: debe tener tantos elementos como «inner» (3) y tiene 2"),
    ("[7, 1, 0]", "[7, 0, 0]", "contributors[1]: la cuenta es 2 y las personas son 0"),
    ("[7, 1, 0]", "[7, 1, 1]", "contributors[2]: la cuenta es 0 y las personas son 1"),
    (r#""sensitive": ["sexo"]"#, r#""sensitive": ["edad"]"#, "sensitive[0]: la dimensión «edad» no existe"),
    (r#"[["c", "m"]]"#, r#"[["c"]]"#, "primary_fixed[0]: debe tener un código por dimensión (2) y tiene 1"),
    (r#"[["c", "m"]]"#, r#"[["a", "m"]]"#, "primary_fixed[0]: no es una celda de los cruces declarados"),
    (r#"[["total", "todas"]]"#, r#"[["total", "total"]]"#, "forced[0][1]: el código «total» no existe en la dimensión «sexo»"),
];

#[rustfmt::skip]
const DE_PROTEGIDA: &[Errata] = &[
    (r#""measure""#, r#""name""#, "documento: sobra la clave «name»; se esperan «measure», «threshold», «required_width», «zeros», «dimensions», «cells», «editions», «edition_link»"),
    (r#""zeros": "unknown","#, "", "zeros: falta"),
    (r#"["b", ["b1", "b2"]]"#, r#"["b", ["b1", "b"]]"#, "dimensions[0].hierarchy[1]: «b» es parte de sí mismo"),
    (r#"["b1", "2017"], "value": null"#, r#"["total", "2017"], "value": null"#, "cells[1]: la misma celda ya está en cells[0]"),
    (r#"["b1", "2017"], "value": null"#, r#"["b1", "2017"], "value": 0.5"#, "cells[1].value: se esperaba un número entero, sin decimales ni exponente"),
    (r#"["b1", "2017"], "value": null"#, r#"["b1", "2017"]"#, "cells[1].value: falta"),
    (r#"["b1", "2017"]"#, r#"["b1"]"#, "cells[1].coords: debe tener un código por dimensión (2) y tiene 1"),
    ("\n    {\"coords\": [\"total\"], \"value\": 0}\n   ", "", "editions[0].cells: no hay ninguna celda"),
    (r#"["total"], "value""#, r#"["suma"], "value""#, "editions[0].cells[0].coords[0]: el código «suma» no existe en la dimensión «zona»"),
    (",\n \"edition_link\": \"additions\"", "", "edition_link: falta"),
    (r#""additions""#, r#""more""#, "edition_link: «more» no es ninguna de las opciones: «frozen», «additions», «none»"),
];

#[rustfmt::skip]
const DE_CERTIFICADO: &[Errata] = &[
    (r#"["a", "2017", 3]"#, r#"["b", "2017", 3]"#, "tables[0].leaves[0][0]: «b» no es una hoja de la dimensión «zona»"),
    (r#"["a", "2017", 3]"#, r#"["a", 3]"#, "tables[0].leaves[0]: debe tener 3 elementos (una hoja por dimensión y la cuenta) y tiene 2"),
    (r#"["a", "2017", 3]"#, r#"["b1", "2017", 3]"#, "tables[0].leaves[1]: la misma hoja ya está en tables[0].leaves[0]"),
    (r#""high": 1"#, r#""high": 2"#, "witnesses[0].high: no existe esa tabla: son 2 y se numeran desde 0"),
    (r#""low": 0, "#, "", "witnesses[0].low: falta"),
];

fn check(valido: &str, casos: &[Errata], read: impl Fn(&str) -> Option<String>) {
    assert_eq!(read(valido), None);
    for (antes, despues, esperado) in casos {
        assert!(valido.contains(antes), "{antes}");
        let respuesta = read(&valido.replacen(antes, despues, 1));
        assert_eq!(respuesta.as_deref(), Some(*esperado), "{antes} → {despues}");
    }
}

#[test]
fn each_mistake_has_its_place_and_its_reason() {
    check(ENTRADA, DE_ENTRADA, |texto| {
        Entrada::from_json(texto.as_bytes())
            .err()
            .map(|e| e.to_string())
    });
    check(PROTEGIDA, DE_PROTEGIDA, |texto| {
        Protegida::from_json(texto.as_bytes())
            .err()
            .map(|e| e.to_string())
    });
    let dimensiones = Protegida::from_json(PROTEGIDA.as_bytes())
        .unwrap()
        .dimensiones;
    check(CERTIFICADO, DE_CERTIFICADO, |texto| {
        Certificado::from_json(texto.as_bytes(), &dimensiones)
            .err()
            .map(|e| e.to_string())
    });
}

#[test]
fn what_is_not_text_is_refused() {
    let error = Entrada::from_json(b"{\"name\": \"\xff\"}").unwrap_err();
    assert_eq!(
        error.to_string(),
        "línea 1, columna 11: hay un carácter que no es válido en UTF-8"
    );
    assert_eq!(
        Entrada::from_json(b"").unwrap_err().to_string(),
        "línea 1, columna 0: el documento está incompleto"
    );
    assert_eq!(
        Entrada::from_json(b"[]").unwrap_err().to_string(),
        "documento: se esperaba un objeto, no una lista"
    );
    let largo = format!("{{\"{}\": 1}}", "x\\u001b".repeat(100));
    let error = Entrada::from_json(largo.as_bytes()).unwrap_err();
    assert!(
        error
            .motivo
            .starts_with(&format!("sobra la clave «{}…»;", "x\u{fffd}".repeat(30))),
        "{error}"
    );
}
