//! Unknowns and what is true of them whatever the register: inequalities between counts of persons and of services.
//!
//! A person is in a part of a dimension if one of her attentions is; an attention is in one part of each dimension, but of
//! violence, where it has types or one special value. `O(b)`, what the parts of a box share, is the sum of its parts
//! less the whole: each person adds the parts that she is in beyond the first, and in a wider box she is in no fewer.

use std::collections::{BTreeSet, HashMap};

use super::cajas::{Caja, EJES, Ejes, Medida, SEXO, VIOLENCIA, with};
use super::lectura::Lectura;

/// More than any count.
pub(super) const MUCHO: i32 = 1 << 20;

/// A sum of unknowns, with coefficients.
pub(super) type Forma = Vec<(usize, i32)>;

/// A sum that is at least so much in every register.
#[derive(Debug)]
pub(super) struct Fila {
    pub(super) forma: Forma,
    pub(super) minimo: i32,
}

/// The unknowns, and between what they are.
#[derive(Debug)]
pub(super) struct Sistema {
    pub(super) ejes: Ejes,
    pub(super) incognitas: Vec<(Medida, Caja)>,
    pub(super) lugares: HashMap<(Medida, Caja), usize>,
    pub(super) filas: Vec<Fila>,
    pub(super) bajas: Vec<i32>,
    pub(super) altas: Vec<i32>,
}

impl Sistema {
    pub(super) fn new(lectura: &Lectura, conjuntas: usize) -> Self {
        let mut sistema = Self {
            ejes: lectura.ejes.clone(),
            incognitas: Vec::new(),
            lugares: HashMap::new(),
            filas: Vec::new(),
            bajas: Vec::new(),
            altas: Vec::new(),
        };
        for (&(medida, caja), estado) in &lectura.celdas {
            let baja = estado.unwrap_or(i32::from(!lectura.may_be_zero(&caja)));
            sistema.unknown(medida, caja, baja, estado.unwrap_or(MUCHO));
        }
        super::conjuntas::add(&mut sistema, lectura, conjuntas);
        sistema.undeclared();
        sistema.state();
        sistema
    }

    pub(super) fn unknown(&mut self, medida: Medida, caja: Caja, baja: i32, alta: i32) {
        if self.lugares.contains_key(&(medida, caja)) {
            return;
        }
        self.lugares.insert((medida, caja), self.incognitas.len());
        self.incognitas.push((medida, caja));
        self.bajas.push(baja);
        self.altas.push(alta);
    }

    pub(super) fn at(&self, medida: Medida, caja: &Caja) -> Option<usize> {
        self.lugares.get(&(medida, *caja)).copied()
    }

    /// Those of all these boxes, or none.
    pub(super) fn all(&self, medida: Medida, cajas: &[Caja]) -> Option<Vec<usize>> {
        cajas.iter().map(|caja| self.at(medida, caja)).collect()
    }

    /// What no plan declares and helps: whoever is not a woman and everybody, some type of violence, services by violence, by
    /// sex and by age.
    fn undeclared(&mut self) {
        self.others();
        let declaradas: BTreeSet<Caja> = (self.incognitas.iter())
            .filter(|(medida, _)| *medida == Medida::Personas)
            .map(|(_, caja)| *caja)
            .collect();
        let alguna = (0..self.ejes.0[VIOLENCIA].len()).find(|&m| self.ejes.invented(VIOLENCIA, m));
        for caja in &declaradas {
            if let Some(alguna) = alguna.filter(|_| caja[VIOLENCIA] != 0) {
                self.unknown(Medida::Personas, with(caja, VIOLENCIA, alguna), 0, MUCHO);
            }
        }
        for i in 0..self.incognitas.len() {
            let (_, caja) = self.incognitas[i];
            let mut desnuda = caja;
            desnuda[VIOLENCIA..].fill(0);
            if desnuda != caja && self.at(Medida::Servicios, &desnuda).is_some() {
                self.unknown(Medida::Servicios, caja, 0, MUCHO);
            }
        }
    }

