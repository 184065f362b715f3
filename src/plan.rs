//! `pacto plan`: what is published, and how much of it would be.

use std::fs;
use std::path::Path;

use domain::{Contenido, Cruce, Plan};

use crate::argumentos::PlanOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::publicar::{prepare, probable, warn};
use crate::uso::print;

pub(crate) async fn run(peticion: &PlanOrden) -> Result<(), Fallo> {
    let lugares = peticion.sitio.almacenes.resolve()?;
    let registro = lugares.registro().await?;
    let clave = &peticion.sitio.instancia;
    if let Some(ruta) = &peticion.usar {
        registro.set_plan(clave, &read(ruta)?, &autoria()).await?;
        print(&format!(
            "Desde ahora {clave} usa ese plan. Revíselo con «pacto plan --revisar» antes de publicar."
        ));
        return Ok(());
    }
    let plan = match &peticion.plan {
        Some(ruta) => read(ruta)?,
        None => oficina::plan::plan(&registro, clave).await?,
    };
    match peticion.corte.filter(|_| peticion.revisar) {
        None => print(&describe(&plan)),
        Some(corte) => {
            let preparada = prepare(&registro, clave, corte, &plan).await?;
            print(&review(&preparada.contenido));
            warn(&preparada.contenido.proteccion);
            probable(preparada.demostracion);
        }
    }
    Ok(())
}

fn read(ruta: &Path) -> Result<Plan, Fallo> {
    let nombre = ruta.display();
    let texto = fs::read_to_string(ruta)
        .map_err(|_| Fallo::configuracion(format!("no se pudo leer el plan {nombre}")))?;
    datos::plan::read(&texto).map_err(|error| Fallo::configuracion(format!("{nombre}: {error}")))
}

fn levels(cruce: &Cruce) -> String {
    let niveles: Vec<&str> = cruce.niveles.iter().map(|nivel| nivel.clave()).collect();
    niveles.join(" × ")
}

fn describe(plan: &Plan) -> String {
    let mut lineas = vec![format!(
        "Umbral {}, ancho {}.",
        plan.umbral.valor(),
        plan.ancho
    )];
    if plan.repeticiones {
        lineas.push(
            "También se protege cuántos servicios son repeticiones, si son pocos.".to_owned(),
        );
    }
    lineas.extend(plan.cruces.iter().map(|cruce| {
        let medidas: Vec<&str> = cruce.medidas.iter().map(|medida| medida.clave()).collect();
        format!(
            "{}: {} ({}): {}",
            cruce.clave,
            cruce.nombre,
            medidas.join(", "),
            levels(cruce)
        )
    }));
    lineas.extend(plan.obligados.iter().map(|total| {
        format!(
            "obligado: {} de {} {}",
            total.medida.clave(),
            total.nivel.clave(),
            total.codigo
        )
    }));
    lineas.join("\n")
}

fn share(publicadas: u64, no_cero: u64) -> String {
    let milesimas = (publicadas * 1000 + no_cero / 2).checked_div(no_cero);
    milesimas.map_or_else(
        || "no tiene celdas todavía".to_owned(),
        |m| {
            format!(
                "se publicarían {publicadas} de {no_cero} ({}.{} %)",
                m / 10,
                m % 10
            )
        },
    )
}

fn review(contenido: &Contenido) -> String {
    let total = contenido.proteccion.total;
    let mut lineas = vec![format!(
        "{} celdas de personas y servicios; de las que no se publicarían como cero {}.",
        contenido.proteccion.celdas,
        share(total.publicadas, total.no_cero)
    )];
    lineas.extend(
        contenido
            .cubo
            .utilidades()
            .into_iter()
            .map(|(cruce, utilidad)| {
                format!(
                    "  {}: {}",
                    cruce.nombre,
                    share(utilidad.publicadas, utilidad.no_cero)
                )
            }),
    );
    lineas.push("No se publicó ni se cerró nada.".to_owned());
    lineas.join("\n")
}
