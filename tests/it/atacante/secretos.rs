//! What nobody may learn from an edition, listed with the truth in hand.

use super::cajas::{Caja, Ejes, Medida, SEXO, VIOLENCIA, with};
use super::lectura::Lectura;
use super::programa::HOLGURA;
use super::sistema::{Forma, Sistema};
use super::verdad::Verdad;

/// Kinds of secrets, as they are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Clase {
    /// A cell of one to four persons.
    Cuenta,
    /// The same, where no plan declares the cell.
    Conjunta,
    /// The services of one to four persons.
    Servicios,
    /// One to four persons of a known cell that are not in another that it contains, and is known.
    Diferencia,
    /// The same, of cells that are not known.
    Abierta,
    /// What the parts of a line share, if it is one to four.
    Traslape,
    /// Services of a cell that are in none of others, and are of one to four persons.
    Residuo,
    /// A type of violence that everybody of a group has.
    Atributo,
    /// What the edition says that its audit looked at.
    Casos,
    /// What two editions say differently.
    Cambio,
}

/// A sum of unknowns that is not to be known.
#[derive(Debug, Clone)]
pub(super) struct Secreto {
    pub(super) clase: Clase,
    pub(super) que: String,
    pub(super) forma: Forma,
    pub(super) verdad: i32,
}

/// The least and the most that something can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Intervalo {
    pub(super) minimo: f64,
    pub(super) maximo: f64,
}

impl Intervalo {
    pub(super) const NADA: Self = Self {
        minimo: f64::INFINITY,
        maximo: f64::NEG_INFINITY,
    };

    /// The same with this value within.
    pub(super) fn with(self, valor: f64) -> Self {
        Self {
            minimo: self.minimo.min(valor),
            maximo: self.maximo.max(valor),
        }
    }

    /// The whole numbers within.
    pub(super) fn whole(self) -> Self {
        Self {
            minimo: (self.minimo - HOLGURA).ceil(),
            maximo: (self.maximo + HOLGURA).floor(),
        }
    }

    pub(super) fn has(self, valor: i32) -> bool {
        (self.minimo..=self.maximo).contains(&f64::from(valor))
    }
}

impl Clase {
    /// Whether who knows this of a secret of the kind knows too much.
    pub(super) fn given_away(self, sabido: Intervalo) -> bool {
        let Intervalo { minimo, maximo } = sabido;
        let ancho = maximo - minimo;
        match self {
            Self::Cuenta | Self::Servicios => ancho < 5.0,
            Self::Conjunta => ancho < 1.0,
            Self::Diferencia | Self::Abierta | Self::Traslape => minimo >= 1.0 && maximo <= 4.0,
            Self::Residuo => minimo >= 1.0 && ancho < 5.0,
            Self::Atributo => maximo <= 0.0,
            Self::Casos | Self::Cambio => true,
        }
    }
}

/// All secrets of what was read.
pub(super) fn list(sistema: &Sistema, lectura: &Lectura, verdad: &Verdad) -> Vec<Secreto> {
    let mut secretos = Vec::new();
    for (v, (medida, caja)) in sistema.incognitas.iter().enumerate() {
        let conteo = verdad.count(caja);
        let declarada = lectura.celdas.contains_key(&(*medida, *caja));
        let clase = match (medida, declarada) {
            (Medida::Personas, true) => Clase::Cuenta,
            (Medida::Personas, false) if left(sistema, lectura, caja) => Clase::Cuenta,
            (Medida::Personas, false) => Clase::Conjunta,
            (Medida::Servicios, true) => Clase::Servicios,
            (Medida::Servicios, false) => continue,
        };
        let poca = match medida {
            Medida::Personas => (1..5).contains(&conteo.personas),
            Medida::Servicios => conteo.few(),
        };
        if poca {
            let verdad = conteo.of(*medida);
            let que = sistema.ejes.name(caja);
            let forma = vec![(v, 1)];
            secretos.push(Secreto {
                clase,
                que,
                forma,
                verdad,
            });
        }
        if declarada {
            nested(&mut secretos, sistema, lectura, verdad, (*medida, *caja));
        }
        if *medida == Medida::Personas {
            lines(&mut secretos, sistema, verdad, caja);
        }
    }
    secretos
}

