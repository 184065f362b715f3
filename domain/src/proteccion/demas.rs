//! Who is not a woman, where women are counted and the other sexes are not by themselves. No plan declares them. Whoever reads how
//! many are not women in the year, and how many services and women each cell has, may work them out, so that they are protected: they
//! are a member of their own, between all sexes and the other ones.

use std::collections::BTreeMap;

use crate::Vigencia;
use crate::cubo::{Coordenadas, Eje, Ejes, Miembro, Nivel};

const CODIGO: &str = "demas";

/// Whether a cell is of who is not a woman.
pub(super) fn es(ejes: &Ejes, celda: &Coordenadas) -> bool {
    let sexo = ejes.miembro(Eje::Sexo, celda[Eje::Sexo]);
    sexo.nivel == Nivel::Sexo && sexo.codigo == CODIGO
}

/// The cells of everybody and of women that a cell of who is not a woman is what is left of.
pub(super) fn behind(ejes: &Ejes, celda: &Coordenadas) -> [Coordenadas; 2] {
    let mujer = ejes
        .mujer()
        .expect("women are there if somebody is not one");
    [celda.with(Eje::Sexo, 0), celda.with(Eje::Sexo, mujer)]
}

/// The members with one more, and the cells of persons with one of it beside each of women; nothing if whoever counts women counts
/// the other sexes too, or nobody else. `resta`: what is known of it, given the cell of everybody and what is known of women.
pub(super) fn invent<T: Clone>(
    ejes: &Ejes,
    personas: &BTreeMap<Coordenadas, T>,
    resta: impl Fn(&Coordenadas, &T) -> T,
) -> Option<(Ejes, BTreeMap<Coordenadas, T>)> {
    let mujer = ejes.mujer()?;
    let otros: Vec<u16> = ejes.partes(Eje::Sexo, 0).filter(|s| *s != mujer).collect();
    let silent = |celda: &Coordenadas| {
        let mut otros = otros.iter();
        otros.any(|sexo| !personas.contains_key(&celda.with(Eje::Sexo, *sexo)))
    };
    let de_mujeres = || {
        personas
            .iter()
            .filter(|(celda, _)| celda[Eje::Sexo] == mujer)
    };
    let alguien_mas = personas.keys().any(|celda| celda[Eje::Sexo] != mujer);
    if !alguien_mas || !de_mujeres().any(|(celda, _)| silent(celda)) {
        return None;
    }
    let (ejes, demas) = with_member(ejes, &otros);
    let nuevas = de_mujeres().map(|(celda, mujeres)| {
        let todas = celda.with(Eje::Sexo, 0);
        (celda.with(Eje::Sexo, demas), resta(&todas, mujeres))
    });
    let mut todas = personas.clone();
    todas.extend(nuevas);
    Some((ejes, todas))
}

/// The same members, and one of sex between all and these.
fn with_member(ejes: &Ejes, otros: &[u16]) -> (Ejes, u16) {
    let mut ejes = ejes.clone();
    let sexos = &mut ejes.0[Eje::Sexo.indice()];
    let demas = u16::try_from(sexos.len()).expect("a dimension has few members");
    for otro in otros {
        sexos[usize::from(*otro)].padre = Some(demas);
    }
    sexos.push(Miembro {
        nivel: Nivel::Sexo,
        codigo: CODIGO.to_owned(),
        nombre: "Quienes no son mujeres".to_owned(),
        padre: Some(0),
        vigencia: Vigencia::default(),
    });
    (ejes, demas)
}

/// What is asked of who is not a woman in a cell, as far as others are known to be counted there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Papel {
    /// It is no such cell, or everybody is counted there and the other sexes are not by themselves: all that is asked of any cell.
    Propia,
    /// The other sexes are counted by themselves, and asked about themselves: that all of them may be none.
    Partida,
    /// Everybody is not counted there: that bounds do not say that there is somebody, and no more.
    Callada,
}

impl Papel {
    /// Of a cell, where these are counted.
    pub(super) fn of(
        ejes: &Ejes,
        celda: &Coordenadas,
        counted: impl Fn(&Coordenadas) -> bool,
    ) -> Self {
        if !es(ejes, celda) {
            return Self::Propia;
        }
        let mut otros = ejes.partes(Eje::Sexo, celda[Eje::Sexo]);
        if otros.all(|sexo| counted(&celda.with(Eje::Sexo, sexo))) {
            Self::Partida
        } else if counted(&celda.with(Eje::Sexo, 0)) {
            Self::Propia
        } else {
            Self::Callada
        }
    }
}
