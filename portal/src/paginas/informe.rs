//! The report of a year: what was reported, and is it so?

use askama::Template;
use domain::consulta::Pregunta;
use domain::{
    AsuntoPunto, Celda, CifraPublicada, Consejo, Contraparte, Edicion, Informe, Nivel, Sesion,
};

use super::consejo::{Visto, seen};
use super::{Marco, ok};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_corta, fecha_larga, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::respuesta::Hecha;

/// The literal text of a source, with what the figure was read from.
struct Cita {
    antes: String,
    marcado: String,
    despues: String,
}

struct Asiento {
    clave: String,
    orden: usize,
    valor: String,
    unidad: &'static str,
    nombre: String,
    cita: Cita,
    duda: Option<String>,
    lectura: String,
    poblacion: String,
    calculada: Option<(String, &'static str, String)>,
    enlace: Option<String>,
}

struct Recibido {
    rotulo: String,
    estado: String,
    lugar: String,
    datos: Vec<(&'static str, Visto)>,
    puntos: Vec<String>,
    acuerdos: Vec<(String, &'static str)>,
    enlace: String,
}

struct Cambio {
    numero: u32,
    publicada: String,
    que: String,
}

#[derive(Template)]
#[template(path = "informe.html")]
struct PaginaInforme {
    marco: Marco,
    titulo: String,
    entrada: String,
    periodo: String,
    presento: Visto,
    recibio: Option<(String, String)>,
    resumen: Option<String>,
    capitulos: Vec<(String, Vec<Asiento>)>,
    cuantas: usize,
    recibido: Option<Recibido>,
    fuente: Option<String>,
    comprobacion: String,
    umbral: u64,
    cambios: Vec<Cambio>,
}

/// The page.
pub(super) async fn page(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let informe = lectura.list::<Informe>().await?.pop();
    let cifras: Vec<CifraPublicada> = lectura.list().await?;
    let Some(informe) = informe else {
        return without(lectura, direccion);
    };
    let consejos: Vec<Consejo> = lectura.list().await?;
    let sesiones = super::consejo::sessions(lectura, &consejos).await?;
    let sesion = received_in(&informe, &sesiones);
    let (desde, hasta) = (informe.periodo.desde(), informe.periodo.hasta());
    let cuantas = cifras.len();
    let descripcion = format!(
        "{}: {cuantas} cifras con el texto de la fuente, su lectura y lo que la edición calcula.",
        informe.titulo
    );
    ok(&PaginaInforme {
        marco: Marco::about(
            lectura,
            &informe.titulo,
            &Donde::Informe(lectura.anio()),
            direccion,
        )
        .described(&descripcion),
        entrada: format!(
            "{cuantas} cifras, en el orden en que se dieron a conocer, cada una con el texto de la fuente, la lectura que se escogió y lo \
             que la edición calcula de lo mismo. No se suman: cuentan cosas distintas."
        ),
        titulo: informe.titulo.clone(),
        periodo: format!("{} a {}", fecha_larga(desde), fecha_larga(hasta)),
        presento: seen(&informe.presentado_por, Clone::clone),
        recibio: sesion.map(|sesion| {
            let nombre = consejos
                .first()
                .map_or("Consejo", |consejo| super::consejo::short(&consejo.nombre));
            let enlace = lectura.href(&format!("/consejo#{}", sesion.clave));
            (
                enlace,
                format!("{nombre}, sesión {}", palabras::tipo_sesion(sesion.tipo)),
            )
        }),
        resumen: Some(informe.resumen.clone()).filter(|resumen| !resumen.is_empty()),
        capitulos: chapters(lectura, &cifras),
        cuantas,
        recibido: sesion.map(|sesion| received(lectura, &consejos, sesion)),
        fuente: Some(informe.fuente.clone()),
        comprobacion: check(lectura, &cifras),
        umbral: lectura.edicion.umbral.valor(),
        cambios: changes(lectura),
    })
}

/// An edition without a report says so.
fn without(lectura: &Lectura<'_>, direccion: &str) -> Result<Hecha, Fallo> {
    let titulo = format!("Informe de {}: todavía no hay", lectura.anio());
    ok(&PaginaInforme {
        marco: Marco::about(lectura, &titulo, &Donde::Informe(lectura.anio()), direccion),
        entrada: "La edición no tiene un informe de este año. Aparecerá aquí en cuanto una edición lo publique.".to_owned(),
        titulo,
        periodo: format!("hasta el {}", fecha_larga(lectura.edicion.corte)),
        presento: seen(&domain::Dato::<()>::NoConsta, |()| String::new()),
        recibio: None,
        resumen: None,
        capitulos: vec![],
        cuantas: 0,
        recibido: None,
        fuente: None,
        comprobacion: "No hay cifras declaradas que comparar.".to_owned(),
        umbral: lectura.edicion.umbral.valor(),
        cambios: changes(lectura),
    })
}

/// The session that received the report, if that is known.
fn received_in<'a>(informe: &Informe, sesiones: &'a [Sesion]) -> Option<&'a Sesion> {
    let dicha = informe.presentado_en.valor().map(|(_, sesion)| sesion);
    let presenta = |sesion: &&Sesion| {
        sesion
            .orden_del_dia
            .iter()
            .any(|punto| punto.asunto == AsuntoPunto::Informe(informe.clave.clone()))
    };
    match dicha {
        Some(clave) => sesiones.iter().find(|sesion| sesion.clave == *clave),
        None => sesiones.iter().find(presenta),
    }
}

fn received(lectura: &Lectura<'_>, consejos: &[Consejo], sesion: &Sesion) -> Recibido {
    let (estado, _) = palabras::estado_sesion(sesion.estado);
    let asistencia = sesion.asistencia.as_ref().map(|lista| {
        let presentes = lista
            .iter()
            .filter(|a| a.presencia == domain::Presencia::Presente)
            .count();
        format!("{presentes} de {}", lista.len())
    });
    let quorum = consejos.first().map_or(domain::Dato::NoConsta, |consejo| {
        sesion.quorum(&consejo.ajustes)
    });
    let acuerdo = |acuerdo: &domain::Acuerdo| {
        (
            acuerdo.texto.clone(),
            palabras::estado_acuerdo(acuerdo.estado).0,
        )
    };
    Recibido {
        rotulo: format!("Sesión {}", palabras::tipo_sesion(sesion.tipo)),
        estado: crate::formato::mayuscula(estado),
        lugar: sesion
            .lugar
            .valor()
            .cloned()
            .unwrap_or_else(|| "El lugar no consta".to_owned()),
        datos: vec![
            ("Fecha", seen(&sesion.fecha, |fecha| fecha_larga(*fecha))),
            ("Asistencia", seen(&asistencia, Clone::clone)),
            (
                "Quórum",
                seen(&quorum, |q| {
                    if q.hay() {
                        "sí".to_owned()
                    } else {
                        "no".to_owned()
                    }
                }),
            ),
        ],
        puntos: sesion
            .orden_del_dia
            .iter()
            .map(|punto| punto.descripcion.clone())
            .collect(),
        acuerdos: sesion.acuerdos.iter().map(acuerdo).collect(),
        enlace: lectura.href(&format!("/consejo#{}", sesion.clave)),
    }
}

/// Figures in chapters: neighbours of one kind stand together, in the order of the source.
fn chapters(lectura: &Lectura<'_>, cifras: &[CifraPublicada]) -> Vec<(String, Vec<Asiento>)> {
    let mut capitulos: Vec<(String, Vec<Asiento>)> = vec![];
    for (i, publicada) in cifras.iter().enumerate() {
        let titulo = chapter(publicada);
        let asiento = entry(lectura, publicada, i + 1);
        match capitulos.last_mut() {
            Some((otro, suyos)) if *otro == titulo => suyos.push(asiento),
            _ => capitulos.push((titulo.to_owned(), vec![asiento])),
        }
    }
    capitulos
}

/// What a figure is about.
fn chapter(publicada: &CifraPublicada) -> &'static str {
    use domain::UnidadMedida as Unidad;
    match (&publicada.cifra.contraparte, publicada.cifra.unidad) {
        (
            Some(Contraparte::Total {
                medida,
                nivel: Nivel::Total,
                ..
            }),
            _,
        ) if medida.atendidas() => "El año",
        (_, Unidad::PersonaCapacitada) => "Prevención",
        (_, Unidad::Persona | Unidad::Servicio) => "Atención",
        (_, Unidad::Participacion | Unidad::Actividad) => "Actividades",
        (_, Unidad::Convenio | Unidad::Proyecto | Unidad::Agencia | Unidad::Unidad) => {
            "Acciones complementarias"
        }
        (_, Unidad::Instancia) => "Región",
    }
}

