//! A table of published cells, with its bars or tones in the same cells.

use std::ops::Range;

use askama::Template;
use domain::consulta::{Cabecera, Indice, Tabla};
use domain::cubo::Eje;
use domain::{Celda, Medida, Nivel};

use super::{Casilla, Tonos, breakable, hoja};
use crate::ajustes::Ajustes;
use crate::consulta::Ver;
use crate::formato::porcentaje;
use crate::palabras;

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Renglon {
    pub(crate) nombre: String,
    pub(crate) codigo: String,
    pub(crate) conjunto: bool,
    pub(crate) celdas: Vec<Celda>,
    pub(crate) casillas: Vec<Casilla>,
    /// Its part of the whole, where parts add up.
    pub(crate) parte: Option<String>,
}

/// Rows that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Grupo {
    pub(crate) titulo: Option<String>,
    pub(crate) renglones: Vec<Renglon>,
}

/// A table.
#[derive(Template)]
#[template(path = "cuadro.html")]
pub(crate) struct Cuadro {
    pub(crate) id: &'static str,
    pub(crate) titulo: String,
    pub(crate) nota: String,
    /// Whether the title stands outside, because a section has it.
    pub(crate) callado: bool,
    pub(crate) filas: String,
    pub(crate) columnas: Vec<String>,
    pub(crate) grupos: Vec<Grupo>,
    pub(crate) ver: Ver,
    pub(crate) leyenda: Vec<(u8, String)>,
    /// What the tones are of.
    pub(crate) rotulo: String,
    pub(crate) con_parte: bool,
    pub(crate) medida: Medida,
    /// Whether its cells are counted by type of violence.
    pub(crate) de_violencia: bool,
}

impl Cuadro {
    /// The table of an answer.
    pub(crate) fn new(
        id: &'static str,
        indice: &Indice,
        tabla: &Tabla,
        ver: Ver,
        ajustes: &Ajustes,
    ) -> Self {
        let ancho = tabla.columnas.len();
        let columna = |cabecera: &Cabecera| heading(indice, cabecera, Some(ajustes));
        let con_columnas = ancho > 1
            || tabla
                .columnas
                .first()
                .is_some_and(|c| !c.miembros.is_empty());
        let columnas: Vec<String> = if con_columnas {
            tabla.columnas.iter().map(columna).collect()
        } else {
            vec![crate::formato::mayuscula(palabras::contadas(tabla.medida))]
        };
        let renglones: Vec<Renglon> = tabla
            .renglones()
            .map(|(fila, celdas)| Renglon {
                nombre: row_name(indice, fila, tabla),
                codigo: code(indice, fila),
                conjunto: fila.total(),
                celdas: celdas.to_vec(),
                casillas: celdas.iter().map(|celda| Casilla::new(*celda)).collect(),
                parte: None,
            })
            .collect();
        let mut cuadro = Self {
            id,
            titulo: String::new(),
            nota: String::new(),
            callado: false,
            filas: rows_name(indice, tabla),
            columnas,
            grupos: vec![Grupo {
                titulo: None,
                renglones,
            }],
            ver,
            leyenda: vec![],
            rotulo: crate::formato::mayuscula(palabras::contadas(tabla.medida)),
            con_parte: false,
            medida: tabla.medida,
            de_violencia: by_violence(tabla),
        };
        let totales: Vec<bool> = tabla
            .columnas
            .iter()
            .map(|c| con_columnas && c.total())
            .collect();
        match ver {
            Ver::Barras => cuadro.bars(),
            Ver::Calor => cuadro.tones(&totales),
            Ver::Numeros => {}
        }
        cuadro
    }

    /// Whether it is as wide as to be moved sideways.
    pub(crate) fn ancha(&self) -> bool {
        self.columnas.len() > 3
    }

    /// Whether its only column has a bar beside the number.
    pub(crate) fn de_una(&self) -> bool {
        self.columnas.len() == 1
    }

    /// Whether it needs a sheet that lies down.
    fn apaisada(&self) -> bool {
        hoja::lies(self)
    }

