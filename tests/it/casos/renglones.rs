//! Rows and sheets of the same kinds as those of the files.

use super::{OTRA, TITULOS, UNA, sheet};
use crate::casa::Casa;
use crate::oficina::Oficina;

/// Rows of the same kinds that the files do not have: the last cells of a row, and what is said of it.
const ROWS: [(&str, &str); 44] = [
    (
        "A1,08/03/2017,,\"1,234.00\",Mujer,1985",
        "Expediente: es un número con decimales o con comas",
    ),
    (
        "A1,08/03/2017,,1 234 567,Mujer,1985",
        "Expediente: es un número con decimales o con comas",
    ),
    (
        "A1,08/03/2017,,3 de marzo de 2017,Mujer,1985",
        "Expediente: la hoja de cálculo lo tomó por una fecha",
    ),
    (
        "A1,08/03/2017,,Marzo 2017,Mujer,1985",
        "Expediente: la hoja de cálculo lo tomó por una fecha",
    ),
    (
        "A1,08/03/2017,,S.E. 2017,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "A1,08/03/2017,,N/A-1,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "A1,08/03/2017,,pend. 3,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "A1,08/03/2017,,#CALC!,Mujer,1985",
        "Expediente: tiene un error",
    ),
    (
        "A1,08/03/2017,,E-\u{661},Mujer,1985",
        "Expediente: tiene letras o cifras de otro alfabeto",
    ),
    (
        "A1,08/03/2017,,GOMC850315AB1,Mujer,1985",
        "Expediente: tiene el principio de un RFC",
    ),
    (
        "GOMC050315AB1,08/03/2017,,E-1,Mujer,2005",
        "Folio: tiene una CURP o un RFC",
    ),
    (
        "GOMC850315,08/03/2017,,E-1,Mujer,1985",
        "Folio: tiene una CURP o un RFC",
    ),
    (
        "GOMC020116XX,08/03/2017,,E-1,Mujer,2002",
        "Folio: tiene una CURP o un RFC",
    ),
    (
        "GOMC-850315,08/03/2017,,E-1,Mujer,1985",
        "Folio: tiene una CURP o un RFC",
    ),
    (
        "0001-GOMC850315,08/03/2017,,E-1,Mujer,1985",
        "Folio: tiene una CURP o un RFC",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,-1985",
        "Año de nacimiento: tiene un texto de 5",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,1985?",
        "Año de nacimiento: tiene un texto de 5",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,32",
        "Año de nacimiento: tiene un texto de 2",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,15/03/1985",
        "Año de nacimiento: tiene un texto de 10",
    ),
    (
        "A1,08/03/2017,Sí?,E-1,Mujer,1985",
        "Indígena: tiene un texto de 3",
    ),
    (
        "A1,08/03/2017,,E-1,¿Mujer?,1985",
        "Sexo: tiene un texto de 7",
    ),
    ("A1,08/03/2017,,E-1,M,1985", "Sexo: tiene un texto de 1"),
    ("A1,20170308,,E-1,Mujer,1985", "Fecha: tiene un texto de 8"),
    ("A1,8/3/17,,E-1,Mujer,1985", "Fecha: tiene un texto de 6"),
    (
        "A1,8 de marzo de 2017,,E-1,Mujer,1985",
        "Fecha: tiene un texto",
    ),
    (
        "A1,29/02/2017,,E-1,Mujer,1985",
        "Fecha: tiene una fecha de un día que ese mes no tiene",
    ),
    (
        "A1,08/13/2017,,E-1,Mujer,1985",
        "Fecha: tiene una fecha con el mes primero",
    ),
    (
        "A1,08/03/0017,,E-1,Mujer,1985",
        "Fecha: la fecha es anterior a 1980",
    ),
    (
        "A1,08/03/2999,,E-1,Mujer,1985",
        "Fecha: la fecha es posterior a hoy",
    ),
    (
        "A1,03/03/2016,,E-1,Mujer,2017",
        "Año de nacimiento: los datos de la persona no son válidos",
    ),
    (
        "A1,08/03/2017 CANCELADA,,E-1,Mujer,1985",
        "Fecha: tiene un texto de 20 caracteres",
    ),
    (
        "A1,2017-04-01T05:00:00Z,,E-1,Mujer,1985",
        "Fecha: tiene un texto de 20 caracteres",
    ),
    (
        "A1,08/03/2017,✓,E-1,Mujer,1985",
        "Indígena: tiene un texto de 1 carácter",
    ),
    (
        "A1,08/03/2017,,E-1,Mujer,¿?",
        "Año de nacimiento: tiene un texto",
    ),
    (
        "A1,08/03/2017,,HEGG560427MVZRRL04,Mujer,1956",
        "Expediente: tiene una CURP",
    ),
    (
        "A1,08/03/2017,,misma,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "A1,08/03/2017,,0/2017,Mujer,1985",
        "Expediente: no es un expediente",
    ),
    (
        "Maria-Lopez,08/03/2017,,E-1,Mujer,1985",
        "Folio: no es un folio",
    ),
    (
        "A1,08/03/2017,,#VALEUR!,Mujer,1985",
        "Expediente: tiene un error",
    ),
    (
        "A1,08/03/2017,,=BUSCARV(A1),Mujer,1985",
        "Expediente: tiene una fórmula escrita como texto",
    ),
    (
        "A1,08/03/2017,,E-1²,Mujer,1985",
        "Expediente: tiene letras o cifras de otro alfabeto",
    ),
    (
        "A1,08/03/2017,,E-12; E-13,Mujer,1985",
        "Expediente: tiene más de uno",
    ),
    (
        "A1,08/03/2017,,12:30,Mujer,1985",
        "Expediente: la hoja de cálculo lo tomó por una hora",
    ),
    (
        "A1,08/03/2017,,EÃ±-1,Mujer,1985",
        "Expediente: tiene letras que se dañaron",
    ),
];

