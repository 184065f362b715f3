//! Names by which sheets call agencias, services and units: one of two things must not be called like the other, or what is
//! said of one would be taken for the other.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Catalogo, Enmienda, Entrada, Marco, Propia, TipoAlias};

use super::{Clase, Leido, key};
use crate::defecto::{Defecto, Motivo};
use crate::palabras::{EFEMERIDE, LUGAR, PUBLICO, TEMA, TIPO_ACTIVIDAD};
use crate::texto::fold;

/// The names of something, by its key.
type NombresPorClave = BTreeMap<String, Vec<String>>;

/// Refuses the rows with a name that is of something else, in the register or in the sheet.
pub(super) fn check(clase: Clase, marco: &Marco, leido: &mut Leido) {
    let mut todas = known(clase, marco);
    for enmienda in &leido.enmiendas {
        if let Some(nombres) = names(enmienda) {
            todas.insert(key(enmienda), nombres);
        }
    }
    let mut duenas: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (clave, nombres) in &todas {
        for nombre in nombres.iter().chain([clave]) {
            duenas.entry(fold(nombre)).or_default().insert(clave);
        }
    }
    let reservados: BTreeSet<String> = match clase {
        Clase::Agencias => LUGAR.names().map(fold).collect(),
        Clase::TiposActividad => TIPO_ACTIVIDAD.names().map(fold).collect(),
        Clase::Publicos => PUBLICO.names().map(fold).collect(),
        Clase::Temas => TEMA.names().map(fold).collect(),
        Clase::Efemerides => EFEMERIDE.names().map(fold).collect(),
        _ => BTreeSet::new(),
    };
    let mut malas = BTreeMap::new();
    let mut con_nombre_ajeno: BTreeMap<u32, Vec<Defecto>> = BTreeMap::new();
    for enmienda in &leido.enmiendas {
        let suya = key(enmienda);
        let nombres = names(enmienda).unwrap_or_default();
        for doblado in nombres.iter().chain([&suya]).map(|nombre| fold(nombre)) {
            let mut de = duenas.get(&doblado).into_iter().flatten();
            if let Some(otra) = de.find(|otra| **otra != suya) {
                let regla = format!("se llama como la de clave «{otra}»: no se sabría cuál es");
                malas.insert(suya.clone(), regla);
            } else if let Some(de) = taught(clase, marco, &doblado, &suya) {
                let regla = format!(
                    "se llama como un alias de «{de}», y lo que las hojas llaman así cambiaría de significado: dele otro nombre, o quite antes el alias («pacto alias --quitar»)"
                );
                malas.insert(suya.clone(), regla);
            } else if let (true, Some(numero)) =
                (reservados.contains(&doblado), leido.row(enmienda))
            {
                let defecto = reserved(clase, &nombres, &suya, &doblado);
                con_nombre_ajeno.entry(numero).or_default().push(defecto);
            }
        }
    }
    leido.reject(malas);
    leido.leave_out(con_nombre_ajeno);
}

/// The entry that sheets call so by an alias, if it is another one.
fn taught<'a>(clase: Clase, marco: &'a Marco, doblado: &str, suya: &str) -> Option<&'a str> {
    let de = match clase {
        Clase::Agencias => TipoAlias::Agencia,
        Clase::Unidades => TipoAlias::Unidad,
        Clase::Servicios => TipoAlias::Servicio,
        Clase::Temas => TipoAlias::Tema,
        Clase::TiposActividad => TipoAlias::TipoActividad,
        Clase::Publicos => TipoAlias::Publico,
        Clase::Efemerides => TipoAlias::Efemeride,
        _ => return None,
    };
    let otra = marco.alias.get(&(de, doblado.to_owned()))?;
    (otra != suya).then_some(otra)
}

