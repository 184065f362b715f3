//! Invented trainings, workshops and commemorations whose participants add up to the note's figures.

use domain::{
    Actividad, Agencia, Dato, Efemeride, Lugar, Origen, Participacion, Participantes, Periodo,
    Publico, Sexo, Tema, TipoActividad,
};
use time::{Date, Month};

use super::azar::Azar;

/// A series of acts for one public.
struct Serie {
    prefijo: &'static str,
    tipo: TipoActividad,
    publico: Publico,
    nombre: &'static str,
    temas: &'static [Tema],
    participantes: u32,
    actos: u32,
    /// Percentage of women, where sex is recorded.
    mujeres: Option<u32>,
}

const FORMACION: [Serie; 3] = [
    Serie {
        prefijo: "capacitacion-servidores",
        tipo: TipoActividad::Capacitacion,
        publico: Publico::ServidorasYServidoresPublicos,
        nombre: "Capacitación a servidoras y servidores públicos",
        temas: &[
            Tema::DerechosHumanos,
            Tema::Igualdad,
            Tema::PerspectivaDeGenero,
        ],
        participantes: 431,
        actos: 16,
        mujeres: Some(55),
    },
    Serie {
        prefijo: "capacitacion-ciudadania",
        tipo: TipoActividad::Capacitacion,
        publico: Publico::Ciudadania,
        nombre: "Capacitación a la ciudadanía",
        temas: &[
            Tema::DerechosHumanos,
            Tema::Igualdad,
            Tema::PerspectivaDeGenero,
        ],
        participantes: 1550,
        actos: 38,
        mujeres: Some(64),
    },
    Serie {
        prefijo: "taller-mujeres",
        tipo: TipoActividad::Taller,
        publico: Publico::Mujeres,
        nombre: "Taller para el empoderamiento de las mujeres",
        temas: &[Tema::Empoderamiento],
        participantes: 1022,
        actos: 31,
        mujeres: None,
    },
];

const DIA_NARANJA: u32 = 1789;

pub(super) fn generate(azar: &mut Azar, agencias: &[Agencia]) -> Vec<Actividad> {
    let mut actividades: Vec<Actividad> = FORMACION
        .iter()
        .flat_map(|serie| trainings(azar, serie, agencias))
        .collect();
    actividades.extend(commemorations(azar));
    actividades
}

fn trainings(azar: &mut Azar, serie: &Serie, agencias: &[Agencia]) -> Vec<Actividad> {
    let numeros = azar.split(serie.participantes, serie.actos, 10);
    let lugares: Vec<_> = agencias
        .iter()
        .map(|a| (Lugar::Agencia(a.clave.clone()), 1))
        .collect();
    (1..)
        .zip(numeros)
        .map(|(n, numero)| {
            let fecha = azar.working_day();
            let lugar = match serie.publico {
                Publico::ServidorasYServidoresPublicos => Lugar::Cabecera,
                _ => azar.pick(&lugares).clone(),
            };
            Actividad {
                clave: format!("{}-2017-{n:03}", serie.prefijo),
                tipo: serie.tipo,
                tipo_propio: None,
                nombre: serie.nombre.to_owned(),
                efemeride: None,
                efemeride_propia: None,
                temas: [serie.temas[n % serie.temas.len()]].into(),
                temas_propios: vec![],
                fecha: Dato::Consta(fecha),
                periodo: Periodo::Mes(2017, fecha.month()),
                lugar: Dato::Consta(lugar),
                participantes: Participantes::Consta(by_sex(serie, numero)),
                origen: Origen::Sintetico,
            }
        })
        .collect()
}

fn by_sex(serie: &Serie, numero: u32) -> Vec<Participacion> {
    let parte = |sexo, numero| Participacion {
        publico: serie.publico,
        publico_propio: None,
        sexo,
        numero,
    };
    match serie.mujeres {
        None => vec![parte(Dato::NoConsta, numero)],
        Some(por_ciento) => {
            let mujeres = numero * por_ciento / 100;
            vec![
                parte(Dato::Consta(Sexo::Mujer), mujeres),
                parte(Dato::Consta(Sexo::Hombre), numero - mujeres),
            ]
        }
    }
}

fn commemorations(azar: &mut Azar) -> Vec<Actividad> {
    const TEMAS: [Tema; 3] = [Tema::Artistica, Tema::Cultural, Tema::Deportiva];
    let numeros = azar.split(DIA_NARANJA, 12, 60);
    (1u8..)
        .zip(numeros)
        .map(|(n, numero)| {
            let mes = Month::try_from(n).unwrap_or(Month::January);
            let fecha = Date::from_calendar_date(2017, mes, 25).unwrap_or(Date::MIN);
            Actividad {
                clave: format!("dia-naranja-2017-{n:02}"),
                tipo: TipoActividad::Conmemoracion,
                tipo_propio: None,
                nombre: "Conmemoración del Día Naranja".to_owned(),
                efemeride: Some(Efemeride::DiaNaranja),
                efemeride_propia: None,
                temas: [TEMAS[usize::from(n) % 3]].into(),
                temas_propios: vec![],
                fecha: Dato::Consta(fecha),
                periodo: Periodo::Mes(2017, mes),
                lugar: Dato::Consta(Lugar::Cabecera),
                participantes: Participantes::Consta(vec![Participacion {
                    publico: Publico::General,
                    publico_propio: None,
                    sexo: Dato::NoConsta,
                    numero,
                }]),
                origen: Origen::Sintetico,
            }
        })
        .collect()
}
