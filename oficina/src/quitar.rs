//! Taking out a record that should not have come in, while no edition says it.

use async_recursion::async_recursion as boxed;
use captura::atenciones::columnas::Columna;
use captura::celda::Celda;
use captura::exportacion::cells;
use captura::institucional::Clase;
use domain::{
    Actividad, Agencia, Calendario, CifraPublicada, Clave, Consejo, Convenio, Dato, Dicho, Informe,
    Instancia, Integrante, Marco, PactoRegional, Proyecto, Sesion, Unidad,
};
pub use persistence::Quitado;
use persistence::{
    Autoria, Documento, EdicionId, Imprenta, Publicaciones, Quitable, Registro, Selector,
};

use crate::persona::{Busqueda, Mencion};
use crate::{Error, Lugares};

/// What is to be taken out.
pub enum Nombrado {
    /// An attention.
    Atencion(Mencion),
    /// A record of a kind by its keys: those of what it is of come first.
    Documento(Clase, Quitable),
}

impl Nombrado {
    /// The record of a kind that is written so: `informe-2025/refugio` is a figure of a report.
    ///
    /// # Errors
    /// [`Error::Rechazada`], when records of that kind are not taken out, or have other keys.
    pub fn new(clase: Clase, escrita: &str) -> Result<Self, Error> {
        let partes: Vec<String> = escrita.split('/').map(|p| p.trim().to_owned()).collect();
        Ok(Self::Documento(clase, quitable(clase, &partes)?))
    }
}

fn quitable(de: Clase, partes: &[String]) -> Result<Quitable, Error> {
    let alone = |tipo| match partes {
        [clave] => Ok(Quitable::Documento {
            tipo,
            padre: String::new(),
            clave: clave.clone(),
        }),
        _ => Err(written("su clave")),
    };
    let of_council = |tipo| match partes {
        [consejo, clave] => Ok(Quitable::Documento {
            tipo,
            padre: consejo.clone(),
            clave: clave.clone(),
        }),
        _ => Err(written("CONSEJO/CLAVE, con la clave del consejo y la suya")),
    };
    match de {
        Clase::Actividades => alone(Actividad::TIPO),
        Clase::Convenios => alone(Convenio::TIPO),
        Clase::Proyectos => alone(Proyecto::TIPO),
        Clase::Pactos => alone(PactoRegional::TIPO),
        Clase::Informes => alone(Informe::TIPO),
        Clase::Consejos => alone(Consejo::TIPO),
        Clase::Consejo => of_council(Integrante::TIPO),
        Clase::Sesiones => of_council(Sesion::TIPO),
        Clase::Calendario => of_council(Calendario::TIPO),
        Clase::Acuerdos => match partes {
            [consejo, sesion, clave] => Ok(Quitable::Acuerdo {
                consejo: consejo.clone(),
                sesion: sesion.clone(),
                clave: clave.clone(),
            }),
            _ => Err(written("CONSEJO/SESIÓN/CLAVE, con las tres claves")),
        },
        Clase::Cifras => match partes {
            [informe, clave] => Ok(Quitable::Cifra {
                informe: informe.clone(),
                clave: clave.clone(),
            }),
            _ => Err(written("INFORME/CLAVE, con la clave del informe y la suya")),
        },
        Clase::Titulares => match partes {
            [desde] if desde == "-" => Ok(Quitable::Titular(Dato::NoConsta)),
            [desde] if desde.parse::<domain::Periodo>().is_ok() => {
                Ok(Quitable::Titular(Dato::Consta(desde.parse()?)))
            }
            _ => Err(written(
                "el periodo en que empieza, como 2017, o «-» si no consta",
            )),
        },
        Clase::Unidades => alone(Unidad::TIPO),
        Clase::Agencias => alone(Agencia::TIPO),
        Clase::Instancia => Err(Error::rejected(
            "el nombre de la instancia no se quita: se corrige con su hoja",
        )),
        Clase::Areas
        | Clase::Grupos
        | Clase::Servicios
        | Clase::TiposActividad
        | Clase::Publicos
        | Clase::Temas
        | Clase::Efemerides
        | Clase::TiposConsejo => Err(Error::rejected(
            "eso no se quita, porque lo registrado puede nombrarlo: se corrige con su hoja o, si dejó de existir, se le da un último día en «Existe hasta»",
        )),
    }
}

