//! Looks for movements as programs: how often each change is made, so that all that is published stays as it is, nothing
//! that is known to be there goes, and a number moves by so much.
//!
//! Few changes are tried first, then many. What the solver says is in parts of persons; a *dive* ([`Obra::dive`]) makes it
//! whole. It is then given to persons and counted again before it is believed: the solver's arithmetic may fail, and not
//! lie.

use super::columnas::Paso;
use super::eleccion::{self, Eleccion};
use super::filas::Filas;
use super::forma::Forma;
use super::gasto::Gasto;
use super::obra::{Insumos, Obra, Solucion};
use super::pareja;

/// Changes that a program is given, if it is a small one, and if it is not.
const POCAS: usize = 400;
const MUCHAS: usize = 2_000;
/// The same for a remedy; for a cheap one in parts of persons, and then besides what those are of.
const DE_REMEDIO: usize = 2_500;
const DE_BARATO: usize = 4_000;
const DE_BARATO_ENTERO: usize = 600;
/// Points that a cell costs at most that is left off first.
const BARATAS: u64 = 3;
/// Programs for one question: each time more is known of who is too few.
const VUELTAS: usize = 4;

/// What is asked: which number moves, in which direction, and how far.
#[derive(Clone, Copy)]
pub(super) struct Movimiento<'a> {
    pub(super) forma: &'a Forma,
    pub(super) signo: i64,
    pub(super) cuanto: i64,
    /// Whether it is worth little work.
    pub(super) breve: bool,
    /// By row, what withholding it costs, if it may be; and how much those cost at most that may be left off.
    sueltas: Option<(&'a [Option<u64>], u64)>,
}

impl<'a> Movimiento<'a> {
    pub(super) fn new(forma: &'a Forma, signo: i64, cuanto: i64, breve: bool) -> Self {
        Self {
            forma,
            signo,
            cuanto,
            breve,
            sueltas: None,
        }
    }

    fn with(self, costo: &'a [Option<u64>], hasta: u64) -> Self {
        Self {
            sueltas: Some((costo, hasta)),
            ..self
        }
    }

    /// What withholding a row costs that may be left off; nothing if it may not.
    pub(super) fn loose(&self, filas: &Filas, fila: usize) -> Option<u64> {
        let (costo, hasta) = self.sueltas?;
        costo[fila].filter(|costo| filas.todas[fila].oculta.is_none() && *costo <= hasta)
    }
}

/// Changes that do it, by whom, and the published rows that they leave off.
pub(super) struct Respuesta {
    pub(super) pasos: Vec<Paso>,
    pub(super) estorban: Vec<usize>,
}

pub(super) struct Programa<'a> {
    pub(super) gasto: &'a Gasto,
    pub(super) materia: Insumos<'a>,
    pub(super) eleccion: &'a Eleccion,
}

impl Programa<'_> {
    /// A movement that answers, if one is found.
    pub(super) fn solve(&self, pregunta: Movimiento) -> Option<Vec<Paso>> {
        let pocas = self.whole(pregunta, self.choose(pregunta, POCAS));
        let basta = pregunta.breve || self.gasto.high() || !self.more_than(POCAS);
        if pocas.is_some() || basta {
            return Some(pocas?.pasos);
        }
        Some(self.whole(pregunta, self.choose(pregunta, MUCHAS))?.pasos)
    }

    /// Published rows without which a movement would answer, and that movement, if one is found. `costo`: by row, what
    /// withholding it costs; nothing if it must not be. `hasta`: what a row costs at most.
    pub(super) fn remedy(
        &self,
        pregunta: Movimiento,
        costo: &[Option<u64>],
        hasta: u64,
    ) -> Option<Respuesta> {
        let payable = |estorban: &[usize]| {
            let precio: Option<u64> = estorban.iter().map(|fila| costo[*fila]).sum();
            precio.is_some_and(|precio| precio <= hasta)
        };
        let baratas = pregunta.with(costo, hasta.min(BARATAS));
        let partes = self.parts(baratas, DE_BARATO);
        let partes = partes.filter(|partes| payable(&partes.estorban));
        if partes.is_none() && hasta <= BARATAS {
            // What costs too much in parts of persons is seldom cheaper in whole ones.
            return None;
        }
        let barato = partes.and_then(|partes| {
            let cerca = self.choose(baratas, DE_BARATO_ENTERO);
            self.whole(
                baratas,
                partes.movimiento.into_iter().chain(cerca).collect(),
            )
        });
        let barato = barato.filter(|remedio| payable(&remedio.estorban));
        barato.or_else(|| {
            let pregunta = pregunta.with(costo, hasta);
            self.whole(pregunta, self.choose(pregunta, DE_REMEDIO))
        })
    }

    fn more_than(&self, columnas: usize) -> bool {
        self.materia.columnas.origenes.len() > columnas
    }

    /// About so many changes that may answer a question, ascending.
    fn choose(&self, pregunta: Movimiento, cuantas: usize) -> Vec<u32> {
        let Insumos {
            filas, columnas, ..
        } = self.materia;
        let mut elegidas = self.eleccion.choose(filas, columnas, pregunta, cuantas);
        eleccion::prune(filas, columnas, pregunta, &mut elegidas);
        elegidas
    }

    /// What about so many changes do, made in any parts.
    fn parts(&self, pregunta: Movimiento, cuantas: usize) -> Option<Solucion> {
        if self.gasto.over() {
            return None;
        }
        Obra::new(self.materia, pregunta, self.choose(pregunta, cuantas)).parts(self.gasto)
    }

    /// A movement of some changes that answers, if one is found.
    fn whole(&self, pregunta: Movimiento, mut elegidas: Vec<u32>) -> Option<Respuesta> {
        if self.gasto.over() {
            return None;
        }
        let Insumos {
            padron, columnas, ..
        } = self.materia;
        elegidas.sort_unstable();
        elegidas.dedup();
        let mut obra = Obra::new(self.materia, pregunta, elegidas);
        obra.one_by_one();
        for _ in 0..VUELTAS {
            let solucion = obra.dive(self.gasto)?;
            match pareja::who(padron, columnas, &solucion.movimiento) {
                Ok(pasos) => {
                    return Some(Respuesta {
                        pasos,
                        estorban: solucion.estorban,
                    });
                }
                Err(pocas) => obra.too_few(&pocas),
            }
        }
        None
    }
}
