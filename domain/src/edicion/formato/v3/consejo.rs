//! Councils.

use super::super::escrito::{Escrito, Fecha, elecciones, registros};
use super::dato::{Dato, Origen};
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
        integrantes: Dato<u32>,
        quorum: Dato<ReglaQuorum>,
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
        caracter: Dato<String>,
        asiento: Dato<String>,
        mandato: Mandato,
        toma_de_protesta: Dato<Fecha>,
        protesta_en: Dato<String>,
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
        votacion: Dato<(u32, u32, u32)>,
        responsable: Dato<String>,
        plazo: Dato<Fecha>,
        estado: EstadoAcuerdo,
    }
    Sesion: crate::Sesion {
        clave: String,
        tipo: TipoSesion,
        numero: Dato<u32>,
        fecha: Dato<Fecha>,
        lugar: Dato<String>,
        estado: EstadoSesion,
        asistencia: Dato<Vec<Asistencia>>,
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
        aprobado_en: Dato<String>,
        sesiones: Dato<Vec<SesionProgramada>>,
        origen: Origen,
    }
    ContenidoConsejo: crate::ContenidoConsejo {
        consejo: Consejo,
        integrantes: Vec<Integrante>,
        sesiones: Vec<Sesion>,
        calendarios: Vec<Calendario>,
    }
}
