//! What published counts of distinct persons give away: small differences and overlaps, and the bounds that
//! they set to each other, to what is withheld, and to services.
//!
//! A reader is taken to know that a part has at most the persons of its whole and of its services, that all the
//! parts of a whole have at least its persons and, over sex and age, exactly those, and that nothing withheld is
//! zero. Bounds are propagated until nothing moves: what they close in on is given away for certain. What they leave
//! open is then proven open by whole tables ([`testigos`]), or is taken to be given away too.

mod servicios;
mod sistema;
mod testigos;

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::hallazgo::{Auditoria, Clase, Hallazgo};
use crate::Plan;
use crate::cubo::{Coordenadas, Eje, Ejes};
pub(crate) use servicios::Servicios;
use sistema::{Cotas, SIN_LIMITE, Sistema};
use testigos::{Forma, Testigos};

/// A true count, and whether it is published.
type Contadas = BTreeMap<Coordenadas, (u64, bool)>;

struct Lector<'a> {
    ejes: &'a Ejes,
    sistema: Sistema,
    /// The true counts; none when nothing but what is published is known.
    verdad: Option<Vec<u64>>,
    cotas: Cotas,
    umbral: u64,
    ancho: u64,
}

/// Something given away: which test, which cells, what they are narrowed to, and why.
struct Fuga {
    clase: Clase,
    celdas: Vec<Coordenadas>,
    intervalo: (u64, u64),
    motivo: &'static str,
}

const DIFERENCIA: &str = "las personas de la segunda que no están en la primera";
const COMUNES: &str = "las personas que comparten sus partes";
const COTA: &str = "lo publicado la acota";

/// What an audit of persons says, and what can be done about it.
pub(crate) struct Revision {
    pub(crate) auditoria: Auditoria,
    /// The cells of each thing that is given away for certain.
    pub(crate) fugas: Vec<Vec<Coordenadas>>,
    /// The cells of each number that could not be proven to be open.
    pub(crate) sin_prueba: Vec<Vec<Coordenadas>>,
    /// Published counts that stand in the way of a proof, those in the way of most first.
    pub(crate) culpables: Vec<Coordenadas>,
}

/// Audits the persons of an edition, of all that earlier ones of the year published, and their services; with tables
/// that prove how far services can be from the truth.
pub(crate) fn personas(
    ejes: &Ejes,
    plan: &Plan,
    personas: &Contadas,
    servicios: &Contadas,
    tablas: &Servicios,
) -> Revision {
    let verdad: Vec<u64> = personas.values().map(|(cuenta, _)| *cuenta).collect();
    let cotas = personas.values().map(|(cuenta, publicada)| {
        if *publicada || *cuenta == 0 {
            (*cuenta, *cuenta)
        } else {
            (1, SIN_LIMITE)
        }
    });
    let propias: Cotas = cotas.collect();
    let mut lector = Lector {
        ejes,
        sistema: Sistema::new(ejes, personas.keys().copied().collect()),
        cotas: propias.clone(),
        verdad: Some(verdad.clone()),
        umbral: plan.umbral.valor(),
        ancho: plan.ancho,
    };
    let mut auditoria = Auditoria::default();
    let fugas = lector.leaks(servicios, &mut auditoria);
    let mut revision = Revision {
        fugas: fugas.into_iter().map(|fuga| fuga.celdas).collect(),
        sin_prueba: vec![],
        culpables: vec![],
        auditoria,
    };
    // What is known to be given away needs no search for a proof that it is not.
    if revision.auditoria.aprobada() {
        lector.prove(&verdad, propias, tablas, &mut revision);
    }
    revision.auditoria.hallazgos.sort();
    revision
}

/// Audits published persons and services with what they say and no more, as anybody can: finds what is given away for
/// certain. Withheld counts are `None`.
pub(crate) fn personas_publicadas(
    ejes: &Ejes,
    umbral: u64,
    personas: &BTreeMap<Coordenadas, Option<u64>>,
    servicios: &BTreeMap<Coordenadas, Option<u64>>,
) -> Auditoria {
    let cotas = personas.iter().map(|(celda, cuenta)| match cuenta {
        Some(cuenta) => (*cuenta, *cuenta),
        // A breakdown by violence is withheld with its zeros.
        None => (u64::from(celda[Eje::Violencia.indice()] == 0), SIN_LIMITE),
    });
    let mut lector = Lector {
        ejes,
        cotas: cotas.collect(),
        sistema: Sistema::new(ejes, personas.keys().copied().collect()),
        verdad: None,
        umbral,
        ancho: umbral,
    };
    let servicios = servicios
        .iter()
        .map(|(celda, cuenta)| (*celda, (cuenta.unwrap_or(0), cuenta.is_some())));
    let mut auditoria = Auditoria::default();
    lector.leaks(&servicios.collect(), &mut auditoria);
    auditoria.hallazgos.sort();
    auditoria
}

