//! Where each column of a layout comes from: the column of the sheet with its name or, for the sheets of others, what
//! a map says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use time::Date;

use crate::Error;
use crate::celda::{Celda, Celdas};
use crate::defecto::{Defecto, Motivo};
use crate::forma::Forma;
use crate::palabras::MARCA;
use crate::texto::{fold, nearest, suggest};

/// A map, as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapa {
    /// Column of the layout: header, or headers of which one is there.
    #[serde(default)]
    columnas: BTreeMap<String, Encabezados>,
    /// Column of the layout: what all rows say.
    #[serde(default)]
    constantes: BTreeMap<String, String>,
    /// Column of the layout: what a value of the sheet stands for. `"*"` is any other one.
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marcas {
    /// Header: what is written if it says yes; nothing, to leave it out.
    columnas: BTreeMap<String, String>,
    /// What is written if none says yes.
    #[serde(default)]
    ninguna: String,
}

/// Where the cell of a column comes from.
#[derive(Debug, Clone, Default)]
pub enum Origen {
    /// Nowhere: it is empty.
    #[default]
    Nada,
    /// A cell of the row.
    Celda(usize),
    /// The same for all rows.
    Constante(String),
    /// What each of these cells stands for if it says yes; and if none does.
    Marcas(Vec<(usize, String)>, String),
    /// An age in the cell; the columns of the layout that have the day and the CURP.
    Edad(usize, usize, Option<usize>),
}

/// Where the cells of all columns come from.
#[derive(Debug, Clone, Default)]
pub struct Reparto {
    origenes: Vec<Origen>,
    /// By column: what values stand for, without capitals and accents.
    valores: BTreeMap<usize, BTreeMap<String, String>>,
}

/// The column of ages that are taken for years of birth, and the one of the day they are told on.
const NACIMIENTO: &str = "Año de nacimiento";
const DIA: &str = "Fecha";

impl Reparto {
    /// Each column comes from the column with its header.
    ///
    /// # Errors
    /// A column that is there twice, or that must be there and is not.
    pub fn plain(forma: &Forma, encabezados: &[String]) -> Result<Self, Error> {
        let suyas: Vec<_> = encabezados.iter().map(|e| forma.find(e)).collect();
        let mut origenes = vec![];
        for (columna, ficha) in forma.fichas.iter().enumerate() {
            let mut donde = (0..).zip(&suyas).filter(|(_, c)| **c == Some(columna));
            origenes.push(match (donde.next(), donde.next()) {
                (Some(_), Some(_)) => {
                    let titulo = ficha.titulo;
                    return Err(Error::new(format!("la columna «{titulo}» está dos veces")));
                }
                (Some((posicion, _)), None) => Origen::Celda(posicion),
                (None, _) => Origen::Nada,
            });
        }
        let reparto = Self {
            origenes,
            valores: BTreeMap::new(),
        };
        reparto.check(forma, "«pacto plantilla» escribe una hoja con todas")?;
        Ok(reparto)
    }

    fn check(&self, forma: &Forma, consejo: &str) -> Result<(), Error> {
        let faltas = forma.fichas.iter().zip(&self.origenes);
        let falta = faltas
            .filter(|(ficha, origen)| ficha.obligatoria && matches!(origen, Origen::Nada))
            .map(|(ficha, _)| ficha.titulo)
            .next();
        match falta {
            Some(titulo) => Err(Error::new(format!(
                "falta la columna «{titulo}»; {consejo}"
            ))),
            None => Ok(()),
        }
    }

    /// Where the cell of a column comes from.
    pub fn origen(&self, columna: usize) -> &Origen {
        self.origenes.get(columna).unwrap_or(&Origen::Nada)
    }

    /// The positions that are read.
    pub fn read(&self) -> BTreeSet<usize> {
        let de = |origen: &Origen| match origen {
            Origen::Celda(posicion) | Origen::Edad(posicion, ..) => vec![*posicion],
            Origen::Marcas(celdas, _) => celdas.iter().map(|(posicion, _)| *posicion).collect(),
            Origen::Nada | Origen::Constante(_) => vec![],
        };
        self.origenes.iter().flat_map(de).collect()
    }

