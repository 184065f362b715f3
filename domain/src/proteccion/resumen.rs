//! What an edition says of its protection: computed from what it publishes, by code that is handed nothing else.
//! Of a withheld cell it tells that it is withheld, and nothing that follows from its count.

use std::collections::BTreeMap;

use super::Umbral;
use crate::{Celda, CuboProtegido, Medida, Nivel, TotalObligado};
use ::proteccion::auditoria::Clase;

/// The tests that every edition of the format passes, whatever it counts: one that fails any of them is not published.
const PRUEBAS: [Clase; 8] = [
    Clase::Exacta,
    Clase::SumaImplicita,
    Clase::Estrecha,
    Clase::Singular,
    Clase::Edicion,
    Clase::Atributo,
    Clase::Certificado,
    Clase::Inconsistente,
];

/// Why a headline total is not published: the same of all, so that it tells nothing of this one.
pub const MOTIVO: &str = "publicarlo permitiría calcular otra cuenta de pocas personas, o lo es";

/// Published cells among those that are not published as zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Utilidad {
    /// Published, and not zero.
    pub publicadas: u64,
    /// Published and not zero, or withheld. In format 2 those withheld cells that are zero were left out.
    pub no_cero: u64,
}

impl Utilidad {
    /// Counts a cell as it is published; a zero does not count.
    pub(crate) fn count(&mut self, celda: Celda) {
        if celda != Celda::Publicada(0) {
            self.publicadas += u64::from(celda.valor().is_some());
            self.no_cero += 1;
        }
    }
}

/// A test of the auditor that the edition has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PruebaPublicada {
    /// What it looks for.
    pub nombre: String,
}

/// A headline total that the edition withholds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObligadoProtegido {
    /// What is counted.
    pub medida: Medida,
    /// Level.
    pub nivel: Nivel,
    /// Code of the member.
    pub codigo: String,
    /// Why, in Spanish: always [`MOTIVO`].
    pub motivo: String,
}

/// How the counts of an edition were protected; published with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumenProteccion {
    /// Threshold.
    pub umbral: Umbral,
    /// Width of the feasible interval of what is protected.
    pub ancho: u64,
    /// Declared cells of persons and services.
    pub celdas: u64,
    /// All of them.
    pub total: Utilidad,
    /// By measure.
    pub por_medida: BTreeMap<Medida, Utilidad>,
    /// By number of dimensions beside time that do not stand at their whole.
    pub por_nivel: Vec<Utilidad>,
    /// Tests passed.
    pub pruebas: Vec<PruebaPublicada>,
    /// Headline totals of the plan; editions of format 2 do not say.
    pub obligados: Vec<TotalObligado>,
    /// Those of them that the edition withholds.
    pub obligados_protegidos: Vec<ObligadoProtegido>,
}

impl ResumenProteccion {
    /// What is to be said of some published cells. It is handed no counts: two registers of which the same is
    /// published have the same summary.
    pub fn new(
        umbral: Umbral,
        ancho: u64,
        obligados: &[TotalObligado],
        publicado: &CuboProtegido,
    ) -> Self {
        let prueba = |clase: Clase| PruebaPublicada {
            nombre: clase.nombre().to_owned(),
        };
        let mut resumen = Self {
            umbral,
            ancho,
            celdas: 0,
            total: Utilidad::default(),
            por_medida: BTreeMap::new(),
            por_nivel: vec![],
            pruebas: PRUEBAS.map(prueba).into(),
            obligados: obligados.to_vec(),
            obligados_protegidos: withheld(obligados, publicado),
        };
        for medida in [Medida::PersonasAtendidas, Medida::Servicios] {
            for (celda, estado) in publicado.celdas(medida) {
                resumen.celdas += 1;
                resumen.total.count(*estado);
                resumen.por_medida.entry(medida).or_default().count(*estado);
                let nivel = celda.crossed();
                if resumen.por_nivel.len() <= nivel {
                    resumen.por_nivel.resize(nivel + 1, Utilidad::default());
                }
                resumen.por_nivel[nivel].count(*estado);
            }
        }
        resumen
    }

    /// Whether the summary is what the published cells say of themselves.
    pub fn follows(&self, publicado: &CuboProtegido) -> bool {
        *self == Self::new(self.umbral, self.ancho, &self.obligados, publicado)
    }
}

/// The headline totals that are withheld. A year that has not ended has none.
fn withheld(obligados: &[TotalObligado], publicado: &CuboProtegido) -> Vec<ObligadoProtegido> {
    let protegido = |total: &&TotalObligado| {
        let celda = publicado.celda(total.medida, total.nivel, &total.codigo);
        celda == Some(Celda::Protegida)
    };
    let said = |total: &TotalObligado| ObligadoProtegido {
        medida: total.medida,
        nivel: total.nivel,
        codigo: total.codigo.clone(),
        motivo: MOTIVO.to_owned(),
    };
    obligados.iter().filter(protegido).map(said).collect()
}
