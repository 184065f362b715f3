//! Group acts.

use std::collections::BTreeSet;

use super::super::escrito::{Escrito, Fecha, elecciones, registros};
use super::dato::{DatoEscrito, Mencion, Origen};
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
        #[serde(default, skip_serializing_if = "Option::is_none")] publico_propio: Option<Mencion>,
        sexo: DatoEscrito<Sexo>,
        numero: u32,
    }
    Actividad: crate::Actividad {
        clave: String,
        tipo: TipoActividad,
        #[serde(default, skip_serializing_if = "Option::is_none")] tipo_propio: Option<Mencion>,
        nombre: String,
        efemeride: Option<Efemeride>,
        #[serde(default, skip_serializing_if = "Option::is_none")] efemeride_propia: Option<Mencion>,
        temas: BTreeSet<Tema>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")] temas_propios: Vec<Mencion>,
        fecha: DatoEscrito<Fecha>,
        periodo: String,
        lugar: DatoEscrito<String>,
        participantes: Participantes,
        origen: Origen,
    }
}
