//! What holds and is likely a slip, beside what the register has: it is told, and not refused.

use domain::{Acuerdo, Dato, Enmienda, EstadoSesion, Informe, Institucional, Sesion, Titular};

use super::{Leido, key};
use crate::defecto::{Defecto, Motivo};

/// The columns of which something is told.
const PLAZO: usize = 8;
const HASTA: usize = 3;
const PRESENTADO: usize = 5;

/// Looks at every record of a sheet beside what the register has.
pub fn check(leido: &mut Leido, institucional: &Institucional) {
    let titulares = heads(leido, institucional);
    let mut avisos = vec![];
    for enmienda in &leido.enmiendas {
        let suyos = match enmienda {
            Enmienda::Informe(informe) => report(informe, institucional),
            Enmienda::Acuerdo(consejo, sesion, acuerdo) => {
                let de_ella = session(institucional, consejo, sesion);
                de_ella.map_or(vec![], |sesion| agreed(acuerdo, sesion))
            }
            Enmienda::Titular(titular) => headed(titular, &titulares),
            _ => vec![],
        };
        if let (Some(numero), false) = (leido.row(enmienda), suyos.is_empty()) {
            avisos.push((numero, suyos));
        }
    }
    for (numero, suyos) in avisos {
        leido.avisos.entry(numero).or_default().extend(suyos);
    }
}

fn told(columna: usize, dicho: String) -> Defecto {
    Defecto::new(columna, Motivo::Regla(dicho))
}

fn session<'a>(de: &'a Institucional, consejo: &str, clave: &str) -> Option<&'a Sesion> {
    let suyo = de.consejos.iter().find(|c| c.consejo.clave == consejo)?;
    suyo.sesiones.iter().find(|s| s.clave == clave)
}

/// A report that was given in a session that was not held, or that is of more than a year.
fn report(informe: &Informe, institucional: &Institucional) -> Vec<Defecto> {
    let mut suyos = vec![];
    let (desde, hasta) = (informe.periodo.desde(), informe.periodo.hasta());
    if desde.year() != hasta.year() {
        suyos.push(told(
            HASTA,
            format!(
                "abarca más de un año: se publica con la edición de {}, y sólo con ella",
                hasta.year()
            ),
        ));
    }
    if let Dato::Consta((consejo, clave)) = &informe.presentado_en
        && let Some(sesion) = session(institucional, consejo, clave)
        && sesion.estado != EstadoSesion::Celebrada
    {
        suyos.push(told(
            PRESENTADO,
            format!("la sesión «{clave}» no consta como celebrada, y se publicará que en ella se presentó el informe"),
        ));
    }
    suyos
}

/// What is to be done before it was agreed.
fn agreed(acuerdo: &Acuerdo, sesion: &Sesion) -> Vec<Defecto> {
    match (acuerdo.plazo, sesion.fecha) {
        (Dato::Consta(plazo), Dato::Consta(dia)) if plazo < dia => {
            vec![told(
                PLAZO,
                format!("es anterior a la sesión, que fue el {dia}"),
            )]
        }
        _ => vec![],
    }
}

/// Who will have headed the instancia: those of the sheet in the place of those of the register from the same period on.
fn heads(leido: &Leido, institucional: &Institucional) -> Vec<Titular> {
    let nuevas: Vec<Titular> = leido
        .enmiendas
        .iter()
        .filter_map(|enmienda| match enmienda {
            Enmienda::Titular(titular) => Some(titular.clone()),
            _ => None,
        })
        .collect();
    let antes = institucional.instancia.titulares.iter();
    let quedan = antes.filter(|antes| {
        let mut nuevas = nuevas.iter();
        nuevas.all(|nueva| key_of(nueva) != key_of(antes))
    });
    quedan.cloned().chain(nuevas.iter().cloned()).collect()
}

fn key_of(titular: &Titular) -> String {
    key(&Enmienda::Titular(titular.clone()))
}

/// Somebody whose term began before, and did not end.
fn headed(titular: &Titular, todas: &[Titular]) -> Vec<Defecto> {
    let Dato::Consta(desde) = titular.mandato.desde else {
        return vec![];
    };
    let sigue = todas.iter().find(|otra| {
        let Dato::Consta(suyo) = otra.mandato.desde else {
            return false;
        };
        otra.mandato.hasta == Dato::NoConsta && suyo.desde() < desde.desde()
    });
    let sigue = sigue.map(|otra| {
        told(
            2,
            format!(
                "el encargo de «{}» empezó antes y no dice «Hasta»: se publicará que lo tienen las dos a la vez",
                otra.nombre
            ),
        )
    });
    sigue.into_iter().collect()
}
