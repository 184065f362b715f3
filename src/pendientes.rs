//! `pacto pendientes`: what waits to be published.

use domain::Clave;
use persistence::{Pendientes, Registro};

use crate::argumentos::Almacenes;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(almacenes: &Almacenes, clave: &Clave) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let registro = Registro::open(&lugares.registro).await?;
    let Pendientes {
        cierres,
        meses,
        bajas,
    } = registro.pending(clave).await?;
    if cierres.is_empty() {
        print("No hay periodos cerrados: todavía no se publica ninguna edición.");
    }
    for (anio, corte) in cierres {
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
            n => format!(", {n} de ellas extemporáneas (ocurrieron en un mes ya cerrado)"),
        };
        print(&format!(
            "{}: {} atenciones por publicar{extemporaneas}.",
            mes.mes, mes.atenciones
        ));
    }
    for (mes, faltan) in bajas {
        print(&format!(
            "{mes}: {faltan} atenciones que se publicaron ya no están en el registro; lo publicado no cambia."
        ));
    }
    Ok(())
}
