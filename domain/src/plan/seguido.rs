//! A plan in a year that has begun with another. Where editions of the year have counted women alone, what they said of women and of
//! services bounds who is not a woman, and nobody was promised anything of that. So nobody else begins to be counted that year by
//! what only women were: of such a crossing women are counted, until the next year.

use super::{Cruce, Plan};
use crate::Medida::{MujeresAtendidas, PersonasAtendidas};
use crate::cubo::{Eje, Nivel};

impl Cruce {
    fn counts_everybody(&self) -> bool {
        self.medidas.contains(&PersonasAtendidas)
    }

    /// The same, of women: they are of one sex.
    fn of_women(&self) -> Self {
        let mut de_mujeres = self.clone();
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
        let mut seguido = self.clone();
        for cruce in &mut seguido.cruces {
            if cruce.counts_everybody() && !counted(cruce) {
                *cruce = cruce.of_women();
            }
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
mod tests {
    use super::super::TotalObligado;
    use super::*;
    use crate::Medida;
    use crate::proteccion::Umbral;

    fn cruce(clave: &str, medidas: &[Medida], niveles: &[Nivel]) -> Cruce {
        Cruce {
            clave: clave.to_owned(),
            nombre: clave.to_owned(),
            medidas: medidas.iter().copied().collect(),
            niveles: niveles.to_vec(),
        }
    }

    fn plan(cruces: Vec<Cruce>) -> Plan {
        Plan {
            umbral: Umbral::try_from(5).unwrap(),
            ancho: 5,
            cruces,
            obligados: vec![TotalObligado {
                medida: PersonasAtendidas,
                nivel: Nivel::Total,
                codigo: "total".to_owned(),
            }],
            repeticiones: false,
        }
    }

    const DE_AGENCIA: [Nivel; 2] = [Nivel::Trimestre, Nivel::Agencia];

    #[test]
    fn nobody_else_begins_to_be_counted_where_women_were_alone() {
        let antes = plan(vec![
            cruce("a", &[MujeresAtendidas, Medida::Servicios], &DE_AGENCIA),
            cruce("s", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Servicio]),
        ]);
        let dichas = antes.of_everybody(None).unwrap();
        let ahora = plan(vec![
            cruce("a", &[PersonasAtendidas, MujeresAtendidas], &DE_AGENCIA),
            cruce("sexo", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Sexo]),
            cruce("g", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Grupo]),
        ]);
        let seguido = ahora.following(&dichas);
        assert_eq!(seguido.check(), Ok(()));
        assert_eq!(
            seguido.cruces,
            [
                cruce("a", &[MujeresAtendidas], &DE_AGENCIA),
                cruce("sexo", &[MujeresAtendidas], &[Nivel::Anio]),
                // Everybody was counted by services, of which these are groups.
                ahora.cruces[2].clone(),
            ]
        );
        assert_eq!(seguido.obligados, ahora.obligados);
        // What is left of a plan binds the next one, whether it counts women alone or not.
        let solo = plan(vec![cruce(
            "g",
            &[PersonasAtendidas],
            &[Nivel::Anio, Nivel::Grupo],
        )]);
        let dichas = solo.following(&dichas).of_everybody(Some(&dichas)).unwrap();
        assert_eq!(dichas, [vec![Nivel::Anio, Nivel::Grupo]]);
        let nada = antes.following(&[]);
        assert_eq!(nada.obligados, []);
        assert_eq!(nada.of_everybody(Some(&[])), Some(vec![]));
    }

    #[test]
    fn where_no_woman_was_counted_alone_nobody_is_bound() {
        let de_todas = plan(vec![cruce("a", &[PersonasAtendidas], &DE_AGENCIA)]);
        assert_eq!(de_todas.of_everybody(None), None);
    }
}
