//! The model of the auditor, which a reader is asked to believe: unknown leaves, the sets of them that cells are the sum of, and
//! what is known of each set.

use std::collections::BTreeMap;

use super::cadena::Cadena;
use crate::tabla::{Ceros, Id, IdVec, id};

id! {
    /// A cell of an edition, among those of all.
    pub(super) CasillaId
}

id! {
    /// A set of leaves of a model.
    pub(super) ConjuntoId
}

/// A dimension, a cell, and its parts along it.
type Desglose = (usize, CasillaId, Vec<CasillaId>);

/// A cell of an edition.
pub(super) struct Casilla {
    pub(super) edicion: usize,
    /// Position in its edition.
    pub(super) celda: usize,
    /// The count that its edition says.
    pub(super) valor: Option<i64>,
    /// Its set of leaves; none if a reader can exclude them all.
    pub(super) conjunto: Option<ConjuntoId>,
}

/// A set of leaves. Cells with the same leaves have one fate.
pub(super) struct Conjunto {
    /// Ascending.
    pub(super) hojas: Vec<usize>,
    /// Its sum, if some edition says it.
    pub(super) valor: Option<i64>,
    /// Whether its sum is known not to be zero, although no edition says it.
    pub(super) ocupado: bool,
}

/// The model of the reader.
pub(super) struct Vista<'a> {
    pub(super) cadena: Cadena<'a>,
    /// Number of leaves.
    pub(super) hojas: usize,
    /// By its cells.
    hoja: BTreeMap<Vec<CasillaId>, usize>,
    /// Edition by edition.
    pub(super) casillas: IdVec<CasillaId, Casilla>,
    /// Where each edition's cells begin.
    inicio: Vec<usize>,
    pub(super) conjuntos: IdVec<ConjuntoId, Conjunto>,
    /// By edition.
    pub(super) lineas: Vec<Vec<Desglose>>,
    /// The same, where some part is not declared.
    pub(super) truncas: Vec<Vec<Desglose>>,
    /// Cells that contradict others.
    pub(super) choques: Vec<(CasillaId, &'static str)>,
}

/// More joint leaves than this are refused: nobody could look at all of them.
const HOJAS: usize = 4_000_000;

impl<'a> Vista<'a> {
    pub(super) fn new(cadena: Cadena<'a>) -> Result<Self, String> {
        let mut casillas = Vec::new();
        let mut inicio = Vec::new();
        for (edicion, eslabon) in cadena.eslabones.iter().enumerate() {
            inicio.push(casillas.len());
            for (celda, (_, valor)) in eslabon.documento.celdas.iter().enumerate() {
                let valor = valor.map(i64::try_from).transpose();
                // Sums of these must not overflow, and must be exact as floating point.
                let valor = valor.ok().filter(|v| v.is_none_or(|v| v < 1 << 40));
                let valor = valor.ok_or_else(|| format!("la celda {celda} es demasiado grande"))?;
                casillas.push(Casilla {
                    edicion,
                    celda,
                    valor,
                    conjunto: None,
                });
            }
        }
        let mut modelo = Self {
            cadena,
            hojas: 0,
            hoja: BTreeMap::new(),
            casillas: casillas.into(),
            inicio,
            conjuntos: vec![].into(),
            lineas: vec![],
            truncas: vec![],
            choques: vec![],
        };
        let de_casilla = modelo.enumerate()?;
        modelo.join(&de_casilla);
        modelo.lineas = (0..modelo.inicio.len())
            .map(|edicion| modelo.lines(edicion, false))
            .collect();
        modelo.truncas = (0..modelo.inicio.len())
            .map(|edicion| modelo.lines(edicion, true))
            .collect();
        Ok(modelo)
    }

    /// The leaves that a reader cannot exclude, by cell.
    fn enumerate(&mut self) -> Result<IdVec<CasillaId, Vec<usize>>, String> {
        let clases = &self.cadena.clases;
        let bloques = self.cadena.bloques() + 1;
        let cuantas = clases
            .iter()
            .try_fold(bloques, |n, clases| n.checked_mul(*clases));
        if cuantas.is_none_or(|n| n > HOJAS) {
            return Err(format!("hay más de {HOJAS} hojas conjuntas"));
        }
        let mut iguales: BTreeMap<Vec<CasillaId>, usize> = BTreeMap::new();
        let mut joint = vec![0; clases.len()];
        loop {
            for bloque in 0..bloques {
                if let Some(casillas) = self.containing(&joint, bloque) {
                    let siguiente = iguales.len();
                    iguales.entry(casillas).or_insert(siguiente);
                }
            }
            if !advance(&mut joint, clases) {
                break;
            }
        }
        self.hojas = iguales.len();
        let mut de_casilla = IdVec::filled(self.casillas.len(), vec![]);
        for (casillas, hoja) in &iguales {
            for casilla in casillas {
                de_casilla[*casilla].push(*hoja);
            }
        }
        for hojas in &mut de_casilla {
            hojas.sort_unstable();
        }
        self.hoja = iguales;
        Ok(de_casilla)
    }

