//! What people type: names with accents and without, days as they are written in Mexico, slips; and output that nobody reads to its end.

use rust_xlsxwriter::Workbook;

use crate::casa::{Casa, on_both, pacto, text};
use crate::instancia::Xoxo;
use crate::oficina::{COLUMNAS, Oficina, csv, many};

/// Standard output and standard error of which nobody reads anything: the program ends as it would, by its own exit status.
#[test]
fn a_reader_that_has_gone_breaks_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mala = oficina.sheet("mala.csv", "Fecha,Servicio\n,\n");
    let buena = oficina.sheet("buena.csv", csv(&many(12)));
    for (orden, espera) in [
        (&["importar", &mala, "--instancia", "20067"][..], 2),
        (&["importar", &buena, "--instancia", "20067"], 0),
        (&["publicar"], 2),
        (&["nada"], 2),
        (&["municipios"], 0),
        (&["esquema"], 0),
        (&["publicar", "--help"], 0),
        (&["proteger", "nada.json"], 2),
        (
            &["servir", "--log-nivel", "trace", "--consultas", "nada"],
            2,
        ),
        (&["revisar", "--instancia", "20067"], 0),
    ] {
        let (nadie, salida) = std::io::pipe().unwrap();
        drop(nadie);
        let mut orden_suya = casa.command(orden);
        orden_suya
            .stdout(salida.try_clone().unwrap())
            .stderr(salida);
        let estado = orden_suya.status().unwrap();
        assert_eq!(estado.code(), Some(espera), "{orden:?}");
    }
}

/// The name of a municipality and its key are those of INEGI's catalogue, or it is said once more.
#[test]
fn a_municipality_that_is_not_of_its_key_is_asked_about_and_can_be_put_right() {
    let casa = Casa::folder();
    let iniciar = |mas: &[&str]| {
        let orden = [&["iniciar", "--instancia", "11009"], mas].concat();
        let salida = casa.command(&orden).output().unwrap();
        let dicho = text(&salida.stdout) + &text(&salida.stderr);
        (salida.status.code(), dicho)
    };
    for (nombre, esperado) in [
        ("Celaya", "La clave de «Celaya» es 11007"),
        ("Comonfrt", "¿Quiso decir «Comonfort»?"),
    ] {
        let (estado, dicho) = iniciar(&["--municipio", nombre]);
        assert!(estado == Some(2) && dicho.contains(esperado), "{dicho}");
        assert!(dicho.contains("repítala con --si"), "{dicho}");
    }
    assert!(!casa.ruta().join("registro.sqlite").exists());
    assert_eq!(iniciar(&["--municipio", "Celaya", "--si"]).0, Some(0));
    let (_, dicho) = iniciar(&[]);
    assert!(dicho.contains("repita la orden con --corregir"), "{dicho}");
    let (estado, dicho) = iniciar(&["--corregir"]);
    assert!(
        estado == Some(2) && dicho.contains("pasaría a ser Comonfort"),
        "{dicho}"
    );
    let (estado, dicho) = iniciar(&["--corregir", "--si"]);
    assert!(
        estado == Some(0) && dicho.contains("es ahora Comonfort (Guanajuato)"),
        "{dicho}"
    );
    assert!(iniciar(&["--corregir"]).1.contains("no cambió nada"));
    // The name of the instancia is another thing, and has its sheet.
    for (mas, hecho) in [(&["--corregir"][..], Some(2)), (&[][..], Some(0))] {
        let (estado, dicho) = iniciar(&[mas, &["--nombre", "Instituto"]].concat());
        assert!(
            estado == hecho && dicho.contains("se corrige con su hoja: «pacto plantilla instancia"),
            "{dicho}"
        );
    }
    let corte = [
        "publicar",
        "--instancia",
        "11009",
        "--sin-atenciones",
        "--si",
        "--corte",
    ];
    casa.run(&[&corte[..], &["31 de diciembre de 2017"]].concat());
    let dice = casa
        .serve()
        .data("{ instancias { nombre municipio { nombre distrito } } }");
    let suya = &dice["instancias"][0];
    assert_eq!(
        suya["nombre"],
        "Instancia Municipal de la Mujer de Comonfort"
    );
    assert_eq!(suya["municipio"]["nombre"], "Comonfort");
    assert_eq!(suya["municipio"]["distrito"], "Guanajuato");
    // What was never given stays as it was.
    let oaxaca = [
        "iniciar",
        "--instancia",
        "20184",
        "--si",
        "--region",
        "papaloapan",
        "--distrito",
        "choapam",
    ];
    casa.run(&oaxaca);
    let corregir = ["iniciar", "--instancia", "20184", "--corregir", "--si"];
    let dicho = casa.run(&[&corregir[..], &["--distrito", "Tuxtepec"]].concat());
    assert!(
        dicho.contains("San Juan Bautista Tuxtepec (Tuxtepec)"),
        "{dicho}"
    );
}

