//! From a question to a table.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::filtros::Filtrados;
use super::{Argumento, FallaConsulta, Filtro, Indice};
use crate::cubo::{Coordenadas, Eje, Nivel};
use crate::{Celda, Medida};

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pregunta {
    /// What is counted.
    pub medida: Medida,
    /// Levels of the rows.
    pub filas: Vec<Nivel>,
    /// Levels of the columns.
    pub columnas: Vec<Nivel>,
    /// What it is about; everything of the dimensions it says nothing of. One of a coarser level than those of the rows or
    /// columns leaves the parts of what it names: the months of a quarter.
    pub filtros: Vec<Filtro>,
}

/// Cells that a question looks at, about: the product, over its dimensions, of the members that are asked for.
pub fn tamano(
    niveles: impl IntoIterator<Item = Nivel>,
    filtros: impl IntoIterator<Item = (Nivel, usize)>,
) -> usize {
    let mut por_eje: BTreeMap<Eje, usize> = BTreeMap::new();
    let mut finos: BTreeMap<Eje, Nivel> = BTreeMap::new();
    for nivel in niveles {
        if let Some(eje) = nivel.eje() {
            *por_eje.entry(eje).or_insert(1) += nivel.tamano();
            let fino = finos.entry(eje).or_insert(nivel);
            *fino = nivel.max(*fino);
        }
    }
    let mut filtrados: BTreeMap<Eje, usize> = BTreeMap::new();
    for (nivel, codigos) in filtros {
        // A filter of a coarser level than the table's leaves the parts of what it names.
        if let Some(eje) = nivel.eje()
            && finos.get(&eje).is_none_or(|fino| *fino <= nivel)
        {
            let pedidos = filtrados.entry(eje).or_insert(0);
            *pedidos += codigos;
        }
    }
    por_eje.extend(filtrados);
    let miembros = por_eje.into_values().map(|miembros| miembros.max(1));
    miembros.fold(1, usize::saturating_mul)
}

/// What a row or a column is of: a member of each of its dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cabecera {
    /// Members; the position 0 is the whole.
    pub miembros: Vec<(Eje, u16)>,
}

