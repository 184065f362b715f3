//! What published counts of distinct persons give away: small differences and overlaps, and the bounds that
//! they set to each other, to what is withheld, and to services.
//!
//! A reader is taken to know that a part has at most the persons of its whole and of its services, that all the
//! parts of a whole have at least its persons and, over sex and age, exactly those, and that nothing withheld is
//! zero. Bounds are propagated until nothing moves.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::hallazgo::{Auditoria, Clase, Hallazgo};
use crate::Plan;
use crate::cubo::{Coordenadas, Eje, Ejes};

/// A true count, and whether it is published.
type Contadas = BTreeMap<Coordenadas, (u64, bool)>;

/// Rounds of propagation at most. Bounds only tighten, and a round that changes nothing is the last.
const RONDAS: usize = 2_000;

struct Lector<'a> {
    ejes: &'a Ejes,
    personas: &'a Contadas,
    umbral: u64,
    intervalos: BTreeMap<Coordenadas, (u64, u64)>,
}

/// Something given away: which test, which cells, what they are narrowed to, and why.
struct Fuga {
    clase: Clase,
    celdas: Vec<Coordenadas>,
    intervalo: (u64, u64),
    motivo: &'static str,
}

/// Audits the persons of an edition, of all that earlier ones of the year published, and their services. Also the
/// cells of each finding.
pub(crate) fn personas(
    ejes: &Ejes,
    plan: &Plan,
    personas: &Contadas,
    servicios: &Contadas,
) -> (Auditoria, Vec<Vec<Coordenadas>>) {
    let mut lector = Lector {
        ejes,
        personas,
        umbral: plan.umbral.valor(),
        intervalos: BTreeMap::new(),
    };
    lector.start(servicios);
    let estable = (0..RONDAS).any(|_| !lector.propagate() || lector.absurd().is_some());
    let mut auditoria = Auditoria::default();
    let mut fugas = Vec::new();
    if let Some(celda) = lector.absurd().or((!estable).then_some([0; Eje::TODOS])) {
        let fuga = Fuga {
            clase: Clase::Inconsistente,
            celdas: vec![celda],
            intervalo: lector.intervalos.get(&celda).copied().unwrap_or_default(),
            motivo: "lo publicado, o lo cerrado y el registro de hoy, se contradicen",
        };
        auditoria.record(fuga.clase, personas.len(), 0, vec![lector.finding(&fuga)]);
        return (auditoria, vec![]);
    }
    for (clase, casos, nuevas) in [
        lector.published(),
        lector.differences(plan.ancho),
        lector.overlaps(plan.ancho),
        lector.widths(plan.ancho),
    ] {
        let hallazgos = nuevas.iter().map(|fuga| lector.finding(fuga)).collect();
        auditoria.record(clase, casos, 0, hallazgos);
        fugas.extend(nuevas);
    }
    auditoria.hallazgos.sort();
    (
        auditoria,
        fugas.into_iter().map(|fuga| fuga.celdas).collect(),
    )
}

