//! Looks for movements as programs: how often each change is made, so that all that is published stays as it is, nothing
//! that is known to be there goes, and a number moves by so much.
//!
//! Few changes are tried first, then many. What the solver says is in parts of persons; a *dive* ([`Obra::dive`]) makes it
//! whole. It is then given to persons and counted again before it is believed: the solver's arithmetic may fail, and not
//! lie.

use microlp::Solution;

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
const DE_REMEDIO: usize = 800;
const DE_BARATO: usize = 1_000;
const DE_BARATO_ENTERO: usize = 600;
/// The same for exchanges.
const DE_CANJE: usize = 1_500;
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
    /// What chance adds to the price of a change is drawn with it; nothing with 0.
    pub(super) semilla: u64,
    /// Whether it is asked of exchanges.
    pub(super) canje: bool,
    /// What may be left off.
    sueltas: Option<Precio<'a>>,
}

/// What withholding published rows costs, in points.
#[derive(Clone, Copy)]
pub(super) struct Precio<'a> {
    /// By row; nothing if it must not be withheld.
    pub(super) costo: &'a [Option<u64>],
    /// What one costs at most.
    pub(super) hasta: u64,
}

impl Precio<'_> {
    fn at_most(self, hasta: u64) -> Self {
        let hasta = hasta.min(self.hasta);
        Self { hasta, ..self }
    }

    /// Whether some rows together cost no more than one may.
    fn pays(self, filas: &[usize]) -> bool {
        let precio: Option<u64> = filas.iter().map(|fila| self.costo[*fila]).sum();
        precio.is_some_and(|precio| precio <= self.hasta)
    }
}

impl<'a> Movimiento<'a> {
    pub(super) fn new(forma: &'a Forma, signo: i64, cuanto: i64, breve: bool) -> Self {
        Self {
            forma,
            signo,
            cuanto,
            breve,
            semilla: 0,
            canje: false,
            sueltas: None,
        }
    }

    fn without(self, precio: Precio<'a>) -> Self {
        Self {
            sueltas: Some(precio),
            ..self
        }
    }

    /// What withholding a row costs that may be left off; nothing if it may not.
    pub(super) fn loose(&self, filas: &Filas, fila: usize) -> Option<u64> {
        let Precio { costo, hasta } = self.sueltas?;
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

    /// A movement that answers, of the changes of a family, if one is found: with one vertex or another.
    pub(super) fn exchange(&self, pregunta: Movimiento, vertices: u64) -> Option<Vec<Paso>> {
        let elegidas = self.choose(pregunta, DE_CANJE);
        for semilla in 0..vertices {
            let pregunta = Movimiento {
                semilla,
                canje: true,
                ..pregunta
            };
            let (obra, partes) = self.root(pregunta, elegidas.clone())?;
            if let Some(respuesta) = self.whole_from(&obra, partes) {
                return Some(respuesta.pasos);
            }
        }
        None
    }

    /// The same without some published rows.
    pub(super) fn exchange_without(
        &self,
        pregunta: Movimiento,
        precio: Precio,
    ) -> Option<Respuesta> {
        let pregunta = Movimiento {
            canje: true,
            ..pregunta.without(precio.at_most(BARATAS))
        };
        let (obra, partes) = self.root(pregunta, self.choose(pregunta, DE_CANJE))?;
        if !precio.pays(&obra.left_off(&partes)) {
            return None;
        }
        let respuesta = self.whole_from(&obra, partes);
        respuesta.filter(|respuesta| precio.pays(&respuesta.estorban))
    }

    /// A program of some changes, and the best that it finds in parts of persons.
    fn root(&self, pregunta: Movimiento, elegidas: Vec<u32>) -> Option<(Obra<'_>, Solution)> {
        if self.gasto.over() {
            return None;
        }
        let mut obra = Obra::new(self.materia, pregunta, elegidas);
        obra.one_by_one();
        let partes = obra.root(self.gasto)?;
        Some((obra, partes))
    }

    /// The same made whole, and given to persons.
    fn whole_from(&self, obra: &Obra, partes: Solution) -> Option<Respuesta> {
        let solucion = obra.dive_from(partes, self.gasto)?;
        self.given(&solucion).ok()
    }

    /// What changes make, by whom; or who is too few for it.
    fn given(&self, solucion: &Solucion) -> Result<Respuesta, Vec<u32>> {
        let Insumos {
            padron, columnas, ..
        } = self.materia;
        let pasos = pareja::who(padron, columnas, &solucion.movimiento)?;
        Ok(Respuesta {
            pasos,
            estorban: solucion.estorban.clone(),
        })
    }

    /// Published rows without which a movement would answer, and that movement, if one is found.
    pub(super) fn remedy(&self, pregunta: Movimiento, precio: Precio) -> Option<Respuesta> {
        let baratas = pregunta.without(precio.at_most(BARATAS));
        let partes = self.parts(baratas, DE_BARATO);
        let partes = partes.filter(|partes| precio.pays(&partes.estorban));
        if partes.is_none() && precio.hasta <= BARATAS {
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
        let barato = barato.filter(|remedio| precio.pays(&remedio.estorban));
        barato.or_else(|| {
            let pregunta = pregunta.without(precio);
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
        elegidas.sort_unstable();
        elegidas.dedup();
        let mut obra = Obra::new(self.materia, pregunta, elegidas);
        obra.one_by_one();
        for _ in 0..VUELTAS {
            let solucion = obra.dive(self.gasto)?;
            match self.given(&solucion) {
                Ok(respuesta) => return Some(respuesta),
                Err(pocas) => obra.too_few(&pocas),
            }
        }
        None
    }
}
