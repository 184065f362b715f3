//! A sheet of attentions: some thousand rows at a time, read by one thread and stored by another.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::fmt::Write;
use std::sync::Arc;

use captura::atenciones::columnas::{Columna, FORMA};
use captura::atenciones::{Lector, Vistas};
use captura::defecto::{Defecto, Motivo};
use captura::lectura::Fuente;
use captura::mapa::Mapa;
use domain::Clave;
use indicatif::{ProgressBar, ProgressStyle};
use persistence::{Choque, Identidad, Importacion, Importado, Marco, Registro, Renglon};
use time::Date;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::tell;
use crate::argumentos::ImportarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::uso::print;

/// Rows that are looked up and inserted at once.
const LOTE: usize = 1000;
/// Batches that wait for the register.
const ESPERA: usize = 2;
/// Rows with errors that are remembered.
const RENGLONES_MALOS: usize = 100_000;

/// Some rows of the sheet: those that hold, with their numbers, and what is wrong with the others.
#[derive(Default)]
struct Lote {
    buenos: Vec<(u32, Renglon)>,
    malos: Vec<(u32, Vec<Defecto>)>,
}

pub(super) async fn run(peticion: &ImportarOrden, mapa: Option<&Mapa>) -> Result<(), Fallo> {
    let lugares = peticion.sitio.almacenes.resolve()?;
    let identidad = Identidad::load(&lugares.claves)?.ok_or(persistence::Error::SinIdentidad)?;
    let registro = Registro::open(&lugares.registro).await?;
    let clave = &peticion.sitio.instancia;
    let marco = registro.marco(clave).await?;
    let fuente = Arc::new(Fuente::open(&peticion.archivo, &FORMA, mapa)?);
    let autoria = autoria();
    let hoy = autoria.cuando.date();
    let mut importacion = registro.import(clave, &identidad, autoria).await?;
    let trabajo = async {
        let (envia, recibe) = channel(ESPERA);
        let lectura = tokio::task::spawn_blocking({
            let (fuente, clave) = (Arc::clone(&fuente), clave.clone());
            move || read(&fuente, &clave, &marco, &identidad, hoy, &envia)
        });
        let malos = store(&mut importacion, recibe).await?;
        match lectura.await {
            Ok(leidos) => Ok((leidos?, malos)),
            Err(error) => Err(Fallo::Otro(error.into())),
        }
    };
    let (leidos, malos) = tokio::select! {
        hecho = trabajo => hecho?,
        // What was added is undone when it is dropped.
        _ = tokio::signal::ctrl_c() => {
            return Err(Fallo::Otro(anyhow::anyhow!("se interrumpió la importación: no cambió nada")));
        }
    };
    conclude(peticion, &fuente, importacion, leidos, &malos).await
}

/// Reads every row; how many there were.
fn read(
    fuente: &Fuente,
    instancia: &Clave,
    marco: &Marco,
    identidad: &Identidad,
    hoy: Date,
    envia: &Sender<Lote>,
) -> Result<u64, captura::Error> {
    let lector = Lector {
        instancia,
        marco,
        identidad,
        hoy,
        conocida: None,
    };
    let (mut vistas, mut folios) = (Vistas::default(), Vistas::default());
    let mut lote = Lote::default();
    let mut leidos = 0;
    fuente.rows(&mut |fila| {
        leidos += 1;
        let numero = fila.numero;
        let leido = if fila.defectos.is_empty() {
            lector.read(&fila.propias, &mut vistas)
        } else {
            Err(fila.defectos)
        };
        let leido = leido.and_then(|renglon| match folios.entry(&renglon.clave) {
            Entry::Occupied(antes) if renglon.folio.is_some() => {
                let motivo = Motivo::Repetida(*antes.get());
                Err(vec![Defecto::new(Columna::Folio, motivo)])
            }
            Entry::Vacant(hueco) if renglon.folio.is_some() => {
                hueco.insert(numero);
                Ok(renglon)
            }
            _ => Ok(renglon),
        });
        match leido {
            Ok(renglon) => lote.buenos.push((numero, renglon)),
            Err(defectos) => lote.malos.push((numero, defectos)),
        }
        if lote.buenos.len() + lote.malos.len() == LOTE {
            // Nobody to send to: the register has failed, and says why.
            let _ = envia.blocking_send(std::mem::take(&mut lote));
            if envia.is_closed() {
                return Err(captura::Error::new("la importación se detuvo"));
            }
        }
        Ok(())
    })?;
    let _ = envia.blocking_send(lote);
    Ok(leidos)
}

