//! An instancia that is not the demonstration's, wholly from its sheets: agencias, services, report.

use serde_json::json;

use crate::casa::{Casa, on_both, text};

const CLAVE: [&str; 2] = ["--instancia", "20385"];

/// An office of Santa Cruz Xoxocotlán, invented.
pub(crate) struct Xoxo<'a> {
    pub(crate) casa: &'a Casa,
    hojas: tempfile::TempDir,
}

impl<'a> Xoxo<'a> {
    /// Begins it in that house.
    pub(crate) fn new(casa: &'a Casa) -> Self {
        casa.run(&[&["iniciar", "--si"][..], &CLAVE].concat());
        let hojas = tempfile::tempdir().unwrap();
        Self { casa, hojas }
    }

    /// Runs an order of it.
    pub(crate) fn run(&self, orden: &[&str]) -> String {
        self.casa.run(&[orden, &CLAVE].concat())
    }

    pub(crate) fn put(&self, tipo: &str, hoja: &str) -> String {
        let ruta = self.sheet(tipo, hoja);
        let orden = ["importar", &ruta, "--tipo", tipo];
        self.casa.run(&[&orden[..], &CLAVE].concat())
    }

    /// Takes a sheet in, with options.
    pub(crate) fn put_with(&self, tipo: &str, hoja: &str, mas: &[&str]) -> String {
        let ruta = self.sheet(tipo, hoja);
        let orden = ["importar", &ruta, "--tipo", tipo];
        self.casa.run(&[&orden[..], &CLAVE, mas].concat())
    }

    pub(crate) fn refused(&self, tipo: &str, hoja: &str) -> String {
        let ruta = self.sheet(tipo, hoja);
        let orden = ["importar", &ruta, "--tipo", tipo];
        let salida = self
            .casa
            .command(&[&orden[..], &CLAVE].concat())
            .output()
            .unwrap();
        assert_eq!(salida.status.code(), Some(2));
        format!("{}{}", text(&salida.stdout), text(&salida.stderr))
    }

    fn sheet(&self, tipo: &str, hoja: &str) -> String {
        let ruta = self.hojas.path().join(format!("{tipo}.csv"));
        std::fs::write(&ruta, hoja).unwrap();
        ruta.to_str().unwrap().to_owned()
    }
}

const AGENCIAS: &str = "Clave,Nombre,Otros nombres,Tipo,Existe hasta
la-raya,San Juan Bautista La Raya,La Raya; San Juan Bautista,Agencia municipal,
san-javier,San Javier,,Agencia de policía,
arrazola,San Antonio Arrazola,Arrazola,,
antigua,Colonia Antigua,,,2016-12-31
";

fn attentions() -> String {
    let fila = |i: usize| {
        let servicio = ["Bolsa de trabajo", "Orientación", "Asesoría jurídica"][i % 3];
        let lugar = [
            "La Raya",
            "San Javier",
            "San Antonio Arrazola",
            "Cabecera municipal",
        ][i % 4];
        let dia = format!("{:02}/{:02}/2017", i % 28 + 1, i % 12 + 1);
        format!(
            "X-{i},{dia},{servicio},{lugar},Primera vez,Psicológica,E-{},Mujer,1980",
            i / 2
        )
    };
    let filas: Vec<String> = (0..240).map(fila).collect();
    format!(
        "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Año de nacimiento\n{}\n",
        filas.join("\n")
    )
}

