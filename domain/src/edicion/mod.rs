//! What an instancia publishes for the year of a cut-off date.

mod alcance;
mod cierres;
mod cifras;
mod ediciones;
pub mod formato;

pub use cierres::Cierres;
pub use cifras::Dichas;
pub use ediciones::{Ediciones, EstadoEdicion};

use std::collections::BTreeSet;

use time::{Date, OffsetDateTime};

use self::cifras::{Asistencias, figures, stated};
use self::formato::FORMATO;
use crate::cubo::{CrucePublicado, Cubo, Rejillas};
use crate::proteccion::{
    Avance, CierreActos, Congelado, Demostracion, RechazoEdicion, ResumenProteccion, Umbral,
    protect_cubo, publish_actividades,
};
use crate::{
    Actividad, Agencia, AsuntoPunto, Calendario, Cifra, CifraPublicada, Clave, Consejo, Convenio,
    CuboProtegido, Dato, Error, Informe, Instancia, Integrante, PactoRegional, Plan, Proyecto,
    Rango, Sesion, Unidad,
};

/// A council with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContenidoConsejo {
    /// The council.
    pub consejo: Consejo,
    /// Members, by key.
    pub integrantes: Vec<Integrante>,
    /// Sessions, by key.
    pub sesiones: Vec<Sesion>,
    /// Calendars, by year.
    pub calendarios: Vec<Calendario>,
}

/// What the instancia is and did, apart from the people it attended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institucional {
    /// The instancia.
    pub instancia: Instancia,
    /// Agencias, by key.
    pub agencias: Vec<Agencia>,
    /// Councils, by key.
    pub consejos: Vec<ContenidoConsejo>,
    /// Agreements, by key.
    pub convenios: Vec<Convenio>,
    /// Projects, by key.
    pub proyectos: Vec<Proyecto>,
    /// Units, by key.
    pub unidades: Vec<Unidad>,
    /// Pacts, by key.
    pub pactos: Vec<PactoRegional>,
    /// Activities, by key.
    pub actividades: Vec<Actividad>,
    /// Reports, by key.
    pub informes: Vec<Informe>,
}

fn unique<'a>(
    lista: &'static str,
    claves: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeSet<&'a str>, Error> {
    let mut vistas = BTreeSet::new();
    for clave in claves {
        if !vistas.insert(clave) {
            return Err(Error::ClaveRepetida {
                lista,
                clave: clave.to_owned(),
            });
        }
    }
    Ok(vistas)
}

fn refers(desde: &str, hacia: &str, existen: &BTreeSet<&str>) -> Result<(), Error> {
    if existen.contains(hacia) {
        Ok(())
    } else {
        Err(Error::ReferenciaRota {
            desde: desde.to_owned(),
            hacia: hacia.to_owned(),
        })
    }
}

