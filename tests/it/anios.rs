//! Years together: series, tables and comparisons over the editions that hold, with what changed between them.

use serde_json::{Value, json};

use crate::casa::{Casa, Servidor};

/// The demonstration, and the year after it, of which nothing was registered, with another threshold and another plan.
fn two_years() -> Casa {
    let casa = Casa::folder();
    casa.demo();
    let plan = tempfile::NamedTempFile::new().unwrap();
    let incluido = crate::casa::read("datos/plan.toml");
    let otro = incluido.replace("umbral = 5\nancho = 5", "umbral = 10\nancho = 10");
    // Without the last of its cross-tabulations.
    let ultimo = otro.rfind("[[cruces]]").unwrap();
    let fin = otro[ultimo + 1..]
        .find("\n[")
        .map_or(otro.len(), |i| ultimo + 1 + i);
    std::fs::write(plan.path(), format!("{}{}", &otro[..ultimo], &otro[fin..])).unwrap();
    let ruta = plan.path().to_str().unwrap();
    casa.run(&["plan", "--instancia", "20067", "--usar", ruta]);
    casa.publish("2018-12-31");
    casa
}

fn instancia(servidor: &Servidor, que: &str) -> Value {
    servidor.data(&format!("{{ instancia(clave: \"20067\") {{ {que} }} }}"))["instancia"].take()
}

#[test]
fn a_series_goes_on_over_years_and_says_what_changed() {
    let casa = two_years();
    let servidor = casa.serve();
    let datos = instancia(
        &servidor,
        "anios edicion { numero estado }
         serie(medida: SERVICIOS, nivel: ANIO) { puntos { periodo celda { valor } edicion { numero } } quiebres { causas antes { numero } despues { numero } dimensiones } }
         meses: serie(medida: MUJERES_ATENDIDAS, nivel: MES, desde: \"2017-11\", hasta: \"2018-02\") { sumable puntos { periodo edicion { numero } } }",
    );
    assert_eq!(datos["anios"], json!([2017, 2018]));
    assert_eq!(
        datos["edicion"],
        json!({ "numero": 2, "estado": "VIGENTE" })
    );
    assert_eq!(
        datos["serie"]["puntos"],
        json!([
            { "periodo": "2017", "celda": { "valor": 7508 }, "edicion": { "numero": 1 } },
            { "periodo": "2018", "celda": { "valor": 0 }, "edicion": { "numero": 2 } },
        ])
    );
    assert_eq!(
        datos["serie"]["quiebres"],
        json!([{ "causas": ["PLAN", "UMBRAL"], "antes": { "numero": 1 }, "despues": { "numero": 2 }, "dimensiones": [] }])
    );
    assert_eq!(
        datos["meses"],
        json!({ "sumable": false, "puntos": [
            { "periodo": "2017-11", "edicion": { "numero": 1 } },
            { "periodo": "2017-12", "edicion": { "numero": 1 } },
            { "periodo": "2018-01", "edicion": { "numero": 2 } },
            { "periodo": "2018-02", "edicion": { "numero": 2 } },
        ] })
    );
    let al_reves = servidor.codes(
        r#"{ instancia(clave: "20067") { serie(medida: SERVICIOS, nivel: MES, desde: "2018", hasta: "2017-12") { unidad } } }"#,
    );
    assert_eq!(al_reves, ["PREGUNTA_INVALIDA"]);
    // A question that no year answers is an error, and a null of its own.
    let mala = servidor.ask(
        r#"{ instancia(clave: "20067") { nombre serie(medida: SERVICIOS, nivel: SEXO) { unidad } } }"#,
        &json!({}),
    );
    assert_eq!(mala["errors"][0]["extensions"]["code"], "PREGUNTA_INVALIDA");
    assert!(mala["data"]["instancia"]["nombre"].is_string());
}

#[test]
fn the_same_period_of_another_year_is_asked_for_by_its_year() {
    let casa = two_years();
    let servidor = casa.serve();
    let datos = instancia(
        &servidor,
        r#"edicion(anio: 2018) {
            anio: comparacion(medida: SERVICIOS, con: { anio: 2017 }) { periodo periodoBase edicionBase actual { valor } base { valor } diferencia }
            mes: comparacion(medida: SERVICIOS, filtros: [{ nivel: MES, codigos: ["2018-03"] }], con: { anio: 2017 }) { periodo periodoBase edicionBase }
        }"#,
    );
    assert_eq!(
        datos["edicion"]["anio"],
        json!({ "periodo": "2018", "periodoBase": "2017", "edicionBase": 1, "actual": { "valor": 0 }, "base": { "valor": 7508 }, "diferencia": -7508 })
    );
    assert_eq!(
        datos["edicion"]["mes"],
        json!({ "periodo": "2018-03", "periodoBase": "2017-03", "edicionBase": 1 })
    );
    let lejos = servidor.codes(
        r#"{ instancia(clave: "20067") { edicion { comparacion(medida: SERVICIOS, con: { anio: 99999 }) { periodo } } } }"#,
    );
    assert_eq!(lejos, ["VALOR_INVALIDO"]);
}

