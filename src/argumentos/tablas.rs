//! Tables that are protected and audited without a store.

use std::path::PathBuf;

use clap::Args;

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
