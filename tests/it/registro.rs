//! The register after the import: its log, what it lacks, corrections, aliases, and taking it along.

use sea_orm::{ConnectionTrait, Statement};

use crate::arco::answered;
use crate::casa::{Casa, on_both, read, repository, text, wait};
use crate::oficina::{COLUMNAS, Oficina, content, csv, many};

const INSTANCIA: [&str; 2] = ["--instancia", "20067"];

fn run(casa: &Casa, argumentos: &[&str]) -> String {
    casa.run(&[argumentos, &INSTANCIA].concat())
}

/// Past Pacto.
fn sql(casa: &Casa, sentencia: &str) -> bool {
    wait(async { casa.sql().await.execute_unprepared(sentencia).await.is_ok() })
}

fn what_is_done_is_logged_and_whoever_changes_the_log_is_seen(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let ruta = oficina.sheet("todas.csv", csv(&many(240)));
    oficina.import(&ruta);
    oficina.import(&ruta);
    casa.publish("2017-06-30");
    run(casa, &["cancelar", "--confirmar", "--si", "--folio", "F-0"]);
    run(casa, &["retirar", "1", "--si", "--motivo", "prueba"]);
    let salida = oficina.path("todo.csv");
    run(casa, &["exportar", "-o", salida.to_str().unwrap()]);
    let bitacora = casa.run(&["bitacora"]);
    let ordenes: Vec<&str> = bitacora
        .lines()
        .filter_map(|l| l.trim().split("  ").nth(4)?.split(':').next())
        .collect();
    assert_eq!(
        ordenes,
        [
            "iniciar", "importar", "importar", "publicar", "persona", "cancelar", "retirar",
            "exportar"
        ],
        "{bitacora}"
    );
    assert!(
        bitacora.contains("nuevos 240, ya estaban 0, rectifican 0; archivo sha256 ")
            && bitacora.ends_with("Asientos: 8, cada uno enlazado con el anterior.\n"),
        "{bitacora}"
    );
    assert!(!bitacora.contains("F-0"));
    let ultimo = bitacora
        .lines()
        .nth(7)
        .unwrap()
        .rsplit('[')
        .next()
        .unwrap()
        .trim_end_matches(']')
        .to_owned();
    assert!(
        casa.run(&["bitacora", "--contiene", &ultimo[..16]])
            .contains("el del asiento 8")
    );
    // It only grows.
    assert!(!sql(
        casa,
        "UPDATE bitacora SET detalle = 'nada' WHERE numero = 2"
    ));
    assert!(!sql(casa, "DELETE FROM bitacora WHERE numero = 8"));
    match casa {
        Casa::Carpeta(_) => assert!(
            sql(casa, "DROP TRIGGER bitacora_no_mengua")
                && sql(casa, "DROP TRIGGER bitacora_no_cambia")
        ),
        Casa::Postgres(_) => assert!(sql(casa, "DROP TRIGGER bitacora_solo_crece ON bitacora")),
    }
    // Whoever takes the last entry is seen by whoever kept its hash; whoever changes another, by all.
    assert!(sql(casa, "DELETE FROM bitacora WHERE numero = 8"));
    casa.run(&["bitacora"]);
    let (estado, mensaje) = casa.fail(&["bitacora", "--contiene", &ultimo]);
    assert!(
        estado == 1 && mensaje.contains("ningún asiento tiene ese hash: o se copió mal"),
        "{mensaje}"
    );
    assert!(sql(
        casa,
        "UPDATE bitacora SET quien = 'otra persona' WHERE numero = 3"
    ));
    let (estado, mensaje) = casa.fail(&["bitacora"]);
    assert!(
        estado == 1 && mensaje.contains("el asiento 3 no es el que se escribió"),
        "{mensaje}"
    );
    assert!(sql(casa, "DELETE FROM bitacora WHERE numero = 2"));
    let (_, mensaje) = casa.fail(&["bitacora"]);
    assert!(mensaje.contains("el asiento 2 no es"), "{mensaje}");
}

