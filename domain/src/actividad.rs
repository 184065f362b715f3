//! Group acts: their participants are counted, never identified.

use std::collections::BTreeSet;

use strum::{EnumIter, EnumString, IntoStaticStr};
use time::Date;

use crate::{Celda, Dato, Error, Lugar, Mencion, Origen, ParteActividad, Periodo, Sexo};

/// Kind of activity.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TipoActividad {
    /// Training.
    Capacitacion,
    /// Workshop.
    Taller,
    /// Commemoration.
    Conmemoracion,
    /// Fair of services, held at an agencia.
    Feria,
    /// Meeting with other bodies.
    Encuentro,
    /// Another one, of those that an office adds.
    Otro,
}

impl TipoActividad {
    /// Whether its participants are people trained.
    pub fn capacita(self) -> bool {
        matches!(self, Self::Capacitacion | Self::Taller)
    }

    /// Whether its attendance is public knowledge, which protects nobody by being withheld.
    pub fn acto_publico(self) -> bool {
        matches!(self, Self::Conmemoracion | Self::Feria)
    }

    /// Name shown to people.
    pub const fn nombre(self) -> &'static str {
        match self {
            Self::Capacitacion => "Capacitación",
            Self::Taller => "Taller",
            Self::Conmemoracion => "Conmemoración",
            Self::Feria => "Feria de servicios",
            Self::Encuentro => "Encuentro",
            Self::Otro => "Otra actividad",
        }
    }
}

/// A day that is commemorated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Efemeride {
    /// Día Naranja, against violence towards women and girls: the 25th of each month.
    DiaNaranja,
    /// Another one, of those that an office adds.
    Otra,
}

impl Efemeride {
    /// Whether it falls on that day.
    pub fn cae(self, fecha: Date) -> bool {
        match self {
            Self::DiaNaranja => fecha.day() == 25,
            Self::Otra => true,
        }
    }

    /// Name shown to people.
    pub const fn nombre(self) -> &'static str {
        match self {
            Self::DiaNaranja => "Día Naranja",
            Self::Otra => "Otra efeméride",
        }
    }
}

/// What an activity is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Tema {
    /// Human rights.
    DerechosHumanos,
    /// Equality.
    Igualdad,
    /// Gender perspective.
    PerspectivaDeGenero,
    /// Empowerment.
    Empoderamiento,
    /// Artistic.
    Artistica,
    /// Cultural.
    Cultural,
    /// Sports.
    Deportiva,
    /// Another one, of those that an office adds.
    Otro,
}

/// Whom an activity is for, as participants are counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Publico {
    /// Public servants.
    ServidorasYServidoresPublicos,
    /// Citizens.
    Ciudadania,
    /// Women.
    Mujeres,
    /// Anyone who comes.
    General,
    /// Representatives of other bodies.
    Representantes,
    /// Another one, of those that an office adds.
    Otro,
}

impl Publico {
    /// Whether their trainings are public acts: those of public servants are.
    pub fn exento(self) -> bool {
        self == Self::ServidorasYServidoresPublicos
    }

    /// Name shown to people.
    pub const fn nombre(self) -> &'static str {
        match self {
            Self::ServidorasYServidoresPublicos => "Servidoras y servidores públicos",
            Self::Ciudadania => "Ciudadanas y ciudadanos",
            Self::Mujeres => "Mujeres",
            Self::General => "Público en general",
            Self::Representantes => "Representantes de instancias",
            Self::Otro => "Otros públicos",
        }
    }
}

/// Participants of one public, and of one sex where it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participacion {
    /// Public, as it is counted.
    pub publico: Publico,
    /// Which one, if it is one of the office's own.
    pub publico_propio: Option<Mencion>,
    /// Sex, where it was recorded.
    pub sexo: Dato<Sexo>,
    /// Number of participants, at least 1.
    pub numero: u32,
}

/// The participants of an act, as far as they can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Participantes {
    /// They were recorded.
    Consta(Vec<Participacion>),
    /// They were not; that is not zero.
    NoConsta,
    /// They were recorded, and an edition withholds them.
    Protegidos,
}

