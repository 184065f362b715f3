//! `pacto publicar`: counts, protects and publishes the edition of a cut-off.

use domain::proteccion::{Demostracion, ResumenProteccion};
use domain::{Clave, Plan};
use oficina::publicar::{self, Preparada, Publicada};
use persistence::{Publicacion, Registro};
use time::Date;

use crate::almacenes::Lugares;
use crate::argumentos::Sitio;
use crate::autoria::autoria;
use crate::barra::Barra;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(sitio: &Sitio, corte: Date) -> Result<(), Fallo> {
    let clave = &sitio.instancia;
    let lugares = sitio.almacenes.resolve()?;
    let registro = lugares.registro().await?;
    publish(&registro, &lugares, clave, corte).await
}

/// Publishes, and tells what was published.
pub(crate) async fn publish(
    registro: &Registro,
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
) -> Result<(), Fallo> {
    let mut barra = Barra::new();
    let mut progress = |avance| barra.show(avance);
    let publicada =
        publicar::publish(registro, lugares, clave, corte, &autoria(), &mut progress).await;
    drop(barra);
    let Publicada {
        preparada,
        publicacion: Publicacion { edicion, nueva },
    } = publicada?;
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

/// Counts, protects and audits, and shows how far it is.
pub(crate) async fn prepare(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
    plan: &Plan,
) -> Result<Preparada, Fallo> {
    let mut barra = Barra::new();
    let preparada = publicar::prepare(registro, clave, corte, plan, &mut |avance| {
        barra.show(avance);
    })
    .await;
    drop(barra);
    Ok(preparada?)
}
