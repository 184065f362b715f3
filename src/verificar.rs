//! `pacto verificar`: whether what is served is what was published, and safe.

use claves::folder as key_folder;
use domain::Clave;
use domain::proteccion::Auditoria;
use oficina::verificar::{Verificada, own_key, verify};
use persistence::{Publicaciones, Verificacion};

use crate::argumentos::Publico;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    publico: &Publico,
    clave: Option<&Clave>,
    numero: Option<u32>,
    esperada: Option<&str>,
) -> Result<(), Fallo> {
    let publicaciones = Publicaciones::open(&publico.resolve()?).await?;
    let propia = match esperada {
        Some(clave) => Some(clave.to_owned()),
        None => own_key(&key_folder(&publico.carpeta()))?,
    };
    let todas = verify(&publicaciones, clave, numero, propia.as_deref()).await?;
    if propia.is_none() {
        print(
            "Aviso: no se indicó con qué clave se firma (--clave): se comprueba la que cada edición dice.",
        );
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
        clave_publica,
        contenido: _,
    } = verificacion;
    let dice = |prueba: Option<bool>| match prueba {
        Some(true) => "bien",
        Some(false) => "MAL",
        None => "no hay",
    };
    let aprobada = auditoria.as_ref().map(Auditoria::aprobada);
    print(&format!(
        "Edición {} de {}, corte {}{}{}\n  contenido {}: {}\n  archivo: {}\n  firma: {}{}\n  auditoría de lo publicado: {}\n  resumen de la protección, calculado de lo publicado: {}",
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
        dice(Some(*piezas)),
        dice(*archivo),
        dice(*firma),
        clave_publica
            .as_ref()
            .map(|clave| format!(", de {clave}"))
            .unwrap_or_default(),
        dice(aprobada),
        dice(*resumen),
    ));
    if let Some(auditoria) = auditoria.as_ref().filter(|a| !a.aprobada()) {
        for hallazgo in auditoria.hallazgos.iter().take(20) {
            print(&format!("    {hallazgo}"));
        }
    }
    if *ajena {
        print("    la firma es de otra clave, no de la esperada");
    }
}
