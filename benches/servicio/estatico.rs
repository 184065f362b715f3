//! The same shape as a table of Pacto, resolved by the library from structs in memory.

use async_graphql::{EmptyMutation, EmptySubscription, Enum, Object, Schema, SimpleObject};
use serde::Deserialize;
use serde_json::Value;

pub(crate) type Estatico = Schema<Query, EmptyMutation, EmptySubscription>;

pub(crate) struct Query(Instancia);

struct Instancia(Edicion);

struct Edicion(Tabla);

#[derive(SimpleObject, Deserialize)]
struct Tabla {
    filas: Vec<Encabezado>,
    columnas: Vec<Encabezado>,
    celdas: Vec<Celda>,
}

#[derive(SimpleObject, Deserialize)]
struct Encabezado {
    miembros: Vec<Miembro>,
    total: bool,
}

#[derive(SimpleObject, Deserialize)]
struct Miembro {
    codigo: String,
    nombre: String,
}

#[derive(SimpleObject, Deserialize)]
struct Celda {
    fila: usize,
    columna: usize,
    valor: Option<u64>,
    estado: Estado,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Estado {
    Publicada,
    Protegida,
    NoDisponible,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Medida {
    Servicios,
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Nivel {
    Agencia,
    Servicio,
}

#[Object]
impl Query {
    async fn instancia(&self, clave: String) -> Option<&Instancia> {
        (clave == "20067").then_some(&self.0)
    }
}

#[Object]
impl Instancia {
    async fn edicion(&self, anio: i32) -> Option<&Edicion> {
        (anio == 2017).then_some(&self.0)
    }
}

#[Object]
impl Edicion {
    async fn tabla(&self, medida: Medida, filas: Vec<Nivel>, columnas: Vec<Nivel>) -> &Tabla {
        assert!(
            medida == Medida::Servicios
                && filas == [Nivel::Agencia]
                && columnas == [Nivel::Servicio]
        );
        &self.0
    }
}

/// A schema that answers with what Pacto answered.
pub(crate) fn schema(respuesta: &Value) -> Estatico {
    let tabla = respuesta["data"]["instancia"]["edicion"]["tabla"].clone();
    let tabla = serde_json::from_value(tabla).unwrap();
    let raiz = Query(Instancia(Edicion(tabla)));
    Schema::new(raiz, EmptyMutation, EmptySubscription)
}
