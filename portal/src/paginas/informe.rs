//! The report of a year: what was reported, and is it so?

use std::collections::HashMap;

use askama::Template;
use domain::consulta::Pregunta;
use domain::{
    Actividad, Agencia, CifraPublicada, Consejo, Contraparte, Edicion, Informe, Nivel, Partes,
    Sesion,
};
use persistence::{ConsultaActividades, EdicionId, FiltroActividades};

use super::{Marco, ok};
use crate::actos::{self, Acto};
use crate::cambios;
use crate::declarado::{self, Asiento, Recibido, Visto, seen};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_corta, fecha_larga, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::respuesta::Hecha;
use crate::vista::Casilla;

/// Acts that the page has at most.
const ACTOS: u64 = 150;

/// Acts of one name: where each was, and how many came.
struct ActosDeUnNombre {
    nombre: String,
    /// Their kind, where the name does not begin with it.
    tipo: Option<String>,
    veces: Vec<(Acto, Casilla)>,
}

/// Acts by their names, and how many more there are.
struct ActosDelInforme {
    lista: Vec<ActosDeUnNombre>,
    sobran: Option<String>,
}

struct Cambio {
    numero: u32,
    publicada: String,
    que: String,
}

/// A chapter: its title, and what it has, with an address each that has one.
type CapituloEnlazado = (String, Vec<(Asiento, Option<String>)>);

#[derive(Template)]
#[template(path = "informe.html")]
struct PaginaInforme {
    marco: Marco,
    titulo: String,
    entrada: String,
    periodo: String,
    /// Who presented it; none where there is no report.
    presento: Option<Visto>,
    recibio: Option<(String, String)>,
    resumen: Option<String>,
    /// Address and size of the printed report, if there is one.
    pdf: Option<(String, String)>,
    /// Figures, each with where the explorer has the same.
    capitulos: Vec<CapituloEnlazado>,
    cuantas: usize,
    actos: ActosDelInforme,
    recibido: Option<(Recibido, String)>,
    /// Whether that act is still to come.
    por_venir: bool,
    fuente: Option<String>,
    comprobacion: String,
    promesa: String,
    cambios: Vec<Cambio>,
}

/// The page.
pub(super) async fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let informe = lectura.list::<Informe>().await?.pop();
    let cifras: Vec<CifraPublicada> = lectura.list().await?;
    let cambian = cambios::of_figures(lectura).await?;
    let Some(informe) = informe else {
        return without(lectura, direccion, &cambian).await;
    };
    let consejos: Vec<Consejo> = lectura.list().await?;
    let sesiones: HashMap<String, Vec<Sesion>> = lectura.documents().await?;
    let of = |consejo| sessions_of(consejo, &sesiones);
    let sesion = declarado::received_in(&informe, consejos.iter().flat_map(of));
    let (desde, hasta) = (informe.periodo.desde(), informe.periodo.hasta());
    let cuantas = cifras.len();
    let descripcion = declarado::summary(&informe.titulo, cuantas);
    let donde = Donde::Informe(lectura.anio());
    ok(&PaginaInforme {
        marco: Marco::about(lectura, &informe.titulo, &donde, direccion).described(&descripcion),
        entrada: declarado::entrance(cuantas),
        titulo: informe.titulo.clone(),
        periodo: format!("{} a {}", fecha_larga(desde), fecha_larga(hasta)),
        presento: Some(seen(&informe.presentado_por, Clone::clone)),
        recibio: sesion.map(|(consejo, sesion)| {
            let nombre = declarado::short(&consejo.nombre);
            let enlace = lectura.href(&format!("/consejo#{}", sesion.clave));
            (
                enlace,
                format!("{nombre}, sesión {}", palabras::tipo_sesion(sesion.tipo)),
            )
        }),
        resumen: Some(informe.resumen.clone()).filter(|resumen| !resumen.is_empty()),
        pdf: lectura.printed().await?,
        capitulos: chapters(lectura, &cifras, lectura.partes().await?),
        cuantas,
        actos: acts(lectura).await?,
        recibido: sesion.map(|(consejo, sesion)| {
            let recibido = declarado::received(consejo, sesion);
            let enlace = lectura.href(&format!("/consejo#{}", recibido.clave));
            (recibido, enlace)
        }),
        por_venir: sesion.is_some_and(|(_, sesion)| {
            let fecha = sesion.fecha.valor();
            fecha.is_some_and(|fecha| *fecha > lectura.hoy())
        }),
        fuente: Some(informe.fuente.clone()),
        comprobacion: declarado::check(&cifras, lectura.edicion.sintetica),
        promesa: declarado::promise(lectura.edicion.umbral.valor()),
        cambios: changes(lectura, &cambian),
    })
}

/// The sessions of a council, each with it.
fn sessions_of<'a>(
    consejo: &'a Consejo,
    todas: &'a HashMap<String, Vec<Sesion>>,
) -> impl Iterator<Item = (&'a Consejo, &'a Sesion)> {
    let suyas = todas.get(&consejo.clave).into_iter().flatten();
    suyas.map(move |sesion| (consejo, sesion))
}

