//! Group acts.

use std::collections::BTreeSet;

use super::super::escrito::{Escrito, Fecha, elecciones, registros};
use super::dato::{Dato, Origen};
use super::palabras::{Efemeride, Publico, Sexo, Tema, TipoActividad};

elecciones! {
    Participantes: crate::Participantes {
        { NoConsta = "no_consta", Protegidos = "protegidos" }
        { Consta(Vec<Participacion>) = "consta" }
    }
}

registros! {
    Participacion: crate::Participacion {
        publico: Publico,
        sexo: Dato<Sexo>,
        numero: u32,
    }
    Actividad: crate::Actividad {
        clave: String,
        tipo: TipoActividad,
        nombre: String,
        efemeride: Option<Efemeride>,
        temas: BTreeSet<Tema>,
        fecha: Dato<Fecha>,
        periodo: String,
        lugar: Dato<String>,
        participantes: Participantes,
        origen: Origen,
    }
}
