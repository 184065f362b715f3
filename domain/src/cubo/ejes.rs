//! The members of each dimension in an edition.

use strum::IntoEnumIterator;
use time::{Date, Month};

use super::{Eje, Nivel};
use crate::{
    Agencia, Catalogos, Entrada, Lugar, Periodo, Publico, Rango, Sexo, TipoActividad, Unidad,
    Vigencia, Visita,
};

/// A member of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miembro {
    /// Level.
    pub nivel: Nivel,
    /// Code within the level.
    pub codigo: String,
    /// Name shown to people.
    pub nombre: String,
    /// Position of the member it is part of; none for the first, which is the whole.
    pub padre: Option<u16>,
    /// When it is valid.
    pub vigencia: Vigencia,
}

impl Miembro {
    /// Whether it is what an attention has instead of types of violence: it stands alone.
    pub(crate) fn especial(&self) -> bool {
        let codigo = self.codigo.as_str();
        self.nivel == Nivel::TipoViolencia
            && [NINGUNA, NO_ESPECIFICADO, NO_PREGUNTADO].contains(&codigo)
    }
}

/// A cell: the position of a member in each dimension.
pub type Coordenadas = [u16; Eje::TODOS];

/// The members of every dimension; parents come before their parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ejes(pub(crate) Vec<Vec<Miembro>>);

/// Codes of what has no name of its own.
const NINGUNA: &str = "ninguna";
const NO_ESPECIFICADO: &str = "no_especificado";
const NO_PREGUNTADO: &str = "no_preguntado";

impl Ejes {
    /// The members of an edition: what has ever been valid by the end of its year, since what comes late may be of
    /// something that is not any more, and the periods that have ended by the cut-off.
    pub fn new(
        corte: Date,
        catalogos: &Catalogos,
        agencias: &[Agencia],
        unidades: &[Unidad],
    ) -> Self {
        let rango = Rango::anio_al_corte(corte);
        let ejes = Eje::iter().map(|eje| match eje {
            Eje::Tiempo => periods(corte),
            Eje::Lugar => places(agencias, rango),
            Eje::Servicio => services(catalogos, rango),
            Eje::Visita => flat(
                Nivel::Visita,
                [
                    (<&str>::from(Visita::PrimeraVez), "Primera vez"),
                    (Visita::Seguimiento.into(), "Seguimiento"),
                ],
            ),
            Eje::Unidad => units(unidades, corte.year()),
            Eje::Violencia => violence(catalogos, rango),
            Eje::Sexo => flat(
                Nivel::Sexo,
                [
                    (<&str>::from(Sexo::Mujer), "Mujeres y niñas"),
                    (Sexo::Hombre.into(), "Hombres y niños"),
                    (Sexo::X.into(), "X"),
                    (Sexo::NoEspecificado.into(), "No especificado"),
                ],
            ),
            Eje::Edad => ages(),
            Eje::Actividad => flat(
                Nivel::TipoActividad,
                TipoActividad::iter().map(|tipo| (<&str>::from(tipo), tipo.nombre())),
            ),
            Eje::Publico => flat(
                Nivel::Publico,
                Publico::iter().map(|publico| (<&str>::from(publico), publico.nombre())),
            ),
        });
        Self(ejes.collect())
    }

    /// The members of a dimension.
    pub fn miembros(&self, eje: Eje) -> &[Miembro] {
        &self.0[eje.indice()]
    }

    /// The member with that code at that level.
    pub fn find(&self, eje: Eje, nivel: Nivel, codigo: &str) -> Option<u16> {
        let es = |miembro: &Miembro| miembro.nivel == nivel && miembro.codigo == codigo;
        let posicion = self.miembros(eje).iter().position(es)?;
        u16::try_from(posicion).ok()
    }