/// An edition without a report says so.
async fn without(
    lectura: &Lectura<'_>,
    direccion: &str,
    cambian: &HashMap<u32, String>,
) -> Result<Hecha, Fallo> {
    let titulo = format!("Informe de {}: todavía no hay", lectura.anio());
    ok(&PaginaInforme {
        marco: Marco::about(lectura, &titulo, &Donde::Informe(lectura.anio()), direccion),
        entrada: "La edición no tiene un informe de este año. Aparecerá aquí en cuanto una edición lo publique.".to_owned(),
        titulo,
        periodo: format!("hasta el {}", fecha_larga(lectura.edicion.corte)),
        presento: None,
        recibio: None,
        resumen: None,
        pdf: None,
        capitulos: vec![],
        cuantas: 0,
        actos: acts(lectura).await?,
        recibido: None,
        por_venir: false,
        fuente: None,
        comprobacion: "No hay cifras declaradas que comparar.".to_owned(),
        promesa: declarado::promise(lectura.edicion.umbral.valor()),
        cambios: changes(lectura, cambian),
    })
}

/// Figures in their chapters, each with where the explorer has the same.
fn chapters(
    lectura: &Lectura<'_>,
    cifras: &[CifraPublicada],
    partes: Partes,
) -> Vec<CapituloEnlazado> {
    let mut contrapartes = cifras.iter().map(|publicada| &publicada.cifra.contraparte);
    let mut linked = |asiento: Asiento| {
        // Entries are in the order of the figures.
        let contraparte = contrapartes.next().and_then(Option::as_ref);
        (asiento, in_explorer(lectura, contraparte))
    };
    let capitulos = declarado::chapters(cifras, partes).into_iter();
    capitulos
        .map(|(titulo, asientos)| (titulo, asientos.into_iter().map(&mut linked).collect()))
        .collect()
}

/// The acts of the edition, those of no agencia too.
async fn acts(lectura: &Lectura<'_>) -> Result<ActosDelInforme, Fallo> {
    let consulta = ConsultaActividades {
        edicion: EdicionId::from(&lectura.edicion),
        filtro: FiltroActividades::default(),
        limite: ACTOS,
        despues: None,
        antes: None,
        ultimas: false,
    };
    let publicaciones = lectura.sitio.sala.publicaciones();
    let suyos = publicaciones.actividades(&consulta).await?;
    let sobran = suyos.total.saturating_sub(ACTOS);
    let actividades: Vec<Actividad> = suyos.filas.into_iter().map(|(_, acto)| acto).collect();
    let agencias: Vec<Agencia> = lectura.list().await?;
    let mut lista: Vec<ActosDeUnNombre> = vec![];
    for acto in actos::told(&actividades, &agencias) {
        let participantes = Casilla::new(acto.participantes);
        let suyos = lista.iter_mut().find(|suyos| suyos.nombre == acto.nombre);
        match suyos {
            Some(suyos) => suyos.veces.push((acto, participantes)),
            None => lista.push(ActosDeUnNombre {
                nombre: acto.nombre.clone(),
                tipo: Some(acto.tipo.clone())
                    .filter(|tipo| !acto.nombre.starts_with(tipo.as_str())),
                veces: vec![(acto, participantes)],
            }),
        }
    }
    Ok(ActosDelInforme {
        lista,
        sobran: (sobran > 0).then(|| numero(sobran)),
    })
}

/// The explorer about the same, if the edition publishes it.
fn in_explorer(lectura: &Lectura<'_>, contraparte: Option<&Contraparte>) -> Option<String> {
    let Some(Contraparte::Total { medida, nivel, .. }) = contraparte else {
        return None;
    };
    let filas: Vec<Nivel> = match nivel {
        Nivel::Total => [Nivel::Servicio, Nivel::TipoActividad, Nivel::Publico]
            .into_iter()
            .filter(|n| lectura.table(*medida, &[*n], &[]).is_some())
            .take(1)
            .collect(),
        otro => vec![*otro],
    };
    let (pregunta, _): (Pregunta, _) = lectura.table(*medida, &filas, &[])?;
    Some(lectura.explorar(&pregunta))
}

/// The editions of the year, the first one first. `cambian`: what each changed of the figures of the report, by its number.
fn changes(lectura: &Lectura<'_>, cambian: &HashMap<u32, String>) -> Vec<Cambio> {
    let suyas = lectura
        .casa
        .ediciones
        .all()
        .iter()
        .filter(|otra| otra.corte.year() == lectura.anio());
    let cambio = |(i, edicion): (usize, &Edicion)| Cambio {
        numero: edicion.numero,
        publicada: fecha_corta(lectura.casa.dia(edicion.instante)),
        que: match (&edicion.retiro, i) {
            (Some(retiro), _) => format!("Se retiró: «{}»", retiro.motivo),
            (None, 0) => "Primera".to_owned(),
            (None, _) => cambios::with_figures(
                format!("Corte al {}", fecha_corta(edicion.corte)),
                cambian.get(&edicion.numero),
            ),
        },
    };
    suyas.enumerate().map(cambio).collect()
}