#[test]
fn plans_sheets_and_days_are_known_by_any_spelling() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    for nombre in ["Mínimo", "PEQUEÑO", "agencias"] {
        assert!(
            xoxo.run(&["plan", "--usar", nombre])
                .contains("usa ese plan")
        );
    }
    let dicho = xoxo.run(&["plan"]);
    assert!(
        dicho.contains("Mujeres y niñas atendidas, en total"),
        "{dicho}"
    );
    assert!(!dicho.contains("MUJERES_ATENDIDAS"), "{dicho}");
    let fail = |orden: &[&str]| casa.fail(&[orden, &["--instancia", "20385"]].concat()).1;
    assert!(fail(&["plan", "--usar", "pequenio"]).contains("¿quiso decir «pequeno»?"));
    assert!(fail(&["plantilla", "titular", "-o", "x.xlsx"]).contains("¿quiso decir «titulares»?"));
    assert!(fail(&["alias", "servisio", "x", "y"]).contains("¿quiso decir «servicio»?"));
    // What the office calls it is near no entry: all of them are told.
    let dicho = fail(&["alias", "Servicios", "Plática", "Reunión"]);
    assert!(dicho.contains("hay «Asesoría jurídica», «"), "{dicho}");
    let hoja = format!(
        "{COLUMNAS}\nF-1,03/01/2017,asesoria legal,Cabecera municipal,1ra vez,Verbal,,,,\n"
    );
    let dicho = xoxo.refused("atenciones", &hoja);
    for esperado in [
        "Servicio: tiene un texto de 14 caracteres y se espera una entrada del catálogo; ¿quiso decir «Asesoría jurídica»?",
        "Visita: tiene un texto de 7 caracteres y se espera «Primera vez» o «Seguimiento»; ¿quiso decir «Primera vez»?",
        "separadas por punto y coma; hay «Psicológica», «",
    ] {
        assert!(dicho.contains(esperado), "{esperado}\n{dicho}");
    }
}

/// Several sheets of a workbook are taken in by one order, one after the other: what one says the next ones know, and the first that
/// has errors is the last.
#[test]
fn several_sheets_of_a_book_are_named_at_once() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mut libro = Workbook::new();
    for (nombre, dia) in [
        ("Enero", "03/01/2017"),
        ("Febrero", "03/02/2017"),
        ("Marzo", "33/03/2017"),
    ] {
        let hoja = libro.add_worksheet();
        hoja.set_name(nombre).unwrap();
        // Who she is, only the first says.
        let sexo = if nombre == "Enero" { "Mujer" } else { "" };
        let fila =
            format!("{nombre}-1,{dia},Orientación,Candiani,Primera vez,Ninguna,,E-1,{sexo},1990");
        for (i, fila) in (0u32..).zip([COLUMNAS, &fila]) {
            for (j, celda) in (0u16..).zip(fila.split(',')) {
                hoja.write_string(i, j, celda).unwrap();
            }
        }
    }
    let ruta = oficina.path("meses.xlsx");
    libro.save(&ruta).unwrap();
    let ruta = ruta.to_str().unwrap();
    assert!(
        oficina
            .refused(ruta, &[])
            .0
            .contains("con un --hoja por cada una")
    );
    let todas = ["--hoja", "Enero", "--hoja", "Febrero", "--hoja", "Marzo"];
    let (mensaje, dicho) = oficina.refused(ruta, &todas);
    assert!(
        mensaje.contains("no cambió nada") && dicho.contains("hoja Marzo"),
        "{dicho}{mensaje}"
    );
    assert_eq!(dicho.matches("1 nuevo").count(), 2, "{dicho}");
    assert!(dicho.contains("Ya entraron: Enero, Febrero."), "{dicho}");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 2);
    // Again, and each with its report.
    let reporte = oficina.path("errores.xlsx");
    let mas = ["--reporte", reporte.to_str().unwrap()];
    let (_, dicho) = oficina.refused(ruta, &[&todas[..], &mas].concat());
    assert_eq!(dicho.matches("1 que ya estaba").count(), 2, "{dicho}");
    assert!(oficina.path("errores-Marzo.xlsx").exists() && !reporte.exists());
    let dos = ["importar", ruta, "--instancia", "20067"];
    let dos = [&dos[..], &["--hoja", "enero", "--hoja", "Enero"]].concat();
    let dicho = casa.run(&dos);
    assert_eq!(dicho.matches("1 que ya estaba").count(), 1, "{dicho}");
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 2);
}

