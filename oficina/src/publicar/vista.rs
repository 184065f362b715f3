//! What an edition will say, for whoever decides whether it is published.

use async_recursion::async_recursion as boxed;
use std::collections::BTreeMap;

use domain::cubo::{Coordenadas, CuboProtegido, Eje, Nivel};
use domain::proteccion::Utilidad;
use domain::{Celda, Cierres, Clave, Contenido, Edicion, Informe, Medida, Periodo};
use persistence::{MesPendiente, Publicaciones, Registro};
use time::Date;

use super::Preparada;
use super::hechos::Hechos;
use super::reparos::silent;
use crate::{Error, Lugares};

/// What an edition will say, what it closes, and how it differs from the one that holds now.
pub struct Vista {
    /// The figures of the longest periods that it has.
    pub cuadros: Vec<Cuadro>,
    /// How many counts of persons and services it has.
    pub celdas: u64,
    /// How much of what is not zero is published.
    pub total: Utilidad,
    /// The months that it closes.
    pub cierra: Vec<Periodo>,
    /// The months that have ended and it does not close: with its plan it says nothing that was not said before.
    pub deja_abiertos: Vec<Periodo>,
    /// Attentions of other years that no edition has counted.
    pub de_otros_anios: BTreeMap<String, u64>,
    /// Those of them that have no attention.
    pub sin_atenciones: Vec<Periodo>,
    /// The reports of its year that end after its cut-off: it has neither them nor their figures.
    pub informes_despues: Vec<Informe>,
    /// What it says of acts, figures and the like.
    pub hechos: Hechos,
    /// What differs from the edition that holds now, if there is one.
    pub diferencia: Option<Diferencia>,
}

/// The figures of a period: in all, and by service.
pub struct Cuadro {
    /// The period, as its code.
    pub periodo: String,
    /// The name of a service, or of all, and its figures: one of each of [`MEDIDAS`], where the edition has it.
    pub renglones: Vec<(String, [Option<Celda>; 3])>,
}

/// How what an edition will say differs from another.
pub struct Diferencia {
    /// The other one.
    pub de: Edicion,
    /// Cells that it did not have.
    pub nuevas: usize,
    /// Cells that say another number.
    pub cambian: usize,
    /// Cells that it published and that are withheld now.
    pub se_ocultan: usize,
    /// Cells that it withheld and that are published now.
    pub se_publican: usize,
    /// Cells that it had, and that are said no more: another plan does not ask them.
    pub faltan: usize,
}

/// The measures that whoever decides looks at.
pub const MEDIDAS: [Medida; 3] = [
    Medida::MujeresAtendidas,
    Medida::PersonasAtendidas,
    Medida::Servicios,
];

impl Vista {
    /// What a prepared edition will say.
    ///
    /// # Errors
    /// Those of the stores.
    #[boxed]
    pub async fn new(lugares: &Lugares, preparada: &Preparada) -> Result<Self, Error> {
        let registro = lugares.registro().await?;
        let contenido = &preparada.contenido;
        let clave = contenido.institucional.instancia.clave();
        let pendientes = registro.pending(clave).await?;
        let terminan = Cierres::from_iter(pendientes.cierres).would_close(contenido.corte);
        let cuenta_mas = preparada.congelado.as_ref();
        let cuenta_mas = cuenta_mas.is_some_and(|suyo| suyo.corte == contenido.corte);
        let (cierra, deja_abiertos) = if cuenta_mas {
            (terminan, vec![])
        } else {
            (vec![], terminan)
        };
        let vigente = current(lugares, clave, contenido).await?;
        let antes = vigente.as_ref().map(|(_, antes)| antes);
        Ok(Self {
            hechos: Hechos::new(preparada, antes),
            cuadros: figures(&contenido.cubo),
            celdas: contenido.proteccion.celdas,
            total: contenido.proteccion.total,
            sin_atenciones: silent(&cierra, &pendientes.meses),
            cierra,
            deja_abiertos,
            informes_despues: reports_after(&registro, clave, contenido.corte).await?,
            de_otros_anios: of_other_years(&pendientes.meses, contenido.corte.year()),
            diferencia: vigente
                .map(|(edicion, antes)| compare(edicion, &antes.cubo, &contenido.cubo)),
        })
    }
}

/// The reports of the year of a cut-off that end after it.
async fn reports_after(
    registro: &Registro,
    clave: &Clave,
    corte: Date,
) -> Result<Vec<Informe>, Error> {
    let mut informes = registro.institucional(clave).await?.informes;
    informes.retain(|informe| {
        let hasta = informe.periodo.hasta();
        hasta > corte && hasta.year() == corte.year()
    });
    Ok(informes)
}

