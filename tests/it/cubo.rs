//! The counts of an edition through HTTP: against the register, against themselves, and in the hands of an attacker.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{FromQueryResult, Statement};
use serde_json::{Value, json};

use crate::casa::{Casa, Servidor, on_both, wait};

/// A member of each dimension that is not at its whole: dimension, level, code.
type Clave = BTreeMap<String, (String, String)>;

/// Every cell of an edition that anybody can ask for, by measure: its value if it is published.
struct Coleccion {
    celdas: BTreeMap<(String, Clave), Option<u64>>,
    cruces: Vec<Value>,
}

const CRUCES: &str = "cruces { clave medidas dimensiones { dimension niveles miembros { nivel codigo padre nivelPadre total } } }";

fn edition(servidor: &Servidor, numero: u32, campos: &str) -> Value {
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(numero: {numero}) {{ {campos} }} }} }}"#
    );
    servidor.data(&consulta)["instancia"]["edicion"].clone()
}

/// The cells of a table, each with its key.
fn cells(tabla: &Value, fijos: &Clave) -> Vec<(Clave, Option<u64>)> {
    let filas = tabla["filas"].as_array().unwrap();
    let columnas = tabla["columnas"].as_array().unwrap();
    let valores = tabla["valores"].as_array().unwrap();
    let estados = tabla["estados"].as_array().unwrap();
    assert_eq!(valores.len(), filas.len() * columnas.len());
    // The three ways of telling them say the same.
    let protegidas: Vec<usize> = (0..estados.len())
        .filter(|i| estados[*i] == "PROTEGIDA")
        .collect();
    assert_eq!(tabla["protegidas"], json!(protegidas));
    let objeto = |i: usize| json!({ "fila": i / columnas.len(), "columna": i % columnas.len(), "valor": valores[i], "estado": estados[i] });
    let celdas: Vec<Value> = (0..valores.len()).map(objeto).collect();
    assert_eq!(tabla["celdas"], json!(celdas));
    let mut celdas = Vec::new();
    for (i, (valor, estado)) in valores.iter().zip(estados).enumerate() {
        let mut clave = fijos.clone();
        let miembros = [&filas[i / columnas.len()], &columnas[i % columnas.len()]];
        for miembro in miembros
            .iter()
            .flat_map(|cabecera| cabecera["miembros"].as_array().unwrap())
        {
            if miembro["total"] == false {
                let texto = |campo: &str| miembro[campo].as_str().unwrap().to_owned();
                clave.insert(texto("dimension"), (texto("nivel"), texto("codigo")));
            }
        }
        if estado == "NO_DISPONIBLE" {
            continue;
        }
        assert_eq!(valor.is_null(), estado == "PROTEGIDA");
        celdas.push((clave, valor.as_u64()));
    }
    celdas
}

const TABLA: &str = "filas { miembros { dimension nivel codigo total } } columnas { miembros { dimension nivel codigo total } } valores protegidas estados celdas { fila columna valor estado }";

fn list(textos: &Value) -> String {
    let textos = textos.as_array().unwrap().iter();
    let textos: Vec<&str> = textos.map(|t| t.as_str().unwrap()).collect();
    textos.join(", ")
}

