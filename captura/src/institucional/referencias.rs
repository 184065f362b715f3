//! What records say of others, by their keys: each has to be there, in the register or in the same sheet.

use std::collections::{BTreeMap, BTreeSet};

use domain::{AsuntoPunto, Dato, Enmienda, Institucional, Presencia, Sesion};

use super::consejo::council_of;
use super::sesiones::{ASUNTOS, PRESENTES, members};
use super::{Clase, Context, Leido, key};
use crate::atenciones::has_curp;
use crate::celda::{Celda, Fila};
use crate::defecto::{Defecto, Motivo};
use crate::texto::fold;

/// What is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hacia {
    Integrante,
    Sesion,
    Informe,
    Actividad,
}

impl Hacia {
    /// What is said of a key that nothing has.
    fn missing(self, clave: &str) -> String {
        let (que, tipo) = match self {
            Self::Integrante => ("de nadie que integre ese consejo", "consejo"),
            Self::Sesion => ("de ninguna sesión de ese consejo", "sesiones"),
            Self::Informe => ("de ningún informe", "informes"),
            Self::Actividad => ("de ninguna actividad", "actividades"),
        };
        let dicha = if is_like_a_key(clave) {
            format!("«{clave}»")
        } else {
            "lo escrito".to_owned()
        };
        format!("{dicha} no es la clave {que}: importe antes su hoja, de tipo {tipo}")
    }
}

/// Whether a text can be repeated as a key: what is none may be somebody's name, CURP or telephone.
fn is_like_a_key(texto: &str) -> bool {
    let letras = texto.chars();
    let es_clave = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    texto.len() <= 40
        && letras.clone().all(es_clave)
        && letras.clone().any(|c| c.is_ascii_alphabetic())
        && letras.clone().any(|c| !c.is_ascii_alphabetic())
        && letras.filter(char::is_ascii_digit).count() < 8
        && !has_curp(texto)
}

/// A reference: its column, what it leads to, the council that this is of, and its key.
type Referencia<'a> = (usize, Hacia, &'a str, &'a str);

/// The reference of a key that may be missing.
fn maybe<'a>(
    columna: usize,
    hacia: Hacia,
    consejo: &'a str,
    clave: &'a Dato<String>,
) -> Vec<Referencia<'a>> {
    let clave = clave.valor();
    clave
        .map(|clave| (columna, hacia, consejo, clave.as_str()))
        .into_iter()
        .collect()
}

/// A reference of a row that is no record for something else that is wrong with it: to be looked at all the same.
pub(super) struct Suelta {
    columna: usize,
    hacia: Hacia,
    consejo: String,
    clave: String,
}

/// The references of a row that is wrong: those that its cells say, whatever the others say.
pub(super) fn loose(clase: Clase, celdas: &[Celda], contexto: &Context) -> Vec<Suelta> {
    let fila = &mut Fila::new(celdas);
    let en_columnas: &[(usize, Hacia)] = match clase {
        Clase::Consejo => &[(8, Hacia::Sesion)],
        Clase::Calendario => &[(3, Hacia::Sesion)],
        Clase::Acuerdos => &[(1, Hacia::Sesion)],
        Clase::Pactos => &[(4, Hacia::Actividad)],
        Clase::Cifras => &[(0, Hacia::Informe)],
        Clase::Sesiones => &[
            (PRESENTES, Hacia::Integrante),
            (PRESENTES + 1, Hacia::Integrante),
            (PRESENTES + 2, Hacia::Integrante),
        ],
        _ => return vec![],
    };
    let de_consejo = !matches!(clase, Clase::Pactos | Clase::Cifras);
    let consejo = if de_consejo {
        council_of(fila, contexto)
    } else {
        Some(String::new())
    };
    let Some(consejo) = consejo else {
        return vec![];
    };
    let dichas = en_columnas.iter().flat_map(|(columna, hacia)| {
        let claves = members(&Fila::new(celdas).texto(*columna));
        claves.into_iter().map(|clave| Suelta {
            columna: *columna,
            hacia: *hacia,
            consejo: match hacia {
                Hacia::Informe | Hacia::Actividad => String::new(),
                _ => consejo.clone(),
            },
            clave,
        })
    });
    dichas.collect()
}

