//! What whoever keeps a register is told before it is too late: few people, rows that contradict each other, sheets that are
//! read otherwise, years with nothing.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::casa::{Casa, read};
use crate::oficina::{COLUMNAS, Oficina, csv, many};

const INSTANCIA: [&str; 2] = ["--instancia", "20067"];

fn import(oficina: &Oficina, tipo: &str, hoja: &str, mas: &[&str]) -> String {
    let ruta = oficina.sheet(&format!("{tipo}.csv"), hoja);
    let orden = [&["importar", &ruta, "--tipo", tipo], &INSTANCIA[..], mas].concat();
    oficina.casa.run(&orden)
}

fn says(dicho: &str, frases: &[&str]) {
    for frase in frases {
        assert!(dicho.contains(frase), "«{frase}» no está en: {dicho}");
    }
}

const ACTOS: &str = "Clave,Tipo,Nombre,Fecha,Público,Participantes
velacion,Conmemoración,Velación,02/11/2017,Mujeres,3
marcha,Conmemoración,Marcha,08/03/2017,Público en general,120
policia,Capacitación,Curso,03/06/2017,Servidoras y servidores públicos,2
grupo,Taller,Grupo de apoyo,04/06/2017,Mujeres,4
";
const INFORMES: &str = "Clave,Título,Desde,Hasta,Fuente
inf,Informe,01/01/2017,31/12/2017,El informe
";
const CIFRAS: &str = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con
inf,refugio,Mujeres en refugio,2,Persona,Mujeres,dos mujeres,
inf,servicios,Servicios dados,230,,Servicios,230 servicios,Servicios
";

/// What few people did or got is published as it was said only if that was wanted twice.
#[test]
fn few_people_are_asked_for_twice() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let ruta = oficina.sheet("actos.csv", ACTOS);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "actividades"]);
    says(
        &dicho,
        &[
            "renglón 2, Participantes: son muy pocas personas, y se publicaría tal cual",
            "renglón 4, Participantes: son muy pocas personas, y se publicaría tal cual",
        ],
    );
    assert!(
        !dicho.contains("renglón 3") && !dicho.contains("renglón 5"),
        "{dicho}"
    );
    let dicho = import(&oficina, "actividades", ACTOS, &["--pocas-personas"]);
    says(
        &dicho,
        &[
            "Aviso: renglón 2, Participantes: son muy pocas personas, y se publicaría",
            "Aviso: renglón 5, Participantes: son muy pocas personas: la edición las protege",
        ],
    );
    import(&oficina, "informes", INFORMES, &[]);
    let ruta = oficina.sheet("cifras.csv", CIFRAS);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "cifras"]);
    says(&dicho, &["renglón 2, Valor: son muy pocas personas"]);
    assert!(!dicho.contains("renglón 3"), "{dicho}");
    import(&oficina, "cifras", CIFRAS, &["--pocas-personas"]);
    // Twice is once; what changes is few people again.
    for (tipo, hoja) in [("actividades", ACTOS), ("cifras", CIFRAS)] {
        let dicho = import(&oficina, tipo, hoja, &[]);
        says(&dicho, &["0 que cambian", "Aviso: renglón 2, "]);
    }
    let otra = oficina.sheet("otra.csv", ACTOS.replace("Mujeres,3", "Mujeres,2"));
    let (mensaje, _) = oficina.refused(&otra, &["--tipo", "actividades"]);
    says(&mensaje, &["errores: 1, en 1 de 4"]);
    oficina.import(&oficina.sheet("todas.csv", csv(&many(240))));

    let publicar = [&["publicar", "--corte", "2017-12-31"], &INSTANCIA[..]].concat();
    let (estado, mensaje) = casa.fail(&[&publicar[..], &["--si"]].concat());
    assert_eq!(estado, 2);
    says(
        &mensaje,
        &[
            "«Curso», «Velación», «Mujeres en refugio» son muy pocas personas",
            "--pocas-personas",
        ],
    );
    if cfg!(not(feature = "pdf")) {
        for (como, dicho) in [
            (
                "--simular",
                "se construyó sin lo que compone el informe en PDF",
            ),
            ("--si", " no va con --"),
        ] {
            let (estado, mensaje) = casa.fail(&[&publicar[..], &[como, "--pdf", "x.pdf"]].concat());
            assert_eq!(estado, 2, "{mensaje}");
            says(&mensaje, &[dicho]);
        }
    }
    let (visto, _) = casa.seen(&[&publicar[..], &["--simular"]].concat());
    says(
        &visto,
        &[
            "4 actividades:",
            "  2017-11-02  Velación: 3 participantes\n",
            "  2017-06-04  Grupo de apoyo: participantes: P\n",
            "  Servicios dados: 230; se publica 240, diferencia -10\n",
            "  Mujeres en refugio: 2\n",
            "Aviso: dice tal cual de muy pocas personas",
        ],
    );
    casa.run(&[&publicar[..], &["--si", "--pocas-personas"]].concat());

    // What is published already is not asked for again; what changes is said.
    let otras = CIFRAS.replace("230", "240");
    import(&oficina, "cifras", &otras, &["--pocas-personas"]);
    let visto = casa.run(&[&publicar[..], &["--si"]].concat());
    says(
        &visto,
        &[
            "4 actividades, todas como ya estaban publicadas.",
            "  Servicios dados: 240; se publica 240 (antes decía 230)",
        ],
    );
    assert!(!visto.contains("muy pocas personas"), "{visto}");
}

