//! A temporary PostgreSQL cluster for all the tests of a run, from the binaries of the machine. It
//! listens on a socket of its own folder only, and ends with the process of the tests.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::casa::{repository, text};

/// Two databases of a test, made by the documented SQL.
pub(crate) struct Bases {
    numero: u32,
    pub(crate) registro: String,
    pub(crate) publicaciones: String,
    /// The public database with the role that may only read it.
    pub(crate) solo_lectura: String,
    /// The private database with the role that may not connect to it.
    pub(crate) registro_ajeno: String,
    /// Where the signing key is.
    pub(crate) claves: tempfile::TempDir,
}

impl Bases {
    /// Replaces these databases, which are empty, by copies of others. Who may connect is copied too, because a template
    /// does not give it and the documented SQL is the only place that says it.
    pub(crate) fn copy(&self, original: &Self) {
        let cluster = CLUSTER.get().unwrap().as_ref().unwrap();
        let _turno = TURNO.lock().unwrap_or_else(PoisonError::into_inner);
        for nombre in ["registro", "publicaciones"] {
            let (esta, otra) = (
                format!("{nombre}_{}", self.numero),
                format!("{nombre}_{}", original.numero),
            );
            let ordenes = [
                format!("DROP DATABASE {esta}"),
                format!("CREATE DATABASE {esta} OWNER pacto_operador TEMPLATE {otra}"),
                format!(
                    "UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = '{otra}') WHERE datname = '{esta}'"
                ),
            ];
            let argumentos: Vec<&str> = ordenes.iter().flat_map(|orden| ["-c", orden]).collect();
            cluster.psql("postgres", &argumentos).unwrap();
        }
    }
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
/// Roles and templates belong to the whole cluster: two scripts at once would both make the roles.
static TURNO: Mutex<()> = Mutex::new(());

struct Cluster {
    binarios: PathBuf,
    carpeta: PathBuf,
    usuario: Option<(u32, u32)>,
    /// Its standard input is what keeps the cluster up.
    _guardia: Child,
}

/// Databases for a test, or `None` on a machine without PostgreSQL.
pub(crate) fn bases() -> Option<Bases> {
    static SIGUIENTE: AtomicU32 = AtomicU32::new(1);
    let Some(cluster) = CLUSTER.get_or_init(Cluster::start) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must have the PostgreSQL server installed"
        );
        eprintln!("No PostgreSQL server on this machine: its half of this test was not run.");
        return None;
    };
    Some(cluster.create(SIGUIENTE.fetch_add(1, Ordering::Relaxed)))
}

impl Cluster {
    fn start() -> Option<Self> {
        let binarios = find_binaries()?;
        let usuario = other_user();
        let carpeta = tempfile::Builder::new()
            .prefix("pacto-pg-")
            .tempdir()
            .unwrap()
            .keep();
        fs::set_permissions(&carpeta, fs::Permissions::from_mode(0o755)).unwrap();
        if let Some((uid, gid)) = usuario {
            chown(&carpeta, Some(uid), Some(gid)).unwrap();
        }
        let datos = carpeta.join("datos");
        initdb(&binarios, usuario, &datos);
        // The shell waits for the end of its input, which is the end of this process however it ends.
        let script = r#""$1" -D "$2/datos" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=200 >"$2/log" 2>&1 &
            servidor=$!; cat >/dev/null; kill -INT $servidor; wait $servidor; rm -rf "$2""#;
        let guardia = as_user(Path::new("/bin/sh"), usuario)
            .args(["-c", script, "sh"])
            .arg(binarios.join("postgres"))
            .arg(&carpeta)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let cluster = Self {
            binarios,
            carpeta,
            usuario,
            _guardia: guardia,
        };
        for _ in 0..300 {
            if cluster.psql("postgres", &["-c", "SELECT 1"]).is_ok() {
                return Some(cluster);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "PostgreSQL did not start: {:?}",
            fs::read_to_string(cluster.carpeta.join("log"))
        );
    }

    fn psql(&self, base: &str, argumentos: &[&str]) -> Result<(), String> {
        let salida = as_user(&self.binarios.join("psql"), self.usuario)
            .args(["-X", "-q", "-U", "postgres", "-h"])
            .arg(&self.carpeta)
            .args(["-d", base])
            .args(argumentos)
            .current_dir("/")
            .output()
            .unwrap();
        if salida.status.success() {
            Ok(())
        } else {
            Err(text(&salida.stderr))
        }
    }

    fn create(&self, n: u32) -> Bases {
        let _turno = TURNO.lock().unwrap_or_else(PoisonError::into_inner);
        let (registro, publicaciones) = (format!("registro_{n}"), format!("publicaciones_{n}"));
        let sql = fs::read_to_string(repository("datos/postgresql.sql")).unwrap();
        let guion = self.carpeta.join(format!("{n}.sql"));
        fs::write(&guion, sql).unwrap();
        let variables = [
            format!("registro={registro}"),
            format!("publicaciones={publicaciones}"),
        ];
        let claves = ["-v", "clave_operador=a", "-v", "clave_publico=b"];
        let mut argumentos = vec![
            "-v",
            &variables[0],
            "-v",
            &variables[1],
            "-f",
            guion.to_str().unwrap(),
        ];
        argumentos.extend(claves);
        self.psql("postgres", &argumentos).unwrap();
        let url = |papel: &str, base: &str| {
            format!(
                "postgres://{papel}:x@localhost/{base}?host={}",
                self.carpeta.display()
            )
        };
        Bases {
            numero: n,
            registro: url("pacto_operador", &registro),
            publicaciones: url("pacto_operador", &publicaciones),
            solo_lectura: url("pacto_publico", &publicaciones),
            registro_ajeno: url("pacto_publico", &registro),
            claves: tempfile::tempdir().unwrap(),
        }
    }
}

pub(crate) fn find_binaries() -> Option<PathBuf> {
    let mut versiones: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entrada| Some(entrada.ok()?.path().join("bin")))
        .collect();
    versiones.sort();
    let en_ruta = std::env::var_os("PATH").unwrap_or_default();
    let rutas = versiones
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&en_ruta).collect::<Vec<_>>());
    let todos = |carpeta: &PathBuf| {
        ["initdb", "postgres", "psql"]
            .iter()
            .all(|b| carpeta.join(b).exists())
    };
    rutas.into_iter().find(todos)
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
pub(crate) fn other_user() -> Option<(u32, u32)> {
    let id = |argumentos: &[&str]| {
        let salida = Command::new("id").args(argumentos).output().unwrap();
        text(&salida.stdout).trim().parse().ok()
    };
    if id(&["-u"]) == Some(0) {
        let uid = id(&["-u", "postgres"]).expect("the PostgreSQL package makes the user postgres");
        Some((uid, id(&["-g", "postgres"]).unwrap()))
    } else {
        None
    }
}

/// Makes the files of a cluster.
pub(crate) fn initdb(binarios: &Path, usuario: Option<(u32, u32)>, datos: &Path) {
    let orden = as_user(&binarios.join("initdb"), usuario)
        .args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "-D",
        ])
        .arg(datos)
        .current_dir("/")
        .output()
        .unwrap();
    assert!(orden.status.success(), "initdb: {}", text(&orden.stderr));
}

pub(crate) fn as_user(programa: &Path, usuario: Option<(u32, u32)>) -> Command {
    let mut orden = Command::new(programa);
    if let Some((uid, gid)) = usuario {
        orden.uid(uid).gid(gid);
    }
    orden
}
