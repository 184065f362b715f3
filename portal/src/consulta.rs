//! The one grammar of questions in addresses, for pages, files and links:
//! `medida=PERSONAS_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO&filtro=TRIMESTRE:2017-T1&ver=calor&version=29884799cf10`.

use domain::Medida;
use domain::consulta::{Filtro, Pregunta};
use domain::cubo::Nivel;
use sala::direcciones;
pub(crate) use sala::direcciones::filter_text;
use servidor::is_tracking;

/// How a table is seen.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum Ver {
    #[default]
    Barras,
    Calor,
    Numeros,
}

/// What an address asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Consulta {
    pub(crate) medida: Option<Medida>,
    pub(crate) filas: Vec<Nivel>,
    pub(crate) columnas: Vec<Nivel>,
    pub(crate) filtros: Vec<Filtro>,
    pub(crate) ver: Ver,
    /// The year of a page that has several.
    pub(crate) anio: Option<i32>,
    /// The beginning of the hash of an edition.
    pub(crate) version: Option<String>,
    /// Whether all is open, for browsers that print what is closed as closed.
    pub(crate) imprimir: bool,
    /// Whether a CSV begins with the mark that Excel knows UTF-8 by.
    pub(crate) marca: bool,
}

/// The names that a page understands.
pub(crate) type Nombres = &'static [&'static str];

/// Of pages with an edition.
pub(crate) const DE_PAGINA: Nombres = &["anio", "version", "imprimir"];
/// Of pages whose year is in their path.
pub(crate) const DE_INFORME: Nombres = &["version", "imprimir"];
/// Of the explorer.
pub(crate) const DE_EXPLORAR: Nombres = &[
    "medida", "filas", "columnas", "filtro", "ver", "anio", "version", "imprimir",
];
/// Of a table as a file. How it is seen and of which version it is are known already.
pub(crate) const DE_TABLA: Nombres = &["medida", "filas", "columnas", "filtro"];
/// Of a table as a file of the edition that holds.
pub(crate) const DE_TABLA_VIGENTE: Nombres = &["medida", "filas", "columnas", "filtro", "anio"];
/// The same of a CSV, which may begin with a mark.
pub(crate) const DE_CSV_VIGENTE: Nombres =
    &["medida", "filas", "columnas", "filtro", "anio", "marca"];
/// Of a whole edition that holds.
pub(crate) const DE_VIGENTE: Nombres = &["anio"];
/// Codes of a filter: more than any level of an edition has.
const CODIGOS: usize = 200;
/// Of what is not asked.
pub(crate) const DE_NADA: Nombres = &[];

/// Why an address cannot be read, in Spanish, and what could be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MalEscrita {
    /// What is wrong.
    pub(crate) titulo: String,
    /// What to do.
    pub(crate) texto: String,
}

impl MalEscrita {
    /// That a table is asked for, and not of what.
    pub(crate) fn without_measure() -> Self {
        let texto = "La dirección lleva una medida, como medida=SERVICIOS.";
        bad("Falta qué se cuenta".to_owned(), texto)
    }
}

fn bad(titulo: String, texto: impl Into<String>) -> MalEscrita {
    MalEscrita {
        titulo,
        texto: texto.into(),
    }
}

impl Consulta {
    /// Reads what follows the question mark. What could be read of a bad one is told too, so that the form is filled in.
    pub(crate) fn read(texto: &str, nombres: Nombres) -> (Self, Result<(), MalEscrita>) {
        let mut leida = Self::default();
        let mut como = Ok(());
        let mut dichos: Vec<&str> = vec![];
        for (nombre, valor) in form_urlencoded::parse(texto.as_bytes()) {
            let valor = valor.trim();
            if is_tracking(&nombre) || valor.is_empty() {
                continue;
            }
            let hecho = match nombres.iter().find(|uno| **uno == nombre) {
                None => Err(unknown(&nombre, nombres)),
                Some(uno) if *uno != "filtro" && dichos.contains(uno) => Err(twice(uno)),
                Some(uno) => {
                    dichos.push(uno);
                    leida.take(uno, valor)
                }
            };
            como = como.and(hecho);
        }
        leida.filtros = direcciones::in_order(leida.filtros);
        if leida.version.is_some() {
            leida.anio = None;
        }
        if como.is_ok() && leida.medida.is_none() && leida.asks() {
            let titulo = "Falta qué se cuenta".to_owned();
            como = Err(bad(
                titulo,
                "Elija una medida: las filas, las columnas y el periodo son de ella.",
            ));
        }
        (leida, como)
    }

