//! Columns of a series of periods: an SVG of percent coordinates, whose text keeps its size.

use std::fmt::Write as _;

use askama::Template;
use domain::Celda;

use crate::formato::numero;

/// A period, and its cell.
pub(crate) struct Tramo {
    /// «ene».
    pub(crate) corto: String,
    /// «enero».
    pub(crate) nombre: String,
    pub(crate) celda: Celda,
}

struct Columna {
    corto: String,
    rotulo: String,
    valor: String,
    celda: Celda,
    max: bool,
    x: String,
    ancho: String,
    centro: String,
    y: String,
    alto: String,
}

struct Linea {
    y: String,
    rotulo: String,
}

/// Columns, one for each period.
#[derive(Template)]
#[template(path = "columnas.html")]
pub(crate) struct Columnas {
    id: &'static str,
    titulo: String,
    descripcion: String,
    lineas: Vec<Linea>,
    tramos: Vec<Columna>,
    hay_protegidas: bool,
}

/// Percent of the figure that the axis takes, that the base stands at, and that the top stands at.
const MARGEN: f64 = 6.5;
const BASE: f64 = 90.28;
const CIMA: f64 = 6.94;

/// The top of an axis and its step: 1, 2, 2.5 or 5 times a power of ten, not below the largest value.
fn axis(mayor: u64) -> (u64, u64) {
    let mut potencia = 10u64;
    loop {
        // What is divided into whole numbers only.
        for (cima, partes) in [
            (potencia, 2),
            (potencia * 2, 4),
            (potencia * 5 / 2, 2),
            (potencia * 5, 2),
        ] {
            let partes = if cima >= 100 && cima % 4 == 0 && cima == potencia {
                4
            } else {
                partes
            };
            if cima >= mayor && cima % partes == 0 {
                return (cima, cima / partes);
            }
        }
        match potencia.checked_mul(10) {
            Some(siguiente) if siguiente < u64::MAX / 10 => potencia = siguiente,
            _ => return (mayor, mayor),
        }
    }
}

fn percent(n: f64) -> String {
    format!("{n:.2}%")
}

#[expect(
    clippy::cast_precision_loss,
    clippy::as_conversions,
    reason = "a height on a screen"
)]
fn height(valor: u64, cima: u64) -> f64 {
    valor as f64 / cima as f64 * (BASE - CIMA)
}

impl Columnas {
    /// Columns of some periods; `uno` and `varios` name what is counted, `max` is the one that the title names.
    pub(crate) fn new(
        id: &'static str,
        titulo: String,
        periodos: &[Tramo],
        (uno, varios): (&str, &str),
        max: Option<usize>,
    ) -> Self {
        let mayor = periodos
            .iter()
            .filter_map(|p| p.celda.valor())
            .max()
            .unwrap_or(0);
        let (cima, paso) = axis(mayor);
        let lineas = (1..=cima / paso).map(|i| Linea {
            y: percent(BASE - height(i * paso, cima)),
            rotulo: if i * paso == cima {
                format!("{} {varios}", numero(cima))
            } else {
                numero(i * paso)
            },
        });
        let hueco = (100.0 - MARGEN) / f64::from(u32::try_from(periodos.len()).unwrap_or(1).max(1));
        let columna = |(i, periodo): (u32, &Tramo)| {
            let centro = MARGEN + hueco * (f64::from(i) + 0.5);
            // What is protected is wider than a column and as high as the figure: it has no height that could be read.
            let ancho = hueco
                * if periodo.celda == Celda::Protegida {
                    0.9
                } else {
                    0.7
                };
            let alto = periodo
                .celda
                .valor()
                .map_or(BASE - CIMA, |valor| height(valor, cima));
            Columna {
                corto: periodo.corto.clone(),
                rotulo: match periodo.celda.valor() {
                    Some(valor) => format!(
                        "{}: {} {}",
                        periodo.nombre,
                        numero(valor),
                        if valor == 1 { uno } else { varios }
                    ),
                    None => format!(
                        "{}: {}",
                        periodo.nombre,
                        crate::palabras::celda(periodo.celda)
                    ),
                },
                valor: crate::palabras::celda(periodo.celda),
                celda: periodo.celda,
                max: max == usize::try_from(i).ok(),
                x: percent(centro - ancho / 2.0),
                ancho: percent(ancho),
                centro: percent(centro),
                y: percent(BASE - alto),
                alto: percent(alto),
            }
        };
        Self {
            id,
            titulo,
            descripcion: describe(periodos),
            lineas: lineas.collect(),
            tramos: (0u32..).zip(periodos).map(columna).collect(),
            hay_protegidas: periodos.iter().any(|p| p.celda == Celda::Protegida),
        }
    }
}

/// A period within a sentence: «el 2.º trimestre», «abril».
fn the(nombre: &str) -> String {
    let ordinal = nombre.starts_with(|letra: char| letra.is_ascii_digit());
    format!("{}{nombre}", if ordinal { "el " } else { "" })
}

/// Form, extremes, and what is protected: extremes of all only where all are published.
fn describe(periodos: &[Tramo]) -> String {
    let mut texto = match periodos.len() {
        1 => "Una columna.".to_owned(),
        n => format!("{n} columnas."),
    };
    let publicados = || {
        periodos
            .iter()
            .filter_map(|p| Some((p.celda.valor()?, &p.nombre)))
    };
    let todos = publicados().count() == periodos.len();
    let (menor, mayor) = (publicados().min(), publicados().max());
    // Of equals none is the least.
    if let (Some((poco, primero)), Some((mucho, ultimo))) = (menor, mayor)
        && poco != mucho
    {
        let extremos = if todos {
            format!(
                " El menor es {}, con {}, y el mayor {}, con {}.",
                the(primero),
                numero(poco),
                the(ultimo),
                numero(mucho)
            )
        } else {
            format!(
                " De los publicados, el mayor es {}, con {}.",
                the(ultimo),
                numero(mucho)
            )
        };
        texto += &extremos;
    }
    let protegidos: Vec<&str> = (periodos.iter())
        .filter(|p| p.celda == Celda::Protegida)
        .map(|p| p.nombre.as_str())
        .collect();
    if !protegidos.is_empty() {
        let _ = write!(texto, " Protegidos: {}.", protegidos.join(", "));
    } else if todos {
        texto += " Todo se publica.";
    }
    texto + " Los valores están en la tabla que sigue."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_is_round_and_not_below_the_largest() {
        for (mayor, esperado) in [
            (866, (1000, 250)),
            (43, (50, 25)),
            (0, (10, 5)),
            (11, (20, 5)),
            (130, (200, 50)),
            (201, (250, 125)),
        ] {
            assert_eq!(axis(mayor), esperado, "{mayor}");
        }
        for mayor in 1..3000 {
            let (cima, paso) = axis(mayor);
            assert!(cima >= mayor && cima % paso == 0 && cima / paso <= 4);
        }
    }

    #[test]
    fn what_is_protected_has_no_height_of_its_own() {
        let periodo = |celda| Tramo {
            corto: "ene".into(),
            nombre: "enero".into(),
            celda,
        };
        let alto = |valor| {
            let periodos = [periodo(Celda::Publicada(valor)), periodo(Celda::Protegida)];
            Columnas::new(
                "c",
                String::new(),
                &periodos,
                ("servicio", "servicios"),
                None,
            )
            .tramos[1]
                .alto
                .clone()
        };
        assert_eq!(alto(3), alto(4000));
    }
}
