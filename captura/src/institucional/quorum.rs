//! Sessions that had no quórum, by the settings of their council: what they agreed is refused, unless whoever takes the sheet
//! in says that it holds, as on a second call; and it is told.

use domain::{
    Ajustes, ContenidoConsejo, Dato, Enmienda, Institucional, Quorum, ReglaQuorum, Sesion,
};

use super::sesiones::PRESENTES;
use super::{Leido, key};
use crate::celda::Insistencia;
use crate::defecto::{Defecto, Motivo};

/// The column of what a council needs to agree.
const QUORUM: usize = 4;

/// What is found of a record.
enum Hallado {
    /// It contradicts what is known.
    Malo(Defecto),
    /// It holds, and has to be known.
    Aviso(Defecto),
    /// It is refused unless it is insisted on.
    Insistencia(Insistencia),
}

/// Looks at every session, agreement and council of a sheet beside what the register has. `se_admite`: whether sessions without
/// quórum may have agreed something.
pub fn check(leido: &mut Leido, institucional: &Institucional, se_admite: bool) {
    let mut malas = vec![];
    for enmienda in &leido.enmiendas {
        let hallados = match enmienda {
            Enmienda::Sesion(consejo, sesion) if !leido.calladas.contains(&"asistencia") => {
                let suyo = of(institucional, consejo);
                suyo.map_or(vec![], |suyo| session(suyo, sesion, se_admite))
            }
            Enmienda::Acuerdo(consejo, sesion, _) => {
                let suyo = of(institucional, consejo);
                suyo.map_or(vec![], |suyo| resolution(suyo, sesion, se_admite))
            }
            Enmienda::Consejo(consejo) => {
                let ajustes = said(&leido.calladas, institucional, consejo);
                let suyo = of(institucional, &consejo.clave);
                let mas = more_than_all(&ajustes);
                mas.unwrap_or_else(|| {
                    suyo.map_or(vec![], |suyo| council(suyo, &ajustes, se_admite))
                })
            }
            _ => vec![],
        };
        if !hallados.is_empty() {
            malas.push((key(enmienda), hallados));
        }
    }
    for (clave, hallados) in malas {
        let Some(numero) = leido.numeros.get(&clave).copied() else {
            continue;
        };
        for hallado in hallados {
            match hallado {
                Hallado::Malo(defecto) => leido.malos.entry(numero).or_default().push(defecto),
                Hallado::Aviso(aviso) => leido.avisos.entry(numero).or_default().push(aviso),
                Hallado::Insistencia(una) => {
                    leido.insistencias.push((numero, clave.clone(), una));
                }
            }
        }
    }
    let (con_errores, renglones) = (&leido.malos, &leido.numeros);
    leido.enmiendas.retain(|enmienda| {
        let suyo = renglones.get(&key(enmienda));
        suyo.is_none_or(|suyo| !con_errores.contains_key(suyo))
    });
    leido
        .avisos
        .retain(|numero, _| !con_errores.contains_key(numero));
}

fn of<'a>(institucional: &'a Institucional, consejo: &str) -> Option<&'a ContenidoConsejo> {
    let mut todos = institucional.consejos.iter();
    todos.find(|otro| otro.consejo.clave == consejo)
}

/// The settings that a council will have: what its row does not say stays.
fn said(calladas: &[&str], institucional: &Institucional, nuevo: &domain::Consejo) -> Ajustes {
    let mut ajustes = nuevo.ajustes;
    if let Some(antes) = of(institucional, &nuevo.clave) {
        if calladas.contains(&"ajustes.integrantes") {
            ajustes.integrantes = antes.consejo.ajustes.integrantes;
        }
        if calladas.contains(&"ajustes.quorum") {
            ajustes.quorum = antes.consejo.ajustes.quorum;
        }
    }
    ajustes
}

/// A quórum that asks for more people than the council has, by what the sheet says and what it leaves as it was.
fn more_than_all(ajustes: &Ajustes) -> Option<Vec<Hallado>> {
    let (Dato::Consta(ReglaQuorum::Numero(numero)), Dato::Consta(todas)) =
        (ajustes.quorum, ajustes.integrantes)
    else {
        return None;
    };
    let regla = format!("el quórum es de {numero}, y el consejo de {todas}");
    (numero > todas).then(|| vec![Hallado::Malo(Defecto::new(QUORUM, Motivo::Regla(regla)))])
}

