//! The work of protecting an edition: services, then persons, until the auditor finds nothing.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::super::auditoria::{self, Auditoria};
use super::super::{Avance, Rechazo, proteger};
use super::congelado::Congelado;
use super::distintas::{Cuenta, Distintas, Suerte};
use super::{
    Auditorias, Estados, PruebaPasada, RechazoEdicion, name, personas, servicios, states, tests,
};
use crate::cubo::{Coordenadas, Cubo, Eje, Rejilla};
use crate::{Medida, Plan};

const PERSONAS: &str = "PERSONAS_ATENDIDAS";
const SERVICIOS: &str = "SERVICIOS";

/// What is protected, and what is known already.
pub(super) struct Trabajo<'a> {
    pub(super) plan: &'a Plan,
    pub(super) rejilla: &'a Rejilla,
    pub(super) cubo: &'a Cubo,
    pub(super) previa: Option<&'a Congelado>,
    /// Headline totals.
    pub(super) obligados: BTreeSet<(Medida, Coordenadas)>,
    /// What the instancia has stated itself: it is known, whatever is published.
    pub(super) declaradas: &'a [(Medida, Coordenadas, u64)],
    /// Persons that earlier editions have counted.
    pub(super) cerradas: Estados,
}

/// Persons that are protected; or those that cannot be as long as their services are published; or services that must
/// be proven to be wide, so that their persons are.
enum Personas {
    Protegidas(Estados, Auditorias),
    Imposibles(Vec<Coordenadas>),
    SinPrueba(BTreeSet<Coordenadas>),
}

/// The cell of services around one of persons: the same, without what services are not crossed with.
pub(super) fn with_services(celda: &Coordenadas) -> Coordenadas {
    let mut de_servicios = *celda;
    for eje in Eje::iter().filter(|eje| !servicios::EJES.contains(eje)) {
        de_servicios[eje.indice()] = 0;
    }
    de_servicios
}