#[test]
fn tables_of_years_have_the_same_rows() {
    let casa = two_years();
    let servidor = casa.serve();
    let datos = instancia(
        &servidor,
        "junta: tabla(medida: SERVICIOS, filas: [SERVICIO], anios: [2018, 2017]) { unidad filas { miembros { codigo nombre } total } partes { edicion { numero } valores protegidas estados } quiebres { causas } }
         edicion(anio: 2017) { tabla(medida: SERVICIOS, filas: [SERVICIO]) { filas { miembros { codigo } } valores } }",
    );
    let (junta, sola) = (&datos["junta"], &datos["edicion"]["tabla"]);
    let partes = junta["partes"].as_array().unwrap();
    assert_eq!(
        [
            &partes[0]["edicion"]["numero"],
            &partes[1]["edicion"]["numero"]
        ],
        [&json!(2), &json!(1)]
    );
    // By their codes, the values are those of each edition by itself.
    let codes = |tabla: &Value| -> Vec<Value> {
        let filas = tabla["filas"].as_array().unwrap().iter();
        filas
            .map(|fila| fila["miembros"][0]["codigo"].clone())
            .collect()
    };
    let (juntos, solos) = (codes(junta), codes(sola));
    assert_eq!(juntos.len(), partes[1]["valores"].as_array().unwrap().len());
    for (i, codigo) in juntos.iter().enumerate() {
        let j = solos.iter().position(|otro| otro == codigo).unwrap();
        assert_eq!(partes[1]["valores"][i], sola["valores"][j], "{codigo}");
        assert_eq!(partes[0]["valores"][i], 0, "{codigo}");
    }
    for (que, codigo, dicho) in [
        (
            "anios: [2017, 2031]",
            "ANIO_SIN_EDICION",
            "«anios[1]»: No hay ninguna edición con fecha de corte en 2031. Hay de: 2017, 2018.",
        ),
        (
            "anios: []",
            "PREGUNTA_INVALIDA",
            "«anios»: Diga de cuáles: la lista está vacía.",
        ),
    ] {
        let documento = format!(
            "{{ instancia(clave: \"20067\") {{ tabla(medida: SERVICIOS, filas: [], {que}) {{ unidad }} }} }}"
        );
        let error = servidor.ask(&documento, &json!({}))["errors"][0].clone();
        assert_eq!(error["extensions"]["code"], codigo);
        assert_eq!(error["message"], dicho);
    }
}

