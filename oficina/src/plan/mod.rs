//! The publication plan that an instancia publishes with, and which others would fit its register better.

mod reduccion;

use async_recursion::async_recursion as boxed;
use domain::cubo::{Coordenadas, CuboProtegido, Eje, Nivel};
use domain::proteccion::{Avance, Utilidad};
use domain::{Celda, Clave, Medida, Partes, Plan};
use persistence::{Autoria, Para, Registro};
use time::Date;

use crate::publicar::{Progress, protect};
use crate::{Error, Lugares};

/// The plan of an instancia: its own, or the one that comes with the program. What one publishes with becomes its own, so that
/// a newer program changes nothing; before it did, all had the same.
///
/// # Errors
/// Those of the store.
#[boxed]
pub async fn plan(lugares: &Lugares, clave: &Clave) -> Result<Plan, Error> {
    plan_of(&lugares.registro().await?, clave).await
}

async fn plan_of(registro: &Registro, clave: &Clave) -> Result<Plan, Error> {
    match registro.plan(clave).await? {
        Some(propio) => Ok(propio),
        None if registro.has_closed(clave).await? => Ok(datos::plan::of_before()?),
        None => Ok(datos::plan::bundled()?),
    }
}

/// Has an instancia publish with a plan from now on: the last year of which something is published already, if there is one.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn adopt(
    lugares: &Lugares,
    clave: &Clave,
    plan: &Plan,
    autoria: &Autoria,
) -> Result<Option<i32>, Error> {
    let registro = lugares.registro().await?;
    registro.set_plan(clave, plan, autoria).await?;
    let cierres = registro.pending(clave).await?.cierres;
    Ok(cierres.last().map(|(anio, _)| *anio))
}

/// What the parts of the municipality of an instancia are called.
///
/// # Errors
/// Those of the store.
#[boxed]
pub async fn partes(lugares: &Lugares, clave: &Clave) -> Result<Partes, Error> {
    let suyo = lugares.to_read().await?.institucional(clave).await?;
    Ok(Partes::of(suyo.instancia.municipio.region, &suyo.agencias))
}

/// What a plan would publish of a register.
pub struct Propuesta {
    /// Which one it is.
    pub cual: Cual,
    /// The plan itself.
    pub plan: Plan,
    /// Whether the instancia has it now.
    pub de_ahora: bool,
    /// Whether it was tried: one that says more than a plan of which too little is published would not be recommended.
    pub probado: bool,
    /// How much would be published, in all and of what is asked first; nothing if it cannot be published without risk.
    pub dice: Option<Alcance>,
}

/// Which plan is proposed.
pub enum Cual {
    /// One that comes with the program, by its name.
    Incluido(&'static str),
    /// The one that the instancia has now, if it is none of those.
    Propio,
    /// The one of now with less in it: what it has not.
    Reducido(Vec<String>),
}

/// How much a plan would publish.
pub struct Alcance {
    /// In all.
    pub total: Utilidad,
    /// Of what is asked first, where the plan has it.
    pub primero: Vec<(&'static str, Utilidad)>,
}

/// What a portal is asked first, in words: what is counted, and by which level.
const PRIMERO: [(&str, Medida, Nivel); 11] = [
    ("mujeres en el año", Medida::MujeresAtendidas, Nivel::Anio),
    ("servicios en el año", Medida::Servicios, Nivel::Anio),
    (
        "mujeres por servicio",
        Medida::MujeresAtendidas,
        Nivel::Servicio,
    ),
    ("mujeres por mes", Medida::MujeresAtendidas, Nivel::Mes),
    (
        "mujeres por trimestre",
        Medida::MujeresAtendidas,
        Nivel::Trimestre,
    ),
    (
        "mujeres por agencia",
        Medida::MujeresAtendidas,
        Nivel::Agencia,
    ),
    (
        "mujeres por tipo de violencia",
        Medida::MujeresAtendidas,
        Nivel::TipoViolencia,
    ),
    ("servicios por servicio", Medida::Servicios, Nivel::Servicio),
    (
        "personas por trimestre",
        Medida::PersonasAtendidas,
        Nivel::Trimestre,
    ),
    (
        "personas por tipo de violencia",
        Medida::PersonasAtendidas,
        Nivel::TipoViolencia,
    ),
    ("servicios por agencia", Medida::Servicios, Nivel::Agencia),
];

/// Share of what is not zero that a plan must publish to be recommended, in hundredths.
const BASTA: u64 = 80;
/// Plans of the ladder that are always tried; of one that does not publish enough the next, which says more, is not.
const SIEMPRE: usize = 2;

impl Propuesta {
    /// How much of what is not zero would be published, in thousandths.
    pub fn share(&self) -> u64 {
        let total = self
            .dice
            .as_ref()
            .map(|dice| dice.total)
            .unwrap_or_default();
        (total.publicadas * 1000)
            .checked_div(total.no_cero)
            .unwrap_or(0)
    }

