//! Municipalities of other states: their state stands where others have their region, and their parts have their own name.

use super::lector::{between, page, plain};
use crate::casa::Casa;

const AGENCIAS: &str = "Clave,Nombre,Tipo
el-maye,El Maye,Comunidad
remedios,Los Remedios,Comunidad
taxadho,Taxadhó,
";

/// Begins the instancia of a municipality and publishes its year, with the attentions of three places.
fn begin(casa: &Casa, clave: &str, municipio: &str, agencias: &str) {
    let suya = ["--instancia", clave];
    let run = |orden: &[&str]| casa.run(&[orden, &suya].concat());
    run(&["iniciar", "--si", "--municipio", municipio]);
    let hojas = tempfile::tempdir().unwrap();
    let put = |tipo: &str, hoja: &str| {
        let ruta = hojas.path().join(format!("{tipo}.csv"));
        std::fs::write(&ruta, hoja).unwrap();
        run(&["importar", ruta.to_str().unwrap(), "--tipo", tipo]);
    };
    put("agencias", agencias);
    put(
        "pactos",
        "Clave,Nombre,Periodo,Número de signatarias,Signatarias\np,Un pacto,2017,1,13003\n",
    );
    let fila = |i: usize| {
        let lugar = ["El Maye", "Los Remedios", "Taxadhó"][[0, 0, 1, 2][i % 4]];
        let (dia, mes) = (i % 28 + 1, i % 12 + 1);
        format!(
            "{clave}-{i},{dia:02}/{mes:02}/2017,Orientación,{lugar},Primera vez,Psicológica,E-{i},Mujer,1980"
        )
    };
    let filas: Vec<String> = (0..240).map(fila).collect();
    put(
        "atenciones",
        &format!(
            "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento\n{}\n",
            filas.join("\n")
        ),
    );
    run(&["publicar", "--si", "--corte", "2017-12-31"]);
}

