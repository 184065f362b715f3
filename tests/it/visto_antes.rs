//! What `rectificar` shows before it asks.

use crate::arco::answered;
use crate::casa::{Casa, on_both, text};
use crate::erratas::{OTRA, must_say, who};
use crate::oficina::{CURP, Oficina, csv, many};

/// What changes is seen before it is asked, by what may be shown; and what is said of it is true of whoever they are.
fn whose_it_would_be_is_seen_before_it_is_asked(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("minimo");
    let suyas = [
        who("V-1", "08/03", CURP, ""),
        who("V-2", "09/03", CURP, ""),
        who("V-3", "10/03", "", "Z-3,Hombre,1980").replace(",1980,,", ",1980"),
        who("V-4", "11/03", "", "Z-4,Mujer,1970").replace(",1970,,", ",1970"),
    ];
    oficina.import(&oficina.sheet("todas.csv", csv(&[many(240), suyas.to_vec()].concat())));
    casa.publish("2017-03-31");
    let put = |folio: &str, cambios: &[&str], dicho: &str| {
        let orden = [&["rectificar", "--folio", folio], cambios].concat();
        let salida = answered(casa, &orden, dicho);
        text(&salida.stdout) + &text(&salida.stderr)
    };
    // She who is not in the register yet.
    let dicho = put("V-1", &["CURP"], &format!("{OTRA}\nno\n"));
    must_say(
        &dicho,
        &[
            "De quién es: antes, de una persona del registro (mujer, de 1956); ahora, de otra (mujer, de 1985).",
            "Una edición ya la contó",
            "¿Corregirlo? No.\nNo cambió nada.",
        ],
    );
    // A man and a woman are two persons; what of hers stays is told, and can be put back.
    let dicho = put("V-1", &["Expediente"], "Z-3\nno\n");
    must_say(
        &dicho,
        &[
            "(hombre, de 1980), que tiene 1 atención (folio V-3); la atención era de otra (mujer, de 1956), a quien todavía le queda 1 atención.",
            "¿Es de esa otra persona? No.",
        ],
    );
    assert!(!dicho.contains("no se podría deshacer"), "{dicho}");
    let dicho = put("V-4", &["Expediente"], "Z-3\nno\n");
    must_say(
        &dicho,
        &[
            "Si son dos personas, no se podría deshacer.",
            "¿Son la misma persona? No.",
        ],
    );
    // Whoever has a number that nobody has: what is missing, and how it is said here.
    let dicho = put("V-4", &["Expediente"], "Z-9\n");
    must_say(
        &dicho,
        &["falta su sexo: agréguelo a la orden, como «Sexo=Mujer»"],
    );
    let dicho = put("V-4", &["Expediente"], "no tiene\n");
    must_say(
        &dicho,
        &["Expediente: no es un expediente", "no cambió nada"],
    );
    assert!(!dicho.contains("celda"), "{dicho}");
    let dicho = put("V-4", &["Expediente", "Sexo=Mujer"], "Z-9\nsí\n");
    must_say(&dicho, &["¿Corregirlo? Sí.\nSe rectificó la atención"]);
}

on_both!(whose_it_would_be_is_seen_before_it_is_asked);
