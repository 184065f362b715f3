//! What no plan declares and a reader reasons with: persons with some type of violence, whichever, and services of the cells
//! of persons. An attention has one special value, or some types: what is true of parts that exclude each other is true of
//! these.

use std::collections::BTreeSet;

use crate::Vigencia;
use crate::cubo::{Coordenadas, Eje, Ejes, Miembro, Nivel};
use crate::proteccion::demas;

const CODIGO: &str = "alguna";

/// The same members, and one between all violence and its types.
pub(super) fn invent(ejes: &Ejes) -> Ejes {
    let mut ejes = ejes.clone();
    let violencia = &mut ejes.0[Eje::Violencia.indice()];
    let nuevo = u16::try_from(violencia.len()).expect("a dimension has few members");
    let tipos = violencia.iter_mut();
    let tipos = tipos.filter(|miembro| miembro.padre == Some(0) && !miembro.especial());
    let tipos: Vec<&mut Miembro> = tipos.collect();
    if tipos.is_empty() {
        return ejes;
    }
    for tipo in tipos {
        tipo.padre = Some(nuevo);
    }
    violencia.push(Miembro {
        nivel: Nivel::TipoViolencia,
        codigo: CODIGO.to_owned(),
        nombre: "Algún tipo de violencia".to_owned(),
        padre: Some(0),
        vigencia: Vigencia::default(),
    });
    ejes
}

/// Whether it is the member that was invented.
pub(super) fn es(miembro: &Miembro) -> bool {
    miembro.nivel == Nivel::TipoViolencia && miembro.codigo == CODIGO
}

/// The cells of persons of the invented member of which some type is declared.
pub(super) fn persons(ejes: &Ejes, personas: &[Coordenadas]) -> Vec<Coordenadas> {
    let de_un_tipo = |celda: &Coordenadas| {
        let arriba = ejes.miembro(Eje::Violencia, celda[Eje::Violencia]).padre?;
        let arriba_es = es(ejes.miembro(Eje::Violencia, arriba));
        arriba_es.then(|| celda.with(Eje::Violencia, arriba))
    };
    let celdas: BTreeSet<Coordenadas> = personas.iter().filter_map(de_un_tipo).collect();
    celdas.into_iter().collect()
}

/// The cells of everybody that are not declared, where women are and others are thought of.
pub(super) fn everybody(ejes: &Ejes, personas: &[Coordenadas]) -> Vec<Coordenadas> {
    let dichas: BTreeSet<&Coordenadas> = personas.iter().collect();
    let de_demas = personas.iter().filter(|celda| demas::es(ejes, celda));
    let todas: BTreeSet<Coordenadas> = de_demas.map(|c| c.with(Eje::Sexo, 0)).collect();
    todas
        .into_iter()
        .filter(|celda| !dichas.contains(celda))
        .collect()
}

/// The cells of services that are not declared and are around those of persons: an attention is of one sex and one age, but
/// for those of nobody in particular.
pub(super) fn services(personas: &[Coordenadas], servicios: &[Coordenadas]) -> Vec<Coordenadas> {
    let personas = personas.iter();
    let de_personas: BTreeSet<Coordenadas> = personas.map(attentions).collect();
    let declaradas: BTreeSet<Coordenadas> = servicios.iter().copied().collect();
    de_personas.difference(&declaradas).copied().collect()
}

/// The cell of the attentions of a cell of persons.
pub(super) fn attentions(celda: &Coordenadas) -> Coordenadas {
    celda.without([Eje::Sexo, Eje::Edad])
}
