//! What can be asked, and what is answered: cells, sums of cells, or why not.

use serde_json::{Value, json};

use super::coleccion::{Clave, Coleccion, TABLA, cells, edition};
use crate::casa::{Casa, agent};

/// A walk that looks random and is the same each run.
struct Azar(u64);

impl Azar {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// A question drawn by chance.
struct Pregunta {
    medida: String,
    campos: String,
    /// For each dimension with a filter: the members it adds up.
    sumandos: Vec<(String, Vec<(String, String)>)>,
}

impl Pregunta {
    fn draw(azar: &mut Azar, cruces: &[Value]) -> Self {
        let cruce = &cruces[azar.below(cruces.len())];
        let medidas = cruce["medidas"].as_array().unwrap();
        let medida = medidas[azar.below(medidas.len())].as_str().unwrap();
        let (mut filas, mut columnas, mut filtros) = (Vec::new(), Vec::new(), Vec::new());
        let mut sumandos = Vec::new();
        for dimension in cruce["dimensiones"].as_array().unwrap() {
            let nombre = dimension["dimension"].as_str().unwrap();
            let niveles = dimension["niveles"].as_array().unwrap();
            let nivel = niveles[azar.below(niveles.len())].as_str().unwrap();
            match azar.below(4) {
                0 => filas.push(nivel),
                1 => columnas.push(nivel),
                2 => {
                    let codigos = draw_members(azar, medida, dimension, nivel);
                    filtros.push(format!("{{ nivel: {nivel}, codigos: {codigos:?} }}"));
                    let miembros = codigos.iter().map(|c| (nivel.to_owned(), (*c).to_owned()));
                    sumandos.push((nombre.to_owned(), miembros.collect()));
                }
                _ => {}
            }
        }
        let campos = format!(
            "tabla(medida: {medida}, filas: [{}], columnas: [{}], filtros: [{}]) {{ {TABLA} }}",
            filas.join(", "),
            columnas.join(", "),
            filtros.join(", ")
        );
        Self {
            medida: medida.to_owned(),
            campos,
            sumandos,
        }
    }

    /// The published cells that a cell of the answer adds up.
    fn parts(&self, clave: Clave) -> Vec<Clave> {
        let mut claves = vec![clave];
        for (dimension, miembros) in &self.sumandos {
            let with = |clave: &Clave, miembro: &(String, String)| {
                let mut otra = clave.clone();
                if miembro.0 != "ANIO" {
                    otra.insert(dimension.clone(), miembro.clone());
                }
                otra
            };
            claves = claves
                .iter()
                .flat_map(|clave| miembros.iter().map(move |miembro| with(clave, miembro)))
                .collect();
        }
        claves
    }
}

/// Some members of a level that follow one another; one, where members do not add up.
fn draw_members<'a>(
    azar: &mut Azar,
    medida: &str,
    dimension: &'a Value,
    nivel: &str,
) -> Vec<&'a str> {
    let suma = match medida {
        "PERSONAS_ATENDIDAS" | "MUJERES_ATENDIDAS" => {
            dimension["dimension"] == "SEXO" || dimension["dimension"] == "EDAD"
        }
        "PERSONAS_CAPACITADAS" => false,
        _ => true,
    };
    let miembros = dimension["miembros"].as_array().unwrap().iter();
    let del_nivel: Vec<&Value> = miembros.filter(|m| m["nivel"] == nivel).collect();
    let cuantos = if suma {
        1 + azar.below(3.min(del_nivel.len()))
    } else {
        1
    };
    let desde = azar.below(del_nivel.len() + 1 - cuantos);
    let elegidos = del_nivel[desde..desde + cuantos].iter();
    elegidos.map(|m| m["codigo"].as_str().unwrap()).collect()
}

#[test]
fn an_answer_is_a_published_cell_or_a_sum_of_published_cells() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let coleccion = Coleccion::collect(&servidor, 1);
    let mut azar = Azar(20067);
    let (mut sumas, mut protegidas) = (0, 0);
    for _ in 0..400 {
        let pregunta = Pregunta::draw(&mut azar, &coleccion.cruces);
        let respuesta = edition(&servidor, 1, &pregunta.campos);
        for (clave, valor) in cells(&respuesta["tabla"], &Clave::new()) {
            let claves = pregunta.parts(clave).into_iter();
            let partes: Vec<Option<u64>> = claves
                .map(|clave| coleccion.celdas[&(pregunta.medida.clone(), clave)])
                .collect();
            sumas += usize::from(partes.len() > 1);
            protegidas += usize::from(valor.is_none());
            let suma = partes.into_iter().sum::<Option<u64>>();
            assert_eq!(valor, suma, "{}", pregunta.campos);
        }
    }
    assert!(
        sumas > 30 && protegidas > 50,
        "{sumas} sums, {protegidas} protected"
    );
}

