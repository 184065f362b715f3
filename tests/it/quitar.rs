//! What should not have come in is taken out, once it was seen and while no edition says it.

use crate::casa::{Casa, on_both, text};
use crate::instancia::Xoxo;

const HOJAS: [(&str, &str); 7] = [
    (
        "consejos",
        "Clave,Tipo,Nombre\nc,Consejo Consultivo,El consejo\n",
    ),
    ("consejo", "Clave,Nombre\nv1,Una\nv2,Otra\n"),
    (
        "sesiones",
        "Clave,Tipo,Fecha,Estado,Presentes\ns-1,Ordinaria,01/03/2017,Celebrada,v1\n",
    ),
    (
        "acuerdos",
        "Sesión,Clave,Texto,Estado\ns-1,A-1,Algo.,Aprobado\ns-1,A-2,Otra cosa.,Aprobado\n",
    ),
    (
        "informes",
        "Clave,Título,Desde,Hasta,Fuente,Consejo,Sesión\ni-17,El informe,01/01/2017,31/12/2017,x,c,s-1\n",
    ),
    (
        "cifras",
        "Informe,Clave,Nombre,Valor,Unidad,Población,Texto\ni-17,todas,Todas,60,Persona,Mujeres,60\ni-17,refugio,En refugio,7,Persona,Mujeres,siete\n",
    ),
    ("titulares", "Nombre,Cargo,Desde\nAna,Directora,2017\n"),
];

fn tried(xoxo: &Xoxo, tipo: &str, clave: &str, como: &str) -> (bool, String) {
    let mut orden = vec!["quitar", tipo, clave, "--instancia", "20385"];
    orden.extend(Some(como).filter(|como| !como.is_empty()));
    let salida = xoxo.casa.command(&orden).output().unwrap();
    let dicho = text(&salida.stdout) + &text(&salida.stderr);
    (salida.status.success(), dicho)
}

/// A place or a unit that was written by mistake goes while no attention is of it, and other ways of writing it go too.
fn places_and_units_go_while_nobody_is_of_them(casa: &Casa) {
    let xoxo = Xoxo::new(casa);
    let agencias = "Clave,Nombre\nuna,Una\notra,Otra\n";
    xoxo.put("agencias", agencias);
    let unidades = "Clave,Nombre,Nombre corto,Periodo\nu,La unidad,La unidad,2017\n";
    xoxo.put("unidades", unidades);
    xoxo.run(&["alias", "agencia", "La Una", "una"]);
    let fila = "A-1,01/03/2017,Orientación,Otra,Primera vez,Ninguna\n";
    let columnas = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia\n";
    xoxo.put("atenciones", &format!("{columnas}{fila}"));
    let (hecho, dicho) = tried(&xoxo, "agencias", "otra", "--si");
    assert!(
        !hecho && dicho.contains("que lo nombran (son 1)"),
        "{dicho}"
    );
    for (tipo, clave) in [("agencias", "una"), ("unidades", "u")] {
        let (hecho, dicho) = tried(&xoxo, tipo, clave, "--si");
        assert!(hecho, "{tipo}: {dicho}");
    }
    assert!(xoxo.run(&["alias"]).contains("0 alias"));
    // Its sheet can be taken in again.
    for (tipo, hoja) in [("agencias", agencias), ("unidades", unidades)] {
        assert!(xoxo.put(tipo, hoja).contains("1 registro nuevo"));
    }
    let publicar = [
        "publicar",
        "--sin-atenciones",
        "--corte",
        "31/03/2017",
        "--si",
    ];
    for (tipo, hoja) in [
        (
            "actividades",
            "Clave,Tipo,Nombre,Fecha\na-1,Taller,Uno,08/03/2017\n",
        ),
        (
            "consejos",
            "Clave,Tipo,Nombre\nc,Consejo Consultivo,El consejo\n",
        ),
        ("sesiones", "Clave,Tipo,Estado\ns-1,Ordinaria,Convocada\n"),
        (
            "informes",
            "Clave,Título,Desde,Hasta,Fuente,Consejo,Sesión\ni-17,El informe,01/01/2017,28/02/2017,x,c,s-1\n",
        ),
    ] {
        xoxo.put(tipo, hoja);
    }
    let visto = xoxo.run(&publicar);
    assert!(
        visto.contains("«El informe» se presentó en la sesión «s-1», que no consta como celebrada"),
        "{visto}"
    );
    let dicho = "ya lo dice la edición 1, y lo publicado no cambia";
    for (tipo, clave, porque) in [
        ("agencias", "una", dicho),
        ("unidades", "u", "cuenta por él"),
        (
            "informes",
            "i-17",
            "las ediciones siguientes dirán lo corregido",
        ),
        (
            "actividades",
            "a-1",
            "seguirán diciendo de ese acto lo que ya se publicó",
        ),
    ] {
        let (hecho, salida) = tried(&xoxo, tipo, clave, "--si");
        assert!(!hecho && salida.contains(porque), "{salida}");
    }
}

