use super::*;

#[test]
fn capitals_accents_and_spaces_do_not_matter() {
    assert_eq!(fold("  Asesoría   JURÍDICA. "), "asesoria juridica");
    assert_eq!(fold("Año de nacimiento"), "ano de nacimiento");
    assert_eq!(
        fold("(Pacto)  de la N\u{303}OÑA, 2.º "),
        "pacto de la nona 2 º"
    );
    assert_eq!(fold(" -  "), "");
}

#[test]
fn a_name_reads_as_what_it_folds_to_and_as_nothing_else() {
    for nombre in ["Asesoría jurídica", "Apoyo (psicológico)", "", "İstmo"] {
        assert!(reads_as(nombre, &fold(nombre)));
        assert!(!reads_as(nombre, &format!("{}x", fold(nombre))));
        assert!(!reads_as(&format!("{nombre}x"), &fold(nombre)));
    }
}

#[test]
fn a_slip_finds_what_was_meant() {
    let nombres = ["San Martín Mexicápam de Cárdenas", "Candiani", "Montoya"];
    let de = |texto| nearest(texto, nombres.into_iter()).unwrap_or_default();
    assert_eq!(de("Mexicapan"), "«San Martín Mexicápam de Cárdenas»");
    assert_eq!(de("Candianni"), "«Candiani»");
    assert_eq!(de("Tule"), "");
    assert_eq!(de("M"), "");
}

#[test]
fn a_word_in_common_tells_what_was_meant_if_few_have_it() {
    let servicios = ["Asesoría jurídica", "Trabajo social", "Orientación"];
    let de = |texto| nearest(texto, servicios.into_iter()).unwrap_or_default();
    assert_eq!(de("asesoria legal"), "«Asesoría jurídica»");
    assert_eq!(de("apoyo por violencia"), "");
    let visitas = ["Primera vez", "Seguimiento"];
    assert_eq!(
        nearest("1ra vez", visitas.into_iter()).unwrap(),
        "«Primera vez»"
    );
    let talleres = ["Taller A", "Taller B", "Taller C", "Taller D"];
    assert_eq!(nearest("taller de costura", talleres.into_iter()), None);
}

#[test]
fn what_may_be_of_several_is_not_decided() {
    let servicios = [
        "Acompañamiento jurídico",
        "Asesoría jurídica",
        "Trabajo social",
    ];
    assert_eq!(
        nearest("Jurídico", servicios.into_iter()).unwrap_or_default(),
        "«Acompañamiento jurídico» o «Asesoría jurídica»"
    );
}
