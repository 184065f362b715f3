//! The small instancia of `datos/ejemplo`, by the commands of its page; and municipalities that do not come with the program.

use serde_json::json;

use crate::casa::{Casa, read, repository, text};

/// The words of a command line; quotes keep words together.
fn words(linea: &str) -> Vec<String> {
    let partes = linea.split('"').enumerate();
    let mut palabras = vec![];
    for (i, parte) in partes {
        if i % 2 == 1 {
            palabras.push(parte.to_owned());
        } else {
            palabras.extend(parte.split_whitespace().map(str::to_owned));
        }
    }
    palabras
}

#[test]
fn the_page_of_the_example_works_line_by_line() {
    let casa = Casa::folder();
    let pagina = read("docs/ejemplo.md");
    let bloque = pagina.split("```sh\n").nth(1).unwrap();
    let bloque = bloque.split("```").next().unwrap();
    let carpeta = tempfile::tempdir().unwrap();
    let mut ordenes = 0;
    for linea in bloque.lines().filter(|linea| linea.starts_with("pacto ")) {
        let mut palabras = words(linea.strip_prefix("pacto ").unwrap());
        // What only looks takes long, and has tests of its own.
        if palabras[0] == "servir" || linea.contains("--proponer") {
            continue;
        }
        for palabra in &mut palabras {
            if palabra.starts_with("datos/") {
                *palabra = repository(palabra).to_str().unwrap().to_owned();
            } else if palabra.contains(".xlsx") || palabra.contains(".docx") {
                *palabra = carpeta.path().join(&palabra).to_str().unwrap().to_owned();
            }
        }
        let mut orden = casa.command(&palabras.iter().map(String::as_str).collect::<Vec<_>>());
        let salida = orden.env("PACTO_INSTANCIA", "20385").output().unwrap();
        assert!(
            salida.status.success(),
            "{linea}: {}{}",
            text(&salida.stdout),
            text(&salida.stderr)
        );
        ordenes += 1;
    }
    assert!(ordenes > 15, "{ordenes}");
    let datos = casa.serve().data(
        r#"{ instancia(clave: "20385") { nombre siglas agencias { nombre } titulares { nombre }
          edicion(anio: 2025) { sintetica aviso cifras { clave valor calculada { valor } diferencia }
            consejos { sesiones { acuerdos { clave } } } actividades(first: 9) { nodes { clave tipoPropio { nombre } } } } } }"#,
    );
    let suya = &datos["instancia"];
    assert_eq!(suya["agencias"].as_array().unwrap().len(), 8);
    let edicion = &suya["edicion"];
    assert_eq!(edicion["sintetica"], true);
    let actos = edicion["actividades"]["nodes"].as_array().unwrap();
    assert_eq!(actos.len(), 5);
    let de_su_tipo = actos
        .iter()
        .find(|acto| acto["clave"] == "platica-1")
        .unwrap();
    assert_eq!(de_su_tipo["tipoPropio"]["nombre"], "Plática");
    assert_eq!(suya["siglas"], "IMM");
    assert_eq!(
        edicion["consejos"][0]["sesiones"].as_array().unwrap().len(),
        2
    );
    assert_eq!(
        edicion["cifras"],
        json!([
            { "clave": "mujeres", "valor": 60, "calculada": { "valor": 60 }, "diferencia": 0 },
            { "clave": "servicios", "valor": 166, "calculada": { "valor": 166 }, "diferencia": 0 },
            { "clave": "bolsa", "valor": 13, "calculada": { "valor": 12 }, "diferencia": 1 },
            { "clave": "convenios", "valor": 1, "calculada": { "valor": 1 }, "diferencia": 0 },
        ])
    );
}

/// Any municipality of the country can be an instancia.
#[test]
fn a_municipality_that_does_not_come_with_the_program_is_given() {
    let casa = Casa::folder();
    let iniciar = |clave: &str, mas: &[&str]| {
        let orden = [&["iniciar", "--instancia", clave], mas].concat();
        let salida = casa.command(&orden).output().unwrap();
        (
            salida.status.code(),
            text(&salida.stdout) + &text(&salida.stderr),
        )
    };
    for (clave, mas, esperado) in [
        (
            "09020",
            &[][..],
            "si es uno nuevo de Ciudad de México, diga su nombre con --municipio",
        ),
        (
            "20002",
            &["--municipio", "Acatlán"],
            "la región, con --region, y el distrito, con --distrito",
        ),
        (
            "09014",
            &["--municipio", "Benito Juárez", "--region", "costa"],
            "son de los municipios de Oaxaca",
        ),
        (
            "33001",
            &["--municipio", "Nadie"],
            "no es la clave de un municipio",
        ),
        (
            "20067",
            &["--municipio", "Otro"],
            "que el programa ya conoce",
        ),
        (
            "20002",
            &["--region", "llano"],
            "se espera valles-centrales, canada",
        ),
        (
            "20002",
            &["--region", "istmo", "--distrito", "Juquila"],
            "«Juquila» no es un distrito de la región Istmo, que tiene: Juchitán, Tehuantepec",
        ),
    ] {
        let (estado, dicho) = iniciar(clave, mas);
        assert_eq!(estado, Some(2), "{dicho}");
        assert!(dicho.contains(esperado), "{dicho}");
    }
    let tuxtepec = [
        "--municipio",
        "SAN JUAN BAUTISTA TUXTEPEC",
        "--region",
        "papaloapan",
        "--distrito",
        "TUXTEPEC",
    ];
    assert_eq!(iniciar("20184", &tuxtepec).0, Some(0));
    let (estado, dicho) = iniciar("20184", &[]);
    assert_eq!(estado, Some(0));
    assert!(
        dicho.starts_with("La instancia 20184 ya estaba iniciada"),
        "{dicho}"
    );
    // A second one is not begun by a slip of the key; INEGI's name is taken if none is given.
    let (estado, dicho) = iniciar("09014", &[]);
    assert_eq!(estado, Some(2));
    assert!(
        dicho.contains("ya se lleva el registro de") && dicho.contains("(20184)"),
        "{dicho}"
    );
    assert_eq!(iniciar("09014", &["--si"]).0, Some(0));
    for clave in ["20184", "09014"] {
        let publicar = [
            "publicar",
            "--corte",
            "2017-12-31",
            "--si",
            "--sin-atenciones",
        ];
        casa.run(&[&publicar[..], &["--instancia", clave]].concat());
    }
    let datos = casa.serve().data(
        "{ instancias { nombre municipio { clave nombre distrito region } } de: instancias(region: PAPALOAPAN) { clave } }",
    );
    assert_eq!(
        datos["instancias"],
        json!([
            { "nombre": "Instancia Municipal de la Mujer de Benito Juárez",
              "municipio": { "clave": "09014", "nombre": "Benito Juárez", "distrito": "Ciudad de México", "region": "OTRA_ENTIDAD" } },
            { "nombre": "Instancia Municipal de la Mujer de San Juan Bautista Tuxtepec",
              "municipio": { "clave": "20184", "nombre": "San Juan Bautista Tuxtepec", "distrito": "Tuxtepec", "region": "PAPALOAPAN" } },
        ])
    );
    assert_eq!(datos["de"], json!([{ "clave": "20184" }]));
}