    /// The cells that contain a joint leaf; nothing if none does, or one that is published as zero.
    fn containing(&self, joint: &[usize], bloque: usize) -> Option<Vec<CasillaId>> {
        let mut casillas = Vec::new();
        let mut viva = true;
        for (edicion, eslabon) in self.cadena.eslabones.iter().enumerate() {
            if eslabon.bloque >= bloque && viva {
                self.cadena.cells(edicion, joint, &mut |celda| {
                    let casilla = self.casilla(edicion, celda);
                    viva &= self.casillas[casilla].valor != Some(0);
                    casillas.push(casilla);
                });
            }
        }
        (viva && !casillas.is_empty()).then_some(casillas)
    }

    /// The leaf that a joint leaf was merged into; nothing if a reader can exclude it.
    pub(super) fn leaf(&self, joint: &[usize], bloque: usize) -> Option<usize> {
        self.hoja.get(&self.containing(joint, bloque)?).copied()
    }

    fn join(&mut self, de_casilla: &IdVec<CasillaId, Vec<usize>>) {
        let mut iguales: BTreeMap<&Vec<usize>, ConjuntoId> = BTreeMap::new();
        for i in self.casillas.ids() {
            let hojas = &de_casilla[i];
            let casilla = &mut self.casillas[i];
            let ceros = self.cadena.eslabones[casilla.edicion].documento.ceros;
            let ocupado = casilla.valor.is_none() && ceros == Ceros::Publicados;
            if hojas.is_empty() {
                if ocupado || casilla.valor.is_some_and(|valor| valor > 0) {
                    self.choques
                        .push((i, "no es cero, pero lo que la compone se publica como cero"));
                }
                continue;
            }
            let conjunto = *iguales.entry(hojas).or_insert_with(|| {
                self.conjuntos.push(Conjunto {
                    hojas: hojas.clone(),
                    valor: None,
                    ocupado: false,
                })
            });
            casilla.conjunto = Some(conjunto);
            let conjunto = &mut self.conjuntos[conjunto];
            conjunto.ocupado |= ocupado;
            if let Some(valor) = casilla.valor
                && conjunto
                    .valor
                    .replace(valor)
                    .is_some_and(|otro| otro != valor)
            {
                self.choques
                    .push((i, "otra celda con las mismas hojas dice otra cosa"));
            }
        }
    }

    fn lines(&self, edicion: usize, truncas: bool) -> Vec<Desglose> {
        let lineas = self.cadena.eslabones[edicion].lines().into_iter();
        lineas
            .filter(|(.., trunca)| *trunca == truncas)
            .map(|(d, celda, partes, _)| {
                (
                    d,
                    self.casilla(edicion, celda),
                    (partes.into_iter())
                        .map(|parte| self.casilla(edicion, parte))
                        .collect(),
                )
            })
            .collect()
    }

    /// A cell, by its edition and its position there.
    pub(super) fn casilla(&self, edicion: usize, celda: usize) -> CasillaId {
        CasillaId::new(self.inicio[edicion] + celda)
    }

    /// The count of a cell, if it is known without any computation.
    pub(super) fn known(&self, casilla: CasillaId) -> Option<i64> {
        match self.casillas[casilla].conjunto {
            Some(conjunto) => self.conjuntos[conjunto].valor,
            None => Some(0),
        }
    }

    /// The texts of the codes of a cell.
    pub(super) fn nombres(&self, casilla: CasillaId) -> Vec<String> {
        let casilla = &self.casillas[casilla];
        self.cadena.eslabones[casilla.edicion].nombres(casilla.celda)
    }

    /// The same cell, by text, in the edition before.
    pub(super) fn before(&self, casilla: CasillaId) -> Option<CasillaId> {
        let anterior = self.casillas[casilla].edicion.checked_sub(1)?;
        let celda = self.cadena.eslabones[anterior].named(&self.nombres(casilla))?;
        Some(self.casilla(anterior, celda))
    }
}

/// The next combination of classes, if there is one.
fn advance(joint: &mut [usize], clases: &[usize]) -> bool {
    for (posicion, clases) in joint.iter_mut().zip(clases).rev() {
        *posicion += 1;
        if *posicion < *clases {
            return true;
        }
        *posicion = 0;
    }
    false
}
