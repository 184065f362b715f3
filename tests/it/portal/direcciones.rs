//! Addresses: one for each question, statuses, several instancias, what was withdrawn.

use super::lector::{between, get, links, page, plain};
use crate::casa::{Casa, Servidor, agent, withdrawing};

#[test]
fn each_question_has_one_address() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (pedida, guardada) in [
        ("/?utm_source=boletin&fbclid=1", "/"),
        ("/20067/", "/"),
        ("/20067", "/"),
        ("/EXPLORAR", "/explorar"),
        ("/Datos/?utm_source=x", "/datos?utm_source=x"),
        (
            "/20067/explorar?ver=calor&medida=servicios&filas=mes",
            "/explorar?medida=SERVICIOS&filas=MES&ver=calor",
        ),
        (
            "/explorar?medida=SERVICIOS&filas=AGENCIA&columnas=&filtro=&ver=barras",
            "/explorar?medida=SERVICIOS&filas=AGENCIA",
        ),
        (
            "/explorar?filtro=TRIMESTRE%3A2017-T1&filas=AGENCIA&medida=SERVICIOS",
            "/explorar?medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2017-T1",
        ),
        (
            "/explorar?medida=SERVICIOS&filas=AREA&filtro=AGENCIA:cabecera,agencia:donaji&filtro=TRIMESTRE:2017-t2,2017-t1",
            "/explorar?medida=SERVICIOS&filas=AREA&filtro=TRIMESTRE:2017-T1,2017-T2&filtro=AGENCIA:agencia:donaji,cabecera",
        ),
        ("/agencias/DONAJI", "/agencias/donaji"),
        ("/EXPLORADOR/", "/explorador"),
    ] {
        let respuesta = get(&servidor, pedida);
        assert_eq!(
            (respuesta.estado, respuesta.header("Location")),
            (303, guardada),
            "{pedida}"
        );
        if guardada == "/explorador" || guardada.contains("AGENCIA:") {
            continue;
        }
        let html = page(&servidor, guardada.trim_end_matches("?utm_source=x"));
        assert_eq!(
            between(&html, "<link rel=\"canonical\" href=\"", "\"").len(),
            1
        );
    }
}

/// What the API answers is led to as pages are, and what is asked beyond the end of a file is refused as each reads.
#[test]
fn files_are_found_in_capitals_and_end_where_they_end() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let datos = servidor.data("{ ediciones(first: 1) { nodes { hash } } }");
    let hash = datos["ediciones"]["nodes"][0]["hash"].as_str().unwrap();
    for (pedido, entero) in [
        ("Tabla.csv?medida=SERVICIOS", "tabla.csv?medida=SERVICIOS"),
        ("TABLA.CSV/?medida=SERVICIOS", "tabla.csv?medida=SERVICIOS"),
        ("Tabla.XLSX?medida=SERVICIOS", "tabla.xlsx?medida=SERVICIOS"),
    ] {
        let respuesta = get(&servidor, &format!("/ediciones/{hash}/{pedido}"));
        let entero = format!("/ediciones/{hash}/{entero}");
        assert_eq!(
            (respuesta.estado, respuesta.header("Location")),
            (303, &*entero)
        );
        assert_eq!(get(&servidor, &entero).estado, 200);
    }
    assert_eq!(
        get(&servidor, &format!("/Ediciones/{hash}/")).header("Location"),
        format!("/ediciones/{hash}")
    );
    for (archivo, acepta, tipo) in [
        (
            "tabla.xlsx?medida=SERVICIOS",
            "text/html",
            "text/html; charset=utf-8",
        ),
        (
            "tabla.xlsx?medida=SERVICIOS",
            "*/*",
            "application/json; charset=utf-8",
        ),
        (
            "tabla.csv?medida=SERVICIOS",
            "*/*",
            "application/json; charset=utf-8",
        ),
        (
            "tabla.csv?medida=SERVICIOS",
            "text/html",
            "text/html; charset=utf-8",
        ),
    ] {
        let camino = format!("/ediciones/{hash}/{archivo}");
        let pedida = agent()
            .get(servidor.url(&camino))
            .header("Range", "bytes=999999-")
            .header("Accept", acepta);
        let respuesta = pedida.call().unwrap();
        let header = |nombre: &str| respuesta.headers()[nombre].to_str().unwrap().to_owned();
        assert_eq!(respuesta.status(), 416, "{archivo}");
        assert_eq!(header("content-type"), tipo, "{archivo} {acepta}");
        assert!(header("content-range").starts_with("bytes */"));
    }
}

