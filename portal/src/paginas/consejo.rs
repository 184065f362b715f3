//! The council: who sits, what was agreed, when next?

use std::collections::HashMap;

use askama::Template;
use domain::{
    AsuntoPunto, Calendario, Consejo, Dato, EstadoSesion, Informe, Integrante, Mandato, Origen,
    Periodo, Sesion, TipoSesion,
};
use time::{Date, Month};

use super::{Marco, ok};
use crate::declarado::{Visto, seen, short};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{dia_semana, fecha_corta, fecha_larga, mayuscula};
use crate::lectura::Lectura;
use crate::palabras::{self, NO_CONSTA};
use crate::respuesta::Hecha;
use crate::vista::fit;

struct Punto {
    texto: String,
    enlace: Option<(String, &'static str)>,
}

struct Acuerdo {
    texto: String,
    estado: &'static str,
    marca: &'static str,
    datos: Vec<(&'static str, Visto)>,
}

struct Ficha {
    clave: String,
    rotulo: String,
    titulo: String,
    datos: Vec<(&'static str, Visto)>,
    puntos: Vec<Punto>,
    acuerdos: Vec<Acuerdo>,
    fuente: Option<String>,
}

struct Miembro {
    nombre: String,
    caracter: Visto,
    periodo: Visto,
    protesta: Visto,
    /// Session in which she took it.
    sesion: Option<String>,
}

struct Mes {
    nombre: String,
    dias: Vec<String>,
    consta: bool,
}

struct Anual {
    titulo: String,
    nota: Option<String>,
    anio: i32,
    meses: Vec<Mes>,
}

struct FilaDeSesion {
    enlace: String,
    nombre: String,
    fecha: Visto,
    puntos: usize,
    acuerdos: usize,
    estado: &'static str,
    marca: &'static str,
}

#[derive(Template)]
#[template(path = "consejo.html")]
struct PaginaConsejo {
    marco: Marco,
    titulo: String,
    entrada: String,
    ultima: Option<Ficha>,
    otras: Vec<Ficha>,
    proxima: String,
    proxima_nota: &'static str,
    integrantes: Vec<Miembro>,
    integrantes_nota: String,
    calendarios: Vec<Anual>,
    filas: Vec<FilaDeSesion>,
    pie: String,
}

/// All sessions of some councils, in order.
pub(super) async fn sessions(
    lectura: &Lectura<'_>,
    consejos: &[Consejo],
) -> Result<Vec<Sesion>, Fallo> {
    let mut por_consejo: HashMap<String, Vec<Sesion>> = lectura.documents().await?;
    let todas = consejos
        .iter()
        .flat_map(|consejo| por_consejo.remove(&consejo.clave).unwrap_or_default());
    let mut todas: Vec<Sesion> = todas.collect();
    // Those of which the day is not known stay at the end, as the edition has them.
    todas.sort_by_key(|sesion| {
        let fecha = sesion.fecha.valor().copied();
        (fecha.is_none(), fecha)
    });
    Ok(todas)
}

/// All calendars of some councils.
pub(crate) async fn calendars(
    lectura: &Lectura<'_>,
    consejos: &[Consejo],
) -> Result<Vec<Calendario>, Fallo> {
    let mut por_consejo: HashMap<String, Vec<Calendario>> = lectura.documents().await?;
    let todos = consejos
        .iter()
        .flat_map(|consejo| por_consejo.remove(&consejo.clave).unwrap_or_default());
    Ok(todos.collect())
}

/// Days on which the council is to meet: called sessions, and those that calendars foresee.
pub(crate) async fn agenda(
    lectura: &Lectura<'_>,
    consejos: &[Consejo],
) -> Result<Vec<(Date, TipoSesion, Option<Sesion>)>, Fallo> {
    let sesiones = sessions(lectura, consejos).await?;
    let mut dias: Vec<(Date, TipoSesion, Option<Sesion>)> = vec![];
    for sesion in sesiones {
        if let Dato::Consta(fecha) = sesion.fecha {
            dias.push((fecha, sesion.tipo, Some(sesion)));
        }
    }
    for calendario in calendars(lectura, consejos).await? {
        for prevista in calendario.sesiones.valor().into_iter().flatten() {
            let celebrada = |(fecha, tipo, sesion): &(Date, TipoSesion, Option<Sesion>)| {
                sesion.is_some() && *fecha == prevista.fecha && *tipo == prevista.tipo
            };
            if !dias.iter().any(celebrada) {
                dias.push((prevista.fecha, prevista.tipo, None));
            }
        }
    }
    dias.sort_by_key(|(fecha, ..)| *fecha);
    Ok(dias)
}

/// The day of the next session, if it is known.
pub(super) async fn next_session(
    lectura: &Lectura<'_>,
    consejos: &[Consejo],
) -> Result<Option<Date>, Fallo> {
    let cancelada = |sesion: &Option<Sesion>| {
        sesion
            .as_ref()
            .is_some_and(|s| s.estado == EstadoSesion::Cancelada)
    };
    let dias = agenda(lectura, consejos).await?;
    let proximas = dias
        .iter()
        .filter(|(fecha, _, sesion)| *fecha >= lectura.hoy() && !cancelada(sesion));
    Ok(proximas.map(|(fecha, ..)| *fecha).next())
}

/// The last session that was held: the one with the latest day, or the last one if none has a day.
pub(super) fn last(sesiones: &[Sesion], hoy: Date) -> Option<&Sesion> {
    let celebradas = || {
        sesiones
            .iter()
            .filter(|sesion| sesion.estado == EstadoSesion::Celebrada)
    };
    let fechadas =
        celebradas().filter(|sesion| sesion.fecha.valor().is_some_and(|fecha| *fecha <= hoy));
    fechadas
        .max_by_key(|sesion| sesion.fecha.valor().copied())
        .or_else(|| celebradas().next_back())
}

/// What a session was for, in few words.
pub(super) fn subject(sesion: &Sesion) -> String {
    let informe = sesion
        .orden_del_dia
        .iter()
        .find(|punto| matches!(punto.asunto, AsuntoPunto::Informe(_)));
    match informe {
        Some(_) => "recibió el informe".to_owned(),
        None => palabras::tipo_sesion(sesion.tipo).to_owned(),
    }
}

/// What stands over a session: where it was, or what it was for.
fn heading(sesion: &Sesion) -> String {
    let lugar = sesion.lugar.valor().cloned();
    lugar.unwrap_or_else(|| mayuscula(&subject(sesion)))
}

/// The same, with its day where others have it too, and which of all it is where they have the day as well.
fn told_apart(sesion: &Sesion, todas: &[Sesion]) -> String {
    let dated = |sesion: &Sesion| {
        let dia = sesion.fecha.valor().map(|fecha| fecha_corta(*fecha));
        let dia = dia.unwrap_or_else(|| "sin fecha".to_owned());
        format!("{}, {dia}", heading(sesion))
    };
    let is_alone = |say: &dyn Fn(&Sesion) -> String| {
        let dicho = say(sesion);
        todas.iter().filter(|otra| say(otra) == dicho).count() == 1
    };
    if is_alone(&heading) {
        return heading(sesion);
    }
    let lugar = todas.iter().position(|otra| std::ptr::eq(otra, sesion));
    match lugar {
        Some(i) if !is_alone(&dated) => format!("{} ({})", dated(sesion), i + 1),
        _ => dated(sesion),
    }
}

fn term(mandato: &Mandato) -> Visto {
    let year = |dato: &Dato<Periodo>| dato.valor().map(|periodo| periodo.desde().year());
    match (year(&mandato.desde), year(&mandato.hasta)) {
        (None, None) => seen(&Dato::<()>::NoConsta, |()| String::new()),
        (Some(desde), None) => seen(&Dato::Consta(()), |()| format!("desde {desde}")),
        (desde, hasta) => {
            let say =
                |anio: Option<i32>| anio.map_or(NO_CONSTA.to_owned(), |anio| anio.to_string());
            seen(&Dato::Consta(()), |()| {
                format!("{} a {}", say(desde), say(hasta))
            })
        }
    }
}

fn agreement(acuerdo: &domain::Acuerdo) -> Acuerdo {
    let (estado, marca) = palabras::estado_acuerdo(acuerdo.estado);
    let votos = |(favor, contra, abstenciones): &(u32, u32, u32)| {
        let se_abstienen = if *abstenciones == 1 {
            "abstención"
        } else {
            "abstenciones"
        };
        format!("{favor} a favor, {contra} en contra, {abstenciones} {se_abstienen}")
    };
    Acuerdo {
        texto: acuerdo.texto.clone(),
        estado,
        marca,
        datos: vec![
            ("Votación", seen(&acuerdo.votacion, votos)),
            ("Responsable", seen(&acuerdo.responsable, Clone::clone)),
            ("Plazo", seen(&acuerdo.plazo, |plazo| fecha_larga(*plazo))),
        ],
    }
}

fn point(lectura: &Lectura<'_>, informes: &[Informe], punto: &domain::Punto) -> Punto {
    Punto {
        texto: punto.descripcion.clone(),
        enlace: match &punto.asunto {
            AsuntoPunto::Informe(_) => received(informes, punto).map(|anio| {
                let camino = format!("/informe/{anio}");
                (lectura.href(&camino), "Leer el informe")
            }),
            AsuntoPunto::TomaDeProtesta(_) => Some(("#cap:integrantes".to_owned(), "Integrantes")),
            AsuntoPunto::Calendario(_) | AsuntoPunto::Otro => None,
        },
    }
}

/// The year of the report that a point of an agenda is about, if the edition has it: a council may have received another one.
fn received(informes: &[Informe], punto: &domain::Punto) -> Option<i32> {
    let AsuntoPunto::Informe(clave) = &punto.asunto else {
        return None;
    };
    let informe = informes.iter().find(|informe| informe.clave == *clave)?;
    Some(informe.periodo.desde().year())
}

fn card(lectura: &Lectura<'_>, consejo: &Consejo, informes: &[Informe], sesion: &Sesion) -> Ficha {
    let (estado, _) = palabras::estado_sesion(sesion.estado);
    let asistencia = sesion.asistencia.as_ref().map(|lista| {
        let presentes = lista
            .iter()
            .filter(|a| a.presencia == domain::Presencia::Presente)
            .count();
        format!("{presentes} de {}", lista.len())
    });
    let quorum = |quorum: &domain::Quorum| {
        let hubo = if quorum.hay() { "sí" } else { "no" };
        format!(
            "{hubo}: {} presentes, se requieren {}",
            quorum.presentes, quorum.requeridos
        )
    };
    Ficha {
        clave: sesion.clave.clone(),
        rotulo: format!("{} · {estado}", palabras::tipo_sesion(sesion.tipo)),
        titulo: heading(sesion),
        datos: vec![
            (
                "Fecha",
                seen(&sesion.fecha, |fecha| {
                    format!("{} {}", dia_semana(*fecha), fecha_larga(*fecha))
                }),
            ),
            ("Número", seen(&sesion.numero, ToString::to_string)),
            ("Asistencia", seen(&asistencia, Clone::clone)),
            ("Quórum", seen(&sesion.quorum(&consejo.ajustes), quorum)),
        ],
        puntos: sesion
            .orden_del_dia
            .iter()
            .map(|punto| point(lectura, informes, punto))
            .collect(),
        acuerdos: sesion.acuerdos.iter().map(agreement).collect(),
        fuente: match &sesion.origen {
            Origen::Nota(texto) => Some(texto.clone()),
            Origen::Registro | Origen::Sintetico => None,
        },
    }
}

fn yearly(calendario: &Calendario) -> Anual {
    let consta = calendario.sesiones.valor().is_some();
    let mes = |mes: Month| {
        let suyas = calendario
            .sesiones
            .valor()
            .into_iter()
            .flatten()
            .filter(|s| s.fecha.month() == mes);
        let dias = suyas.map(|s| {
            format!(
                "{} {}, {}",
                dia_semana(s.fecha),
                s.fecha.day(),
                palabras::tipo_sesion(s.tipo)
            )
        });
        Mes {
            nombre: mayuscula(domain::month_name(mes)),
            dias: dias.collect(),
            consta,
        }
    };
    let aprobado = if calendario.aprobado_en.valor().is_some() {
        "aprobado"
    } else {
        "publicado"
    };
    Anual {
        titulo: if consta {
            format!("Calendario de sesiones {}", calendario.anio)
        } else {
            format!(
                "Calendario de sesiones {}: {aprobado}, sin fechas conocidas",
                calendario.anio
            )
        },
        nota: calendario.nota.as_ref().map(|nota| format!("{nota}.")),
        anio: calendario.anio,
        meses: (0..12).map(|i| mes(Month::January.nth_next(i))).collect(),
    }
}

fn row(sesion: &Sesion) -> FilaDeSesion {
    let (estado, marca) = palabras::estado_sesion(sesion.estado);
    FilaDeSesion {
        enlace: format!("#{}", sesion.clave),
        nombre: match sesion.numero.valor() {
            Some(numero) => format!("{} {numero}", mayuscula(palabras::tipo_sesion(sesion.tipo))),
            None => format!(
                "{}: {}",
                mayuscula(palabras::tipo_sesion(sesion.tipo)),
                subject(sesion)
            ),
        },
        fecha: seen(&sesion.fecha, |fecha| fecha_corta(*fecha)),
        puntos: sesion.orden_del_dia.len(),
        acuerdos: sesion.acuerdos.len(),
        estado,
        marca,
    }
}

fn members_note(consejos: &[Consejo], cuantas: usize) -> String {
    let constan = match cuantas {
        0 => "No consta ninguna integrante.".to_owned(),
        1 => "Consta una integrante.".to_owned(),
        n => format!("Constan {n} integrantes."),
    };
    let ajustes = consejos.first().map(|consejo| consejo.ajustes);
    let lugares = ajustes.and_then(|a| a.integrantes.valor().copied());
    let quorum = ajustes.and_then(|a| a.requeridos().valor().copied());
    match (lugares, quorum) {
        (None, None) => format!(
            "{constan} Cuántos lugares tiene el Consejo y cuántas personas hacen quórum no consta en la edición."
        ),
        (lugares, quorum) => {
            let say = |n: Option<u32>| n.map_or(NO_CONSTA.to_owned(), |n| n.to_string());
            format!(
                "{constan} Lugares: {}. Quórum: {}.",
                say(lugares),
                say(quorum)
            )
        }
    }
}

/// The page.
pub(super) async fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let consejos: Vec<Consejo> = lectura.list().await?;
    let todas = sessions(lectura, &consejos).await?;
    let informes: Vec<Informe> = lectura.list().await?;
    let mut de_consejo: HashMap<String, Vec<Integrante>> = lectura.documents().await?;
    let integrantes: Vec<Integrante> = consejos
        .iter()
        .flat_map(|c| de_consejo.remove(&c.clave).unwrap_or_default())
        .collect();
    let ultima = last(&todas, lectura.hoy());
    let card_of = |sesion: &Sesion| {
        consejos.first().map(|consejo| Ficha {
            titulo: told_apart(sesion, &todas),
            ..card(lectura, consejo, &informes, sesion)
        })
    };
    let proxima = next_session(lectura, &consejos).await?;
    let calendarios = calendars(lectura, &consejos).await?;
    let nombre = consejos
        .first()
        .map_or("Consejo", |consejo| short(&consejo.nombre));
    let titulo = title(nombre, ultima, &informes);
    let member = |i: &Integrante| Miembro {
        nombre: i.nombre.clone(),
        caracter: seen(&i.caracter, Clone::clone),
        periodo: term(&i.mandato),
        protesta: seen(&i.toma_de_protesta, |fecha| fecha_corta(*fecha)),
        sesion: i.protesta_en.valor().cloned(),
    };
    let descripcion =
        format!("{nombre}: integrantes, sesiones, acuerdos y calendario que constan.");
    ok(&PaginaConsejo {
        marco: Marco::about(lectura, &titulo, &Donde::Consejo, direccion).described(&descripcion),
        titulo,
        entrada: "Órgano colegiado de la instancia. Aquí está lo que consta de sus integrantes, sus sesiones y sus acuerdos, y lo que no consta se dice.".to_owned(),
        otras: todas
            .iter()
            .filter(|s| ultima.is_none_or(|u| u.clave != s.clave))
            .filter_map(card_of)
            .collect(),
        ultima: ultima.and_then(card_of).map(|ficha| Ficha {
            rotulo: format!("Última sesión · {}", ficha.rotulo),
            ..ficha
        }),
        proxima: proxima.map_or("La fecha no consta".to_owned(), |fecha| {
            format!("{} {}", mayuscula(dia_semana(fecha)), fecha_larga(fecha))
        }),
        proxima_nota: match (proxima, calendarios.is_empty()) {
            (Some(_), _) => "La hora no consta en la edición.",
            (None, true) => {
                "Cuando una edición publique el calendario, aquí estará el día de la siguiente."
            }
            (None, false) => {
                "El calendario que la edición publica, más abajo, no prevé ninguna de hoy en adelante."
            }
        },
        integrantes_nota: members_note(&consejos, integrantes.len()),
        integrantes: integrantes.iter().map(member).collect(),
        calendarios: calendarios.iter().map(yearly).collect(),
        filas: todas.iter().map(row).collect(),
        pie: format!(
            "Edición {}, corte al {}.",
            lectura.edicion.numero,
            fecha_larga(lectura.edicion.corte)
        ),
    })
}

/// The finding: what the last session did, if that is known.
fn title(nombre: &str, ultima: Option<&Sesion>, informes: &[Informe]) -> String {
    let mut puntos = ultima.into_iter().flat_map(|s| &s.orden_del_dia);
    let anio = puntos.find_map(|punto| received(informes, punto));
    anio.map_or_else(
        || nombre.to_owned(),
        |anio| {
            let quien = mayuscula(&palabras::el(nombre));
            let dicho = format!("{quien} recibió el informe de {anio}");
            fit([dicho]).unwrap_or_else(|| nombre.to_owned())
        },
    )
}
