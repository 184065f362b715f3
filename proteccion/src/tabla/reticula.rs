//! The cells of the declared cross-tabulations, each once, in the order of their coordinates.

use super::{Dimension, Relacion, TablaInvalida};

/// A cross-tabulation: the codes of each dimension, whose product are its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cruce(pub Vec<Vec<usize>>);

/// The lattice: dimensions and declared cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reticula {
    dimensiones: Vec<Dimension>,
    cruces: Vec<Cruce>,
    /// Coordinates as one number, most significant dimension first; ascending.
    claves: Vec<u64>,
}

impl Reticula {
    /// More cells than this are refused: no edition needs them, and memory must be bounded.
    pub const CELDAS: usize = 4_000_000;

    /// All cells of some cross-tabulations.
    pub fn new(dimensiones: Vec<Dimension>, mut cruces: Vec<Cruce>) -> Result<Self, TablaInvalida> {
        let espacio = dimensiones
            .iter()
            .try_fold(1u64, |n, d| n.checked_mul(u64::try_from(d.codigos()).ok()?));
        if espacio.is_none() {
            return Err(TablaInvalida::new(
                "dimensions",
                "son demasiadas dimensiones o códigos",
            ));
        }
        let mut reticula = Self {
            dimensiones,
            cruces: vec![],
            claves: vec![],
        };
        for (i, cruce) in cruces.iter_mut().enumerate() {
            cruce.0.iter_mut().for_each(|codigos| {
                codigos.sort_unstable();
                codigos.dedup();
            });
            let celdas = cruce
                .0
                .iter()
                .try_fold(1usize, |n, codigos| n.checked_mul(codigos.len()));
            if celdas.is_none_or(|n| n.saturating_add(reticula.claves.len()) > Self::CELDAS) {
                let motivo = format!("pide más de {} celdas", Self::CELDAS);
                return Err(TablaInvalida::new(format!("crosstabs[{i}]"), motivo));
            }
            // An empty product may have large beginnings.
            if celdas == Some(0) {
                continue;
            }
            let mut claves = vec![0u64];
            for (dimension, codigos) in reticula.dimensiones.iter().zip(&cruce.0) {
                let base = wide(dimension.codigos());
                claves = claves
                    .into_iter()
                    .flat_map(|clave| {
                        codigos
                            .iter()
                            .map(move |codigo| clave * base + wide(*codigo))
                    })
                    .collect();
            }
            reticula.claves.extend(claves);
        }
        reticula.claves.sort_unstable();
        reticula.claves.dedup();
        reticula.cruces = cruces;
        Ok(reticula)
    }

    /// The full crossing of some dimensions.
    pub fn full(dimensiones: Vec<Dimension>) -> Result<Self, TablaInvalida> {
        let cruce = Cruce(
            dimensiones
                .iter()
                .map(|d| (0..d.codigos()).collect())
                .collect(),
        );
        Self::new(dimensiones, vec![cruce])
    }

    /// The dimensions.
    pub fn dimensiones(&self) -> &[Dimension] {
        &self.dimensiones
    }

    /// The cross-tabulations.
    pub fn cruces(&self) -> &[Cruce] {
        &self.cruces
    }

    /// How many cells there are.
    pub fn celdas(&self) -> usize {
        self.claves.len()
    }

    /// The codes of a cell, one for each dimension.
    pub fn coordenadas(&self, celda: usize) -> Vec<usize> {
        let mut clave = self.claves[celda];
        let mut codigos: Vec<usize> = self
            .dimensiones
            .iter()
            .rev()
            .map(|d| {
                let base = wide(d.codigos());
                let codigo = clave % base;
                clave /= base;
                narrow(codigo)
            })
            .collect();
        codigos.reverse();
        codigos
    }

    /// The cell with these codes, if it is declared.
    pub fn find(&self, codigos: &[usize]) -> Option<usize> {
        debug_assert!(
            codigos.len() == self.dimensiones.len()
                && (self.dimensiones.iter().zip(codigos)).all(|(d, codigo)| *codigo < d.codigos()),
            "a code of another dimension would name another cell"
        );
        let clave = self
            .dimensiones
            .iter()
            .zip(codigos)
            .fold(0, |n, (d, c)| n * wide(d.codigos()) + wide(*c));
        self.claves.binary_search(&clave).ok()
    }

    /// The texts of the codes of a cell.
    pub fn nombres(&self, celda: usize) -> Vec<&str> {
        self.dimensiones
            .iter()
            .zip(self.coordenadas(celda))
            .map(|(d, codigo)| d.codigo(codigo))
            .collect()
    }

    /// Every relation among declared cells along one dimension: the dimension, the cell and its parts.
    pub fn lines(&self) -> Vec<(usize, usize, Vec<usize>)> {
        let enteras = self.relations().into_iter().filter(|(.., trunca)| !trunca);
        enteras
            .map(|(d, celda, partes, _)| (d, celda, partes))
            .collect()
    }

    /// The relations of which some parts are declared and some are not: the cell and the declared ones.
    pub fn truncated(&self) -> Vec<(usize, Vec<usize>)> {
        let truncas = self.relations().into_iter().filter(|(.., trunca)| *trunca);
        truncas
            .map(|(_, celda, partes, _)| (celda, partes))
            .collect()
    }

    fn relations(&self) -> Vec<(usize, usize, Vec<usize>, bool)> {
        let de_padre: Vec<_> = self.dimensiones.iter().map(by_padre).collect();
        let mut lineas = Vec::new();
        for celda in 0..self.celdas() {
            let mut codigos = self.coordenadas(celda);
            for d in 0..codigos.len() {
                let codigo = codigos[d];
                for relacion in &de_padre[d][codigo] {
                    let partes: Vec<usize> = relacion
                        .hijos
                        .iter()
                        .filter_map(|hijo| {
                            codigos[d] = *hijo;
                            self.find(&codigos)
                        })
                        .collect();
                    let trunca = partes.len() < relacion.hijos.len();
                    if !partes.is_empty() {
                        lineas.push((d, celda, partes, trunca));
                    }
                }
                codigos[d] = codigo;
            }
        }
        lineas
    }
}

/// The relations of each code.
fn by_padre(dimension: &Dimension) -> Vec<Vec<&Relacion>> {
    let mut de_padre = vec![vec![]; dimension.codigos()];
    dimension
        .relaciones()
        .iter()
        .for_each(|relacion| de_padre[relacion.padre].push(relacion));
    de_padre
}

fn wide(numero: usize) -> u64 {
    u64::try_from(numero).expect("64 bits hold what memory does")
}

fn narrow(numero: u64) -> usize {
    usize::try_from(numero).expect("it was in memory")
}
