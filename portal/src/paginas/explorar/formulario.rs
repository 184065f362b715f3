//! The form of the explorer. What cannot be chosen is listed with the reason.

use domain::Medida;
use domain::consulta::{Filtro, Indice};
use domain::cubo::{Eje, Nivel};
use strum::IntoEnumIterator;

use crate::consulta::{Consulta, Ver, filter_text};
use crate::formato::mayuscula;
use crate::lectura::Lectura;
use crate::palabras;

/// A choice of a list.
pub(crate) struct Opcion {
    pub(crate) valor: String,
    pub(crate) texto: String,
    pub(crate) elegida: bool,
    /// Whether it cannot be chosen; the text says why.
    pub(crate) cerrada: bool,
}

/// The form, filled in with what was asked.
pub(crate) struct Formulario {
    pub(crate) medidas: Vec<Opcion>,
    pub(crate) unidad: String,
    pub(crate) filas: Vec<Opcion>,
    pub(crate) columnas: Vec<Opcion>,
    pub(crate) columnas_pista: String,
    pub(crate) periodos: Vec<Opcion>,
    pub(crate) periodos_pista: &'static str,
    /// Filters that are of no period: they stay.
    pub(crate) otros: Vec<(String, String)>,
    pub(crate) anios: Vec<Opcion>,
    pub(crate) version: Option<String>,
    pub(crate) vistas: Vec<Opcion>,
}

fn open(valor: impl Into<String>, texto: impl Into<String>, elegida: bool) -> Opcion {
    Opcion {
        valor: valor.into(),
        texto: texto.into(),
        elegida,
        cerrada: false,
    }
}

fn closed(texto: String) -> Opcion {
    Opcion {
        valor: String::new(),
        texto,
        elegida: false,
        cerrada: true,
    }
}

fn keys(niveles: &[Nivel]) -> String {
    niveles
        .iter()
        .map(|nivel| nivel.clave())
        .collect::<Vec<_>>()
        .join(",")
}

fn is_of_time(filtro: &Filtro) -> bool {
    filtro.nivel.eje() == Some(Eje::Tiempo)
}

/// Whether something can be asked of an edition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cuando {
    Ya,
    /// Only of the whole year, which has not ended.
    Luego,
    Nunca,
}

/// What an edition offers.
struct Oferta<'a>(Option<&'a Indice>);

impl Oferta<'_> {
    fn publica(&self, medida: Medida, niveles: &[Nivel]) -> bool {
        self.0.is_some_and(|indice| indice.publica(medida, niveles))
    }

    /// Whether a level of time has a period that has ended.
    fn has_ended(&self, nivel: Nivel) -> bool {
        let miembros = |indice: &Indice| {
            let mut miembros = indice.cubo().ejes().miembros(Eje::Tiempo).iter();
            miembros.any(|miembro| miembro.nivel == nivel)
        };
        self.0.is_some_and(miembros)
    }

    /// Whether a measure can be asked by some levels: of a year that has not ended, by parts of it that have.
    fn when(&self, medida: Medida, niveles: &[Nivel]) -> Cuando {
        if !self.publica(medida, niveles) {
            return Cuando::Nunca;
        }
        let mut de_tiempo = niveles
            .iter()
            .filter(|n| n.eje() == Some(Eje::Tiempo))
            .peekable();
        let ya = match (self.0, de_tiempo.peek()) {
            (Some(indice), _) if indice.anio_cerrado() => true,
            (_, Some(_)) => de_tiempo.all(|nivel| self.has_ended(*nivel)),
            (_, None) => [Nivel::Trimestre, Nivel::Mes].into_iter().any(|parte| {
                let juntos: Vec<Nivel> = niveles.iter().copied().chain([parte]).collect();
                self.has_ended(parte) && self.publica(medida, &juntos)
            }),
        };
        if ya { Cuando::Ya } else { Cuando::Luego }
    }
}

/// What cannot be asked, with the reason. What was chosen stays chosen: who puts another field right need not choose it again.
fn refused(valor: &str, nombre: &str, motivo: &str, elegida: bool) -> Opcion {
    let texto = format!("{nombre}: {motivo}");
    if elegida {
        open(valor, texto, true)
    } else {
        closed(texto)
    }
}

/// The reason why what is published of whole years cannot be asked yet.
const LUEGO: &str = "se publica con el año entero";
/// The reason why a level cannot be asked of a measure.
const EN_OTRA: &str = "no se publica en esta medida";

