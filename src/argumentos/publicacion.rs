//! What `publicar`, `retirar`, `reabrir` and `claves` take: each is seen first, and asked for twice; and what `verificar` takes.

use std::path::PathBuf;

use clap::Args;
use domain::Clave;
use time::Date;

use super::valores::{
    Verificable, parse_clave, parse_edicion, parse_fecha, parse_motivo, parse_tipo,
    parse_verificable,
};
use super::{Almacenes, DeEseDia, Llavero, Publico, Sitio, Tipo};

/// Whether something that cannot be undone is only looked at, or done without asking.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Confirmacion {
    /// Sólo dice lo que haría: no cambia nada
    #[arg(long, conflicts_with = "si", help_heading = "Opciones")]
    pub(crate) simular: bool,
    /// Lo hace sin preguntar: para guiones
    #[arg(long, help_heading = "Opciones")]
    pub(crate) si: bool,
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct PublicarOrden {
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// Fecha de corte, como 31/12/2017: la edición abarca su año hasta ese día
    #[arg(long, value_name = "FECHA", value_parser = parse_fecha, help_heading = "Opciones")]
    pub(crate) corte: Date,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
    /// Cierra también meses sin ninguna atención: de verdad no hubo
    #[arg(long, help_heading = "Opciones")]
    pub(crate) sin_atenciones: bool,
    /// Publica también cifras de un informe y participantes de actos públicos que son muy pocas personas
    #[arg(long, help_heading = "Opciones")]
    pub(crate) pocas_personas: bool,
    /// El reloj de este equipo está bien, aunque la bitácora tenga asientos posteriores
    #[arg(long, help_heading = "Opciones")]
    pub(crate) reloj_correcto: bool,
    /// Firma con una clave que no es de la carpeta con que se publicó antes: aquélla se perdió
    #[arg(long, help_heading = "Opciones")]
    pub(crate) otra_clave: bool,
    /// Lo publicado antes se perdió sin remedio: las ediciones se numeran otra vez desde la 1
    #[arg(long, help_heading = "Opciones")]
    pub(crate) publicado_perdido: bool,
    /// Con --simular: escribe ahí el informe en PDF que se publicaría, marcado como prueba
    #[arg(
        long,
        value_name = "ARCHIVO",
        requires = "simular",
        conflicts_with = "si",
        help_heading = "Opciones"
    )]
    pub(crate) pdf: Option<PathBuf>,
    /// Publica otra vez lo que se retiró, por este motivo
    #[arg(long, value_name = "MOTIVO", value_parser = parse_motivo, help_heading = "Opciones")]
    pub(crate) otra_vez: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RetirarOrden {
    /// Número de la edición
    #[arg(value_name = "EDICION", value_parser = parse_edicion, help_heading = "Argumentos")]
    pub(crate) edicion: u32,
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// Por qué se retira; se publica
    #[arg(long, value_name = "TEXTO", value_parser = parse_motivo, required_unless_present = "deshacer", help_heading = "Opciones")]
    pub(crate) motivo: Option<String>,
    /// Vuelve a servir lo que se retiró hace menos de un día
    #[arg(long, conflicts_with = "motivo", help_heading = "Opciones")]
    pub(crate) deshacer: bool,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
}

#[derive(Debug, Args)]
pub(crate) struct QuitarOrden {
    /// De qué hoja es: atenciones, cifras, informes, actividades, convenios, proyectos, pactos, consejos, consejo, sesiones, acuerdos, calendario, titulares, agencias o unidades
    #[arg(value_name = "TIPO", value_parser = parse_tipo, display_order = 1, help_heading = "Argumentos")]
    pub(crate) tipo: Tipo,
    /// Su clave, o el folio de la atención; de lo que es de otro, la del otro antes: informe-2025/refugio, consultivo/so-1/A-2
    #[arg(value_name = "CLAVE", display_order = 2, required_unless_present_any = ["curp", "expediente"], conflicts_with_all = ["curp", "expediente"], help_heading = "Argumentos")]
    pub(crate) clave: Option<String>,
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// De una atención sin folio, pregunta en la terminal la CURP de su persona
    #[arg(long, conflicts_with = "expediente", help_heading = "Opciones")]
    pub(crate) curp: bool,
    /// De una atención sin folio, pregunta en la terminal el expediente de su persona
    #[arg(long, help_heading = "Opciones")]
    pub(crate) expediente: bool,
    #[command(flatten)]
    pub(crate) de: DeEseDia,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
}

#[derive(Debug, Args)]
pub(crate) struct ReabrirOrden {
    #[command(flatten)]
    pub(crate) sitio: Sitio,
    /// Fecha de corte del cierre, como 31/12/2017: el último de su año
    #[arg(long, value_name = "FECHA", value_parser = parse_fecha, help_heading = "Opciones")]
    pub(crate) corte: Date,
    /// Por qué se reabre; queda en la bitácora
    #[arg(long, value_name = "TEXTO", value_parser = parse_motivo, help_heading = "Opciones")]
    pub(crate) motivo: String,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
}

#[derive(Debug, Args)]
pub(crate) struct ClavesOrden {
    #[command(flatten)]
    pub(crate) almacenes: Almacenes,
    /// La clave de identidad se perdió sin remedio: sigue con una nueva
    #[arg(long, help_heading = "Opciones")]
    pub(crate) identidad_perdida: bool,
    /// Cambia la clave de firma por otra nueva, que la de ahora avala; la de ahora se guarda al lado
    #[arg(long, conflicts_with = "identidad_perdida", help_heading = "Opciones")]
    pub(crate) cambiar_firma: bool,
    #[command(flatten)]
    pub(crate) confirmacion: Confirmacion,
}

#[derive(Debug, Args)]
pub(crate) struct VerificarOrden {
    /// Número de la edición, o archivo de una que se descargó; todas las publicadas, si no se indica
    #[arg(value_name = "EDICION|ARCHIVO", value_parser = parse_verificable, help_heading = "Argumentos")]
    pub(crate) edicion: Option<Verificable>,
    #[command(flatten)]
    pub(crate) publico: Publico,
    #[command(flatten)]
    pub(crate) llavero: Llavero,
    /// Clave pública con la que deben estar firmadas, o que avala a la que las firma; puede repetirse; si no se indica, las de la carpeta de claves, si las hay
    #[arg(long, value_name = "CLAVE_PUBLICA", help_heading = "Opciones")]
    pub(crate) clave: Vec<String>,
    /// Clave del INEGI del municipio; todos, si no se indica [PACTO_INSTANCIA]
    #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) instancia: Option<Clave>,
}
