//! Residuals: what known sums leave of another known one, however deep in it they lie. It is no cell, and lies
//! along no single line, but anybody can compute it: it must not be of 1..t−1 persons.
//!
//! Looked for in a pattern that was found: pairs of a whole and a part of it in any dimensions, and a whole and
//! disjoint parts along one dimension. What is found becomes a sum to protect, and the pattern is looked for again.

mod antichains;

use std::collections::BTreeSet;

use super::documento::Entrada;
use super::modelo::{Destino, Modelo, Suma, SumaId};
use crate::tabla::{Id, IdVec, Personas, Sistema};
use antichains::Codigos;

/// The rest that known sums leave of a known one: 1..t−1 persons.
pub(super) struct Residuo {
    pub(super) todo: SumaId,
    pub(super) partes: Vec<SumaId>,
    /// Unknowns, ascending.
    pub(super) filas: Vec<usize>,
}

impl Residuo {
    /// Nobody may know it.
    pub(super) fn suma(&self, sistema: &Sistema, modelo: &Modelo) -> Suma {
        let contadas = self
            .filas
            .iter()
            .filter_map(|fila| sistema.filas.get(*fila));
        let valor = self.filas.iter().map(|fila| modelo.tabla[*fila]).sum();
        let personas = Personas::union(contadas.map(|fila| &fila.personas));
        Suma::without_cell(self.filas.clone(), valor, personas, Destino::Primaria)
    }

    /// The cheapest of what may be published and leaves it stays withheld.
    pub(super) fn withhold(&self, modelo: &mut Modelo) {
        let sumas = std::iter::once(&self.todo).chain(&self.partes).copied();
        let abiertas = sumas.filter(|s| modelo.sumas[*s].destino == Destino::Candidata);
        if let Some(s) = abiertas.min_by_key(|s| (modelo.peso(*s), *s)) {
            modelo.sumas[s].destino = Destino::Retenida;
        }
    }

    /// The cells that give it away; the smallest around it, if only earlier editions have those.
    pub(super) fn celdas(&self, modelo: &Modelo) -> Vec<usize> {
        let sumas = std::iter::once(&self.todo).chain(&self.partes);
        let celdas: Vec<usize> = sumas
            .filter_map(|s| modelo.sumas[*s].celdas.first())
            .copied()
            .collect();
        if !celdas.is_empty() {
            return celdas;
        }
        let menor = modelo
            .sumas
            .iter()
            .filter(|suma| {
                let primera = self.filas.first();
                !suma.celdas.is_empty()
                    && primera.is_some_and(|fila| suma.filas.binary_search(fila).is_ok())
            })
            .min_by_key(|suma| suma.filas.len());
        menor
            .and_then(|suma| suma.celdas.first())
            .copied()
            .into_iter()
            .collect()
    }
}

/// Looks for residuals in the patterns of a table.
pub(super) struct Vigia<'a> {
    entrada: &'a Entrada,
    sistema: &'a Sistema,
    umbral: i64,
    /// Whether counts are persons.
    de_personas: bool,
    codigos: Vec<Codigos>,
}

impl<'a> Vigia<'a> {
    /// Nothing where the width of cells keeps residuals from being known: counts are persons, the width is t, and
    /// every unknown that is not zero is a cell, so that a residual of 1..t−1 has a primary cell in it (theorem T2).
    pub(super) fn new(entrada: &'a Entrada, sistema: &'a Sistema, modelo: &Modelo) -> Option<Self> {
        let personas = (sistema.filas.iter())
            .all(|fila| fila.personas.varias == fila.valor && fila.personas.listadas.is_empty());
        let mut propia = vec![false; sistema.filas.len()];
        for columna in &sistema.columnas {
            if let [fila] = columna.filas[..] {
                propia[fila] = true;
            }
        }
        let celdas =
            (sistema.filas.iter().zip(propia)).all(|(fila, propia)| propia || fila.valor == 0);
        (!personas || !celdas || modelo.ancho < modelo.umbral).then(|| Self {
            entrada,
            sistema,
            umbral: modelo.umbral,
            de_personas: personas,
            codigos: (entrada.reticula.dimensiones().iter())
                .map(Codigos::new)
                .collect(),
        })
    }

