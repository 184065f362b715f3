//! Tables found so far. Each is a witness for every sum at once: a sum is safe while two of them differ
//! enough in it.
//!
//! The reader's set is convex while fractions are allowed: any mix of two witnesses is one. That finds most witnesses
//! without a search: one table above a supposed value and one below mix to one that has it.

use super::BlancoId;
use crate::tabla::IdVec;

/// Values closer than this are equal.
pub(super) const TOLERANCIA: f64 = 1e-6;
/// Tables kept beside those that some sum needs.
const RESERVA: usize = 400;

#[derive(Clone)]
struct Muestra {
    tabla: Vec<f64>,
    /// Its value of each target.
    blancos: IdVec<BlancoId, f64>,
}

/// Witnesses, and for each target those where it is highest and lowest.
#[derive(Clone)]
pub(super) struct Testigos<'a> {
    blancos: IdVec<BlancoId, &'a [usize]>,
    pub(super) ancho: f64,
    tablas: Vec<Muestra>,
    alto: IdVec<BlancoId, usize>,
    bajo: IdVec<BlancoId, usize>,
    /// How far each is from what is supposed, and which are above and below.
    desvio: Vec<f64>,
    mas: Vec<usize>,
    menos: Vec<usize>,
}

/// The witnesses to go back to.
pub(super) struct Marca {
    cuantos: usize,
    alto: IdVec<BlancoId, usize>,
    bajo: IdVec<BlancoId, usize>,
    vivos: Vec<bool>,
}

/// The sum of some unknowns of a table.
pub(super) fn sum(tabla: &[f64], filas: &[usize]) -> f64 {
    filas.iter().map(|fila| tabla[*fila]).sum()
}

impl<'a> Testigos<'a> {
    pub(super) fn new(blancos: IdVec<BlancoId, &'a [usize]>, ancho: f64, tabla: Vec<f64>) -> Self {
        let cuantos = blancos.len();
        let mut testigos = Self {
            blancos,
            ancho,
            tablas: vec![],
            alto: IdVec::filled(cuantos, 0),
            bajo: IdVec::filled(cuantos, 0),
            desvio: vec![],
            mas: vec![],
            menos: vec![],
        };
        testigos.push(tabla);
        testigos
    }

    pub(super) fn push(&mut self, tabla: Vec<f64>) {
        let blancos = self
            .blancos
            .iter()
            .map(|filas| sum(&tabla, filas))
            .collect();
        let nuevo = self.tablas.len();
        self.tablas.push(Muestra { tabla, blancos });
        for t in self.blancos.ids() {
            let valor = self.tablas[nuevo].blancos[t];
            if valor > self.highest(t) + TOLERANCIA {
                self.alto[t] = nuevo;
            }
            if valor < self.lowest(t) - TOLERANCIA {
                self.bajo[t] = nuevo;
            }
        }
    }

    pub(super) fn highest(&self, t: BlancoId) -> f64 {
        self.tablas[self.alto[t]].blancos[t]
    }

    pub(super) fn lowest(&self, t: BlancoId) -> f64 {
        self.tablas[self.bajo[t]].blancos[t]
    }

    /// How far apart the values of a target are known to be.
    pub(super) fn width(&self, t: BlancoId) -> f64 {
        let ancho = self.highest(t) - self.lowest(t);
        debug_assert!(ancho > -TOLERANCIA, "the highest is not below the lowest");
        ancho
    }

    pub(super) fn open(&self, t: BlancoId) -> bool {
        self.width(t) < self.ancho - TOLERANCIA
    }

