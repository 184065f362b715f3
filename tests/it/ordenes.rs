//! The command line: help in Spanish, and wrong use told in one clear line.

use expect_test::{expect, expect_file};

use crate::casa::{Casa, failure, on_both, pacto, repository, text};

#[test]
fn help_is_in_spanish() {
    for orden in [
        "",
        "demo",
        "iniciar",
        "municipios",
        "plantilla",
        "importar",
        "revisar",
        "informe",
        "rectificar",
        "persona",
        "cancelar",
        "quitar",
        "alias",
        "exportar",
        "respaldar",
        "restaurar",
        "distribuir",
        "servir",
        "publicar",
        "claves",
        "bitacora",
        "plan",
        "pendientes",
        "retirar",
        "reabrir",
        "verificar",
        "proteger",
        "auditar",
        "esquema",
    ] {
        let argumentos: Vec<&str> = [orden, "--help"]
            .into_iter()
            .filter(|a| !a.is_empty())
            .collect();
        let ayuda = text(&pacto(&argumentos).output().unwrap().stdout);
        for ingles in [
            "Usage", "Options", "Commands", "Print", "default", "possible", "env:",
        ] {
            assert!(!ayuda.contains(ingles), "{orden}: {ingles}\n{ayuda}");
        }
        let archivo = if orden.is_empty() { "pacto" } else { orden };
        expect_file![repository(&format!("tests/fixtures/ayuda/{archivo}.txt"))].assert_eq(&ayuda);
    }
}

/// Wrong uses, and what is said of each.
fn wrong_uses() -> Vec<(&'static [&'static str], expect_test::Expect)> {
    vec![
        (
            &[],
            expect![
                "pacto: falta la orden: demo, iniciar, municipios, plantilla, importar, revisar, informe, rectificar, persona, cancelar, quitar, alias, exportar, respaldar, restaurar, distribuir, servir, publicar, claves, bitacora, plan, pendientes, retirar, reabrir, verificar, proteger, auditar o esquema; vea «pacto --help»"
            ],
        ),
        (
            &["publica"],
            expect![
                "pacto: la orden «publica» no existe; ¿quiso decir «publicar»?; vea «pacto --help»"
            ],
        ),
        (
            &["servir", "--puerto", "80"],
            expect!["pacto: la opción «--puerto» no existe aquí; vea «pacto servir --help»"],
        ),
        (
            &["servir", "--direccion", "aquí"],
            expect![
                "pacto: el valor de --direccion no es válido: se espera una dirección como 127.0.0.1:8080; vea «pacto servir --help»"
            ],
        ),
        (
            &["publicar", "--instancia", "20067"],
            expect!["pacto: falta --corte <FECHA>; vea «pacto publicar --help»"],
        ),
        (
            &["publicar", "--instancia", "2006", "--corte", "2017-12-31"],
            expect![
                "pacto: el valor de --instancia no es válido: «2006» no es una clave de municipio del INEGI: son cinco dígitos, como 20067; vea «pacto publicar --help»"
            ],
        ),
        (
            &["publicar", "--instancia", "20067", "--corte", "12/31/2017"],
            expect![
                "pacto: el valor de --corte no es válido: se espera una fecha como 31/12/2017 o 2017-12-31; vea «pacto publicar --help»"
            ],
        ),
        (
            &["publicar", "--instancia", "20067", "--corte", "2999-12-31"],
            expect![
                "pacto: no hay ningún registro aquí, que es donde dicen --datos o PACTO_DATOS, o --registro-url: si está en otra parte, dígala; si no lo hay, créelo con «pacto iniciar» o pruebe «pacto demo»"
            ],
        ),
        (
            &["iniciar", "--instancia", "09020"],
            expect![
                "pacto: 09020 no está entre los municipios que trae el programa («pacto municipios» los busca): si es uno nuevo de Ciudad de México, diga su nombre con --municipio"
            ],
        ),
        (
            &["servir", "--log-formato", "xml"],
            expect![
                "pacto: el valor de --log-formato no es válido: se espera texto o json; vea «pacto servir --help»"
            ],
        ),
        (
            &["servir", "--publicaciones-url", "mysql://x"],
            expect![
                "pacto: la dirección de la base no es válida: se espera postgres://usuario@servidor/base"
            ],
        ),
        (
            &["demo", "--registro-url", "postgres://a/b"],
            expect![
                "pacto: con PostgreSQL hacen falta las dos: --registro-url y --publicaciones-url"
            ],
        ),
        (
            &[
                "demo",
                "--registro-url",
                "postgres://a/b",
                "--publicaciones-url",
                "postgres://a/b",
            ],
            expect![
                "pacto: el registro y las publicaciones no pueden estar en la misma base: use dos"
            ],
        ),
        (
            &["proteger"],
            expect!["pacto: falta <ENTRADA.json>; vea «pacto proteger --help»"],
        ),
        (
            &["auditar", "--verdad", "tabla.json"],
            expect!["pacto: falta <SALIDA.json>; vea «pacto auditar --help»"],
        ),
        (
            &["servir", "--datos"],
            expect!["pacto: falta el valor de --datos; vea «pacto servir --help»"],
        ),
    ]
}