fn the_register_can_be_taken_along(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let mut filas = many(240);
    filas
        .push(",10/03/2017,Trabajo social,Otro municipio,Seguimiento,No preguntado,,,,".to_owned());
    filas
        .push(",10/03/2017,Trabajo social,Otro municipio,Seguimiento,No preguntado,,,,".to_owned());
    oficina.import(&oficina.sheet("todas.csv", csv(&filas)));
    let publicada = casa.publish("2017-12-31");
    let otra_casa = Casa::folder();
    let otra = Oficina::new(&otra_casa);
    for extension in ["csv", "xlsx"] {
        let ruta = oficina.path(&format!("todo.{extension}"));
        let dicho = run(casa, &["exportar", "-o", ruta.to_str().unwrap()]);
        assert!(dicho.contains("242 atenciones"), "{dicho}");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&ruta.metadata().unwrap().permissions())
                & 0o077,
            0
        );
        let dicho = otra.import(ruta.to_str().unwrap());
        // The second one says the same in another form.
        let espera = if extension == "csv" {
            "242 nuevos, 0 que ya estaban"
        } else {
            "0 nuevos, 242 que ya estaban"
        };
        assert!(
            dicho.contains(espera) && dicho.contains("0 que rectifican"),
            "{dicho}"
        );
    }
    assert_eq!(
        content(&publicada),
        content(&otra_casa.publish("2017-12-31"))
    );
    // Taken along again it is the same, but for the numbers of another register.
    let (una, otra_vez) = (oficina.path("todo.csv"), otra.path("otra.csv"));
    run(&otra_casa, &["exportar", "-o", otra_vez.to_str().unwrap()]);
    let sin_marca = |ruta: &std::path::Path| {
        let texto = std::fs::read_to_string(ruta).unwrap();
        let marca = texto
            .split(",R")
            .nth(1)
            .unwrap()
            .split('-')
            .next()
            .unwrap()
            .to_owned();
        texto.replace(&format!(",R{marca}-"), ",R-")
    };
    assert_eq!(sin_marca(&una), sin_marca(&otra_vez));
    // Back into the register that it came from, everybody would be two: of nobody either.
    let anonima = std::fs::read_to_string(&una).unwrap()
        + "Z-1,05/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,,,,,,,,,,\r\n";
    let una = oficina.sheet("mas.csv", anonima);
    for mas in [&[][..], &["--aceptar-validas"]] {
        let (mensaje, dicho) = oficina.refused(&una, mas);
        assert!(
            mensaje.contains("la hoja es una exportación de este mismo registro")
                && !mensaje.contains("aceptar")
                && dicho.contains("es de una exportación de este mismo registro"),
            "{mensaje} {dicho}"
        );
    }
}

fn what_is_missing_is_told(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = [
        "1,05/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990",
        ",05/01/2017,Orientación,Donají,Seguimiento,No preguntado,,E-1,Mujer,1990",
        ",09/04/2017,Trabajo social,No especificada,Seguimiento,Ninguna,,,,",
        ",09/04/2017,Trabajo social,No especificada,Seguimiento,Ninguna,,,,",
        "5,09/04/2018,Trabajo social,Candiani,Seguimiento,Ninguna,,E-2,No especificado,",
    ];
    oficina.import(&oficina.sheet("hoja.csv", csv(&filas.map(str::to_owned))));
    let revision = run(casa, &["revisar", "--anio", "2017"]);
    for esperado in [
        "4 atenciones.",
        "2017-01: 2 (Orientación 2)",
        "2017-04: 2 (Trabajo social 2)",
        "Meses sin ninguna atención: 2017-02, 2017-03.",
        "Agencias de las que no viene nadie: Cinco Señores,",
        "Procedencia: no especificada: 2 de 4 (50.0 %).",
        "Tipos de violencia: no preguntado: 1 de 4 (25.0 %).",
        "Sin CURP ni expediente (anónimas): 2 de 4 (50.0 %).",
        "Escolaridad: no consta: 1 de 1 (100.0 %).",
        "  2017-01-05, Orientación, 2 atenciones: folio 1, y 1 sin folio",
        "Atenciones anónimas con la fecha, el servicio, la procedencia, la visita y la violencia de otra: 1.",
    ] {
        assert!(revision.contains(esperado), "{esperado}\n{revision}");
    }
    assert!(
        !revision.contains("Candiani,") && !revision.contains("2018"),
        "{revision}"
    );
    let todo = run(casa, &["revisar"]);
    assert!(
        todo.contains("5 atenciones.") && todo.contains("Sexo: no especificado: 1 de 2"),
        "{todo}"
    );
}

