//! Two persons of the register whom a row says to be one: what each has, for whoever decides whether they are.

use super::{Hallada, Importacion};
use crate::Error;
use crate::registro::ficha::{Folios, folios};
use crate::registro::gente::Gente;

/// Of how many rows it is looked up.
const MIRADAS: usize = 10;

impl Importacion {
    /// Of the first rows that were added last and say that two persons of the register are one, by their position: the
    /// attentions that each of the two had.
    pub fn united(&self) -> &[(usize, [Folios; 2])] {
        &self.unidas
    }

    /// Notes that a row says so, if it does.
    pub(super) fn unite(
        &mut self,
        posicion: usize,
        hallada: &Hallada,
        gente: &Gente,
        renglon: &domain::Renglon,
    ) {
        let junta = hallada
            .junta
            .filter(|va| (*va).max(hallada.id) <= self.primera);
        let aparte = || gente.of_file(renglon).filter(|_| hallada.aparte);
        let otra = junta.or_else(aparte);
        self.unen
            .extend(otra.map(|otra| (posicion, [hallada.id, otra])));
    }

    /// Looks up what they have, before they are one.
    pub(super) async fn look_at_united(&mut self) -> Result<(), Error> {
        self.unidas.clear();
        for (posicion, [una, otra]) in self.unen.drain(..).take(MIRADAS) {
            let de = async |quien| folios(&self.tx, &self.instancia, &[quien]).await;
            self.unidas
                .push((posicion, [de(una).await?, de(otra).await?]));
        }
        Ok(())
    }
}
