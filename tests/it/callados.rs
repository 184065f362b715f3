//! Rows that say less than the register knows, and attentions without a folio: nothing is lost, and each can be put right.

use crate::arco::answered;
use crate::casa::{Casa, failure, on_both, text};
use crate::oficina::{CURP, Oficina, csv, many};

/// An invented one.
const OTRA: &str = "ZEZZ850412MOCZZZ04";

fn must_say(dicho: &str, frases: &[&str]) {
    for frase in frases {
        assert!(dicho.contains(frase), "{frase}: {dicho}");
    }
}

fn what_a_sheet_does_not_say_stays(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let toda = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Modalidades,CURP,Expediente,Sexo,Año de nacimiento\n\
        A-1,08/03/2017,Orientación,Candiani,Seguimiento,Física,Familiar,,E-1,Mujer,1980\n\
        A-2,09/03/2017,Orientación,Candiani,Seguimiento,Física,Familiar,,E-2,Mujer,1985\n";
    let toda = oficina.sheet("toda.csv", toda);
    oficina.import(&toda);
    // Without the columns of whose they are, and with another service in one.
    let menos = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia\n\
        A-1,08/03/2017,Orientación,Candiani,Seguimiento,Física\n\
        A-2,09/03/2017,Trabajo social,Candiani,Seguimiento,Física\n";
    let menos = oficina.sheet("menos.csv", menos);
    must_say(
        &oficina.import(&menos),
        &[
            "0 nuevos, 1 que ya estaba, 1 que rectifica",
            "no dice de quién es, y el registro sí lo sabe: sigue siendo de ella: renglones 2, 3",
        ],
    );
    let de_alguien = "SELECT COUNT(*) FROM atencion WHERE persona_id IS NOT NULL";
    let familiares = "SELECT COUNT(*) FROM atencion_violencia WHERE catalogo = 'MODALIDAD'";
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 2);
    assert_eq!(
        (oficina.count(de_alguien), oficina.count(familiares)),
        (2, 2)
    );
    assert!(oficina.import(&menos).contains("2 que ya estaban"));
    assert!(oficina.import(&toda).contains("2 que ya estaban"));
    let social = "SELECT COUNT(*) FROM atencion WHERE servicio = 'trabajo_social'";
    assert_eq!(oficina.count(social), 1);
}

/// What takes out the attention of a day that [`by_both`] says.
const QUITAR: [&str; 6] = [
    "quitar",
    "atenciones",
    "--expediente",
    "--dia",
    "08/03/2017",
    "--si",
];

/// Sheets of one attention without a folio: by her CURP and her file, and by her file alone.
fn by_both(oficina: &Oficina) -> [String; 2] {
    let una = format!(",08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,{CURP},X-1,,");
    let otra = una.replace(CURP, "").replace("X-1,,", "X-1,Mujer,");
    [("curp.csv", una), ("expediente.csv", otra)]
        .map(|(nombre, fila)| oficina.sheet(nombre, csv(&[fila])))
}

/// Takes it out, as who is asked whose it is.
fn take_out(casa: &Casa) {
    let dicho = answered(casa, &QUITAR, "X-1");
    let quitada = ["Se quitó «2017-03-08, Orientación, "];
    must_say(&text(&dicho.stdout), &quitada);
}

/// Said again by her file instead of her CURP, what has no folio is told and counts; what was said first can go, since both read alike.
fn what_is_said_by_another_thing_of_hers_is_told(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let [una, otra] = by_both(&oficina);
    oficina.import(&una);
    must_say(
        &oficina.import(&otra),
        &["1 nuevo", "ese día ya tenía otra atención: renglón 2"],
    );
    take_out(casa);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 1);
    assert!(oficina.import(&otra).contains("1 que ya estaba"));
}

/// What an edition has counted stays: of the same twice it is the other that can go.
#[test]
fn what_is_counted_is_not_the_one_that_goes() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let [una, otra] = by_both(&oficina);
    oficina.import(&una);
    casa.publish("2017-06-30");
    oficina.import(&otra);
    take_out(&casa);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 241);
    let (estado, dicho) = failure(&answered(&casa, &QUITAR, "X-1"));
    assert!(
        estado == 2 && dicho.contains("una edición ya la contó"),
        "{dicho}"
    );
}

/// A row without a folio.
fn bare(dia: &str, servicio: &str, curp: &str) -> String {
    format!(",{dia}/2017,{servicio},Candiani,Seguimiento,Ninguna,{curp},,,")
}

