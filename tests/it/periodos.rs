//! Periods close: what an edition said of one, the next ones say too, whatever happens to the register.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, on_both, wait};
use crate::oficina::csv;

/// A sheet of so many attentions of a month, one of a person, comes after all others.
fn add_late(casa: &Casa, cuantas: usize, mes: &str) {
    wait(async {
        // The register is of invented people, and so are these.
        let sql = "INSERT INTO ajuste (clave, valor) VALUES ('hojas_sinteticas', 'SI')";
        let db = casa.sql().await;
        db.execute_unprepared(sql).await.unwrap();
    });
    let fila = |i| {
        format!(
            "T-{i},{:02}/{mes},Orientación,Candiani,Primera vez,Ninguna,,T-{i},Mujer,1980",
            i % 28 + 1
        )
    };
    let hojas = tempfile::tempdir().unwrap();
    let ruta = hojas.path().join("tardias.csv");
    let filas: Vec<_> = (0..cuantas).map(fila).collect();
    std::fs::write(&ruta, csv(&filas)).unwrap();
    let dicho = casa.run(&["importar", ruta.to_str().unwrap(), "--instancia", "20067"]);
    assert!(dicho.contains(&format!("{cuantas} nuevos")), "{dicho}");
}

fn months(servidor: &Servidor, numero: u32) -> Vec<(String, Value)> {
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(numero: {numero}) {{ serie(medida: SERVICIOS, nivel: MES) {{ puntos {{ periodo celda {{ valor estado }} }} }} }} }} }}"#
    );
    let datos = servidor.data(&consulta);
    let puntos = datos["instancia"]["edicion"]["serie"]["puntos"]
        .as_array()
        .unwrap()
        .clone();
    puntos
        .into_iter()
        .map(|p| {
            (
                p["periodo"].as_str().unwrap().to_owned(),
                p["celda"]["valor"].clone(),
            )
        })
        .collect()
}

fn what_comes_late_counts_in_the_open_period(casa: &Casa) {
    casa.half_year();
    // Twelve attentions of March come in August; some of January are cancelled.
    add_late(casa, 12, "03/2017");
    wait(async {
        let db = casa.sql().await;
        for sql in [
            "DELETE FROM atencion_violencia WHERE atencion_id IN (SELECT id FROM atencion WHERE mes = 201701 AND id % 3 = 0)",
            "DELETE FROM atencion WHERE mes = 201701 AND id % 3 = 0",
        ] {
            db.execute_unprepared(sql).await.unwrap();
        }
    });
    let pendientes = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(
        pendientes.contains("2017 está cerrado hasta junio de 2017 (corte 2017-06-30)."),
        "{pendientes}"
    );
    assert!(
        pendientes.contains("12 de ellas extemporáneas"),
        "{pendientes}"
    );
    assert!(
        pendientes.contains("2017-01: ") && pendientes.contains("ya no están en el registro"),
        "{pendientes}"
    );
    casa.publish("2017-12-31");
    let servidor = casa.serve();
    let (antes, despues) = (months(&servidor, 1), months(&servidor, 2));
    assert_eq!((antes.len(), despues.len()), (6, 12));
    assert_eq!(antes[..], despues[..6]);
    // July has those of March; the year has all that was ever counted.
    let db = |sql: &'static str| {
        wait(async {
            let db = casa.sql().await;
            let fila = db
                .query_one_raw(sea_orm::Statement::from_string(
                    db.get_database_backend(),
                    sql,
                ))
                .await
                .unwrap()
                .unwrap();
            fila.try_get_by_index::<i64>(0).unwrap()
        })
    };
    assert_eq!(
        despues[6].1,
        db("SELECT COUNT(*) FROM atencion WHERE mes = 201707")
    );
    assert_eq!(
        db(
            "SELECT COUNT(*) FROM atencion WHERE mes = 201707 AND CAST(fecha AS text) LIKE '2017-03%'"
        ),
        12
    );
    let anio = servidor.data(r#"{ instancia(clave: "20067") { edicion { cifra(medida: SERVICIOS) { celda { valor } } } } }"#);
    let anio = anio["instancia"]["edicion"]["cifra"]["celda"]["valor"]
        .as_u64()
        .unwrap();
    let suma: u64 = despues
        .iter()
        .map(|(_, valor)| valor.as_u64().unwrap())
        .sum();
    assert_eq!(anio, suma);
    // Publishing again says the same, although the register has changed.
    assert!(
        casa.publish("2017-12-31")
            .contains("Ya estaba publicado lo mismo: edición 2")
    );
}

