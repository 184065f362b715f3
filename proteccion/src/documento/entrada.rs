//! Reading a table to protect.

use super::Entrada;
use super::comun::{self, CEROS, CUENTA};
use super::json::Valor;
use super::nodo::{Campos, Nodo, quote};
use crate::tabla::{Ceros, Cruce, Dimension, Ocupada, Reticula, TablaInvalida};

const CLAVES: [&str; 17] = [
    "name",
    "source",
    "note",
    "known",
    "total",
    "threshold",
    "width",
    "zeros",
    "dimensions",
    "crosstabs",
    "inner",
    "contributors",
    "sensitive",
    "primary_fixed",
    "forced",
    "editions",
    "edition_link",
];

impl Entrada {
    /// Reads a document. Errors say where, and why in Spanish.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TablaInvalida> {
        let valor = Valor::parse(bytes)?;
        let raiz = Nodo::root(&valor);
        let campos = raiz.fields(&CLAVES)?;
        let nombre = campos
            .optional("name")
            .map_or(Ok(""), |nodo| nodo.text())?
            .to_owned();
        let umbral = campos.required("threshold")?.natural(CUENTA)?;
        let ancho = campos
            .optional("width")
            .map_or(Ok(umbral.max(1)), |nodo| comun::width(&nodo))?;
        let ceros = campos
            .optional("zeros")
            .map_or(Ok(Ceros::Publicados), |nodo| nodo.word(&CEROS))?;
        let dimensiones = comun::dimensions(&campos.required("dimensions")?, dimension)?;
        let reticula = lattice(&campos.required("crosstabs")?, dimensiones)?;
        let ocupadas = leaves(&campos, reticula.dimensiones())?;
        let sensibles = sensitive(&campos, reticula.dimensiones())?;
        let primarias = cells(&campos, "primary_fixed", &reticula)?;
        let forzadas = cells(&campos, "forced", &reticula)?;
        let (ediciones, vinculo) = comun::editions(&campos)?;
        Ok(Self {
            nombre,
            umbral,
            ancho,
            ceros,
            reticula,
            ocupadas,
            quienes: None,
            pesos: vec![],
            retenidas: vec![],
            futuras: vec![],
            sensibles,
            primarias,
            forzadas,
            ediciones,
            vinculo,
        })
    }

    /// The dimensions as the protected table has them. Codes keep their numbers; leaves do not keep their
    /// positions.
    pub fn published_dimensions(&self) -> Vec<Dimension> {
        self.reticula
            .dimensiones()
            .iter()
            .map(Dimension::published)
            .collect()
    }
}

fn dimension(nodo: &Nodo) -> Result<Dimension, TablaInvalida> {
    let campos = nodo.fields(&["name", "root", "relations", "leaves"])?;
    let nombre = campos.required("name")?.label()?;
    let raiz = campos.required("root")?.label()?;
    let relaciones = comun::relations(&campos.required("relations")?)?;
    let hojas = comun::codes(&campos.required("leaves")?)?;
    Dimension::new(&nombre, &raiz, &relaciones, &hojas).map_err(|error| nodo.outside(error))
}

fn lattice(nodo: &Nodo, dimensiones: Vec<Dimension>) -> Result<Reticula, TablaInvalida> {
    if nodo.is_text("full") {
        return Reticula::full(dimensiones).map_err(|error| {
            // Nobody wrote the only cross-tabulation as a list.
            let lugar = error.ruta.replace("crosstabs[0]", "crosstabs");
            TablaInvalida {
                ruta: lugar,
                ..error
            }
        });
    }
    if let Ok(texto) = nodo.text() {
        let motivo = format!(
            "se esperaba «full» o una lista de cruces, no {}",
            quote(texto)
        );
        return Err(nodo.error(motivo));
    }
    let nombres: Vec<&str> = dimensiones.iter().map(Dimension::nombre).collect();
    let mut cruces = Vec::new();
    // Each «all» is a few bytes that stand for many codes: the limit cannot wait until they are written.
    let mut celdas = 0usize;
    for cruce in nodo.items()? {
        let campos = cruce.fields(&nombres)?;
        let codigos = dimensiones
            .iter()
            .map(|d| chosen(campos.optional(d.nombre()), d));
        let codigos = codigos.collect::<Result<Vec<_>, _>>()?;
        let producto = codigos
            .iter()
            .fold(1usize, |n, codigos| n.saturating_mul(codigos.len()));
        celdas = celdas.saturating_add(producto);
        if celdas > Reticula::CELDAS {
            return Err(cruce.error(format!("pide más de {} celdas", Reticula::CELDAS)));
        }
        cruces.push(Cruce(codigos));
    }
    if cruces.is_empty() {
        return Err(nodo.error("no hay ningún cruce"));
    }
    Reticula::new(dimensiones, cruces)
}