#[test]
fn what_cannot_be_shown_says_why_and_what_to_do() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for (camino, estado, dicho) in [
        ("/nada", 404, "Aquí no hay nada"),
        ("/informe/2016", 404, "No hay edición publicada de 2016"),
        ("/agencias/otra", 404, "Aquí no hay nada"),
        ("/20001/", 404, "Aquí no hay nada"),
        ("/?anio=2016", 400, "No hay edición publicada de 2016"),
        (
            "/datos?version=aaaaaaaaaaaa",
            400,
            "No hay ninguna edición con la versión aaaaaaaaaaaa",
        ),
        (
            "/consejo?pagina=2",
            400,
            "«pagina» no es parte de esta dirección",
        ),
        (
            "/explorar?medida=SERVICIOS&filas=SEXO",
            400,
            "Servicios prestados no se publica por sexo",
        ),
        (
            "/explorar?medida=SERVICIO",
            400,
            "«SERVICIO» no es una medida",
        ),
        (
            "/explorar?medida=SERVICIOS&filas=AGENCIA&filtro=TRIMESTRE:2016-T1",
            400,
            "«2016-T1» no es un valor de trimestre",
        ),
        (
            "/explorar?medida=MUJERES_ATENDIDAS&filtro=MES:2017-01,2017-02",
            400,
            "Mujeres atendidas no se suma por tiempo",
        ),
        (
            "/explorar?medida=SERVICIOS&filas=MES&filas=AREA",
            400,
            "«filas» está dos veces",
        ),
        (
            "/explorar?medidas=SERVICIOS",
            400,
            "«medidas» no es parte de esta dirección",
        ),
    ] {
        let respuesta = get(&servidor, camino);
        assert_eq!(respuesta.estado, estado, "{camino}");
        let html = respuesta.text();
        assert!(plain(html).contains(dicho), "{camino}");
        assert_eq!(respuesta.header("Cache-Control"), "no-store", "{camino}");
        if camino.starts_with("/explorar") {
            assert!(html.contains("<form class=\"formulario\""), "{camino}");
        }
    }
}

#[test]
fn what_is_close_is_offered_and_what_was_chosen_stays() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = get(
        &servidor,
        "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=MES",
    )
    .text()
    .to_owned();
    let error = html
        .split_once("<div class=\"error\"")
        .unwrap()
        .1
        .split("</div>")
        .next()
        .unwrap();
    let cercanos = links(error, "/explorar?");
    assert!(!cercanos.is_empty());
    for cercano in cercanos {
        page(&servidor, &cercano);
    }
    // What was chosen stays chosen.
    assert!(html.contains("<option value=\"AGENCIA\" selected>"));
    assert!(html.contains("<option value=\"MES\" selected>Mes: no se publica por lugar"));
    assert!(html.contains("role=\"alert\"") && html.contains("<title>No se puede contestar: "));
    let otra = get(&servidor, "/explorar?medida=SERVICIOS&filas=TIPO_VIOLENCIA");
    let otra = otra.text();
    assert!(otra.contains(
        "<option value=\"TIPO_VIOLENCIA\" selected>Tipo de violencia: no se publica en esta medida"
    ));
    assert!(otra.contains("<option disabled>Edad: no se publica en esta medida</option>"));
    // Who asks for everybody is offered women.
    let todas = get(&servidor, "/explorar?medida=PERSONAS_ATENDIDAS&filas=MES");
    let (_, error) = todas.text().split_once("<div class=\"error\"").unwrap();
    let ofrecida = links(error, "/explorar?").remove(0);
    assert!(
        ofrecida.contains("medida=MUJERES_ATENDIDAS&filas=MES"),
        "{ofrecida}"
    );
    page(&servidor, &ofrecida);
}

#[test]
fn who_reads_no_pages_is_told_in_json() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    // Whoever reads no pages is told in JSON, and nothing is changed by a page.
    let json = crate::casa::agent()
        .get(servidor.url("/nada"))
        .call()
        .unwrap();
    assert_eq!(
        (
            json.status().as_u16(),
            json.headers()["Content-Type"].to_str().unwrap()
        ),
        (404, "application/json; charset=utf-8")
    );
    let escrita = crate::casa::agent().post(servidor.url("/")).send("x");
    let escrita = escrita.unwrap();
    assert_eq!(escrita.status(), 405);
    assert_eq!(escrita.headers()["Allow"], "GET, HEAD");
}

