//! Sheets of others, with a map.

use crate::casa::{Casa, repository, text};
use crate::oficina::Oficina;

/// Invented rows with the traps of real ones: two spellings of yes, a header with another capital, a cell too many.
const HOJA: &str = "\u{feff}Fecha,provincia,genero,tipo_de_violencia_fisica,tipo_de_violencia_psicologica,tipo_de_violencia_sexual,tipo_de_violencia_economica_y_patrimonial,tipo_de_violencia_simbolica,tipo_de_violencia_domestica,modalidad_de_violencia_institucional,modalidad_de_violencia_laboral,modalidad_violencia_contra_libertad_reproductiva,modalidad_de_violencia_obstetrica,modalidad_de_violencia_mediatica,modalidad_de_violencia_otras
2020-01-01,Centro,Mujer,Si,SI,No,No,No,Si,No,No,No,No,No,No
2020-01-01,Centro,Mujer,Si,SI,No,No,No,Si,No,No,No,No,No,No
2020-02-03,Centro,,No,No,No,Si,No,No,No,No,Si,No,No,No
2020-02-04,Centro,,No,No,No,No,No,No,No,No,No,No,No,Si
2020-02-05,Centro,Mujer,No,Si,No,No,No,No,No,No,No,No,Si,No
2020-02-06,Centro,y Norte,Mujer,No,Si,No,No,No,No,No,No,No,No,Si,No
";

#[test]
fn the_sheet_of_others_is_read_through_a_map() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = oficina.sheet("ajena.csv", HOJA);
    let (mensaje, _) = oficina.refused(&hoja, &[]);
    assert!(
        mensaje.contains("faltan las columnas «Servicio», «Procedencia»"),
        "{mensaje}"
    );
    let mapa = repository("docs/mapas/linea144.toml");
    let mapa = ["--mapa", mapa.to_str().unwrap()];
    let (mensaje, dicho) = oficina.refused(&hoja, &mapa);
    assert!(
        mensaje.contains("errores: 3, en 2 de 6 renglones"),
        "{mensaje}"
    );
    for esperado in [
        "renglón 6, Modalidades: «Mediática» no está vigente en la fecha: entró en vigor el 2021-06-02",
        "renglón 7, Tipos de violencia: sale de la columna «tipo_de_violencia_fisica», que no dice sí ni no: se espera «sí», «x» o «1»; o «no», «0» o nada",
        "renglón 7: tiene más celdas que encabezados",
        "Hay 2 columnas de la hoja que no se leen: «provincia», «genero»",
    ] {
        assert!(dicho.contains(esperado), "{esperado}\n{dicho}");
    }
    let orden = [
        "importar",
        &hoja,
        "--instancia",
        "20067",
        "--aceptar-validas",
    ];
    let validas = casa.run(&[&orden[..], &mapa].concat());
    assert!(
        validas.contains("4 nuevos") && validas.contains("quedan fuera: 2"),
        "{validas}"
    );
    for (tipos, veces) in [("fisica+psicologica", 2), ("economica+patrimonial", 1)] {
        let consulta = format!("SELECT COUNT(*) FROM atencion WHERE tipos = '{tipos}'");
        assert_eq!(oficina.count(&consulta), veces, "{tipos}");
    }
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM atencion WHERE violencia = 'NO_ESPECIFICADO'"),
        1
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion_violencia WHERE catalogo = 'MODALIDAD' AND clave = 'familiar'"), 2);
    let malo = oficina.sheet("mapa.toml", "[columnas]\nFecha = \"dia\"\n");
    let (mensaje, _) = oficina.refused(&hoja, &["--mapa", &malo]);
    assert!(
        mensaje.contains("el mapa: la hoja no tiene la columna «dia»"),
        "{mensaje}"
    );
}

/// No cell of the sheet puts right what the map says in all rows.
#[test]
fn a_wrong_constant_is_the_fault_of_the_map() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let mapa = oficina.sheet(
        "mapa.toml",
        "[constantes]\nVisita = \"Primera\"\nServicio = \"Orientasión\"\n",
    );
    let hoja = "Fecha,Procedencia,Tipos de violencia\n08/03/2017,Candiani,ninguna\n";
    let (_, dicho) = oficina.refused(&oficina.sheet("hoja.csv", hoja), &["--mapa", &mapa]);
    assert!(
        dicho.contains("La columna «Servicio» la dice el mapa, en [constantes]: «Orientasión». Si ahí está mal, corrija el mapa y no la hoja."),
        "{dicho}"
    );
}

