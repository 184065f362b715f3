//! The region: what each instancia publishes here. Persons are never added across instancias.

use askama::Template;
use domain::{Celda, Ediciones, EstadoEdicion, Instancia, Medida, PactoRegional, Region};
use time::Date;

use super::{Marco, ok};
use crate::declarado::{Visto, seen};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_corta, fecha_larga, numero};
use crate::lectura::Lectura;
use crate::respuesta::Hecha;
use crate::vista::Casilla;

/// Instancias that the table has at most; the index has all.
const FILAS: usize = 130;

struct FilaDeInstancia {
    nombre: String,
    enlace: String,
    distrito: String,
    edicion: u32,
    corte: String,
    publicada: String,
    servicios: Casilla,
    estado: &'static str,
    marca: &'static str,
}

struct Pacto {
    nombre: String,
    datos: Vec<(&'static str, Visto)>,
    fuente: Option<String>,
}

#[derive(Template)]
#[template(path = "region.html")]
struct PaginaRegion {
    marco: Marco,
    titulo: String,
    region: String,
    /// Whether it has districts: of a municipality of another state only the state is known.
    distritos: bool,
    /// The period of what is added: «2017», or the last quarter that has ended.
    periodo: String,
    filas: Vec<FilaDeInstancia>,
    /// The sum of what can be added, if there is more than one.
    suma: Option<Casilla>,
    pactos: Vec<Pacto>,
}

/// The page.
pub(super) async fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let municipio = &lectura.casa.instancia.municipio;
    // Other states are not one region: each is its own.
    let nombre = municipio.comarca();
    let todas = lectura.sitio.instancias().await?;
    lectura.sitio.note_all();
    let suyas: Vec<&Instancia> = todas
        .iter()
        .filter(|i| i.municipio.region == municipio.region && i.municipio.comarca() == nombre)
        .take(FILAS)
        .collect();
    let raiz = lectura.sitio.root(&todas);
    let mut filas = vec![];
    let mut celdas = vec![];
    let claves: Vec<String> = suyas.iter().map(|i| i.clave().to_string()).collect();
    let mut por_clave = lectura.sitio.ediciones(&claves).await?;
    // Who is late is so for every reader: the latest cut-off of all, and not that of the page.
    let cortes = por_clave
        .values()
        .filter_map(|suyas| suyas.elegida(None, None));
    let ultimo = cortes.map(|edicion| edicion.corte).max();
    for instancia in &suyas {
        let ediciones = por_clave
            .remove(instancia.clave().as_str())
            .unwrap_or_default();
        let (fila, celda) = row(lectura, instancia, &ediciones, (raiz, ultimo)).await?;
        filas.extend(fila);
        celdas.push(celda);
    }
    let pactos: Vec<PactoRegional> = lectura.list().await?;
    let titulo = match filas.len() {
        1 => format!("{nombre}: una instancia publica aquí"),
        n => format!("{nombre}: {n} instancias publican aquí"),
    };
    let descripcion = format!("Qué publica aquí cada instancia municipal de la mujer de {nombre}.");
    ok(&PaginaRegion {
        marco: Marco::about(lectura, &titulo, &Donde::Region, direccion).described(&descripcion),
        titulo,
        region: nombre.to_owned(),
        distritos: municipio.region != Region::OtraEntidad,
        periodo: lectura.periodo(),
        suma: (celdas.len() > 1).then(|| Casilla::new(sum(&celdas))),
        filas,
        pactos: pactos
            .iter()
            .map(|pacto| pact(pacto, lectura, &todas))
            .collect(),
    })
}

/// The sum of published cells: protected if a part is, because it would give it away; not available if a part is missing.
fn sum(celdas: &[Celda]) -> Celda {
    if celdas.contains(&Celda::NoDisponible) {
        return Celda::NoDisponible;
    }
    let valores: Option<Vec<u64>> = celdas.iter().map(|celda| celda.valor()).collect();
    valores.map_or(Celda::Protegida, |valores| {
        Celda::Publicada(valores.iter().sum())
    })
}

async fn row(
    lectura: &Lectura<'_>,
    instancia: &Instancia,
    ediciones: &Ediciones,
    (raiz, ultimo): (Option<&str>, Option<Date>),
) -> Result<(Option<FilaDeInstancia>, Celda), Fallo> {
    let anio = lectura.anio();
    let del_anio = ediciones
        .vigente(anio)
        .filter(|edicion| edicion.served().is_ok());
    // All are of the period of the page: of a year that has not ended, its last quarter that has.
    let celda = match (del_anio, lectura.tiempo()) {
        (Some(edicion), Some(filtros)) => {
            let indice = lectura.sitio.sala.indice(edicion).await?;
            let cifra = indice.and_then(|indice| indice.cifra(Medida::Servicios, &filtros).ok());
            cifra.unwrap_or(Celda::NoDisponible)
        }
        _ => Celda::NoDisponible,
    };
    let Some(edicion) = del_anio.or_else(|| ediciones.elegida(None, None)) else {
        return Ok((None, celda));
    };
    let clave = instancia.clave().as_str();
    let suyo = ediciones.elegida(None, None).map(|edicion| edicion.corte);
    let (estado, marca) = match ediciones.estado(edicion) {
        EstadoEdicion::Retirada => ("retirada", "no"),
        _ if suyo < ultimo => ("atrasada", "medio ojo"),
        _ => ("al día", "si bien"),
    };
    let fila = FilaDeInstancia {
        nombre: instancia.nombre.clone(),
        enlace: if raiz == Some(clave) {
            "/".to_owned()
        } else {
            format!("/{clave}/")
        },
        distrito: instancia.municipio.distrito.clone(),
        edicion: edicion.numero,
        corte: fecha_corta(edicion.corte),
        publicada: fecha_corta(instancia.clave().dia(edicion.instante)),
        servicios: Casilla::new(celda),
        estado,
        marca,
    };
    Ok((Some(fila), celda))
}

fn pact(pacto: &PactoRegional, lectura: &Lectura, todas: &[Instancia]) -> Pacto {
    let name = |clave: &domain::Clave| {
        let suya = todas.iter().find(|i| i.clave() == clave);
        let suya = suya.map(|i| &i.municipio.nombre);
        let nombre = suya.or_else(|| lectura.sitio.casas.municipios.get(clave));
        nombre.map_or_else(|| format!("la del municipio {clave}"), Clone::clone)
    };
    let cuales = pacto.signatarias.as_ref().map(|claves| {
        let nombres: Vec<String> = claves.iter().map(name).collect();
        nombres.join(", ")
    });
    let cuantas = pacto.numero_signatarias.map(|n| numero(u64::from(n)));
    Pacto {
        nombre: pacto.nombre.clone(),
        datos: vec![
            ("Signatarias", seen(&cuantas, Clone::clone)),
            ("Cuáles son", seen(&cuales, Clone::clone)),
            ("Fecha", seen(&pacto.fecha, |fecha| fecha_larga(*fecha))),
        ],
        fuente: match &pacto.origen {
            domain::Origen::Nota(texto) => Some(texto.clone()),
            domain::Origen::Registro | domain::Origen::Sintetico => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_says_nothing_of_a_part_that_is_not_published() {
        let [a, b] = [Celda::Publicada(3), Celda::Publicada(4)];
        assert_eq!(sum(&[a, b]), Celda::Publicada(7));
        assert_eq!(sum(&[a, Celda::Protegida]), Celda::Protegida);
        assert_eq!(
            sum(&[Celda::NoDisponible, Celda::Protegida]),
            Celda::NoDisponible
        );
    }
}
