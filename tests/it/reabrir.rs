//! What cannot be undone is seen first and asked for twice; what nobody was counted in can be opened again.

use persistence::{Autoria, Nota, Registro};
use time::OffsetDateTime;

use crate::casa::{Casa, on_both, text, wait, withdrawing};
use crate::oficina::{Oficina, csv, many};

const PUBLICAR: [&str; 5] = ["publicar", "--instancia", "20067", "--corte", "2017-12-31"];
const REABRIR: [&str; 7] = [
    "reabrir",
    "--instancia",
    "20067",
    "--corte",
    "2017-12-31",
    "--motivo",
    "La hoja no se importó",
];

fn with<'a>(orden: &[&'a str], mas: &[&'a str]) -> Vec<&'a str> {
    [orden, mas].concat()
}

fn refused(casa: &Casa, orden: &[&str], dice: &str) {
    let (estado, mensaje) = casa.fail(orden);
    assert_eq!(estado, 2, "{orden:?}: {mensaje}");
    assert!(mensaje.contains(dice), "{orden:?}: {mensaje}");
}

fn says(dicho: &str, frases: &[&str]) {
    for frase in frases {
        assert!(dicho.contains(frase), "«{frase}» no está en: {dicho}");
    }
}

fn a_year_closed_by_accident_is_opened_again(casa: &Casa) {
    let oficina = Oficina::new(casa);
    // The import failed, and the next line of the manual follows.
    refused(
        casa,
        &with(&PUBLICAR, &["--si"]),
        "se cerraría de enero a diciembre de 2017, y no hay ninguna atención",
    );
    assert!(
        !casa
            .run(&["pendientes", "--instancia", "20067"])
            .contains("está cerrado")
    );
    casa.publish("2017-12-31");
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    refused(
        casa,
        &with(&REABRIR, &["--si"]),
        "todavía se sirven ediciones de ese cierre: la 1",
    );
    let retirar = [
        "retirar",
        "1",
        "--instancia",
        "20067",
        "--motivo",
        "Dice cero",
    ];
    let dicho = casa.run(&with(&retirar, &["--simular"]));
    says(
        &dicho,
        &["De 2017 no queda entonces ninguna", "no cambió nada"],
    );
    casa.run(&with(&retirar, &["--si"]));
    refused(casa, &REABRIR, "no hay quien conteste aquí");
    says(
        &casa.run(&with(&REABRIR, &["--simular"])),
        &[
            "Se reabriría de enero a diciembre de 2017",
            "no cambió nada",
        ],
    );
    says(
        &casa.run(&with(&REABRIR, &["--si"])),
        &["Atenciones que vuelven a contar ahí: 240"],
    );
    says(&casa.run(&["bitacora"]), &["reabrir: corte 2017-12-31"]);
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(!pendientes.contains("está cerrado"), "{pendientes}");
    says(&pendientes, &["2017-01: 20 atenciones por publicar."]);
    // What it said of nobody is not served again.
    for como in ["--simular", "--si"] {
        refused(
            casa,
            &["retirar", "1", "--deshacer", como, "--instancia", "20067"],
            "se reabrieron después",
        );
    }
    says(
        &casa.run(&with(&PUBLICAR, &["--si"])),
        &["Se publicó la edición 2"],
    );
    refused(
        casa,
        &with(&REABRIR, &["--si"]),
        "contó atenciones o actos, y no se reabre",
    );
    casa.run(&["verificar"]);
}

fn what_is_published_is_seen_first(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let simulada = casa.run(&with(&PUBLICAR, &["--simular"]));
    says(
        &simulada,
        &[
            "2017               Mujeres y niñas atendidas  Personas atendidas  Servicios",
            "En total",
            "Asesoría jurídica",
            "       80",
            "Cierra de enero a diciembre de 2017",
            "no cambió nada",
        ],
    );
    assert!(!casa.run(&["bitacora"]).contains("  publicar: "));
    refused(casa, &PUBLICAR, "no hay quien conteste aquí");
    casa.publish("2017-06-30");
    let dicho = casa.run(&with(&PUBLICAR, &["--si"]));
    says(
        &dicho,
        &[
            "Al lado de la edición 1, corte 2017-06-30",
            "Cierra de julio a diciembre de 2017",
        ],
    );
}

fn a_withdrawal_is_undone_within_the_day(casa: &Casa) {
    let oficina = Oficina::new(casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-06-30");
    casa.publish("2017-12-31");
    let retirar = ["retirar", "2", "--si", "--instancia", "20067"];
    refused(
        casa,
        &with(&retirar, &["--deshacer"]),
        "la edición 2 no está retirada",
    );
    // Reasons are published, and stay in the log.
    refused(
        casa,
        &with(&retirar, &["--motivo", "Lo pidió HEGG560427MVZRRL04"]),
        "el valor de --motivo no es válido: tiene una CURP o un RFC",
    );
    let dicho = casa.run(&with(&retirar, &["--motivo", "Era la otra"]));
    says(
        &dicho,
        &["La vigente de 2017 es entonces la 1, corte 2017-06-30"],
    );
    let servidor = casa.serve();
    let numero = || {
        let consulta = r#"{ instancia(clave: "20067") { edicion(anio: 2017) { numero } } }"#;
        servidor.data(consulta)["instancia"]["edicion"]["numero"].as_u64()
    };
    assert_eq!(numero(), Some(1));
    casa.run(&with(&retirar, &["--deshacer"]));
    assert_eq!(numero(), Some(2));
    // Later, the same is published again under another number, and why is noted.
    casa.run(&with(&retirar, &["--motivo", "Era la otra"]));
    for como in ["--simular", "--si"] {
        refused(
            casa,
            &with(&PUBLICAR, &[como]),
            "la edición 2 dice lo mismo y está retirada",
        );
    }
    casa.run(&with(
        &PUBLICAR,
        &["--simular", "--otra-vez", "Se retiró por error"],
    ));
    let otra_vez = ["--si", "--otra-vez", "Se retiró por error"];
    says(
        &casa.run(&with(&PUBLICAR, &otra_vez)),
        &["Se publicó la edición 3"],
    );
    says(
        &casa.run(&["bitacora"]),
        &["publicar otra vez: edición 3: Se retiró por error"],
    );
    assert_eq!(numero(), Some(3));
    casa.run(&["verificar"]);
}

on_both!(
    a_year_closed_by_accident_is_opened_again,
    what_is_published_is_seen_first,
    a_withdrawal_is_undone_within_the_day,
);

#[test]
fn a_clock_that_is_behind_closes_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let note = |orden: &'static str, cuando: OffsetDateTime| {
        wait(async {
            let registro = Registro::open(&casa.registro()).await.unwrap();
            let luego = Autoria {
                quien: "alguien".to_owned(),
                cuando,
            };
            let nota = Nota {
                orden,
                ..Nota::default()
            };
            registro.note(None, &luego, nota).await.unwrap();
        });
    };
    let luego = OffsetDateTime::from_unix_timestamp(4_000_000_000).unwrap();
    note("publicar", luego);
    // What was done by the wrong clock in between hides nothing.
    let antes = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
    note("importar", antes);
    refused(
        &casa,
        &with(&PUBLICAR, &["--si"]),
        "hay un asiento del 2096-10-02",
    );
    // Nor can anything be done by it in silence.
    note("importar", luego);
    let hoja = oficina.sheet("otra.csv", csv(&many(3)));
    let salida = casa
        .command(&["importar", &hoja, "--instancia", "20067"])
        .output()
        .unwrap();
    let dicho = text(&salida.stderr);
    assert!(
        salida.status.success() && dicho.contains("el reloj de este equipo va atrasado"),
        "{dicho}"
    );
    casa.run(&with(&PUBLICAR, &["--si", "--reloj-correcto"]));
}

