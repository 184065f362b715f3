//! A PostgreSQL cluster of one test, which listens on a port, asks for passwords, and can be stopped and started again.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::casa::{pacto, publishing, repository, text};
use crate::cluster::{as_user, find_binaries, initdb, other_user};

/// Passwords of the two roles.
pub(crate) const OPERADOR: &str = "clave-del-operador";
pub(crate) const PUBLICO: &str = "clave-del-publico";

/// A cluster that ends with its test.
pub(crate) struct Aparte {
    binarios: PathBuf,
    pub(crate) carpeta: TempDir,
    datos: PathBuf,
    usuario: Option<(u32, u32)>,
    pub(crate) puerto: u16,
    /// Its standard input is what keeps the server up.
    guardia: Option<Child>,
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    let oyente = TcpListener::bind("127.0.0.1:0").unwrap();
    oyente.local_addr().unwrap().port()
}

impl Aparte {
    /// One where an edition is published; none on a machine without PostgreSQL.
    pub(crate) fn published() -> Option<Self> {
        let nuevo = Self::new()?;
        nuevo.run(&["iniciar", "--instancia", "20067"]);
        nuevo.run(&publishing("2017-12-31"));
        Some(nuevo)
    }

    /// A cluster with the databases and roles of the documented SQL; none on a machine without PostgreSQL.
    pub(crate) fn new() -> Option<Self> {
        let nuevo = Self::empty()?;
        initdb(&nuevo.binarios, nuevo.usuario, &nuevo.datos);
        nuevo.hba("");
        let mut nuevo = nuevo;
        nuevo.start();
        let guion = nuevo.carpeta.path().join("postgresql.sql");
        fs::copy(repository("datos/postgresql.sql"), &guion).unwrap();
        let claves = [
            format!("clave_operador={OPERADOR}"),
            format!("clave_publico={PUBLICO}"),
        ];
        nuevo.psql(&[
            "-v",
            &claves[0],
            "-v",
            &claves[1],
            "-f",
            guion.to_str().unwrap(),
        ]);
        Some(nuevo)
    }

    fn empty() -> Option<Self> {
        let Some(binarios) = find_binaries() else {
            assert!(std::env::var_os("CI").is_none(), "CI must have PostgreSQL");
            eprintln!("No PostgreSQL server on this machine: this test was not run.");
            return None;
        };
        let usuario = other_user();
        let carpeta = tempfile::Builder::new()
            .prefix("pacto-aparte-")
            .tempdir()
            .unwrap();
        fs::set_permissions(&carpeta, fs::Permissions::from_mode(0o755)).unwrap();
        if let Some((uid, gid)) = usuario {
            chown(carpeta.path(), Some(uid), Some(gid)).unwrap();
        }
        Some(Self {
            binarios,
            datos: carpeta.path().join("datos"),
            carpeta,
            usuario,
            puerto: free_port(),
            guardia: None,
        })
    }

    /// A copy that follows this one.
    pub(crate) fn standby(&self) -> Self {
        let mut copia = Self::empty().unwrap();
        let orden = as_user(&self.binarios.join("pg_basebackup"), self.usuario)
            .args(["-R", "--no-sync", "-c", "fast", "-U", "postgres", "-h"])
            .arg(self.carpeta.path())
            .args(["-p", &self.puerto.to_string(), "-D"])
            .arg(&copia.datos)
            .current_dir("/")
            .output()
            .unwrap();
        assert!(orden.status.success(), "{}", text(&orden.stderr));
        copia.start();
        copia
    }

    /// Who may come in from the network: these lines, then whoever knows a password.
    pub(crate) fn hba(&self, antes: &str) {
        let lineas = format!(
            "local all all trust\nlocal replication all trust\n{antes}\nhost all all 127.0.0.1/32 scram-sha-256\n"
        );
        fs::write(self.datos.join("pg_hba.conf"), lineas).unwrap();
    }

    /// Sets something of the server, and has it take it up.
    pub(crate) fn set(&self, ajuste: &str) {
        let conf = self.datos.join("postgresql.conf");
        let mut conf = fs::OpenOptions::new().append(true).open(conf).unwrap();
        writeln!(conf, "{ajuste}").unwrap();
        self.reload();
    }

    /// Has the server take up its files.
    pub(crate) fn reload(&self) {
        self.psql(&["-c", "SELECT pg_reload_conf()"]);
        // Signals take a moment, and what comes in meanwhile is asked by the old rules.
        std::thread::sleep(Duration::from_millis(300));
    }

