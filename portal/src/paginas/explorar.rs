//! The explorer: one's own crossing. It offers what the edition publishes, and says why the rest cannot be chosen.

use askama::Template;
use axum::http::StatusCode;
use domain::consulta::{FallaConsulta, Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};
use domain::{Medida, Partes, Periodo};

use self::formulario::Formulario;
use self::resultado::Resultado;
use super::{Marco, SinHacer, with_status};
use crate::consulta::{Consulta, MalEscrita};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, mayuscula};
use crate::lectura::{Casa, Lectura, Sitio};
use crate::palabras;
use crate::respuesta::Hecha;

mod formulario;
mod graphql;
mod resultado;

pub(crate) use graphql::{figure, figure_query, table_query};
pub(crate) use resultado::title as table_title;

/// What went wrong with a question: title, text, and what is close and can be asked.
pub(crate) struct Mensaje {
    titulo: String,
    texto: String,
    cercanos: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "explorar.html")]
struct PaginaExplorar {
    marco: Marco,
    accion: String,
    formulario: Formulario,
    mensaje: Option<Mensaje>,
    resultado: Option<Resultado>,
    cruces: Vec<(String, String)>,
    cruces_titulo: String,
}

/// The page, with a form that is filled in with what was asked, and what is wrong with that, if anything is.
pub(super) async fn page_with(
    sitio: &Sitio<'_>,
    casa: Casa,
    consulta: &Consulta,
    mala: Option<MalEscrita>,
    direccion: &str,
) -> Result<Hecha, SinHacer> {
    let clave = casa.instancia.clave().to_string();
    let edicion = match casa.edicion(consulta) {
        Ok(edicion) => edicion,
        Err(fallo) => return Err((Some(Box::new(casa)), fallo)),
    };
    match sitio.read(casa, edicion).await {
        Ok(lectura) => show(&lectura, consulta, mala, direccion)
            .await
            .map_err(|fallo| (Some(Box::new(lectura.casa)), fallo)),
        Err(fallo) => {
            let casa = sitio.casa(Some(&clave)).await.ok().flatten();
            Err((casa.map(Box::new), fallo))
        }
    }
}

async fn show(
    lectura: &Lectura<'_>,
    consulta: &Consulta,
    mala: Option<MalEscrita>,
    direccion: &str,
) -> Result<Hecha, Fallo> {
    let mut mensaje = mala.map(|mala| Mensaje {
        titulo: mala.titulo,
        texto: mala.texto,
        cercanos: vec![],
    });
    let mut resultado = None;
    let mut codigo = "VALOR_INVALIDO";
    if let (None, Some(pregunta), Some(indice)) = (&mensaje, consulta.pregunta(), &lectura.indice) {
        match indice.tabla(&pregunta) {
            Ok(tabla) if tabla.is_empty() => {
                codigo = "PERIODO_ABIERTO";
                mensaje = Some(nothing(&pregunta, &tabla));
            }
            Ok(tabla) => resultado = Some(resultado::show(lectura, consulta, &pregunta, &tabla)),
            Err(falla) => {
                codigo = falla.codigo();
                mensaje = Some(explain(lectura, &pregunta, falla));
            }
        }
    }
    let status = if mensaje.is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let titulo = match (&resultado, &mensaje) {
        (Some(resultado), _) => resultado.titulo.clone(),
        (None, Some(mensaje)) => format!("No se puede contestar: {}", mensaje.titulo),
        (None, None) => "Explorar las cifras".to_owned(),
    };
    let marco = Marco::about(lectura, &titulo, &Donde::Explorar, direccion).with_script();
    let marco = marco.described(&match &resultado {
        Some(resultado) => format!("{}: la tabla, su cita y sus archivos.", resultado.titulo),
        None => "Elija qué contar y cómo cruzarlo entre lo que se publica, y llévese la tabla."
            .to_owned(),
    });
    let cruces = crossings(lectura, lectura.partes().await?);
    let dicho = mensaje
        .as_ref()
        .map(|m| format!("{}. {}", m.titulo, m.texto));
    let hecha = with_status(
        status,
        &PaginaExplorar {
            marco,
            accion: lectura.at("/explorar"),
            formulario: Formulario::new(lectura, consulta),
            mensaje,
            resultado,
            cruces_titulo: heading(lectura, cruces.len()),
            cruces,
        },
    )?;
    Ok(match dicho {
        Some(dicho) => hecha.told(codigo, dicho),
        None => hecha,
    })
}