fn of(enmienda: &Enmienda) -> Vec<Referencia<'_>> {
    match enmienda {
        Enmienda::Integrante(consejo, quien) => {
            maybe(8, Hacia::Sesion, consejo, &quien.protesta_en)
        }
        Enmienda::Calendario(consejo, calendario) => {
            maybe(3, Hacia::Sesion, consejo, &calendario.aprobado_en)
        }
        Enmienda::Acuerdo(consejo, sesion, _) => vec![(1, Hacia::Sesion, consejo, sesion)],
        Enmienda::Pacto(pacto) => maybe(4, Hacia::Actividad, "", &pacto.suscrito_en),
        Enmienda::Cifra(informe, _) => vec![(0, Hacia::Informe, "", informe)],
        Enmienda::Informe(informe) => match &informe.presentado_en {
            Dato::Consta((consejo, sesion)) => vec![(5, Hacia::Sesion, consejo, sesion)],
            Dato::NoConsta => vec![],
        },
        Enmienda::Sesion(consejo, sesion) => of_session(consejo, sesion),
        _ => vec![],
    }
}

/// Who was at a session, and what its points are about.
fn of_session<'a>(consejo: &'a str, sesion: &'a Sesion) -> Vec<Referencia<'a>> {
    let asistencia = sesion.asistencia.valor().into_iter().flatten();
    let asistencia = asistencia.map(|asistencia| {
        let columna = match asistencia.presencia {
            Presencia::Presente => PRESENTES,
            Presencia::Ausente => PRESENTES + 1,
            Presencia::Justificada => PRESENTES + 2,
        };
        let quien = asistencia.integrante.as_str();
        (columna, Hacia::Integrante, consejo, quien)
    });
    let puntos = sesion.orden_del_dia.iter();
    let asuntos = puntos.filter_map(|punto| match &punto.asunto {
        AsuntoPunto::Informe(clave) => Some((ASUNTOS, Hacia::Informe, "", clave.as_str())),
        AsuntoPunto::TomaDeProtesta(clave) => {
            Some((ASUNTOS, Hacia::Integrante, consejo, clave.as_str()))
        }
        AsuntoPunto::Calendario(_) | AsuntoPunto::Otro => None,
    });
    asistencia.chain(asuntos).collect()
}

/// The keys that the register has, and those that a sheet adds.
struct Claves(BTreeSet<(Hacia, String, String)>);

impl Claves {
    fn new(institucional: &Institucional, leido: &Leido) -> Self {
        let mut hay = BTreeSet::new();
        let mut add = |hacia, consejo: &str, clave: &str| {
            hay.insert((hacia, consejo.to_owned(), clave.to_owned()));
        };
        for consejo in &institucional.consejos {
            let suyo = &consejo.consejo.clave;
            for quien in &consejo.integrantes {
                add(Hacia::Integrante, suyo, &quien.clave);
            }
            for sesion in &consejo.sesiones {
                add(Hacia::Sesion, suyo, &sesion.clave);
            }
        }
        for informe in &institucional.informes {
            add(Hacia::Informe, "", &informe.clave);
        }
        for actividad in &institucional.actividades {
            add(Hacia::Actividad, "", &actividad.clave);
        }
        for enmienda in &leido.enmiendas {
            match enmienda {
                Enmienda::Integrante(consejo, quien) => {
                    add(Hacia::Integrante, consejo, &quien.clave);
                }
                Enmienda::Sesion(consejo, sesion) => add(Hacia::Sesion, consejo, &sesion.clave),
                _ => {}
            }
        }
        Self(hay)
    }

    fn has(&self, (_, hacia, consejo, clave): &Referencia) -> bool {
        self.0
            .contains(&(*hacia, (*consejo).to_owned(), (*clave).to_owned()))
    }
}

/// What is said where two sheets name each other.
const EN_DOS_VECES: &str = ". Si esa hoja nombra a su vez esta sesión, importe primero ésta sin la columna «Asuntos», después aquélla, y otra vez ésta";

/// The keys of the records of a council, of a session or of a report begin with theirs.
fn keys(institucional: &Institucional, enmienda: &Enmienda) -> Vec<String> {
    fn all<T>(lista: &[T], clave: impl Fn(&T) -> &str) -> Vec<String> {
        lista.iter().map(|uno| clave(uno).to_owned()).collect()
    }
    let todo = institucional;
    let council = |de: &str| todo.consejos.iter().find(|c| c.consejo.clave == de);
    match enmienda {
        Enmienda::Actividad(_) => all(&todo.actividades, |a| &a.clave),
        Enmienda::Convenio(_) => all(&todo.convenios, |c| &c.clave),
        Enmienda::Proyecto(_) => all(&todo.proyectos, |p| &p.clave),
        Enmienda::Pacto(_) => all(&todo.pactos, |p| &p.clave),
        Enmienda::Informe(_) => all(&todo.informes, |i| &i.clave),
        Enmienda::Consejo(_) => all(&todo.consejos, |c| &c.consejo.clave),
        Enmienda::Integrante(de, _) => {
            council(de).map_or(vec![], |c| all(&c.integrantes, |i| &i.clave))
        }
        Enmienda::Sesion(de, _) => council(de).map_or(vec![], |c| all(&c.sesiones, |s| &s.clave)),
        Enmienda::Acuerdo(de, sesion, _) => {
            let suya = council(de)
                .into_iter()
                .flat_map(|c| &c.sesiones)
                .find(|s| s.clave == *sesion);
            suya.map_or(vec![], |s| all(&s.acuerdos, |a| &a.clave))
        }
        Enmienda::Cifra(de, _) => {
            let suyo = todo.informes.iter().find(|i| i.clave == *de);
            suyo.map_or(vec![], |i| all(&i.cifras, |c| &c.clave))
        }
        // What sheets name is told apart by its names too.
        _ => vec![],
    }
}