#[test]
fn others_of_the_same_kinds_are_refused_too() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let titulos = "Folio,Fecha,Indígena,Expediente,Sexo,Año de nacimiento,Servicio,Procedencia,Visita,Tipos de violencia";
    for (fila, esperado) in ROWS {
        let fila = format!("{fila},Trabajo social,Cabecera municipal,Seguimiento,Ninguna");
        let (_, dicho) = oficina.refused(&oficina.sheet("una.csv", sheet(titulos, &[&fila])), &[]);
        assert!(
            dicho.contains(&format!("renglón 2, {esperado}")),
            "{fila}: {dicho}"
        );
    }
    for (hoja, esperado) in [
        (
            sheet(&TITULOS.replace("Expediente", ""), &[UNA]),
            "tiene algo en la columna G, que no tiene encabezado",
        ),
        (
            sheet(
                &TITULOS.replace("Expediente", "Clave o expediente de ella"),
                &[UNA],
            ),
            "parece «Expediente»",
        ),
        (
            sheet(&TITULOS.replace("Sexo", ""), &[",,,,,,,Sexo,", UNA]),
            "los encabezados están en dos renglones, el 1 y el siguiente",
        ),
        (
            format!("{TITULOS},Nota\n{UNA},\"\n{OTRA},\"\n"),
            "la comilla que abre en la línea 2",
        ),
        (
            "<html><table></table></html>".to_owned(),
            "es una página web o XML",
        ),
    ] {
        let (mensaje, dicho) = oficina.refused(&oficina.sheet("otra.csv", hoja), &[]);
        assert!(
            format!("{mensaje}{dicho}").contains(esperado),
            "{mensaje}{dicho}"
        );
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
    curps(&oficina);
    // Numbers that begin again each month, of somebody and of nobody.
    let nadie = |fila: &str| {
        fila.replace("E-1", "")
            .replace("E-2", "")
            .replace("Mujer", "")
    };
    let enero = [UNA.to_owned(), nadie(&UNA.replace("A1", "A4"))];
    oficina.import(&oficina.sheet(
        "enero.csv",
        sheet(TITULOS, &enero.each_ref().map(String::as_str)),
    ));
    for folio in ["A1", "A4"] {
        let febrero = OTRA.replace("A2", folio);
        for fila in [febrero.clone(), nadie(&febrero)] {
            let hoja = oficina.sheet("febrero.csv", sheet(TITULOS, &[&fila]));
            let (_, dicho) = oficina.refused(&hoja, &[]);
            assert!(
                dicho.contains("renglón 2, Folio: ese folio ya es de otra atención"),
                "{fila}: {dicho}"
            );
        }
    }
    // Dashes of Windows are no letters of a Macintosh.
    let rayas = sheet(TITULOS, &[&OTRA.replace("E-2", "E\u{96}2")]);
    let rayas: Vec<u8> = rayas
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    oficina.import(&oficina.sheet("rayas.csv", rayas));
    let misma = OTRA.replace("A2", "A3");
    assert!(
        oficina
            .import(&oficina.sheet("misma.csv", sheet(TITULOS, &[&misma])))
            .contains("Personas nuevas: 0")
    );
}

/// Cells of the column of the CURP, and what is said of each.
const CURPS: [(&str, &str); 9] = [
    (
        "GOMC850231HDFRRR01",
        "los caracteres 5 a 10 no son una fecha",
    ),
    (
        "GOMC851315HDFRRR01",
        "los caracteres 5 a 10 no son una fecha",
    ),
    (
        "PELJ850231MNERRN02",
        "los caracteres 5 a 10 no son una fecha",
    ),
    ("GÓMC850315HDFRRR07", "se esperan cuatro letras"),
    ("GOMC850315HXXRRR07", "no son una entidad federativa"),
    ("gomc850315hdfrrr08", "el dígito verificador no corresponde"),
    ("GOMC 850315 HDFRRR07", "se esperan 18 caracteres"),
    (
        "en trámite",
        "no es una CURP: si no la hay, deje vacía la celda",
    ),
    ("S/N", "no es una CURP: si no la hay, deje vacía la celda"),
];

/// What is no CURP is refused, and never repeated.
fn curps(oficina: &Oficina) {
    let titulos = TITULOS.replace("Expediente", "CURP");
    for (curp, esperado) in CURPS {
        let fila = UNA.replace("E-1", curp);
        let hoja = oficina.sheet("curp.csv", sheet(&titulos, &[&fila]));
        let (mensaje, dicho) = oficina.refused(&hoja, &[]);
        assert!(dicho.contains("renglón 2, CURP"), "{curp}: {dicho}");
        assert!(dicho.contains(esperado), "{curp}: {dicho}");
        assert!(!format!("{mensaje}{dicho}").contains(curp), "{dicho}");
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 0);
}