/// Over the crossings: how many can be looked at, and that the others wait, if some do.
fn heading(lectura: &Lectura<'_>, cuantos: usize) -> String {
    let publicados = lectura.indice.as_ref();
    let publicados = publicados.map_or(0, |indice| indice.cubo().cruces().len());
    match (cuantos, publicados) {
        (n, todos) if n < todos => {
            format!("{n} de los {todos} cruces: los demás, con un corte posterior")
        }
        (1, _) => "El cruce que se publica".to_owned(),
        (n, _) => format!("Los {n} cruces que se publican"),
    }
}

/// The crossings that the edition publishes, each with the address that shows it.
pub(crate) fn crossings(lectura: &Lectura<'_>, partes: Partes) -> Vec<(String, String)> {
    let preguntas = declared(lectura);
    preguntas
        .into_iter()
        .map(|(nombre, pregunta)| (partes.rename(&nombre), lectura.explorar(&pregunta)))
        .collect()
}

/// The question of each crossing: its dimensions in rows and columns, the year left out.
pub(crate) fn declared(lectura: &Lectura<'_>) -> Vec<(String, Pregunta)> {
    let Some(indice) = &lectura.indice else {
        return vec![];
    };
    let question = |cruce: &domain::cubo::CrucePublicado| {
        let medida = [
            Medida::MujeresAtendidas,
            Medida::PersonasAtendidas,
            Medida::Servicios,
        ]
        .into_iter()
        .find(|medida| cruce.medidas.contains(medida));
        let medida = medida.or_else(|| cruce.medidas.iter().next().copied())?;
        let mut niveles: Vec<Nivel> = cruce
            .niveles
            .iter()
            .copied()
            .filter(|nivel| *nivel != Nivel::Anio)
            .collect();
        // Time reads from left to right.
        niveles.sort_by_key(|nivel| nivel.eje() == Some(Eje::Tiempo));
        let (filas, columnas) = niveles.split_at(niveles.len().min(1));
        let pregunta = lectura
            .table(medida, filas, &columnas[..columnas.len().min(1)])?
            .0;
        Some((cruce.nombre.clone(), pregunta))
    };
    indice.cubo().cruces().iter().filter_map(question).collect()
}

/// That there is nothing to count so: no period of a level has ended, or there is none of what is asked for.
fn nothing(pregunta: &Pregunta, tabla: &Tabla) -> Mensaje {
    let pedidos = if tabla.columnas.is_empty() {
        &pregunta.columnas
    } else {
        &pregunta.filas
    };
    let de_tiempo = |nivel: &&Nivel| nivel.eje() == Some(Eje::Tiempo);
    let (titulo, texto) = match pedidos.iter().find(de_tiempo) {
        Some(nivel) => (
            format!(
                "Ningún {} había terminado en la fecha de corte",
                palabras::por(*nivel)
            ),
            "Elija otro periodo, o una edición con un corte posterior.",
        ),
        None => (
            format!(
                "Esta edición no tiene qué contar {}",
                palabras::por_varios(pedidos)
            ),
            "Elija otro cruce.",
        ),
    };
    Mensaje {
        titulo,
        texto: texto.to_owned(),
        cercanos: vec![],
    }
}

