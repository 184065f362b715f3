//! Canonical text of a row of attentions. Its digest is stored: two rows with the same one say the same.
//!
//! Version 1, written out. Registers keep its digests for ever, and know by them whether a sheet says something new: a change
//! here would make every sheet that was ever imported rectify everything. What rows say in other words takes a version 2, beside
//! this one.

use domain::{
    AtencionCapturada, Escolaridad, Persona, Rasgo, Rasgos, Seudonimo, Sexo, Violencia, Visita,
};
use time::Date;

/// The parts of the text, in order.
pub(super) fn parts(captura: &AtencionCapturada, persona: Option<&Persona>) -> [String; 8] {
    let join = |claves: &std::collections::BTreeSet<String>| {
        let claves: Vec<&str> = claves.iter().map(String::as_str).collect();
        claves.join("+")
    };
    [
        day(captura.fecha),
        captura.servicio.clone(),
        captura.lugar.to_string(),
        match captura.visita {
            Visita::PrimeraVez => "PRIMERA_VEZ",
            Visita::Seguimiento => "SEGUIMIENTO",
        }
        .to_owned(),
        match &captura.violencia {
            Violencia::Tipos(tipos) => join(tipos),
            Violencia::Ninguna => "Ninguna".to_owned(),
            Violencia::NoEspecificado => "NoEspecificado".to_owned(),
            Violencia::NoPreguntado => "NoPreguntado".to_owned(),
        },
        join(&captura.modalidades),
        captura.unidad.clone().unwrap_or_default(),
        persona.map(person).unwrap_or_default(),
    ]
}

fn day(fecha: Date) -> String {
    let mes = u8::from(fecha.month());
    format!("{:04}-{mes:02}-{:02}", fecha.year(), fecha.day())
}

fn person(persona: &Persona) -> String {
    let Seudonimo(bytes) = persona.seudonimo;
    let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let sexo = match persona.sexo {
        Sexo::Mujer => "Mujer",
        Sexo::Hombre => "Hombre",
        Sexo::X => "X",
        Sexo::NoEspecificado => "NoEspecificado",
    };
    let nacimiento = trait_of(persona.anio_nacimiento, |anio: i32| anio.to_string());
    let Rasgos {
        indigena,
        lengua_indigena,
        afromexicana,
        discapacidad,
        escolaridad,
    } = persona.rasgos;
    let [indigena, lengua, afromexicana, discapacidad] =
        [indigena, lengua_indigena, afromexicana, discapacidad].map(|rasgo| {
            trait_of(rasgo, |si: bool| {
                if si { "true" } else { "false" }.to_owned()
            })
        });
    let escolaridad = trait_of(escolaridad, |grado| {
        match grado {
            Escolaridad::Ninguna => "Ninguna",
            Escolaridad::Basica => "Basica",
            Escolaridad::MediaSuperior => "MediaSuperior",
            Escolaridad::Superior => "Superior",
        }
        .to_owned()
    });
    format!(
        "[{}] {sexo} {nacimiento} Rasgos {{ indigena: {indigena}, lengua_indigena: {lengua}, afromexicana: {afromexicana}, discapacidad: {discapacidad}, escolaridad: {escolaridad} }}",
        bytes.join(", ")
    )
}

fn trait_of<T>(rasgo: Rasgo<T>, texto: impl Fn(T) -> String) -> String {
    match rasgo {
        Rasgo::Dato(valor) => format!("Dato({})", texto(valor)),
        Rasgo::NoEspecificado => "NoEspecificado".to_owned(),
        Rasgo::NoPreguntado => "NoPreguntado".to_owned(),
    }
}
