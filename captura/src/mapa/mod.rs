//! Maps: they say where each column of a layout comes from in the sheets of others.

mod reparto;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Error;
use crate::forma::Forma;
use crate::texto::{fold, nearest, suggest};

pub use reparto::{CellSource, Entiende, Reparto};
use reparto::{Marca, OTRO};

/// A map, as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapa {
    /// Column of the layout: header, or headers of which one is there; none, if it comes from no column.
    #[serde(default)]
    columnas: BTreeMap<String, Encabezados>,
    /// Column of the layout: what all rows say.
    #[serde(default)]
    constantes: BTreeMap<String, String>,
    /// Column of the layout: what a value of the sheet stands for. `"*"` is any other one that the column does not understand.
    #[serde(default)]
    valores: BTreeMap<String, BTreeMap<String, String>>,
    /// Column of the layout: several columns of yes or no.
    #[serde(default)]
    marcas: BTreeMap<String, Marcas>,
    /// Header of an age, from which the year of birth is taken.
    #[serde(default)]
    edad: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Encabezados {
    Uno(String),
    Varios(Vec<String>),
}

impl Encabezados {
    fn all(&self) -> &[String] {
        match self {
            Self::Uno(uno) => std::slice::from_ref(uno),
            Self::Varios(varios) => varios,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marcas {
    /// Header: what is written if it says yes; nothing, to leave it out.
    columnas: BTreeMap<String, String>,
    /// Text of a row where none says yes.
    #[serde(default)]
    ninguna: String,
}

/// The column of ages that are taken for years of birth, and the one of the day they are told on.
const NACIMIENTO: &str = "Año de nacimiento";
const DIA: &str = "Fecha";

impl Mapa {
    /// Reads a map, in TOML.
    ///
    /// # Errors
    /// A map that is not understood, and the line.
    pub fn read(texto: &str) -> Result<Self, Error> {
        toml::from_str(texto).map_err(|error| {
            let antes = error.span().map_or("", |donde| &texto[..donde.start]);
            let linea = antes.matches('\n').count() + 1;
            Error::new(format!(
                "el mapa no se entiende en la línea {linea}: se esperan las tablas columnas, constantes, valores y marcas, y edad, que va arriba, antes de la primera tabla"
            ))
        })
    }

    /// How many of the headers that it names are there.
    pub(crate) fn found(&self, encabezados: &[String]) -> usize {
        let posibles = self.columnas.values().flat_map(Encabezados::all);
        let marcas = self
            .marcas
            .values()
            .flat_map(|marcas| marcas.columnas.keys());
        let nombrados = posibles.chain(marcas).chain(&self.edad);
        nombrados
            .filter(|nombre| header(encabezados, nombre).is_ok())
            .count()
    }

    /// The sources of the columns of a layout in a sheet with those headers.
    ///
    /// # Errors
    /// Columns and headers that are not there, and columns that come from two places.
    pub fn apply(&self, forma: &Forma, encabezados: &[String]) -> Result<Reparto, Error> {
        let mut reparto = Reparto {
            origenes: vec![CellSource::Nada; forma.fichas.len()],
            valores: BTreeMap::new(),
            varios: forma.varios,
        };
        let mut put = |titulo: &str, origen: CellSource| {
            let columna = column(forma, titulo)?;
            match &mut reparto.origenes[columna] {
                hueco @ CellSource::Nada => *hueco = origen,
                _ => {
                    return Err(Error::new(format!(
                        "el mapa dice dos veces de dónde sale «{titulo}»"
                    )));
                }
            }
            Ok(())
        };
        let mut sin_nada = vec![];
        for (titulo, posibles) in &self.columnas {
            match one_header(titulo, posibles.all(), encabezados)? {
                Some(posicion) => put(titulo, CellSource::Celda(posicion))?,
                None => sin_nada.push(column(forma, titulo)?),
            }
        }
        for (titulo, texto) in &self.constantes {
            put(titulo, CellSource::Constante(texto.clone()))?;
        }
        for (titulo, marcas) in &self.marcas {
            let celdas = marcas.columnas.iter();
            let celdas = celdas.map(|(encabezado, dice)| {
                Ok(Marca {
                    posicion: header(encabezados, encabezado)?,
                    encabezado: encabezado.clone(),
                    dice: dice.clone(),
                })
            });
            let celdas = celdas.collect::<Result<_, Error>>()?;
            put(titulo, CellSource::Marcas(celdas, marcas.ninguna.clone()))?;
        }
        if let Some(encabezado) = &self.edad {
            let dia = column(forma, DIA)?;
            put(
                NACIMIENTO,
                CellSource::Edad(header(encabezados, encabezado)?, dia, forma.find("CURP")),
            )?;
        }
        for (titulo, valores) in &self.valores {
            let sin_acentos = valores.iter().map(|(de, a)| {
                let de = if de == OTRO { de.clone() } else { fold(de) };
                (de, a.clone())
            });
            let columna = column(forma, titulo)?;
            reparto.valores.insert(columna, sin_acentos.collect());
        }
        add_own(forma, encabezados, &sin_nada, &mut reparto)?;
        reparto.check(forma, "el mapa no dice de dónde salen")?;
        reparto.check_slips(forma, encabezados, &sin_nada, |titulo| {
            format!(
                "corríjalo, o diga en el mapa, en [columnas], de dónde sale; si es otra cosa, \"{titulo}\" = []"
            )
        })?;
        Ok(reparto)
    }
}

/// The header of a sheet, of those that a map says a column may have; none if it has none on purpose.
fn one_header(
    titulo: &str,
    posibles: &[String],
    encabezados: &[String],
) -> Result<Option<usize>, Error> {
    let hay = |uno: &&String| encabezados.iter().any(|e| fold(e) == fold(uno));
    let mut hallados = posibles.iter().filter(hay);
    let Some(hallado) = hallados.next().or(posibles.first()) else {
        return Ok(None);
    };
    if let Some(otro) = hallados.find(|otro| fold(otro) != fold(hallado)) {
        return Err(Error::new(format!(
            "el mapa: la hoja tiene «{hallado}» y «{otro}», y «{titulo}» sale de una sola: deje en el mapa la que sea"
        )));
    }
    Ok(Some(header(encabezados, hallado)?))
}

/// Takes the columns that a map says nothing of from those of the sheet that are called as without it.
fn add_own(
    forma: &Forma,
    encabezados: &[String],
    sin_nada: &[usize],
    reparto: &mut Reparto,
) -> Result<(), Error> {
    let usadas = reparto.read();
    for (columna, ficha) in forma.fichas.iter().enumerate() {
        if sin_nada.contains(&columna) || !matches!(reparto.origenes[columna], CellSource::Nada) {
            continue;
        }
        let mut suyas = (0..).zip(encabezados).filter(|(posicion, encabezado)| {
            !usadas.contains(posicion) && forma.find(encabezado) == Some(columna)
        });
        match (suyas.next(), suyas.next()) {
            (Some(_), Some(_)) => {
                return Err(Error::new(format!(
                    "la hoja tiene dos veces la columna «{}»: diga en el mapa de cuál sale",
                    ficha.titulo
                )));
            }
            (Some((posicion, _)), None) => {
                reparto.origenes[columna] = CellSource::Celda(posicion);
            }
            (None, _) => {}
        }
    }
    Ok(())
}

fn column(forma: &Forma, titulo: &str) -> Result<usize, Error> {
    if fold(titulo) == "edad" && forma.find(titulo).is_none() {
        return Err(Error::new(
            "en el mapa, «edad» va arriba, antes de [columnas] y de toda otra tabla: no es una columna de la plantilla",
        ));
    }
    forma.find(titulo).ok_or_else(|| {
        let titulos = forma.fichas.iter().map(|ficha| ficha.titulo);
        missing(
            "la plantilla no tiene la columna",
            titulo,
            nearest(titulo, titulos).as_deref(),
        )
    })
}

fn header(encabezados: &[String], buscado: &str) -> Result<usize, Error> {
    let mismo = |encabezado: &String| fold(encabezado) == fold(buscado);
    if encabezados
        .iter()
        .filter(|encabezado| mismo(encabezado))
        .count()
        > 1
    {
        return Err(Error::new(format!(
            "el mapa: la hoja tiene dos veces la columna «{buscado}»"
        )));
    }
    encabezados.iter().position(mismo).ok_or_else(|| {
        let cerca = nearest(buscado, encabezados.iter().map(String::as_str));
        missing("la hoja no tiene la columna", buscado, cerca.as_deref())
    })
}

fn missing(que: &str, buscado: &str, cerca: Option<&str>) -> Error {
    Error::new(suggest(&format!("el mapa: {que} «{buscado}»"), cerca))
}