impl Coleccion {
    fn collect(servidor: &Servidor, numero: u32) -> Self {
        let cruces = edition(servidor, numero, CRUCES)["cruces"]
            .as_array()
            .unwrap()
            .clone();
        let mut celdas = BTreeMap::new();
        for cruce in &cruces {
            let niveles: Vec<String> = cruce["dimensiones"]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| list(&d["niveles"]))
                .collect();
            for medida in cruce["medidas"].as_array().unwrap() {
                let medida = medida.as_str().unwrap();
                let campos = format!(
                    "tabla(medida: {medida}, filas: [{}], columnas: [{}]) {{ {TABLA} }}",
                    niveles[0],
                    niveles[1..].join(", ")
                );
                let respuesta = edition(servidor, numero, &campos);
                for (clave, valor) in cells(&respuesta["tabla"], &Clave::new()) {
                    let antes = celdas.insert((medida.to_owned(), clave), valor);
                    assert!(
                        antes.is_none_or(|antes| antes == valor),
                        "the same cell twice, not the same"
                    );
                }
            }
        }
        Self { celdas, cruces }
    }

    fn of<'a>(&'a self, medida: &'a str) -> impl Iterator<Item = (&'a Clave, Option<u64>)> {
        self.celdas
            .iter()
            .filter(move |((otra, _), _)| otra == medida)
            .map(|((_, clave), valor)| (clave, *valor))
    }

    /// Members of a dimension, each with its parent.
    fn members(&self, dimension: &str) -> BTreeMap<(String, String), Option<(String, String)>> {
        let mut miembros = BTreeMap::new();
        let dimensiones = self
            .cruces
            .iter()
            .flat_map(|c| c["dimensiones"].as_array().unwrap());
        for miembro in dimensiones
            .filter(|d| d["dimension"] == dimension)
            .flat_map(|d| d["miembros"].as_array().unwrap())
        {
            let texto = |campo: &str| miembro[campo].as_str().map(str::to_owned);
            let padre = texto("nivelPadre").zip(texto("padre"));
            miembros.insert((texto("nivel").unwrap(), texto("codigo").unwrap()), padre);
        }
        miembros
    }

    /// Whether a cell is part of another.
    fn within(&self, parte: &Clave, todo: &Clave) -> bool {
        todo.iter().all(|(dimension, de_todo)| {
            let miembros = self.members(dimension);
            let mut actual = parte.get(dimension).cloned();
            while let Some(miembro) = actual {
                if miembro == *de_todo {
                    return true;
                }
                actual = miembros.get(&miembro).cloned().flatten();
            }
            false
        })
    }

    /// What is published of services, as a document of the auditor.
    fn document(&self, anteriores: &[Value]) -> Value {
        const DIMENSIONES: [&str; 5] = ["TIEMPO", "LUGAR", "SERVICIO", "VISITA", "UNIDAD"];
        let texto = |(nivel, codigo): &(String, String)| format!("{nivel}:{codigo}");
        let mut dimensiones = Vec::new();
        for dimension in DIMENSIONES {
            let mut partes: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (miembro, padre) in self.members(dimension) {
                if miembro.0 == "TOTAL" || miembro.0 == "ANIO" {
                    continue;
                }
                let padre = padre.filter(|p| p.0 != "TOTAL" && p.0 != "ANIO");
                let padre = padre.map_or_else(|| "TODO".to_owned(), |padre| texto(&padre));
                partes.entry(padre).or_default().push(texto(&miembro));
            }
            dimensiones.push(json!({ "name": dimension, "root": "TODO", "hierarchy": partes.into_iter().collect::<Vec<_>>() }));
        }
        let cells: Vec<Value> = self
            .of("SERVICIOS")
            .map(|(clave, valor)| {
                let coords: Vec<String> = DIMENSIONES
                    .iter()
                    .map(|d| clave.get(*d).map_or_else(|| "TODO".to_owned(), texto))
                    .collect();
                json!({ "coords": coords, "value": valor })
            })
            .collect();
        let mut documento = json!({
            "measure": "SERVICIOS", "threshold": 5, "required_width": 5, "zeros": "published",
            "dimensions": dimensiones, "cells": cells,
        });
        if !anteriores.is_empty() {
            documento["editions"] = json!(anteriores);
            documento["edition_link"] = json!("frozen");
        }
        documento
    }
}

