//! The published cells, counted again.

use sea_orm::{FromQueryResult, Statement};

use super::coleccion::Coleccion;
use crate::casa::{Casa, on_both, wait};

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
        ("VIOLENCIA", _) => format!("'+' || a.tipos || '+' LIKE '%+{codigo}+%'"),
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
    let comparadas = compare(casa, &coleccion);
    assert!(comparadas > 900, "{comparadas}");
}

/// How many published cells were counted again, all of them right.
fn compare(casa: &Casa, coleccion: &Coleccion) -> usize {
    let mut comparadas = 0;
    wait(async {
        let db = casa.sql().await;
        for ((medida, clave), valor) in &coleccion.celdas {
            let cuenta = match medida.as_str() {
                "SERVICIOS" => "COUNT(*)",
                "PERSONAS_ATENDIDAS" | "MUJERES_ATENDIDAS" => "COUNT(DISTINCT a.persona_id)",
                _ => continue,
            };
            let Some(valor) = valor else { continue };
            let mut condiciones: Vec<String> = clave
                .iter()
                .map(|(d, miembro)| condition(d, miembro))
                .collect();
            if medida == "MUJERES_ATENDIDAS" {
                condiciones.push("p.sexo = 'MUJER'".to_owned());
            }
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
    comparadas
}

on_both!(every_published_cell_is_what_a_naive_query_counts);
