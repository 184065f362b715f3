//! Version 3, byte by byte: every record, every word. A change here changes what is signed: it takes a new version.

use std::fmt::Debug;

use super::*;

/// Whether a piece is read, and written as it was.
fn same<P: Pieza + Debug>(texto: &str) {
    let leida = P::read(3, texto).unwrap();
    assert_eq!(leida.written(3).unwrap(), texto);
}

#[test]
fn territory_is_written_so() {
    same::<Instancia>(
        r#"{"nombre":"Uno","siglas":"IMM","municipio":{"clave":"20067","nombre":"Dos","distrito":"Centro","region":"VALLES_CENTRALES"},"titulares":[{"nombre":"Tres","cargo":"Directora","mandato":{"desde":{"consta":"2017"},"hasta":"no_consta"}}]}"#,
    );
    for tipo in [
        r#"{"consta":"MUNICIPAL"}"#,
        r#"{"consta":"POLICIA"}"#,
        r#"{"consta":"COMUNIDAD"}"#,
        r#"{"consta":"COLONIA"}"#,
        r#"{"consta":"DELEGACION"}"#,
        r#"{"consta":"BARRIO"}"#,
        r#"{"consta":"LOCALIDAD"}"#,
        r#"{"consta":"PUEBLO"}"#,
        r#"{"consta":"RANCHERIA"}"#,
        r#"{"consta":"EJIDO"}"#,
        r#"{"consta":"FRACCIONAMIENTO"}"#,
        r#"{"consta":"TENENCIA"}"#,
        r#"{"consta":"COMISARIA"}"#,
        r#"{"consta":"JUNTA_AUXILIAR"}"#,
        r#"{"consta":"CONGREGACION"}"#,
        r#"{"consta":"SINDICATURA"}"#,
        r#"{"consta":"AYUDANTIA"}"#,
        r#"{"consta":"PRESIDENCIA_DE_COMUNIDAD"}"#,
        r#""no_consta""#,
    ] {
        same::<Agencia>(&format!(
            r#"{{"clave":"a","nombre":"A","alias":["B"],"tipo":{tipo},"fuente_tipo":{{"consta":"F"}},"vigencia":{{"desde":"2001-02-03","hasta":null}}}}"#
        ));
    }
}

#[test]
fn councils_are_written_so() {
    for quorum in [r#""mitad_mas_uno""#, r#"{"numero":4}"#] {
        same::<Consejo>(&format!(
            r#"{{"clave":"c","tipo":"consultivo","nombre":"C","ajustes":{{"integrantes":{{"consta":7}},"quorum":{{"consta":{quorum}}}}}}}"#
        ));
    }
    same::<Integrante>(
        r#"{"clave":"i","nombre":"I","caracter":"no_consta","asiento":{"consta":"1"},"mandato":{"desde":{"consta":"2017-T3"},"hasta":{"consta":"2018-06"}},"toma_de_protesta":{"consta":"2017-07-01"},"protesta_en":{"consta":"s"},"origen":{"nota":"dice"}}"#,
    );
    for (tipo, estado, presencia, acuerdo) in [
        ("ORDINARIA", "CONVOCADA", "PRESENTE", "APROBADO"),
        ("EXTRAORDINARIA", "CELEBRADA", "AUSENTE", "CUMPLIDO"),
        ("ORDINARIA", "CANCELADA", "JUSTIFICADA", "SIN_EFECTO"),
    ] {
        same::<Sesion>(&format!(
            r#"{{"clave":"s","tipo":"{tipo}","numero":{{"consta":3}},"fecha":{{"consta":"2017-07-01"}},"lugar":"no_consta","estado":"{estado}","asistencia":{{"consta":[{{"integrante":"i","presencia":"{presencia}"}}]}},"orden_del_dia":[{{"asunto":{{"informe":"x"}},"descripcion":"A"}},{{"asunto":{{"toma_de_protesta":"i"}},"descripcion":"B"}},{{"asunto":{{"calendario":2018}},"descripcion":"C"}},{{"asunto":"otro","descripcion":"D"}}],"acuerdos":[{{"clave":"1","texto":"T","votacion":{{"consta":[5,1,0]}},"responsable":"no_consta","plazo":{{"consta":"2017-08-01"}},"estado":"{acuerdo}"}}],"origen":"registro"}}"#
        ));
    }
    same::<Calendario>(
        r#"{"anio":2018,"nota":"según","aprobado_en":{"consta":"s"},"sesiones":{"consta":[{"fecha":"2018-01-02","tipo":"ORDINARIA"}]},"origen":"sintetico"}"#,
    );
}