impl Institucional {
    /// Checks every record, that keys are unique and that references lead somewhere.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), Error> {
        let agencias = unique("agencias", self.agencias.iter().map(|a| a.clave.as_str()))?;
        unique("convenios", self.convenios.iter().map(|c| c.clave.as_str()))?;
        unique("proyectos", self.proyectos.iter().map(|p| p.clave.as_str()))?;
        unique("unidades", self.unidades.iter().map(|u| u.clave.as_str()))?;
        unique("pactos", self.pactos.iter().map(|p| p.clave.as_str()))?;
        unique(
            "consejos",
            self.consejos.iter().map(|c| c.consejo.clave.as_str()),
        )?;
        let actividades = unique(
            "actividades",
            self.actividades.iter().map(|a| a.clave.as_str()),
        )?;
        let mut anios = BTreeSet::new();
        for informe in &self.informes {
            let anio = informe.periodo.hasta().year();
            if !anios.insert(anio) {
                return Err(Error::ClaveRepetida {
                    lista: "los informes, que son uno por año",
                    clave: anio.to_string(),
                });
            }
        }
        let informes = unique("informes", self.informes.iter().map(|i| i.clave.as_str()))?;
        for actividad in &self.actividades {
            actividad.check()?;
            if let Some(agencia) = actividad.lugar.valor().and_then(|lugar| lugar.agencia()) {
                refers(&actividad.clave, agencia, &agencias)?;
            }
        }
        for pacto in &self.pactos {
            pacto.check()?;
            if let Dato::Consta(actividad) = &pacto.suscrito_en {
                refers(&pacto.clave, actividad, &actividades)?;
            }
        }
        let sesiones: BTreeSet<(&str, &str)> = self
            .consejos
            .iter()
            .flat_map(|c| {
                c.sesiones
                    .iter()
                    .map(|s| (c.consejo.clave.as_str(), s.clave.as_str()))
            })
            .collect();
        for informe in &self.informes {
            if let Dato::Consta((consejo, sesion)) = &informe.presentado_en
                && !sesiones.contains(&(consejo.as_str(), sesion.as_str()))
            {
                let (desde, hacia) = (informe.clave.clone(), sesion.clone());
                return Err(Error::ReferenciaRota { desde, hacia });
            }
            unique("cifras", informe.cifras.iter().map(|c| c.clave.as_str()))?;
            informe.cifras.iter().try_for_each(Cifra::check)?;
        }
        self.consejos
            .iter()
            .try_for_each(|consejo| consejo.check(&informes))
    }

    /// What belongs in the edition of a cut-off: the acts of its year up to it, and of councils,
    /// units and agencias what there is by then. An act without a day counts at the end of the
    /// period it is reported in. Group acts that editions have counted are what they were.
    fn al_corte(mut self, corte: Date, actos: &CierreActos) -> Self {
        let anio = Rango::anio_al_corte(corte);
        self.agencias.retain(|a| a.vigencia.toca(anio));
        self.convenios.retain(|c| anio.contiene(c.a_mas_tardar()));
        self.proyectos.retain(|p| anio.contiene(p.a_mas_tardar()));
        self.pactos.retain(|p| anio.contiene(p.a_mas_tardar()));
        self.actividades = actos.gather(self.actividades, corte);
        self.unidades.retain(|u| u.a_mas_tardar() <= corte);
        self.informes.retain(|i| i.periodo.hasta() <= corte);
        for consejo in &mut self.consejos {
            consejo.al_corte(corte, &self.informes);
        }
        self.informes.retain(|i| anio.contiene(i.periodo.hasta()));
        self
    }

    fn sort(&mut self) {
        self.agencias.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.convenios.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.proyectos.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.unidades.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.pactos.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.actividades.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.informes.sort_by(|a, b| a.clave.cmp(&b.clave));
        self.consejos
            .sort_by(|a, b| a.consejo.clave.cmp(&b.consejo.clave));
        for consejo in &mut self.consejos {
            consejo.integrantes.sort_by(|a, b| a.clave.cmp(&b.clave));
            consejo.sesiones.sort_by(|a, b| a.clave.cmp(&b.clave));
            consejo.calendarios.sort_by_key(|c| c.anio);
        }
    }
}

impl ContenidoConsejo {
    fn check(&self, informes: &BTreeSet<&str>) -> Result<(), Error> {
        let integrantes = unique(
            "integrantes",
            self.integrantes.iter().map(|i| i.clave.as_str()),
        )?;
        let sesiones = unique("sesiones", self.sesiones.iter().map(|s| s.clave.as_str()))?;
        for integrante in &self.integrantes {
            if let Dato::Consta(sesion) = &integrante.protesta_en {
                refers(&integrante.clave, sesion, &sesiones)?;
            }
        }
        for calendario in &self.calendarios {
            if let Dato::Consta(sesion) = &calendario.aprobado_en {
                refers(&calendario.anio.to_string(), sesion, &sesiones)?;
            }
        }
        for sesion in &self.sesiones {
            sesion.check()?;
            for asistencia in sesion.asistencia.valor().into_iter().flatten() {
                refers(&sesion.clave, &asistencia.integrante, &integrantes)?;
            }
            for punto in &sesion.orden_del_dia {
                match &punto.asunto {
                    AsuntoPunto::Informe(informe) => refers(&sesion.clave, informe, informes)?,
                    AsuntoPunto::TomaDeProtesta(integrante) => {
                        refers(&sesion.clave, integrante, &integrantes)?;
                    }
                    AsuntoPunto::Calendario(_) | AsuntoPunto::Otro => {}
                }
            }
        }
        Ok(())
    }

