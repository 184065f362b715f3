//! The test of width: cells that have too few values left, by certificate or by bounds.

use std::collections::BTreeMap;

use super::super::documento::Certificado;
use super::certificado::{Pruebas, check};
use super::contexto::Contexto;
use super::hallazgo::{Auditoria, Clase};
use super::holgura::{Requisito, Veredicto, measure};
use super::modelo::{CasillaId, ConjuntoId};

/// The withheld cells that need a width: with the truth the primary ones, without it all that could be.
fn needed(contexto: &Contexto) -> Vec<CasillaId> {
    (contexto.modelo.casillas.ids())
        .filter(|casilla| contexto.withheld(*casilla))
        .filter(|casilla| contexto.primary(*casilla).unwrap_or(true))
        // Those that are known exactly are another test's finding, or harmless.
        .filter(|casilla| contexto.fixed(*casilla).is_none())
        .collect()
}

/// False if no table at all is consistent with what is published.
pub(super) fn widths(
    contexto: &Contexto,
    certificado: Option<&Certificado>,
    auditoria: &mut Auditoria,
) -> bool {
    let mut casillas = needed(contexto);
    let casos = casillas.len();
    let pruebas = certificado.map(|certificado| check(&contexto.modelo, certificado, &casillas));
    let mut demostrados = 0;
    if let Some(pruebas) = &pruebas {
        demostrados = certified(contexto, pruebas, &mut casillas, auditoria);
    }
    let vistos = pruebas.map_or(BTreeMap::new(), |pruebas| pruebas.vistos);
    let (primeras, requisitos) = requirements(contexto, &casillas, &vistos);
    let Some(veredictos) = measure(
        &contexto.reducido,
        &contexto.lineal,
        contexto.partida.as_deref(),
        &requisitos,
    ) else {
        return false;
    };
    let mut hallazgos = Vec::new();
    for (casilla, veredicto) in primeras.into_iter().zip(veredictos) {
        let ancho = contexto.required(casilla).1;
        let (clase, intervalo, motivo) = match veredicto {
            Veredicto::Demostrado => {
                demostrados += 1;
                continue;
            }
            Veredicto::Probable => continue,
            Veredicto::Corto((bajo, alto)) if Some(bajo) == alto => {
                let motivo = "ninguna otra cuenta es posible".to_owned();
                (Clase::Exacta, Some((bajo, alto)), motivo)
            }
            Veredicto::Corto(intervalo) => (
                Clase::Estrecha,
                Some(intervalo),
                format!("se exige un ancho de {ancho}"),
            ),
            Veredicto::Dudoso => (
                Clase::Estrecha,
                None,
                format!("no se pudo probar un ancho de {ancho}"),
            ),
        };
        hallazgos.push(contexto.finding(clase, &[casilla], intervalo, &motivo));
    }
    auditoria.record(Clase::Estrecha, casos, demostrados, hallazgos);
    true
}

/// One requirement for the cells with the same leaves, which have the same answer; and the first of these cells.
fn requirements(
    contexto: &Contexto,
    casillas: &[CasillaId],
    vistos: &BTreeMap<CasillaId, (i64, i64)>,
) -> (Vec<CasillaId>, Vec<Requisito>) {
    let mut de_conjunto: BTreeMap<Option<ConjuntoId>, usize> = BTreeMap::new();
    let mut primeras = Vec::new();
    let mut requisitos: Vec<Requisito> = Vec::new();
    for casilla in casillas {
        let (umbral, ancho) = contexto.required(*casilla);
        let verdad = contexto.truth(*casilla).map(|c| (c.valor, c.valor));
        let visto = [verdad, vistos.get(casilla).copied()].into_iter().flatten();
        let visto = visto.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let umbral = verdad.is_none().then_some(umbral);
        let conjunto = contexto.modelo.casillas[*casilla].conjunto;
        let i = *de_conjunto.entry(conjunto).or_insert_with(|| {
            primeras.push(*casilla);
            let forma = contexto.forma(*casilla);
            requisitos.push(Requisito {
                forma,
                ancho,
                umbral,
                vistos: visto,
            });
            requisitos.len() - 1
        });
        let requisito = &mut requisitos[i];
        requisito.ancho = requisito.ancho.max(ancho);
        requisito.umbral = requisito.umbral.zip(umbral).map(|(a, b)| a.max(b));
    }
    (primeras, requisitos)
}

/// Takes out the cells that the certificate settles one way or the other; how many it proves.
fn certified(
    contexto: &Contexto,
    pruebas: &Pruebas,
    casillas: &mut Vec<CasillaId>,
    auditoria: &mut Auditoria,
) -> usize {
    let ultima = contexto.modelo.cadena.eslabones.len() - 1;
    let mut hallazgos = pruebas.hallazgos.clone();
    let (mut casos, mut demostrados) = (0, 0);
    casillas.retain(|casilla| {
        let par = pruebas.pares.get(casilla);
        // Pairs are of the table itself. Without the truth nobody knows which cells need one.
        let exigido = contexto.modelo.casillas[*casilla].edicion == ultima
            && (par.is_some() || contexto.truth(*casilla).is_some());
        if !exigido {
            return true;
        }
        casos += 1;
        let ancho = contexto.required(*casilla).1;
        let motivo = match par.copied().flatten() {
            Some(diferencia) if diferencia >= ancho => {
                demostrados += 1;
                return false;
            }
            Some(diferencia) => {
                format!("su par muestra un ancho de {diferencia} y se exige {ancho}")
            }
            None if par.is_some() => "una tabla de su par no vale".to_owned(),
            None => "no tiene par".to_owned(),
        };
        hallazgos.push(contexto.finding(Clase::Certificado, &[*casilla], None, &motivo));
        false
    });
    auditoria.record(Clase::Certificado, casos, demostrados, hallazgos);
    demostrados
}
