//! What waits to be published besides attentions: records that no edition has yet, or of which editions say another thing.

use async_recursion::async_recursion as boxed;

use domain::cubo::Ejes;
use domain::{Clave, Contenido, Enmienda, Informe, Institucional, Marco};
pub use persistence::{MesPendiente, Pendientes};
use persistence::{Publicaciones, Registro};

use time::Date;

use crate::publicar::registros::{Distintas, Ficha, beside, of_edition, records, services};
use crate::{Error, Lugares};

/// Records of a kind that no edition that holds has as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinPublicar {
    /// What one is called, and several.
    pub nombres: (&'static str, &'static str),
    /// How many no edition has.
    pub nuevas: u64,
    /// Of how many of them the day is still to come: an edition has them whose cut-off reaches it.
    pub por_venir: u64,
    /// Those of which the last edition that has them says another thing.
    pub cambian: Vec<String>,
}

/// What waits to be published.
pub struct PorPublicar {
    /// Attentions, by month, and the months that are closed.
    pub atenciones: Pendientes,
    /// Everything else, by kind.
    pub registros: Vec<SinPublicar>,
    /// The reports that no edition has.
    pub informes: Vec<Informe>,
}

/// What waits to be published of an instancia.
///
/// # Errors
/// Those of the stores.
#[boxed]
pub async fn pending(lugares: &Lugares, clave: &Clave, hoy: Date) -> Result<PorPublicar, Error> {
    let registro = lugares.to_read().await?;
    let mut informes = vec![];
    Ok(PorPublicar {
        atenciones: registro.pending(clave).await?,
        registros: unpublished(&registro, lugares, (clave, hoy), &mut informes).await?,
        informes,
    })
}

/// The records of each kind that the register has and editions that hold have not, or otherwise; and the reports among them.
async fn unpublished(
    registro: &Registro,
    lugares: &Lugares,
    (clave, hoy): (&Clave, Date),
    informes: &mut Vec<Informe>,
) -> Result<Vec<SinPublicar>, Error> {
    let mut todo = registro.institucional(clave).await?;
    let marco = registro.marco(clave).await?;
    marco.catalogos.propios.name(&mut todo)?;
    let ediciones = published(lugares, clave).await?;
    let ahora = records(&todo);
    let antes: Vec<Ficha> = ediciones.iter().flat_map(of_edition).collect();
    let distintas = beside(&ahora, &antes);
    // What an instancia says of itself is no news before its first edition.
    let of_itself = |ficha: &&Ficha| matches!(ficha, Ficha::Instancia(_));
    let distintas = distintas
        .iter()
        .filter(|clase| !ediciones.is_empty() || !clase.nuevas.iter().all(of_itself));
    let fichas = distintas.clone().flat_map(|clase| &clase.nuevas);
    informes.extend(fichas.filter_map(|ficha| match ficha {
        Ficha::Registro(Enmienda::Informe(informe)) => Some(informe.clone()),
        _ => None,
    }));
    let mut todas: Vec<SinPublicar> = distintas.map(|clase| waiting(clase, &todo, hoy)).collect();
    todas.extend(
        ediciones
            .first()
            .into_iter()
            .flat_map(|ultima| catalogue(&marco, &todo, hoy, ultima)),
    );
    todas.retain(|clase| clase.nuevas > 0 || !clase.cambian.is_empty());
    Ok(todas)
}

/// What waits of a kind.
fn waiting(clase: &Distintas<'_>, todo: &Institucional, hoy: Date) -> SinPublicar {
    let cambian = clase.cambian.iter();
    let cambian = cambian.filter_map(|(antes, ahora)| match (antes, ahora) {
        // What an edition said of an act, the next ones say.
        (_, Ficha::Registro(Enmienda::Actividad(_))) => None,
        (Ficha::Registro(Enmienda::Cifra(_, antes)), Ficha::Registro(Enmienda::Cifra(_, suya)))
            if antes.valor != suya.valor =>
        {
            let (antes, suya) = (antes.valor, suya.valor);
            Some(format!("{}, antes {antes} y ahora {suya}", ahora.tell()))
        }
        _ => Some(ahora.tell()),
    });
    let futuras = clase.nuevas.iter();
    let futuras = futuras.filter(|ficha| is_to_come(ficha, todo, hoy)).count();
    SinPublicar {
        nombres: clase.nombres,
        nuevas: natural(clase.nuevas.len()),
        por_venir: natural(futuras),
        cambian: cambian.collect(),
    }
}

fn natural(cuantas: usize) -> u64 {
    u64::try_from(cuantas).unwrap_or(u64::MAX)
}

/// Whether no edition of today has a record: its day is still to come.
fn is_to_come(ficha: &Ficha, todo: &Institucional, hoy: Date) -> bool {
    let Ficha::Registro(enmienda) = ficha else {
        return false;
    };
    match enmienda {
        Enmienda::Actividad(acto) => acto.a_mas_tardar() > hoy,
        Enmienda::Sesion(_, sesion) => sesion.fecha.valor().is_some_and(|dia| *dia > hoy),
        Enmienda::Convenio(convenio) => convenio.a_mas_tardar() > hoy,
        Enmienda::Proyecto(proyecto) => proyecto.a_mas_tardar() > hoy,
        Enmienda::Unidad(unidad) => unidad.a_mas_tardar() > hoy,
        Enmienda::Pacto(pacto) => pacto.a_mas_tardar() > hoy,
        Enmienda::Informe(informe) => informe.periodo.hasta() > hoy,
        Enmienda::Cifra(informe, _) => {
            let mut informes = todo.informes.iter();
            let suyo = informes.find(|otro| otro.clave == *informe);
            suyo.is_some_and(|informe| informe.periodo.hasta() > hoy)
        }
        _ => false,
    }
}

/// Areas, groups and services that the last edition has not, or with another name or other days.
fn catalogue(
    marco: &Marco,
    todo: &Institucional,
    hoy: Date,
    ultima: &Contenido,
) -> Vec<SinPublicar> {
    let dia = hoy.max(ultima.corte);
    let ejes = Ejes::new(dia, &marco.catalogos, &todo.agencias, &todo.unidades);
    let clases = services(&ejes, ultima.cubo.ejes()).into_iter();
    let clases = clases.map(|clase| SinPublicar {
        nombres: clase.nombres,
        nuevas: natural(clase.nuevas.len()),
        por_venir: 0,
        cambian: clase.cambian,
    });
    clases.collect()
}

/// What the editions that hold say of an instancia, the last year first.
async fn published(lugares: &Lugares, clave: &Clave) -> Result<Vec<Contenido>, Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(vec![]),
        abiertas => abiertas?,
    };
    let ediciones = publicaciones.ediciones(&[clave.to_string()]).await?;
    let Some(suyas) = ediciones.get(clave.as_str()) else {
        return Ok(vec![]);
    };
    let mut anios: Vec<i32> = suyas.all().iter().map(|e| e.corte.year()).collect();
    anios.sort_unstable_by(|una, otra| otra.cmp(una));
    anios.dedup();
    let mut dicen = vec![];
    for vigente in anios.into_iter().filter_map(|anio| suyas.vigente(anio)) {
        let leidas = publicaciones
            .verify(Some(clave.as_str()), Some(vigente.numero))
            .await?;
        dicen.extend(leidas.into_iter().filter_map(|leida| leida.contenido));
    }
    Ok(dicen)
}
