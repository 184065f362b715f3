//! The command line. What clap would say in English is said here in Spanish.

#![expect(
    clippy::doc_markdown,
    rustdoc::broken_intra_doc_links,
    reason = "clap shows these comments as they are"
)]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use domain::Clave;
use time::Date;
use time::macros::format_description;

const PLANTILLA: &str = "{about}\n\nUso: {usage}\n\n{all-args}{after-help}";

/// El registro de una instancia municipal de la mujer y la publicación de sus estadísticas.
#[derive(Debug, Parser)]
#[command(
    name = "pacto",
    version,
    help_template = PLANTILLA,
    override_usage = "pacto <ORDEN> [OPCIONES]",
    subcommand_help_heading = "Órdenes",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = "Las opciones también se toman del entorno: --datos de PACTO_DATOS, --direccion de PACTO_DIRECCION, etc.\n«pacto <ORDEN> --help» explica cada orden."
)]
pub(crate) struct Argumentos {
    #[command(subcommand)]
    pub(crate) orden: Orden,

    /// Formato de los mensajes del sistema: texto (si no se indica) o json [PACTO_LOG_FORMATO]
    #[arg(
        long,
        global = true,
        env = "PACTO_LOG_FORMATO",
        default_value = "texto",
        value_name = "FORMATO",
        help_heading = "Opciones"
    )]
    #[arg(
        hide_env = true,
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) log_formato: LogFormato,

    /// Qué mensajes del sistema se muestran: error, warn, info (si no se indica), debug o trace [PACTO_LOG_NIVEL]
    #[arg(
        long,
        global = true,
        env = "PACTO_LOG_NIVEL",
        default_value = "info,sqlx=error,sea_orm_migration=warn",
        value_name = "NIVEL",
        help_heading = "Opciones"
    )]
    #[arg(hide_env = true, hide_default_value = true)]
    pub(crate) log_nivel: String,

    /// Muestra esta ayuda
    #[arg(short = 'h', long = "help", global = true, action = ArgAction::Help, help_heading = "Opciones")]
    help: Option<bool>,

    /// Muestra la versión
    #[arg(short = 'V', long = "version", action = ArgAction::Version, help_heading = "Opciones")]
    version: Option<bool>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum LogFormato {
    Texto,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Orden {
    /// Crea un registro sintético de 2017, publica su primera edición y la sirve
    #[command(help_template = PLANTILLA, override_usage = "pacto demo [OPCIONES]")]
    Demo {
        #[command(flatten)]
        almacenes: Almacenes,
        #[command(flatten)]
        direccion: Direccion,
    },
    /// Crea una instancia real, vacía, con sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto iniciar --instancia CLAVE [OPCIONES]")]
    Iniciar {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
        /// Nombre oficial de la instancia, si no es el habitual
        #[arg(long, help_heading = "Opciones")]
        nombre: Option<String>,
    },
    /// Escribe la hoja de Excel que llena la instancia, con las listas de sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto plantilla atenciones -o HOJA.xlsx --instancia CLAVE [OPCIONES]")]
    Plantilla {
        /// Qué se llena: atenciones
        #[arg(
            value_name = "TIPO",
            hide_possible_values = true,
            help_heading = "Argumentos"
        )]
        tipo: Tipo,
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
        /// Archivo que se escribe: .xlsx, o .csv con las mismas columnas
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Registra las atenciones de una hoja: XLSX, ODS o CSV
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto importar HOJA --instancia CLAVE [OPCIONES]",
        after_help = "Todo o nada: con un solo error no cambia nada, y se dicen todos. La misma hoja dos veces no cambia nada; un renglón con el\nmismo folio y otros datos rectifica lo registrado. La CURP y el expediente no se guardan: se convierten en un seudónimo."
    )]
    Importar(ImportarOrden),
    /// Saca a una persona del registro, con todas sus atenciones
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto cancelar --folio FOLIO --instancia CLAVE [OPCIONES]",
        after_help = "La persona es la de la atención de ese folio. Lo publicado no cambia: lo que las ediciones contaron sigue contado, sin que se\nsepa de quién. Volver a importar sus renglones no la registra."
    )]
    Cancelar {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
        /// Folio de una de sus atenciones
        #[arg(long, value_name = "FOLIO", help_heading = "Opciones")]
        folio: String,
    },
    /// Sirve lo publicado: la API GraphQL en /graphql
    #[command(help_template = PLANTILLA, override_usage = "pacto servir [OPCIONES]")]
    Servir {
        #[command(flatten)]
        publico: Publico,
        #[command(flatten)]
        direccion: Direccion,
    },
    /// Publica la edición de una fecha de corte
    #[command(help_template = PLANTILLA, override_usage = "pacto publicar --instancia CLAVE --corte AAAA-MM-DD [OPCIONES]")]
    Publicar {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
        /// Fecha de corte: la edición abarca su año hasta ese día
        #[arg(long, value_name = "AAAA-MM-DD", value_parser = parse_fecha, help_heading = "Opciones")]
        corte: Date,
    },
    /// Crea las claves: la que firma las ediciones y la que convierte identidades en seudónimos
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto claves [OPCIONES]",
        after_help = "Las claves quedan en la carpeta de claves, fuera de los almacenes y sólo para su propietario: respáldelas aparte.\nLa pública es para quien verifique las ediciones."
    )]
    Claves {
        #[command(flatten)]
        almacenes: Almacenes,
    },
    /// Muestra el plan de publicación, lo revisa o lo cambia
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto plan --instancia CLAVE [--revisar --corte AAAA-MM-DD] [--usar PLAN.toml] [OPCIONES]",
        after_help = "--revisar no publica ni cierra nada: cuenta, protege y dice cuánto se publicaría de cada cruce."
    )]
    Plan(PlanOrden),
    /// Dice qué espera a publicarse: meses abiertos, registros extemporáneos, bajas en periodos cerrados
    #[command(help_template = PLANTILLA, override_usage = "pacto pendientes --instancia CLAVE [OPCIONES]")]
    Pendientes {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
    },
    /// Retira una edición: deja de servirse, con el motivo
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto retirar EDICION --instancia CLAVE --motivo TEXTO [OPCIONES]",
        after_help = "El motivo es público. Lo que la edición publicó se sigue teniendo en cuenta para proteger las siguientes."
    )]
    Retirar {
        /// Número de la edición
        #[arg(value_name = "EDICION", value_parser = parse_edicion, help_heading = "Argumentos")]
        edicion: u32,
        #[command(flatten)]
        almacenes: Almacenes,
        /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Clave,
        /// Por qué se retira; se publica
        #[arg(long, value_name = "TEXTO", value_parser = parse_motivo, help_heading = "Opciones")]
        motivo: String,
    },
    /// Comprueba lo publicado: contenido, firma y auditoría
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto verificar [EDICION] [--instancia CLAVE] [OPCIONES]",
        after_help = "Termina con el estado 1 si algo no es como se publicó."
    )]
    Verificar {
        /// Número de la edición; todas, si no se indica
        #[arg(value_name = "EDICION", value_parser = parse_edicion, help_heading = "Argumentos")]
        edicion: Option<u32>,
        #[command(flatten)]
        publico: Publico,
        /// Clave pública con la que deben estar firmadas; si no se indica, la de la carpeta de datos, si la hay
        #[arg(long, value_name = "CLAVE_PUBLICA", help_heading = "Opciones")]
        clave: Option<String>,
        /// Clave del INEGI del municipio; todos, si no se indica [PACTO_INSTANCIA]
        #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
        instancia: Option<Clave>,
    },
    /// Protege una tabla: oculta lo que permitiría reconocer a alguien
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto proteger ENTRADA.json [-o SALIDA.json] [OPCIONES]",
        after_help = "La tabla protegida se audita antes de escribirla: si no pasa, no se escribe nada. Sin certificado, las de más de 5000 celdas\nno se auditan aquí, y el resumen lo dice. Termina con el estado 2 si la tabla está mal, y con el 3 si no se puede proteger."
    )]
    Proteger(Proteger),
    /// Audita una tabla protegida: qué permite calcular a quien la lee
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto auditar SALIDA.json [OPCIONES]",
        after_help = "Termina con el estado 0 si pasa todas las pruebas, con el 1 si falla alguna y con el 2 si un archivo está mal."
    )]
    Auditar(Auditar),
    /// Escribe el esquema GraphQL
    #[command(help_template = PLANTILLA, override_usage = "pacto esquema")]
    Esquema,
}