impl Cabecera {
    /// Whether it is the whole of some dimension.
    pub fn total(&self) -> bool {
        self.miembros.iter().any(|(_, miembro)| *miembro == 0)
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tabla {
    /// What is counted.
    pub medida: Medida,
    /// Rows.
    pub filas: Vec<Cabecera>,
    /// Columns; one of nothing if none were asked for.
    pub columnas: Vec<Cabecera>,
    /// Cells, row by row.
    pub celdas: Vec<Celda>,
}

/// That a dimension is asked for in rows and in columns, by the levels that are written there.
fn twice(filas: &[Nivel], columna: Nivel, eje: Eje) -> String {
    let de_filas = filas.iter().find(|nivel| nivel.eje() == Some(eje));
    match de_filas.filter(|fila| **fila != columna) {
        None => format!("«{}» está en las filas y en las columnas", eje.nombre()),
        Some(fila) => format!(
            "{}, en las filas, y {}, en las columnas, son de la misma dimensión: {}",
            fila.clave(),
            columna.clave(),
            eje.nombre().to_lowercase()
        ),
    }
}

/// More cells than this are refused.
const CELDAS: usize = 20_000;

impl Indice {
    /// Answers a question with a table.
    ///
    /// # Errors
    /// Those of [`FallaConsulta`].
    pub fn tabla(&self, pregunta: &Pregunta) -> Result<Tabla, FallaConsulta> {
        let filtrados = self.filtered(&pregunta.filtros)?;
        self.check_codes(&pregunta.filtros, &filtrados)?;
        self.table(pregunta, &filtrados)
    }

    /// The same with what this edition has of it: a member that it does not know is no row nor column, and a sum of which one
    /// is a part is not available. The codes are of some other edition.
    pub(super) fn tabla_parcial(&self, pregunta: &Pregunta) -> Result<Tabla, FallaConsulta> {
        self.table(pregunta, &self.filtered(&pregunta.filtros)?)
    }

    fn table(&self, pregunta: &Pregunta, filtrados: &[Filtrados]) -> Result<Tabla, FallaConsulta> {
        let Pregunta {
            medida,
            filas,
            columnas,
            filtros,
        } = pregunta;
        let en_filas = |eje: &Eje| filas.iter().any(|nivel| nivel.eje() == Some(*eje));
        let ejes = columnas.iter().map(|nivel| nivel.eje());
        let repetida = ejes
            .enumerate()
            .find_map(|(i, eje)| Some((i, eje.filter(en_filas)?)));
        if let Some((i, eje)) = repetida {
            let motivo = twice(filas, columnas[i], eje);
            return Err(FallaConsulta::question(Argumento::Columna(i), motivo));
        }
        let todos = filas
            .iter()
            .chain(columnas)
            .chain(filtros.iter().map(|f| &f.nivel));
        let niveles: Vec<Nivel> = todos.copied().collect();
        self.check(*medida, &niveles)?;
        let de_cabeceras: BTreeSet<Eje> = (filas.iter().chain(columnas))
            .filter_map(|nivel| nivel.eje())
            .collect();
        let filas = self.headers(filas, Argumento::Fila, filtrados)?;
        let columnas = self.headers(columnas, Argumento::Columna, filtrados)?;
        if filas.len().saturating_mul(columnas.len()) > CELDAS {
            return Err(FallaConsulta::Grande(CELDAS));
        }
        let fijos: Vec<&Filtrados> = filtrados
            .iter()
            .filter(|elegidos| !de_cabeceras.contains(&elegidos.eje))
            .collect();
        for elegidos in &fijos {
            if elegidos.is_of_several() && !medida.se_suma_por(elegidos.eje) {
                let (medida, eje) = (*medida, elegidos.eje);
                return Err(FallaConsulta::NoSumable { medida, eje });
            }
        }
        let de_tiempo = filtrados.iter().find(|f| f.eje == Eje::Tiempo);
        let con_tiempo = de_cabeceras.contains(&Eje::Tiempo) || de_tiempo.is_some();
        let del_anio = de_tiempo.is_some_and(|elegidos| elegidos.miembros.contains(&0));
        if (del_anio || !con_tiempo) && !self.anio_cerrado() {
            return Err(self.open_year(*medida, &niveles));
        }
        let entera = fijos.iter().all(|elegidos| elegidos.is_whole());
        let mut celdas = Vec::with_capacity(filas.len() * columnas.len());
        for fila in &filas {
            for columna in &columnas {
                let mut celda = Coordenadas::TOTAL;
                for (eje, miembro) in fila.miembros.iter().chain(&columna.miembros) {
                    celda[*eje] = *miembro;
                }
                celdas.push(if entera {
                    self.sum(*medida, celda, &fijos)
                } else {
                    Celda::NoDisponible
                });
            }
        }
        Ok(Tabla {
            medida: *medida,
            filas,
            columnas,
            celdas,
        })
    }

    /// One figure.
    ///
    /// # Errors
    /// Those of [`FallaConsulta`].
    pub fn cifra(&self, medida: Medida, filtros: &[Filtro]) -> Result<Celda, FallaConsulta> {
        let tabla = self.tabla(&Pregunta {
            medida,
            filas: vec![],
            columnas: vec![],
            filtros: filtros.to_vec(),
        })?;
        Ok(tabla.celdas[0])
    }

    /// A figure for each period of a level, in order: the position of the period, and its cell.
    ///
    /// # Errors
    /// Those of [`FallaConsulta`].
    pub fn serie(
        &self,
        medida: Medida,
        nivel: Nivel,
        filtros: &[Filtro],
    ) -> Result<Vec<(u16, Celda)>, FallaConsulta> {
        self.points(nivel, filtros, medida, Self::tabla)
    }

    /// The same with what this edition has of it, as [`Self::tabla_parcial`].
    pub(super) fn serie_parcial(
        &self,
        medida: Medida,
        nivel: Nivel,
        filtros: &[Filtro],
    ) -> Result<Vec<(u16, Celda)>, FallaConsulta> {
        self.points(nivel, filtros, medida, Self::tabla_parcial)
    }

    fn points(
        &self,
        nivel: Nivel,
        filtros: &[Filtro],
        medida: Medida,
        ask: impl Fn(&Self, &Pregunta) -> Result<Tabla, FallaConsulta>,
    ) -> Result<Vec<(u16, Celda)>, FallaConsulta> {
        if nivel.eje() != Some(Eje::Tiempo) {
            let motivo = "una serie es por MES, TRIMESTRE o ANIO";
            return Err(FallaConsulta::question(Argumento::Nivel, motivo));
        }
        if nivel == Nivel::Anio && !self.anio_cerrado() {
            return Ok(vec![]);
        }
        let pregunta = Pregunta {
            medida,
            filas: vec![nivel],
            columnas: vec![],
            filtros: filtros.to_vec(),
        };
        let tabla = ask(self, &pregunta)?;
        let puntos = tabla.filas.iter().zip(&tabla.celdas);
        let del_nivel = |(fila, celda): (&Cabecera, &Celda)| {
            let (eje, miembro) = fila.miembros[0];
            (self.miembro(eje, miembro).nivel == nivel).then_some((miembro, *celda))
        };
        Ok(puntos.filter_map(del_nivel).collect())
    }

    /// That the year has not ended, with the parts of it of which the same is published.
    fn open_year(&self, medida: Medida, niveles: &[Nivel]) -> FallaConsulta {
        FallaConsulta::PeriodoAbierto {
            pedido: None,
            anio: self.anio(),
            cerrados: (self.periods(medida, niveles).into_iter())
                .take(4)
                .collect(),
        }
    }

    /// Rows or columns: the product of the members of each dimension at the levels asked for, after their whole;
    /// only those that a filter names, if there is one.
    fn headers(
        &self,
        niveles: &[Nivel],
        de: impl Fn(usize) -> Argumento,
        filtrados: &[Filtrados],
    ) -> Result<Vec<Cabecera>, FallaConsulta> {
        let mut ejes: Vec<Eje> = Vec::new();
        for (i, nivel) in niveles.iter().enumerate() {
            if niveles[..i].contains(nivel) {
                let motivo = format!("{} se pide dos veces", nivel.clave());
                return Err(FallaConsulta::question(de(i), motivo));
            }
            let Some(eje) = nivel.eje() else {
                let motivo = "TOTAL no es un nivel de una tabla: está siempre";
                return Err(FallaConsulta::question(de(i), motivo));
            };
            if !ejes.contains(&eje) {
                ejes.push(eje);
            }
        }
        let mut cabeceras = vec![Cabecera { miembros: vec![] }];
        for eje in ejes {
            let filtro = filtrados.iter().find(|elegidos| elegidos.eje == eje);
            let todos = (0u16..).zip(self.cubo().ejes().miembros(eje));
            let elegidos: Vec<u16> = match filtro {
                Some(elegidos) => self.within(eje, niveles, elegidos)?,
                None => todos
                    .filter(|(i, miembro)| niveles.contains(&miembro.nivel) || *i == 0)
                    .filter(|(i, _)| *i > 0 || eje != Eje::Tiempo || self.anio_cerrado())
                    .map(|(i, _)| i)
                    .collect(),
            };
            if cabeceras.len().saturating_mul(elegidos.len()) > CELDAS {
                return Err(FallaConsulta::Grande(CELDAS));
            }
            cabeceras = cabeceras
                .into_iter()
                .flat_map(|cabecera| {
                    elegidos.iter().map(move |miembro| {
                        let mut miembros = cabecera.miembros.clone();
                        miembros.push((eje, *miembro));
                        Cabecera { miembros }
                    })
                })
                .collect();
        }
        Ok(cabeceras)
    }

    /// A cell, or the sum of those that the filters of other dimensions name.
    fn sum(&self, medida: Medida, celda: Coordenadas, fijos: &[&Filtrados]) -> Celda {
        let Some((elegidos, resto)) = fijos.split_first() else {
            return self.cell(medida, celda).unwrap_or(Celda::NoDisponible);
        };
        let partes = elegidos
            .miembros
            .iter()
            .map(|miembro| self.sum(medida, celda.with(elegidos.eje, *miembro), resto));
        let suma = partes.reduce(add);
        suma.expect("a filter names a member at least: one without codes is refused")
    }
}

/// The sum of two cells: published only if both are.
fn add(una: Celda, otra: Celda) -> Celda {
    match (una, otra) {
        (Celda::Publicada(una), Celda::Publicada(otra)) => una
            .checked_add(otra)
            .map_or(Celda::NoDisponible, Celda::Publicada),
        (Celda::Protegida, _) | (_, Celda::Protegida) => Celda::Protegida,
        (Celda::NoDisponible, _) | (_, Celda::NoDisponible) => Celda::NoDisponible,
    }
}

/// What a percentage is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Todo {
    /// The whole of its row.
    Fila,
    /// The whole of its column.
    Columna,
    /// The whole of the table.
    Tabla,
}

impl Tabla {
    /// Each row with its cells: none, where no period of a level of the columns has ended.
    pub fn renglones(&self) -> impl Iterator<Item = (&Cabecera, &[Celda])> {
        let ancho = self.columnas.len();
        let filas = self.filas.iter().enumerate();
        filas.map(move |(i, fila)| (fila, &self.celdas[i * ancho..(i + 1) * ancho]))
    }