/// The condition that a member stands for, written without any code of Pacto.
fn condition(dimension: &str, (nivel, codigo): &(String, String)) -> String {
    let fecha = "CAST(a.fecha AS text)";
    let servicio = |columna: &str| {
        format!(
            "a.servicio IN (SELECT clave FROM entrada e WHERE e.catalogo = 'SERVICIO' AND e.{columna} = '{codigo}')"
        )
    };
    let edad = "(2017 - p.anio_nacimiento)";
    let silencio = |codigo: &str| format!("p.silencio_nacimiento = '{}'", codigo.to_uppercase());
    match (dimension, nivel.as_str()) {
        ("TIEMPO", "ANIO") => format!("{fecha} LIKE '{codigo}%'"),
        ("TIEMPO", "MES") => format!("{fecha} LIKE '{codigo}-%'"),
        ("TIEMPO", "TRIMESTRE") => {
            let t: u32 = codigo[6..].parse().unwrap();
            let meses: Vec<String> = (3 * t - 2..=3 * t)
                .map(|m| format!("'2017-{m:02}'"))
                .collect();
            format!("substr({fecha}, 1, 7) IN ({})", meses.join(", "))
        }
        ("LUGAR", _) => format!("a.lugar = '{codigo}'"),
        ("SERVICIO", "AREA") => servicio("area"),
        ("SERVICIO", "GRUPO") => servicio("grupo"),
        ("SERVICIO", _) => format!("a.servicio = '{codigo}'"),
        ("VISITA", _) => format!("a.visita = '{codigo}'"),
        ("UNIDAD", _) if codigo == "ninguna" => "a.unidad IS NULL".to_owned(),
        ("UNIDAD", _) => format!("a.unidad = '{codigo}'"),
        ("VIOLENCIA", _)
            if ["ninguna", "no_especificado", "no_preguntado"].contains(&codigo.as_str()) =>
        {
            format!("a.violencia = '{}'", codigo.to_uppercase())
        }
        ("VIOLENCIA", _) => format!(
            "EXISTS (SELECT 1 FROM atencion_violencia v WHERE v.atencion_id = a.id AND v.catalogo = 'TIPO_VIOLENCIA' AND v.clave = '{codigo}')"
        ),
        ("SEXO", _) => format!("p.sexo = '{codigo}'"),
        ("EDAD", _) if codigo.starts_with("no_") => silencio(codigo),
        ("EDAD", "ETAPA") => {
            let etapas = [
                ("ninez", 0, 11),
                ("adolescencia", 12, 17),
                ("juventud", 18, 29),
                ("adultez", 30, 59),
                ("vejez", 60, 200),
            ];
            let (_, desde, hasta) = etapas.iter().find(|(etapa, ..)| etapa == codigo).unwrap();
            format!("{edad} BETWEEN {desde} AND {hasta}")
        }
        ("EDAD", _) => match codigo.split_once('-') {
            Some((desde, hasta)) => format!("{edad} BETWEEN {desde} AND {hasta}"),
            None => format!("{edad} >= {}", codigo.trim_end_matches('+')),
        },
        otra => panic!("no condition for {otra:?}"),
    }
}

#[derive(FromQueryResult)]
struct Cuenta {
    n: i64,
}

fn every_published_cell_is_what_a_naive_query_counts(casa: &Casa) {
    let coleccion = Coleccion::collect(&casa.demo().serve(), 1);
    let mut comparadas = 0;
    wait(async {
        let db = casa.sql().await;
        for ((medida, clave), valor) in &coleccion.celdas {
            let cuenta = match medida.as_str() {
                "SERVICIOS" => "COUNT(*)",
                "PERSONAS_ATENDIDAS" => "COUNT(DISTINCT a.persona_id)",
                _ => continue,
            };
            let Some(valor) = valor else { continue };
            let condiciones: Vec<String> = clave
                .iter()
                .map(|(d, miembro)| condition(d, miembro))
                .collect();
            let sql = format!(
                "SELECT {cuenta} AS n FROM atencion a LEFT JOIN persona p ON p.id = a.persona_id WHERE {}",
                [vec!["1 = 1".to_owned()], condiciones]
                    .concat()
                    .join(" AND ")
            );
            let consulta = Statement::from_string(db.get_database_backend(), sql.clone());
            let contada = Cuenta::find_by_statement(consulta)
                .one(&db)
                .await
                .unwrap()
                .unwrap();
            assert_eq!(u64::try_from(contada.n).unwrap(), *valor, "{sql}");
            comparadas += 1;
        }
    });
    assert!(comparadas > 900, "{comparadas}");
}

fn editions_never_mix_within_an_answer(casa: &Casa) {
    casa.register(|i| i % 5 == 0).publish("2017-06-30");
    let servidor = casa.serve();
    let fin = AtomicBool::new(false);
    let vistas = std::thread::scope(|hilos| {
        let ask = || {
            let mut vistas = BTreeSet::new();
            while !fin.load(Ordering::Relaxed) {
                let datos = servidor.data(
                        r#"{ instancia(clave: "20067") { edicion { numero corte hash cruces { clave }
                             serie(medida: SERVICIOS, nivel: TRIMESTRE) { puntos { periodo } }
                             tabla(medida: SERVICIOS, filas: [MES], columnas: [AREA]) { filas { total } } agencias { clave } } } }"#,
                    );
                let edicion = &datos["instancia"]["edicion"];
                let numero = edicion["numero"].as_u64().unwrap();
                let (corte, trimestres, meses) = if numero == 1 {
                    ("2017-06-30", 2, 6)
                } else {
                    ("2017-12-31", 4, 13)
                };
                assert_eq!(edicion["corte"], corte);
                assert_eq!(
                    edicion["serie"]["puntos"].as_array().unwrap().len(),
                    trimestres
                );
                assert_eq!(edicion["tabla"]["filas"].as_array().unwrap().len(), meses);
                vistas.insert(numero);
            }
            vistas
        };
        let lectores: Vec<_> = (0..3).map(|_| hilos.spawn(ask)).collect();
        casa.publish("2017-12-31");
        std::thread::sleep(std::time::Duration::from_millis(300));
        fin.store(true, Ordering::Relaxed);
        lectores
            .into_iter()
            .flat_map(|lector| lector.join().unwrap())
            .collect::<BTreeSet<u64>>()
    });
    assert_eq!(vistas, [1, 2].into());
}

