//! Domain records as documents: how each kind is keyed, nested, ordered and filtered in a store.

use domain::formato::Pieza;
use domain::proteccion::ResumenProteccion;
use domain::{
    Actividad, Agencia, Calendario, CifraPublicada, Consejo, Convenio, CuboProtegido, Informe,
    Instancia, Integrante, Lugar, PactoRegional, Proyecto, Sesion, Unidad,
};
use time::Date;

/// Columns by which documents are asked for, beyond their key.
#[derive(Debug, Default, Clone)]
pub struct Filtros {
    /// Subkind.
    pub clase: Option<&'static str>,
    /// Day.
    pub fecha: Option<Date>,
    /// Labels.
    pub etiquetas: Vec<&'static str>,
}

/// A record that a store keeps under a kind and a key, as the format of editions writes it.
///
/// Documents that hang from another one (a session from its council) name its key as their parent.
pub trait Documento: Pieza + Send + Sync + Clone + 'static {
    /// Kind.
    const TIPO: &'static str;

    /// Key among its siblings.
    fn clave(&self) -> String;

    /// Columns to filter by.
    fn filtros(&self) -> Filtros {
        Filtros::default()
    }
}

macro_rules! documento {
    ($($tipo:ty = $nombre:literal, $documento:ident => $clave:expr;)*) => {$(
        impl Documento for $tipo {
            const TIPO: &'static str = $nombre;

            fn clave(&self) -> String {
                let $documento = self;
                $clave
            }
        }
    )*};
}

documento! {
    Instancia = "INSTANCIA", i => i.clave().to_string();
    Agencia = "AGENCIA", a => a.clave.clone();
    Consejo = "CONSEJO", c => c.clave.clone();
    Integrante = "INTEGRANTE", i => i.clave.clone();
    Sesion = "SESION", s => s.clave.clone();
    Calendario = "CALENDARIO", c => c.anio.to_string();
    Convenio = "CONVENIO", c => c.clave.clone();
    Proyecto = "PROYECTO", p => p.clave.clone();
    Unidad = "UNIDAD", u => u.clave.clone();
    PactoRegional = "PACTO", p => p.clave.clone();
    Informe = "INFORME", i => i.clave.clone();
    CifraPublicada = "CIFRA", c => c.cifra.clave.clone();
    CuboProtegido = "CUBO", _c => String::new();
    ResumenProteccion = "PROTECCION", _p => String::new();
}

impl Documento for Actividad {
    const TIPO: &'static str = "ACTIVIDAD";

    fn clave(&self) -> String {
        self.clave.clone()
    }

    fn filtros(&self) -> Filtros {
        Filtros {
            clase: Some(self.tipo.into()),
            fecha: self.fecha.valor().copied(),
            etiquetas: self.temas.iter().map(Into::into).collect(),
        }
    }
}

/// Key of the agencia that an activity hangs from, or nothing.
pub(crate) fn agencia_de(actividad: &Actividad) -> &str {
    actividad
        .lugar
        .valor()
        .and_then(Lugar::agencia)
        .unwrap_or_default()
}
