//! Councils: members, sessions with agenda and agreements, yearly calendar. The kind of council and
//! its rules are data; nothing here assumes how many members it has or what makes a quórum.

use std::collections::BTreeSet;

use strum::{EnumIter, EnumString, IntoStaticStr};
use time::Date;

use crate::{Dato, Error, Mandato, Origen};

/// How many members must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReglaQuorum {
    /// Half of the members plus one (rounded down: 4 of 7, 5 of 8).
    MitadMasUno,
    /// A fixed number.
    Numero(u32),
}

/// Settings of a council.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ajustes {
    /// Seats.
    pub integrantes: Dato<u32>,
    /// Quórum.
    pub quorum: Dato<ReglaQuorum>,
}

impl Ajustes {
    /// Members that must be present, where the settings say enough.
    pub fn requeridos(&self) -> Dato<u32> {
        match (self.quorum, self.integrantes) {
            (Dato::Consta(ReglaQuorum::Numero(numero)), _) => Dato::Consta(numero),
            (Dato::Consta(ReglaQuorum::MitadMasUno), Dato::Consta(integrantes)) => {
                Dato::Consta(integrantes / 2 + 1)
            }
            _ => Dato::NoConsta,
        }
    }
}

/// A council of the instancia.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consejo {
    /// Key within the instancia.
    pub clave: String,
    /// Key of its kind in the catalogue (`consultivo`, `pase`, …).
    pub tipo: String,
    /// Name.
    pub nombre: String,
    /// Its own settings.
    pub ajustes: Ajustes,
}

/// A member, in a seat, for a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integrante {
    /// Key within the council.
    pub clave: String,
    /// Name: a public office.
    pub nombre: String,
    /// In what quality she sits.
    pub caracter: Dato<String>,
    /// Seat.
    pub asiento: Dato<String>,
    /// Term.
    pub mandato: Mandato,
    /// Day of the oath.
    pub toma_de_protesta: Dato<Date>,
    /// Key of the session in which she took it.
    pub protesta_en: Dato<String>,
    /// Where the record comes from.
    pub origen: Origen,
}

/// Ordinary, by calendar, or extraordinary, by call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum TipoSesion {
    /// By calendar.
    Ordinaria,
    /// By call.
    Extraordinaria,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum EstadoSesion {
    /// Called.
    Convocada,
    /// Held.
    Celebrada,
    /// Not held.
    Cancelada,
}

/// Whether a member came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Presencia {
    /// Came.
    Presente,
    /// Did not come.
    Ausente,
    /// Did not come, with a reason.
    Justificada,
}

/// A member's attendance of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asistencia {
    /// Key of the member.
    pub integrante: String,
    /// Whether she came.
    pub presencia: Presencia,
}

/// What a point of the agenda is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsuntoPunto {
    /// A report is presented, by key.
    Informe(String),
    /// A member takes the oath, by key.
    TomaDeProtesta(String),
    /// The calendar of a year is approved.
    Calendario(i32),
    /// Anything else.
    Otro,
}

/// A point of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Punto {
    /// What it is about.
    pub asunto: AsuntoPunto,
    /// In words.
    pub descripcion: String,
}

/// What became of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum EstadoAcuerdo {
    /// Approved, being carried out.
    Aprobado,
    /// Carried out.
    Cumplido,
    /// Left without effect.
    SinEfecto,
}

/// Something that the council agreed in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acuerdo {
    /// Key within the session.
    pub clave: String,
    /// Text.
    pub texto: String,
    /// Votes in favour, against, abstentions.
    pub votacion: Dato<(u32, u32, u32)>,
    /// Who must carry it out.
    pub responsable: Dato<String>,
    /// By when.
    pub plazo: Dato<Date>,
    /// What became of it.
    pub estado: EstadoAcuerdo,
}

/// A session of a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sesion {
    /// Key within the council.
    pub clave: String,
    /// Ordinary or extraordinary.
    pub tipo: TipoSesion,
    /// Number.
    pub numero: Dato<u32>,
    /// Day.
    pub fecha: Dato<Date>,
    /// Place.
    pub lugar: Dato<String>,
    /// What became of it.
    pub estado: EstadoSesion,
    /// Attendance of the members.
    pub asistencia: Dato<Vec<Asistencia>>,
    /// Agenda, in order.
    pub orden_del_dia: Vec<Punto>,
    /// Agreements, in order.
    pub acuerdos: Vec<Acuerdo>,
    /// Where the record comes from.
    pub origen: Origen,
}

/// Presence against what the settings require.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Members that must be present.
    pub requeridos: u32,
    /// Members present.
    pub presentes: u32,
}

impl Quorum {
    /// Whether there was one.
    pub fn hay(&self) -> bool {
        self.presentes >= self.requeridos
    }
}

