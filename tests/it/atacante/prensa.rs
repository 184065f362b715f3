//! Registers into the binary and editions out of it, with what each counts.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use super::lectura::Lectura;
use super::verdad::{Renglon, Verdad, sheet};
use crate::casa::{Casa, text, wait};

/// What happens in a register, one thing after another.
#[derive(Debug, Clone)]
pub(super) enum Paso {
    /// The plan that is used from now on.
    Plan(String),
    Importar(Vec<Renglon>),
    /// A sheet of acts, which is not looked at here.
    Actividades(String),
    /// Takes out the person of an attention.
    Cancelar(String),
    /// The edition until the end of a month.
    Publicar(u8),
}

/// A row that was imported, and how it counts.
#[derive(Debug, Clone)]
struct Contada {
    renglon: Renglon,
    mes: u8,
    /// Whether it is still the row of its folio.
    vigente: bool,
}

/// What came out of a history.
#[derive(Debug, Default)]
pub(super) struct Salida {
    pub(super) ediciones: Vec<Value>,
    pub(super) contadas: Vec<(Renglon, u8)>,
    /// Editions that were refused: how and why.
    pub(super) rechazos: Vec<(i32, String)>,
    /// Numbers that no register was found to hide, as the operator is told: all that what must be published does not bound.
    pub(super) probables: usize,
    /// What publishing took.
    pub(super) tarda: Duration,
}

impl Salida {
    pub(super) fn read(&self) -> (Lectura, Verdad) {
        let mut lectura = Lectura::new(&self.ediciones);
        let verdad = Verdad::new(&lectura.ejes, &self.contadas);
        lectura.measure(|medida, caja| verdad.count(caja).of(medida));
        (lectura, verdad)
    }
}

/// A press with its register, and the same told by hand: which month each row counts in.
pub(super) struct Prensa {
    casa: Casa,
    binario: Option<PathBuf>,
    contadas: Vec<Contada>,
    /// The last month that is closed.
    cerrado: u8,
    salida: Salida,
}