    /// Whether it has no cell: no period of a level that is asked for has ended.
    pub fn is_empty(&self) -> bool {
        self.celdas.is_empty()
    }

    /// Each cell in tenths of a percent of its whole, rounded to the nearest, row by row; none where parts do not add up to it,
    /// where the cell or its whole is not published or not in the table, or where the whole is zero.
    pub fn por_mil(&self, de: Todo) -> Vec<Option<u32>> {
        let (en_filas, en_columnas) = match de {
            Todo::Fila => (false, true),
            Todo::Columna => (true, false),
            Todo::Tabla => (true, true),
        };
        let whole = |cabeceras: &[Cabecera]| {
            let todo = |una: &Cabecera| una.miembros.iter().all(|(_, miembro)| *miembro == 0);
            cabeceras.iter().position(todo)
        };
        let adds = |cabeceras: &[Cabecera]| {
            let ejes = cabeceras.first().map_or(&[][..], |una| &una.miembros);
            ejes.iter().all(|(eje, _)| self.medida.se_suma_por(*eje))
        };
        let (fila_total, columna_total) = (whole(&self.filas), whole(&self.columnas));
        let suman = (!en_filas || adds(&self.filas)) && (!en_columnas || adds(&self.columnas));
        let columnas = self.columnas.len();
        let parte = |(i, celda): (usize, &Celda)| {
            let fila = if en_filas { fila_total? } else { i / columnas };
            let columna = if en_columnas {
                columna_total?
            } else {
                i % columnas
            };
            let todo = self.celdas[fila * columnas + columna].valor();
            let todo = todo.filter(|todo| suman && *todo > 0)?;
            let milesimas =
                (u128::from(celda.valor()?) * 1000 + u128::from(todo) / 2) / u128::from(todo);
            u32::try_from(milesimas).ok()
        };
        self.celdas.iter().enumerate().map(parte).collect()
    }

    /// The dimensions of the table over which its counts do not add up.
    pub fn no_suman(&self) -> Vec<Eje> {
        let primera = [self.filas.first(), self.columnas.first()];
        let ejes: BTreeSet<Eje> = primera
            .into_iter()
            .flatten()
            .flat_map(|cabecera| &cabecera.miembros)
            .map(|(eje, _)| *eje)
            .collect();
        Eje::iter()
            .filter(|eje| ejes.contains(eje) && !self.medida.se_suma_por(*eje))
            .collect()
    }
}
