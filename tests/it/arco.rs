//! Whoever is in the register and asks: what there is of her, taking her out; and a register whose key is lost.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::casa::{Casa, failure, on_both, text};
use crate::oficina::{CURP, Oficina, csv, many};

pub(crate) const INSTANCIA: [&str; 2] = ["--instancia", "20067"];

fn run(casa: &Casa, argumentos: &[&str]) -> String {
    casa.run(&[argumentos, &INSTANCIA].concat())
}

/// A command that asks, and what it is answered.
pub(crate) fn answered(casa: &Casa, argumentos: &[&str], dicho: &str) -> std::process::Output {
    let mut orden = casa.command(&[argumentos, &INSTANCIA].concat());
    let mut proceso = orden
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let entrada = proceso.stdin.take().unwrap();
    (&entrada).write_all(dicho.as_bytes()).unwrap();
    drop(entrada);
    proceso.wait_with_output().unwrap()
}

fn whoever_asks_is_told_what_there_is_of_her_and_what_would_go(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let suyas = [
        format!("A-1,05/03/2017,Asesoría jurídica,Candiani,Primera vez,Psicológica,{CURP},,,"),
        format!("A-2,06/11/2017,Trabajo social,Donaji,Seguimiento,Ninguna,{CURP},,,"),
        "A-3,06/11/2017,Trabajo social,Donaji,Seguimiento,Ninguna,,Exp 7,Mujer,1980".to_owned(),
    ];
    oficina.import(&oficina.sheet("todas.csv", csv(&[many(240), suyas.to_vec()].concat())));
    casa.publish("2017-06-30");
    let hoja = oficina.path("suya.csv");
    let con_hoja = ["persona", "--curp", "-o", hoja.to_str().unwrap()];
    let dicho = answered(casa, &con_hoja, &format!(" {} \n", CURP.to_lowercase()));
    let dicho = text(&dicho.stdout);
    for dice in [
        "De esa persona hay 2 atenciones en el registro.",
        "Folio: A-1; Fecha: 2017-03-05; Servicio: Asesoría jurídica",
        "ya contada en lo publicado.",
        "todavía sin publicar.",
    ] {
        assert!(dicho.contains(dice), "{dice}: {dicho}");
    }
    assert!(!dicho.contains(CURP));
    // It is asked for, and never repeated; what is there is not written over.
    let (estado, mensaje) = failure(&answered(casa, &["persona", "--curp", CURP], ""));
    assert_eq!((estado, mensaje.contains(CURP)), (2, false), "{mensaje}");
    let (_, mensaje) = failure(&answered(casa, &con_hoja, CURP));
    assert!(
        mensaje.contains("ya existe, y no se escribe encima"),
        "{mensaje}"
    );
    let (_, mensaje) = failure(&answered(
        casa,
        &["rectificar", "--folio", "A-2", &format!("CURP={CURP}")],
        "",
    ));
    assert!(
        mensaje.contains("escriba sólo «CURP»") && !mensaje.contains(CURP),
        "{mensaje}"
    );
    assert_eq!(std::fs::read_to_string(&hoja).unwrap().lines().count(), 3);
    // What is put right of what was counted is one attention of hers, not two.
    run(
        casa,
        &["rectificar", "--folio", "A-1", "Servicio=Orientación"],
    );
    let dicho = text(&answered(casa, &["persona", "--curp"], CURP).stdout);
    assert!(dicho.contains("hay 2 atenciones"), "{dicho}");
    let suya = answered(casa, &["persona", "--expediente"], "exp  7\n");
    assert!(text(&suya.stdout).contains("hay una atención"), "{suya:?}");
    let (estado, mensaje) = failure(&answered(casa, &["persona", "--expediente"], "otro\n"));
    assert_eq!(
        (estado, mensaje.contains("no hay nadie con esa CURP")),
        (2, true),
        "{mensaje}"
    );
    // First it is said what would go; then she goes, and has it in writing.
    let visto = answered(casa, &["cancelar", "--curp"], CURP);
    let visto = text(&visto.stdout);
    assert!(
        visto.contains("se borrarían: 1.") && visto.contains("repita con --confirmar"),
        "{visto}"
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 244);
    let constancia = oficina.path("constancia.txt");
    let cancelar = [
        "cancelar",
        "--curp",
        "--confirmar",
        "--si",
        "-o",
        constancia.to_str().unwrap(),
    ];
    let hecho = answered(casa, &cancelar, CURP);
    assert!(text(&hecho.stdout).contains("borradas: 1."), "{hecho:?}");
    let constancia = std::fs::read_to_string(constancia).unwrap();
    assert!(
        constancia
            .contains("Instancia: Instituto Municipal de la Mujer de Oaxaca de Juárez (20067)")
            && !constancia.contains(CURP),
        "{constancia}"
    );
    assert!(
        !answered(casa, &["persona", "--curp"], CURP)
            .status
            .success()
    );
    // Her folio needs no key.
    let claves = match casa {
        Casa::Carpeta(carpeta) => carpeta.path().join("claves"),
        Casa::Postgres(bases) => bases.claves.path().to_owned(),
    };
    std::fs::remove_file(claves.join("identidad.key")).unwrap();
    run(casa, &["cancelar", "--folio", "a-3", "--confirmar", "--si"]);
    let bitacora = casa.run(&["bitacora"]);
    assert!(
        bitacora.contains("persona: atenciones 2") && !bitacora.contains("A-3"),
        "{bitacora}"
    );
}

