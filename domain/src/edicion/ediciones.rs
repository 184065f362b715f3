//! Which edition holds. Said here once, for whatever reads: an answer, a table, a page.

use time::Date;

use super::Edicion;

/// The editions of one instancia that are served, by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ediciones(Vec<Edicion>);

/// What an edition is among those of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstadoEdicion {
    /// The one that holds.
    Vigente,
    /// Another one holds.
    Sustituida,
    /// It is not served any more.
    Retirada,
}

impl From<Vec<Edicion>> for Ediciones {
    fn from(mut todas: Vec<Edicion>) -> Self {
        todas.sort_by_key(|edicion| edicion.numero);
        Self(todas)
    }
}

impl Ediciones {
    /// All of them, by number.
    pub fn all(&self) -> &[Edicion] {
        &self.0
    }

    /// The one with that number.
    pub fn con_numero(&self, numero: u32) -> Option<&Edicion> {
        self.0.iter().find(|edicion| edicion.numero == numero)
    }

    /// The one that holds of a year: of those that are not withdrawn the one with the latest cut-off, and of these the one
    /// with the highest number.
    pub fn vigente(&self, anio: i32) -> Option<&Edicion> {
        self.latest(|edicion| edicion.corte.year() == anio)
            .filter(|edicion| edicion.retiro.is_none())
    }

    /// The one that is given to whoever asks for a year, a number, both or neither: the one that holds, or one that is
    /// withdrawn where there is no other, so that its reason can be read.
    pub fn elegida(&self, anio: Option<i32>, numero: Option<u32>) -> Option<&Edicion> {
        self.latest(|edicion| {
            anio.is_none_or(|anio| edicion.corte.year() == anio)
                && numero.is_none_or(|numero| edicion.numero == numero)
        })
    }

    /// The one whose content has that hash: of several that say the same, the first that is not withdrawn, and where all
    /// are, the first.
    pub fn con_hash(&self, hash: &str) -> Option<&Edicion> {
        let iguales = self.0.iter().filter(|edicion| edicion.hash == hash);
        iguales.min_by_key(|e| (e.retiro.is_some(), e.orden))
    }

    /// The one that holds of the year of an edition, if it came after it.
    pub fn sustituta(&self, de: &Edicion) -> Option<&Edicion> {
        self.vigente(de.corte.year())
            .filter(|otra| (otra.corte, otra.numero) > (de.corte, de.numero))
    }

    /// The numbers of those that are still served of a closing of a year: that say something of it after the cut-off of the
    /// closing before.
    pub fn served_of_closing(&self, anio: i32, anterior: Option<Date>) -> Vec<u32> {
        let suyas = self.0.iter().filter(|edicion| {
            let despues = anterior.is_none_or(|anterior| edicion.corte > anterior);
            edicion.retiro.is_none() && edicion.corte.year() == anio && despues
        });
        suyas.map(|edicion| edicion.numero).collect()
    }

    /// What an edition is among those of its year.
    pub fn estado(&self, de: &Edicion) -> EstadoEdicion {
        if de.retiro.is_some() {
            EstadoEdicion::Retirada
        } else if self.sustituta(de).is_some() {
            EstadoEdicion::Sustituida
        } else {
            EstadoEdicion::Vigente
        }
    }

    /// The order of choice: what is withdrawn comes last.
    fn latest(&self, buscada: impl Fn(&Edicion) -> bool) -> Option<&Edicion> {
        let buscadas = self.0.iter().filter(|edicion| buscada(edicion));
        buscadas.max_by_key(|e| (e.retiro.is_none(), e.corte, e.numero))
    }
}

#[cfg(test)]
mod tests;