impl Lector<'_> {
    /// What is given away for certain.
    fn leaks(&mut self, servicios: &Contadas, auditoria: &mut Auditoria) -> Vec<Fuga> {
        let publicados: Vec<(Coordenadas, u64)> = servicios
            .iter()
            .filter(|(_, (_, publicada))| *publicada)
            .map(|(celda, (cuenta, _))| (*celda, *cuenta))
            .collect();
        let celdas: Vec<Coordenadas> = publicados.iter().map(|(celda, _)| *celda).collect();
        for (i, techos) in self.ceilings(&celdas).iter().enumerate() {
            let (bajo, alto) = self.cotas[i];
            if bajo != alto {
                let topes = techos.iter().map(|techo| publicados[*techo].1);
                self.cotas[i].1 = topes.min().map_or(alto, |tope| alto.min(tope));
            }
        }
        let todas = (0..self.cotas.len()).collect();
        if let Err(celda) = self.sistema.propagate(&mut self.cotas, todas) {
            let fuga = Fuga {
                clase: Clase::Inconsistente,
                celdas: vec![self.sistema.celdas[celda]],
                intervalo: self.cotas[celda],
                motivo: "lo publicado, o lo cerrado y el registro de hoy, se contradicen",
            };
            let hallazgos = vec![self.finding(&fuga)];
            auditoria.record(fuga.clase, self.cotas.len(), 0, hallazgos);
            return vec![];
        }
        let mut fugas = Vec::new();
        let pruebas = [
            self.published(),
            self.differences(),
            self.overlaps(),
            self.widths(),
        ];
        for (clase, casos, nuevas) in pruebas {
            let hallazgos = nuevas.iter().map(|fuga| self.finding(fuga)).collect();
            auditoria.record(clase, casos, 0, hallazgos);
            fugas.extend(nuevas);
        }
        fugas
    }

    /// Looks for whole tables that hide every number that nobody may know.
    fn prove(
        &self,
        verdad: &[u64],
        propias: Cotas,
        servicios: &Servicios,
        revision: &mut Revision,
    ) {
        let (formas, celdas): (Vec<Forma>, Vec<Vec<Coordenadas>>) =
            self.secrets(servicios).into_iter().unzip();
        let de_servicios: Vec<Coordenadas> = servicios.celdas.iter().map(|(c, ..)| *c).collect();
        let techos = self.ceilings(&de_servicios);
        let sistema = &self.sistema;
        let ancho = self.ancho;
        let testigos = Testigos::new(sistema, servicios, verdad, propias, techos, &formas, ancho);
        let pendientes = testigos.search();
        let sin_prueba = pendientes.formas.iter().map(|forma| celdas[*forma].clone());
        revision.sin_prueba = sin_prueba.collect();
        let culpables = pendientes.culpables.into_iter();
        revision.culpables = culpables.map(|i| sistema.celdas[i]).collect();
        let hallazgos = revision.sin_prueba.iter().map(|celdas| {
            self.finding(&Fuga {
                clase: Clase::Certificado,
                intervalo: (0, SIN_LIMITE),
                celdas: celdas.clone(),
                motivo: "no hay dos tablas que la muevan lo bastante",
            })
        });
        let hallazgos: Vec<Hallazgo> = hallazgos.collect();
        let demostrados = formas.len() - hallazgos.len();
        let auditoria = &mut revision.auditoria;
        auditoria.record(Clase::Certificado, formas.len(), demostrados, hallazgos);
    }

    /// By count of persons: the cells of services, of those given, that it is in.
    fn ceilings(&self, servicios: &[Coordenadas]) -> Vec<Vec<usize>> {
        let de = |celda: &Coordenadas| {
            let todos = servicios.iter().enumerate();
            let suyos = todos.filter(|(_, todo)| self.ejes.dentro(celda, todo));
            suyos.map(|(i, _)| i).collect()
        };
        self.sistema.celdas.iter().map(de).collect()
    }

    fn small(&self, personas: u64) -> bool {
        (1..self.umbral).contains(&personas)
    }

    /// Whether an interval says too much of a number: of one that is known to be small, if it is narrow; of one that
    /// is not known, if it is small for certain.
    fn tells(&self, verdad: Option<u64>, (bajo, alto): (u64, u64)) -> bool {
        match verdad {
            Some(verdad) => self.small(verdad) && alto.saturating_sub(bajo) < self.ancho,
            None => bajo > 0 && alto < self.umbral,
        }
    }

    fn truth(&self, celda: usize) -> Option<u64> {
        self.verdad.as_ref().map(|verdad| verdad[celda])
    }

    fn finding(&self, fuga: &Fuga) -> Hallazgo {
        let names = |celda: &Coordenadas| {
            Eje::iter()
                .zip(*celda)
                .filter(|(eje, m)| *m > 0 || *eje == Eje::Tiempo)
                .map(|(eje, m)| self.ejes.miembro(eje, m).nombre.clone())
                .collect()
        };
        let (bajo, alto) = fuga.intervalo;
        let alto = i64::try_from(alto).ok().filter(|_| alto < SIN_LIMITE);
        Hallazgo {
            clase: fuga.clase,
            edicion: 0,
            celdas: fuga.celdas.iter().map(names).collect(),
            intervalo: Some((i64::try_from(bajo).unwrap_or(i64::MAX), alto)),
            motivo: fuga.motivo.to_owned(),
        }
    }

    fn published(&self) -> (Clase, usize, Vec<Fuga>) {
        let pocas = |(celda, (bajo, alto)): (usize, &(u64, u64))| {
            (bajo == alto && self.small(*bajo)).then(|| Fuga {
                clase: Clase::Exacta,
                celdas: vec![self.sistema.celdas[celda]],
                intervalo: (*bajo, *alto),
                motivo: "se publica o se deduce",
            })
        };
        let fugas = self.cotas.iter().enumerate().filter_map(pocas);
        (Clase::Exacta, self.cotas.len(), fugas.collect())
    }

    /// Every part of a whole that can be known to leave a few of its persons outside.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let celdas = &self.sistema.celdas;
        let mut pares = Vec::new();
        for (parte, de_la_parte) in celdas.iter().enumerate() {
            for (todo, del_todo) in celdas.iter().enumerate() {
                // Of what sex and age leave outside, the other sexes and ages are asked about themselves.
                let mismo = |eje: Eje| de_la_parte[eje.indice()] == del_todo[eje.indice()];
                let pocas = match &self.verdad {
                    Some(verdad) => {
                        verdad[parte] > 0 && self.small(verdad[todo].saturating_sub(verdad[parte]))
                    }
                    None => self.cotas[parte].0 > 0,
                };
                if pocas
                    && parte != todo
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
            let ((bajo, alto), (suelo, techo)) = (self.cotas[*parte], self.cotas[*todo]);
            let intervalo = (suelo.saturating_sub(alto), techo.saturating_sub(bajo));
            let dice = match self.verdad {
                Some(_) => (alto - bajo) + (techo - suelo) < self.ancho,
                None => self.tells(None, intervalo),
            };
            dice.then(|| Fuga {
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
        let lineas = self.sistema.lineas.iter().filter(|linea| !linea.exacta);
        let (mut casos, mut fugas) = (0, vec![]);
        for linea in lineas {
            casos += 1;
            let suma = |de: fn(&(u64, u64)) -> u64| -> u64 {
                linea
                    .partes
                    .iter()
                    .map(|parte| de(&self.cotas[*parte]))
                    .sum()
            };
            let (bajo, alto) = (suma(|cota| cota.0), suma(|cota| cota.1));
            let (suelo, techo) = self.cotas[linea.todo];
            let verdad = self.verdad.as_ref().map(|verdad| {
                let partes: u64 = linea.partes.iter().map(|parte| verdad[*parte]).sum();
                partes.saturating_sub(verdad[linea.todo])
            });
            let intervalo = (bajo.saturating_sub(techo), alto.saturating_sub(suelo));
            let dice = match verdad {
                Some(comunes) => {
                    self.small(comunes) && (alto - bajo) + (techo - suelo) < self.ancho
                }
                None => self.tells(None, intervalo),
            };
            if dice {
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
        let estrecha = |(celda, cota): (usize, &(u64, u64))| {
            self.tells(self.truth(celda), *cota).then(|| Fuga {
                clase: Clase::Estrecha,
                celdas: vec![self.sistema.celdas[celda]],
                intervalo: *cota,
                motivo: COTA,
            })
        };
        let fugas = self.cotas.iter().enumerate().filter_map(estrecha);
        (Clase::Estrecha, self.cotas.len(), fugas.collect())
    }

    /// Every number that nobody may know, and the cells to speak of if it is: small counts, small differences, the few
    /// that parts share, and the services of few.
    fn secrets(&self, servicios: &Servicios) -> Vec<(Forma, Vec<Coordenadas>)> {
        let Some(verdad) = &self.verdad else {
            return vec![];
        };
        let celdas = &self.sistema.celdas;
        let minus = |mas: Vec<usize>, menos: Vec<usize>| Forma::Personas { mas, menos };
        let pocas = verdad.iter().enumerate().filter(|(_, n)| self.small(**n));
        let pocas = pocas.map(|(i, _)| (minus(vec![i], vec![]), vec![celdas[i]]));
        let diferencias = self.pairs().into_iter().map(|(parte, todo)| {
            let forma = minus(vec![todo], vec![parte]);
            (forma, vec![celdas[parte], celdas[todo]])
        });
        let lineas = self.sistema.lineas.iter().filter(|linea| !linea.exacta);
        let comunes = lineas.filter(|linea| {
            let suma: u64 = linea.partes.iter().map(|parte| verdad[*parte]).sum();
            self.small(suma.saturating_sub(verdad[linea.todo]))
        });
        let comunes = comunes.map(|linea| {
            let forma = minus(linea.partes.clone(), vec![linea.todo]);
            (forma, vec![celdas[linea.todo]])
        });
        let de_pocas = servicios.pares.keys().map(|celda| {
            let forma = Forma::Servicios(*celda);
            (forma, vec![servicios.celdas[*celda].0])
        });
        pocas
            .chain(diferencias)
            .chain(comunes)
            .chain(de_pocas)
            .collect()
    }
}
