//! Sheets of catalogues and records that go wrong: keys that are almost others, days the wrong way round, what nothing names,
//! numbers that are none, and people in what is published.

use crate::casa::Casa;
use crate::instancia::Xoxo;

/// A kind of sheet, its headers, its rows, and some words of what is said.
type Mala = (&'static str, &'static str, &'static str, &'static str);

const ACTOS: &str = "Clave,Tipo,Nombre,Fecha,Periodo,Público,Sexo,Participantes";
const CIFRAS: &str = "Informe,Clave,Nombre,Valor,Unidad,Población,Texto,Se compara con,De qué";
const AGENCIAS: &str = "Clave,Nombre,Existe desde,Existe hasta";
const INFORMES: &str = "Clave,Título,Desde,Hasta,Fuente";
const ACUERDOS: &str = "Sesión,Clave,Texto,Estado,Plazo";
const ATENCIONES: &str =
    "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo";
const PACTOS: &str = "Clave,Nombre,Periodo,Número de signatarias,Signatarias";

const MALAS: [Mala; 65] = [
    (
        "agencias",
        AGENCIAS,
        "a-1,Otra,,\nA-1,La otra,,",
        "renglón 3: se llama como la de clave «a-1»",
    ),
    (
        "agencias",
        AGENCIAS,
        "a-1,La Raya,,\na-2,la  ráya,,",
        "renglón 3: se llama como",
    ),
    (
        "agencias",
        AGENCIAS,
        "uno,Dos,,\nuno,Tres,,",
        "renglón 3: su clave ya está en el renglón 2",
    ),
    (
        "agencias",
        AGENCIAS,
        "UNO,Uno,,",
        "renglón 2: se llama como la de clave «uno»",
    ),
    (
        "agencias",
        AGENCIAS,
        "uno-nueva,Uno,,",
        "renglón 2: se llama como la de clave «uno»",
    ),
    (
        "agencias",
        AGENCIAS,
        "uno,Dos,,\ndos,Uno,,",
        "renglón 2: se llama como la de clave «dos»",
    ),
    (
        "agencias",
        AGENCIAS,
        "a-1,A,01/01/2018,01/01/2017",
        "Existe hasta: termina antes de empezar",
    ),
    (
        "agencias",
        AGENCIAS,
        "uno,Uno,,01/01/2017",
        "no puede dejar fuera 2017-03",
    ),
    (
        "agencias",
        AGENCIAS,
        "uno,Uno,01/01/2018,",
        "no puede dejar fuera 2017-03",
    ),
    ("agencias", AGENCIAS, "S/N,A,,", "Clave: no es una clave"),
    (
        "agencias",
        AGENCIAS,
        "GOMC850315HDFRRR07,A,,",
        "Clave: tiene una CURP",
    ),
    (
        "agencias",
        AGENCIAS,
        "12.0,A,,",
        "Clave: es un número con decimales",
    ),
    (
        "agencias",
        AGENCIAS,
        "a-1,Otro municipio,,",
        "renglón 2, Nombre: se llama como una procedencia que no es una agencia, «Otro municipio»",
    ),
    (
        "areas",
        "Clave,Nombre,Existe hasta",
        "eco,Autonomía,01/01/2016",
        "no puede dejar fuera 2017-03",
    ),
    (
        "servicios",
        "Clave,Nombre,Área",
        "x-1,Equis,Nada",
        "Área: tiene un texto de 4",
    ),
    (
        "servicios",
        "Clave,Nombre,Área",
        "bolsa-2,Bolsa,eco",
        "se llama como la de clave «bolsa»",
    ),
    (
        "servicios",
        "Clave,Nombre,Área",
        "bolsa,Bolsa,Atención",
        "su área y su grupo no cambian",
    ),
    (
        "informes",
        INFORMES,
        "i-1,I,31/12/2016,01/01/2016,x",
        "Hasta: el fin (2016-01-01) es anterior",
    ),
    (
        "informes",
        INFORMES,
        "i-2,I,01/02/2017,30/11/2017,x",
        "ya hay otro informe que termina en 2017",
    ),
    (
        "informes",
        INFORMES,
        "I-17,I,01/01/2016,31/12/2016,x",
        "su clave casi es «i-17»",
    ),
    (
        "cifras",
        CIFRAS,
        "I-17,c,N,10,Persona,P,diez,,",
        "Informe: «I-17» no es la clave de ningún informe",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,\"1,234\",Persona,P,mil,,",
        "Valor: tiene un texto de 5",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,1 234,Persona,P,mil,,",
        "Valor: tiene un texto de 5",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10.0,Persona,P,diez,,",
        "Valor: tiene un texto de 4",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,-5,Persona,P,cinco,,",
        "Valor: tiene un texto de 2",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10 aprox.,Persona,P,diez,,",
        "Valor: tiene un texto de 9 caracteres",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Convenio,P,diez,Convenios,Uno",
        "De qué: de lo que se lista se cuenta todo",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Persona,P,diez,,Trabajo social",
        "De qué: dice de qué, y no con qué",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Persona,P,diez,,\ni-17,C,N,10,Persona,P,diez,,",
        "renglón 3: su clave casi es «c»",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Persona,P,se atendió a GOMC850315HDFRRR07,,",
        "Texto: tiene una CURP",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Persona,P,se atendió a GOMC-850315-HDFRRR-07,,",
        "Texto: tiene una CURP",
    ),
    (
        "cifras",
        CIFRAS,
        "i-17,c,N,10,Persona,P,firma GOMC050315AB1 y otra,,",
        "Texto: tiene una CURP",
    ),
    (
        "titulares",
        "Nombre,Cargo,Desde,Hasta",
        "Ana,Dir,2017,2016",
        "Hasta: termina antes de empezar",
    ),
    (
        "titulares",
        "Nombre,Cargo,Desde,Hasta",
        "Ana,Dir,2017,\nEva,Dir,2017,",
        "renglón 3: el periodo en que empieza ya está en el renglón 2",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,Mujeres,,32.5",
        "Participantes: tiene un texto de 4",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,Mujeres,,30-35",
        "Participantes: tiene un texto de 5",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,,Mujer,",
        "Sexo: dice el sexo, y no de qué público",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,2018,Mujeres,,32",
        "no cae en el periodo 2018",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,,2999,Mujeres,,32",
        "Periodo: el periodo no ha empezado",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,Plática con GOMC850315HDFRRR07,08/03/2017,,,,",
        "Nombre: tiene una CURP",
    ),
    (
        "actividades",
        ACTOS,
        "GOMC850315HDFRRR07,Taller,N,08/03/2017,,,,",
        "Clave: tiene una CURP",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,,,\nA-1,Taller,M,09/03/2017,,,,",
        "renglón 3: su clave casi es «a-1»",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,Mujeres,,32\na-1,Taller,N,08/03/2017,,Mujeres,Mujer,20",
        "renglón 3: el acto de esa clave, con otros datos o con el mismo público, ya está",
    ),
    (
        "calendario",
        "Consejo,Fecha,Año",
        "c,,",
        "Fecha: está vacía: se espera una fecha, como 15/03/2017 (día/mes/año); o el año",
    ),
    (
        "calendario",
        "Consejo,Fecha,Año",
        "c,01/02/2018,2019",
        "Año: no es el año de la fecha",
    ),
    (
        "calendario",
        "Consejo,Fecha,Año",
        "c,,2018\nc,01/02/2018,",
        "renglón 3: su fecha, o lo que se dice del calendario de ese año, ya está",
    ),
    (
        "calendario",
        "Consejo,Fecha,Año",
        "c,20/02/2962,",
        "Fecha: es de dentro de más de dos años: revise el año",
    ),
    (
        "informes",
        "Clave,Título,Desde,Hasta,Fuente",
        "i,Informe,01/01/2962,31/12/2962,Oficio",
        "Desde: la fecha es posterior a hoy",
    ),
    (
        "pactos",
        PACTOS,
        "p,P,2017,2,otra",
        "Signatarias: tiene un texto de 4 caracteres y se espera la clave de cada municipio",
    ),
    (
        "servicios",
        "Clave,Nombre,Área",
        "s-1,Uno,Protección",
        "Área: tiene un texto de 10 caracteres y se espera un área de la instancia; una propia se importa antes, con su hoja (--tipo áreas); ¿quiso decir",
    ),
    (
        "actividades",
        "Clave,Tipo,Nombre,Fecha,Público,Participantes",
        "a-1,Taller,Uno,15/13/2025,Mujeres,20",
        "Fecha: tiene una fecha de un mes que no hay, porque van del 1 al 12,",
    ),
    (
        "pactos",
        PACTOS,
        "p,P,2017,2,20067; 20067",
        "Signatarias: nombra dos veces el mismo municipio",
    ),
    (
        "pactos",
        PACTOS,
        "p,P,2017,2,20553; 99001",
        "Signatarias: alguna no es la clave de un municipio de México",
    ),
    (
        "pactos",
        PACTOS,
        "p,P,2017,2,20553; 31999",
        "Signatarias: 31999 no es la clave de ningún municipio",
    ),
    (
        "pactos",
        PACTOS,
        "p,P,2017,2,20553; 20385",
        "Signatarias: 20385 es el municipio de esta misma instancia",
    ),
    (
        "agencias",
        "Clave,Nombre,Área,Grupo",
        "x-1,Equis,eco,",
        "parece una hoja de servicios, y no de agencias: tiene «Área» y «Grupo»",
    ),
    (
        "acuerdos",
        ACUERDOS,
        "nada-1,A-1,Algo.,Nada,",
        "Sesión: «nada-1» no es la clave de ninguna sesión",
    ),
    // One of a session does not hide that of another.
    (
        "acuerdos",
        ACUERDOS,
        "s-2,A-1,Algo.,Aprobado,\ns-3,A-1,Algo.,Aprobado,",
        "renglón 3: la sesión «s-3» no es válida",
    ),
    (
        "acuerdos",
        "Sesión,Clave",
        "s-1,A-1",
        "faltan las columnas «Texto» y «Estado»",
    ),
    (
        "actividades",
        "Clave,Tipo,Nombre,Efeméride,Fecha",
        "n-1,Conmemoración,N,Día Naranja,24/03/2017",
        "Fecha: «Día Naranja» se conmemora",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Plática,N,08/03/2017,,,,",
        "añádalo antes con su hoja (--tipo tipos-actividad)",
    ),
    (
        "actividades",
        ACTOS,
        "a-1,Taller,N,08/03/2017,,Estudiantes,,32",
        "añádalo antes con su hoja (--tipo publicos)",
    ),
    (
        "atenciones",
        ATENCIONES,
        "B1,03/03/2017,Bolsa,Santa Cruz Xoxocotlán,Primera vez,Ninguna,,",
        "¿quiso decir «Cabecera municipal»?",
    ),
    (
        "atenciones",
        ATENCIONES,
        "B1,03/03/2017,Bolsa,Uno,Primera vez,familiar,,",
        "«Familiar» es una modalidad, y va en «Modalidades»",
    ),
    (
        "atenciones",
        ATENCIONES,
        "B1,03/25/2017,Bolsa,Uno,Primera vez,Ninguna,,",
        "una fecha, como 25/03/2017 (día/mes/año)",
    ),
];