/// A sheet without folios that would be read otherwise is not counted twice.
#[test]
fn another_meaning_does_not_count_twice() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let alias = |entrada: &str, mas: &[&str]| {
        let orden = ["alias", "servicio", "Ases. jur.", entrada];
        [&orden[..], &INSTANCIA, mas]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    let run = |orden: &[String]| casa.run(&orden.iter().map(String::as_str).collect::<Vec<_>>());
    run(&alias("Asesoría jurídica", &[]));
    let hoja = format!(
        "{COLUMNAS}\n,03/03/2017,Ases. jur.,Candiani,Primera vez,Ninguna,,E-1,Mujer,1990\n,04/03/2017,Orientación,Candiani,Primera vez,Ninguna,,E-2,Mujer,1990\n"
    );
    let ruta = oficina.sheet("hoja.csv", hoja);
    says(&oficina.import(&ruta), &["2 nuevos"]);
    let orden = alias("Orientación", &[]);
    let (_, mensaje) = casa.fail(&orden.iter().map(String::as_str).collect::<Vec<_>>());
    says(
        &mensaje,
        &["ya tiene otro significado", "contarían dos veces"],
    );
    says(&oficina.import(&ruta), &["0 nuevos, 2 que ya estaban"]);
    run(&alias("Orientación", &["--cambiar"]));
    let (mensaje, _) = oficina.refused(&ruta, &[]);
    says(
        &mensaje,
        &["este mismo archivo ya se importó, y ahora 1 renglón se lee de otro modo"],
    );
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 2);
    // More of the same file is no other reading: rows that were left out come in when they are understood.
    let hoja = format!(
        "{COLUMNAS}\n,05/03/2017,Orientación,Candiani,Primera vez,Ninguna,,E-1,Mujer,1990\n,06/03/2017,Talleres,Candiani,Primera vez,Ninguna,,E-2,Mujer,1990\n"
    );
    let ruta = oficina.sheet("otra.csv", hoja);
    let orden = [&["importar", &ruta, "--aceptar-validas"], &INSTANCIA[..]].concat();
    says(&casa.run(&orden), &["1 nuevo"]);
    casa.run(
        &[
            &["alias", "servicio", "Talleres", "Orientación"],
            &INSTANCIA[..],
        ]
        .concat(),
    );
    says(&oficina.import(&ruta), &["1 nuevo, 1 que ya estaba"]);
}

