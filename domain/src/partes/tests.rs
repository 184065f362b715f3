use crate::{Dato, Vigencia};

use super::*;

fn agencia(tipo: Option<TipoAgencia>) -> Agencia {
    Agencia {
        clave: "a".to_owned(),
        nombre: "A".to_owned(),
        alias: vec![],
        tipo: tipo.into(),
        fuente_tipo: Dato::NoConsta,
        vigencia: Vigencia::default(),
    }
}

#[test]
fn they_are_called_as_their_kinds_say_if_these_are_of_one_word() {
    let of = |region, tipos: &[Option<TipoAgencia>]| {
        let todas: Vec<Agencia> = tipos.iter().map(|tipo| agencia(*tipo)).collect();
        Partes::of(region, &todas).of_which()
    };
    let (barrio, colonia) = (Some(TipoAgencia::Barrio), Some(TipoAgencia::Colonia));
    let municipal = Some(TipoAgencia::Municipal);
    let fuera = Region::OtraEntidad;
    assert_eq!(of(fuera, &[barrio, None]), "el barrio del que");
    assert_eq!(of(fuera, &[colonia, colonia]), "la colonia de la que");
    assert_eq!(of(fuera, &[colonia, barrio]), "la localidad de la que");
    assert_eq!(of(fuera, &[]), "la localidad de la que");
    let de_michoacan = [Some(TipoAgencia::Tenencia), Some(TipoAgencia::Tenencia)];
    assert_eq!(of(fuera, &de_michoacan), "la tenencia de la que");
    let dos = [municipal, Some(TipoAgencia::Policia)];
    assert_eq!(of(Region::Costa, &dos), "la agencia de la que");
    assert_eq!(of(Region::Costa, &[None]), "la agencia de la que");
}
#[test]
fn what_plans_name_is_told_by_the_word_of_the_place() {
    let rename =
        |tipo, nombre: &str| Partes::of(Region::OtraEntidad, &[agencia(tipo)]).rename(nombre);
    let comunidad = Some(TipoAgencia::Comunidad);
    let nombre = "Agencia y servicio, por año";
    assert_eq!(rename(comunidad, nombre), "Comunidad y servicio, por año");
    assert_eq!(rename(None, "Violencia y agencia"), "Violencia y localidad");
    assert_eq!(rename(comunidad, "Agenciamiento"), "Agenciamiento");
    assert_eq!(rename(Some(TipoAgencia::Municipal), nombre), nombre);
}
