//! Where somebody who begins stumbles: each is told what happens, before it does.

use rust_xlsxwriter::{Format, Workbook};

use crate::arco::{INSTANCIA, answered};
use crate::casa::{Casa, on_both, publishing, text, withdrawing};
use crate::instancia::Xoxo;
use crate::oficina::{COLUMNAS, Oficina, csv, many};

const MINIMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/datos/planes/minimo.toml");

fn run(casa: &Casa, argumentos: &[&str]) -> String {
    casa.run(&[argumentos, &INSTANCIA].concat())
}

fn row(folio: &str, dia: &str, servicio: &str) -> String {
    format!("{folio},{dia},{servicio},Candiani,Seguimiento,Ninguna,,E-{folio},Mujer,1980")
}

/// A plan of quarters closes quarters: a month between closes nothing, and an edition without any count is none.
fn what_closes_nothing_says_so(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let otro = csv(&[row("V-1", "05/03/2016", "Orientación")]);
    oficina.import(&oficina.sheet("otro.csv", otro));
    run(casa, &["plan", "--usar", MINIMO]);
    let enero = ["publicar", "--corte", "2017-01-31", "--si"];
    let salida = casa.command(&[&enero[..], &INSTANCIA].concat()).output();
    let salida = salida.unwrap();
    assert!(
        !salida.status.success() && text(&salida.stderr).contains("no tiene ninguna cuenta"),
        "{}",
        text(&salida.stderr)
    );
    let junio = ["publicar", "--corte", "2017-06-30", "--simular"];
    let visto = run(casa, &junio);
    assert!(
        visto.contains("Cierra de enero a junio de 2017")
            && visto.contains(
                "De otros años hay atenciones por publicar, cada uno con su edición: 2016 (1)."
            ),
        "{visto}"
    );
    casa.publish("2017-06-30");
    let sin_cerrar = ["publicar", "--corte", "2017-07-31", "--simular"];
    let visto = run(casa, &sin_cerrar);
    assert!(visto.contains("No cierra julio de 2017"), "{visto}");
    casa.publish("2017-07-31");
    let pendientes = run(casa, &["pendientes"]);
    assert!(
        pendientes.contains("hasta junio de 2017 (corte 2017-06-30)")
            && pendientes.contains("2017-07: "),
        "{pendientes}"
    );
}

/// What was withdrawn and published again is there, and why is in the log.
fn what_is_published_again_is_there(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-06-30");
    casa.run(&withdrawing("1", "faltaba una hoja"));
    let otra_vez = [&publishing("2017-06-30")[..], &["--otra-vez", "no faltaba"]].concat();
    casa.run(&otra_vez);
    let dicho = casa.publish("2017-06-30");
    assert!(
        dicho.contains("Ya estaba publicado lo mismo: edición 2"),
        "{dicho}"
    );
    let bitacora = casa.run(&["bitacora"]);
    assert!(
        bitacora.contains("edición 1, corte 2017-06-30: faltaba una hoja"),
        "{bitacora}"
    );
}

/// Rows that hold and are likely slips of the pen.
fn likely_slips_are_told_with_their_rows(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let mut filas = many(240);
    filas.push(row("V-1", "05/03/2016", "Orientación"));
    let dicho = oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    assert!(
        dicho.contains("1 renglón es de 2016, y los demás no: renglón 242."),
        "{dicho}"
    );
    run(casa, &["publicar", "--corte", "2017-06-30", "--si"]);
    // A folio that is used again, of the same woman: what an edition counted stays, and nobody counts the new one.
    let repetido = filas[0].replace("Asesoría jurídica", "Trabajo social");
    let repetido = repetido.replacen("01/01/2017", "09/08/2017", 1);
    let dicho = oficina.import(&oficina.sheet("otra.csv", csv(&[repetido])));
    assert!(
        dicho.contains(
            "ya lo contó una edición, y lo que dice ahora no lo contará ninguna: renglón 2."
        ),
        "{dicho}"
    );
}

