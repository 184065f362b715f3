//! The work of protecting an edition: services, then persons, until the auditor finds nothing.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::super::registros::Fila;
use super::congelado::Congelado;
use super::distintas::{Cuenta, Distintas, Suerte};
use super::puente::Puentes;
use super::{
    Demostracion, Estados, RechazoEdicion, name, passes, personas, servicios, states, supresion,
};
use crate::cubo::{Coordenadas, Cubo, Eje, Rejilla};
use crate::{Medida, Periodo, Plan};
use ::proteccion::auditoria::{self, Auditoria};
use ::proteccion::{Avance, Rechazo, proteger};

/// Counts that are protected together.
pub(super) struct Logro {
    pub(super) servicios: Estados,
    pub(super) personas: Estados,
    pub(super) demostracion: Demostracion,
}

/// What is protected, and what is known already.
pub(super) struct Trabajo<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rejilla: &'a Rejilla,
    pub(super) cubo: &'a Cubo,
    pub(super) previa: Option<&'a Congelado>,
    pub(super) puentes: &'a Puentes,
    /// What this edition and earlier ones say. The rest is of periods that have not ended, and is withheld as if they ended
    /// with nothing more, so that they can.
    pub(super) dichas: &'a BTreeSet<(Medida, Coordenadas)>,
    /// Headline totals.
    pub(super) obligados: BTreeSet<(Medida, Coordenadas)>,
    /// What the instancia has stated itself: it is known, whatever is published.
    pub(super) declaradas: &'a [(Medida, Coordenadas, u64)],
    /// Persons that earlier editions have counted.
    pub(super) cerradas: Estados,
}

/// The cell of services around one of persons: the same, without what services are not crossed with.
pub(super) fn with_services(celda: &Coordenadas) -> Coordenadas {
    celda.without(Eje::iter().filter(|eje| !servicios::EJES.contains(eje)))
}