fn a_register_goes_on_when_its_key_is_lost(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = oficina.sheet("todas.csv", csv(&many(240)));
    oficina.import(&hoja);
    casa.publish("2017-06-30");
    let perdida = ["claves", "--identidad-perdida"];
    assert!(casa.run(&perdida).contains("no cambió nada"));
    let claves = match casa {
        Casa::Carpeta(carpeta) => carpeta.path().join("claves"),
        Casa::Postgres(bases) => bases.claves.path().to_owned(),
    };
    std::fs::remove_file(claves.join("identidad.key")).unwrap();
    let (estado, mensaje) = casa.fail(&["claves"]);
    assert_eq!(
        (estado, mensaje.contains("--identidad-perdida")),
        (2, true),
        "{mensaje}"
    );
    assert!(!claves.join("identidad.key").exists());
    let visto = casa.run(&[&perdida[..], &["--simular"]].concat());
    assert!(
        visto.contains("(personas: 120)") && visto.contains("con folio (240)"),
        "{visto}"
    );
    assert!(!casa.command(&perdida).output().unwrap().status.success());
    casa.run(&[&perdida[..], &["--si"]].concat());
    // The sheets say again who each attention was of; nobody is counted twice.
    let otra_vez = oficina.import(&hoja);
    assert!(otra_vez.contains("0 nuevos"), "{otra_vez}");
    // What an edition counted stays beside, of nobody who is known.
    let hoy = "FROM atencion WHERE renglon IS NOT NULL";
    assert_eq!(oficina.count(&format!("SELECT COUNT(*) {hoy}")), 240);
    let conocidas = format!("SELECT COUNT(DISTINCT persona_id) {hoy}");
    assert_eq!(oficina.count(&conocidas), 120);
    assert!(
        oficina
            .import(&hoja)
            .contains("0 nuevos, 240 que ya estaban")
    );
    casa.publish("2017-12-31");
    casa.run(&["verificar"]);
}

/// Whoever the attentions are of is said again by the sheets of before, and what was put right stays.
fn what_was_put_right_stays_when_a_key_is_lost(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = [
        format!("A-1,05/03/2017,Asesoría jurídica,Candiani,Primera vez,Psicológica,{CURP},,,"),
        "A-2,06/03/2017,Trabajo social,Donaji,Seguimiento,Ninguna,,Exp 7,Mujer,1980".to_owned(),
    ];
    let hoja = oficina.sheet("todas.csv", csv(&filas));
    oficina.import(&hoja);
    run(
        casa,
        &["rectificar", "--folio", "A-1", "Servicio=Trabajo social"],
    );
    run(casa, &["rectificar", "--folio", "A-2", "Fecha=07/03/2017"]);
    let claves = match casa {
        Casa::Carpeta(carpeta) => carpeta.path().join("claves"),
        Casa::Postgres(bases) => bases.claves.path().to_owned(),
    };
    std::fs::remove_file(claves.join("identidad.key")).unwrap();
    casa.run(&["claves", "--identidad-perdida", "--si"]);
    let dicho = oficina.import(&hoja);
    assert!(
        dicho.contains("0 nuevos")
            && dicho.contains("lo corregido se queda como está: renglones 2, 3")
            && dicho.contains("desde ahora es de quien dice el renglón: renglones 2, 3")
            && !dicho.contains("se sustituye"),
        "{dicho}"
    );
    let suya = answered(casa, &["persona", "--curp"], CURP);
    assert!(
        text(&suya.stdout).contains("Servicio: Trabajo social"),
        "{suya:?}"
    );
    let suya = run(casa, &["persona", "--folio", "A-2"]);
    assert!(suya.contains("Fecha: 2017-03-07"), "{suya}");
    let otra_vez = oficina.import(&hoja);
    assert!(otra_vez.contains("2 que ya estaban"), "{otra_vez}");
    // Without a key that was lost, what was said before and is said of somebody else is another attention.
    run(casa, &["rectificar", "--folio", "A-2", "Fecha=08/03/2017"]);
    let de_otra = filas[1]
        .replace("06/03/2017", "07/03/2017")
        .replace("Exp 7", "Exp 8");
    let (mensaje, dicho) = oficina.refused(&oficina.sheet("otra.csv", csv(&[de_otra])), &[]);
    assert!(
        dicho.contains("ese folio ya es de otra atención"),
        "{mensaje}{dicho}"
    );
}

