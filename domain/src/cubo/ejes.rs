//! The members of each dimension in an edition.

use strum::IntoEnumIterator;
use time::Date;

use super::miembros::{
    NINGUNA, NO_ESPECIFICADO, NO_PREGUNTADO, age_group, ages, flat, periods, places, services,
    units, violence,
};
use super::{Coordenadas, Eje, Nivel};
use crate::{Agencia, Catalogos, Publico, Rango, Sexo, TipoActividad, Unidad, Vigencia, Visita};

/// A member of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miembro {
    /// Level.
    pub nivel: Nivel,
    /// Code within the level.
    pub codigo: String,
    /// Name shown to people.
    pub nombre: String,
    /// Position of the member it is part of; none for the first, which is the whole.
    pub padre: Option<u16>,
    /// When it is valid.
    pub vigencia: Vigencia,
}

impl Miembro {
    /// Whether it is what an attention has instead of types of violence: it stands alone.
    pub(crate) fn especial(&self) -> bool {
        let codigo = self.codigo.as_str();
        self.nivel == Nivel::TipoViolencia
            && [NINGUNA, NO_ESPECIFICADO, NO_PREGUNTADO].contains(&codigo)
    }
}

/// The members of every dimension; parents come before their parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ejes(pub(crate) Vec<Vec<Miembro>>);

impl Ejes {
    /// The members of an edition: what has ever been valid by the end of its year, since what comes late may be of
    /// something that is not any more, and the periods that have ended by the cut-off.
    pub fn new(
        corte: Date,
        catalogos: &Catalogos,
        agencias: &[Agencia],
        unidades: &[Unidad],
    ) -> Self {
        let rango = Rango::anio_al_corte(corte);
        let ejes = Eje::iter().map(|eje| match eje {
            Eje::Tiempo => periods(corte),
            Eje::Lugar => places(agencias, rango),
            Eje::Servicio => services(catalogos, rango),
            Eje::Visita => flat(
                Nivel::Visita,
                [
                    (<&str>::from(Visita::PrimeraVez), "Primera vez"),
                    (Visita::Seguimiento.into(), "Seguimiento"),
                ],
            ),
            Eje::Unidad => units(unidades, corte.year()),
            Eje::Violencia => violence(catalogos, rango),
            Eje::Sexo => flat(
                Nivel::Sexo,
                [
                    (<&str>::from(Sexo::Mujer), "Mujeres y niñas"),
                    (Sexo::Hombre.into(), "Hombres y niños"),
                    (Sexo::X.into(), "X"),
                    (Sexo::NoEspecificado.into(), "No especificado"),
                ],
            ),
            Eje::Edad => ages(),
            Eje::Actividad => flat(
                Nivel::TipoActividad,
                TipoActividad::iter()
                    .filter(|tipo| catalogos.counts_acts(*tipo))
                    .map(|tipo| (<&str>::from(tipo), tipo.nombre())),
            ),
            Eje::Publico => flat(
                Nivel::Publico,
                Publico::iter()
                    .filter(|publico| catalogos.counts_public(*publico))
                    .map(|publico| (<&str>::from(publico), publico.nombre())),
            ),
        });
        Self(ejes.collect())
    }

    /// The members of a dimension.
    pub fn miembros(&self, eje: Eje) -> &[Miembro] {
        &self.0[eje.indice()]
    }

    /// The member with that code at that level.
    pub fn find(&self, eje: Eje, nivel: Nivel, codigo: &str) -> Option<u16> {
        let es = |miembro: &Miembro| miembro.nivel == nivel && miembro.codigo == codigo;
        let mut miembros = (0u16..).zip(self.miembros(eje));
        miembros.find(|(_, miembro)| es(miembro)).map(|(i, _)| i)
    }

    /// The member of sex that women are; every edition has it.
    pub fn mujer(&self) -> Option<u16> {
        self.find(Eje::Sexo, Nivel::Sexo, Sexo::Mujer.into())
    }

    /// The finest member of an age in years or, without one, of the reason.
    ///
    /// # Panics
    /// Never: every edition has all groups of age.
    pub fn edad(&self, edad: Option<i32>, no_preguntada: bool) -> u16 {
        let codigo = match edad {
            Some(edad) => age_group(edad),
            None if no_preguntada => NO_PREGUNTADO.to_owned(),
            None => NO_ESPECIFICADO.to_owned(),
        };
        let grupo = self.find(Eje::Edad, Nivel::GrupoEdad, &codigo);
        grupo.expect("every age has its group in every edition")
    }

    /// A member.
    pub fn miembro(&self, eje: Eje, posicion: u16) -> &Miembro {
        &self.miembros(eje)[usize::from(posicion)]
    }

    /// A member and all that it is part of, up to the whole.
    pub fn arriba(&self, eje: Eje, posicion: u16) -> impl Iterator<Item = u16> {
        std::iter::successors(Some(posicion), move |posicion| {
            self.miembro(eje, *posicion).padre
        })
    }

    /// The parts of a member.
    pub fn partes(&self, eje: Eje, posicion: u16) -> impl Iterator<Item = u16> {
        let miembros = self.miembros(eje);
        (0u16..)
            .zip(miembros)
            .filter(move |(_, m)| m.padre == Some(posicion))
            .map(|(i, _)| i)
    }

    /// Whether a cell is part of another one, or it.
    pub fn dentro(&self, parte: &Coordenadas, todo: &Coordenadas) -> bool {
        let mut ejes = Eje::iter();
        ejes.all(|eje| {
            self.arriba(eje, parte[eje])
                .any(|arriba| arriba == todo[eje])
        })
    }

    /// The period of a cell; the year while it has not ended, where it stands at the whole.
    pub fn periodo(&self, celda: &Coordenadas) -> &Miembro {
        self.miembro(Eje::Tiempo, celda[Eje::Tiempo])
    }
}