/// The quórum that a session lacked, if it is known.
fn lacked(sesion: &Sesion, ajustes: &Ajustes) -> Option<Quorum> {
    let quorum = sesion.quorum(ajustes).valor().copied();
    quorum.filter(|quorum| !quorum.hay())
}

fn session(suyo: &ContenidoConsejo, sesion: &Sesion, se_admite: bool) -> Vec<Hallado> {
    let ajustes = &suyo.consejo.ajustes;
    if let (Dato::Consta(todas), Dato::Consta(quorum)) = (
        ajustes.integrantes,
        sesion.quorum(&Ajustes {
            quorum: Dato::Consta(ReglaQuorum::Numero(0)),
            ..*ajustes
        }),
    ) && quorum.presentes > todas
    {
        let dicho = format!(
            "hay {} presentes, y el consejo es de {todas}",
            quorum.presentes
        );
        return vec![found(PRESENTES, &dicho, se_admite)];
    }
    let Some(quorum) = lacked(sesion, ajustes) else {
        return vec![];
    };
    let antes = suyo.sesiones.iter().find(|s| s.clave == sesion.clave);
    let acordo = antes.is_some_and(|antes| !antes.acuerdos.is_empty());
    vec![tell(PRESENTES, quorum, acordo, se_admite)]
}

fn resolution(suyo: &ContenidoConsejo, sesion: &str, se_admite: bool) -> Vec<Hallado> {
    let de_ella = suyo.sesiones.iter().find(|s| s.clave == sesion);
    let quorum = de_ella.and_then(|sesion| lacked(sesion, &suyo.consejo.ajustes));
    let hallado = quorum.map(|quorum| tell(1, quorum, true, se_admite));
    hallado.into_iter().collect()
}

/// A quórum that a session which agreed something had until now, and would no longer.
fn council(suyo: &ContenidoConsejo, ajustes: &Ajustes, se_admite: bool) -> Vec<Hallado> {
    let acordaron = suyo.sesiones.iter().filter(|s| !s.acuerdos.is_empty());
    let mut pierden = acordaron.filter(|sesion| lacked(sesion, &suyo.consejo.ajustes).is_none());
    let primera = pierden.find_map(|sesion| Some((sesion, lacked(sesion, ajustes)?)));
    let Some((sesion, quorum)) = primera else {
        return vec![];
    };
    let dicho = format!(
        "con él, la sesión «{}», que tomó acuerdos, no tendría quórum: hubo {} de {}",
        sesion.clave, quorum.presentes, quorum.requeridos
    );
    vec![found(4, &dicho, se_admite)]
}

fn without(quorum: Quorum) -> String {
    let Quorum {
        requeridos,
        presentes,
    } = quorum;
    format!("no tuvo quórum: hubo {presentes} de {requeridos}")
}

fn tell(columna: usize, quorum: Quorum, acordo: bool, se_admite: bool) -> Hallado {
    let sin = without(quorum);
    if acordo {
        found(
            columna,
            &format!("la sesión {sin}, y tomó acuerdos"),
            se_admite,
        )
    } else {
        let regla = format!("la sesión {sin}. Así se publicará");
        Hallado::Aviso(Defecto::new(columna, Motivo::Regla(regla)))
    }
}

/// What is refused unless it is wanted, or is so already.
fn found(columna: usize, dicho: &str, se_admite: bool) -> Hallado {
    let publicada = Motivo::Regla(format!("{dicho}. Así se publicará"));
    let aviso = Defecto::new(columna, publicada);
    if se_admite {
        return Hallado::Aviso(aviso);
    }
    let regla = format!(
        "{dicho}: corrija lo que esté mal o, si así fue (en segunda convocatoria, o cuando eran otros los integrantes), repita con --sin-quorum"
    );
    let malo = Defecto::new(columna, Motivo::Regla(regla));
    Hallado::Insistencia(Insistencia { aviso, malo })
}