/// A name that the program has for something else, in the column that says it: other names come before the name.
fn reserved(clase: Clase, nombres: &[String], suya: &str, doblado: &str) -> Defecto {
    const CLAVE: usize = 0;
    const NOMBRE: usize = 1;
    const OTROS: usize = 2;
    let (columna, dicho) = match nombres.iter().rposition(|n| fold(n) == doblado) {
        None => (CLAVE, suya),
        Some(i) if i + 1 == nombres.len() => (NOMBRE, nombres[i].as_str()),
        Some(i) => (OTROS, nombres[i].as_str()),
    };
    let regla = match clase {
        Clase::Agencias => format!(
            "se llama como una procedencia que no es una agencia, «{dicho}», que ya se puede escribir sin ella: quite el renglón, o ese nombre"
        ),
        _ => format!(
            "se llama como otra que ya trae el programa, «{dicho}»: úsela, o dele otro nombre"
        ),
    };
    Defecto::new(columna, Motivo::Regla(regla))
}

/// What the register calls so.
fn known(clase: Clase, marco: &Marco) -> NombresPorClave {
    let entries = |entradas: &[Entrada]| -> NombresPorClave {
        let nombradas = entradas
            .iter()
            .map(|e| (e.clave.clone(), vec![e.nombre.clone()]));
        nombradas.collect()
    };
    match clase {
        Clase::Agencias => {
            let agencias = marco.agencias.iter();
            let named = |a: &domain::Agencia| {
                let nombres = a.alias.iter().chain([&a.nombre]).cloned();
                (a.clave.clone(), nombres.collect())
            };
            agencias.map(named).collect()
        }
        Clase::Unidades => {
            let unidades = marco.unidades.iter();
            let named = |u: &domain::Unidad| {
                (
                    u.clave.clone(),
                    vec![u.nombre.clone(), u.nombre_corto.clone()],
                )
            };
            unidades.map(named).collect()
        }
        Clase::Areas => entries(marco.catalogos.areas.entradas()),
        Clase::Grupos => entries(marco.catalogos.grupos.entradas()),
        Clase::Servicios => {
            let servicios = marco.catalogos.servicios.entradas().iter();
            let servicios: Vec<Entrada> = servicios.map(|s| s.entrada.clone()).collect();
            entries(&servicios)
        }
        Clase::TiposConsejo => entries(marco.catalogos.tipos_consejo.entradas()),
        Clase::Temas => entries(marco.catalogos.propios.temas.entradas()),
        Clase::TiposActividad => owned(&marco.catalogos.propios.tipos_actividad),
        Clase::Publicos => owned(&marco.catalogos.propios.publicos),
        Clase::Efemerides => owned(&marco.catalogos.propios.efemerides),
        _ => NombresPorClave::new(),
    }
}

/// What the register calls the entries that the office added to a list.
fn owned<T>(catalogo: &Catalogo<Propia<T>>) -> NombresPorClave {
    let propias = catalogo.entradas().iter();
    propias
        .map(|p| (p.entrada.clave.clone(), vec![p.entrada.nombre.clone()]))
        .collect()
}

/// The names that a record gives, if sheets call it by them.
fn names(enmienda: &Enmienda) -> Option<Vec<String>> {
    match enmienda {
        Enmienda::Agencia(agencia) => {
            let nombres = agencia.alias.iter().chain([&agencia.nombre]);
            Some(nombres.cloned().collect())
        }
        Enmienda::Unidad(unidad) => Some(vec![unidad.nombre.clone(), unidad.nombre_corto.clone()]),
        Enmienda::Area(entrada)
        | Enmienda::Grupo(entrada)
        | Enmienda::Tema(entrada)
        | Enmienda::TipoConsejo(entrada) => Some(vec![entrada.nombre.clone()]),
        Enmienda::TipoActividad(propia) => Some(vec![propia.entrada.nombre.clone()]),
        Enmienda::Publico(propia) => Some(vec![propia.entrada.nombre.clone()]),
        Enmienda::Efemeride(propia) => Some(vec![propia.entrada.nombre.clone()]),
        Enmienda::Servicio(servicio) => Some(vec![servicio.entrada.nombre.clone()]),
        _ => None,
    }
}
