//! Years beside each other: what keeps to the year that is shown, what is offered of one that has not ended, what is announced.

use super::lector::{between, get, get_with, links, page, plain};
use crate::casa::{Casa, agent};

/// What a list offers.
fn offered(html: &str, id: &str) -> Vec<String> {
    let lista = html.split_once(&format!("<select id=\"{id}\"")).unwrap().1;
    let lista = lista.split("</select>").next().unwrap();
    let valores = between(lista, "<option value=\"", "\"").into_iter();
    valores.map(str::to_owned).collect()
}

#[test]
fn what_is_offered_of_a_year_that_has_not_ended_answers() {
    let casa = Casa::folder();
    let servidor = casa.half_year().serve();
    let html = page(&servidor, "/explorar?medida=SERVICIOS&filas=MES");
    let mut preguntadas = 0;
    for medida in offered(&html, "medida") {
        // What a browser sends of the form as it comes.
        let camino = format!("/explorar?medida={medida}&filas=&columnas=&filtro=TRIMESTRE:2017-T2");
        let adonde = get(&servidor, &camino).header("Location").to_owned();
        let html = page(&servidor, &adonde);
        assert!(
            html.contains("<option value=\"TRIMESTRE:2017-T2\" selected>"),
            "{medida}"
        );
        for filas in offered(&html, "filas")
            .iter()
            .filter(|filas| !filas.is_empty())
        {
            let camino = format!("/explorar?medida={medida}&filas={filas}");
            let html = get(&servidor, &camino);
            let periodos = offered(html.text(), "periodo");
            let elegido = periodos.iter().filter(|p| !p.is_empty()).find(|p| {
                html.text()
                    .contains(&format!("<option value=\"{p}\" selected>"))
            });
            let filtro = elegido.map_or(String::new(), |p| format!("&filtro={p}"));
            for columnas in offered(html.text(), "columnas") {
                let columnas = format!("&columnas={columnas}");
                let columnas = columnas.trim_end_matches("&columnas=");
                let con_tiempo = columnas.ends_with("MES") || columnas.ends_with("TRIMESTRE");
                let filtro = if con_tiempo { "" } else { &filtro };
                page(&servidor, &format!("{camino}{columnas}{filtro}"));
                preguntadas += 1;
            }
        }
    }
    assert!(preguntadas > 10, "{preguntadas}");
    // What is of the whole year says when it will be.
    let abierta = get(&servidor, "/explorar?medida=SERVICIOS&filas=SERVICIO");
    assert_eq!(abierta.estado, 400);
    let error = between(abierta.text(), "<div class=\"error\"", "</div>")[0];
    let cercanos = links(error, "/explorar?");
    assert!(!cercanos.is_empty());
    cercanos
        .iter()
        .for_each(|cercano| drop(page(&servidor, cercano)));
    assert!(!plain(error).contains("2017-"), "{error}");
    // So does a part of it that has not ended.
    let parte = get(
        &servidor,
        "/explorar?medida=SERVICIOS&filtro=TRIMESTRE:2017-T3",
    );
    let dicho = "3.er trimestre de 2017 no había terminado al corte, 30 de junio de 2017: se publica con uno posterior";
    assert!(plain(parte.text()).contains(dicho));
    assert!(
        parte
            .text()
            .contains("<option value=\"TRIMESTRE:2017-T3\" selected>")
    );
    // The region is of the last quarter that has ended.
    let region = page(&servidor, "/region");
    assert!(region.contains("Servicios, 2.º trimestre de 2017"));
    assert!(region.contains("<td class=\"num\">"), "{region}");
}

