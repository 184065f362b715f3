//! What a sheet does to most of what it names: rows that take the place of what was said, and new ones that say of somebody what is
//! registered of her. One is a correction, or a second service; most of a sheet are a slip of whoever filled it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Importado, Renglon};
use time::Date;

use super::corregida::{Corregidas, now, said};
use super::sin_folio::Hermanas;
use super::{Importacion, Notado};
use crate::entidad::atencion;
use crate::registro::gente::Gente;

/// So many rows are no slip of a sheet but of rows.
const VARIOS: u64 = 5;

/// The part of an attention that is whose it is.
const DE_QUIEN: &str = "persona";

/// What the rows of a sheet put in the place of what was said, and which look like others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mayoria {
    /// Rows that say something else than was said.
    pub sustituyen: u64,
    /// Of them, by the part of an attention, those that say another thing of it.
    pub partes: BTreeMap<&'static str, u64>,
    /// Of them, those whose day goes to another year or month: from which to which.
    pub meses: BTreeMap<(String, String), u64>,
    /// New rows of somebody who had the same service on the same day.
    pub gemelos: u64,
    /// Whether rows of before take the place of what other sheets have said since.
    sustituye: bool,
    /// Whether the key of the identities was lost once: since then every sheet of before says anew whose its attentions are.
    perdida: bool,
}

impl Mayoria {
    /// Nothing seen yet. `perdida`: whether the key of the identities was lost once.
    pub(super) fn new(perdida: bool) -> Self {
        Self {
            perdida,
            ..Self::default()
        }
    }

    /// Sees a row that takes the place of an attention, and whose that is now. What was not said and is said now takes the place of
    /// nothing.
    pub(super) fn see(
        &mut self,
        (renglon, quien): (&Renglon, Option<i64>),
        antes: &atencion::Model,
        modalidades: Option<&BTreeSet<String>>,
    ) {
        let mut partes: BTreeSet<&str> = said(renglon)
            .into_iter()
            .zip(now(antes, modalidades))
            .filter(|((_, dice), (_, era))| !dice.is_null() && !era.is_null() && dice != era)
            .map(|((parte, _), _)| if parte == "tipos" { "violencia" } else { parte })
            .collect();
        let de_otra = antes
            .persona_id
            .zip(quien)
            .is_some_and(|(era, es)| era != es);
        if de_otra && !self.perdida {
            partes.insert(DE_QUIEN);
        }
        self.sustituyen += u64::from(!partes.is_empty());
        for parte in partes {
            *self.partes.entry(parte).or_default() += 1;
        }
        if let Some(meses) = moved(antes.fecha, renglon.atencion.datos().fecha) {
            *self.meses.entry(meses).or_default() += 1;
        }
    }

    /// Whether most rows of a sheet of so many take the place of what was said, or move most of what they put right to another month.
    pub fn replaces(&self, renglones: u64) -> bool {
        let mudados: u64 = self.meses.values().sum();
        let most = |cuantos: u64, de: u64| cuantos >= VARIOS && cuantos * 2 >= de;
        most(self.sustituyen, renglones) || most(mudados, self.sustituyen)
    }

    /// Whether most of the rows that are new say what is registered.
    pub fn doubles(&self, hecho: &Importado) -> bool {
        self.gemelos >= VARIOS && self.gemelos * 2 >= hecho.nuevos
    }
}

/// From which year to which a day goes, or from which month.
fn moved(era: Date, es: Date) -> Option<(String, String)> {
    if era.year() != es.year() {
        return Some((era.year().to_string(), es.year().to_string()));
    }
    let month = |dia: Date| format!("{}-{:02}", dia.year(), u8::from(dia.month()));
    (era.month() != es.month()).then(|| (month(era), month(es)))
}

impl Importacion {
    /// From now on rows of before take the place of what other sheets have said since; not of what was put right by hand.
    pub fn bring_back(&mut self) {
        self.mayoria.sustituye = true;
    }

    /// Whether a row of before takes the place of what sheets have said since, and what is told of it if not.
    pub(super) fn of_before(
        &self,
        antes: Option<&atencion::Model>,
        corregidas: &Corregidas,
    ) -> (bool, Notado) {
        let de_hoja = antes.is_some_and(|antes| corregidas.is_of_sheets(antes.id));
        let notado = if de_hoja {
            Notado::RepiteHoja
        } else {
            Notado::Repite
        };
        (de_hoja && self.mayoria.sustituye, notado)
    }

    /// Looks at a new row beside what there is of whoever it is of.
    pub(super) fn beside(
        &mut self,
        (posicion, renglon): (usize, &Renglon),
        hermanas: &Hermanas,
        gente: &Gente,
    ) {
        let doble = hermanas.told(renglon, gente);
        self.notados.extend(doble.map(|doble| (posicion, doble)));
        self.mayoria.gemelos += u64::from(hermanas.is_twin(renglon, gente));
    }

    /// What was done to most of what rows name.
    pub fn most(&self) -> &Mayoria {
        &self.mayoria
    }
}