fn what_has_no_folio_is_put_right_too(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let import =
        |nombre: &str, filas: &[String]| oficina.import(&oficina.sheet(nombre, csv(filas)));
    let primeras = [
        bare("08/03", "Orientación", CURP),
        bare("08/03", "Trabajo social", CURP),
        bare("09/03", "Orientación", CURP),
        bare("10/03", "Orientación", OTRA),
    ];
    import("primeras.csv", &primeras);
    // A row with a folio that says what one without says is another one, which is told; the one of before can go.
    let con_folio = [primeras[3].replacen(',', "F-4,", 1)];
    must_say(
        &import("folios.csv", &con_folio),
        &[
            "1 nuevo",
            "una que ya estaba sin folio, y las dos cuentan: renglón 2",
        ],
    );
    let quitar = [
        "quitar",
        "atenciones",
        "--curp",
        "--dia",
        "10/03/2017",
        "--si",
    ];
    let salida = answered(casa, &quitar, OTRA);
    must_say(
        &text(&salida.stdout),
        &["Se quitó «2017-03-10, Orientación, "],
    );
    let dicho = answered(casa, &["persona", "--curp"], OTRA);
    must_say(&text(&dicho.stdout), &["hay una atención", "Folio: F-4"]);
    // A row that was put right in its sheet is another one to the register, which says so.
    let corregida = [bare("09/03", "Asesoría jurídica", CURP)];
    must_say(
        &import("corregida.csv", &corregida),
        &["1 nuevo", "ese día ya tenía otra atención: renglón 2"],
    );
    let quien = |orden: &[&str]| answered(casa, orden, CURP);
    let quitar = ["quitar", "atenciones", "--curp", "--si"];
    let (_, dicho) = failure(&quien(&quitar));
    must_say(&dicho, &["hay 4 atenciones que pueden ser", "--dia"]);
    let (_, dicho) = failure(&quien(&[&quitar[..], &["--dia", "11/03/2017"]].concat()));
    must_say(&dicho, &["ninguna atención así"]);
    let la_de_antes = ["--dia", "09/03/2017", "--servicio", "orientacion"];
    let dicho = text(&quien(&[&quitar[..], &la_de_antes].concat()).stdout);
    must_say(&dicho, &["Se quitó «2017-03-09, Orientación, "]);
    // So is one that says something wrong; and what is known of her, in any of hers.
    let rectificar = [
        "rectificar",
        "--curp",
        "--dia",
        "08/03/2017",
        "Visita=Primera vez",
    ];
    let (_, dicho) = failure(&quien(&rectificar));
    must_say(&dicho, &["hay 2 atenciones que pueden ser"]);
    let dicho = text(&quien(&[&rectificar[..], &["--servicio", "Trabajo social"]].concat()).stdout);
    must_say(
        &dicho,
        &[
            "Visita: de «Seguimiento» a «Primera vez»",
            "Se rectificó la atención",
        ],
    );
    let dicho = text(&quien(&["rectificar", "--curp", "Escolaridad=Superior"]).stdout);
    must_say(
        &dicho,
        &[
            "Escolaridad: de «No preguntado» a «Superior»",
            "lo que se sabe de la persona",
        ],
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4);
    let primera = "SELECT COUNT(*) FROM atencion WHERE visita = 'PRIMERA_VEZ'";
    assert_eq!(oficina.count(primera), 1);
    // The sheet as it was does not undo it.
    must_say(
        &import("primeras.csv", &primeras[..2]),
        &[
            "2 que ya estaban",
            "dice lo que decía antes de que se corrigiera",
        ],
    );
    // All that was of a wrong CURP is hers, with a folio or without.
    let todas = [
        "rectificar",
        "--curp",
        "--dia",
        "09/03/2017",
        "CURP",
        "--todas",
        "--si",
    ];
    let salida = answered(casa, &todas, &format!("{CURP}\n{OTRA}\n"));
    must_say(&text(&salida.stdout), &["de quién son 3 atenciones"]);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 1);
}

/// Of two that say the same either may be meant, and a sheet that has one row less of them has the other; a file comes in again, and
/// brings back what was taken out; what undoes a correction is told.
fn what_is_taken_out_or_put_right_without_a_folio_is_not_twice(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let import =
        |nombre: &str, filas: &[String]| oficina.import(&oficina.sheet(nombre, csv(filas)));
    let iguales = vec![bare("08/03", "Trabajo social", CURP); 2];
    must_say(
        &import("dos.csv", &iguales),
        &["2 nuevos", "dice lo mismo que otro renglón de la hoja"],
    );
    let quitar = [
        "quitar",
        "atenciones",
        "--curp",
        "--dia",
        "08/03/2017",
        "--si",
    ];
    let salida = answered(casa, &[&quitar[..], &["--cual", "1"]].concat(), CURP);
    must_say(&text(&salida.stdout), &["Se quitó"]);
    must_say(&import("una.csv", &iguales[..1]), &["1 que ya estaba"]);
    must_say(&import("dos.csv", &iguales), &["1 nuevo"]);
    let rectificar = [
        "rectificar",
        "--curp",
        "--dia",
        "08/03/2017",
        "--cual",
        "1",
        "Servicio=Orientación",
    ];
    let dicho = answered(casa, &rectificar, CURP);
    must_say(
        &text(&dicho.stdout),
        &["déjela como estaba: no tiene folio"],
    );
    let con_folio = [bare("10/03", "Trabajo social", CURP).replacen(',', "F-1,", 1)];
    import("folio.csv", &con_folio);
    casa.run(&[
        "rectificar",
        "--folio",
        "F-1",
        "Servicio=Orientación",
        "--instancia",
        "20067",
    ]);
    let otra_columna = [con_folio[0].replace("Seguimiento", "Primera vez")];
    must_say(
        &import("folio.csv", &otra_columna),
        &[
            "1 que rectifica",
            "dice otra vez, en alguna columna, lo que decía antes",
        ],
    );
}

on_both!(
    what_is_taken_out_or_put_right_without_a_folio_is_not_twice,
    what_a_sheet_does_not_say_stays,
    what_is_said_by_another_thing_of_hers_is_told,
    what_has_no_folio_is_put_right_too
);
