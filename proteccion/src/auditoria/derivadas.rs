//! Tests of what follows from equations: exact counts, implied sums, differences of editions, persons
//! who are alone, attributes.

use std::collections::BTreeMap;

use super::contexto::Contexto;
use super::hallazgo::{Auditoria, Clase, Hallazgo};
use super::modelo::CasillaId;
use super::residuos::Residuos;
use super::verdad::Cuenta;
use crate::tabla::IdVec;

/// Counts that are published, or determined by what is.
pub(super) fn exact(contexto: &Contexto, auditoria: &mut Auditoria) {
    let casillas = contexto.modelo.casillas.len();
    let mut hallazgos = Vec::new();
    for casilla in contexto.modelo.casillas.ids() {
        let Some(valor) = contexto.fixed(casilla) else {
            continue;
        };
        if contexto.sensitive(casilla, valor) {
            let motivo = match contexto.modelo.casillas[casilla].valor {
                Some(_) => "se publica",
                None if contexto.modelo.known(casilla).is_some() => "otra celda publicada la dice",
                None => "se deduce de lo publicado",
            };
            let intervalo = Some((valor, Some(valor)));
            hallazgos.push(contexto.finding(Clase::Exacta, &[casilla], intervalo, motivo));
        }
    }
    auditoria.record(Clase::Exacta, casillas, 0, hallazgos);
}

/// The rest that known totals leave for the parts that are not known, along a line and across levels.
pub(super) fn sums(contexto: &Contexto, auditoria: &mut Auditoria) {
    let mut casos = 0;
    let mut hallazgos = Vec::new();
    let mut residuos = Residuos::new(contexto);
    for (_, padre, partes) in contexto.modelo.lineas.iter().flatten() {
        let Some(total) = contexto.fixed(*padre) else {
            continue;
        };
        let (resto, abiertas) = rest(total, partes, |parte| contexto.fixed(parte));
        if abiertas.is_empty() {
            continue;
        }
        casos += 1;
        let umbral = contexto.required(*padre).0;
        let personas = contexto.persons(&abiertas, &[]);
        if (1..umbral).contains(&personas.unwrap_or(resto)) {
            residuos.seen(*padre, partes);
            let (nombre, intervalo) = (contexto.modelo.nombres(*padre), Some((resto, Some(resto))));
            let motivo = format!("es lo que deja ({})", nombre.join(", "));
            hallazgos.push(contexto.finding(Clase::SumaImplicita, &abiertas, intervalo, &motivo));
        }
    }
    // What the declared parts leave for those that are not is a count too.
    for (_, padre, partes) in contexto.modelo.truncas.iter().flatten() {
        let Some(total) = contexto.fixed(*padre) else {
            continue;
        };
        let (resto, abiertas) = rest(total, partes, |parte| contexto.fixed(parte));
        if !abiertas.is_empty() {
            continue;
        }
        casos += 1;
        let personas = contexto.persons(&[*padre], partes);
        if (1..contexto.required(*padre).0).contains(&personas.unwrap_or(resto)) {
            residuos.seen(*padre, partes);
            let intervalo = Some((resto, Some(resto)));
            let motivo = "es lo que dejan sus partes declaradas";
            hallazgos.push(contexto.finding(Clase::SumaImplicita, &[*padre], intervalo, motivo));
        }
    }
    residuos.look();
    casos += residuos.casos;
    hallazgos.extend(residuos.hallazgos);
    hallazgos.sort();
    hallazgos.dedup();
    auditoria.record(Clase::SumaImplicita, casos, 0, hallazgos);
}

/// A total minus the parts that are known, and the parts that are not.
fn rest(
    total: i64,
    partes: &[CasillaId],
    known: impl Fn(CasillaId) -> Option<i64>,
) -> (i64, Vec<CasillaId>) {
    let mut resto = total;
    let mut abiertas = Vec::new();
    for parte in partes {
        match known(*parte) {
            Some(valor) => resto -= valor,
            None => abiertas.push(*parte),
        }
    }
    (resto, abiertas)
}