/// What is said that would go is what went, also after the key was lost.
fn the_receipt_says_what_was_said_before(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = oficina.sheet("todas.csv", csv(&many(240)));
    oficina.import(&hoja);
    casa.publish("2017-12-31");
    std::fs::remove_file(casa.lugares().claves.join("identidad.key")).unwrap();
    let (_, mensaje) = casa.fail(&[&["importar", &hoja][..], &INSTANCIA].concat());
    assert!(mensaje.contains("--identidad-perdida"), "{mensaje}");
    casa.run(&["claves", "--identidad-perdida", "--si"]);
    oficina.import(&hoja);
    let visto = text(&answered(casa, &["cancelar", "--expediente"], "E0").stdout);
    assert!(
        visto.contains("se borrarían: 0. De meses ya publicados, que seguirían contadas sin que se sepa de quién: 2."),
        "{visto}"
    );
    let hecho = text(
        &answered(
            casa,
            &["cancelar", "--expediente", "--confirmar", "--si"],
            "E0",
        )
        .stdout,
    );
    assert!(
        hecho.contains("De esa persona hay 2 atenciones")
            && hecho.contains("borradas: 0. De meses ya publicados, que siguen contadas sin que se sepa de quién: 2."),
        "{hecho}"
    );
}

on_both!(
    what_closes_nothing_says_so,
    what_is_published_again_is_there,
    likely_slips_are_told_with_their_rows,
    the_receipt_says_what_was_said_before,
);

/// An office calls the seat of its municipality by its name.
#[test]
fn places_that_are_no_agencia_have_other_names_too() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = csv(&[row("A-1", "05/03/2017", "Orientación").replace("Candiani", "El Centro")]);
    let ruta = oficina.sheet("una.csv", hoja);
    oficina.refused(&ruta, &[]);
    let dicho = run(
        &casa,
        &["alias", "agencia", "El Centro", "Cabecera municipal"],
    );
    assert!(dicho.contains("«Cabecera municipal»"), "{dicho}");
    assert!(oficina.import(&ruta).contains("1 nuevo"));
    let cabecera = "SELECT COUNT(*) FROM atencion WHERE lugar = 'cabecera'";
    assert_eq!(oficina.count(cabecera), 1);
}

#[test]
fn a_key_of_no_municipality_begins_nothing() {
    for (clave, bien) in [("13999", false), ("13000", false), ("13030", true)] {
        let casa = Casa::folder();
        let orden = ["iniciar", "--instancia", clave];
        let salida = casa.command(&orden).output().unwrap();
        let dicho = text(&salida.stderr);
        assert_eq!(
            (
                salida.status.success(),
                dicho.contains("van de 13001 a 13084")
            ),
            (bien, !bien),
            "{clave}: {dicho}"
        );
    }
}

/// A calendar that a session was about stays.
#[test]
fn what_an_agenda_names_is_not_taken_out() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    xoxo.put(
        "consejos",
        "Clave,Tipo,Nombre\nc,Consejo Consultivo,El consejo\n",
    );
    xoxo.put("calendario", "Año,Fecha\n2018,01/03/2018\n");
    xoxo.put(
        "sesiones",
        "Clave,Tipo,Fecha,Estado,Orden del día,Asuntos\ns-1,Ordinaria,01/03/2017,Celebrada,El calendario,Calendario 2018\n",
    );
    let quitar = [
        "quitar",
        "calendario",
        "c/2018",
        "--si",
        "--instancia",
        "20385",
    ];
    let (_, mensaje) = casa.fail(&quitar);
    assert!(mensaje.contains("lo nombra «s-1»"), "{mensaje}");
}