/// A number without its format is a day only near the days of its column, also before the first of them.
#[test]
fn the_first_day_is_looked_at_beside_the_next() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let book = |nombre: &str, titulos: &str, filas: &[(f64, [&str; 9])]| {
        let mut libro = Workbook::new();
        let fecha = Format::new().set_num_format("dd/mm/yyyy");
        let hoja = libro.add_worksheet();
        for (j, titulo) in (0u16..).zip(titulos.split(',')) {
            hoja.write_string(0, j, titulo).unwrap();
        }
        for (i, (dia, celdas)) in (1u32..).zip(filas) {
            if *dia > 0.0 {
                hoja.write_number(i, 0, *dia).unwrap();
            } else {
                let dia = ExcelDateTime::from_ymd(2017, 3, 8).unwrap();
                hoja.write_datetime_with_format(i, 0, dia, &fecha).unwrap();
            }
            for (j, celda) in (1u16..).zip(celdas) {
                hoja.write_string(i, j, *celda).unwrap();
            }
        }
        let ruta = oficina.path(nombre);
        libro.save(&ruta).unwrap();
        ruta.to_str().unwrap().to_owned()
    };
    let titulos =
        "Fecha,Folio,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo,Nota,Nota 2";
    let fila = |folio| {
        [
            folio,
            "Orientación",
            "Candiani",
            "Seguimiento",
            "Ninguna",
            "E-1",
            "Mujer",
            "",
            "",
        ]
    };
    // 41000 is a day of April 2012; 42800, one of March 2017.
    let ruta = book(
        "lejos.xlsx",
        titulos,
        &[(41000.0, fila("1")), (0.0, fila("2")), (42800.0, fila("3"))],
    );
    let (mensaje, dicho) = oficina.refused(&ruta, &[]);
    says(
        &dicho,
        &["renglón 2, Fecha: es un número sin formato, que como fecha sería el 01/04/2012"],
    );
    says(&mensaje, &["errores: 1, en 1 de 3"]);
    let ruta = book(
        "cerca.xlsx",
        titulos,
        &[(42790.0, fila("1")), (0.0, fila("2")), (42800.0, fila("3"))],
    );
    says(&oficina.import(&ruta), &["3 nuevos"]);
    let titulos = "Fecha,Clave,Tipo,Nombre";
    let acto = |clave| [clave, "Feria de servicios", "Feria", "", "", "", "", "", ""];
    let ruta = book(
        "actos.xlsx",
        titulos,
        &[(41000.0, acto("a")), (0.0, acto("b"))],
    );
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "actividades"]);
    says(&dicho, &["renglón 2, Fecha: es un número sin formato"]);
}

/// Councils and their sessions name each other: who begins is told how.
#[test]
fn what_is_referred_to_is_named_with_its_column() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    import(
        &oficina,
        "consejos",
        "Clave,Tipo,Nombre\nc,Consejo Consultivo,Consejo\n",
        &[],
    );
    let consejo = "Clave,Nombre,Sesión de la protesta\nv1,Ana,s1\nv2,Berta,s9\n";
    let ruta = oficina.sheet("consejo.csv", consejo);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "consejo"]);
    says(
        &dicho,
        &[
            "renglón 2, Sesión de la protesta: «s1» no es la clave de ninguna sesión",
            "renglón 3, Sesión de la protesta: «s9» no es la clave",
            "importe primero ésta con la columna vacía, después las sesiones, y otra vez ésta",
        ],
    );
    let sesiones = "Clave,Tipo,Estado,Presentes,Ausentes\ns1,Ordinaria,Celebrada,v1;v2;MEZG850101MOCRRN09,Carla Nadie\n";
    let ruta = oficina.sheet("sesiones.csv", sesiones);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "sesiones"]);
    says(
        &dicho,
        &[
            "renglón 2, Presentes: «v1» no es la clave de nadie que integre ese consejo",
            "renglón 2, Ausentes: lo escrito no es la clave",
        ],
    );
    assert!(
        !dicho.contains("Carla") && !dicho.contains("MEZG"),
        "{dicho}"
    );
    // The way that the message says.
    import(
        &oficina,
        "consejo",
        &consejo.replace("s1", "").replace("s9", ""),
        &[],
    );
    import(
        &oficina,
        "sesiones",
        &sesiones
            .replace("Carla Nadie", "")
            .replace(";MEZG850101MOCRRN09", ""),
        &[],
    );
    let dicho = import(&oficina, "consejo", &consejo.replace("s9", "s1"), &[]);
    says(&dicho, &["2 que cambian"]);
    let cifra = CIFRAS.replace("inf,servicios", "otro-1,servicios");
    let ruta = oficina.sheet("cifras.csv", cifra);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "cifras", "--pocas-personas"]);
    says(
        &dicho,
        &["renglón 3, Informe: «otro-1» no es la clave de ningún informe"],
    );
}