/// The additions to a cell, or to what known ones leave, between an edition and the next.
pub(super) fn editions(contexto: &Contexto, auditoria: &mut Auditoria) {
    let modelo = &contexto.modelo;
    let eslabones = &modelo.cadena.eslabones;
    let adds =
        |edicion: usize| edicion > 0 && eslabones[edicion].bloque > eslabones[edicion - 1].bloque;
    let mut casos = 0;
    let mut hallazgos = Vec::new();
    let mut sumadas: IdVec<CasillaId, Option<i64>> = IdVec::filled(modelo.casillas.len(), None);
    for casilla in modelo.casillas.ids() {
        let antes = modelo
            .before(casilla)
            .filter(|_| adds(modelo.casillas[casilla].edicion));
        let Some(antes) = antes else { continue };
        casos += 1;
        let sumada = contexto
            .huella(casilla)
            .minus(contexto.huella(antes))
            .constant();
        sumadas[casilla] = sumada;
        let umbral = contexto.required(casilla).0;
        let Some(valor) = sumada.filter(|valor| *valor < umbral && *valor != 0) else {
            continue;
        };
        let intervalo = Some((valor, Some(valor)));
        let (clase, motivo) = if valor < 0 {
            (
                Clase::Inconsistente,
                "disminuye de una edición a la siguiente",
            )
        } else {
            (Clase::Edicion, "aumento desde la edición anterior")
        };
        hallazgos.push(contexto.finding(clase, &[casilla], intervalo, motivo));
    }
    for (_, lineas) in modelo
        .lineas
        .iter()
        .enumerate()
        .filter(|(edicion, _)| adds(*edicion))
    {
        for (_, padre, partes) in lineas {
            let todas = partes.iter().all(|parte| modelo.before(*parte).is_some());
            let Some(total) = sumadas[*padre].filter(|_| todas) else {
                continue;
            };
            let (resto, abiertas) = rest(total, partes, |parte| sumadas[parte]);
            let umbral = contexto.required(*padre).0;
            if abiertas.len() > 1 && (1..umbral).contains(&resto) {
                let motivo = "aumento conjunto desde la edición anterior";
                let intervalo = Some((resto, Some(resto)));
                hallazgos.push(contexto.finding(Clase::Edicion, &abiertas, intervalo, motivo));
            }
        }
    }
    if casos > 0 {
        auditoria.record(Clase::Edicion, casos, 0, hallazgos);
    }
}

/// Cells that are determined once a cell with a single person in it is known, as it is to that person.
pub(super) fn singletons(contexto: &Contexto, auditoria: &mut Auditoria) {
    let mut grupos: BTreeMap<[u64; 2], Vec<CasillaId>> = BTreeMap::new();
    for casilla in contexto.modelo.casillas.ids() {
        let cuenta = contexto
            .truth(casilla)
            .filter(|_| contexto.withheld(casilla));
        if (cuenta.is_some_and(|c| c.personas.numero() == 1)
            || contexto.primary(casilla) == Some(true))
            && let Some(razon) = contexto.huella(casilla).ratio()
        {
            grupos.entry(razon).or_default().push(casilla);
        }
    }
    let mut casos = 0;
    let mut hallazgos: Vec<Hallazgo> = Vec::new();
    for grupo in grupos.values() {
        let solas: Vec<CasillaId> = grupo
            .iter()
            .copied()
            .filter(|casilla| {
                contexto
                    .truth(*casilla)
                    .is_some_and(|c| c.personas.numero() == 1)
            })
            .collect();
        casos += solas.len();
        for casilla in grupo
            .iter()
            .filter(|casilla| contexto.primary(**casilla) == Some(true))
        {
            let Some(cuenta) = contexto.truth(*casilla) else {
                continue;
            };
            let ajena = solas.iter().find(|sola| {
                contexto
                    .truth(**sola)
                    .is_some_and(|otra| !same(otra, cuenta))
            });
            if let Some(sola) = ajena {
                let motivo = format!(
                    "la conoce quien está en ({})",
                    contexto.modelo.nombres(*sola).join(", ")
                );
                let intervalo = Some((cuenta.valor, Some(cuenta.valor)));
                hallazgos.push(contexto.finding(Clase::Singular, &[*casilla], intervalo, &motivo));
            }
        }
    }
    auditoria.record(Clase::Singular, casos, 0, hallazgos);
}

/// Whether two counts are of the same persons.
fn same(una: &Cuenta, otra: &Cuenta) -> bool {
    let nombradas = !una.personas.listadas.is_empty();
    una.ocupadas == otra.ocupadas || (nombradas && una.personas == otra.personas)
}

/// Groups that are known to be in one category as a whole.
pub(super) fn attributes(contexto: &Contexto, auditoria: &mut Auditoria) {
    let mut casos = 0;
    let mut hallazgos = Vec::new();
    let lineas = contexto.modelo.lineas.last().into_iter().flatten();
    for (_, padre, partes) in lineas.filter(|(d, ..)| contexto.sensibles.contains(d)) {
        let Some(grupo) = contexto.truth(*padre) else {
            continue;
        };
        if grupo.personas.numero() < contexto.required(*padre).0 || contexto.fixed(*padre).is_none()
        {
            continue;
        }
        casos += 1;
        let toda = |parte: &&CasillaId| contexto.fixed(**parte) == Some(grupo.valor);
        if let Some(parte) = partes.iter().find(toda).filter(|_| partes.len() > 1) {
            let motivo = format!("es todo ({})", contexto.modelo.nombres(*padre).join(", "));
            let intervalo = Some((grupo.valor, Some(grupo.valor)));
            hallazgos.push(contexto.finding(Clase::Atributo, &[*parte], intervalo, &motivo));
        }
    }
    if casos > 0 {
        auditoria.record(Clase::Atributo, casos, 0, hallazgos);
    }
}