/// Adds what is read; all that is wrong, by row.
async fn store(
    importacion: &mut Importacion,
    mut recibe: Receiver<Lote>,
) -> Result<BTreeMap<u32, Vec<Defecto>>, Fallo> {
    let barra = ProgressBar::new_spinner();
    let forma = ProgressStyle::with_template("{spinner} {pos} renglones, {elapsed_precise}");
    barra.set_style(forma.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let mut malos: BTreeMap<u32, Vec<Defecto>> = BTreeMap::new();
    while let Some(lote) = recibe.recv().await {
        let (numeros, renglones): (Vec<u32>, Vec<Renglon>) = lote.buenos.into_iter().unzip();
        barra.inc(u64::try_from(numeros.len() + lote.malos.len()).unwrap_or(0));
        malos.extend(lote.malos);
        for (posicion, choque) in importacion.add(&renglones).await? {
            let defectos = malos.entry(numeros[posicion]).or_default();
            defectos.push(contradiction(choque));
        }
        if malos.len() > RENGLONES_MALOS {
            barra.finish_and_clear();
            return Err(Fallo::configuracion(format!(
                "hay más de {RENGLONES_MALOS} renglones con errores: no parece una hoja de atenciones; no cambió nada"
            )));
        }
    }
    barra.finish_and_clear();
    Ok(malos)
}

/// The defect of a row that contradicts the register: of the column that says otherwise.
fn contradiction(choque: Choque) -> Defecto {
    let columna = match choque {
        Choque::Nacimiento => Columna::AnioNacimiento,
        Choque::Sexo => Columna::Sexo,
        Choque::Indigena => Columna::Indigena,
        Choque::LenguaIndigena => Columna::LenguaIndigena,
        Choque::Afromexicana => Columna::Afromexicana,
        Choque::Discapacidad => Columna::Discapacidad,
        Choque::Escolaridad => Columna::Escolaridad,
    };
    Defecto::new(columna, Motivo::Regla(choque.to_string()))
}

async fn conclude(
    peticion: &ImportarOrden,
    fuente: &Fuente,
    importacion: Importacion,
    leidos: u64,
    malos: &BTreeMap<u32, Vec<Defecto>>,
) -> Result<(), Fallo> {
    let errores = tell(peticion, fuente, malos)?;
    if !malos.is_empty() && !peticion.aceptar_validas {
        importacion.forget().await?;
        return Err(Fallo::configuracion(format!(
            "errores: {errores}, en {} de {leidos} renglones; no cambió nada. Corríjalos, o importe los demás con --aceptar-validas",
            malos.len()
        )));
    }
    let (verbo, hecho) = if peticion.simular {
        ("Se registraría", importacion.forget().await?)
    } else {
        (
            "Se registró",
            importacion.finish(Some(fuente.digest()?)).await?,
        )
    };
    print(&summary(verbo, leidos, malos.len(), hecho));
    Ok(())
}

fn summary(verbo: &str, leidos: u64, malos: usize, hecho: Importado) -> String {
    let Importado {
        nuevos,
        iguales,
        rectificados,
        de_cerrados,
        extemporaneos,
        anonimos,
        personas,
        cancelados,
    } = hecho;
    let mut texto = format!(
        "{verbo}, de {leidos} renglones: {nuevos} nuevos, {iguales} que ya estaban, {rectificados} que rectifican. Personas nuevas: {personas}. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: {anonimos}."
    );
    if malos > 0 {
        let _ = write!(texto, " Renglones con errores, que quedan fuera: {malos}.");
    }
    if cancelados > 0 {
        let _ = write!(
            texto,
            " Renglones de quien pidió salir del registro, que no vuelven a él: {cancelados}."
        );
    }
    if extemporaneos > 0 {
        let _ = write!(
            texto,
            " De meses ya publicados, que contarán como extemporáneas en el primer mes abierto: {extemporaneos}."
        );
    }
    if de_cerrados > 0 {
        let _ = write!(
            texto,
            " Rectificaciones de meses ya publicados, que no cambian lo publicado: {de_cerrados}."
        );
    }
    texto
}
