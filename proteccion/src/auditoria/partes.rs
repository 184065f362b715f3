//! The reduced model split into parts that share no row, each with its own simplex.

use super::cotas::{Renglon, SIN_TOPE};
use super::lineal::Lineal;
use super::numeros::{float, whole};
use super::reduccion::Reducido;
use super::simplex::Programa;

/// Unknowns that rows tie together.
struct Parte {
    /// Unknowns of the whole model, by position here.
    incognitas: Vec<usize>,
    filas: Vec<Renglon>,
    simplex: Programa,
    entera: bool,
}

/// All parts, and the current table.
pub(super) struct Partes<'a> {
    reducido: &'a Reducido,
    lista: Vec<Parte>,
    /// Part and position of each unknown; none for those that no equation holds.
    lugar: Vec<Option<(usize, usize)>>,
    tabla: Vec<f64>,
}

/// Prices are rounded to this fraction before the bound is computed.
const ESCALA: i64 = 1 << 36;

impl<'a> Partes<'a> {
    /// Nothing if no table is consistent with the rows.
    pub(super) fn new(
        reducido: &'a Reducido,
        lineal: &Lineal,
        partida: Option<&[i64]>,
    ) -> Option<Self> {
        let n = reducido.incognitas;
        let mut atada = vec![false; n];
        for fila in reducido.filas.iter().filter(|fila| fila.exacta) {
            for j in &fila.incognitas {
                atada[*j] = true;
            }
        }
        // Where something unlimited can make a sum large enough, its lower bound says nothing.
        let filas: Vec<&Renglon> = (reducido.filas.iter().zip(&lineal.independiente))
            .filter(|(fila, util)| **util && fila.incognitas.iter().all(|j| atada[*j]))
            .map(|(fila, _)| fila)
            .collect();
        let (componentes, lugar) = components(n, &atada, &filas);
        let mut partes = Vec::new();
        for Componente { incognitas, filas } in componentes {
            let bajo: Vec<i64> = incognitas.iter().map(|j| reducido.cotas.bajo[*j]).collect();
            let partida: Option<Vec<i64>> =
                partida.map(|tabla| incognitas.iter().map(|j| tabla[*j]).collect());
            let simplex = Programa::new(&filas, &bajo, partida.as_deref())?;
            partes.push(Parte {
                incognitas,
                filas,
                simplex,
                entera: false,
            });
        }
        let tabla = reducido
            .cotas
            .bajo
            .iter()
            .map(|bajo| float(*bajo))
            .collect();
        let mut todas = Self {
            reducido,
            lista: partes,
            lugar,
            tabla,
        };
        (0..todas.lista.len()).for_each(|p| todas.refresh(p));
        Some(todas)
    }

    /// The unknowns that hang together with these.
    pub(super) fn related(&self, incognitas: &[usize]) -> Vec<usize> {
        let mut partes: Vec<usize> = incognitas
            .iter()
            .filter_map(|j| self.lugar[*j])
            .map(|(parte, _)| parte)
            .collect();
        partes.sort_unstable();
        partes.dedup();
        partes
            .iter()
            .flat_map(|parte| &self.lista[*parte].incognitas)
            .copied()
            .collect()
    }

    /// The sum of some unknowns in the current table, and whether it comes from whole numbers.
    pub(super) fn sum(&self, incognitas: &[usize]) -> (f64, bool) {
        let suma = incognitas.iter().map(|j| self.tabla[*j]).sum();
        let entera = |j: &usize| self.lugar[*j].is_none_or(|(parte, _)| self.lista[parte].entera);
        (suma, incognitas.iter().all(entera))
    }

    /// Moves to a table where a weighted sum is largest, or, if only one part is concerned, reaches a
    /// level; in each part, after so many pivots at most. False if arithmetic fails.
    pub(super) fn climb(&mut self, objetivo: &[(usize, f64)], basta: f64, pivotes: usize) -> bool {
        let mut de_parte: Vec<Vec<(usize, f64)>> = vec![vec![]; self.lista.len()];
        let mut suelo = 0.0;
        for (j, peso) in objetivo {
            if let Some((parte, k)) = self.lugar[*j] {
                de_parte[parte].push((k, *peso));
                suelo += peso * float(self.reducido.cotas.bajo[*j]);
            }
        }
        let una = de_parte.iter().filter(|o| !o.is_empty()).count() == 1;
        let basta = if una { basta - suelo } else { f64::INFINITY };
        let mut bien = true;
        for (p, objetivo) in de_parte
            .into_iter()
            .enumerate()
            .filter(|(_, o)| !o.is_empty())
        {
            bien &= self.lista[p].simplex.climb(&objetivo, basta, pivotes);
            self.refresh(p);
        }
        bien
    }

