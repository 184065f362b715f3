//! The frame of every page: header, menu, notices, footer.

use domain::{Edicion, EstadoEdicion};
use sala::Licencia;

use crate::ajustes::{Ayuda, Contacto};
use crate::direccion::Donde;
use crate::formato::{fecha_larga, mayuscula};
use crate::lectura::{Casa, Lectura};
use crate::respuesta;
use crate::vista::{cut, fit};

/// An entry of the menu.
pub(crate) struct EntradaDelMenu {
    pub(crate) enlace: String,
    pub(crate) texto: String,
    pub(crate) actual: bool,
}

/// That another edition holds.
pub(crate) struct Sustituida {
    pub(crate) esta: u32,
    pub(crate) vigente: u32,
    pub(crate) enlace: String,
}

/// The frame of a page.
pub(crate) struct Marco {
    pub(crate) titulo: String,
    pub(crate) descripcion: String,
    pub(crate) canonica: Option<String>,
    pub(crate) novedades: Option<String>,
    pub(crate) estilo: &'static str,
    pub(crate) nombre_guion: &'static str,
    /// Whether it has something to copy.
    pub(crate) guion: bool,
    /// What it is about, for machines: JSON of schema.org.
    pub(crate) conjunto: Option<String>,
    pub(crate) prefijo: String,
    /// What keeps what it links to to the edition that is shown.
    pub(crate) pin: String,
    pub(crate) casa: String,
    pub(crate) lugar: String,
    pub(crate) ayuda: Ayuda,
    pub(crate) contacto: Contacto,
    pub(crate) menu: Vec<EntradaDelMenu>,
    pub(crate) aviso: Option<&'static str>,
    pub(crate) sustituida: Option<Sustituida>,
    pub(crate) pie: Option<String>,
    /// Whether the pages at the foot are of an edition, and have its parts.
    pub(crate) anclas: bool,
    pub(crate) impreso: Option<String>,
    pub(crate) licencia: Licencia,
    pub(crate) varias: bool,
}

/// What an edition of invented data says of itself.
const AVISO: &str = "Ninguna de las personas contadas existe.";

impl Marco {
    /// The frame of what is of no instancia.
    pub(crate) fn bare(titulo: &str) -> Self {
        Self {
            titulo: titulo.to_owned(),
            descripcion: titulo.to_owned(),
            canonica: None,
            novedades: None,
            estilo: respuesta::estilo(),
            nombre_guion: respuesta::guion(),
            guion: false,
            conjunto: None,
            prefijo: String::new(),
            pin: String::new(),
            casa: "Instancias municipales de la mujer".to_owned(),
            lugar: "Estadísticas públicas".to_owned(),
            ayuda: Ayuda::default(),
            contacto: Contacto::default(),
            menu: vec![],
            aviso: None,
            sustituida: None,
            pie: None,
            anclas: false,
            impreso: None,
            licencia: Licencia::default(),
            varias: false,
        }
    }

    /// The frame of a page of an instancia, whatever edition it is about.
    pub(crate) fn of(casa: &Casa, titulo: &str, actual: Option<&Donde>) -> Self {
        Self {
            titulo: in_tabs(casa, titulo),
            prefijo: casa.prefijo.clone(),
            casa: casa.corto().to_owned(),
            lugar: format!(
                "{} · Estadísticas públicas",
                casa.instancia.municipio.nombre
            ),
            ayuda: casa.ajustes.ayuda.clone(),
            contacto: casa.ajustes.contacto.clone(),
            menu: menu(casa, None, actual),
            novedades: Some(format!("{}/novedades.xml", casa.prefijo)),
            licencia: casa.ajustes.licencia.clone(),
            varias: casa.varias,
            anclas: !casa.years().is_empty(),
            ..Self::bare(titulo)
        }
    }

    /// The frame of a page about an edition. `direccion`: the address that is kept, from its path on.
    pub(crate) fn about(
        lectura: &Lectura<'_>,
        titulo: &str,
        actual: &Donde,
        direccion: &str,
    ) -> Self {
        let (casa, edicion) = (&lectura.casa, &lectura.edicion);
        let corte = fecha_larga(edicion.corte);
        Self {
            canonica: Some(format!("{}{direccion}", lectura.sitio.base)),
            aviso: edicion.sintetica.then_some(AVISO),
            sustituida: superseded(lectura, actual, direccion),
            pie: Some(format!(
                "Todo lo que se ve aquí sale de la edición {}, con corte al {corte}.",
                edicion.numero
            )),
            impreso: Some(format!(
                "Impreso de {}{direccion} · {}, edición {}, corte {corte} · sha256 {}…{}",
                lectura.sitio.base,
                casa.instancia.nombre,
                edicion.numero,
                &edicion.hash[..16],
                if edicion.sintetica {
                    " · datos sintéticos de demostración"
                } else {
                    ""
                },
            )),
            pin: lectura.href("")[casa.prefijo.len()..].to_owned(),
            menu: menu(casa, Some(lectura), Some(actual)),
            ..Self::of(casa, titulo, Some(actual))
        }
    }

