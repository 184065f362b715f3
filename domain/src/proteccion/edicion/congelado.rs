//! What earlier editions counted of periods that have ended: it does not change any more.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;
use time::Date;

use super::super::{ActosCerrados, Umbral};
use super::servicios;
use super::trabajo::with_services;
use super::traslado::Traslado;
use crate::cubo::{Coordenadas, Cubo, Eje, Ejes, Hoja, Nivel, Rejilla};
use crate::{Error, Plan};

/// A count, and whether it was published.
pub type Contada = (Coordenadas, u64, bool);

/// The counts behind the editions of a year, private: what a later edition of the year says of the same
/// periods is the same, whatever has happened to the register since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Congelado {
    /// Cut-off date: periods that had ended by then are closed.
    pub corte: Date,
    /// Threshold that they were protected with.
    pub umbral: Umbral,
    /// Width that they were protected with.
    pub ancho: u64,
    /// What the coordinates stand for.
    pub ejes: Ejes,
    /// Services by leaf.
    pub hojas: Vec<(Coordenadas, Hoja)>,
    /// Services of every cell.
    pub servicios: Vec<Contada>,
    /// Persons of every cell.
    pub personas: Vec<Contada>,
    /// Group acts. What was kept before they were has none.
    pub actos: ActosCerrados,
    /// The levels by which it counted everybody, where an edition of the year has counted women alone: nobody else begins to be
    /// counted by others until the year ends. What was kept before this was has none.
    pub de_todas: Option<Vec<Vec<Nivel>>>,
}

/// What a cell is, whatever its coordinates: the level and code of each of its members.
type NombreDeCelda = Vec<(Nivel, String)>;

fn name(ejes: &Ejes, celda: &Coordenadas) -> NombreDeCelda {
    let miembros = celda
        .iter()
        .map(|(eje, miembro)| ejes.miembro(eje, miembro));
    miembros.map(|m| (m.nivel, m.codigo.clone())).collect()
}

/// Stands for persons who were counted and are in the register no more. They are taken to be the same in all
/// leaves, so that no union of them seems larger than it is.
const AUSENTES: u32 = u32::MAX - 1;

impl Congelado {
    /// A plan as the year goes on with it after this.
    #[must_use]
    pub fn followed_by(&self, plan: &Plan) -> Plan {
        self.de_todas
            .as_deref()
            .map_or_else(|| plan.clone(), |antes| plan.following(antes))
    }

    /// The same, in the coordinates of another edition of the year. If that one has an earlier cut-off, what had not
    /// ended by then is left out.
    ///
    /// # Errors
    /// [`Error::EntradaDesconocida`] if it counted a member that the catalogues of today do not have.
    pub fn moved(&self, rejilla: &Rejilla, corte: Date) -> Result<Self, Error> {
        let traslado = Traslado::new(&self.ejes, &rejilla.ejes);
        let mut hojas = Vec::new();
        for (celda, hoja) in &self.hojas {
            if let Some(celda) = self.moved_cell(&traslado, celda, corte)? {
                hojas.push((celda, hoja.clone()));
            }
        }
        Ok(Self {
            corte: self.corte,
            umbral: self.umbral,
            ancho: self.ancho,
            ejes: rejilla.ejes.clone(),
            hojas,
            servicios: self.moved_counts(&self.servicios, rejilla, corte)?,
            personas: self.moved_counts(&self.personas, rejilla, corte)?,
            actos: self.actos.clone(),
            de_todas: self.de_todas.clone(),
        })
    }

    /// Counts in the coordinates of another edition of the year.
    pub(super) fn moved_counts(
        &self,
        contadas: &[Contada],
        rejilla: &Rejilla,
        corte: Date,
    ) -> Result<Vec<Contada>, Error> {
        let traslado = Traslado::new(&self.ejes, &rejilla.ejes);
        let mut movidas = Vec::new();
        for (celda, cuenta, publicada) in contadas {
            if celda[Eje::Tiempo] == 0 && !rejilla.anio_cerrado {
                continue;
            }
            if let Some(celda) = self.moved_cell(&traslado, celda, corte)? {
                movidas.push((celda, *cuenta, *publicada));
            }
        }
        Ok(movidas)
    }

    fn moved_cell(
        &self,
        traslado: &Traslado,
        celda: &Coordenadas,
        corte: Date,
    ) -> Result<Option<Coordenadas>, Error> {
        match traslado.cell(celda) {
            Ok(celda) => Ok(Some(celda)),
            Err(_) if corte < self.corte => Ok(None),
            Err((eje, miembro)) => Err(Error::EntradaDesconocida {
                catalogo: "catálogos de hoy, y una edición del mismo año la cuenta",
                clave: self.ejes.miembro(eje, miembro).codigo.clone(),
            }),
        }
    }

    /// The cells of persons that it has counted, in the coordinates of a lattice of today; none if they have none there.
    pub fn cells(&self, rejilla: &Rejilla, corte: Date) -> Vec<Coordenadas> {
        let movida = self.moved(rejilla, corte);
        let personas = movida.map_or_else(|_| vec![], |movida| movida.personas);
        personas.into_iter().map(|(celda, ..)| celda).collect()
    }