#[test]
fn wrong_use_is_one_line_and_status_2() {
    let carpeta = tempfile::tempdir().unwrap();
    for (argumentos, esperado) in wrong_uses() {
        let (estado, mensaje) = failure(&pacto(argumentos).current_dir(&carpeta).output().unwrap());
        assert_eq!(
            (estado, mensaje.lines().count()),
            (2, 1),
            "{argumentos:?}: {mensaje}"
        );
        esperado.assert_eq(mensaje.trim_end());
    }
}

#[test]
fn a_folder_and_databases_exclude_each_other() {
    let casa = Casa::folder();
    let (estado, mensaje) = casa.fail(&["servir", "--publicaciones-url", "postgres://a/b"]);
    assert_eq!(estado, 2);
    assert!(mensaje.contains("no ambas"), "{mensaje}");
}

#[test]
fn an_address_in_use_is_told() {
    let casa = Casa::folder();
    let servidor = casa.demo().serve();
    let ocupada = servidor.url("").replace("http://", "");
    let (estado, mensaje) = casa.fail(&["servir", "--direccion", &ocupada]);
    assert_eq!(estado, 2);
    assert!(mensaje.contains("ya está en uso"), "{mensaje}");
}

#[test]
fn a_database_that_is_not_there_is_told_without_its_address() {
    let (estado, mensaje) = failure(
        &pacto(&[
            "verificar",
            "--publicaciones-url",
            "postgres://ana:secreta@127.0.0.1:1/x",
        ])
        .output()
        .unwrap(),
    );
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("no se pudo abrir la base de datos"),
        "{mensaje}"
    );
    assert!(
        !mensaje.contains("secreta") && !mensaje.contains("ana"),
        "{mensaje}"
    );
}

fn nothing_published_is_told(casa: &Casa) {
    let (estado, mensaje) = casa.fail(&["verificar"]);
    assert_eq!(estado, 2);
    assert!(mensaje.contains("no hay publicaciones"), "{mensaje}");
}

fn a_real_instancia_starts_empty_and_once(casa: &Casa) {
    let primera = casa.run(&["iniciar", "--instancia", "20067"]);
    assert!(
        primera.contains("Instituto Municipal de la Mujer de Oaxaca de Juárez"),
        "{primera}"
    );
    assert!(primera.contains("13 agencias"), "{primera}");
    let segunda = casa.run(&["iniciar", "--instancia", "20067"]);
    assert!(segunda.contains("ya estaba iniciada"), "{segunda}");
    let otra = casa.run(&[
        "iniciar",
        "--si",
        "--instancia",
        "20385",
        "--nombre",
        "Instancia de prueba",
    ]);
    assert!(otra.contains("Instancia de prueba"), "{otra}");

    casa.publish("2017-12-31");
    let datos = casa.serve().data(
            r#"{ instancia(clave: "20067") { agencias { nombre } consejo { nombre } edicion(anio: 2017) {
                 sintetica aviso informe { titulo } cifras { valor } totales(medida: MUJERES_ATENDIDAS) { celda { valor estado } } } } }"#,
        );
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["sintetica"], false);
    assert!(edicion["aviso"].is_null() && edicion["informe"].is_null());
    assert_eq!(edicion["totales"][0]["celda"]["valor"], 0);
    assert_eq!(datos["instancia"]["agencias"].as_array().unwrap().len(), 13);
    assert!(datos["instancia"]["consejo"].is_null());
}

fn real_and_synthetic_data_never_share_a_store(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    let (estado, mensaje) = casa.fail(&["demo", "--direccion", "127.0.0.1:0"]);
    assert_eq!(estado, 2);
    assert!(mensaje.contains("ya contiene datos reales"), "{mensaje}");
}

