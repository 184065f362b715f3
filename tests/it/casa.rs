//! A place of its own for each test: stores, commands, a server.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use oficina::Lugares;
use persistence::{Autoria, Carpeta, Destino, Naturaleza, Registro};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{cluster, demostracion};

/// Where the stores of a test are.
pub(crate) enum Casa {
    Carpeta(TempDir),
    Postgres(cluster::Bases),
}

/// Runs each named function, which takes a `&Casa`, as a test on both kinds of store. Without PostgreSQL on the machine it
/// says so, and in CI it fails. It takes names only, because rustfmt leaves alone what is inside of a macro.
macro_rules! on_both {
    ($($nombre:ident),+ $(,)?) => {$(
        mod $nombre {
            use crate::casa::Casa;

            #[test]
            fn sqlite() {
                super::$nombre(&Casa::folder());
            }

            #[test]
            fn postgres() {
                if let Some(casa) = Casa::postgres() {
                    super::$nombre(&casa);
                }
            }
        }
    )+};
}
pub(crate) use on_both;

impl Casa {
    pub(crate) fn folder() -> Self {
        Self::Carpeta(tempfile::tempdir().unwrap())
    }

    pub(crate) fn postgres() -> Option<Self> {
        cluster::bases().map(Self::Postgres)
    }

    /// The path of the folder.
    pub(crate) fn ruta(&self) -> &Path {
        match self {
            Self::Carpeta(carpeta) => carpeta.path(),
            Self::Postgres(_) => panic!("this test needs a folder"),
        }
    }

    pub(crate) fn publicaciones(&self) -> Destino {
        match self {
            Self::Carpeta(carpeta) => Carpeta::new(carpeta.path()).publicaciones(),
            Self::Postgres(bases) => bases.publicaciones.parse().unwrap(),
        }
    }

    pub(crate) fn registro(&self) -> Destino {
        match self {
            Self::Carpeta(carpeta) => Carpeta::new(carpeta.path()).registro(),
            Self::Postgres(bases) => bases.registro.parse().unwrap(),
        }
    }

    /// Where the office finds the stores and the keys.
    pub(crate) fn lugares(&self) -> Lugares {
        Lugares {
            registro: self.registro(),
            publicaciones: self.publicaciones(),
            claves: match self {
                Self::Carpeta(carpeta) => carpeta.path().join("claves"),
                Self::Postgres(bases) => bases.claves.path().to_owned(),
            },
        }
    }

    /// `pacto` with these arguments, told where the stores are as an operator would.
    pub(crate) fn command(&self, argumentos: &[&str]) -> Command {
        let mut orden = pacto(argumentos);
        // A test asks as much as it wants, unless it is of that.
        orden.env("PACTO_PETICIONES", "0");
        match (self, argumentos.first()) {
            (Self::Carpeta(carpeta), _) => orden.env("PACTO_DATOS", carpeta.path()),
            (Self::Postgres(bases), Some(&"servir")) => {
                orden.env("PACTO_PUBLICACIONES_URL", &bases.solo_lectura)
            }
            (Self::Postgres(bases), _) => orden
                .env("PACTO_CLAVES", bases.claves.path())
                .env("PACTO_REGISTRO_URL", &bases.registro)
                .env("PACTO_PUBLICACIONES_URL", &bases.publicaciones),
        };
        orden
    }

    /// What `pacto` wrote, having ended well.
    pub(crate) fn run(&self, argumentos: &[&str]) -> String {
        let salida = self.command(argumentos).output().unwrap();
        assert!(
            salida.status.success(),
            "pacto {argumentos:?}: {}",
            text(&salida.stderr)
        );
        text(&salida.stdout)
    }

    /// What `pacto` wrote, and why it ended badly.
    pub(crate) fn seen(&self, argumentos: &[&str]) -> (String, (i32, String)) {
        let salida = self.command(argumentos).output().unwrap();
        (text(&salida.stdout), failure(&salida))
    }

    /// What `pacto` wrote on standard error and its exit status, having ended badly.
    pub(crate) fn fail(&self, argumentos: &[&str]) -> (i32, String) {
        failure(&self.command(argumentos).output().unwrap())
    }

    /// The synthetic register of the demonstration with its edition: a copy of what `pacto demo` makes.
    pub(crate) fn demo(&self) -> &Self {
        demostracion::copy(self);
        self
    }

    /// A quarter of the persons of the demonstration, with the edition of the first half of 2017: in a folder, a copy of what is
    /// made once.
    pub(crate) fn half_year(&self) -> &Self {
        match self {
            Self::Carpeta(carpeta) => demostracion::half_year(carpeta.path()),
            Self::Postgres(_) => drop(self.register(|i| i % 4 == 0).publish("2017-06-30")),
        }
        self
    }