    /// Whether it asks for a table.
    fn asks(&self) -> bool {
        !(self.filas.is_empty() && self.columnas.is_empty() && self.filtros.is_empty())
    }

    fn take(&mut self, nombre: &str, valor: &str) -> Result<(), MalEscrita> {
        match nombre {
            "medida" => self.medida = Some(measure(valor)?),
            "filas" => self.filas = levels(valor)?,
            "columnas" => self.columnas = levels(valor)?,
            "filtro" => self.filtros.push(filter(valor)?),
            "ver" => {
                let visto = valor.to_lowercase().parse();
                self.ver = visto.map_err(|_| {
                    bad(
                        format!("«{valor}» no es una forma de ver la tabla"),
                        "Se ve como barras, calor o numeros.",
                    )
                })?;
            }
            "anio" => {
                let anio = valor
                    .parse()
                    .ok()
                    .filter(|anio| domain::ANIOS.contains(anio));
                self.anio = Some(anio.ok_or_else(|| {
                    bad(
                        format!("«{valor}» no es un año"),
                        "Se escribe con cuatro cifras.",
                    )
                })?);
            }
            "version" => {
                let cifras = valor.to_ascii_lowercase();
                let es = (12..=64).contains(&cifras.len())
                    && cifras.bytes().all(|b| b.is_ascii_hexdigit());
                if !es {
                    let texto =
                        "Una versión son las primeras 12 cifras del SHA-256 de una edición, o más.";
                    return Err(bad(format!("«{valor}» no es una versión"), texto));
                }
                self.version = Some(cifras);
            }
            "imprimir" => self.imprimir = valor == "1",
            "marca" => {
                let no = || {
                    bad(
                        format!("«{valor}» no dice si va la marca"),
                        direcciones::MARCA,
                    )
                };
                self.marca = direcciones::mark(valor).ok_or_else(no)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The question, if a table is asked for.
    pub(crate) fn pregunta(&self) -> Option<Pregunta> {
        Some(Pregunta {
            medida: self.medida?,
            filas: self.filas.clone(),
            columnas: self.columnas.clone(),
            filtros: self.filtros.clone(),
        })
    }

    /// The same question as whoever asks for a file of it writes it.
    pub(crate) fn of(pregunta: &Pregunta) -> Self {
        Self {
            medida: Some(pregunta.medida),
            filas: pregunta.filas.clone(),
            columnas: pregunta.columnas.clone(),
            filtros: pregunta.filtros.clone(),
            ..Self::default()
        }
    }

    /// What follows the question mark in the address that is kept: in one order, without what is empty or as usual.
    pub(crate) fn canonical(&self) -> String {
        let mut texto = self.question();
        let mut push = |nombre: &str, valor: &str| direcciones::push(&mut texto, nombre, valor);
        if self.ver != Ver::default() {
            push("ver", self.ver.into());
        }
        if let Some(anio) = self.anio {
            push("anio", &anio.to_string());
        }
        if let Some(version) = &self.version {
            push("version", version);
        }
        if self.imprimir {
            push("imprimir", "1");
        }
        if self.marca {
            push("marca", "si");
        }
        texto
    }

    /// The same, of the question alone.
    pub(crate) fn question(&self) -> String {
        direcciones::question(self.medida, &self.filas, &self.columnas, &self.filtros)
    }
}

fn measure(valor: &str) -> Result<Medida, MalEscrita> {
    let clave = valor.to_uppercase();
    clave.parse().map_err(|_| {
        use strum::IntoEnumIterator;
        let claves: Vec<&str> = Medida::iter().map(Medida::clave).collect();
        bad(
            format!("«{valor}» no es una medida"),
            perhaps(nearest(&clave, &claves), "Elija una de la lista."),
        )
    })
}

fn level(valor: &str) -> Result<Nivel, MalEscrita> {
    let clave = valor.trim().to_uppercase();
    clave.parse().map_err(|_| {
        use strum::IntoEnumIterator;
        let claves: Vec<&str> = Nivel::iter().map(Nivel::clave).collect();
        bad(
            format!("«{valor}» no es un nivel"),
            perhaps(nearest(&clave, &claves), "Elija uno de la lista."),
        )
    })
}

fn levels(valor: &str) -> Result<Vec<Nivel>, MalEscrita> {
    valor
        .split(',')
        .filter(|nivel| !nivel.trim().is_empty())
        .map(level)
        .collect()
}

fn filter(valor: &str) -> Result<Filtro, MalEscrita> {
    let Some((nivel, codigos)) = valor.split_once(':') else {
        let texto = "Un filtro se escribe NIVEL:código,código, como TRIMESTRE:2017-T1.";
        return Err(bad(format!("«{valor}» no es un filtro"), texto));
    };
    let escritos = codigos.split(',').map(str::trim);
    let codigos: Vec<String> = escritos
        .filter(|codigo| !codigo.is_empty())
        .map(str::to_owned)
        .collect();
    if codigos.len() > CODIGOS {
        let texto = format!("Un filtro lleva a lo más {CODIGOS} códigos.");
        return Err(bad("El filtro es demasiado largo".to_owned(), texto));
    }
    Ok(Filtro {
        nivel: level(nivel)?,
        codigos,
    })
}

/// The name that is most like one, if one is near it.
fn nearest<'a>(nombre: &str, nombres: &[&'a str]) -> Option<&'a str> {
    let lejos = |otro: &str| strsim::damerau_levenshtein(nombre, otro);
    let cercano = nombres.iter().copied().min_by_key(|otro| lejos(otro))?;
    let letras = nombre.chars().count().max(cercano.len());
    (lejos(cercano) * 5 <= letras * 2).then_some(cercano)
}

