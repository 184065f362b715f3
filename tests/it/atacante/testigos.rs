//! Registers that hide what an edition hides, imported from files: each is counted and published as the edition says.
//!
//! The sheets are those that the search of `domain` finds (`domain::proteccion::registros::tests::hojas` makes them).

use std::collections::BTreeMap;

use super::PACIENCIA;
use super::ataque::attack;
use super::lectura::Lectura;
use super::prensa::{Paso, Prensa, Salida};
use super::verdad::{Verdad, rows};
use crate::casa::read;

const PLAN: &str = r#"umbral = 5
ancho = 5

[[cruces]]
clave = "a"
nombre = "A"
medidas = ["PERSONAS_ATENDIDAS", "SERVICIOS"]
niveles = ["ANIO", "AGENCIA", "SERVICIO"]

[[cruces]]
clave = "b"
nombre = "B"
medidas = ["PERSONAS_ATENDIDAS", "SERVICIOS"]
niveles = ["TRIMESTRE", "SERVICIO"]

[[cruces]]
clave = "c"
nombre = "C"
medidas = ["PERSONAS_ATENDIDAS"]
niveles = ["ANIO", "SEXO", "ETAPA"]

[[cruces]]
clave = "d"
nombre = "D"
medidas = ["PERSONAS_ATENDIDAS"]
niveles = ["TRIMESTRE", "TIPO_VIOLENCIA"]
"#;

fn file(nombre: &str) -> String {
    let carpeta = "domain/src/proteccion/registros/tests/hojas";
    read(&format!("{carpeta}/{nombre}"))
}

/// What the edition of the register says: of each cell its value, or the least that a reader knows.
fn said() -> BTreeMap<String, Result<i32, i32>> {
    let line = |linea: &str| {
        let (celda, valor) = linea.rsplit_once(": ").unwrap();
        let valor = match valor.strip_suffix('+') {
            Some(minimo) => Err(minimo.parse().unwrap()),
            None => Ok(valor.parse().unwrap()),
        };
        (celda.to_owned(), valor)
    };
    let texto = file("dicho.txt");
    let dicho: BTreeMap<_, _> = texto.lines().map(line).collect();
    assert_eq!(dicho.len(), texto.lines().count(), "two cells of one name");
    dicho
}

/// What the binary publishes of a sheet.
fn published(hoja: &str) -> Salida {
    let pasos = [
        Paso::Plan(PLAN.to_owned()),
        Paso::Importar(rows(&file(hoja))),
        Paso::Publicar(12),
    ];
    let salida = Prensa::new(None).run(&pasos);
    assert_eq!(salida.rechazos, [], "{hoja}");
    salida
}

/// What is counted of each cell that the edition of the register says, row by row, and what is published of it: as it says,
/// or withheld. How many are published in both.
fn compare(lectura: &Lectura, verdad: &Verdad) -> (usize, BTreeMap<String, i32>) {
    let (mut dicho, mut ambas, mut ocultas) = (said(), 0, BTreeMap::new());
    for ((medida, caja), estado) in &lectura.celdas {
        let celda = format!("{} {}", medida.clave(), lectura.ejes.name(caja));
        let hay = verdad.count(caja).of(*medida);
        match dicho.remove(&celda) {
            Some(Ok(valor)) => {
                assert_eq!(hay, valor, "{celda}");
                assert!(estado.is_none_or(|n| n == valor), "{celda}: {estado:?}");
                ambas += usize::from(estado.is_some());
            }
            Some(Err(minimo)) => {
                assert!(hay >= minimo, "{celda}: {hay}");
                ocultas.insert(celda, hay);
            }
            // What the edition says is zero is zero in all of them.
            None => assert_eq!(hay, 0, "{celda}"),
        }
    }
    assert!(
        dicho.is_empty(),
        "not in the edition of the binary: {dicho:?}"
    );
    (ambas, ocultas)
}

#[test]
fn what_is_found_is_imported_and_published_as_what_was_counted() {
    let mut antes = None;
    for hoja in [
        "registro.csv",
        "testigo-1.csv",
        "testigo-2.csv",
        "testigo-3.csv",
    ] {
        let (lectura, verdad) = published(hoja).read();
        let (ambas, ocultas) = compare(&lectura, &verdad);
        assert!(ambas > 20, "{hoja}: {ambas}");
        assert_eq!(attack(&lectura, &verdad, PACIENCIA).fugas, [], "{hoja}");
        let registro = antes.get_or_insert_with(|| ocultas.clone());
        assert_eq!(*registro == ocultas, hoja == "registro.csv", "{hoja}");
    }
}
