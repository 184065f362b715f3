//! A register that did not publish what is served: one from before it, or begun anew.

use std::fs;

use crate::casa::{Casa, publishing, withdrawing};
use crate::oficina::{Oficina, csv, many};

fn refused(casa: &Casa, corte: &str) {
    let (estado, mensaje) = casa.cannot_publish(corte);
    assert_eq!(estado, 2, "{mensaje}");
    assert!(
        mensaje.contains("el registro no conoce la edición 1 de 20067"),
        "{mensaje}"
    );
}

/// It would say of a closed month one woman less than what is served, and close it again.
#[test]
fn a_register_that_was_begun_anew_does_not_publish_beside_what_is_served() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-06-30");
    fs::remove_dir_all(casa.ruta().join("privado")).unwrap();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("menos.csv", csv(&many(239))));
    for corte in ["2017-06-30", "2017-12-31"] {
        refused(&casa, corte);
    }
    // Of other years nothing is served; and once it is withdrawn nobody can say that it was not seen.
    casa.publish("2016-12-31");
    casa.run(&withdrawing("1", "Se perdió el registro"));
    casa.publish("2017-12-31");
}

/// The other way round it is what a killed press leaves: the register knows more.
#[test]
fn a_register_from_before_an_edition_does_not_publish_beside_it() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("unas.csv", csv(&many(240))));
    let copia = casa.ruta().join("copia");
    casa.run(&["respaldar", "-o", copia.to_str().unwrap()]);
    casa.publish("2017-06-30");
    let privado = casa.ruta().join("privado");
    fs::remove_dir_all(&privado).unwrap();
    fs::create_dir(&privado).unwrap();
    fs::copy(
        copia.join("registro.sqlite"),
        privado.join("registro.sqlite"),
    )
    .unwrap();
    oficina.import(&oficina.sheet("una_mas.csv", csv(&many(241))));
    refused(&casa, "2017-06-30");
    refused(&casa, "2017-09-30");
}

/// What was published and is not there any more is missed: another edition would take its number, and a copy the place of a whole one.
#[test]
fn what_was_published_and_is_lost_is_missed() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));
    casa.publish("2017-06-30");
    fs::remove_dir_all(casa.ruta().join("publico")).unwrap();
    let dice = |(estado, mensaje): (i32, String)| {
        assert_eq!(estado, 2, "{mensaje}");
        let falta = "el registro cerró meses para";
        assert!(mensaje.contains(falta), "{mensaje}");
    };
    dice(casa.cannot_publish("2017-12-31"));
    let copia = casa.ruta().join("copia");
    dice(casa.fail(&["respaldar", "-o", copia.to_str().unwrap()]));
    let (_, mensaje) = casa.fail(&["verificar"]);
    assert!(
        mensaje.contains("si las había, restaure el último respaldo"),
        "{mensaje}"
    );
    // The press may have been stopped after its months were closed.
    casa.publish("2017-06-30");
    fs::remove_dir_all(casa.ruta().join("publico")).unwrap();
    let orden = [&publishing("2017-12-31")[..], &["--publicado-perdido"]].concat();
    assert!(casa.run(&orden).contains("Se publicó la edición 1"));
}

/// A signing key that was put among those of somebody else signs nothing.
#[test]
fn a_signing_key_that_its_folder_does_not_know_signs_nothing() {
    let (casa, otra) = (Casa::folder(), Casa::folder());
    for casa in [&casa, &otra] {
        casa.run(&["iniciar", "--si", "--instancia", "20067"]);
    }
    let suya = |casa: &Casa| casa.ruta().join("claves/firma.key");
    fs::copy(suya(&otra), suya(&casa)).unwrap();
    let (estado, mensaje) = casa.cannot_publish("2016-12-31");
    assert_eq!(estado, 2, "{mensaje}");
    assert!(mensaje.contains("es de otra instalación"), "{mensaje}");
    // One that took the place of another, and whose maker was stopped before its public one was written, is known.
    let publica = fs::read(casa.ruta().join("claves/firma.pub")).unwrap();
    fs::remove_file(suya(&casa)).unwrap();
    casa.run(&["claves"]);
    fs::write(casa.ruta().join("claves/firma.pub"), publica).unwrap();
    casa.publish("2016-12-31");
    let vacia = tempfile::tempdir().unwrap();
    let dicho = casa.run(&["verificar", "--claves", vacia.path().to_str().unwrap()]);
    assert!(
        dicho.contains("Aviso: en la carpeta de --claves"),
        "{dicho}"
    );
}
