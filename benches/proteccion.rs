//! What protecting and auditing a table cost, and what they leave to publish:
//!
//! ```text
//! cargo bench --bench proteccion -- [FORMA...] [--ancho N] [--umbral N] [--ceros desconocidos]
//!     [--semilla N] [--limite SEGUNDOS] [--grandes]
//! cargo bench --bench proteccion -- r02 --json > r02.json
//! cargo bench --bench proteccion -- r08-r02 --json --anterior protegida.json > segunda.json
//! ```
//!
//! One row per edition. Each shape runs in a process of its own, so that its peak of memory is its own.
#![expect(clippy::print_stdout, reason = "its rows are its output")]

mod generador;

use std::io;
use std::process::{Child, Command, ExitCode};
use std::thread::sleep;
use std::time::{Duration, Instant};

use generador::Tabla;
use proteccion::auditoria::{Auditoria, Clase, auditar};
use proteccion::documento::Entrada;
use proteccion::{Resultado, proteger};

const COLUMNAS: [&str; 19] = [
    "case",
    "cells",
    "non-zero",
    "primary",
    "complements",
    "published",
    "U1",
    "U1 by level",
    "exact",
    "implied",
    "narrow",
    "singleton",
    "edition",
    "attribute",
    "other",
    "protect, s",
    "audit, s",
    "peak, MB",
    "order",
];

/// What the command line asks for.
struct Peticion {
    formas: Vec<String>,
    semilla: u64,
    umbral: Option<u64>,
    ancho: Option<u64>,
    ceros: Option<&'static str>,
    limite: Option<u64>,
    json: bool,
    /// File of the first edition, to write the document of the second.
    anterior: Option<String>,
    /// This process is the one of its shape.
    sola: bool,
}

impl Peticion {
    fn read(argumentos: &[String]) -> Result<Self, String> {
        let mut peticion = Self {
            formas: vec![],
            semilla: 1,
            umbral: None,
            ancho: None,
            ceros: None,
            limite: None,
            json: false,
            anterior: None,
            sola: false,
        };
        let mut argumentos = argumentos.iter();
        while let Some(argumento) = argumentos.next() {
            let mut number = || {
                let valor = argumentos
                    .next()
                    .and_then(|valor| valor.parse::<u64>().ok());
                valor.ok_or_else(|| format!("{argumento}: a number is missing"))
            };
            match argumento.as_str() {
                "--semilla" => peticion.semilla = number()?,
                "--umbral" => peticion.umbral = Some(number()?),
                "--ancho" => peticion.ancho = Some(number()?),
                "--limite" => peticion.limite = Some(number()?),
                "--ceros" => {
                    peticion.ceros = match argumentos.next().map(String::as_str) {
                        Some("publicados") => Some("published"),
                        Some("desconocidos") => Some("unknown"),
                        _ => return Err("--ceros: publicados or desconocidos".to_owned()),
                    }
                }
                "--anterior" => {
                    let archivo = argumentos.next().cloned();
                    peticion.anterior = Some(archivo.ok_or("--anterior: a file is missing")?);
                }
                "--json" => peticion.json = true,
                "--sola" => peticion.sola = true,
                "--grandes" => peticion
                    .formas
                    .extend(generador::GRANDES.map(str::to_owned)),
                // Cargo adds this one.
                "--bench" => {}
                forma if !forma.starts_with('-') => peticion.formas.push(forma.to_owned()),
                otro => return Err(format!("{otro}: unknown option")),
            }
        }
        if peticion.formas.is_empty() {
            peticion.formas = generador::CHICAS.map(str::to_owned).to_vec();
        }
        Ok(peticion)
    }

    /// The document of a table with what was asked for.
    fn document(&self, tabla: Option<Tabla>, forma: &str) -> Result<String, String> {
        let mut tabla = tabla.ok_or_else(|| format!("{forma}: unknown shape"))?;
        tabla.umbral = self.umbral.unwrap_or(tabla.umbral);
        tabla.ancho = self.ancho;
        tabla.ceros = self.ceros;
        Ok(tabla.to_json())
    }
}

fn main() -> ExitCode {
    let argumentos: Vec<String> = std::env::args().skip(1).collect();
    // That is how `cargo test --all-targets` runs it, and it is no test.
    if argumentos.is_empty() {
        return ExitCode::SUCCESS;
    }
    match Peticion::read(&argumentos).and_then(|peticion| run(&peticion, &argumentos)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // In the place of a row, where it is about a shape.
            print_row(&[error]);
            ExitCode::FAILURE
        }
    }
}

fn run(peticion: &Peticion, argumentos: &[String]) -> Result<(), String> {
    if peticion.json || peticion.sola {
        return peticion
            .formas
            .iter()
            .try_for_each(|forma| one(peticion, forma));
    }
    print_row(&COLUMNAS.map(str::to_owned));
    print_row(&COLUMNAS.map(|_| "---".to_owned()));
    // The options, without the shapes that they go with.
    let opciones = argumentos.iter();
    let opciones: Vec<&String> = opciones
        .filter(|a| !peticion.formas.contains(a) && *a != "--grandes")
        .collect();
    let mut fallas = 0;
    for forma in &peticion.formas {
        let programa = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut orden = Command::new(programa);
        orden.arg(forma).args(&opciones).arg("--sola");
        let proceso = orden.spawn().map_err(|error| error.to_string())?;
        if let Err(motivo) = wait(proceso, peticion.limite).map_err(|error| error.to_string())? {
            fallas += 1;
            if let Some(motivo) = motivo {
                print_row(&[forma.clone(), motivo]);
            }
        }
    }
    match fallas {
        0 => Ok(()),
        _ => Err(format!("{fallas} without result")),
    }
}