/// An attention as its sheet says it, without whose it is.
fn described(dicha: &Dicho, marco: &Marco) -> String {
    let mut celdas = cells(dicha, marco, "");
    celdas[Columna::Curp.indice()..].fill(Celda::Vacia);
    let dichas = celdas.iter().filter(|celda| !celda.is_empty());
    let dichas: Vec<String> = dichas.map(Celda::texto).collect();
    dichas.join(", ")
}

fn written(como: &str) -> Error {
    Error::Rechazada(format!("se espera {como}"))
}

/// Takes a record out; if it is only to be seen what would go, nothing.
///
/// # Errors
/// [`Error::Rechazada`] when an edition says it or another record names it, and those of the stores.
#[boxed]
pub async fn remove(
    lugares: &Lugares,
    clave: &Clave,
    cual: &Nombrado,
    simular: bool,
    autoria: &Autoria,
) -> Result<Quitado, Error> {
    let registro = lugares.registro().await?;
    let (suya, quitable) = match cual {
        Nombrado::Atencion(mencion) => {
            let marco = registro.marco(clave).await?;
            let cual = match &mencion.de {
                // By its folio no key is needed.
                Busqueda::Folio(folio) => Selector::by_folio(folio.trim().to_uppercase()),
                _ => mencion.meant(&marco, &lugares.identity()?, clave)?,
            };
            let dicha = registro.remove_attention(clave, &cual, simular, autoria);
            let dicha = dicha.await?;
            let nombre = described(&dicha, &marco);
            return Ok(Quitado { nombre, consigo: 0 });
        }
        Nombrado::Documento(suya, quitable) => (*suya, quitable),
    };
    let cual = (suya, quitable);
    if simular {
        return take(lugares, &registro, clave, cual, (simular, autoria)).await;
    }
    // What editions say is asked when nobody prints any: one that is printed in between would say what is not there any more.
    let mut quitado = None;
    let hace = async || {
        quitado = Some(take(lugares, &registro, clave, cual, (simular, autoria)).await);
        Ok(())
    };
    Imprenta::new(&lugares.publicaciones)
        .meanwhile(clave, hace)
        .await?;
    quitado.unwrap_or_else(|| Err(persistence::Error::Turno.into()))
}

/// Takes a record out that no edition says.
async fn take(
    lugares: &Lugares,
    registro: &Registro,
    clave: &Clave,
    (suya, cual): (Clase, &Quitable),
    (simular, autoria): (bool, &Autoria),
) -> Result<Quitado, Error> {
    if let Some(numero) = said(lugares, clave, cual).await? {
        let despues = if suya == Clase::Actividades {
            "las ediciones siguientes de su año seguirán diciendo de ese acto lo que ya se publicó, aunque su hoja lo corrija en el registro"
        } else {
            "corríjalo con su hoja, y las ediciones siguientes dirán lo corregido"
        };
        return Err(Error::Rechazada(format!(
            "ya lo dice la edición {numero}, y lo publicado no cambia: {despues}"
        )));
    }
    let tipo = suya.forma().tipo;
    let hecho = registro.remove(clave, tipo, cual, simular, autoria).await;
    hecho.map_err(|error| match error {
        persistence::Error::Dominio(domain::Error::ReferenciaRota { desde, .. }) => {
            Error::Rechazada(format!(
                "lo nombra «{desde}»: corríjalo antes con su hoja, o quítelo"
            ))
        }
        otro => otro.into(),
    })
}