    /// Its columns by the tables that it is told in.
    fn bloques(&self) -> Vec<Range<usize>> {
        hoja::blocks(self)
    }

    /// What one of its tables is called: by which of the columns it has, if there are others.
    fn nombre(&self, suyas: &Range<usize>) -> String {
        let (desde, hasta, todas) = (suyas.start + 1, suyas.end, self.columnas.len());
        match suyas.len() {
            cuantas if cuantas == todas => self.titulo.clone(),
            _ => format!("{}: columnas {desde} a {hasta} de {todas}", self.titulo),
        }
    }

    /// Its rows.
    pub(crate) fn renglones(&self) -> impl Iterator<Item = &Renglon> {
        self.grupos.iter().flat_map(|grupo| &grupo.renglones)
    }

    /// Whether any cell is protected.
    pub(crate) fn con_protegidas(&self) -> bool {
        self.renglones()
            .flat_map(|renglon| &renglon.casillas)
            .any(Casilla::protegida)
    }

    /// Whether it has a row of the whole.
    pub(crate) fn con_conjunto(&self) -> bool {
        self.renglones().any(|renglon| renglon.conjunto)
    }

    /// What a protected cell of it says.
    fn protegida(&self) -> &'static str {
        palabras::leyenda_protegida(self.de_violencia)
    }

    /// Why some of its cells are not there, if some are not.
    fn faltan(&self) -> Option<String> {
        let con_faltantes = |conjunto: bool| {
            let suyos = self.renglones().filter(|r| r.conjunto == conjunto);
            suyos
                .flat_map(|r| &r.celdas)
                .any(|c| *c == Celda::NoDisponible)
        };
        palabras::faltan(self.medida, con_faltantes(true), con_faltantes(false))
    }

    /// Bars, of one scale in each column; the row of the whole has none.
    fn bars(&mut self) {
        for columna in 0..self.columnas.len() {
            let partes = self.renglones().filter(|renglon| !renglon.conjunto);
            let mayor = partes
                .filter_map(|renglon| renglon.celdas.get(columna)?.valor())
                .max()
                .unwrap_or(0);
            for renglon in self
                .grupos
                .iter_mut()
                .flat_map(|grupo| &mut grupo.renglones)
            {
                if let (false, Some(celda)) = (renglon.conjunto, renglon.celdas.get(columna)) {
                    let casilla = &mut renglon.casillas[columna];
                    *casilla = casilla.clone().with_bar(*celda, mayor);
                }
            }
        }
    }

    /// Tones, of one scale in the whole table; wholes have none.
    fn tones(&mut self, totales: &[bool]) {
        let is_part = |renglon: &Renglon, columna: usize| {
            !renglon.conjunto && totales.get(columna) != Some(&true)
        };
        let partes = self.renglones().flat_map(|renglon| {
            let suyas = renglon.celdas.iter().enumerate();
            suyas
                .filter(|(columna, _)| is_part(renglon, *columna))
                .filter_map(|(_, celda)| celda.valor())
        });
        let tonos = Tonos::doubling(partes.max().unwrap_or(0));
        for renglon in self
            .grupos
            .iter_mut()
            .flat_map(|grupo| &mut grupo.renglones)
        {
            for columna in 0..renglon.celdas.len() {
                if let (true, Some(valor)) =
                    (is_part(renglon, columna), renglon.celdas[columna].valor())
                {
                    renglon.casillas[columna].tono = tonos.of(valor);
                }
            }
        }
        self.leyenda = tonos.legend();
    }

    /// The parts of the whole in percent, where all that is needed is published and parts add up.
    pub(crate) fn add_parts(&mut self) {
        let total = self.renglones().find(|renglon| renglon.conjunto);
        let total = total.and_then(|renglon| renglon.celdas.first()?.valor());
        let Some(total) = total.filter(|total| *total > 0) else {
            return;
        };
        for renglon in self
            .grupos
            .iter_mut()
            .flat_map(|grupo| &mut grupo.renglones)
        {
            renglon.parte = renglon
                .celdas
                .first()
                .and_then(|celda| celda.valor())
                .map(|parte| porcentaje(parte, total));
        }
        self.con_parte = true;
    }

    /// Puts rows in order: the largest first, what is not published after it, what says nothing of itself then, the whole last.
    pub(crate) fn rank(&mut self) {
        let posicion = |renglon: &Renglon| {
            let valor = renglon.celdas.first().and_then(|celda| celda.valor());
            (
                renglon.conjunto,
                is_silent(&renglon.codigo),
                std::cmp::Reverse(valor),
            )
        };
        for grupo in &mut self.grupos {
            grupo.renglones.sort_by_key(posicion);
        }
    }

    /// Marks the bar that the title names.
    pub(crate) fn mark(&mut self, codigo: &str) {
        for renglon in self
            .grupos
            .iter_mut()
            .flat_map(|grupo| &mut grupo.renglones)
        {
            if let (true, Some(casilla)) = (renglon.codigo == codigo, renglon.casillas.first_mut())
            {
                casilla.max = true;
            }
        }
    }
}

