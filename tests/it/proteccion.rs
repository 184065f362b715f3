//! Any table, protected and audited through files, as a statistician would.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use expect_test::expect;
use serde_json::{Value, json};

use crate::casa::{failure, pacto, read, text};
use crate::mesa::{Mesa, publish, withheld};

const EJEMPLO: &str = "docs/ejemplo-proteccion.json";

fn mode(ruta: &Path) -> u32 {
    fs::metadata(ruta).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_example_of_the_documents_is_what_they_show() {
    let mesa = Mesa::with(EJEMPLO);
    let seis = ["Norte", "Centro", "Sur"]
        .map(|agencia| ["Jurídico", "Trabajo social"].map(|servicio| json!([agencia, servicio])));
    assert_eq!(withheld(&mesa.protect()), seis.concat());
    let (informe, _) = mesa.good(&["auditar", "protegida.json"]);
    expect![[r#"
        inconsistencia: 16 casos, 0 fallos
        cuenta exacta: 16 casos, 0 fallos
        suma implícita: 5 casos, 0 fallos
        intervalo estrecho: 6 casos, 0 fallos, 6 demostrados con tablas enteras
    "#]]
    .assert_eq(&informe);
}

#[test]
fn what_is_protected_passes_every_audit() {
    for tabla in ["cuadro", "personas", "ediciones"] {
        let mesa = Mesa::with(&format!("tests/fixtures/tablas/{tabla}.json"));
        mesa.protect();
        let (sin_verdad, _) = mesa.good(&["auditar", "protegida.json"]);
        assert!(!sin_verdad.contains("persona única"), "{sin_verdad}");
        let con_verdad = ["auditar", "protegida.json", "--verdad", "tabla.json"];
        let (informe, _) = mesa.good(&con_verdad);
        assert!(informe.contains("persona única"), "{informe}");
        let con_todo = [&con_verdad[..], &["--certificado", "certificado.json"]].concat();
        let (informe, _) = mesa.good(&con_todo);
        assert!(informe.contains("certificado"), "{informe}");
    }
}

#[test]
fn persons_are_counted_and_not_what_they_received() {
    let protegida = Mesa::with("tests/fixtures/tablas/personas.json").protect();
    let ocultas = withheld(&protegida);
    assert!(
        ocultas.contains(&json!(["Norte", "Psicología"])),
        "{ocultas:?}"
    );
}

#[test]
fn an_output_that_was_changed_is_found_out() {
    let mesa = Mesa::with(EJEMPLO);
    let mut protegida = mesa.protect();
    publish(&mut protegida, &json!(["Norte", "Trabajo social"]), 12);
    mesa.write("cambiada.json", &protegida);
    for verdad in [&[][..], &["--verdad", "tabla.json"]] {
        let salida = mesa.run(&[&["auditar", "cambiada.json"], verdad].concat());
        assert_eq!(salida.status.code(), Some(1));
        assert_eq!(text(&salida.stderr), "");
        let informe = text(&salida.stdout);
        assert!(
            informe.contains("cuenta exacta: (Norte, Jurídico) = 1;"),
            "{informe}"
        );
        assert!(informe.contains("cuenta exacta: 16 casos, 1 fallos"));
    }

    publish(&mut protegida, &json!(["Norte", "Trabajo social"]), 11);
    mesa.write("falsa.json", &protegida);
    let salida = mesa.run(&["auditar", "falsa.json", "--verdad", "tabla.json"]);
    assert_eq!(salida.status.code(), Some(1));
    let informe = text(&salida.stdout);
    assert!(
        informe
            .contains("inconsistencia: (Norte, Trabajo social) = 12; lo publicado no es lo cierto"),
        "{informe}"
    );
}

#[test]
fn a_certificate_that_proves_nothing_is_found_out() {
    let mesa = Mesa::with(EJEMPLO);
    mesa.protect();
    let mut certificado = mesa.document("certificado.json");
    certificado["witnesses"] = json!([]);
    mesa.write("vacio.json", &certificado);
    let verdad = ["auditar", "protegida.json", "--verdad", "tabla.json"];
    let salida = mesa.run(&[&verdad[..], &["--certificado", "vacio.json"]].concat());
    assert_eq!(salida.status.code(), Some(1));
    let informe = text(&salida.stdout);
    assert!(
        informe.contains("certificado insuficiente: (Norte, Jurídico); no tiene par"),
        "{informe}"
    );
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let archivos = || {
        let mesa = Mesa::with("tests/fixtures/tablas/cuadro.json");
        mesa.protect();
        ["protegida.json", "certificado.json"].map(|nombre| fs::read(mesa.path(nombre)).unwrap())
    };
    assert!(archivos() == archivos());
}

#[test]
fn nothing_tells_primary_cells_from_the_others() {
    let keys = |objeto: &Value| -> Vec<String> {
        let mut claves: Vec<String> = objeto.as_object().unwrap().keys().cloned().collect();
        claves.sort();
        claves
    };
    for tabla in ["cuadro", "personas", "ediciones"] {
        let protegida = Mesa::with(&format!("tests/fixtures/tablas/{tabla}.json")).protect();
        let mut claves = vec!["cells", "dimensions"];
        if tabla == "ediciones" {
            claves.extend(["edition_link", "editions"]);
        }
        claves.extend(["measure", "required_width", "threshold", "zeros"]);
        assert_eq!(keys(&protegida), claves);
        for celda in protegida["cells"].as_array().unwrap() {
            assert_eq!(keys(celda), ["coords", "value"]);
            assert!(celda["value"].is_null() || celda["value"].is_u64());
        }
        for dimension in protegida["dimensions"].as_array().unwrap() {
            assert_eq!(keys(dimension), ["hierarchy", "name", "root"]);
        }
    }
}

#[test]
fn standard_input_and_output_are_files_too() {
    let mesa = Mesa::with(EJEMPLO);
    mesa.protect();
    let esperada = fs::read_to_string(mesa.path("protegida.json")).unwrap();
    for salida in [&[][..], &["-o", "-"]] {
        let mut orden = pacto(&[&["proteger", "-"], salida].concat());
        orden.stdin(File::open(mesa.path("tabla.json")).unwrap());
        assert_eq!(text(&orden.output().unwrap().stdout), esperada);
    }
    let mut orden = pacto(&["auditar", "-"]);
    let mut proceso = orden
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut entrada = proceso.stdin.take().unwrap();
    entrada.write_all(esperada.as_bytes()).unwrap();
    drop(entrada);
    assert!(proceso.wait_with_output().unwrap().status.success());

    expect!["pacto: entrada estándar: línea 1, columna 0: el documento está incompleto"]
        .assert_eq(&mesa.bad(2, &["proteger", "-"]));
    expect!["pacto: sólo un archivo puede venir de la entrada estándar"]
        .assert_eq(&mesa.bad(2, &["auditar", "-", "--verdad", "-"]));
}

#[test]
fn the_summary_goes_to_standard_error_and_nowhere_else() {
    let mesa = Mesa::with(EJEMPLO);
    let (salida, resumen) = mesa.good(&["proteger", "tabla.json", "--resumen"]);
    assert!(salida.starts_with("{\n \"measure\""), "{salida}");
    let sin_tiempo: Vec<&str> = resumen
        .lines()
        .filter(|linea| !linea.starts_with("segundos: ") && !linea.starts_with("orden: "))
        .collect();
    expect![[r#"
        celdas: 16
        no cero: 15
        primarias: 3
        secundarias: 3
        U1, publicadas de las no cero: 9 de 15 (60.0 %)
          todas las dimensiones en su raíz: 1 de 1 (100.0 %)
          1 dimensión fuera de su raíz: 6 de 6 (100.0 %)
          2 dimensiones fuera de su raíz: 2 de 8 (25.0 %)
        primarias certificadas: 3
        auditoría: pasa las 6 pruebas"#]]
    .assert_eq(&sin_tiempo.join("\n"));
    assert_eq!(resumen.lines().count(), sin_tiempo.len() + 2);
}

#[test]
fn a_large_table_without_certificate_is_not_audited_and_the_summary_says_so() {
    let mesa = Mesa::with(EJEMPLO);
    let dimension = |nombre: &str, cuantas: usize| {
        let hojas: Vec<String> = (0..cuantas).map(|i| format!("{nombre}{i}")).collect();
        json!({ "name": nombre, "root": "T", "relations": [["T", hojas]], "leaves": hojas })
    };
    let tabla = json!({
        "threshold": 5, "crosstabs": "full", "inner": [[0, 0, 10], [1, 1, 20]],
        "dimensions": [dimension("a", 100), dimension("b", 50)],
    });
    mesa.write("grande.json", &tabla);
    let (_, resumen) = mesa.good(&["proteger", "grande.json", "--resumen"]);
    expect![
        "auditoría: no se hizo, son más de 5000 celdas sin certificado; hágala con «pacto auditar»"
    ]
    .assert_eq(resumen.lines().last().unwrap());
}

#[test]
fn what_cannot_be_published_is_refused_by_name() {
    let mesa = Mesa::with("tests/fixtures/tablas/forzada.json");
    let mensaje = mesa.bad(3, &["proteger", "tabla.json", "-o", "protegida.json"]);
    let inicio =
        "pacto: tabla.json: no se pueden publicar sin riesgo las celdas obligadas: (Norte, ";
    assert!(mensaje.starts_with(inicio), "{mensaje}");
    assert_eq!(mesa.files(), ["tabla.json"]);
}

#[test]
fn what_earlier_editions_gave_away_is_refused_by_name() {
    let mesa = Mesa::with("tests/fixtures/tablas/cuadro.json");
    let primera = mesa.protect();
    let norte = |servicio: &str| json!(["Norte", servicio]);
    let publicada = [(norte("Jurídico"), 2)];
    let restada = [
        (norte("Todos"), 38),
        (norte("Psicología"), 21),
        (norte("Gestoría"), 15),
    ];
    for celdas in [&publicada[..], &restada] {
        let mut primera = primera.clone();
        for (celda, valor) in celdas {
            publish(&mut primera, celda, *valor);
        }
        let mut tabla = mesa.document("tabla.json");
        tabla["editions"] = json!([primera]);
        tabla["edition_link"] = json!("frozen");
        mesa.write("segunda.json", &tabla);
        let salida = mesa.run(&["proteger", "segunda.json", "-o", "nueva.json"]);
        let (estado, mensaje) = failure(&salida);
        assert_eq!(estado, 3, "{mensaje}");
        assert!(mensaje.contains("(Norte, Jurídico)"), "{mensaje}");
        assert!(!mesa.path("nueva.json").exists());
    }
}

#[test]
fn bad_input_is_one_line_that_says_where() {
    let mesa = Mesa::with("tests/fixtures/tablas/cuadro.json");
    let tabla = mesa.document("tabla.json");
    let changed = |ruta: &str, valor: Value| {
        let mut otra = tabla.clone();
        *otra.pointer_mut(ruta).unwrap() = valor;
        otra
    };
    mesa.write("negativa.json", &changed("/inner/3/2", json!(-4)));
    mesa.write("clave.json", &json!({ "threshold": 5, "umbral": 5 }));
    mesa.write(
        "codigo.json",
        &changed("/dimensions/1/relations/0/1/2", json!("Otro")),
    );
    mesa.write(
        "nombres.json",
        &changed("/dimensions/1/relations/0/1/2", json!("Otro ")),
    );
    mesa.write(
        "invisible.json",
        &changed("/dimensions/1/relations/0/1/2", json!("O\u{200b}tro")),
    );
    fs::write(mesa.path("texto.json"), "agencia,servicio\n").unwrap();
    fs::create_dir(mesa.path("carpeta")).unwrap();
    let grande = File::create(mesa.path("grande.json")).unwrap();
    grande.set_len((512 << 20) + 1).unwrap();
    for (archivo, esperado) in [
        (
            "negativa.json",
            expect!["pacto: negativa.json: inner[3][2]: no puede ser negativo"],
        ),
        (
            "clave.json",
            expect![
                "pacto: clave.json: documento: sobra la clave «umbral»; se esperan «name», «source», «note», «known», «total», «threshold», «width», «zeros», «dimensions», «crosstabs», «inner», «contributors», «sensitive», «primary_fixed», «forced», «editions», «edition_link»"
            ],
        ),
        (
            "codigo.json",
            expect!["pacto: codigo.json: dimensions[1].relations[0]: el código «Otro» no existe"],
        ),
        (
            "nombres.json",
            expect![
                "pacto: nombres.json: dimensions[1].relations[0][1][2]: tiene espacios de más: dos nombres podrían parecer el mismo"
            ],
        ),
        (
            "invisible.json",
            expect![
                "pacto: invisible.json: dimensions[1].relations[0][1][2]: tiene caracteres que no se ven: dos nombres podrían parecer el mismo"
            ],
        ),
        (
            "texto.json",
            expect!["pacto: texto.json: línea 1, columna 1: no es JSON válido"],
        ),
        (
            "carpeta",
            expect!["pacto: carpeta: no se puede leer: es una carpeta"],
        ),
        (
            "grande.json",
            expect!["pacto: grande.json: no se lee: pasa de 512 MiB"],
        ),
        (
            "no-hay.json",
            expect!["pacto: no-hay.json: no se puede leer: no existe"],
        ),
    ] {
        esperado.assert_eq(&mesa.bad(2, &["proteger", archivo, "-o", "protegida.json"]));
        assert!(!mesa.path("protegida.json").exists());
    }

    let protegida = mesa.protect();
    mesa.write("doble.json", &{
        let mut doble = protegida.clone();
        doble["cells"][1] = doble["cells"][0].clone();
        doble
    });
    expect!["pacto: doble.json: cells[1]: la misma celda ya está en cells[0]"]
        .assert_eq(&mesa.bad(2, &["auditar", "doble.json"]));
    // One document in the place of another.
    for (argumentos, inicio) in [
        (
            &["tabla.json"][..],
            "pacto: tabla.json: documento: sobra la clave «name»;",
        ),
        (
            &["protegida.json", "--certificado", "tabla.json"],
            "pacto: tabla.json: documento: sobra la clave «name»;",
        ),
        (
            &["protegida.json", "--verdad", "protegida.json"],
            "pacto: protegida.json: documento: sobra la clave «measure»;",
        ),
    ] {
        let mensaje = mesa.bad(2, &[&["auditar"], argumentos].concat());
        assert!(mensaje.starts_with(inicio), "{mensaje}");
    }
}

#[test]
fn the_input_is_never_overwritten() {
    let mesa = Mesa::with(EJEMPLO);
    let antes = read(EJEMPLO);
    symlink("tabla.json", mesa.path("enlace.json")).unwrap();
    fs::hard_link(mesa.path("tabla.json"), mesa.path("otro.json")).unwrap();
    let entera = mesa.path("tabla.json");
    for salida in [
        "tabla.json",
        "./tabla.json",
        "enlace.json",
        "otro.json",
        entera.to_str().unwrap(),
    ] {
        let mensaje = mesa.bad(2, &["proteger", "tabla.json", "-o", salida]);
        assert_eq!(
            mensaje,
            format!("pacto: {salida}: la salida es la misma tabla de entrada")
        );
    }
    let certificado = |salida: &str, certificado: &str| {
        mesa.bad(
            2,
            &[
                "proteger",
                "tabla.json",
                "-o",
                salida,
                "--certificado",
                certificado,
            ],
        )
    };
    expect!["pacto: tabla.json: el certificado es la misma tabla de entrada"]
        .assert_eq(&certificado("p.json", "tabla.json"));
    expect!["pacto: ./p.json: la salida y el certificado son el mismo archivo"]
        .assert_eq(&certificado("p.json", "./p.json"));
    expect!["pacto: el certificado no es para publicarse: --certificado espera un archivo"]
        .assert_eq(&certificado("p.json", "-"));
    assert_eq!(fs::read_to_string(entera).unwrap(), antes);
    assert_eq!(mesa.files(), ["enlace.json", "otro.json", "tabla.json"]);
}

#[test]
fn through_a_link_its_file_is_written() {
    let mesa = Mesa::with(EJEMPLO);
    fs::create_dir(mesa.path("carpeta")).unwrap();
    fs::write(mesa.path("carpeta/real.json"), "antes").unwrap();
    symlink("carpeta/real.json", mesa.path("protegida.json")).unwrap();
    mesa.protect();
    assert!(mesa.path("protegida.json").is_symlink());
    assert_ne!(fs::read(mesa.path("carpeta/real.json")).unwrap(), b"antes");
}

#[test]
fn a_write_that_fails_leaves_nothing_half_done() {
    let mesa = Mesa::with(EJEMPLO);
    let protect = |salida: &str, certificado: &str| {
        let argumentos = ["proteger", "tabla.json", "-o", salida];
        mesa.bad(
            2,
            &[&argumentos[..], &["--certificado", certificado]].concat(),
        )
    };
    fs::create_dir(mesa.path("carpeta")).unwrap();
    expect!["pacto: no/p.json: no se puede escribir: su carpeta no existe"]
        .assert_eq(&protect("no/p.json", "c.json"));
    expect!["pacto: no/c.json: no se puede escribir: su carpeta no existe"]
        .assert_eq(&protect("p.json", "no/c.json"));
    expect!["pacto: carpeta: no se puede escribir: es una carpeta"]
        .assert_eq(&protect("carpeta", "c.json"));
    // The device that is always full: the certificate, written before, goes too.
    expect!["pacto: /dev/full: no se puede escribir: no queda espacio"]
        .assert_eq(&protect("/dev/full", "c.json"));
    assert_eq!(mesa.files(), ["carpeta", "tabla.json"]);

    let mut orden = pacto(&["proteger", "tabla.json"]);
    orden.stdout(File::options().write(true).open("/dev/full").unwrap());
    let (estado, mensaje) = failure(&orden.current_dir(&mesa.0).output().unwrap());
    assert_eq!(
        (estado, mensaje.trim_end()),
        (
            2,
            "pacto: salida estándar: no se puede escribir: no queda espacio"
        )
    );
}

#[test]
fn a_file_that_cannot_grow_stays_as_it_was() {
    let mesa = Mesa::with(EJEMPLO);
    fs::write(mesa.path("p.json"), "antes").unwrap();
    // A limit of the size of files, which the shell makes an error instead of a death.
    let salida = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_pacto"))
        .args(["proteger", "tabla.json", "-o", "p.json"])
        .args(["--certificado", "c.json"])
        .current_dir(&mesa.0)
        .output()
        .unwrap();
    let (estado, mensaje) = failure(&salida);
    assert_eq!(
        (estado, mensaje.trim_end()),
        (
            2,
            "pacto: p.json: no se puede escribir: el sistema no lo permitió"
        )
    );
    assert_eq!(mesa.files(), ["p.json", "tabla.json"]);
    assert_eq!(fs::read_to_string(mesa.path("p.json")).unwrap(), "antes");
}

#[test]
fn the_certificate_is_of_its_owner_and_what_is_published_is_not() {
    let mesa = Mesa::with(EJEMPLO);
    for nombre in ["certificado.json", "protegida.json"] {
        fs::write(mesa.path(nombre), "antes").unwrap();
    }
    fs::set_permissions(
        mesa.path("certificado.json"),
        PermissionsExt::from_mode(0o666),
    )
    .unwrap();
    mesa.protect();
    assert_eq!(mode(&mesa.path("certificado.json")), 0o600);
    // As any new file of this process.
    fs::write(mesa.path("nueva.json"), "").unwrap();
    assert_eq!(
        mode(&mesa.path("protegida.json")),
        mode(&mesa.path("nueva.json"))
    );
    assert_eq!(mesa.files().len(), 4);
}