    /// Whether enough of it would be published to recommend it.
    fn is_good(&self) -> bool {
        self.share() >= BASTA * 10
    }

    /// Whether it counts nothing yet: the register has nothing at the cut-off, or no period of the plan has ended.
    pub fn is_empty(&self) -> bool {
        self.dice
            .as_ref()
            .is_some_and(|dice| dice.total.no_cero == 0)
    }

    /// How many figures that are asked first would be published.
    fn headlines(&self) -> u64 {
        let primero = self.dice.iter().flat_map(|dice| &dice.primero);
        primero.map(|(_, utilidad)| utilidad.publicadas).sum()
    }
}

/// Which of some plans is recommended: of those that publish most of what they count the one that counts most, and else the one
/// that publishes most.
pub fn recommended(propuestas: &[Propuesta]) -> Option<&Propuesta> {
    let pueden = || {
        propuestas
            .iter()
            .filter(|propuesta| propuesta.dice.is_some() && !propuesta.is_empty())
    };
    let bastante = |propuesta: &&Propuesta| propuesta.is_good();
    let reducida = |propuesta: &&Propuesta| matches!(propuesta.cual, Cual::Reducido(_));
    let incluida = pueden().filter(|p| !reducida(p)).find(bastante);
    // Less of one's own plan is better than another's only where it says more of what is asked first.
    let menos = pueden().filter(reducida).find(bastante);
    match (incluida, menos) {
        (Some(incluida), Some(menos)) if menos.headlines() > incluida.headlines() => Some(menos),
        (Some(incluida), _) => Some(incluida),
        (None, menos) => menos.or_else(|| pueden().max_by_key(|propuesta| propuesta.share())),
    }
}

/// What the plan of an instancia, those that come with the program, and less and less of the one of now would publish at a
/// cut-off: from the one that says most. Nothing is published or closed. `sigue`: whether another reduction may be tried.
///
/// # Errors
/// Those of the register.
#[boxed]
pub async fn propose(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    sigue: &(dyn Fn() -> bool + Sync),
    progress: &mut (dyn FnMut(Avance) + Send),
) -> Result<Vec<Propuesta>, Error> {
    let registro = &lugares.to_read().await?;
    let de_ahora = plan_of(registro, clave).await?;
    let incluidos = datos::plan::shipped()?;
    let propio = incluidos.iter().all(|(_, plan)| *plan != de_ahora);
    let propio = propio.then(|| (Cual::Propio, de_ahora.clone()));
    let incluidos = incluidos
        .into_iter()
        .map(|(nombre, plan)| (Cual::Incluido(nombre), plan));
    let mut propuestas: Vec<Propuesta> = vec![];
    let mut por_cruce = vec![];
    let mut alcanza = true;
    // From the one that says least: the shorter a plan, the sooner it is known what it would publish.
    for (cual, plan) in incluidos.into_iter().rev().chain(propio) {
        let ahora = plan == de_ahora;
        let siempre = propuestas.len() < SIEMPRE || matches!(cual, Cual::Propio);
        let hecho = if alcanza || siempre {
            attempt((registro, clave, corte), &plan, siempre, progress).await?
        } else {
            Intento::Sobra
        };
        let probado = !matches!(hecho, Intento::Sobra);
        let (dice, cruces) = hecho.says().unzip();
        if ahora {
            por_cruce = cruces.unwrap_or_default();
        }
        let propuesta = Propuesta {
            cual,
            de_ahora: ahora,
            plan,
            probado,
            dice,
        };
        alcanza &= propuestas.len() + 1 < SIEMPRE
            || probado && (propuesta.is_good() || propuesta.is_empty());
        propuestas.push(propuesta);
    }
    propuestas.reverse();
    if propuestas.iter().any(|p| p.de_ahora && p.is_good()) {
        return Ok(propuestas);
    }
    let menor = reduce(
        registro,
        (clave, corte),
        (de_ahora, por_cruce),
        sigue,
        progress,
    )
    .await?;
    propuestas.extend(menor);
    Ok(propuestas)
}

/// Less and less of a plan, until it can be recommended. `por_cruce`: what it would publish of each of its cross-tabulations; what
/// is not known of a plan cannot be made less of it.
async fn reduce(
    registro: &Registro,
    (clave, corte): (&Clave, Date),
    (mut menor, mut por_cruce): (Plan, Vec<(String, Utilidad)>),
    sigue: &(dyn Fn() -> bool + Sync),
    progress: Progress<'_>,
) -> Result<Option<Propuesta>, Error> {
    let mut quitado = vec![];
    while let Some((otro, menos)) = reduccion::step(&menor, &por_cruce).filter(|_| sigue()) {
        let intento = attempt((registro, clave, corte), &otro, true, progress).await?;
        let Some((dice, cruces)) = intento.says() else {
            break;
        };
        (menor, por_cruce) = (otro, cruces);
        quitado.extend(menos);
        let propuesta = Propuesta {
            cual: Cual::Reducido(quitado.clone()),
            de_ahora: false,
            plan: menor.clone(),
            probado: true,
            dice: Some(dice),
        };
        if propuesta.is_good() {
            return Ok(Some(propuesta));
        }
    }
    Ok(None)
}

/// What a plan would publish, and of each of its cross-tabulations.
type Dicho = (Alcance, Vec<(String, Utilidad)>);

/// What became of trying a plan.
enum Intento {
    /// It would publish this.
    Dice(Dicho),
    /// It cannot be published without risk.
    Inseguro,
    /// So much of it is small by itself that it cannot be recommended: it was not protected, which takes long.
    Sobra,
}

impl Intento {
    fn says(self) -> Option<Dicho> {
        match self {
            Self::Dice(dicho) => Some(dicho),
            Self::Inseguro | Self::Sobra => None,
        }
    }
}

/// Tries a plan. `siempre`: also if too much of it is small by itself.
async fn attempt(
    (registro, clave, corte): (&Registro, &Clave, Date),
    plan: &Plan,
    siempre: bool,
    progress: Progress<'_>,
) -> Result<Intento, Error> {
    let contada = registro.materia(clave, corte, plan, Para::Publicar).await?;
    let basta = |alcance: Utilidad| alcance.publicadas * 100 >= alcance.no_cero * BASTA;
    if !siempre && !contada.0.at_most().is_none_or(basta) {
        return Ok(Intento::Sobra);
    }
    match protect(contada, plan, progress).await {
        Ok(preparada) => {
            let cubo = &preparada.contenido.cubo;
            let cruces = cubo.utilidades().into_iter();
            let alcance = Alcance {
                total: preparada.contenido.proteccion.total,
                primero: first(cubo),
            };
            let cruces = cruces.map(|(cruce, utilidad)| (cruce.clave.clone(), utilidad));
            Ok(Intento::Dice((alcance, cruces.collect())))
        }
        Err(Error::Insegura(_)) => Ok(Intento::Inseguro),
        Err(error) => Err(error),
    }
}

/// How much of what is asked first an edition publishes.
fn first(cubo: &CuboProtegido) -> Vec<(&'static str, Utilidad)> {
    let of = |(que, medida, nivel): &(&'static str, Medida, Nivel)| {
        let eje = nivel.eje().unwrap_or(Eje::Tiempo);
        let miembros = (0u16..).zip(cubo.ejes().miembros(eje));
        let suyos = miembros.filter(|(_, miembro)| miembro.nivel == *nivel);
        let celdas = suyos.filter_map(|(i, _)| cubo.en(*medida, &Coordenadas::TOTAL.with(eje, i)));
        let celdas: Vec<Celda> = celdas.collect();
        let mut utilidad = Utilidad::default();
        for celda in celdas.iter().filter(|celda| **celda != Celda::Publicada(0)) {
            utilidad.publicadas += u64::from(celda.valor().is_some());
            utilidad.no_cero += 1;
        }
        (!celdas.is_empty()).then_some((*que, utilidad))
    };
    PRIMERO.iter().filter_map(of).collect()
}
