//! `pacto verificar`: whether what is served is what was published, and safe.

use std::path::Path;

use claves::folder as key_folder;
use domain::proteccion::Auditoria;
use oficina::verificar::{Verificacion, Verificada, own_keys, verify, verify_file};

use crate::archivos;
use crate::argumentos::{Verificable, VerificarOrden};
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(orden: &VerificarOrden) -> Result<(), Fallo> {
    let publico = &orden.publico;
    let conocidas = match orden.clave.as_slice() {
        [] => match &orden.llavero.claves {
            Some(carpeta) => own_keys(carpeta)?,
            None => own_keys(&key_folder(&publico.carpeta()))?,
        },
        esperadas => esperadas.to_vec(),
    };
    let numero = match &orden.edicion {
        Some(Verificable::Archivo(ruta)) => return file(ruta, &conocidas),
        Some(Verificable::Numero(numero)) => Some(*numero),
        None => None,
    };
    let publicaciones = publico.resolve()?;
    let todas = verify(&publicaciones, orden.instancia.as_ref(), numero, &conocidas).await?;
    if conocidas.is_empty() {
        print(if orden.llavero.claves.is_some() {
            "Aviso: en la carpeta de --claves o PACTO_CLAVES no hay ninguna clave pública que se pueda leer: se comprueba la que cada edición dice."
        } else {
            "Aviso: no se indicó con qué clave se firma (--clave): se comprueba la que cada edición dice."
        });
    }
    let mut bien = true;
    for verificada in todas {
        report(&verificada);
        bien &= verificada.correcta();
    }
    if bien {
        Ok(())
    } else {
        Err(Fallo::Otro(anyhow::anyhow!(
            "lo que se sirve no es lo que se publicó, o no es seguro"
        )))
    }
}

/// Verifies a downloaded edition. Its signature lies beside it, under the name that the server gives it.
fn file(ruta: &Path, conocidas: &[String]) -> Result<(), Fallo> {
    let bytes = archivos::read(ruta, |bytes| Ok(bytes.to_vec()))?;
    let mut firma = ruta.as_os_str().to_owned();
    firma.push(".minisig");
    let firma = std::fs::read_to_string(firma).ok();
    let ilegible = |_| {
        archivos::wrong(
            ruta,
            "no es una edición de Pacto, ni comprimida ni sin comprimir",
        )
    };
    let hallado = verify_file(&bytes, firma.as_deref(), conocidas).map_err(ilegible)?;
    let contenido = &hallado.descargada.contenido;
    let firmado = match (hallado.firma, &firma) {
        (Some(true), _) => "bien",
        (Some(false), _) => "MAL: no es de las claves que se indicaron, o no es de este archivo",
        (None, None) => "no hay: guárdela junto al archivo, con «.minisig» al final del nombre",
        (None, Some(_)) => "no se comprobó: indique con qué clave (--clave)",
    };
    print(&format!(
        "Edición de {}, corte {}, formato {}\n  contenido {}\n  firma: {firmado}\n  auditoría de lo publicado: {}\n  resumen de la protección, calculado de lo publicado: {}",
        contenido.institucional.instancia.clave(),
        contenido.corte,
        hallado.descargada.formato,
        hallado.descargada.hash,
        says(hallado.auditoria.as_ref().map(Auditoria::aprobada)),
        says(hallado.resumen),
    ));
    if hallado.correcto() {
        if hallado.firma.is_none() {
            print(
                "Aviso: sin comprobar la firma no se sabe quién publicó este archivo, ni si es el que publicó: sólo que no se contradice.",
            );
        }
        Ok(())
    } else {
        Err(Fallo::Otro(anyhow::anyhow!(
            "el archivo no es lo que se publicó, o no es seguro"
        )))
    }
}

fn says(prueba: Option<bool>) -> &'static str {
    match prueba {
        Some(true) => "bien",
        Some(false) => "MAL",
        None => "no hay",
    }
}

fn report(verificada: &Verificada) {
    let Verificada {
        verificacion,
        auditoria,
        resumen,
        ajena,
    } = verificada;
    let Verificacion {
        edicion,
        piezas,
        archivo,
        firma,
        pliego,
        clave_publica,
        contenido: _,
    } = verificacion;
    let aprobada = auditoria.as_ref().map(Auditoria::aprobada);
    print(&format!(
        "Edición {} de {}, corte {}{}{}\n  contenido {}: {}\n  archivo: {}\n  firma: {}{}{}\n  auditoría de lo publicado: {}\n  resumen de la protección, calculado de lo publicado: {}",
        edicion.numero,
        edicion.instancia,
        edicion.corte,
        if edicion.retiro.is_some() {
            ", retirada"
        } else {
            ""
        },
        if edicion.actual() {
            String::new()
        } else {
            format!(
                ", de un formato anterior ({}): no se sirve",
                edicion.formato
            )
        },
        edicion.hash,
        says(Some(*piezas)),
        says(*archivo),
        if *ajena { "MAL" } else { says(*firma) },
        clave_publica
            .as_ref()
            .map(|clave| format!(", de {clave}"))
            .unwrap_or_default(),
        pliego
            .map(|bien| format!("\n  informe en PDF: {}", says(Some(bien))))
            .unwrap_or_default(),
        says(aprobada),
        says(*resumen),
    ));
    if let Some(auditoria) = auditoria.as_ref().filter(|a| !a.aprobada()) {
        for hallazgo in auditoria.hallazgos.iter().take(20) {
            print(&format!("    {hallazgo}"));
        }
    }
    if *ajena {
        print(
            "    está firmada con otra clave: ni la esperada, ni una que ella avale. Si es la de antes y se perdió, dígala con --clave",
        );
    }
}
