//! A folder to protect and audit tables in, through files.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::casa::{failure, pacto, repository, text};

/// A folder with the files of a test; commands run in it.
pub(crate) struct Mesa(pub(crate) TempDir);

impl Mesa {
    /// With a table of the repository as `tabla.json`.
    pub(crate) fn with(tabla: &str) -> Self {
        let mesa = Self(tempfile::tempdir().unwrap());
        fs::copy(repository(tabla), mesa.path("tabla.json")).unwrap();
        mesa
    }

    pub(crate) fn path(&self, nombre: &str) -> PathBuf {
        self.0.path().join(nombre)
    }

    pub(crate) fn run(&self, argumentos: &[&str]) -> Output {
        pacto(argumentos).current_dir(&self.0).output().unwrap()
    }

    /// What was written on standard output and on standard error, having ended well.
    pub(crate) fn good(&self, argumentos: &[&str]) -> (String, String) {
        let salida = self.run(argumentos);
        let escrito = (text(&salida.stdout), text(&salida.stderr));
        assert!(salida.status.success(), "{argumentos:?}: {escrito:?}");
        escrito
    }

    /// The message of what ended with this status, in one line, having written nothing.
    pub(crate) fn bad(&self, estado: i32, argumentos: &[&str]) -> String {
        let salida = self.run(argumentos);
        let (este, mensaje) = failure(&salida);
        assert_eq!(
            (este, mensaje.lines().count(), text(&salida.stdout).as_str()),
            (estado, 1, ""),
            "{argumentos:?}: {mensaje}"
        );
        mensaje.trim_end().to_owned()
    }

    /// Protects `tabla.json` with its certificate.
    pub(crate) fn protect(&self) -> Value {
        let escrito = self.good(&[
            "proteger",
            "tabla.json",
            "-o",
            "protegida.json",
            "--certificado",
            "certificado.json",
        ]);
        assert_eq!(escrito, (String::new(), String::new()));
        self.document("protegida.json")
    }

    pub(crate) fn document(&self, nombre: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path(nombre)).unwrap()).unwrap()
    }

    pub(crate) fn write(&self, nombre: &str, documento: &Value) {
        fs::write(self.path(nombre), documento.to_string()).unwrap();
    }

    /// The names of its files.
    pub(crate) fn files(&self) -> Vec<String> {
        let entradas = fs::read_dir(self.0.path()).unwrap();
        let mut nombres: Vec<String> = entradas
            .map(|entrada| entrada.unwrap().file_name().into_string().unwrap())
            .collect();
        nombres.sort();
        nombres
    }
}

/// The coordinates of the cells that are withheld, in order.
pub(crate) fn withheld(protegida: &Value) -> Vec<Value> {
    let celdas = protegida["cells"].as_array().unwrap().iter();
    celdas
        .filter(|celda| celda["value"].is_null())
        .map(|celda| celda["coords"].clone())
        .collect()
}

/// Changes the value of a cell.
pub(crate) fn publish(protegida: &mut Value, celda: &Value, valor: u64) {
    let celdas = protegida["cells"].as_array_mut().unwrap();
    let esta = celdas.iter_mut().find(|esta| esta["coords"] == *celda);
    esta.unwrap()["value"] = json!(valor);
}