#[test]
fn what_contradicts_the_catalogues_is_refused() {
    let casa = Casa::folder();
    let xoxo = Xoxo::new(&casa);
    for (tipo, hoja) in [
        ("agencias", "Clave,Nombre\nuno,Uno\ndos,Dos\n"),
        ("areas", "Clave,Nombre\neco,Autonomía\n"),
        ("servicios", "Clave,Nombre,Área\nbolsa,Bolsa,eco\n"),
        ("consejos", "Clave,Tipo,Nombre\nc,Consejo Consultivo,C\n"),
        (
            "informes",
            "Clave,Título,Desde,Hasta,Fuente\ni-17,I,01/01/2017,31/12/2017,x\n",
        ),
        ("consejo", "Clave,Nombre\nv-1,Una\nv-2,Otra\n"),
        (
            "sesiones",
            "Clave,Tipo,Fecha,Estado,Presentes\ns-1,Ordinaria,01/03/2017,Celebrada,\"v-1, v-2\"\ns-2,Ordinaria,,Cancelada,\ns-3,Ordinaria,,Cancelada,\n",
        ),
        (
            "atenciones",
            "Folio,Fecha,Servicio,Procedencia,Visita,Tipos de violencia,Expediente,Sexo\nA1,03/03/2017,Bolsa,Uno,Primera vez,Ninguna,E-1,Mujer\n",
        ),
    ] {
        xoxo.put(tipo, hoja);
    }
    for (tipo, titulos, filas, esperado) in MALAS {
        let dicho = xoxo.refused(tipo, &format!("{titulos}\n{filas}\n"));
        assert!(dicho.contains(esperado), "{tipo} {filas}: {dicho}");
        assert!(!dicho.contains("HDFRRR07"), "{dicho}");
        // What is wrong with a cell is told once.
        let lineas: Vec<&str> = dicho.lines().collect();
        let veces = |linea: &str| lineas.iter().filter(|otra| **otra == linea).count();
        assert!(lineas.iter().all(|linea| veces(linea) == 1), "{dicho}");
    }
    // A sheet without rows takes nothing away.
    let dicho = xoxo.put("agencias", "Clave,Nombre\n");
    assert!(
        dicho.contains("lo que no está en una hoja no se borra"),
        "{dicho}"
    );
    let dicho = xoxo.put("agencias", "Clave,Nombre\nuno,Uno\ndos,Dos\n");
    assert!(dicho.contains("2 que ya estaban"), "{dicho}");
    // What may be true is told, and not refused.
    let dicho = xoxo.put(
        "acuerdos",
        &format!("{ACUERDOS}\ns-1,A-1,Algo.,Aprobado,28/02/2017\n"),
    );
    assert!(
        dicho.contains("renglón 2, Plazo: es anterior a la sesión, que fue el 2017-03-01"),
        "{dicho}"
    );
    let dicho = xoxo.put(
        "informes",
        &format!("{INFORMES},Consejo,Sesión\ni-15,I,01/01/2014,31/12/2015,x,c,s-2\n"),
    );
    for esperado in [
        "renglón 2, Hasta: abarca más de un año",
        "renglón 2, Sesión: la sesión «s-2» no consta como celebrada",
    ] {
        assert!(dicho.contains(esperado), "{dicho}");
    }
    let lista = xoxo.run(&["revisar", "--tipo", "acuerdos"]);
    assert_eq!(lista, "c/s-1/A-1  Algo.\nacuerdos: 1.\n");
    // Two terms that overlap may be true: it is told.
    let dicho = xoxo.put(
        "titulares",
        "Nombre,Cargo,Desde,Hasta\nAna,Dir,2017,2019\nEva,Dir,2018,2020\n",
    );
    assert!(
        dicho.contains("renglón 3, Desde: empieza antes de que termine el encargo de «Ana»"),
        "{dicho}"
    );
    // What sheets call the whole municipality, by its name or the end of it, will be a part of it.
    let dicho = xoxo.put(
        "agencias",
        "Clave,Nombre\nxoxo,Xoxocotlán\ntres,Santa Cruz\n",
    );
    assert!(
        dicho.contains("Aviso: renglón 2, Nombre: se llama como el municipio: donde una hoja diga «Xoxocotlán» en «Procedencia»")
            && !dicho.contains("renglón 3"),
        "{dicho}"
    );
}
