//! Sheets of acts, agreements and councils.

use expect_test::expect_file;

use crate::casa::{Casa, on_both, repository};
use crate::oficina::Oficina;

fn import(oficina: &Oficina, tipo: &str, contenido: &str) -> String {
    let ruta = oficina.sheet(&format!("{tipo}.csv"), contenido);
    let argumentos = ["importar", &ruta, "--tipo", tipo, "--instancia", "20067"];
    oficina.casa.run(&argumentos)
}

const ACTIVIDADES: &str = "Clave,Tipo,Nombre,Efeméride,Temas,Fecha,Lugar,Público,Sexo,Participantes
taller-1,Taller,Taller de derechos,,Derechos humanos; igualdad,15/03/2017,Candiani,Mujeres,,32
taller-1,Taller,Taller de derechos,,Derechos humanos; igualdad,15/03/2017,Candiani,Público en general,Hombre,11
naranja-1,Conmemoración,Día Naranja,Día Naranja,Artística,25/03/2017,Cabecera municipal,,,
";
const CONVENIOS: &str = "Clave,Partes,Objeto,Fecha,Periodo
conv-1,Secretaría de las Mujeres; Universidad,Atención psicológica,10/02/2017,
conv-2,,,,2017-T2
";
const UNIDADES: &str = "Clave,Nombre,Nombre corto,Fecha
movil,Unidad de atención en colonias,Unidad Móvil,01/02/2017
";
const CONSEJOS: &str = "Clave,Tipo,Nombre,Integrantes,Quórum
consultivo,consejo consultivo,Consejo Consultivo del Instituto,1,mitad más uno
";
const INTEGRANTES: &str = "Clave,Nombre,Carácter,Desde,Hasta
vocal-a,Integrante de prueba,Vocal,2017,2018
";
const SESIONES: &str = "Clave,Tipo,Número,Fecha,Estado,Orden del día,Presentes
s-1,Ordinaria,1,20/02/2017,Celebrada,Lista de asistencia; Asuntos generales,vocal-a
";
const ACUERDOS: &str = "Sesión,Clave,Texto,A favor,En contra,Abstenciones,Plazo,Estado
s-1,A-1,Se aprueba el programa.,1,0,0,31/12/2017,Aprobado
";

fn what_the_institute_does_comes_in_sheets_too(casa: &Casa) {
    let oficina = Oficina::new(casa);
    let todas = [
        ("actividades", ACTIVIDADES, 2),
        ("convenios", CONVENIOS, 2),
        ("unidades", UNIDADES, 1),
        ("consejos", CONSEJOS, 1),
        ("consejo", INTEGRANTES, 1),
        ("sesiones", SESIONES, 1),
        ("acuerdos", ACUERDOS, 1),
    ];
    for (tipo, hoja, cuantos) in todas {
        let ruta = oficina.path(&format!("plantilla-{tipo}.xlsx"));
        casa.run(&[
            "plantilla",
            tipo,
            "-o",
            ruta.to_str().unwrap(),
            "--instancia",
            "20067",
        ]);
        let vacia = casa.run(&[
            "importar",
            ruta.to_str().unwrap(),
            "--tipo",
            tipo,
            "--instancia",
            "20067",
        ]);
        assert!(vacia.contains("no tiene ningún renglón"), "{vacia}");
        let dicho = import(&oficina, tipo, hoja);
        assert!(
            dicho.contains(&format!(": {cuantos} registro"))
                && dicho.contains(", 0 que ya estaban"),
            "{tipo}: {dicho}"
        );
    }
    for (tipo, hoja, cuantos) in todas {
        let dicho = import(&oficina, tipo, hoja);
        assert!(
            dicho.contains(&format!("0 registros nuevos, {cuantos} que ya estaba")),
            "{tipo}: {dicho}"
        );
    }
    let dicho = import(
        &oficina,
        "acuerdos",
        &ACUERDOS.replace("Aprobado", "Cumplido"),
    );
    assert!(dicho.contains("1 que cambia"), "{dicho}");
    // A sheet without a column says nothing of what is in it.
    let dicho = import(
        &oficina,
        "sesiones",
        "Clave,Tipo,Estado\ns-1,Ordinaria,Celebrada\n",
    );
    assert!(dicho.contains("1 que ya estaba, 0 que cambian"), "{dicho}");
    let votos = ACUERDOS.replace("1,0,0", "1,0,1");
    let (_, dicho) = oficina.refused(&oficina.sheet("votos.csv", votos), &["--tipo", "acuerdos"]);
    assert!(
        dicho.contains("renglón 2: ") && dicho.contains("más votos que integrantes presentes"),
        "{dicho}"
    );
    // Of an act with a row that is wrong, none comes in.
    let mala = ACTIVIDADES.replace("Hombre,11", "Hombre,pocos");
    let ruta = oficina.sheet("mala.csv", mala);
    let orden = [
        "importar",
        &ruta,
        "--tipo",
        "actividades",
        "--instancia",
        "20067",
        "--aceptar-validas",
    ];
    let dicho = casa.run(&orden);
    assert!(
        dicho.contains("1 que ya estaba, 0 que cambian")
            && dicho.contains("otro renglón del mismo acto"),
        "{dicho}"
    );
    casa.publish("2017-12-31");
    let consulta = r#"{ instancia(clave: "20067") { edicion(anio: 2017) {
            actividades(first: 10) { edges { node { nombre temas participantes { estado total partes { publico numero } } } } }
            convenios { partes { valor } objeto { valor } fecha { valor } }
            unidades { nombreCorto }
            consejos { nombre integrantes { nombre } sesiones { quorum { valor { hay } } acuerdos { texto estado plazo { valor } } } }
        } } }"#;
    let edicion = &casa.serve().data(consulta)["instancia"]["edicion"];
    let edicion = serde_json::to_string_pretty(edicion).unwrap();
    expect_file![repository("tests/fixtures/institucional.json")].assert_eq(&(edicion + "\n"));
}

