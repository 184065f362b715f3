//! Group acts, as pages and the printed report tell them.

use domain::{Actividad, Agencia, Celda, Lugar};

use crate::declarado::{Visto, seen};
use crate::formato::fecha_corta;
use crate::palabras;

/// A group act.
pub(crate) struct Acto {
    pub(crate) nombre: String,
    pub(crate) tipo: String,
    /// Its day, or the period in which it is reported.
    pub(crate) cuando: Visto,
    pub(crate) donde: Visto,
    pub(crate) participantes: Celda,
}

/// Acts in their order: by day, those whose day is not known last.
pub(crate) fn told(actividades: &[Actividad], agencias: &[Agencia]) -> Vec<Acto> {
    let mut suyas: Vec<&Actividad> = actividades.iter().collect();
    suyas.sort_by_key(|acto| {
        let dia = acto.fecha.valor().copied();
        (dia.is_none(), dia, acto.periodo.hasta(), &acto.clave)
    });
    suyas.iter().map(|acto| tell(acto, agencias)).collect()
}

fn tell(acto: &Actividad, agencias: &[Agencia]) -> Acto {
    Acto {
        nombre: acto.nombre.clone(),
        tipo: acto.tipo_nombre().to_owned(),
        cuando: match acto.fecha.valor() {
            Some(fecha) => Visto {
                texto: fecha_corta(*fecha),
                consta: true,
            },
            None => Visto {
                texto: format!(
                    "en {}; el día no consta",
                    palabras::en_periodo(acto.periodo)
                ),
                consta: false,
            },
        },
        donde: seen(&acto.lugar, |lugar| place(lugar, agencias)),
        participantes: acto.participantes.total(),
    }
}

/// A place, as people name it.
fn place(lugar: &Lugar, agencias: &[Agencia]) -> String {
    match lugar {
        Lugar::Agencia(clave) => {
            let suya = agencias.iter().find(|agencia| agencia.clave == *clave);
            suya.map_or_else(|| clave.clone(), |agencia| agencia.nombre.clone())
        }
        Lugar::Cabecera => "Cabecera municipal".to_owned(),
        Lugar::OtroMunicipio => "Otro municipio".to_owned(),
        Lugar::NoEspecificada => "No especificado".to_owned(),
    }
}
