//! `pacto plan`: what is published, and how much of it would be.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use captura::{fold, nearest, suggest};
use domain::proteccion::Utilidad;
use domain::{Clave, Contenido, Cruce, Medida, Nivel, Partes, Periodo, Plan};
use oficina::plan::{Cual, Propuesta, propose, recommended};
use time::Date;

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
    let partes = oficina::plan::partes(&lugares, clave).await?;
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
        let mut dicen = propuestas.iter().filter(|propuesta| propuesta.probado);
        if dicen.all(Propuesta::is_empty) {
            let hoy = today(clave);
            if corte > hoy {
                return Err(oficina::Error::Futuro { corte, hoy }.into());
            }
            return Err(Fallo::configuracion(
                "con ese corte ningún plan cuenta nada: el registro no tiene nada hasta entonces, o no ha terminado ningún periodo. Diga el corte de un periodo terminado",
            ));
        }
        print(&compare((clave, corte), &propuestas, partes));
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
        None => print(&describe(&plan, partes)),
        Some(corte) => {
            let preparada = prepare(&lugares, clave, corte, &plan).await?;
            print(&review(&preparada.contenido, partes));
            of_the_year(corte, today(clave))
                .iter()
                .for_each(|linea| print(linea));
            warn(&preparada);
            probable(preparada.demostracion);
        }
    }
    Ok(())
}

/// A plan that comes with the program, by its name, or one in a file.
fn read(ruta: &Path) -> Result<Plan, Fallo> {
    let incluidos = datos::plan::shipped()?;
    let escrito = ruta.to_string_lossy();
    // A file that is called so is meant only with its folder or its ending.
    let es_archivo = escrito.contains(['/', '\\', '.']);
    let dicho = |(nombre, _): &&(&str, Plan)| !es_archivo && fold(nombre) == fold(&escrito);
    if let Some((_, plan)) = incluidos.iter().find(dicho) {
        return Ok(plan.clone());
    }
    let nombre = ruta.display();
    let texto = fs::read_to_string(ruta).map_err(|_| {
        let nombres: Vec<&str> = incluidos.iter().map(|(nombre, _)| *nombre).collect();
        let espera = format!(
            "no se pudo leer el plan {nombre}: se espera un archivo, o {}",
            nombres.join(", ")
        );
        Fallo::configuracion(suggest(
            &espera,
            nearest(&escrito, nombres.into_iter()).as_deref(),
        ))
    })?;
    datos::plan::read(&texto).map_err(|error| Fallo::configuracion(format!("{nombre}: {error}")))
}

/// What each plan would publish, what is asked first before all, and which is recommended.
fn compare((clave, corte): (&Clave, Date), propuestas: &[Propuesta], partes: Partes) -> String {
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
                "{nombre}{ahora}: no se probó: se publicaría poco de él, o de otro de éstos que dice menos."
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
        let primero: Vec<String> = primero
            .map(|(que, dice)| headline(&partes.rename(que), *dice))
            .collect();
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
    lineas.extend(of_the_year(corte, today(clave)));
    lineas.push("Es lo que diría una sola edición. De quien publica varias en el año, por trimestre o por mes, se publica menos del año: lo que cada una dice, y su diferencia con la de antes, tampoco debe dejar ver a nadie.".to_owned());
    lineas.push("No se publicó ni se cerró nada. Elija antes de la primera edición del año: lo que ella dice ata a las siguientes.".to_owned());
    lineas.join("\n")
}

fn today(clave: &Clave) -> Date {
    clave.dia(autoria().cuando)
}

/// What is not seen at a cut-off before the end of the year.
fn of_the_year(corte: Date, hoy: Date) -> Option<String> {
    let fin = Periodo::Anio(corte.year()).hasta();
    let terminado = if fin <= hoy {
        corte.year()
    } else {
        corte.year() - 1
    };
    (corte < fin).then(|| {
        format!(
            "Aviso: con ese corte no se ven las cuentas del año entero, que se publican cuando termina y son las que más se protegen. Si el registro tiene un año terminado, véalas con él: --corte {terminado}-12-31."
        )
    })
}

/// How much of what is asked first is published.
fn headline(que: &str, dice: Utilidad) -> String {
    let Utilidad {
        publicadas,
        no_cero,
    } = dice;
    format!("{que}, {publicadas} de {no_cero}")
}

/// What a plan asks for, in words; the keys are for whoever writes another.
fn describe(plan: &Plan, partes: Partes) -> String {
    let umbral = plan.umbral.valor();
    let mut lineas = vec![format!(
        "Umbral {umbral}: se protegen las cuentas de menos de {umbral} personas. Ancho {}: nada de lo protegido se puede acotar a menos.",
        plan.ancho
    )];
    if plan.repeticiones {
        lineas.push(
            "También se protege cuántos servicios son repeticiones, si son pocos.".to_owned(),
        );
    }
    lineas.push("Publica estos cruces, con todo lo más grueso de cada uno:".to_owned());
    lineas.extend(plan.cruces.iter().map(|cruce| cross(cruce, partes)));
    if !plan.obligados.is_empty() {
        lineas.push("Y obliga a publicar, siempre que sea seguro:".to_owned());
    }
    lineas.extend(
        plan.obligados
            .iter()
            .map(|total| format!("  {}", wanted((total.medida, total.nivel, &total.codigo)))),
    );
    lineas.join("\n")
}

/// What a cross-tabulation counts, and by what.
fn cross(cruce: &Cruce, partes: Partes) -> String {
    let medidas: Vec<&str> = cruce.medidas.iter().map(|medida| medida.nombre()).collect();
    format!(
        "  {}: {}. Cuenta «{}», {}.",
        cruce.clave,
        partes.rename(&cruce.nombre),
        medidas.join("» y «"),
        portal::por_varios(&cruce.niveles)
    )
}

/// A total that a plan wants, in words: «Servicios, en total».
pub(crate) fn wanted((medida, nivel, codigo): (Medida, Nivel, &str)) -> String {
    match nivel {
        Nivel::Total => format!("{}, en total", medida.nombre()),
        nivel => format!(
            "{}, {}: {codigo}",
            medida.nombre(),
            portal::por_varios(&[nivel])
        ),
    }
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

fn review(contenido: &Contenido, partes: Partes) -> String {
    let total = contenido.proteccion.total;
    let mut lineas = vec![format!(
        "{} cuentas de personas y servicios; de las que no dicen cero, {}.",
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
                    partes.rename(&cruce.nombre),
                    share(utilidad.publicadas, utilidad.no_cero)
                )
            }),
    );
    lineas.push("No se publicó ni se cerró nada.".to_owned());
    lineas.join("\n")
}
