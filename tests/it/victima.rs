//! The service of the library's own documentation, to be attacked beside Pacto: what it does not survive is why Pacto has
//! its own. It is this very program, started again.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use async_graphql_axum::{GraphQL, GraphQLSubscription};

const ESTE: &str = "PACTO_PRUEBA_SERVICIO_VICTIMA";

struct Query;

#[derive(SimpleObject)]
struct Instancia {
    clave: &'static str,
}

#[Object]
impl Query {
    async fn instancias(&self) -> Vec<Instancia> {
        vec![Instancia { clave: "20067" }]
    }
}

/// Runs the service in a process that was started for it; as a test there is nothing to do.
#[test]
fn service() {
    if std::env::var_os(ESTE).is_none() {
        return;
    }
    let servir = async {
        let esquema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let rutas = axum::Router::new()
            .route_service("/ws", GraphQLSubscription::new(esquema.clone()))
            .route_service("/graphql", GraphQL::new(esquema));
        let escucha = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        eprintln!("VICTIMA {}", escucha.local_addr().unwrap());
        axum::serve(escucha, rutas).await.unwrap();
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(servir);
}

/// The service, in a process that ends with the test.
pub(crate) struct Victima {
    proceso: Child,
    pub(crate) direccion: SocketAddr,
}

impl Victima {
    pub(crate) fn start() -> Self {
        let mut proceso = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "victima::service",
                "--nocapture",
                "--test-threads",
                "1",
            ])
            .env(ESTE, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lineas = BufReader::new(proceso.stderr.take().unwrap()).lines();
        let direccion = lineas
            .find_map(|linea| {
                linea
                    .unwrap()
                    .strip_prefix("VICTIMA ")
                    .map(|d| d.parse().unwrap())
            })
            .unwrap();
        std::thread::spawn(move || lineas.for_each(drop));
        Self { proceso, direccion }
    }
}

impl Drop for Victima {
    fn drop(&mut self) {
        let _ = self.proceso.kill();
        let _ = self.proceso.wait();
    }
}