fn what_is_known_of_a_person_is_put_right_by_hand(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let filas = many(240);
    let todas = oficina.sheet("todas.csv", csv(&filas));
    oficina.import(&todas);
    casa.publish("2017-06-30");
    // In a sheet another year of birth would be a slip; here it is said on purpose.
    let dicho = run(
        casa,
        &[
            "rectificar",
            "--folio",
            "f-0",
            "Año de nacimiento=1975",
            "servicio=Trabajo social",
        ],
    );
    assert!(
        dicho.contains("Se rectificó")
            && dicho.contains("Una edición ya la contó, en 2017-01: lo publicado no cambia."),
        "{dicho}"
    );
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM persona WHERE id = 1 AND anio_nacimiento = 1975"),
        1
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE folio = 'F-0' AND renglon IS NOT NULL AND servicio = 'trabajo_social'"), 1);
    assert_eq!(
        oficina.count(
            "SELECT COUNT(*) FROM historia WHERE anterior LIKE '%\"anio_nacimiento\":1960%'"
        ),
        1
    );
    let otra_vez = run(
        casa,
        &["rectificar", "--folio", "F-0", "Año de nacimiento=1975"],
    );
    assert!(otra_vez.contains("no cambió nada"), "{otra_vez}");
    // Her rows say the same as when they came: that one was put right since is told, and it stays so.
    let dicho = oficina.import(&todas);
    assert!(
        dicho.contains("240 que ya estaban, 0 que rectifican")
            && dicho.contains("lo corregido se queda como está: renglón 2."),
        "{dicho}"
    );
    casa.publish("2017-12-31");
    for (cambio, esperado) in [
        ("Nada=1", "la plantilla no tiene la columna «Nada»"),
        ("Servico=Nada", "¿quiso decir «Servicio»?"),
        ("Folio=7", "el folio no se cambia"),
        ("Visita=a veces", "Visita: tiene un texto de 7 caracteres"),
        ("Año de nacimiento=2020", "posterior a la atención"),
    ] {
        let (estado, mensaje) = casa.fail(&[
            "rectificar",
            "--folio",
            "F-2",
            cambio,
            "--instancia",
            "20067",
        ]);
        assert!(estado == 2 && mensaje.contains(esperado), "{mensaje}");
    }
    let (_, mensaje) = casa.fail(&[
        "rectificar",
        "--folio",
        "no",
        "Visita=Seguimiento",
        "--instancia",
        "20067",
    ]);
    assert!(
        mensaje.contains("ninguna atención del registro tiene ese folio"),
        "{mensaje}"
    );
}

