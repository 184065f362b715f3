//! Rows that are wrong: all that is wrong is said, and what nobody may read is not.

use expect_test::expect;

use crate::casa::{Casa, on_both};
use crate::oficina::{COLUMNAS, CURP, Oficina, csv};

/// Seven rows that are wrong, each in its way, and two that are not.
fn wrong(oficina: &Oficina) -> String {
    let filas = [
        "1,31/02/2017,Asesoria juridca,Candianni,a veces,Psicológica,HEGG560427MVZRRL05,,,"
            .to_owned(),
        "2,08/03/2017,Orientación,Candiani,Seguimiento,Vicaria,,,,".to_owned(),
        "2,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,,".to_owned(),
        "3,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990".to_owned(),
        "3,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-2,Mujer,1990".to_owned(),
        "4,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Hombre,1990".to_owned(),
        format!("5,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,{CURP},,Hombre,"),
        "6,08/03/2117,Orientación,=cmd|' /C calc'!A0,Seguimiento,Ninguna,,,,".to_owned(),
        "7,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-9,Mujer,1991".to_owned(),
    ];
    oficina.sheet("hoja.csv", csv(&filas))
}

fn all_that_is_wrong_is_said_and_nothing_changes(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let (mensaje, dicho) = oficina.refused(&wrong(&oficina), &[]);
    expect![[r#"
        pacto: errores: 15, en 8 de 9 renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas
        renglón 2, Fecha: tiene una fecha de un día que ese mes no tiene y se espera una fecha, como 25/03/2017 (día/mes/año) o 2017-03-25
        renglón 2, Servicio: tiene un texto de 16 caracteres y se espera una entrada del catálogo; ¿quiso decir «Asesoría jurídica»?
        renglón 2, Procedencia: tiene un texto de 9 caracteres y se espera una agencia del catálogo, «Cabecera municipal», «Otro municipio» o «No especificada»; ¿quiso decir «Candiani»?
        renglón 2, Visita: tiene un texto de 7 caracteres y se espera «Primera vez» o «Seguimiento»
        renglón 2, CURP: la CURP no es válida: el dígito verificador no corresponde
        renglón 3, Tipos de violencia: «A través de interpósita persona (vicaria)» no está vigente en la fecha: entró en vigor el 2024-01-18
        renglón 3, Folio: se repite: también está en el renglón 4
        renglón 4, Folio: se repite: también está en el renglón 3
        renglón 5, Sexo: el renglón 7 dice otra cosa de la misma persona
        renglón 5, Folio: se repite: también está en el renglón 6
        renglón 6, Folio: se repite: también está en el renglón 5
        renglón 7, Sexo: el renglón 5 dice otra cosa de la misma persona
        renglón 8, Sexo: no es el de la CURP
        renglón 9, Procedencia: tiene una fórmula escrita como texto: escriba su resultado
        renglón 9, Fecha: la fecha es posterior a hoy
        Lo que su oficina escribe de otro modo se enseña una vez, y después se entiende: pacto alias servicio "Ases. jur." "Asesoría jurídica" (o agencia, violencia, visita, escolaridad…).
    "#]].assert_eq(&format!("{mensaje}{dicho}"));
    for ajeno in [CURP, "HEGG", "Candianni", "cmd", "juridca"] {
        assert!(
            !dicho.contains(ajeno) && !mensaje.contains(ajeno),
            "{dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}

/// The report is the sheet, with notes, and nothing in it is a formula.
fn what_is_wrong_is_marked_in_a_copy_of_the_sheet(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let reporte = oficina.path("errores.xlsx");
    oficina.refused(&wrong(&oficina), &["--reporte", reporte.to_str().unwrap()]);
    // What is there already is not written over, and what was wrong is told all the same.
    let (mensaje, _) = oficina.refused(&wrong(&oficina), &["--reporte", reporte.to_str().unwrap()]);
    assert!(
        mensaje.contains("errores: ")
            && mensaje.contains("no cambió nada. No se escribió el reporte: ")
            && mensaje.contains("ya existe, y no se escribe encima"),
        "{mensaje}"
    );
    let mut libro: calamine::Xlsx<_> = calamine::open_workbook(&reporte).unwrap();
    let hojas = calamine::Reader::sheet_names(&libro);
    assert_eq!(hojas, ["Resumen", "Atenciones", "Listas"]);
    let hoja = calamine::Reader::worksheet_range(&mut libro, "Atenciones").unwrap();
    let celda = |fila, columna| hoja.get_value((fila, columna)).unwrap().to_string();
    // Rows are where they were, the errors before them.
    assert_eq!(celda(0, 0), "Errores");
    assert_eq!(celda(8, 4), "=cmd|' /C calc'!A0");
    assert!(celda(1, 0).starts_with("Fecha: "), "{}", celda(1, 0));
    let resumen = calamine::Reader::worksheet_range(&mut libro, "Resumen").unwrap();
    let titulo = resumen.get_value((0, 0)).unwrap().to_string();
    assert!(
        titulo.starts_with("Errores: 15, en 8 renglones."),
        "{titulo}"
    );
    // It is taken in as it is: what is still wrong is said of the same rows.
    let (mensaje, dicho) = oficina.refused(reporte.to_str().unwrap(), &[]);
    assert!(
        mensaje.contains("errores: 15, en 8 de 9 renglones"),
        "{mensaje}"
    );
    assert!(
        !dicho.contains("no se lee")
            && dicho.contains("hoja Atenciones, renglón 6, Folio: se repite"),
        "{dicho}"
    );
    let formulas = calamine::Reader::worksheet_formula(&mut libro, "Atenciones").unwrap();
    assert!(formulas.is_empty());
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&reporte.metadata().unwrap().permissions()) & 0o077,
        0
    );
}

/// Of what she said, it is the column that differs that is marked.
fn the_column_that_differs_is_marked(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let titulos = format!("{COLUMNAS},Discapacidad");
    let distintas = format!(
        "{titulos}\n8,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-8,Mujer,1991,Sí\n9,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-8,Mujer,1991,No\n"
    );
    let (_, dicho) = oficina.refused(&oficina.sheet("distintas.csv", distintas), &[]);
    assert!(
        dicho.contains("renglón 3, Discapacidad: el renglón 2 dice otra cosa de la misma persona"),
        "{dicho}"
    );
}

fn those_that_hold_are_taken_if_that_is_what_is_wanted(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let ruta = wrong(&oficina);
    let validas = casa.run(&[
        "importar",
        &ruta,
        "--instancia",
        "20067",
        "--aceptar-validas",
    ]);
    assert!(
        validas.contains("1 nuevo,") && validas.contains("quedan fuera: 8"),
        "{validas}"
    );
}

on_both!(
    all_that_is_wrong_is_said_and_nothing_changes,
    what_is_wrong_is_marked_in_a_copy_of_the_sheet,
    the_column_that_differs_is_marked,
    those_that_hold_are_taken_if_that_is_what_is_wanted
);
