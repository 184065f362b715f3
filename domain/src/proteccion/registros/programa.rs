//! Looks for movements as whole-number programs: how often each change is made, so that all that is published stays as it
//! is, nothing that is known to be there goes, and a number moves by so much.
//!
//! Few changes in whole numbers are tried first. If they do not do it, many are taken in any parts: often the few
//! of them that are then made, and those tried first, do it in whole numbers too. (This is *relaxation induced
//! neighbourhood* search: Danna, Rothberg, Le Pape, Math. Program. 102, 2005.)
//!
//! What the solver says is rounded, given to persons and counted again before it is believed: its arithmetic may fail, and
//! not lie.

use super::columnas::Origen;
use super::eleccion::{self, Eleccion};
use super::filas::Filas;
use super::forma::Forma;
use super::gasto::Gasto;
use super::obra::{Materia, Obra, Solucion};
use super::pareja;

/// Changes that a program in whole numbers is given, besides those that a relaxed one makes; changes that a relaxed one is
/// given; and branches.
const POCAS: usize = 400;
const MUCHAS: usize = 2_000;
const NODOS: u64 = 60;
/// The same for a remedy, and the points that a cell costs at most that may be left off.
const POCAS_DE_REMEDIO: usize = 800;
const DE_REMEDIO: [(usize, Hasta, u64); 3] = [
    (6_000, Hasta::Puntos(2), 16),
    (2_500, Hasta::Puntos(u64::MAX), 200),
    (2_500, Hasta::Todo, 16),
];
/// Branches when much has been spent.
const NODOS_DESPUES: u64 = 4;
/// Programs for one question: each time more is known of who is too few.
const VUELTAS: usize = 4;

/// What is asked: which number moves, in which direction, and how far.
#[derive(Clone, Copy)]
pub(super) struct Pregunta<'a> {
    pub(super) forma: &'a Forma,
    pub(super) signo: i64,
    pub(super) cuanto: i64,
    /// Whether it is worth little work.
    pub(super) breve: bool,
    /// Published rows that may be left off, if any may.
    sueltas: Option<Sueltas<'a>>,
}

/// Published rows that may be left off.
#[derive(Clone, Copy)]
struct Sueltas<'a> {
    /// By row, what withholding it costs; nothing if it must not be.
    costo: &'a [Option<u64>],
    hasta: Hasta,
}

/// Which rows may be left off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hasta {
    /// Those that cost so much at most.
    Puntos(u64),
    /// What must not be withheld too: to know what stands in the way.
    Todo,
}

impl<'a> Pregunta<'a> {
    pub(super) fn new(forma: &'a Forma, signo: i64, cuanto: i64, breve: bool) -> Self {
        Self {
            forma,
            signo,
            cuanto,
            breve,
            sueltas: None,
        }
    }

    fn with(self, costo: &'a [Option<u64>], hasta: Hasta) -> Self {
        Self {
            sueltas: Some(Sueltas { costo, hasta }),
            ..self
        }
    }

    /// What withholding a row costs that may be left off, and that it must not be withheld; nothing if it may not.
    #[expect(
        clippy::option_option,
        reason = "whether it may, and then what it costs"
    )]
    pub(super) fn loose(&self, filas: &Filas, fila: usize) -> Option<Option<u64>> {
        let sueltas = self.sueltas?;
        let costo = sueltas.costo[fila];
        let puede = match sueltas.hasta {
            Hasta::Puntos(puntos) => costo.is_some_and(|costo| costo <= puntos),
            Hasta::Todo => true,
        };
        (filas.todas[fila].oculta.is_none() && puede).then_some(costo)
    }
}

/// Changes that do it, by whom, and the published rows that they leave off.
pub(super) struct Respuesta {
    /// Nothing if it is only known what stands in the way.
    pub(super) pasos: Option<Vec<Origen>>,
    pub(super) estorban: Vec<usize>,
}

pub(super) struct Programa<'a> {
    pub(super) gasto: &'a Gasto,
    pub(super) materia: Materia<'a>,
    pub(super) eleccion: &'a Eleccion,
}

impl Programa<'_> {
    /// A movement that answers, if one is found.
    pub(super) fn solve(&self, pregunta: Pregunta) -> Option<Vec<Origen>> {
        if self.gasto.over() {
            return None;
        }
        let pocas = self.choose(pregunta, POCAS);
        let hecho = self.whole(pregunta, pocas.clone(), NODOS);
        if hecho.is_some() || pregunta.breve || self.gasto.high() || !self.more_than(POCAS) {
            return hecho?.pasos;
        }
        let muchas = self.relaxed(pregunta, MUCHAS)?;
        let juntas = muchas.support().chain(pocas).collect();
        self.whole(pregunta, juntas, NODOS)?.pasos
    }

    /// Published rows without which a movement would answer, and that movement, if one is found. `costo`: by row, what
    /// withholding it costs; nothing if it must not be.
    pub(super) fn remedy(&self, pregunta: Pregunta, costo: &[Option<u64>]) -> Option<Respuesta> {
        let mut posibles = DE_REMEDIO.iter();
        posibles.find_map(|(muchas, hasta, nodos)| {
            if self.gasto.over() {
                return None;
            }
            let pregunta = pregunta.with(costo, *hasta);
            let relajada = self.relaxed(pregunta, *muchas)?;
            let pocas = self.choose(pregunta, POCAS_DE_REMEDIO);
            let juntas = relajada.support().chain(pocas).collect();
            let entera = self.whole(pregunta, juntas, *nodos);
            // Without what it leaves off, a relaxed program is one that nothing stands in the way of.
            let relajada = Respuesta {
                pasos: None,
                estorban: relajada.estorban,
            };
            entera.or((!relajada.estorban.is_empty()).then_some(relajada))
        })
    }

    fn more_than(&self, columnas: usize) -> bool {
        self.materia.columnas.origenes.len() > columnas
    }

    /// About so many changes that may answer a question, ascending.
    fn choose(&self, pregunta: Pregunta, cuantas: usize) -> Vec<u32> {
        let Materia {
            filas, columnas, ..
        } = self.materia;
        let mut elegidas = self.eleccion.choose(filas, columnas, pregunta, cuantas);
        eleccion::prune(filas, columnas, pregunta, &mut elegidas);
        elegidas
    }

    /// What many changes do, made in any parts.
    fn relaxed(&self, pregunta: Pregunta, cuantas: usize) -> Option<Solucion> {
        let elegidas = self.choose(pregunta, cuantas);
        Obra::new(self.materia, pregunta, elegidas, false).solve(self.gasto, 0)
    }

    /// A movement of some changes that answers, if one is found.
    fn whole(&self, pregunta: Pregunta, mut elegidas: Vec<u32>, nodos: u64) -> Option<Respuesta> {
        let Materia {
            padron, columnas, ..
        } = self.materia;
        elegidas.sort_unstable();
        elegidas.dedup();
        let mut obra = Obra::new(self.materia, pregunta, elegidas, true);
        for _ in 0..VUELTAS {
            let nodos = if self.gasto.high() {
                NODOS_DESPUES
            } else {
                nodos
            };
            let solucion = obra.solve(self.gasto, nodos)?;
            let movimiento = solucion.movement();
            match pareja::who(padron, columnas, &movimiento) {
                Ok(pasos) => {
                    return Some(Respuesta {
                        pasos: Some(pasos),
                        estorban: solucion.estorban,
                    });
                }
                Err(pocas) => {
                    obra.too_few(&pocas);
                    obra.one_by_one(&movimiento);
                }
            }
        }
        None
    }
}
