//! The internal report of a year: what the register counts, unprotected, for whoever directs the office.

use async_recursion::async_recursion as boxed;
use std::path::Path;

use captura::informe::{Cuadro, Dice, Informe, write};
use domain::cubo::{Coordenadas, Cubo, Eje, Ejes, Miembro, Nivel};
use domain::{
    Actividad, Clave, ContenidoConsejo, Medida, Partes, Periodo, Rango, Sexo, month_name,
};
use persistence::{Autoria, Nota, Para};
use time::Date;

use crate::{Error, Lugares};

/// The sheets of counts: title, the header of the first column, and the levels that it has.
const DE_CUENTAS: [(&str, &str, &[Nivel]); 7] = [
    ("Por mes", "Mes", &[Nivel::Anio, Nivel::Mes]),
    (
        "Por servicio",
        "Servicio",
        &[Nivel::Area, Nivel::Grupo, Nivel::Servicio],
    ),
    ("Por agencia", "Procedencia", &[Nivel::Agencia]),
    (
        "Por tipo de violencia",
        "Tipo de violencia",
        &[Nivel::TipoViolencia],
    ),
    ("Por edad", "Edad", &[Nivel::Etapa, Nivel::GrupoEdad]),
    ("Por visita", "Visita", &[Nivel::Visita]),
    ("Por unidad", "Unidad", &[Nivel::Unidad]),
];

/// Writes the report of a year, and notes that it was asked for. Whether the register has anything of that year.
///
/// # Errors
/// [`Error::Rechazada`] for a year that has not begun; those of the register, and of the file.
#[boxed]
pub async fn report(
    lugares: &Lugares,
    clave: &Clave,
    anio: i32,
    salida: &Path,
    autoria: &Autoria,
) -> Result<bool, Error> {
    let hoy = clave.dia(autoria.cuando);
    if anio > hoy.year() {
        return Err(Error::rejected(format!(
            "el año {anio} todavía no empieza: no hay de qué informar"
        )));
    }
    let registro = lugares.registro().await?;
    let fin = Periodo::Anio(anio).hasta();
    let (materia, _) = registro
        .materia(clave, fin, &datos::plan::internal()?, Para::Saber)
        .await?;
    let (ejes, cubo) = (&materia.rejillas.anual.ejes, &materia.cubo);
    let institucional = &materia.institucional;
    let region = institucional.instancia.municipio.region;
    let partes = Partes::of(region, &institucional.agencias);
    let mut cuadros: Vec<Cuadro> = DE_CUENTAS
        .iter()
        .map(|(titulo, de, niveles)| {
            let de_lugares = *niveles == [Nivel::Agencia];
            let titulo = if de_lugares { partes.por_una } else { titulo };
            let suyas = members(ejes, niveles, hoy);
            counts((ejes, cubo), titulo, de, niveles, &suyas)
        })
        .collect();
    let servicios = cubo.servicios(ejes, &Coordenadas::TOTAL);
    let de_cuentas = cuadros.len();
    cuadros.push(acts(&institucional.actividades, anio));
    cuadros.extend(council(&institucional.consejos, anio));
    let algo = servicios > 0 || cuadros.iter().skip(de_cuentas).any(|c| !c.filas.is_empty());
    let titulo = format!("{}, {anio}", institucional.instancia.nombre);
    let notas = [
        format!("Lo que el registro tenía el {} de {} de {}. De los meses ya publicados, lo que llegó tarde cuenta donde cuenta en lo publicado, y lo que se corrigió o se borró después, como se publicó.", hoy.day(), month_name(hoy.month()), hoy.year()),
        "Las personas no se suman: la misma puede estar en varios meses, servicios, procedencias o tipos de violencia.".to_owned(),
    ];
    let informe = Informe {
        titulo: &titulo,
        notas: &notas,
        cuadros: &cuadros,
    };
    write(&informe, salida)?;
    let nota = Nota {
        orden: "informe",
        detalle: format!("año {anio}"),
        ..Nota::default()
    };
    registro.note(Some(clave), autoria, nota).await?;
    Ok(algo)
}

fn axis(niveles: &[Nivel]) -> Eje {
    let primero = niveles.first().and_then(|nivel| nivel.eje());
    primero.unwrap_or(Eje::Tiempo)
}

/// The members of some levels: of those that are periods, the ones that have begun. Nothing is not none where nobody could come yet.
fn members<'a>(ejes: &'a Ejes, niveles: &[Nivel], hoy: Date) -> Vec<(u16, &'a Miembro)> {
    let eje = axis(niveles);
    let begun = |miembro: &Miembro| {
        let periodo = miembro.codigo.parse::<Periodo>();
        eje != Eje::Tiempo || periodo.is_ok_and(|periodo| periodo.desde() <= hoy)
    };
    let miembros = (0u16..).zip(ejes.miembros(eje));
    let suyos = miembros.filter(|(i, suyo)| *i > 0 && niveles.contains(&suyo.nivel) && begun(suyo));
    let mut suyos: Vec<(u16, &Miembro)> = suyos.collect();
    // Each below what it is part of, and not only after what is larger.
    suyos.sort_by_cached_key(|(i, _)| {
        let mut camino: Vec<u16> = ejes.arriba(eje, *i).collect();
        camino.reverse();
        camino
    });
    suyos
}

