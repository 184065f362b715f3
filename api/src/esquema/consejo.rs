//! Councils, members, sessions, agreements, calendars.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::AsuntoPunto;
use persistence::EdicionId;

use super::POR_LISTA;
use super::dato::{Dato, Origen};
use super::enumeraciones::{ClaseAsunto, EstadoAcuerdo, EstadoSesion, Presencia, TipoSesion};
use super::escalares::Fecha;
use super::id::Ruta;
use super::informe::Informe;
use super::territorio::{En, Mandato, wraps};
use super::varios::Varios;
use crate::Error;

/// Consejo.
pub(crate) struct Consejo(pub(crate) En<domain::Consejo>);
/// Integrante.
pub(crate) struct Integrante(pub(crate) En<domain::Integrante>);
/// Sesión.
pub(crate) struct Sesion(pub(crate) En<domain::Sesion>);
/// Calendario.
pub(crate) struct Calendario(pub(crate) En<domain::Calendario>);
wraps!(Consejo, Integrante, Sesion, Calendario);

/// Órgano colegiado de la instancia.
#[Object]
impl Consejo {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro de la instancia.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Clave del tipo de consejo en el catálogo, como «consultivo» o «pase».
    async fn tipo(&self) -> &str {
        &self.0.dato.tipo
    }

    /// Nombre.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// Cuántos lugares tiene.
    async fn total_integrantes(&self) -> Dato<u64> {
        Dato::of(&self.0.dato.ajustes.integrantes, |n| u64::from(*n))
    }

    /// Cuántas personas deben estar presentes para que haya quórum.
    async fn quorum_requerido(&self) -> Dato<u64> {
        Dato::of(&self.0.dato.ajustes.requeridos(), |n| u64::from(*n))
    }

    /// Integrantes que constan.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn integrantes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Sólo quienes, según la fuente, estaban en funciones ese día.")]
        vigentes_el: Option<Fecha>,
    ) -> Result<Varios<Integrante>, Error> {
        let todos: Vec<Integrante> =
            En::<domain::Integrante>::list(ctx, &self.0.edicion, &self.0.dato.clave).await?;
        let vigente =
            |i: &Integrante| vigentes_el.is_none_or(|fecha| i.0.dato.mandato.vigente(fecha.0));
        Ok(todos.into_iter().filter(vigente).collect())
    }

    /// Sesiones.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn sesiones(&self, ctx: &Context<'_>) -> Result<Varios<Sesion>, Error> {
        En::<domain::Sesion>::list(ctx, &self.0.edicion, &self.0.dato.clave).await
    }

    /// Calendario de sesiones de un año; nulo si no consta que lo haya.
    async fn calendario(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Año del calendario.")] anio: i32,
    ) -> Result<Option<Calendario>, Error> {
        En::<domain::Calendario>::one(ctx, &self.0.edicion, &self.0.dato.clave, &anio.to_string())
            .await
    }
}

/// Integrante de un consejo.
#[Object]
impl Integrante {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Nombre: es un cargo público.
    async fn nombre(&self) -> &str {
        &self.0.dato.nombre
    }

    /// En qué carácter participa.
    async fn caracter(&self) -> Dato<String> {
        Dato::of(&self.0.dato.caracter, Clone::clone)
    }

    /// Lugar que ocupa.
    async fn asiento(&self) -> Dato<String> {
        Dato::of(&self.0.dato.asiento, Clone::clone)
    }

    /// Mandato.
    async fn mandato(&self) -> Mandato {
        (&self.0.dato.mandato).into()
    }