#[test]
fn the_months_of_a_quarter_are_its_months() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(
        &servidor,
        "/explorar?medida=SERVICIOS&filas=MES&filtro=TRIMESTRE:2017-T2",
    );
    let filas = between(&html, "<th scope=\"row\">", "</th>");
    assert_eq!(filas, ["abril de 2017", "mayo de 2017", "junio de 2017"]);
    let datos = servidor.data(
        r#"{ instancia(clave: "20067") { edicion {
            tabla(medida: SERVICIOS, filas: [SERVICIO], filtros: [{ nivel: AREA, codigos: ["atencion"] }]) {
                filas { miembros { codigo nivel } } valores }
            todas: tabla(medida: SERVICIOS, filas: [SERVICIO]) { filas { miembros { codigo } } valores }
        } } }"#,
    );
    let edicion = &datos["instancia"]["edicion"];
    let celdas = |tabla: &serde_json::Value| -> Vec<(String, serde_json::Value)> {
        let filas = tabla["filas"].as_array().unwrap().iter();
        let codigos = filas.map(|fila| fila["miembros"][0]["codigo"].as_str().unwrap().to_owned());
        codigos
            .zip(tabla["valores"].as_array().unwrap().clone())
            .collect()
    };
    let (de_area, todas) = (celdas(&edicion["tabla"]), celdas(&edicion["todas"]));
    assert!(!de_area.is_empty() && de_area.len() < todas.len());
    assert!(de_area.iter().all(|celda| todas.contains(celda)));
}

#[test]
fn what_is_shown_of_a_year_keeps_to_it() {
    let casa = Casa::folder();
    casa.demo().publish("2018-12-31");
    let servidor = casa.serve();
    for camino in [
        "/",
        "/datos",
        "/consejo",
        "/metodologia",
        "/agencias/donaji",
        "/explorar",
    ] {
        let html = page(&servidor, &format!("{camino}?anio=2017"));
        for enlace in links(&html, "/") {
            let (camino, _) = enlace.split_once('#').unwrap_or((&enlace, ""));
            let de_ninguno = [
                "/estatico/",
                "/ediciones/",
                "/graphql",
                "/schema.graphql",
                "/icono",
                "/explorador",
            ]
            .iter()
            .any(|desde| camino.starts_with(desde))
                || [".ics", ".xml", ".jsonld"]
                    .iter()
                    .any(|fin| camino.ends_with(fin));
            let suyo = camino.contains("anio=")
                || camino.contains("version=")
                || camino == "/informe/2017";
            assert!(de_ninguno || suyo, "{enlace}");
        }
        // The address that is kept says nothing of how it is printed.
        let como = if camino == "/agencias/donaji" {
            "?anio=2017&imprimir=1"
        } else {
            "?imprimir=1"
        };
        let html = page(&servidor, &format!("{camino}{como}"));
        let canonica = between(&html, "<link rel=\"canonical\" href=\"", "\"")[0];
        assert!(!canonica.contains("imprimir"), "{canonica}");
    }
    // There is a report of 2017 and none of 2018: the menu names the one there is.
    let html = page(&servidor, "/");
    assert!(
        links(&html, "/informe/")
            .iter()
            .all(|enlace| enlace == "/informe/2017")
    );
    // Years stand side by side, each as its own page says it.
    let lado = between(&html, "aria-labelledby=\"s-anios\"", "</section>")[0];
    assert!(lado.contains("De 2017 a 2018, año por año"));
    assert!(lado.contains("<a href=\"/?anio=2017\">2017</a>"));
    let celdas = between(lado, "<td class=\"num\">", "</td>");
    assert_eq!(celdas[..2], ["3,771", "0"]);
    let anterior = page(&servidor, "/?anio=2017");
    assert!(plain(&anterior).contains("Sin periodo anterior publicado."));
    // Nothing is a part of nothing.
    for camino in [
        "/",
        "/metodologia",
        "/explorar?medida=SERVICIOS&filas=SERVICIO",
    ] {
        assert!(
            !plain(&page(&servidor, camino)).contains("0.0\u{a0}%"),
            "{camino}"
        );
    }
}

