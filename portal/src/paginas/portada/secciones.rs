//! The sections of the front page: services, months, places, places by service. What the edition publishes of women is shown of
//! women; otherwise of persons or of services.

use domain::consulta::{Indice, Pregunta, Tabla};
use domain::cubo::Nivel;
use domain::{Celda, Medida, Partes};

use crate::consulta::Ver;
use crate::formato::{mayuscula, mes_corto, numero};
use crate::lectura::Lectura;
use crate::palabras;
use crate::vista::{Columnas, Cuadro, Grupo, Mosaico, Renglon, Tramo, fit, largest};

mod violencia;
pub(super) use violencia::{Violencia, violence};

/// Addresses of a table: in the explorer, and as CSV.
pub(super) struct Enlaces {
    pub(super) explorar: String,
    pub(super) csv: String,
}

fn links(lectura: &Lectura<'_>, pregunta: &Pregunta) -> Enlaces {
    Enlaces {
        explorar: lectura.explorar(pregunta),
        csv: lectura.archivo(pregunta, "csv"),
    }
}

/// The cells of the rows that are no whole, and their rows.
fn parts(tabla: &Tabla) -> Vec<(usize, Celda)> {
    let ancho = tabla.columnas.len();
    let filas = tabla
        .filas
        .iter()
        .enumerate()
        .filter(|(_, fila)| !fila.total());
    filas.map(|(i, _)| (i, tabla.celdas[i * ancho])).collect()
}

/// The member of a row.
fn member<'a>(indice: &'a Indice, tabla: &Tabla, fila: usize) -> Option<&'a domain::cubo::Miembro> {
    let (eje, miembro) = tabla.filas[fila].miembros.first()?;
    Some(indice.miembro(*eje, *miembro))
}

/// The row and the value of the largest part.
fn winner(partes: &[(usize, Celda)]) -> Option<(usize, u64)> {
    let celdas: Vec<Celda> = partes.iter().map(|(_, celda)| *celda).collect();
    let (posicion, valor) = largest(&celdas)?;
    Some((partes[posicion].0, valor))
}

fn whole(tabla: &Tabla) -> Option<u64> {
    let total = tabla
        .filas
        .iter()
        .position(domain::consulta::Cabecera::total)?;
    tabla.celdas[total * tabla.columnas.len()].valor()
}

/// What services were given.
pub(super) struct Servicios {
    pub(super) titulo: String,
    pub(super) cuadro: Cuadro,
    pub(super) enlaces: Enlaces,
    pub(super) visitas: Option<(String, String)>,
}

/// Services by kind, the largest first.
pub(super) fn services(lectura: &Lectura<'_>) -> Option<Servicios> {
    let medidas = [
        Medida::Servicios,
        Medida::MujeresAtendidas,
        Medida::PersonasAtendidas,
    ];
    let (pregunta, tabla) = lectura.first_table(&medidas, &[Nivel::Servicio], &[])?;
    let indice = lectura.indice.as_ref()?;
    let mut cuadro = Cuadro::new("serv", indice, &tabla, Ver::Barras, &lectura.casa.ajustes);
    cuadro.titulo = format!(
        "{}, por servicio, {}",
        palabras::medida(tabla.medida),
        lectura.periodo()
    );
    cuadro.nota = palabras::nota_de_unidad(&tabla);
    if tabla.no_suman().is_empty() {
        cuadro.add_parts();
    }
    let partes = parts(&tabla);
    let titulo = match (winner(&partes), whole(&tabla)) {
        (Some((fila, valor)), Some(total)) => {
            let mayor = member(indice, &tabla, fila)?;
            cuadro.mark(&mayor.codigo);
            let nombre = &mayor.nombre;
            match tabla.medida {
                Medida::Servicios => {
                    let dicho = format!("{nombre} fue el servicio más prestado: {}", numero(valor));
                    fit([format!("{dicho} de {}", numero(total)), dicho])
                }
                otra => fit([format!(
                    "{nombre} fue el servicio que recibieron más {}: {}",
                    palabras::contadas(otra),
                    numero(valor)
                )]),
            }
        }
        _ => None,
    };
    let titulo = titulo.unwrap_or_else(|| "Servicios, por tipo".to_owned());
    cuadro.rank();
    Some(Servicios {
        titulo,
        cuadro,
        enlaces: links(lectura, &pregunta),
        visitas: visits(lectura),
    })
}

