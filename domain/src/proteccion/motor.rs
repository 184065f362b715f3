//! The engine: from a table to what is published of it, with its proof.

use std::collections::BTreeSet;

use super::documento::{Certificado, Entrada, Protegida, Testigo};
use super::gauss::Minimas;
use super::intervalo::{self, Patron, Prueba};
use super::modelo::{Dato, Destino, Linea, Modelo, Suma, TOPE};
use super::{ediciones, primaria, secundaria};
use crate::cubo::{Caja, Ceros, Lugar, Personas, Sistema};

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Avance {
    /// Cells looked at.
    pub hechas: usize,
    /// Cells to look at.
    pub total: usize,
}

/// A protected table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resultado {
    /// What is published.
    pub protegida: Protegida,
    /// Why that is safe; for the auditor, never published.
    pub certificado: Certificado,
    /// Figures for the operator, never published.
    pub resumen: Resumen,
}

/// Figures of a protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resumen {
    /// Cells.
    pub celdas: usize,
    /// Cells that are not zero.
    pub no_cero: usize,
    /// Primary cells.
    pub primarias: usize,
    /// Other withheld cells that are not zero.
    pub secundarias: usize,
    /// Published cells that are not zero: U1 is their share.
    pub publicadas: usize,
    /// By number of dimensions that do not stand at their root: published and not zero, and not zero.
    pub por_nivel: Vec<(usize, usize, usize)>,
    /// Primary cells whose width two whole tables prove.
    pub certificadas: usize,
    /// How the pattern was found.
    pub orden: String,
}

/// Why a table was not protected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rechazo {
    /// The table is wrong.
    #[error(transparent)]
    Tabla(#[from] Lugar),
    /// Cells that must be published cannot safely be.
    #[error("no se pueden publicar sin riesgo las celdas obligadas: {}", list(.0))]
    Forzadas(Vec<Vec<String>>),
    /// Earlier editions give these cells away, whatever is published now.
    #[error("lo ya publicado en ediciones anteriores deja sin protección: {}", list(.0))]
    Ediciones(Vec<Vec<String>>),
}

fn list(celdas: &[Vec<String>]) -> String {
    let celdas: Vec<String> = celdas
        .iter()
        .map(|celda| format!("({})", celda.join(", ")))
        .collect();
    celdas.join(", ")
}

/// Tables with more unknowns and more sums than this are protected, at width 1, by elimination alone.
const ACOTABLE: usize = 1_200;
/// With more unknowns than this, width 1 is not proven.
const CERTIFICABLE: usize = 200;

/// Protects a table.
///
/// At width 1 no primary cell is exactly known, and no sum of withheld cells along a line is one of 1..t−1
/// persons; that is proven with whole tables where the table is small. At larger widths the feasible interval
/// of every primary cell is so wide, and two whole tables prove it. Deterministic: the same table gives the same result.
pub fn proteger(entrada: &Entrada, avance: &mut dyn FnMut(Avance)) -> Result<Resultado, Rechazo> {
    let previas = ediciones::flatten(entrada);
    let cajas = ediciones::boxes(entrada, &previas)?;
    let planas: Vec<_> = cajas
        .iter()
        .flatten()
        .map(|previa| previa.caja.clone())
        .collect();
    let tentativo = system(entrada, entrada.ceros, &planas)?;
    let ceros = primaria::zeros(entrada, &tentativo);
    ediciones::check(entrada, &previas, ceros)?;
    let sistema = if ceros == entrada.ceros {
        tentativo
    } else {
        system(entrada, ceros, &planas)?
    };
    let primarias = primaria::primary(entrada, &sistema);
    let delicada = |celda: &usize| {
        let iguales = sistema.de_celda[*celda].map(|columna| &sistema.columnas[columna].celdas);
        iguales.is_some_and(|celdas| celdas.iter().any(|celda| primarias.contains(celda)))
    };
    let forzadas: Vec<usize> = entrada.forzadas.iter().copied().filter(delicada).collect();
    if !forzadas.is_empty() {
        return Err(Rechazo::Forzadas(names(entrada, forzadas)));
    }
    let mut modelo = model(entrada, &sistema, &primarias);
    modelo.ceros = ceros;
    if ceros == Ceros::Desconocidos && modelo.ancho > 1 {
        // Withheld cells may be zero: only a width of t keeps their sum from being one of 1..t−1 (theorem T2).
        modelo.ancho = modelo.ancho.max(modelo.umbral);
    }
    ediciones::join(&mut modelo, entrada, &sistema, &cajas)?;
    modelo.bound();
    let expuestas = |suma: &&Suma| {
        suma.destino == Destino::Conocida
            && suma.celdas.iter().any(|celda| primarias.contains(celda))
    };
    let expuestas: Vec<usize> = modelo
        .sumas
        .iter()
        .filter(expuestas)
        .filter_map(|suma| suma.celdas.first())
        .copied()
        .collect();
    if !expuestas.is_empty() {
        return Err(Rechazo::Ediciones(names(entrada, expuestas)));
    }
    let patron = pattern(&mut modelo, avance).map_err(|sumas| refusal(entrada, &modelo, &sumas))?;
    Ok(result(entrada, &sistema, &modelo, &primarias, &patron))
}

