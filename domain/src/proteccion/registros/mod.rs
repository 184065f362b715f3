//! Registers that give everything that an edition publishes, and differ in what it does not: what proves that nobody
//! can know it.
//!
//! What a reader sees is a function of a register: persons with sex, age and attentions. A number is safe if there are
//! two registers that give every published cell, and at least 1 in the withheld ones, and differ in it by the width:
//! whatever anybody deduces from what is published and from anything that is true of registers holds in both. No list
//! of inequalities is needed, and none can be incomplete.
//!
//! The search changes few persons of the register that was counted ([`columnas`], [`camino`], [`programa`], [`pareja`]); it may
//! fail, and not lie, because each register that it finds is counted again by [`recuento`].

use std::collections::{BTreeMap, BTreeSet};

mod busqueda;
mod camino;
mod canje;
mod columnas;
mod contrarios;
mod cubierta;
mod eleccion;
mod filas;
mod fondo;
mod forma;
mod gasto;
mod intercambio;
mod juez;
mod obra;
mod padron;
mod pareja;
mod programa;
mod secretos;
mod sumador;
#[cfg(test)]
mod tests;
mod vecinas;

use canje::Canjes;
use columnas::{Columnas, Paso};
use contrarios::Contrarios;
use eleccion::Eleccion;
pub(crate) use filas::{Fila, Filas};
use fondo::Fondo;
use forma::Visto;
pub(crate) use forma::{Exige, Forma};
use gasto::Gasto;
use juez::PersonaEntera;
pub(crate) use padron::{Alguien, Padron};
use programa::Respuesta;
pub(crate) use secretos::{Pedido, Secreto, secrets};

/// What is proven of an edition, and by which registers.
pub(crate) struct Registros<'a> {
    pub(crate) filas: Filas<'a>,
    padron: Padron,
    columnas: Columnas,
    formas: Vec<Forma>,
    vistos: Vec<Visto>,
    fondo: Fondo,
    /// By row: the numbers that it is part of.
    de_fila: Vec<Vec<usize>>,
    ancho: i64,
    eleccion: Eleccion,
    /// What changes do to what is published now, once it is asked.
    indice: Option<Contrarios>,
    canjes: Canjes,
    gasto: Gasto,
    /// By row: the first one that every change moves alike.
    iguales: Vec<usize>,
    /// What has been asked since cells were withheld.
    preguntadas: BTreeSet<Preguntada>,
    /// Numbers that were gone on with since.
    andadas: BTreeSet<Vec<(usize, i64)>>,
    /// Numbers that exchanges were tried for since.
    canjeadas: BTreeSet<Vec<(usize, i64)>>,
}

/// A sum of rows, the direction in which it was to move, how far, and whether with little work.
type Preguntada = (Vec<(usize, i64)>, i64, i64, bool);

/// Published cells without which a register would hide a number, what withholding them costs, and who changes in it.
pub(crate) struct Remedio {
    pub(crate) precio: u64,
    pub(crate) filas: Vec<usize>,
    pasos: Vec<Paso>,
}

/// Points that a remedy costs which no other is likely to cost less than.
const BARATO: u64 = 2;

impl Remedio {
    fn new(respuesta: Respuesta, costo: &[Option<u64>]) -> Self {
        let filas = respuesta.estorban;
        let costos = filas.iter().filter_map(|fila| costo[*fila]);
        Self {
            precio: costos.sum(),
            pasos: respuesta.pasos,
            filas,
        }
    }

    fn cheap(&self) -> bool {
        self.precio <= BARATO
    }
}

/// Numbers that may have to be proven again for one cell to be published: few, or many, with so much work.
const REPETIDAS: usize = 4;
const MUCHAS: usize = 60;
const DE_CELDA: u64 = 2_000_000;