/// Of two rows that cannot both be right both are marked, and none is taken.
#[test]
fn both_of_two_rows_are_marked() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let fila = |folio: &str, expediente: &str, anio: u32| {
        format!(
            "{folio},08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,{expediente},Mujer,{anio}\n"
        )
    };
    let filas = [
        fila("1", "E-1", 1990),
        fila("1", "E-2", 1990),
        fila("2", "E-3", 1991),
        fila("3", "E-3", 1992),
        fila("4", "E-4", 1993),
        fila("5", "E-3", 1991),
    ];
    let ruta = oficina.sheet("dos.csv", format!("{COLUMNAS}\n{}", filas.concat()));
    let reporte = oficina.path("errores.xlsx");
    let (mensaje, dicho) = oficina.refused(&ruta, &["--reporte", reporte.to_str().unwrap()]);
    says(&mensaje, &["errores: 5, en 5 de 6"]);
    says(
        &dicho,
        &[
            "renglón 2, Folio: se repite: también está en el renglón 3",
            "renglón 3, Folio: se repite: también está en el renglón 2",
            "renglón 4, Año de nacimiento: el renglón 5 dice otra cosa de la misma persona",
            "renglón 5, Año de nacimiento: el renglón 4 dice otra cosa de la misma persona",
            "renglón 7, Año de nacimiento: el renglón 5 dice otra cosa de la misma persona",
        ],
    );
    let mut libro: calamine::Xlsx<_> = calamine::open_workbook(&reporte).unwrap();
    let hoja = calamine::Reader::worksheet_range(&mut libro, "Atenciones").unwrap();
    let marcados = (1..7).filter(|i| {
        hoja.get_value((*i, 0))
            .is_some_and(|c| !c.to_string().is_empty())
    });
    assert_eq!(marcados.collect::<Vec<u32>>(), [1, 2, 3, 4, 6]);
    let orden = [&["importar", &ruta, "--aceptar-validas"], &INSTANCIA[..]].concat();
    says(&casa.run(&orden), &["1 nuevo", "quedan fuera: 5"]);
    assert_eq!(oficina.count("SELECT COUNT(*) FROM atencion"), 1);
    let agencias = "Clave,Nombre\nuna,La Una\ndos,La Dos\nuna,La Otra\n";
    let ruta = oficina.sheet("agencias.csv", agencias);
    let (_, dicho) = oficina.refused(&ruta, &["--tipo", "agencias"]);
    says(
        &dicho,
        &[
            "renglón 2: su clave está otra vez en el renglón 4",
            "renglón 4: su clave ya está en el renglón 2",
        ],
    );
}

/// What the words of a cell are, whom a folio names, and which column a header meant.
#[test]
fn cells_and_headers_are_told_apart() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = format!(
        "{COLUMNAS}\n1,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna; Física,,E-1,Mujer,1990
2,08/03/2017,Orient.,Candiani,Seguimiento,\"No preguntado, Sexual\",,,Mujer,1990
PELJ850101MOCRRN00,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,pelj-850101-mocrrn,Mujer,1990
4,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,,Mujer,\n"
    );
    let ruta = oficina.sheet("hoja.csv", hoja);
    let (_, dicho) = oficina.refused(&ruta, &[]);
    says(
        &dicho,
        &[
            "renglón 2, Tipos de violencia: «Ninguna» va sola",
            "renglón 3, Tipos de violencia: «No preguntado» va sola",
            "renglón 4, Folio: tiene una CURP",
            "renglón 4, Expediente: tiene una CURP",
            "pacto alias servicio",
        ],
    );
    // Of the rows that are left out nothing else is said.
    let orden = [&["importar", &ruta, "--aceptar-validas"], &INSTANCIA[..]].concat();
    says(
        &casa.run(&orden),
        &["1 nuevo", "Aviso: 1 renglón dice sexo"],
    );
    let ruta = oficina.sheet("plural.csv", COLUMNAS.replace("Servicio", "Servicios"));
    let (mensaje, _) = oficina.refused(&ruta, &[]);
    says(&mensaje, &["«Servicios» no se lee, y parece «Servicio»"]);
    // A row with a cell too many is its own mistake, and not that of the last one.
    let larga = format!(
        "{COLUMNAS}\n5,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-5,Mujer,1990,,x\n6,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-6,Mujer,1990\n7,08/03/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-7,Mujer,1990"
    );
    let (_, dicho) = oficina.refused(&oficina.sheet("larga.csv", larga), &[]);
    says(&dicho, &["renglón 2: tiene más celdas que encabezados"]);
}