impl Trabajo<'_> {
    /// Whether a cell must be published: a headline total, or what was stated and is so.
    fn obliged(&self, medida: Medida, celda: &Coordenadas, cuenta: u64) -> bool {
        let declarada = (medida, *celda, cuenta);
        self.obligados.contains(&(medida, *celda)) || self.declaradas.contains(&declarada)
    }

    /// Services and persons with their states, and the tests that they pass together.
    pub(super) fn run(
        &self,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<(Estados, Estados, Vec<PruebaPasada>), RechazoEdicion> {
        let mut delicadas: BTreeSet<Coordenadas> = BTreeSet::new();
        loop {
            let (servicios, tablas, de_servicios) = self.services(&delicadas, avance)?;
            match self.persons(&servicios, &tablas, &delicadas, avance)? {
                Personas::SinPrueba(celdas) => delicadas.extend(celdas),
                Personas::Protegidas(personas, mut auditorias) => {
                    auditorias.extend(de_servicios.map(|auditoria| (SERVICIOS, auditoria)));
                    let pruebas = tests(auditorias)?;
                    return Ok((servicios, personas, pruebas));
                }
                Personas::Imposibles(celdas) => {
                    // Few services bound their persons: then they are protected too.
                    let antes = delicadas.len();
                    delicadas.extend(celdas.iter().filter_map(|c| self.ceiling(c, &servicios)));
                    if delicadas.len() == antes {
                        let nombres = celdas.iter().map(|c| name(&self.rejilla.ejes, c));
                        return Err(RechazoEdicion::SinRemedio(nombres.collect()));
                    }
                }
            }
        }
    }

    /// Protects services; those named too, whatever their persons.
    fn services(
        &self,
        delicadas: &BTreeSet<Coordenadas>,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<(Estados, auditoria::Servicios, Option<Auditoria>), RechazoEdicion> {
        let (plan, rejilla, cubo) = (self.plan, self.rejilla, self.cubo);
        let cuentas = servicios::count(rejilla, cubo);
        let mut estados = self
            .previa
            .map_or_else(Estados::new, |p| states(&p.servicios));
        if cuentas.is_empty() {
            let tablas = auditoria::Servicios::known(&estados);
            return Ok((estados, tablas, None));
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
        let rechazo = |rechazo: Rechazo| RechazoEdicion::Tabla(SERVICIOS, rechazo);
        let entrada = servicios::table(plan, rejilla, cubo, self.previa, &forzadas, delicadas);
        let entrada = entrada.map_err(|lugar| rechazo(lugar.into()))?;
        let resultado = proteger(&entrada, avance).map_err(rechazo)?;
        let certificado = Some(&resultado.certificado);
        let auditoria = auditoria::auditar(&resultado.protegida, Some(&entrada), certificado);
        let celdas = resultado.protegida.celdas.iter();
        let publicadas: BTreeMap<&Vec<usize>, bool> = celdas
            .map(|(codigos, valor)| (codigos, valor.is_some()))
            .collect();
        let dimensiones = entrada.reticula.dimensiones();
        for (celda, cuenta) in cuentas {
            let codigos: Vec<usize> = servicios::EJES
                .iter()
                .zip(dimensiones)
                .map(|(eje, d)| {
                    let miembro = celda[eje.indice()];
                    servicios::number(d, &rejilla.ejes, *eje, miembro, rejilla.anio_cerrado)
                })
                .collect();
            let publicada = publicadas.get(&codigos).copied().unwrap_or(false);
            estados.insert(celda, (cuenta, publicada));
        }
        let tablas = servicios::proofs(rejilla, cubo, &entrada, &resultado.certificado, &estados)
            .unwrap_or_else(|| auditoria::Servicios::known(&estados));
        Ok((estados, tablas, Some(auditoria)))
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
        let hoy = self
            .cubo
            .personas
            .iter()
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
            let suerte = match self.cerradas.get(celda) {
                Some((_, true)) => Suerte::Fija,
                Some((_, false)) => Suerte::Oculta,
                None if personas > 0 && !con_servicios => Suerte::Oculta,
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

    fn persons(
        &self,
        servicios: &Estados,
        tablas: &auditoria::Servicios,
        delicadas: &BTreeSet<Coordenadas>,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<Personas, RechazoEdicion> {
        let (plan, ejes) = (self.plan, &self.rejilla.ejes);
        let cuentas = self.counts(servicios);
        let mut distintas = Distintas::new(ejes, plan.umbral, plan.ancho, cuentas);
        loop {
            let imposibles = distintas.protect();
            if !imposibles.is_empty() {
                let celdas = imposibles.into_iter().map(|i| *distintas.celda(i));
                return Ok(Personas::Imposibles(celdas.collect()));
            }
            let (ocultas, de_sexo_y_edad) = self.by_sex_and_age(&distintas, avance)?;
            let mut propuesta = distintas.estados();
            for celda in &ocultas {
                propuesta
                    .entry(*celda)
                    .and_modify(|estado| estado.1 = false);
            }
            let revision = auditoria::personas(ejes, plan, &propuesta, servicios, tablas);
            let auditoria::Revision {
                fugas, sin_prueba, ..
            } = &revision;
            // Each round withholds something more, or ends.
            let mut culpables = revision.culpables.iter();
            if culpables.any(|celda| distintas.withhold(celda)) {
                continue;
            }
            let nuevas = self.hidden_around(sin_prueba, tablas);
            if !nuevas.is_subset(delicadas) {
                return Ok(Personas::SinPrueba(nuevas));
            }
            let mut cede = false;
            for celdas in fugas.iter().chain(sin_prueba) {
                cede |= distintas.yield_to(celdas);
            }
            if cede {
                continue;
            }
            if !sin_prueba.is_empty() {
                let celdas = sin_prueba.iter().flatten().copied();
                return Ok(Personas::Imposibles(celdas.collect()));
            }
            let auditorias = de_sexo_y_edad.into_iter().chain([revision.auditoria]);
            let auditorias = auditorias.map(|auditoria| (PERSONAS, auditoria)).collect();
            return Ok(Personas::Protegidas(propuesta, auditorias));
        }
    }

    /// The withheld services around some cells that nothing says how far they can move.
    fn hidden_around(
        &self,
        celdas: &[Vec<Coordenadas>],
        tablas: &auditoria::Servicios,
    ) -> BTreeSet<Coordenadas> {
        let ejes = &self.rejilla.ejes;
        let alrededor = celdas.iter().flatten();
        let alrededor: BTreeSet<Coordenadas> = alrededor
            .flat_map(|celda| servicios::above(ejes, &with_services(celda)))
            .collect();
        let sin_par = tablas.unproven().filter(|celda| alrededor.contains(*celda));
        sin_par.copied().collect()
    }

    /// What must be withheld because sex and age would give it away.
    fn by_sex_and_age(
        &self,
        distintas: &Distintas,
        avance: &mut dyn FnMut(Avance),
    ) -> Result<(Vec<Coordenadas>, Option<Auditoria>), RechazoEdicion> {
        let rechazo = |rechazo: Rechazo| RechazoEdicion::Tabla(PERSONAS, rechazo);
        let tabla = personas::table(
            self.plan,
            self.rejilla,
            self.cubo,
            distintas,
            &self.cerradas,
        );
        let Some(tabla) = tabla.map_err(|lugar| rechazo(lugar.into()))? else {
            return Ok((vec![], None));
        };
        let entrada = &tabla.entrada;
        let resultado = proteger(entrada, avance).map_err(rechazo)?;
        let certificado = Some(&resultado.certificado);
        let auditoria = auditoria::auditar(&resultado.protegida, Some(entrada), certificado);
        let celdas = resultado.protegida.celdas.iter();
        let ocultas = celdas
            .filter(|(_, valor)| valor.is_none())
            .filter_map(|(codigos, _)| Some(tabla.celdas[entrada.reticula.find(codigos)?]));
        Ok((ocultas.collect(), Some(auditoria)))
    }
}
