//! Lists that come with the program and that an office adds to: kinds of act, publics, themes, commemorated days, councils.

use serde_json::json;

use crate::casa::{Casa, on_both};
use crate::instancia::Xoxo;

const LISTAS: [(&str, &str); 6] = [
    (
        "tipos-actividad",
        "Clave,Nombre,Se cuenta como,Existe hasta\nplatica,Plática,Taller,\nmarcha,Marcha,,\nkermes,Kermés,,31/12/2016\n",
    ),
    (
        "publicos",
        "Clave,Nombre,Se cuenta como\nestudiantes,Estudiantes,Ciudadanas y ciudadanos\nhombres,Hombres,\n",
    ),
    (
        "temas",
        "Clave,Nombre\nsalud,Salud\nviolencia,Violencia de género\n",
    ),
    (
        "efemerides",
        "Clave,Nombre,Día\n25n,Día contra la violencia,25/11\n8m,Día Internacional de las Mujeres,8/3\nsemana,Semana de la salud,\n",
    ),
    (
        "tipos-consejo",
        "Clave,Nombre\nciudadano,Consejo Ciudadano\n",
    ),
    ("instancia", "Nombre,Siglas\nInstituto de Xoxo,IMX\n"),
];

const ACTOS: &str = "Clave,Tipo,Nombre,Efeméride,Temas,Fecha,Lugar,Público,Participantes
a-1,Plática,En la secundaria,,Salud; Igualdad,05/05/2017,,Estudiantes,40
a-1,Plática,En la secundaria,,Salud; Igualdad,05/05/2017,,Hombres,12
a-2,marcha,Marcha,,Violencia de genero,06/06/2017,,Público en general,300
a-3,Conmemoración,25 N,Día contra la violencia,,25/11/2017,,,
";

fn an_office_adds_to_the_lists_of_the_program(casa: &Casa) {
    let xoxo = Xoxo::new(casa);
    for (tipo, hoja) in LISTAS {
        let dicho = xoxo.put(tipo, hoja);
        assert!(dicho.contains("0 que ya estaban"), "{tipo}: {dicho}");
        let dicho = xoxo.put(tipo, hoja);
        assert!(
            dicho.contains("0 registros nuevos") && dicho.contains("0 que cambian"),
            "{tipo}: {dicho}"
        );
    }
    bad_entries_are_refused(&xoxo);
    let dicho = xoxo.put("actividades", ACTOS);
    assert!(dicho.contains("3 registros nuevos"), "{dicho}");
    assert!(xoxo.put("actividades", ACTOS).contains("3 que ya estaban"));
    bad_acts_are_refused(&xoxo);
    xoxo.put(
        "proyectos",
        "Clave,Nombre,Tema,Periodo\np-1,Salud para todas,Salud,2017\n",
    );
    xoxo.put(
        "consejos",
        "Clave,Tipo,Nombre\nc,Consejo Ciudadano,El consejo\n",
    );
    aliases_stand_for_them(&xoxo);
    what_acts_name_stays(&xoxo);
    // A theme of its own in the sheet of another: what the sheet does not say stays.
    let sin = "Clave,Tipo,Nombre,Fecha\na-2,Marcha,Marcha,06/06/2017\n";
    assert!(xoxo.put("actividades", sin).contains("0 que cambian"));
    published(&xoxo);
}

fn bad_entries_are_refused(xoxo: &Xoxo) {
    for (tipo, hoja, regla) in [
        (
            "tipos-actividad",
            "Clave,Nombre,Se cuenta como\neq,Equis,Tallr\n",
            "¿quiso decir «Taller»?",
        ),
        (
            "tipos-actividad",
            "Clave,Nombre\neq,taller\n",
            "trae el programa",
        ),
        (
            "publicos",
            "Clave,Nombre\nmujeres,Otras\n",
            "trae el programa",
        ),
        ("temas", "Clave,Nombre\nsalud-2,salud\n", "se llama como"),
        (
            "efemerides",
            "Clave,Nombre,Día\neq,Equis,30/2\n",
            "como 25/11",
        ),
        (
            "instancia",
            "Nombre\nUna\nOtra\n",
            "ya está en el renglón 2",
        ),
    ] {
        let dicho = xoxo.refused(tipo, hoja);
        assert!(dicho.contains(regla), "{tipo}: {dicho}");
        assert!(dicho.contains("renglón "), "{tipo}: {dicho}");
    }
}

fn bad_acts_are_refused(xoxo: &Xoxo) {
    for (mala, buena, regla) in [
        ("Marsha", "marcha", "¿quiso decir «Marcha»?"),
        ("Kermés", "marcha", "no está vigente"),
        ("Deportivas", "Igualdad", "¿quiso decir «Deportiva»?"),
        ("24/11/2017", "25/11/2017", "se conmemora el día 25/11"),
        ("Alumnado", "Estudiantes", "«Estudiantes»"),
    ] {
        let dicho = xoxo.refused("actividades", &ACTOS.replace(buena, mala));
        assert!(dicho.contains(regla), "{mala}: {dicho}");
    }
}

