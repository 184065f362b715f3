//! Sheets of institutional records.

use captura::institucional::{Clase, Leido, cambios, cuales};
use captura::reporte;
use domain::proteccion::Tardanza;
use domain::{Enmiendas, ParteCambiada};
use oficina::importar::{Archivo, SeAdmite, records};

use super::{refuse, tell};
use crate::argumentos::ImportarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::{count, print};

pub(super) async fn run(
    peticion: &ImportarOrden,
    clase: Clase,
    archivo: Archivo<'_>,
    pedidas: &[&str],
) -> Result<(), Fallo> {
    let lugares = peticion.sitio.almacenes.resolve()?;
    let instancia = &peticion.sitio.instancia;
    let se_admite = SeAdmite {
        pocas: peticion.pocas_personas,
        sin_quorum: peticion.sin_quorum,
    };
    let como = (clase, se_admite);
    let mut hoja = records(&lugares, instancia, archivo, como, autoria()).await?;
    // What is told, and the report, before anything stays.
    let mut hecho = hoja.amend(true, peticion.aceptar_validas).await?;
    let leido = &hoja.leido;
    let errores = tell(
        (peticion, pedidas),
        (&hoja.fuente, &hoja.listas),
        &leido.malos,
    )?;
    let (malos, renglones) = (leido.malos.len(), leido.renglones);
    if hecho.is_some() && !peticion.simular {
        hecho = hoja.amend(false, peticion.aceptar_validas).await?;
    }
    let Some(hecho) = hecho else {
        return Err(refuse(errores, malos, renglones));
    };
    done(peticion, clase, &hoja.leido, &hecho);
    Ok(())
}

/// Tells what was done.
fn done(peticion: &ImportarOrden, clase: Clase, leido: &Leido, hecho: &Enmiendas) {
    let Enmiendas {
        nuevos,
        iguales,
        cambiados,
        tardanzas,
        cambios,
    } = hecho;
    let (nuevos, iguales, cambiados) = (*nuevos, *iguales, *cambiados);
    if leido.renglones == 0 {
        print(
            "La hoja no tiene ningún renglón debajo de los encabezados. No cambió nada: lo que no está en una hoja no se borra.",
        );
        return;
    }
    let verbo = if peticion.simular {
        "Se registraría"
    } else {
        "Se registró"
    };
    print(&format!(
        "{verbo}, de {}: {}, {}, {}.",
        count(leido.renglones, "renglón", "renglones"),
        count(nuevos, "registro nuevo", "registros nuevos"),
        count(iguales, "que ya estaba", "que ya estaban"),
        count(cambiados, "que cambia", "que cambian"),
    ));
    tell_joined(clase, leido);
    if !leido.malos.is_empty() {
        print(&format!(
            "Renglones con errores, que quedan fuera: {}.",
            leido.malos.len()
        ));
    }
    tell_changes(clase, leido, (cambiados, cambios));
    for (numero, avisos) in &leido.avisos {
        for aviso in avisos {
            let dicho = reporte::tell(clase.forma(), aviso);
            print(&format!("Aviso: renglón {numero}, {dicho}."));
        }
    }
    for (acto, tardanza) in tardanzas {
        let numero = leido.numeros.get(acto).copied().unwrap_or_default();
        print(&format!("Aviso: renglón {numero}: {}", late(*tardanza)));
    }
}

/// Says what was there and says something else now: a sheet of before undoes what was corrected after it.
fn tell_changes(
    clase: Clase,
    leido: &Leido,
    (cambiados, cambios): (u64, &[(usize, Vec<ParteCambiada>)]),
) {
    if cambiados == 0 {
        return;
    }
    print(
        "Lo que cambia (si la hoja es de antes, esto deshace lo que se corrigió después; lo de antes no se guarda):",
    );
    for (posicion, partes) in cambios {
        let Some(enmienda) = leido.enmiendas.get(*posicion) else {
            continue;
        };
        let numero = leido.row(enmienda).unwrap_or_default();
        let partes: Vec<String> = partes
            .iter()
            .map(|parte| cambios::tell(clase, parte))
            .collect();
        print(&format!(
            "  renglón {numero}, {}: {}.",
            cuales::tell(enmienda),
            partes.join("; ")
        ));
    }
    let dichos = u64::try_from(cambios.len()).unwrap_or(cambiados);
    if cambiados > dichos {
        print(&format!("  y {} más.", cambiados - dichos));
    }
}

/// Says why there are fewer records than rows.
fn tell_joined(clase: Clase, leido: &Leido) {
    if u64::try_from(leido.enmiendas.len()).is_ok_and(|n| n < leido.renglones) {
        match clase {
            Clase::Actividades => {
                print("Un acto con varios públicos son varios renglones, y un registro.");
            }
            Clase::Calendario => {
                print("Las sesiones de un año son varios renglones, y un registro: su calendario.");
            }
            _ => {}
        }
    }
}

/// The warning of an act that comes too late: what editions do with it.
fn late(tardanza: Tardanza) -> String {
    match tardanza {
        Tardanza::Cerrado(anio) => format!(
            "dice otra cosa de un acto que ya está en una edición publicada. El registro guarda lo nuevo; las ediciones de {anio} siguen diciendo lo que ya se publicó de él, y ninguna otra lo cuenta. Si lo publicado está mal, retire esa edición con «pacto retirar» y diga por qué."
        ),
        Tardanza::Tardio { de, cuenta_en } => format!(
            "el acto es de {de}, un año que ya se publicó entero. Contará, con su fecha, en las ediciones de {cuenta_en}."
        ),
    }
}