    /// A session belongs to the editions from its day on, and to that of the report it was held for; an
    /// undated one, to those that have the reports it presents. A member, to those from her term on.
    fn al_corte(&mut self, corte: Date, informes: &[Informe]) {
        let consejo = &self.consejo.clave;
        self.sesiones.retain(|sesion| {
            let es = |informe: &Informe| {
                informe.presentado_en.valor() == Some(&(consejo.clone(), sesion.clave.clone()))
            };
            let queda = |clave: &String| informes.iter().any(|informe| informe.clave == *clave);
            let mut presentados =
                sesion
                    .orden_del_dia
                    .iter()
                    .filter_map(|punto| match &punto.asunto {
                        AsuntoPunto::Informe(informe) => Some(informe),
                        _ => None,
                    });
            informes.iter().any(es)
                || match sesion.fecha {
                    Dato::Consta(fecha) if fecha <= corte => true,
                    Dato::Consta(_) => presentados.any(queda),
                    Dato::NoConsta => presentados.all(queda),
                }
        });
        let empezo = |i: &Integrante| {
            i.mandato
                .desde
                .valor()
                .is_none_or(|desde| desde.desde() <= corte)
        };
        self.integrantes.retain(empezo);
        let quedan: BTreeSet<&str> = self.sesiones.iter().map(|s| s.clave.as_str()).collect();
        let queda = |sesion: &Dato<String>| {
            sesion
                .valor()
                .is_none_or(|clave| quedan.contains(clave.as_str()))
        };
        self.integrantes.retain(|i| queda(&i.protesta_en));
        self.calendarios.retain(|c| queda(&c.aprobado_en));
    }
}

/// All that an edition says. Same register, plan and cut-off give the same content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contenido {
    /// Version of the format.
    pub formato: u32,
    /// Cut-off date.
    pub corte: Date,
    /// Whether the register was invented by the generator of the demonstration.
    pub sintetica: bool,
    /// How the counts were protected.
    pub proteccion: ResumenProteccion,
    /// What the instancia is and did.
    pub institucional: Institucional,
    /// Report of the year, if its period has ended by the cut-off.
    pub informe: Option<Informe>,
    /// Its figures next to what the edition publishes.
    pub cifras: Vec<CifraPublicada>,
    /// Counts, protected.
    pub cubo: CuboProtegido,
}

/// What goes into an edition.
#[derive(Debug, Clone)]
pub struct Materia {
    /// Institutional records of the instancia.
    pub institucional: Institucional,
    /// What is declared.
    pub plan: Plan,
    /// Declared cells at the cut-off, and of the whole year.
    pub rejillas: Rejillas,
    /// Counts of the year's cells, of the attentions of periods that have ended.
    pub cubo: Cubo,
    /// What earlier editions of the year counted, if there are any.
    pub previa: Option<Congelado>,
    /// The acts that editions of any year counted.
    pub actos: CierreActos,
    /// Cut-off date.
    pub corte: Date,
    /// Whether the register was invented by the generator of the demonstration.
    pub sintetica: bool,
}

/// An edition before it is published: what it says, and what only the operator and later editions may know.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it says.
    pub contenido: Contenido,
    /// What later editions of the year must know, if this one says anything that earlier ones have not.
    pub congelado: Option<Congelado>,
    /// What is proven of its counts.
    pub demostracion: Demostracion,
    /// What the figures of its report say of what it withholds.
    pub dichas: Dichas,
}

