use super::*;

#[test]
fn a_key_is_made_once_and_read_again() {
    let carpeta = std::env::temp_dir().join(format!("pacto-identidad-{}", std::process::id()));
    let clave: Clave = "20067".parse().unwrap();
    let curp: Curp = "HEGG560427MVZRRL04".parse().unwrap();
    assert!(Identidad::load(&carpeta).unwrap().is_none());
    let nueva = Identidad::create(&carpeta).unwrap();
    assert!(matches!(
        Identidad::create(&carpeta),
        Err(Error::Identidad("ya hay una"))
    ));
    let leida = Identidad::load(&carpeta).unwrap().unwrap();
    assert_eq!(nueva.of_curp(&clave, &curp), leida.of_curp(&clave, &curp));
    let otra: Clave = "20385".parse().unwrap();
    assert_ne!(nueva.of_curp(&clave, &curp), nueva.of_curp(&otra, &curp));
    assert_ne!(
        nueva.of_curp(&clave, &curp),
        nueva.of_expediente(&clave, curp.as_str())
    );
    std::fs::remove_dir_all(carpeta).unwrap();
}