/// The form says what it offers: everything that can be chosen answers, and what cannot says why.
#[test]
fn the_form_offers_what_can_be_asked() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(
        &servidor,
        "/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO",
    );
    let lista = |id: &str| {
        html.split_once(&format!("<select id=\"{id}\""))
            .unwrap()
            .1
            .split("</select>")
            .next()
            .unwrap()
            .to_owned()
    };
    let mut ofrecidas = 0;
    for columna in between(&lista("columnas"), "value=\"", "\"") {
        let camino = format!("/explorar?medida=MUJERES_ATENDIDAS&filas=AGENCIA&columnas={columna}");
        let camino = camino.trim_end_matches("&columnas=");
        page(&servidor, camino);
        ofrecidas += 1;
    }
    assert!(ofrecidas >= 3);
    let cerradas = between(&lista("columnas"), "<option disabled>", "</option>").join("; ");
    assert!(
        cerradas.contains("Mes: no se publica por lugar"),
        "{cerradas}"
    );
    for periodo in between(&lista("periodo"), "<option disabled>", "</option>") {
        assert!(
            periodo.contains("no se publican con lo elegido"),
            "{periodo}"
        );
    }
}

#[test]
fn several_instancias_share_a_site() {
    let casa = Casa::folder();
    casa.demo().multiply(3);
    let servidor = casa.serve();
    let indice = page(&servidor, "/");
    assert!(indice.contains("3 instancias publican aquí sus cifras"));
    for (camino, estado) in [("/", 200), ("/instancias", 200), ("/nada", 404)] {
        let html = get(&servidor, camino);
        assert_eq!(html.estado, estado);
        assert!(html.text().contains("tel:911"), "{camino}");
    }
    for clave in ["20067", "30001", "30002"] {
        assert!(indice.contains(&format!("href=\"/{clave}/\"")), "{clave}");
        let html = page(&servidor, &format!("/{clave}/"));
        assert!(html.contains(&format!("href=\"/{clave}/datos\"")));
        // The line of help is on every page: a setting, or the country's.
        assert!(html.contains("tel:911"), "{clave}");
    }
    // What the root led to while there was one goes on leading there.
    for (pedida, guardada) in [
        ("/datos", "/20067/datos"),
        ("/informe/2017", "/20067/informe/2017"),
        (
            "/explorar?medida=SERVICIOS&filas=MES",
            "/20067/explorar?medida=SERVICIOS&filas=MES",
        ),
        ("/consejo.ics", "/20067/consejo.ics"),
    ] {
        let respuesta = get(&servidor, pedida);
        assert_eq!(
            (respuesta.estado, respuesta.header("Location")),
            (303, guardada)
        );
        assert_eq!(get(&servidor, guardada).estado, 200, "{guardada}");
    }
    assert!(
        get(&servidor, "/sitemap.xml")
            .text()
            .contains("/30001/metodologia</loc>")
    );
    drop(servidor);
    let servidor = casa.serve_with(&[
        "--portada",
        "30002",
        "--sitio",
        "https://cifras.ejemplo.org/",
    ]);
    let html = page(&servidor, "/");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://cifras.ejemplo.org/\">"));
    assert_eq!(
        get(&servidor, "/30002/consejo").header("Location"),
        "/consejo"
    );
    assert!(page(&servidor, "/instancias").contains("href=\"/20067/\""));
    // A sum of the region is that of what each publishes.
    let region = page(&servidor, "/region");
    assert!(
        region.contains("Valles Centrales: 3 instancias publican aquí"),
        "{region}"
    );
    assert!(region.contains("<td class=\"num\">22,524</td>"));
}

#[test]
fn there_is_no_link_to_an_editor_that_is_not_there() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    assert!(page(&servidor, "/datos").contains("href=\"/explorador\""));
    let servidor = casa.serve_with(&["--solo-consultas"]);
    assert!(!page(&servidor, "/datos").contains("href=\"/explorador\""));
    let estados = ["/explorador", "/EXPLORADOR"].map(|camino| get(&servidor, camino).estado);
    assert_eq!(estados, [404; 2]);
}

#[test]
fn settings_of_an_instancia_are_its_own() {
    let casa = Casa::folder();
    let ajustes = tempfile::tempdir().unwrap();
    std::fs::write(
        ajustes.path().join("20067.toml"),
        "correo = \"datos@ejemplo.org\"\n[ayuda]\npregunta = \"¿Necesita ayuda?\"\ntexto = \"Llame\"\ntelefono = \"5550000\"\n",
    )
    .unwrap();
    casa.demo();
    let carpeta = ajustes.path().to_str().unwrap().to_owned();
    let servidor = casa.serve_with(&["--paginas", &carpeta]);
    let html = page(&servidor, "/");
    assert!(html.contains("tel:5550000") && !html.contains("class=\"mosaico\""));
    assert!(html.contains("En 2017 se atendió a 3,771 mujeres"));
    assert!(page(&servidor, "/metodologia").contains("mailto:datos@ejemplo.org"));
    std::fs::write(ajustes.path().join("20067.toml"), "otra = 1").unwrap();
    let (estado, mensaje) = casa.fail(&[
        "servir",
        "--direccion",
        "127.0.0.1:0",
        "--paginas",
        &carpeta,
    ]);
    assert_eq!(estado, 2, "{mensaje}");
    assert!(mensaje.contains("20067.toml"), "{mensaje}");
}