/// A month without attentions is asked about, wherever it lies.
#[test]
fn no_month_is_closed_in_silence() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let sin_enero = many(240)
        .into_iter()
        .filter(|fila| !fila.contains("/01/2017"));
    oficina.import(&oficina.sheet("todas.csv", csv(&sin_enero.collect::<Vec<_>>())));
    let publicar = [
        "publicar",
        "--simular",
        "--instancia",
        "20067",
        "--corte",
        "2017-03-31",
    ];
    refused(
        &casa,
        &publicar,
        "y no hay ninguna atención con fecha de enero de 2017:",
    );
    let dicho = casa.run(&with(&publicar, &["--sin-atenciones"]));
    says(&dicho, &["Sin ninguna atención: enero de 2017."]);
}

/// A half that is closed keeps the end of the year open only if that counted nobody.
#[test]
fn only_what_counted_nobody_is_opened_again() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let primer_semestre: Vec<String> = many(240)
        .into_iter()
        .filter(|fila| (1..=6).any(|mes| fila.contains(&format!("/{mes:02}/2017"))))
        .collect();
    oficina.import(&oficina.sheet("semestre.csv", csv(&primer_semestre)));
    casa.publish("2017-06-30");
    refused(
        &casa,
        &[
            "publicar",
            "--si",
            "--instancia",
            "20067",
            "--corte",
            "2017-09-30",
        ],
        "se cerraría de julio a septiembre de 2017",
    );
    casa.publish("2017-09-30");
    // Late, and counted after what is closed: where the first open month is.
    oficina.import(&oficina.sheet("tarde.csv", csv(&many(246)[240..])));
    let pendientes = || casa.run(&["pendientes", "--instancia", "20067"]);
    says(
        &pendientes(),
        &["2017-10: 6 atenciones por publicar, 6 de ellas extemporáneas"],
    );
    casa.run(&withdrawing("2", "Prematura"));
    let reabrir = [
        "reabrir",
        "--si",
        "--instancia",
        "20067",
        "--motivo",
        "Prematura",
        "--corte",
    ];
    refused(
        &casa,
        &with(&reabrir, &["2017-06-30"]),
        "el último cierre de 2017 es el del 2017-09-30, y sólo se reabre el último",
    );
    says(
        &casa.run(&with(&reabrir, &["2017-09-30"])),
        &[
            "Se reabrió de julio a septiembre de 2017",
            "Atenciones que vuelven a contar ahí: 6",
        ],
    );
    says(
        &pendientes(),
        &["2017-07: 6 atenciones por publicar, 6 de ellas extemporáneas"],
    );
    // Of a whole year the edition says sums, which tell of the half that was closed before.
    casa.publish("2017-12-31");
    casa.run(&withdrawing("3", "Prematura"));
    refused(
        &casa,
        &with(&reabrir, &["2017-12-31"]),
        "contó atenciones o actos",
    );
}

/// A small register is shown the plans that fit it.
#[test]
fn a_plan_that_fits_the_register_is_recommended() {
    let casa = Casa::folder();
    casa.register(|i| i < 8);
    let proponer = [
        "plan",
        "--proponer",
        "--corte",
        "2017-12-31",
        "--instancia",
        "20067",
    ];
    let dicho = casa.run(&proponer);
    says(
        &dicho,
        &[
            "completo (el de ahora): no se probó: se publicaría poco de él, o de otro de éstos que dice menos.",
            "mujeres en el año, 1 de 1",
            "Se recomienda «",
        ],
    );
    let nombre = dicho
        .split("Se recomienda «")
        .nth(1)
        .unwrap()
        .split('»')
        .next()
        .unwrap();
    casa.run(&["plan", "--usar", nombre, "--instancia", "20067"]);
    says(
        &casa.run(&proponer),
        &[
            &format!("{nombre} (el de ahora)"),
            "Se recomienda el de ahora.",
        ],
    );
}
