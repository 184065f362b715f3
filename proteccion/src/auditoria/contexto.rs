//! Everything that the tests look at.

use std::collections::BTreeSet;

use super::super::documento::Entrada;
use super::hallazgo::{Clase, Hallazgo, Intervalo};
use super::lineal::{Huella, Lineal};
use super::modelo::{CasillaId, ConjuntoId, Vista};
use super::reduccion::{Forma, Reducido};
use super::verdad::{Cuenta, Verdad};
use crate::tabla::IdVec;

/// Model, its solution, and the truth for those who have it.
pub(super) struct Contexto<'a> {
    pub(super) modelo: Vista<'a>,
    pub(super) reducido: Reducido,
    pub(super) lineal: Lineal,
    /// By set of leaves: its value, if that follows from equations and simple bounds.
    fijos: IdVec<ConjuntoId, Option<i64>>,
    verdad: Option<Verdad>,
    /// A table that is consistent with what is published, for those who have the truth.
    pub(super) partida: Option<Vec<i64>>,
    /// Dimensions on which attributes are protected.
    pub(super) sensibles: Vec<usize>,
    /// Threshold and width of the table itself.
    exigidos: (i64, i64),
}

/// A threshold or a width. What is beyond all counts asks for as much.
fn signed(numero: u64) -> i64 {
    i64::try_from(numero).unwrap_or(i64::MAX)
}

impl<'a> Contexto<'a> {
    /// Nothing if no table is consistent with what is published.
    pub(super) fn new(
        modelo: Vista<'a>,
        verdad: Option<Verdad>,
        entrada: Option<&Entrada>,
    ) -> Option<Self> {
        let reducido = Reducido::new(&modelo)?;
        let lineal = Lineal::new(&reducido.filas, reducido.incognitas)?;
        let fijos = reducido
            .formas
            .iter()
            .map(|forma| lineal.evaluate(forma).constant())
            .collect();
        let publicada = modelo.cadena.eslabones.last()?.documento;
        // Neither document can ask for less than the other.
        let umbral = publicada.umbral.max(entrada.map_or(0, |e| e.umbral));
        let ancho = publicada.ancho.max(entrada.map_or(0, |e| e.ancho));
        let sensibles = entrada.map_or(vec![], |e| e.sensibles.clone());
        let exigidos = (signed(umbral), signed(ancho));
        let tabla = verdad.as_ref().and_then(|verdad| verdad.tabla.as_ref());
        let partida = tabla.map(|tabla| reducido.table(tabla));
        Some(Self {
            modelo,
            reducido,
            lineal,
            fijos,
            verdad,
            partida,
            sensibles,
            exigidos,
        })
    }

    /// Threshold and width of the edition of a cell.
    pub(super) fn required(&self, casilla: CasillaId) -> (i64, i64) {
        let edicion = self.modelo.casillas[casilla].edicion;
        let eslabones = &self.modelo.cadena.eslabones;
        if edicion + 1 == eslabones.len() {
            return self.exigidos;
        }
        let documento = eslabones[edicion].documento;
        (signed(documento.umbral), signed(documento.ancho))
    }

    pub(super) fn withheld(&self, casilla: CasillaId) -> bool {
        self.modelo.casillas[casilla].valor.is_none()
    }

    /// The true count, for those who have it.
    pub(super) fn truth(&self, casilla: CasillaId) -> Option<&Cuenta> {
        self.verdad.as_ref()?.cuentas[casilla].as_ref()
    }

    /// How many persons are behind some cells and none of some others, for those who have the truth.
    pub(super) fn persons(&self, casillas: &[CasillaId], menos: &[CasillaId]) -> Option<i64> {
        let leaves = |casillas: &[CasillaId]| -> Option<BTreeSet<usize>> {
            let cuentas = casillas.iter().map(|casilla| self.truth(*casilla));
            let cuentas: Option<Vec<_>> = cuentas.collect();
            Some(
                cuentas?
                    .into_iter()
                    .flat_map(|c| &c.ocupadas)
                    .copied()
                    .collect(),
            )
        };
        let (todas, menos) = (leaves(casillas)?, leaves(menos)?);
        let quedan = todas.difference(&menos).copied();
        Some(self.verdad.as_ref()?.persons(quedan))
    }

    /// The value of a cell, if it follows from what is published.
    pub(super) fn fixed(&self, casilla: CasillaId) -> Option<i64> {
        match self.modelo.casillas[casilla].conjunto {
            Some(conjunto) => self.fijos[conjunto],
            None => Some(0),
        }
    }

    /// Whether a cell has to be protected; nothing for those who cannot know.
    pub(super) fn primary(&self, casilla: CasillaId) -> Option<bool> {
        let umbral = self.required(casilla).0;
        self.truth(casilla)
            .map(|c| c.fija || (1..umbral).contains(&c.personas.numero()))
    }

    /// Whether nobody may know that a cell has this value.
    pub(super) fn sensitive(&self, casilla: CasillaId, valor: i64) -> bool {
        let pequena = (1..self.required(casilla).0).contains(&valor);
        self.primary(casilla).unwrap_or(pequena)
    }

    pub(super) fn huella(&self, casilla: CasillaId) -> Huella {
        self.lineal.evaluate(&self.forma(casilla))
    }

    pub(super) fn forma(&self, casilla: CasillaId) -> Forma {
        let vacia = Forma {
            constante: 0,
            incognitas: vec![],
        };
        let conjunto = self.modelo.casillas[casilla].conjunto;
        conjunto.map_or(vacia, |conjunto| self.reducido.formas[conjunto].clone())
    }

    /// A finding about one or several cells of an edition.
    pub(super) fn finding(
        &self,
        clase: Clase,
        casillas: &[CasillaId],
        intervalo: Option<Intervalo>,
        motivo: &str,
    ) -> Hallazgo {
        Hallazgo {
            clase,
            edicion: casillas
                .first()
                .map_or(0, |c| self.modelo.casillas[*c].edicion),
            celdas: casillas
                .iter()
                .map(|casilla| self.modelo.nombres(*casilla))
                .collect(),
            intervalo,
            motivo: motivo.to_owned(),
        }
    }
}
