//! A plan in a year that has begun with another. Where editions of the year have counted women alone, what they said of women and of
//! services bounds who is not a woman, and nobody was promised anything of that. So nobody else begins to be counted that year by
//! what only women were: of such a crossing women are counted, until the next year, and everybody by what it has in common with those
//! that counted everybody.

use super::{Cruce, Plan};
use crate::Medida::{MujeresAtendidas, PersonasAtendidas};
use crate::cubo::{Eje, Nivel};

impl Cruce {
    fn counts_everybody(&self) -> bool {
        self.medidas.contains(&PersonasAtendidas)
    }

    /// Everybody, by what these levels and its own have in common; nothing if that is not even the same time.
    fn of_everybody_by(&self, niveles: &[Nivel]) -> Option<Self> {
        let comun = |suyo: &Nivel| {
            let mut antes = niveles.iter().filter(|otro| otro.eje() == suyo.eje());
            antes.next().map(|otro| *suyo.min(otro))
        };
        let niveles: Vec<Nivel> = self.niveles.iter().filter_map(comun).collect();
        let con_tiempo = niveles.iter().any(|nivel| nivel.eje() == Some(Eje::Tiempo));
        con_tiempo.then(|| Self {
            clave: format!("{}_todas", self.clave),
            nombre: format!("{} (todas las personas)", self.nombre),
            medidas: [PersonasAtendidas].into(),
            niveles,
        })
    }

    /// Whether all that another one counts everybody by is counted by this one.
    fn holds(&self, otro: &Self) -> bool {
        self.counts_everybody() && otro.niveles.iter().all(|nivel| self.reaches(*nivel))
    }

    /// The same, of women: they are of one sex.
    fn of_women(&self) -> Self {
        let mut de_mujeres = self.clone();
        de_mujeres.nombre = format!("{} (mujeres)", self.nombre);
        de_mujeres.medidas.remove(&PersonasAtendidas);
        de_mujeres.medidas.insert(MujeresAtendidas);
        let niveles = &mut de_mujeres.niveles;
        niveles.retain(|nivel| nivel.eje() != Some(Eje::Sexo));
        de_mujeres
    }
}

impl Plan {
    /// The levels of each crossing that counts everybody, for the next editions of the year; nothing if neither this plan nor one
    /// before it (`antes`) counts women alone: then nobody is bound.
    pub(crate) fn of_everybody(&self, antes: Option<&[Vec<Nivel>]>) -> Option<Vec<Vec<Nivel>>> {
        let alone = |c: &Cruce| c.medidas.contains(&MujeresAtendidas) && !c.counts_everybody();
        let bound = antes.is_some() || self.cruces.iter().any(alone);
        let todas = self.cruces.iter().filter(|cruce| cruce.counts_everybody());
        bound.then(|| todas.map(|cruce| cruce.niveles.clone()).collect())
    }

    /// The plan as the year goes on with it, of which editions have counted everybody by the levels of these crossings, and women
    /// alone by others. Headline totals that nothing counts any more are left out.
    #[must_use]
    pub fn following(&self, de_todas: &[Vec<Nivel>]) -> Self {
        let counted = |cruce: &Cruce| {
            de_todas.iter().any(|niveles| {
                let antes = Cruce {
                    niveles: niveles.clone(),
                    ..cruce.clone()
                };
                cruce.niveles.iter().all(|nivel| antes.reaches(*nivel))
            })
        };
        let (mut seguido, mut comunes) = (self.clone(), vec![]);
        for cruce in &mut seguido.cruces {
            if cruce.counts_everybody() && !counted(cruce) {
                comunes.extend(
                    de_todas
                        .iter()
                        .filter_map(|suyos| cruce.of_everybody_by(suyos)),
                );
                *cruce = cruce.of_women();
            }
        }
        // Everybody goes on being counted by the coarser levels that were counted before.
        for mut comun in comunes {
            if seguido.cruces.iter().any(|cruce| cruce.holds(&comun)) {
                continue;
            }
            while seguido
                .cruces
                .iter()
                .any(|cruce| cruce.clave == comun.clave)
            {
                comun.clave.push('_');
            }
            seguido.cruces.push(comun);
        }
        let mut obligados = std::mem::take(&mut seguido.obligados);
        obligados.retain(|total| seguido.declares_total(total));
        Self {
            obligados,
            ..seguido
        }
    }
}

#[cfg(test)]
mod tests;
