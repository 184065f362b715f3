//! One agencia: who came from it, for what, and what was done there.

use askama::Template;
use domain::consulta::{Filtro, Pregunta};
use domain::cubo::{Eje, Nivel};
use domain::{Actividad, Agencia, Celda, Medida, Partes};
use persistence::{ConsultaActividades, EdicionId, FiltroActividades};

use super::{Marco, ok};
use crate::actos::{self, Acto};
use crate::consulta::Ver;
use crate::declarado::{Visto, seen};
use crate::direccion::Donde;
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, mayuscula, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::respuesta::Hecha;
use crate::vista::{Casilla, Cuadro, fit};

struct Seccion {
    titulo: String,
    cuadro: Cuadro,
    explorar: String,
    csv: String,
}

#[derive(Template)]
#[template(path = "agencia.html")]
struct PaginaAgencia {
    marco: Marco,
    titulo: String,
    entrada: String,
    partes: Partes,
    secciones: Vec<Seccion>,
    actos: Vec<(Acto, Casilla)>,
    /// Why of some acts nobody is told how many came.
    faltan: Option<String>,
    tipo: Visto,
    edicion: u32,
    corte: String,
    otras: Vec<(String, String)>,
}

/// Acts that the page has at most.
const ACTOS: u64 = 50;

/// The page.
pub(super) async fn page(
    lectura: &Lectura<'_>,
    clave: &str,
    direccion: &str,
) -> Result<Hecha, Fallo> {
    let agencias: Vec<Agencia> = lectura.list().await?;
    let agencia = agencias
        .iter()
        .find(|agencia| agencia.clave == clave)
        .ok_or(Fallo::NoHay)?;
    let codigo = domain::Lugar::Agencia(clave.to_owned()).to_string();
    let partes = Partes::of(lectura.casa.instancia.municipio.region, &agencias);
    let (titulo, entrada) = finding(lectura, (agencia, partes), &codigo);
    let descripcion = format!(
        "{} en {}: quién vino, qué servicio recibió y qué se hizo allí.",
        agencia.nombre,
        lectura.anio()
    );
    let actos = acts(lectura, clave).await?;
    let otras = agencias.iter().filter(|otra| otra.clave != clave);
    ok(&PaginaAgencia {
        marco: Marco::about(
            lectura,
            &titulo,
            &Donde::Agencia(clave.to_owned()),
            direccion,
        )
        .described(&descripcion),
        titulo,
        entrada,
        partes,
        secciones: sections(lectura, &codigo),
        faltan: palabras::faltan(
            Medida::Participaciones,
            false,
            actos.iter().any(|(_, vinieron)| vinieron.falta()),
        ),
        actos,
        tipo: seen(&agencia.tipo, |tipo| {
            palabras::tipo_agencia(*tipo).to_owned()
        }),
        edicion: lectura.edicion.numero,
        corte: fecha_larga(lectura.edicion.corte),
        otras: otras
            .map(|otra| {
                (
                    otra.nombre.clone(),
                    lectura.href(&format!("/agencias/{}", otra.clave)),
                )
            })
            .collect(),
    })
}

fn of_place(codigo: &str) -> Filtro {
    Filtro {
        nivel: Nivel::Agencia,
        codigos: vec![codigo.to_owned()],
    }
}

/// The title, which says how many came if that is published, and what that counts.
fn finding(
    lectura: &Lectura<'_>,
    (agencia, partes): (&Agencia, Partes),
    codigo: &str,
) -> (String, String) {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::PersonasAtendidas,
        Medida::Servicios,
    ];
    let filtros = lectura.tiempo().map(|mut filtros| {
        filtros.push(of_place(codigo));
        filtros
    });
    let cifra = |medida: &Medida| {
        let celda = lectura
            .indice
            .as_ref()?
            .cifra(*medida, filtros.as_ref()?)
            .ok()?;
        Some((*medida, celda))
    };
    match medidas.iter().find_map(cifra) {
        Some((medida, Celda::Publicada(n))) if n > 0 => (
            came(lectura, (agencia, codigo), (medida, n)),
            format!(
                "{}. No es una tasa: no hay población publicada por {}.",
                medida.poblacion(),
                partes.una
            ),
        ),
        Some((_, Celda::Protegida)) => {
            (agencia.nombre.clone(), palabras::PROTEGIDA_LARGA.to_owned())
        }
        Some((_, Celda::Publicada(_))) => (agencia.nombre.clone(), palabras::CERO_LARGA.to_owned()),
        _ => (
            agencia.nombre.clone(),
            "La edición no publica cuántas personas vinieron de aquí.".to_owned(),
        ),
    }
}