/// With the plan of whoever chooses none, which is long: what it protects is the same on both kinds of store
/// (`publicar::both_kinds_of_store_publish_the_same_bytes`).
#[test]
fn a_small_municipality_has_a_useful_edition() {
    let casa = Casa::folder();
    casa.register(|i| i % 95 == 0).publish("2017-12-31");
    let datos = casa.serve().data(
            r#"{ instancia(clave: "20067") { edicion {
                 mujeres: cifra(medida: MUJERES_ATENDIDAS) { celda { valor } } servicios: cifra(medida: SERVICIOS) { celda { valor } }
                 areas: tabla(medida: SERVICIOS, filas: [AREA]) { valores } trimestres: serie(medida: SERVICIOS, nivel: TRIMESTRE) { puntos { celda { valor } } }
                 violencia: tabla(medida: MUJERES_ATENDIDAS, filas: [TIPO_VIOLENCIA]) { valores }
                 proteccion { pruebas { casos } } } } }"#,
        );
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["mujeres"]["celda"]["valor"], 40);
    assert_eq!(edicion["servicios"]["celda"]["valor"], 85);
    assert!(
        edicion["areas"]["valores"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_u64)
    );
    let hay = |lista: &Value, campo: &str| {
        lista
            .as_array()
            .unwrap()
            .iter()
            .filter(|v| v.pointer(campo).is_some_and(Value::is_u64))
            .count()
    };
    assert!(hay(&edicion["trimestres"]["puntos"], "/celda/valor") >= 2);
    let tipos = hay(&edicion["violencia"]["valores"], "");
    assert!(tipos >= 3, "{tipos}");
}

/// Everybody by sex and age, and the totals of everybody and of women whatever comes of it.
const BOTH_TOTALS: &str = r#"umbral = 5
ancho = 5

[[cruces]]
clave = "sexo_edad"
nombre = "Sexo y edad, por año"
medidas = ["PERSONAS_ATENDIDAS"]
niveles = ["ANIO", "SEXO", "GRUPO_EDAD"]

[[cruces]]
clave = "trimestre"
nombre = "Por trimestre"
medidas = ["PERSONAS_ATENDIDAS", "SERVICIOS"]
niveles = ["TRIMESTRE"]

[[obligados]]
medida = "MUJERES_ATENDIDAS"
nivel = "TOTAL"
codigo = "total"

[[obligados]]
medida = "PERSONAS_ATENDIDAS"
nivel = "TOTAL"
codigo = "total"
"#;

