//! Backups: taken while others work, and put back on either kind of store.

use std::fs::{self, File};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use crate::casa::{Casa, agent, on_both, text};
use crate::oficina::{Oficina, content, csv, many};

fn get(url: &str) -> Vec<u8> {
    let mut respuesta = agent().get(url).call().unwrap();
    assert_eq!(respuesta.status(), 200, "{url}");
    respuesta.body_mut().read_to_vec().unwrap()
}

/// Gives one place the keys of another, as an operator would.
fn copy_keys(de: &Casa, a: &Casa) {
    let carpeta = |casa: &Casa| match casa {
        Casa::Carpeta(carpeta) => carpeta.path().join("claves"),
        Casa::Postgres(bases) => bases.claves.path().to_owned(),
    };
    fs::create_dir_all(carpeta(a)).unwrap();
    for archivo in fs::read_dir(carpeta(de)).unwrap() {
        let archivo = archivo.unwrap();
        fs::copy(archivo.path(), carpeta(a).join(archivo.file_name())).unwrap();
    }
}

fn a_backup_is_taken_while_others_work_and_comes_back(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    let todas = oficina.sheet("todas.csv", csv(&filas));
    oficina.import(&todas);
    let publicada = casa.publish("2017-06-30");
    let hash = content(&publicada).to_owned();
    let servidor = casa.serve();
    // Whatever an import is doing meanwhile is in it whole, or not at all.
    let mas = oficina.sheet("mas.csv", csv(&many(3000)[240..]));
    let importando = casa
        .command(&["importar", &mas, "--instancia", "20067"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let respaldo = oficina.path("respaldo");
    let respaldo = respaldo.to_str().unwrap();
    let dicho = casa.run(&["respaldar", "-o", respaldo]);
    assert!(
        dicho.contains("y 1 edición en") && dicho.contains("Las claves no van en él"),
        "{dicho}"
    );
    assert!(
        dicho.contains(" 240 atenciones") || dicho.contains(" 3000 atenciones"),
        "{dicho}"
    );
    let salida = importando.wait_with_output().unwrap();
    assert!(salida.status.success(), "{}", text(&salida.stderr));
    let original = get(&servidor.url(&format!("/ediciones/{hash}")));
    drop(servidor);
    let (estado, mensaje) = casa.fail(&["respaldar", "-o", respaldo]);
    assert!(
        estado == 2 && mensaje.contains("ahí ya hay algo"),
        "{mensaje}"
    );
    let (estado, mensaje) = casa.fail(&["restaurar", respaldo]);
    assert!(
        estado == 2 && mensaje.contains("ya hay algo, y se restaura en almacenes vacíos"),
        "{mensaje}"
    );
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(respaldo).unwrap().permissions())
            & 0o077,
        0
    );
    assert_eq!(fs::read_dir(respaldo).unwrap().count(), 3);
    // Over what another store left, whose editions would be taken for those that come: not either.
    let con_restos = Casa::folder();
    let restos = con_restos.ruta().join("publico/ediciones");
    fs::create_dir_all(&restos).unwrap();
    fs::write(restos.join("20067.sqlite"), "").unwrap();
    let (estado, mensaje) = con_restos.fail(&["restaurar", respaldo]);
    let suya = con_restos.ruta().to_str().unwrap();
    assert!(
        estado == 2 && mensaje.contains(&format!("en la carpeta {suya} ya hay algo")),
        "{mensaje}"
    );
    // What is no backup is named, with what was expected.
    for (carpeta, dicho) in [
        (suya, "no hay un respaldo"),
        ("no-esta", "no existe la carpeta"),
    ] {
        let (estado, mensaje) = con_restos.fail(&["restaurar", carpeta]);
        assert!(
            estado == 2
                && mensaje.contains(dicho)
                && mensaje.contains(carpeta)
                && mensaje.contains("respaldo.json"),
            "{mensaje}"
        );
    }
    // Into a folder and, where there is one, into a database: wherever it came from.
    for otra_casa in [Some(Casa::folder()), Casa::postgres()]
        .into_iter()
        .flatten()
    {
        let dicho = otra_casa.run(&["restaurar", respaldo]);
        assert!(dicho.contains("Faltan las claves"), "{dicho}");
        copy_keys(casa, &otra_casa);
        let servida = get(&otra_casa.serve().url(&format!("/ediciones/{hash}")));
        assert_eq!(original, servida);
        assert!(otra_casa.run(&["verificar"]).contains("firma"));
        let bitacora = otra_casa.run(&["bitacora"]);
        assert!(
            bitacora.contains("respaldar") && bitacora.contains("restaurar: atenciones"),
            "{bitacora}"
        );
        let otra = Oficina {
            casa: &otra_casa,
            hojas: tempfile::tempdir().unwrap(),
        };
        assert!(otra.import(&todas).contains("0 nuevos, 240 que ya estaban"));
        otra.import(&mas);
        // What was closed is known, and the next edition is the same.
        let siguiente = otra_casa.publish("2017-12-31");
        assert_eq!(
            content(&siguiente),
            content(&casa.publish("2017-12-31")),
            "{siguiente}"
        );
    }
}

on_both!(a_backup_is_taken_while_others_work_and_comes_back);

#[test]
fn a_backup_that_is_not_whole_is_refused() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(20))));
    let respaldo = oficina.path("respaldo");
    let ruta = respaldo.to_str().unwrap();
    casa.run(&["respaldar", "-o", ruta]);
    let nueva = Casa::folder();
    let (estado, mensaje) = nueva.fail(&["restaurar", oficina.path("otro").to_str().unwrap()]);
    assert!(estado == 2 && mensaje.contains("no existe"), "{mensaje}");
    let registro = respaldo.join("registro.sqlite");
    let entero = fs::read(&registro).unwrap();
    fs::write(&registro, &entero[..entero.len() / 2]).unwrap();
    let (estado, mensaje) = nueva.fail(&["restaurar", ruta]);
    assert!(estado == 2 && mensaje.contains("está dañado"), "{mensaje}");
    fs::write(&registro, &entero).unwrap();
    fs::write(respaldo.join("respaldo.json"), "{}").unwrap();
    let (_, mensaje) = nueva.fail(&["restaurar", ruta]);
    assert!(mensaje.contains("no es un respaldo"), "{mensaje}");
}

/// They hold pseudonyms, for nobody; what is still being written is left alone.
#[test]
fn what_backups_that_were_killed_left_goes_with_the_next() {
    let casa = Casa::folder();
    casa.run(&["iniciar", "--instancia", "20067"]);
    let respaldos = tempfile::tempdir().unwrap();
    let antes = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let left = |nombre: &str, viejo: bool| {
        let carpeta = respaldos.path().join(nombre);
        fs::create_dir(&carpeta).unwrap();
        let archivo = carpeta.join("registro.sqlite");
        fs::write(&archivo, "a medias").unwrap();
        if viejo {
            for ruta in [&archivo, &carpeta] {
                File::open(ruta).unwrap().set_modified(antes).unwrap();
            }
        }
        carpeta
    };
    let (muerto, vivo) = (
        left(".pacto-respaldo-muerto", true),
        left(".pacto-respaldo-vivo", false),
    );
    let ajeno = left("respaldo-de-otro", true);
    let copia = respaldos.path().join("copia");
    casa.run(&["respaldar", "-o", copia.to_str().unwrap()]);
    assert!(!muerto.exists());
    assert!(vivo.exists() && ajeno.exists() && copia.join("respaldo.json").exists());
}