    /// Whoever is not a woman, and everybody, where somebody of one sex is counted.
    fn others(&mut self) {
        let Some([_, otras]) = self.ejes.sexes() else {
            return;
        };
        for i in 0..self.incognitas.len() {
            let (medida, caja) = self.incognitas[i];
            if medida == Medida::Personas && caja[SEXO] != 0 {
                self.unknown(medida, with(&caja, SEXO, otras), 0, MUCHO);
                self.unknown(medida, with(&caja, SEXO, 0), 0, MUCHO);
            }
        }
    }

    /// All that is true of them.
    fn state(&mut self) {
        for i in 0..self.incognitas.len() {
            let (medida, caja) = self.incognitas[i];
            for eje in 0..EJES {
                self.state_wider(i, medida, &caja, eje);
                let partes = self.ejes.parts(&caja, eje);
                if partes.is_empty() {
                    continue;
                }
                match medida {
                    Medida::Personas => self.state_persons(i, &caja, eje, &partes),
                    Medida::Servicios => self.state_services(i, &caja, eje, &partes),
                }
            }
            if let (Medida::Personas, Some(servicios)) = (medida, self.at(Medida::Servicios, &caja))
            {
                self.at_least(vec![(servicios, 1), (i, -1)]);
            }
        }
    }

    pub(super) fn at_least(&mut self, forma: Forma) {
        self.filas.push(Fila { forma, minimo: 0 });
    }

    /// A part is no more than its whole, and neither are the services that it has beyond one for each person.
    fn state_wider(&mut self, i: usize, medida: Medida, caja: &Caja, eje: usize) {
        let Some(todo) = self.ejes.up(caja, eje) else {
            return;
        };
        let Some(t) = self.at(medida, &todo) else {
            return;
        };
        self.at_least(vec![(t, 1), (i, -1)]);
        let otra = |caja: &Caja| self.at(Medida::Servicios, caja);
        if let (Medida::Personas, Some(s), Some(de_todo)) = (medida, otra(caja), otra(&todo)) {
            self.at_least(vec![(de_todo, 1), (t, -1), (s, -1), (i, 1)]);
        }
    }

    fn state_persons(&mut self, i: usize, caja: &Caja, eje: usize, partes: &[Caja]) {
        let Some(juntas) = self.shared(i, partes) else {
            return;
        };
        if eje >= SEXO {
            self.at_least(juntas.iter().map(|&(v, c)| (v, -c)).collect());
            self.at_least(juntas);
            return;
        }
        self.at_least(juntas.clone());
        for otro in (0..EJES).filter(|&otro| otro != eje) {
            let mayor = self.ejes.up(caja, otro).and_then(|todo| {
                let t = self.at(Medida::Personas, &todo)?;
                self.shared(t, &self.ejes.parts(&todo, eje))
            });
            if let Some(mut mayor) = mayor {
                mayor.extend(juntas.iter().map(|&(v, c)| (v, -c)));
                self.at_least(mayor);
            }
        }
        if let Some(s) =
            (self.at(Medida::Servicios, caja)).filter(|_| self.ejes.exclusive(eje, caja[eje]))
        {
            let mut forma: Forma = juntas
                .iter()
                .filter(|t| t.0 != i)
                .map(|&(v, c)| (v, -c))
                .collect();
            forma.push((s, 1));
            self.at_least(forma);
        }
    }

    /// What the parts share: their sum, less the whole.
    pub(super) fn shared(&self, todo: usize, partes: &[Caja]) -> Option<Forma> {
        let partes = self.all(Medida::Personas, partes)?;
        let mut forma: Forma = partes.into_iter().map(|p| (p, 1)).collect();
        forma.push((todo, -1));
        Some(forma)
    }

    fn state_services(&mut self, i: usize, caja: &Caja, eje: usize, partes: &[Caja]) {
        let Some(partes) = self.all(Medida::Servicios, partes) else {
            return;
        };
        let mut forma: Forma = partes.into_iter().map(|p| (p, 1)).collect();
        forma.push((i, -1));
        // Whoever is anonymous has neither sex nor age.
        let sumadas = eje < SEXO || caja[SEXO..] != [0, 0];
        let exclusivas = self.ejes.exclusive(eje, caja[eje]);
        if exclusivas {
            self.at_least(forma.iter().map(|&(v, c)| (v, -c)).collect());
        }
        if sumadas {
            self.at_least(forma);
        }
    }
}