    /// The same with the edition of the whole year besides.
    pub(crate) fn whole_year(&self) -> &Self {
        demostracion::whole_year(self.ruta());
        self
    }

    /// Publishes by one of the plans that come with the program from now on: by a short one where the plan is not what a test is of,
    /// because what a long one protects takes seconds.
    pub(crate) fn plan(&self, nombre: &str) -> &Self {
        self.run(&["plan", "--instancia", "20067", "--usar", nombre]);
        self
    }

    /// The synthetic register of the demonstration, of which `queda` says what stays; nothing is published.
    pub(crate) fn register(&self, queda: impl Fn(usize) -> bool) -> &Self {
        let mut carga = datos::sintetico::generate().unwrap();
        let quedan: std::collections::BTreeSet<_> = (carga.personas.iter().enumerate())
            .filter(|(i, _)| queda(*i))
            .map(|(_, persona)| persona.seudonimo)
            .collect();
        carga.personas.retain(|p| quedan.contains(&p.seudonimo));
        carga.atenciones.retain(|a| {
            a.datos()
                .persona
                .is_none_or(|quien| quedan.contains(&quien))
        });
        wait(async {
            let registro = Registro::create(&self.registro()).await.unwrap();
            registro
                .start(&carga, Naturaleza::Sintetica, None, &somebody())
                .await
                .unwrap();
        });
        self.run(&["claves"]);
        self
    }

    /// A connection to the register, past Pacto.
    pub(crate) async fn sql(&self) -> sea_orm::DatabaseConnection {
        let url = match self {
            Self::Carpeta(carpeta) => format!(
                "sqlite://{}",
                carpeta.path().join("privado/registro.sqlite").display()
            ),
            Self::Postgres(bases) => bases.registro.clone(),
        };
        sea_orm::Database::connect(url).await.unwrap()
    }

    /// A server of what is published.
    pub(crate) fn serve(&self) -> Servidor {
        self.serve_with(&[])
    }

    /// The same, with options.
    pub(crate) fn serve_with(&self, opciones: &[&str]) -> Servidor {
        let argumentos = [&["servir", "--direccion", "127.0.0.1:0"], opciones].concat();
        Servidor::start(self.command(&argumentos))
    }

    /// What is published, as the editions of so many instancias, each with another hash.
    pub(crate) fn multiply(&self, cuantas: usize) -> &Self {
        let otras: [(&str, &str); 4] = [
            (
                "instancia",
                "SELECT k, region, replace(contenido, '20067', k) FROM instancia",
            ),
            (
                "edicion",
                "SELECT k, numero, corte, instante, lower(hex(randomblob(32))), sintetica, umbral, formato, retirada, retirada_en, orden + k FROM edicion",
            ),
            (
                "pieza",
                "SELECT k, numero, tipo, padre, replace(clave, '20067', k), orden, clase, fecha, etiquetas, contenido FROM suyas.pieza",
            ),
            (
                "archivo",
                "SELECT k, numero, contenido, firma, clave_publica FROM suyas.archivo",
            ),
        ];
        wait(async {
            let ruta = self.ruta().join("publico/publicaciones.sqlite");
            let mut opciones = sea_orm::ConnectOptions::new(format!("sqlite://{}", ruta.display()));
            opciones.max_connections(1);
            let bd = sea_orm::Database::connect(opciones).await.unwrap();
            // What an instancia has no file for, the index may say.
            let suyas = self.ruta().join("publico/ediciones/20067.sqlite");
            let adjunta = format!("ATTACH DATABASE '{}' AS suyas", suyas.display());
            bd.execute_unprepared(&adjunta).await.unwrap();
            for (tabla, columnas) in otras {
                let claves = format!(
                    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {}), claves(k) AS (SELECT CAST(30000 + i AS TEXT) FROM c)",
                    cuantas - 1
                );
                let orden = format!(
                    "INSERT INTO {tabla} {claves} {columnas} CROSS JOIN claves WHERE instancia_id = '20067'"
                );
                bd.execute_unprepared(&orden).await.unwrap();
            }
            bd.close().await.unwrap();
        });
        self
    }

    pub(crate) fn publish(&self, corte: &str) -> String {
        self.run(&publishing(corte))
    }

    /// Why an edition is not published: the exit status, and what is said.
    pub(crate) fn cannot_publish(&self, corte: &str) -> (i32, String) {
        self.fail(&publishing(corte))
    }
}

/// The command that publishes a cut-off, whatever it would close, without asking.
pub(crate) fn publishing(corte: &str) -> [&str; 7] {
    [
        "publicar",
        "--si",
        "--sin-atenciones",
        "--instancia",
        "20067",
        "--corte",
        corte,
    ]
}

