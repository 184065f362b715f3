//! Books with several sheets: each is known by itself.

use rust_xlsxwriter::Workbook;

use crate::casa::Casa;
use crate::oficina::{COLUMNAS, Oficina};

const INSTANCIA: [&str; 2] = ["--instancia", "20067"];

fn book(oficina: &Oficina, hojas: &[(&str, &[&str])]) -> String {
    let mut libro = Workbook::new();
    for (nombre, filas) in hojas {
        let hoja = libro.add_worksheet();
        hoja.set_name(*nombre).unwrap();
        for (i, fila) in (0u32..).zip([COLUMNAS].iter().chain(*filas)) {
            for (j, celda) in (0u16..).zip(fila.split(',')) {
                hoja.write_string(i, j, celda).unwrap();
            }
        }
    }
    let ruta = oficina.path("anio.xlsx");
    libro.save(&ruta).unwrap();
    ruta.to_str().unwrap().to_owned()
}

#[test]
fn a_sheet_of_a_book_is_not_counted_twice_and_another_one_is_no_repetition() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let alias = |entrada: &'static str, mas: &[&'static str]| {
        let orden = [&["alias", "servicio", "Ori.", entrada], &INSTANCIA[..], mas].concat();
        casa.run(&orden)
    };
    let de_enero = ",03/01/2017,Ori.,Candiani,Primera vez,Ninguna,,E-1,Mujer,1990";
    let ruta = book(
        &oficina,
        &[
            (
                "Enero",
                &[
                    de_enero,
                    ",04/01/2017,Ori.,Candiani,Primera vez,Ninguna,,E-2,Mujer,1990",
                ],
            ),
            (
                "Febrero",
                &[
                    de_enero,
                    ",03/02/2017,Ori.,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990",
                    ",04/02/2017,Ori.,Candiani,Seguimiento,Ninguna,,E-2,Mujer,1990",
                ],
            ),
        ],
    );
    let import = |hoja: &'static str| {
        casa.run(&[&["importar", &ruta, "--hoja", hoja], &INSTANCIA[..]].concat())
    };
    alias("Orientación", &[]);
    assert!(import("Enero").contains("2 nuevos"));
    // One row of January was carried over.
    assert!(import("Febrero").contains("2 nuevos, 1 que ya estaba"));
    alias("Asesoría jurídica", &["--cambiar"]);
    for hoja in ["Enero", "Febrero"] {
        let (mensaje, _) = oficina.refused(&ruta, &["--hoja", hoja]);
        assert!(mensaje.contains("se leen de otro modo"), "{mensaje}");
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
}

/// Files and folios that lost their zeros in one of the sheets that are taken in together.
#[test]
fn numbers_that_look_alike_in_two_sheets_are_told() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = book(
        &oficina,
        &[
            (
                "Enero",
                &["2017-01,03/01/2017,Orientación,Candiani,Primera vez,Ninguna,,00900,Mujer,1990"],
            ),
            (
                "Febrero",
                &[
                    "2017-02,03/02/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-2,Mujer,1990",
                    "2017-1,04/02/2017,Orientación,Candiani,Seguimiento,Ninguna,,900,Mujer,1990",
                ],
            ),
        ],
    );
    let todas = ["importar", &ruta, "--hoja", "todas"];
    let dicho = casa.run(&[&todas[..], &INSTANCIA].concat());
    for (que, veces) in [
        (
            "expedientes que se parecen, y se toman por distintos: renglones 2 de «Enero» y 3 de ésta.",
            1,
        ),
        (
            "folios que se parecen, y se toman por distintos: renglones 2 de «Enero» y 3 de ésta.",
            1,
        ),
        ("se parecen", 2),
    ] {
        assert_eq!(dicho.matches(que).count(), veces, "{dicho}");
    }
}
