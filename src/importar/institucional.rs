//! Sheets of institutional records.

use captura::institucional::{Clase, Leido};
use captura::reporte;
use domain::Enmiendas;
use domain::proteccion::Tardanza;
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
) -> Result<(), Fallo> {
    let lugares = peticion.sitio.almacenes.resolve()?;
    let instancia = &peticion.sitio.instancia;
    let se_admite = SeAdmite {
        pocas: peticion.pocas_personas,
        sin_quorum: peticion.sin_quorum,
    };
    let como = (clase, se_admite);
    let hoja = records(&lugares, instancia, archivo, como, autoria()).await?;
    let leido = &hoja.leido;
    let errores = tell(peticion, (&hoja.fuente, &hoja.listas), &leido.malos)?;
    if !leido.malos.is_empty() && !peticion.aceptar_validas {
        return Err(refuse(errores, leido.malos.len(), leido.renglones));
    }
    let Enmiendas {
        nuevos,
        iguales,
        cambiados,
        tardanzas,
    } = match hoja.amend(peticion.simular).await {
        Err(oficina::Error::Renglones(malos)) => {
            let errores = tell(peticion, (&hoja.fuente, &hoja.listas), &malos)?;
            return Err(refuse(errores, malos.len(), leido.renglones));
        }
        hecho => hecho?,
    };
    if leido.renglones == 0 {
        print(
            "La hoja no tiene ningún renglón debajo de los encabezados. No cambió nada: lo que no está en una hoja no se borra.",
        );
        return Ok(());
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
    for (numero, avisos) in &leido.avisos {
        for aviso in avisos {
            let dicho = reporte::tell(clase.forma(), aviso);
            print(&format!("Aviso: renglón {numero}, {dicho}."));
        }
    }
    for (acto, tardanza) in &tardanzas {
        let numero = leido.numeros.get(acto).copied().unwrap_or_default();
        print(&format!("Aviso: renglón {numero}: {}", late(*tardanza)));
    }
    Ok(())
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