/// What withdraws an edition without asking.
pub(crate) fn withdrawing<'a>(numero: &'a str, motivo: &'a str) -> [&'a str; 7] {
    [
        "retirar",
        "--si",
        numero,
        "--instancia",
        "20067",
        "--motivo",
        motivo,
    ]
}

/// Whoever prepares what a test begins with.
pub(crate) fn somebody() -> Autoria {
    Autoria {
        quien: "prueba".to_owned(),
        cuando: time::OffsetDateTime::UNIX_EPOCH,
    }
}

/// `pacto` with these arguments, and nothing of the environment that could configure it.
pub(crate) fn pacto(argumentos: &[&str]) -> Command {
    let mut orden = Command::new(env!("CARGO_BIN_EXE_pacto"));
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("PACTO_") {
            orden.env_remove(variable);
        }
    }
    orden.args(argumentos).stdin(Stdio::null());
    orden
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(crate) fn failure(salida: &Output) -> (i32, String) {
    assert!(
        !salida.status.success(),
        "it should have failed: {}",
        text(&salida.stdout)
    );
    (salida.status.code().unwrap(), text(&salida.stderr))
}

/// Runs what is asynchronous to its end.
pub(crate) fn wait<T>(tarea: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(tarea)
}

/// A file of the repository.
pub(crate) fn repository(ruta: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(ruta)
}

pub(crate) fn read(ruta: &str) -> String {
    fs::read_to_string(repository(ruta)).unwrap()
}

/// A server that ends with the test.
pub(crate) struct Servidor {
    proceso: Child,
    url: String,
    /// All it wrote until it was serving.
    pub(crate) salida: String,
    errores: Option<ChildStderr>,
}

impl Servidor {
    pub(crate) fn start(mut orden: Command) -> Self {
        let mut proceso = orden
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lineas = BufReader::new(proceso.stdout.take().unwrap());
        let (mut salida, mut url) = (String::new(), None);
        while url.is_none() {
            let mut linea = String::new();
            if lineas.read_line(&mut linea).unwrap() == 0 {
                let mut errores = String::new();
                proceso
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut errores)
                    .unwrap();
                panic!("the server ended: {salida}{errores}");
            }
            let servida = linea
                .split_whitespace()
                .find(|p| linea.starts_with("Sirviendo") && p.starts_with("http://"));
            url = servida.map(|palabra| palabra.trim_end_matches("/graphql").to_owned());
            salida += &linea;
        }
        let errores = proceso.stderr.take();
        // What it writes later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut lineas, &mut std::io::sink()));
        Self {
            proceso,
            url: url.unwrap(),
            salida,
            errores,
        }
    }

    pub(crate) fn url(&self, ruta: &str) -> String {
        format!("{}{ruta}", self.url)
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.proceso.id()
    }

    /// The whole answer to a query.
    pub(crate) fn ask(&self, consulta: &str, variables: &Value) -> Value {
        serde_json::from_str(&self.ask_text(consulta, variables)).unwrap()
    }

    /// The same, letter by letter.
    pub(crate) fn ask_text(&self, consulta: &str, variables: &Value) -> String {
        let cuerpo = json!({ "query": consulta, "variables": variables });
        agent()
            .post(self.url("/graphql"))
            .send_json(cuerpo)
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap()
    }

    /// The data of a query that has no errors.
    pub(crate) fn data(&self, consulta: &str) -> Value {
        let mut respuesta = self.ask(consulta, &json!({}));
        assert_eq!(respuesta.get("errors"), None, "{consulta}");
        respuesta["data"].take()
    }

    /// The codes of the errors of a query.
    pub(crate) fn codes(&self, consulta: &str) -> Vec<String> {
        let respuesta = self.ask(consulta, &json!({}));
        let errores = respuesta["errors"].as_array().cloned().unwrap_or_default();
        errores
            .iter()
            .map(|error| {
                error["extensions"]["code"]
                    .as_str()
                    .unwrap_or("no code")
                    .to_owned()
            })
            .collect()
    }

    /// Stops it, and returns all that it logged.
    pub(crate) fn stop(mut self) -> String {
        self.proceso.kill().unwrap();
        let mut errores = String::new();
        self.errores
            .take()
            .unwrap()
            .read_to_string(&mut errores)
            .unwrap();
        errores
    }
}

impl Drop for Servidor {
    fn drop(&mut self) {
        let _ = self.proceso.kill();
        let _ = self.proceso.wait();
    }
}

/// An HTTP client that returns 4xx answers as answers.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}
