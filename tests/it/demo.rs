//! `pacto demo`: what a newcomer sees.

use std::process::Command;

use expect_test::expect;

use crate::casa::{Casa, agent, on_both};
use crate::demostracion;

#[test]
fn it_tells_what_it_did_and_reuses_what_is_there() {
    expect![[r#"
        Se creó un registro sintético de 2017 con 3833 personas y 7508 atenciones, en la carpeta CARPETA.
        Se creó la clave de firma en CARPETA/claves: respáldela aparte de los datos. La pública es CLAVE.
        Se publicó la edición 1 de 20067, corte 2017-12-31: de 1169 cuentas, 1036 dicen un número, 30 dicen cero y 103 se protegen; contenido ef01110b6d9d3403f3fb7dc3d1b11154f60c7b47ce54f6655230bfc31d4d0ce8.
        Aviso, sólo para usted: de las 59 cuentas que nadie debe saber, 56 se demuestran con dos registros completos que publican lo mismo; de 3 se comprobó que lo publicado no las acota.
        Aviso: son datos sintéticos de demostración; ninguna de las personas contadas existe.
        Páginas en http://DIRECCION/
        Sirviendo en http://DIRECCION/graphql (Ctrl-C para terminar). Pruebe:
    "#]].assert_eq(demostracion::told());
    let casa = Casa::folder();
    let otra_vez = demostracion::make(casa.demo());
    expect![[r#"
        Se usa el registro sintético que ya está en la carpeta CARPETA.
        Ya estaba publicado lo mismo: edición 1 de 20067, corte 2017-12-31: de 1169 cuentas, 1036 dicen un número, 30 dicen cero y 103 se protegen; contenido ef01110b6d9d3403f3fb7dc3d1b11154f60c7b47ce54f6655230bfc31d4d0ce8.
        Aviso: son datos sintéticos de demostración; ninguna de las personas contadas existe.
        Páginas en http://DIRECCION/
        Sirviendo en http://DIRECCION/graphql (Ctrl-C para terminar). Pruebe:
    "#]].assert_eq(&otra_vez);
}

#[test]
fn the_curl_line_works() {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI must have curl installed"
        );
        eprintln!("No curl on this machine: its line was not tried.");
        return;
    }
    let casa = Casa::folder();
    let mut orden = casa.demo().command(&["demo", "--direccion", "127.0.0.1:0"]);
    let salida = casa.ruta().join("salida");
    orden
        .stdout(std::fs::File::create(&salida).unwrap())
        .stderr(std::process::Stdio::null());
    let mut proceso = orden.spawn().unwrap();
    let linea = loop {
        let texto = std::fs::read_to_string(&salida).unwrap();
        if let Some(linea) = texto
            .lines()
            .find(|linea| linea.trim().starts_with("curl ") && linea.ends_with('\''))
        {
            break linea.to_owned();
        }
        assert!(proceso.try_wait().unwrap().is_none(), "the demo ended");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let curl = Command::new("sh").args(["-c", &linea]).output().unwrap();
    proceso.kill().unwrap();
    proceso.wait().unwrap();
    let respuesta: serde_json::Value = serde_json::from_slice(&curl.stdout).unwrap();
    assert_eq!(
        respuesta.pointer("/data/instancia/edicion/cifras/0/valor"),
        Some(&3771.into())
    );
}

fn everything_built_from_it_says_that_it_is_synthetic(casa: &Casa) {
    let servidor = casa.demo().serve();
    let datos =
        servidor.data(r#"{ instancia(clave: "20067") { edicion { numero sintetica aviso } } }"#);
    let edicion = &datos["instancia"]["edicion"];
    assert_eq!(edicion["numero"], 1);
    assert_eq!(edicion["sintetica"], true);
    assert!(
        edicion["aviso"]
            .as_str()
            .unwrap()
            .contains("ninguna de las personas contadas existe")
    );
}

fn it_is_alive_and_ready(casa: &Casa) {
    let servidor = casa.demo().serve();
    for (ruta, estado) in [("/salud/vivo", "vivo"), ("/salud/listo", "listo")] {
        let respuesta: serde_json::Value = agent()
            .get(servidor.url(ruta))
            .call()
            .unwrap()
            .body_mut()
            .read_json()
            .unwrap();
        assert_eq!(respuesta["estado"], estado);
    }
}

on_both!(
    everything_built_from_it_says_that_it_is_synthetic,
    it_is_alive_and_ready
);
