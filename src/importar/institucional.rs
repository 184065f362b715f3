//! Sheets of institutional records.

use captura::institucional::{Clase, read};
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use domain::proteccion::Tardanza;
use persistence::{Enmiendas, Registro};

use super::tell;
use crate::argumentos::ImportarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(super) async fn run(
    peticion: &ImportarOrden,
    clase: Clase,
    mapa: Option<&Mapa>,
) -> Result<(), Fallo> {
    let registro = Registro::open(&peticion.sitio.almacenes.resolve()?.registro).await?;
    let instancia = &peticion.sitio.instancia;
    let marco = registro.marco(instancia).await?;
    let autoria = autoria();
    let fuente = Fuente::open(&peticion.archivo, clase.forma(), mapa)?;
    let leido = read(clase, &fuente, &marco, autoria.cuando.date())?;
    let errores = tell(peticion, &fuente, &leido.malos)?;
    if !leido.malos.is_empty() && !peticion.aceptar_validas {
        return Err(Fallo::configuracion(format!(
            "errores: {errores}, en {} de {} renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas",
            leido.malos.len(),
            leido.renglones
        )));
    }
    let archivo = fuente.digest()?;
    let Enmiendas {
        nuevos,
        iguales,
        cambiados,
        tardanzas,
    } = registro
        .amend(
            instancia,
            &leido.enmiendas,
            &leido.calladas,
            (!peticion.simular).then_some(archivo),
            &autoria,
        )
        .await
        .map_err(|error| match error {
            // What one record says of others is known when all are there.
            persistence::Error::Dominio(domain::Error::ReferenciaRota { .. }) => {
                Fallo::configuracion(
                    "la hoja se refiere por su clave a una sesión, integrante o acto que no existe; no cambió nada",
                )
            }
            persistence::Error::Dominio(regla) => {
                Fallo::configuracion(format!("{regla}; no cambió nada"))
            }
            otro => otro.into(),
        })?;
    let verbo = if peticion.simular {
        "Se registraría"
    } else {
        "Se registró"
    };
    print(&format!(
        "{verbo}, de {} renglones: {nuevos} registros nuevos, {iguales} que ya estaban, {cambiados} que cambian.",
        leido.renglones
    ));
    for (acto, tardanza) in &tardanzas {
        let numero = leido.numeros.get(acto).copied().unwrap_or_default();
        print(&format!("Aviso: renglón {numero}: {}", late(*tardanza)));
    }
    Ok(())
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