#[test]
fn what_is_not_published_together_says_what_is() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ask = |campos: &str| {
        let consulta = format!(r#"{{ instancia(clave: "20067") {{ edicion {{ {campos} }} }} }}"#);
        let respuesta = servidor.ask(&consulta, &json!({}));
        respuesta["errors"][0].clone()
    };
    let error = ask("tabla(medida: SERVICIOS, filas: [SEXO], columnas: [AGENCIA]) { valores }");
    assert_eq!(error["extensions"]["code"], "FUERA_DE_PLAN");
    assert_eq!(
        error["extensions"]["cercanos"][0],
        json!(["ANIO", "AGENCIA", "SERVICIO"])
    );
    for (campos, codigo, donde) in [
        (
            "cifra(medida: MUJERES_ATENDIDAS, filtros: [{ nivel: MES, codigos: [\"2017-01\", \"2017-02\"] }]) { celda { valor } }",
            "NO_SUMABLE",
            "",
        ),
        (
            "cifra(medida: SERVICIOS, filtros: [{ nivel: AGENCIA, codigos: [\"candiani\"] }]) { celda { valor } }",
            "CODIGO_DESCONOCIDO",
            "«filtros[0].codigos[0]»: ",
        ),
        (
            "tabla(medida: SERVICIOS, filas: [TOTAL]) { valores }",
            "PREGUNTA_INVALIDA",
            "«filas[0]»: ",
        ),
        (
            "tabla(medida: SERVICIOS, filas: [MES], columnas: [TRIMESTRE]) { valores }",
            "PREGUNTA_INVALIDA",
            "«columnas[0]»: ",
        ),
        (
            "tabla(medida: SERVICIOS, filas: [SERVICIO], columnas: [MES, MES]) { valores }",
            "PREGUNTA_INVALIDA",
            "«columnas[1]»: ",
        ),
        (
            "cifra(medida: SERVICIOS, filtros: [{ nivel: MES, codigos: [\"2017-01\"] }, { nivel: TRIMESTRE, codigos: [\"2017-T1\"] }]) { celda { valor } }",
            "PREGUNTA_INVALIDA",
            "«filtros[1]»: ",
        ),
        (
            "cifra(medida: SERVICIOS, filtros: [{ nivel: MES, codigos: [\"2017-01\", \"2017-13\"] }]) { celda { valor } }",
            "CODIGO_DESCONOCIDO",
            "«filtros[0].codigos[1]»: ",
        ),
        (
            "serie(medida: SERVICIOS, nivel: AGENCIA) { unidad }",
            "PREGUNTA_INVALIDA",
            "«nivel»: ",
        ),
        (
            "comparacion(medida: SERVICIOS, con: { periodo: \"ayer\" }) { estado }",
            "VALOR_INVALIDO",
            "«con.periodo»: ",
        ),
        (
            "comparacion(medida: SERVICIOS, con: { edicion: 9 }) { estado }",
            "EDICION_DESCONOCIDA",
            "«con.edicion»: ",
        ),
    ] {
        let error = ask(campos);
        assert_eq!(error["extensions"]["code"], codigo, "{campos}");
        let mensaje = error["message"].as_str().unwrap();
        assert!(mensaje.starts_with(donde), "{campos}: {mensaje}");
    }
    // Without a total where parts do not add up.
    let datos = servidor.data(r#"{ instancia(clave: "20067") { edicion {
        tabla(medida: PERSONAS_CAPACITADAS, filas: [PUBLICO]) { sumable noSuman filas { total } estados } } } }"#);
    let tabla = &datos["instancia"]["edicion"]["tabla"];
    assert_eq!(
        (&tabla["sumable"], &tabla["noSuman"]),
        (&json!(false), &json!(["PUBLICO"]))
    );
    assert_eq!(
        (&tabla["filas"][0]["total"], &tabla["estados"][0]),
        (&json!(true), &json!("NO_DISPONIBLE"))
    );
}

#[test]
fn a_table_can_be_downloaded_as_csv() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let hash = edition(&servidor, 1, "hash")["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let get = |parametros: &str| {
        let direccion = servidor.url(&format!("/ediciones/{hash}/tabla.csv?{parametros}"));
        let mut respuesta = agent().get(direccion).call().unwrap();
        let tipo = respuesta.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (
            respuesta.status().as_u16(),
            tipo,
            respuesta.body_mut().read_to_string().unwrap(),
        )
    };
    let (estado, tipo, texto) =
        get("medida=SERVICIOS&filas=SERVICIO&filtro=AGENCIA:agencia:candiani,agencia:donaji");
    assert_eq!(
        (estado, tipo.as_str()),
        (200, "text/csv; charset=utf-8; header=present")
    );
    let lineas: Vec<&str> = texto.lines().collect();
    assert_eq!(lineas.len(), 8);
    assert_eq!(
        lineas[0],
        "medida,unidad,lugar_nivel,lugar_codigo,lugar_nombre,servicio_nivel,servicio_codigo,servicio_nombre,valor,estado,edicion,corte,hash,sintetica,licencia,anio,periodo_inicio,periodo_fin"
    );
    assert!(
        lineas[2].starts_with(
            "SERVICIOS,SERVICIO,AGENCIA,agencia:candiani+agencia:donaji,Candiani + Donají,SERVICIO,asesoria_juridica,Asesoría jurídica,"
        ),
        "{}",
        lineas[2]
    );
    assert!(
        lineas
            .iter()
            .any(|linea| linea.contains(",,PROTEGIDA,20067/1,2017-12-31,")),
        "{texto}"
    );
    assert_eq!(get("medida=SERVICIOS&filas=SEXO").0, 400);
    assert_eq!(get("filas=SEXO").0, 400);
    assert_eq!(get("medida=SERVICIOS&formato=xlsx").0, 400);
}