on_both!(what_the_institute_does_comes_in_sheets_too);

#[test]
fn what_is_wrong_with_them_is_said() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let refused = |tipo: &str, hoja: &str, esperados: &[&str]| {
        let ruta = oficina.sheet("mala.csv", hoja);
        let (mensaje, dicho) = oficina.refused(&ruta, &["--tipo", tipo]);
        for esperado in esperados {
            assert!(
                dicho.contains(esperado) || mensaje.contains(esperado),
                "{esperado}\n{dicho}{mensaje}"
            );
        }
    };
    refused(
        "actividades",
        "Clave,Tipo,Nombre,Efeméride,Fecha,Lugar,Público,Participantes\n\
         a b,Taler,,,15/03/2117,Candianni,Mujeres,pocas\n\
         naranja,Conmemoración,Día Naranja,Día Naranja,24/03/2017,,,\n\
         feria,Feria de servicios,Feria,,24/03/2017,,,\n\
         doble,Taller,Uno,,24/03/2017,,Mujeres,3\n\
         doble,Taller,Otro,,24/03/2017,,Público en general,3\n",
        &[
            "renglón 2, Clave: tiene un texto de 3 caracteres y se espera una clave",
            "¿quiso decir «Taller»?",
            "renglón 2, Nombre: está vacía",
            "renglón 2, Fecha: la fecha es posterior a hoy",
            "¿quiso decir «Candiani»?",
            "renglón 2, Participantes: tiene un texto de 5 caracteres y se espera",
            "renglón 3, Fecha: «Día Naranja» se conmemora",
            "una feria se lleva a una agencia",
            "renglón 6: el acto de esa clave, con otros datos o con el mismo público, ya está en el renglón 5",
            "no cambió nada",
        ],
    );
    refused(
        "sesiones",
        "Clave,Tipo,Estado,Presentes\ns-1,Ordinaria,Cancelada,vocal-a\n",
        &[
            "renglón 2, Clave: la sesión «s-1» no es válida",
            "una sesión que no se celebró no tiene asistencia ni acuerdos",
        ],
    );
    refused(
        "consejo",
        "Clave,Nombre\nuna,Alguien\n",
        &["no tiene todavía ningún consejo: importe antes los suyos"],
    );
    import(&oficina, "consejos", CONSEJOS);
    refused(
        "acuerdos",
        "Sesión,Clave,Texto,Estado\nno-hay,A-1,Se aprueba.,Aprobado\n",
        &["renglón 2, Sesión: «no-hay» no es la clave de ninguna sesión"],
    );
    refused(
        "convenios",
        "Clave,Fecha\nc-1,\n",
        &["Periodo: está vacía: se espera un periodo"],
    );
}
