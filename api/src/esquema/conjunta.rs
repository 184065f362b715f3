//! Years together, and instancias side by side: what several editions say of the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::consulta::{
    self, CabeceraConjunta, Conjunta, Indice, Pregunta, quiebres, serie_conjunta,
};
use domain::cubo::Eje;
use domain::{Ediciones, Periodo};

use super::cubo;
use super::dato::Celda;
use super::edicion::Edicion;
use super::enumeraciones::{Dimension, Estado, Medida, UnidadMedida};
use super::planos::Llana;
use super::tabla::{Encabezado, Miembro, states};
use super::varios::Varios;
use crate::Error;
use crate::cargadores::Cargadores;

/// Editions that are put together at most.
pub(crate) const PARTES: usize = 150;

/// An edition, and its counts.
#[derive(Clone)]
struct Parte {
    edicion: domain::Edicion,
    todas: Arc<Ediciones>,
    indice: Arc<Indice>,
}

impl Parte {
    fn shown(&self) -> Edicion {
        Edicion::new(&self.edicion, &self.todas)
    }
}

async fn load(
    ctx: &Context<'_>,
    edicion: &domain::Edicion,
    todas: &Arc<Ediciones>,
) -> Result<Parte, Error> {
    Ok(Parte {
        indice: cubo::index(ctx, &edicion.into()).await?,
        edicion: edicion.clone(),
        todas: todas.clone(),
    })
}

/// The years of which an edition holds, in order.
pub(crate) fn years(todas: &Ediciones) -> Vec<i32> {
    let anios: BTreeSet<i32> = todas.all().iter().map(|e| e.corte.year()).collect();
    let vigente = |anio: &i32| todas.vigente(*anio).is_some();
    anios.into_iter().filter(vigente).collect()
}

/// Por qué lo de antes y lo de después no dicen del todo lo mismo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum CausaQuiebre {
    /// El plan publica otros cruces.
    Plan,
    /// Los catálogos de lo que se pregunta tienen otras entradas: lo que antes no existía no está en lo de antes.
    Catalogo,
    /// Cambió el umbral de protección.
    Umbral,
}

impl From<consulta::Causa> for CausaQuiebre {
    fn from(causa: consulta::Causa) -> Self {
        match causa {
            consulta::Causa::Plan => Self::Plan,
            consulta::Causa::Catalogo => Self::Catalogo,
            consulta::Causa::Umbral => Self::Umbral,
        }
    }
}

/// Entre qué ediciones cambió algo, y qué.
#[derive(SimpleObject)]
pub(crate) struct Quiebre {
    /// La última de antes.
    antes: Edicion,
    /// La primera de después.
    despues: Edicion,
    /// Qué cambió.
    causas: Varios<CausaQuiebre>,
    /// Dimensiones cuyo catálogo cambió.
    dimensiones: Varios<Dimension>,
    /// Entradas que sólo hay después.
    nuevos: Varios<Miembro>,
    /// Entradas que sólo hay antes.
    ausentes: Varios<Miembro>,
}

fn breaks(partes: &[Parte], niveles: &[domain::Nivel]) -> Varios<Quiebre> {
    let juntos: Vec<_> = partes
        .iter()
        .map(|parte| (&*parte.indice, parte.edicion.umbral))
        .collect();
    let quiebre = |quiebre: consulta::Quiebre| {
        let (antes, despues) = (&partes[quiebre.antes], &partes[quiebre.antes + 1]);
        let cambian = quiebre.nuevos.iter().chain(&quiebre.ausentes);
        let ejes: BTreeSet<Eje> = cambian.map(|(eje, _)| *eje).collect();
        let members = |de: &Parte, cuales: &[(Eje, u16)]| {
            let miembro = |(eje, i): &(Eje, u16)| Miembro::new(&de.indice, *eje, *i);
            cuales.iter().map(miembro).collect()
        };
        Quiebre {
            antes: antes.shown(),
            despues: despues.shown(),
            causas: quiebre.causas.iter().map(|causa| (*causa).into()).collect(),
            dimensiones: ejes.into_iter().map(Into::into).collect(),
            nuevos: members(despues, &quiebre.nuevos),
            ausentes: members(antes, &quiebre.ausentes),
        }
    };
    quiebres(&juntos, niveles)
        .into_iter()
        .map(quiebre)
        .collect()
}

/// La cuenta de un periodo, con la edición de la que sale.
#[derive(SimpleObject)]
pub(crate) struct PuntoAnios {
    /// Periodo: 2017, 2017-T3, 2017-06.
    periodo: String,
    /// Nombre del periodo.
    nombre: String,
    /// Valor y estado. No disponible, si la edición de su año no publica lo que se pregunta.
    celda: Celda,
    /// Edición de la que sale.
    edicion: Edicion,
}