/// A code is one of some edition; what another does not know is missing there, and nothing else is.
#[test]
fn a_filter_takes_from_each_edition_what_it_knows() {
    let casa = two_years();
    let servidor = casa.serve();
    let dos = r#"filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1", "2018-T1"] }]"#;
    let uno = r#"filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T1"] }]"#;
    let datos = instancia(
        &servidor,
        &format!(
            "tabla(medida: SERVICIOS, filas: [TRIMESTRE], {dos}, anios: [2018, 2017, 2018]) {{ filas {{ miembros {{ codigo }} }} partes {{ edicion {{ numero }} estados }} }}
             suma: tabla(medida: SERVICIOS, filas: [], {dos}, anios: [2017, 2018]) {{ partes {{ estados }} }}
             serie(medida: SERVICIOS, nivel: TRIMESTRE, {dos}) {{ puntos {{ periodo celda {{ estado }} }} }}
             sola: serie(medida: SERVICIOS, nivel: MES, {uno}) {{ puntos {{ periodo }} }}"
        ),
    );
    let fila = |codigo: &str| json!({ "miembros": [{ "codigo": codigo }] });
    assert_eq!(
        datos["tabla"],
        json!({ "filas": [fila("2017-T1"), fila("2018-T1")], "partes": [
            { "edicion": { "numero": 2 }, "estados": ["NO_DISPONIBLE", "PUBLICADA"] },
            { "edicion": { "numero": 1 }, "estados": ["PUBLICADA", "NO_DISPONIBLE"] },
        ] })
    );
    // Half of a sum is no sum.
    let nada = json!({ "estados": ["NO_DISPONIBLE"] });
    assert_eq!(datos["suma"]["partes"], json!([nada, nada]));
    let punto = |periodo: &str| json!({ "periodo": periodo, "celda": { "estado": "PUBLICADA" } });
    assert_eq!(
        datos["serie"]["puntos"],
        json!([punto("2017-T1"), punto("2018-T1")])
    );
    let meses = ["2017-01", "2017-02", "2017-03"].map(|mes| json!({ "periodo": mes }));
    assert_eq!(datos["sola"]["puntos"], json!(meses));
    // What none knows is an error, which names what all know.
    for que in [
        "tabla(anios: [2017, 2018], filas: [TRIMESTRE],",
        "serie(nivel: TRIMESTRE,",
    ] {
        let documento = format!(
            r#"{{ instancia(clave: "20067") {{ {que} medida: SERVICIOS, filtros: [{{ nivel: TRIMESTRE, codigos: ["2017-T1", "2016-T1"] }}]) {{ unidad }} }} }}"#
        );
        let error = servidor.ask(&documento, &json!({}))["errors"][0].clone();
        assert_eq!(
            error["message"],
            "«filtros[0].codigos[1]»: «2016-T1» no es un código del nivel TRIMESTRE. Por ejemplo: 2017-T1, 2018-T1, 2017-T2, 2018-T2, 2017-T3, 2018-T3."
        );
    }
    let largo = r#"{ instancia(clave: "20067") { edicion(anio: 2017) { comparacion(medida: SERVICIOS, filtros: [{ nivel: TRIMESTRE, codigos: ["2017-T2"] }], con: { periodo: "2017" }) { estado } } } }"#;
    let error = servidor.ask(largo, &json!({}))["errors"][0].clone();
    assert_eq!(error["extensions"]["code"], "PREGUNTA_INVALIDA");
    let dicho = error["message"].as_str().unwrap();
    assert!(dicho.starts_with("«con.periodo»: "), "{dicho}");
}

#[test]
fn instancias_stand_side_by_side() {
    let casa = Casa::folder();
    casa.demo().multiply(3);
    let servidor = casa.serve();
    let datos = servidor.data(
        r#"{ tabla(instancias: ["30002", "20067"], anio: 2017, medida: SERVICIOS, filas: [AREA]) { filas { total } partes { edicion { numero } valores } quiebres { causas } } }"#,
    );
    let partes = datos["tabla"]["partes"].as_array().unwrap();
    assert_eq!(partes.len(), 2);
    assert_eq!(partes[0]["valores"], partes[1]["valores"]);
    assert_eq!(partes[0]["valores"][0], 7508);
    // What is asked for twice is there once.
    let datos = servidor.data(
        r#"{ tabla(instancias: ["30002", "20067", "30002"], anio: 2017, medida: SERVICIOS, filas: []) { partes { valores } } }"#,
    );
    assert_eq!(datos["tabla"]["partes"].as_array().unwrap().len(), 2);
    for (claves, codigo) in [
        (r#"["20999"]"#, "INSTANCIA_DESCONOCIDA"),
        ("[]", "PREGUNTA_INVALIDA"),
    ] {
        let documento = format!(
            "{{ tabla(instancias: {claves}, anio: 2017, medida: SERVICIOS, filas: []) {{ unidad }} }}"
        );
        assert_eq!(servidor.codes(&documento), [codigo], "{claves}");
    }
}

#[test]
fn percentages_are_of_published_wholes_that_parts_add_up_to() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let pide = |medida: &str, filas: &str, columnas: &str| {
        let documento = format!(
            "edicion {{ tabla(medida: {medida}, filas: {filas}, columnas: {columnas}) {{ valores columnas {{ total }} fila: porcentajes(de: FILA) columna: porcentajes(de: COLUMNA) todo: porcentajes(de: TABLA) }} }}"
        );
        instancia(&servidor, &documento)["edicion"]["tabla"].clone()
    };
    let tabla = pide("SERVICIOS", "[AREA]", "[TRIMESTRE]");
    let ancho = tabla["columnas"].as_array().unwrap().len();
    let valores = tabla["valores"].as_array().unwrap();
    let real = |valor: &Value| valor.as_f64().unwrap();
    for (i, valor) in valores.iter().enumerate() {
        for (de, todo) in [
            ("fila", &valores[i / ancho * ancho]),
            ("columna", &valores[i % ancho]),
            ("todo", &valores[0]),
        ] {
            let dicho = &tabla[de][i];
            if valor.is_null() || todo.is_null() || *todo == 0 {
                assert!(dicho.is_null(), "{de} {i}");
            } else {
                let esperado = real(valor) / real(todo) * 100.0;
                assert!(
                    (real(dicho) - esperado).abs() < 0.051,
                    "{de} {i}: {dicho} {esperado}"
                );
            }
        }
    }
    // Women come back: months are no parts of the year.
    let mujeres = pide("MUJERES_ATENDIDAS", "[MES]", "[]");
    assert!(
        mujeres["columna"]
            .as_array()
            .unwrap()
            .iter()
            .all(Value::is_null)
    );
}

