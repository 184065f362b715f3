//! What an instancia publishes of its counts: thresholds, cross-tabulations, headline totals. Data, not code.

mod seguido;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::cubo::{Coordenadas, Eje, Ejes, Nivel};
use crate::proteccion::Umbral;
use crate::{Error, Medida};

/// A declared cross-tabulation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cruce {
    /// Stable key.
    pub clave: String,
    /// Name shown to people.
    pub nombre: String,
    /// What is counted.
    pub medidas: BTreeSet<Medida>,
    /// The finest level of each dimension. All that is coarser is declared with it.
    pub niveles: Vec<Nivel>,
}

impl Cruce {
    /// Whether it declares the cells of a measure, given the sex that they are of. Women are counted by whoever counts them by
    /// themselves, and by whoever counts persons by sex.
    fn declares(&self, ejes: &Ejes, medida: Medida, celda: &Coordenadas) -> bool {
        let cabe = |eje: Eje, miembro: u16| {
            let fino = self.niveles.iter().filter(|n| n.eje() == Some(eje)).max();
            let nivel = ejes.miembro(eje, miembro).nivel;
            miembro == 0 || fino.is_some_and(|fino| nivel <= *fino)
        };
        let de_mujeres = self.medidas.contains(&Medida::MujeresAtendidas)
            && medida == Medida::PersonasAtendidas
            && ejes.mujer() == Some(celda[Eje::Sexo]);
        (self.medidas.contains(&medida) && celda.iter().all(|(eje, m)| cabe(eje, m)))
            || (de_mujeres
                && celda
                    .iter()
                    .all(|(eje, m)| eje == Eje::Sexo || cabe(eje, m)))
    }

    /// Whether it declares a level: it, or a finer one of the same dimension.
    fn reaches(&self, nivel: Nivel) -> bool {
        let suyos = self.niveles.iter().filter(|n| n.eje() == nivel.eje());
        suyos.max().is_some_and(|fino| nivel <= *fino)
    }

    /// Whether it crosses a dimension.
    pub fn cruza(&self, eje: Eje) -> bool {
        self.niveles.iter().any(|nivel| nivel.eje() == Some(eje))
    }
}

/// A total that must be published if it is safe: the year's, of one member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TotalObligado {
    /// What is counted.
    pub medida: Medida,
    /// Level.
    pub nivel: Nivel,
    /// Code of the member.
    pub codigo: String,
}

/// A publication plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Plan {
    /// Persons below which a count is protected.
    pub umbral: Umbral,
    /// Width that the feasible interval of every protected count must have.
    pub ancho: u64,
    /// Cross-tabulations.
    pub cruces: Vec<Cruce>,
    /// Headline totals.
    pub obligados: Vec<TotalObligado>,
    /// Whether nobody may know how many services of a cell were repeats either, where they are few.
    #[serde(default)]
    pub repeticiones: bool,
}

/// What is wrong with a plan, and which of its parts is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Falla {
    /// The plan as a whole.
    Plan(String),
    /// One of its cross-tabulations, by position.
    Cruce(usize, String),
    /// One of its headline totals, by position.
    Obligado(usize, String),
}

impl Plan {
    /// The cross-tabulations that declare a cell of a measure.
    pub(crate) fn declaring<'a>(
        &'a self,
        ejes: &'a Ejes,
        medida: Medida,
        celda: &'a Coordenadas,
    ) -> impl Iterator<Item = &'a Cruce> {
        let cruces = self.cruces.iter();
        cruces.filter(move |cruce| cruce.declares(ejes, medida, celda))
    }

    /// Whether some cross-tabulation declares a headline total.
    fn declares_total(&self, total: &TotalObligado) -> bool {
        self.cruces.iter().any(|cruce| {
            let medida = total.medida.contada();
            let por_sexo = cruce.medidas.contains(&medida) && cruce.cruza(Eje::Sexo);
            let cabe = total.nivel.eje().is_none() || cruce.reaches(total.nivel);
            cabe && (por_sexo || cruce.medidas.contains(&total.medida))
        })
    }

    /// Refuses what could not be counted or protected.
    pub fn check(&self) -> Result<(), Falla> {
        let t = self.umbral.valor();
        if self.ancho + 1 < t || self.ancho > 1000 {
            let motivo = format!("el ancho va de {} a 1000, no {}", t - 1, self.ancho);
            return Err(Falla::Plan(motivo));
        }
        if self.cruces.is_empty() {
            return Err(Falla::Plan("no declara ningún cruce".to_owned()));
        }
        let mut claves = BTreeSet::new();
        for (i, cruce) in self.cruces.iter().enumerate() {
            check_cruce(cruce).map_err(|motivo| Falla::Cruce(i, motivo))?;
            if !claves.insert(&cruce.clave) {
                let motivo = format!("la clave «{}» ya es de otro cruce", cruce.clave);
                return Err(Falla::Cruce(i, motivo));
            }
        }
        for (i, total) in self.obligados.iter().enumerate() {
            let fail = |motivo: String| Err(Falla::Obligado(i, motivo));
            if total.nivel.eje() == Some(Eje::Tiempo) {
                return fail("los totales obligados son del año: no llevan nivel de tiempo".into());
            }
            if !self.declares_total(total) {
                return fail(format!(
                    "ningún cruce declara {} por {}",
                    total.medida.clave(),
                    total.nivel.clave()
                ));
            }
        }
        Ok(())
    }
}

