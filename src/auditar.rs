//! `pacto auditar`: what a protected table lets its readers compute.

use std::path::Path;
use std::process::ExitCode;

use proteccion::auditoria::auditar;
use proteccion::documento::{Certificado, Entrada, Protegida};

use crate::archivos::{self, is_standard};
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
    let protegida = archivos::read(&peticion.protegida, Protegida::from_json)?;
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