/// Cells of a workbook that are no count, or are of several rows.
#[test]
fn money_is_no_count_and_a_report_keeps_what_is_wrong() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    let mut libro = Workbook::new();
    let dinero = Format::new().set_num_format("\"$\"#,##0.00");
    let hoja = libro.add_worksheet();
    let titulos = "Clave,Tipo,Nombre,Fecha,Público,Participantes";
    for (j, titulo) in (0u16..).zip(titulos.split(',')) {
        hoja.write_string(0, j, titulo).unwrap();
    }
    for (j, dicho) in (0u16..).zip(["a-1", "Taller", "Uno", "2017-03-08", "Mujeres"]) {
        hoja.write_string(1, j, dicho).unwrap();
    }
    hoja.write_number_with_format(1, 5, 12.0, &dinero).unwrap();
    let carpeta = tempfile::tempdir().unwrap();
    let ruta = carpeta.path().join("actos.xlsx");
    libro.save(&ruta).unwrap();
    let orden = [
        "importar",
        ruta.to_str().unwrap(),
        "--tipo",
        "actividades",
        "--instancia",
        "20385",
    ];
    let salida = xoxo.casa.command(&orden).output().unwrap();
    let dicho = text(&salida.stdout);
    assert!(
        dicho.contains("Participantes: tiene una cantidad de dinero"),
        "{dicho}"
    );
    let otra = Casa::folder();
    let oficina = Oficina::new(&otra);
    let mut libro = Workbook::new();
    let hoja = libro.add_worksheet();
    for (i, linea) in (0u32..).zip([
        COLUMNAS.to_owned(),
        row("A-1", "2017-03-05", "Orientación"),
        row("A-2", "", "Orientación"),
    ]) {
        hoja.write_row(i, 0, linea.split(',')).unwrap();
    }
    hoja.merge_range(1, 1, 2, 1, "2017-03-05", &Format::new())
        .unwrap();
    let ruta = oficina.sheet("juntas.xlsx", libro.save_to_buffer().unwrap());
    let reporte = oficina.path("errores.xlsx");
    let (_, dicho) = oficina.refused(&ruta, &["--reporte", reporte.to_str().unwrap()]);
    assert!(dicho.contains("Fecha: está combinada"), "{dicho}");
    let (_, dicho) = oficina.refused(reporte.to_str().unwrap(), &[]);
    assert!(dicho.contains("Fecha: está combinada"), "{dicho}");
}

/// An old sheet takes back what was corrected after it: what changes is told, also when it is only looked at.
#[test]
fn what_a_sheet_changes_is_told_record_by_record() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    for (tipo, titulos, antes, ahora, esperado) in [
        (
            "informes",
            "Clave,Título,Desde,Hasta,Fuente",
            "i-17,I,01/01/2017,31/12/2017,x",
            "i-17,I,01/01/2017,31/12/2017,El informe",
            "renglón 2, informe «I» (i-17): Fuente: antes «x», ahora «El informe».",
        ),
        (
            "cifras",
            "Informe,Clave,Nombre,Valor,Unidad,Población,Texto",
            "i-17,todas,Todas,160,Persona,Mujeres,160",
            "i-17,todas,Todas,132,Persona,Mujeres,160",
            "renglón 2, cifra de informe «Todas» (i-17/todas): Valor: antes «160», ahora «132».",
        ),
        (
            "actividades",
            "Clave,Tipo,Nombre,Fecha,Público,Participantes",
            "a-1,Taller,Uno,08/03/2017,Mujeres,80",
            "a-1,Taller,Uno,09/03/2017,Ciudadanas y ciudadanos,8000",
            "renglón 2, actividad «Uno» (a-1), del 2017-03-09: Fecha: antes «2017-03-08», ahora «2017-03-09»; Participantes: antes «80 Mujeres», ahora «8000 Ciudadanas y ciudadanos».",
        ),
        (
            "servicios",
            "Clave,Nombre,Área,Existe hasta",
            "bolsa,Bolsa,atencion,",
            "bolsa,La bolsa,atencion,31/12/2018",
            "renglón 2, servicio «La bolsa» (bolsa): Existe hasta: antes nada, ahora «2018-12-31»; Nombre: antes «Bolsa», ahora «La bolsa».",
        ),
        (
            "titulares",
            "Nombre,Cargo,Desde,Hasta",
            "Ana,Directora,2017,",
            "Ana,Directora,2017,2018",
            "renglón 2, titular «Ana»: Hasta: antes nada, ahora «2018».",
        ),
    ] {
        xoxo.put(tipo, &format!("{titulos}\n{antes}\n"));
        let nueva = format!("{titulos}\n{ahora}\n");
        let visto = xoxo.put_with(tipo, &nueva, &["--simular"]);
        assert!(visto.contains(esperado), "{tipo}: {visto}");
        assert_eq!(
            xoxo.put(tipo, &nueva),
            visto.replace("Se registraría", "Se registró")
        );
    }
}
