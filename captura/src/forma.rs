//! Layouts: the columns that a sheet of a kind has.

use crate::texto::fold;

/// What a user is told of a column.
pub struct Ficha {
    /// Header.
    pub titulo: &'static str,
    /// Other headers that are understood.
    pub otros: &'static [&'static str],
    /// Whether a sheet without it is refused.
    pub obligatoria: bool,
    /// Something that could be written.
    pub ejemplo: &'static str,
    /// What is written.
    pub ayuda: &'static str,
}

/// A kind of sheet.
pub struct Forma {
    /// As the command line calls it.
    pub tipo: &'static str,
    /// Name of the sheet of the workbook.
    pub hoja: &'static str,
    /// Its columns, in order.
    pub fichas: &'static [Ficha],
    /// Those that hold days.
    pub fechas: &'static [usize],
    /// Those that hold several entries, separated by semicolons.
    pub varios: &'static [usize],
}

impl Forma {
    /// The column with that header.
    pub fn find(&self, encabezado: &str) -> Option<usize> {
        let buscado = fold(encabezado.trim_end_matches(['*', ' ']));
        self.fichas.iter().position(|ficha| {
            let mut nombres = ficha.otros.iter().chain([&ficha.titulo]);
            !buscado.is_empty() && nombres.any(|nombre| fold(nombre) == buscado)
        })
    }
}
