//! `pacto distribuir`: the tables of both stores over the nodes of a cluster of Citus.

use oficina::repartir;

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::{count, print};

pub(crate) async fn run(almacenes: &Almacenes, simular: bool) -> Result<(), Fallo> {
    if simular {
        print(&described());
        return Ok(());
    }
    let lugares = almacenes.resolve()?;
    let hechas = repartir::lay_out(&lugares, &autoria()).await?;
    if hechas == 0 {
        print("Todas las tablas estaban repartidas.");
    } else {
        let hechas = count(hechas, "tabla", "tablas");
        print(&format!("Se repartieron {hechas} en los nodos."));
    }
    Ok(())
}

/// What would be done, as SQL.
fn described() -> String {
    let mut lineas = vec![];
    for (base, tablas) in ["registro", "publicaciones"]
        .into_iter()
        .zip(repartir::planned())
    {
        lineas.push(format!("-- En la base de {base}:"));
        lineas.extend(tablas.into_iter().map(|(tabla, orden)| match orden {
            Some(orden) => format!("{orden};"),
            None => format!("-- {tabla} se queda en el nodo que coordina."),
        }));
    }
    lineas.join("\n")
}