/// The counts of a signed edition, with its document changed first.
fn counts(change: impl FnOnce(&mut Value)) -> domain::consulta::Indice {
    let comprimida = std::fs::read(crate::casa::repository(
        "tests/fixtures/formato-3/edicion.json.gz",
    ))
    .unwrap();
    let mut documento: Value =
        serde_json::from_reader(flate2::read::GzDecoder::new(&*comprimida)).unwrap();
    change(&mut documento["cubo"]);
    let bytes = serde_json::to_vec(&documento).unwrap();
    domain::consulta::Indice::new(domain::formato::read(3, &bytes).unwrap().cubo)
}

/// The same counts, of the year after.
fn of_next_year(cubo: &mut Value) {
    for periodo in cubo["ejes"][0].as_array_mut().unwrap() {
        let codigo = periodo["codigo"].as_str().unwrap().replace("2017", "2018");
        periodo["codigo"] = json!(codigo);
    }
}

/// Years that a filter names stand under their own names, and no figure under that of another.
#[test]
fn years_that_a_filter_names_are_told_apart() {
    use domain::consulta::{Conjunta, Filtro, Pregunta};
    use domain::{Celda, Medida, Nivel};
    let (antes, despues) = (counts(|_| {}), counts(of_next_year));
    let juntos = [&antes, &despues];
    let pregunta = Pregunta {
        medida: Medida::Servicios,
        filas: vec![Nivel::Anio],
        columnas: vec![],
        filtros: vec![Filtro {
            nivel: Nivel::Anio,
            codigos: ["2017", "2018"].map(str::to_owned).to_vec(),
        }],
    };
    let tabla = Conjunta::new(&juntos, &pregunta).unwrap();
    let code = |fila: &domain::consulta::CabeceraConjunta| {
        let (eje, miembro) = fila.cabecera.miembros[0];
        juntos[fila.parte].miembro(eje, miembro).codigo.clone()
    };
    let codigos: Vec<String> = tabla.filas.iter().map(code).collect();
    assert_eq!(codigos, ["2017", "2018"]);
    for (parte, celdas) in tabla.partes.iter().enumerate() {
        assert_ne!(celdas[parte], Celda::NoDisponible);
        assert_eq!(celdas[1 - parte], Celda::NoDisponible);
    }
}

