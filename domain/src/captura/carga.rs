//! What an instancia starts with.

use std::collections::HashMap;

use crate::{Atencion, Catalogos, Error, Institucional, Persona};

/// What comes into the register at once.
#[derive(Debug, Clone)]
pub struct Carga {
    /// Institutional records.
    pub institucional: Institucional,
    /// Catalogues.
    pub catalogos: Catalogos,
    /// Persons attended.
    pub personas: Vec<Persona>,
    /// Attentions, of those persons or anonymous.
    pub atenciones: Vec<Atencion>,
}

impl Carga {
    /// Checks what the records say of each other; each attention on its own is checked already.
    ///
    /// # Errors
    /// The rule that is broken.
    pub fn check(&self) -> Result<(), Error> {
        self.institucional.check()?;
        self.catalogos.check()?;
        for consejo in &self.institucional.consejos {
            self.catalogos
                .tipos_consejo
                .entrada(&consejo.consejo.tipo)?;
        }
        let personas: HashMap<_, _> = self.personas.iter().map(|p| (p.seudonimo, p)).collect();
        for atencion in self.atenciones.iter().map(Atencion::datos) {
            if let Some(persona) = atencion.persona.and_then(|quien| personas.get(&quien)) {
                persona.check(atencion.fecha)?;
            }
            if let Some(unidad) = &atencion.unidad
                && !self
                    .institucional
                    .unidades
                    .iter()
                    .any(|u| &u.clave == unidad)
            {
                return Err(Error::EntradaDesconocida {
                    catalogo: "unidades",
                    clave: unidad.clone(),
                });
            }
        }
        Ok(())
    }
}