/// Taking somebody out is answered, at a terminal or by a script: what says no, nothing or something else leaves her where she is.
fn she_stays_unless_it_is_answered(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let suyas = [
        format!("A-1,05/03/2017,Asesoría jurídica,Candiani,Primera vez,Psicológica,{CURP},,,"),
        "A-2,06/03/2017,Trabajo social,Donaji,Seguimiento,Ninguna,,Exp 7,Mujer,1980".to_owned(),
        "A-3,06/03/2017,Orientación,Donaji,Seguimiento,Ninguna,,Exp 7,,".to_owned(),
    ];
    oficina.import(&oficina.sheet("todas.csv", csv(&suyas)));
    let cancelar = ["cancelar", "--folio", "A-2", "--confirmar"];
    for dicho in ["no\n", "", "A-2\n", "\n"] {
        let salida = answered(casa, &cancelar, dicho);
        let (visto, mensaje) = (text(&salida.stdout), text(&salida.stderr));
        assert!(
            visto.contains("Atenciones que se borrarían: 2.")
                && visto
                    .contains("No tiene vuelta atrás, y sin -o constancia.txt no queda constancia"),
            "{visto}"
        );
        let como = if dicho == "no\n" {
            assert!(salida.status.success(), "{mensaje}");
            &visto
        } else {
            assert_eq!(salida.status.code(), Some(2), "{dicho:?}: {visto}");
            assert!(mensaje.contains("--si"), "{mensaje}");
            &mensaje
        };
        assert!(como.to_lowercase().contains("no cambió nada"), "{como}");
        assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 3);
    }
    // Each time she was seen, and that is noted.
    let bitacora = casa.run(&["bitacora"]);
    assert_eq!(bitacora.matches("persona: ").count(), 4, "{bitacora}");
    // Who she is comes first, and then the answer.
    let de_ella = ["cancelar", "--curp", "--confirmar"];
    let salida = answered(casa, &de_ella, &format!("{CURP}\nno\n"));
    assert!(
        text(&salida.stdout).contains("No cambió nada."),
        "{salida:?}"
    );
    let salida = answered(casa, &de_ella, &format!("{CURP}\nsí\n"));
    assert!(text(&salida.stdout).contains("borradas: 1."), "{salida:?}");
    // So is everything that asks: a closing, a key, a record; and what can be undone only stands where nothing is answered.
    let quitar = ["quitar", "atenciones", "A-3"];
    let salida = answered(casa, &quitar, "no\n");
    assert!(
        text(&salida.stdout).contains("¿Quitarlo? No.\nNo cambió nada."),
        "{salida:?}"
    );
    let salida = answered(casa, &quitar, "sí\n");
    assert!(text(&salida.stdout).contains("Se quitó"), "{salida:?}");
    let rectificar = ["rectificar", "--folio", "A-2", "Servicio=Orientación"];
    let salida = answered(casa, &rectificar, "no\n");
    assert!(
        text(&salida.stdout).contains("No cambió nada."),
        "{salida:?}"
    );
    let salida = answered(casa, &rectificar, "");
    assert!(text(&salida.stdout).contains("Se rectificó"), "{salida:?}");
}

/// While whoever takes somebody out thinks it over, a colleague says that the attention is of another woman.
fn nobody_goes_who_was_not_shown(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let suyas = [
        "A-1,05/03/2017,Orientación,Candiani,Primera vez,Ninguna,,Exp 7,Mujer,1980".to_owned(),
        "A-2,06/03/2017,Orientación,Candiani,Primera vez,Ninguna,,Exp 8,Mujer,1985".to_owned(),
    ];
    oficina.import(&oficina.sheet("todas.csv", csv(&suyas)));
    let cancelar = ["cancelar", "--folio", "A-1", "--confirmar"];
    let mut orden = casa.command(&[&cancelar[..], &INSTANCIA].concat());
    let orden = orden.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut hijo = orden.stderr(Stdio::piped()).spawn().unwrap();
    let mut visto = BufReader::new(hijo.stdout.take().unwrap()).lines();
    assert!(visto.any(|linea| linea.unwrap().contains("No tiene vuelta atrás")));
    let rectificar = ["rectificar", "--folio", "A-1", "Expediente", "--si"];
    let hecho = answered(casa, &rectificar, "Exp 8\n");
    assert!(hecho.status.success(), "{}", text(&hecho.stderr));
    hijo.stdin
        .take()
        .unwrap()
        .write_all("sí\n".as_bytes())
        .unwrap();
    let quedan = std::thread::spawn(move || visto.count());
    let salida = hijo.wait_with_output().unwrap();
    quedan.join().unwrap();
    assert_eq!(salida.status.code(), Some(2));
    let mensaje = text(&salida.stderr);
    assert!(
        mensaje.contains("lo que se mostró cambió mientras tanto: no se hizo nada"),
        "{mensaje}"
    );
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM atencion WHERE folio IS NOT NULL"),
        2
    );
}

on_both!(
    nobody_goes_who_was_not_shown,
    she_stays_unless_it_is_answered,
    whoever_asks_is_told_what_there_is_of_her_and_what_would_go,
    a_register_goes_on_when_its_key_is_lost,
    what_was_put_right_stays_when_a_key_is_lost,
);
