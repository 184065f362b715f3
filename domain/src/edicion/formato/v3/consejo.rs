//! Councils.

use super::super::escrito::{Escrito, Fecha, elecciones, registros};
use super::dato::{DatoEscrito, Origen};
use super::palabras::{EstadoAcuerdo, EstadoSesion, Presencia, TipoSesion};
use super::territorio::Mandato;

elecciones! {
    ReglaQuorum: crate::ReglaQuorum {
        { MitadMasUno = "mitad_mas_uno" }
        { Numero(u32) = "numero" }
    }
    AsuntoPunto: crate::AsuntoPunto {
        { Otro = "otro" }
        {
            Informe(String) = "informe",
            TomaDeProtesta(String) = "toma_de_protesta",
            Calendario(i32) = "calendario",
        }
    }
}

registros! {
    Ajustes: crate::Ajustes {
        integrantes: DatoEscrito<u32>,
        quorum: DatoEscrito<ReglaQuorum>,
    }
    Consejo: crate::Consejo {
        clave: String,
        tipo: String,
        nombre: String,
        ajustes: Ajustes,
    }
    Integrante: crate::Integrante {
        clave: String,
        nombre: String,
        caracter: DatoEscrito<String>,
        asiento: DatoEscrito<String>,
        mandato: Mandato,
        toma_de_protesta: DatoEscrito<Fecha>,
        protesta_en: DatoEscrito<String>,
        origen: Origen,
    }
    Asistencia: crate::Asistencia {
        integrante: String,
        presencia: Presencia,
    }
    Punto: crate::Punto {
        asunto: AsuntoPunto,
        descripcion: String,
    }
    Acuerdo: crate::Acuerdo {
        clave: String,
        texto: String,
        votacion: DatoEscrito<(u32, u32, u32)>,
        responsable: DatoEscrito<String>,
        plazo: DatoEscrito<Fecha>,
        estado: EstadoAcuerdo,
    }
    Sesion: crate::Sesion {
        clave: String,
        tipo: TipoSesion,
        numero: DatoEscrito<u32>,
        fecha: DatoEscrito<Fecha>,
        lugar: DatoEscrito<String>,
        estado: EstadoSesion,
        asistencia: DatoEscrito<Vec<Asistencia>>,
        orden_del_dia: Vec<Punto>,
        acuerdos: Vec<Acuerdo>,
        origen: Origen,
    }
    SesionProgramada: crate::SesionProgramada {
        fecha: Fecha,
        tipo: TipoSesion,
    }
    Calendario: crate::Calendario {
        anio: i32,
        nota: Option<String>,
        aprobado_en: DatoEscrito<String>,
        sesiones: DatoEscrito<Vec<SesionProgramada>>,
        origen: Origen,
    }
    ContenidoConsejo: crate::ContenidoConsejo {
        consejo: Consejo,
        integrantes: Vec<Integrante>,
        sesiones: Vec<Sesion>,
        calendarios: Vec<Calendario>,
    }
}
