//! Imports that are killed, that are two at once, and that find no room.

use std::process::Stdio;

use crate::casa::{Casa, on_both, text};
use crate::oficina::{Oficina, csv, many};

fn two_imports_at_once_and_one_that_is_killed(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let ruta = oficina.sheet("todas.csv", csv(&many(4000)));
    let start = || {
        let mut orden = casa.command(&["importar", &ruta, "--instancia", "20067"]);
        orden
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for milisegundos in [20, 60, 120, 250] {
        let mut muere = start();
        std::thread::sleep(std::time::Duration::from_millis(milisegundos));
        muere.kill().unwrap();
        muere.wait().unwrap();
        let hay = oficina.count("SELECT COUNT(*) FROM atencion");
        assert!(hay == 0 || hay == 4000, "{hay}");
    }
    for importacion in [start(), start()] {
        let salida = importacion.wait_with_output().unwrap();
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    }
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 4000);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona"), 2000);
}

on_both!(two_imports_at_once_and_one_that_is_killed);

/// In a file system of 3 MB; where none can be had, with files that may not grow, which is less of a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = oficina.sheet("todas.csv", csv(&many(20_000)));
    let disco = oficina.path("disco");
    std::fs::create_dir(&disco).unwrap();
    let run = |orden: &str, argumentos: &[&str], antes: &str| {
        let guion = format!(
            "{antes} cp -a '{datos}/.' '{disco}/' && export PACTO_DATOS='{disco}' || exit 9; \
             '{pacto}' importar '{ruta}' --instancia 20067; echo \"estado $?\"; '{pacto}' revisar --instancia 20067",
            disco = disco.display(),
            datos = casa.ruta().display(),
            pacto = env!("CARGO_BIN_EXE_pacto"),
        );
        let mut orden = std::process::Command::new(orden);
        let salida = orden.args(argumentos).args(["-c", &guion]).output();
        salida.map(|salida| (text(&salida.stdout), text(&salida.stderr)))
    };
    let monta = format!("mount -t tmpfs -o size=3m tmpfs '{}' &&", disco.display());
    let aparte = run("unshare", &["--mount", "--map-root-user", "sh"], &monta);
    if let Some((dicho, mensaje)) = aparte.ok().filter(|(dicho, _)| dicho.contains("estado ")) {
        assert!(
            mensaje.contains("no queda espacio en disco"),
            "{dicho}{mensaje}"
        );
        assert!(
            dicho.contains("estado 2") && dicho.contains("0 atenciones."),
            "{dicho}{mensaje}"
        );
    } else {
        eprintln!(
            "a_full_disk_is_said_and_changes_nothing: sin disco de prueba, con archivos que no crecen"
        );
        let (dicho, mensaje) = run("sh", &[], "trap '' XFSZ; ulimit -f 2000;").unwrap();
        assert!(
            mensaje.starts_with("pacto: ") && !dicho.contains("estado 0"),
            "{dicho}{mensaje}"
        );
        assert!(dicho.contains("0 atenciones."), "{dicho}{mensaje}");
    }
}