fn pattern(modelo: &mut Modelo, avance: &mut dyn FnMut(Avance)) -> Result<Patron, Vec<usize>> {
    let mut publicada = vec![false; modelo.sumas.len()];
    modelo
        .conocidas()
        .into_iter()
        .for_each(|s| publicada[s] = true);
    let residuos: Vec<usize> = (0..modelo.lineas.len())
        .filter(|l| modelo.leaves_few(*l, |dato| publicada[dato.publicar]))
        .flat_map(|l| &modelo.lineas[l].hijos)
        .map(|hijo| hijo.publicar)
        .filter(|s| !publicada[*s])
        .collect();
    if !residuos.is_empty() {
        return Err(residuos);
    }
    let acotable = modelo.tabla.len().min(modelo.sumas.len()) <= ACOTABLE;
    if modelo.ancho > 1 || acotable {
        intervalo::release(modelo)?;
    }
    let mut avance = |hechas, total| avance(Avance { hechas, total });
    if modelo.ancho > 1 {
        intervalo::still(modelo)?;
        return intervalo::protect(modelo, &mut avance);
    }
    let minimas = if acotable {
        Minimas::Sumadas
    } else {
        Minimas::Todas
    };
    let mut prueba = secundaria::best(modelo, minimas)?;
    let mut publicadas = prueba.finish()?;
    while acotable && prueba.keep(intervalo::fixed(modelo, &publicadas)?)? {
        publicadas = prueba.finish()?;
    }
    let orden = prueba.nombre;
    if modelo.tabla.len() > CERTIFICABLE {
        return Ok(Patron {
            publicadas,
            prueba: None,
            orden,
        });
    }
    let una = intervalo::extend(modelo, &publicadas, orden)?;
    let otra = intervalo::protect(modelo, &mut avance)?;
    let peso = |patron: &Patron| {
        patron
            .publicadas
            .iter()
            .map(|s| modelo.peso(*s))
            .sum::<usize>()
    };
    Ok(if peso(&otra) > peso(&una) { otra } else { una })
}

fn system(entrada: &Entrada, ceros: Ceros, cajas: &[Caja]) -> Result<Sistema, Lugar> {
    Sistema::new(
        &entrada.reticula,
        &entrada.ocupadas,
        &entrada.quienes,
        ceros,
        cajas,
    )
}

/// The table without its earlier editions.
fn model(entrada: &Entrada, sistema: &Sistema, primarias: &BTreeSet<usize>) -> Modelo {
    let nivel = |celda: usize| {
        let codigos = entrada.reticula.coordenadas(celda);
        let profundidad = |(dimension, codigo): (&crate::cubo::Dimension, usize)| {
            if codigo == dimension.raiz() {
                0
            } else if dimension.alcance(codigo).len() == 1 {
                2
            } else {
                1
            }
        };
        entrada
            .reticula
            .dimensiones()
            .iter()
            .zip(codigos)
            .map(profundidad)
            .sum()
    };
    let worth = |celda: usize| entrada.pesos.get(celda).copied().unwrap_or(1);
    let mut sumas: Vec<Suma> = sistema
        .columnas
        .iter()
        .map(|columna| Suma {
            filas: columna.filas.clone(),
            valor: columna.valor,
            personas: columna.personas.clone(),
            nivel: columna.celdas.first().map_or(0, |celda| nivel(*celda)),
            codigos: columna
                .celdas
                .first()
                .map_or(vec![], |celda| codes(entrada, *celda)),
            destino: if columna.celdas.iter().any(|celda| primarias.contains(celda)) {
                Destino::Primaria
            } else if columna
                .celdas
                .iter()
                .any(|celda| entrada.retenidas.binary_search(celda).is_ok())
            {
                Destino::Retenida
            } else if columna
                .celdas
                .iter()
                .any(|celda| entrada.forzadas.binary_search(celda).is_ok())
            {
                Destino::Forzada
            } else {
                Destino::Candidata
            },
            peso: columna.celdas.iter().map(|celda| worth(*celda)).sum(),
            fija: columna
                .celdas
                .iter()
                .any(|celda| entrada.primarias.binary_search(celda).is_ok()),
            celdas: columna.celdas.clone(),
            cota: columna.valor > 0,
        })
        .collect();
    sumas.extend(undeclared(entrada, sistema));
    let lineas = entrada
        .reticula
        .lines()
        .into_iter()
        .filter_map(|(_, padre, hijos)| {
            let hijos: Vec<usize> = hijos
                .into_iter()
                .filter_map(|hijo| sistema.de_celda[hijo])
                .collect();
            let padre = sistema.de_celda[padre]?;
            let dato = |s| Dato {
                publicar: s,
                sabido: s,
            };
            (hijos[..] != [padre]).then(|| Linea {
                padre: dato(padre),
                hijos: hijos.into_iter().map(dato).collect(),
            })
        })
        .collect();
    Modelo {
        tabla: sistema.filas.iter().map(|fila| fila.valor).collect(),
        minimo: vec![0; sistema.filas.len()],
        quietas: vec![],
        sola: sistema
            .filas
            .iter()
            .map(|fila| fila.personas.numero() == 1)
            .collect(),
        sumas,
        acotadas: vec![],
        lineas,
        nominal: !entrada.quienes.is_empty(),
        umbral: i64::try_from(entrada.umbral).unwrap_or(i64::MAX),
        ancho: i64::try_from(entrada.ancho).unwrap_or(i64::MAX),
        ceros: entrada.ceros,
    }
}