/// Refuses keys that only capitals or dashes tell from another, of the register or of the sheet: one of both is a slip.
pub fn check_keys(leido: &mut Leido, institucional: &Institucional) {
    let of = |enmienda: &Enmienda| {
        let toda = key(enmienda);
        let (de, propia) = toda.rsplit_once('/').unwrap_or(("", &toda));
        (de.to_owned(), propia.to_owned())
    };
    let mut todas: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    let con_clave = |enmienda: &&Enmienda| !matches!(enmienda, Enmienda::Titular(_));
    for enmienda in leido.enmiendas.iter().filter(con_clave) {
        let (de, propia) = of(enmienda);
        let suyas = todas.entry(de).or_insert_with(|| {
            let mut suyas: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for otra in keys(institucional, enmienda) {
                suyas.entry(fold(&otra)).or_default().insert(otra);
            }
            suyas
        });
        suyas.entry(fold(&propia)).or_default().insert(propia);
    }
    let mut malas = BTreeMap::new();
    for enmienda in leido.enmiendas.iter().filter(con_clave) {
        let (de, propia) = of(enmienda);
        // Former versions took both: each is what it is.
        if keys(institucional, enmienda).contains(&propia) {
            continue;
        }
        let iguales = todas.get(&de).and_then(|suyas| suyas.get(&fold(&propia)));
        let mut otras = iguales.into_iter().flatten();
        if let Some(otra) = otras.find(|otra| **otra != propia) {
            let regla = format!(
                "su clave casi es «{otra}», que es de otro: si es el mismo, escríbala igual; si no, dele otra"
            );
            malas.insert(key(enmienda), regla);
        }
    }
    leido.reject(malas);
}

/// Refuses the rows that refer to what is not there, at the column that does.
pub fn check(leido: &mut Leido, institucional: &Institucional) {
    let claves = Claves::new(institucional, leido);
    let (mut quedan, mut malas) = (vec![], vec![]);
    for enmienda in std::mem::take(&mut leido.enmiendas) {
        let rotas = of(&enmienda)
            .into_iter()
            .filter(|referencia| !claves.has(referencia));
        // The two sheets name each other's: one of them comes first without.
        let despues = match &enmienda {
            Enmienda::Integrante(..) => {
                ". Esa hoja nombra a su vez a quienes integran el consejo: importe primero ésta con la columna vacía, después las sesiones, y otra vez ésta"
            }
            _ => "",
        };
        let rotas = rotas.map(|(columna, hacia, _, clave)| {
            let despues = match &enmienda {
                Enmienda::Sesion(..) if columna == ASUNTOS => EN_DOS_VECES,
                _ => despues,
            };
            let regla = hacia.missing(clave) + despues;
            Defecto::new(columna, Motivo::Regla(regla))
        });
        let rotas: Vec<Defecto> = rotas.collect();
        if rotas.is_empty() {
            quedan.push(enmienda);
        } else {
            malas.push((key(&enmienda), rotas));
        }
    }
    leido.enmiendas = quedan;
    for (numero, sueltas) in std::mem::take(&mut leido.sueltas) {
        let suyos = leido.malos.entry(numero).or_default();
        let dichas: BTreeSet<_> = suyos.iter().map(|defecto| defecto.columna).collect();
        for Suelta {
            columna,
            hacia,
            consejo,
            clave,
        } in &sueltas
        {
            let dicha = dichas.contains(&Some(*columna));
            if !dicha && !claves.has(&(*columna, *hacia, consejo, clave)) {
                suyos.push(Defecto::new(*columna, Motivo::Regla(hacia.missing(clave))));
            }
        }
    }
    for (clave, rotas) in malas {
        if let Some(numero) = leido.numeros.get(&clave) {
            leido.avisos.remove(numero);
            leido.malos.entry(*numero).or_default().extend(rotas);
        }
    }
}