/// «2,630 de 7,508 fueron de seguimiento», and where it is by service.
fn visits(lectura: &Lectura<'_>) -> Option<(String, String)> {
    let (_, tabla) = lectura.table(Medida::Servicios, &[Nivel::Visita], &[])?;
    let indice = lectura.indice.as_ref()?;
    let total = whole(&tabla).filter(|total| *total > 0)?;
    let seguimiento = parts(&tabla)
        .into_iter()
        .find(|(fila, _)| member(indice, &tabla, *fila).is_some_and(|m| m.codigo == "SEGUIMIENTO"));
    let valor = seguimiento?.1.valor()?;
    let (pregunta, _) = lectura.table(Medida::Servicios, &[Nivel::Servicio], &[Nivel::Visita])?;
    let texto = format!(
        "{} de {} fueron de seguimiento.",
        numero(valor),
        numero(total)
    );
    Some((texto, lectura.explorar(&pregunta)))
}

/// How the months went, or the quarters where no months are published.
pub(super) struct Meses {
    /// «meses».
    pub(super) cuales: &'static str,
    pub(super) titulo: String,
    pub(super) rotulo: String,
    pub(super) unidad: &'static str,
    pub(super) columnas: Columnas,
    pub(super) cuadro: Cuadro,
    pub(super) enlaces: Enlaces,
}

/// Months in their order; quarters where the edition publishes none.
pub(super) fn months(lectura: &Lectura<'_>) -> Option<Meses> {
    periods(lectura, Nivel::Mes).or_else(|| periods(lectura, Nivel::Trimestre))
}

/// The name of a period within its year, short and whole: «ene», «enero»; «1.er trim.», «1.er trimestre».
fn named(codigo: &str) -> Option<(String, String)> {
    match codigo.parse().ok()? {
        domain::Periodo::Mes(_, mes) => Some((
            mes_corto(mes).to_owned(),
            domain::month_name(mes).to_owned(),
        )),
        domain::Periodo::Trimestre(_, n) => {
            let ordinal = domain::ordinal(n);
            Some((format!("{ordinal} trim."), format!("{ordinal} trimestre")))
        }
        domain::Periodo::Anio(_) => None,
    }
}

/// That one of the periods had the most, if it is known which.
fn finding(
    nivel: Nivel,
    tramos: &[Tramo],
    mayor: Option<(usize, u64)>,
    contadas: &str,
) -> Option<String> {
    let (i, valor) = mayor?;
    let (nombre, valor) = (&tramos[i].nombre, numero(valor));
    fit([match nivel {
        Nivel::Mes => format!(
            "{} fue el mes con más {contadas}: {valor}",
            mayuscula(nombre)
        ),
        _ => format!("El {nombre} fue el de más {contadas}: {valor}"),
    }])
}

/// The periods of a level in their order.
fn periods(lectura: &Lectura<'_>, nivel: Nivel) -> Option<Meses> {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::Servicios,
        Medida::PersonasAtendidas,
    ];
    let (pregunta, tabla) = lectura.first_table(&medidas, &[nivel], &[])?;
    let indice = lectura.indice.as_ref()?;
    let is_one = |(fila, _): &(usize, Celda)| {
        member(indice, &tabla, *fila).is_some_and(|m| m.nivel == nivel)
    };
    let partes: Vec<(usize, Celda)> = parts(&tabla).into_iter().filter(is_one).collect();
    let tramo = |(fila, celda): &(usize, Celda)| {
        let (corto, nombre) = named(&member(indice, &tabla, *fila)?.codigo)?;
        Some(Tramo {
            corto,
            nombre,
            celda: *celda,
        })
    };
    let tramos: Vec<Tramo> = partes.iter().filter_map(tramo).collect();
    let (cada, cuales) = match nivel {
        Nivel::Mes => ("mes", "meses"),
        _ => ("trimestre", "trimestres"),
    };
    let celdas: Vec<Celda> = tramos.iter().map(|tramo| tramo.celda).collect();
    let mayor = largest(&celdas);
    let contadas = palabras::contadas(tabla.medida);
    let rotulo = format!(
        "{} cada {cada} de {}",
        palabras::medida(tabla.medida),
        lectura.anio()
    );
    let mut cuadro = Cuadro::new("meses", indice, &tabla, Ver::Numeros, &lectura.casa.ajustes);
    cuadro.titulo.clone_from(&rotulo);
    for grupo in &mut cuadro.grupos {
        grupo.renglones.retain(|renglon| !renglon.conjunto);
    }
    let (uno, varios) = palabras::unidad(tabla.medida.unidad());
    let varios = if tabla.medida == Medida::MujeresAtendidas {
        contadas
    } else {
        varios
    };
    Some(Meses {
        titulo: finding(nivel, &tramos, mayor, contadas).unwrap_or_else(|| rotulo.clone()),
        cuales,
        unidad: uno,
        columnas: Columnas::new(
            "mes",
            rotulo.clone(),
            &tramos,
            (uno, varios),
            mayor.map(|(i, _)| i),
        ),
        rotulo,
        cuadro,
        enlaces: links(lectura, &pregunta),
    })
}