/// Where both stores are: a folder, or two databases.
#[derive(Debug, Args)]
pub(crate) struct Almacenes {
    /// Base PostgreSQL del registro, en lugar de la carpeta: postgres://usuario@servidor/base [PACTO_REGISTRO_URL]
    #[arg(long, env = REGISTRO_URL, value_name = "URL", hide_env = true, help_heading = "Opciones")]
    pub(crate) registro_url: Option<String>,
    #[command(flatten)]
    pub(crate) publico: Publico,
    /// Carpeta de la clave de firma; si no se indica, claves en la carpeta de datos [PACTO_CLAVES]
    #[arg(
        long,
        env = "PACTO_CLAVES",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) claves: Option<PathBuf>,
}

/// What a sheet holds.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Tipo {
    Atenciones,
}

#[derive(Debug, Args)]
pub(crate) struct ImportarOrden {
    /// Hoja por importar
    #[arg(value_name = "HOJA", help_heading = "Argumentos")]
    pub(crate) archivo: PathBuf,
    #[command(flatten)]
    pub(crate) almacenes: Almacenes,
    /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
    #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) instancia: Clave,
    /// Revisa todo y dice qué se registraría, sin registrar nada
    #[arg(long, help_heading = "Opciones")]
    pub(crate) simular: bool,
    /// Registra los renglones sin errores aunque otros los tengan
    #[arg(long, help_heading = "Opciones")]
    pub(crate) aceptar_validas: bool,
    /// Copia de la hoja con los errores marcados, si los hay
    #[arg(long, value_name = "ERRORES.xlsx", help_heading = "Opciones")]
    pub(crate) reporte: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanOrden {
    #[command(flatten)]
    pub(crate) almacenes: Almacenes,
    /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
    #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) instancia: Clave,
    /// Dice cuánto se publicaría con el plan en una fecha de corte
    #[arg(long, requires = "corte", help_heading = "Opciones")]
    pub(crate) revisar: bool,
    /// Fecha de corte
    #[arg(long, value_name = "AAAA-MM-DD", value_parser = parse_fecha, help_heading = "Opciones")]
    pub(crate) corte: Option<Date>,
    /// Plan por revisar, en lugar del de la instancia
    #[arg(long, value_name = "PLAN.toml", help_heading = "Opciones")]
    pub(crate) plan: Option<PathBuf>,
    /// Plan que la instancia usará desde ahora
    #[arg(long, value_name = "PLAN.toml", conflicts_with_all = ["revisar", "plan"], help_heading = "Opciones")]
    pub(crate) usar: Option<PathBuf>,
}

/// The variable that the public server must not know.
pub(crate) const REGISTRO_URL: &str = "PACTO_REGISTRO_URL";

/// Where the public store is: in a folder, or a database.
#[derive(Debug, Args)]
pub(crate) struct Publico {
    /// Carpeta de datos; si no se indica, pacto-datos en la carpeta actual [PACTO_DATOS]
    #[arg(
        long,
        env = "PACTO_DATOS",
        value_name = "CARPETA",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) datos: Option<PathBuf>,
    /// Base PostgreSQL de las publicaciones, en lugar de la carpeta [PACTO_PUBLICACIONES_URL]
    #[arg(
        long,
        env = "PACTO_PUBLICACIONES_URL",
        value_name = "URL",
        hide_env = true,
        help_heading = "Opciones"
    )]
    pub(crate) publicaciones_url: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Direccion {
    /// Dirección en la que se sirve; si no se indica, 127.0.0.1:8080 [PACTO_DIRECCION]
    #[arg(long, env = "PACTO_DIRECCION", default_value = "127.0.0.1:8080", value_name = "IP:PUERTO", value_parser = parse_direccion)]
    #[arg(hide_env = true, hide_default_value = true, help_heading = "Opciones")]
    pub(crate) direccion: SocketAddr,
}

