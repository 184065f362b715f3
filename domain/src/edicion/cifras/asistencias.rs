//! Figures of who took part in acts. The edition says how many by kind of act or by public, and no total of them: where one of
//! these is withheld, a figure that is the total gives it away by what the others leave.

use std::collections::BTreeSet;

use super::{total, values};
use crate::cubo::{Ejes, of_year};
use crate::proteccion::{CuentasActos, Serie, Umbral, count_acts, name, withheld};
use crate::{Actividad, Cifra, Medida, Nivel, UnidadMedida};

/// Who took part in the acts of a year, whatever is published of them, and which counts are withheld.
pub(in crate::edicion) struct Asistencias {
    cuentas: CuentasActos,
    ocultas: BTreeSet<Serie>,
}

impl Asistencias {
    /// Of acts as the register has them.
    pub(in crate::edicion) fn new(actividades: &[Actividad], umbral: Umbral) -> Self {
        // One act of which nobody noted how many came would leave its kind without a count, and a reader knows that it adds nothing.
        let anotadas = actividades.iter();
        let anotadas = anotadas.filter(|acto| acto.participantes.lista().is_some());
        let anotadas: Vec<Actividad> = anotadas.cloned().collect();
        Self {
            cuentas: count_acts(&anotadas),
            ocultas: withheld(actividades, umbral),
        }
    }

    /// Whether a figure is a withheld count, or the total of which one is a part.
    pub(super) fn told_by(&self, cifra: &Cifra) -> bool {
        let Some((medida, nivel, codigo)) = total(cifra) else {
            return false;
        };
        let cuenta = match nivel {
            Nivel::Total => self.whole(medida),
            _ => self.part(medida, codigo),
        };
        cuenta.is_some_and(|cuenta| values(cifra).any(|valor| valor == cuenta))
    }

    /// What is published of the total that a figure is compared with, if it differs from it by few and some of it is
    /// withheld.
    pub(super) fn beside(&self, cifra: &Cifra, umbral: Umbral) -> Option<u64> {
        let (medida, ..) = total(cifra).filter(|(_, nivel, _)| *nivel == Nivel::Total)?;
        let todas = self.whole(medida)?;
        let ocultas: u64 = self.withheld(medida).map(|(_, cuenta)| cuenta).sum();
        let publicadas = todas - ocultas;
        let few = |valor: u64| umbral.primary(valor.abs_diff(publicadas));
        values(cifra).any(few).then_some(publicadas)
    }

    /// The withheld count, or the total of which one is a part, that has the value of a figure which is compared with nothing.
    pub(super) fn alike(&self, cifra: &Cifra, ejes: &Ejes) -> Option<String> {
        let medida = match cifra.unidad {
            UnidadMedida::Participacion => Medida::Participaciones,
            UnidadMedida::PersonaCapacitada | UnidadMedida::Persona => Medida::PersonasCapacitadas,
            _ => return None,
        };
        let de_todas = self.whole(medida).map(|cuenta| ("total", cuenta));
        let mut cuentas = self.withheld(medida).chain(de_todas);
        let (codigo, _) = cuentas.find(|(_, cuenta)| *cuenta == cifra.valor)?;
        let nivel = match medida {
            _ if codigo == "total" => Nivel::Total,
            Medida::Participaciones => Nivel::TipoActividad,
            _ => Nivel::Publico,
        };
        let (medida, celda) = of_year(ejes, medida, nivel, codigo)?;
        Some(format!("«{}» {}", medida.nombre(), name(ejes, &celda)))
    }

    /// The withheld counts of a measure, by code, that are known.
    fn withheld(&self, medida: Medida) -> impl Iterator<Item = (&'static str, u64)> {
        let suyas = self.ocultas.iter().filter(move |(de, _)| *de == medida);
        suyas.filter_map(move |(_, codigo)| {
            let cuenta = self.cuentas.get(&(medida, Some(codigo)))?;
            Some((*codigo, (*cuenta)?))
        })
    }

    /// One of them.
    fn part(&self, medida: Medida, codigo: &str) -> Option<u64> {
        let mut suyas = self.withheld(medida);
        let suya = suyas.find(|(de, _)| *de == codigo);
        suya.map(|(_, cuenta)| cuenta)
    }

    /// All that took part, if some of them are withheld.
    fn whole(&self, medida: Medida) -> Option<u64> {
        self.withheld(medida).next()?;
        let suyas = self.cuentas.iter();
        let suyas = suyas.filter(|((de, codigo), _)| *de == medida && codigo.is_some());
        Some(suyas.filter_map(|(_, cuenta)| *cuenta).sum())
    }
}
