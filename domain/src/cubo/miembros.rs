//! The members of each dimension, gathered from the catalogues of an instancia: parents before their parts.

use time::{Date, Month};

use super::{Miembro, Nivel};
use crate::{Agencia, Catalogos, Entrada, Lugar, Periodo, Rango, Unidad, Vigencia};

/// Codes of what has no name of its own.
pub(super) const NINGUNA: &str = "ninguna";
pub(super) const NO_ESPECIFICADO: &str = "no_especificado";
pub(super) const NO_PREGUNTADO: &str = "no_preguntado";

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
        u16::try_from(self.0.len() - 1).expect("a catalogue has fewer than 65,536 entries")
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

pub(super) fn flat<'a>(
    nivel: Nivel,
    miembros: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Miembro> {
    let mut lista = Lista::total();
    for (codigo, nombre) in miembros {
        lista.push(nivel, codigo, nombre, Some(0), Vigencia::default());
    }
    lista.0
}

/// The year, whether it has ended or not, and its quarters and months that have.
pub(super) fn periods(corte: Date) -> Vec<Miembro> {
    let anio = corte.year();
    let mut lista = Lista::new(Nivel::Anio, &anio.to_string(), &anio.to_string());
    for trimestre in 1u8..=4 {
        let periodo = Periodo::Trimestre(anio, trimestre);
        let padre = if periodo.hasta() <= corte {
            let sin_limite = Vigencia::default();
            lista.push(
                Nivel::Trimestre,
                &periodo.to_string(),
                &periodo.nombre(),
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
                let sin_limite = Vigencia::default();
                lista.push(
                    Nivel::Mes,
                    &periodo.to_string(),
                    &periodo.nombre(),
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

pub(super) fn places(agencias: &[Agencia], rango: Rango) -> Vec<Miembro> {
    let mut lista = Lista::new(Nivel::Total, "total", "Todos los lugares");
    let agencias = agencias.iter().filter(|a| begun(a.vigencia, rango));
    let mut agencias: Vec<&Agencia> = agencias.collect();
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

pub(super) fn services(catalogos: &Catalogos, rango: Rango) -> Vec<Miembro> {
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
pub(super) fn units(unidades: &[Unidad], anio: i32) -> Vec<Miembro> {
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

pub(super) fn violence(catalogos: &Catalogos, rango: Rango) -> Vec<Miembro> {
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
pub(super) fn age_group(edad: i32) -> String {
    // Whoever is older than that is in the last group too.
    let edad = u8::try_from(edad.max(0)).unwrap_or(u8::MAX);
    let edades = || ETAPAS.iter().flat_map(|(_, _, edades)| *edades).copied();
    let desde = edades().filter(|desde| *desde <= edad).max();
    let desde = desde.expect("the first group begins at zero");
    group_code(desde, edades().find(|otra| *otra > desde))
}

fn group_code(desde: u8, siguiente: Option<u8>) -> String {
    match siguiente {
        Some(siguiente) => format!("{desde}-{}", siguiente - 1),
        None => format!("{desde}+"),
    }
}

pub(super) fn ages() -> Vec<Miembro> {
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
