//! The neighbours of a person: who she could have been, one small step away each. Small steps disturb few published counts, so
//! that few others put them right.

#![expect(
    clippy::similar_names,
    reason = "rows are filas, and the finest members finas"
)]

use std::collections::BTreeSet;

use super::filas::{Filas, at};
use super::padron::{Alguien, Padron};
use crate::cubo::{Clase, Coordenadas, Eje};

/// One step from who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cambio {
    /// She is not there.
    Nadie,
    /// There is one more like her.
    Otra,
    /// There is one more, with one of her attentions alone.
    Sola(u32),
    /// One attention less.
    Quita(u32),
    /// One attention more.
    Pone(u32),
    /// One attention is another.
    Trueca(u32, u32),
    /// Another sex.
    Sexo(u16),
    /// Another age.
    Edad(u16),
    /// All her attentions in another place, unit or month, or with another service.
    Muda(Eje, u16),
}

impl Cambio {
    /// Whether nobody makes room for who comes.
    pub(super) fn llega(self) -> bool {
        matches!(self, Self::Otra | Self::Sola(_))
    }

    /// Who there is after the step; nobody, if she goes.
    pub(super) fn apply(self, padron: &Padron, quien: &Alguien) -> Option<Alguien> {
        let mut otra = quien.clone();
        match self {
            Self::Nadie => return None,
            Self::Otra => {}
            Self::Sola(tipo) => otra.atenciones = vec![(tipo, 1)],
            Self::Quita(tipo) => otra.remove(tipo),
            Self::Pone(tipo) => otra.insert(tipo, 1),
            Self::Trueca(quita, pone) => {
                otra.remove(quita);
                otra.insert(pone, 1);
            }
            Self::Sexo(sexo) => otra.sexo = sexo,
            Self::Edad(edad) => otra.edad = edad,
            Self::Muda(eje, miembro) => {
                otra.atenciones.clear();
                for (tipo, veces) in &quien.atenciones {
                    let clase = moved(&padron.tipo(*tipo).clase, eje, miembro);
                    otra.insert(padron.find(&clase)?, *veces);
                }
            }
        }
        Some(otra)
    }
}

pub(super) fn moved(clase: &Clase, eje: Eje, miembro: u16) -> Clase {
    let mut otra = clase.clone();
    if eje == Eje::Violencia {
        otra.violencias = vec![miembro];
    } else {
        otra.hoja[eje] = miembro;
    }
    otra
}

/// Members that a step can lead to: the finest of each dimension.
pub(super) struct Pasos {
    /// By dimension that places an attention.
    finas: Vec<(Eje, Vec<u16>)>,
    /// Types of violence that can stand together, and what stands alone.
    tipos: Vec<u16>,
    especiales: Vec<u16>,
    sexos: Vec<u16>,
    edades: Vec<u16>,
    /// Whether an attention may change in two things at once.
    de_dos: bool,
    /// By kind of attention: those that differ from it in one thing, or in two, and can be.
    cerca: Vec<Option<Vec<u32>>>,
}

/// Patterns of a register in which an attention changes in two things at once, at most, if one of them alone would lead where
/// everybody knows that there is nobody: where few are in many places, hardly anything else leads anywhere.
const DE_DOS: usize = 300;

/// Dimensions that place an attention, time among them.
pub(super) const LUGARES: [Eje; 5] = [
    Eje::Tiempo,
    Eje::Lugar,
    Eje::Servicio,
    Eje::Visita,
    Eje::Unidad,
];

impl Pasos {
    pub(super) fn new(filas: &Filas, padron: &Padron) -> Self {
        let ejes = filas.ejes;
        let leaves = |eje: Eje| -> Vec<u16> {
            let miembros = (0u16..).take(ejes.miembros(eje).len());
            let finas = miembros.filter(|m| ejes.partes(eje, *m).next().is_none());
            finas.collect()
        };
        // Months that nothing counts are no place to go.
        let mes = |hoja: &Coordenadas| hoja[Eje::Tiempo];
        let meses: BTreeSet<u16> = padron.tipos.iter().map(|t| mes(&t.clase.hoja)).collect();
        let finas = LUGARES.map(|eje| {
            let mut finas = leaves(eje);
            if eje == Eje::Tiempo {
                finas.retain(|mes| meses.contains(mes));
            }
            (eje, finas)
        });
        let violencias = leaves(Eje::Violencia);
        let (especiales, tipos) = violencias
            .into_iter()
            .partition(|v| ejes.miembro(Eje::Violencia, *v).especial());
        Self {
            finas: finas.into(),
            tipos,
            especiales,
            sexos: leaves(Eje::Sexo),
            edades: leaves(Eje::Edad),
            de_dos: padron.quienes.len() <= DE_DOS,
            cerca: vec![],
        }
    }

