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