#[test]
fn what_is_announced_is_in_the_page_and_in_the_calendar() {
    let casa = Casa::folder();
    casa.demo();
    let ajustes = tempfile::tempdir().unwrap();
    let anuncio = |fecha: &str, que: &str| {
        format!("[[publicaciones]]\nfecha = \"{fecha}\"\nhora = \"10:00\"\nque = \"{que}\"\n")
    };
    let texto = anuncio("2999-01-29", "Cifras de 2998")
        + &anuncio("2017-01-27", "Cifras de 2016")
        + "cambio = \"Faltaba una firma\"\n"
        + &anuncio("2999-01-29", "Informe de 2998");
    std::fs::write(ajustes.path().join("20067.toml"), texto).unwrap();
    std::fs::write(ajustes.path().join("20999.toml"), "").unwrap();
    let servidor = casa.serve_with(&["--paginas", ajustes.path().to_str().unwrap()]);
    let avisa = "Aviso: 20999.toml, de --paginas, no se usa: de 20999 no hay ninguna edición";
    assert!(
        servidor.salida.contains(avisa) && !servidor.salida.contains("Aviso: 20067"),
        "{}",
        servidor.salida
    );
    let datos = page(&servidor, "/datos");
    let seccion = plain(between(&datos, "id=\"calendario\"", "</section>")[0]);
    assert!(
        seccion.contains("29 de enero de 2999, 10:00 horas") && seccion.contains("Cifras de 2998")
    );
    assert!(!seccion.contains("Cifras de 2016"));
    assert!(page(&servidor, "/").contains("Cifras de 2998: 29 de enero de 2999"));
    let calendario = get(&servidor, "/publicaciones.ics");
    let texto = calendario.text();
    assert_eq!(texto.matches("BEGIN:VEVENT").count(), 3);
    let hora = "DTSTART;TZID=America/Mexico_City:29990129T100000";
    assert!(texto.contains(hora) && texto.contains("Faltaba una firma"));
    let uids: std::collections::BTreeSet<&str> =
        between(texto, "UID:", "\r\n").into_iter().collect();
    assert_eq!(uids.len(), 3);
}

#[test]
fn who_asks_too_often_is_told_in_words_that_can_be_read() {
    let casa = Casa::folder();
    casa.demo();
    let servidor = casa.serve_with(&["--peticiones", "1"]);
    let refused = |tipo: &str| {
        let todas = (0..200).map(|_| get_with(&servidor, "/accesibilidad", &[("Accept", tipo)]));
        todas
            .into_iter()
            .find(|respuesta| respuesta.estado == 429)
            .unwrap()
    };
    let pagina = refused("text/html");
    assert_eq!(pagina.header("Content-Type"), "text/html; charset=utf-8");
    assert!(pagina.header("Retry-After").parse::<u32>().unwrap() > 0);
    let vista = plain(pagina.text());
    let dichas = ["Demasiadas peticiones seguidas", "Espere"];
    assert!(dichas.iter().all(|dicha| vista.contains(dicha)), "{vista}");
    assert!(pagina.text().contains("/estatico/estilo-"));
    let mut json = agent().get(servidor.url("/graphql")).call().unwrap();
    assert_eq!(json.status(), 429);
    let json: serde_json::Value = json.body_mut().read_json().unwrap();
    assert_eq!(
        json["errors"][0]["extensions"]["code"],
        "DEMASIADAS_PETICIONES"
    );
}

#[test]
fn what_is_missing_among_pages_is_told_in_a_page() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (camino, tipo, esperado) in [
        ("/informe/2016", "*/*", "text/html; charset=utf-8"),
        ("/agencias/otra", "*/*", "text/html; charset=utf-8"),
        ("/informe/2016", "application/json", "application/"),
        ("/otra", "*/*", "application/"),
        ("/otra", "text/html", "text/html; charset=utf-8"),
    ] {
        let pedida = agent().get(servidor.url(camino)).header("Accept", tipo);
        let respuesta = pedida.call().unwrap();
        assert_eq!(respuesta.status(), 404, "{camino}");
        let dicho = respuesta.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(dicho.starts_with(esperado), "{camino} {tipo}: {dicho}");
    }
}