    /// The kinds of attention that differ from one in one thing, or in two.
    fn near(&mut self, filas: &Filas, padron: &mut Padron, tipo: u32) -> Vec<u32> {
        if let Some(Some(cerca)) = self.cerca.get(at(tipo)) {
            return cerca.clone();
        }
        let clase = padron.tipo(tipo).clase.clone();
        let mut otras: BTreeSet<Clase> = BTreeSet::new();
        for (eje, finas) in &self.finas {
            for una in finas.iter().map(|miembro| moved(&clase, *eje, *miembro)) {
                let numero = padron.kind(filas, &una);
                if self.de_dos && padron.tipo(numero).vedado {
                    let demas = self.finas.iter().filter(|(otro, _)| otro != eje);
                    for (otro, finas) in demas {
                        otras.extend(finas.iter().map(|miembro| moved(&una, *otro, *miembro)));
                    }
                }
                otras.insert(una);
            }
        }
        for violencias in self.violences(&clase.violencias) {
            otras.insert(Clase {
                violencias,
                ..clase.clone()
            });
        }
        otras.remove(&clase);
        let mut cerca: Vec<u32> = otras.iter().map(|otra| padron.kind(filas, otra)).collect();
        cerca.retain(|otra| !padron.tipo(*otra).vedado);
        if self.cerca.len() <= at(tipo) {
            self.cerca.resize(at(tipo) + 1, None);
        }
        self.cerca[at(tipo)] = Some(cerca.clone());
        cerca
    }

    /// Sets of types of violence that are one type away from another; what stands alone, instead of all of them.
    fn violences(&self, de: &[u16]) -> BTreeSet<Vec<u16>> {
        if de == [0] {
            return BTreeSet::new();
        }
        let mut otras: BTreeSet<Vec<u16>> = self.especiales.iter().map(|e| vec![*e]).collect();
        let sola = de.iter().any(|v| self.especiales.contains(v));
        for tipo in &self.tipos {
            if sola {
                otras.insert(vec![*tipo]);
                continue;
            }
            let mut otra = de.to_vec();
            match otra.binary_search(tipo) {
                Ok(i) if otra.len() > 1 => {
                    otra.remove(i);
                }
                Ok(_) => {}
                Err(i) => {
                    otra.insert(i, *tipo);
                    for quita in de {
                        let mut cambiada = otra.clone();
                        cambiada.retain(|t| t != quita);
                        otras.insert(cambiada);
                    }
                }
            }
            otras.insert(otra);
        }
        otras
    }

    /// Everything that somebody could be instead, one step away.
    pub(super) fn of(
        &mut self,
        filas: &Filas,
        padron: &mut Padron,
        quien: &Alguien,
        visit: &mut dyn FnMut(&Padron, Cambio),
    ) {
        visit(padron, Cambio::Otra);
        visit(padron, Cambio::Nadie);
        let total: u32 = quien.atenciones.iter().map(|(_, n)| n).sum();
        for (tipo, _) in &quien.atenciones {
            let cerca = self.near(filas, padron, *tipo);
            if total > 1 {
                visit(padron, Cambio::Quita(*tipo));
            }
            if !quien.anonima {
                visit(padron, Cambio::Pone(*tipo));
                if total > 1 {
                    visit(padron, Cambio::Sola(*tipo));
                }
            }
            for otra in cerca {
                visit(padron, Cambio::Trueca(*tipo, otra));
                if !quien.anonima {
                    visit(padron, Cambio::Pone(otra));
                }
            }
        }
        if quien.anonima {
            return;
        }
        let sexos = self.sexos.iter().filter(|s| **s != quien.sexo);
        sexos.for_each(|sexo| visit(padron, Cambio::Sexo(*sexo)));
        let edades = self.edades.iter().filter(|e| **e != quien.edad);
        edades.for_each(|edad| visit(padron, Cambio::Edad(*edad)));
        if quien.atenciones.len() > 1 {
            self.moves(filas, padron, quien, visit);
        }
    }

    /// All her attentions in another place, unit or month, or of another type of violence, at once.
    fn moves(
        &self,
        filas: &Filas,
        padron: &mut Padron,
        quien: &Alguien,
        visit: &mut dyn FnMut(&Padron, Cambio),
    ) {
        let violencias = self.tipos.iter().chain(&self.especiales).copied().collect();
        for (eje, miembros) in self.finas.iter().chain([&(Eje::Violencia, violencias)]) {
            for miembro in miembros {
                let puede = quien.atenciones.iter().all(|(tipo, _)| {
                    let clase = moved(&padron.tipo(*tipo).clase, *eje, *miembro);
                    let nuevo = padron.kind(filas, &clase);
                    nuevo == *tipo || !padron.tipo(nuevo).vedado
                });
                if puede {
                    visit(padron, Cambio::Muda(*eje, *miembro));
                }
            }
        }
    }
}
