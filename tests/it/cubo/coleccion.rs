//! All that anybody can collect of an edition.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::casa::Servidor;

/// A member of each dimension that is not at its whole: dimension, level, code.
pub(super) type Clave = BTreeMap<String, (String, String)>;

/// Every cell of an edition that anybody can ask for, by measure: its value if it is published.
pub(super) struct Coleccion {
    pub(super) celdas: BTreeMap<(String, Clave), Option<u64>>,
    pub(super) cruces: Vec<Value>,
}

const CRUCES: &str = "cruces { clave medidas dimensiones { dimension niveles miembros { nivel codigo padre nivelPadre total } } }";

pub(super) const TABLA: &str = "filas { miembros { dimension nivel codigo total } } columnas { miembros { dimension nivel codigo total } } valores protegidas estados celdas { fila columna valor estado }";

pub(super) fn edition(servidor: &Servidor, numero: u32, campos: &str) -> Value {
    let consulta = format!(
        r#"{{ instancia(clave: "20067") {{ edicion(numero: {numero}) {{ {campos} }} }} }}"#
    );
    servidor.data(&consulta)["instancia"]["edicion"].clone()
}

/// The cells of a table, each with its key.
pub(super) fn cells(tabla: &Value, fijos: &Clave) -> Vec<(Clave, Option<u64>)> {
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

fn list(textos: &Value) -> String {
    let textos = textos.as_array().unwrap().iter();
    let textos: Vec<&str> = textos.map(|t| t.as_str().unwrap()).collect();
    textos.join(", ")
}

impl Coleccion {
    pub(super) fn collect(servidor: &Servidor, numero: u32) -> Self {
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

    pub(super) fn of<'a>(
        &'a self,
        medida: &'a str,
    ) -> impl Iterator<Item = (&'a Clave, Option<u64>)> {
        self.celdas
            .iter()
            .filter(move |((otra, _), _)| otra == medida)
            .map(|((_, clave), valor)| (clave, *valor))
    }

    /// Cells of persons: those of everybody, and those of women, who are of a sex.
    pub(super) fn persons(&self) -> BTreeMap<Clave, Option<u64>> {
        let of_women = |(clave, valor): (&Clave, Option<u64>)| {
            let mut clave = clave.clone();
            let mujer = ("SEXO".to_owned(), "MUJER".to_owned());
            clave.insert("SEXO".to_owned(), mujer);
            (clave, valor)
        };
        let todas = self.of("PERSONAS_ATENDIDAS");
        let todas = todas.map(|(clave, valor)| (clave.clone(), valor));
        let mut personas: BTreeMap<Clave, Option<u64>> = todas.collect();
        for (clave, valor) in self.of("MUJERES_ATENDIDAS").map(of_women) {
            let antes = personas.insert(clave, valor);
            assert!(
                antes.is_none_or(|antes| antes == valor),
                "women twice, not the same"
            );
        }
        personas
    }

    /// Members of a dimension, each with its parent.
    pub(super) fn members(
        &self,
        dimension: &str,
    ) -> BTreeMap<(String, String), Option<(String, String)>> {
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
    pub(super) fn within(&self, parte: &Clave, todo: &Clave) -> bool {
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
    pub(super) fn document(&self, anteriores: &[Value]) -> Value {
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