impl Participantes {
    /// The participants, where they are known.
    pub fn lista(&self) -> Option<&[Participacion]> {
        match self {
            Self::Consta(lista) => Some(lista),
            Self::NoConsta | Self::Protegidos => None,
        }
    }

    /// How many in all, as a cell.
    pub fn total(&self) -> Celda {
        match self {
            Self::Consta(lista) => {
                Celda::Publicada(lista.iter().map(|parte| u64::from(parte.numero)).sum())
            }
            Self::NoConsta => Celda::NoDisponible,
            Self::Protegidos => Celda::Protegida,
        }
    }
}

/// A group act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actividad {
    /// Key within the instancia.
    pub clave: String,
    /// Kind, as it is counted.
    pub tipo: TipoActividad,
    /// Which one, if it is one of the office's own.
    pub tipo_propio: Option<Mencion>,
    /// Name.
    pub nombre: String,
    /// Day it commemorates, if it does.
    pub efemeride: Option<Efemeride>,
    /// Which one, if it is one of the office's own.
    pub efemeride_propia: Option<Mencion>,
    /// Themes.
    pub temas: BTreeSet<Tema>,
    /// Those of the office's own.
    pub temas_propios: Vec<Mencion>,
    /// Day.
    pub fecha: Dato<Date>,
    /// Period in which it is reported, known even where the day is not.
    pub periodo: Periodo,
    /// Place.
    pub lugar: Dato<Lugar>,
    /// Participants.
    pub participantes: Participantes,
    /// Where the record comes from.
    pub origen: Origen,
}

impl Actividad {
    /// Checks the rules of its kind.
    ///
    /// # Errors
    /// [`Error::FueraDeEfemeride`], [`Error::FechaFueraDePeriodo`], [`Error::ActividadInvalida`].
    pub fn check(&self) -> Result<(), Error> {
        if let (Some(efemeride), Dato::Consta(fecha)) = (self.efemeride, self.fecha)
            && !efemeride.cae(fecha)
        {
            return Err(Error::FueraDeEfemeride {
                efemeride: efemeride.nombre().to_owned(),
                cuando: "25 de cada mes".to_owned(),
                fecha,
            });
        }
        if let Dato::Consta(fecha) = self.fecha
            && !self.periodo.contiene(fecha)
        {
            return Err(Error::FechaFueraDePeriodo {
                fecha,
                periodo: self.periodo.to_string(),
            });
        }
        let fail = |parte, motivo| {
            Err(Error::ActividadInvalida {
                clave: self.clave.clone(),
                parte,
                motivo,
            })
        };
        if let Some((parte, motivo)) = self.mismatch() {
            return fail(parte, motivo);
        }
        if self.efemeride.is_some() && self.tipo != TipoActividad::Conmemoracion {
            return fail(
                ParteActividad::Efemeride,
                "sólo una conmemoración tiene efeméride",
            );
        }
        if self.tipo == TipoActividad::Feria
            && self.lugar.valor().and_then(Lugar::agencia).is_none()
        {
            return fail(ParteActividad::Lugar, "una feria se lleva a una agencia");
        }
        let mut vistos = BTreeSet::new();
        for parte in self.participantes.lista().into_iter().flatten() {
            if parte.numero == 0 {
                return fail(
                    ParteActividad::Publico,
                    "un público sin participantes no se anota",
                );
            }
            if parte.publico == Publico::Mujeres && parte.sexo == Dato::Consta(Sexo::Hombre) {
                return fail(
                    ParteActividad::Publico,
                    "el público «mujeres» no tiene participantes hombres",
                );
            }
            let propio = parte.publico_propio.as_ref().map(|m| &m.clave);
            if !vistos.insert((parte.publico, propio, parte.sexo.valor().copied())) {
                return fail(
                    ParteActividad::Publico,
                    "el mismo público y sexo se anotó dos veces",
                );
            }
        }
        Ok(())
    }

    /// Name of its kind, shown to people.
    pub fn tipo_nombre(&self) -> &str {
        match &self.tipo_propio {
            Some(propio) => &propio.nombre,
            None => self.tipo.nombre(),
        }
    }

