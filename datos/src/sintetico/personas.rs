//! Invented persons and their attentions.

use std::collections::BTreeSet;

use domain::{
    Agencia, Atencion, AtencionCapturada, Catalogos, Escolaridad, Lugar, Persona, Rasgo, Rasgos,
    Seudonimo, Sexo, Violencia, Visita,
};
use time::macros::date;
use time::{Date, Duration};

use super::azar::Azar;
use crate::Error;

/// Women and girls attended, of the note.
const MUJERES: u32 = 3771;
/// Women with legal advice or accompaniment, of the note.
const JURIDICO: u32 = 635;
/// Persons with psychological support, of the note.
const PSICOLOGICO: u32 = 597;
/// Assumed: boys and male adolescents among the latter.
const NINOS: u32 = 62;
/// Assumed: women with both legal and psychological services.
const AMBOS: u32 = 143;

const UNIDAD: &str = "mujer_segura";
/// Weights of the agencias, in the order of their keys.
const PESOS: [u32; 13] = [5, 9, 4, 5, 6, 7, 9, 6, 6, 3, 14, 13, 6];

pub(super) fn generate(
    azar: &mut Azar,
    catalogos: &Catalogos,
    agencias: &[Agencia],
) -> Result<(Vec<Persona>, Vec<Atencion>), Error> {
    let mut lugares: Vec<(Lugar, u32)> = agencias
        .iter()
        .zip(PESOS)
        .map(|(a, peso)| (Lugar::Agencia(a.clave.clone()), peso))
        .collect();
    lugares.extend([
        (Lugar::Cabecera, 30),
        (Lugar::OtroMunicipio, 14),
        (Lugar::NoEspecificada, 6),
    ]);
    let (mut personas, mut capturas) = (Vec::new(), Vec::new());
    for i in 0..MUJERES + NINOS {
        let servicios = services(azar, i);
        let persona = person(azar, i);
        let lugar = azar.pick(&lugares).clone();
        for servicio in servicios {
            attend(azar, &mut capturas, persona.seudonimo, servicio, &lugar);
        }
        personas.push(persona);
    }
    capturas.sort_by_key(|captura| captura.fecha);
    let atenciones = capturas
        .into_iter()
        .map(|captura| Atencion::new(captura, catalogos, agencias))
        .collect::<Result<_, domain::Error>>()?;
    Ok((personas, atenciones))
}

/// The first women have legal services, the next psychological ones, some of them both; the boys,
/// last, psychological support only. All others have orientation.
fn services(azar: &mut Azar, i: u32) -> Vec<&'static str> {
    let fin_psicologico = JURIDICO + PSICOLOGICO - NINOS - AMBOS;
    let juridico = i < JURIDICO;
    let psicologico = (JURIDICO - AMBOS..fin_psicologico).contains(&i) || i >= MUJERES;
    let mut servicios = Vec::new();
    if juridico {
        match azar.below(100) {
            0..60 => servicios.push("asesoria_juridica"),
            60..72 => servicios.push("acompanamiento_juridico"),
            _ => servicios.extend(["asesoria_juridica", "acompanamiento_juridico"]),
        }
    }
    if psicologico {
        servicios.push("apoyo_psicologico");
    }
    if servicios.is_empty() {
        servicios.push("orientacion");
    } else if i < MUJERES {
        for (servicio, por_ciento) in [
            ("trabajo_social", 20),
            ("canalizacion", 9),
            ("orientacion", 40),
        ] {
            if azar.chance(por_ciento) {
                servicios.push(servicio);
            }
        }
    }
    servicios
}

fn person(azar: &mut Azar, i: u32) -> Persona {
    let nino = i >= MUJERES;
    let menor = nino || (i >= JURIDICO && azar.chance(if i < JURIDICO + 400 { 22 } else { 2 }));
    let edad = if menor {
        4 + azar.below(14)
    } else {
        *azar.pick(&[
            (18, 8),
            (22, 14),
            (27, 17),
            (32, 18),
            (37, 15),
            (43, 12),
            (50, 9),
            (58, 5),
            (67, 2),
        ]) + azar.below(6)
    };
    let anio_nacimiento = match azar.below(100) {
        0..2 => Rasgo::NoPreguntado,
        2..5 => Rasgo::NoEspecificado,
        _ => Rasgo::Dato(2017 - i32::try_from(edad).unwrap_or(0)),
    };
    let rasgos = if azar.chance(30) {
        Rasgos::NO_PREGUNTADOS
    } else {
        traits(azar, menor)
    };
    Persona {
        seudonimo: Seudonimo(azar.bytes()),
        sexo: if nino { Sexo::Hombre } else { Sexo::Mujer },
        anio_nacimiento,
        rasgos,
    }
}