/// «De Candiani vinieron 215 mujeres en 2017», by as much of its name as there is room for.
fn came(
    lectura: &Lectura<'_>,
    (agencia, codigo): (&Agencia, &str),
    (medida, n): (Medida, u64),
) -> String {
    let cuantas = format!("{} {}", numero(n), palabras::contadas(medida));
    let corto = lectura.casa.ajustes.cortos.get(codigo);
    let corto = corto.map(|corto| corto.replace('-', ""));
    let nombres = std::iter::once(agencia.nombre.clone()).chain(corto);
    let dicho =
        nombres.map(|nombre| format!("De {nombre} vinieron {cuantas} en {}", lectura.when()));
    let sin_cuando = format!("{}: {cuantas}", agencia.nombre);
    fit(dicho.chain([sin_cuando])).unwrap_or_else(|| agencia.nombre.clone())
}

/// What the edition crosses places with, of this place.
fn sections(lectura: &Lectura<'_>, codigo: &str) -> Vec<Seccion> {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::PersonasAtendidas,
        Medida::Servicios,
    ];
    let niveles = [
        Nivel::Servicio,
        Nivel::Mes,
        Nivel::Trimestre,
        Nivel::TipoViolencia,
    ];
    let section = |nivel: &Nivel| {
        let indice = lectura.indice.as_ref()?;
        let de = |medida: &Medida| {
            let mut filtros = vec![of_place(codigo)];
            if nivel.eje() != Some(Eje::Tiempo) {
                filtros.extend(lectura.tiempo()?);
            }
            let pregunta = Pregunta {
                medida: *medida,
                filas: vec![*nivel],
                columnas: vec![],
                filtros,
            };
            let tabla = indice.tabla(&pregunta).ok()?;
            Some((pregunta, tabla))
        };
        let (pregunta, tabla) = medidas.iter().find_map(de)?;
        let id = match nivel {
            Nivel::Servicio => "serv",
            Nivel::Mes => "mes",
            Nivel::TipoViolencia => "viol",
            _ => "trim",
        };
        let mut cuadro = Cuadro::new(id, indice, &tabla, Ver::Barras, &lectura.casa.ajustes);
        cuadro.titulo = format!(
            "{}, {}, {}",
            palabras::medida(tabla.medida),
            palabras::por_varios(&[*nivel]),
            if nivel.eje() == Some(Eje::Tiempo) {
                lectura.anio().to_string()
            } else {
                lectura.periodo()
            }
        );
        cuadro.nota = format!("Unidad: {}.", palabras::unidad(tabla.medida.unidad()).0);
        if !tabla.no_suman().is_empty() {
            cuadro.nota += " Quien está en varios renglones cuenta en cada uno: no se suman.";
        }
        Some(Seccion {
            titulo: mayuscula(&palabras::por_varios(&[*nivel])),
            explorar: lectura.explorar(&pregunta),
            csv: lectura.archivo(&pregunta, "csv"),
            cuadro,
        })
    };
    niveles.iter().filter_map(section).collect()
}

async fn acts(lectura: &Lectura<'_>, clave: &str) -> Result<Vec<(Acto, Casilla)>, Fallo> {
    let consulta = ConsultaActividades {
        edicion: EdicionId::from(&lectura.edicion),
        filtro: FiltroActividades {
            agencia: Some(clave.to_owned()),
            ..FiltroActividades::default()
        },
        limite: ACTOS,
        despues: None,
        antes: None,
        ultimas: false,
    };
    let pagina = lectura
        .sitio
        .sala
        .publicaciones()
        .actividades(&consulta)
        .await?;
    let actividades: Vec<Actividad> = pagina.filas.into_iter().map(|(_, acto)| acto).collect();
    let told = actos::told(&actividades, &[]).into_iter();
    Ok(told
        .map(|acto| {
            let participantes = Casilla::new(acto.participantes);
            (acto, participantes)
        })
        .collect())
}
