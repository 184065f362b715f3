//! What published counts of distinct persons give away: small differences and overlaps, and the bounds that
//! they set to each other, to what is withheld, and to services.
//!
//! A reader is taken to know the inequalities of [`sistema`], and that nothing withheld is zero but in breakdowns by
//! violence. Bounds are propagated until nothing moves: what they close in on is given away for certain. What they leave
//! open is not proven to be: that takes registers ([`super::super::registros`]).

mod builder;
mod callado;
mod estado;
mod remedio;
mod sistema;
mod sondeo;

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::demas::{self, Papel};
use crate::cubo::{Coordenadas, Eje, Ejes};
use crate::proteccion::posibles::Posibles;
use ::proteccion::auditoria::{Auditoria, Clase, Hallazgo};
use estado::{Conocido, Cota, SIN_LIMITE};
pub(crate) use remedio::Meta;
use sistema::{Linea, Sistema};
pub(crate) use sondeo::Sondeo;

/// What bounds say of the cells of an edition to whoever reads it.
pub(crate) struct Lector {
    /// With the member that a reader invents.
    ejes: Ejes,
    sistema: Sistema,
    /// What each count can be by itself.
    propias: Vec<Cota>,
    estado: Conocido,
    /// What tightening came to, as long as no count has changed since: it is asked for one number after another.
    sabido: Option<Result<(), usize>>,
    umbral: i64,
}

/// Something given away: which test, which cells, what they are narrowed to, and why.
struct Fuga {
    clase: Clase,
    celdas: Vec<Coordenadas>,
    intervalo: (i64, i64),
    motivo: &'static str,
}

/// A number that can be as many values is not looked at more closely: nobody would call it narrow.
const SUPUESTO: i64 = 12;

const DIFERENCIA: &str = "las personas de la segunda que no están en la primera";
const COMUNES: &str = "las personas que comparten sus partes";
const COTA: &str = "lo publicado la acota";

/// A count as bounds take it. An edition that somebody made up may say any number: one beyond all persons that there are is
/// no limit, so that sums of them stay within 63 bits.
fn signed(cuenta: u64) -> i64 {
    i64::try_from(cuenta).map_or(SIN_LIMITE, |cuenta| cuenta.min(SIN_LIMITE))
}

/// The least that a withheld cell can be by itself: a breakdown by violence is withheld with its zeros.
fn least(celda: &Coordenadas) -> i64 {
    i64::from(celda[Eje::Violencia] == 0)
}

/// Audits published persons and services with what they say and no more, as anybody can: finds what is given away for
/// certain. Withheld counts are `None`.
pub(crate) fn personas_publicadas(
    ejes: &Ejes,
    umbral: u64,
    personas: &BTreeMap<Coordenadas, Option<u64>>,
    servicios: &BTreeMap<Coordenadas, Option<u64>>,
) -> Auditoria {
    // Nothing says what came late.
    let nada = Posibles::default();
    match demas::invent(ejes, personas, |_, _| None) {
        Some((ejes, personas)) => Lector::new(&ejes, umbral, &personas, servicios, &nada).audit(),
        None => Lector::new(ejes, umbral, personas, servicios, &nada).audit(),
    }
}

impl Lector {
    /// The cells that are published, and those that are not.
    pub(crate) fn new(
        ejes: &Ejes,
        umbral: u64,
        personas: &BTreeMap<Coordenadas, Option<u64>>,
        servicios: &BTreeMap<Coordenadas, Option<u64>>,
        posibles: &Posibles,
    ) -> Self {
        let cota = |(celda, cuenta): (&Coordenadas, &Option<u64>)| match cuenta {
            Some(cuenta) => (signed(*cuenta), signed(*cuenta)),
            // Nothing says that somebody is not a woman.
            None if demas::es(ejes, celda) => (0, SIN_LIMITE),
            None => (least(celda), SIN_LIMITE),
        };
        let of = |celdas: &BTreeMap<Coordenadas, Option<u64>>| -> Vec<Coordenadas> {
            celdas.keys().copied().collect()
        };
        let ejes = callado::invent(ejes);
        let sistema = Sistema::new(&ejes, &of(personas), &of(servicios), posibles);
        let mut propias: Vec<Cota> = personas.iter().chain(servicios).map(cota).collect();
        propias.resize(sistema.numeros, (0, SIN_LIMITE));
        Self {
            ejes,
            propias,
            sistema,
            estado: Conocido::default(),
            sabido: None,
            umbral: signed(umbral),
        }
    }

    /// Tightens the bounds as far as they go.
    ///
    /// # Errors
    /// The cell that no number fits.
    pub(crate) fn tighten(&mut self) -> Result<(), usize> {
        if let Some(hecho) = self.sabido {
            return hecho;
        }
        self.estado = Conocido::new(self.propias.clone());
        let hecho = self.sistema.propagate(&mut self.estado);
        self.estado.forget();
        *self.sabido.insert(hecho)
    }