fn traits(azar: &mut Azar, menor: bool) -> Rasgos {
    let mut si_no = |por_ciento| match azar.below(100) {
        95.. => Rasgo::NoEspecificado,
        n => Rasgo::Dato(n < por_ciento),
    };
    let (indigena, lengua_indigena, afromexicana, discapacidad) =
        (si_no(28), si_no(14), si_no(3), si_no(5));
    let escolaridad = if menor {
        Rasgo::Dato(Escolaridad::Basica)
    } else {
        *azar.pick(&[
            (Rasgo::Dato(Escolaridad::Ninguna), 6),
            (Rasgo::Dato(Escolaridad::Basica), 44),
            (Rasgo::Dato(Escolaridad::MediaSuperior), 28),
            (Rasgo::Dato(Escolaridad::Superior), 17),
            (Rasgo::NoEspecificado, 5),
        ])
    };
    Rasgos {
        indigena,
        lengua_indigena,
        afromexicana,
        discapacidad,
        escolaridad,
    }
}

/// One service to one person: a first time, and follow-ups within the year.
fn attend(
    azar: &mut Azar,
    capturas: &mut Vec<AtencionCapturada>,
    persona: Seudonimo,
    servicio: &'static str,
    lugar: &Lugar,
) {
    let veces = match servicio {
        "apoyo_psicologico" => 1 + azar.below(8),
        "acompanamiento_juridico" => 1 + azar.below(4),
        "asesoria_juridica" | "trabajo_social" => 1 + azar.below(2),
        _ => 1,
    };
    let mut fecha = azar.working_day();
    let violencia = violence(azar, servicio);
    let modalidades = modalities(azar, &violencia);
    for vez in 0..veces {
        if fecha > date!(2017 - 12 - 31) {
            return;
        }
        capturas.push(AtencionCapturada {
            fecha,
            servicio: servicio.to_owned(),
            lugar: lugar.clone(),
            visita: if vez == 0 {
                Visita::PrimeraVez
            } else {
                Visita::Seguimiento
            },
            violencia: violencia.clone(),
            modalidades: modalidades.clone(),
            unidad: attended_by_unit(azar, servicio, fecha).then(|| UNIDAD.to_owned()),
            persona: Some(persona),
        });
        fecha += Duration::weeks(1 + i64::from(azar.below(3)));
    }
}

/// Assumed: the unit attends part of what is legal or psychological from July on.
fn attended_by_unit(azar: &mut Azar, servicio: &str, fecha: Date) -> bool {
    servicio != "orientacion" && fecha >= date!(2017 - 07 - 01) && azar.chance(25)
}

fn violence(azar: &mut Azar, servicio: &str) -> Violencia {
    let (tipos, ninguna, sin_decir) = if servicio == "orientacion" {
        (25, 55, 75)
    } else {
        (82, 88, 94)
    };
    match azar.below(100) {
        n if n < tipos => {
            let mut lista: BTreeSet<String> = [
                ("psicologica", 85),
                ("fisica", 46),
                ("economica", 34),
                ("patrimonial", 15),
                ("sexual", 12),
            ]
            .into_iter()
            .filter(|(_, por_ciento)| azar.chance(*por_ciento))
            .map(|(tipo, _)| tipo.to_owned())
            .collect();
            if lista.is_empty() {
                lista.insert("psicologica".to_owned());
            }
            Violencia::Tipos(lista)
        }
        n if n < ninguna => Violencia::Ninguna,
        n if n < sin_decir => Violencia::NoEspecificado,
        _ => Violencia::NoPreguntado,
    }
}

fn modalities(azar: &mut Azar, violencia: &Violencia) -> BTreeSet<String> {
    match violencia {
        Violencia::Tipos(_) => {
            let pesos = [
                ("familiar", 78),
                ("laboral", 8),
                ("comunitaria", 8),
                ("docente", 3),
                ("institucional", 3),
            ];
            [(*azar.pick(&pesos)).to_owned()].into()
        }
        _ => BTreeSet::new(),
    }
}