    fn refresh(&mut self, p: usize) {
        let parte = &mut self.lista[p];
        parte.entera = parte.simplex.integral().is_some();
        for (j, x) in parte.incognitas.iter().zip(parte.simplex.solution()) {
            self.tabla[*j] = float(self.reducido.cotas.bajo[*j]) + x;
        }
    }

    /// The bound that a sum, times a sign, cannot exceed: computed in whole numbers from the prices of the last
    /// climb, so that rounding can make it loose but not wrong.
    pub(super) fn bound(&self, incognitas: &[usize], signo: i64) -> i64 {
        debug_assert!(
            incognitas.iter().all(|j| self.lugar[*j].is_some()),
            "nothing bounds what no equation holds"
        );
        let mut de_parte: Vec<Vec<usize>> = vec![vec![]; self.lista.len()];
        for (parte, k) in incognitas.iter().filter_map(|j| self.lugar[*j]) {
            de_parte[parte].push(k);
        }
        let partes = self
            .lista
            .iter()
            .zip(de_parte)
            .filter(|(_, suyas)| !suyas.is_empty());
        let cota: i128 = partes
            .map(|(parte, suyas)| self.bound_of(parte, &suyas, signo))
            .sum();
        // What does not fit bounds no count.
        i64::try_from(cota.div_euclid(i128::from(ESCALA))).unwrap_or(SIN_TOPE)
    }

    fn bound_of(&self, parte: &Parte, suyas: &[usize], signo: i64) -> i128 {
        let mut costos = vec![0i128; parte.incognitas.len()];
        for k in suyas {
            costos[*k] += i128::from(ESCALA * signo);
        }
        let mut cota = 0i128;
        for (fila, precio) in parte.filas.iter().zip(&parte.simplex.precios) {
            let mut precio = whole(precio * float(ESCALA));
            if !fila.exacta {
                // The sum may be larger: only a price that falls with it bounds anything.
                precio = precio.min(0);
            }
            cota += i128::from(precio) * i128::from(fila.valor);
            for k in &fila.incognitas {
                costos[*k] -= i128::from(precio);
            }
        }
        for (j, costo) in parte.incognitas.iter().zip(costos) {
            let cotas = &self.reducido.cotas;
            let extremo = if costo > 0 {
                cotas.alto[*j]
            } else {
                cotas.bajo[*j]
            };
            cota += costo * i128::from(extremo);
        }
        cota
    }
}

fn find(raiz: &mut [usize], mut j: usize) -> usize {
    while raiz[j] != j {
        raiz[j] = raiz[raiz[j]];
        j = raiz[j];
    }
    j
}

/// Unknowns that rows tie together, and the rows in terms of their positions here.
struct Componente {
    incognitas: Vec<usize>,
    filas: Vec<Renglon>,
}

/// Splits unknowns that are tied into parts that share no row; also the part and position of each unknown.
fn components(
    n: usize,
    atada: &[bool],
    filas: &[&Renglon],
) -> (Vec<Componente>, Vec<Option<(usize, usize)>>) {
    let mut raiz: Vec<usize> = (0..n).collect();
    for fila in filas {
        let primera = find(&mut raiz, fila.incognitas[0]);
        for j in &fila.incognitas {
            let otra = find(&mut raiz, *j);
            raiz[otra] = primera;
        }
    }
    let mut numero = vec![usize::MAX; n];
    let mut componentes: Vec<Componente> = Vec::new();
    let mut lugar = vec![None; n];
    for j in (0..n).filter(|j| atada[*j]) {
        let r = find(&mut raiz, j);
        if numero[r] == usize::MAX {
            numero[r] = componentes.len();
            componentes.push(Componente {
                incognitas: vec![],
                filas: vec![],
            });
        }
        let miembros = &mut componentes[numero[r]].incognitas;
        lugar[j] = Some((numero[r], miembros.len()));
        miembros.push(j);
    }
    for fila in filas {
        let parte = numero[find(&mut raiz, fila.incognitas[0])];
        let incognitas = fila
            .incognitas
            .iter()
            .filter_map(|j| lugar[*j])
            .map(|(_, k)| k);
        componentes[parte].filas.push(Renglon {
            incognitas: incognitas.collect(),
            ..**fila
        });
    }
    (componentes, lugar)
}
