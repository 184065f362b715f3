//! Failures planted in every field of a schema: nulls are where its types say, by a reader of introspection of its own.

mod preguntas;
mod reales;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::async_trait::async_trait;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo,
};
use async_graphql::parser::parse_query;
use async_graphql::{
    EmptyMutation, EmptySubscription, Object, Request, Schema, ServerError, ServerResult, Value,
};
use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::Value as Json;

use crate::esquema::Tipos;
use crate::http::documento::arrange;

struct Raiz;
struct Cosa;

#[Object(name = "Query")]
impl Raiz {
    async fn una(&self) -> Cosa {
        Cosa
    }

    async fn quiza(&self) -> Option<Cosa> {
        Some(Cosa)
    }

    async fn todas(&self) -> Vec<Cosa> {
        vec![Cosa, Cosa]
    }

    async fn algunas(&self) -> Option<Vec<Option<Cosa>>> {
        Some(vec![Some(Cosa), None, Some(Cosa)])
    }
}

#[Object]
impl Cosa {
    async fn hoja(&self) -> i32 {
        1
    }

    async fn duda(&self) -> Option<i32> {
        Some(2)
    }

    async fn dentro(&self) -> Cosa {
        Self
    }

    async fn fuera(&self) -> Option<Cosa> {
        Some(Self)
    }

    async fn lista(&self) -> Vec<Cosa> {
        vec![Self]
    }
}

/// Makes some fields fail, wherever they are planted.
struct Plantadas(Arc<BTreeSet<String>>);

impl ExtensionFactory for Plantadas {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self(self.0.clone()))
    }
}

#[async_trait]
impl Extension for Plantadas {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if self.0.contains(&info.path_node.to_string_vec().join(".")) {
            let mut error = ServerError::new("plantado", None);
            let camino = info.path_node.to_string_vec().into_iter();
            error.path = camino
                .map(|parte| match parte.parse() {
                    Ok(i) => async_graphql::PathSegment::Index(i),
                    Err(_) => async_graphql::PathSegment::Field(parte),
                })
                .collect();
            return Err(error);
        }
        next.run(ctx, info).await
    }
}

const DOCUMENTO: &str = "{ una { ...C } quiza { ...C } todas { ...C } algunas { ...C } }
    fragment C on Cosa { hoja duda dentro { hoja duda fuera { hoja } } fuera { duda dentro { hoja } lista { hoja } } lista { duda hoja } }";

/// Whether a value is null where its type, as introspection tells it, says that it may not be. A reader of its own.
fn wrong(tipos: &Json, tipo: &Json, valor: &Json, camino: &str, nulos: &mut Vec<String>) -> bool {
    match tipo["kind"].as_str().unwrap() {
        "NON_NULL" => valor.is_null() || wrong(tipos, &tipo["ofType"], valor, camino, nulos),
        _ if valor.is_null() => {
            nulos.push(camino.to_owned());
            false
        }
        "LIST" => {
            let elementos = valor.as_array().unwrap().iter().enumerate();
            let mut elementos = elementos.map(|(i, uno)| {
                wrong(tipos, &tipo["ofType"], uno, &format!("{camino}.{i}"), nulos)
            });
            elementos.any(|mal| mal)
        }
        "OBJECT" => {
            let todos = tipos.as_array().unwrap();
            let propio = todos.iter().find(|t| t["name"] == tipo["name"]).unwrap();
            let campos = propio["fields"].as_array().unwrap();
            valor.as_object().unwrap().iter().any(|(clave, valor)| {
                let campo = campos.iter().find(|c| c["name"] == *clave).unwrap();
                wrong(
                    tipos,
                    &campo["type"],
                    valor,
                    &format!("{camino}.{clave}"),
                    nulos,
                )
            })
        }
        _ => false,
    }
}