impl Sesion {
    /// Checks attendance, agenda and agreements.
    ///
    /// # Errors
    /// [`Error::SesionInvalida`].
    pub fn check(&self) -> Result<(), Error> {
        let fail = |motivo| {
            Err(Error::SesionInvalida {
                clave: self.clave.clone(),
                motivo,
            })
        };
        let mut vistos = BTreeSet::new();
        if !self
            .asistencia
            .valor()
            .into_iter()
            .flatten()
            .all(|a| vistos.insert(&a.integrante))
        {
            return fail("una integrante aparece dos veces en la asistencia");
        }
        let mut claves = BTreeSet::new();
        if !self
            .acuerdos
            .iter()
            .all(|acuerdo| claves.insert(&acuerdo.clave))
        {
            return fail("dos acuerdos tienen la misma clave");
        }
        if self.estado != EstadoSesion::Celebrada
            && !(self.acuerdos.is_empty() && vistos.is_empty())
        {
            return fail("una sesión que no se celebró no tiene asistencia ni acuerdos");
        }
        if let Some(asistencia) = self.asistencia.valor() {
            let presentes = present(asistencia);
            let votos = |acuerdo: &Acuerdo| match acuerdo.votacion {
                Dato::Consta((a_favor, en_contra, abstenciones)) => a_favor
                    .saturating_add(en_contra)
                    .saturating_add(abstenciones),
                Dato::NoConsta => 0,
            };
            if self
                .acuerdos
                .iter()
                .any(|acuerdo| votos(acuerdo) > presentes)
            {
                return fail("un acuerdo tiene más votos que integrantes presentes en la sesión");
            }
        }
        Ok(())
    }

    /// Quórum by the settings of its council, where they and the attendance are known.
    pub fn quorum(&self, ajustes: &Ajustes) -> Dato<Quorum> {
        let (Dato::Consta(requeridos), Dato::Consta(asistencia)) =
            (ajustes.requeridos(), &self.asistencia)
        else {
            return Dato::NoConsta;
        };
        Dato::Consta(Quorum {
            requeridos,
            presentes: present(asistencia),
        })
    }
}

/// How many were present.
fn present(asistencia: &[Asistencia]) -> u32 {
    let presentes = asistencia
        .iter()
        .filter(|a| a.presencia == Presencia::Presente);
    u32::try_from(presentes.count()).unwrap_or(u32::MAX)
}

/// A session that a calendar foresees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SesionProgramada {
    /// Day.
    pub fecha: Date,
    /// Ordinary or extraordinary.
    pub tipo: TipoSesion,
}

/// The yearly calendar of a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendario {
    /// Year.
    pub anio: i32,
    /// How the year is known, where the source does not spell it out.
    pub nota: Option<String>,
    /// Key of the session that approved it.
    pub aprobado_en: Dato<String>,
    /// Sessions foreseen.
    pub sesiones: Dato<Vec<SesionProgramada>>,
    /// Where the record comes from.
    pub origen: Origen,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asistencia(presencias: &[Presencia]) -> Dato<Vec<Asistencia>> {
        let una = |(n, presencia): (usize, &Presencia)| Asistencia {
            integrante: n.to_string(),
            presencia: *presencia,
        };
        Dato::Consta(presencias.iter().enumerate().map(una).collect())
    }

    fn sesion(asistencia: Dato<Vec<Asistencia>>) -> Sesion {
        Sesion {
            clave: "1".into(),
            tipo: TipoSesion::Ordinaria,
            numero: Dato::NoConsta,
            fecha: Dato::NoConsta,
            lugar: Dato::NoConsta,
            estado: EstadoSesion::Celebrada,
            asistencia,
            orden_del_dia: vec![],
            acuerdos: vec![],
            origen: Origen::Registro,
        }
    }

    fn ajustes(integrantes: u32, quorum: ReglaQuorum) -> Ajustes {
        Ajustes {
            integrantes: Dato::Consta(integrantes),
            quorum: Dato::Consta(quorum),
        }
    }

    #[test]
    fn quorum_comes_from_the_councils_own_settings() {
        use Presencia::{Ausente, Justificada, Presente};
        let sesion = sesion(asistencia(&[
            Presente,
            Presente,
            Presente,
            Ausente,
            Justificada,
        ]));
        let hay = |ajustes: Ajustes| sesion.quorum(&ajustes).map(|quorum| quorum.hay());
        assert_eq!(
            hay(ajustes(5, ReglaQuorum::MitadMasUno)),
            Dato::Consta(true)
        );
        assert_eq!(
            hay(ajustes(6, ReglaQuorum::MitadMasUno)),
            Dato::Consta(false)
        );
        assert_eq!(hay(ajustes(6, ReglaQuorum::Numero(3))), Dato::Consta(true));
        assert_eq!(
            hay(Ajustes {
                integrantes: Dato::NoConsta,
                ..ajustes(6, ReglaQuorum::MitadMasUno)
            }),
            Dato::NoConsta
        );
    }

    #[test]
    fn quorum_of_an_unrecorded_attendance_is_not_guessed() {
        assert_eq!(
            sesion(Dato::NoConsta).quorum(&ajustes(5, ReglaQuorum::MitadMasUno)),
            Dato::NoConsta
        );
    }

    #[test]
    fn half_plus_one() {
        let requeridos = |n| ajustes(n, ReglaQuorum::MitadMasUno).requeridos();
        assert_eq!(
            [requeridos(7), requeridos(8)],
            [Dato::Consta(4), Dato::Consta(5)]
        );
    }

    #[test]
    fn a_session_that_was_not_held_agreed_nothing() {
        let mut cancelada = sesion(asistencia(&[Presencia::Presente]));
        cancelada.estado = EstadoSesion::Cancelada;
        assert!(cancelada.check().is_err());
        cancelada.asistencia = Dato::NoConsta;
        assert_eq!(cancelada.check(), Ok(()));
    }

    #[test]
    fn nobody_attends_twice() {
        let mut doble = sesion(asistencia(&[Presencia::Presente]));
        assert_eq!(doble.check(), Ok(()));
        let otra = Asistencia {
            integrante: "0".into(),
            presencia: Presencia::Ausente,
        };
        doble.asistencia = Dato::Consta(vec![otra.clone(), otra]);
        assert!(doble.check().is_err());
    }
}