/// Whether a cell is of whoever is not a woman, and everybody and women are declared there and the other sexes are not.
fn left(sistema: &Sistema, lectura: &Lectura, caja: &Caja) -> bool {
    let dicha = |sexo: usize| {
        let otra = (Medida::Personas, with(caja, SEXO, sexo));
        lectura.celdas.contains_key(&otra)
    };
    sistema.ejes.sexes().is_some_and(|[mujer, otras]| {
        let mut demas = sistema.ejes.0[SEXO][otras].hijos.iter();
        caja[SEXO] == otras && dicha(mujer) && dicha(0) && !demas.all(|sexo| dicha(*sexo))
    })
}

/// What is in a wider cell and not in this one.
fn nested(
    secretos: &mut Vec<Secreto>,
    sistema: &Sistema,
    lectura: &Lectura,
    verdad: &Verdad,
    (medida, caja): (Medida, Caja),
) {
    let dentro = verdad.count(&caja);
    if (sistema.at(medida, &caja)).is_none_or(|v| sistema.altas[v] == 0) {
        return;
    }
    for todo in wider(&sistema.ejes, &caja) {
        if !lectura.celdas.contains_key(&(medida, todo)) || Ejes::same_attentions(&caja, &todo) {
            continue;
        }
        let fuera = verdad.count(&todo).of(medida) - dentro.of(medida);
        let exacta = |caja: &Caja| {
            (sistema.at(medida, caja)).is_some_and(|v| sistema.bajas[v] == sistema.altas[v])
        };
        let clase = if exacta(&todo) && exacta(&caja) {
            Clase::Diferencia
        } else {
            Clase::Abierta
        };
        let (clase, pocas) = match medida {
            Medida::Personas => (clase, (1..5).contains(&fuera)),
            Medida::Servicios => (
                Clase::Residuo,
                fuera > 0
                    && verdad.count(&todo).personas - dentro.personas < 5
                    && verdad.count_outside(&todo, &[caja]).few(),
            ),
        };
        let at = |caja: &Caja| sistema.at(medida, caja);
        if let (true, Some(t), Some(d)) = (pocas, at(&todo), at(&caja)) {
            secretos.push(Secreto {
                clase,
                que: format!(
                    "{} − {}",
                    sistema.ejes.name(&todo),
                    sistema.ejes.name(&caja)
                ),
                forma: vec![(t, 1), (d, -1)],
                verdad: fuera,
            });
        }
    }
}

/// All boxes that contain this one, but itself.
pub(super) fn wider(ejes: &Ejes, caja: &Caja) -> Vec<Caja> {
    let mut cajas = vec![*caja];
    for (eje, &miembro) in caja.iter().enumerate() {
        let cadena = ejes.chain(eje, miembro);
        cajas = (cajas.iter())
            .flat_map(|c| cadena.iter().map(|&m| with(c, eje, m)))
            .collect();
    }
    cajas.retain(|c| c != caja);
    cajas
}

/// What the parts of a cell share, and the type of violence of everybody in it.
fn lines(secretos: &mut Vec<Secreto>, sistema: &Sistema, verdad: &Verdad, caja: &Caja) {
    let Some(todo) = sistema.at(Medida::Personas, caja) else {
        return;
    };
    let nombre = sistema.ejes.name(caja);
    let hay = verdad.count(caja).personas;
    for eje in 0..SEXO {
        let partes = sistema.ejes.parts(caja, eje);
        let Some(forma) = sistema.shared(todo, &partes).filter(|f| f.len() > 1) else {
            continue;
        };
        let suma: i32 = partes.iter().map(|p| verdad.count(p).personas).sum();
        if (1..5).contains(&(suma - hay)) {
            let que = format!("{nombre} por {}", sistema.ejes.0[eje][partes[0][eje]].nivel);
            let verdad = suma - hay;
            secretos.push(Secreto {
                clase: Clase::Traslape,
                que,
                forma,
                verdad,
            });
        }
    }
    if sistema.bajas[todo] == 0 || caja[VIOLENCIA] != 0 {
        return;
    }
    for (tipo, miembro) in sistema.ejes.0[VIOLENCIA].iter().enumerate() {
        let parte = with(caja, VIOLENCIA, tipo);
        let dicho = tipo != 0 && !miembro.codigo.starts_with("no_");
        let sabido = dicho && !sistema.ejes.invented(VIOLENCIA, tipo);
        let p = sistema.at(Medida::Personas, &parte).filter(|_| sabido);
        if let (Some(p), true) = (p, verdad.count(&parte).personas == hay) {
            secretos.push(Secreto {
                clase: Clase::Atributo,
                que: format!("{nombre}: {}", miembro.codigo),
                forma: vec![(todo, 1), (p, -1)],
                verdad: 0,
            });
        }
    }
}