fn an_edition_that_cannot_be_safe_is_refused(casa: &Casa) {
    casa.register(|i| i % 95 == 0);
    // One boy: with both totals he is the difference.
    let plan = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(plan.path(), BOTH_TOTALS).unwrap();
    let ruta = plan.path().to_str().unwrap();
    let (estado, mensaje) = casa.fail(&[
        "plan",
        "--instancia",
        "20067",
        "--revisar",
        "--corte",
        "2017-12-31",
        "--plan",
        ruta,
    ]);
    assert_eq!(estado, 3, "{mensaje}");
    casa.run(&["plan", "--instancia", "20067", "--usar", ruta]);
    let (estado, mensaje) = casa.cannot_publish("2017-12-31");
    assert_eq!(estado, 3, "{mensaje}");
    for dice in [
        "la edición no se publica",
        "«Personas atendidas» (2017)",
        "Sexo y edad, por año",
        "Quite esos totales",
    ] {
        assert!(mensaje.contains(dice), "{dice}: {mensaje}");
    }
    assert!(
        !casa
            .run(&["pendientes", "--instancia", "20067"])
            .contains("cerrado hasta")
    );
    // A year that began can be ended: then the edition says which totals it withholds.
    casa.publish("2017-03-31");
    let dicho = casa.publish("2017-12-31");
    assert!(
        dicho.contains("Aviso: el plan obliga a publicar"),
        "{dicho}"
    );
    let datos = casa.serve().data(r#"{ instancia(clave: "20067") { ediciones { corte proteccion { obligadosProtegidos { medida motivo } } } } }"#);
    let ediciones = &datos["instancia"]["ediciones"];
    assert_eq!(ediciones[1]["corte"], "2017-12-31");
    assert!(
        !ediciones[1]["proteccion"]["obligadosProtegidos"]
            .as_array()
            .unwrap()
            .is_empty(),
        "{ediciones}"
    );
}

on_both!(
    what_comes_late_counts_in_the_open_period,
    an_edition_that_cannot_be_safe_is_refused
);

#[test]
fn another_plan_adds_to_what_is_closed_and_changes_nothing() {
    let casa = Casa::folder();
    casa.register(|i| i % 4 == 0);
    let incluido = crate::casa::read("datos/planes/minimo.toml");
    let plan = tempfile::NamedTempFile::new().unwrap();
    let usar = |texto: &str| {
        std::fs::write(plan.path(), texto).unwrap();
        casa.run(&[
            "plan",
            "--instancia",
            "20067",
            "--usar",
            plan.path().to_str().unwrap(),
        ]);
    };
    usar(&incluido);
    casa.publish("2017-06-30");
    // The threshold of a year is that of its first edition.
    usar(&incluido.replace("umbral = 5\nancho = 5", "umbral = 10\nancho = 10"));
    let (estado, mensaje) = casa.cannot_publish("2017-12-31");
    assert_eq!(
        (
            estado,
            mensaje.contains("se protegió con umbral 5 y ancho 5")
        ),
        (2, true),
        "{mensaje}"
    );
    // More crossings of the same periods are remembered with the others.
    let mas = "\n[[cruces]]\nclave = \"visita_mes\"\nnombre = \"Visita, por mes\"\nmedidas = [\"PERSONAS_ATENDIDAS\", \"SERVICIOS\"]\nniveles = [\"MES\", \"VISITA\"]\n";
    usar(&(incluido.clone() + mas));
    let (estado, mensaje) = casa.cannot_publish("2017-03-31");
    assert_eq!(
        (
            estado,
            mensaje.contains("con la fecha de corte 2017-06-30 o una posterior")
        ),
        (2, true),
        "{mensaje}"
    );
    assert!(
        casa.publish("2017-06-30")
            .contains("Se publicó la edición 2")
    );
    usar(&incluido);
    wait(async {
        let db = casa.sql().await;
        db.execute_unprepared("UPDATE atencion SET visita = 'SEGUIMIENTO' WHERE mes = 201702 AND lugar = 'cabecera' AND servicio = 'orientacion'")
            .await
            .unwrap();
    });
    usar(&(incluido + mas));
    casa.publish("2017-12-31");
    let visitas = |numero: u32| {
        let consulta = format!(
            r#"{{ instancia(clave: "20067") {{ edicion(numero: {numero}) {{ tabla(medida: SERVICIOS, filas: [VISITA], filtros: [{{ nivel: MES, codigos: ["2017-02"] }}]) {{ valores }} }} }} }}"#
        );
        casa.serve().data(&consulta)["instancia"]["edicion"]["tabla"]["valores"].clone()
    };
    assert_eq!(visitas(2), visitas(3));
    assert!(visitas(2)[1].is_u64());
}

#[test]
fn what_comes_a_year_late_is_counted_even_of_what_is_no_longer_given() {
    let casa = Casa::folder();
    casa.whole_year();
    wait(async {
        let db = casa.sql().await;
        let cierra = "UPDATE entrada SET hasta = '2017-12-31' WHERE clave = 'orientacion'";
        db.execute_unprepared(cierra).await.unwrap();
    });
    add_late(&casa, 30, "05/2017");
    assert!(
        casa.run(&["pendientes", "--instancia", "20067"])
            .contains("2018-01: 30 atenciones por publicar, 30 de ellas extemporáneas")
    );
    casa.publish("2018-01-31");
    let datos = casa.serve().data(r#"{ instancia(clave: "20067") { edicion(anio: 2018) { serie(medida: SERVICIOS, nivel: MES) { puntos { periodo celda { valor } } } } } }"#);
    let puntos = &datos["instancia"]["edicion"]["serie"]["puntos"];
    assert_eq!(
        *puntos,
        json!([{ "periodo": "2018-01", "celda": { "valor": 30 } }])
    );
}

/// A newer program with another plan changes nothing for those that have published.
#[test]
fn the_plan_of_the_first_edition_stays() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    let plan = || casa.run(&["plan", "--instancia", "20067"]);
    let incluido = plan();
    casa.publish("2017-03-31");
    assert_eq!(plan(), incluido);
    let forget = |sql: &'static str| {
        wait(async {
            let db = casa.sql().await;
            db.execute_unprepared(sql).await.unwrap();
        });
    };
    // Before programs wrote it down, all had one and the same.
    forget("DELETE FROM documento WHERE tipo = 'PLAN'");
    let de_antes = plan();
    assert!(
        de_antes.contains("Sexo y edad, por año. Cuenta «Personas atendidas»"),
        "{de_antes}"
    );
    casa.publish("2017-06-30");
    forget("DELETE FROM congelado");
    assert_eq!(plan(), de_antes);
}