/// Attentions that no edition has counted, by year, but for one year.
fn of_other_years(meses: &[MesPendiente], anio: i32) -> BTreeMap<String, u64> {
    let mut otros = BTreeMap::new();
    for mes in meses {
        let suyo = mes
            .mes
            .chars()
            .take_while(|c| *c != '-')
            .collect::<String>();
        if suyo != anio.to_string() {
            *otros.entry(suyo).or_default() += mes.atenciones;
        }
    }
    otros
}

/// The figures of the longest periods that an edition has. Services that nobody was given are left out.
fn figures(cubo: &CuboProtegido) -> Vec<Cuadro> {
    let ejes = cubo.ejes();
    let row =
        |periodo: u16, servicio: u16| MEDIDAS.map(|medida| cubo.en(medida, &of(periodo, servicio)));
    let said = |periodo: u16| row(periodo, 0).iter().any(Option::is_some);
    let mut cuadros = vec![];
    for (periodo, miembro) in (0u16..).zip(ejes.miembros(Eje::Tiempo)) {
        let mut mayores = ejes.arriba(Eje::Tiempo, periodo).skip(1);
        if !said(periodo) || mayores.any(said) {
            continue;
        }
        let mut renglones = vec![("En total".to_owned(), row(periodo, 0))];
        for (servicio, miembro) in (0u16..).zip(ejes.miembros(Eje::Servicio)) {
            let dice = row(periodo, servicio);
            let alguien = |celda: &Celda| *celda != Celda::Publicada(0);
            if miembro.nivel == Nivel::Servicio && dice.iter().flatten().any(alguien) {
                renglones.push((miembro.nombre.clone(), dice));
            }
        }
        cuadros.push(Cuadro {
            periodo: miembro.codigo.clone(),
            renglones,
        });
    }
    cuadros
}

fn of(periodo: u16, servicio: u16) -> Coordenadas {
    let celda = Coordenadas::TOTAL.with(Eje::Tiempo, periodo);
    celda.with(Eje::Servicio, servicio)
}

/// The edition of the year of a content that holds now, and what it says.
async fn current(
    lugares: &Lugares,
    clave: &Clave,
    contenido: &Contenido,
) -> Result<Option<(Edicion, Contenido)>, Error> {
    let publicaciones = match Publicaciones::open(&lugares.publicaciones).await {
        Err(persistence::Error::SinPublicaciones) => return Ok(None),
        abiertas => abiertas?,
    };
    let claves = [clave.to_string()];
    let ediciones = publicaciones.ediciones(&claves).await?;
    let suyas = ediciones.get(clave.as_str());
    let vigente = suyas.and_then(|suyas| suyas.vigente(contenido.corte.year()));
    let Some(de) = vigente else { return Ok(None) };
    let leidas = publicaciones
        .verify(Some(clave.as_str()), Some(de.numero))
        .await?;
    let leida = leidas.into_iter().find_map(|leida| leida.contenido);
    Ok(leida.map(|leida| (de.clone(), leida)))
}

fn compare(de: Edicion, antes: &CuboProtegido, ahora: &CuboProtegido) -> Diferencia {
    let (antes, ahora) = (named(antes), named(ahora));
    let mut diferencia = Diferencia {
        de,
        nuevas: 0,
        cambian: 0,
        se_ocultan: 0,
        se_publican: 0,
        faltan: antes
            .keys()
            .filter(|celda| !ahora.contains_key(celda))
            .count(),
    };
    for (celda, dice) in &ahora {
        match (antes.get(celda).map(|celda| celda.valor()), dice.valor()) {
            (None, _) => diferencia.nuevas += 1,
            (Some(None), Some(_)) => diferencia.se_publican += 1,
            (Some(Some(_)), None) => diferencia.se_ocultan += 1,
            (Some(decia), dice) => diferencia.cambian += usize::from(decia != dice),
        }
    }
    diferencia
}

/// What a cell is in any edition of its year: what is counted, and the level and code of each of its members.
type Nombre = (Medida, Vec<(Nivel, String)>);

/// The cells of an edition by what they are.
fn named(cubo: &CuboProtegido) -> BTreeMap<Nombre, Celda> {
    let mut todas = BTreeMap::new();
    for medida in MEDIDAS {
        for (celda, dice) in cubo.celdas(medida) {
            let miembros = celda.iter().map(|(eje, m)| cubo.ejes().miembro(eje, m));
            let nombre = miembros.map(|m| (m.nivel, m.codigo.clone())).collect();
            todas.insert((medida, nombre), *dice);
        }
    }
    todas
}
