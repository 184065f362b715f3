//! The command line. What clap would say in English is said here in Spanish.

#![expect(
    clippy::doc_markdown,
    rustdoc::broken_intra_doc_links,
    reason = "clap shows these comments as they are"
)]

mod servicio;

use std::path::PathBuf;

use captura::institucional::Clase;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use domain::Clave;
use time::Date;
use time::macros::format_description;

pub(crate) use servicio::Servicio;

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
        servicio: Servicio,
    },
    /// Crea una instancia real, vacía, con sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto iniciar --instancia CLAVE [OPCIONES]")]
    Iniciar {
        #[command(flatten)]
        sitio: Sitio,
        /// Nombre oficial de la instancia, si no es el habitual
        #[arg(long, help_heading = "Opciones")]
        nombre: Option<String>,
    },
    /// Escribe la hoja de Excel que llena la instancia, con las listas de sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto plantilla TIPO -o HOJA.xlsx --instancia CLAVE [OPCIONES]")]
    Plantilla {
        /// Qué se llena: atenciones, actividades, convenios, proyectos, unidades, consejos, consejo (sus integrantes), sesiones o acuerdos
        #[arg(value_name = "TIPO", value_parser = parse_tipo, help_heading = "Argumentos")]
        tipo: Tipo,
        #[command(flatten)]
        sitio: Sitio,
        /// Archivo que se escribe: .xlsx, o .csv con las mismas columnas
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Registra lo que dice una hoja: XLSX, ODS o CSV
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
        sitio: Sitio,
        /// Folio de una de sus atenciones
        #[arg(long, value_name = "FOLIO", help_heading = "Opciones")]
        folio: String,
    },
    /// Corrige una atención, o lo que se sabe de su persona
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto rectificar --folio FOLIO COLUMNA=VALOR... --instancia CLAVE [OPCIONES]",
        after_help = "Las columnas y los valores son los de la plantilla: «Año de nacimiento=1985», «Servicio=Trabajo social». Lo que decía antes\nqueda en la historia del registro; lo publicado no cambia."
    )]
    Rectificar {
        /// Lo que se corrige: COLUMNA=VALOR
        #[arg(value_name = "COLUMNA=VALOR", required = true, value_parser = parse_cambio, help_heading = "Argumentos")]
        cambios: Vec<(String, String)>,
        #[command(flatten)]
        sitio: Sitio,
        /// Folio de la atención
        #[arg(long, value_name = "FOLIO", help_heading = "Opciones")]
        folio: String,
    },
    /// Dice qué hay en el registro y qué le falta
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto revisar --instancia CLAVE [--anio AAAA] [OPCIONES]",
        after_help = "Atenciones por mes y servicio, meses y agencias sin ninguna, datos que no constan y atenciones que parecen repetidas. No es\npara publicarse."
    )]
    Revisar {
        #[command(flatten)]
        sitio: Sitio,
        /// Sólo las de un año
        #[arg(long, value_name = "AAAA", help_heading = "Opciones")]
        anio: Option<i32>,
    },
    /// Enseña otras maneras de escribir las entradas de los catálogos; sin argumentos, las muestra
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto alias [CATALOGO ESCRITO ENTRADA] --instancia CLAVE [OPCIONES]",
        after_help = "Ejemplo: pacto alias servicio \"Ases. jur.\" \"Asesoría jurídica\" --instancia 20067"
    )]
    Alias {
        /// De qué: servicio, agencia, violencia, modalidad o unidad
        #[arg(
            value_name = "CATALOGO",
            hide_possible_values = true,
            requires = "escrito",
            help_heading = "Argumentos"
        )]
        de: Option<De>,
        /// Cómo se escribe en las hojas
        #[arg(value_name = "ESCRITO", help_heading = "Argumentos")]
        escrito: Option<String>,
        /// Qué entrada del catálogo es, por su nombre o su clave
        #[arg(value_name = "ENTRADA", help_heading = "Argumentos")]
        entrada: Option<String>,
        /// Olvida ese alias
        #[arg(long, conflicts_with = "entrada", help_heading = "Opciones")]
        quitar: bool,
        #[command(flatten)]
        sitio: Sitio,
    },
    /// Escribe el registro como hoja de la plantilla, con números en lugar de identidades
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto exportar -o HOJA.csv --instancia CLAVE [OPCIONES]",
        after_help = "La hoja es tan reservada como el registro: sólo su propietario puede leerla. Otro registro puede importarla."
    )]
    Exportar {
        #[command(flatten)]
        sitio: Sitio,
        /// Archivo que se escribe: .xlsx o .csv
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Copia el registro y lo publicado a una carpeta, sin detener nada
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto respaldar -o CARPETA [OPCIONES]",
        after_help = "Las claves no van en el respaldo: guárdelas en otro lugar. Quien tenga las dos cosas puede reconocer a una persona por su CURP."
    )]
    Respaldar {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Carpeta que se crea
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "CARPETA",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Pone un respaldo en almacenes vacíos: la carpeta de datos, o dos bases de PostgreSQL
    #[command(help_template = PLANTILLA, override_usage = "pacto restaurar CARPETA [OPCIONES]")]
    Restaurar {
        /// Carpeta del respaldo
        #[arg(value_name = "CARPETA", help_heading = "Argumentos")]
        respaldo: PathBuf,
        #[command(flatten)]
        almacenes: Almacenes,
    },
    /// Sirve lo publicado: la API GraphQL en /graphql
    #[command(help_template = PLANTILLA, override_usage = "pacto servir [OPCIONES]")]
    Servir {
        #[command(flatten)]
        publico: Publico,
        #[command(flatten)]
        servicio: Servicio,
    },
    /// Publica la edición de una fecha de corte
    #[command(help_template = PLANTILLA, override_usage = "pacto publicar --instancia CLAVE --corte AAAA-MM-DD [OPCIONES]")]
    Publicar {
        #[command(flatten)]
        sitio: Sitio,
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
    /// Muestra lo que se hizo en el registro, quién y cuándo, y comprueba que nadie lo alteró
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto bitacora [--contiene HASH] [OPCIONES]",
        after_help = "Cada asiento lleva el hash del anterior. Anote de vez en cuando el último en otro lugar: --contiene comprueba que sigue ahí.\nTermina con el estado 1 si la bitácora no es como se escribió."
    )]
    Bitacora {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Hash de un asiento, anotado antes en otro lugar; bastan sus primeras letras
        #[arg(long = "contiene", value_name = "HASH", help_heading = "Opciones")]
        hash: Option<String>,
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
        sitio: Sitio,
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
        sitio: Sitio,
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

/// Where both stores are, and of which instancia is spoken.
#[derive(Debug, Args)]
pub(crate) struct Sitio {
    #[command(flatten)]
    pub(crate) almacenes: Almacenes,
    /// Clave del INEGI del municipio: cinco dígitos, como 20067 [PACTO_INSTANCIA]
    #[arg(long, env = "PACTO_INSTANCIA", value_name = "CLAVE", value_parser = parse_clave, hide_env = true, help_heading = "Opciones")]
    pub(crate) instancia: Clave,
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

/// What a sheet holds: attentions, or a kind of institutional records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tipo(pub(crate) Option<Clase>);

impl Tipo {
    pub(crate) fn name(self) -> &'static str {
        self.0.map_or(ATENCIONES, |clase| clase.forma().tipo)
    }
}

const ATENCIONES: &str = "atenciones";

/// What an alias is of.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum De {
    Servicio,
    Agencia,
    Violencia,
    Modalidad,
    Unidad,
}

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
    /// Copia de la hoja con los errores marcados, si los hay
    #[arg(long, value_name = "ERRORES.xlsx", help_heading = "Opciones")]
    pub(crate) reporte: Option<PathBuf>,
    /// Qué tiene la hoja: atenciones (si no se indica), actividades, convenios, proyectos, unidades, consejos, consejo (sus integrantes), sesiones o acuerdos
    #[arg(long, value_name = "TIPO", default_value = ATENCIONES, hide_default_value = true, value_parser = parse_tipo, help_heading = "Opciones")]
    pub(crate) tipo: Tipo,
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

fn parse_tipo(texto: &str) -> Result<Tipo, String> {
    let mut clases = Clase::all();
    let clase = clases.find(|clase| clase.forma().tipo == texto);
    if clase.is_some() || texto == ATENCIONES {
        return Ok(Tipo(clase));
    }
    let nombres: Vec<&str> = Clase::all().map(|clase| clase.forma().tipo).collect();
    Err(format!("se espera {ATENCIONES}, {}", nombres.join(", ")))
}

fn parse_cambio(texto: &str) -> Result<(String, String), String> {
    let partes = texto.split_once('=');
    let partes =
        partes.map(|(columna, valor)| (columna.trim().to_owned(), valor.trim().to_owned()));
    partes.ok_or_else(|| "se espera COLUMNA=VALOR, como «Servicio=Trabajo social»".to_owned())
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
