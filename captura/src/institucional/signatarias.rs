//! Who signed a pact with an instancia: other municipalities that there are.

use domain::{Clave, Dato, Enmienda};

use super::compromisos::SIGNATARIAS;
use super::{Leido, key};
use crate::defecto::{Defecto, Motivo};

/// Looks at the signatories of every pact of a sheet. `hay`: whether a key may be of a municipality.
pub fn check(leido: &mut Leido, instancia: &Clave, hay: impl Fn(&Clave) -> bool) {
    let wrong = |claves: &[Clave]| {
        if claves.contains(instancia) {
            return Some(format!(
                "{instancia} es el municipio de esta misma instancia: se nombran y se cuentan las que lo firmaron con ella"
            ));
        }
        let ninguno = claves.iter().find(|clave| !hay(clave))?;
        Some(format!(
            "{ninguno} no es la clave de ningún municipio: «pacto municipios NOMBRE» la busca"
        ))
    };
    let mut malas = vec![];
    for enmienda in &leido.enmiendas {
        let Enmienda::Pacto(pacto) = enmienda else {
            continue;
        };
        if let Dato::Consta(claves) = &pacto.signatarias {
            malas.extend(wrong(claves).map(|regla| (key(enmienda), regla)));
        }
    }
    for (clave, regla) in malas {
        let Some(numero) = leido.numeros.get(&clave) else {
            continue;
        };
        let defecto = Defecto::new(SIGNATARIAS, Motivo::Regla(regla));
        leido.malos.entry(*numero).or_default().push(defecto);
        leido.enmiendas.retain(|enmienda| key(enmienda) != clave);
    }
}