/// Paths of all that the document asks for.
fn paths(valor: &Json, camino: &str, todos: &mut Vec<String>) {
    if !camino.is_empty() {
        todos.push(camino.to_owned());
    }
    let hijos: Vec<(String, &Json)> = match valor {
        Json::Object(campos) => campos.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Json::Array(lista) => lista
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => vec![],
    };
    for (clave, hijo) in hijos {
        let debajo = if camino.is_empty() {
            clave
        } else {
            format!("{camino}.{clave}")
        };
        paths(hijo, &debajo, todos);
    }
}

/// The answer, where these fail.
fn answer(plantadas: &[String]) -> (Json, Vec<String>) {
    let plantadas = Arc::new(plantadas.iter().cloned().collect());
    let esquema = Schema::build(Raiz, EmptyMutation, EmptySubscription)
        .extension(Plantadas(plantadas))
        .finish();
    let hecha = esquema
        .execute(Request::new(DOCUMENTO))
        .now_or_never()
        .unwrap();
    let tipos: &'static Tipos = Box::leak(Box::new(Tipos::of(&esquema)));
    let documento = parse_query(DOCUMENTO).unwrap();
    let datos = arrange(hecha.data, || tipos, &documento, None, &hecha.errors);
    let errores = hecha.errors.iter().map(|error| {
        let partes = error.path.iter().map(|parte| match parte {
            async_graphql::PathSegment::Field(campo) => campo.clone(),
            async_graphql::PathSegment::Index(i) => i.to_string(),
        });
        partes.collect::<Vec<_>>().join(".")
    });
    (datos.into_json().unwrap(), errores.collect())
}

fn types() -> Json {
    let esquema = Schema::new(Raiz, EmptyMutation, EmptySubscription);
    let pregunta = "{ __schema { types { name fields { name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";
    let hecha = esquema.execute(pregunta).now_or_never().unwrap();
    hecha.data.into_json().unwrap()["__schema"]["types"].clone()
}

fn check(plantadas: &[String]) {
    let (datos, errores) = answer(plantadas);
    let raiz = serde_json::json!({ "kind": "OBJECT", "name": "Query" });
    let mut nulos = vec![];
    let mal = !datos.is_null() && wrong(&types(), &raiz, &datos, "", &mut nulos);
    assert!(!mal, "{plantadas:?}: {datos}");
    // What is null failed, or something in it that may not be null; but for the one that is.
    for nulo in nulos.iter().map(|nulo| nulo.trim_start_matches('.')) {
        let dentro = |error: &String| error == nulo || error.starts_with(&format!("{nulo}."));
        assert!(
            nulo == "algunas.1" || errores.iter().any(dentro),
            "{plantadas:?}: {nulo}"
        );
    }
}

fn all() -> Vec<String> {
    let (entera, _) = answer(&[]);
    let mut todos = vec![];
    paths(&entera, "", &mut todos);
    todos.retain(|camino| camino.rsplit('.').next().unwrap().parse::<usize>().is_err());
    todos
}

#[test]
fn each_failure_leaves_its_null_and_no_more() {
    for camino in all() {
        check(&[camino]);
    }
    let (datos, _) = answer(&["quiza.dentro.hoja".to_owned()]);
    assert!(datos["quiza"].is_null() && datos["todas"].is_array());
    let (datos, _) = answer(&["una.dentro.fuera.hoja".to_owned()]);
    assert_eq!(datos["una"]["dentro"]["fuera"], Json::Null);
    assert_eq!(datos["una"]["dentro"]["hoja"], 1);
    let (datos, _) = answer(&["algunas.2.hoja".to_owned()]);
    assert!(datos["algunas"][2].is_null() && datos["algunas"][0].is_object());
    assert_eq!(answer(&["todas.1.hoja".to_owned()]).0, Json::Null);
}

proptest! {
    #[test]
    fn whatever_fails_nulls_are_where_they_may_be(plantadas in proptest::sample::subsequence(all(), 0..12)) {
        check(&plantadas);
    }
}
