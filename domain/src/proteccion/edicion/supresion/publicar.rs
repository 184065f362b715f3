//! The second look at what is withheld: cells that need not be are published again.

use std::cmp::Reverse;

use super::super::servicios;
use super::super::trabajo::with_services;
use super::Supresion;
use crate::cubo::Eje;
use crate::proteccion::registros::Fila;

impl Supresion<'_> {
    /// Publishes what is withheld and need not be, services first and what is worth most.
    pub(super) fn publish_again(&mut self) {
        self.registros.renew();
        let ejes = &self.trabajo.rejilla.ejes;
        let todas = self.registros.filas.todas.iter().enumerate();
        let candidatas = todas.filter(|(i, fila)| self.may_be_published(*i, fila));
        let order = |(i, fila): (usize, &Fila)| {
            let peso = servicios::worth(ejes, &fila.celda);
            (!fila.de_servicios, Reverse(peso), i)
        };
        let mut candidatas: Vec<_> = candidatas.map(order).collect();
        candidatas.sort_unstable();
        // What is given away by what cannot be withheld is so whatever is published.
        let mut dadas = self.registros.open();
        dadas.retain(|forma| self.given_away(*forma));
        for (_, _, i) in candidatas {
            if self.stands_alone(i)
                && self.registros.publish(i, self.estricta)
                && self.still_open(i, &dadas)
            {
                self.ocultas.remove(&i);
            }
        }
    }

    /// Whether a cell may be published as far as services and persons go together: persons are not published without
    /// their services.
    fn stands_alone(&self, i: usize) -> bool {
        let filas = &self.registros.filas;
        let fila = &filas.todas[i];
        let servicios = filas.find(&with_services(&fila.celda), true);
        fila.de_servicios || servicios.is_none_or(|i| filas.todas[i].oculta.is_none())
    }

    /// Whether bounds leave what is left to them as it was, now that a cell is published; if not, it is not. `dadas`: what they
    /// gave away before, ascending.
    fn still_open(&mut self, fila: usize, dadas: &[usize]) -> bool {
        let verdad = self.registros.filas.todas[fila].verdad;
        self.lector.put_back(fila, (verdad, verdad));
        let mut abiertas = self.registros.open();
        abiertas.retain(|forma| dadas.binary_search(forma).is_err());
        let bien = !abiertas.into_iter().any(|forma| self.given_away(forma));
        if !bien {
            self.lector.put_away(fila);
            self.registros.withhold(&[fila]);
        }
        bien
    }

    /// Whether a cell is of many, open and withheld; if it is of services, for the sake of persons alone. Breakdowns by
    /// violence stay as they are, since their zeros are withheld with them.
    fn may_be_published(&self, i: usize, fila: &Fila) -> bool {
        let trabajo = self.trabajo;
        let verdad = u64::try_from(fila.verdad).expect("a count is not negative");
        let suya = if fila.de_servicios {
            self.ocultas.contains(&i)
        } else {
            !trabajo.cerradas.contains_key(&fila.celda)
                && trabajo.said(fila.medida(), &fila.celda)
                && !trabajo.plan.umbral.primary(verdad)
        };
        suya && fila.oculta.is_some() && verdad > 0 && fila.celda[Eje::Violencia] == 0
    }
}