    /// The cells of a row by column, and what is wrong with it.
    pub fn share(&self, celdas: &[Celda]) -> (Celdas, Vec<Defecto>) {
        let mut defectos = vec![];
        let mut propias: Celdas = self
            .origenes
            .iter()
            .enumerate()
            .map(|(columna, origen)| {
                let celda = match origen {
                    Origen::Nada | Origen::Edad(..) => Celda::Vacia,
                    Origen::Constante(texto) => Celda::from(texto.as_str()),
                    Origen::Celda(posicion) => match celdas.get(*posicion) {
                        Some(celda) if !celda.is_empty() => celda.clone(),
                        _ => Celda::Vacia,
                    },
                    Origen::Marcas(marcas, ninguna) => match marked(celdas, marcas) {
                        Some(texto) if texto.is_empty() => Celda::from(ninguna.as_str()),
                        Some(texto) => Celda::Texto(texto),
                        None => {
                            let regla = "una de las columnas de las que sale no dice ni sí ni no";
                            defectos.push(Defecto::new(columna, Motivo::Regla(regla.to_owned())));
                            Celda::Vacia
                        }
                    },
                };
                self.translate(columna, celda)
            })
            .collect();
        for (columna, origen) in self.origenes.iter().enumerate() {
            if let Origen::Edad(posicion, dia, curp) = origen {
                // Who has a CURP has her year in it, and an age gives or takes one.
                if propias
                    .get(curp.unwrap_or(usize::MAX))
                    .is_some_and(|c| *c != Celda::Vacia)
                {
                    continue;
                }
                let edad = celdas.get(*posicion).cloned().unwrap_or_default();
                let dia = crate::fecha::read(&propias[*dia]);
                propias[columna] = born(&self.translate(columna, edad), dia);
            }
        }
        (propias, defectos)
    }

    fn translate(&self, columna: usize, celda: Celda) -> Celda {
        let Some(valores) = self.valores.get(&columna) else {
            return celda;
        };
        let texto = fold(&celda.texto());
        let otro = valores.get("*").filter(|_| celda != Celda::Vacia);
        let suyo = valores
            .get(&texto)
            .filter(|_| celda == Celda::Vacia || !texto.is_empty());
        match suyo.or(otro) {
            Some(valor) => Celda::from(valor.as_str()),
            None => celda,
        }
    }
}

/// What the cells that say yes stand for; nothing if one says neither yes nor no.
fn marked(celdas: &[Celda], marcas: &[(usize, String)]) -> Option<String> {
    let mut dichas = BTreeSet::new();
    for (posicion, que) in marcas {
        let texto = celdas.get(*posicion).map(Celda::texto);
        if MARCA.read(&texto.unwrap_or_default())? {
            dichas.insert(que.as_str());
        }
    }
    let dichas: Vec<&str> = dichas.into_iter().filter(|que| !que.is_empty()).collect();
    Some(dichas.join("; "))
}

/// The year in which somebody of that age was born, give or take one; what is no age stays as it is.
fn born(edad: &Celda, dia: Option<Date>) -> Celda {
    let anios: Option<u16> = edad.texto().parse().ok();
    match (anios, dia) {
        (Some(anios), Some(dia)) => Celda::Texto((dia.year() - i32::from(anios)).to_string()),
        _ => edad.clone(),
    }
}

impl Mapa {
    /// Reads a map, in TOML.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(texto: &str) -> Result<Self, Error> {
        toml::from_str(texto).map_err(|error| {
            let antes = error.span().map_or("", |donde| &texto[..donde.start]);
            let linea = antes.matches('\n').count() + 1;
            Error::new(format!(
                "el mapa no se entiende en la línea {linea}: se esperan las tablas columnas, constantes, valores y marcas, y edad"
            ))
        })
    }

    /// Where the columns of a layout come from in a sheet with those headers.
    ///
    /// # Errors
    /// Columns and headers that are not there, and columns that come from two places.
    pub fn apply(&self, forma: &Forma, encabezados: &[String]) -> Result<Reparto, Error> {
        let mut reparto = Reparto {
            origenes: vec![Origen::Nada; forma.fichas.len()],
            valores: BTreeMap::new(),
        };
        let mut put = |titulo: &str, origen: Origen| {
            let columna = column(forma, titulo)?;
            match &mut reparto.origenes[columna] {
                hueco @ Origen::Nada => *hueco = origen,
                _ => {
                    return Err(Error::new(format!(
                        "el mapa dice dos veces de dónde sale «{titulo}»"
                    )));
                }
            }
            Ok(())
        };
        for (titulo, posibles) in &self.columnas {
            let posibles = match posibles {
                Encabezados::Uno(uno) => std::slice::from_ref(uno),
                Encabezados::Varios(varios) => varios,
            };
            let posicion = posibles
                .iter()
                .find_map(|uno| header(encabezados, uno).ok());
            let posicion = match (posicion, posibles.first()) {
                (Some(posicion), _) => posicion,
                (None, Some(primero)) => header(encabezados, primero)?,
                (None, None) => continue,
            };
            put(titulo, Origen::Celda(posicion))?;
        }
        for (titulo, texto) in &self.constantes {
            put(titulo, Origen::Constante(texto.clone()))?;
        }
        for (titulo, marcas) in &self.marcas {
            let celdas = marcas.columnas.iter();
            let celdas = celdas.map(|(e, que)| Ok((header(encabezados, e)?, que.clone())));
            let celdas = celdas.collect::<Result<_, Error>>()?;
            put(titulo, Origen::Marcas(celdas, marcas.ninguna.clone()))?;
        }
        if let Some(encabezado) = &self.edad {
            let dia = column(forma, DIA)?;
            put(
                NACIMIENTO,
                Origen::Edad(header(encabezados, encabezado)?, dia, forma.find("CURP")),
            )?;
        }
        for (titulo, valores) in &self.valores {
            let sin_acentos = valores.iter().map(|(de, a)| {
                let de = if de == "*" { de.clone() } else { fold(de) };
                (de, a.clone())
            });
            let columna = column(forma, titulo)?;
            reparto.valores.insert(columna, sin_acentos.collect());
        }
        reparto.check(forma, "el mapa no dice de dónde sale")?;
        Ok(reparto)
    }
}

