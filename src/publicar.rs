//! `pacto publicar`: counts, protects and publishes the edition of a cut-off.

use domain::proteccion::{Demostracion, RechazoEdicion, ResumenProteccion};
use domain::{Clave, Plan};
use persistence::{Imprenta, Preparada, Publicacion, Publicaciones, Registro};
use time::Date;

use crate::almacenes::Lugares;
use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::barra::Barra;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(almacenes: &Almacenes, clave: &Clave, corte: Date) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let registro = Registro::open(&lugares.registro).await?;
    publish(&registro, &lugares, clave, corte).await
}

/// Publishes, and tells what was published.
pub(crate) async fn publish(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
) -> Result<(), Fallo> {
    let autoria = autoria();
    if corte > autoria.cuando.date() {
        return Err(Fallo::configuracion(format!(
            "la fecha de corte {corte} todavía no llega"
        )));
    }
    let llave = lugares.key()?;
    let plan = registro.plan(clave).await?;
    adopt(registro, lugares, clave).await?;
    let imprenta = Imprenta::new(&lugares.publicaciones);
    let mut intentos = 0;
    let preparada = loop {
        let preparada = prepare(registro, clave, corte, &plan).await?;
        imprenta.check(&preparada.contenido).await?;
        // Closed before it is printed: a press that dies finds the same periods closed when it is run again.
        match registro.close(clave, &preparada, &autoria).await {
            Err(persistence::Error::Cambio) if intentos < INTENTOS => intentos += 1,
            otro => break otro.map(|()| preparada)?,
        }
    };
    let Publicacion { edicion, nueva } = imprenta
        .publish(&preparada.contenido, autoria.cuando, &llave)
        .await?;
    let ResumenProteccion { celdas, total, .. } = &preparada.contenido.proteccion;
    let resumen = format!(
        "edición {} de {clave}, corte {corte}: {celdas} celdas, {} protegidas de las {} que no se publican como cero; contenido {}",
        edicion.numero,
        total.no_cero - total.publicadas,
        total.no_cero,
        edicion.hash
    );
    if nueva {
        print(&format!("Se publicó la {resumen}."));
    } else {
        print(&format!("Ya estaba publicado lo mismo: {resumen}."));
    }
    warn(&preparada.contenido.proteccion);
    probable(preparada.demostracion);
    if edicion.sintetica {
        print(
            "Aviso: son datos sintéticos de demostración; ninguna de las personas contadas existe.",
        );
    }
    Ok(())
}

/// Closes what editions of an older format said of group acts, before anything else is counted.
async fn adopt(registro: &Registro, lugares: &Lugares, clave: &Clave) -> Result<(), Fallo> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(()),
        abiertas => abiertas?,
    };
    let actos = publicaciones.actos_de_otro_formato(clave).await?;
    Ok(registro.adopt(clave, actos).await?)
}

/// Names the headline totals that the plan wants and the edition withholds.
pub(crate) fn warn(resumen: &ResumenProteccion) {
    for total in &resumen.obligados_protegidos {
        print(&format!(
            "Aviso: el plan obliga a publicar {} de {} {}, y la edición lo protege: {}.",
            total.medida.clave(),
            total.nivel.clave(),
            total.codigo,
            total.motivo
        ));
    }
}

/// Says of how many numbers that nobody may know it is not proven that nobody can, and how many are given away by what
/// cannot be withheld.
pub(crate) fn probable(demostracion: Demostracion) {
    let Demostracion {
        numeros,
        demostrados,
        acotadas,
    } = demostracion;
    if demostrados == numeros {
        return;
    }
    print(&format!(
        "Aviso, sólo para usted: de las {numeros} cuentas que nadie debe saber, {demostrados} se demuestran con dos registros completos que publican lo mismo; de {} se comprobó que lo publicado no las acota.",
        numeros - demostrados - acotadas
    ));
    if acotadas > 0 {
        print(&format!(
            "Aviso, sólo para usted: otras {acotadas} las acota lo que no se puede retirar: ceros, o lo que ya dijeron ediciones anteriores del año."
        ));
    }
}

/// How often an edition is prepared again because somebody registered something meanwhile.
const INTENTOS: u32 = 3;

/// Counts, protects and audits, and shows how far it is.
pub(crate) async fn prepare(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
    plan: &Plan,
) -> Result<Preparada, Fallo> {
    let mut barra = Barra::new();
    let preparada = registro
        .prepare(clave, corte, plan, &mut |avance| barra.show(avance))
        .await;
    drop(barra);
    preparada.map_err(|error| match error {
        persistence::Error::Insegura(rechazo) => Fallo::Insegura(format!(
            "la edición no se publica: {rechazo}. {}",
            advice(&rechazo)
        )),
        otro => otro.into(),
    })
}

/// What the operator can change.
fn advice(rechazo: &RechazoEdicion) -> &'static str {
    match rechazo {
        RechazoEdicion::Obligados { .. } => {
            "Quite esos totales de los obligados del plan, o declare cruces más gruesos"
        }
        _ => "Declare en el plan menos cruces, o más gruesos",
    }
}