/// Of what there is not, it is said that there is not.
#[test]
fn an_empty_register_is_said_to_be_empty() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let revisar = casa.run(&[&["revisar"], &INSTANCIA[..]].concat());
    says(&revisar, &["El registro no tiene ninguna todavía"]);
    assert!(!revisar.contains("huecos"), "{revisar}");
    let informe = oficina.path("informe.xlsx");
    let informe = informe.to_str().unwrap();
    let orden = [
        &["informe", "--anio", "2017", "-o", informe],
        &INSTANCIA[..],
    ]
    .concat();
    says(
        &casa.run(&orden),
        &["Aviso: de 2017 el registro no tiene nada"],
    );
    let orden = [
        &["informe", "--anio", "2099", "-o", "no.xlsx"],
        &INSTANCIA[..],
    ]
    .concat();
    says(&casa.fail(&orden).1, &["el año 2099 todavía no empieza"]);
    casa.publish("2017-12-31");
    casa.run(
        &[
            &["retirar", "1", "--motivo", "Error", "--si"],
            &INSTANCIA[..],
        ]
        .concat(),
    );
    let reabrir = [
        &[
            "reabrir",
            "--corte",
            "2017-12-31",
            "--motivo",
            "Error",
            "--si",
        ],
        &INSTANCIA[..],
    ]
    .concat();
    casa.run(&reabrir);
    says(
        &casa.fail(&reabrir).1,
        &["de 2017 no hay nada cerrado: no se ha publicado, o ya se reabrió"],
    );
}

/// What is known of somebody is said once, and her attentions by their days; what she takes along names the office.
#[test]
fn whoever_asks_is_answered_in_order() {
    let casa = Casa::folder();
    let oficina = Oficina::new(&casa);
    let hoja = format!(
        "{COLUMNAS}\nB,08/05/2017,Orientación,Candiani,Seguimiento,Ninguna,,E-1,Mujer,1990\nA,08/03/2017,Orientación,Candiani,Primera vez,Ninguna,,E-1,Mujer,1990\n"
    );
    oficina.import(&oficina.sheet("hoja.csv", hoja));
    let dicho = casa.run(&[&["persona", "--folio", "B"], &INSTANCIA[..]].concat());
    assert_eq!(
        dicho.matches("Año de nacimiento: 1990").count(),
        1,
        "{dicho}"
    );
    assert!(dicho.find("Folio: A") < dicho.find("Folio: B"), "{dicho}");
    let constancia = oficina.path("constancia.txt");
    let orden = ["cancelar", "--folio", "B", "--confirmar", "--si", "-o"];
    let suya = [constancia.to_str().unwrap()];
    casa.run(&[&orden[..], &suya, &INSTANCIA].concat());
    let constancia = std::fs::read_to_string(constancia).unwrap();
    says(
        &constancia,
        &["Instituto Municipal de la Mujer de Oaxaca de Juárez (20067)"],
    );
}

/// What is not given in a measure is not said to be unknown.
#[test]
fn what_is_given_in_another_measure_is_said_so() {
    says(
        &read("schema.graphql"),
        &["o la edición lo da en otra medida: lo de capacitaciones y talleres"],
    );
}
