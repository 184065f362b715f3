//! What an order tells of what it changes is what changes, in the words of the register.

use crate::casa::{Casa, on_both, publishing};
use crate::instancia::Xoxo;
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

/// Of a report that ends after the cut-off it is said which edition says it.
fn report_waits_for_its_end(casa: &Casa) {
    let hasta_junio = [&["publicar", "--simular"], &publishing("2017-06-30")[2..]].concat();
    let dicho = casa.run(&hasta_junio);
    assert!(
        dicho.contains("El informe «El informe» termina el 31/12/2017")
            && !dicho.contains("Cifras de su informe"),
        "{dicho}"
    );
}

/// Whatever the next edition would say otherwise than the last one is told before it is prepared, and by its name.
fn what_waits_is_told_besides_attentions(casa: &Casa) {
    let oficina = Oficina::new(casa);
    casa.plan("minimo");
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    let put = |tipo: &str, titulos: &str, filas: &str| {
        let ruta = oficina.sheet(&format!("{tipo}.csv"), format!("{titulos}\n{filas}\n"));
        run(casa, &["importar", &ruta, "--tipo", tipo])
    };
    let informe = "Clave,Título,Desde,Hasta,Fuente";
    let cifra = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto";
    let sesion = "Clave,Tipo,Número,Fecha,Estado,Lugar";
    let acto = "Clave,Tipo,Nombre,Fecha,Público,Participantes";
    let servicio = "Clave,Nombre,Área";
    let titular = "Nombre,Cargo,Desde,Hasta";
    let waits = || run(casa, &["pendientes"]);
    put(
        "consejos",
        "Clave,Tipo,Nombre",
        "c,Consejo Consultivo,El consejo",
    );
    put("sesiones", sesion, "s-1,Ordinaria,1,01/03/2017,Celebrada,");
    put("informes", informe, "i,El informe,01/01/2017,31/12/2017,x");
    put(
        "cifras",
        cifra,
        "i,todas,Mujeres atendidas,60,Persona,Mujeres,60",
    );
    put("actividades", acto, "a,Taller,Uno,08/03/2017,Mujeres,80");
    put("servicios", servicio, "bolsa,Bolsa,atencion");
    put("titulares", titular, "Ana,Directora,2017,");
    let nada = waits();
    for frase in [
        "1 actividad por publicar.",
        "1 sesión por publicar.",
        "1 informe por publicar.",
        "1 cifra de informe por publicar.",
        "1 titular por publicar.",
        "1 consejo por publicar.",
        "El informe «El informe» termina el 31/12/2017: lo dice, con sus cifras, la edición de 2017 cuyo corte llega a ese día.",
    ] {
        assert!(nada.contains(frase), "{frase}: {nada}");
    }
    assert!(!nada.contains("ficha"), "{nada}");
    report_waits_for_its_end(casa);
    let segunda = [&["publicar", "--simular"], &publishing("2017-12-31")[2..]].concat();
    casa.publish("2017-12-31");
    let publicado = waits();
    assert_eq!(publicado.lines().count(), 2, "{publicado}");
    put(
        "sesiones",
        sesion,
        "s-1,Ordinaria,1,01/03/2017,Celebrada,DIF\ns-2,Ordinaria,2,01/04/2999,Convocada,",
    );
    put(
        "cifras",
        cifra,
        "i,todas,Mujeres atendidas,66,Persona,Mujeres,66\ni,otra,Otra,7,Persona,Mujeres,7",
    );
    put(
        "actividades",
        acto,
        "a,Taller,Otro nombre,08/03/2017,Mujeres,80",
    );
    put(
        "servicios",
        servicio,
        "bolsa,La bolsa,atencion\nnuevo,Nuevo,atencion",
    );
    put(
        "titulares",
        titular,
        "Ana,Directora,2017,2017\nEva,Directora,2018,",
    );
    put("instancia", "Nombre,Siglas", "El instituto,IMM");
    let dicho = waits();
    for frase in [
        "1 sesión por publicar, cuando el corte llegue a su día, que no ha llegado.\n1 sesión con otros datos que lo publicado: sesión ordinaria 1 (c/s-1), del 2017-03-01.",
        "1 cifra de informe por publicar.\n1 cifra de informe con otros datos que lo publicado: cifra de informe «Mujeres atendidas» (i/todas), antes 60 y ahora 66.",
        "1 titular por publicar.\n1 titular con otros datos que lo publicado: titular «Ana».",
        "1 servicio por publicar.\n1 servicio con otros datos que lo publicado: servicio «La bolsa».",
        "1 ficha de la instancia con otros datos que lo publicado",
    ] {
        assert!(dicho.contains(frase), "{frase}: {dicho}");
    }
    // What was published of an act does not change.
    assert!(!dicho.contains("actividad"), "{dicho}");
    let vista = casa.run(&segunda);
    for frase in [
        "2 titulares (sin publicar hasta ahora: 1; dicen otra cosa: titular «Ana»)",
        "(dicen otra cosa: sesión ordinaria 1 (c/s-1), del 2017-03-01)",
        "dicen otra cosa: servicio «La bolsa»)",
    ] {
        assert!(vista.contains(frase), "{frase}: {vista}");
    }
    casa.publish("2017-12-31");
    let dicho = waits();
    assert!(!dicho.contains("otros datos"), "{dicho}");
}

