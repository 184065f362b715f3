//! Persons by what they had: kinds of attention, and patterns of them, each once.

use std::collections::BTreeMap;

use super::filas::{Filas, at, row};
use crate::cubo::{Clase, Coordenadas, Cubo, Hoja, Patron, Resto};
use crate::proteccion::demas;

/// A kind of attention, and what it touches.
pub(super) struct TipoDeAtencion {
    pub(super) clase: Clase,
    pub(super) bases: Vec<u32>,
    pub(super) servicios: Vec<u32>,
    /// Whether somebody with it would be where everybody knows that there is nobody, or when it cannot have been.
    pub(super) vedado: bool,
}

/// Somebody: what she is and the attentions that she had, by kind, ascending, and how many of each. Whoever is anonymous
/// counts as services and not as a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Alguien {
    pub(crate) anonima: bool,
    pub(crate) sexo: u16,
    pub(crate) edad: u16,
    pub(crate) atenciones: Vec<(u32, u32)>,
}

impl Alguien {
    pub(super) fn insert(&mut self, tipo: u32, veces: u32) {
        match self.atenciones.binary_search_by_key(&tipo, |(t, _)| *t) {
            Ok(i) => self.atenciones[i].1 += veces,
            Err(i) => self.atenciones.insert(i, (tipo, veces)),
        }
    }

    /// One attention of a kind less.
    pub(super) fn remove(&mut self, tipo: u32) {
        if let Ok(i) = self.atenciones.binary_search_by_key(&tipo, |(t, _)| *t) {
            self.atenciones[i].1 -= 1;
            if self.atenciones[i].1 == 0 {
                self.atenciones.remove(i);
            }
        }
    }
}

/// Leaves of which somebody anonymous may change, at most.
const ANONIMAS: usize = 1_000;

/// Why a count of persons or attentions is a small number: a register with fewer would not be the one that was counted.
const MENOS: &str = "a municipality has fewer persons and attentions than 32 bits";

/// The register that the search starts from.
pub(crate) struct Padron {
    pub(super) tipos: Vec<TipoDeAtencion>,
    numeros: BTreeMap<Clase, u32>,
    /// Who there is, each pattern once, and how many of it. Of each leaf at least so many as the threshold, if it has
    /// them: whatever set of leaves has fewer, all its persons are here.
    pub(crate) quienes: Vec<(Alguien, u32)>,
    /// How many of them may change, from the first on.
    pub(super) cambian: usize,
    /// What all the others count, who stay as they are.
    pub(super) resto: Resto,
}

impl Padron {
    /// Who was counted; anonymous attentions as somebody each.
    pub(crate) fn new(filas: &Filas, cubo: &Cubo) -> Self {
        let mut padron = Self {
            tipos: vec![],
            numeros: BTreeMap::new(),
            quienes: vec![],
            cambian: 0,
            resto: rest(filas, &cubo.resto),
        };
        for clase in &cubo.clases {
            padron.kind(filas, clase);
        }
        padron.add(&cubo.patrones);
        let anonimas = anonymous(cubo);
        let (cambian, fijos) = anonimas.split_at(anonimas.len().min(ANONIMAS));
        padron.add_anonymous(filas, cambian);
        padron.cambian = padron.quienes.len();
        padron.add_anonymous(filas, fijos);
        padron.add(&cubo.fijos);
        padron
    }

    fn add(&mut self, patrones: &[Patron]) {
        for patron in patrones {
            let alguien = Alguien {
                anonima: false,
                sexo: patron.sexo,
                edad: patron.edad,
                atenciones: patron.atenciones.clone(),
            };
            let cuantas = u32::try_from(patron.cuantas).expect(MENOS);
            self.quienes.push((alguien, cuantas));
        }
    }

    fn add_anonymous(&mut self, filas: &Filas, hojas: &[(Coordenadas, u64)]) {
        for (hoja, anonimas) in hojas {
            let clase = Clase {
                hoja: *hoja,
                violencias: vec![0],
            };
            let numero = self.kind(filas, &clase);
            let alguien = Alguien {
                anonima: true,
                sexo: 0,
                edad: 0,
                atenciones: vec![(numero, 1)],
            };
            let cuantas = u32::try_from(*anonimas).expect(MENOS);
            self.quienes.push((alguien, cuantas));
        }
    }

    /// The number of a kind of attention.
    pub(super) fn kind(&mut self, filas: &Filas, clase: &Clase) -> u32 {
        if let Some(numero) = self.numeros.get(clase) {
            return *numero;
        }
        let (mut bases, mut servicios) = filas.of_kind(&clase.hoja, &clase.violencias);
        // There are tens of thousands of kinds.
        bases.shrink_to_fit();
        servicios.shrink_to_fit();
        let nadie = |fila: &u32| filas.todas[at(*fila)].vacia();
        let de_todas = |base: &u32| {
            let suyas = filas.de_base[at(*base)].iter();
            suyas
                .filter(|(sexo, edad, _)| (*sexo, *edad) == (0, 0))
                .any(|(.., fila)| nadie(fila))
        };
        let numero = row(self.tipos.len());
        self.tipos.push(TipoDeAtencion {
            vedado: servicios.iter().any(nadie)
                || bases.iter().any(de_todas)
                || !filas.posibles.allows(clase),
            clase: clase.clone(),
            bases,
            servicios,
        });
        self.numeros.insert(clase.clone(), numero);
        numero
    }

    pub(super) fn find(&self, clase: &Clase) -> Option<u32> {
        self.numeros.get(clase).copied()
    }

    pub(super) fn tipo(&self, numero: u32) -> &TipoDeAtencion {
        &self.tipos[at(numero)]
    }
}

impl Padron {
    /// Somebody with her attentions in full, for whoever counts without the numbers of this search.
    pub(super) fn full(&self, quien: &Alguien) -> super::juez::PersonaEntera<'_> {
        super::juez::PersonaEntera {
            anonima: quien.anonima,
            sexo: quien.sexo,
            edad: quien.edad,
            atenciones: (quien.atenciones.iter())
                .map(|(tipo, veces)| (&self.tipo(*tipo).clase, *veces))
                .collect(),
        }
    }
}

/// What the others count, with those of them who are not women where no plan counts these.
fn rest(filas: &Filas, resto: &Resto) -> Resto {
    let mut resto = resto.clone();
    let demas = filas.todas.iter().map(|fila| fila.celda);
    for celda in demas.filter(|celda| demas::es(filas.ejes, celda)) {
        let suyas = demas::behind(filas.ejes, &celda);
        let [todas, mujeres] = suyas.map(|celda| resto.personas.get(&celda).copied().unwrap_or(0));
        resto.personas.insert(celda, todas.saturating_sub(mujeres));
    }
    resto
}

/// Anonymous attentions by leaf; if there are many leaves, those with the fewest services first.
fn anonymous(cubo: &Cubo) -> Vec<(Coordenadas, u64)> {
    let todas = cubo.hojas.iter().filter(|(_, hoja)| hoja.anonimas > 0);
    let mut todas: Vec<(&Coordenadas, &Hoja)> = todas.collect();
    if todas.len() > ANONIMAS {
        todas.sort_by_key(|(celda, hoja)| (hoja.servicios, **celda));
    }
    let todas = todas.iter().map(|(celda, hoja)| (**celda, hoja.anonimas));
    todas.collect()
}