fn entry(lectura: &Lectura<'_>, publicada: &CifraPublicada, orden: usize) -> Asiento {
    let cifra = &publicada.cifra;
    let otras: Vec<String> = cifra
        .procedencia
        .alternativas
        .iter()
        .map(|n| numero(*n))
        .collect();
    Asiento {
        clave: cifra.clave.clone(),
        orden,
        valor: numero(cifra.valor),
        unidad: palabras::unidad_de(cifra.unidad, cifra.valor),
        nombre: cifra.nombre.clone(),
        cita: quote(&cifra.procedencia.literal, cifra.valor),
        duda: (!otras.is_empty()).then(|| otras.join(" y ")),
        lectura: cifra.procedencia.lectura.clone(),
        poblacion: cifra.poblacion.clone(),
        calculada: publicada
            .calculada
            .map(|calculada| computed(publicada, calculada)),
        enlace: in_explorer(lectura, cifra.contraparte.as_ref()),
    }
}

/// What the edition computes of the same: text, class, verdict.
fn computed(publicada: &CifraPublicada, calculada: Celda) -> (String, &'static str, String) {
    let texto = palabras::celda(calculada);
    match publicada.diferencia() {
        Some(0) => (texto, "bien", "coincide".to_owned()),
        // The difference is of the stated figure: what is counted is more where it is negative.
        Some(n) => {
            let cuantas = n.unsigned_abs();
            let palabra = if n < 0 { "más" } else { "menos" };
            let unidad = palabras::unidad_de(publicada.cifra.unidad, cuantas);
            (
                texto,
                "ojo",
                format!("{} {unidad} {palabra} que lo declarado", numero(cuantas)),
            )
        }
        None => (texto, "sin", String::new()),
    }
}