/// Why there is no answer, with what is close and can be asked.
fn explain(lectura: &Lectura<'_>, pregunta: &Pregunta, falla: FallaConsulta) -> Mensaje {
    let medida = palabras::medida(pregunta.medida);
    let (titulo, texto, cercanos) = match falla {
        FallaConsulta::FueraDePlan {
            luego: Some(anio),
            en_su_lugar: None,
            pedidos,
            ..
        } => (
            format!("{medida} no se publica {}", palabras::por_varios(&pedidos)),
            format!("Lo más cercano se publica con {anio} entero."),
            vec![],
        ),
        FallaConsulta::FueraDePlan {
            pedidos,
            en_su_lugar: Some(otra),
            ..
        } => return instead(lectura, pregunta, &pedidos, otra),
        FallaConsulta::FueraDePlan {
            pedidos, cercanos, ..
        } => {
            let titulo = format!("{medida} no se publica {}", palabras::por_varios(&pedidos));
            let texto = if cercanos.is_empty() {
                "Esta edición no publica esa medida. Elija otra.".to_owned()
            } else {
                "Cada cruce nuevo acota a los demás, y éste obligaría a ocultar otras cifras. Lo más cercano que sí se publica:".to_owned()
            };
            (titulo, texto, cercanos)
        }
        FallaConsulta::PeriodoAbierto {
            pedido: Some(periodo),
            ..
        } => (
            palabras::abierto(periodo, lectura.edicion.corte, lectura.hoy()),
            "Elija un periodo que sí.".to_owned(),
            vec![],
        ),
        FallaConsulta::PeriodoAbierto { .. } => return open_year(lectura, pregunta),
        FallaConsulta::NoSumable { eje, .. } => (
            format!("{medida} no se suma por {}", eje.nombre().to_lowercase()),
            "La misma persona contaría varias veces. Elija un solo valor.".to_owned(),
            vec![],
        ),
        FallaConsulta::CodigoDesconocido { nivel, codigo, .. } => (
            format!("«{codigo}» no es un valor de {}", palabras::por(nivel)),
            "Elija uno de la lista.".to_owned(),
            vec![],
        ),
        FallaConsulta::Pregunta { motivo, .. } => (
            "La pregunta no se puede contestar".to_owned(),
            palabras::en_palabras(&motivo) + ".",
            vec![],
        ),
        FallaConsulta::Grande(celdas) => (
            format!("La tabla tendría más de {celdas} celdas"),
            "Pida menos niveles, o filtre.".to_owned(),
            vec![],
        ),
    };
    Mensaje {
        titulo,
        texto,
        cercanos: near(lectura, pregunta.medida, cercanos),
    }
}

/// The crossings that are close and can be asked, each with its address.
fn near(lectura: &Lectura<'_>, medida: Medida, cercanos: Vec<Vec<Nivel>>) -> Vec<(String, String)> {
    let link = |niveles: Vec<Nivel>| {
        let mut niveles: Vec<Nivel> = niveles
            .into_iter()
            .filter(|nivel| *nivel != Nivel::Anio)
            .collect();
        if medida.contada() != medida {
            niveles.retain(|nivel| *nivel != Nivel::Sexo);
        }
        niveles.sort_by_key(|nivel| nivel.eje() == Some(Eje::Tiempo));
        let (filas, columnas) = niveles.split_at(niveles.len().min(1));
        let (cercana, _) = lectura.table(medida, filas, columnas)?;
        Some((
            mayuscula(&palabras::por_varios(&niveles)),
            lectura.explorar(&cercana),
        ))
    };
    cercanos.into_iter().filter_map(link).collect()
}

/// That it is published of others: women, where everybody is asked for, or everybody.
fn instead(lectura: &Lectura<'_>, de: &Pregunta, pedidos: &[Nivel], otra: Medida) -> Mensaje {
    let suya = Pregunta {
        medida: otra,
        ..de.clone()
    };
    Mensaje {
        titulo: format!(
            "{} no se publica {}",
            palabras::medida(de.medida),
            palabras::por_varios(pedidos)
        ),
        texto: "Lo que se publica así:".to_owned(),
        cercanos: vec![(palabras::medida(otra).to_owned(), lectura.explorar(&suya))],
    }
}

/// That the year has not ended, with the same question of the periods that have.
fn open_year(lectura: &Lectura<'_>, pregunta: &Pregunta) -> Mensaje {
    let cercanos: Vec<(String, String)> = (lectura.closed(pregunta).into_iter())
        .map(|(nombre, otra)| (mayuscula(&nombre), lectura.explorar(&otra)))
        .collect();
    Mensaje {
        titulo: palabras::abierto(
            Periodo::Anio(lectura.anio()),
            lectura.edicion.corte,
            lectura.hoy(),
        ),
        texto: if cercanos.is_empty() {
            "Con lo elegido sólo se publica el año entero.".to_owned()
        } else {
            "Elija un periodo que sí:".to_owned()
        },
        cercanos,
    }
}

/// Where what is shown is from, in one line that can be cited.
pub(crate) fn source(lectura: &Lectura<'_>) -> String {
    let edicion = &lectura.edicion;
    format!(
        "{}, edición {}, corte al {}, sha256 {}; {}.{}",
        lectura.casa.instancia.nombre,
        edicion.numero,
        fecha_larga(edicion.corte),
        &edicion.hash[..12],
        lectura.casa.ajustes.licencia.nombre,
        if edicion.sintetica {
            " Datos sintéticos de demostración."
        } else {
            ""
        },
    )
}