fn column(forma: &Forma, titulo: &str) -> Result<usize, Error> {
    forma.find(titulo).ok_or_else(|| {
        let titulos = forma.fichas.iter().map(|ficha| ficha.titulo);
        missing(
            "la plantilla no tiene la columna",
            titulo,
            nearest(titulo, titulos),
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
        missing("la hoja no tiene la columna", buscado, cerca)
    })
}

fn missing(que: &str, buscado: &str, cerca: Option<&str>) -> Error {
    Error::new(suggest(&format!("el mapa: {que} «{buscado}»"), cerca))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atenciones::columnas::{Columna, FORMA};

    const MAPA: &str = r#"
edad = "edad"
[columnas]
Fecha = ["dia", "fecha"]
Sexo = "genero"
[constantes]
Servicio = "Orientación"
Visita = "Primera vez"
Procedencia = "No especificada"
[valores.Sexo]
"Mujer trans" = "Mujer"
"*" = "No especificado"
[marcas."Tipos de violencia"]
ninguna = "No especificado"
columnas = { fisica = "Física", economica = "Económica; Patrimonial", otra = "" }
"#;

    fn share(fila: &[&str]) -> (Celdas, Vec<Defecto>) {
        let encabezados = ["Fecha", "Género", "Edad", "Física", "Económica", "Otra"];
        let encabezados = encabezados.map(str::to_owned);
        let reparto = Mapa::read(MAPA).unwrap().apply(&FORMA, &encabezados);
        let celdas: Vec<Celda> = fila.iter().map(|texto| Celda::from(*texto)).collect();
        reparto.unwrap().share(&celdas)
    }

    #[test]
    fn a_map_says_where_each_column_comes_from() {
        let (celdas, defectos) = share(&["2020-03-01", "MUJER TRANS", "30", "Si", "SI", "Si"]);
        let texto = |columna: Columna| celdas[usize::from(columna)].texto();
        assert_eq!(defectos, []);
        assert_eq!(texto(Columna::Sexo), "Mujer");
        assert_eq!(texto(Columna::AnioNacimiento), "1990");
        assert_eq!(texto(Columna::Violencia), "Económica; Patrimonial; Física");
        assert_eq!(texto(Columna::Servicio), "Orientación");
        let (celdas, defectos) = share(&["2020-03-01", "travesti", "", "No", "", "quizá"]);
        assert_eq!(
            celdas[usize::from(Columna::Sexo)].texto(),
            "No especificado"
        );
        assert_eq!(defectos.len(), 1);
    }

    #[test]
    fn what_a_map_gets_wrong_is_said() {
        let dice = |mapa: &str| {
            let mapa = Mapa::read(mapa)?;
            mapa.apply(&FORMA, &["fecha".to_owned()]).map(|_| ())
        };
        let error = |mapa| dice(mapa).unwrap_err().to_string();
        assert!(
            error("[columnas]\nFecha = \"fechas\"").contains("«fechas»; ¿quiso decir «fecha»?")
        );
        assert!(error("[columnas]\nFetcha = \"fecha\"").contains("¿quiso decir «Fecha»?"));
        assert!(error("[columnas]\nFecha = \"fecha\"").contains("falta la columna «Servicio»"));
        assert!(error("[columnas]\n[nada]\n").contains("línea 2"));
    }
}
