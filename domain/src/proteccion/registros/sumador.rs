//! The sums of what a change of one person does to each row. They are added and taken back, so that a step costs what it
//! touches, and not what there is.

use super::filas::{Filas, at};
use super::padron::{Alguien, Padron};
use super::vecinas::Cambio;
use crate::cubo::Eje;

/// Adds up, by row, what somebody counts and what a step of hers changes.
pub(super) struct Sumador<'a> {
    filas: &'a Filas<'a>,
    cuentas: Vec<i32>,
    tocada: Vec<bool>,
    tocadas: Vec<u32>,
    /// How many of her kinds of attention are in each base.
    de_base: Vec<u32>,
    /// By member of sex and of age: whether she is in it.
    sexos: Vec<bool>,
    edades: Vec<bool>,
}

impl<'a> Sumador<'a> {
    pub(super) fn new(filas: &'a Filas<'a>) -> Self {
        Self {
            filas,
            cuentas: vec![0; filas.todas.len()],
            tocada: vec![false; filas.todas.len()],
            tocadas: vec![],
            de_base: vec![0; filas.de_base.len()],
            sexos: vec![false; filas.ejes.miembros(Eje::Sexo).len()],
            edades: vec![false; filas.ejes.miembros(Eje::Edad).len()],
        }
    }

    fn put(&mut self, fila: u32, cuanto: i32) {
        self.cuentas[at(fila)] += cuanto;
        if !std::mem::replace(&mut self.tocada[at(fila)], true) {
            self.tocadas.push(fila);
        }
    }

    /// She counts in a base, or does not any more.
    fn base(&mut self, base: u32, cuanto: i32) {
        let filas = self.filas;
        for (sexo, edad, fila) in &filas.de_base[at(base)] {
            if self.sexos[usize::from(*sexo)] && self.edades[usize::from(*edad)] {
                self.put(*fila, cuanto);
            }
        }
    }

    fn be(&mut self, sexo: u16, edad: u16) {
        let ejes = self.filas.ejes;
        let suyas = [
            (Eje::Sexo, sexo, &mut self.sexos),
            (Eje::Edad, edad, &mut self.edades),
        ];
        for (eje, miembro, dentro) in suyas {
            dentro.fill(false);
            ejes.arriba(eje, miembro)
                .for_each(|de| dentro[usize::from(de)] = true);
        }
    }

    /// One kind of attention more, of which she has so many.
    fn enter(&mut self, padron: &Padron, quien: &Alguien, tipo: u32, veces: u32, nueva: bool) {
        let tipo = padron.tipo(tipo);
        let veces = i32::try_from(veces).expect("nobody has so many attentions");
        tipo.servicios
            .iter()
            .for_each(|fila| self.put(*fila, veces));
        if quien.anonima || !nueva {
            return;
        }
        for base in &tipo.bases {
            self.de_base[at(*base)] += 1;
            if self.de_base[at(*base)] == 1 {
                self.base(*base, 1);
            }
        }
    }

    /// One kind of attention less, of which she had so many.
    fn leave(&mut self, padron: &Padron, quien: &Alguien, tipo: u32, veces: u32, toda: bool) {
        let tipo = padron.tipo(tipo);
        let veces = i32::try_from(veces).expect("nobody has so many attentions");
        tipo.servicios
            .iter()
            .for_each(|fila| self.put(*fila, -veces));
        if quien.anonima || !toda {
            return;
        }
        for base in &tipo.bases {
            self.de_base[at(*base)] -= 1;
            if self.de_base[at(*base)] == 0 {
                self.base(*base, -1);
            }
        }
    }

    /// Looks at somebody: what steps of hers do comes next.
    pub(super) fn load(&mut self, padron: &Padron, quien: &Alguien) {
        self.be(quien.sexo, quien.edad);
        for (tipo, veces) in &quien.atenciones {
            self.enter(padron, quien, *tipo, *veces, true);
        }
        self.forget();
    }

    /// Looks away from somebody who was looked at.
    pub(super) fn unload(&mut self, padron: &Padron, quien: &Alguien) {
        for (tipo, veces) in &quien.atenciones {
            self.leave(padron, quien, *tipo, *veces, true);
        }
        self.forget();
    }

    fn forget(&mut self) {
        for fila in self.tocadas.drain(..) {
            self.cuentas[at(fila)] = 0;
            self.tocada[at(fila)] = false;
        }
    }

    /// What a step of whoever is looked at does, by row, ascending.
    pub(super) fn step(
        &mut self,
        padron: &Padron,
        quien: &Alguien,
        cambio: Cambio,
        salida: &mut Vec<(u32, i32)>,
    ) {
        let veces = |tipo: u32| {
            let i = quien.atenciones.binary_search_by_key(&tipo, |(t, _)| *t);
            i.map_or(0, |i| quien.atenciones[i].1)
        };
        match cambio {
            Cambio::Quita(tipo) => {
                let toda = veces(tipo) == 1;
                self.leave(padron, quien, tipo, 1, toda);
                self.take(salida);
                self.enter(padron, quien, tipo, 1, toda);
            }
            Cambio::Pone(tipo) => {
                let nueva = veces(tipo) == 0;
                self.enter(padron, quien, tipo, 1, nueva);
                self.take(salida);
                self.leave(padron, quien, tipo, 1, nueva);
            }
            Cambio::Trueca(quita, pone) => {
                let (toda, nueva) = (veces(quita) == 1, veces(pone) == 0);
                self.leave(padron, quien, quita, 1, toda);
                self.enter(padron, quien, pone, 1, nueva);
                self.take(salida);
                self.leave(padron, quien, pone, 1, nueva);
                self.enter(padron, quien, quita, 1, toda);
            }
            Cambio::Nadie
            | Cambio::Otra
            | Cambio::Sola(_)
            | Cambio::Sexo(_)
            | Cambio::Edad(_)
            | Cambio::Muda(..) => self.whole(padron, quien, cambio, salida),
        }
        self.forget();
    }

    /// The same for a step that changes all of her.
    fn whole(
        &mut self,
        padron: &Padron,
        quien: &Alguien,
        cambio: Cambio,
        salida: &mut Vec<(u32, i32)>,
    ) {
        for (tipo, veces) in &quien.atenciones {
            self.leave(padron, quien, *tipo, *veces, true);
        }
        if cambio.llega() {
            self.forget();
        }
        if let Some(otra) = cambio.apply(padron, quien) {
            self.be(otra.sexo, otra.edad);
            for (tipo, veces) in &otra.atenciones {
                self.enter(padron, &otra, *tipo, *veces, true);
            }
            self.take(salida);
            for (tipo, veces) in &otra.atenciones {
                self.leave(padron, &otra, *tipo, *veces, true);
            }
            self.be(quien.sexo, quien.edad);
        } else {
            self.take(salida);
        }
        for (tipo, veces) in &quien.atenciones {
            self.enter(padron, quien, *tipo, *veces, true);
        }
    }

    fn take(&mut self, salida: &mut Vec<(u32, i32)>) {
        salida.clear();
        for fila in &self.tocadas {
            let cuanto = self.cuentas[at(*fila)];
            if cuanto != 0 {
                salida.push((*fila, cuanto));
            }
        }
        salida.sort_unstable();
    }
}