#[test]
fn commitments_are_written_so() {
    same::<Convenio>(
        r#"{"clave":"c","partes":{"consta":["A","B"]},"objeto":{"consta":"O"},"fecha":"no_consta","periodo":"2017","origen":"registro"}"#,
    );
    for tema in [
        "DERECHOS_HUMANOS",
        "IGUALDAD",
        "PERSPECTIVA_DE_GENERO",
        "EMPODERAMIENTO",
        "ARTISTICA",
        "CULTURAL",
        "DEPORTIVA",
    ] {
        same::<Proyecto>(&format!(
            r#"{{"clave":"p","nombre":"P","tema":"{tema}","fecha":{{"consta":"2017-01-02"}},"periodo":"2017-T1","origen":"registro"}}"#
        ));
    }
    same::<Unidad>(
        r#"{"clave":"u","nombre":"U","nombre_corto":"V","fecha":"no_consta","periodo":"2017-01","origen":"registro"}"#,
    );
    same::<PactoRegional>(
        r#"{"clave":"p","nombre":"P","region":"VALLES_CENTRALES","suscrito_en":{"consta":"a"},"fecha":"no_consta","periodo":"2017","numero_signatarias":{"consta":1},"signatarias":{"consta":["20067"]},"origen":"registro"}"#,
    );
}

