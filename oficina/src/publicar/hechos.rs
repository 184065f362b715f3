//! What an edition will say of what the institute did and of what it states itself, beside the edition that holds now.

use domain::proteccion::Umbral;
use domain::{
    Actividad, Celda, Cifra, CifraPublicada, Contenido, ContenidoConsejo, Dichas, EstadoSesion,
    Institucional, Participantes, Quorum,
};

use super::Preparada;
pub use super::registros::Cuantos;
use super::registros::{others, services};

/// How what an edition will say of something differs from the edition that holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novedad {
    /// It says the same.
    Igual,
    /// That one did not have it.
    Nueva,
    /// That one says otherwise.
    Cambia,
}

/// What an edition will say besides its counts of attentions.
pub struct Hechos {
    /// Group acts.
    pub actos: Vec<(Actividad, Novedad)>,
    /// Figures of the report; with the value that the edition of now has, if it is another.
    pub cifras: Vec<(CifraPublicada, Novedad, Option<u64>)>,
    /// The rest, by kind.
    pub otros: Vec<Cuantos>,
    /// What it says of so few people that whoever knows them would know them, and has not been said yet: acts and figures by
    /// their names.
    pub pocas: Vec<String>,
    /// Figures that are a count which it withholds, and have not been said yet: subtracted from what it publishes they may tell
    /// another.
    pub delatan: Vec<String>,
    /// Figures that are compared with nothing, have not been said yet, and have the value of a count which it withholds: of each,
    /// its name, its value and that count.
    pub parecen: Vec<(String, u64, String)>,
    /// Sessions of which it says, and has not been said yet, that they had no quórum: by their keys, with who was there.
    pub sin_quorum: Vec<(String, Quorum)>,
    /// The report that it says was given in a session that is not known to have been held: its title, and the session.
    pub sin_celebrar: Option<(String, String)>,
}

impl Hechos {
    /// Those of an edition, beside those of the one that holds now.
    pub(super) fn new(preparada: &Preparada, antes: Option<&Contenido>) -> Self {
        let (contenido, umbral) = (&preparada.contenido, preparada.plan.umbral);
        let institucional = &contenido.institucional;
        let antes_de = antes.map(|antes| &antes.institucional);
        let actos = novel(
            &institucional.actividades,
            antes_de.map(|antes| antes.actividades.as_slice()),
            |acto| acto.clave.clone(),
        );
        let decia = |cifra: &CifraPublicada| {
            let suyas = antes.map(|antes| antes.cifras.as_slice());
            let misma = suyas.into_iter().flatten();
            misma
                .filter(|otra| otra.cifra.clave == cifra.cifra.clave)
                .map(|otra| otra.cifra.valor)
                .find(|valor| *valor != cifra.cifra.valor)
        };
        let cifras = novel(
            &contenido.cifras,
            antes.map(|antes| antes.cifras.as_slice()),
            |cifra| cifra.cifra.clave.clone(),
        );
        let cifras: Vec<_> = cifras
            .into_iter()
            .map(|(cifra, novedad)| {
                let decia = decia(&cifra);
                (cifra, novedad, decia)
            })
            .collect();
        let nuevas = || {
            let nuevas = cifras.iter();
            let nuevas = nuevas.filter(|(_, novedad, _)| *novedad != Novedad::Igual);
            nuevas.map(|(cifra, ..)| &cifra.cifra)
        };
        let Dichas {
            delatan,
            parecen,
            restan,
            entre_si,
        } = &preparada.dichas;
        let actos_nuevos = actos.iter().filter(|(_, dice)| *dice != Novedad::Igual);
        let few = actos_nuevos.filter(|(acto, _)| says_few(acto, umbral));
        let mut pocas: Vec<String> = few.map(|(acto, _)| acto.nombre.clone()).collect();
        let few = nuevas().filter(|cifra| cifra.few(umbral));
        pocas.extend(few.map(|cifra| cifra.nombre.clone()));
        pocas.extend(nuevas().filter_map(|cifra| subtracted(cifra, restan)));
        let pares = entre_si.iter();
        pocas.extend(pares.filter_map(|par| side_by_side(par, &cifras)));
        let mut otros = others(institucional, antes_de);
        let servicios = antes.map(|antes| services(contenido.cubo.ejes(), antes.cubo.ejes()));
        otros.extend(servicios.into_iter().flatten());
        let delatan = nuevas().filter(|cifra| delatan.contains(&cifra.clave));
        let parecen = nuevas().filter_map(|cifra| {
            let (_, cual) = parecen.iter().find(|(clave, _)| *clave == cifra.clave)?;
            Some((cifra.nombre.clone(), cifra.valor, cual.clone()))
        });
        Self {
            delatan: delatan.map(|cifra| cifra.nombre.clone()).collect(),
            parecen: parecen.collect(),
            actos,
            cifras,
            otros,
            pocas,
            sin_quorum: without_quorum(institucional, antes_de),
            sin_celebrar: not_held(contenido),
        }
    }
}