impl Draft {
    /// What the edition of a cut-off says: the institutional records that belong in it and the counts of the
    /// periods that have ended, protected as a whole, in canonical order; and what is private of it.
    ///
    /// # Errors
    /// The first rule that the institutional records break, or why the counts cannot be published.
    pub fn new(materia: Materia, avance: &mut dyn FnMut(Avance)) -> Result<Self, RechazoEdicion> {
        let Materia {
            institucional,
            plan,
            rejillas,
            cubo,
            previa,
            actos,
            corte,
            sintetica,
        } = materia;
        institucional.check()?;
        let mut institucional = institucional.al_corte(corte, &actos);
        institucional.sort();
        let asistencias = Asistencias::new(&institucional.actividades, plan.umbral);
        let (anio, todo) = (corte.year(), rejillas.dicha.anio_cerrado);
        let actos = actos.with(anio, &institucional.actividades, todo);
        let declaradas = stated(&institucional.informes, &rejillas.anual);
        let previa = previa.as_ref();
        let protegido = protect_cubo(&plan, &rejillas, cubo, corte, previa, &declaradas, avance)?;
        let mut celdas = protegido.celdas;
        let dice = celdas.values().any(|suyas| !suyas.is_empty());
        let actividades = &mut institucional.actividades;
        celdas.extend(publish_actividades(
            &rejillas.dicha,
            actividades,
            plan.umbral,
        ));
        let cubo = CuboProtegido {
            cruces: crosses(&plan),
            ejes: rejillas.dicha.ejes,
            celdas,
        };
        let proteccion = ResumenProteccion::new(plan.umbral, plan.ancho, &plan.obligados, &cubo);
        let informe = std::mem::take(&mut institucional.informes).pop();
        let cifras = figures(informe.as_ref(), &cubo, &institucional);
        let congelado = &protegido.congelado;
        let dichas = Dichas::new(
            informe.as_ref(),
            congelado,
            &asistencias,
            &cubo,
            plan.umbral,
        );
        let informe = informe.map(|informe| Informe {
            cifras: vec![],
            ..informe
        });
        let contenido = Contenido {
            formato: FORMATO,
            corte,
            sintetica,
            proteccion,
            institucional,
            informe,
            cifras,
            cubo,
        };
        let hecho = (protegido.congelado, protegido.nuevo);
        Ok(Self {
            contenido,
            congelado: cierres::closing(hecho, previa, actos, dice),
            demostracion: protegido.demostracion,
            dichas,
        })
    }
}

/// The crossings of a plan, as an edition says them.
fn crosses(plan: &Plan) -> Vec<CrucePublicado> {
    let cruces = plan.cruces.iter().map(|cruce| CrucePublicado {
        clave: cruce.clave.clone(),
        nombre: cruce.nombre.clone(),
        medidas: cruce.medidas.clone(),
        niveles: cruce.niveles.clone(),
    });
    cruces.collect()
}

/// A published edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edicion {
    /// Key of the instancia.
    pub instancia: Clave,
    /// Number within the instancia, from 1.
    pub numero: u32,
    /// Cut-off date.
    pub corte: Date,
    /// When it was published.
    pub instante: OffsetDateTime,
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// Whether the register behind it was invented.
    pub sintetica: bool,
    /// Threshold of protection.
    pub umbral: Umbral,
    /// Version of the format of what it says.
    pub formato: u32,
    /// Why and when it was withdrawn, if it was: then it is not served any more.
    pub retiro: Option<Retiro>,
    /// Order of publication in the whole store, from 1.
    pub orden: u64,
}

impl Edicion {
    /// Whether it is of the format that is served. Others stay in the store, and can be verified.
    pub fn actual(&self) -> bool {
        self.formato == FORMATO
    }

    /// Whether what it says is served.
    ///
    /// # Errors
    /// Why not.
    pub fn served(&self) -> Result<(), NoServida> {
        match &self.retiro {
            Some(retiro) => Err(NoServida::Retirada(retiro.motivo.clone())),
            None if self.actual() => Ok(()),
            None => Err(NoServida::DeOtroFormato(self.formato)),
        }
    }
}

/// Why an edition that is in the store is not served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoServida {
    /// It was withdrawn, for that reason.
    Retirada(String),
    /// It is of another format, that one.
    DeOtroFormato(u32),
}

/// The withdrawal of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retiro {
    /// Reason, public.
    pub motivo: String,
    /// When.
    pub instante: OffsetDateTime,
}

impl Retiro {
    /// Whether it is of so short a time ago that it can be undone: a day.
    pub fn reversible(&self, ahora: OffsetDateTime) -> bool {
        ahora - self.instante < time::Duration::DAY
    }
}