fn what_the_demonstration_has_any_instancia_can_have(casa: &Casa) {
    let xoxo = Xoxo::new(casa);
    let hecho = xoxo.put("agencias", AGENCIAS);
    assert!(hecho.contains("4 registros nuevos"), "{hecho}");
    assert!(
        xoxo.put("agencias", AGENCIAS)
            .contains("0 registros nuevos, 4 que ya estaban")
    );
    names_are_of_one_thing(&xoxo);
    xoxo.put("areas", "Clave,Nombre\nempleo,Autonomía económica\n");
    let dicho = xoxo.refused(
        "servicios",
        "Clave,Nombre,Área\nbolsa,Bolsa de trabajo,Autonomia\n",
    );
    assert!(dicho.contains("un área de la instancia"), "{dicho}");
    let servicios = "Clave,Nombre,Área\nbolsa,Bolsa de trabajo,autonomia economica\n";
    xoxo.put("servicios", servicios);
    xoxo.put(
        "titulares",
        "Nombre,Cargo,Desde,Hasta\nMaría Invención,Directora,2017,2018\n",
    );
    xoxo.put("informes", "Clave,Título,Desde,Hasta,Fuente\ni-2017,Primer informe,01/01/2017,31/12/2017,Informe impreso\n");
    let cifras = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué
i-2017,mujeres,Mujeres atendidas,121,,Mujeres,121 mujeres,Mujeres atendidas,
i-2017,bolsa,Servicios de bolsa de trabajo,80,,Servicios,80 servicios,Servicios,Bolsa de trabajo
i-2017,convenios,Convenios firmados,0,Convenio,Convenios,ninguno,Convenios,
";
    xoxo.put("cifras", cifras);
    let mala = cifras.replace(",Servicios,Bolsa de trabajo", ",Servicios,Bolsa de trabjo");
    assert!(xoxo.refused("cifras", &mala).contains("Bolsa de trabajo"));
    xoxo.put("atenciones", &attentions());
    // What was given stays in its area.
    let otra = "Clave,Nombre,Área\nbolsa,Bolsa de trabajo,Atención\n";
    assert!(
        xoxo.refused("servicios", otra)
            .contains("su área y su grupo no cambian")
    );
    what_a_sheet_does_not_say_stays(&xoxo);
    let publicar = ["publicar", "--si", "--corte", "2017-12-31"];
    casa.run(&[&publicar[..], &CLAVE].concat());
    let datos = casa.serve().data(
        r#"{ instancia(clave: "20385") { titulares { nombre } edicion(anio: 2017) {
          informe { titulo } cifras { clave valor calculada { valor } diferencia }
          tabla(medida: SERVICIOS, filas: [AGENCIA]) { filas { miembros { codigo } } valores } } } }"#,
    );
    let suya = &datos["instancia"];
    assert_eq!(suya["titulares"], json!([{ "nombre": "María Invención" }]));
    assert_eq!(suya["edicion"]["informe"]["titulo"], "Primer informe");
    let cifras = &suya["edicion"]["cifras"];
    assert_eq!(
        *cifras,
        json!([
            { "clave": "mujeres", "valor": 121, "calculada": { "valor": 120 }, "diferencia": 1 },
            { "clave": "bolsa", "valor": 80, "calculada": { "valor": 80 }, "diferencia": 0 },
            { "clave": "convenios", "valor": 0, "calculada": { "valor": 0 }, "diferencia": 0 },
        ])
    );
    let filas = suya["edicion"]["tabla"]["filas"].to_string();
    assert!(
        filas.contains("la-raya") && filas.contains("arrazola"),
        "{filas}"
    );
    casa.run(&["verificar"]);
    heads_of_unknown_beginning(&xoxo);
}

/// Whoever headed it since nobody knows when is somebody else than whoever did since a year, and than others.
fn heads_of_unknown_beginning(xoxo: &Xoxo) {
    let dos = "Nombre,Cargo,Desde,Hasta\nBeatriz,Directora,2019,2020\nBeatriz,Subdirectora,,\n";
    let dicho = xoxo.put("titulares", dos);
    assert!(dicho.contains("2 registros nuevos"), "{dicho}");
    let otra_vez =
        "Cargo,Nombre,Desde,Hasta\nDirectora,Beatriz,2019,2020\nSubdirectora,Beatriz,,\n";
    let dicho = xoxo.put("titulares", otra_vez);
    assert!(dicho.contains("2 que ya estaban, 0 que cambian"), "{dicho}");
    let dicho = xoxo.put("titulares", "Nombre,Cargo,Desde\nCarla,Directora,\n");
    assert!(dicho.contains("1 registro nuevo"), "{dicho}");
    // A sheet of years leaves the days of a calendar as they are.
    xoxo.put(
        "consejos",
        "Clave,Tipo,Nombre\nc,Consejo Consultivo,El consejo\n",
    );
    xoxo.put("calendario", "Consejo,Fecha\nc,15/03/2026\n");
    let dicho = xoxo.put("calendario", "Consejo,Año\nc,2026\n");
    assert!(dicho.contains("0 que cambian"), "{dicho}");
    assert!(
        xoxo.refused("calendario", "Consejo,Año,Tipo\nc,2026,Ordinaria\n")
            .contains("una fecha")
    );
}