#[test]
fn what_a_catalogue_did_not_have_is_not_there_before() {
    use domain::consulta::{Causa, Conjunta, Filtro, Pregunta, quiebres, serie_conjunta};
    use domain::proteccion::Umbral;
    use domain::{Celda, Medida, Nivel};
    let antes = counts(|_| {});
    // The year after, «psicológica» is called otherwise in the catalogue, and a cross-tabulation is not published.
    let despues = counts(|cubo| {
        of_next_year(cubo);
        cubo["ejes"][5][1]["codigo"] = json!("digital");
        let cruces = cubo["cruces"].as_array_mut().unwrap();
        cruces.retain(|cruce| cruce["clave"] != "agencia_servicio");
    });
    let juntos = [&antes, &despues];
    let pregunta = |niveles: &[Nivel]| Pregunta {
        medida: Medida::PersonasAtendidas,
        filas: niveles.to_vec(),
        columnas: vec![],
        filtros: vec![],
    };
    let tabla = Conjunta::new(&juntos, &pregunta(&[Nivel::TipoViolencia])).unwrap();
    let code = |fila: &domain::consulta::CabeceraConjunta| {
        let (eje, miembro) = fila.cabecera.miembros[0];
        juntos[fila.parte].miembro(eje, miembro).codigo.clone()
    };
    let codigos: Vec<String> = tabla.filas.iter().map(code).collect();
    for (codigo, falta) in [("psicologica", 1), ("digital", 0)] {
        let fila = codigos.iter().position(|otro| otro == codigo).unwrap();
        assert_eq!(tabla.partes[falta][fila], Celda::NoDisponible, "{codigo}");
        assert_ne!(
            tabla.partes[1 - falta][fila],
            Celda::NoDisponible,
            "{codigo}"
        );
    }
    // A figure of the old category ends where the catalogue does.
    let filtro = [Filtro {
        nivel: Nivel::TipoViolencia,
        codigos: vec!["psicologica".to_owned()],
    }];
    let que = (Medida::PersonasAtendidas, Nivel::Anio, &filtro[..]);
    let puntos = serie_conjunta(&juntos, que, (None, None)).unwrap();
    assert_eq!(puntos.len(), 2);
    assert_eq!(puntos[1].celda, Celda::NoDisponible);
    assert_ne!(puntos[0].celda, Celda::NoDisponible);
    // Of several, each edition says what it has; the sum of them is in neither.
    let todos = ["psicologica", "digital"].map(str::to_owned).to_vec();
    let mut varios = pregunta(&[Nivel::TipoViolencia]);
    varios.filtros = vec![Filtro {
        nivel: Nivel::TipoViolencia,
        codigos: todos,
    }];
    let tabla = Conjunta::new(&juntos, &varios).unwrap();
    let codigos: Vec<String> = tabla.filas.iter().map(code).collect();
    assert_eq!(codigos, ["digital", "psicologica"]);
    let faltan = |parte: &Vec<Celda>| {
        let parte = parte.iter().map(|celda| *celda == Celda::NoDisponible);
        parte.collect::<Vec<_>>()
    };
    let por_parte: Vec<Vec<bool>> = tabla.partes.iter().map(faltan).collect();
    assert_eq!(por_parte, [[true, false], [false, true]]);
    let error = |pregunta: &Pregunta| Conjunta::new(&juntos, pregunta).unwrap_err().codigo();
    let mut otros = varios.clone();
    otros.filtros[0].codigos.push("nadie".to_owned());
    assert_eq!(error(&otros), "CODIGO_DESCONOCIDO");
    varios.filas.clear();
    assert_eq!(error(&varios), "NO_SUMABLE");
    let umbral = |valor: u64| Umbral::try_from(valor).unwrap();
    let causas = |umbrales: [u64; 2], niveles: &[Nivel]| {
        let partes = [
            (&antes, umbral(umbrales[0])),
            (&despues, umbral(umbrales[1])),
        ];
        let hallados = quiebres(&partes, niveles);
        hallados
            .into_iter()
            .map(|uno| uno.causas)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        causas([5, 5], &[Nivel::TipoViolencia]),
        [[Causa::Plan, Causa::Catalogo]]
    );
    // Of what the question is not about, nothing is said.
    assert_eq!(causas([5, 5], &[Nivel::Sexo]), [[Causa::Plan]]);
    assert_eq!(causas([5, 10], &[]), [[Causa::Plan, Causa::Umbral]]);
    let igual = [(&antes, umbral(5)), (&antes, umbral(5))];
    assert!(quiebres(&igual, &[Nivel::TipoViolencia]).is_empty());
    // A question that only one of them answers is answered by it.
    let sola = pregunta(&[Nivel::Agencia, Nivel::Servicio]);
    assert!(Conjunta::new(&[&despues], &sola).is_err());
    let tabla = Conjunta::new(&juntos, &sola).unwrap();
    assert!(
        tabla.partes[1]
            .iter()
            .all(|celda| *celda == Celda::NoDisponible)
    );
    assert!(
        tabla.partes[0]
            .iter()
            .any(|celda| *celda != Celda::NoDisponible)
    );
}
