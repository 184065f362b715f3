use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use futures_util::FutureExt;

use super::*;

#[derive(SimpleObject)]
struct Muestra {
    largo: usize,
    ancho: Option<u64>,
}

impl Plano for Muestra {
    fn lector(campo: &str) -> Option<Lectura<Self>> {
        Some(match campo {
            "largo" => |cosa| cosa.largo.into(),
            "ancho" => |cosa| cosa.ancho.into(),
            _ => return None,
        })
    }
}

struct RaizDeMuestra;

fn things() -> Vec<Muestra> {
    let cosa = |largo, ancho| Muestra { largo, ancho };
    vec![cosa(1, Some(2)), cosa(3, None)]
}

#[Object]
impl RaizDeMuestra {
    async fn planas(&self) -> Llana<Muestra> {
        Llana::of(things())
    }

    async fn cosas(&self) -> Vec<Muestra> {
        things()
    }
}

#[test]
fn the_answer_is_that_of_the_library() {
    let esquema = Schema::new(RaizDeMuestra, EmptyMutation, EmptySubscription);
    assert_eq!(
        esquema.sdl().matches(": [Muestra!]!").count(),
        2,
        "the type is the same"
    );
    let campos = "largo a: ancho __typename ... on Muestra { ancho largo @skip(if: true) } ...F ... @include(if: false) { b: largo }";
    let ask = |lista: &str| {
        let documento = format!(
            "query {{ lista: {lista} {{ {campos} }} }} fragment F on Muestra {{ c: largo largo }}"
        );
        let respuesta = esquema.execute(documento).now_or_never().unwrap();
        assert!(respuesta.errors.is_empty(), "{:?}", respuesta.errors);
        respuesta.data
    };
    assert_eq!(ask("planas"), ask("cosas"));
    assert!(ask("planas").to_string().contains("{largo: 3, a: null"));
}
