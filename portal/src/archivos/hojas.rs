//! What a workbook of tables says, sheet by sheet, whatever it is written as: sheets that people read, with «protegida» in words, and
//! sheets of rows with `estado` for programs.

use domain::Celda;
use domain::consulta::Indice;
use domain::cubo::Nivel;

use super::{Declarada, tables};
use crate::fallo::Fallo;
use crate::formato::{fecha_larga, mayuscula};
use crate::lectura::Lectura;
use crate::palabras::{self, CERO_LARGA, NO_DISPONIBLE_LARGA, PROTEGIDA_LARGA};
use crate::vista::heading;
use sala::plana;

/// What stands in a cell of a sheet, and how it is written.
pub(super) enum Anotada {
    Titulo(String),
    Cabeza(String),
    Texto(String),
    /// The word that stands where a number is not published.
    Palabra(String),
    /// A count that people read.
    Cuenta(u64),
    /// A number that programs read.
    Entero(u64),
    Vacia,
}

impl From<&plana::Valor> for Anotada {
    fn from(valor: &plana::Valor) -> Self {
        match valor {
            plana::Valor::Texto(texto) => Self::Texto(texto.clone()),
            plana::Valor::Entero(n) => Self::Entero(*n),
            plana::Valor::Vacio => Self::Vacia,
        }
    }
}

/// A sheet.
pub(super) struct Hoja {
    /// At most 31 letters.
    pub(super) nombre: String,
    /// Widths of its first columns, in letters.
    pub(super) anchos: Vec<u16>,
    /// Rows and columns that stay where they are.
    pub(super) fijas: (u16, u16),
    /// Whether it is rows under names and nothing else.
    pub(super) es_tabla: bool,
    pub(super) filas: Vec<Vec<Anotada>>,
}

/// The sheets of one table.
pub(super) fn of_table(lectura: &Lectura<'_>, declarada: &Declarada) -> Result<Vec<Hoja>, Fallo> {
    let indice = lectura.indice.as_deref().ok_or(Fallo::NoHay)?;
    Ok(vec![
        readable("Tabla".to_owned(), lectura, indice, declarada),
        rows(lectura, indice, declarada),
    ])
}

/// The sheets of a whole edition.
pub(super) fn of_edition(lectura: &Lectura<'_>) -> Result<Vec<Hoja>, Fallo> {
    let indice = lectura.indice.as_deref().ok_or(Fallo::NoHay)?;
    let todas = tables(lectura);
    let nombres = (1..).zip(&todas);
    let nombres: Vec<String> = nombres
        .map(|(i, declarada)| sheet_name(i, &declarada.clave))
        .collect();
    let mut hojas = vec![cover(lectura, &todas, &nombres)];
    for (declarada, nombre) in todas.iter().zip(nombres) {
        hojas.push(readable(nombre, lectura, indice, declarada));
    }
    hojas.push(all_rows(lectura, indice, &todas));
    Ok(hojas)
}

/// At most 31 letters, and no two alike.
fn sheet_name(posicion: usize, clave: &str) -> String {
    let corta = clave
        .replace("servicio_servicios", "servicio")
        .replace("actividades_actividades", "actividades")
        .replace("personas_atendidas", "personas")
        .replace("mujeres_atendidas", "mujeres")
        .replace("personas_capacitadas", "personas");
    format!("{posicion} {}", corta.replace('_', " "))
        .chars()
        .take(31)
        .collect()
}

/// Notes that stand under every table: states, and where it is from.
fn notes(lectura: &Lectura<'_>) -> impl Iterator<Item = Vec<Anotada>> {
    let edicion = &lectura.edicion;
    let mut notas = vec![
        format!("«protegida»: {PROTEGIDA_LARGA}"),
        format!("«no disponible»: {NO_DISPONIBLE_LARGA}"),
        format!("0: {CERO_LARGA}"),
        format!(
            "Fuente: {}, edición {}, corte al {}, sha256 {}. {}.",
            lectura.casa.instancia.nombre,
            edicion.numero,
            fecha_larga(edicion.corte),
            edicion.hash,
            lectura.casa.ajustes.licencia.nombre
        ),
    ];
    if edicion.sintetica {
        notas.push(
            "Datos sintéticos de demostración: ninguna de las personas contadas existe.".to_owned(),
        );
    }
    notas.into_iter().map(|nota| vec![Anotada::Texto(nota)])
}

