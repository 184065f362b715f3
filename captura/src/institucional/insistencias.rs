//! What is refused unless whoever takes a sheet in insists on it: twice is once, so that what is so already needs no insistence.

use std::collections::{BTreeMap, BTreeSet};

use domain::Enmienda;

use super::{Leido, key};
use crate::defecto::Defecto;

impl Leido {
    /// The records of which something is refused unless it is insisted on.
    pub fn insisted(&self) -> Vec<Enmienda> {
        let suyas = self.enmiendas.iter().filter(|enmienda| {
            let clave = key(enmienda);
            self.insistencias.iter().any(|(_, suya, _)| *suya == clave)
        });
        suyas.cloned().collect()
    }

    /// Refuses what nobody has insisted on, but for the records that the register has just so: of these it is told.
    pub fn settle(&mut self, iguales: &[Enmienda]) {
        let iguales: BTreeSet<String> = iguales.iter().map(key).collect();
        let mut malos: BTreeMap<u32, Vec<Defecto>> = BTreeMap::new();
        for (numero, clave, insistencia) in std::mem::take(&mut self.insistencias) {
            if iguales.contains(&clave) {
                let suyos = self.avisos.entry(numero).or_default();
                suyos.push(insistencia.aviso);
                continue;
            }
            // The record is of its first row, whichever says it.
            let primera = self.numeros.get(&clave).copied();
            if let Some(primera) = primera.filter(|primera| *primera != numero) {
                let regla = "otro renglón del mismo acto tiene errores";
                let suyos = malos.entry(primera).or_default();
                suyos.push(Defecto::of_row(regla));
            }
            malos.entry(numero).or_default().push(insistencia.malo);
        }
        self.leave_out(malos);
    }
}
