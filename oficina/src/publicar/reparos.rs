//! Why a cut-off is likely a mistake. What is published closes its months for ever: a wrong year, a sheet that was not
//! imported or a wrong clock are found before.

use domain::{Cierres, Clave, Periodo};
use persistence::{Autoria, MesPendiente, Registro};
use time::{Date, Month, OffsetDateTime};

use crate::Error;

/// What speaks against publishing a cut-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reparo {
    /// It would close months, and none of them has an attention.
    SinAtenciones(Vec<Periodo>),
    /// It would close months more than a quarter after the last one that has an attention: which is that, and which it
    /// would close last.
    Lejana(Periodo, Periodo),
    /// The clock is earlier than the last thing that is noted.
    Reloj(OffsetDateTime),
}

/// What whoever publishes says to be so all the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Insistencia {
    /// There were no attentions.
    pub sin_atenciones: bool,
    /// The clock is right.
    pub reloj: bool,
}

/// Months without attentions at the end of a year that nobody asks about.
const CALLADOS: usize = 3;

/// What speaks against publishing a cut-off now.
pub(super) async fn object(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
    autoria: &Autoria,
    insistencia: Insistencia,
) -> Result<(), Error> {
    if corte > autoria.cuando.date() {
        return Err(Error::Futuro(corte));
    }
    let anotado = registro.last_noted().await?;
    if let Some(anotado) = anotado.filter(|anotado| *anotado > autoria.cuando && !insistencia.reloj)
    {
        return Err(Error::Reparo(Reparo::Reloj(anotado)));
    }
    if insistencia.sin_atenciones {
        return Ok(());
    }
    let pendientes = registro.pending(clave).await?;
    let cierran = Cierres::from_iter(pendientes.cierres).would_close(corte);
    match silence(&cierran, &pendientes.meses) {
        Some(reparo) => Err(Error::Reparo(reparo)),
        None => Ok(()),
    }
}

/// What the months that would be closed say against it, given those that have attentions.
fn silence(cierran: &[Periodo], meses: &[MesPendiente]) -> Option<Reparo> {
    let has = |mes: &&Periodo| {
        let mes = mes.to_string();
        meses.iter().any(|con| con.mes == mes && con.atenciones > 0)
    };
    let ultimo = cierran.last()?;
    let Some(con) = cierran.iter().rposition(|mes| has(&mes)) else {
        return Some(Reparo::SinAtenciones(cierran.to_vec()));
    };
    let despues = cierran.len() - 1 - con;
    (despues > CALLADOS).then(|| Reparo::Lejana(cierran[con], *ultimo))
}

/// Months as one reads them: «de enero a marzo de 2025», «junio de 2025».
pub fn spell(meses: &[Periodo]) -> String {
    let name = |periodo: &Periodo| month(periodo.desde().month());
    match meses {
        [] => String::new(),
        [uno] => format!("{} de {}", name(uno), uno.desde().year()),
        [primero, .., ultimo] => format!(
            "de {} a {} de {}",
            name(primero),
            name(ultimo),
            ultimo.desde().year()
        ),
    }
}

fn month(mes: Month) -> &'static str {
    const MESES: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    MESES[usize::from(u8::from(mes)) - 1]
}

impl std::fmt::Display for Reparo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SinAtenciones(meses) => write!(
                f,
                "se cerraría {}, y no hay ninguna atención de esos meses: la edición diría cero para siempre, y lo que se importe después contaría como extemporáneo",
                spell(meses)
            ),
            Self::Lejana(ultimo, hasta) => write!(
                f,
                "se cerraría hasta {}, y la última atención por publicar es de {}: los meses de en medio quedarían en cero para siempre",
                spell(&[*hasta]),
                spell(&[*ultimo])
            ),
            Self::Reloj(anotado) => write!(
                f,
                "el reloj de este equipo va atrasado: en la bitácora hay un asiento del {}",
                anotado.date()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(meses: &[&str]) -> Vec<MesPendiente> {
        let con = |mes: &&str| MesPendiente {
            mes: (*mes).to_owned(),
            atenciones: 1,
            extemporaneas: 0,
        };
        meses.iter().map(con).collect()
    }

    #[test]
    fn months_without_attentions_are_not_closed_by_accident() {
        let anio: Vec<Periodo> = (1..=12u8)
            .map(|mes| Periodo::Mes(2025, Month::try_from(mes).unwrap()))
            .collect();
        let sin = Some(Reparo::SinAtenciones(anio.clone()));
        assert_eq!(silence(&anio, &[]), sin);
        assert_eq!(silence(&anio, &pending(&["2024-12", "2026-01"])), sin);
        let lejana = Some(Reparo::Lejana(anio[7], anio[11]));
        assert_eq!(silence(&anio, &pending(&["2025-08"])), lejana);
        assert_eq!(silence(&anio, &pending(&["2025-09"])), None);
        // What is closed already closes nothing again.
        assert_eq!(silence(&[], &[]), None);
        assert_eq!(spell(&anio), "de enero a diciembre de 2025");
        assert_eq!(spell(&anio[..1]), "enero de 2025");
    }
}
