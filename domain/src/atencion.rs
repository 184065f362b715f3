//! One service given to one person on one day.

use std::collections::BTreeSet;

use strum::{EnumIter, EnumString, IntoStaticStr};
use time::Date;

use crate::{Agencia, Catalogos, Error, Lugar, Seudonimo};

/// First time for this service, or follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Visita {
    /// First time.
    PrimeraVez,
    /// Follow-up.
    Seguimiento,
}

/// What the record says of violence. «Ninguna», «no especificado» and «no preguntado» are three
/// different things, so that every attention counts in at least one member.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Violencia {
    /// One or more types, by key.
    Tipos(BTreeSet<String>),
    /// There was none.
    Ninguna,
    /// Asked, not said.
    NoEspecificado,
    /// Not asked.
    NoPreguntado,
}

/// An attention as captured, before any rule has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtencionCapturada {
    /// Day.
    pub fecha: Date,
    /// Key of the service.
    pub servicio: String,
    /// Where the person comes from.
    pub lugar: Lugar,
    /// First time or follow-up.
    pub visita: Visita,
    /// Types of violence.
    pub violencia: Violencia,
    /// Modalities of violence, by key; may be empty.
    pub modalidades: BTreeSet<String>,
    /// Key of the unit that attended, such as «Mujer Segura», if one did.
    pub unidad: Option<String>,
    /// Whom, unless the attention was anonymous: then it counts as a service, never as a person.
    pub persona: Option<Seudonimo>,
}

/// An attention whose rules have been checked against the catalogues in force on its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Atencion(AtencionCapturada);

impl Atencion {
    /// Checks a captured attention.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`], [`Error::FueraDeVigencia`] (a 2017 record cannot carry a type
    /// of violence of 2024), [`Error::ViolenciaVacia`].
    pub fn new(
        captura: AtencionCapturada,
        catalogos: &Catalogos,
        agencias: &[Agencia],
    ) -> Result<Self, Error> {
        let fecha = captura.fecha;
        catalogos.servicios.vigente(&captura.servicio, fecha)?;
        if let Violencia::Tipos(tipos) = &captura.violencia {
            if tipos.is_empty() {
                return Err(Error::ViolenciaVacia);
            }
            for tipo in tipos {
                catalogos.tipos_violencia.vigente(tipo, fecha)?;
            }
        }
        for modalidad in &captura.modalidades {
            catalogos.modalidades.vigente(modalidad, fecha)?;
        }
        if let Lugar::Agencia(clave) = &captura.lugar {
            let agencia = agencias
                .iter()
                .find(|agencia| &agencia.clave == clave)
                .ok_or_else(|| Error::EntradaDesconocida {
                    catalogo: "agencias",
                    clave: clave.clone(),
                })?;
            if !agencia.vigencia.vigente(fecha) {
                let vigencia = agencia.vigencia.to_string();
                return Err(Error::FueraDeVigencia {
                    clave: clave.clone(),
                    fecha,
                    vigencia,
                });
            }
        }
        Ok(Self(captura))
    }

    /// What was captured.
    pub fn datos(&self) -> &AtencionCapturada {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dato, Vigencia, catalogo::tests::catalogos};
    use time::macros::date;

    fn captura() -> AtencionCapturada {
        AtencionCapturada {
            fecha: date!(2017 - 03 - 08),
            servicio: "asesoria_juridica".into(),
            lugar: Lugar::Agencia("candiani".into()),
            visita: Visita::PrimeraVez,
            violencia: Violencia::Tipos(["fisica".to_owned()].into()),
            modalidades: BTreeSet::new(),
            unidad: None,
            persona: Some(Seudonimo([1; 32])),
        }
    }

    fn check(captura: AtencionCapturada) -> Result<Atencion, Error> {
        let candiani = Agencia {
            clave: "candiani".into(),
            nombre: "Candiani".into(),
            alias: vec![],
            tipo: Dato::NoConsta,
            fuente_tipo: Dato::NoConsta,
            vigencia: Vigencia {
                desde: Some(date!(2017 - 01 - 01)),
                hasta: None,
            },
        };
        Atencion::new(captura, &catalogos(), &[candiani])
    }

    #[test]
    fn a_2017_record_cannot_carry_a_2024_type() {
        assert!(check(captura()).is_ok());
        let violencia = Violencia::Tipos(["vicaria".to_owned()].into());
        let en_2017 = AtencionCapturada {
            violencia: violencia.clone(),
            ..captura()
        };
        assert_eq!(
            check(en_2017).unwrap_err().to_string(),
            "«vicaria» no está vigente el 2017-03-08: entró en vigor el 2024-01-18"
        );
        let en_2024 = AtencionCapturada {
            violencia,
            fecha: date!(2024 - 02 - 01),
            ..captura()
        };
        assert!(check(en_2024).is_ok());
    }

    #[test]
    fn a_modality_has_a_first_day_too() {
        let digital = AtencionCapturada {
            modalidades: ["digital".to_owned()].into(),
            ..captura()
        };
        assert!(matches!(check(digital), Err(Error::FueraDeVigencia { .. })));
    }

    #[test]
    fn no_types_is_said_not_implied() {
        let vacia = AtencionCapturada {
            violencia: Violencia::Tipos(BTreeSet::new()),
            ..captura()
        };
        assert_eq!(check(vacia), Err(Error::ViolenciaVacia));
        assert_ne!(Violencia::Ninguna, Violencia::NoPreguntado);
    }

    #[test]
    fn services_and_agencias_must_exist_on_the_day() {
        let servicio = AtencionCapturada {
            servicio: "otro".into(),
            ..captura()
        };
        assert!(matches!(
            check(servicio),
            Err(Error::EntradaDesconocida {
                catalogo: "servicios",
                ..
            })
        ));
        let agencia = AtencionCapturada {
            lugar: Lugar::Agencia("otra".into()),
            ..captura()
        };
        assert!(matches!(
            check(agencia),
            Err(Error::EntradaDesconocida {
                catalogo: "agencias",
                ..
            })
        ));
        let antes = AtencionCapturada {
            fecha: date!(2016 - 12 - 31),
            ..captura()
        };
        assert!(matches!(check(antes), Err(Error::FueraDeVigencia { .. })));
    }

    #[test]
    fn an_anonymous_attention_is_valid() {
        assert!(
            check(AtencionCapturada {
                persona: None,
                ..captura()
            })
            .is_ok()
        );
    }
}
