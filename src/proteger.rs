//! `pacto proteger`: from a table to what is published of it, audited.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use proteccion::auditoria::{Auditoria, auditar};
use proteccion::documento::Entrada;
use proteccion::{Rechazo, Resultado, Resumen, proteger};

use crate::archivos::{self, Destino, Lectores, is_standard, same};
use crate::argumentos::Proteger;
use crate::barra::Barra;
use crate::fallo::Fallo;
use crate::uso::print_error;

/// Larger tables are only audited by their certificate: without it the audit would take hours.
const AUDITABLE: usize = 5_000;

pub(crate) fn run(peticion: &Proteger) -> Result<(), Fallo> {
    let inicio = Instant::now();
    refuse_overwriting(peticion)?;
    let salida = Destino::new(peticion.salida.as_deref())?;
    let certificado = peticion.certificado.as_deref();
    let certificado = certificado
        .map(|ruta| Destino::new(Some(ruta)))
        .transpose()?;

    let entrada = archivos::read(&peticion.entrada, Entrada::from_json)?;
    let nombre = archivos::name(&peticion.entrada);
    let mut barra = Barra::new();
    let resultado = proteger(&entrada, &mut |avance| barra.show(avance));
    drop(barra);
    let resultado = resultado.map_err(|rechazo| match rechazo {
        Rechazo::Tabla(lugar) => archivos::wrong(&peticion.entrada, &lugar.to_string()),
        Rechazo::Forzadas(_) | Rechazo::Ediciones(_) => {
            Fallo::Insegura(format!("{nombre}: {rechazo}"))
        }
    })?;
    let auditoria = audit(&entrada, &resultado);
    if peticion.resumen {
        print_error(&summary(
            &resultado.resumen,
            auditoria.as_ref(),
            inicio.elapsed(),
        ));
    }
    if auditoria.is_none() && !peticion.resumen {
        print_error(&format!("aviso: la auditoría {}", unaudited()));
    }
    if let Some(auditoria) = auditoria.filter(|auditoria| !auditoria.aprobada()) {
        return Err(Fallo::Insegura(format!(
            "{nombre}: {}",
            rejected(&auditoria)
        )));
    }

    let Resultado {
        protegida,
        certificado: prueba,
        ..
    } = &resultado;
    let salida = salida.prepare(protegida.to_json(), Lectores::Todos)?;
    // The proof first: what is published always has its own.
    let certificado = match certificado {
        Some(destino) => {
            let texto = prueba.to_json(&protegida.dimensiones);
            destino.prepare(texto, Lectores::Propietario)?.publish()?
        }
        None => None,
    };
    if let Err(fallo) = salida.publish() {
        if let Some(certificado) = certificado {
            let _ = fs::remove_file(certificado);
        }
        return Err(fallo);
    }
    Ok(())
}

/// No file of the command may be another one.
fn refuse_overwriting(peticion: &Proteger) -> Result<(), Fallo> {
    let certificado = peticion.certificado.as_deref();
    if certificado.is_some_and(is_standard) {
        return Err(Fallo::configuracion(
            "el certificado no es para publicarse: --certificado espera un archivo",
        ));
    }
    let entrada = Some(peticion.entrada.as_path());
    let salida = peticion.salida.as_deref();
    for (una, otra, motivo) in [
        (entrada, salida, "la salida es la misma tabla de entrada"),
        (
            entrada,
            certificado,
            "el certificado es la misma tabla de entrada",
        ),
        (
            salida,
            certificado,
            "la salida y el certificado son el mismo archivo",
        ),
    ] {
        if let (Some(una), Some(otra)) = (una, otra)
            && same(una, otra)
        {
            return Err(archivos::wrong(otra, motivo));
        }
    }
    Ok(())
}

/// Nothing if it would take too long.
fn audit(entrada: &Entrada, resultado: &Resultado) -> Option<Auditoria> {
    let certificado = Some(&resultado.certificado).filter(|c| !c.pares.is_empty());
    (certificado.is_some() || resultado.resumen.celdas <= AUDITABLE)
        .then(|| auditar(&resultado.protegida, Some(entrada), certificado))
}

fn summary(resumen: &Resumen, auditoria: Option<&Auditoria>, tiempo: Duration) -> String {
    let mut lineas = vec![
        format!("celdas: {}", resumen.celdas),
        format!("no cero: {}", resumen.no_cero),
        format!("primarias: {}", resumen.primarias),
        format!("secundarias: {}", resumen.secundarias),
        format!(
            "U1, publicadas de las no cero: {}",
            share(resumen.publicadas, resumen.no_cero)
        ),
    ];
    lineas.extend(
        resumen
            .por_nivel
            .iter()
            .map(|(nivel, publicadas, no_cero)| {
                let dimensiones = match nivel {
                    0 => "todas las dimensiones en su raíz".to_owned(),
                    1 => "1 dimensión fuera de su raíz".to_owned(),
                    _ => format!("{nivel} dimensiones fuera de su raíz"),
                };
                format!("  {dimensiones}: {}", share(*publicadas, *no_cero))
            }),
    );
    lineas.extend([
        format!("primarias certificadas: {}", resumen.certificadas),
        format!("orden: {}", resumen.orden),
        format!(
            "segundos: {}.{}",
            tiempo.as_secs(),
            tiempo.subsec_millis() / 100
        ),
        format!("auditoría: {}", auditoria.map_or_else(unaudited, verdict)),
    ]);
    lineas.join("\n")
}

fn share(parte: usize, todo: usize) -> String {
    let milesimas = (parte * 1000 + todo / 2).checked_div(todo);
    let porcentaje = milesimas.map_or_else(String::new, |m| format!(" ({}.{} %)", m / 10, m % 10));
    format!("{parte} de {todo}{porcentaje}")
}

fn unaudited() -> String {
    format!("no se hizo, son más de {AUDITABLE} celdas sin certificado; hágala con «pacto auditar»")
}

fn verdict(auditoria: &Auditoria) -> String {
    match (auditoria.hallazgos.len(), auditoria.pruebas.len()) {
        (0, pruebas) => format!("pasa las {pruebas} pruebas"),
        (1, _) => "1 hallazgo".to_owned(),
        (hallazgos, _) => format!("{hallazgos} hallazgos"),
    }
}

/// How many findings of each kind, and each of them.
fn rejected(auditoria: &Auditoria) -> String {
    let mut clases = BTreeMap::new();
    for hallazgo in &auditoria.hallazgos {
        *clases.entry(hallazgo.clase).or_insert(0usize) += 1;
    }
    let clases: Vec<String> = clases
        .into_iter()
        .map(|(clase, cuantos)| format!("{clase}: {cuantos}"))
        .collect();
    let hallazgos = auditoria.hallazgos.iter();
    let hallazgos: Vec<String> = hallazgos
        .map(|hallazgo| format!("\n  {hallazgo}"))
        .collect();
    format!(
        "la tabla protegida no pasa la auditoría y no se escribió nada ({}){}",
        clases.join("; "),
        hallazgos.concat()
    )
}
