use std::collections::BTreeSet;
use std::fmt::Debug;

use domain::{
    Escolaridad, EstadoAcuerdo, EstadoSesion, Publico, Rasgo, Sexo, Tema, TipoActividad,
    TipoSesion, Visita,
};
use strum::IntoEnumIterator;

use super::*;
use crate::atenciones::columnas::FORMA;
use crate::institucional::Clase;

/// Asserts that each word is read as its value, however it is spelled, and that no spelling stands for two.
fn check<T: Clone + PartialEq + Debug>(lista: &Lista<T>) {
    let mut vistas = BTreeSet::new();
    for palabra in lista.palabras {
        let propia = fold(palabra.nombre);
        assert!(reads_as(palabra.nombre, &propia), "{}", palabra.nombre);
        for escrita in palabra.otras.iter().copied().chain([propia.as_str()]) {
            assert_eq!(fold(escrita), escrita);
            assert_eq!(lista.read(escrita).as_ref(), Some(&palabra.valor));
            assert!(vistas.insert(escrita.to_owned()), "{escrita}");
        }
        assert_eq!(lista.write(&palabra.valor), Some(palabra.nombre));
    }
}

/// Asserts that a list has a word for each value, and no other.
fn covers<T: Clone + PartialEq + Debug>(lista: &Lista<T>, valores: impl IntoIterator<Item = T>) {
    check(lista);
    let valores: Vec<T> = valores.into_iter().collect();
    for valor in &valores {
        assert!(lista.write(valor).is_some(), "{valor:?}");
    }
    assert_eq!(lista.palabras.len(), valores.len());
}

#[test]
fn each_value_has_a_word_that_is_read_back() {
    fn answers<T>(datos: impl IntoIterator<Item = T>) -> impl Iterator<Item = Rasgo<T>> {
        let silencios = [Rasgo::NoEspecificado, Rasgo::NoPreguntado];
        datos.into_iter().map(Rasgo::Dato).chain(silencios)
    }
    covers(&VISITA, Visita::iter());
    covers(&SEXO, Sexo::iter());
    covers(&NACIMIENTO, answers([]));
    covers(&SI_NO, answers([true, false]));
    covers(&ESCOLARIDAD, answers(Escolaridad::iter()));
    covers(&MARCA, [true, false]);
    // Another one is one that an office adds, by its name.
    covers(
        &TIPO_ACTIVIDAD,
        TipoActividad::iter().filter(|tipo| *tipo != TipoActividad::Otro),
    );
    covers(&TEMA, Tema::iter().filter(|tema| *tema != Tema::Otro));
    covers(
        &PUBLICO,
        Publico::iter().filter(|publico| *publico != Publico::Otro),
    );
    covers(&TIPO_SESION, TipoSesion::iter());
    covers(&ESTADO_SESION, EstadoSesion::iter());
    covers(&ESTADO_ACUERDO, EstadoAcuerdo::iter());
    check(&LUGAR);
    check(&VIOLENCIA);
    check(&EFEMERIDE);
    check(&QUORUM);
    check(&TIPO_AGENCIA);
    check(&UNIDAD);
}

#[test]
fn a_list_is_told_as_a_sentence() {
    assert_eq!(QUORUM.either(), "«Mitad más uno»");
    assert_eq!(VISITA.either(), "«Primera vez» o «Seguimiento»");
    assert_eq!(
        ESTADO_SESION.either(),
        "«Convocada», «Celebrada» o «Cancelada»"
    );
}

#[test]
fn help_and_examples_have_no_other_words() {
    let palabras: BTreeSet<&str> = [
        VISITA.names().collect::<Vec<_>>(),
        LUGAR.names().collect(),
        VIOLENCIA.names().collect(),
        SEXO.names().collect(),
        SI_NO.names().collect(),
        ESCOLARIDAD.names().collect(),
        TIPO_ACTIVIDAD.names().collect(),
        EFEMERIDE.names().collect(),
        TEMA.names().collect(),
        PUBLICO.names().collect(),
        QUORUM.names().collect(),
        TIPO_SESION.names().collect(),
        ESTADO_SESION.names().collect(),
        ESTADO_ACUERDO.names().collect(),
        TIPO_AGENCIA.names().collect(),
        UNIDAD.names().collect(),
        COMPARADA.names().collect(),
        MARCA.names().collect(),
        ASUNTO.names().collect(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let formas = Clase::all().map(Clase::forma).chain([&FORMA]);
    for ficha in formas.flat_map(|forma| forma.fichas) {
        let ayuda = ficha.ayuda();
        let citadas = ayuda
            .split('«')
            .skip(1)
            .map(|resto| resto.split('»').next());
        for citada in citadas.flatten() {
            assert!(palabras.contains(citada), "{}: {citada}", ficha.titulo);
        }
        // Columns that take other things too tell those first.
        let palabras = ficha.palabras.map(|palabras| palabras());
        if let Some(palabras) = palabras.filter(|palabras| ayuda.starts_with(palabras)) {
            let ejemplo = format!("«{}»", ficha.ejemplo);
            let dicho = ficha.ejemplo.is_empty() || palabras.contains(&ejemplo);
            assert!(dicho, "{}: {ejemplo}", ficha.titulo);
        }
    }
}