    /// The finest member of an age in years or, without one, of the reason.
    ///
    /// # Panics
    /// Never: every edition has all groups of age.
    pub fn edad(&self, edad: Option<i32>, no_preguntada: bool) -> u16 {
        let codigo = match edad {
            Some(edad) => age_group(edad),
            None if no_preguntada => NO_PREGUNTADO.to_owned(),
            None => NO_ESPECIFICADO.to_owned(),
        };
        let grupo = self.find(Eje::Edad, Nivel::GrupoEdad, &codigo);
        grupo.expect("every age has its group in every edition")
    }

    /// A member.
    pub fn miembro(&self, eje: Eje, posicion: u16) -> &Miembro {
        &self.miembros(eje)[usize::from(posicion)]
    }

    /// A member and all that it is part of, up to the whole.
    pub fn arriba(&self, eje: Eje, posicion: u16) -> impl Iterator<Item = u16> {
        std::iter::successors(Some(posicion), move |posicion| {
            self.miembro(eje, *posicion).padre
        })
    }

    /// The parts of a member.
    pub fn partes(&self, eje: Eje, posicion: u16) -> impl Iterator<Item = u16> {
        let miembros = self.miembros(eje);
        (0u16..)
            .zip(miembros)
            .filter(move |(_, m)| m.padre == Some(posicion))
            .map(|(i, _)| i)
    }

    /// Whether a cell is part of another one, or it.
    pub fn dentro(&self, parte: &Coordenadas, todo: &Coordenadas) -> bool {
        Eje::iter()
            .zip(parte.iter().zip(todo))
            .all(|(eje, (parte, todo))| {
                parte == todo || self.arriba(eje, *parte).any(|arriba| arriba == *todo)
            })
    }

    /// The period of a cell; the year while it has not ended, where it stands at the whole.
    pub fn periodo(&self, celda: &Coordenadas) -> &Miembro {
        self.miembro(Eje::Tiempo, celda[Eje::Tiempo.indice()])
    }
}

/// A way to number members while they are gathered.
struct Lista(Vec<Miembro>);

impl Lista {
    fn new(nivel: Nivel, codigo: &str, nombre: &str) -> Self {
        let mut lista = Self(vec![]);
        lista.push(nivel, codigo, nombre, None, Vigencia::default());
        lista
    }

    fn total() -> Self {
        Self::new(Nivel::Total, "total", "Total")
    }

    fn push(
        &mut self,
        nivel: Nivel,
        codigo: &str,
        nombre: &str,
        padre: Option<u16>,
        vigencia: Vigencia,
    ) -> u16 {
        self.0.push(Miembro {
            nivel,
            codigo: codigo.to_owned(),
            nombre: nombre.to_owned(),
            padre,
            vigencia,
        });
        u16::try_from(self.0.len() - 1).unwrap_or(u16::MAX)
    }

    fn entry(&mut self, nivel: Nivel, entrada: &Entrada, padre: u16) -> u16 {
        let Entrada {
            clave,
            nombre,
            vigencia,
            ..
        } = entrada;
        self.push(nivel, clave, nombre, Some(padre), *vigencia)
    }
}

fn flat<'a>(nivel: Nivel, miembros: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Miembro> {
    let mut lista = Lista::total();
    for (codigo, nombre) in miembros {
        lista.push(nivel, codigo, nombre, Some(0), Vigencia::default());
    }
    lista.0
}

/// The year, whether it has ended or not, and its quarters and months that have.
fn periods(corte: Date) -> Vec<Miembro> {
    const MESES: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    let anio = corte.year();
    let mut lista = Lista::new(Nivel::Anio, &anio.to_string(), &anio.to_string());
    for trimestre in 1u8..=4 {
        let periodo = Periodo::Trimestre(anio, trimestre);
        let padre = if periodo.hasta() <= corte {
            let nombre = format!("{trimestre}.º trimestre de {anio}");
            let sin_limite = Vigencia::default();
            lista.push(
                Nivel::Trimestre,
                &periodo.to_string(),
                &nombre,
                Some(0),
                sin_limite,
            )
        } else {
            0
        };
        let meses = [0, 1, 2].map(|i| Month::January.nth_next((trimestre - 1) * 3 + i));
        for mes in meses {
            let periodo = Periodo::Mes(anio, mes);
            if periodo.hasta() <= corte {
                let nombre = format!("{} de {anio}", MESES[usize::from(u8::from(mes)) - 1]);
                let sin_limite = Vigencia::default();
                lista.push(
                    Nivel::Mes,
                    &periodo.to_string(),
                    &nombre,
                    Some(padre),
                    sin_limite,
                );
            }
        }
    }
    lista.0
}