impl Trabajo<'_> {
    /// Whether a cell must be published: a headline total, or what was stated and is so.
    fn obliged(&self, medida: Medida, celda: &Coordenadas, cuenta: u64) -> bool {
        let declarada = (medida, *celda, cuenta);
        self.obligados.contains(&(medida, *celda)) || self.declaradas.contains(&declarada)
    }

    /// Services and persons with their states, the tests that they pass together, and what is proven of them. A year
    /// that began can always be ended: where earlier editions leave no room for what must be published, that is
    /// withheld too.
    pub(super) fn run(&self, avance: &mut dyn FnMut(Avance)) -> Result<Logro, RechazoEdicion> {
        let hecho = self.attempt(avance);
        let Err(RechazoEdicion::Obligados { .. }) = &hecho else {
            return hecho;
        };
        if self.previa.is_none() || (self.obligados.is_empty() && self.declaradas.is_empty()) {
            return hecho;
        }
        let sin_obligados = Self {
            obligados: BTreeSet::new(),
            declaradas: if self.obligados.is_empty() {
                &[]
            } else {
                self.declaradas
            },
            cerradas: self.cerradas.clone(),
            ..*self
        };
        sin_obligados.run(avance)
    }

    fn attempt(&self, avance: &mut dyn FnMut(Avance)) -> Result<Logro, RechazoEdicion> {
        let (mut servicios, de_servicios) = self.services(avance)?;
        let mut personas = self.propose(&servicios, avance)?;
        let probado = supresion::prove(self, &personas, &servicios);
        let demostracion = probado
            .as_ref()
            .map_or_else(Demostracion::default, |p| p.demostracion);
        match probado {
            Some(probado) => {
                if let Some(rechazo) = self.refusal(&probado.obligadas) {
                    return Err(rechazo);
                }
                self.must_not_begin_late(&probado.tardias)?;
                for fila in probado.filas {
                    let estados = if fila.de_servicios {
                        &mut servicios
                    } else {
                        &mut personas
                    };
                    let publicada = fila.oculta.is_none();
                    estados
                        .entry(fila.celda)
                        .and_modify(|estado| estado.1 = publicada);
                }
            }
            // Nothing can be proven: nothing more is said of persons than was.
            None => {
                for (celda, estado) in &mut personas {
                    estado.1 &= estado.0 == 0 || self.cerradas.contains_key(celda);
                }
            }
        }
        self.hide_zeros(&mut personas);
        if let Some(auditoria) = &de_servicios {
            passes(Medida::Servicios, auditoria)?;
        }
        Ok(Logro {
            servicios,
            personas,
            demostracion,
        })
    }

    /// What must be published, and gives away what nobody may know; nothing if there is none.
    fn refusal(&self, obligadas: &[(Fila, Vec<Fila>)]) -> Option<RechazoEdicion> {
        let ejes = &self.rejilla.ejes;
        let celdas = obligadas
            .iter()
            .map(|(fila, _)| self.headline(fila.medida(), &fila.celda));
        let dadas = obligadas.iter().flat_map(|(_, dadas)| dadas);
        let cruces = dadas.flat_map(|fila| self.plan.declaring(ejes, fila.medida(), &fila.celda));
        let celdas: BTreeSet<String> = celdas.collect();
        let cruces: BTreeSet<String> = cruces.map(|cruce| cruce.nombre.clone()).collect();
        (!celdas.is_empty()).then(|| RechazoEdicion::Obligados {
            celdas: celdas.into_iter().collect(),
            cruces: cruces.into_iter().collect(),
        })
    }

    /// Whether a row is of a period that earlier editions closed without saying it: another plan says it now.
    pub(super) fn comes_late(&self, fila: &Fila) -> bool {
        let Some(previa) = self.previa else {
            return false;
        };
        let periodo = self.rejilla.ejes.periodo(&fila.celda).codigo.parse();
        let cerrado = periodo.is_ok_and(|periodo: Periodo| periodo.hasta() <= previa.corte);
        let dichas = if fila.de_servicios {
            &previa.servicios
        } else {
            &previa.personas
        };
        cerrado && dichas.iter().all(|(celda, ..)| *celda != fila.celda)
    }

    /// Refuses a plan that begins to count by what earlier editions, which are known, leave no room to hide.
    fn must_not_begin_late(&self, tardias: &[Fila]) -> Result<(), RechazoEdicion> {
        let ejes = &self.rejilla.ejes;
        let cruces = tardias
            .iter()
            .flat_map(|fila| self.plan.declaring(ejes, fila.medida(), &fila.celda));
        let cruces: BTreeSet<String> = cruces.map(|cruce| cruce.nombre.clone()).collect();
        if tardias.is_empty() {
            return Ok(());
        }
        Err(RechazoEdicion::PlanTardio(cruces.into_iter().collect()))
    }

    /// What must be published of a measure, in words.
    fn headline(&self, medida: Medida, celda: &Coordenadas) -> String {
        format!("«{}» {}", medida.nombre(), name(&self.rejilla.ejes, celda))
    }

    /// The same where the engine refuses a table: what must be published of it, and the crossings that have small cells.
    fn refused(&self, medida: Medida, rechazo: Rechazo) -> RechazoEdicion {
        let Rechazo::Forzadas(_) = rechazo else {
            return RechazoEdicion::Tabla(medida.nombre(), rechazo);
        };
        let (plan, ejes) = (self.plan, &self.rejilla.ejes);
        let obligados = self
            .obligados
            .iter()
            .map(|(medida, celda)| (*medida, *celda));
        let declaradas = self
            .declaradas
            .iter()
            .map(|(medida, celda, _)| (*medida, *celda));
        let celdas: BTreeSet<String> = obligados
            .chain(declaradas)
            .filter(|(suya, _)| *suya == medida)
            .map(|(medida, celda)| self.headline(medida, &celda))
            .collect();
        let pocas = self
            .cubo
            .personas
            .iter()
            .filter(|(_, n)| plan.umbral.primary(**n));
        let cruces: BTreeSet<String> = pocas
            .flat_map(|(celda, _)| plan.declaring(ejes, medida, celda))
            .map(|cruce| cruce.nombre.clone())
            .collect();
        RechazoEdicion::Obligados {
            celdas: celdas.into_iter().collect(),
            cruces: cruces.into_iter().collect(),
        }
    }

    /// Whether an edition says a cell.
    pub(super) fn said(&self, medida: Medida, celda: &Coordenadas) -> bool {
        self.dichas.contains(&(medida, *celda))
    }

    /// Whether a row must be published.
    pub(super) fn obliges(&self, fila: &Fila) -> bool {
        let verdad = u64::try_from(fila.verdad).expect("a count is not negative");
        self.obliged(fila.medida(), &fila.celda, verdad)
    }

    /// What of persons would be published with some services, without some counts.
    fn propose(
        &self,
        servicios: &Estados,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<Estados, RechazoEdicion> {
        let (plan, ejes) = (self.plan, &self.rejilla.ejes);
        let cuentas = self.counts(servicios);
        let mut distintas = Distintas::new(ejes, plan.umbral, plan.ancho, cuentas);
        loop {
            distintas.protect();
            let ocultas = self.by_sex_and_age(&distintas, avance)?;
            let ocultas = ocultas.iter();
            if !ocultas.fold(false, |mas, celda| mas | distintas.withhold(celda)) {
                break;
            }
        }
        let mut personas = distintas.estados();
        self.hide_zeros(&mut personas);
        Ok(personas)
    }

    /// Withholds the zeros of each breakdown by violence of which something is withheld: whatever is withheld there may
    /// be zero, so that a reader cannot tell that everybody else in the breakdown is.
    fn hide_zeros(&self, personas: &mut Estados) {
        let of = |celda: &Coordenadas| celda.with(Eje::Violencia, 0);
        let con_ocultas: BTreeSet<Coordenadas> = personas
            .iter()
            .filter(|(celda, (_, publicada))| celda[Eje::Violencia] > 0 && !publicada)
            .map(|(celda, _)| of(celda))
            .collect();
        for (celda, (cuenta, publicada)) in personas.iter_mut() {
            *publicada &= *cuenta > 0
                || celda[Eje::Violencia] == 0
                || !con_ocultas.contains(&of(celda))
                || self.cerradas.contains_key(celda);
        }
    }

    /// Protects services.
    fn services(
        &self,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<(Estados, Option<Auditoria>), RechazoEdicion> {
        let (plan, rejilla, cubo) = (self.plan, self.rejilla, self.cubo);
        let cuentas = servicios::count(rejilla, cubo);
        let mut estados = self
            .previa
            .map_or_else(Estados::new, |p| states(&p.servicios));
        if cuentas.is_empty() {
            return Ok((estados, None));
        }
        // Persons are published with their services or not at all.
        let muchas = |celda: &Coordenadas| {
            let personas = cubo.personas.get(celda);
            let cuenta = cuentas.get(celda);
            personas.is_none_or(|personas| !plan.umbral.primary(*personas))
                && cuenta.is_some_and(|cuenta| *cuenta >= plan.umbral.valor())
        };
        let obligada = |celda: &Coordenadas| {
            let personas = cubo.personas.get(celda);
            self.obliged(Medida::Servicios, celda, cuentas[celda])
                || personas.is_some_and(|n| self.obliged(Medida::PersonasAtendidas, celda, *n))
        };
        let todas = cuentas.keys().filter(|celda| obligada(celda));
        let forzadas: Vec<Coordenadas> = todas.copied().filter(muchas).collect();
        let rechazo = |rechazo: Rechazo| self.refused(Medida::Servicios, rechazo);
        let futuras: Vec<Coordenadas> = cuentas
            .iter()
            .filter(|(celda, cuenta)| **cuenta > 0 && !self.said(Medida::Servicios, celda))
            .map(|(celda, _)| *celda)
            .collect();
        let aparte = [&forzadas[..], &futuras];
        let entrada = servicios::table(self, aparte);
        let entrada = entrada.map_err(|lugar| rechazo(lugar.into()))?;
        let resultado = proteger(&entrada, avance).map_err(rechazo)?;
        let certificado = Some(&resultado.certificado);
        let auditoria = auditoria::auditar(&resultado.protegida, Some(&entrada), certificado);
        let puente = &self.puentes.servicios;
        let protegidas = resultado.protegida.celdas.len();
        assert_eq!(
            protegidas,
            cuentas.len(),
            "every declared cell is protected once"
        );
        for (codigos, valor) in &resultado.protegida.celdas {
            let celda = puente.cell(codigos, Coordenadas::TOTAL);
            let cuenta = cuentas[&celda];
            let dicha = cuenta == 0 || self.said(Medida::Servicios, &celda);
            estados.insert(celda, (cuenta, valor.is_some() && dicha));
        }
        Ok((estados, Some(auditoria)))
    }

    /// The published services that bound the persons of a cell most.
    fn ceiling(&self, celda: &Coordenadas, servicios: &Estados) -> Option<Coordenadas> {
        let de_servicios = with_services(celda);
        let arriba = servicios::above(&self.rejilla.ejes, &de_servicios);
        let publicados = arriba.into_iter().filter_map(|todo| {
            let (cuenta, publicada) = servicios.get(&todo)?;
            publicada.then_some((*cuenta, todo))
        });
        publicados.min().map(|(_, todo)| todo)
    }

    /// The counts of persons before the rules that they have of their own.
    fn counts(&self, servicios: &Estados) -> BTreeMap<Coordenadas, Cuenta> {
        let declaradas = self.rejilla.celdas(Medida::PersonasAtendidas);
        let hoy = self.cubo.personas.iter();
        let hoy = hoy
            .filter(|(celda, _)| declaradas.contains(*celda))
            .map(|(celda, personas)| (celda, *personas));
        let antes = self
            .cerradas
            .iter()
            .map(|(celda, (personas, _))| (celda, *personas));
        let cuenta = |(celda, personas): (&Coordenadas, u64)| {
            let techo = self
                .ceiling(celda, servicios)
                .map(|techo| servicios[&techo].0);
            // Some of the persons of a cell say that it has at least as many services.
            let de_servicios = servicios.get(&with_services(celda));
            let con_servicios = de_servicios.is_none_or(|(_, publicada)| *publicada);
            let obligada = self.obliged(Medida::PersonasAtendidas, celda, personas);
            let dicha = self.said(Medida::PersonasAtendidas, celda);
            let suerte = match self.cerradas.get(celda) {
                Some((_, true)) => Suerte::Fija,
                Some((_, false)) => Suerte::Oculta,
                None if personas > 0 && !(con_servicios && dicha) => Suerte::Oculta,
                None if obligada && !self.plan.umbral.primary(personas) => Suerte::Fija,
                None => Suerte::Abierta,
            };
            let cuenta = Cuenta {
                personas,
                tope: techo,
                suerte,
                delicada: false,
            };
            (*celda, cuenta)
        };
        hoy.chain(antes).map(cuenta).collect()
    }

    /// What may still be withheld beside closed cells of other sexes and ages, which may leave it no room.
    fn beside_closed(&self, distintas: &Distintas) -> Vec<Coordenadas> {
        let bloque = |celda: &Coordenadas| celda.without(personas::EJES);
        let cerrados: BTreeSet<Coordenadas> = self.cerradas.keys().map(bloque).collect();
        let abierta = |celda: &&Coordenadas| {
            let suya = distintas.find(celda).map(|i| distintas.cuentas[i].suerte);
            suya == Some(Suerte::Abierta) && cerrados.contains(&bloque(celda))
        };
        distintas.celdas().filter(abierta).copied().collect()
    }

    /// What must be withheld because sex and age would give it away.
    fn by_sex_and_age(
        &self,
        distintas: &Distintas,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<Vec<Coordenadas>, RechazoEdicion> {
        let rechazo = |rechazo: Rechazo| self.refused(Medida::PersonasAtendidas, rechazo);
        let tabla = personas::table(self, distintas);
        let Some(tabla) = tabla.map_err(|lugar| rechazo(lugar.into()))? else {
            return Ok(vec![]);
        };
        let entrada = &tabla.entrada;
        let resultado = match proteger(entrada, avance) {
            Err(Rechazo::Forzadas(celdas)) => {
                let ocultas = self.beside_closed(distintas);
                if ocultas.is_empty() {
                    return Err(rechazo(Rechazo::Forzadas(celdas)));
                }
                return Ok(ocultas);
            }
            resultado => resultado.map_err(rechazo)?,
        };
        let celdas = resultado.protegida.celdas.iter();
        let ocultas = celdas
            .filter(|(_, valor)| valor.is_none())
            .map(|(codigos, _)| {
                let posicion = entrada.reticula.find(codigos);
                tabla.celdas[posicion.expect("what is protected is a cell of its table")]
            });
        Ok(ocultas.collect())
    }
}