/// A figure that differs by few from what is published of its whole or its part, and from what.
fn subtracted(cifra: &Cifra, restan: &[(String, u64)]) -> Option<String> {
    let (_, cuenta) = restan.iter().find(|(clave, _)| *clave == cifra.clave)?;
    let Cifra { nombre, valor, .. } = cifra;
    Some(format!(
        "{nombre} ({valor}), junto a lo que se publica ({cuenta})"
    ))
}

/// Two figures that differ by few and of which one is of a part of the other, if either has not been said yet.
fn side_by_side(
    (una, otra): &(String, String),
    cifras: &[(CifraPublicada, Novedad, Option<u64>)],
) -> Option<String> {
    let find = |clave: &String| cifras.iter().find(|(c, ..)| c.cifra.clave == *clave);
    let ((una, suya, _), (otra, de_otra, _)) = (find(una)?, find(otra)?);
    let nueva = [suya, de_otra]
        .into_iter()
        .any(|novedad| *novedad != Novedad::Igual);
    let (una, otra) = (&una.cifra, &otra.cifra);
    nueva.then(|| {
        format!(
            "{} ({}), junto a {} ({})",
            una.nombre, una.valor, otra.nombre, otra.valor
        )
    })
}

/// The report of an edition, if it was given in a session that is not known to have been held.
fn not_held(ahora: &Contenido) -> Option<(String, String)> {
    let informe = ahora.informe.as_ref()?;
    let (consejo, clave) = informe.presentado_en.valor()?;
    let mut todos = ahora.institucional.consejos.iter();
    let suyo = todos.find(|c| c.consejo.clave == *consejo)?;
    let sesion = suyo.sesiones.iter().find(|s| s.clave == *clave)?;
    let falta = sesion.estado != EstadoSesion::Celebrada;
    falta.then(|| (informe.titulo.clone(), clave.clone()))
}

/// The sessions without quórum that the edition of now does not have as they are.
fn without_quorum(ahora: &Institucional, antes: Option<&Institucional>) -> Vec<(String, Quorum)> {
    let of = |de: &Institucional| {
        of_councils(&de.consejos, |consejo| {
            let ajustes = &consejo.consejo.ajustes;
            let sesiones = consejo.sesiones.iter();
            let quorums = sesiones.filter_map(|sesion| {
                let quorum = sesion.quorum(ajustes).valor().copied()?;
                Some((sesion.clave.clone(), quorum))
            });
            quorums.filter(|(_, quorum)| !quorum.hay()).collect()
        })
    };
    let dichas = antes.map(of).unwrap_or_default();
    let nuevas = of(ahora).into_iter().filter(|una| !dichas.contains(una));
    nuevas.map(|(_, una)| una).collect()
}

/// Whether an edition says few participants of an act.
fn says_few(acto: &Actividad, umbral: Umbral) -> bool {
    let Participantes::Consta(partes) = &acto.participantes else {
        return false;
    };
    partes
        .iter()
        .any(|parte| umbral.primary(u64::from(parte.numero)))
}

/// How many took part in an act, as an edition says it.
pub fn attendance(acto: &Actividad) -> String {
    match acto.participantes.total() {
        Celda::Publicada(1) => "1 participante".to_owned(),
        Celda::Publicada(cuantos) => format!("{cuantos} participantes"),
        Celda::Protegida => "participantes: P".to_owned(),
        Celda::NoDisponible => "no consta cuántos".to_owned(),
    }
}

/// Records beside those of the edition of now, by their keys.
fn novel<T: Clone + PartialEq>(
    ahora: &[T],
    antes: Option<&[T]>,
    clave: impl Fn(&T) -> String,
) -> Vec<(T, Novedad)> {
    let dicha = |nuevo: &T| {
        let mut suyos = antes.into_iter().flatten();
        match suyos.find(|otro| clave(otro) == clave(nuevo)) {
            None => Novedad::Nueva,
            Some(mismo) if mismo == nuevo => Novedad::Igual,
            Some(_) => Novedad::Cambia,
        }
    };
    ahora
        .iter()
        .map(|nuevo| (nuevo.clone(), dicha(nuevo)))
        .collect()
}

/// Something of a council, by the key of the council.
type DeConsejo<T> = Vec<(String, T)>;

/// What councils have of a kind.
fn of_councils<T>(
    consejos: &[ContenidoConsejo],
    suyos: impl Fn(&ContenidoConsejo) -> Vec<T>,
) -> DeConsejo<T> {
    let de = |consejo: &ContenidoConsejo| {
        let clave = consejo.consejo.clave.clone();
        let suyos = suyos(consejo).into_iter();
        suyos
            .map(|suyo| (clave.clone(), suyo))
            .collect::<DeConsejo<T>>()
    };
    consejos.iter().flat_map(de).collect()
}
