//! `pacto auditar`: what a protected table lets its readers compute.

use std::path::Path;
use std::process::ExitCode;

use domain::proteccion::audit_published;
use oficina::verificar::Descargada;
use proteccion::auditoria::auditar;
use proteccion::documento::{Certificado, Entrada, Protegida};

use crate::archivos::{self, is_standard, wrong};
use crate::argumentos::Auditar;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) fn run(peticion: &Auditar) -> Result<ExitCode, Fallo> {
    let (verdad, certificado) = (peticion.verdad.as_deref(), peticion.certificado.as_deref());
    let rutas = [Some(peticion.protegida.as_path()), verdad, certificado];
    let estandar = |ruta: &&Path| is_standard(ruta);
    if rutas.into_iter().flatten().filter(estandar).count() > 1 {
        return Err(Fallo::configuracion(
            "sólo un archivo puede venir de la entrada estándar",
        ));
    }
    let bytes = archivos::read(&peticion.protegida, |bytes| Ok(bytes.to_vec()))?;
    if let Ok(edicion) = Descargada::read(&bytes) {
        return edition(&edicion);
    }
    let protegida = Protegida::from_json(&bytes);
    let protegida = protegida.map_err(|lugar| wrong(&peticion.protegida, &lugar.to_string()))?;
    let verdad = verdad
        .map(|ruta| archivos::read(ruta, Entrada::from_json))
        .transpose()?;
    let certificado = certificado
        .map(|ruta| {
            archivos::read(ruta, |bytes| {
                Certificado::from_json(bytes, &protegida.dimensiones)
            })
        })
        .transpose()?;
    let auditoria = auditar(&protegida, verdad.as_ref(), certificado.as_ref());
    print(auditoria.to_string().trim_end());
    Ok(if auditoria.aprobada() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Audits what an edition publishes, with the rules of distinct persons.
fn edition(edicion: &Descargada) -> Result<ExitCode, Fallo> {
    let contenido = &edicion.contenido;
    let auditoria = audit_published(&contenido.cubo, &contenido.proteccion);
    let auditoria = auditoria.ok_or_else(|| {
        Fallo::configuracion("la edición no dice con qué se protegió: no se puede auditar")
    })?;
    print(&format!(
        "Edición de {}, corte {}, formato {}, contenido {}",
        contenido.institucional.instancia.clave(),
        contenido.corte,
        edicion.formato,
        edicion.hash
    ));
    print(auditoria.to_string().trim_end());
    Ok(if auditoria.aprobada() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