impl<'a> Registros<'a> {
    /// Nothing if the register does not give what the edition says.
    pub(crate) fn new(
        filas: Filas<'a>,
        mut padron: Padron,
        formas: Vec<Forma>,
        ancho: u64,
    ) -> Option<Self> {
        if !whole(&filas, &padron) {
            return None;
        }
        if formas.is_empty() {
            // There is nothing to hide: nobody changes, and the columns, which take longest, are none.
            padron.cambian = 0;
        }
        let columnas = Columnas::new(&filas, &mut padron);
        let mut de_fila = vec![vec![]; filas.todas.len()];
        for (f, forma) in formas.iter().enumerate() {
            for (fila, _) in &forma.terminos {
                de_fila[*fila].push(f);
            }
        }
        let vistos = fondo::truth(&filas, &formas);
        let eleccion = Eleccion::new(&filas, &columnas);
        Some(Self {
            eleccion,
            indice: None,
            canjes: Canjes::default(),
            fondo: Fondo::default(),
            gasto: Gasto::new(&columnas),
            iguales: columnas.alike(),
            preguntadas: BTreeSet::new(),
            andadas: BTreeSet::new(),
            canjeadas: BTreeSet::new(),
            vistos,
            formas,
            de_fila,
            filas,
            padron,
            columnas,
            ancho: i64::try_from(ancho).expect("a plan bounds its width"),
        })
    }

    pub(crate) fn proven(&self, forma: usize) -> bool {
        self.formas[forma].proven(self.vistos[forma], self.ancho)
    }

    /// Whether registers are looked for that hide a number.
    pub(crate) fn sought(&self, forma: usize) -> bool {
        self.formas[forma].exige != Exige::Quizas
    }

    /// The numbers that no registers hide.
    pub(crate) fn open(&self) -> Vec<usize> {
        let todas = 0..self.formas.len();
        todas.filter(|forma| !self.proven(*forma)).collect()
    }

    /// The numbers that nobody may know, with what is published now.
    pub(crate) fn secrets(&self, pedido: Pedido) -> Vec<Secreto> {
        secrets(&self.filas, &self.padron, pedido)
    }

    /// More numbers that nobody may know.
    pub(crate) fn extend(&mut self, formas: impl IntoIterator<Item = Forma>) {
        for forma in formas {
            for (fila, _) in &forma.terminos {
                self.de_fila[*fila].push(self.formas.len());
            }
            self.formas.push(forma);
        }
        let (filas, formas) = (&self.filas, &self.formas);
        self.vistos = self.fondo.seen(filas, formas, &self.de_fila, None);
    }

    /// Withholds some cells that are published.
    pub(crate) fn withhold(&mut self, filas: &[usize]) {
        // In a large register what was asked in vain is not asked again for what was withheld for others.
        if camino::few(&self.padron) {
            self.ask_again();
        }
        self.forget();
        filas.iter().for_each(|fila| self.filas.withhold(*fila));
    }

    /// Some more programs may be asked.
    pub(crate) fn renew(&mut self) {
        self.gasto.renew();
        self.ask_again();
    }

    /// So much may be spent on programs from now on.
    pub(crate) fn grant(&mut self, cuanto: u64) {
        self.gasto.grant(cuanto);
        self.ask_again();
    }

    /// What changes do to what is published is no longer known.
    fn forget(&mut self) {
        self.indice = None;
        self.canjes.forget();
    }

    fn ask_again(&mut self) {
        self.preguntadas.clear();
        self.andadas.clear();
    }

    /// Looks at the register that a remedy makes possible.
    pub(crate) fn apply(&mut self, remedio: Remedio) {
        self.see(remedio.pasos);
    }

    /// The number itself.
    pub(crate) fn forma(&self, forma: usize) -> &Forma {
        &self.formas[forma]
    }

    /// Every number sees what a register holds of it, if that register, counted again, says what is published.
    /// Whether it does.
    fn see(&mut self, pasos: Vec<Paso>) -> bool {
        let cuentas = self.recount(&pasos);
        if let Some(cuentas) = &cuentas {
            let (filas, formas) = (&self.filas, &self.formas);
            fondo::see(filas, formas, &self.de_fila, cuentas, &mut self.vistos);
        }
        cuentas.is_some_and(|cuentas| {
            self.fondo.put(cuentas, pasos);
            true
        })
    }

    /// Counts every register that was found again, with what is published in the end, and forgets what it does not say:
    /// what is proven then is proven of what is published, whatever happened on the way.
    pub(crate) fn recheck(&mut self) {
        let fondo = std::mem::take(&mut self.fondo);
        self.vistos = fondo::truth(&self.filas, &self.formas);
        for pasos in fondo.into_steps() {
            self.see(pasos);
        }
    }