fn whoever_is_put_right_stays_who_she_is(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let titulos = format!("{COLUMNAS},Discapacidad,Escolaridad");
    let hoja = format!(
        "{titulos}\nA,05/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990,Sí,Básica\nB,06/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990,Sí,Básica\nC,07/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-2,Mujer,1970,No,Superior\nD,07/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,,,,,\nE,07/01/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-9,Hombre,1980,,\n"
    );
    oficina.import(&oficina.sheet("hoja.csv", &hoja));
    let personas =
        |donde: &str| oficina.count(&format!("SELECT COUNT(*) FROM persona WHERE {donde}"));
    // B was of somebody else: what is known of her is not what was said of the first.
    let of_file = |folio: &str, sexo: &str, expediente: &str| {
        let orden = ["rectificar", "--si", "--folio", folio, "Expediente", sexo];
        let salida = answered(casa, &orden, expediente);
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    };
    of_file("B", "Sexo=No especificado", "e-2");
    assert_eq!(
        personas(
            "anio_nacimiento = 1970 AND discapacidad = 'NO' AND escolaridad = 'SUPERIOR' AND sexo = 'MUJER'"
        ),
        1
    );
    // E was a slip: nothing of him stays.
    of_file("E", "Sexo=Mujer", "E-1");
    assert_eq!(
        (personas("1 = 1"), personas("anio_nacimiento = 1980")),
        (2, 0)
    );
    // What was put right through one row can be put back through another.
    run(
        casa,
        &["rectificar", "--folio", "B", "Año de nacimiento=1971"],
    );
    let dicho = run(
        casa,
        &["rectificar", "--folio", "C", "Año de nacimiento=1970"],
    );
    assert!(
        dicho.contains("Se rectificó") && personas("anio_nacimiento = 1970") == 1,
        "{dicho}"
    );
    let (estado, mensaje) = casa.fail(&[
        "rectificar",
        "--folio",
        "D",
        "Sexo=Mujer",
        "--instancia",
        "20067",
    ]);
    assert!(
        estado == 2 && mensaje.contains("la atención es anónima"),
        "{mensaje}"
    );
    // B said E-1 once: when she is cancelled, that does not come back, and nothing of her is in the history.
    run(casa, &["cancelar", "--confirmar", "--si", "--folio", "A"]);
    let otra_vez = oficina.import(&oficina.sheet(
        "hoja.csv",
        hoja.replace("C,07/01/2017,Orientación", "C,07/01/2017,Trabajo social"),
    ));
    assert!(
        otra_vez.contains("Personas nuevas: 0") && otra_vez.contains("no vuelven a él: 3"),
        "{otra_vez}"
    );
    assert_eq!(
        oficina.count("SELECT COUNT(*) FROM historia WHERE anterior LIKE '%BASICA%'"),
        0
    );
}