const ULTIMOS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Prensa {
    /// With this binary, or the one of the tests.
    pub(super) fn new(binario: Option<PathBuf>) -> Self {
        let prensa = Self {
            casa: Casa::folder(),
            binario,
            contadas: Vec::new(),
            cerrado: 0,
            salida: Salida::default(),
        };
        prensa.must(&["iniciar"]);
        prensa
    }

    /// All that came of a history.
    pub(super) fn run(mut self, pasos: &[Paso]) -> Salida {
        for paso in pasos {
            match paso {
                Paso::Plan(plan) => self.plan(plan),
                Paso::Importar(renglones) => self.import(renglones),
                Paso::Actividades(hoja) => {
                    let hoja = self.file("actividades.csv", hoja);
                    self.must(&["importar", &hoja, "--tipo", "actividades"]);
                }
                Paso::Cancelar(folio) => self.cancel(folio),
                Paso::Publicar(mes) => self.publish(*mes),
            }
        }
        self.salida.ediciones = self.editions();
        let cuentan = self.contadas.into_iter().filter(|c| c.mes > 0);
        self.salida.contadas = cuentan.map(|c| (c.renglon, c.mes)).collect();
        self.salida
    }

    fn pacto(&self, argumentos: &[&str]) -> Output {
        let argumentos = [argumentos, &["--instancia", "20067"]].concat();
        let suya = self.casa.command(&argumentos);
        let Some(binario) = &self.binario else {
            return { suya }.output().unwrap();
        };
        let mut orden = Command::new(binario);
        orden.args(suya.get_args());
        for (nombre, valor) in suya.get_envs() {
            match valor {
                Some(valor) => orden.env(nombre, valor),
                None => orden.env_remove(nombre),
            };
        }
        orden.output().unwrap()
    }

    fn must(&self, argumentos: &[&str]) {
        let salida = self.pacto(argumentos);
        assert!(
            salida.status.success(),
            "{argumentos:?}: {}",
            text(&salida.stderr)
        );
    }

    /// Writes a file for the binary to read.
    fn file(&self, nombre: &str, contenido: &str) -> String {
        let ruta = self.casa.ruta().join(nombre);
        std::fs::write(&ruta, contenido).unwrap();
        ruta.to_str().unwrap().to_owned()
    }

    fn plan(&self, plan: &str) {
        self.must(&["plan", "--usar", &self.file("otro-plan.toml", plan)]);
    }

    /// Imports; what comes late counts in the first open month, and what is put right of a closed one does not count.
    fn import(&mut self, renglones: &[Renglon]) {
        // What chance puts right may be most of a sheet, and what it adds look like what there is.
        let hoja = self.file("hoja.csv", &sheet(renglones));
        self.must(&["importar", &hoja, "--sustituir", "--son-otras"]);
        let abierto = self.cerrado + 1;
        for renglon in renglones {
            let antes =
                (self.contadas.iter_mut()).find(|c| c.vigente && c.renglon.folio == renglon.folio);
            let mut mes = renglon.month().max(abierto);
            if let Some(antes) = antes {
                if antes.renglon == *renglon {
                    continue;
                }
                antes.vigente = false;
                if antes.mes < abierto {
                    mes = 0;
                } else {
                    antes.mes = 0;
                }
            }
            self.contadas.push(Contada {
                renglon: renglon.clone(),
                mes,
                vigente: true,
            });
        }
    }

    /// Whoever is taken out goes from what is open; what is closed has counted her.
    fn cancel(&mut self, folio: &str) {
        let suya = |c: &&Contada| c.vigente && c.renglon.folio == folio;
        let Some(quien) = self.contadas.iter().find(suya) else {
            return;
        };
        let quien = quien.renglon.expediente.clone();
        self.must(&["cancelar", "--confirmar", "--si", "--folio", folio]);
        for contada in &mut self.contadas {
            if contada.renglon.expediente == quien {
                contada.vigente = false;
                if contada.mes > self.cerrado {
                    contada.mes = 0;
                }
            }
        }
    }

    fn publish(&mut self, mes: u8) {
        let dia = ULTIMOS[usize::from(mes) - 1];
        let empieza = Instant::now();
        let salida = self.pacto(&[
            "publicar",
            "--si",
            "--sin-atenciones",
            "--corte",
            &format!("2017-{mes:02}-{dia}"),
        ]);
        self.salida.tarda += empieza.elapsed();
        self.salida.probables += probable(&text(&salida.stdout));
        if salida.status.success() {
            self.cerrado = self.closed();
        } else {
            let estado = salida.status.code().unwrap_or(-1);
            let dicho = text(&salida.stderr);
            self.salida.rechazos.push((estado, dicho.trim().to_owned()));
        }
    }

    /// The last month that is closed, as the operator is told.
    fn closed(&self) -> u8 {
        let dicho = text(&self.pacto(&["pendientes"]).stdout);
        let mes = dicho.split_once("(corte 2017-").map(|d| &d.1[..2]);
        mes.map_or(self.cerrado, |mes| mes.parse().unwrap())
    }

    /// The canonical bytes of all editions, in order.
    fn editions(&self) -> Vec<Value> {
        let ruta = self.casa.ruta().join("publico/ediciones/20067.sqlite");
        if !ruta.exists() {
            return Vec::new();
        }
        let archivos: Vec<Vec<u8>> = wait(async {
            let url = format!("sqlite://{}", ruta.display());
            let db = sea_orm::Database::connect(url).await.unwrap();
            let sql = "SELECT contenido FROM archivo ORDER BY numero";
            let filas = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql));
            let filas = filas.await.unwrap();
            filas
                .iter()
                .map(|fila| fila.try_get_by_index(0).unwrap())
                .collect()
        });
        let lee = |bytes: Vec<u8>| {
            let mut texto = Vec::new();
            let mut gzip = flate2::read::GzDecoder::new(&bytes[..]);
            gzip.read_to_end(&mut texto).unwrap();
            serde_json::from_slice(&texto).unwrap()
        };
        archivos.into_iter().map(lee).collect()
    }
}

/// The numbers that are not proven and that nothing gives away, in what a publication says.
fn probable(dicho: &str) -> usize {
    let between = |antes: &str, despues: &str| {
        let hasta = dicho.split(despues).next().filter(|h| *h != dicho)?;
        hasta.rsplit_once(antes)?.1.parse::<usize>().ok()
    };
    let acotadas = between("; de ", " se comprobó que");
    let sin_ver = between("de otras ", " no se pudo comprobar");
    acotadas.unwrap_or(0) + sin_ver.unwrap_or(0)
}