    /// The same with a description of its own, which ends in a full stop.
    #[must_use]
    pub(crate) fn described(mut self, descripcion: &str) -> Self {
        self.descripcion = mayuscula(descripcion);
        self
    }

    /// The same with something to copy.
    #[must_use]
    pub(crate) fn with_script(mut self) -> Self {
        self.guion = true;
        self
    }
}

/// What tabs and searches show of a page: its title, and whose it is in as many words as there is room for.
fn in_tabs(casa: &Casa, titulo: &str) -> String {
    let (nombre, lugar) = (&casa.instancia.nombre, &casa.instancia.municipio.nombre);
    let nombres = if casa.varias && !nombre.contains(lugar.as_str()) {
        // Others may be called so.
        vec![format!("{nombre}, {lugar}"), lugar.clone()]
    } else if casa.varias {
        vec![nombre.clone(), lugar.clone()]
    } else {
        vec![nombre.clone(), casa.corto().to_owned(), lugar.clone()]
    };
    let con_nombre = nombres.iter().map(|nombre| format!("{titulo} · {nombre}"));
    fit(con_nombre).unwrap_or_else(|| cut(titulo))
}

fn superseded(lectura: &Lectura<'_>, actual: &Donde, direccion: &str) -> Option<Sustituida> {
    let (casa, edicion) = (&lectura.casa, &lectura.edicion);
    let otra: &Edicion = casa.ediciones.sustituta(edicion)?;
    (casa.ediciones.estado(edicion) == EstadoEdicion::Sustituida).then(|| Sustituida {
        esta: edicion.numero,
        vigente: otra.numero,
        enlace: in_force(actual, direccion, edicion.corte.year()),
    })
}

/// The same address, of the edition that holds of a year: a question goes on being asked.
fn in_force(actual: &Donde, direccion: &str, anio: i32) -> String {
    let (camino, pregunta) = direccion.split_once('?').unwrap_or((direccion, ""));
    let es_de_otra = |parte: &&str| {
        ["version=", "anio=", "imprimir="]
            .iter()
            .any(|nombre| parte.starts_with(nombre))
    };
    let quedan = pregunta
        .split('&')
        .filter(|parte| !parte.is_empty() && !es_de_otra(parte));
    let mut partes: Vec<String> = quedan.map(str::to_owned).collect();
    // The year of a report is in its path.
    if !matches!(actual, Donde::Informe(_)) {
        partes.push(format!("anio={anio}"));
    }
    match partes.join("&") {
        vacia if vacia.is_empty() => camino.to_owned(),
        pregunta => format!("{camino}?{pregunta}"),
    }
}

/// The seven entries, one less where there is no report. What is about an edition keeps to it.
fn menu(casa: &Casa, lectura: Option<&Lectura<'_>>, actual: Option<&Donde>) -> Vec<EntradaDelMenu> {
    let entry = |camino: &str, texto: &str, actual: bool| EntradaDelMenu {
        enlace: lectura.map_or_else(
            || format!("{}{camino}", casa.prefijo),
            |lectura| lectura.href(camino),
        ),
        texto: texto.to_owned(),
        actual,
    };
    let es = |pagina: &Donde| actual == Some(pagina);
    let informe = if let Some(Donde::Informe(anio)) = actual {
        let camino = format!("/informe/{anio}");
        Some(entry(&camino, &format!("Informe {anio}"), true))
    } else {
        // The report of the year that is shown, or the last that there is.
        let del_anio = lectura.map(Lectura::anio);
        let del_anio = del_anio.filter(|anio| casa.informes.contains(anio));
        let anio = del_anio.or(casa.informes.first().copied());
        anio.map(|anio| EntradaDelMenu {
            enlace: format!("{}/informe/{anio}", casa.prefijo),
            texto: format!("Informe {anio}"),
            actual: false,
        })
    };
    let antes = [
        entry("/", "Inicio", es(&Donde::Portada)),
        entry("/explorar", "Explorar", es(&Donde::Explorar)),
    ];
    let despues = [
        entry("/consejo", "Consejo", es(&Donde::Consejo)),
        entry("/datos", "Datos abiertos", es(&Donde::Datos)),
        entry("/region", "Región", es(&Donde::Region)),
        entry("/metodologia", "Metodología", es(&Donde::Metodologia)),
    ];
    antes.into_iter().chain(informe).chain(despues).collect()
}