/// Where people come from.
pub(super) struct Agencias {
    pub(super) titulo: String,
    pub(super) mosaico: Option<Mosaico>,
    pub(super) cuadro: Cuadro,
    pub(super) explorar: String,
    pub(super) csv: String,
    pub(super) otras: Vec<(String, String)>,
}

/// Places: agencias by number, the others apart.
pub(super) fn places(lectura: &Lectura<'_>, partes_de: Partes) -> Option<Agencias> {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::PersonasAtendidas,
        Medida::Servicios,
    ];
    let (pregunta, tabla) = lectura.first_table(&medidas, &[Nivel::Agencia], &[])?;
    let indice = lectura.indice.as_ref()?;
    let partes = parts(&tabla);
    let is_agencia = |(fila, _): &(usize, Celda)| {
        member(indice, &tabla, *fila).is_some_and(|m| m.codigo.starts_with("agencia:"))
    };
    let de_agencias: Vec<(usize, Celda)> = partes.iter().copied().filter(is_agencia).collect();
    let mut cuadro = Cuadro::new(
        "lugares",
        indice,
        &tabla,
        Ver::Barras,
        &lectura.casa.ajustes,
    );
    "Lugar".clone_into(&mut cuadro.filas);
    cuadro.titulo = format!(
        "{}, según el lugar del que vienen, {}",
        palabras::medida(tabla.medida),
        lectura.periodo()
    );
    cuadro.nota = palabras::nota_de_unidad(&tabla);
    let contadas = palabras::contadas(tabla.medida);
    let titulo = match winner(&de_agencias) {
        Some((fila, valor)) => {
            let mayor = member(indice, &tabla, fila)?;
            cuadro.mark(&mayor.codigo);
            let corto = lectura
                .casa
                .ajustes
                .cortos
                .get(&mayor.codigo)
                .map_or(mayor.nombre.clone(), |corto| corto.replace('-', ""));
            fit([format!(
                "{corto} es {} vinieron más {contadas}: {}",
                partes_de.of_which(),
                numero(valor)
            )])
        }
        None => None,
    };
    let titulo = titulo
        .unwrap_or_else(|| format!("{}, por {}", palabras::medida(tabla.medida), partes_de.una));
    cuadro.rank();
    apart(&mut cuadro, partes_de);
    let otras = [Nivel::Trimestre, Nivel::Mes, Nivel::Servicio]
        .into_iter()
        .filter_map(|nivel| {
            let (otra, _) = lectura.table(tabla.medida, &[Nivel::Agencia], &[nivel])?;
            Some((
                mayuscula(&palabras::por_varios(&[nivel])),
                lectura.explorar(&otra),
            ))
        });
    Some(Agencias {
        titulo,
        mosaico: mosaic(lectura, partes_de, (&pregunta, &tabla, &partes)),
        otras: otras.collect(),
        cuadro,
        explorar: lectura.explorar(&pregunta),
        csv: lectura.archivo(&pregunta, "csv"),
    })
}

