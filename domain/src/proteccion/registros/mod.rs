//! Registers that give everything that an edition publishes, and differ in what it does not: what proves that nobody
//! can know it.
//!
//! What a reader sees is a function of a register: persons with sex, age and attentions. A number is safe if there are
//! two registers that give every published cell, and at least 1 in the withheld ones, and differ in it by the width:
//! whatever anybody deduces from what is published and from anything that is true of registers holds in both. No list
//! of inequalities is needed, and none can be incomplete.
//!
//! The search changes few persons of the register that was counted ([`columnas`], [`programa`], [`pareja`]); it may
//! fail, and not lie, because each register that it finds is counted again by [`recuento`].

use std::collections::{BTreeMap, BTreeSet};

mod columnas;
mod eleccion;
mod filas;
mod fondo;
mod forma;
mod padron;
mod pareja;
mod programa;
mod recuento;
mod secretos;
mod sumador;
#[cfg(test)]
mod tests;
mod vecinas;

use columnas::{Columnas, Origen};
use eleccion::Eleccion;
pub(crate) use filas::{Fila, Filas};
use fondo::Fondo;
use forma::Visto;
pub(crate) use forma::{Exige, Forma};
pub(crate) use padron::{Alguien, Padron};
use programa::{Gasto, Pregunta, Programa, Sueltas};
use recuento::Persona;
pub(crate) use secretos::{Secreto, secrets};

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
    gasto: Gasto,
    /// By row: the first one that every change moves alike.
    iguales: Vec<usize>,
    /// What has been asked since cells were withheld: sums of rows, in which direction and how far.
    preguntadas: BTreeSet<(Vec<(usize, i64)>, i64, i64, bool)>,
}

/// Published cells without which a register would hide a number, what withholding them costs, and who changes in it.
pub(crate) struct Remedio {
    /// Nothing if one of them must not be withheld.
    pub(crate) precio: Option<u64>,
    pub(crate) filas: Vec<usize>,
    pasos: Vec<Origen>,
}