/// Who was taken out is known by the key: what losing it would do is told when she goes, and when it is lost.
fn who_was_taken_out_comes_back_when_the_key_is_lost(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hoja = oficina.sheet("todas.csv", csv(&many(6)));
    oficina.import(&hoja);
    let de_las_hojas = "Quite sus renglones también de las hojas que guarde";
    let mientras = "Mientras la instancia conserve su clave de identidad";
    let visto = run(casa, &["cancelar", "--folio", "F-0"]);
    assert!(visto.contains(de_las_hojas), "{visto}");
    let constancia = oficina.path("constancia.txt");
    let destino = ["-o", constancia.to_str().unwrap()];
    let hecho = run(
        casa,
        &[
            &["cancelar", "--folio", "F-0", "--confirmar", "--si"],
            &destino[..],
        ]
        .concat(),
    );
    let constancia = std::fs::read_to_string(&constancia).unwrap();
    assert!(
        hecho.contains(de_las_hojas) && constancia.contains(mientras),
        "{hecho}{constancia}"
    );
    assert!(oficina.import(&hoja).contains("0 nuevos"));
    std::fs::remove_file(casa.lugares().claves.join("identidad.key")).unwrap();
    let perdida = casa.run(&["claves", "--identidad-perdida", "--si"]);
    assert!(
        perdida.contains("Cancelaciones que ya no se reconocerían: 1."),
        "{perdida}"
    );
    let vuelven = oficina.import(&hoja);
    assert!(vuelven.contains("2 nuevos"), "{vuelven}");
}

on_both! {
    a_correction_says_what_the_register_says,
    what_waits_is_told_besides_attentions,
    who_was_taken_out_comes_back_when_the_key_is_lost,
}