/// The same places about where they are.
fn mosaic(
    lectura: &Lectura<'_>,
    partes_de: Partes,
    (pregunta, tabla, partes): (&Pregunta, &Tabla, &[(usize, Celda)]),
) -> Option<Mosaico> {
    let indice = lectura.indice.as_ref()?;
    let lugares: Vec<_> = partes
        .iter()
        .filter_map(|(fila, celda)| {
            let miembro = member(indice, tabla, *fila)?;
            Some((
                miembro.codigo.as_str(),
                miembro.nombre.as_str(),
                *celda,
                place_link(lectura, &miembro.codigo, pregunta),
            ))
        })
        .collect();
    let rotulo = format!(
        "{}, según {} vienen, {}",
        palabras::medida(tabla.medida),
        partes_de.of_which(),
        lectura.periodo()
    );
    let unidades = (
        palabras::unidad(tabla.medida.unidad()).0,
        match tabla.medida {
            Medida::Servicios => "Servicios",
            Medida::MujeresAtendidas => "Mujeres",
            _ => "Personas",
        },
        partes_de.una,
    );
    Mosaico::new(rotulo, unidades, &lugares, &lectura.casa.ajustes)
}

/// The page of an agencia, or the question about another place.
fn place_link(lectura: &Lectura<'_>, codigo: &str, pregunta: &Pregunta) -> String {
    match codigo.strip_prefix("agencia:") {
        Some(clave) => lectura.href(&format!("/agencias/{clave}")),
        None => lectura.explorar(pregunta),
    }
}

/// Sets agencias and other places apart; a whole that persons do not add up to is left to the explorer.
fn apart(cuadro: &mut Cuadro, partes_de: Partes) {
    let Some(grupo) = cuadro.grupos.pop() else {
        return;
    };
    let partes = grupo
        .renglones
        .into_iter()
        .filter(|renglon| !renglon.conjunto);
    let (agencias, otros): (Vec<Renglon>, Vec<Renglon>) =
        partes.partition(|renglon| renglon.codigo.starts_with("agencia:"));
    let suyas = mayuscula(partes_de.varias);
    for (titulo, renglones) in [(suyas, agencias), ("Otros lugares".to_owned(), otros)] {
        if !renglones.is_empty() {
            cuadro.grupos.push(Grupo {
                titulo: Some(titulo),
                renglones,
            });
        }
    }
}

/// Places by service.
pub(super) struct Calor {
    pub(super) titulo: String,
    pub(super) nota: String,
    pub(super) cuadro: Cuadro,
    pub(super) enlaces: Enlaces,
}

/// Places by service, as tones.
pub(super) fn heat(lectura: &Lectura<'_>) -> Option<Calor> {
    let medidas = [
        Medida::MujeresAtendidas,
        Medida::Servicios,
        Medida::PersonasAtendidas,
    ];
    let (pregunta, tabla) = lectura.first_table(&medidas, &[Nivel::Agencia], &[Nivel::Servicio])?;
    let indice = lectura.indice.as_ref()?;
    let mut cuadro = Cuadro::new("calor", indice, &tabla, Ver::Calor, &lectura.casa.ajustes);
    cuadro.titulo = format!(
        "{}, por lugar y servicio, {}",
        palabras::medida(tabla.medida),
        lectura.periodo()
    );
    let (unidad, _) = palabras::unidad(tabla.medida.unidad());
    cuadro.nota = format!(
        "Unidad: {unidad}. {}; los conjuntos no llevan tono.",
        palabras::TONOS
    );
    let todas = tabla.celdas.len();
    let protegidas = tabla
        .celdas
        .iter()
        .filter(|celda| **celda == Celda::Protegida)
        .count();
    let publicadas = tabla
        .celdas
        .iter()
        .filter(|celda| celda.valor().is_some())
        .count();
    Some(Calor {
        titulo: "Qué servicio recibió quien vino de cada lugar".to_owned(),
        nota: published_note(publicadas, todas, protegidas),
        cuadro,
        enlaces: links(lectura, &pregunta),
    })
}

/// How many cells of a table are published, and what the others are.
fn published_note(publicadas: usize, todas: usize, protegidas: usize) -> String {
    let dicho = format!("{publicadas} de {todas} celdas se publican.");
    match protegidas {
        _ if publicadas == todas => format!("Se publican todas las celdas: {todas}."),
        0 => format!("Se publican {publicadas} de {todas} celdas."),
        1 => format!(
            "{dicho} La protegida tiene un valor que la instancia conoce y no da: es pequeña, o permitiría calcular una pequeña."
        ),
        n => format!(
            "{dicho} Las {n} protegidas tienen un valor que la instancia conoce y no da: son pequeñas, o permitirían calcular una \
             pequeña."
        ),
    }
}
