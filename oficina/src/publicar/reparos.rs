//! Why a cut-off is likely a mistake. What is published closes its months for ever: a wrong year, a sheet that was not
//! imported or a wrong clock are found before.

use domain::{Cierres, Clave, Ediciones, Periodo, month_name};
use persistence::{Autoria, MesPendiente, Publicaciones, Registro};
use time::{Date, OffsetDateTime};

use crate::verificar::own_keys;
use crate::{Error, Lugares};

/// What speaks against publishing a cut-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reparo {
    /// It would close months that have no attention: which it would close, and which of them have none.
    SinAtenciones {
        /// What it would close.
        cierran: Vec<Periodo>,
        /// What has none.
        sin: Vec<Periodo>,
    },
    /// The clock is earlier than the last thing that is noted.
    Reloj(OffsetDateTime),
    /// The keys are those of somebody else: they know none of those that signed what is published.
    Llave,
    /// Editions that closed months are not there: with which cut-off the last of them.
    Perdido(Date),
}

/// What whoever publishes says to be so all the same.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is said by itself, with an option"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Insistencia {
    /// There were no attentions.
    pub sin_atenciones: bool,
    /// The clock is right.
    pub reloj: bool,
    /// The keys of before were lost, all of them.
    pub otra_clave: bool,
    /// So was what was published.
    pub publicado_perdido: bool,
}

/// What speaks against publishing a cut-off now.
pub(super) async fn object(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
    autoria: &Autoria,
    insistencia: Insistencia,
) -> Result<(), Error> {
    let hoy = clave.dia(autoria.cuando);
    if corte > hoy {
        return Err(Error::Futuro { corte, hoy });
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
    let sin = silent(&cierran, &pendientes.meses);
    if sin.is_empty() {
        Ok(())
    } else {
        Err(Error::Reparo(Reparo::SinAtenciones { cierran, sin }))
    }
}

/// That the register knows all editions that are served of a year: of what others closed, one that was restored from before them, or
/// begun anew, would say other numbers, and who subtracts them sees whoever came or went in between.
///
/// # Errors
/// [`Error::Rechazada`], and those of the stores.
pub(super) async fn must_know_served(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    anio: i32,
) -> Result<(), Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(()),
        abiertas => abiertas?,
    };
    let todas = publicaciones.ediciones(&[clave.to_string()]).await?;
    let servidas = todas
        .get(clave.as_str())
        .into_iter()
        .flat_map(Ediciones::all)
        .filter(|edicion| edicion.retiro.is_none() && edicion.corte.year() == anio);
    let ajenas = registro.strangers(clave, servidas).await?;
    let [.., ultima] = ajenas.as_slice() else {
        return Ok(());
    };
    Err(Error::rejected(format!(
        "el registro no conoce la edición {ultima} de {clave}, que se sirve y es de {anio}: es de antes, o es otro. Otra edición diría otros números de lo mismo, y su diferencia mostraría a personas. Restaure el registro que la publicó; si se perdió sin remedio, retire antes sus ediciones de {anio}"
    )))
}

/// Refuses to publish where editions of before are not there: another one would take their number, and say other things under it. That
/// of the same cut-off alone may be one whose press was stopped after its months were closed.
///
/// # Errors
/// [`Error::Reparo`], and those of the stores.
pub(super) async fn must_have_published(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
) -> Result<(), Error> {
    let cierres = registro.cut_offs(Some(clave)).await?;
    let Some(ultimo) = cierres.into_iter().rfind(|cierre| *cierre != corte) else {
        return Ok(());
    };
    if has_editions(lugares, Some(clave)).await? {
        return Ok(());
    }
    Err(Error::Reparo(Reparo::Perdido(ultimo)))
}

/// Whether an instancia has editions, or any has.
pub(crate) async fn has_editions(lugares: &Lugares, clave: Option<&Clave>) -> Result<bool, Error> {
    match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => Ok(false),
        abiertas => Ok(abiertas?.has_editions(clave).await?),
    }
}

/// Refuses to sign with a key of somebody else: a folder of keys that signed before, or took the place of one that did, knows the old
/// ones.
///
/// # Errors
/// [`Error::Reparo`], and those of the keys and of the store.
pub(super) async fn must_know_keys(lugares: &Lugares, clave: &Clave) -> Result<(), Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(()),
        abiertas => abiertas?,
    };
    let firmaron = publicaciones.claves(clave.as_str()).await?;
    let propias = own_keys(&lugares.claves)?;
    if propias.is_empty() || firmaron.is_empty() {
        return Ok(());
    }
    let suya = firmaron.iter().any(|una| propias.contains(&una.clave));
    suya.then_some(()).ok_or(Error::Reparo(Reparo::Llave))
}

/// Those of some months that have no attention of their own, given those that do: what came late does not say that the month was
/// taken in.
pub(super) fn silent(cierran: &[Periodo], meses: &[MesPendiente]) -> Vec<Periodo> {
    let has = |mes: &Periodo| {
        let mes = mes.to_string();
        meses
            .iter()
            .any(|con| con.mes == mes && con.atenciones > con.extemporaneas)
    };
    cierran.iter().copied().filter(|mes| !has(mes)).collect()
}

/// Months as one reads them: «de enero a marzo de 2025», «junio de 2025».
pub fn spell(meses: &[Periodo]) -> String {
    let name = |periodo: &Periodo| month_name(periodo.desde().month());
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

impl std::fmt::Display for Reparo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SinAtenciones { cierran, sin } => {
                let cuales = if sin.len() == cierran.len() {
                    "de entonces".to_owned()
                } else {
                    let nombres: Vec<String> = sin.iter().map(|mes| spell(&[*mes])).collect();
                    format!("de {}", nombres.join(", "))
                };
                write!(
                    f,
                    "se cerraría {}, y no hay ninguna atención con fecha {cuales}: quedaría así para siempre, y lo que se importe después contaría como extemporáneo",
                    spell(cierran)
                )
            }
            Self::Reloj(anotado) => write!(
                f,
                "el reloj de este equipo va atrasado: en la bitácora hay un asiento del {}",
                anotado.date()
            ),
            Self::Perdido(corte) => write!(
                f,
                "el registro cerró meses para la edición con corte {corte}, y en lo publicado no hay ninguna: otra tomaría su número"
            ),
            Self::Llave => f.write_str(
                "la carpeta de claves no conoce ninguna de las que firmaron lo publicado: es de otra instalación, y quien comprueba las firmas diría que es de otra",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Month;

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
        assert_eq!(silent(&anio, &[]), anio);
        assert_eq!(silent(&anio, &pending(&["2024-12", "2026-01"])), anio);
        assert_eq!(silent(&anio[..3], &pending(&["2025-03"])), anio[..2]);
        assert_eq!(silent(&anio[7..8], &pending(&["2025-08"])), []);
        let mut tarde = pending(&["2025-08"]);
        tarde[0].extemporaneas = 1;
        assert_eq!(silent(&anio[7..8], &tarde), anio[7..8]);
        // What is closed already closes nothing again.
        assert_eq!(silent(&[], &[]), []);
        assert_eq!(spell(&anio), "de enero a diciembre de 2025");
        assert_eq!(spell(&anio[..1]), "enero de 2025");
    }
}