fn begun(vigencia: Vigencia, rango: Rango) -> bool {
    let fin = Periodo::Anio(rango.desde().year()).hasta();
    vigencia.desde.is_none_or(|desde| desde <= fin)
}

fn places(agencias: &[Agencia], rango: Rango) -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Todos los lugares");
    let mut agencias: Vec<&Agencia> = agencias.iter().filter(|a| a.vigencia.toca(rango)).collect();
    agencias.sort_by(|a, b| a.clave.cmp(&b.clave));
    for agencia in agencias {
        let Agencia {
            clave,
            nombre,
            vigencia,
            ..
        } = agencia;
        let codigo = Lugar::Agencia(clave.clone()).to_string();
        lista.push(Nivel::Agencia, &codigo, nombre, Some(0), *vigencia);
    }
    for (lugar, nombre) in [
        (Lugar::Cabecera, "Cabecera municipal"),
        (Lugar::OtroMunicipio, "Otro municipio"),
        (Lugar::NoEspecificada, "No especificada"),
    ] {
        let codigo = lugar.to_string();
        lista.push(
            Nivel::Agencia,
            &codigo,
            nombre,
            Some(0),
            Vigencia::default(),
        );
    }
    lista.0
}

fn services(catalogos: &Catalogos, rango: Rango) -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Todos los servicios");
    let vigente = |entrada: &Entrada| begun(entrada.vigencia, rango);
    for area in catalogos.areas.entradas().iter().filter(|a| vigente(a)) {
        let del_area: Vec<_> = (catalogos.servicios.entradas().iter())
            .filter(|s| s.area == area.clave && vigente(&s.entrada))
            .collect();
        let en_area = lista.entry(Nivel::Area, area, 0);
        for grupo in catalogos.grupos.entradas() {
            let mut del_grupo = del_area
                .iter()
                .filter(|s| s.grupo.as_ref() == Some(&grupo.clave))
                .peekable();
            if del_grupo.peek().is_none() {
                continue;
            }
            let en_grupo = lista.entry(Nivel::Grupo, grupo, en_area);
            for servicio in del_grupo {
                lista.entry(Nivel::Servicio, &servicio.entrada, en_grupo);
            }
        }
        for servicio in del_area.iter().filter(|s| s.grupo.is_none()) {
            lista.entry(Nivel::Servicio, &servicio.entrada, en_area);
        }
    }
    lista.0
}

/// Those that may exist in the year: of some nobody knows the day.
fn units(unidades: &[Unidad], anio: i32) -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Con unidad o sin ella");
    let mut unidades: Vec<&Unidad> = unidades
        .iter()
        .filter(|unidad| unidad.a_mas_temprano().year() <= anio)
        .collect();
    unidades.sort_by(|a, b| a.clave.cmp(&b.clave));
    for unidad in unidades {
        let (clave, nombre) = (&unidad.clave, &unidad.nombre);
        lista.push(Nivel::Unidad, clave, nombre, Some(0), Vigencia::default());
    }
    let nombre = "Sin unidad especializada";
    lista.push(Nivel::Unidad, NINGUNA, nombre, Some(0), Vigencia::default());
    lista.0
}

fn violence(catalogos: &Catalogos, rango: Rango) -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Con violencia o sin ella");
    let tipos = catalogos.tipos_violencia.entradas().iter();
    for tipo in tipos.filter(|tipo| begun(tipo.vigencia, rango)) {
        lista.entry(Nivel::TipoViolencia, tipo, 0);
    }
    for (codigo, nombre) in [
        (NINGUNA, "Ninguna"),
        (NO_ESPECIFICADO, "No especificado"),
        (NO_PREGUNTADO, "No preguntado"),
    ] {
        let nivel = Nivel::TipoViolencia;
        lista.push(nivel, codigo, nombre, Some(0), Vigencia::default());
    }
    lista.0
}