#[test]
fn acts_are_written_so() {
    let with = |tipo: &str, participantes: &str, lugar: &str| {
        same::<Actividad>(&format!(
            r#"{{"clave":"a","tipo":"{tipo}","nombre":"A","efemeride":"DIA_NARANJA","temas":["IGUALDAD","CULTURAL"],"fecha":{{"consta":"2017-05-25"}},"periodo":"2017-05","lugar":{{"consta":"{lugar}"}},"participantes":{participantes},"origen":"registro"}}"#
        ));
    };
    for tipo in [
        "CAPACITACION",
        "TALLER",
        "CONMEMORACION",
        "FERIA",
        "ENCUENTRO",
    ] {
        with(tipo, r#""no_consta""#, "agencia:donaji");
    }
    for lugar in ["cabecera", "otro_municipio", "no_especificada"] {
        with("TALLER", r#""protegidos""#, lugar);
    }
    for (publico, sexo) in [
        ("SERVIDORAS_Y_SERVIDORES_PUBLICOS", r#"{"consta":"MUJER"}"#),
        ("CIUDADANIA", r#"{"consta":"HOMBRE"}"#),
        ("MUJERES", r#"{"consta":"X"}"#),
        ("GENERAL", r#"{"consta":"NO_ESPECIFICADO"}"#),
        ("REPRESENTANTES", r#""no_consta""#),
    ] {
        let consta =
            format!(r#"{{"consta":[{{"publico":"{publico}","sexo":{sexo},"numero":30}}]}}"#);
        with("TALLER", &consta, "cabecera");
    }
}

const MEDIDAS: [&str; 6] = [
    "PERSONAS_ATENDIDAS",
    "MUJERES_ATENDIDAS",
    "SERVICIOS",
    "PARTICIPACIONES",
    "PERSONAS_CAPACITADAS",
    "ACTIVIDADES",
];

const NIVELES: [&str; 16] = [
    "TOTAL",
    "ANIO",
    "TRIMESTRE",
    "MES",
    "AGENCIA",
    "AREA",
    "GRUPO",
    "SERVICIO",
    "VISITA",
    "UNIDAD",
    "TIPO_VIOLENCIA",
    "SEXO",
    "ETAPA",
    "GRUPO_EDAD",
    "TIPO_ACTIVIDAD",
    "PUBLICO",
];

#[test]
fn figures_are_written_so() {
    let figure = |unidad: &str, contraparte: &str| {
        format!(
            r#"{{"clave":"f","nombre":"F","valor":12,"unidad":"{unidad}","poblacion":"P","sumable":true,"temas":["IGUALDAD"],"procedencia":{{"literal":"doce","lectura":"12","alternativas":[10]}},"contraparte":{contraparte}}}"#
        )
    };
    for unidad in [
        "PERSONA",
        "SERVICIO",
        "PARTICIPACION",
        "PERSONA_CAPACITADA",
        "ACTIVIDAD",
        "AGENCIA",
        "CONVENIO",
        "PROYECTO",
        "UNIDAD",
        "INSTANCIA",
    ] {
        same::<Informe>(&format!(
            r#"{{"clave":"i","titulo":"T","periodo":["2017-01-01","2017-12-31"],"presentado_en":{{"consta":["c","s"]}},"presentado_por":"no_consta","fuente":"F","resumen":"R","cifras":[{}],"origen":"registro"}}"#,
            figure(unidad, "null")
        ));
    }
    for contraparte in ["convenios", "proyectos", "unidades", "agencias_con_feria"] {
        let cifra = figure("CONVENIO", &format!(r#""{contraparte}""#));
        for calculada in [
            "null",
            r#"{"publicada":3}"#,
            r#""protegida""#,
            r#""no_disponible""#,
        ] {
            same::<CifraPublicada>(&format!(r#"{{"cifra":{cifra},"calculada":{calculada}}}"#));
        }
    }
    for medida in MEDIDAS {
        let total =
            format!(r#"{{"total":{{"medida":"{medida}","nivel":"TOTAL","codigo":"total"}}}}"#);
        let cifra = figure("SERVICIO", &total);
        same::<CifraPublicada>(&format!(r#"{{"cifra":{cifra},"calculada":null}}"#));
    }
}

#[test]
fn counts_and_their_protection_are_written_so() {
    for nivel in NIVELES {
        same::<CuboProtegido>(&format!(
            r#"{{"ejes":[[{{"nivel":"{nivel}","codigo":"x","nombre":"X","padre":null}},{{"nivel":"{nivel}","codigo":"y","nombre":"Y","padre":0,"vigencia":{{"desde":null,"hasta":"2017-06-30"}}}}]],"cruces":[{{"clave":"c","nombre":"C","medidas":["PERSONAS_ATENDIDAS","SERVICIOS"],"niveles":["{nivel}"]}}],"celdas":{{"PERSONAS_ATENDIDAS":[[[0,0,0,0,0,0,0,0,0,0],{{"publicada":9}}]],"SERVICIOS":[[[1,0,0,0,0,0,0,0,0,0],"protegida"],[[1,0,0,0,0,0,0,0,0,1],"no_disponible"]]}}}}"#
        ));
    }
    same::<ResumenProteccion>(
        r#"{"umbral":5,"ancho":6,"celdas":3,"total":{"publicadas":1,"no_cero":2},"por_medida":{"SERVICIOS":{"publicadas":1,"no_cero":2}},"por_nivel":[{"publicadas":1,"no_cero":2}],"pruebas":[{"nombre":"cuenta exacta"}],"obligados":[{"medida":"SERVICIOS","nivel":"TOTAL","codigo":"total"}],"obligados_protegidos":[{"medida":"SERVICIOS","nivel":"TOTAL","codigo":"total","motivo":"M"}]}"#,
    );
}

#[test]
fn what_no_version_says_is_refused() {
    let unidad = r#"{"clave":"u","nombre":"U","nombre_corto":"V","fecha":"no_consta","periodo":"2017-01","origen":"registro"}"#;
    assert!(matches!(Unidad::read(0, unidad), Err(Ilegible::Version(0))));
    assert!(matches!(Unidad::read(4, unidad), Err(Ilegible::Version(4))));
    let mas = unidad.replace("{\"clave\"", "{\"otra\":1,\"clave\"");
    assert!(matches!(Unidad::read(3, &mas), Err(Ilegible::Json(_))));
    let mal = unidad.replace("2017-01", "2017-13");
    assert!(matches!(Unidad::read(3, &mal), Err(Ilegible::Regla(_))));
}

/// Version 2 said how many cases each test had, and nothing of headline totals.
#[test]
fn version_2_is_still_read() {
    let escrito = r#"{"umbral":5,"ancho":5,"celdas":3,"total":{"publicadas":1,"no_cero":2},"por_medida":{},"por_nivel":[],"pruebas":[{"nombre":"cuenta exacta","casos":7}]}"#;
    let resumen = ResumenProteccion::read(2, escrito).unwrap();
    assert_eq!(resumen.pruebas[0].nombre, "cuenta exacta");
    assert!(ResumenProteccion::read(3, escrito).is_err());
}

/// What the register keeps, and what it kept before there were acts in it and repeats in plans.
#[test]
fn what_the_register_keeps_is_written_so() {
    let plan = r#"{"umbral":5,"ancho":5,"cruces":[{"clave":"c","nombre":"C","medidas":["SERVICIOS"],"niveles":["ANIO"]}],"obligados":[{"medida":"SERVICIOS","nivel":"TOTAL","codigo":"total"}],"repeticiones":true}"#;
    same::<Plan>(plan);
    let antes = plan.replace(r#","repeticiones":true"#, "");
    assert!(!Plan::read(3, &antes).unwrap().repeticiones);
    let conteos = r#"{"corte":"2017-06-30","umbral":5,"ancho":5,"ejes":[[{"nivel":"ANIO","codigo":"2017","nombre":"2017","padre":null}]],"hojas":[[[1,0,0,0,0,0,0,0,0,0],{"servicios":3,"anonimas":1,"personas":2}]],"servicios":[[[1,0,0,0,0,0,0,0,0,0],3,false]],"personas":[[[1,0,0,0,0,0,0,0,0,0],2,true]],"actos":{"lista":[],"completos":true}}"#;
    same::<Congelado>(conteos);
    let antes = conteos.replace(r#","actos":{"lista":[],"completos":true}"#, "");
    assert!(!Congelado::read(3, &antes).unwrap().actos.completos);
    let de_todas = r#","de_todas":[["ANIO","SERVICIO"],["TRIMESTRE"]]}"#;
    same::<Congelado>(&format!("{}{de_todas}", &conteos[..conteos.len() - 1]));
}

/// What is signed of a quarter stays as it was first signed; who reads it reads «1.er trimestre».
#[test]
fn quarters_are_signed_by_the_name_they_were_given_and_read_by_that_of_today() {
    let miembro = |codigo: &str, nombre: &str| {
        format!(r#"{{"nivel":"TRIMESTRE","codigo":"{codigo}","nombre":"{nombre}","padre":0}}"#)
    };
    let dichos: Vec<String> = (1..=4)
        .map(|n| miembro(&format!("2017-T{n}"), &format!("{n}.º trimestre de 2017")))
        .collect();
    let texto = format!(
        r#"{{"ejes":[[{},{}]],"cruces":[],"celdas":{{}}}}"#,
        dichos.join(","),
        miembro("2018-T1", "Otro nombre")
    );
    same::<CuboProtegido>(&texto);
    for formato in [2, 3] {
        let leido = CuboProtegido::read(formato, &texto).unwrap();
        let nombres: Vec<&str> = leido.ejes().0[0]
            .iter()
            .map(|m| m.nombre.as_str())
            .collect();
        assert_eq!(
            nombres,
            [
                "1.er trimestre de 2017",
                "2.º trimestre de 2017",
                "3.er trimestre de 2017",
                "4.º trimestre de 2017",
                "Otro nombre"
            ]
        );
    }
}
