//! `pacto plan`: what is published, and how much of it would be.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use domain::proteccion::Utilidad;
use domain::{Clave, Contenido, Cruce, Plan};
use oficina::plan::{Cual, Propuesta, propose, recommended};

use crate::archivos::must_be_new;
use crate::argumentos::PlanOrden;
use crate::autoria::autoria;
use crate::barra::Barra;
use crate::fallo::Fallo;
use crate::publicar::{prepare, probable, warn};
use crate::uso::print;

/// How long after the beginning another reduction of the plan of now is begun, so that all is said within half a minute.
const PACIENCIA: Duration = Duration::from_secs(15);

pub(crate) async fn run(peticion: &PlanOrden) -> Result<(), Fallo> {
    if let Some(salida) = &peticion.salida {
        must_be_new(salida)?;
    }
    let lugares = peticion.sitio.almacenes.resolve()?;
    let clave = &peticion.sitio.instancia;
    if let Some(ruta) = &peticion.usar {
        let ya = oficina::plan::adopt(&lugares, clave, &read(ruta)?, &autoria()).await?;
        print(&format!(
            "Desde ahora {clave} usa ese plan. Revíselo con «pacto plan --revisar» antes de publicar."
        ));
        if let Some(anio) = ya {
            print(&format!(
                "Aviso: de {anio} ya se publicó algo, y eso ata a sus ediciones siguientes: para las de ese año el plan nuevo puede decir menos. Los años de los que no se ha publicado nada, antes o después, usan el plan nuevo entero."
            ));
        }
        return Ok(());
    }
    let plan = match &peticion.plan {
        Some(ruta) => read(ruta)?,
        None => oficina::plan::plan(&lugares, clave).await?,
    };
    if let Some(corte) = peticion.corte.filter(|_| peticion.proponer) {
        let mut barra = Barra::new();
        let empieza = Instant::now();
        let sigue = || empieza.elapsed() < PACIENCIA;
        let mut progress = |avance| barra.show(avance);
        let propuestas = propose(&lugares, clave, corte, &sigue, &mut progress).await;
        drop(barra);
        let propuestas = propuestas?;
        print(&compare(clave, &propuestas));
        if let (Some(salida), Some(elegida)) = (&peticion.salida, recommended(&propuestas)) {
            fs::write(salida, datos::plan::write(&elegida.plan)).map_err(|_| {
                Fallo::configuracion(format!("no se pudo escribir {}", salida.display()))
            })?;
            print(&format!(
                "El plan recomendado quedó en {}: pacto plan --usar {} --instancia {clave}",
                salida.display(),
                salida.display()
            ));
        }
        return Ok(());
    }
    match peticion.corte.filter(|_| peticion.revisar) {
        None => print(&describe(&plan)),
        Some(corte) => {
            let preparada = prepare(&lugares, clave, corte, &plan).await?;
            print(&review(&preparada.contenido));
            warn(&preparada.contenido.proteccion);
            probable(preparada.demostracion);
        }
    }
    Ok(())
}

/// A plan that comes with the program, by its name, or one in a file.
fn read(ruta: &Path) -> Result<Plan, Fallo> {
    let incluidos = datos::plan::shipped()?;
    if let Some((_, plan)) = incluidos
        .into_iter()
        .find(|(nombre, _)| ruta == Path::new(nombre))
    {
        return Ok(plan);
    }
    let nombre = ruta.display();
    let texto = fs::read_to_string(ruta)
        .map_err(|_| {
            Fallo::configuracion(format!(
                "no se pudo leer el plan {nombre}: se espera un archivo, o completo, personas, mediano, agencias, pequeno, breve o minimo"
            ))
        })?;
    datos::plan::read(&texto).map_err(|error| Fallo::configuracion(format!("{nombre}: {error}")))
}

/// What each plan would publish, what is asked first before all, and which is recommended.
fn compare(clave: &Clave, propuestas: &[Propuesta]) -> String {
    let mut lineas = vec!["Lo que publicaría cada plan, de lo que no es cero:".to_owned()];
    for propuesta in propuestas {
        let nombre = match &propuesta.cual {
            Cual::Incluido(nombre) => *nombre,
            Cual::Propio => "propio",
            Cual::Reducido(_) => "reducido",
        };
        let ahora = if propuesta.de_ahora {
            " (el de ahora)"
        } else {
            ""
        };
        if !propuesta.probado {
            lineas.push(format!(
                "{nombre}{ahora}: no se probó: dice más que uno de éstos del que ya se publicaría poco."
            ));
            continue;
        }
        let Some(dice) = &propuesta.dice else {
            lineas.push(format!(
                "{nombre}{ahora}: no se puede publicar sin riesgo lo que obliga."
            ));
            continue;
        };
        let Utilidad {
            publicadas,
            no_cero,
        } = dice.total;
        lineas.push(format!("{nombre}{ahora}: {}", share(publicadas, no_cero)));
        if let Cual::Reducido(quitado) = &propuesta.cual {
            lineas.push(format!("  Es el de ahora, {}.", quitado.join("; ")));
        }
        let primero = dice.primero.iter();
        let primero: Vec<String> = primero.map(|(que, dice)| headline(que, *dice)).collect();
        if !primero.is_empty() {
            lineas.push(format!("  {}.", primero.join("; ")));
        }
    }
    lineas.push(match recommended(propuestas) {
        Some(Propuesta { de_ahora: true, .. }) => "Se recomienda el de ahora.".to_owned(),
        Some(Propuesta { cual: Cual::Incluido(nombre), .. }) => format!(
            "Se recomienda «{nombre}»: pacto plan --usar {nombre} --instancia {clave}"
        ),
        Some(Propuesta { cual: Cual::Reducido(_), .. }) =>
            "Se recomienda el reducido: repita la orden con -o plan.toml, que lo escribe, y después pacto plan --usar plan.toml".to_owned(),
        _ => "Ninguno se puede publicar: quite totales de los obligados, o declare cruces más gruesos.".to_owned(),
    });
    lineas.push("No se publicó ni se cerró nada. Elija antes de la primera edición del año: lo que ella dice ata a las siguientes.".to_owned());
    lineas.join("\n")
}

/// How much of what is asked first is published.
fn headline(que: &str, dice: Utilidad) -> String {
    let Utilidad {
        publicadas,
        no_cero,
    } = dice;
    format!("{que}, {publicadas} de {no_cero}")
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
