//! What an order tells of what it changes is what changes, in the words of the register.

use crate::casa::{Casa, on_both};
use crate::oficina::{Oficina, csv, many};

fn run(casa: &Casa, orden: &[&str]) -> String {
    casa.run(&[orden, &["--instancia", "20067"]].concat())
}

/// What was written another way is told as what it was read as, and of what counts where no more than is true.
fn a_correction_says_what_the_register_says(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("minimo");
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-06-30");
    let tarde = ["T-1,08/03/2017,Asesoría jurídica,Candiani,Primera vez,Ninguna,,E0,Mujer,1960"]
        .map(str::to_owned);
    oficina.import(&oficina.sheet("tarde.csv", csv(&tarde)));
    run(casa, &["alias", "servicio", "Orduña", "Trabajo social"]);
    let put_right = |folio: &str, cambios: &[&str]| {
        run(
            casa,
            &[&["rectificar", "--folio", folio, "--si"], cambios].concat(),
        )
    };
    for (folio, cambios, frases, calla) in [
        (
            "T-1",
            &["Servicio=Orduña", "Visita=primera vez"][..],
            &[
                "Servicio: de «Asesoría jurídica» a «Trabajo social», que es como se lee «Orduña».",
                "Visita: ya decía «Primera vez».",
                "Ninguna edición la ha contado, y su día es de un mes ya publicado: contará como extemporánea en 2017-07, con lo corregido.",
            ][..],
            "lo publicado no cambia",
        ),
        (
            "F-0",
            &["servicio=trabajo social", "Fecha=02/01/2017"],
            &[
                "Servicio: de «Asesoría jurídica» a «Trabajo social».",
                "Fecha: de «2017-01-01» a «2017-01-02».",
                "Una edición ya la contó, en 2017-01: lo publicado no cambia.",
            ],
            "que es como se lee",
        ),
        (
            "F-0",
            &[
                "Tipos de violencia=física;psicológica",
                "Servicio=Orientación",
            ],
            &[
                "Una edición ya la contó, como antes de corregirla por primera vez: lo publicado no cambia.",
            ],
            "Física», que",
        ),
        (
            "F-8",
            &["Escolaridad=Básica"],
            &["Escolaridad: de «No preguntado» a «Básica»."],
            "edición",
        ),
    ] {
        let dicho = put_right(folio, cambios);
        for frase in frases {
            assert!(dicho.contains(frase), "{frase}: {dicho}");
        }
        assert!(!dicho.contains(calla), "{calla}: {dicho}");
    }
    // Once it was counted late, it was counted.
    casa.publish("2017-12-31");
    let dicho = put_right("T-1", &["Servicio=Orientación"]);
    let contada = "Una edición ya la contó como extemporánea, en 2017-07: lo publicado no cambia.";
    assert!(dicho.contains(contada), "{dicho}");
}

on_both! {
    a_correction_says_what_the_register_says,
}