/// Women, persons and services of the members of some levels, and of all.
fn counts(
    (ejes, cubo): (&Ejes, &Cubo),
    titulo: &'static str,
    de: &'static str,
    niveles: &[Nivel],
    suyos: &[(u16, &Miembro)],
) -> Cuadro {
    let eje = axis(niveles);
    let mujer = ejes
        .find(Eje::Sexo, Nivel::Sexo, Sexo::Mujer.into())
        .unwrap_or_default();
    // Who is of which age or lived which violence is asked of persons.
    let de_servicios = !matches!(eje, Eje::Violencia | Eje::Edad);
    let row = |nombre: String, celda: Coordenadas| {
        let personas = |celda| {
            cubo.personas
                .get(&celda)
                .map_or(Dice::Nada, |n| Dice::Cuenta(*n))
        };
        let servicios = if de_servicios {
            Dice::Cuenta(cubo.servicios(ejes, &celda))
        } else {
            Dice::Nada
        };
        vec![
            Dice::Texto(nombre),
            personas(celda.with(Eje::Sexo, mujer)),
            personas(celda),
            servicios,
        ]
    };
    let mut filas = vec![row("En total".to_owned(), Coordenadas::TOTAL)];
    filas.extend(suyos.iter().map(|(i, miembro)| {
        let mayores = ejes.arriba(eje, *i).skip(1);
        let dichos = mayores.filter(|mayor| suyos.iter().any(|(otro, _)| otro == mayor));
        let sangria = dichos.count();
        let nombre = format!("{}{}", "   ".repeat(sangria), miembro.nombre);
        row(nombre, Coordenadas::TOTAL.with(eje, *i))
    }));
    Cuadro {
        titulo,
        encabezados: vec![de, "Mujeres y niñas", "Todas las personas", "Servicios"],
        filas,
    }
}

/// Group acts of a year.
fn acts(actividades: &[Actividad], anio: i32) -> Cuadro {
    let del_anio = Rango::anio_al_corte(Periodo::Anio(anio).hasta());
    let suyas = actividades
        .iter()
        .filter(|acto| del_anio.contiene(acto.periodo.hasta()));
    let mut suyas: Vec<&Actividad> = suyas.collect();
    suyas.sort_by_key(|acto| acto.a_mas_tardar());
    let row = |acto: &Actividad| {
        let cuando = acto
            .fecha
            .valor()
            .map_or_else(|| acto.periodo.to_string(), ToString::to_string);
        vec![
            Dice::Texto(acto.nombre.clone()),
            Dice::Texto(cuando),
            Dice::Texto(acto.tipo_nombre().to_owned()),
            acto.participantes
                .total()
                .valor()
                .map_or(Dice::Nada, Dice::Cuenta),
        ]
    };
    Cuadro {
        titulo: "Actividades",
        encabezados: vec![
            "Actividad",
            "Cuándo",
            "Tipo",
            Medida::Participaciones.nombre(),
        ],
        filas: suyas.into_iter().map(row).collect(),
    }
}

/// Sessions of a year, and what they agreed.
fn council(consejos: &[ContenidoConsejo], anio: i32) -> [Cuadro; 2] {
    let (mut sesiones, mut acuerdos) = (vec![], vec![]);
    for consejo in consejos {
        let suyas = consejo.sesiones.iter();
        for sesion in suyas.filter(|s| s.fecha.valor().is_none_or(|dia| dia.year() == anio)) {
            let dia = sesion
                .fecha
                .valor()
                .map_or_else(|| "no consta".to_owned(), ToString::to_string);
            let de = || Dice::Texto(format!("{}, {}", consejo.consejo.nombre, sesion.clave));
            let estado: &str = sesion.estado.into();
            sesiones.push(vec![
                de(),
                Dice::Texto(dia),
                Dice::Texto(estado.to_lowercase()),
            ]);
            for acuerdo in &sesion.acuerdos {
                let plazo = acuerdo
                    .plazo
                    .valor()
                    .map_or_else(String::new, ToString::to_string);
                let estado: &str = acuerdo.estado.into();
                acuerdos.push(vec![
                    Dice::Texto(acuerdo.texto.clone()),
                    de(),
                    Dice::Texto(acuerdo.responsable.valor().cloned().unwrap_or_default()),
                    Dice::Texto(plazo),
                    Dice::Texto(estado.to_lowercase().replace('_', " ")),
                ]);
            }
        }
    }
    [
        Cuadro {
            titulo: "Sesiones",
            encabezados: vec!["Sesión", "Fecha", "Estado"],
            filas: sesiones,
        },
        Cuadro {
            titulo: "Acuerdos",
            encabezados: vec!["Acuerdo", "Sesión", "Responsable", "Plazo", "Estado"],
            filas: acuerdos,
        },
    ]
}
