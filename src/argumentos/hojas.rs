//! Sheets and plans.

use std::path::PathBuf;

use captura::institucional::Clase;
use clap::Args;
use domain::TipoAlias;
use time::Date;

use super::Sitio;
use super::valores::{parse_de, parse_fecha, parse_tipo};

/// What a sheet holds: attentions, or a kind of institutional records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tipo(pub(crate) Option<Clase>);

impl Tipo {
    pub(crate) fn name(self) -> &'static str {
        self.0.map_or(ATENCIONES, |clase| clase.forma().said())
    }
}

pub(super) const ATENCIONES: &str = "atenciones";

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag that the command has"
)]
#[derive(Debug, Args)]
pub(crate) struct ImportarOrden {
    /// Hoja por importar
    #[arg(value_name = "HOJA", help_heading = "Argumentos")]
    pub(crate) archivo: PathBuf,
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// Revisa todo y dice qué se registraría, sin registrar nada
    #[arg(long, help_heading = "Opciones")]
    pub(crate) simular: bool,
    /// Registra los renglones sin errores aunque otros los tengan
    #[arg(long, help_heading = "Opciones")]
    pub(crate) aceptar_validas: bool,
    /// Toma por una persona a las dos que el registro tiene con la CURP y el expediente de un renglón: no vuelven a ser dos
    #[arg(long, help_heading = "Opciones")]
    pub(crate) misma_persona: bool,
    /// Deja que la hoja sustituya lo registrado, aunque sea en la mayoría de sus renglones; y que una que ya había entrado devuelva lo que otra cambió después, menos lo corregido con «pacto rectificar»
    #[arg(long, help_heading = "Opciones")]
    pub(crate) sustituir: bool,
    /// Registra los renglones nuevos aunque la mayoría sea de quien ese día ya tenía el mismo servicio: cuentan como otras atenciones
    #[arg(long, help_heading = "Opciones")]
    pub(crate) son_otras: bool,
    /// Admite cifras de un informe y participantes de actos públicos que son muy pocas personas: se publicarán tal cual
    #[arg(long, help_heading = "Opciones")]
    pub(crate) pocas_personas: bool,
    /// Admite acuerdos de sesiones sin quórum, como las de segunda convocatoria: la edición dirá que no lo hubo
    #[arg(long, help_heading = "Opciones")]
    pub(crate) sin_quorum: bool,
    /// Copia de la hoja con los errores marcados, si los hay
    #[arg(long, value_name = "ERRORES.xlsx", help_heading = "Opciones")]
    pub(crate) reporte: Option<PathBuf>,
    /// Qué tiene la hoja: atenciones (si no se indica), actividades, convenios, proyectos, unidades, pactos, consejos, consejo (sus integrantes), sesiones, acuerdos, calendario, agencias, áreas, grupos, servicios, titulares, informes, cifras, tipos-actividad, públicos, temas, efemérides, tipos-consejo o instancia
    #[arg(long, value_name = "TIPO", default_value = ATENCIONES, hide_default_value = true, value_parser = parse_tipo, help_heading = "Opciones")]
    pub(crate) tipo: Tipo,
    /// Hoja del libro que se lee, si varias tienen las columnas; puede repetirse, o ser «todas»
    #[arg(long, value_name = "NOMBRE", help_heading = "Opciones")]
    pub(crate) hoja: Vec<String>,
    /// De qué columnas de una hoja ajena sale cada columna de la plantilla
    #[arg(long, value_name = "MAPA.toml", help_heading = "Opciones")]
    pub(crate) mapa: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanOrden {
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// Dice cuánto se publicaría con el plan en una fecha de corte
    #[arg(long, requires = "corte", help_heading = "Opciones")]
    pub(crate) revisar: bool,
    /// Dice cuánto publicaría en una fecha de corte cada plan que trae el programa, y recomienda uno
    #[arg(
        long,
        requires = "corte",
        conflicts_with = "revisar",
        help_heading = "Opciones"
    )]
    pub(crate) proponer: bool,
    /// Fecha de corte, como 31/12/2017
    #[arg(long, value_name = "FECHA", value_parser = parse_fecha, help_heading = "Opciones")]
    pub(crate) corte: Option<Date>,
    /// Dónde escribir el plan que se recomienda
    #[arg(
        short = 'o',
        long,
        value_name = "ARCHIVO",
        requires = "proponer",
        help_heading = "Opciones"
    )]
    pub(crate) salida: Option<PathBuf>,
    /// Plan por revisar, en lugar del de la instancia: un archivo, o el nombre de uno que trae el programa
    #[arg(long, value_name = "PLAN", help_heading = "Opciones")]
    pub(crate) plan: Option<PathBuf>,
    /// Plan que la instancia usará desde ahora: un archivo, o el nombre de uno que trae el programa
    #[arg(long, value_name = "PLAN", conflicts_with_all = ["revisar", "proponer", "plan"], help_heading = "Opciones")]
    pub(crate) usar: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct AliasOrden {
    /// De qué: servicio, agencia, violencia, modalidad, unidad, visita, sexo, escolaridad, actividad, público, tema o efeméride
    #[arg(
        value_name = "CATÁLOGO",
        value_parser = parse_de,
        requires = "escrito",
        display_order = 1,
        help_heading = "Argumentos"
    )]
    pub(crate) de: Option<TipoAlias>,
    /// Cómo se escribe en las hojas
    #[arg(value_name = "ESCRITO", display_order = 2, help_heading = "Argumentos")]
    pub(crate) escrito: Option<String>,
    /// Qué entrada del catálogo es, por su nombre o su clave
    #[arg(value_name = "ENTRADA", display_order = 3, help_heading = "Argumentos")]
    pub(crate) entrada: Option<String>,
    /// Olvida ese alias
    #[arg(long, conflicts_with = "entrada", help_heading = "Opciones")]
    pub(crate) quitar: bool,
    /// Le da otro significado al que ya hay: lo ya importado sin folio no se reconocería
    #[arg(long, conflicts_with = "quitar", help_heading = "Opciones")]
    pub(crate) cambiar: bool,
    /// No pregunta antes de olvidarlo
    #[arg(long, requires = "quitar", help_heading = "Opciones")]
    pub(crate) si: bool,
    #[command(flatten)]
    pub(crate) sitio: Sitio,
}