/// The codes of a dimension in a cross-tabulation: its root if nothing is said.
fn chosen(nodo: Option<Nodo>, dimension: &Dimension) -> Result<Vec<usize>, TablaInvalida> {
    let Some(nodo) = nodo else {
        return Ok(vec![dimension.raiz()]);
    };
    if nodo.is_text("all") {
        return Ok((0..dimension.codigos()).collect());
    }
    if let Ok(texto) = nodo.text() {
        let motivo = format!(
            "se esperaba «all» o una lista de códigos, no {}",
            quote(texto)
        );
        return Err(nodo.error(motivo));
    }
    let codigos = nodo.items()?.map(|codigo| comun::code(&codigo, dimension));
    let mut codigos = codigos.collect::<Result<Vec<_>, _>>()?;
    if codigos.is_empty() {
        return Err(nodo.error("no hay ningún código"));
    }
    codigos.sort_unstable();
    codigos.dedup();
    Ok(codigos)
}

/// The leaves with people.
fn leaves(campos: &Campos, dimensiones: &[Dimension]) -> Result<Vec<Ocupada>, TablaInvalida> {
    let nodo = campos.required("inner")?;
    let filas = nodo
        .items()?
        .map(|fila| leaf(&fila, dimensiones))
        .collect::<Result<Vec<_>, _>>()?;
    let posiciones: Vec<&[usize]> = filas.iter().map(|(hojas, _)| hojas.as_slice()).collect();
    comun::all_distinct(&nodo, &posiciones, "la misma hoja")?;
    comun::total(&nodo, filas.iter().map(|(_, cuenta)| *cuenta))?;
    let personas = match campos.optional("contributors") {
        Some(nodo) => contributors(&nodo, &filas)?,
        None => filas.iter().map(|(_, cuenta)| *cuenta).collect(),
    };
    let signed = |numero: u64| i64::try_from(numero).expect("it is at most CUENTA");
    let ocupada = |((hojas, cuenta), personas)| (hojas, signed(cuenta), signed(personas));
    Ok(filas
        .into_iter()
        .zip(personas)
        .filter(|((_, cuenta), _)| *cuenta > 0)
        .map(ocupada)
        .collect())
}

fn leaf(fila: &Nodo, dimensiones: &[Dimension]) -> Result<(Vec<usize>, u64), TablaInvalida> {
    let (numeros, cuenta) = comun::row(fila, dimensiones)?;
    let hojas = numeros.zip(dimensiones).map(|(numero, dimension)| {
        let largo = dimension.hojas().len();
        numero.position(largo)?.ok_or_else(|| {
            let (nombre, ultima) = (quote(dimension.nombre()), largo.saturating_sub(1));
            numero.error(format!(
                "las hojas de la dimensión {nombre} van de 0 a {ultima}"
            ))
        })
    });
    Ok((hojas.collect::<Result<_, _>>()?, cuenta.natural(CUENTA)?))
}

fn contributors(nodo: &Nodo, filas: &[(Vec<usize>, u64)]) -> Result<Vec<u64>, TablaInvalida> {
    let elementos = nodo.items()?;
    if elementos.len() != filas.len() {
        let (deben, son) = (filas.len(), elementos.len());
        return Err(nodo.error(format!(
            "debe tener tantos elementos como «inner» ({deben}) y tiene {son}"
        )));
    }
    let personas = elementos.zip(filas).map(|(elemento, (_, cuenta))| {
        match (elemento.natural(CUENTA)?, *cuenta) {
            (0, 1..) => Err(elemento.error(format!("la cuenta es {cuenta} y las personas son 0"))),
            (personas @ 1.., 0) => {
                Err(elemento.error(format!("la cuenta es 0 y las personas son {personas}")))
            }
            (personas, _) => Ok(personas),
        }
    });
    let personas = personas.collect::<Result<Vec<_>, _>>()?;
    comun::total(nodo, personas.iter().copied())?;
    Ok(personas)
}

/// Dimensions by name, ascending.
fn sensitive(campos: &Campos, dimensiones: &[Dimension]) -> Result<Vec<usize>, TablaInvalida> {
    let Some(nodo) = campos.optional("sensitive") else {
        return Ok(vec![]);
    };
    let indices = nodo.items()?.map(|nombre| {
        let texto = nombre.text()?;
        let indice = dimensiones.iter().position(|d| d.nombre() == texto);
        indice.ok_or_else(|| nombre.error(format!("la dimensión {} no existe", quote(texto))))
    });
    Ok(sorted(indices.collect::<Result<_, _>>()?))
}

/// Declared cells by their coordinates, ascending.
fn cells(campos: &Campos, clave: &str, reticula: &Reticula) -> Result<Vec<usize>, TablaInvalida> {
    let Some(nodo) = campos.optional(clave) else {
        return Ok(vec![]);
    };
    let celdas = nodo.items()?.map(|celda| {
        let codigos = comun::coords(&celda, reticula.dimensiones())?;
        reticula
            .find(&codigos)
            .ok_or_else(|| celda.error("no es una celda de los cruces declarados"))
    });
    Ok(sorted(celdas.collect::<Result<_, _>>()?))
}

fn sorted(mut indices: Vec<usize>) -> Vec<usize> {
    indices.sort_unstable();
    indices.dedup();
    indices
}