/// Waits for a process. If it fails, says why, unless it said so itself.
fn wait(mut proceso: Child, limite: Option<u64>) -> io::Result<Result<(), Option<String>>> {
    let inicio = Instant::now();
    loop {
        if let Some(estado) = proceso.try_wait()? {
            let callado = (estado.code() != Some(1)).then(|| estado.to_string());
            return Ok(if estado.success() {
                Ok(())
            } else {
                Err(callado)
            });
        }
        if limite.is_some_and(|limite| inicio.elapsed() >= Duration::from_secs(limite)) {
            proceso.kill()?;
            proceso.wait()?;
            let segundos = inicio.elapsed().as_secs();
            return Ok(Err(Some(format!("not finished in {segundos} s"))));
        }
        sleep(Duration::from_millis(20));
    }
}

/// A shape, and its second edition if it has one.
fn one(peticion: &Peticion, forma: &str) -> Result<(), String> {
    let tabla = match &peticion.anterior {
        Some(archivo) => {
            let primera = std::fs::read_to_string(archivo).map_err(|error| error.to_string())?;
            generador::second(forma, peticion.semilla, &primera)
        }
        None => generador::tabla(forma, peticion.semilla),
    };
    let documento = peticion.document(tabla, forma)?;
    if peticion.json {
        print!("{documento}");
        return Ok(());
    }
    let primera = measure(forma, &documento)?;
    if peticion.anterior.is_none() && generador::two_editions(forma) {
        let segunda = generador::second(forma, peticion.semilla, &primera);
        measure(
            &format!("{forma}, second"),
            &peticion.document(segunda, forma)?,
        )?;
    }
    Ok(())
}

/// Protects, audits and prints the row; gives the protected document.
fn measure(caso: &str, documento: &str) -> Result<String, String> {
    let entrada = Entrada::from_json(documento.as_bytes()).map_err(|error| error.to_string())?;
    let inicio = user_ticks();
    let resultado = proteger(&entrada, &mut |_| {})
        .map_err(|rechazo| format!("{caso}: refused: {rechazo:?}"))?;
    let medio = user_ticks();
    let (protegida, certificado) = (&resultado.protegida, &resultado.certificado);
    let prueba = Some(certificado).filter(|certificado| !certificado.pares.is_empty());
    let auditoria = auditar(protegida, Some(&entrada), prueba);
    let segundos = [seconds(inicio, medio), seconds(medio, user_ticks())];
    print_row(&row(caso, &resultado, &auditoria, segundos));
    Ok(resultado.protegida.to_json())
}

fn row(
    caso: &str,
    resultado: &Resultado,
    auditoria: &Auditoria,
    segundos: [String; 2],
) -> Vec<String> {
    let resumen = &resultado.resumen;
    let niveles = resumen.por_nivel.iter();
    let niveles = niveles
        .map(|(nivel, publicadas, no_cero)| format!("{nivel}: {}", ratio(*publicadas, *no_cero)));
    let mut hallazgos = [0usize; 7];
    for hallazgo in &auditoria.hallazgos {
        let clase = match hallazgo.clase {
            Clase::Exacta => 0,
            Clase::SumaImplicita => 1,
            Clase::Estrecha => 2,
            Clase::Singular => 3,
            Clase::Edicion => 4,
            Clase::Atributo => 5,
            Clase::Certificado | Clase::Inconsistente => 6,
        };
        hallazgos[clase] += 1;
    }
    let [proteger, auditar] = segundos;
    let mut campos = vec![
        caso.to_owned(),
        resumen.celdas.to_string(),
        resumen.no_cero.to_string(),
        resumen.primarias.to_string(),
        resumen.secundarias.to_string(),
        resumen.publicadas.to_string(),
        ratio(resumen.publicadas, resumen.no_cero),
        niveles.collect::<Vec<_>>().join(", "),
    ];
    campos.extend(hallazgos.map(|n| n.to_string()));
    campos.extend([proteger, auditar, peak(), resumen.orden.clone()]);
    campos
}

fn print_row(campos: &[String]) {
    println!("| {} |", campos.join(" | "));
}

/// With four decimals.
fn ratio(parte: usize, todo: usize) -> String {
    match (parte * 10_000 + todo / 2).checked_div(todo) {
        Some(diezmilesimos) => format!("{}.{:04}", diezmilesimos / 10_000, diezmilesimos % 10_000),
        None => "–".to_owned(),
    }
}

/// User time of this process, in hundredths of a second: the unit that Linux shows it in.
fn user_ticks() -> Option<u64> {
    let texto = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program comes before, in brackets, and may have spaces.
    let (_, campos) = texto.rsplit_once(')')?;
    campos.split_whitespace().nth(11)?.parse().ok()
}

fn seconds(desde: Option<u64>, hasta: Option<u64>) -> String {
    match desde.zip(hasta) {
        Some((desde, hasta)) => {
            let centesimas = hasta.saturating_sub(desde);
            format!("{}.{:02}", centesimas / 100, centesimas % 100)
        }
        None => "–".to_owned(),
    }
}

/// The most memory that this process has had.
fn peak() -> String {
    let texto = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let linea = texto.lines().find_map(|linea| linea.strip_prefix("VmHWM:"));
    let kilobytes = linea.and_then(|linea| linea.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.map_or_else(
        || "–".to_owned(),
        |kilobytes| (kilobytes / 1024).to_string(),
    )
}