#[test]
fn a_folder_that_is_not_there_is_not_served() {
    let carpeta = tempfile::tempdir().unwrap();
    std::fs::create_dir(carpeta.path().join("pacto-datos")).unwrap();
    let falta = carpeta.path().join("pacto-dato");
    let salida = pacto(&["servir", "--direccion", "127.0.0.1:0", "--datos"])
        .arg(&falta)
        .output()
        .unwrap();
    let dicho = text(&salida.stderr);
    assert_eq!(salida.status.code(), Some(2));
    assert!(
        dicho.contains("no existe la carpeta") && dicho.contains("«pacto-datos»"),
        "{dicho}"
    );
}

/// A restored register without its keys: an identity that cannot be made leaves no signing key behind.
#[test]
fn keys_are_made_both_or_none() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("a.csv", csv(&many(4))));
    let claves = casa.ruta().join("claves");
    std::fs::remove_dir_all(&claves).unwrap();
    let (estado, mensaje) = casa.fail(&["claves"]);
    assert!(
        estado == 2 && mensaje.contains("falta la clave de identidad"),
        "{mensaje}"
    );
    assert!(!claves.exists() || std::fs::read_dir(&claves).unwrap().next().is_none());
}

/// Keys of another installation sign nothing beside what these signed, unless that is wanted.
#[test]
fn keys_of_somebody_else_sign_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("a.csv", csv(&many(240))));
    casa.plan("minimo").publish("2017-03-31");
    for nombre in ["firma.key", "firma.pub", "firmas.pub"] {
        std::fs::remove_file(casa.ruta().join("claves").join(nombre)).unwrap();
    }
    casa.run(&["claves"]);
    let (estado, mensaje) = casa.cannot_publish("2017-06-30");
    assert!(
        estado == 2 && mensaje.contains("no conoce ninguna de las que firmaron"),
        "{mensaje}"
    );
    let orden = ["publicar", "--instancia", "20067", "--corte", "2017-06-30"];
    let dicho = casa.run(&[&orden[..], &["--si", "--otra-clave"]].concat());
    assert!(dicho.contains("Se publicó la edición 2"), "{dicho}");
    // From then on it is known.
    casa.publish("2017-09-30");
}

/// What an edition closes, what becomes of it, and what is noted, is told as it is.
fn an_edition_is_told_as_it_is(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("a.csv", csv(&many(240))));
    let de = ["--instancia", "20067"];
    casa.run(&[&["plan", "--usar", "breve"][..], &de].concat());
    let publicar = |corte: &str, mas: &[&str]| {
        let orden = [&["publicar", "--si", "--corte", corte][..], &de, mas].concat();
        casa.run(&orden)
    };
    // A plan by quarters says nothing of January, and closes none of its months.
    let dicho = publicar("31/01/2017", &["--sin-atenciones"]);
    assert!(dicho.contains("No cierra enero de 2017"), "{dicho}");
    let pendientes = casa.run(&[&["pendientes"][..], &de].concat());
    assert!(
        pendientes.contains("No hay periodos cerrados"),
        "{pendientes}"
    );
    let dicho = publicar("28/02/2017", &["--sin-atenciones"]);
    assert!(
        dicho.contains("No cierra de enero a febrero de 2017"),
        "{dicho}"
    );
    let dicho = publicar("31/12/2017", &[]);
    assert!(
        dicho.contains("Cierra de enero a diciembre de 2017"),
        "{dicho}"
    );
    let cuentas = dicho
        .lines()
        .find(|linea| linea.starts_with("De "))
        .unwrap();
    assert!(
        cuentas.contains(" un número, ") && cuentas.contains(" cero y "),
        "{cuentas}"
    );
    // Another time it is there already, and the log tells it once.
    assert!(publicar("31/12/2017", &[]).contains("Ya estaba publicado"));
    let bitacora = casa.run(&["bitacora"]);
    let publicadas = bitacora.matches("  publicar: corte 2017-12-31").count();
    assert_eq!(publicadas, 1, "{bitacora}");
    let dicho = publicar("30/06/2017", &[]);
    assert!(
        dicho.contains("es posterior y sigue siendo la de 2017"),
        "{dicho}"
    );
}

on_both!(an_edition_is_told_as_it_is);