fn a_woman_of_the_first_quarter_is_one_of_the_year(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let hombres: Vec<String> = (0..20)
        .map(|i| {
            format!("H-{i},05/02/2017,Orientación,Candiani,Seguimiento,Ninguna,,H{i},Hombre,1980")
        })
        .collect();
    oficina.import(&oficina.sheet("todas.csv", csv(&[many(240), hombres].concat())));
    casa.publish("2017-06-30");
    // What is learnt of somebody whom an edition has counted does not undo it.
    run(casa, &["rectificar", "--folio", "H-1", "Sexo=Mujer"]);
    run(
        casa,
        &[
            "rectificar",
            "--folio",
            "F-1",
            "Sexo=Hombre",
            "Año de nacimiento=1931",
        ],
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM persona WHERE contado_anio = 2017 AND contado_sexo = 'HOMBRE' AND sexo = 'MUJER'"), 1);
    casa.publish("2017-12-31");
    run(casa, &["cancelar", "--confirmar", "--si", "--folio", "H-1"]);
    assert!(
        !casa
            .run(&["pendientes", "--instancia", "20067"])
            .contains("ya no están")
    );
}

fn an_alias_is_learnt_when_it_is_taught(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let fila = "1,05/01/2017,Ases. Jur.,El Centro,Seguimiento,Psico,,E-1,Mujer,1990".to_owned();
    let hoja = oficina.sheet("hoja.csv", csv(&[fila]));
    oficina.refused(&hoja, &[]);
    for (de, escrito, entrada) in [
        ("servicio", "ases jur", "asesoría jurídica"),
        ("agencia", "el centro", "candiani"),
        ("violencia", "PSICO", "Psicológica"),
    ] {
        run(casa, &["alias", de, escrito, entrada]);
    }
    assert!(oficina.import(&hoja).contains("1 nuevo"));
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion WHERE servicio = 'asesoria_juridica' AND lugar = 'agencia:candiani' AND tipos = 'psicologica'"), 1);
    assert!(run(casa, &["alias"]).contains("servicio: ases jur = asesoria_juridica"));
    for (tipo, dueno, ajena) in [
        (
            "agencias",
            "candiani",
            "Clave,Nombre,Otros nombres\nnueva,Colonia Nueva,El Centro\n",
        ),
        (
            "servicios",
            "asesoria_juridica",
            "Clave,Nombre,Área\nnuevo,Ases. jur.,Atención\n",
        ),
    ] {
        let hoja = oficina.sheet("ajena.csv", ajena);
        let (_, dicho) = oficina.refused(&hoja, &["--tipo", tipo]);
        assert!(
            dicho.contains(&format!("se llama como un alias de «{dueno}»")),
            "{dicho}"
        );
    }
    run(
        casa,
        &["alias", "servicio", "Ases. jur", "--quitar", "--si"],
    );
    assert!(run(casa, &["alias"]).contains("2 alias"));
    for (argumentos, esperado) in [
        (
            &["alias", "violencia", "Ninguna", "fisica"][..],
            "eso ya se entiende",
        ),
        (
            &["alias", "violencia", "psic., fis.", "fisica"][..],
            "no puede tener comas",
        ),
        (
            &["alias", "violencia", "psic. y física", "Psicológica"][..],
            "eso son dos entradas",
        ),
        (
            &["alias", "servicio", "#N/D", "Orientación"][..],
            "es un error de la hoja",
        ),
        (
            &["alias", "servicio", "x", "asesoria juridca"][..],
            "¿quiso decir «Asesoría jurídica»?",
        ),
        (
            &["alias", "servicio", "Orientación", "Trabajo social"][..],
            "así ya se llama",
        ),
        (
            &["alias", "servicio", "x", "--quitar"][..],
            "no hay ese alias",
        ),
        (&["alias", "servicio", "x"][..], "falta ENTRADA"),
    ] {
        let (estado, mensaje) = casa.fail(&[argumentos, &INSTANCIA].concat());
        assert!(estado == 2 && mensaje.contains(esperado), "{mensaje}");
    }
}

on_both!(
    what_is_done_is_logged_and_whoever_changes_the_log_is_seen,
    the_register_can_be_taken_along,
    what_is_missing_is_told,
    what_is_known_of_a_person_is_put_right_by_hand,
    whoever_is_put_right_stays_who_she_is,
    a_woman_of_the_first_quarter_is_one_of_the_year,
    an_alias_is_learnt_when_it_is_taught
);

/// Digests are stored, and a sheet that was imported once is recognised by them for ever: with the same key they are these.
#[test]
fn rows_are_known_by_the_same_digests_for_ever() {
    let casa = Casa::folder();
    let clave = casa.ruta().join("claves/identidad.key");
    std::fs::create_dir(clave.parent().unwrap()).unwrap();
    secret(&clave, &format!("pacto-identidad-1:{}\n", "07".repeat(32)));
    let oficina = Oficina::new(&casa);
    let hoja = repository("tests/fixtures/huellas/hoja.csv");
    oficina.import(hoja.to_str().unwrap());
    let guardadas = wait(async {
        let db = casa.sql().await;
        let sql =
            "SELECT lower(hex(huella)) || ' ' || lower(hex(renglon)) FROM atencion ORDER BY id";
        let filas = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql));
        let filas = filas.await.unwrap();
        let texto = |fila: &sea_orm::QueryResult| fila.try_get_by_index::<String>(0).unwrap();
        filas
            .iter()
            .map(|fila| texto(fila) + "\n")
            .collect::<String>()
    });
    assert_eq!(guardadas, read("tests/fixtures/huellas/esperadas.txt"));
}

/// Writes a file for its owner alone.
fn secret(ruta: &std::path::Path, texto: &str) {
    std::fs::write(ruta, texto).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(ruta, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}