    /// Día en que tomó protesta.
    async fn toma_de_protesta(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.toma_de_protesta, |fecha| Fecha(*fecha))
    }

    /// Sesión en la que tomó protesta.
    async fn protesta_en(&self, ctx: &Context<'_>) -> Result<Dato<Sesion>, Error> {
        session(ctx, &self.0, &self.0.dato.protesta_en).await
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// The session that a record of the same council refers to.
async fn session<T>(
    ctx: &Context<'_>,
    en: &En<T>,
    clave: &domain::Dato<String>,
) -> Result<Dato<Sesion>, Error> {
    Ok(match clave.valor() {
        Some(clave) => En::<domain::Sesion>::one(ctx, &en.edicion, &en.padre, clave)
            .await?
            .into(),
        None => None.into(),
    })
}

/// Quórum de una sesión.
#[derive(SimpleObject)]
pub(crate) struct Quorum {
    /// Cuántas personas debían estar presentes.
    requeridos: u32,
    /// Cuántas estuvieron.
    presentes: u32,
    /// Si lo hubo.
    hay: bool,
}

/// Votación de un acuerdo.
#[derive(SimpleObject)]
pub(crate) struct Votacion {
    /// Votos a favor.
    a_favor: u32,
    /// Votos en contra.
    en_contra: u32,
    /// Abstenciones.
    abstenciones: u32,
}

/// Asistencia a una sesión.
#[derive(SimpleObject)]
pub(crate) struct Asistencia {
    /// Quién; nulo si ya no figura entre las integrantes de la edición.
    integrante: Option<Integrante>,
    /// Si asistió.
    presencia: Presencia,
}

/// Punto del orden del día.
#[derive(SimpleObject)]
pub(crate) struct Punto {
    /// Número, desde 1.
    numero: usize,
    /// Asunto.
    asunto: ClaseAsunto,
    /// En qué consiste.
    descripcion: String,
    /// El informe que se presenta, si está en esta edición.
    informe: Option<Informe>,
    /// La integrante que toma protesta.
    integrante: Option<Integrante>,
    /// El año del calendario que se aprueba.
    anio: Option<i32>,
}

/// Acuerdo de una sesión.
#[derive(SimpleObject)]
pub(crate) struct Acuerdo {
    /// Identificador opaco.
    #[graphql(owned)]
    pub(crate) id: ID,
    /// Clave dentro de la sesión.
    clave: String,
    /// Texto.
    texto: String,
    /// Votación.
    votacion: Dato<Votacion>,
    /// Quién debe cumplirlo.
    responsable: Dato<String>,
    /// Para cuándo.
    plazo: Dato<Fecha>,
    /// Estado.
    estado: EstadoAcuerdo,
}

impl Acuerdo {
    /// An agreement of a session.
    fn of(sesion: &En<domain::Sesion>, acuerdo: &domain::Acuerdo) -> Self {
        let ruta = Ruta::Acuerdo(
            EdicionId::clone(&sesion.edicion),
            sesion.padre.clone(),
            sesion.dato.clave.clone(),
            acuerdo.clave.clone(),
        );
        Self {
            id: ruta.encode(),
            clave: acuerdo.clave.clone(),
            texto: acuerdo.texto.clone(),
            votacion: Dato::of(&acuerdo.votacion, |&(a_favor, en_contra, abstenciones)| {
                Votacion {
                    a_favor,
                    en_contra,
                    abstenciones,
                }
            }),
            responsable: Dato::of(&acuerdo.responsable, Clone::clone),
            plazo: Dato::of(&acuerdo.plazo, |fecha| Fecha(*fecha)),
            estado: acuerdo.estado.into(),
        }
    }

    /// The agreement of a session with that key.
    pub(crate) async fn load(
        ctx: &Context<'_>,
        edicion: &Arc<EdicionId>,
        [consejo, sesion, clave]: [&str; 3],
    ) -> Result<Option<Self>, Error> {
        let sesion: Option<En<domain::Sesion>> = En::one(ctx, edicion, consejo, sesion).await?;
        let hallado = sesion.as_ref().and_then(|sesion| {
            let suyos = &sesion.dato.acuerdos;
            let suyo = suyos.iter().find(|acuerdo| acuerdo.clave == clave)?;
            Some(Self::of(sesion, suyo))
        });
        Ok(hallado)
    }
}

/// Sesión de un consejo.
#[Object]
impl Sesion {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Clave dentro del consejo.
    async fn clave(&self) -> &str {
        &self.0.dato.clave
    }

    /// Ordinaria o extraordinaria.
    async fn tipo(&self) -> TipoSesion {
        self.0.dato.tipo.into()
    }

    /// Número.
    async fn numero(&self) -> Dato<u64> {
        Dato::of(&self.0.dato.numero, |n| u64::from(*n))
    }

    /// Día.
    async fn fecha(&self) -> Dato<Fecha> {
        Dato::of(&self.0.dato.fecha, |fecha| Fecha(*fecha))
    }

    /// Lugar.
    async fn lugar(&self) -> Dato<String> {
        Dato::of(&self.0.dato.lugar, Clone::clone)
    }

    /// Estado.
    async fn estado(&self) -> EstadoSesion {
        self.0.dato.estado.into()
    }

    /// Asistencia de las integrantes.
    #[graphql(complexity = "POR_LISTA * child_complexity")]
    async fn asistencia(&self, ctx: &Context<'_>) -> Result<Dato<Varios<Asistencia>>, Error> {
        let Some(lista) = self.0.dato.asistencia.valor() else {
            return Ok(None.into());
        };
        let mut asistencias = Vec::with_capacity(lista.len());
        let integrantes: Vec<En<domain::Integrante>> =
            En::list(ctx, &self.0.edicion, &self.0.padre).await?;
        for asistencia in lista {
            let integrante = integrantes
                .iter()
                .find(|i| i.dato.clave == asistencia.integrante)
                .cloned();
            let presencia = asistencia.presencia.into();
            asistencias.push(Asistencia {
                integrante: integrante.map(Integrante),
                presencia,
            });
        }
        Ok(Some(Varios::from(asistencias)).into())
    }

    /// Quórum, calculado con los ajustes del propio consejo.
    async fn quorum(&self, ctx: &Context<'_>) -> Result<Dato<Quorum>, Error> {
        let consejo: Option<En<domain::Consejo>> =
            En::one(ctx, &self.0.edicion, "", &self.0.padre).await?;
        let quorum =
            consejo.and_then(|consejo| self.0.dato.quorum(&consejo.dato.ajustes).valor().copied());
        let quorum = quorum.map(|q| Quorum {
            requeridos: q.requeridos,
            presentes: q.presentes,
            hay: q.hay(),
        });
        Ok(quorum.into())
    }

    /// Orden del día.
    async fn orden_del_dia(&self, ctx: &Context<'_>) -> Result<Varios<Punto>, Error> {
        let En {
            edicion,
            padre,
            dato,
        } = &self.0;
        let mut puntos = Vec::with_capacity(dato.orden_del_dia.len());
        for (i, punto) in dato.orden_del_dia.iter().enumerate() {
            let (mut informe, mut integrante, mut anio) = (None, None, None);
            let asunto = match &punto.asunto {
                AsuntoPunto::Informe(clave) => {
                    informe = En::<domain::Informe>::one(ctx, edicion, "", clave).await?;
                    ClaseAsunto::Informe
                }
                AsuntoPunto::TomaDeProtesta(clave) => {
                    integrante = En::<domain::Integrante>::one(ctx, edicion, padre, clave).await?;
                    ClaseAsunto::TomaDeProtesta
                }
                AsuntoPunto::Calendario(del) => {
                    anio = Some(*del);
                    ClaseAsunto::Calendario
                }
                AsuntoPunto::Otro => ClaseAsunto::Otro,
            };
            let descripcion = punto.descripcion.clone();
            puntos.push(Punto {
                numero: i + 1,
                asunto,
                descripcion,
                informe,
                integrante,
                anio,
            });
        }
        Ok(puntos.into())
    }

    /// Acuerdos.
    async fn acuerdos(&self) -> Varios<Acuerdo> {
        (self.0.dato.acuerdos.iter())
            .map(|acuerdo| Acuerdo::of(&self.0, acuerdo))
            .collect()
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}

/// Sesión prevista en un calendario.
#[derive(SimpleObject)]
pub(crate) struct SesionProgramada {
    /// Día.
    fecha: Fecha,
    /// Ordinaria o extraordinaria.
    tipo: TipoSesion,
}

/// Calendario anual de sesiones.
#[Object]
impl Calendario {
    /// Identificador opaco.
    pub(crate) async fn id(&self) -> ID {
        self.0.id()
    }

    /// Año.
    async fn anio(&self) -> i32 {
        self.0.dato.anio
    }

    /// Cómo se sabe el año, cuando la fuente no lo dice con todas sus letras.
    async fn nota(&self) -> Option<&str> {
        self.0.dato.nota.as_deref()
    }

    /// Sesión que lo aprobó.
    async fn aprobado_en(&self, ctx: &Context<'_>) -> Result<Dato<Sesion>, Error> {
        session(ctx, &self.0, &self.0.dato.aprobado_en).await
    }

    /// Sesiones previstas.
    async fn sesiones(&self) -> Dato<Varios<SesionProgramada>> {
        let programada = |s: &domain::SesionProgramada| SesionProgramada {
            fecha: Fecha(s.fecha),
            tipo: s.tipo.into(),
        };
        Dato::of(&self.0.dato.sesiones, |sesiones| {
            sesiones.iter().map(programada).collect()
        })
    }

    /// De dónde viene el registro.
    async fn origen(&self) -> Origen {
        (&self.0.dato.origen).into()
    }
}
