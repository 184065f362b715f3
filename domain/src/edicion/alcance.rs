//! How much an edition can publish at most: what nobody needs to protect it to know.

use super::Materia;
use crate::Medida;
use crate::proteccion::Utilidad;

impl Materia {
    /// The cells that are not zero, and those of them that are not small by themselves: no edition publishes more of them,
    /// whatever else it has to withhold. Nothing before the end of the year, whose cells then are not those that are said.
    pub fn at_most(&self) -> Option<Utilidad> {
        let (anual, cubo) = (&self.rejillas.anual, &self.cubo);
        if !self.rejillas.dicha.anio_cerrado {
            return None;
        }
        let mut alcance = Utilidad::default();
        let mut count = |pocas: bool| {
            alcance.no_cero += 1;
            alcance.publicadas += u64::from(!pocas);
        };
        for celda in anual.celdas(Medida::PersonasAtendidas) {
            match cubo.personas.get(&celda) {
                None | Some(0) => {}
                Some(personas) => count(self.plan.umbral.primary(*personas)),
            }
        }
        for celda in anual.celdas(Medida::Servicios) {
            match cubo.personas.get(&celda) {
                Some(personas) if *personas > 0 => count(self.plan.umbral.primary(*personas)),
                // Of nobody who is known, or of whom nobody asks.
                _ if cubo.servicios(&anual.ejes, &celda) > 0 => count(false),
                _ => {}
            }
        }
        Some(alcance)
    }
}
