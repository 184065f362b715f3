//! The headline figures: those that the report declares and the register counts too, and what it counts besides.

use std::fmt::Write as _;

use std::collections::BTreeMap;

use domain::consulta::{Comparable, Filtro, Pregunta};
use domain::cubo::Nivel;
use domain::{Celda, CifraPublicada, Contraparte, Medida};

use crate::fallo::Fallo;
use crate::formato::{mayuscula, numero, porcentaje};
use crate::lectura::Lectura;
use crate::palabras;
use crate::vista::Casilla;

/// A headline.
pub(super) struct Titular {
    pub(super) unidad: String,
    pub(super) casilla: Casilla,
    pub(super) nombre: String,
    pub(super) definicion: String,
    pub(super) procedencia: String,
    pub(super) cambio: String,
    /// Whether that says how it compares.
    pub(super) comparada: bool,
    /// Whether it is of the whole year, although that has not ended: a report says so.
    del_anio: bool,
    pub(super) consulta: String,
}

/// What is said of what nothing came before.
const SIN_ANTERIOR: &str = "Sin periodo anterior publicado.";
/// How many headlines there are at most.
const CUANTAS: usize = 6;

/// «El año en seis cifras que no se suman»; of a year that has not ended, «El 2.º trimestre de 2018 en dos cifras que no se
/// suman», unless some are of the year.
pub(super) fn title(lectura: &Lectura<'_>, cifras: &[Titular]) -> String {
    const NUMEROS: [&str; 5] = ["dos", "tres", "cuatro", "cinco", "seis"];
    let periodo = lectura.periodo();
    let del_anio = !periodo.contains(' ') || cifras.iter().any(|titular| titular.del_anio);
    let cuantas = cifras.len().checked_sub(2).and_then(|i| NUMEROS.get(i));
    match (cuantas, del_anio) {
        (Some(cuantas), true) => format!("El año en {cuantas} cifras que no se suman"),
        (Some(cuantas), false) => format!("El {periodo} en {cuantas} cifras que no se suman"),
        (None, true) => "Las cifras del año".to_owned(),
        (None, false) => format!("Las cifras del {periodo}"),
    }
}

/// What a headline is of.
struct Asunto<'a> {
    medida: Medida,
    nivel: Nivel,
    codigo: &'a str,
    declarada: Option<&'a CifraPublicada>,
    /// Whether there is a report, which may declare it.
    con_informe: bool,
}

/// The headlines: of what the report declares, the largest of each measure and level in its order; then totals that it does
/// not declare.
pub(super) async fn headlines(
    lectura: &Lectura<'_>,
    declaradas: &[CifraPublicada],
) -> Result<Vec<Titular>, Fallo> {
    let mut asuntos: Vec<Asunto> = vec![];
    let mut posiciones: BTreeMap<(Medida, Nivel), usize> = BTreeMap::new();
    for declarada in declaradas {
        let Some(Contraparte::Total {
            medida,
            nivel,
            codigo,
        }) = &declarada.cifra.contraparte
        else {
            continue;
        };
        let asunto = Asunto {
            medida: *medida,
            nivel: *nivel,
            codigo,
            declarada: Some(declarada),
            con_informe: true,
        };
        match posiciones.get(&(*medida, *nivel)) {
            None => {
                posiciones.insert((*medida, *nivel), asuntos.len());
                asuntos.push(asunto);
            }
            Some(i)
                if asuntos[*i]
                    .declarada
                    .is_some_and(|otra| otra.cifra.valor < declarada.cifra.valor) =>
            {
                asuntos[*i] = asunto;
            }
            Some(_) => {}
        }
    }
    let totales = [
        Medida::Servicios,
        Medida::MujeresAtendidas,
        Medida::Participaciones,
        Medida::Actividades,
        Medida::PersonasAtendidas,
    ];
    for medida in totales {
        if asuntos.len() < CUANTAS && !posiciones.contains_key(&(medida, Nivel::Total)) {
            let (nivel, codigo) = (Nivel::Total, "total");
            asuntos.push(Asunto {
                medida,
                nivel,
                codigo,
                declarada: None,
                con_informe: !declaradas.is_empty(),
            });
        }
    }
    asuntos.truncate(CUANTAS);
    let mut titulares = vec![];
    for asunto in &asuntos {
        titulares.extend(headline(lectura, asunto).await?);
    }
    Ok(titulares)
}