#[test]
fn what_was_withdrawn_says_why_and_nothing_else() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let html = page(&servidor, "/datos");
    let archivos: Vec<String> = links(&html, "/ediciones/")
        .into_iter()
        .filter(|e| !e.ends_with(".minisig") && e.contains('.'))
        .collect();
    assert!(archivos.len() > 40);
    casa.run(&withdrawing("1", "El corte no era ese"));
    // What was of that edition is gone, with its reason; pages of the instancia go on, and say that none holds.
    for (camino, estado) in [
        ("/", 200),
        ("/explorar", 200),
        ("/consejo", 200),
        ("/datos", 200),
        ("/region", 200),
        ("/metodologia", 200),
        ("/informe/2017", 410),
        ("/?anio=2017", 410),
        ("/explorar?medida=SERVICIOS&filas=MES", 410),
        ("/agencias/donaji", 410),
        ("/consejo.ics", 410),
    ] {
        let respuesta = get(&servidor, camino);
        assert_eq!(respuesta.estado, estado, "{camino}");
        let texto = plain(respuesta.text());
        assert!(texto.contains("Motivo: «El corte no era ese»."), "{camino}");
        assert!(texto.contains("ya no se sirve"), "{camino}");
        assert!(!texto.contains("3,771"), "{camino}");
    }
    page(&servidor, "/accesibilidad");
    let hash = archivos[0]["/ediciones/".len()..][..64].to_owned();
    let fijada = hash[..12].to_owned();
    assert_eq!(
        get(&servidor, &format!("/datos?version={fijada}")).estado,
        410
    );
    for archivo in archivos {
        assert_eq!(get(&servidor, &archivo).estado, 410, "{archivo}");
    }
    files_say_it_too(&servidor, &hash);
    assert!(
        get(&servidor, "/novedades.xml")
            .text()
            .contains("Se retiró la edición 1")
    );
    assert!(
        get(&servidor, "/catalogo.jsonld")
            .text()
            .contains("WITHDRAWN")
    );
}

/// What the explorer prints runs as it is, also where nothing is in the rows.
#[test]
fn what_is_printed_runs() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    for pregunta in [
        "medida=SERVICIOS",
        "medida=SERVICIOS&columnas=MES",
        "medida=SERVICIOS&filas=AREA&filtro=TRIMESTRE:2017-T1",
        "medida=SERVICIOS&filas=SERVICIO&filtro=AGENCIA:agencia:donaji,cabecera",
    ] {
        let html = page(&servidor, &format!("/explorar?{pregunta}"));
        let orden = plain(between(&html, "<pre id=\"curl\"><code>", "</code>")[0]);
        let cuerpo = orden
            .split_once("-d '")
            .unwrap()
            .1
            .trim_end_matches('\'')
            .to_owned();
        let pedida = agent()
            .post(servidor.url("/graphql"))
            .header("Content-Type", "application/json");
        let dicho = pedida
            .send(&cuerpo)
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap();
        assert!(
            dicho.contains("\"valores\":[") && !dicho.contains("errors"),
            "{cuerpo}: {dicho}"
        );
        // Every form that is offered is there.
        for archivo in links(&html, "/ediciones/") {
            assert_eq!(get(&servidor, &archivo).estado, 200, "{archivo}");
        }
    }
}

/// It is said in one way, in a whole page and in JSON.
fn files_say_it_too(servidor: &Servidor, hash: &str) {
    let (titulo, resto) = (
        "La edición 1 se retiró",
        "Motivo: «El corte no era ese». Lo que decía ya no se sirve.",
    );
    let dicho = format!("{titulo}. {resto}");
    for fin in [
        "",
        ".minisig",
        "/tabla.csv?medida=SERVICIOS",
        "/tabla.xlsx?medida=SERVICIOS",
    ] {
        let camino = format!("/ediciones/{hash}{fin}");
        let html = get(servidor, &camino);
        let vista = plain(html.text());
        assert!(vista.contains(titulo) && vista.contains(resto), "{camino}");
        assert!(html.text().contains("tel:911") && html.text().contains("href=\"/consejo\""));
        let pedida = agent().get(servidor.url(&camino));
        let json = pedida.header("Accept", "application/json").call();
        let json = json.unwrap().body_mut().read_to_string().unwrap();
        assert!(
            json.contains(&dicho) && json.contains("EDICION_RETIRADA"),
            "{json}"
        );
    }
}