/// What a sheet changes of a council, a session or what it agreed is told by what it is, its day and its name: of several
/// things, those that change.
#[test]
fn what_changes_of_a_council_can_be_read() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    let largo = "Se aprueba por unanimidad el calendario de las sesiones ordinarias que el consejo tendrá en el año";
    let acuerdo = |anio: u32, votos: &str| format!("s-1,A-1,{largo} {anio}.,Aprobado,{votos}");
    for (tipo, titulos, antes, ahora, esperado) in [
        (
            "consejos",
            "Clave,Tipo,Nombre,Integrantes,Quórum",
            "c,Consejo Consultivo,El consejo,,",
            "c,Consejo Consultivo,El consejo,3,Mitad más uno",
            "consejo «El consejo» (c): Integrantes: antes nada, ahora «3»; Quórum: antes nada, ahora «Mitad más uno».",
        ),
        (
            "consejo",
            "Clave,Nombre,Asiento\nv1,Una,\nv2,Otra,",
            "presidenta,Tercera,",
            "presidenta,Tercera,Presidencia",
            "integrante de consejo «Tercera» (c/presidenta): Asiento: antes nada, ahora «Presidencia».",
        ),
        (
            "sesiones",
            "Clave,Tipo,Número,Fecha,Estado,Orden del día,Asuntos,Presentes,Ausentes",
            "s-1,Ordinaria,1,01/03/2017,Celebrada,Lista de asistencia; Toma de protesta,,v1; v2,presidenta",
            "s-1,Ordinaria,1,01/03/2017,Celebrada,Lista de asistencia; Toma de protesta; Clausura,Otro; Toma de protesta presidenta; Otro,v1; v2; presidenta,",
            "sesión ordinaria 1 (c/s-1), del 2017-03-01: Asistencia: antes «presidenta, ausente», ahora «presidenta, presente»; Orden del día: antes «Toma de protesta», ahora «Toma de protesta (toma de protesta: presidenta)», «Clausura».",
        ),
        (
            "sesiones",
            "Clave,Tipo,Número,Fecha,Estado,Orden del día",
            "s-2,Ordinaria,2,01/04/2017,Celebrada,Informe; Clausura",
            "s-2,Ordinaria,2,01/04/2017,Celebrada,Clausura; Informe; Clausura",
            "sesión ordinaria 2 (c/s-2), del 2017-04-01: Orden del día: se agrega «Clausura».",
        ),
        (
            "acuerdos",
            "Sesión,Clave,Texto,Estado,A favor,En contra,Abstenciones",
            &acuerdo(2018, "2,0,0"),
            &acuerdo(2019, "3,0,0"),
            "acuerdo «A-1» de la sesión c/s-1: Texto: antes «…año 2018.», ahora «…año 2019.»; Votación: antes «2 a favor, 0 en contra, 0 abstenciones», ahora «3 a favor, 0 en contra, 0 abstenciones».",
        ),
        (
            "calendario",
            "Año,Fecha,Tipo",
            "2018,05/01/2018,Ordinaria\n2018,05/02/2018,Ordinaria",
            "2018,05/01/2018,Ordinaria\n2018,06/02/2018,Ordinaria",
            "calendario de sesiones de 2018, del consejo c: Fecha: antes «2018-02-05 Ordinaria», ahora «2018-02-06 Ordinaria».",
        ),
        (
            "pactos",
            "Clave,Nombre,Fecha,Signatarias",
            "p,El pacto,01/03/2017,20067; 20390",
            "p,El pacto,01/03/2017,20067; 20553; 20390",
            "pacto «El pacto» (p), del 2017-03-01: Signatarias: se agrega «20553».",
        ),
        (
            "informes",
            "Clave,Título,Desde,Hasta,Fuente,Consejo,Sesión",
            "i,El informe,01/01/2017,31/12/2017,x,,",
            "i,El informe,01/01/2017,30/12/2017,x,c,s-1",
            "informe «El informe» (i): periodo: antes «del 2017-01-01 al 2017-12-31», ahora «del 2017-01-01 al 2017-12-30»; Presentado en: antes nada, ahora «sesión s-1 del consejo c».",
        ),
        (
            "cifras",
            "Informe,Clave,Nombre,Valor,Población,Texto,Se compara con,De qué",
            "i,a,Asesorías,60,Mujeres,60,Mujeres atendidas,",
            "i,a,Asesorías,60,Mujeres,60,Servicios,Asesoría jurídica",
            "Se compara con: antes «Mujeres atendidas», ahora «Servicios, servicio asesoria_juridica»",
        ),
    ] {
        xoxo.put(tipo, &format!("{titulos}\n{antes}\n"));
        let dicho = xoxo.put(tipo, &format!("{titulos}\n{ahora}\n"));
        assert!(dicho.contains(esperado), "{tipo}: {dicho}");
    }
}