/// Cuentas de una medida por periodo, de varios años, en orden. Sólo hay periodos que ya terminaron, de años con edición vigente.
#[derive(SimpleObject)]
pub(crate) struct SerieAnios {
    /// Qué se cuenta.
    medida: Medida,
    /// Unidad.
    unidad: UnidadMedida,
    /// A quién o qué cuenta.
    poblacion: &'static str,
    /// Si los periodos suman el periodo que los contiene: las personas distintas no, porque vuelven.
    sumable: bool,
    /// Cuentas.
    puntos: Varios<PuntoAnios>,
    /// Dónde cambió el plan, un catálogo o el umbral: lo de antes y lo de después se comparan con cuidado.
    quiebres: Varios<Quiebre>,
}

/// A series over the years of an instancia, between two periods.
pub(crate) async fn series(
    ctx: &Context<'_>,
    instancia: &str,
    (medida, nivel): (domain::Medida, domain::Nivel),
    filtros: &[consulta::Filtro],
    entre: [Option<String>; 2],
) -> Result<SerieAnios, Error> {
    let [desde, hasta] = entre;
    let periodo = |texto: Option<String>, argumento| {
        let leido = texto.map(|texto| texto.parse::<Periodo>()).transpose();
        leido.map_err(|error| Error::periodo(&error).at(argumento))
    };
    let (desde, hasta) = (periodo(desde, "desde")?, periodo(hasta, "hasta")?);
    if let (Some(desde), Some(hasta)) = (desde, hasta)
        && desde.desde() > hasta.hasta()
    {
        return Err(Error::periodos_al_reves().at("desde"));
    }
    let todas = Cargadores::of(ctx).ediciones(instancia).await?;
    let dentro = |anio: &i32| {
        desde.is_none_or(|desde| desde.desde().year() <= *anio)
            && hasta.is_none_or(|hasta| hasta.hasta().year() >= *anio)
    };
    let mut partes = vec![];
    for anio in years(&todas).into_iter().filter(dentro) {
        if let Some(edicion) = todas.vigente(anio) {
            partes.push(load(ctx, edicion, &todas).await?);
        }
    }
    let indices: Vec<&Indice> = partes.iter().map(|parte| &*parte.indice).collect();
    let puntos = serie_conjunta(&indices, (medida, nivel, filtros), (desde, hasta))?;
    let punto = |punto: consulta::PuntoConjunto| {
        let parte = &partes[punto.parte];
        let periodo = parte.indice.miembro(Eje::Tiempo, punto.periodo);
        PuntoAnios {
            periodo: periodo.codigo.clone(),
            nombre: periodo.nombre.clone(),
            celda: punto.celda.into(),
            edicion: parte.shown(),
        }
    };
    let niveles: Vec<domain::Nivel> = filtros.iter().map(|filtro| filtro.nivel).collect();
    Ok(SerieAnios {
        medida: medida.into(),
        unidad: medida.unidad().into(),
        poblacion: medida.poblacion(),
        sumable: medida.sumable(),
        puntos: puntos.into_iter().map(punto).collect(),
        quiebres: breaks(&partes, &niveles),
    })
}

/// Lo que una edición dice en una tabla de varias.
pub(crate) struct ParteTabla {
    parte: Parte,
    celdas: Arc<Vec<domain::Celda>>,
}

/// Lo que una edición dice en una tabla de varias: las mismas filas y columnas, en el mismo orden.
#[Object]
impl ParteTabla {
    /// La edición.
    async fn edicion(&self) -> Edicion {
        self.parte.shown()
    }

    /// Valores, fila por fila; nulos donde no están publicados.
    async fn valores(&self) -> Llana<Option<u64>> {
        Llana::new(self.celdas.iter().map(|celda| celda.valor().into()))
    }

    /// Posiciones en «valores», desde 0, de las celdas protegidas; los demás nulos no están disponibles en esta edición.
    async fn protegidas(&self) -> Llana<usize> {
        let posiciones = self.celdas.iter().enumerate();
        let posiciones = posiciones.filter(|(_, celda)| **celda == domain::Celda::Protegida);
        Llana::new(posiciones.map(|(i, _)| i.into()))
    }

    /// Estados, en el orden de los valores.
    async fn estados(&self) -> Llana<Estado> {
        states(&self.celdas)
    }
}

/// A table of several editions.
pub(crate) struct TablaConjunta {
    medida: domain::Medida,
    niveles: Vec<domain::Nivel>,
    partes: Vec<Parte>,
    /// Positions of the editions in the order in which they were asked for.
    orden: Vec<usize>,
    tabla: Conjunta,
}

impl TablaConjunta {
    fn headers(&self, cabeceras: &[CabeceraConjunta]) -> Varios<Encabezado> {
        let encabezado = |una: &CabeceraConjunta| {
            let indice = &self.partes[una.parte].indice;
            Encabezado::new(indice, una.cabecera.clone())
        };
        cabeceras.iter().map(encabezado).collect()
    }
}

