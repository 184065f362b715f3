//! The inverse of a simplex basis, over the rows that it holds.

/// Smaller pivots are not trusted.
pub(super) const PIVOTE: f64 = 1e-7;

/// Dense; position by position, for the rows held.
pub(super) struct Inversa {
    /// All rows, by number.
    pub(super) todas: Vec<usize>,
    /// The rows held, in the order of the columns of the inverse.
    pub(super) activas: Vec<usize>,
    /// By row, its place among those held.
    puesto: Vec<Option<usize>>,
    /// The column of the basis at each position.
    pub(super) base: Vec<usize>,
    /// By column, its position in the basis.
    pub(super) lugar: Vec<Option<usize>>,
    filas: Vec<Vec<f64>>,
    /// Positions that have not been given to a column.
    libre: Vec<bool>,
}

impl Inversa {
    /// The identity over some of the rows, whose artificials are the basis: these come last of all
    /// columns, one for each row.
    pub(super) fn new(activas: &[usize], filas: usize, artificiales: usize) -> Self {
        let mut puesto = vec![None; filas];
        for (k, fila) in activas.iter().enumerate() {
            puesto[*fila] = Some(k);
        }
        let base: Vec<usize> = activas.iter().map(|fila| artificiales + fila).collect();
        let mut lugar = vec![None; artificiales + filas];
        for (k, j) in base.iter().enumerate() {
            lugar[*j] = Some(k);
        }
        let unit = |k: usize| {
            let mut fila = vec![0.0; activas.len()];
            fila[k] = 1.0;
            fila
        };
        Self {
            todas: (0..filas).collect(),
            activas: activas.to_vec(),
            puesto,
            base,
            lugar,
            filas: (0..activas.len()).map(unit).collect(),
            libre: vec![true; activas.len()],
        }
    }

    /// The identity over the rows that this one needs: not those whose surplus is in the basis, which
    /// bind nothing. Given the surplus and the artificial of each row; artificials that are in the basis
    /// keep their positions.
    pub(super) fn bare(&self, de_fila: impl Fn(usize) -> (usize, usize)) -> Self {
        let needed = |fila: &usize| self.lugar[de_fila(*fila).0].is_none();
        let activas: Vec<usize> = self.activas.iter().copied().filter(needed).collect();
        let mut nueva = Self::new(&activas, self.todas.len(), de_fila(0).1);
        for (k, fila) in activas.iter().enumerate() {
            nueva.libre[k] = self.lugar[de_fila(*fila).1].is_none();
        }
        nueva
    }

    /// Whether a row is held.
    pub(super) fn holds(&self, fila: usize) -> bool {
        self.puesto[fila].is_some()
    }

    /// A row of the inverse.
    pub(super) fn row(&self, lugar: usize) -> &[f64] {
        &self.filas[lugar]
    }

    /// A row of the inverse times a column of ones in some rows.
    pub(super) fn entry(&self, lugar: usize, filas: &[usize]) -> f64 {
        self.weigh(&self.filas[lugar], filas)
    }

    /// The sum of what some rows have, of those held.
    pub(super) fn weigh(&self, pesos: &[f64], filas: &[usize]) -> f64 {
        filas
            .iter()
            .filter_map(|fila| self.puesto[*fila])
            .map(|k| pesos[k])
            .sum()
    }

    /// A column that has the same number in some rows, in terms of the basis.
    pub(super) fn ftran(&self, filas: &[usize], numero: f64) -> Vec<f64> {
        let puestos: Vec<usize> = filas.iter().filter_map(|fila| self.puesto[*fila]).collect();
        let product = |fila: &Vec<f64>| numero * puestos.iter().map(|k| fila[*k]).sum::<f64>();
        self.filas.iter().map(product).collect()
    }

    /// The values of the basis.
    pub(super) fn solve(&self, derecha: &[f64]) -> Vec<f64> {
        let derecha: Vec<f64> = self.activas.iter().map(|fila| derecha[*fila]).collect();
        let product = |fila: &Vec<f64>| fila.iter().zip(&derecha).map(|(r, b)| r * b).sum();
        self.filas.iter().map(product).collect()
    }

    /// Takes in a row, with its surplus as the basic column.
    pub(super) fn hold(&mut self, fila: usize, surplus: usize, contains: impl Fn(usize) -> bool) {
        let m = self.activas.len();
        let mut nueva = vec![0.0; m + 1];
        for (lugar, renglon) in self.filas.iter_mut().enumerate() {
            if contains(self.base[lugar]) {
                for (x, r) in nueva.iter_mut().zip(renglon.iter()) {
                    *x += r;
                }
            }
            renglon.push(0.0);
        }
        nueva[m] = -1.0;
        self.filas.push(nueva);
        self.puesto[fila] = Some(m);
        self.activas.push(fila);
        self.base.push(surplus);
        self.lugar[surplus] = Some(m);
        self.libre.push(false);
    }

    /// A column takes the position of another.
    pub(super) fn enter(&mut self, entra: usize, sale: usize, alpha: &[f64]) {
        let mut fila = std::mem::take(&mut self.filas[sale]);
        for x in &mut fila {
            *x /= alpha[sale];
        }
        let llenas: Vec<(usize, f64)> = fila
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, x)| *x != 0.0)
            .collect();
        let densa = llenas.len() * 4 > fila.len();
        for (i, a) in alpha
            .iter()
            .enumerate()
            .filter(|(i, a)| *i != sale && a.abs() > 1e-13)
        {
            let otra = &mut self.filas[i];
            if densa {
                for (x, r) in otra.iter_mut().zip(&fila) {
                    *x -= a * r;
                }
            } else {
                for (k, r) in &llenas {
                    otra[*k] -= a * r;
                }
            }
        }
        self.filas[sale] = fila;
        self.lugar[self.base[sale]] = None;
        self.base[sale] = entra;
        self.lugar[entra] = Some(sale);
    }

    /// A column of the basis takes a free position; false if none is safe.
    pub(super) fn place(&mut self, j: usize, alpha: &[f64]) -> bool {
        let libres = alpha.iter().enumerate().filter(|(i, _)| self.libre[*i]);
        let (sale, mayor) = libres.fold((0, 0.0), |mejor: (usize, f64), (i, a)| {
            if a.abs() > mejor.1 {
                (i, a.abs())
            } else {
                mejor
            }
        });
        if mayor <= 1e-8 {
            return false;
        }
        self.enter(j, sale, alpha);
        self.libre[sale] = false;
        true
    }
}
