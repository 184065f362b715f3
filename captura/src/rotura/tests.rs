use super::*;

#[test]
fn errors_are_known_in_any_language_and_names_are_not_errors() {
    for error in [
        "#VALEUR!",
        "#REF",
        "#¡Tipo!",
        "Err: 502",
        "Error 2042",
        SIN_FORMATO,
        "#N/A",
        "#N/D",
        "#¡REF!",
        "#¿NOMBRE?",
        "#SPILL!",
        "Err:502",
        "#¡DIV/0!",
    ] {
        assert_eq!(Rotura::of(error), Some(Rotura::Error), "{error}");
    }
    assert_eq!(Rotura::of(SIN_RESULTADO), Some(Rotura::SinResultado));
    assert_eq!(Rotura::of("########"), Some(Rotura::Estrecha));
    for texto in ["AÃ±o", "Pl\u{fffd}tica", "CafÃ©"] {
        assert_eq!(Rotura::of(texto), Some(Rotura::Ilegible), "{texto}");
    }
    for texto in [
        "#",
        "#NiUnaMás",
        "#8M",
        "# 12",
        "N/A",
        "Error",
        "Err:",
        "SÃO",
        "Â",
    ] {
        assert_eq!(Rotura::of(texto), None, "{texto}");
    }
}
