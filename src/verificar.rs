//! `pacto verificar`: whether what is served is what was published, and safe.

use domain::Clave;
use domain::proteccion::Auditoria;
use domain::proteccion::audit_published;
use persistence::{Llave, Publicaciones, Verificacion, key_folder};

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
    let todas = publicaciones
        .verify(clave.map(Clave::as_str), numero)
        .await?;
    if todas.is_empty() {
        return Err(persistence::Error::SinPublicaciones.into());
    }
    // Whoever can rewrite the store can sign it anew: the key that is expected must come from elsewhere.
    let propia = match esperada {
        Some(clave) => Some(clave.to_owned()),
        None => Llave::publica_in(&key_folder(&publico.carpeta()))?,
    };
    if propia.is_none() {
        print(
            "Aviso: no se indicó con qué clave se firma (--clave): se comprueba la que cada edición dice.",
        );
    }
    let mut bien = true;
    for verificacion in &todas {
        bien &= report(verificacion, propia.as_deref());
    }
    if bien {
        Ok(())
    } else {
        Err(Fallo::Otro(anyhow::anyhow!(
            "lo que se sirve no es lo que se publicó, o no es seguro"
        )))
    }
}

fn report(verificacion: &Verificacion, propia: Option<&str>) -> bool {
    let Verificacion {
        edicion,
        piezas,
        archivo,
        firma,
        clave_publica,
        contenido,
    } = verificacion;
    let dice = |prueba: Option<bool>| match prueba {
        Some(true) => "bien",
        Some(false) => "MAL",
        None => "no hay",
    };
    let auditoria = contenido
        .as_ref()
        .and_then(|contenido| audit_published(&contenido.cubo, &contenido.proteccion));
    let aprobada = auditoria.as_ref().map(Auditoria::aprobada);
    // Whoever has what is published can say how it is protected, and no more can be said.
    let resumen = contenido
        .as_ref()
        .filter(|_| edicion.actual())
        .map(|contenido| contenido.proteccion.follows(&contenido.cubo));
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
        dice(resumen),
    ));
    if let Some(auditoria) = auditoria.filter(|auditoria| !auditoria.aprobada()) {
        for hallazgo in auditoria.hallazgos.iter().take(20) {
            print(&format!("    {hallazgo}"));
        }
    }
    let ajena = propia.is_some_and(|propia| clave_publica.as_ref().is_some_and(|c| c != propia));
    if ajena {
        print("    la firma es de otra clave, no de la esperada");
    }
    verificacion.correcta() && aprobada != Some(false) && resumen != Some(false) && !ajena
}