/// A headline, if the edition says anything of it.
async fn headline(lectura: &Lectura<'_>, asunto: &Asunto<'_>) -> Result<Option<Titular>, Fallo> {
    let mut filtros = lectura.tiempo().unwrap_or_default();
    if asunto.nivel != Nivel::Total {
        filtros.push(Filtro {
            nivel: asunto.nivel,
            codigos: vec![asunto.codigo.to_owned()],
        });
    }
    let contada = lectura
        .indice
        .as_ref()
        .and_then(|indice| indice.cifra(asunto.medida, &filtros).ok());
    let celda = match (asunto.declarada, contada) {
        (Some(declarada), _) => Celda::Publicada(declarada.cifra.valor),
        // A whole that editions never give, because of its parts they do, is no headline: that it is not there would be read as
        // that nothing was registered.
        (None, None | Some(Celda::NoDisponible)) => return Ok(None),
        (None, Some(celda)) => celda,
    };
    let (cambio, comparada) = if contada.is_none_or(|contada| contada == celda) {
        change(lectura, asunto.medida, filtros.clone()).await?
    } else {
        // What is compared is what was counted, and that is not the figure that stands here.
        let distintas = "No se compara: lo declarado y lo contado son cuentas distintas.";
        (distintas.to_owned(), false)
    };
    let unidad = palabras::unidad_de(asunto.medida.unidad(), celda.valor().unwrap_or(2));
    Ok(Some(Titular {
        unidad: mayuscula(unidad),
        casilla: Casilla::new(celda),
        nombre: asunto.declarada.map_or_else(
            || palabras::medida(asunto.medida).to_owned(),
            |d| d.cifra.nombre.clone(),
        ),
        definicion: format!(
            "{}{}.",
            asunto
                .declarada
                .map_or(asunto.medida.poblacion(), |d| d.cifra.poblacion.as_str()),
            // What is counted of a year that has not ended is of its last quarter.
            match (asunto.declarada, lectura.periodo()) {
                (None, periodo) if periodo.contains(' ') => format!(", en el {periodo}"),
                _ => String::new(),
            }
        ),
        procedencia: origin(asunto, contada),
        cambio,
        comparada,
        del_anio: asunto.declarada.is_some(),
        consulta: query(lectura, asunto.medida, &filtros),
    }))
}

/// Where the figure is from, and whether what is counted agrees.
fn origin(asunto: &Asunto<'_>, contada: Option<Celda>) -> String {
    let Some(declarada) = asunto.declarada else {
        let del_informe = if asunto.con_informe {
            " El informe no da esta cifra."
        } else {
            ""
        };
        return format!("Contada en el registro.{del_informe}");
    };
    let mut texto = match (declarada.diferencia(), contada.or(declarada.calculada)) {
        (Some(0), _) => "Declarada en el informe; la edición calcula lo mismo.".to_owned(),
        (_, Some(Celda::Publicada(n))) => {
            format!("Declarada en el informe; la edición calcula {}.", numero(n))
        }
        (_, Some(Celda::Protegida)) => {
            "Declarada en el informe; lo que calcula la edición está protegido.".to_owned()
        }
        _ => format!(
            "Declarada en el informe; la edición {}.",
            palabras::sin_conjunto(asunto.medida, asunto.nivel)
                .unwrap_or("no publica nada comparable")
        ),
    };
    let otras: Vec<String> = declarada
        .cifra
        .procedencia
        .alternativas
        .iter()
        .map(|n| numero(*n))
        .collect();
    if !otras.is_empty() {
        let leida = numero(declarada.cifra.valor);
        let _ = write!(
            texto,
            " Lectura con duda: se lee {leida}; también podría ser {}.",
            otras.join(" o ")
        );
    }
    texto
}

/// How it compares with the period before, and whether it does.
async fn change(
    lectura: &Lectura<'_>,
    medida: Medida,
    filtros: Vec<Filtro>,
) -> Result<(String, bool), Fallo> {
    let Some(comparacion) = lectura.compare(medida, filtros).await? else {
        return Ok((SIN_ANTERIOR.to_owned(), false));
    };
    let base = palabras::en_periodo(comparacion.periodo_base);
    let dicho = match (comparacion.estado(), comparacion.diferencia()) {
        (Comparable::Si, Some(0)) => format!("Lo mismo que en {base}."),
        (Comparable::Si, Some(diferencia)) => {
            let palabra = if diferencia > 0 { "más" } else { "menos" };
            let cuantas = diferencia.unsigned_abs();
            let mut texto = format!(
                "{} {} {palabra} que en {base}",
                numero(cuantas),
                palabras::contadas_de(medida, cuantas)
            );
            if let Some(por_mil) = comparacion.por_mil() {
                let signo = if por_mil < 0 { '−' } else { '+' };
                let parte = porcentaje(por_mil.unsigned_abs(), 1000);
                let _ = write!(texto, ": {signo}{parte}");
            }
            texto
        }
        (Comparable::Protegida, _) => "No se compara: el valor está protegido.".to_owned(),
        (Comparable::NoDisponible | Comparable::Si, _) => {
            "No se compara: falta un valor.".to_owned()
        }
        (Comparable::SinBase, _) => SIN_ANTERIOR.to_owned(),
    };
    Ok((dicho, comparacion.estado() == Comparable::Si))
}

/// The question of the API that gives the figure.
fn query(lectura: &Lectura<'_>, medida: Medida, filtros: &[Filtro]) -> String {
    let pregunta = Pregunta {
        medida,
        filas: vec![],
        columnas: vec![],
        filtros: filtros.to_vec(),
    };
    crate::paginas::explorar::figure_query(lectura, &pregunta)
}