/// The codes of a cell that are no root, numbered throughout.
fn codes(entrada: &Entrada, celda: usize) -> Vec<usize> {
    let mut antes = 0;
    let mut codigos = Vec::new();
    for (dimension, codigo) in
        (entrada.reticula.dimensiones().iter()).zip(entrada.reticula.coordenadas(celda))
    {
        if codigo != dimension.raiz() {
            codigos.push(antes + codigo);
        }
        antes += dimension.codigos();
    }
    codigos
}

/// What the declared parts of a cell leave for those that are not declared is no cell, but can be computed: it
/// must not be one of 1..t−1 persons.
fn undeclared(entrada: &Entrada, sistema: &Sistema) -> Vec<Suma> {
    let t = i64::try_from(entrada.umbral).unwrap_or(i64::MAX);
    let mut sumas = Vec::new();
    for (padre, partes) in entrada.reticula.truncated() {
        let Some(columna) = sistema.de_celda[padre] else {
            continue;
        };
        let mut filas = sistema.columnas[columna].filas.clone();
        for parte in partes
            .into_iter()
            .filter_map(|parte| sistema.de_celda[parte])
        {
            let parte = &sistema.columnas[parte].filas;
            filas.retain(|fila| parte.binary_search(fila).is_err());
        }
        let personas = Personas::union(filas.iter().map(|fila| &sistema.filas[*fila].personas));
        if (1..t).contains(&personas.numero()) {
            sumas.push(Suma {
                valor: filas.iter().map(|fila| sistema.filas[*fila].valor).sum(),
                filas,
                personas,
                celdas: vec![],
                peso: 0,
                fija: false,
                cota: false,
                nivel: 0,
                codigos: vec![],
                destino: Destino::Primaria,
            });
        }
    }
    sumas
}