/// Who heads the instancia is on its front page, how it is reached at the foot of all, and no calendar is promised that is there.
#[test]
fn a_citizen_finds_who_heads_it_and_how_to_reach_it() {
    let casa = Casa::folder();
    let suya = ["--instancia", "13030"];
    let run = |orden: &[&str]| casa.run(&[orden, &suya].concat());
    run(&["iniciar"]);
    let hojas = tempfile::tempdir().unwrap();
    for (tipo, hoja) in [
        (
            "titulares",
            "Nombre,Cargo,Desde,Hasta\nAna Antes,Directora,2015,2016\nBeatriz Ahora,Coordinadora,2017,\nCarla Luego,Directora,2018,\n",
        ),
        (
            "consejos",
            "Clave,Tipo,Nombre\nc,Consejo Consultivo,El Consejo\n",
        ),
        ("calendario", "Fecha\n01/03/2017\n01/06/2017\n"),
    ] {
        let ruta = hojas.path().join(format!("{tipo}.csv"));
        std::fs::write(&ruta, hoja).unwrap();
        run(&["importar", ruta.to_str().unwrap(), "--tipo", tipo]);
    }
    run(&[
        "publicar",
        "--si",
        "--sin-atenciones",
        "--corte",
        "31/12/2017",
    ]);
    let ajustes = hojas.path().join("paginas");
    std::fs::create_dir(&ajustes).unwrap();
    let contacto = "[contacto]\ntelefono = \"759 123 4567\"\ncorreo = \"ella@ejemplo.org\"\n";
    std::fs::write(ajustes.join("13030.toml"), contacto).unwrap();
    let servidor = casa.serve_with(&["--paginas", ajustes.to_str().unwrap()]);
    let portada = page(&servidor, "/");
    assert!(plain(&portada).contains(": Beatriz Ahora, Coordinadora"));
    assert!(!portada.contains("Ana Antes") && !portada.contains("Carla Luego"));
    for camino in ["/", "/consejo", "/metodologia"] {
        let pagina = page(&servidor, camino);
        assert!(pagina.contains(r#"href="tel:7591234567""#), "{camino}");
        assert!(pagina.contains("mailto:ella@ejemplo.org"), "{camino}");
    }
    let consejo = page(&servidor, "/consejo");
    assert!(!consejo.contains("Cuando una edición publique el calendario"));
    assert!(consejo.contains("no prevé ninguna de hoy en adelante"));
    // A telephone that cannot be dialled is refused.
    std::fs::write(
        ajustes.join("13030.toml"),
        "[contacto]\ntelefono = \"ext. nueve\"\n",
    )
    .unwrap();
    let (estado, mensaje) = casa.fail(&["servir", "--paginas", ajustes.to_str().unwrap()]);
    assert!(
        estado == 2 && mensaje.contains("se escribe con cifras"),
        "{mensaje}"
    );
}

#[test]
fn they_are_of_their_state_and_their_parts_are_called_as_they_are() {
    let casa = Casa::folder();
    begin(&casa, "13030", "Ixmiquilpan", AGENCIAS);
    begin(
        &casa,
        "09014",
        "Benito Juárez",
        &AGENCIAS.replace("Comunidad", ""),
    );
    let servidor = casa.serve_with(&["--portada", "13030"]);
    // Tabs say of which place a page is: bodies may be called alike.
    for (camino, lugar) in [
        ("/explorar", "Ixmiquilpan"),
        ("/09014/explorar", "Benito Juárez"),
    ] {
        let html = page(&servidor, camino);
        let titulo = between(&html, "<title>", "</title>")[0];
        assert!(titulo.contains(lugar), "{titulo}");
    }
    let indice = plain(&page(&servidor, "/instancias"));
    assert!(indice.contains("Hidalgo") && indice.contains("Ciudad de México"));
    // Two states are not one region.
    let region = page(&servidor, "/region");
    assert_eq!(
        plain(between(&region, "<h1>", "</h1>")[0]),
        "Hidalgo: una instancia publica aquí"
    );
    for html in [&indice, &plain(&region)] {
        assert!(!html.contains("Otra entidad"), "{html}");
    }
    assert!(!plain(&region).contains("Distrito"));
    // Who signed is called by its name, though it publishes nothing here.
    assert!(
        plain(&region).contains("Actopan") && !region.contains("la del municipio"),
        "{region}"
    );
    let portada = plain(&page(&servidor, "/"));
    assert!(
        portada.contains("El Maye es la comunidad de la que vinieron más mujeres"),
        "{portada}"
    );
    assert!(portada.contains("Comunidades") && !portada.contains("Agencias"));
    let lugar = page(&servidor, "/agencias/el-maye");
    assert!(lugar.contains("Las demás comunidades") && lugar.contains("<dd>comunidad</dd>"));
    // Where no kind is known, the word is one that any state has.
    let otra = plain(&page(&servidor, "/09014/"));
    assert!(
        otra.contains("la localidad de la que vinieron más mujeres"),
        "{otra}"
    );
    // Crossings too; what is signed has the name of the plan.
    for camino in ["/explorar", "/metodologia"] {
        let pagina = plain(&page(&servidor, camino));
        assert!(pagina.contains("Comunidad y servicio, por año"), "{camino}");
        assert!(!pagina.contains("Agencia y servicio"), "{camino}");
    }
    let informe = casa.ruta().join("informe.xlsx");
    let orden = ["informe", "--anio", "2017", "--instancia", "13030", "-o"];
    casa.run(&[&orden[..], &[informe.to_str().unwrap()]].concat());
    let libro: calamine::Xlsx<_> = calamine::open_workbook(&informe).unwrap();
    let hojas = calamine::Reader::sheet_names(&libro);
    assert!(hojas.contains(&"Por comunidad".to_owned()), "{hojas:?}");
    let datos =
        servidor.data(r#"{ instancia(clave: "13030") { agencias { clave tipo { valor } } } }"#);
    assert_eq!(
        datos["instancia"]["agencias"][0]["tipo"]["valor"],
        "COMUNIDAD"
    );
}