    pub(crate) fn start(&mut self) {
        let script = r#""$1" -D "$2" -k "$3" -p "$4" -c listen_addresses=127.0.0.1 -c fsync=off >>"$3/log" 2>&1 &
            servidor=$!; cat >/dev/null; kill -INT $servidor; wait $servidor"#;
        let guardia = as_user(Path::new("/bin/sh"), self.usuario)
            .args(["-c", script, "sh"])
            .arg(self.binarios.join("postgres"))
            .arg(&self.datos)
            .arg(self.carpeta.path())
            .arg(self.puerto.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.guardia = Some(guardia);
        for _ in 0..300 {
            if self.try_psql(&["-c", "SELECT 1"]).status.success() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(self.carpeta.path().join("log"));
        panic!("PostgreSQL did not start: {log:?}");
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut guardia) = self.guardia.take() {
            drop(guardia.stdin.take());
            guardia.wait().unwrap();
        }
    }

    fn try_psql(&self, argumentos: &[&str]) -> std::process::Output {
        as_user(&self.binarios.join("psql"), self.usuario)
            .args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-h"])
            .arg(self.carpeta.path())
            .args(["-p", &self.puerto.to_string()])
            .args(argumentos)
            .current_dir("/")
            .output()
            .unwrap()
    }

    /// SQL of the administrator.
    pub(crate) fn psql(&self, argumentos: &[&str]) {
        let salida = self.try_psql(argumentos);
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    }

    /// Holds a table, so that whoever reads it waits, until it is released.
    pub(crate) fn hold(&self, base: &str, tabla: &str) -> Cerrojo {
        let mut psql = as_user(&self.binarios.join("psql"), self.usuario)
            .args(["-X", "-q", "-U", "postgres", "-d", base, "-h"])
            .arg(self.carpeta.path())
            .args(["-p", &self.puerto.to_string(), "-v", "ON_ERROR_STOP=1"])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let entrada = psql.stdin.as_mut().unwrap();
        writeln!(entrada, "BEGIN; LOCK TABLE {tabla}; \\echo suya").unwrap();
        let mut dicho = String::new();
        BufReader::new(psql.stdout.as_mut().unwrap())
            .read_line(&mut dicho)
            .unwrap();
        assert_eq!(dicho, "suya\n");
        Cerrojo(psql)
    }

    /// Sends a signal to every process of the server.
    pub(crate) fn signal(&self, cual: &str) {
        let pid = fs::read_to_string(self.datos.join("postmaster.pid")).unwrap();
        let principal = pid.lines().next().unwrap();
        let hijos = Command::new("pgrep")
            .args(["-P", principal])
            .output()
            .unwrap();
        let hijos = text(&hijos.stdout);
        // What is stopped first is waited for by nobody, and what goes on first waits for nobody.
        let todos = std::iter::once(principal).chain(hijos.lines());
        let estado = Command::new("kill")
            .args(["-s", cual])
            .args(todos)
            .status()
            .unwrap();
        assert!(estado.success());
    }

    /// A file of the server's, which it alone may read.
    pub(crate) fn give(&self, archivo: &Path) {
        fs::set_permissions(archivo, fs::Permissions::from_mode(0o600)).unwrap();
        if let Some((uid, gid)) = self.usuario {
            chown(archivo, Some(uid), Some(gid)).unwrap();
        }
    }

    /// The address of a database for a role, as operators write it.
    pub(crate) fn url(&self, papel: &str, clave: &str, base: &str) -> String {
        format!(
            "postgres://{papel}:{clave}@127.0.0.1:{}/{base}",
            self.puerto
        )
    }

    pub(crate) fn publicaciones(&self) -> String {
        self.url("pacto_publico", PUBLICO, "pacto_publicaciones")
    }

    /// `pacto` for the operator of these databases.
    pub(crate) fn operator(&self, argumentos: &[&str]) -> Command {
        let mut orden = pacto(argumentos);
        let de = |base| self.url("pacto_operador", OPERADOR, base);
        orden
            .env("PACTO_CLAVES", self.carpeta.path().join("claves"))
            .env("PACTO_REGISTRO_URL", de("pacto_registro"))
            .env("PACTO_PUBLICACIONES_URL", de("pacto_publicaciones"));
        orden
    }

    /// What the operator's command wrote, having ended well.
    pub(crate) fn run(&self, argumentos: &[&str]) -> String {
        let salida = self.operator(argumentos).output().unwrap();
        assert!(
            salida.status.success(),
            "{argumentos:?}: {}",
            text(&salida.stderr)
        );
        text(&salida.stdout)
    }
}

/// Who holds a table.
pub(crate) struct Cerrojo(Child);

impl Cerrojo {
    pub(crate) fn release(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

impl Drop for Aparte {
    fn drop(&mut self) {
        self.stop();
    }
}
