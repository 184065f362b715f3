//! `pacto respaldar` and `pacto restaurar`: both stores into a folder, and back.

use std::path::Path;

use claves::Identidad;
use oficina::respaldar;

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::{count, print};

pub(crate) async fn back_up(almacenes: &Almacenes, carpeta: &Path) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let hecho = respaldar::back_up(&lugares, carpeta, &autoria()).await?;
    print(&format!(
        "Se respaldaron {}, contadas también las que se corrigieron o cancelaron después de publicarse, y {} en {}. Las claves no van en él: están en {}, respáldelas en otro lugar.",
        count(hecho.atenciones, "atención", "atenciones"),
        count(hecho.ediciones, "edición", "ediciones"),
        carpeta.display(),
        lugares.claves.display()
    ));
    if hecho.expuesto {
        print(
            "Aviso: en ese disco no se pueden fijar permisos, y otros usuarios de esta máquina podrían leer el respaldo: llévelo a otro, o cífrelo.",
        );
    }
    Ok(())
}

pub(crate) async fn restore(almacenes: &Almacenes, carpeta: &Path) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    must_be_a_backup(carpeta)?;
    let hecho = respaldar::restore(&lugares, carpeta, &autoria()).await;
    let hecho = hecho.map_err(|error| {
        if error.is_taken() {
            return Fallo::configuracion(format!(
                "en {} ya hay algo, y se restaura en almacenes vacíos: no cambió nada",
                lugares.descripcion
            ));
        }
        if error.is_of_backup() {
            return Fallo::configuracion(format!("{}: {error}", carpeta.display()));
        }
        error.into()
    })?;
    print(&format!(
        "Se restauraron {} y {} en {}. Compruébelo con «pacto verificar» y «pacto bitacora».",
        count(hecho.atenciones, "atención", "atenciones"),
        count(hecho.ediciones, "edición", "ediciones"),
        lugares.descripcion
    ));
    if Identidad::load(&lugares.claves)?.is_none() {
        print(&format!(
            "Faltan las claves: recupérelas de su respaldo en {}; con otras no se puede importar.",
            lugares.claves.display()
        ));
    }
    Ok(())
}

/// Refuses a folder that is not one that was backed up into, before anything is made.
fn must_be_a_backup(carpeta: &Path) -> Result<(), Fallo> {
    let espera = "Se espera la carpeta que escribió «pacto respaldar», con su respaldo.json y los dos almacenes";
    let ruta = carpeta.display();
    if carpeta.join("respaldo.json").exists() {
        return Ok(());
    }
    Err(Fallo::configuracion(if carpeta.is_dir() {
        format!("en la carpeta {ruta} no hay un respaldo. {espera}")
    } else {
        format!("no existe la carpeta {ruta}. {espera}")
    }))
}
