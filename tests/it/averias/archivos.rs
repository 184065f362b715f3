//! Why the file of a store cannot be opened, and files that are links.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use sea_orm::ConnectionTrait;

use crate::casa::{Casa, failure, pacto, publishing, text, wait};
use crate::muertes::verify;

const NADIE: u32 = 65534;

#[test]
fn what_is_no_store_is_told_with_its_name() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    fs::create_dir_all(casa.ruta().join("publico")).unwrap();
    fs::write(casa.ruta().join("publico/publicaciones.sqlite"), "no es una base, ni lo parece; es más larga que un encabezado de las que sí lo son, para que se lea entera").unwrap();
    let (estado, mensaje) = casa.fail(&["verificar"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("no es un almacén de Pacto, o está dañado"),
        "{mensaje}"
    );
    fs::remove_file(casa.ruta().join("publico/publicaciones.sqlite")).unwrap();
    fs::create_dir(casa.ruta().join("publico/publicaciones.sqlite")).unwrap();
    let (estado, mensaje) = casa.fail(&["verificar"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("publico/publicaciones.sqlite: "),
        "{mensaje}"
    );
}

/// To SQLite an empty file is a store in which nothing was written: it would be backed up, and published into from number 1.
#[test]
fn a_store_that_lost_all_it_had_is_not_taken_for_a_new_one() {
    let casa = Casa::folder();
    casa.demo();
    let copia = casa.ruta().join("copia");
    let respaldar = ["respaldar", "-o", copia.to_str().unwrap()];
    for (archivo, ordenes) in [
        (
            "publico/ediciones/20067.sqlite",
            &[&["verificar"][..], &respaldar, &publishing("2017-06-30")][..],
        ),
        (
            "publico/publicaciones.sqlite",
            &[&["verificar"], &respaldar, &publishing("2017-06-30")],
        ),
        (
            "privado/registro.sqlite",
            &[
                &["bitacora"],
                &respaldar,
                &["revisar", "--instancia", "20067"],
            ],
        ),
    ] {
        fs::write(casa.ruta().join(archivo), "").unwrap();
        // What a command that was killed left in the journal does not make a store of it.
        fs::write(casa.ruta().join(format!("{archivo}-wal")), "x".repeat(100)).unwrap();
        for orden in ordenes {
            let (estado, mensaje) = casa.fail(orden);
            assert_eq!(estado, 2, "{orden:?}: {mensaje}");
            assert!(
                mensaje.contains(&format!("{archivo}: está vacío")),
                "{orden:?}: {mensaje}"
            );
            assert!(!copia.exists());
        }
    }
}

/// Whatever it announced: one edition, or many.
#[test]
fn an_index_that_is_lost_is_not_begun_again() {
    let casa = Casa::folder();
    casa.demo();
    let indice = casa.ruta().join("publico/publicaciones.sqlite");
    let aparte = casa.ruta().join("aparte.sqlite");
    let respaldo = casa.ruta().join("respaldo");
    let hoja = ["quitar", "sesiones", "consejo/s1", "--instancia", "20067"];
    for corte in ["2017-06-30", "2017-09-30"] {
        fs::rename(&indice, &aparte).unwrap();
        for (estado, mensaje) in [
            casa.cannot_publish(corte),
            casa.fail(&["respaldar", "-o", respaldo.to_str().unwrap()]),
            casa.fail(&hoja),
        ] {
            assert_eq!(estado, 2, "{mensaje}");
            assert!(
                mensaje.contains("publicaciones.sqlite: no está el índice de lo publicado"),
                "{mensaje}"
            );
        }
        fs::rename(&aparte, &indice).unwrap();
        casa.publish(corte);
    }
    assert_eq!(verify(&casa), 3);
}

/// The number of the edition that it does not know would be given again.
#[test]
fn an_index_from_before_is_not_gone_on_with() {
    let casa = Casa::folder();
    casa.demo();
    let indice = casa.ruta().join("publico/publicaciones.sqlite");
    let antes = casa.ruta().join("antes.sqlite");
    fs::copy(&indice, &antes).unwrap();
    casa.publish("2017-06-30");
    fs::copy(&antes, &indice).unwrap();
    let (estado, mensaje) = casa.cannot_publish("2017-09-30");
    assert_eq!(estado, 2, "{mensaje}");
    assert!(
        mensaje.contains("no conoce todas las ediciones que hay a su lado"),
        "{mensaje}"
    );
    assert_eq!(verify(&casa), 1);
}

/// Killed between both files, the press leaves the new index beside: nobody has seen the edition, which is published again.
#[test]
fn what_a_killed_press_left_between_both_files_is_taken_back() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    let indice = casa.ruta().join("publico/publicaciones.sqlite");
    let nueva = casa.ruta().join("publico/publicaciones.nueva");
    let antes = casa.ruta().join("antes.sqlite");
    casa.publish("2017-06-30");
    fs::copy(&indice, &antes).unwrap();
    fs::rename(&indice, &nueva).unwrap();
    let (estado, mensaje) = casa.fail(&["verificar"]);
    assert_eq!(estado, 2, "{mensaje}");
    assert!(!mensaje.contains("índice"), "{mensaje}");
    casa.publish("2017-06-30");
    assert_eq!(verify(&casa), 1);
    casa.publish("2017-09-30");
    fs::rename(&indice, &nueva).unwrap();
    fs::copy(&antes, &indice).unwrap();
    let servidor = casa.serve();
    casa.publish("2017-12-31");
    let datos = servidor.data(r#"{ instancia(clave: "20067") { edicion(numero: 2) { corte } } }"#);
    assert_eq!(datos["instancia"]["edicion"]["corte"], "2017-12-31");
    assert_eq!(verify(&casa), 2);
    assert!(!nueva.exists());
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let casa = Casa::folder();
    casa.demo();
    wait(async {
        for ruta in ["privado/registro.sqlite", "publico/publicaciones.sqlite"] {
            let url = format!("sqlite://{}", casa.ruta().join(ruta).display());
            let bd = sea_orm::Database::connect(url).await.unwrap();
            let orden =
                "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_de_otra', 1)";
            bd.execute_unprepared(orden).await.unwrap();
            bd.close().await.unwrap();
        }
    });
    for orden in [
        &["servir", "--direccion", "127.0.0.1:0"][..],
        &["verificar"],
        &["revisar", "--instancia", "20067"],
    ] {
        let (estado, mensaje) = casa.fail(orden);
        assert_eq!(estado, 2, "{orden:?}: {mensaje}");
        assert!(
            mensaje.contains("es de una versión más nueva"),
            "{orden:?}: {mensaje}"
        );
    }
}

/// Told as nobody, who may not: as whoever runs the tests, unless that is root.
#[test]
fn without_permission_it_is_told_of_the_file_and_not_that_there_is_none() {
    let casa = Casa::folder();
    casa.demo();
    fs::set_permissions(casa.ruta(), fs::Permissions::from_mode(0o755)).unwrap();
    let publicadas = casa.ruta().join("publico/publicaciones.sqlite");
    fs::set_permissions(&publicadas, fs::Permissions::from_mode(0o000)).unwrap();
    let copia = tempfile::tempdir().unwrap();
    fs::set_permissions(copia.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let programa = copia.path().join("pacto");
    fs::copy(env!("CARGO_BIN_EXE_pacto"), &programa).unwrap();
    let soy_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
    if !soy_root {
        fs::set_permissions(
            casa.ruta().join("privado"),
            fs::Permissions::from_mode(0o000),
        )
        .unwrap();
    }
    for (orden, archivo) in [
        (
            &["servir", "--direccion", "127.0.0.1:0"][..],
            "publico/publicaciones.sqlite",
        ),
        (
            &["revisar", "--instancia", "20067"],
            "privado/registro.sqlite",
        ),
    ] {
        let mut otra = Command::new(&programa);
        otra.args(orden)
            .env("PACTO_DATOS", casa.ruta())
            .current_dir("/");
        if soy_root {
            otra.uid(NADIE).gid(NADIE);
        }
        let (estado, mensaje) = failure(&otra.output().unwrap());
        assert_eq!(estado, 2, "{mensaje}");
        assert!(
            mensaje.contains(&format!("{archivo}: el usuario no tiene permiso")),
            "{orden:?}: {mensaje}"
        );
    }
    fs::set_permissions(
        casa.ruta().join("privado"),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
}

/// On a disk of its own, which only root can make.
#[test]
fn a_full_disk_is_told() {
    let casa = Casa::folder();
    casa.demo();
    casa.run(&[
        "respaldar",
        "-o",
        casa.ruta().join("copia").to_str().unwrap(),
    ]);
    // Closed well it leaves no log beside it, in which there would be room.
    wait(async { casa.sql().await.close().await.unwrap() });
    let guion = r#"mkdir -p "$2/disco" && mount -t tmpfs -o size=16m tmpfs "$2/disco" && cp -a "$2/privado" "$2/claves" "$2/disco/" || exit 99
        head -c 32m /dev/zero > "$2/disco/relleno" 2>/dev/null
        for orden in "revisar --instancia 20067" "bitacora" "iniciar --instancia 20385"; do
            "$1" $orden --datos "$2/disco"; echo "$orden: $?" >&2
        done
        for hoja in hoja.xlsx hoja.csv; do
            "$1" plantilla atenciones -o "$2/disco/$hoja" --instancia 20067 --datos "$2"; echo "$hoja: $?" >&2
            test -e "$2/disco/$hoja" && echo "$hoja quedó a medias" >&2
        done
        for sitio in 32 64 128 192 256; do
            rm -rf "$2/disco/relleno" "$2/disco/nuevo"; head -c 32m /dev/zero > "$2/disco/relleno" 2>/dev/null
            truncate -s "-${sitio}k" "$2/disco/relleno"
            "$1" restaurar "$2/copia" --datos "$2/disco/nuevo"; echo "restaurar: $?" >&2
        done
        TMPDIR="$2/disco" "$1" exportar -o "$2/hoja.xlsx" --instancia 20067 --datos "$2"; echo "exportar: $?" >&2
        true"#;
    let salida = Command::new("unshare")
        .args(["-m", "sh", "-c", guion, "sh", env!("CARGO_BIN_EXE_pacto")])
        .arg(casa.ruta())
        .output()
        .unwrap();
    let dicho = text(&salida.stderr);
    if salida.status.code() == Some(99) || dicho.starts_with("unshare") {
        eprintln!("No disk of its own can be made here: this test was not run. {dicho}");
        return;
    }
    assert_eq!(dicho.matches("no queda espacio en").count(), 9, "{dicho}");
    assert_eq!(dicho.matches(": 2\n").count(), 11, "{dicho}");
    assert!(
        !dicho.contains("a medias") && !dicho.contains("panicked"),
        "{dicho}"
    );
    assert_eq!(dicho.lines().count(), 22, "{dicho}");
}

#[test]
fn what_a_link_leads_to_is_replaced_and_not_the_link() {
    let casa = Casa::folder();
    casa.demo();
    let enlace = casa.ruta().join("publico/publicaciones.sqlite");
    let otro_disco = tempfile::tempdir().unwrap();
    let real = otro_disco.path().join("p.sqlite");
    fs::rename(&enlace, &real).unwrap();
    // What editions say lies beside the file that the link leads to.
    fs::rename(
        casa.ruta().join("publico/ediciones"),
        otro_disco.path().join("ediciones"),
    )
    .unwrap();
    symlink(&real, &enlace).unwrap();
    let servidor = casa.serve();
    casa.publish("2017-06-30");
    assert!(enlace.symlink_metadata().unwrap().is_symlink());
    let datos = servidor.data(r#"{ instancia(clave: "20067") { edicion(numero: 2) { corte } } }"#);
    assert_eq!(datos["instancia"]["edicion"]["corte"], "2017-06-30");
    // One that leads to nothing yet is written where it leads.
    let nueva = Casa::folder();
    nueva.run(&["iniciar", "--instancia", "20067"]);
    fs::create_dir_all(nueva.ruta().join("publico")).unwrap();
    let tercer_disco = tempfile::tempdir().unwrap();
    let primera = tercer_disco.path().join("primera.sqlite");
    symlink(&primera, nueva.ruta().join("publico/publicaciones.sqlite")).unwrap();
    nueva.publish("2017-12-31");
    assert!(primera.exists());
    // And one whose folder is not there is told.
    let perdida = Casa::folder();
    perdida.run(&["iniciar", "--instancia", "20067"]);
    fs::create_dir_all(perdida.ruta().join("publico")).unwrap();
    symlink(
        "/no/hay/nada.sqlite",
        perdida.ruta().join("publico/publicaciones.sqlite"),
    )
    .unwrap();
    let (estado, mensaje) = perdida.cannot_publish("2017-12-31");
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("seguir el enlace de las publicaciones: no existe"),
        "{mensaje}"
    );
    assert!(pacto(&["municipios"]).status().unwrap().success());
}