/// What a map does not name is called as without it; what is nearly so is not left out in silence, unless the map says so.
#[test]
fn a_map_of_an_age_alone_loses_no_other_column() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let fila = "08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,Mujer,30";
    let con = |titulo: &str, mapa: &str| {
        let titulos = "Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Sexo,Edad";
        let hoja = format!("No. de folio,{titulos},{titulo}\nA-1,{fila},12\n");
        let hoja = oficina.sheet("hoja.csv", hoja);
        let mapa = oficina.sheet("mapa.toml", mapa);
        let orden = ["importar", &hoja, "--mapa", &mapa, "--simular"];
        let orden = [&orden[..], &["--instancia", "20067"]].concat();
        let salida = casa.command(&orden).output().unwrap();
        text(&salida.stdout) + &text(&salida.stderr)
    };
    let edad = "edad = \"Edad\"\n";
    let ninguna = format!("{edad}[columnas]\nExpediente = []\n");
    let dicho = format!("{edad}[columnas]\nExpediente = \"Núm. exp. interno\"\n");
    for (titulo, mapa, dice) in [
        ("No. Exp.", edad, "Personas nuevas: 1"),
        (
            "Núm. exp. interno",
            edad,
            "el encabezado «Núm. exp. interno» no se lee, y parece «Expediente»: corríjalo, o diga en el mapa, en [columnas], de dónde sale; si es otra cosa, \"Expediente\" = []",
        ),
        (
            "Núm. exp. interno",
            &ninguna,
            "anónimas nuevas, que cuentan como servicios y no como personas: 1",
        ),
        ("Núm. exp. interno", &dicho, "Personas nuevas: 1"),
    ] {
        let dicho = con(titulo, mapa);
        assert!(dicho.contains(dice), "{titulo}: {dicho}");
    }
}

/// Any other value is one that nothing understands: neither the map, nor the catalogue, nor an alias; of several in a cell, each by itself.
#[test]
fn any_other_value_is_none_that_is_understood() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let orden = [
        "alias",
        "violencia",
        "Fís.",
        "Física",
        "--instancia",
        "20067",
    ];
    casa.run(&orden);
    let mapa = oficina.sheet(
        "mapa.toml",
        "edad = \"Edad\"\n[valores.\"Tipos de violencia\"]\n\"Golpes\" = \"Física\"\n\"*\" = \"No especificado\"\n[valores.Modalidades]\n\"*\" = \"\"\n[valores.Sexo]\n\"*\" = \"No especificado\"\n[valores.\"Año de nacimiento\"]\n\"*\" = \"No especificado\"\n",
    );
    let titulos = "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Modalidades,Expediente,Sexo,Edad";
    let row = |i: usize, que: &str| {
        format!("A-{i},08/03/2017,Orientación,Candiani,Seguimiento,{que},E-{i},")
    };
    let filas = [
        ("Física,Familiar; rara", "femenino,30"),
        ("fís.; Golpes,", "F,treinta"),
        ("ninguna,", "Mujer,30"),
        ("rara,rara", "Mujer,30"),
    ];
    let filas = (1..).zip(filas);
    let filas: Vec<String> = filas
        .map(|(i, (que, quien))| row(i, que) + quien + "\n")
        .collect();
    let hoja = oficina.sheet("hoja.csv", format!("{titulos}\n{}", filas.concat()));
    casa.run(&["importar", &hoja, "--mapa", &mapa, "--instancia", "20067"]);
    for (consulta, veces) in [
        ("atencion WHERE tipos = 'fisica'", 2),
        ("atencion WHERE violencia = 'NINGUNA'", 1),
        ("atencion WHERE violencia = 'NO_ESPECIFICADO'", 1),
        ("atencion_violencia WHERE catalogo = 'MODALIDAD'", 1),
        ("persona WHERE sexo = 'MUJER' AND anio_nacimiento = 1987", 3),
        ("persona WHERE sexo = 'MUJER'", 3),
    ] {
        let consulta = format!("SELECT COUNT(*) FROM {consulta}");
        assert_eq!(oficina.count(&consulta), veces, "{consulta}");
    }
    // A part that nothing understands says that another one is not all.
    let hoja = format!("{titulos}\n{}Mujer,30\n", row(5, "Física; rara,"));
    let hoja = oficina.sheet("partes.csv", hoja);
    let (_, dicho) = oficina.refused(&hoja, &["--mapa", &mapa]);
    assert!(dicho.contains("va sola"), "{dicho}");
}
