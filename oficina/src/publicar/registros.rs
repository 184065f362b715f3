//! Institutional records, as the register or an edition has them: which of them are new beside what editions say, and which say
//! another thing.

use std::collections::BTreeMap;

use captura::institucional::cuales;
use domain::cubo::{Eje, Ejes, Miembro, Nivel};
use domain::{Contenido, ContenidoConsejo, Dato, Enmienda, Informe, Instancia, Institucional};

/// A record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ficha {
    /// What the instancia says of itself, without who has headed it.
    Instancia(Instancia),
    /// Any other.
    Registro(Enmienda),
}

impl Ficha {
    /// What one of its kind is called, and several.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::Instancia(_) => ("ficha de la instancia", "fichas de la instancia"),
            Self::Registro(enmienda) => cuales::kind(enmienda),
        }
    }

    /// What it is known by among those of its kind.
    fn key(&self) -> String {
        match self {
            Self::Instancia(_) => String::new(),
            // Of whom it is not known since when.
            Self::Registro(Enmienda::Titular(titular))
                if titular.mandato.desde == Dato::NoConsta =>
            {
                titular.nombre.clone()
            }
            Self::Registro(enmienda) => cuales::key(enmienda),
        }
    }

    /// Whether it is of those that an instancia always has, and that are told where they change.
    fn is_of_itself(&self) -> bool {
        match self {
            Self::Instancia(_) => true,
            Self::Registro(enmienda) => matches!(
                enmienda,
                Enmienda::Agencia(_)
                    | Enmienda::Titular(_)
                    | Enmienda::Consejo(_)
                    | Enmienda::Calendario(..)
            ),
        }
    }

    /// Which one it is, in words.
    pub(crate) fn tell(&self) -> String {
        match self {
            Self::Instancia(_) => self.kind().0.to_owned(),
            Self::Registro(enmienda) => cuales::tell(enmienda),
        }
    }
}

/// Records of a kind, beside those that editions have.
pub struct Cuantos {
    /// What one is called, and several.
    pub nombres: (&'static str, &'static str),
    /// How many.
    pub todos: usize,
    /// Those that no edition has.
    pub nuevas: Vec<String>,
    /// Those of which editions say another thing.
    pub cambian: Vec<String>,
    /// How many editions have that are not there any more.
    pub idas: usize,
}

/// Records that are not as editions have them, or not there.
pub(crate) struct Distintas<'a> {
    /// What one is called, and several.
    pub(crate) nombres: (&'static str, &'static str),
    /// How many there are of the kind.
    todos: usize,
    /// Those that no edition has.
    pub(crate) nuevas: Vec<&'a Ficha>,
    /// Those of which editions say another thing, each after what they say.
    pub(crate) cambian: Vec<(&'a Ficha, &'a Ficha)>,
    idas: usize,
    /// An instancia always has some.
    pub(crate) de_si_misma: bool,
}

/// Records beside those of editions, of which the first that has one counts; by kind, as they come.
pub(crate) fn beside<'a>(ahora: &'a [Ficha], antes: &'a [Ficha]) -> Vec<Distintas<'a>> {
    let mut dichas = BTreeMap::new();
    for ficha in antes {
        dichas.entry((ficha.kind(), ficha.key())).or_insert(ficha);
    }
    let mut clases: Vec<Distintas<'a>> = vec![];
    for ficha in ahora {
        let clase = of_kind(&mut clases, ficha);
        clase.todos += 1;
        match dichas.remove(&(ficha.kind(), ficha.key())) {
            None => clase.nuevas.push(ficha),
            Some(igual) if igual == ficha => {}
            Some(otra) => clase.cambian.push((otra, ficha)),
        }
    }
    for ida in dichas.into_values() {
        of_kind(&mut clases, ida).idas += 1;
    }
    clases
}

/// Those of the kind of a record.
fn of_kind<'a, 'b>(clases: &'b mut Vec<Distintas<'a>>, una: &Ficha) -> &'b mut Distintas<'a> {
    let suya = clases.iter().position(|clase| clase.nombres == una.kind());
    let suya = suya.unwrap_or_else(|| {
        clases.push(Distintas {
            nombres: una.kind(),
            todos: 0,
            nuevas: vec![],
            cambian: vec![],
            idas: 0,
            de_si_misma: una.is_of_itself(),
        });
        clases.len() - 1
    });
    &mut clases[suya]
}

/// Areas, groups and services that another edition has not, or with another name or other days.
pub(crate) fn services(ahora: &Ejes, antes: &Ejes) -> Vec<Cuantos> {
    let named = |miembro: &Miembro| (miembro.nombre.clone(), miembro.vigencia);
    let antes = antes.miembros(Eje::Servicio).iter();
    let antes: BTreeMap<(Nivel, &str), _> = antes
        .map(|miembro| ((miembro.nivel, miembro.codigo.as_str()), named(miembro)))
        .collect();
    let of = |(nivel, nombres): (Nivel, (&'static str, &'static str))| {
        let mut clase = Cuantos {
            nombres,
            todos: 0,
            nuevas: vec![],
            cambian: vec![],
            idas: 0,
        };
        let suyos = ahora.miembros(Eje::Servicio).iter();
        for miembro in suyos.filter(|miembro| miembro.nivel == nivel) {
            let dicho = || format!("{} «{}»", nombres.0, miembro.nombre);
            clase.todos += 1;
            match antes.get(&(nivel, miembro.codigo.as_str())) {
                None => clase.nuevas.push(dicho()),
                Some(igual) if *igual == named(miembro) => {}
                Some(_) => clase.cambian.push(dicho()),
            }
        }
        clase
    };
    let clases = [
        (Nivel::Area, ("área", "áreas")),
        (Nivel::Grupo, ("grupo de servicios", "grupos de servicios")),
        (Nivel::Servicio, ("servicio", "servicios")),
    ];
    let clases = clases.into_iter().map(of);
    clases
        .filter(|clase| !clase.nuevas.is_empty() || !clase.cambian.is_empty())
        .collect()
}