    /// Publishes a cell that is withheld, if all that was proven is proven without it, by what was found or by a few
    /// registers more; by many more, and with more work, if much is withheld that could be published. Whether it did.
    pub(crate) fn publish(&mut self, fila: usize, mucho: bool) -> bool {
        if mucho {
            self.grant(DE_CELDA);
        }
        let repetidas = if mucho { MUCHAS } else { REPETIDAS };
        let sin = (self.fondo).seen(&self.filas, &self.formas, &self.de_fila, Some(fila));
        let proven = |f: usize, visto: Visto| self.formas[f].proven(visto, self.ancho);
        let todas = 0..self.formas.len();
        // What is not proven must not be known any better.
        let peor = |f: &usize| {
            let (antes, ahora) = (self.vistos[*f], sin[*f]);
            self.sought(*f) && antes != ahora && !proven(*f, ahora)
        };
        let peores: Vec<usize> = todas.filter(peor).take(repetidas + 1).collect();
        if peores.len() > repetidas
            || (!mucho && self.gasto.high() && !peores.is_empty())
            || peores.iter().any(|f| !self.proven(*f))
        {
            return false;
        }
        let vistos = std::mem::replace(&mut self.vistos, sin);
        let oculta = self.filas.todas[fila].oculta.take();
        self.forget();
        self.ask_again();
        let antes = self.fondo.len();
        if peores.into_iter().all(|f| self.pursue(f, !mucho)) {
            self.fondo.keep(fila);
            return true;
        }
        self.fondo.cut(antes);
        self.vistos = vistos;
        self.filas.todas[fila].oculta = oculta;
        self.forget();
        false
    }

    /// Whether there are as many of each as change.
    fn enough(&self, pasos: &[Paso]) -> bool {
        let mut usadas: BTreeMap<u32, u32> = BTreeMap::new();
        for paso in pasos.iter().filter(|paso| !paso.cambio.llega()) {
            *usadas.entry(paso.quien).or_default() += 1;
        }
        let mut usadas = usadas.into_iter();
        usadas.all(|(quien, veces)| veces <= self.padron.quienes[filas::at(quien)].1)
    }

    /// The counts of a register that differ from the truth, counted from its persons; nothing if it contradicts what is
    /// published, or somebody changes twice.
    fn recount(&self, pasos: &[Paso]) -> Option<Vec<(usize, i64)>> {
        if !self.enough(pasos) {
            return None;
        }
        let ejes = self.filas.ejes;
        let changed = |paso: &Paso| {
            let quien = &self.padron.quienes[filas::at(paso.quien)].0;
            let de = (!paso.cambio.llega()).then_some(quien);
            (de, paso.cambio.apply(&self.padron, quien))
        };
        let pasos: Vec<(Option<&Alguien>, Option<Alguien>)> = pasos.iter().map(changed).collect();
        let full = |quien: &Alguien| self.padron.full(quien);
        let pasos: Vec<(Option<PersonaEntera>, Option<PersonaEntera>)> = pasos
            .iter()
            .map(|(de, a)| (de.map(full), a.as_ref().map(full)))
            .collect();
        let posibles = &self.filas.posibles;
        let mut nuevas = pasos.iter().filter_map(|(_, a)| a.as_ref());
        if !nuevas.all(|quien| {
            quien
                .atenciones
                .iter()
                .all(|(clase, _)| posibles.allows(clase))
        }) {
            return None;
        }
        let mut cuentas = Vec::new();
        for (i, fila) in self.filas.todas.iter().enumerate() {
            let how_many = |quien: &Option<PersonaEntera>| {
                quien.as_ref().map_or(0, |q| juez::counts(ejes, q, fila))
            };
            let cambio: i64 = pasos.iter().map(|(de, a)| how_many(a) - how_many(de)).sum();
            if cambio != 0 {
                if !juez::fits(fila, fila.verdad + cambio) {
                    return None;
                }
                cuentas.push((i, fila.verdad + cambio));
            }
        }
        Some(cuentas)
    }
}

/// Whether the register that was counted gives what the edition says: those whom it has one by one, counted by the judge,
/// with what all the others count.
fn whole(filas: &Filas, padron: &Padron) -> bool {
    let mut cuentas = vec![0; filas.todas.len()];
    for (quien, cuantas) in &padron.quienes {
        let persona = padron.full(quien);
        for (cuenta, fila) in cuentas.iter_mut().zip(&filas.todas) {
            *cuenta += i64::from(*cuantas) * juez::counts(filas.ejes, &persona, fila);
        }
    }
    let resto = |fila: &Fila| juez::rest(filas.ejes, &padron.resto, fila);
    let bien = |(fila, cuenta): (&Fila, &i64)| fila.verdad == *cuenta + resto(fila);
    filas.todas.iter().zip(&cuentas).all(bien)
}