fn names(entrada: &Entrada, celdas: impl IntoIterator<Item = usize>) -> Vec<Vec<String>> {
    let nombres = |celda| {
        entrada
            .reticula
            .nombres(celda)
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    celdas.into_iter().map(nombres).collect()
}

fn refusal(entrada: &Entrada, modelo: &Modelo, sumas: &[usize]) -> Rechazo {
    if entrada.forzadas.is_empty() {
        let celdas = sumas
            .iter()
            .filter_map(|s| modelo.sumas[*s].celdas.first())
            .copied();
        return Rechazo::Ediciones(names(entrada, celdas));
    }
    // Forced cells that share people with what they leave unprotected.
    let toca = |forzada: &Suma| {
        sumas.iter().any(|s| {
            modelo.sumas[*s]
                .filas
                .iter()
                .any(|fila| forzada.filas.binary_search(fila).is_ok())
        })
    };
    let culpables: BTreeSet<usize> = modelo
        .sumas
        .iter()
        .filter(|s| s.destino == Destino::Forzada && toca(s))
        .flat_map(|s| &s.celdas)
        .copied()
        .filter(|celda| entrada.forzadas.binary_search(celda).is_ok())
        .collect();
    Rechazo::Forzadas(names(entrada, culpables))
}

fn result(
    entrada: &Entrada,
    sistema: &Sistema,
    modelo: &Modelo,
    primarias: &BTreeSet<usize>,
    patron: &Patron,
) -> Resultado {
    let mut publicada = vec![false; modelo.sumas.len()];
    for s in patron.publicadas.iter().copied().chain(modelo.conocidas()) {
        publicada[s] = true;
    }
    let valores = &sistema.valores;
    let abierta = |celda: usize| sistema.de_celda[celda].is_none_or(|columna| publicada[columna]);
    let reticula = &entrada.reticula;
    let celdas = (0..reticula.celdas())
        .map(|celda| {
            let valor = abierta(celda).then(|| u64::try_from(valores[celda].0).unwrap_or_default());
            (reticula.coordenadas(celda), valor)
        })
        .collect();
    let protegida = Protegida {
        medida: entrada.nombre.clone(),
        umbral: entrada.umbral,
        ancho: entrada.ancho,
        ceros: modelo.ceros,
        dimensiones: entrada.published_dimensions(),
        celdas,
        ediciones: entrada.ediciones.clone(),
        vinculo: entrada.vinculo,
    };
    let mut por_nivel: Vec<(usize, usize, usize)> = (0..=reticula.dimensiones().len())
        .map(|n| (n, 0, 0))
        .collect();
    for celda in (0..reticula.celdas()).filter(|celda| valores[*celda].0 > 0) {
        let fuera = |(d, codigo): &(&crate::cubo::Dimension, usize)| *codigo != d.raiz();
        let nivel = reticula
            .dimensiones()
            .iter()
            .zip(reticula.coordenadas(celda))
            .filter(fuera)
            .count();
        por_nivel[nivel].1 += usize::from(abierta(celda));
        por_nivel[nivel].2 += 1;
    }
    por_nivel.retain(|(_, _, cuantas)| *cuantas > 0);
    let no_cero = por_nivel.iter().map(|n| n.2).sum();
    let publicadas = por_nivel.iter().map(|n| n.1).sum();
    let primarias = primarias
        .iter()
        .filter(|celda| valores[**celda].0 > 0)
        .count();
    let certificado = patron.prueba.as_ref().map_or(
        Certificado {
            tablas: vec![],
            pares: vec![],
        },
        |prueba| certificate(entrada, sistema, modelo, prueba),
    );
    let resumen = Resumen {
        celdas: reticula.celdas(),
        no_cero,
        primarias,
        secundarias: no_cero.saturating_sub(publicadas + primarias),
        publicadas,
        por_nivel,
        certificadas: certificado.pares.len(),
        orden: patron.orden.to_owned(),
    };
    Resultado {
        protegida,
        certificado,
        resumen,
    }
}

/// The proof in terms of the document: leaves by their codes, with what the search left out put back.
fn certificate(
    entrada: &Entrada,
    sistema: &Sistema,
    modelo: &Modelo,
    prueba: &Prueba,
) -> Certificado {
    let filas = sistema.filas.len();
    let unica = modelo.tabla.len() == filas;
    // A witness has room for one earlier edition.
    if modelo.tabla.len() > 2 * filas {
        return Certificado {
            tablas: vec![],
            pares: vec![],
        };
    }
    let hoja = |fila: usize| -> Vec<usize> {
        let dimensiones = entrada.reticula.dimensiones().iter();
        dimensiones
            .zip(&sistema.filas[fila].hoja)
            .map(|(d, posicion)| d.hojas()[*posicion])
            .collect()
    };
    let conteo = |fila: usize, valor: i64| {
        let sobra = if unica {
            (sistema.filas[fila].valor - TOPE).max(0)
        } else {
            0
        };
        (hoja(fila), u64::try_from(valor + sobra).unwrap_or_default())
    };
    let hojas = |tabla: &[i64]| {
        tabla
            .iter()
            .enumerate()
            .map(|(fila, x)| conteo(fila, *x))
            .filter(|(_, valor)| *valor > 0)
            .collect()
    };
    let tabla = |tabla: &Vec<i64>| Testigo {
        hojas: hojas(&tabla[..filas]),
        agregadas: tabla.get(filas..2 * filas).map_or_else(Vec::new, hojas),
    };
    let pares = prueba.pares.iter().flat_map(|(suma, bajo, alto)| {
        let celdas = modelo.sumas[*suma].celdas.iter();
        celdas.map(|celda| (entrada.reticula.coordenadas(*celda), *bajo, *alto))
    });
    Certificado {
        tablas: prueba.tablas.iter().map(tabla).collect(),
        pares: pares.collect(),
    }
}