impl Lector<'_> {
    /// What is known of each count by itself.
    fn start(&mut self, servicios: &Contadas) {
        for (celda, (cuenta, publicada)) in self.personas {
            let intervalo = if *publicada || *cuenta == 0 {
                (*cuenta, *cuenta)
            } else {
                let mut de_servicios = *celda;
                [Eje::Violencia, Eje::Sexo, Eje::Edad]
                    .iter()
                    .for_each(|eje| de_servicios[eje.indice()] = 0);
                let topes = servicios
                    .iter()
                    .filter(|(todo, (_, publicada))| {
                        *publicada && self.ejes.dentro(&de_servicios, todo)
                    })
                    .map(|(_, (cuenta, _))| *cuenta);
                (1, topes.min().unwrap_or(u64::MAX))
            };
            self.intervalos.insert(*celda, intervalo);
        }
    }

    /// A count that no number can be.
    fn absurd(&self) -> Option<Coordenadas> {
        let mut cruzados = self
            .intervalos
            .iter()
            .filter(|(_, (bajo, alto))| bajo > alto);
        cruzados.next().map(|(celda, _)| *celda)
    }

    fn parts(&self, celda: &Coordenadas, eje: Eje) -> Option<Vec<Coordenadas>> {
        let partes = self.ejes.partes(eje, celda[eje.indice()]).map(|parte| {
            let mut otra = *celda;
            otra[eje.indice()] = parte;
            otra
        });
        let partes: Vec<Coordenadas> = partes.collect();
        let todas = partes.iter().all(|parte| self.personas.contains_key(parte));
        (todas && !partes.is_empty()).then_some(partes)
    }

    fn tighten(&mut self, celda: &Coordenadas, bajo: u64, alto: u64) -> bool {
        let Some(intervalo) = self.intervalos.get_mut(celda) else {
            return false;
        };
        let nuevo = (intervalo.0.max(bajo), intervalo.1.min(alto));
        let cambia = nuevo != *intervalo;
        *intervalo = nuevo;
        cambia
    }

    fn propagate(&mut self) -> bool {
        let mut cambia = false;
        for celda in self.personas.keys() {
            for eje in Eje::iter() {
                // The next whole that is counted, however far up.
                let mut arriba = self.ejes.arriba(eje, celda[eje.indice()]).skip(1).map(|m| {
                    let mut otra = *celda;
                    otra[eje.indice()] = m;
                    otra
                });
                if let Some(todo) = arriba.find(|todo| self.personas.contains_key(todo)) {
                    let (parte, todo_es) = (self.intervalos[celda], self.intervalos[&todo]);
                    cambia |= self.tighten(celda, 0, todo_es.1);
                    cambia |= self.tighten(&todo, parte.0, u64::MAX);
                }
                if let Some(partes) = self.parts(celda, eje) {
                    cambia |= self.line(celda, &partes, eje.exclusivo());
                }
            }
        }
        cambia
    }

    /// A whole and all its parts.
    fn line(&mut self, todo: &Coordenadas, partes: &[Coordenadas], exacta: bool) -> bool {
        let sum = |de: fn(&(u64, u64)) -> u64| {
            partes.iter().fold(0u64, |suma, parte| {
                suma.saturating_add(de(&self.intervalos[parte]))
            })
        };
        let (bajo, alto) = (sum(|i| i.0), sum(|i| i.1));
        let (todo_bajo, todo_alto) = self.intervalos[todo];
        let mut cambia = self.tighten(todo, if exacta { bajo } else { 0 }, alto);
        for parte in partes {
            let (propio_bajo, propio_alto) = self.intervalos[parte];
            let otras_alto = if alto == u64::MAX || propio_alto > alto {
                // Some part has no limit: only if it is this one do the others say anything.
                let otras = partes.iter().filter(|otra| *otra != parte);
                otras.fold(0u64, |suma, otra| {
                    suma.saturating_add(self.intervalos[otra].1)
                })
            } else {
                alto - propio_alto
            };
            let minimo = todo_bajo.saturating_sub(otras_alto);
            let maximo = if exacta {
                todo_alto.saturating_sub(bajo.saturating_sub(propio_bajo))
            } else {
                u64::MAX
            };
            cambia |= self.tighten(parte, minimo, maximo);
        }
        cambia
    }

    fn small(&self, personas: u64) -> bool {
        (1..self.umbral).contains(&personas)
    }

    fn finding(&self, fuga: &Fuga) -> Hallazgo {
        let names = |celda: &Coordenadas| {
            Eje::iter()
                .zip(celda.iter())
                .filter(|(eje, m)| **m > 0 || *eje == Eje::Tiempo)
                .map(|(eje, m)| self.ejes.miembro(eje, *m).nombre.clone())
                .collect()
        };
        let (bajo, alto) = fuga.intervalo;
        Hallazgo {
            clase: fuga.clase,
            edicion: 0,
            celdas: fuga.celdas.iter().map(names).collect(),
            intervalo: Some((
                i64::try_from(bajo).unwrap_or(i64::MAX),
                i64::try_from(alto).ok(),
            )),
            motivo: fuga.motivo.to_owned(),
        }
    }

    fn published(&self) -> (Clase, usize, Vec<Fuga>) {
        let pocas = self.personas.iter().filter(|(celda, (cuenta, _))| {
            let (bajo, alto) = self.intervalos[*celda];
            self.small(*cuenta) && bajo == alto
        });
        let fugas = pocas.map(|(celda, (cuenta, _))| Fuga {
            clase: Clase::Exacta,
            celdas: vec![*celda],
            intervalo: (*cuenta, *cuenta),
            motivo: "se publica o se deduce",
        });
        (Clase::Exacta, self.personas.len(), fugas.collect())
    }

    /// Persons of a whole outside a part: few, and both are known or nearly.
    fn differences(&self, ancho: u64) -> (Clase, usize, Vec<Fuga>) {
        let (mut casos, mut fugas) = (0, vec![]);
        for (parte, (cuenta, _)) in self.personas {
            for (todo, (total, _)) in self.personas {
                let mismo = |eje: Eje| parte[eje.indice()] == todo[eje.indice()];
                if parte == todo
                    || *cuenta == 0
                    || Eje::iter().all(|eje| eje.exclusivo() || mismo(eje))
                    || !self.small(total.saturating_sub(*cuenta))
                    || !self.ejes.dentro(parte, todo)
                {
                    continue;
                }
                casos += 1;
                let ((bajo, alto), (suelo, techo)) =
                    (self.intervalos[parte], self.intervalos[todo]);
                if (alto - bajo).saturating_add(techo - suelo) < ancho {
                    fugas.push(Fuga {
                        clase: Clase::SumaImplicita,
                        celdas: vec![*parte, *todo],
                        intervalo: (suelo.saturating_sub(alto), techo.saturating_sub(bajo)),
                        motivo: "las personas de la segunda que no están en la primera",
                    });
                }
            }
        }
        (Clase::SumaImplicita, casos, fugas)
    }

    /// Persons that all the parts of a whole share.
    fn overlaps(&self, ancho: u64) -> (Clase, usize, Vec<Fuga>) {
        let (mut casos, mut fugas) = (0, vec![]);
        for (todo, (total, _)) in self.personas {
            for eje in Eje::iter().filter(|eje| !eje.exclusivo()) {
                let Some(partes) = self.parts(todo, eje) else {
                    continue;
                };
                let holgura = |celda: &Coordenadas| {
                    let (bajo, alto) = self.intervalos[celda];
                    alto - bajo
                };
                let todas = partes.iter().chain([todo]);
                let holgura = todas.fold(0u64, |suma, celda| suma.saturating_add(holgura(celda)));
                if holgura >= ancho {
                    continue;
                }
                casos += 1;
                let suma: u64 = partes.iter().map(|parte| self.personas[parte].0).sum();
                let comunes = suma.saturating_sub(*total);
                if self.small(comunes) {
                    fugas.push(Fuga {
                        clase: Clase::SumaImplicita,
                        celdas: vec![*todo],
                        intervalo: (comunes, comunes),
                        motivo: "las personas que comparten sus partes",
                    });
                }
            }
        }
        (Clase::SumaImplicita, casos, fugas)
    }

    fn widths(&self, ancho: u64) -> (Clase, usize, Vec<Fuga>) {
        let pocas = || {
            let todas = self.personas.iter();
            todas.filter(|(_, (cuenta, _))| self.small(*cuenta))
        };
        let estrechas = pocas().filter(|(celda, _)| {
            let (bajo, alto) = self.intervalos[*celda];
            alto.saturating_sub(bajo) < ancho
        });
        let fugas = estrechas.map(|(celda, _)| Fuga {
            clase: Clase::Estrecha,
            celdas: vec![*celda],
            intervalo: self.intervalos[celda],
            motivo: "lo publicado la acota",
        });
        (Clase::Estrecha, pocas().count(), fugas.collect())
    }
}
