//! A table as rows of one cell each, and what its columns are: the one description that CSV, its metadata and workbooks share.

use domain::consulta::{Filtro, Indice, Pregunta, Tabla};
use domain::cubo::{Eje, Nivel};
use domain::{Celda, Edicion, Estado, Periodo};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tipo {
    /// Text.
    Texto,
    /// A count.
    Entero,
    /// A day.
    Fecha,
    /// True or false.
    Logico,
}

/// A column.
pub struct Columna {
    /// Its name in the first row.
    pub nombre: String,
    /// What it says.
    pub titulo: String,
    /// What its values are.
    pub tipo: Tipo,
    /// Whether every row has it.
    pub requerida: bool,
    /// Whether it is a part of what tells rows apart.
    pub clave: bool,
    /// The values that it may have, if they are few.
    pub valores: &'static [&'static str],
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Valor {
    /// Text.
    Texto(String),
    /// A count.
    Entero(u64),
    /// What is not published.
    Vacio,
}

impl Valor {
    /// The same as text.
    pub fn texto(&self) -> String {
        match self {
            Self::Texto(texto) => texto.clone(),
            Self::Entero(n) => n.to_string(),
            Self::Vacio => String::new(),
        }
    }
}

/// States that a cell has in files.
const ESTADOS: &[&str] = &["PUBLICADA", "PROTEGIDA", "NO_DISPONIBLE"];

fn column(nombre: impl Into<String>, titulo: impl Into<String>, tipo: Tipo) -> Columna {
    Columna {
        nombre: nombre.into(),
        titulo: titulo.into(),
        tipo,
        requerida: true,
        clave: false,
        valores: &[],
    }
}

/// The dimensions of a table, in the order of its rows and columns.
pub fn axes(tabla: &Tabla) -> Vec<Eje> {
    let primeras = [tabla.filas.first(), tabla.columnas.first()];
    primeras
        .into_iter()
        .flatten()
        .flat_map(|cabecera| &cabecera.miembros)
        .map(|(eje, _)| *eje)
        .collect()
}

/// What a table is of beside its rows and columns: the members that a filter names, of a dimension that the table has not.
pub struct Fijo {
    /// Dimension.
    pub eje: Eje,
    /// Level.
    pub nivel: Nivel,
    /// Codes of its members.
    pub codigos: Vec<String>,
    /// Their names.
    pub nombres: Vec<String>,
}

impl Fijo {
    /// Its code: several members of a filter are added up, and it is of all of them.
    pub fn codigo(&self) -> String {
        self.codigos.join("+")
    }

    /// Its name, likewise.
    pub fn nombre(&self) -> String {
        self.nombres.join(" + ")
    }
}

/// What a table is of beside its rows and columns.
pub fn fixed(indice: &Indice, pregunta: &Pregunta, tabla: &Tabla) -> Vec<Fijo> {
    let suyos = axes(tabla);
    let ejes = indice.cubo().ejes();
    let fijo = |filtro: &Filtro| {
        let eje = filtro.nivel.eje().filter(|eje| !suyos.contains(eje))?;
        let name = |codigo: &String| {
            let miembro = ejes.find(eje, filtro.nivel, codigo)?;
            Some(ejes.miembro(eje, miembro).nombre.clone())
        };
        Some(Fijo {
            eje,
            nivel: filtro.nivel,
            codigos: filtro.codigos.clone(),
            nombres: filtro.codigos.iter().filter_map(name).collect(),
        })
    };
    pregunta.filtros.iter().filter_map(fijo).collect()
}

/// Whether cells add up several members of a dimension that the table has not: some forms have no way to say that.
pub fn adds_up(pregunta: &Pregunta) -> bool {
    let ejes = || pregunta.filas.iter().chain(&pregunta.columnas);
    let fuera = |filtro: &&Filtro| !ejes().any(|nivel| nivel.eje() == filtro.nivel.eje());
    let mut fijos = pregunta.filtros.iter().filter(fuera);
    fijos.any(|filtro| filtro.codigos.len() > 1)
}

/// Columns that every table ends with: value, state, where it is from, and of when.
pub const COLA: usize = 10;