on_both!(
    every_published_cell_is_what_a_naive_query_counts,
    editions_never_mix_within_an_answer
);

#[test]
fn an_attacker_with_two_editions_learns_nothing() {
    let casa = Casa::folder();
    casa.register(|i| i % 3 == 0);
    casa.publish("2017-06-30");
    casa.publish("2017-12-31");
    let servidor = casa.serve();
    let ediciones = [1, 2].map(|numero| Coleccion::collect(&servidor, numero));
    // Services: everything that is published, as anybody can collect it, through the auditor.
    let primera = ediciones[0].document(&[]);
    let documento = ediciones[1].document(&[primera]);
    let ruta = casa.ruta().join("recogida.json");
    fs::write(&ruta, documento.to_string()).unwrap();
    let salida = crate::casa::pacto(&["auditar", ruta.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(
        salida.status.success(),
        "{}",
        String::from_utf8_lossy(&salida.stdout)
    );
    // What an edition said, the next one says.
    let mut todas: BTreeMap<&Clave, Option<u64>> = BTreeMap::new();
    for edicion in &ediciones {
        for (clave, valor) in edicion.of("PERSONAS_ATENDIDAS") {
            if let Some(antes) = todas.insert(clave, valor) {
                assert_eq!(antes, valor, "{clave:?}");
            }
        }
    }
    // No persons where the services of the same cell are withheld: they would say that it has as many.
    let servicios: BTreeMap<&Clave, Option<u64>> = ediciones[1].of("SERVICIOS").collect();
    for (clave, valor) in ediciones[1].of("PERSONAS_ATENDIDAS") {
        let mut de_servicios = clave.clone();
        ["SEXO", "EDAD", "VIOLENCIA"]
            .iter()
            .for_each(|eje| drop(de_servicios.remove(*eje)));
        if servicios.get(&de_servicios) == Some(&None) {
            assert!(valor.is_none_or(|n| n == 0), "{clave:?}");
        }
    }
    // What all the sexes of a cell add up to is known, whether it is published or not.
    for (clave, valor) in todas.clone() {
        if valor.is_some() || clave.contains_key("SEXO") {
            continue;
        }
        let sexos = ediciones[1]
            .members("SEXO")
            .into_keys()
            .filter(|(nivel, _)| nivel == "SEXO");
        let partes = sexos.map(|sexo| {
            let mut parte = clave.clone();
            parte.insert("SEXO".to_owned(), sexo);
            todas.get(&parte).copied().flatten()
        });
        if let Some(suma) = partes.sum::<Option<u64>>().filter(|suma| *suma > 0) {
            todas.insert(clave, Some(suma));
        }
    }
    // Persons: no count of 1 to 4, nor as the difference of a whole and a part of it.
    let publicadas: Vec<(&Clave, u64)> = todas
        .iter()
        .filter_map(|(clave, valor)| Some((*clave, (*valor)?)))
        .collect();
    assert!(publicadas.len() > 200);
    for (parte, n) in publicadas.iter().filter(|(_, n)| *n > 0) {
        assert!(*n >= 5, "{parte:?} {n}");
        for (todo, total) in &publicadas {
            let fuera = total.saturating_sub(*n);
            if (1..5).contains(&fuera) && todo != parte {
                assert!(!ediciones[1].within(parte, todo), "{parte:?} of {todo:?}");
            }
        }
    }
}

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

#[test]
fn an_answer_is_a_published_cell_or_a_sum_of_published_cells() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let coleccion = Coleccion::collect(&servidor, 1);
    let mut azar = Azar(20067);
    let (mut sumas, mut protegidas) = (0, 0);
    for _ in 0..250 {
        let cruce = &coleccion.cruces[azar.below(coleccion.cruces.len())];
        let medidas = cruce["medidas"].as_array().unwrap();
        let medida = medidas[azar.below(medidas.len())].as_str().unwrap();
        let (mut filas, mut columnas, mut filtros) = (Vec::new(), Vec::new(), Vec::new());
        // For each dimension with a filter: the members it adds up.
        let mut sumandos: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for dimension in cruce["dimensiones"].as_array().unwrap() {
            let nombre = dimension["dimension"].as_str().unwrap();
            let niveles = dimension["niveles"].as_array().unwrap();
            let nivel = niveles[azar.below(niveles.len())].as_str().unwrap();
            match azar.below(4) {
                0 => filas.push(nivel),
                1 => columnas.push(nivel),
                2 => {
                    let suma = match medida {
                        "PERSONAS_ATENDIDAS" => ["SEXO", "EDAD"].contains(&nombre),
                        "PERSONAS_CAPACITADAS" => false,
                        _ => true,
                    };
                    let del_nivel: Vec<&Value> = dimension["miembros"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .filter(|m| m["nivel"] == nivel)
                        .collect();
                    let cuantos = if suma {
                        1 + azar.below(3.min(del_nivel.len()))
                    } else {
                        1
                    };
                    let desde = azar.below(del_nivel.len() + 1 - cuantos);
                    let codigos: Vec<&str> = del_nivel[desde..desde + cuantos]
                        .iter()
                        .map(|m| m["codigo"].as_str().unwrap())
                        .collect();
                    filtros.push(format!("{{ nivel: {nivel}, codigos: {codigos:?} }}"));
                    sumandos.push((
                        nombre.to_owned(),
                        codigos
                            .iter()
                            .map(|c| (nivel.to_owned(), (*c).to_owned()))
                            .collect(),
                    ));
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
        let respuesta = edition(&servidor, 1, &campos);
        for (clave, valor) in cells(&respuesta["tabla"], &Clave::new()) {
            let mut claves = vec![clave];
            for (dimension, miembros) in &sumandos {
                claves = claves
                    .iter()
                    .flat_map(|clave| {
                        miembros.iter().map(move |miembro| {
                            let mut otra = clave.clone();
                            if miembro.0 != "ANIO" {
                                otra.insert(dimension.clone(), miembro.clone());
                            }
                            otra
                        })
                    })
                    .collect();
            }
            let partes: Vec<Option<u64>> = claves
                .iter()
                .map(|clave| coleccion.celdas[&(medida.to_owned(), clave.clone())])
                .collect();
            sumas += usize::from(partes.len() > 1);
            protegidas += usize::from(valor.is_none());
            assert_eq!(valor, partes.into_iter().sum::<Option<u64>>(), "{campos}");
        }
    }
    assert!(
        sumas > 50 && protegidas > 50,
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
    for (campos, codigo) in [
        (
            "cifra(medida: PERSONAS_ATENDIDAS, filtros: [{ nivel: MES, codigos: [\"2017-01\", \"2017-02\"] }]) { celda { valor } }",
            "NO_SUMABLE",
        ),
        (
            "cifra(medida: SERVICIOS, filtros: [{ nivel: AGENCIA, codigos: [\"candiani\"] }]) { celda { valor } }",
            "CODIGO_DESCONOCIDO",
        ),
        (
            "tabla(medida: SERVICIOS, filas: [TOTAL]) { valores }",
            "PREGUNTA_INVALIDA",
        ),
        (
            "tabla(medida: SERVICIOS, filas: [MES], columnas: [TRIMESTRE]) { valores }",
            "PREGUNTA_INVALIDA",
        ),
        (
            "serie(medida: SERVICIOS, nivel: AGENCIA) { unidad }",
            "PREGUNTA_INVALIDA",
        ),
        (
            "comparacion(medida: SERVICIOS, con: { periodo: \"ayer\" }) { estado }",
            "VALOR_INVALIDO",
        ),
        (
            "comparacion(medida: SERVICIOS, con: { edicion: 9 }) { estado }",
            "EDICION_DESCONOCIDA",
        ),
    ] {
        assert_eq!(ask(campos)["extensions"]["code"], codigo, "{campos}");
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
        let mut respuesta = crate::casa::agent().get(direccion).call().unwrap();
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
    assert_eq!((estado, tipo.as_str()), (200, "text/csv; charset=utf-8"));
    let lineas: Vec<&str> = texto.lines().collect();
    assert_eq!(lineas.len(), 8);
    assert_eq!(
        lineas[0],
        "medida,unidad,servicio_nivel,servicio_codigo,servicio_nombre,valor,estado,edicion,corte,hash,sintetica,licencia"
    );
    assert!(
        lineas[2].starts_with("SERVICIOS,SERVICIO,SERVICIO,asesoria_juridica,Asesoría jurídica,"),
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
