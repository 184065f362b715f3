//! Sessions without quórum: told, and what they agreed is refused unless it holds all the same.

use serde_json::json;

use crate::casa::Casa;
use crate::instancia::Xoxo;

const CONSEJO: [(&str, &str); 2] = [
    (
        "consejos",
        "Clave,Tipo,Nombre,Integrantes,Quórum\nc,Consejo Consultivo,El consejo,5,3\n",
    ),
    (
        "consejo",
        "Clave,Nombre\nv1,Una\nv2,Otra\nv3,Tres\nv4,Cuatro\nv5,Cinco\nv6,Seis\n",
    ),
];
const SESIONES: &str = "Clave,Tipo,Fecha,Estado,Presentes,Ausentes
s-1,Ordinaria,01/03/2017,Celebrada,v1; v2,v3
s-2,Ordinaria,01/06/2017,Celebrada,v1; v2; v3,
";
const ACUERDOS: &str = "Sesión,Clave,Texto,A favor,En contra,Estado\n";

/// What contradicts itself: kind of sheet, sheet, place, and some words of what is said.
const CONTRARIAS: [(&str, &str, &str); 12] = [
    (
        "consejos",
        "Clave,Tipo,Nombre,Integrantes,Quórum\nc,Consejo Consultivo,El consejo,5,6\n",
        "renglón 2, Quórum: el quórum es de 6, y el consejo de 5",
    ),
    (
        "consejos",
        "Clave,Tipo,Nombre,Integrantes,Quórum\nc,Consejo Consultivo,El consejo,0,\n",
        "renglón 2, Integrantes: no puede ser cero",
    ),
    (
        "consejo",
        "Clave,Nombre,Desde,Hasta\nv1,Una,2017,2016\n",
        "renglón 2, Hasta: termina antes de empezar",
    ),
    (
        "sesiones",
        "Clave,Tipo,Estado,Ausentes\ns-3,Ordinaria,Celebrada,v1; v2\n",
        "Presentes: sólo se dice quién faltó",
    ),
    (
        "sesiones",
        "Clave,Tipo,Estado,Presentes\ns-3,Ordinaria,Celebrada,v1; v2; v3; v4; v5; v6\n",
        "Presentes: hay 6 presentes, y el consejo es de 5",
    ),
    (
        "sesiones",
        "Clave,Tipo,Estado,Presentes\ns-3,Ordinaria,Celebrada,v1; v1; v2\n",
        "una integrante aparece dos veces",
    ),
    (
        "sesiones",
        "Clave,Tipo,Estado,Fecha\ns-3,Ordinaria,Celebrada,01/03/2999\n",
        "una sesión celebrada no puede ser posterior a hoy",
    ),
    (
        "sesiones",
        "Clave,Tipo,Estado,Orden del día,Asuntos\ns-3,Ordinaria,Celebrada,Uno; Dos,Otro\n",
        "Asuntos: dice 1 y el orden del día tiene 2",
    ),
    (
        "acuerdos",
        "Sesión,Clave,Texto,A favor,En contra,Estado\ns-1,A-1,Algo.,2,0,Aprobado\n",
        "renglón 2, Sesión: la sesión no tuvo quórum: hubo 2 de 3, y tomó acuerdos",
    ),
    (
        "acuerdos",
        "Sesión,Clave,Texto,A favor,En contra,Estado\ns-2,A-1,Algo.,1,2,Aprobado\n",
        "A favor: con esos votos no se aprobó",
    ),
    (
        "acuerdos",
        "Sesión,Clave,Texto,A favor,En contra,Estado\ns-2,A-1,Algo.,,2,Aprobado\n",
        "A favor: está vacía y la votación consta",
    ),
    (
        "acuerdos",
        "Sesión,Clave,Texto,A favor,En contra,Estado\ns-2,A-1,Algo.,3,1,Aprobado\n",
        "más votos que integrantes presentes",
    ),
];

#[test]
fn a_session_without_quorum_is_what_it_is() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    for (tipo, hoja) in CONSEJO {
        xoxo.put(tipo, hoja);
    }
    let dicho = xoxo.put("sesiones", SESIONES);
    assert!(
        dicho.contains("Aviso: renglón 2, Presentes: la sesión no tuvo quórum: hubo 2 de 3."),
        "{dicho}"
    );
    assert!(!dicho.contains("renglón 3"), "{dicho}");
    for (tipo, hoja, esperado) in CONTRARIAS {
        let dicho = xoxo.refused(tipo, hoja);
        assert!(dicho.contains(esperado), "{tipo}: {dicho}");
    }
    xoxo.put(
        "acuerdos",
        &format!("{ACUERDOS}s-2,A-1,Algo.,3,0,Aprobado\n"),
    );
    // What was agreed with quórum stays so, unless that is wanted.
    let sin = "Clave,Tipo,Estado,Presentes\ns-2,Ordinaria,Celebrada,v1; v2\n";
    assert!(xoxo.refused("sesiones", sin).contains("y tomó acuerdos"));
    let mas = "Clave,Tipo,Nombre,Integrantes,Quórum\nc,Consejo Consultivo,El consejo,5,4\n";
    let dicho = xoxo.refused("consejos", mas);
    assert!(
        dicho
            .contains("con él, la sesión «s-2», que tomó acuerdos, no tendría quórum: hubo 3 de 4"),
        "{dicho}"
    );
    let segunda = format!("{ACUERDOS}s-1,A-2,En segunda convocatoria.,2,0,Aprobado\n");
    let dicho = xoxo.put_with("acuerdos", &segunda, &["--sin-quorum"]);
    assert!(dicho.contains("Aviso: renglón 2, Sesión"), "{dicho}");
    // Twice is once: what is so already is not insisted on.
    for (tipo, hoja) in [("acuerdos", segunda.as_str()), ("sesiones", SESIONES)] {
        let dicho = xoxo.put(tipo, hoja);
        assert!(
            dicho.contains("0 que cambian")
                && dicho.contains("Aviso: renglón 2")
                && dicho.contains("no tuvo quórum: hubo 2 de 3, y tomó acuerdos"),
            "{dicho}"
        );
    }
    let otra = SESIONES.replace("v1; v2,v3", "v1; v4,v3");
    assert!(xoxo.refused("sesiones", &otra).contains("--sin-quorum"));
    published(&xoxo);
}

fn published(xoxo: &Xoxo) {
    let publicar = ["publicar", "--sin-atenciones", "--corte", "2017-12-31"];
    let dicho = xoxo.run(&[&publicar[..], &["--simular"]].concat());
    assert!(
        dicho.contains("Aviso: dice que la sesión «s-1» no tuvo quórum: hubo 2 de 3."),
        "{dicho}"
    );
    xoxo.run(&[&publicar[..], &["--si"]].concat());
    let dicho = xoxo.run(&[&publicar[..], &["--simular"]].concat());
    assert!(!dicho.contains("no tuvo quórum"), "{dicho}");
    let servidor = xoxo.casa.serve();
    let datos = servidor.data(
        r#"{ instancia(clave: "20385") { edicion { consejo { sesiones {
          clave quorum { valor { hay presentes requeridos } } } } } } }"#,
    );
    assert_eq!(
        datos["instancia"]["edicion"]["consejo"]["sesiones"],
        json!([
            { "clave": "s-1", "quorum": { "valor": { "hay": false, "presentes": 2, "requeridos": 3 } } },
            { "clave": "s-2", "quorum": { "valor": { "hay": true, "presentes": 3, "requeridos": 3 } } },
        ])
    );
}