impl Formulario {
    /// The form for an edition.
    pub(crate) fn new(lectura: &Lectura<'_>, consulta: &Consulta) -> Self {
        let indice = lectura.indice.as_deref();
        let oferta = Oferta(indice);
        let primera = [Medida::MujeresAtendidas, Medida::Servicios]
            .into_iter()
            .find(|medida| oferta.when(*medida, &[]) == Cuando::Ya);
        let medida = consulta.medida.or(primera).unwrap_or(Medida::Servicios);
        let filas = consulta.filas.clone();
        let mut medidas: Vec<Medida> = Medida::iter().collect();
        medidas.retain(|otra| oferta.publica(*otra, &[]) || *otra == medida);
        let option = |otra: &Medida| {
            let (nombre, elegida) = (palabras::medida(*otra), medida == *otra);
            match oferta.when(*otra, &[]) {
                Cuando::Luego if !elegida => refused("", nombre, LUEGO, false),
                Cuando::Nunca => refused(otra.clave(), nombre, "no se publica", elegida),
                _ => open(otra.clave(), nombre, elegida),
            }
        };
        let (columnas, columnas_pista) = columns(medida, &filas, &consulta.columnas, &oferta);
        let (periodos, periodos_pista) = periods(&oferta, medida, consulta);
        let otros = consulta.filtros.iter().filter(|filtro| !is_of_time(filtro));
        let anios = lectura.casa.years();
        Self {
            medidas: medidas.iter().map(option).collect(),
            unidad: unit(medida),
            filas: rows(medida, &filas, &oferta),
            columnas,
            columnas_pista,
            periodos,
            periodos_pista,
            otros: otros
                .map(|filtro| (filter_text(filtro), name(indice, filtro)))
                .collect(),
            anios: match anios.len() {
                0 | 1 => vec![],
                _ => anios
                    .iter()
                    .map(|anio| open(anio.to_string(), anio.to_string(), *anio == lectura.anio()))
                    .collect(),
            },
            version: consulta.version.clone(),
            vistas: views(consulta.ver),
        }
    }
}

fn unit(medida: Medida) -> String {
    let (unidad, _) = palabras::unidad(medida.unidad());
    if medida.atendidas() {
        format!("Unidad: {unidad} distinta.")
    } else {
        format!("Unidad: {unidad}.")
    }
}

fn views(vista: Ver) -> Vec<Opcion> {
    let option = |ver: Ver| {
        let texto = match ver {
            Ver::Barras => "Tabla con barras",
            Ver::Calor => "Tabla de tonos",
            Ver::Numeros => "Sólo números",
        };
        open(<&str>::from(ver), texto, ver == vista)
    };
    Ver::iter().map(option).collect()
}

fn name(indice: Option<&Indice>, filtro: &Filtro) -> String {
    let nombre = |codigo: &String| {
        let eje = filtro.nivel.eje()?;
        let ejes = indice?.cubo().ejes();
        let miembro = ejes.find(eje, filtro.nivel, codigo)?;
        Some(ejes.miembro(eje, miembro).nombre.clone())
    };
    let nombres = filtro
        .codigos
        .iter()
        .map(|codigo| nombre(codigo).unwrap_or_else(|| codigo.clone()));
    nombres.collect::<Vec<_>>().join(", ")
}

/// Levels of which an edition publishes something: the year is always there.
fn listed(oferta: &Oferta<'_>, elegidas: &[Nivel]) -> Vec<Nivel> {
    let alguna = |nivel: Nivel| Medida::iter().any(|medida| oferta.publica(medida, &[nivel]));
    Nivel::iter()
        .filter(|nivel| !matches!(nivel, Nivel::Total | Nivel::Anio))
        .filter(|nivel| alguna(*nivel) || elegidas == [*nivel])
        .collect()
}

/// Levels that a measure is published by; the others with the reason.
fn rows(medida: Medida, elegidas: &[Nivel], oferta: &Oferta<'_>) -> Vec<Opcion> {
    let mut opciones = vec![open("", "Ninguna", elegidas.is_empty())];
    for nivel in listed(oferta, elegidas) {
        let (elegida, nombre) = (elegidas == [nivel], palabras::nivel(nivel));
        opciones.push(match oferta.when(medida, &[nivel]) {
            Cuando::Luego if !elegida => refused("", nombre, LUEGO, false),
            Cuando::Nunca => refused(nivel.clave(), nombre, EN_OTRA, elegida),
            _ => open(nivel.clave(), nombre, elegida),
        });
    }
    opciones.extend(several(elegidas));
    opciones
}

/// A choice of several levels at once, which only an address can make.
fn several(elegidas: &[Nivel]) -> Option<Opcion> {
    (elegidas.len() > 1).then(|| {
        let nombres: Vec<&str> = elegidas
            .iter()
            .map(|nivel| palabras::nivel(*nivel))
            .collect();
        open(keys(elegidas), nombres.join(" y "), true)
    })
}

