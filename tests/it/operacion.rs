//! docs/operacion.md: what it has the operator run works, in the order in which it says it. What is of the system, and the units,
//! `despliegue/probar.py` runs on a fresh Debian.

use std::path::Path;

use crate::casa::{Casa, pacto, read, text};

/// The commands of the page that are of the program, in order.
fn commands() -> Vec<String> {
    let pagina = read("docs/operacion.md");
    let bloques = pagina.split("```sh\n").skip(1);
    let lineas = bloques.flat_map(|bloque| bloque.split("```").next().unwrap().lines());
    lineas
        .filter(|linea| linea.starts_with("pacto ") || linea.starts_with("pacto-operar "))
        .map(str::to_owned)
        .collect()
}

fn run(orden: &str, casa: &Path) -> (bool, String) {
    let palabras: Vec<&str> = orden.split_whitespace().skip(1).collect();
    let salida = pacto(&palabras).env("PACTO_DATOS", casa).output().unwrap();
    let dicho = text(&salida.stdout) + &text(&salida.stderr);
    (salida.status.success(), dicho)
}

#[test]
fn the_commands_of_the_operator_work_line_by_line() {
    let casa = Casa::folder();
    let datos = casa.ruta().join("pacto");
    let hoja = casa.ruta().join("atenciones.xlsx");
    let respaldo = casa.ruta().join("2026-11-25-033012");
    let nuevo = casa.ruta().join("pacto-nuevo");
    let ordenes = commands();
    assert!(ordenes.len() >= 6, "{ordenes:?}");
    let mut asiento = String::new();
    for orden in ordenes {
        if orden.contains(" importar ") {
            let plantilla = format!(
                "x plantilla atenciones -o {} --instancia 20067",
                hoja.display()
            );
            assert!(run(&plantilla, &datos).0);
        }
        if orden.contains(" restaurar ") {
            assert!(run(&format!("x respaldar -o {}", respaldo.display()), &datos).0);
            let bitacora = run("x bitacora", &datos).1;
            let hashes = bitacora.split(|c: char| !c.is_ascii_hexdigit());
            let ultimo = hashes.rev().find(|palabra| palabra.len() == 64);
            asiento = ultimo.unwrap_or_else(|| panic!("{bitacora}")).to_owned();
        }
        let aqui = orden
            .replace(
                "/var/backups/pacto/2026-11-25-033012",
                respaldo.to_str().unwrap(),
            )
            .replace("/srv/pacto/hojas/atenciones.xlsx", hoja.to_str().unwrap())
            .replace("/srv/pacto-nuevo", nuevo.to_str().unwrap())
            .replace("HASH", &asiento);
        let (bien, dicho) = run(&aqui, &datos);
        // The template has no rows yet: it is read, and that is said.
        assert!(
            bien || dicho.contains("no tiene renglones"),
            "{orden}: {dicho}"
        );
    }
}

/// Each file that the page has the operator install is there, and the examples of variables name variables that there are.
#[test]
fn what_is_installed_is_there() {
    let pagina = read("docs/operacion.md");
    let mut archivos = 0;
    for palabra in pagina.split_whitespace() {
        if let Some(archivo) = palabra.strip_prefix("despliegue/")
            && archivo.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !archivo.contains(['*', ')'])
        {
            assert!(crate::casa::repository(palabra).exists(), "{palabra}");
            archivos += 1;
        }
    }
    assert!(archivos >= 3, "{archivos}");
    for archivo in ["operador.env", "publico.env"] {
        for linea in read(&format!("despliegue/{archivo}")).lines() {
            let linea = linea.trim_start_matches("# ");
            if let Some((nombre, _)) = linea
                .split_once('=')
                .filter(|(nombre, _)| nombre.starts_with("PACTO_"))
            {
                assert!(
                    pagina.contains(&format!("| `{nombre}` |")),
                    "{archivo}: {nombre}"
                );
            }
        }
    }
    assert!(!read("despliegue/publico.env").contains("PACTO_REGISTRO_URL"));
}
