//! `pacto pendientes`: what waits to be published.

use domain::{Cierres, Periodo};
use oficina::pendientes::{Pendientes, PorPublicar, SinPublicar, pending};

use oficina::publicar::reparos::spell;
use time::{Date, Month};

use crate::argumentos::Sitio;
use crate::autoria::now;
use crate::fallo::Fallo;
use crate::publicar::{awaited, first_of};
use crate::uso::{count, print};

/// Records of a kind that are named.
const DICHOS: usize = 3;

pub(crate) async fn run(sitio: &Sitio) -> Result<(), Fallo> {
    let lugares = sitio.almacenes.resolve()?;
    let hoy = sitio.instancia.dia(now());
    let PorPublicar {
        atenciones,
        registros,
        informes,
    } = pending(&lugares, &sitio.instancia, hoy).await?;
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
            "{anio} está cerrado hasta {} (corte {corte}).",
            spell(&[last_of(anio, corte)])
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
    registros
        .iter()
        .flat_map(waiting)
        .for_each(|linea| print(&linea));
    informes.iter().map(awaited).for_each(|linea| print(&linea));
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

/// The last month that had ended by a cut-off that closed some of its year.
fn last_of(anio: i32, corte: Date) -> Periodo {
    let cierres = Cierres::from_iter([(anio, corte)]);
    let meses = (1..=12u8).rev();
    let mes = meses
        .filter(|mes| cierres.is_closed(anio * 100 + i32::from(*mes)))
        .find_map(|mes| Month::try_from(mes).ok());
    Periodo::Mes(anio, mes.unwrap_or(Month::January))
}

/// What waits of a kind: what no edition has, and what editions say otherwise.
fn waiting(clase: &SinPublicar) -> Vec<String> {
    let SinPublicar {
        nombres: (uno, varios),
        nuevas,
        por_venir,
        cambian,
    } = clase;
    let mut lineas = vec![];
    if *nuevas > 0 {
        let por_venir = match *por_venir {
            0 => String::new(),
            n if n == *nuevas => ", cuando el corte llegue a su día, que no ha llegado".to_owned(),
            n => format!(", {n} cuando el corte llegue a su día, que no ha llegado"),
        };
        lineas.push(format!(
            "{} por publicar{por_venir}.",
            count(*nuevas, uno, varios)
        ));
    }
    let otras = u64::try_from(cambian.len()).unwrap_or(u64::MAX);
    if otras > 0 {
        lineas.push(format!(
            "{} con otros datos que lo publicado: {}.",
            count(otras, uno, varios),
            first_of(cambian, DICHOS)
        ));
    }
    lineas
}