    /// The last day on which it can have happened.
    pub fn a_mas_tardar(&self) -> Date {
        self.fecha
            .valor()
            .copied()
            .unwrap_or_else(|| self.periodo.hasta())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn naranja() -> Actividad {
        Actividad {
            clave: "naranja-03".into(),
            tipo: TipoActividad::Conmemoracion,
            tipo_propio: None,
            nombre: "Día Naranja".into(),
            efemeride: Some(Efemeride::DiaNaranja),
            efemeride_propia: None,
            temas: [Tema::Artistica].into(),
            temas_propios: vec![],
            fecha: Dato::Consta(date!(2017 - 03 - 25)),
            periodo: Periodo::Anio(2017),
            lugar: Dato::Consta(Lugar::Cabecera),
            participantes: Participantes::Consta(vec![
                Participacion {
                    publico: Publico::General,
                    publico_propio: None,
                    sexo: Dato::NoConsta,
                    numero: 100,
                },
                Participacion {
                    publico: Publico::General,
                    publico_propio: None,
                    sexo: Dato::Consta(Sexo::Mujer),
                    numero: 40,
                },
            ]),
            origen: Origen::Sintetico,
        }
    }

    fn motivo(actividad: &Actividad) -> &'static str {
        match actividad.check() {
            Err(Error::ActividadInvalida { motivo, .. }) => motivo,
            otro => panic!("{otro:?}"),
        }
    }

    #[test]
    fn dia_naranja_is_the_25th() {
        assert_eq!(naranja().check(), Ok(()));
        let otro_dia = Actividad {
            fecha: Dato::Consta(date!(2017 - 03 - 24)),
            ..naranja()
        };
        assert!(matches!(
            otro_dia.check(),
            Err(Error::FueraDeEfemeride { .. })
        ));
        let sin_fecha = Actividad {
            fecha: Dato::NoConsta,
            ..naranja()
        };
        assert_eq!(sin_fecha.check(), Ok(()));
        assert_eq!(sin_fecha.a_mas_tardar(), date!(2017 - 12 - 31));
    }

    #[test]
    fn a_date_lies_in_its_period() {
        let fuera = Actividad {
            fecha: Dato::Consta(date!(2018 - 03 - 25)),
            ..naranja()
        };
        assert!(matches!(
            fuera.check(),
            Err(Error::FechaFueraDePeriodo { .. })
        ));
    }

    #[test]
    fn a_fair_goes_to_an_agencia() {
        let feria = Actividad {
            tipo: TipoActividad::Feria,
            efemeride: None,
            ..naranja()
        };
        assert_eq!(motivo(&feria), "una feria se lleva a una agencia");
        let en_agencia = Actividad {
            lugar: Dato::Consta(Lugar::Agencia("candiani".into())),
            ..feria
        };
        assert_eq!(en_agencia.check(), Ok(()));
        let taller = Actividad {
            tipo: TipoActividad::Taller,
            ..naranja()
        };
        assert_eq!(motivo(&taller), "sólo una conmemoración tiene efeméride");
    }

    #[test]
    fn participants_are_counted_once() {
        assert_eq!(naranja().participantes.total(), Celda::Publicada(140));
        let parte = Participacion {
            publico: Publico::Mujeres,
            publico_propio: None,
            sexo: Dato::NoConsta,
            numero: 5,
        };
        let con = |partes| Actividad {
            participantes: Participantes::Consta(partes),
            ..naranja()
        };
        assert_eq!(
            motivo(&con(vec![parte.clone(), parte.clone()])),
            "el mismo público y sexo se anotó dos veces"
        );
        assert_eq!(
            motivo(&con(vec![Participacion {
                numero: 0,
                ..parte.clone()
            }])),
            "un público sin participantes no se anota"
        );
        let hombres = Participacion {
            sexo: Dato::Consta(Sexo::Hombre),
            ..parte
        };
        assert_eq!(
            motivo(&con(vec![hombres])),
            "el público «mujeres» no tiene participantes hombres"
        );
        let sin_anotar = Actividad {
            participantes: Participantes::NoConsta,
            ..naranja()
        };
        assert_eq!(sin_anotar.participantes.total(), Celda::NoDisponible);
    }
}
