//! Tables of services that agree with all that is published of them: the truth, those of a certificate, and sums of
//! their differences.

use std::collections::BTreeMap;

use crate::cubo::Coordenadas;

/// What is known of services.
pub(crate) struct Servicios {
    /// Cells, in ascending order, with their true counts and whether they are published.
    pub(crate) celdas: Vec<(Coordenadas, u64, bool)>,
    /// Leaves: the cells that each one is in, and its true count.
    pub(crate) hojas: Vec<(Vec<usize>, u64)>,
    /// Other tables: the leaves that differ from the truth, and by how much.
    pub(crate) tablas: Vec<Vec<(usize, i64)>>,
    /// By cell: the tables where it is lowest and highest.
    pub(crate) pares: BTreeMap<usize, (usize, usize)>,
}

/// Times that a difference is added.
const VECES: usize = 3;
/// What is added at a time where nothing published forbids it.
const LIBRE: i64 = 10;

impl Servicios {
    /// The truth, and nothing else to compare it with.
    pub(crate) fn known(contadas: &BTreeMap<Coordenadas, (u64, bool)>) -> Self {
        let celdas = contadas.iter();
        Self {
            celdas: celdas.map(|(celda, (n, p))| (*celda, *n, *p)).collect(),
            hojas: vec![],
            tablas: vec![],
            pares: BTreeMap::new(),
        }
    }

    /// The counts of a table, by cell; nothing if it contradicts what is published. Withheld cells are not zero.
    pub(super) fn table(&self, cambios: &BTreeMap<usize, i64>) -> Option<Vec<u64>> {
        let mut cuentas: Vec<i64> = Vec::with_capacity(self.celdas.len());
        for (_, cuenta, _) in &self.celdas {
            cuentas.push(i64::try_from(*cuenta).ok()?);
        }
        for (hoja, cambio) in cambios {
            let (celdas, cuenta) = &self.hojas[*hoja];
            if i64::try_from(*cuenta).ok()? + cambio < 0 {
                return None;
            }
            celdas.iter().for_each(|celda| cuentas[*celda] += cambio);
        }
        let bien = |((_, verdad, publicada), cuenta): (&(Coordenadas, u64, bool), i64)| {
            let cuenta = u64::try_from(cuenta).ok()?;
            let igual = *publicada || *verdad == 0;
            (if igual { cuenta == *verdad } else { cuenta > 0 }).then_some(cuenta)
        };
        self.celdas.iter().zip(cuentas).map(bien).collect()
    }

    /// The changes that make a table of the truth; none for the truth itself.
    pub(super) fn changes(&self, tabla: Option<usize>) -> BTreeMap<usize, i64> {
        let cambios = tabla.map(|tabla| self.tablas[tabla].iter().copied());
        cambios.into_iter().flatten().collect()
    }

    /// A table where some cells have as many services as differences between known tables give them, as long as it
    /// fits what else is known.
    pub(super) fn raised(
        &self,
        celdas: &[usize],
        fits: impl Fn(&BTreeMap<usize, i64>) -> bool,
    ) -> BTreeMap<usize, i64> {
        let mut cambios = BTreeMap::new();
        for (bajo, alto) in celdas.iter().filter_map(|celda| self.pares.get(celda)) {
            let alto = self.changes(Some(*alto));
            let entre = add(&alto, &self.changes(Some(*bajo)), -1);
            for _ in 0..VECES {
                let pasos = [&entre, &alto].into_iter();
                let Some(mas) = pasos
                    .map(|paso| add(&cambios, paso, 1))
                    .find(|mas| self.table(mas).is_some() && fits(mas))
                else {
                    break;
                };
                cambios = mas;
            }
        }
        for (hoja, (suyas, _)) in self.hojas.iter().enumerate() {
            let libre = suyas.iter().all(|celda| !self.celdas[*celda].2);
            if libre && suyas.iter().any(|celda| celdas.contains(celda)) {
                *cambios.entry(hoja).or_insert(0) += LIBRE;
            }
        }
        cambios
    }

    /// The cells that are withheld without a pair that says how far they can move.
    pub(crate) fn unproven(&self) -> impl Iterator<Item = &Coordenadas> {
        let celdas = self.celdas.iter().enumerate();
        let sin_par = celdas.filter(|(i, (_, cuenta, publicada))| {
            *cuenta > 0 && !publicada && !self.pares.contains_key(i)
        });
        sin_par.map(|(_, (celda, ..))| celda)
    }
}

/// The sum of two tables of changes, or their difference.
fn add(
    una: &BTreeMap<usize, i64>,
    otra: &BTreeMap<usize, i64>,
    signo: i64,
) -> BTreeMap<usize, i64> {
    let mut suma = una.clone();
    for (hoja, cambio) in otra {
        *suma.entry(*hoja).or_insert(0) += signo * cambio;
    }
    suma
}