    /// Supposes that a sum is known: the tables that say otherwise are witnesses no more. Returns
    /// the targets that are not safe any more.
    pub(super) fn suppose(&mut self, filas: &[usize], valor: f64) -> (Marca, Vec<BlancoId>) {
        let desvio: Vec<f64> = self
            .tablas
            .iter()
            .map(|k| sum(&k.tabla, filas) - valor)
            .collect();
        let vivos: Vec<bool> = desvio.iter().map(|d| d.abs() < TOLERANCIA).collect();
        let cuantos = self.tablas.len();
        let marca = Marca {
            cuantos,
            alto: self.alto.clone(),
            bajo: self.bajo.clone(),
            vivos,
        };
        // Highest and lowest are looked for anew only where they died, or are not far enough apart.
        let vivos = &marca.vivos;
        let mut abiertos = Vec::new();
        for t in self.blancos.ids() {
            if vivos[self.alto[t]] && vivos[self.bajo[t]] && !self.open(t) {
                continue;
            }
            for k in (0..cuantos).filter(|k| vivos[*k]) {
                let valor = self.tablas[k].blancos[t];
                if !vivos[self.alto[t]] || valor > self.highest(t) {
                    self.alto[t] = k;
                }
                if !vivos[self.bajo[t]] || valor < self.lowest(t) {
                    self.bajo[t] = k;
                }
            }
            if self.open(t) {
                abiertos.push(t);
            }
        }
        let side = |signo: f64| {
            (0..cuantos)
                .filter(|k| desvio[*k] * signo >= TOLERANCIA)
                .collect()
        };
        (self.mas, self.menos) = (side(1.0), side(-1.0));
        self.desvio = desvio;
        (marca, abiertos)
    }

    /// Looks for mixes that are consistent with what is supposed and make a target safe.
    pub(super) fn mix(&mut self, t: BlancoId) -> bool {
        if !self.open(t) {
            return true;
        }
        for signo in [1.0, -1.0] {
            let actual = if signo > 0.0 {
                self.highest(t)
            } else {
                -self.lowest(t)
            };
            // Of all mixes on the supposed value, the one where the target is furthest out. A gain of less than 0.01
            // is not worth a table.
            let mut mejor = (actual + 0.01, 0, 0);
            for a in &self.mas {
                let (da, va) = (self.desvio[*a], self.tablas[*a].blancos[t] * signo);
                for b in &self.menos {
                    let (db, vb) = (self.desvio[*b], self.tablas[*b].blancos[t] * signo);
                    let valor = (vb * da - va * db) / (da - db);
                    if valor > mejor.0 {
                        mejor = (valor, *a, *b);
                    }
                }
            }
            let (_, a, b) = mejor;
            if a != b {
                let parte = -self.desvio[b] / (self.desvio[a] - self.desvio[b]);
                let mezcla = self.tablas[a].tabla.iter().zip(&self.tablas[b].tabla);
                let tabla = mezcla.map(|(x, y)| parte * x + (1.0 - parte) * y).collect();
                self.push(tabla);
            }
            if !self.open(t) {
                return true;
            }
        }
        false
    }

    /// Forgets the tables that contradict what was supposed: it holds.
    pub(super) fn confirm(&mut self, marca: &Marca) {
        let total = self.tablas.len();
        let mut usados = vec![false; total];
        self.alto
            .iter()
            .chain(&self.bajo)
            .for_each(|k| usados[*k] = true);
        // Tables that agree stay, if a target needs them or they are recent. The first is the table at hand: it always
        // agrees, so that there is one.
        let queda = |k: usize| {
            (k >= marca.cuantos || marca.vivos[k]) && (usados[k] || total - k < RESERVA || k == 0)
        };
        let mut nuevo = vec![0; total];
        let mut cuantos = 0;
        for (k, lugar) in nuevo.iter_mut().enumerate() {
            *lugar = cuantos;
            cuantos += usize::from(queda(k));
        }
        let mut k = 0;
        self.tablas.retain(|_| {
            k += 1;
            queda(k - 1)
        });
        self.alto
            .iter_mut()
            .chain(&mut self.bajo)
            .for_each(|k| *k = nuevo[*k]);
    }

    /// Forgets what was supposed: the tables before are witnesses again.
    pub(super) fn forget(&mut self, marca: Marca) {
        self.tablas.truncate(marca.cuantos);
        self.alto = marca.alto;
        self.bajo = marca.bajo;
    }
}