fn aliases_stand_for_them(xoxo: &Xoxo) {
    for (de, escrito, entrada) in [
        ("publico", "Alumnado", "Estudiantes"),
        ("actividad", "charla", "Plática"),
        ("tema", "Dep.", "Deportiva"),
        ("efemeride", "25 de noviembre", "25n"),
        ("visita", "1ra vez", "Primera vez"),
        ("sexo", "F", "Mujer"),
        ("escolaridad", "Primaria", "Básica"),
    ] {
        let dicho = xoxo.run(&["alias", de, escrito, entrada]);
        assert!(dicho.contains("Desde ahora"), "{dicho}");
    }
    let hoja = ACTOS
        .replace("Estudiantes", "alumnado")
        .replace("Plática", "Charla")
        .replace("Día contra la violencia", "25 de Noviembre");
    assert!(xoxo.put("actividades", &hoja).contains("3 que ya estaban"));
    let fila = "03/02/2017,Orientación,Cabecera municipal,1RA VEZ,Ninguna,E-1,f,1980,primaria";
    let atenciones = format!(
        "Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento,Escolaridad\n{fila}\n"
    );
    let dicho = xoxo.put("atenciones", &atenciones);
    assert!(dicho.contains("1 nuevo"), "{dicho}");
}

fn what_acts_name_stays(xoxo: &Xoxo) {
    let otra = "Clave,Nombre,Se cuenta como\nplatica,Plática,Capacitación\n";
    let dicho = xoxo.refused("tipos-actividad", otra);
    assert!(dicho.contains("como qué se cuenta no cambia"), "{dicho}");
    let hasta = "Clave,Nombre,Existe hasta\nplatica,Plática,2016-12-31\n";
    let dicho = xoxo.refused("tipos-actividad", hasta);
    assert!(dicho.contains("renglón 2"), "{dicho}");
    // What nobody names can be counted as something else; a name can always change.
    xoxo.put(
        "tipos-actividad",
        "Clave,Nombre,Se cuenta como,Existe hasta\nkermes,Kermés,Feria de servicios,2016-12-31\n",
    );
    xoxo.put("tipos-actividad", "Clave,Nombre\nplatica,Plática escolar\n");
}

fn published(xoxo: &Xoxo) {
    xoxo.run(&[
        "publicar",
        "--si",
        "--sin-atenciones",
        "--corte",
        "2017-12-31",
    ]);
    let datos = xoxo.casa.serve().data(
        r#"{ instancia(clave: "20385") { nombre siglas edicion(anio: 2017) {
          actividades(first: 9) { nodes { clave tipo tipoPropio { clave nombre } efemeride
            efemeridePropia { clave } temas temasPropios { nombre }
            participantes { partes { publico publicoPropio { nombre } numero } } } }
          deOtro: actividades(first: 9, filtro: { tipo: OTRO }) { nodes { clave } }
          platicas: actividades(filtro: { tipoPropio: "platica" }) { totalCount nodes { clave } }
          deSalud: actividades(filtro: { temaPropio: "salud", publicoPropio: "hombres" }) { nodes { clave } }
          deViolencia: actividades(filtro: { temaPropio: "violencia", tipo: OTRO }) { nodes { clave } }
          del25n: actividades(filtro: { efemeridePropia: "25n" }) { nodes { clave } }
          ninguna: actividades(filtro: { tipoPropio: "PLATICA" }) { totalCount }
          rara: actividades(filtro: { tipoPropio: "platica\",\u0000_%" }) { totalCount }
          proyectos { tema temaPropio { clave } }
          tabla(medida: ACTIVIDADES, filas: [TIPO_ACTIVIDAD]) { filas { miembros { codigo } } valores } } } }"#,
    );
    let suya = &datos["instancia"];
    assert_eq!(suya["siglas"], "IMX");
    assert_eq!(suya["nombre"], "Instituto de Xoxo");
    let edicion = &suya["edicion"];
    let actos = &edicion["actividades"]["nodes"];
    assert_eq!(
        actos[0],
        json!({ "clave": "a-1", "tipo": "TALLER",
            "tipoPropio": { "clave": "platica", "nombre": "Plática escolar" },
            "efemeride": null, "efemeridePropia": null,
            "temas": ["IGUALDAD", "OTRO"], "temasPropios": [{ "nombre": "Salud" }],
            "participantes": { "partes": [
                { "publico": "CIUDADANIA", "publicoPropio": { "nombre": "Estudiantes" }, "numero": 40 },
                { "publico": "OTRO", "publicoPropio": { "nombre": "Hombres" }, "numero": 12 },
            ] } })
    );
    assert_eq!(actos[1]["tipoPropio"]["nombre"], "Marcha");
    assert_eq!(actos[2]["efemeride"], "OTRA");
    assert_eq!(actos[2]["efemeridePropia"]["clave"], "25n");
    assert_eq!(edicion["deOtro"]["nodes"], json!([{ "clave": "a-2" }]));
    assert_eq!(
        edicion["platicas"],
        json!({ "totalCount": 1, "nodes": [{ "clave": "a-1" }] })
    );
    for (cual, clave) in [
        ("deSalud", "a-1"),
        ("deViolencia", "a-2"),
        ("del25n", "a-3"),
    ] {
        let suyas = &edicion[cual]["nodes"];
        assert_eq!(*suyas, json!([{ "clave": clave }]), "{cual}");
    }
    for cual in ["ninguna", "rara"] {
        assert_eq!(edicion[cual]["totalCount"], 0, "{cual}");
    }
    assert_eq!(
        edicion["proyectos"],
        json!([{ "tema": "OTRO", "temaPropio": { "clave": "salud" } }])
    );
    let filas = edicion["tabla"]["filas"].as_array().unwrap().iter();
    let valores = edicion["tabla"]["valores"].as_array().unwrap();
    let mut otras = filas
        .zip(valores)
        .filter(|(fila, _)| fila.to_string().contains("OTRO"));
    let (_, valor) = otras.next().unwrap();
    assert!(valor.to_string().contains('1'), "{valor}");
    xoxo.casa.run(&["verificar"]);
}

on_both!(an_office_adds_to_the_lists_of_the_program);