/// An edition that counts nothing keeps nothing of the counts: who is taken out before the year ends is not counted in it.
#[test]
fn what_no_edition_counted_is_not_kept() {
    let casa = Casa::folder();
    let oficina = crate::oficina::Oficina::new(&casa);
    let hoja = oficina.sheet("a.csv", crate::oficina::csv(&crate::oficina::many(240)));
    oficina.import(&hoja);
    let plan = oficina.sheet(
        "plan.toml",
        "umbral = 5\nancho = 5\n[[cruces]]\nclave = \"a\"\nnombre = \"A\"\nmedidas = [\"SERVICIOS\"]\nniveles = [\"ANIO\"]\n",
    );
    casa.plan(&plan).publish("2017-06-30");
    let antes = oficina.count("SELECT COUNT(*) FROM atencion");
    wait(async {
        let db = casa.sql().await;
        db.execute_unprepared("DELETE FROM atencion WHERE id = 1")
            .await
            .unwrap();
    });
    let dicho = casa.run(&["pendientes", "--instancia", "20067"]);
    assert!(!dicho.contains("ya no están"), "{dicho}");
    casa.publish("2017-12-31");
    let datos = casa.serve().data(r#"{ instancia(clave: "20067") { edicion { cifra(medida: SERVICIOS) { celda { valor } } } } }"#);
    let hay = &datos["instancia"]["edicion"]["cifra"]["celda"]["valor"];
    assert_eq!(*hay, antes - 1);
}

#[test]
fn nobody_else_begins_to_be_counted_in_a_year_of_which_women_were_counted_alone() {
    let casa = Casa::folder();
    casa.register(|i| i % 4 == 0);
    casa.plan("minimo");
    casa.publish("2017-03-31");
    let mas = "\n[[cruces]]\nclave = \"todas\"\nnombre = \"Visita, de todas las personas\"\nmedidas = [\"PERSONAS_ATENDIDAS\", \"SERVICIOS\"]\nniveles = [\"TRIMESTRE\", \"VISITA\"]\n";
    let plan = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        plan.path(),
        crate::casa::read("datos/planes/minimo.toml") + mas,
    )
    .unwrap();
    casa.plan(plan.path().to_str().unwrap());
    let aviso = "de todas las personas no se cuenta todavía por: Visita, de todas las personas. De 2017 ya se publicaron mujeres solas";
    for corte in ["2017-06-30", "2017-12-31"] {
        let dicho = casa.publish(corte);
        assert!(dicho.contains(aviso), "{dicho}");
    }
    // Another plan that says less is told to.
    casa.plan("breve");
    let orden = ["publicar", "--instancia", "20067", "--corte", "2017-12-31"];
    let dicho = casa.run(&[&orden[..], &["--simular"]].concat());
    assert!(dicho.contains(" Deja de decir "), "{dicho}");
    let servidor = casa.serve();
    let asking = |medida: &str| {
        format!(
            r#"{{ instancia(clave: "20067") {{ edicion(numero: 3) {{ tabla(medida: {medida}, filas: [VISITA], columnas: [TRIMESTRE]) {{ valores }} }} }} }}"#
        )
    };
    let de_todas = servidor.codes(&asking("PERSONAS_ATENDIDAS"));
    assert_eq!(de_todas, ["FUERA_DE_PLAN"]);
    let de_mujeres = servidor.data(&asking("MUJERES_ATENDIDAS"));
    assert!(de_mujeres["instancia"]["edicion"]["tabla"]["valores"].is_array());
}

#[test]
fn a_plan_with_a_mistake_names_its_line() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    let plan = tempfile::NamedTempFile::new().unwrap();
    let incluido = crate::casa::read("datos/plan.toml");
    std::fs::write(
        plan.path(),
        incluido.replacen("\"AGENCIA\"", "\"BARRIO\"", 1),
    )
    .unwrap();
    let orden = [
        "plan",
        "--instancia",
        "20067",
        "--usar",
        plan.path().to_str().unwrap(),
    ];
    let (estado, mensaje) = casa.fail(&orden);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("línea 13: «BARRIO» no es un nivel"),
        "{mensaje}"
    );
    let (estado, mensaje) = casa.fail(&["plan", "--instancia", "20067", "--usar", "/no/hay"]);
    assert_eq!(
        (estado, mensaje.contains("no se pudo leer el plan")),
        (2, true)
    );
}