fn names_are_of_one_thing(xoxo: &Xoxo) {
    for (tipo, hoja) in [
        (
            "agencias",
            "Clave,Nombre,Otros nombres\nla-raya,La Raya,Arrazola\n",
        ),
        ("agencias", "Clave,Nombre\notra,SAN JAVIER\n"),
        ("agencias", "Clave,Nombre\na,Nueva\nb,nueva\n"),
        ("agencias", "Clave,Nombre\ncentro,Cabecera municipal\n"),
        (
            "servicios",
            "Clave,Nombre,Área\nasesoria-juridica,Asesoría jurídica,Atención\n",
        ),
        ("areas", "Clave,Nombre\notra,Atención\n"),
    ] {
        let dicho = xoxo.refused(tipo, hoja);
        assert!(dicho.contains("se llama como"), "{hoja}: {dicho}");
    }
    let sin_letras = xoxo.refused("agencias", "Clave,Nombre\n-,Algo\n");
    assert!(sin_letras.contains("una clave"), "{sin_letras}");
    let titular = "Nombre,Cargo,Desde,Hasta\nMaría,Directora,2019,2018\n";
    assert!(
        xoxo.refused("titulares", titular)
            .contains("termina antes de empezar")
    );
}

fn what_a_sheet_does_not_say_stays(xoxo: &Xoxo) {
    let iguales = |tipo: &str, hoja: &str| {
        let dicho = xoxo.put(tipo, hoja);
        assert!(dicho.contains("0 que cambian"), "{hoja}: {dicho}");
    };
    iguales("agencias", "Clave,Nombre\nantigua,Colonia Antigua\n");
    iguales(
        "titulares",
        "Nombre,Cargo,Desde\nMaría Invención,Directora,2017\n",
    );
    iguales(
        "cifras",
        "Informe,Clave,Nombre,Valor,Unidad,Población,Texto\ni-2017,mujeres,Mujeres atendidas,121,Persona,Mujeres,121 mujeres\n",
    );
    // The group of a service that comes with the program.
    iguales(
        "servicios",
        "Clave,Nombre,Área\nasesoria_juridica,Asesoría jurídica,Atención\n",
    );
    // A last day alone is taken, but not one that leaves out somebody who came.
    let hasta =
        |dia: &str| format!("Clave,Nombre,Existe hasta\nla-raya,San Juan Bautista La Raya,{dia}\n");
    let mala = xoxo.refused("agencias", &hasta("2016-12-31"));
    assert!(mala.contains("hay atenciones de ese mes"), "{mala}");
    assert!(
        xoxo.put("agencias", &hasta("2017-12-31"))
            .contains("1 que cambia")
    );
    // A session less would be another calendar.
    xoxo.put(
        "consejos",
        "Clave,Tipo,Nombre\nconsultivo,Consejo Consultivo,Consejo\n",
    );
    let calendario = "Fecha,Tipo\n15/03/2018,Ordinaria\n15/06/2018,Rara\n";
    let ruta = xoxo.sheet("calendario", calendario);
    let orden = [
        "importar",
        &ruta,
        "--tipo",
        "calendario",
        "--aceptar-validas",
    ];
    let salida = xoxo
        .casa
        .command(&[&orden[..], &CLAVE].concat())
        .output()
        .unwrap();
    let dicho = format!("{}{}", text(&salida.stdout), text(&salida.stderr));
    assert!(
        dicho.contains("otro renglón del mismo calendario tiene errores"),
        "{dicho}"
    );
    xoxo.put("calendario", &calendario.replace("Rara", "Ordinaria"));
}

on_both!(what_the_demonstration_has_any_instancia_can_have);
