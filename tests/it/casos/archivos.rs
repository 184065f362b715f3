//! One line a case; the files are in `tests/fixtures/casos`.

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
    (
        "dos-veces-utf8.csv",
        0,
        "letras que se dañaron, como «AÃ±o de nacimiento» donde va «Año de nacimiento»",
    ),
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