/// Levels that can be crossed with the rows; the others with the reason.
fn columns(
    medida: Medida,
    filas: &[Nivel],
    elegidas: &[Nivel],
    oferta: &Oferta<'_>,
) -> (Vec<Opcion>, String) {
    let mut opciones = vec![open("", "Ninguna", elegidas.is_empty())];
    let mut abiertas = vec![];
    let por = palabras::por_varios(filas);
    for nivel in listed(oferta, elegidas) {
        let juntos: Vec<Nivel> = filas.iter().copied().chain([nivel]).collect();
        let (elegida, nombre) = (elegidas == [nivel], palabras::nivel(nivel));
        let mut suyas = filas.to_vec();
        suyas.retain(|fila| fila.eje() == nivel.eje());
        let motivo = if !suyas.is_empty() {
            format!("las filas ya son {}", palabras::por_varios(&suyas))
        } else if !oferta.publica(medida, &[nivel]) {
            EN_OTRA.to_owned()
        } else {
            match oferta.when(medida, &juntos) {
                Cuando::Luego if !elegida => LUEGO.to_owned(),
                Cuando::Nunca => format!("no se publica {por}"),
                _ => {
                    abiertas.push(palabras::por(nivel));
                    opciones.push(open(nivel.clave(), nombre, elegida));
                    continue;
                }
            }
        };
        opciones.push(refused(nivel.clave(), nombre, &motivo, elegida));
    }
    opciones.extend(several(elegidas));
    let pista = match (filas.is_empty(), abiertas.split_last()) {
        (true, _) => {
            "Elija primero las filas y vea la tabla: aquí aparecerá con qué se cruzan.".to_owned()
        }
        (false, None) => format!("{} no se publica ningún cruce más.", mayuscula(&por)),
        (false, Some((unica, []))) => format!("{} se publica {unica}.", mayuscula(&por)),
        (false, Some((ultima, otras))) => format!(
            "{} se publican {} y {ultima}.",
            mayuscula(&por),
            otras.join(", ")
        ),
    };
    (opciones, pista)
}

/// The year, and the parts of it that can be asked with the rest.
fn periods(
    oferta: &Oferta<'_>,
    medida: Medida,
    consulta: &Consulta,
) -> (Vec<Opcion>, &'static str) {
    let Some(indice) = oferta.0 else {
        return (vec![], "");
    };
    let actual = consulta
        .filtros
        .iter()
        .find(|filtro| is_of_time(filtro))
        .map(filter_text);
    let miembros = indice.cubo().ejes().miembros(Eje::Tiempo);
    let anio = miembros
        .first()
        .map_or("", |miembro| miembro.nombre.as_str());
    let usados = || {
        consulta.filas.iter().chain(&consulta.columnas).chain(
            consulta
                .filtros
                .iter()
                .filter(|f| !is_of_time(f))
                .map(|f| &f.nivel),
        )
    };
    let en_tabla = usados().filter(|n| n.eje() == Some(Eje::Tiempo)).max();
    let mut opciones = vec![match (indice.anio_cerrado(), en_tabla) {
        (true, _) => open("", format!("Año {anio}"), actual.is_none()),
        (false, Some(_)) => open("", format!("{anio}, hasta el corte"), actual.is_none()),
        (false, None) => closed(format!("Año {anio}: no había terminado al corte")),
    }];
    let mut alguno = false;
    // Of a table by months a quarter can be kept.
    let enteros = |nivel: &Nivel| en_tabla.is_none_or(|fino| nivel < fino);
    for nivel in [Nivel::Trimestre, Nivel::Mes].into_iter().filter(enteros) {
        let juntos: Vec<Nivel> = usados().copied().chain([nivel]).collect();
        if !oferta.publica(medida, &juntos) {
            let plural = if nivel == Nivel::Mes {
                "Meses"
            } else {
                "Trimestres"
            };
            opciones.push(closed(format!("{plural}: no se publican con lo elegido")));
            continue;
        }
        alguno = true;
        for miembro in miembros.iter().filter(|miembro| miembro.nivel == nivel) {
            let valor = format!("{}:{}", nivel.clave(), miembro.codigo);
            let elegida = actual.as_ref() == Some(&valor);
            opciones.push(open(valor, mayuscula(&miembro.nombre), elegida));
        }
    }
    keep_chosen(&mut opciones, oferta, consulta);
    if !indice.anio_cerrado() && en_tabla.is_none() && !opciones.iter().any(|o| o.elegida) {
        choose_last(&mut opciones);
    }
    (
        opciones,
        if en_tabla.is_some() {
            "El tiempo ya está en la tabla."
        } else if alguno {
            "Sólo se ofrecen periodos que habían terminado al corte."
        } else {
            "Con lo elegido sólo se publica el año."
        },
    )
}

/// What an address says and the list has not: several periods at once, or one that cannot be asked.
fn keep_chosen(opciones: &mut Vec<Opcion>, oferta: &Oferta<'_>, consulta: &Consulta) {
    let filtro = consulta.filtros.iter().find(|filtro| is_of_time(filtro));
    if let Some(filtro) = filtro.filter(|_| !opciones.iter().any(|o| o.elegida)) {
        let nombre = mayuscula(&name(oferta.0, filtro));
        opciones.push(open(filter_text(filtro), nombre, true));
    }
}

/// What is sent without a choice is what can be answered: the last part of the year that has ended, a quarter if there is one.
fn choose_last(opciones: &mut [Opcion]) {
    let es = |opcion: &Opcion| opcion.valor.starts_with(Nivel::Trimestre.clave());
    let con_trimestres = opciones.iter().any(es);
    let mut abiertas = opciones.iter_mut().rev().filter(|opcion| !opcion.cerrada);
    let ultima = abiertas.find(|opcion| !con_trimestres || es(opcion));
    ultima.into_iter().for_each(|opcion| opcion.elegida = true);
}
