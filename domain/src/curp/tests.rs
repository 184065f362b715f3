use super::*;
use proptest::prelude::*;
use time::macros::date;

/// An invented one, with its check digit.
fn invented(raiz: &str) -> String {
    let letras: Vec<char> = raiz.chars().collect();
    format!("{raiz}{}", check_digit(&letras).unwrap())
}

#[test]
fn it_says_sex_and_date_of_birth() {
    let curp: Curp = invented("ZEZZ850412MOCZZZ0")
        .to_lowercase()
        .parse()
        .unwrap();
    assert_eq!(
        (curp.sexo(), curp.nacimiento()),
        (Sexo::Mujer, date!(1985 - 04 - 12))
    );
    let nina: Curp = invented("ZEZZ120229MOCZZZA").parse().unwrap();
    assert_eq!(nina.nacimiento(), date!(2012 - 02 - 29));
    assert!(invented("ZEZZ110229MOCZZZA").parse::<Curp>().is_err());
}

#[test]
fn the_check_digit_of_a_published_specimen_holds() {
    assert!("HEGG560427MVZRRL04".parse::<Curp>().is_ok());
    assert!("HEGG560427MVZRRL05".parse::<Curp>().is_err());
}

#[test]
fn what_cannot_be_one_is_refused_without_being_repeated() {
    for mala in [
        "",
        "ZEZZ850412",
        "ZEZZ851312MOCZZZ00",
        "ZEZZ850412QOCZZZ00",
        "ZEZZ850412MQQZZZ00",
        "ZE1Z850412MOCZZZ00",
    ] {
        let error = mala.parse::<Curp>().unwrap_err().to_string();
        assert!(mala.is_empty() || !error.contains(mala), "{error}");
    }
    assert_eq!(
        format!("{:?}", "HEGG560427MVZRRL04".parse::<Curp>().unwrap()),
        "Curp(…)"
    );
}

proptest! {
    #[test]
    fn one_wrong_digit_of_the_date_shows(posicion in 4usize..10, otro in 0u32..10) {
        let buena = "HEGG560427MVZRRL04";
        let mut letras: Vec<char> = buena.chars().collect();
        let digito = char::from_digit(otro, 10).unwrap();
        prop_assume!(letras[posicion] != digito);
        letras[posicion] = digito;
        let mala: String = letras.into_iter().collect();
        // Weights that share a factor with 10 let some pass: those are still dates.
        if let Ok(curp) = mala.parse::<Curp>() {
            prop_assert_ne!(curp.nacimiento(), date!(1956 - 04 - 27));
        }
    }
}