/// Numbers that may have to be proven again for one cell to be published.
const REPETIDAS: usize = 1;
/// Registers that are joined for one number.
const JUNTOS: usize = 16;

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
            fondo: Fondo::default(),
            gasto: Gasto::default(),
            iguales: columnas.alike(),
            preguntadas: BTreeSet::new(),
            vistos,
            formas,
            de_fila,
            filas,
            padron,
            columnas,
            ancho: i64::try_from(ancho).unwrap_or(i64::MAX),
        })
    }

    pub(crate) fn proven(&self, forma: usize) -> bool {
        self.formas[forma].proven(self.vistos[forma], self.ancho)
    }

    /// The numbers that no registers hide.
    pub(crate) fn open(&self) -> Vec<usize> {
        let todas = 0..self.formas.len();
        todas.filter(|forma| !self.proven(*forma)).collect()
    }

    /// The numbers that nobody may know, with what is published now.
    pub(crate) fn secrets(&self, umbral: u64) -> Vec<Secreto> {
        secrets(&self.filas, &self.padron, umbral)
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

    /// Looks for registers that hide each number.
    pub(crate) fn search(&mut self) {
        for forma in 0..self.formas.len() {
            if !self.proven(forma) {
                self.pursue(forma, false);
            }
        }
    }

    /// Looks for registers that hide a number, with little work or more. Whether there are.
    pub(crate) fn pursue(&mut self, forma: usize, breve: bool) -> bool {
        if self.proven(forma) {
            return true;
        }
        for (signo, cuanto) in self.goals(forma) {
            if self.join(forma, signo) || self.ask(forma, signo, cuanto, breve) {
                return true;
            }
        }
        // As far down as it goes, and the rest up.
        let lejos = self.reach(forma, -1).min(self.ancho - 1);
        if self.formas[forma].exige != Exige::Alguien {
            let baja = (1..=lejos).rev().find(|cuanto| {
                let ya = self.truth(forma) - self.vistos[forma].bajo;
                *cuanto <= ya
                    || self.ask(forma, -1, *cuanto, true)
                    || self.vistos[forma].bajo <= self.truth(forma) - cuanto
            });
            if baja.is_some() && !self.proven(forma) {
                let sube = self.goals(forma).into_iter().find(|(signo, _)| *signo > 0);
                if let Some((signo, cuanto)) = sube {
                    self.ask(forma, signo, cuanto, true);
                }
            }
        }
        self.proven(forma)
    }

    fn truth(&self, forma: usize) -> i64 {
        self.formas[forma].value(|fila| self.filas.todas[fila].verdad)
    }

    /// Directions in which a number could go, and how far it would have to.
    fn goals(&self, forma: usize) -> Vec<(i64, i64)> {
        let (verdad, visto) = (self.truth(forma), self.vistos[forma]);
        let sube = (1, visto.bajo + self.ancho - verdad);
        let baja = (-1, verdad - (visto.alto - self.ancho));
        match self.formas[forma].exige {
            Exige::Ancho => vec![sube, baja],
            Exige::Nadie => vec![(-1, verdad), sube],
            Exige::Alguien => vec![(1, 1)],
        }
    }

    /// Looks for a register in which a number is so much more, or less. Whether that hides it.
    fn ask(&mut self, forma: usize, signo: i64, cuanto: i64, breve: bool) -> bool {
        let pregunta = Pregunta {
            forma: &self.formas[forma],
            signo,
            cuanto,
            breve,
            sueltas: None,
        };
        if cuanto <= 0 || self.reach(forma, signo) < cuanto {
            return false;
        }
        // The same persons may be in several rows: what was asked of one need not be asked of the others.
        let mut suyas: Vec<(usize, i64)> = (pregunta.forma.terminos.iter())
            .map(|(fila, n)| (self.iguales[*fila], *n))
            .collect();
        suyas.sort_unstable();
        if !self.preguntadas.insert((suyas, signo, cuanto, breve)) {
            return false;
        }
        if let Some(respuesta) = self.programa().solve(pregunta) {
            self.see(respuesta.pasos);
        }
        self.proven(forma)
    }

    fn programa(&self) -> Programa<'_> {
        Programa {
            gasto: &self.gasto,
            filas: &self.filas,
            padron: &self.padron,
            columnas: &self.columnas,
            eleccion: &self.eleccion,
        }
    }

    /// How far a number can go at all, given what is known of each of its rows.
    fn reach(&self, forma: usize, signo: i64) -> i64 {
        let terminos = self.formas[forma].terminos.iter();
        let suyo = |(fila, n): &(usize, i64)| {
            let fila = &self.filas.todas[*fila];
            match fila.oculta {
                None => 0,
                Some(_) if n * signo > 0 => i64::MAX,
                Some(minimo) => (fila.verdad - minimo) * n.abs(),
            }
        };
        terminos.map(suyo).fold(0, i64::saturating_add)
    }

    /// Published cells without which a register would hide a number, as cheap as can be; nothing if none is found.
    /// `costo`: by row, what withholding it costs; nothing if it must not be.
    pub(crate) fn remedy(&self, forma: usize, costo: &[Option<u64>]) -> Option<Remedio> {
        let mut mejor: Option<Remedio> = None;
        for (signo, cuanto) in self.goals(forma) {
            let forma = &self.formas[forma];
            let sueltas = Some(Sueltas::new(costo));
            let pregunta = Pregunta {
                forma,
                signo,
                cuanto,
                breve: false,
                sueltas,
            };
            let Some(respuesta) = self.programa().solve(pregunta) else {
                continue;
            };
            let precio = respuesta.estorban.iter().map(|fila| costo[*fila]);
            let remedio = Remedio {
                precio: precio.sum(),
                filas: respuesta.estorban,
                pasos: respuesta.pasos,
            };
            let caro = |r: &Remedio| (r.precio.is_none(), r.precio, r.filas.len());
            if mejor
                .as_ref()
                .is_none_or(|mejor| caro(&remedio) < caro(mejor))
            {
                mejor = Some(remedio);
            }
        }
        mejor
    }

    /// Withholds some cells that are published.
    pub(crate) fn withhold(&mut self, filas: &[usize]) {
        self.preguntadas.clear();
        filas.iter().for_each(|fila| self.filas.withhold(*fila));
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
    fn see(&mut self, pasos: Vec<Origen>) -> bool {
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

    /// Joins registers that were found, of other persons each, as long as a number moves on. Whether that hides it.
    fn join(&mut self, forma: usize, signo: i64) -> bool {
        let suyos = self.fondo.moving(&self.filas, &self.formas[forma], signo);
        let suyos: Vec<Vec<Origen>> = suyos.iter().take(JUNTOS).map(|p| p.to_vec()).collect();
        let mut juntos: Vec<Origen> = vec![];
        for pasos in suyos {
            let antes = juntos.len();
            juntos.extend(&pasos);
            if antes == 0 {
                continue;
            }
            let caben = self.enough(&juntos) && self.see(juntos.clone());
            if self.proven(forma) {
                return true;
            }
            if !caben {
                juntos.truncate(antes);
            }
        }
        false
    }

    /// Whether there are as many of each as change.
    fn enough(&self, pasos: &[Origen]) -> bool {
        let mut usadas: BTreeMap<u32, u32> = BTreeMap::new();
        for paso in pasos.iter().filter(|paso| !paso.cambio.llega()) {
            *usadas.entry(paso.quien).or_default() += 1;
        }
        let mut usadas = usadas.into_iter();
        usadas.all(|(quien, veces)| veces <= self.padron.quienes[filas::at(quien)].1)
    }

    /// Publishes a cell that is withheld, if all that was proven is proven without it, by what was found or by a few
    /// registers more. Whether it did.
    pub(crate) fn publish(&mut self, fila: usize) -> bool {
        let sin = (self.fondo).seen(&self.filas, &self.formas, &self.de_fila, Some(fila));
        let proven = |f: usize, visto: Visto| self.formas[f].proven(visto, self.ancho);
        let todas = 0..self.formas.len();
        // What is not proven must not be known any better.
        let peor = |f: &usize| {
            let (antes, ahora) = (self.vistos[*f], sin[*f]);
            antes != ahora && !proven(*f, ahora)
        };
        let peores: Vec<usize> = todas.filter(peor).take(REPETIDAS + 1).collect();
        if peores.len() > REPETIDAS
            || (self.gasto.high() && !peores.is_empty())
            || peores.iter().any(|f| !self.proven(*f))
        {
            return false;
        }
        let vistos = std::mem::replace(&mut self.vistos, sin);
        let oculta = self.filas.todas[fila].oculta.take();
        self.preguntadas.clear();
        let antes = self.fondo.len();
        if peores.into_iter().all(|f| self.pursue(f, true)) {
            self.fondo.keep(fila);
            return true;
        }
        self.fondo.cut(antes);
        self.vistos = vistos;
        self.filas.todas[fila].oculta = oculta;
        false
    }

    /// The counts of a register that differ from the truth, counted from its persons; nothing if it contradicts what is
    /// published.
    fn recount(&self, pasos: &[Origen]) -> Option<Vec<(usize, i64)>> {
        let ejes = self.filas.ejes;
        let changed = |paso: &Origen| {
            let quien = &self.padron.quienes[filas::at(paso.quien)].0;
            let de = (!paso.cambio.llega()).then_some(quien);
            (de, paso.cambio.apply(&self.padron, quien))
        };
        let pasos: Vec<(Option<&Alguien>, Option<Alguien>)> = pasos.iter().map(changed).collect();
        let full = |quien: &Alguien| self.padron.full(quien);
        let pasos: Vec<(Option<Persona>, Option<Persona>)> = pasos
            .iter()
            .map(|(de, a)| (de.map(full), a.as_ref().map(full)))
            .collect();
        let mut cuentas = Vec::new();
        for (i, fila) in self.filas.todas.iter().enumerate() {
            let how_many = |quien: &Option<Persona>| {
                quien
                    .as_ref()
                    .map_or(0, |q| recuento::counts(ejes, q, fila))
            };
            let cambio: i64 = pasos.iter().map(|(de, a)| how_many(a) - how_many(de)).sum();
            if cambio != 0 {
                if !recuento::fits(fila, fila.verdad + cambio) {
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
            *cuenta += i64::from(*cuantas) * recuento::counts(filas.ejes, &persona, fila);
        }
    }
    let resto = |fila: &Fila| recuento::rest(filas.ejes, &padron.resto, fila);
    let bien = |(fila, cuenta): (&Fila, &i64)| fila.verdad == *cuenta + resto(fila);
    filas.todas.iter().zip(&cuentas).all(bien)
}
