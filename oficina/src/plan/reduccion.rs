//! Plans that say less than another: without one of its cross-tabulations, or with one that is coarser.

use domain::cubo::Nivel;
use domain::proteccion::Utilidad;
use domain::{Cruce, Falla, Plan};

/// Levels of many members, the next level up of each that is published by itself, and what names of cross-tabulations call both.
const GRUESOS: [(Nivel, Nivel, &str, &str); 4] = [
    (Nivel::Mes, Nivel::Trimestre, "mes", "trimestre"),
    (Nivel::Trimestre, Nivel::Anio, "trimestre", "año"),
    (Nivel::Servicio, Nivel::Area, "servicio", "área"),
    (Nivel::GrupoEdad, Nivel::Etapa, "edad", "etapa de la vida"),
];

/// A cross-tabulation with one of its levels coarser, and called so; nothing if that level has no coarser one.
fn coarser(cruce: &Cruce, i: usize) -> Option<Cruce> {
    let mut gruesos = GRUESOS.iter();
    let (_, arriba, de, a) = gruesos.find(|(nivel, ..)| *nivel == cruce.niveles[i])?;
    let mut otro = cruce.clone();
    otro.niveles[i] = *arriba;
    let palabras = cruce.nombre.split(' ').map(|palabra| {
        let (letras, punto) = match palabra.strip_suffix(',') {
            Some(letras) => (letras, ","),
            None => (palabra, ""),
        };
        match letras.to_lowercase() == *de {
            true if letras == *de => format!("{a}{punto}"),
            true => {
                let mut letras = a.chars();
                let primera: String = letras
                    .next()
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .collect();
                format!("{primera}{}{punto}", letras.as_str())
            }
            false => palabra.to_owned(),
        }
    });
    otro.nombre = palabras.collect::<Vec<_>>().join(" ");
    if otro.nombre == cruce.nombre {
        otro.nombre = format!("{} ({a})", cruce.nombre);
    }
    Some(otro)
}

/// Share of a cross-tabulation below which it is taken from at once, with the others like it, in thousandths.
const POCO: u64 = 500;

/// A plan with less of each cross-tabulation of which less than half is published, or else of the one of which least is, and
/// what it has not; nothing if there is none to take from. `publica`: how much is published of each one, by its key.
pub(super) fn step(plan: &Plan, publica: &[(String, Utilidad)]) -> Option<(Plan, Vec<String>)> {
    let mut quedan = publica.to_vec();
    let (mut menor, mut quitado) = (plan.clone(), vec![]);
    while let Some((otro, clave, que)) = reduced(&menor, &quedan) {
        menor = otro;
        quitado.push(que);
        quedan.retain(|(suya, _)| *suya != clave);
        if !quedan.iter().any(|(_, dice)| share(dice) < POCO) {
            break;
        }
    }
    (!quitado.is_empty()).then_some((menor, quitado))
}

/// How much of a cross-tabulation is published, in thousandths.
fn share(dice: &Utilidad) -> u64 {
    (dice.publicadas * 1000)
        .checked_div(dice.no_cero)
        .unwrap_or(1000)
}

/// A plan with less of the cross-tabulation of which least is published, its key and what it has not; nothing if there is none to
/// take from. `publica`: how much is published of each one, by its key. A coarser one is tried before none at all, unless another one
/// counts the same already.
fn reduced(plan: &Plan, publica: &[(String, Utilidad)]) -> Option<(Plan, String, String)> {
    let de_personas = |cruce: &Cruce| {
        let mut medidas = cruce.medidas.iter();
        medidas.any(|m| m.atendidas() || *m == domain::Medida::Servicios)
    };
    let find = |clave: &String| plan.cruces.iter().position(|c| c.clave == *clave);
    let suyos = publica.iter().filter_map(|(clave, dice)| {
        let posicion = find(clave)?;
        Some((posicion, &plan.cruces[posicion], dice))
    });
    let candidatos =
        suyos.filter(|(_, cruce, dice)| de_personas(cruce) && dice.no_cero > dice.publicadas);
    let (posicion, peor, _) = candidatos.min_by_key(|(_, _, dice)| share(dice))?;
    let mut menor = plan.clone();
    let gruesa = peor.niveles.iter().enumerate();
    let gruesa = gruesa.filter_map(|(i, _)| {
        let cruce = coarser(peor, i)?;
        let otros = plan.cruces.iter().filter(|c| c.clave != peor.clave);
        let mut otros = otros.filter(|otro| otro.medidas.is_superset(&cruce.medidas));
        let sobra = otros.any(|otro| covers(otro, &cruce));
        (!sobra).then_some(cruce)
    });
    let que = if let Some(cruce) = gruesa.into_iter().next() {
        let que = format!("con «{}» en lugar de «{}»", cruce.nombre, peor.nombre);
        menor.cruces[posicion] = cruce;
        que
    } else {
        menor.cruces.remove(posicion);
        format!("sin «{}»", peor.nombre)
    };
    // A headline that nothing counts any more.
    while let Err(Falla::Obligado(i, _)) = menor.check() {
        menor.obligados.remove(i);
    }
    menor.check().ok()?;
    let alguna = menor.cruces.iter().any(de_personas);
    alguna.then_some((menor, peor.clave.clone(), que))
}

/// Whether a cross-tabulation declares all that another one does.
fn covers(una: &Cruce, otra: &Cruce) -> bool {
    otra.niveles.iter().all(|nivel| {
        let suyos = una.niveles.iter().filter(|n| n.eje() == nivel.eje());
        suyos.max().is_some_and(|fino| nivel <= fino)
    })
}

#[cfg(test)]
mod tests;
