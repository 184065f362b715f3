//! `pacto bitacora`: what was done to the register.

use domain::Clave;
use oficina::bitacora::{Asiento, read};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use crate::argumentos::Almacenes;
use crate::fallo::Fallo;
use crate::uso::print;

/// Fewer letters of a hash could be found again by whoever rewrites the chain.
const LETRAS: usize = 16;

pub(crate) async fn run(almacenes: &Almacenes, hash: Option<&str>) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let bitacora = read(&lugares).await?;
    let hash = hash.map(|hash| hash.trim().to_lowercase());
    if hash.as_ref().is_some_and(|hash| hash.len() < LETRAS) {
        return Err(Fallo::configuracion(format!(
            "el valor de --contiene no es válido: se esperan al menos {LETRAS} letras de un hash"
        )));
    }
    let mostrados = bitacora.asientos.iter().filter(|asiento| {
        let buscado = hash.as_ref();
        buscado.is_none_or(|hash| asiento.hash.starts_with(hash.as_str()))
    });
    mostrados.for_each(|asiento| print(&line(asiento)));
    if let Some(numero) = bitacora.rota {
        return Err(altered(&format!(
            "el asiento {numero} no es el que se escribió, o falta alguno antes"
        )));
    }
    if let Some(hash) = hash {
        let mut asientos = bitacora.asientos.iter();
        match asientos.find(|asiento| asiento.hash.starts_with(&hash)) {
            Some(asiento) => print(&format!("Ese hash es el del asiento {}.", asiento.numero)),
            None => {
                return Err(Fallo::Otro(anyhow::anyhow!(
                    "ningún asiento tiene ese hash: o se copió mal (compárelo letra por letra con el que se anotó, y vea que sea de este registro), o la bitácora fue alterada y le falta el final"
                )));
            }
        }
    }
    print(&format!(
        "Asientos: {}, cada uno enlazado con el anterior.",
        bitacora.asientos.len()
    ));
    Ok(())
}

fn altered(motivo: &str) -> Fallo {
    Fallo::Otro(anyhow::anyhow!("la bitácora fue alterada: {motivo}"))
}

fn line(asiento: &Asiento) -> String {
    let instancia = match asiento.instancia.as_str() {
        "" => "-",
        clave => clave,
    };
    let detalle = match asiento.detalle.as_str() {
        "" => String::new(),
        detalle => format!(": {detalle}"),
    };
    let archivo = asiento.archivo.as_ref();
    let archivo = archivo.map_or_else(String::new, |suma| format!("; archivo sha256 {suma}"));
    let cuando = here(asiento);
    format!(
        "{:>5}  {cuando}  {}  {instancia}  {}{detalle}{archivo}  [{}]",
        asiento.numero, asiento.quien, asiento.orden, asiento.hash
    )
}

/// When something was done, by the clock of its municipality; in Oaxaca, if it is of none.
fn here(asiento: &Asiento) -> String {
    let clave: Result<Clave, _> = asiento.instancia.parse();
    let Ok(clave) = clave.or_else(|_| "20067".parse::<Clave>()) else {
        return asiento.cuando.clone();
    };
    let hora = OffsetDateTime::parse(&asiento.cuando, &Rfc3339)
        .ok()
        .map(|i| clave.hora(i));
    let formato = format_description!("[day]/[month]/[year] [hour]:[minute]:[second]");
    let hora = hora.and_then(|hora| hora.format(&formato).ok());
    hora.unwrap_or_else(|| asiento.cuando.clone())
}
