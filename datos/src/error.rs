//! What can be wrong with data that come with the program, or with a plan.

/// A failure to read them.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule of the domain.
    #[error("{0}")]
    Dominio(#[from] domain::Error),
    /// Bundled data are wrong.
    #[error("los datos incluidos no son válidos: {0}")]
    Incluidos(String),
    /// Bundled sheets are read as anybody's are, from files.
    #[error("no se puede escribir en la carpeta de archivos temporales: indique otra con TMPDIR")]
    Temporal,
    /// A publication plan that is not one.
    #[error("el plan de publicación no vale: {0}")]
    Plan(String),
}
