//! Every table that is consistent with what is published, one after the other.

use super::*;

/// Tables found, at most.
const TABLAS: usize = 3_000;
/// Steps of the search, at most.
const PASOS: usize = 50_000;

/// By cell, the smallest and the largest value, and a table for each.
pub(super) struct Extremo {
    pub(super) bajo: (i64, Vec<i64>),
    pub(super) alto: (i64, Vec<i64>),
}

struct Fuerza {
    /// By leaf, its cells.
    de_hoja: Vec<Vec<usize>>,
    /// By cell, what is published; what is left of it; how many leaves are still to come.
    publicado: Vec<Option<i64>>,
    minimo: i64,
    suma: Vec<i64>,
    faltan: Vec<usize>,
    tabla: Vec<i64>,
    extremos: Vec<Option<Extremo>>,
    tablas: usize,
    pasos: usize,
}

impl Fuerza {
    /// False if there are too many.
    fn descend(&mut self, hoja: usize) -> bool {
        self.pasos += 1;
        if hoja == self.de_hoja.len() {
            return self.keep();
        }
        let celdas = self.de_hoja[hoja].clone();
        let tope = celdas
            .iter()
            .filter_map(|c| self.publicado[*c].map(|p| p - self.suma[*c]))
            .min();
        let Some(tope) = tope else { return false };
        for valor in 0..=tope {
            self.tabla[hoja] = valor;
            for c in &celdas {
                self.suma[*c] += valor;
                self.faltan[*c] -= 1;
            }
            let cabe = celdas.iter().all(|c| {
                self.faltan[*c] > 0
                    || self.publicado[*c]
                        .map_or(self.suma[*c] >= self.minimo, |p| p == self.suma[*c])
            });
            let bien = !cabe || self.descend(hoja + 1);
            for c in &celdas {
                self.suma[*c] -= valor;
                self.faltan[*c] += 1;
            }
            if !bien || self.tablas > TABLAS || self.pasos > PASOS {
                return false;
            }
        }
        true
    }

    fn keep(&mut self) -> bool {
        self.tablas += 1;
        for (suma, extremo) in self.suma.iter().zip(&mut self.extremos) {
            let esta = || (*suma, self.tabla.clone());
            let extremo = extremo.get_or_insert_with(|| Extremo {
                bajo: esta(),
                alto: esta(),
            });
            if *suma < extremo.bajo.0 {
                extremo.bajo = esta();
            }
            if *suma > extremo.alto.0 {
                extremo.alto = esta();
            }
        }
        true
    }
}

/// All combinations of leaves.
pub(super) fn conjuntas(dimensiones: &[Dimension]) -> Vec<Vec<usize>> {
    dimensiones.iter().fold(vec![vec![]], |todas, d| {
        let alargar = |hojas: &Vec<usize>| {
            let hojas = hojas.clone();
            (0..d.hojas().len()).map(move |hoja| [&hojas[..], &[hoja]].concat())
        };
        todas.iter().flat_map(alargar).collect()
    })
}

/// The extremes of each cell; nothing if there are too many tables.
pub(super) fn extremos(publicada: &Protegida) -> Option<Vec<Extremo>> {
    juntas(&[publicada], false)
}

/// The same for the cells of several editions, one after the other; each may have added to the one
/// before.
pub(super) fn juntas(ediciones: &[&Protegida], adiciones: bool) -> Option<Vec<Extremo>> {
    let dimensiones = &ediciones[0].dimensiones;
    let todas: Vec<(usize, &Vec<usize>, Option<u64>)> = ediciones
        .iter()
        .enumerate()
        .flat_map(|(i, e)| {
            e.celdas
                .iter()
                .map(move |(codigos, valor)| (i, codigos, *valor))
        })
        .collect();
    let bloques = if adiciones { ediciones.len() } else { 1 };
    let mut de_hoja: Vec<Vec<usize>> = Vec::new();
    for bloque in 0..bloques {
        for hojas in conjuntas(dimensiones) {
            let dentro = |codigos: &[usize]| {
                let partes = dimensiones.iter().zip(codigos).zip(&hojas);
                partes
                    .into_iter()
                    .all(|((d, c), hoja)| d.alcance(*c).contains(hoja))
            };
            let celdas = todas.iter().enumerate();
            let suyas = celdas
                .filter(|(_, (i, codigos, _))| (!adiciones || *i >= bloque) && dentro(codigos));
            de_hoja.push(suyas.map(|(k, _)| k).collect());
        }
    }
    let celdas = todas.len();
    let mut faltan = vec![0; celdas];
    for celda in de_hoja.iter().flatten() {
        faltan[*celda] += 1;
    }
    let mut fuerza = Fuerza {
        tabla: vec![0; de_hoja.len()],
        de_hoja,
        publicado: todas
            .iter()
            .map(|c| c.2.map(|v| i64::try_from(v).unwrap()))
            .collect(),
        minimo: i64::from(ediciones[0].ceros == Ceros::Publicados),
        suma: vec![0; celdas],
        faltan,
        extremos: (0..celdas).map(|_| None).collect(),
        tablas: 0,
        pasos: 0,
    };
    let todas = fuerza.descend(0);
    if todas {
        fuerza.extremos.into_iter().collect()
    } else {
        None
    }
}
