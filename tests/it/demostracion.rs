//! The demonstration, made once for each kind of store by `pacto demo`, and a quarter of its persons with the editions of a half
//! year and of a year: a test that begins with them takes a copy. Making them protects the counts of a year, which is most of
//! what such a test would cost.

use std::fs::{self, Permissions};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::casa::{Casa, Servidor};
use crate::cluster::Bases;

/// Makes the demonstration in the stores of a test, here and now. What it says, with what changes from run to run taken
/// out.
pub(crate) fn make(casa: &Casa) -> String {
    let servidor = Servidor::start(casa.command(&["demo", "--direccion", "127.0.0.1:0"]));
    let dicho = servidor
        .salida
        .replace(&servidor.url(""), "http://DIRECCION");
    // The key is drawn at random.
    let dicho = match dicho.split_once("La pública es ") {
        Some((antes, despues)) => {
            let resto = despues.split_once(".\n").map_or("", |(_, resto)| resto);
            format!("{antes}La pública es CLAVE.\n{resto}")
        }
        None => dicho,
    };
    match casa {
        Casa::Carpeta(carpeta) => dicho.replace(&carpeta.path().display().to_string(), "CARPETA"),
        Casa::Postgres(_) => dicho,
    }
}

/// What `pacto demo` said when it began with nothing.
pub(crate) fn told() -> &'static str {
    &in_folder().0
}

/// Copies the demonstration into stores that have nothing yet.
pub(crate) fn copy(casa: &Casa) {
    match casa {
        Casa::Carpeta(carpeta) => in_folder().1.write(carpeta.path()),
        Casa::Postgres(bases) => {
            let (original, claves) = in_databases();
            bases.copy(original);
            claves.write(bases.claves.path());
        }
    }
}

/// Copies a quarter of the persons of the demonstration into a folder, with the edition of the first half of 2017.
pub(crate) fn half_year(carpeta: &Path) {
    half().write(carpeta);
}

/// The same with the edition of the whole year besides.
pub(crate) fn whole_year(carpeta: &Path) {
    static COPIA: OnceLock<Copia> = OnceLock::new();
    let copia = COPIA.get_or_init(|| {
        let casa = Casa::folder();
        half_year(casa.ruta());
        casa.publish("2017-12-31");
        Copia::read(casa.ruta())
    });
    copia.write(carpeta);
}

fn half() -> &'static Copia {
    static COPIA: OnceLock<Copia> = OnceLock::new();
    COPIA.get_or_init(|| {
        let casa = Casa::folder();
        casa.register(|i| i % 4 == 0).publish("2017-06-30");
        Copia::read(casa.ruta())
    })
}

/// What `pacto demo` says of a folder, and leaves in it. It is kept in memory, because nothing is dropped at the end of a process and a
/// folder would stay.
fn in_folder() -> &'static (String, Copia) {
    static COPIA: OnceLock<(String, Copia)> = OnceLock::new();
    COPIA.get_or_init(|| {
        let casa = Casa::folder();
        (make(&casa), Copia::read(casa.ruta()))
    })
}

/// The databases that `pacto demo` fills, and its keys.
fn in_databases() -> &'static (Bases, Copia) {
    static COPIA: OnceLock<(Bases, Copia)> = OnceLock::new();
    COPIA.get_or_init(|| {
        let casa = Casa::postgres().expect("a test on PostgreSQL found the cluster");
        make(&casa);
        let Casa::Postgres(bases) = casa else {
            unreachable!("it was just made in PostgreSQL")
        };
        let claves = Copia::read(bases.claves.path());
        (bases, claves)
    })
}

/// A folder in memory.
#[derive(Default)]
struct Copia(Vec<Entrada>);

/// A file, or a folder if it has no content.
struct Entrada {
    ruta: PathBuf,
    permisos: Permissions,
    contenido: Option<Vec<u8>>,
}

impl Copia {
    fn read(carpeta: &Path) -> Self {
        let mut copia = Self::default();
        copia.add(carpeta, Path::new(""));
        copia
    }

    fn add(&mut self, raiz: &Path, dentro: &Path) {
        for entrada in fs::read_dir(raiz.join(dentro)).unwrap() {
            let entrada = entrada.unwrap();
            let (ruta, datos) = (
                dentro.join(entrada.file_name()),
                entrada.metadata().unwrap(),
            );
            self.0.push(Entrada {
                contenido: datos.is_file().then(|| fs::read(entrada.path()).unwrap()),
                permisos: datos.permissions(),
                ruta: ruta.clone(),
            });
            if datos.is_dir() {
                self.add(raiz, &ruta);
            }
        }
    }

    fn write(&self, carpeta: &Path) {
        assert!(
            fs::read_dir(carpeta).unwrap().next().is_none(),
            "{} has something already",
            carpeta.display()
        );
        for Entrada {
            ruta,
            permisos,
            contenido,
        } in &self.0
        {
            let ruta = carpeta.join(ruta);
            match contenido {
                Some(bytes) => fs::write(&ruta, bytes).unwrap(),
                None => fs::create_dir(&ruta).unwrap(),
            }
            fs::set_permissions(&ruta, permisos.clone()).unwrap();
        }
    }
}