impl From<Distintas<'_>> for Cuantos {
    fn from(distintas: Distintas<'_>) -> Self {
        let Distintas {
            nombres,
            todos,
            nuevas,
            cambian,
            idas,
            de_si_misma: _,
        } = distintas;
        Self {
            nombres,
            todos,
            nuevas: nuevas.into_iter().map(Ficha::tell).collect(),
            cambian: cambian.into_iter().map(|(_, ahora)| ahora.tell()).collect(),
            idas,
        }
    }
}

/// The kinds of record that an edition has some of, besides acts and its report; those that an instancia always has, where they are
/// not as they were.
pub(super) fn others(ahora: &Institucional, antes: Option<&Institucional>) -> Vec<Cuantos> {
    let (ahora, antes) = (records(ahora), antes.map(records).unwrap_or_default());
    let todas = beside(&ahora, &antes).into_iter();
    let todas = todas.filter(|clase| {
        let aparte = [("actividad", "actividades"), ("informe", "informes")];
        let cambia = clase.nuevas.len() + clase.cambian.len() + clase.idas > 0;
        !aparte.contains(&clase.nombres) && (cambia || !clase.de_si_misma)
    });
    todas.map(Cuantos::from).collect()
}

/// The records of a register or of an edition, as its sheets bring them.
pub(crate) fn records(de: &Institucional) -> Vec<Ficha> {
    let mut todas: Vec<Enmienda> = vec![];
    let actos = de.actividades.iter().cloned();
    todas.extend(actos.map(Enmienda::Actividad));
    de.consejos.iter().for_each(|c| todas.extend(sessions(c)));
    de.consejos.iter().for_each(|c| todas.extend(members(c)));
    todas.extend(de.convenios.iter().cloned().map(Enmienda::Convenio));
    todas.extend(de.proyectos.iter().cloned().map(Enmienda::Proyecto));
    todas.extend(de.unidades.iter().cloned().map(Enmienda::Unidad));
    todas.extend(de.pactos.iter().cloned().map(Enmienda::Pacto));
    todas.extend(de.informes.iter().flat_map(report));
    let titulares = de.instancia.titulares.iter().cloned();
    todas.extend(titulares.map(Enmienda::Titular));
    todas.extend(de.agencias.iter().cloned().map(Enmienda::Agencia));
    de.consejos.iter().for_each(|c| todas.extend(itself(c)));
    let instancia = Instancia {
        titulares: vec![],
        ..de.instancia.clone()
    };
    let todas = todas.into_iter().map(Ficha::Registro);
    std::iter::once(Ficha::Instancia(instancia))
        .chain(todas)
        .collect()
}

/// The records of an edition.
pub(crate) fn of_edition(contenido: &Contenido) -> Vec<Ficha> {
    let mut suyo = contenido.institucional.clone();
    let cifras = contenido.cifras.iter().map(|cifra| cifra.cifra.clone());
    suyo.informes
        .extend(contenido.informe.iter().map(|informe| Informe {
            cifras: cifras.clone().collect(),
            ..informe.clone()
        }));
    records(&suyo)
}

/// The sessions of a council, without what they agreed, and what they agreed.
fn sessions(consejo: &ContenidoConsejo) -> Vec<Enmienda> {
    let clave = &consejo.consejo.clave;
    let de = |sesion: &domain::Sesion| {
        let suya = sesion.clave.clone();
        let acuerdos = sesion.acuerdos.clone().into_iter();
        let acuerdos: Vec<Enmienda> = acuerdos
            .map(|acuerdo| Enmienda::Acuerdo(clave.clone(), suya.clone(), acuerdo))
            .collect();
        let sola = domain::Sesion {
            acuerdos: vec![],
            ..sesion.clone()
        };
        std::iter::once(Enmienda::Sesion(clave.clone(), sola)).chain(acuerdos)
    };
    consejo.sesiones.iter().flat_map(de).collect()
}

fn members(consejo: &ContenidoConsejo) -> Vec<Enmienda> {
    let clave = &consejo.consejo.clave;
    let integrantes = consejo.integrantes.iter().cloned();
    integrantes
        .map(|integrante| Enmienda::Integrante(clave.clone(), integrante))
        .collect()
}

/// A council, and its calendars.
fn itself(consejo: &ContenidoConsejo) -> Vec<Enmienda> {
    let clave = &consejo.consejo.clave;
    let calendarios = consejo.calendarios.iter().cloned();
    let calendarios = calendarios.map(|suyo| Enmienda::Calendario(clave.clone(), suyo));
    std::iter::once(Enmienda::Consejo(consejo.consejo.clone()))
        .chain(calendarios)
        .collect()
}

/// A report without its figures, and its figures.
fn report(informe: &Informe) -> Vec<Enmienda> {
    let cifras = informe.cifras.iter().cloned();
    let cifras = cifras.map(|cifra| Enmienda::Cifra(informe.clave.clone(), cifra));
    let solo = Informe {
        cifras: vec![],
        ..informe.clone()
    };
    std::iter::once(Enmienda::Informe(solo))
        .chain(cifras)
        .collect()
}