/// Stages of life and, within each, age groups of five years where the stage lets them be: code, name, and
/// the first age of each group.
const ETAPAS: [(&str, &str, &[u8]); 5] = [
    ("ninez", "Niñez (0 a 11 años)", &[0, 5, 10]),
    ("adolescencia", "Adolescencia (12 a 17 años)", &[12, 15]),
    ("juventud", "Juventud (18 a 29 años)", &[18, 20, 25]),
    (
        "adultez",
        "Adultez (30 a 59 años)",
        &[30, 35, 40, 45, 50, 55],
    ),
    ("vejez", "Personas mayores (60 años o más)", &[60, 65]),
];

/// Code of the age group of an age in years.
fn age_group(edad: i32) -> String {
    let edad = u8::try_from(edad.max(0)).unwrap_or(u8::MAX);
    let edades = || ETAPAS.iter().flat_map(|(_, _, edades)| *edades).copied();
    let desde = edades().filter(|desde| *desde <= edad).max().unwrap_or(0);
    group_code(desde, edades().find(|otra| *otra > desde))
}

fn group_code(desde: u8, siguiente: Option<u8>) -> String {
    match siguiente {
        Some(siguiente) => format!("{desde}-{}", siguiente - 1),
        None => format!("{desde}+"),
    }
}

fn ages() -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Todas las edades");
    let mut todas = ETAPAS
        .iter()
        .flat_map(|(_, _, edades)| *edades)
        .copied()
        .skip(1);
    for (codigo, nombre, edades) in ETAPAS {
        let etapa = lista.push(Nivel::Etapa, codigo, nombre, Some(0), Vigencia::default());
        for desde in edades {
            let codigo = group_code(*desde, todas.next());
            let nombre = match codigo.split_once('-') {
                Some((desde, hasta)) => format!("{desde} a {hasta} años"),
                None => format!("{desde} años o más"),
            };
            let nivel = Nivel::GrupoEdad;
            lista.push(nivel, &codigo, &nombre, Some(etapa), Vigencia::default());
        }
    }
    for (codigo, nombre) in [
        (NO_ESPECIFICADO, "No especificada"),
        (NO_PREGUNTADO, "No preguntada"),
    ] {
        let etapa = lista.push(Nivel::Etapa, codigo, nombre, Some(0), Vigencia::default());
        let nivel = Nivel::GrupoEdad;
        lista.push(nivel, codigo, nombre, Some(etapa), Vigencia::default());
    }
    lista.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ages_fall_into_groups_and_stages() {
        for (edad, grupo) in [
            (-1, "0-4"),
            (11, "10-11"),
            (12, "12-14"),
            (17, "15-17"),
            (29, "25-29"),
            (59, "55-59"),
            (64, "60-64"),
            (65, "65+"),
            (120, "65+"),
        ] {
            assert_eq!(age_group(edad), grupo, "{edad}");
        }
        let edades = ages();
        let once = edades.iter().find(|m| m.codigo == "10-11").unwrap();
        assert_eq!(edades[usize::from(once.padre.unwrap())].codigo, "ninez");
        assert_eq!(edades.last().unwrap().nivel, Nivel::GrupoEdad);
    }

    #[test]
    fn only_what_has_ended_is_a_period() {
        let codigos = |corte| -> Vec<String> {
            periods(corte)
                .into_iter()
                .skip(1)
                .map(|m| m.codigo)
                .collect()
        };
        assert_eq!(codigos(date!(2017 - 02 - 27)), ["2017-01"]);
        assert_eq!(
            codigos(date!(2017 - 05 - 15)),
            ["2017-T1", "2017-01", "2017-02", "2017-03", "2017-04"]
        );
        assert_eq!(codigos(date!(2017 - 12 - 31)).len(), 16);
    }
}
