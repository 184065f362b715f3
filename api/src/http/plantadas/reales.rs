//! Failures planted in every field of questions at random over the schema itself, answered from two years of an edition.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use async_graphql::{EmptyMutation, PathSegment, Request, Schema};
use claves::Llave;
use domain::formato;
use persistence::{Destino, Imprenta, Publicaciones, Tirada};
use proptest::collection::vec;
use proptest::prelude::*;
use sala::{Sala, Sizes};
use serde_json::Value as Json;
use time::OffsetDateTime;
use tokio::runtime::Runtime;

use super::preguntas::{Azar, document};
use super::{Plantadas, paths};
use crate::cargadores::Cargadores;
use crate::esquema::{Consulta, Suscripcion, TIPOS, build};
use crate::http::documento::arrange;

const EDICION: &[u8] = include_bytes!("../../../../tests/fixtures/formato-3/edicion.json.gz");

/// Two years are published: the second says of 2018 what the first says of 2017.
async fn two_years(carpeta: &std::path::Path) -> Publicaciones {
    let mut texto = String::new();
    let mut legible = flate2::read::GzDecoder::new(EDICION);
    legible.read_to_string(&mut texto).unwrap();
    let destino = Destino::Archivo(carpeta.join("publicaciones.sqlite"));
    let llave = Llave::create(carpeta).unwrap();
    for texto in [texto.clone(), texto.replace("2017", "2018")] {
        let contenido = formato::read(3, texto.as_bytes()).unwrap();
        let tirada = Tirada {
            instante: OffsetDateTime::UNIX_EPOCH,
            llave: &llave,
            otra_vez: false,
            componer: None,
        };
        let imprenta = Imprenta::new(&destino);
        let hecha = imprenta.publish(&contenido, &tirada, async || Ok(())).await;
        assert!(hecha.unwrap().nueva);
    }
    Publicaciones::open(&destino).await.unwrap()
}

struct Banco {
    runtime: Runtime,
    sala: Arc<Sala>,
    tipos: Json,
    _carpeta: tempfile::TempDir,
}

impl Banco {
    fn new() -> Self {
        let carpeta = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let publicaciones = runtime.block_on(two_years(carpeta.path()));
        let pregunta = "{ __schema { types { kind name fields(includeDeprecated: true) { name args { name defaultValue type { kind } } type { ...T } } } } }
            fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";
        let hecha = runtime.block_on(build().execute(pregunta));
        Self {
            tipos: hecha.data.into_json().unwrap()["__schema"]["types"].clone(),
            sala: Arc::new(Sala::new(publicaciones, Sizes::default())),
            runtime,
            _carpeta: carpeta,
        }
    }

    /// The answer, where these fail, and the places that failed.
    fn answer(&self, documento: &str, plantadas: &BTreeSet<String>) -> (Json, Vec<String>) {
        let esquema = Schema::build(Consulta, EmptyMutation, Suscripcion)
            .extension(Plantadas(Arc::new(plantadas.clone())))
            .finish();
        let cargadores = Cargadores::new(self.sala.clone(), None);
        let pedida = Request::new(documento).data(cargadores);
        let hecha = self.runtime.block_on(esquema.execute(pedida));
        let leido = async_graphql::parser::parse_query(documento).unwrap();
        let datos = arrange(hecha.data, || &TIPOS, &leido, None, &hecha.errors);
        let lugar = |error: &async_graphql::ServerError| {
            assert!(!error.path.is_empty(), "{documento}: {}", error.message);
            let partes = error.path.iter().map(|parte| match parte {
                PathSegment::Field(campo) => campo.clone(),
                PathSegment::Index(i) => i.to_string(),
            });
            partes.collect::<Vec<_>>().join(".")
        };
        (
            datos.into_json().unwrap(),
            hecha.errors.iter().map(lugar).collect(),
        )
    }

    /// Whether a value is of a type: nulls are where they may be, and what is not null is what it is said to be.
    fn check(&self, valor: &Json, tipo: &Json, camino: &str) -> Result<(), String> {
        let mal = || Err(format!("{camino}: {valor} is no {tipo}"));
        match tipo["kind"].as_str().unwrap() {
            "NON_NULL" if valor.is_null() => mal(),
            "NON_NULL" => self.check(valor, &tipo["ofType"], camino),
            _ if valor.is_null() => Ok(()),
            "LIST" => {
                let Some(elementos) = valor.as_array() else {
                    return mal();
                };
                let mut elementos = elementos.iter().enumerate();
                elementos.try_for_each(|(i, uno)| {
                    self.check(uno, &tipo["ofType"], &format!("{camino}.{i}"))
                })
            }
            "SCALAR" if valor.is_object() || valor.is_array() => mal(),
            "SCALAR" => Ok(()),
            "ENUM" if valor.is_string() => Ok(()),
            "ENUM" => mal(),
            _ => {
                let Some(campos) = valor.as_object() else {
                    return mal();
                };
                let Some(suyo) = campos.get("__typename").and_then(Json::as_str) else {
                    return Err(format!("{camino}: {valor} does not say its type"));
                };
                let propio = self
                    .tipos
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|t| t["name"] == suyo)
                    .unwrap();
                let declarados = propio["fields"].as_array().unwrap();
                campos
                    .iter()
                    .filter(|(clave, _)| *clave != "__typename")
                    .try_for_each(|(clave, valor)| {
                        let nombre = clave.split("__").next().unwrap();
                        let campo = declarados
                            .iter()
                            .find(|campo| campo["name"] == nombre)
                            .unwrap();
                        self.check(valor, &campo["type"], &format!("{camino}.{clave}"))
                    })
            }
        }
    }
}

