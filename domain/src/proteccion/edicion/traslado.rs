//! The way from the members of one edition to those of another one of its year.

use strum::IntoEnumIterator;

use crate::cubo::{Coordenadas, Eje, Ejes, Miembro};

/// By dimension and member: which it is there, if it is.
pub(super) struct Traslado(Vec<Vec<Option<u16>>>);

impl Traslado {
    pub(super) fn new(de: &Ejes, a: &Ejes) -> Self {
        let of = |eje| {
            let find = |m: &Miembro| a.find(eje, m.nivel, &m.codigo);
            de.miembros(eje).iter().map(find).collect()
        };
        Self(Eje::iter().map(of).collect())
    }

    /// A cell there; otherwise its first member that is not there.
    pub(super) fn cell(&self, celda: &Coordenadas) -> Result<Coordenadas, (Eje, u16)> {
        let mut nueva = Coordenadas::TOTAL;
        for eje in Eje::iter() {
            let miembro = celda[eje];
            let alla = self.0[eje.indice()][usize::from(miembro)];
            nueva[eje] = alla.ok_or((eje, miembro))?;
        }
        Ok(nueva)
    }
}