/// The text with its number marked, where the number stands in it as such.
fn quote(literal: &str, valor: u64) -> Cita {
    let formas = [valor.to_string(), numero(valor)];
    let hallada = formas
        .iter()
        .find_map(|forma| literal.find(forma.as_str()).map(|i| (i, forma.len())));
    match hallada {
        Some((i, largo)) => Cita {
            antes: literal[..i].to_owned(),
            marcado: literal[i..i + largo].to_owned(),
            despues: literal[i + largo..].to_owned(),
        },
        None => Cita {
            antes: literal.to_owned(),
            marcado: String::new(),
            despues: String::new(),
        },
    }
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

fn check(lectura: &Lectura<'_>, cifras: &[CifraPublicada]) -> String {
    let comparables = cifras
        .iter()
        .filter(|cifra| cifra.diferencia().is_some())
        .count();
    let iguales = cifras
        .iter()
        .filter(|cifra| cifra.diferencia() == Some(0))
        .count();
    let mut texto = format!(
        "De {} cifras, {comparables} tienen en la edición una cuenta comparable, y {iguales} coinciden.",
        cifras.len()
    );
    if lectura.edicion.sintetica {
        texto += " En esta demostración el registro es inventado y se hizo para coincidir: no comprueba la fuente.";
    }
    texto
}

/// The editions of the year, the first one first.
fn changes(lectura: &Lectura<'_>) -> Vec<Cambio> {
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
            (None, _) => format!("Corte al {}", fecha_corta(edicion.corte)),
        },
    };
    suyas.enumerate().map(cambio).collect()
}