#[derive(Debug, Args)]
pub(crate) struct Proteger {
    /// Tabla por proteger; «-» es la entrada estándar
    #[arg(value_name = "ENTRADA.json", help_heading = "Argumentos")]
    pub(crate) entrada: PathBuf,
    /// Archivo de la tabla protegida; si no se indica o es «-», la salida estándar
    #[arg(
        short = 'o',
        long,
        value_name = "SALIDA.json",
        help_heading = "Opciones"
    )]
    pub(crate) salida: Option<PathBuf>,
    /// Dice en la salida de errores qué se protegió y cómo; no es para publicarse
    #[arg(long, help_heading = "Opciones")]
    pub(crate) resumen: bool,
    /// Archivo de las tablas que prueban la protección, sólo para quien audita; no es para publicarse
    #[arg(long, value_name = "ARCHIVO", help_heading = "Opciones")]
    pub(crate) certificado: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Auditar {
    /// Tabla protegida; «-» es la entrada estándar
    #[arg(value_name = "SALIDA.json", help_heading = "Argumentos")]
    pub(crate) protegida: PathBuf,
    /// Tabla sin proteger: prueba también lo que una persona sabe de sí misma
    #[arg(long, value_name = "ENTRADA.json", help_heading = "Opciones")]
    pub(crate) verdad: Option<PathBuf>,
    /// Tablas que prueban la protección, de «pacto proteger --certificado»
    #[arg(long, value_name = "ARCHIVO", help_heading = "Opciones")]
    pub(crate) certificado: Option<PathBuf>,
}

fn parse_clave(texto: &str) -> Result<Clave, domain::Error> {
    texto.parse()
}

fn parse_edicion(texto: &str) -> Result<u32, String> {
    let numero = texto.parse().ok().filter(|numero| *numero > 0);
    numero.ok_or_else(|| "se espera el número de una edición, como 1".to_owned())
}

fn parse_motivo(texto: &str) -> Result<String, String> {
    let texto = texto.trim();
    if texto.is_empty() || texto.chars().count() > 500 || texto.chars().any(char::is_control) {
        return Err("se espera un texto de una línea, de hasta 500 letras".to_owned());
    }
    Ok(texto.to_owned())
}

fn parse_fecha(texto: &str) -> Result<Date, String> {
    Date::parse(texto, format_description!("[year]-[month]-[day]"))
        .ok()
        .filter(|fecha| domain::ANIOS.contains(&fecha.year()))
        .ok_or_else(|| "se espera una fecha como 2017-12-31".to_owned())
}

fn parse_direccion(texto: &str) -> Result<SocketAddr, String> {
    texto
        .parse()
        .map_err(|_| "se espera una dirección como 127.0.0.1:8080".to_owned())
}
