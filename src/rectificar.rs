//! `pacto rectificar`: puts right what one attention says, or what is known of its person.

use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas, prefix};
use captura::celda::Celda;
use captura::exportacion::cells;
use captura::reporte::tell;
use domain::Clave;
use persistence::{Identidad, Registro};

use crate::argumentos::Almacenes;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

pub(crate) async fn run(
    almacenes: &Almacenes,
    clave: &Clave,
    folio: &str,
    cambios: &[(String, String)],
) -> Result<(), Fallo> {
    let lugares = almacenes.resolve()?;
    let identidad = Identidad::load(&lugares.claves)?.ok_or(persistence::Error::SinIdentidad)?;
    let registro = Registro::open(&lugares.registro).await?;
    let marco = registro.marco(clave).await?;
    let folio = folio.trim().to_uppercase();
    let dicho = registro.by_folio(clave, &identidad, &folio).await?;
    let mut celdas = cells(&dicho, &marco, &prefix(&identidad, clave));
    for (titulo, valor) in cambios {
        let columna = FORMA.find(titulo).ok_or_else(|| {
            Fallo::configuracion(
                "la plantilla no tiene una de esas columnas: vea «pacto plantilla»",
            )
        })?;
        if columna == usize::from(Columna::Folio) {
            return Err(Fallo::configuracion(
                "el folio no se cambia: por él se reconoce la atención",
            ));
        }
        celdas[columna] = Celda::from(valor.as_str());
        // Whoever she is now is not who the number stands for.
        if columna == usize::from(Columna::Curp) {
            celdas[usize::from(Columna::Expediente)] = Celda::Vacia;
        }
    }
    let autoria = autoria();
    let lector = Lector {
        instancia: clave,
        marco: &marco,
        identidad: &identidad,
        hoy: autoria.cuando.date(),
        conocida: dicho
            .persona
            .map(|(numero, persona)| (numero, persona.seudonimo)),
    };
    let renglon = lector
        .read(&celdas, &mut Vistas::default())
        .map_err(|defectos| {
            let dichos: Vec<String> = defectos.iter().map(|d| tell(&FORMA, d)).collect();
            Fallo::configuracion(format!("{}; no cambió nada", dichos.join("; ")))
        })?;
    let mut rectificacion = registro
        .import(clave, &identidad, autoria)
        .await?
        .correcting();
    rectificacion.add(&[renglon]).await?;
    let hecho = rectificacion.finish(None).await?;
    if hecho.rectificados == 0 {
        print("El registro ya decía eso: no cambió nada.");
        return Ok(());
    }
    print("Se rectificó la atención; lo que decía antes queda en la historia del registro.");
    if hecho.de_cerrados > 0 {
        print("Es de un mes ya publicado: lo publicado no cambia.");
    }
    print(
        "Corrija también su hoja: si vuelve a importarla como estaba, el registro volverá a decir lo de antes o la rechazará.",
    );
    Ok(())
}