/// Dimensions that a measure can be crossed with.
fn admits(medida: Medida, eje: Eje) -> bool {
    match medida {
        Medida::PersonasAtendidas => !matches!(eje, Eje::Actividad | Eje::Publico),
        // They are of one sex already.
        Medida::MujeresAtendidas => !matches!(eje, Eje::Actividad | Eje::Publico | Eje::Sexo),
        Medida::Servicios => matches!(
            eje,
            Eje::Tiempo | Eje::Lugar | Eje::Servicio | Eje::Visita | Eje::Unidad
        ),
        Medida::Participaciones | Medida::Actividades => {
            matches!(eje, Eje::Tiempo | Eje::Actividad)
        }
        Medida::PersonasCapacitadas => matches!(eje, Eje::Tiempo | Eje::Publico),
    }
}

fn check_cruce(cruce: &Cruce) -> Result<(), String> {
    let legible = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if cruce.clave.is_empty() || !cruce.clave.chars().all(legible) {
        return Err(format!(
            "la clave «{}» debe ser de letras minúsculas sin acento, cifras y «_»",
            cruce.clave
        ));
    }
    if cruce.medidas.is_empty() {
        return Err("no dice qué medidas cuenta".to_owned());
    }
    let mut ejes = BTreeSet::new();
    for nivel in &cruce.niveles {
        let Some(eje) = nivel.eje() else {
            return Err("TOTAL no es un nivel que se cruce: está siempre".to_owned());
        };
        if !ejes.insert(eje) {
            return Err(format!(
                "dos niveles de «{}»: basta el más fino, que lleva consigo los demás",
                eje.nombre()
            ));
        }
        for medida in &cruce.medidas {
            if !admits(*medida, eje) {
                return Err(format!(
                    "{} no se cruza con {}",
                    medida.clave(),
                    nivel.clave()
                ));
            }
        }
    }
    if !ejes.contains(&Eje::Tiempo) {
        return Err("falta el nivel de tiempo: ANIO, TRIMESTRE o MES".to_owned());
    }
    let publica = |medida: &Medida| !medida.atendidas() && *medida != Medida::Servicios;
    if cruce.medidas.iter().any(publica) && !cruce.niveles.contains(&Nivel::Anio) {
        return Err("las actividades se publican por año: el nivel de tiempo es ANIO".to_owned());
    }
    Ok(())
}

impl From<Falla> for Error {
    fn from(falla: Falla) -> Self {
        let (Falla::Plan(motivo) | Falla::Cruce(_, motivo) | Falla::Obligado(_, motivo)) = falla;
        Self::PlanInvalido(motivo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cruce(medida: Medida, niveles: &[Nivel]) -> Cruce {
        Cruce {
            clave: "c".into(),
            nombre: "C".into(),
            medidas: [medida].into(),
            niveles: niveles.to_vec(),
        }
    }

    fn plan(cruce: Cruce) -> Plan {
        Plan {
            umbral: Umbral::MINIMO,
            ancho: 5,
            cruces: vec![cruce],
            obligados: vec![],
            repeticiones: false,
        }
    }

    #[test]
    fn what_cannot_be_counted_or_protected_is_refused() {
        let servicios = |niveles: &[Nivel]| plan(cruce(Medida::Servicios, niveles)).check();
        assert_eq!(servicios(&[Nivel::Mes, Nivel::Servicio]), Ok(()));
        for niveles in [
            &[Nivel::Servicio][..],
            &[Nivel::Mes, Nivel::Anio],
            &[Nivel::Mes, Nivel::Sexo],
            &[Nivel::Mes, Nivel::Total],
            &[Nivel::Mes, Nivel::Publico],
        ] {
            assert!(
                matches!(servicios(niveles), Err(Falla::Cruce(0, _))),
                "{niveles:?}"
            );
        }
        let mujeres = |niveles: &[Nivel]| plan(cruce(Medida::MujeresAtendidas, niveles)).check();
        assert_eq!(mujeres(&[Nivel::Mes, Nivel::GrupoEdad]), Ok(()));
        let de_un_sexo = mujeres(&[Nivel::Mes, Nivel::Sexo]);
        assert!(matches!(de_un_sexo, Err(Falla::Cruce(0, _))));
        let estrecho = Plan {
            ancho: 3,
            ..plan(cruce(Medida::Servicios, &[Nivel::Anio]))
        };
        assert!(matches!(estrecho.check(), Err(Falla::Plan(_))));
    }

    #[test]
    fn a_headline_total_must_be_declared() {
        let mut plan = plan(cruce(
            Medida::PersonasAtendidas,
            &[Nivel::Anio, Nivel::Servicio],
        ));
        let total = |medida, nivel, codigo: &str| TotalObligado {
            medida,
            nivel,
            codigo: codigo.into(),
        };
        plan.obligados = vec![total(Medida::PersonasAtendidas, Nivel::Grupo, "juridico")];
        assert_eq!(plan.check(), Ok(()));
        plan.obligados[0].medida = Medida::MujeresAtendidas;
        assert!(matches!(plan.check(), Err(Falla::Obligado(0, _))));
        plan.cruces[0].niveles.push(Nivel::Sexo);
        assert_eq!(plan.check(), Ok(()));
        plan.obligados[0].nivel = Nivel::Agencia;
        assert!(matches!(plan.check(), Err(Falla::Obligado(0, _))));
        plan.cruces[0].medidas = [Medida::MujeresAtendidas].into();
        plan.cruces[0].niveles = vec![Nivel::Anio, Nivel::Agencia];
        assert_eq!(plan.check(), Ok(()));
        plan.obligados[0].medida = Medida::PersonasAtendidas;
        assert!(matches!(plan.check(), Err(Falla::Obligado(0, _))));
    }
}