/// How the body is reached about its data, and when it publishes next, where that is set.
fn contact(lectura: &Lectura<'_>) -> impl Iterator<Item = String> {
    let ajustes = &lectura.casa.ajustes;
    let correo = ajustes.correo.as_ref();
    let correo = correo.map(|correo| format!("Contacto: {correo}"));
    // What is announced of the days after it was published: its bytes do not depend on the day on which they are asked for.
    let desde = lectura.casa.dia(lectura.edicion.instante);
    let mut anunciadas = ajustes.announced(desde).into_iter();
    let proxima = anunciadas
        .find(|anuncio| anuncio.fecha > desde)
        .map(|anuncio| {
            format!(
                "Próxima publicación: {}, {}.",
                anuncio.que,
                fecha_larga(anuncio.fecha)
            )
        });
    correo.into_iter().chain(proxima)
}

fn cover(lectura: &Lectura<'_>, todas: &[Declarada], nombres: &[String]) -> Hoja {
    let row = |hoja: &str, que: &str| {
        vec![
            Anotada::Texto(hoja.to_owned()),
            Anotada::Texto(que.to_owned()),
        ]
    };
    let titulo = Anotada::Titulo(lectura.casa.instancia.nombre.clone());
    let mut filas = vec![vec![titulo]];
    filas.extend(notes(lectura));
    filas.extend(contact(lectura).map(|linea| vec![Anotada::Texto(linea)]));
    filas.push(
        ["Hoja", "Tabla"]
            .map(|n| Anotada::Cabeza(n.to_owned()))
            .into(),
    );
    let suyas = nombres.iter().zip(todas);
    filas.extend(suyas.map(|(nombre, declarada)| row(nombre, &declarada.titulo)));
    filas.push(row(
        "Datos",
        "Todas las celdas, una por renglón, con su estado",
    ));
    Hoja {
        nombre: "Léame".to_owned(),
        anchos: vec![34, 70],
        fijas: (0, 0),
        es_tabla: false,
        filas,
    }
}

/// A table that people read: title, unit, the cells with their words, notes.
fn readable(nombre: String, lectura: &Lectura<'_>, indice: &Indice, declarada: &Declarada) -> Hoja {
    let tabla = &declarada.tabla;
    let (unidad, _) = palabras::unidad(tabla.medida.unidad());
    let mut nota = format!("Unidad: {unidad}. {}.", tabla.medida.poblacion());
    if !tabla.no_suman().is_empty() {
        nota += " Los renglones y las columnas no suman su conjunto.";
    }
    // Of what it is besides: the title says so in words, this in the words of the columns of the other sheet.
    for fijo in plana::fixed(indice, &declarada.pregunta, tabla) {
        nota += " Sólo ";
        nota += &fijo.eje.nombre().to_lowercase();
        nota += ": ";
        nota += &fijo.nombre();
        nota.push('.');
    }
    let columnas = tabla
        .columnas
        .iter()
        .map(|cabecera| match heading(indice, cabecera, None) {
            vacio if vacio.is_empty() => mayuscula(palabras::contadas(tabla.medida)),
            nombre => nombre,
        });
    let de_filas: Vec<&str> = (declarada.pregunta.filas.iter())
        .map(|nivel| match nivel {
            // As the pages head it.
            Nivel::Agencia => "Lugar",
            otro => palabras::nivel(*otro),
        })
        .collect();
    let primera = match de_filas.join(" y ") {
        vacia if vacia.is_empty() => "Conjunto".to_owned(),
        nombres => nombres,
    };
    let cabeza = std::iter::once(primera).chain(columnas);
    let mut filas = vec![
        vec![Anotada::Titulo(declarada.titulo.clone())],
        vec![Anotada::Texto(nota)],
        cabeza.map(Anotada::Cabeza).collect(),
    ];
    filas.extend(tabla.renglones().map(|(cabecera, celdas)| {
        let nombre = match heading(indice, cabecera, None) {
            vacio if vacio.is_empty() => "Total".to_owned(),
            nombre => nombre,
        };
        let celdas = celdas.iter().map(|celda| match celda {
            Celda::Publicada(valor) => Anotada::Cuenta(*valor),
            otra => Anotada::Palabra(palabras::celda(*otra)),
        });
        std::iter::once(Anotada::Texto(nombre))
            .chain(celdas)
            .collect()
    }));
    filas.extend(notes(lectura));
    let mut anchos = vec![36];
    anchos.resize(1 + tabla.columnas.len(), 14);
    Hoja {
        nombre,
        anchos,
        fijas: (3, 1),
        es_tabla: false,
        filas,
    }
}