    /// What bounds leave open, for programs.
    pub(crate) fn sondeo(&self) -> Sondeo<'_> {
        Sondeo::new(&self.sistema, self.estado.cotas())
    }

    /// What a sum of cells is between, and the published cells that bound it. Where that is narrow, each end is supposed
    /// to be true too: what contradicts that moves it.
    pub(crate) fn probe(&mut self, terminos: &[(usize, i64)]) -> (Cota, Vec<usize>) {
        let numero = self.number(terminos);
        let celdas = terminos.iter().map(|(celda, _)| *celda);
        let celdas: Vec<usize> = celdas.chain(numero).collect();
        let mut culpables = self.because(&celdas);
        let mut cota = self.interval(terminos);
        let Some(numero) = numero else {
            return (cota, culpables);
        };
        let antes = self.estado.now();
        self.estado.suppose(numero, cota);
        while cota.0 < cota.1 && cota.1 - cota.0 < SUPUESTO {
            let (bajo, alto) = cota;
            let (nueva, razones) = if let Some(razones) = self.refuted(numero, bajo) {
                ((bajo + 1, alto), razones)
            } else if let Some(razones) = self.refuted(numero, alto) {
                ((bajo, alto - 1), razones)
            } else {
                break;
            };
            culpables.extend(razones);
            self.estado.suppose(numero, nueva);
            let sigue = self.sistema.follow_from(numero, &mut self.estado);
            cota = self.estado.cotas()[numero];
            if sigue.is_err() {
                break;
            }
        }
        self.estado.back(&antes);
        culpables.sort_unstable();
        culpables.dedup();
        (cota, culpables)
    }

    /// The published cells that contradict a value of a number; nothing if it may be that.
    fn refuted(&mut self, numero: usize, valor: i64) -> Option<Vec<usize>> {
        let antes = self.estado.now();
        self.estado.suppose(numero, (valor, valor));
        let roto = self.sistema.follow_from(numero, &mut self.estado);
        let razones = roto.err().map(|celda| self.because(&[celda]));
        self.estado.back(&antes);
        razones
    }

    /// The position of a sum that has bounds of its own.
    fn number(&self, terminos: &[(usize, i64)]) -> Option<usize> {
        if let [(celda, 1)] = terminos {
            return Some(*celda);
        }
        let mut orden = terminos.to_vec();
        orden.sort_unstable();
        self.sistema.sumas.get(&orden).copied()
    }

    /// The published cells that bound some others, by position.
    fn because(&self, celdas: &[usize]) -> Vec<usize> {
        let mut todas = self.sistema.because(celdas, &self.estado);
        todas.retain(|celda| {
            self.propias[*celda].1 < SIN_LIMITE && *celda < self.sistema.celdas.len()
        });
        todas
    }

    /// A cell is not published after all. What was known of it by itself.
    pub(crate) fn put_away(&mut self, celda: usize) -> (i64, i64) {
        let minimo = least(&self.sistema.celdas[celda]);
        self.sabido = None;
        std::mem::replace(&mut self.propias[celda], (minimo, SIN_LIMITE))
    }

    /// It is published again.
    pub(crate) fn put_back(&mut self, celda: usize, antes: (i64, i64)) {
        self.sabido = None;
        self.propias[celda] = antes;
    }

    /// What a sum of cells is between, by position among persons and then services.
    pub(crate) fn interval(&self, terminos: &[(usize, i64)]) -> (i64, i64) {
        let (suelo, techo) = terminos.iter().fold((0, 0), |(suelo, techo), (celda, n)| {
            let (bajo, alto) = self.estado.cotas()[*celda];
            let (bajo, alto) = if *n > 0 { (bajo, alto) } else { (alto, bajo) };
            (suelo + n * bajo, techo + n * alto)
        });
        match self
            .number(terminos)
            .map(|numero| self.estado.cotas()[numero])
        {
            Some((bajo, alto)) => (suelo.max(bajo), techo.min(alto)),
            None => (suelo, techo),
        }
    }

    /// What is given away for certain.
    fn audit(&mut self) -> Auditoria {
        let mut auditoria = Auditoria::default();
        if let Err(celda) = self.tighten() {
            let fuga = Fuga {
                clase: Clase::Inconsistente,
                celdas: self
                    .sistema
                    .celdas
                    .get(celda)
                    .copied()
                    .into_iter()
                    .collect(),
                intervalo: self.estado.cotas()[celda],
                motivo: "lo publicado, o lo cerrado y el registro de hoy, se contradicen",
            };
            auditoria.record(
                fuga.clase,
                self.estado.cotas().len(),
                0,
                vec![self.finding(&fuga)],
            );
            return auditoria;
        }
        let pruebas = [
            self.published(),
            self.differences(),
            self.overlaps(),
            self.widths(),
        ];
        for (clase, casos, fugas) in pruebas {
            let hallazgos = fugas.iter().map(|fuga| self.finding(fuga)).collect();
            auditoria.record(clase, casos, 0, hallazgos);
        }
        auditoria.hallazgos.sort();
        auditoria
    }

    fn of_persons(&self) -> &[Cota] {
        &self.estado.cotas()[..self.sistema.personas]
    }

    fn small(&self, personas: i64) -> bool {
        (1..self.umbral).contains(&personas)
    }

    /// Whether a number is small for certain.
    fn tells(&self, (bajo, alto): (i64, i64)) -> bool {
        bajo > 0 && alto < self.umbral
    }

    fn finding(&self, fuga: &Fuga) -> Hallazgo {
        let names = |celda: &Coordenadas| {
            celda
                .iter()
                .filter(|(eje, m)| *m > 0 || *eje == Eje::Tiempo)
                .map(|(eje, m)| self.ejes.miembro(eje, m).nombre.clone())
                .collect()
        };
        let (bajo, alto) = fuga.intervalo;
        let alto = Some(alto).filter(|alto| *alto < SIN_LIMITE);
        Hallazgo {
            clase: fuga.clase,
            edicion: 0,
            celdas: fuga.celdas.iter().map(names).collect(),
            intervalo: Some((bajo, alto)),
            motivo: fuga.motivo.to_owned(),
        }
    }

    /// Whether a cell is one of those that all is asked of.
    fn asked(&self, celda: usize) -> bool {
        self.sistema.papeles[celda] != Papel::Callada
    }

    fn published(&self) -> (Clase, usize, Vec<Fuga>) {
        let pocas = |(celda, (bajo, alto)): (usize, &(i64, i64))| {
            (bajo == alto && self.small(*bajo)).then(|| Fuga {
                clase: Clase::Exacta,
                celdas: vec![self.sistema.celdas[celda]],
                intervalo: (*bajo, *alto),
                motivo: "se publica o se deduce",
            })
        };
        let fugas = self.of_persons().iter().enumerate().filter_map(pocas);
        (Clase::Exacta, self.sistema.personas, fugas.collect())
    }

    /// Every part of a whole, but for those that differ from it by sex and age alone: of what these leave outside, the
    /// other sexes and ages are asked about themselves.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let celdas = &self.sistema.celdas[..self.sistema.personas];
        let mut pares = Vec::new();
        for (parte, de_la_parte) in celdas.iter().enumerate() {
            if self.estado.cotas()[parte].0 == 0 || !self.asked(parte) {
                continue;
            }
            for (todo, del_todo) in celdas.iter().enumerate() {
                let mismo = |eje: Eje| de_la_parte[eje] == del_todo[eje];
                if parte != todo
                    && self.asked(todo)
                    && !Eje::iter().all(|eje| eje.exclusivo() || mismo(eje))
                    && self.ejes.dentro(de_la_parte, del_todo)
                {
                    pares.push((parte, todo));
                }
            }
        }
        pares
    }

    /// Persons of a whole outside a part: few, and both are known or nearly.
    fn differences(&self) -> (Clase, usize, Vec<Fuga>) {
        let pares = self.pairs();
        let fuga = |(parte, todo): &(usize, usize)| {
            let ((bajo, alto), (suelo, techo)) =
                (self.estado.cotas()[*parte], self.estado.cotas()[*todo]);
            let intervalo = (suelo - alto, techo - bajo);
            self.tells(intervalo).then(|| Fuga {
                clase: Clase::SumaImplicita,
                celdas: vec![self.sistema.celdas[*parte], self.sistema.celdas[*todo]],
                intervalo,
                motivo: DIFERENCIA,
            })
        };
        let fugas = pares.iter().filter_map(fuga).collect();
        (Clase::SumaImplicita, pares.len(), fugas)
    }

    /// Persons that all the parts of a whole share.
    fn overlaps(&self) -> (Clase, usize, Vec<Fuga>) {
        let lineas = self.sistema.lineas.iter();
        let counted = |linea: &&Linea| {
            let mut celdas = linea.partes.iter().chain([&linea.todo]);
            celdas.all(|celda| *celda < self.sistema.personas && self.asked(*celda))
                // Between all violence and its types is the one that was invented.
                && (linea.inmediata || linea.eje == Eje::Violencia)
                && !linea.eje.exclusivo()
        };
        let lineas = lineas.filter(counted);
        let (mut casos, mut fugas) = (0, vec![]);
        for linea in lineas {
            casos += 1;
            let mut terminos: Vec<(usize, i64)> = linea.partes.iter().map(|p| (*p, 1)).collect();
            terminos.push((linea.todo, -1));
            let intervalo = self.interval(&terminos);
            if self.tells(intervalo) {
                fugas.push(Fuga {
                    clase: Clase::SumaImplicita,
                    celdas: vec![self.sistema.celdas[linea.todo]],
                    intervalo,
                    motivo: COMUNES,
                });
            }
        }
        (Clase::SumaImplicita, casos, fugas)
    }

    fn widths(&self) -> (Clase, usize, Vec<Fuga>) {
        let estrecha = |(celda, cota): (usize, &(i64, i64))| {
            self.tells(*cota).then(|| Fuga {
                clase: Clase::Estrecha,
                celdas: vec![self.sistema.celdas[celda]],
                intervalo: *cota,
                motivo: COTA,
            })
        };
        let fugas = self.of_persons().iter().enumerate().filter_map(estrecha);
        (Clase::Estrecha, self.sistema.personas, fugas.collect())
    }
}