    /// The residuals that a pattern leaves, given what is known of it; each once.
    pub(super) fn residuals(&self, modelo: &Modelo, sabida: &IdVec<SumaId, bool>) -> Vec<Residuo> {
        let columnas = self.sistema.columnas.len();
        let unica = modelo.tabla.len() == self.sistema.filas.len();
        // Of editions that were added to, nobody knows any more how many persons were behind their counts.
        let contada = |s: &SumaId| {
            s.index() < columnas || (unica && modelo.sumas[*s].destino == Destino::Conocida)
        };
        let sabidas: Vec<SumaId> = modelo
            .sumas
            .ids()
            .filter(|s| sabida[*s] && modelo.sumas[*s].valor > 0)
            .filter(contada)
            .collect();
        let mut residuos = self.pairs(modelo, &sabidas);
        residuos.extend(self.antichains(modelo, sabida));
        let mut vistos = BTreeSet::new();
        residuos.retain(|residuo| vistos.insert(residuo.filas.clone()));
        residuos
    }

    /// A part of a whole that has nearly all its persons.
    fn pairs(&self, modelo: &Modelo, sabidas: &[SumaId]) -> Vec<Residuo> {
        let mut por_primera: Vec<Vec<SumaId>> = vec![vec![]; self.sistema.filas.len()];
        for s in sabidas {
            if let Some(fila) = modelo.sumas[*s].filas.first() {
                por_primera[*fila].push(*s);
            }
        }
        let mut residuos = Vec::new();
        for todo in sabidas {
            let entera = &modelo.sumas[*todo];
            let minimo = entera.personas.numero() - self.umbral;
            for parte in self
                .counted(&entera.filas)
                .flat_map(|fila| &por_primera[*fila])
            {
                let suma = &modelo.sumas[*parte];
                if suma.personas.numero() <= minimo || suma.filas.len() >= entera.filas.len() {
                    continue;
                }
                if (suma.filas.iter()).all(|fila| entera.filas.binary_search(fila).is_ok()) {
                    residuos.extend(self.residual(modelo, *todo, vec![*parte]));
                }
            }
        }
        residuos
    }

    /// The rest that disjoint parts leave of a whole, if that is of few persons.
    fn residual(&self, modelo: &Modelo, todo: SumaId, partes: Vec<SumaId>) -> Option<Residuo> {
        let valor = |s: &SumaId| modelo.sumas[*s].valor;
        let resto = valor(&todo) - partes.iter().map(valor).sum::<i64>();
        if resto == 0 || (self.de_personas && resto >= self.umbral) {
            return None;
        }
        let mut filas = modelo.sumas[todo].filas.clone();
        let mut fuera: Vec<usize> = (partes.iter())
            .flat_map(|parte| &modelo.sumas[*parte].filas)
            .copied()
            .collect();
        fuera.sort_unstable();
        filas.retain(|fila| fuera.binary_search(fila).is_err());
        let personas = self.up_to_few(self.counted(&filas).copied());
        (1..self.umbral).contains(&personas).then_some(Residuo {
            todo,
            partes,
            filas,
        })
    }

    /// The unknowns of a sum that stand for leaves of the table: where editions added to it, each leaf has several.
    fn counted<'b>(&self, filas: &'b [usize]) -> impl Iterator<Item = &'b usize> {
        let hasta = self.sistema.filas.len();
        filas.iter().take_while(move |fila| **fila < hasta)
    }

    /// How many persons are behind some leaves; not counted further once they are not few.
    fn up_to_few(&self, filas: impl IntoIterator<Item = usize>) -> i64 {
        let mut varias = 0;
        let mut listadas: BTreeSet<u32> = BTreeSet::new();
        let mut cuantas = 0;
        for fila in filas {
            let personas = &self.sistema.filas[fila].personas;
            varias += personas.varias;
            listadas.extend(&personas.listadas);
            cuantas = varias + i64::try_from(listadas.len()).expect("a list fits in memory");
            if cuantas >= self.umbral {
                break;
            }
        }
        cuantas
    }
}
