//! Who may read and write what.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::casa::{Casa, Servidor, failure, pacto, publishing};

const NADIE: u32 = 65534;
const CONSULTA: &str = r#"{ instancia(clave: "20067") { edicion { numero } } }"#;

#[test]
fn the_private_store_is_for_its_owner_alone() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    casa.publish("2017-06-30");
    let modo = |ruta: &str| fs::metadata(casa.ruta().join(ruta)).unwrap().mode() & 0o777;
    assert_eq!(modo("privado"), 0o700);
    assert_eq!(modo("privado/registro.sqlite"), 0o600);
    assert_eq!(modo("publico/publicaciones.sqlite"), 0o644);
}

/// Serves the folder as a user who can write nothing in it. As root, as another user; otherwise, with
/// the rights to write taken away.
#[test]
fn a_user_without_rights_to_write_can_serve() {
    let casa = Casa::folder();
    casa.demo();
    let publico = casa.ruta().join("publico");
    let soy_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    fs::set_permissions(casa.ruta(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&publico, fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(
        publico.join("publicaciones.sqlite"),
        fs::Permissions::from_mode(0o444),
    )
    .unwrap();
    // The program itself may lie where another user cannot reach it.
    let copia = tempfile::tempdir().unwrap();
    fs::set_permissions(copia.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let programa = copia.path().join("pacto");
    fs::copy(env!("CARGO_BIN_EXE_pacto"), &programa).unwrap();
    let mut orden = Command::new(&programa);
    orden
        .args(["servir", "--direccion", "127.0.0.1:0", "--datos"])
        .arg(casa.ruta())
        .current_dir("/");
    if soy_root {
        chown(&programa, Some(NADIE), Some(NADIE)).unwrap();
        orden.uid(NADIE).gid(NADIE);
        let mut prueba = Command::new("test");
        prueba
            .arg("-r")
            .arg(casa.ruta().join("privado/registro.sqlite"))
            .uid(NADIE)
            .gid(NADIE);
        assert!(
            !prueba.status().unwrap().success(),
            "another user reads the register"
        );
    }
    let servidor = Servidor::start(orden);
    assert_eq!(servidor.data(CONSULTA)["instancia"]["edicion"]["numero"], 1);
    // An edition published meanwhile is served too.
    if soy_root {
        casa.publish("2017-06-30");
        assert_eq!(
            servidor.data(r#"{ instancia(clave: "20067") { edicion(numero: 2) { corte } } }"#)["instancia"]
                ["edicion"]["corte"],
            "2017-06-30"
        );
    }
    fs::set_permissions(&publico, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_closed_umask_does_not_close_what_is_public() {
    let casa = Casa::folder();
    let datos = casa.ruta().join("datos");
    let orden = format!(
        "umask 077; exec {} iniciar --instancia 20067 && exit",
        env!("CARGO_BIN_EXE_pacto")
    );
    let publicar = "publicar --si --sin-atenciones --instancia 20067 --corte 2017-12-31";
    for orden in [
        orden.clone(),
        orden.replace("iniciar --instancia 20067", publicar),
    ] {
        let estado = Command::new("sh")
            .args(["-c", &orden])
            .env("PACTO_DATOS", &datos)
            .status()
            .unwrap();
        assert!(estado.success());
    }
    let modo = |ruta: &str| fs::metadata(datos.join(ruta)).unwrap().mode() & 0o777;
    assert_eq!(
        [modo(""), modo("privado"), modo("publico")],
        [0o755, 0o700, 0o755]
    );
    assert_eq!(modo("publico/publicaciones.sqlite"), 0o644);
    // A file that nobody may write is replaced all the same.
    fs::set_permissions(
        datos.join("publico/publicaciones.sqlite"),
        fs::Permissions::from_mode(0o444),
    )
    .unwrap();
    let mut orden = pacto(&publishing("2017-06-30"));
    assert!(
        orden
            .env("PACTO_DATOS", &datos)
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn the_public_role_cannot_read_the_register() {
    let Some(casa) = Casa::postgres() else { return };
    casa.demo();
    let Casa::Postgres(bases) = &casa else {
        unreachable!()
    };
    // Its own database it reads, and cannot write.
    assert_eq!(
        casa.serve().data(CONSULTA)["instancia"]["edicion"]["numero"],
        1
    );
    let (_, mensaje) = failure(
        &pacto(&publishing("2017-06-30"))
            .env("PACTO_CLAVES", bases.claves.path())
            .env("PACTO_REGISTRO_URL", &bases.registro)
            .env("PACTO_PUBLICACIONES_URL", &bases.solo_lectura)
            .output()
            .unwrap(),
    );
    assert!(
        mensaje.contains("el usuario no tiene permiso para eso"),
        "{mensaje}"
    );
    // To the other it cannot even connect.
    let (estado, mensaje) = failure(
        &pacto(&[
            "servir",
            "--direccion",
            "127.0.0.1:0",
            "--publicaciones-url",
            &bases.registro_ajeno,
        ])
        .output()
        .unwrap(),
    );
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("no se pudo abrir la base de datos")
            && mensaje.contains("el usuario no tiene permiso para eso"),
        "{mensaje}"
    );
}

#[test]
fn the_server_refuses_to_know_the_register() {
    let casa = Casa::folder();
    casa.demo();
    let (estado, mensaje) = failure(
        &casa
            .command(&["servir"])
            .env("PACTO_REGISTRO_URL", "postgres://a/b")
            .output()
            .unwrap(),
    );
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("no debe conocer la base del registro"),
        "{mensaje}"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let casa = Casa::folder();
    let estorbo = casa.ruta().join("estorbo");
    fs::write(&estorbo, "").unwrap();
    let (estado, mensaje) = failure(
        &pacto(&["iniciar", "--instancia", "20067", "--datos"])
            .arg(estorbo.join("datos"))
            .output()
            .unwrap(),
    );
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains(
            "no se pudo crear la carpeta de datos: hay un archivo donde se espera una carpeta"
        ),
        "{mensaje}"
    );
}