/// Whether a code says that something is not said.
pub(crate) fn is_silent(codigo: &str) -> bool {
    [
        "no_especificada",
        "no_especificado",
        "no_preguntado",
        "NO_ESPECIFICADO",
        "ninguna",
    ]
    .contains(&codigo)
}

/// Whether its rows or columns are types of violence.
fn by_violence(tabla: &Tabla) -> bool {
    let primeras = [tabla.filas.first(), tabla.columnas.first()];
    let mut ejes = primeras.into_iter().flatten().flat_map(|c| &c.miembros);
    ejes.any(|(eje, _)| *eje == Eje::Violencia)
}

fn code(indice: &Indice, cabecera: &Cabecera) -> String {
    let codigos = cabecera
        .miembros
        .iter()
        .map(|(eje, m)| indice.miembro(*eje, *m).codigo.as_str());
    codigos.collect::<Vec<_>>().join("/")
}

/// The name of a row or a column; short names are for columns.
pub(crate) fn heading(indice: &Indice, cabecera: &Cabecera, cortos: Option<&Ajustes>) -> String {
    let nombre = |(eje, m): &(Eje, u16)| {
        let miembro = indice.miembro(*eje, *m);
        if *m == 0 {
            return whole(*eje, miembro);
        }
        let corto = cortos.and_then(|ajustes| ajustes.cortos.get(&miembro.codigo));
        corto.map_or_else(|| miembro.nombre.clone(), |corto| breakable(corto))
    };
    cabecera
        .miembros
        .iter()
        .map(nombre)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The whole of a dimension by a name that says of what.
fn whole(eje: Eje, miembro: &domain::cubo::Miembro) -> String {
    match eje {
        Eje::Tiempo => format!("Todo {}", miembro.nombre),
        Eje::Visita => "Todas las visitas".to_owned(),
        Eje::Sexo => "Todas las personas".to_owned(),
        Eje::Actividad => "Todas las actividades".to_owned(),
        Eje::Publico => "Todos los públicos".to_owned(),
        _ => miembro.nombre.clone(),
    }
}

fn row_name(indice: &Indice, fila: &Cabecera, tabla: &Tabla) -> String {
    match fila.miembros[..] {
        [] => palabras::medida(tabla.medida).to_owned(),
        _ => heading(indice, fila, None),
    }
}

/// What the rows are of.
fn rows_name(indice: &Indice, tabla: &Tabla) -> String {
    let ultima = tabla.filas.last();
    let niveles = ultima.into_iter().flat_map(|fila| &fila.miembros);
    let nombres = niveles.map(|(eje, m)| match indice.miembro(*eje, *m).nivel {
        Nivel::Agencia => "Lugar",
        nivel => palabras::nivel(nivel),
    });
    let nombres: Vec<&str> = nombres.collect();
    if nombres.is_empty() {
        "Qué se cuenta".to_owned()
    } else {
        nombres.join(" y ")
    }
}
