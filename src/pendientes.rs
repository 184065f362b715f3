//! `pacto pendientes`: what waits to be published.

use domain::Cierres;
use oficina::pendientes::{Pendientes, PorPublicar, pending};

use time::Date;

use crate::argumentos::Sitio;
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::uso::{count, print};

pub(crate) async fn run(sitio: &Sitio) -> Result<(), Fallo> {
    let lugares = sitio.almacenes.resolve()?;
    let hoy = sitio.instancia.dia(now());
    let PorPublicar { atenciones, actos } = pending(&lugares, &sitio.instancia, hoy).await?;
    let Pendientes {
        cierres,
        meses,
        bajas,
    } = atenciones;
    // What counted nothing closed nothing.
    let cerrados: Vec<(i32, Date)> = cierres
        .into_iter()
        .filter(|cierre| Cierres::from_iter([*cierre]).is_closed(cierre.0 * 100 + 1))
        .collect();
    if cerrados.is_empty() {
        print("No hay periodos cerrados.");
    }
    for (anio, corte) in cerrados {
        print(&format!(
            "{anio} está cerrado hasta el último mes terminado el {corte}."
        ));
    }
    if meses.is_empty() {
        print("No hay atenciones por publicar.");
    }
    for mes in meses {
        let extemporaneas = match mes.extemporaneas {
            0 => String::new(),
            1 => ", 1 de ellas extemporánea (ocurrió en un mes ya cerrado)".to_owned(),
            n => format!(", {n} de ellas extemporáneas (ocurrieron en un mes ya cerrado)"),
        };
        print(&format!(
            "{}: {} por publicar{extemporaneas}.",
            mes.mes,
            count(mes.atenciones, "atención", "atenciones")
        ));
    }
    for clase in actos {
        let por_venir = match clase.por_venir {
            0 => String::new(),
            n if n == clase.cuantos => {
                ", cuando el corte llegue a su día, que no ha llegado".to_owned()
            }
            n => format!(", {n} de ellas cuando el corte llegue a su día, que no ha llegado"),
        };
        print(&format!(
            "{} por publicar{por_venir}.",
            count(clase.cuantos, clase.nombres.0, clase.nombres.1)
        ));
    }
    for (mes, faltan) in bajas {
        print(&format!(
            "{mes}: {} en el registro; lo publicado no cambia.",
            count(
                faltan,
                "atención que se publicó ya no está",
                "atenciones que se publicaron ya no están"
            )
        ));
    }
    Ok(())
}
