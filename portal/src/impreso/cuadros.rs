//! The tables of the printed report: what the edition publishes of each dimension, and its acts.

use domain::consulta::{Cabecera, Indice, Tabla};
use domain::cubo::Nivel;
use domain::{Celda, Contenido, Medida};
use serde::Serialize;

use super::Dicho;
use crate::actos;
use crate::formato::mayuscula;
use crate::palabras;
use crate::preguntas;
use crate::vista::heading;

/// A table.
#[derive(Debug, Serialize)]
pub(super) struct Impresa {
    titulo: String,
    nota: String,
    encabezados: Vec<String>,
    filas: Vec<FilaImpresa>,
}

#[derive(Debug, Serialize)]
pub(super) struct FilaImpresa {
    nombre: String,
    conjunto: bool,
    celdas: Vec<CeldaImpresa>,
}

/// A cell: its words, its state, and, if it is published and no whole, how long its bar is, in thousandths of the longest.
#[derive(Debug, Serialize)]
pub(super) struct CeldaImpresa {
    texto: String,
    estado: &'static str,
    parte: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct ActoImpreso {
    nombre: String,
    tipo: String,
    cuando: Dicho,
    donde: Dicho,
    participaciones: CeldaImpresa,
}

/// Tables of one dimension, with the measures that they are of, the first that is published.
const DE_UNA: [(&[Medida], Nivel); 6] = [
    (
        &[
            Medida::Servicios,
            Medida::MujeresAtendidas,
            Medida::PersonasAtendidas,
        ],
        Nivel::Servicio,
    ),
    (&PERSONAS, Nivel::Mes),
    (&PERSONAS, Nivel::Trimestre),
    (&PERSONAS, Nivel::Agencia),
    (&PERSONAS, Nivel::TipoViolencia),
    (&PERSONAS, Nivel::GrupoEdad),
];
const PERSONAS: [Medida; 3] = [
    Medida::MujeresAtendidas,
    Medida::PersonasAtendidas,
    Medida::Servicios,
];

impl CeldaImpresa {
    fn new(celda: Celda, mayor: Option<u64>) -> Self {
        let valor = celda.valor();
        Self {
            texto: palabras::celda(celda),
            estado: celda.estado().into(),
            parte: valor.zip(mayor).map(|(valor, mayor)| valor * 1000 / mayor),
        }
    }
}

/// What the edition publishes of each dimension by itself, and of places by service.
pub(super) fn tables(indice: &Indice, anio: i32) -> Vec<Impresa> {
    let de_una = DE_UNA
        .iter()
        .filter_map(|(medidas, nivel)| preguntas::first_table(indice, medidas, &[*nivel], &[]));
    let cruzada = preguntas::first_table(indice, &PERSONAS, &[Nivel::Agencia], &[Nivel::Servicio]);
    let todas = de_una.chain(cruzada);
    todas
        .map(|(pregunta, tabla)| Impresa {
            titulo: crate::paginas::table_title(indice, &pregunta, anio),
            nota: palabras::nota_de_unidad(&tabla),
            ..printed(indice, &tabla)
        })
        .collect()
}

fn printed(indice: &Indice, tabla: &Tabla) -> Impresa {
    let ancho = tabla.columnas.len();
    let unidad = mayuscula(palabras::unidad(tabla.medida.unidad()).1);
    let name = |cabecera: &Cabecera, nada: &str| match heading(indice, cabecera, None) {
        vacio if vacio.is_empty() => nada.to_owned(),
        nombre => nombre,
    };
    let de_una = ancho == 1;
    let filas = || tabla.renglones();
    // Bars are of published values alone, and the whole has none.
    let partes = filas().filter(|(fila, _)| de_una && !fila.total());
    let mayor = partes
        .filter_map(|(_, celdas)| celdas.first()?.valor())
        .max();
    let mayor = mayor.filter(|mayor| *mayor > 0);
    let row = |(fila, celdas): (&Cabecera, &[Celda])| FilaImpresa {
        nombre: name(fila, "Total"),
        conjunto: fila.total(),
        celdas: celdas
            .iter()
            .map(|celda| CeldaImpresa::new(*celda, mayor.filter(|_| !fila.total())))
            .collect(),
    };
    let primera = tabla.filas.last().and_then(|fila| fila.miembros.first());
    let primera = primera.map_or("Renglón", |(eje, m)| {
        palabras::nivel(indice.miembro(*eje, *m).nivel)
    });
    let columnas = tabla
        .columnas
        .iter()
        .map(|cabecera| name(cabecera, &unidad));
    Impresa {
        titulo: String::new(),
        nota: String::new(),
        encabezados: std::iter::once(primera.to_owned())
            .chain(columnas)
            .collect(),
        filas: filas().map(row).collect(),
    }
}

pub(super) fn acts(contenido: &Contenido) -> Vec<ActoImpreso> {
    let institucional = &contenido.institucional;
    let todos = actos::told(&institucional.actividades, &institucional.agencias);
    todos
        .into_iter()
        .map(|acto| ActoImpreso {
            nombre: acto.nombre,
            tipo: acto.tipo,
            cuando: Dicho::new("Cuándo", acto.cuando),
            donde: Dicho::new("Dónde", acto.donde),
            participaciones: CeldaImpresa::new(acto.participantes, None),
        })
        .collect()
}
