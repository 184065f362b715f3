//! Where the table is: above and below it, in which sheet; and where a backup goes through.

use super::{OTRA, TITULOS, UNA, sheet};
use crate::casa::{Casa, text};
use crate::oficina::Oficina;

/// What stands above and below the table, and what its headers are called.
#[test]
fn the_table_is_found_and_what_is_not_of_it_is_told_once() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let titulo = format!(
        "Instituto Municipal de la Mujer,,,,,,,,\nAño 2017,,,,,,,,\n\n{}",
        sheet(TITULOS, &[UNA])
    );
    let dicho = oficina.import(&oficina.sheet("titulo.csv", titulo));
    assert!(dicho.contains("1 nuevo"), "{dicho}");
    let notas = sheet(
        TITULOS,
        &[
            UNA,
            OTRA,
            "",
            "TOTAL,2,,,,,,,",
            "Elaboró: el área de trabajo social,,,,,,,,",
            TITULOS,
        ],
    );
    let (mensaje, dicho) = oficina.refused(&oficina.sheet("notas.csv", notas), &[]);
    expect_test::expect![[r#"
        pacto: errores: 3, en 3 de 5 renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas
        renglones 5 a 6: parece un total, un título o una nota, y no un renglón de la tabla: bórrelo
        renglón 7: repite los encabezados: bórrelo
    "#]].assert_eq(&format!("{mensaje}{dicho}"));
    for (titulo, esperado) in [
        (
            "Expedeinte",
            "el encabezado «Expedeinte» no se lee, y parece «Expediente»",
        ),
        ("Núm. interno", ""),
    ] {
        let hoja = sheet(&TITULOS.replace("Expediente", titulo), &[OTRA]);
        let ruta = oficina.sheet("titulos.csv", hoja);
        if esperado.is_empty() {
            assert!(oficina.import(&ruta).contains("no se lee: «Núm. interno»"));
        } else {
            let (mensaje, _) = oficina.refused(&ruta, &[]);
            assert!(mensaje.contains(esperado), "{mensaje}");
        }
    }
    let corta = "Fecha,Servicio,Tipos de violencia\n";
    let (mensaje, _) = oficina.refused(&oficina.sheet("corta.csv", corta), &[]);
    assert!(
        mensaje.contains("faltan las columnas «Procedencia» y «Visita»"),
        "{mensaje}"
    );
    let agencias = "Clave,Nombre,Otros nombres,Tipo\na-1,La Raya,,Agencia municipal\n";
    let (mensaje, _) = oficina.refused(&oficina.sheet("agencias.csv", agencias), &[]);
    assert!(
        mensaje.contains("es una hoja de agencias: impórtela con --tipo agencias"),
        "{mensaje}"
    );
}

/// Of two sheets with the same columns none is left out without asking.
#[test]
fn of_several_sheets_it_is_asked_which() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, fila) in [("2016", UNA), ("2017", OTRA)] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        for (i, linea) in (0u32..).zip([TITULOS, fila]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
    }
    let ruta = oficina.sheet("anios.xlsx", libro.save_to_buffer().unwrap());
    let (mensaje, _) = oficina.refused(&ruta, &[]);
    assert!(
        mensaje.contains("varias hojas con estas columnas, «2016», «2017»: diga cuál con --hoja"),
        "{mensaje}"
    );
    for hoja in ["2016", " 2017 "] {
        let dicho = casa.run(&["importar", &ruta, "--hoja", hoja, "--instancia", "20067"]);
        assert!(dicho.contains("1 nuevo"), "{dicho}");
    }
    let (mensaje, _) = oficina.refused(&ruta, &["--hoja", "2018"]);
    assert!(
        mensaje.contains("el libro no tiene la hoja «2018»; tiene las hojas «2016», «2017»; ¿quiso decir «2016» o «2017»?"),
        "{mensaje}"
    );
    let dicho = casa.run(&["importar", &ruta, "--hoja", "todas", "--instancia", "20067"]);
    assert_eq!(dicho.matches("1 que ya estaba").count(), 2, "{dicho}");
    // To see what is wrong all sheets are looked at; rows that a filter hides are read too, and it is told.
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, fila) in [("enero", UNA), ("febrero", OTRA)] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        let mala = fila.replace("Trabajo social", "Nada");
        for (i, linea) in (0u32..).zip([TITULOS, &mala]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
        hoja.set_row_hidden(1).unwrap();
    }
    let ruta = oficina.sheet("meses.xlsx", libro.save_to_buffer().unwrap());
    let (mensaje, dicho) = oficina.refused(&ruta, &["--hoja", "todas", "--simular"]);
    assert!(
        mensaje.contains("tienen errores 2 de 2 hojas: enero, febrero")
            && dicho.matches("Servicio: ").count() == 2
            && dicho.matches("1 renglón de la hoja está oculto").count() == 2,
        "{mensaje}{dicho}"
    );
}

/// Of all sheets none is left out in silence: one with the obligatory columns alone is told.
#[test]
fn all_sheets_are_all() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let pocas = "Fecha,Servicio,Procedencia,Visita,Tipos de violencia";
    let muchas = format!(
        "Folio,{pocas},Modalidades,Unidad,CURP,Expediente,Sexo,Año de nacimiento,Indígena,Lengua indígena,Afromexicana,Discapacidad,Escolaridad"
    );
    let fila = "01/03/2017,Orientación,Candiani,Seguimiento,Ninguna";
    let mut libro = rust_xlsxwriter::Workbook::new();
    for (nombre, titulos, fila) in [
        ("enero", muchas.as_str(), format!("A-1,{fila}")),
        ("febrero", muchas.as_str(), format!("A-2,{fila}")),
        ("marzo", pocas, fila.to_owned()),
    ] {
        let hoja = libro.add_worksheet().set_name(nombre).unwrap();
        for (i, linea) in (0u32..).zip([titulos, &fila]) {
            hoja.write_row(i, 0, linea.split(',')).unwrap();
        }
    }
    let ruta = oficina.sheet("trimestre.xlsx", libro.save_to_buffer().unwrap());
    let (mensaje, _) = oficina.refused(&ruta, &["--hoja", "todas"]);
    assert!(
        mensaje.contains(
            "la hoja «marzo» tiene las columnas obligatorias, y muchas menos que «enero»"
        ),
        "{mensaje}"
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

/// A backup is taken in where it is to be.
#[test]
fn nothing_of_a_register_goes_through_other_folders() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("una.csv", sheet(TITULOS, &[UNA])));
    let copia = oficina.path("respaldo");
    casa.run(&["respaldar", "-o", copia.to_str().unwrap()]);
    // A folder of temporary files that is not there: nothing of the register goes through it.
    let nueva = Casa::folder();
    let mut orden = nueva.command(&["restaurar", copia.to_str().unwrap()]);
    let salida = orden.env("TMPDIR", "/no-existe").output().unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let queda: Vec<_> = std::fs::read_dir(nueva.ruta().join("privado"))
        .unwrap()
        .collect();
    assert!(queda.into_iter().all(|e| {
        !e.unwrap()
            .file_name()
            .to_string_lossy()
            .contains("respaldo")
    }));
}