/// The first edition that says it, withdrawn or not: what was ever served is known.
async fn said(lugares: &Lugares, clave: &Clave, cual: &Quitable) -> Result<Option<u32>, Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(None),
        abiertas => abiertas?,
    };
    let otras = publicaciones.de_otro_formato(Some(clave.as_str())).await?;
    if let Some(otra) = otras.first() {
        return Err(Error::Rechazada(format!(
            "la edición {} es de un formato anterior, y puede que lo diga: corríjalo con su hoja",
            otra.numero
        )));
    }
    let ediciones = publicaciones.ediciones(&[clave.to_string()]).await?;
    let Some(suyas) = ediciones.get(clave.as_str()) else {
        return Ok(None);
    };
    let ids = suyas.all().iter().map(|edicion| EdicionId {
        instancia: clave.to_string(),
        numero: edicion.numero,
    });
    let dichas = Dichas {
        publicaciones: &publicaciones,
        ids: ids.collect(),
    };
    match cual {
        Quitable::Documento { tipo, padre, clave } => dichas.document(tipo, padre, clave).await,
        Quitable::Titular(desde) => {
            let desde = *desde;
            let heads = move |instancia: &Instancia| {
                let mut suyas = instancia.titulares.iter();
                suyas.any(|titular| titular.mandato.desde == desde)
            };
            dichas
                .first::<Instancia>(|_, instancia| heads(instancia))
                .await
        }
        Quitable::Acuerdo {
            consejo,
            sesion,
            clave,
        } => {
            let agreed = |de: &str, suya: &Sesion| {
                let mut acuerdos = suya.acuerdos.iter();
                de == consejo && suya.clave == *sesion && acuerdos.any(|a| a.clave == *clave)
            };
            dichas.first::<Sesion>(agreed).await
        }
        // Figures stand beside the report of their edition.
        Quitable::Cifra { informe, clave } => {
            let informes = dichas
                .all::<Informe>(|_, suyo| suyo.clave == *informe)
                .await?;
            let cifras = dichas
                .all::<CifraPublicada>(|_, cifra| cifra.cifra.clave == *clave)
                .await?;
            Ok(cifras.into_iter().filter(|n| informes.contains(n)).min())
        }
    }
}

/// What editions of an instancia say.
struct Dichas<'a> {
    publicaciones: &'a Publicaciones,
    ids: Vec<EdicionId>,
}

impl Dichas<'_> {
    /// The editions that have a record which is the one that is meant, by the key of what it is of and by itself.
    async fn all<T: Documento>(&self, es: impl Fn(&str, &T) -> bool) -> Result<Vec<u32>, Error> {
        let todos = self.publicaciones.documents::<T>(&self.ids, None).await?;
        let suyas = todos.iter().filter(|(_, por_padre)| {
            let mut todos = por_padre.iter();
            todos.any(|(padre, suyos)| suyos.iter().any(|suyo| es(padre, suyo)))
        });
        Ok(suyas.map(|(id, _)| id.numero).collect())
    }

    async fn first<T: Documento>(
        &self,
        es: impl Fn(&str, &T) -> bool,
    ) -> Result<Option<u32>, Error> {
        Ok(self.all(es).await?.into_iter().min())
    }

    /// The first edition that has a document of a kind.
    async fn document(&self, tipo: &str, padre: &str, clave: &str) -> Result<Option<u32>, Error> {
        // Acts hang from their agencia there.
        let alone = |suya: &str| suya == clave;
        let of = |de: &str, suya: &str| de == padre && suya == clave;
        match tipo {
            Actividad::TIPO => self.first::<Actividad>(|_, d| alone(&d.clave)).await,
            Convenio::TIPO => self.first::<Convenio>(|_, d| alone(&d.clave)).await,
            Proyecto::TIPO => self.first::<Proyecto>(|_, d| alone(&d.clave)).await,
            PactoRegional::TIPO => self.first::<PactoRegional>(|_, d| alone(&d.clave)).await,
            Agencia::TIPO => self.first::<Agencia>(|_, d| alone(&d.clave)).await,
            Unidad::TIPO => self.first::<Unidad>(|_, d| alone(&d.clave)).await,
            Informe::TIPO => self.first::<Informe>(|_, d| alone(&d.clave)).await,
            Consejo::TIPO => self.first::<Consejo>(|_, d| alone(&d.clave)).await,
            Integrante::TIPO => self.first::<Integrante>(|de, d| of(de, &d.clave)).await,
            Sesion::TIPO => self.first::<Sesion>(|de, d| of(de, &d.clave)).await,
            _ => {
                let calendario = |de: &str, d: &Calendario| of(de, &d.anio.to_string());
                self.first::<Calendario>(calendario).await
            }
        }
    }
}