/// Tabla de una medida en varias ediciones, una junto a otra: las de varios años, o las de varias instancias.
#[Object]
impl TablaConjunta {
    /// Qué se cuenta.
    async fn medida(&self) -> Medida {
        self.medida.into()
    }

    /// Unidad.
    async fn unidad(&self) -> UnidadMedida {
        self.medida.unidad().into()
    }

    /// A quién o qué cuenta.
    async fn poblacion(&self) -> &'static str {
        self.medida.poblacion()
    }

    /// Filas, las de todas las ediciones. Los conjuntos van marcados.
    async fn filas(&self) -> Varios<Encabezado> {
        self.headers(&self.tabla.filas)
    }

    /// Columnas, las de todas las ediciones; una sola, sin miembros, si no se pidió ninguna.
    async fn columnas(&self) -> Varios<Encabezado> {
        self.headers(&self.tabla.columnas)
    }

    /// Lo que dice cada edición, en el orden en que se pidieron; lo que se pide dos veces está una.
    async fn partes(&self) -> Varios<ParteTabla> {
        let parte = |i: &usize| ParteTabla {
            parte: self.partes[*i].clone(),
            celdas: Arc::new(self.tabla.partes[*i].clone()),
        };
        self.orden.iter().map(parte).collect()
    }

    /// Dónde cambia el plan, un catálogo o el umbral entre una edición y la siguiente: los años, del primero al último.
    async fn quiebres(&self) -> Varios<Quiebre> {
        breaks(&self.partes, &self.niveles)
    }
}

fn together(
    partes: Vec<Parte>,
    orden: Vec<usize>,
    pregunta: &Pregunta,
) -> Result<TablaConjunta, Error> {
    let indices: Vec<&Indice> = partes.iter().map(|parte| &*parte.indice).collect();
    let tabla = Conjunta::new(&indices, pregunta)?;
    let niveles = pregunta.filas.iter().chain(&pregunta.columnas).copied();
    Ok(TablaConjunta {
        medida: pregunta.medida,
        niveles: niveles
            .chain(pregunta.filtros.iter().map(|filtro| filtro.nivel))
            .collect(),
        tabla,
        partes,
        orden,
    })
}

/// The same table of several years of an instancia.
pub(crate) async fn of_years(
    ctx: &Context<'_>,
    instancia: &str,
    pregunta: &Pregunta,
    anios: &[i32],
) -> Result<TablaConjunta, Error> {
    check("anios", anios.len())?;
    let todas = Cargadores::of(ctx).ediciones(instancia).await?;
    let mut partes: BTreeMap<i32, (usize, Parte)> = BTreeMap::new();
    for (i, anio) in anios.iter().enumerate() {
        if !partes.contains_key(anio) {
            let edicion = todas.vigente(*anio);
            let falta = || Error::anio_sin_edicion(*anio, &years(&todas));
            let edicion = edicion.ok_or_else(|| falta().at(&format!("anios[{i}]")))?;
            partes.insert(*anio, (i, load(ctx, edicion, &todas).await?));
        }
    }
    let (pedidas, partes): (Vec<usize>, Vec<Parte>) = partes.into_values().unzip();
    let mut orden: Vec<usize> = (0..partes.len()).collect();
    orden.sort_by_key(|i| pedidas[*i]);
    together(partes, orden, pregunta)
}

/// The same table of several instancias in a year.
pub(crate) async fn of_instancias(
    ctx: &Context<'_>,
    claves: &[String],
    pregunta: &Pregunta,
    anio: i32,
) -> Result<TablaConjunta, Error> {
    check("instancias", claves.len())?;
    let mut partes: Vec<Parte> = vec![];
    for (i, clave) in claves.iter().enumerate() {
        if partes.iter().any(|p| p.edicion.instancia.as_str() == clave) {
            continue;
        }
        let lugar = format!("instancias[{i}]");
        let unknown = || Error::instancia_desconocida(clave).at(&lugar);
        if clave.parse::<domain::Clave>().is_err() {
            return Err(unknown());
        }
        let todas = Cargadores::of(ctx).ediciones(clave).await?;
        if todas.all().is_empty() {
            return Err(unknown());
        }
        let edicion = todas.vigente(anio);
        let falta = || Error::anio_sin_edicion(anio, &years(&todas)).at(&lugar);
        partes.push(load(ctx, edicion.ok_or_else(falta)?, &todas).await?);
    }
    let orden = (0..partes.len()).collect();
    together(partes, orden, pregunta)
}

fn check(argumento: &str, cuantas: usize) -> Result<(), Error> {
    match cuantas {
        0 => Err(Error::sin_partes().at(argumento)),
        1..=PARTES => Ok(()),
        _ => Err(Error::limite("ediciones en una tabla", PARTES, cuantas)),
    }
}
