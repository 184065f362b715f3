//! The audit of a protected table: what a reader can compute from everything that is published.
//!
//! Separate from what protects: it starts from published cells and hierarchies, and shares no linear
//! algebra with it. A reader is taken to know that leaves are whole numbers and not negative, that
//! published cells hold, and, where zeros are published, that no withheld cell is zero. Leaves that no
//! published zero excludes are possible, whether their crossing is declared or not.

mod anchos;
mod arranque;
mod cadena;
mod campo;
mod certificado;
mod contexto;
mod cotas;
mod derivadas;
mod enteras;
mod hallazgo;
mod holgura;
mod inversa;
mod lineal;
mod modelo;
mod numeros;
mod partes;
mod reduccion;
mod residuos;
mod simplex;
#[cfg(test)]
mod tests;
mod verdad;

pub use hallazgo::{Auditoria, Clase, Hallazgo, Intervalo, Prueba};

use super::documento::{Certificado, Entrada, Protegida};
use cadena::Cadena;
use contexto::Contexto;
use modelo::Vista;
use verdad::Verdad;

/// Audits a protected table together with its earlier editions.
///
/// With the truth it knows which cells must be protected, and also tests single persons and attributes;
/// without it, every withheld cell that may have 1..t−1 must be wide enough. A certificate replaces the
/// bounds of the width test by whole-number tables.
pub fn auditar(
    publicada: &Protegida,
    verdad: Option<&Entrada>,
    certificado: Option<&Certificado>,
) -> Auditoria {
    let mut auditoria = Auditoria::default();
    if let Err(motivo) = run(publicada, verdad, certificado, &mut auditoria) {
        let edicion = publicada.ediciones.len();
        auditoria.hallazgos.push(Hallazgo {
            clase: Clase::Inconsistente,
            edicion,
            celdas: vec![],
            intervalo: None,
            motivo,
        });
    }
    auditoria.hallazgos.sort();
    auditoria
}

fn run(
    publicada: &Protegida,
    entrada: Option<&Entrada>,
    certificado: Option<&Certificado>,
    auditoria: &mut Auditoria,
) -> Result<(), String> {
    let imposible = || "ninguna tabla concuerda con todo lo publicado".to_owned();
    let modelo = Vista::new(Cadena::new(publicada)?)?;
    let casillas = modelo.casillas.len();
    let mut choques: Vec<Hallazgo> = modelo
        .choques
        .iter()
        .map(|(casilla, motivo)| Hallazgo {
            clase: Clase::Inconsistente,
            edicion: modelo.casillas[*casilla].edicion,
            celdas: vec![modelo.nombres(*casilla)],
            intervalo: None,
            motivo: (*motivo).to_owned(),
        })
        .collect();
    let verdad = match entrada {
        Some(entrada) => {
            let (verdad, otros) = Verdad::new(&modelo, entrada)?;
            choques.extend(otros);
            Some(verdad)
        }
        None => None,
    };
    auditoria.record(Clase::Inconsistente, casillas, 0, choques);
    let contexto = Contexto::new(modelo, verdad, entrada).ok_or_else(imposible)?;
    derivadas::exact(&contexto, auditoria);
    derivadas::sums(&contexto, auditoria);
    derivadas::editions(&contexto, auditoria);
    if entrada.is_some() {
        derivadas::singletons(&contexto, auditoria);
        derivadas::attributes(&contexto, auditoria);
    }
    let hay = anchos::widths(&contexto, certificado, auditoria);
    hay.then_some(()).ok_or_else(imposible)
}