    /// Whether all that was counted and earlier editions of the year had not counted is zero, and no act was: who has read
    /// it has read of nobody, and what is counted anew of those periods differs from it by all that there is.
    pub fn adds_nothing(&self, previa: Option<&Self>) -> bool {
        let counted = |congelado: &Self| -> BTreeMap<(bool, NombreDeCelda), (u64, bool)> {
            let de = |servicios: bool, contadas: &[Contada]| {
                let contadas = contadas.iter().filter(|(_, cuenta, _)| *cuenta > 0);
                let named = |(celda, cuenta, publicada): &Contada| {
                    let nombre = name(&congelado.ejes, celda);
                    ((servicios, nombre), (*cuenta, *publicada))
                };
                contadas.map(named).collect::<Vec<_>>()
            };
            let todas = [
                de(true, &congelado.servicios),
                de(false, &congelado.personas),
            ];
            todas.into_iter().flatten().collect()
        };
        let antes = previa.map(counted).unwrap_or_default();
        let actos = previa
            .map(|previa| &previa.actos.lista[..])
            .unwrap_or_default();
        let mas = counted(self);
        mas.iter()
            .all(|(celda, cuenta)| antes.get(celda) == Some(cuenta))
            && self.actos.lista == actos
    }

    /// The months that are closed.
    fn meses(&self) -> BTreeSet<u16> {
        let contadas = self.servicios.iter().chain(&self.personas);
        let de_celdas = contadas.map(|(celda, ..)| celda[Eje::Tiempo]);
        let cerrados: BTreeSet<u16> = de_celdas.filter(|t| *t > 0).collect();
        let mes = |i: &u16| self.ejes.miembro(Eje::Tiempo, *i).nivel == Nivel::Mes;
        let de_hojas = self.hojas.iter().map(|(celda, _)| celda[Eje::Tiempo]);
        // A quarter that is closed closes its months, whether they are cells or not.
        cerrados
            .iter()
            .flat_map(|periodo| {
                std::iter::once(*periodo).chain(self.ejes.partes(Eje::Tiempo, *periodo))
            })
            .chain(de_hojas)
            .filter(mes)
            .collect()
    }

    /// Puts what is closed into the counts of the register of today, in the same coordinates.
    ///
    /// # Panics
    /// If an edition counted more persons of a leaf than 32 bits.
    pub fn impose(&self, cubo: &mut Cubo) {
        let meses = self.meses();
        let de_hoy: BTreeMap<Coordenadas, Hoja> = {
            let (cerradas, abiertas) = std::mem::take(&mut cubo.hojas)
                .into_iter()
                .partition(|(celda, _)| meses.contains(&celda[Eje::Tiempo]));
            cubo.hojas = abiertas;
            cerradas
        };
        for (celda, hoja) in &self.hojas {
            // Of a leaf that is in the register no more, nobody is.
            let hoy = de_hoy.get(celda).cloned().unwrap_or_default();
            let faltan = hoja.personas.saturating_sub(hoy.personas);
            let faltan =
                u32::try_from(faltan).expect("a municipality has fewer persons than 32 bits");
            let mut quienes = hoy.quienes;
            // Where there are many, nobody needs to be named.
            if u64::try_from(quienes.len()) == Ok(hoy.personas) {
                quienes.extend((0..faltan).map(|i| AUSENTES - 1 - i));
                quienes.sort_unstable();
            }
            let hoja = Hoja {
                quienes,
                ..hoja.clone()
            };
            cubo.hojas.insert(*celda, hoja);
        }
        for (celda, cuenta, _) in &self.personas {
            if let Some(hoy) = cubo.personas.get_mut(celda) {
                *hoy = *cuenta;
            }
        }
    }

    /// What is closed and the register of today contradict each other where closed attentions have changed since. Of
    /// what is not closed, persons are then at most their services and those of all their parts, and at least those
    /// of each part.
    pub(super) fn settle(&self, rejilla: &Rejilla, cubo: &mut Cubo) {
        let ejes = &rejilla.ejes;
        let servicios = servicios::count(rejilla, cubo);
        let cerradas: BTreeSet<&Coordenadas> = self.personas.iter().map(|(c, ..)| c).collect();
        let personas = &mut cubo.personas;
        let mut abiertas: Vec<Coordenadas> = personas.keys().copied().collect();
        abiertas.retain(|celda| !cerradas.contains(celda));
        // The parts of a cell before it.
        let hondura = |celda: &Coordenadas| -> usize {
            let arriba = celda.iter().map(|(eje, m)| ejes.arriba(eje, m).count());
            arriba.sum()
        };
        abiertas.sort_by_key(|celda| Reverse(hondura(celda)));
        for celda in &abiertas {
            let techo = servicios.get(&with_services(celda)).copied();
            let sumas = Eje::iter().filter_map(|eje| {
                let mut partes = ejes.partes(eje, celda[eje]).peekable();
                partes.peek()?;
                let cuentas = partes.map(|parte| personas.get(&celda.with(eje, parte)).copied());
                cuentas.sum::<Option<u64>>()
            });
            if let Some(techo) = sumas.chain(techo).min() {
                personas.entry(*celda).and_modify(|n| *n = (*n).min(techo));
            }
        }
        for (parte, cuenta) in personas.clone() {
            for todo in &servicios::above(ejes, &parte)[1..] {
                if let Some(total) = personas.get_mut(todo)
                    && !cerradas.contains(todo)
                {
                    *total = (*total).max(cuenta);
                }
            }
        }
    }
}

/// The number of everyone anonymous: together they are one contributor.
pub(super) const ANONIMA: u32 = u32::MAX;