/// What could be meant, and what to do.
fn perhaps(cercano: Option<&str>, hacer: &str) -> String {
    match cercano {
        Some(cercano) => format!("Quizá quiso decir {cercano}. {hacer}"),
        None => hacer.to_owned(),
    }
}

fn unknown(nombre: &str, nombres: Nombres) -> MalEscrita {
    let titulo = format!("«{nombre}» no es parte de esta dirección");
    let texto = match (nombres, nearest(&nombre.to_lowercase(), nombres)) {
        ([], _) => "Esta dirección no lleva nada después de «?».".to_owned(),
        (_, Some(cercano)) => format!("Quizá quiso decir «{cercano}»."),
        (_, None) => format!("Lo que lleva: «{}».", nombres.join("», «")),
    };
    bad(titulo, texto)
}

/// That a name is there twice: neither of what it says is taken for what was meant.
fn twice(nombre: &str) -> MalEscrita {
    let texto = "Dígalo una vez, con sus valores separados por comas si son varios. Sólo «filtro» se repite.";
    bad(format!("«{nombre}» está dos veces"), texto)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(texto: &str) -> String {
        let (leida, como) = Consulta::read(texto, DE_EXPLORAR);
        assert_eq!(como, Ok(()), "{texto}");
        leida.canonical()
    }

    #[test]
    fn each_question_has_one_address() {
        let una = "medida=PERSONAS_ATENDIDAS&filas=AGENCIA&columnas=SERVICIO&filtro=TRIMESTRE:2017-T1&ver=calor&version=29884799cf10";
        assert_eq!(canonical(una), una);
        let dos = "medida=SERVICIOS&filas=MES&filtro=TRIMESTRE:2017-T1,2017-T2&filtro=AGENCIA:a,b";
        for igual in [
            dos,
            "medida=SERVICIOS&filas=MES&filtro=AGENCIA:b,a,b&filtro=trimestre:2017-t2,2017-t1",
        ] {
            assert_eq!(canonical(igual), dos);
        }
        let otra = "utm_source=x&ver=calor&filtro=&filtro=trimestre%3A2017-T1&version=29884799CF10&anio=2017&columnas=SERVICIO&filas=agencia&medida=personas_atendidas&fbclid=1";
        assert_eq!(canonical(otra), una);
        assert_eq!(canonical("ver=barras&columnas=&imprimir=0"), "");
    }

    #[test]
    fn what_is_not_understood_is_told_with_the_nearest() {
        let motivo = |texto| Consulta::read(texto, DE_EXPLORAR).1.unwrap_err();
        assert!(motivo("medidas=SERVICIOS").texto.contains("«medida»"));
        assert!(motivo("medida=SERVICIO").texto.contains("SERVICIOS"));
        assert!(
            motivo("medida=SERVICIOS&filas=AGENCIAS")
                .texto
                .contains("AGENCIA")
        );
        assert!(!motivo("medida=SERVICIOS&filas=X").texto.contains("Quizá"));
        assert!(motivo("x=1").texto.starts_with("Lo que lleva: «medida»"));
        assert!(motivo("filas=AGENCIA").titulo.contains("Falta"));
        let (leida, mala) = Consulta::read("medida=SERVICIOS&filtro=AGENCIA", DE_EXPLORAR);
        assert!(mala.is_err() && leida.medida == Some(Medida::Servicios));
        assert!(Consulta::read("a=1", DE_NADA).1.is_err());
        assert!(
            motivo("medida=SERVICIOS&filas=MES&filas=AREA")
                .titulo
                .contains("«filas» está dos veces")
        );
    }
}
