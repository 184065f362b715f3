//! A copy that follows another base is read, served and backed up; what writes is told where to go.

use crate::aparte::Aparte;
use crate::casa::{Servidor, failure, pacto, publishing, withdrawing};

#[test]
fn a_standby_is_read_and_backed_up() {
    let Some(principal) = Aparte::published() else {
        return;
    };
    let copia = principal.standby();
    let bitacora = copia.run(&["bitacora"]);
    assert!(bitacora.contains("publicar"), "{bitacora}");
    copia.run(&["revisar", "--instancia", "20067"]);
    copia.run(&["pendientes", "--instancia", "20067"]);
    copia.run(&["verificar"]);
    let respaldo = copia.carpeta.path().join("respaldo");
    copia.run(&["respaldar", "-o", respaldo.to_str().unwrap()]);
    // It comes back, into a folder.
    let casa = crate::casa::Casa::folder();
    let vuelta = casa.ruta().join("vuelta");
    let salida = pacto(&["restaurar", respaldo.to_str().unwrap(), "--datos"])
        .arg(&vuelta)
        .output()
        .unwrap();
    assert!(salida.status.success());
    let servidor = Servidor::start({
        let mut orden = pacto(&["servir", "--direccion", "127.0.0.1:0"]);
        orden.env("PACTO_PUBLICACIONES_URL", copia.publicaciones());
        orden
    });
    let consulta = r#"{ instancia(clave: "20067") { edicion { numero } } }"#;
    assert_eq!(servidor.data(consulta)["instancia"]["edicion"]["numero"], 1);
    let otra = [&publishing("2017-06-30")[..], &["--otra-clave"]].concat();
    for orden in [
        &["iniciar", "--si", "--instancia", "20385"][..],
        &withdrawing("1", "Prueba"),
        &otra,
    ] {
        let (estado, mensaje) = failure(&copia.operator(orden).output().unwrap());
        assert_eq!(estado, 2, "{orden:?}: {mensaje}");
        assert!(
            mensaje.contains("sólo se deja leer"),
            "{orden:?}: {mensaje}"
        );
    }
}