on_both!(places_and_units_go_while_nobody_is_of_them);

fn only_what_nothing_says_is_taken_out(casa: &Casa) {
    let xoxo = Xoxo::new(casa);
    for (tipo, hoja) in HOJAS {
        xoxo.put(tipo, hoja);
    }
    for (tipo, clave, esperado) in [
        ("cifras", "refugio", "se espera INFORME/CLAVE"),
        (
            "cifras",
            "i-17/nada",
            "no hay nada de ese tipo con esa clave",
        ),
        ("acuerdos", "c/s-1", "se espera CONSEJO/SESIÓN/CLAVE"),
        ("titulares", "ella", "se espera el periodo en que empieza"),
        ("servicios", "una", "se le da un último día"),
        ("instancia", "una", "se corrige con su hoja"),
        (
            "atenciones",
            "A-1",
            "ninguna atención del registro tiene ese folio",
        ),
        ("consejos", "c", "tiene integrantes, sesiones o calendarios"),
        ("consejo", "c/v1", "lo nombra «s-1»"),
        ("sesiones", "c/s-1", "lo nombra «i-17»"),
        ("cosas", "c", "se espera atenciones, actividades"),
    ] {
        let (hecho, dicho) = tried(&xoxo, tipo, clave, "--si");
        assert!(
            !hecho && dicho.contains(esperado),
            "{tipo} {clave}: {dicho}"
        );
    }
    let (hecho, dicho) = tried(&xoxo, "cifras", "i-17/refugio", "");
    assert!(!hecho && dicho.contains("no hay quien conteste"), "{dicho}");
    let (hecho, dicho) = tried(&xoxo, "cifras", "i-17/refugio", "--simular");
    assert!(
        hecho && dicho.contains("Se quitaría del registro «En refugio: 7». Ninguna edición"),
        "{dicho}"
    );
    let (hecho, dicho) = tried(&xoxo, "informes", "i-17", "--simular");
    assert!(
        hecho && dicho.contains("con lo que tiene dentro: 2 cifras"),
        "{dicho}"
    );
    for (tipo, clave) in [
        ("cifras", "i-17/refugio"),
        ("acuerdos", "c/s-1/A-2"),
        ("consejo", "c/v2"),
    ] {
        let (hecho, dicho) = tried(&xoxo, tipo, clave, "--si");
        assert!(hecho && dicho.contains("Se quitó «"), "{dicho}");
        let (hecho, dicho) = tried(&xoxo, tipo, clave, "--si");
        assert!(
            !hecho && dicho.contains("no hay nada de ese tipo"),
            "{dicho}"
        );
    }
    let publicar = [
        "publicar",
        "--sin-atenciones",
        "--corte",
        "2017-12-31",
        "--si",
    ];
    xoxo.run(&publicar);
    for (tipo, clave) in [
        ("cifras", "i-17/todas"),
        ("informes", "i-17"),
        ("acuerdos", "c/s-1/A-1"),
        ("sesiones", "c/s-1"),
        ("consejo", "c/v1"),
        ("consejos", "c"),
        ("titulares", "2017"),
    ] {
        let (hecho, dicho) = tried(&xoxo, tipo, clave, "--si");
        assert!(
            !hecho && dicho.contains("ya lo dice la edición 1"),
            "{tipo} {clave}: {dicho}"
        );
    }
    let datos = xoxo
        .casa
        .serve()
        .data(r#"{ instancia(clave: "20385") { edicion(anio: 2017) { cifras { clave } } } }"#);
    assert_eq!(
        datos["instancia"]["edicion"]["cifras"],
        serde_json::json!([{ "clave": "todas" }])
    );
    let bitacora = xoxo.casa.run(&["bitacora"]);
    assert_eq!(bitacora.matches("quitar").count(), 3, "{bitacora}");
}

on_both!(only_what_nothing_says_is_taken_out);

const COLUMNAS: &str = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento\n";

/// Takes attentions in.
fn attended(xoxo: &Xoxo, filas: &str) -> String {
    xoxo.put("atenciones", &format!("{COLUMNAS}{filas}"))
}

fn an_attention_goes_while_no_edition_has_counted_it(casa: &Casa) {
    let xoxo = Xoxo::new(casa);
    let dos = "A-1,01/03/2017,Trabajo social,Cabecera municipal,Primera vez,Ninguna,E-1,Mujer,1980
A-2,01/03/2017,Trabajo social,Cabecera municipal,Primera vez,Ninguna,E-1,Mujer,1980\n";
    let sola =
        "A-3,02/03/2017,Trabajo social,Cabecera municipal,Primera vez,Ninguna,E-2,Mujer,1985\n";
    attended(&xoxo, &format!("{dos}{sola}"));
    let (hecho, dicho) = tried(&xoxo, "atenciones", "a-2", "--simular");
    assert!(
        hecho
            && dicho.contains("«A-2, 2017-03-01, Trabajo social, ")
            && dicho.contains("Ninguna edición"),
        "{dicho}"
    );
    for folio in ["a-2", "A-3"] {
        let (hecho, dicho) = tried(&xoxo, "atenciones", folio, "--si");
        assert!(hecho && dicho.contains("Bórrelo también"), "{dicho}");
        let (hecho, dicho) = tried(&xoxo, "atenciones", folio, "--si");
        assert!(!hecho && dicho.contains("tiene ese folio"), "{dicho}");
    }
    let ficha = xoxo.run(&["persona", "--folio", "A-1"]);
    assert!(ficha.contains("hay una atención"), "{ficha}");
    // Whoever is new has a number of her own: what is done to her is not done to whoever had the last one.
    attended(
        &xoxo,
        "A-4,03/03/2017,Trabajo social,Cabecera municipal,Primera vez,Ninguna,E-9,Mujer,1970\n",
    );
    xoxo.run(&["cancelar", "--folio", "A-4", "--confirmar", "--si"]);
    // Whoever took the wrong one out has it back.
    let vuelve = attended(&xoxo, &format!("{dos}{sola}"));
    assert!(vuelve.contains("2 nuevos, 1 que ya estaba"), "{vuelve}");
    let publicar = [
        "publicar",
        "--sin-atenciones",
        "--corte",
        "31/03/2017",
        "--si",
    ];
    xoxo.run(&publicar);
    let (hecho, dicho) = tried(&xoxo, "atenciones", "A-2", "--si");
    assert!(
        !hecho && dicho.contains("una edición ya la contó"),
        "{dicho}"
    );
    xoxo.run(&["rectificar", "--folio", "A-2", "Servicio=Orientación"]);
    let (hecho, dicho) = tried(&xoxo, "atenciones", "A-2", "--si");
    assert!(
        !hecho && dicho.contains("una edición ya la contó"),
        "{dicho}"
    );
}

on_both!(an_attention_goes_while_no_edition_has_counted_it);