fn synthetic_and_real_data_neither(casa: &Casa) {
    let (estado, mensaje) = casa
        .demo()
        .fail(&["iniciar", "--si", "--instancia", "20385"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("ya contiene datos sintéticos"),
        "{mensaje}"
    );
}

fn a_cut_off_in_the_future_is_refused(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20067"]);
    let (estado, mensaje) =
        casa.fail(&["publicar", "--instancia", "20067", "--corte", "2999-12-31"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("la fecha de corte 2999-12-31 todavía no llega"),
        "{mensaje}"
    );
}

fn two_at_once_both_start(casa: &Casa) {
    let procesos: Vec<_> = ["20067", "20385", "20067"]
        .iter()
        .map(|clave| {
            let mut orden = casa.command(&["iniciar", "--si", "--instancia", clave]);
            orden
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for proceso in procesos {
        let salida = proceso.wait_with_output().unwrap();
        assert!(salida.status.success(), "{}", text(&salida.stderr));
    }
}

fn an_instancia_that_was_not_started_is_told(casa: &Casa) {
    casa.run(&["iniciar", "--instancia", "20385"]);
    let (estado, mensaje) =
        casa.fail(&["publicar", "--instancia", "20067", "--corte", "2017-12-31"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("pacto iniciar --instancia 20067") && mensaje.contains("(20385)"),
        "{mensaje}"
    );
}

on_both!(
    nothing_published_is_told,
    a_real_instancia_starts_empty_and_once,
    real_and_synthetic_data_never_share_a_store,
    synthetic_and_real_data_neither,
    a_cut_off_in_the_future_is_refused,
    two_at_once_both_start,
    an_instancia_that_was_not_started_is_told
);

#[test]
fn what_is_published_counts_too_where_the_register_is_gone() {
    let casa = Casa::folder();
    casa.demo();
    std::fs::remove_dir_all(casa.ruta().join("privado")).unwrap();
    let (estado, mensaje) = casa.fail(&["iniciar", "--instancia", "20067"]);
    assert_eq!(estado, 2);
    assert!(
        mensaje.contains("ya contiene datos sintéticos"),
        "{mensaje}"
    );
}

#[test]
fn publishing_without_a_register_is_told() {
    let (estado, mensaje) =
        Casa::folder().fail(&["publicar", "--instancia", "20067", "--corte", "2017-12-31"]);
    assert_eq!(estado, 2);
    assert!(mensaje.contains("no hay ningún registro"), "{mensaje}");
}

#[test]
fn a_municipality_is_found_by_its_name() {
    let busca = |nombre: &str| pacto(&["municipios", nombre]).output().unwrap();
    assert_eq!(
        text(&busca("xoxocotlan").stdout),
        "20385  Santa Cruz Xoxocotlán (Centro)\n"
    );
    assert_eq!(
        text(&busca("IXMIQUILPAN").stdout),
        "13030  Ixmiquilpan (Hidalgo)\n"
    );
    // A slip is told, and words need no quotes.
    let (estado, mensaje) = failure(&busca("Ixmiquilpn"));
    assert!(
        estado == 2 && mensaje.contains("«Ixmiquilpan»"),
        "{mensaje}"
    );
    let de_su_entidad = text(&busca("yucatan").stdout);
    assert!(
        de_su_entidad.contains("31102  Valladolid") && de_su_entidad.lines().count() == 106,
        "{de_su_entidad}"
    );
    let palabras = pacto(&["municipios", "juan", "bautista", "tuxtepec"]);
    assert_eq!(
        text(&{ palabras }.output().unwrap().stdout),
        "20184  San Juan Bautista Tuxtepec (Oaxaca)\n"
    );
    // With its state, in whatever order.
    for escrito in ["puebla zacatlán", "Zacatlán, Puebla", "Zacatlán de Puebla"] {
        let hallado = text(&busca(escrito).stdout);
        assert_eq!(hallado, "21208  Zacatlán (Puebla)\n", "{escrito}");
    }
    let (estado, mensaje) = failure(&busca("Atlántida"));
    assert_eq!(
        (estado, mensaje.contains("Pruebe con una parte")),
        (2, true),
        "{mensaje}"
    );
    assert_eq!(
        text(&pacto(&["municipios"]).output().unwrap().stdout)
            .lines()
            .count(),
        2478
    );
}