/// What is null in one answer and not in the other, where the rest is the same; something else that differs is wrong.
fn new_nulls(entera: &Json, datos: &Json, camino: &str, nulos: &mut Vec<String>) {
    match (entera, datos) {
        (antes, Json::Null) if !antes.is_null() => nulos.push(camino.to_owned()),
        (Json::Object(antes), Json::Object(ahora)) => {
            assert!(antes.keys().eq(ahora.keys()), "{camino}: {datos}");
            for (clave, antes) in antes {
                let debajo = format!("{camino}.{clave}");
                new_nulls(antes, &ahora[clave], debajo.trim_start_matches('.'), nulos);
            }
        }
        (Json::Array(antes), Json::Array(ahora)) => {
            assert_eq!(antes.len(), ahora.len(), "{camino}");
            for (i, (antes, ahora)) in antes.iter().zip(ahora).enumerate() {
                new_nulls(antes, ahora, &format!("{camino}.{i}"), nulos);
            }
        }
        _ => assert_eq!(entera, datos, "{camino}"),
    }
}

#[test]
fn whatever_fails_of_whatever_is_asked_nulls_are_where_the_schema_says() {
    let banco = Banco::new();
    let raiz = serde_json::json!({ "kind": "OBJECT", "name": "Query" });
    let id = banco
        .answer(
            "{ instancia(clave: \"20067\") { edicion { id } } }",
            &BTreeSet::new(),
        )
        .0;
    let id = id["instancia"]["edicion"]["id"].as_str().unwrap();
    let pedidos = std::cell::RefCell::new(BTreeSet::new());
    let mut config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 400;
    }
    config.failure_persistence = None;
    proptest!(config, |(suertes in vec(any::<u8>(), 40..200), cuales in vec(any::<proptest::sample::Index>(), 1..5))| {
        let documento = document(&banco.tipos, id, &mut Azar::new(&suertes));
        let (entera, naturales) = banco.answer(&documento, &BTreeSet::new());
        if let Err(mal) = banco.check(&entera, &raiz, "") {
            prop_assert!(false, "{mal}\n{documento}\n{entera}");
        }
        let mut lugares = vec![];
        paths(&entera, "", &mut lugares);
        lugares.retain(|lugar| {
            let ultima = lugar.rsplit('.').next().unwrap();
            ultima != "__typename" && ultima.parse::<usize>().is_err()
        });
        pedidos.borrow_mut().extend(lugares.iter().map(|lugar| {
            let nombre = lugar.rsplit('.').next().unwrap();
            nombre.split("__").next().unwrap().to_owned()
        }));
        if lugares.is_empty() {
            return Ok(());
        }
        let plantadas: BTreeSet<String> = cuales.iter().map(|cual| cual.get(&lugares).clone()).collect();
        let (datos, errores) = banco.answer(&documento, &plantadas);
        if let Err(mal) = banco.check(&datos, &raiz, "") {
            prop_assert!(false, "{mal}\n{plantadas:?}\n{documento}\n{datos}");
        }
        // What was null already says what it said; what is null now failed, or something in it that may not be null.
        let mut nulos = vec![];
        new_nulls(&entera, &datos, "", &mut nulos);
        for nulo in nulos {
            let dentro = |error: &&String| {
                nulo.is_empty() || **error == nulo || error.starts_with(&format!("{nulo}."))
            };
            let nueva = errores.iter().filter(|error| !naturales.contains(error)).find(dentro);
            prop_assert!(nueva.is_some(), "{nulo}\n{plantadas:?}\n{documento}\n{datos}");
        }
    });
    // The questions were about what there is.
    let pedidos = pedidos.into_inner();
    for campo in [
        "serie",
        "tabla",
        "novedades",
        "publicaciones",
        "quiebres",
        "partes",
        "temasPropios",
        "claves",
        "comparacion",
    ] {
        assert!(pedidos.contains(campo), "{campo}: {pedidos:?}");
    }
}