/// The cells of a table as rows.
fn rows(lectura: &Lectura<'_>, indice: &Indice, declarada: &Declarada) -> Hoja {
    let fijos = plana::fixed(indice, &declarada.pregunta, &declarada.tabla);
    let columnas = plana::columns(&fijos, &declarada.tabla).into_iter();
    let licencia = &lectura.casa.ajustes.licencia.clave;
    let filas = plana::rows(indice, &lectura.edicion, licencia, &fijos, &declarada.tabla);
    let filas = filas.map(|fila| fila.iter().map(Anotada::from).collect());
    data(columnas.map(|columna| columna.nombre), filas)
}

/// A sheet of rows, under their names.
fn data(nombres: impl Iterator<Item = String>, filas: impl Iterator<Item = Vec<Anotada>>) -> Hoja {
    let cabeza = nombres.map(Anotada::Cabeza).collect();
    Hoja {
        nombre: "Datos".to_owned(),
        anchos: vec![],
        fijas: (1, 0),
        es_tabla: true,
        filas: std::iter::once(cabeza).chain(filas).collect(),
    }
}

/// Dimensions that a row of the sheet of all tables has room for.
const DIMENSIONES: usize = 4;

/// The cells of all tables as rows of one form: table, measure, unit, members, value, state.
fn all_rows(lectura: &Lectura<'_>, indice: &Indice, todas: &[Declarada]) -> Hoja {
    let mut nombres: Vec<String> = ["tabla", "medida", "unidad"].map(str::to_owned).to_vec();
    for i in 1..=DIMENSIONES {
        nombres.extend(["nivel", "codigo", "nombre"].map(|campo| format!("{campo}_{i}")));
    }
    nombres.extend(["valor", "estado"].map(str::to_owned));
    let licencia = &lectura.casa.ajustes.licencia.clave;
    let filas = todas.iter().flat_map(|declarada| {
        let fijos = plana::fixed(indice, &declarada.pregunta, &declarada.tabla);
        let suyas = plana::rows(indice, &lectura.edicion, licencia, &fijos, &declarada.tabla);
        let suyas: Vec<Vec<plana::Valor>> = suyas.collect();
        suyas
            .into_iter()
            .map(|valores| one_row(&declarada.clave, &valores))
    });
    data(nombres.into_iter(), filas)
}

/// Measure and unit, members, and what every row ends with.
fn one_row(clave: &str, valores: &[plana::Valor]) -> Vec<Anotada> {
    let (cabeza, resto) = valores.split_at(2);
    let (miembros, cola) = resto.split_at(resto.len() - plana::COLA);
    let sitio = 3 * DIMENSIONES;
    let sin_miembro = std::iter::repeat_n(&plana::Valor::Vacio, sitio);
    let miembros = miembros.iter().chain(sin_miembro).take(sitio);
    let valores = cabeza.iter().chain(miembros).chain(&cola[..2]);
    std::iter::once(Anotada::Texto(clave.to_owned()))
        .chain(valores.map(Anotada::from))
        .collect()
}