/// The columns of a table.
pub fn columns(fijos: &[Fijo], tabla: &Tabla) -> Vec<Columna> {
    let mut columnas = vec![
        column("medida", "Qué se cuenta", Tipo::Texto),
        column("unidad", "Unidad", Tipo::Texto),
    ];
    for eje in fijos.iter().map(|fijo| fijo.eje).chain(axes(tabla)) {
        let (prefijo, nombre) = (<&str>::from(eje).to_lowercase(), eje.nombre());
        for (campo, titulo, clave) in [
            ("nivel", "nivel", true),
            ("codigo", "código", true),
            ("nombre", "nombre", false),
        ] {
            columnas.push(Columna {
                clave,
                ..column(
                    format!("{prefijo}_{campo}"),
                    format!("{nombre}: {titulo}"),
                    Tipo::Texto,
                )
            });
        }
    }
    columnas.push(Columna {
        requerida: false,
        ..column("valor", "Valor; vacío si no se publica", Tipo::Entero)
    });
    columnas.push(Columna {
        valores: ESTADOS,
        ..column("estado", "Si se publica, y si no por qué", Tipo::Texto)
    });
    columnas.extend([
        column("edicion", "Instancia y número de la edición", Tipo::Texto),
        column("corte", "Fecha de corte", Tipo::Fecha),
        column("hash", "SHA-256 de la edición", Tipo::Texto),
        column("sintetica", "Si los datos son inventados", Tipo::Logico),
        column("licencia", "Licencia (SPDX)", Tipo::Texto),
        // Rows of several years can be told apart wherever they are put together.
        column("anio", "Año", Tipo::Entero),
        column("periodo_inicio", "Primer día de lo que cuenta", Tipo::Fecha),
        column("periodo_fin", "Último día de lo que cuenta", Tipo::Fecha),
    ]);
    columnas
}

/// The code of a state in every form.
pub fn state(celda: Celda) -> &'static str {
    Estado::into(celda.estado())
}

/// The rows of a table, one for each cell.
pub fn rows<'a>(
    indice: &'a Indice,
    edicion: &'a Edicion,
    licencia: &'a str,
    fijos: &'a [Fijo],
    tabla: &'a Tabla,
) -> impl Iterator<Item = Vec<Valor>> + 'a {
    let ancho = tabla.columnas.len();
    let texto = |texto: &str| Valor::Texto(texto.to_owned());
    tabla.celdas.iter().enumerate().map(move |(i, celda)| {
        let unidad: &str = tabla.medida.unidad().into();
        let mut valores = vec![texto(tabla.medida.clave()), texto(unidad)];
        for fijo in fijos {
            let (codigo, nombre) = (Valor::Texto(fijo.codigo()), Valor::Texto(fijo.nombre()));
            valores.extend([texto(fijo.nivel.clave()), codigo, nombre]);
        }
        let (fila, columna) = (&tabla.filas[i / ancho], &tabla.columnas[i % ancho]);
        for (eje, miembro) in fila.miembros.iter().chain(&columna.miembros) {
            let miembro = indice.miembro(*eje, *miembro);
            valores.extend([
                texto(miembro.nivel.clave()),
                texto(&miembro.codigo),
                texto(&miembro.nombre),
            ]);
        }
        valores.extend([
            celda.valor().map_or(Valor::Vacio, Valor::Entero),
            texto(state(*celda)),
            Valor::Texto(format!("{}/{}", edicion.instancia, edicion.numero)),
            Valor::Texto(edicion.corte.to_string()),
            texto(&edicion.hash),
            Valor::Texto(edicion.sintetica.to_string()),
            texto(licencia),
        ]);
        let tiempo = fila.miembros.iter().chain(&columna.miembros);
        let tiempo = tiempo.filter(|(eje, _)| *eje == Eje::Tiempo);
        let propios: Vec<&str> = tiempo
            .map(|(eje, miembro)| indice.miembro(*eje, *miembro).codigo.as_str())
            .collect();
        valores.extend(days(edicion, fijos, &propios));
        valores
    })
}

/// The year, the first and the last day of what a cell counts: of its own period, of those that a filter names, or of the year.
fn days(edicion: &Edicion, fijos: &[Fijo], propios: &[&str]) -> [Valor; 3] {
    let anio = edicion.corte.year();
    let de_filtros = fijos.iter().filter(|fijo| fijo.eje == Eje::Tiempo);
    let de_filtros = de_filtros.flat_map(|fijo| fijo.codigos.iter().map(String::as_str));
    let codigos = propios.iter().copied().chain(de_filtros);
    let mut periodos: Vec<Periodo> = codigos.filter_map(|codigo| codigo.parse().ok()).collect();
    if periodos.is_empty() {
        periodos.push(Periodo::Anio(anio));
    }
    let inicio = periodos.iter().map(|periodo| periodo.desde()).min();
    let fin = periodos.iter().map(|periodo| periodo.hasta()).max();
    let [inicio, fin] = [inicio, fin].map(|dia| {
        let texto = dia.map(|dia| Valor::Texto(dia.to_string()));
        texto.unwrap_or(Valor::Vacio)
    });
    [
        // A year is no count.
        Valor::Texto(anio.to_string()),
        inicio,
        fin,
    ]
}
