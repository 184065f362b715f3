//! Earlier editions: what they published is known, what they withheld stays withheld.

use std::collections::BTreeMap;
use std::ops::Range;

use super::documento::{Entrada, Protegida, Vinculo};
use super::intervalo;
use super::modelo::{Dato, Destino, Linea, Modelo, Suma, SumaId, TOPE};
use crate::tabla::{Caja, Ceros, Personas, Sistema, TablaInvalida};

/// Why a cell of an earlier edition is found in the system: without it, what was published would be forgotten.
const CAJA: &str = "the system has a box for each cell of an earlier edition";

/// A cell of an earlier edition, over the leaves of the table.
pub(super) struct Previa {
    pub(super) caja: Caja,
    valor: Option<i64>,
}

/// All earlier editions that matter, oldest first: those inside others too, each once.
pub(super) fn flatten(entrada: &Entrada) -> Vec<&Protegida> {
    fn visit<'a>(ediciones: &'a [Protegida], todas: &mut Vec<&'a Protegida>) {
        for edicion in ediciones {
            visit(&edicion.ediciones, todas);
            if !todas.contains(&edicion) {
                todas.push(edicion);
            }
        }
    }
    let mut todas = Vec::new();
    if entrada.vinculo != Vinculo::Ninguno {
        visit(&entrada.ediciones, &mut todas);
    }
    todas
}

/// Refuses earlier editions that are not read as the table is.
pub(super) fn check(
    entrada: &Entrada,
    previas: &[&Protegida],
    ceros: Ceros,
) -> Result<(), TablaInvalida> {
    for (k, previa) in previas.iter().enumerate() {
        let lugar = format!("editions[{k}]");
        if previa.ceros != ceros {
            let motivo = "trata los ceros de otro modo que la tabla";
            return Err(TablaInvalida::new(format!("{lugar}.zeros"), motivo));
        }
        if !previa.ediciones.is_empty() && previa.vinculo != entrada.vinculo {
            let motivo = "sigue a sus ediciones de otro modo que la tabla";
            return Err(TablaInvalida::new(format!("{lugar}.edition_link"), motivo));
        }
    }
    Ok(())
}

/// The cells of each earlier edition as sets of leaves of the table.
pub(super) fn boxes(
    entrada: &Entrada,
    previas: &[&Protegida],
) -> Result<Vec<Vec<Previa>>, TablaInvalida> {
    previas
        .iter()
        .enumerate()
        .map(|(k, previa)| boxes_of(entrada, previa, &format!("editions[{k}]")))
        .collect()
}

fn boxes_of(
    entrada: &Entrada,
    previa: &Protegida,
    lugar: &str,
) -> Result<Vec<Previa>, TablaInvalida> {
    let actuales = entrada.reticula.dimensiones();
    for dimension in &previa.dimensiones {
        if !actuales
            .iter()
            .any(|actual| actual.nombre() == dimension.nombre())
        {
            let motivo = format!(
                "la dimensión «{}» ya no está en la tabla",
                dimension.nombre()
            );
            return Err(TablaInvalida::new(format!("{lugar}.dimensions"), motivo));
        }
    }
    // For each dimension of the table: the leaves of each code of the edition, or all of them.
    let mut lados: Vec<(Option<usize>, Vec<Vec<usize>>)> = Vec::new();
    for actual in actuales {
        let donde = previa
            .dimensiones
            .iter()
            .position(|d| d.nombre() == actual.nombre());
        let Some(d) = donde else {
            lados.push((None, vec![actual.alcance(actual.raiz()).to_vec()]));
            continue;
        };
        let dimension = &previa.dimensiones[d];
        let mut de_hoja = Vec::new();
        for hoja in dimension.hojas() {
            let codigo = dimension.codigo(*hoja);
            let Some(actual) = actual.find(codigo).map(|codigo| actual.alcance(codigo)) else {
                let motivo = format!(
                    "el código «{codigo}» de «{}» ya no está en la tabla",
                    dimension.nombre()
                );
                return Err(TablaInvalida::new(
                    format!("{lugar}.dimensions[{d}]"),
                    motivo,
                ));
            };
            de_hoja.push(actual);
        }
        let lado = |codigo| {
            let mut hojas: Vec<usize> = dimension
                .alcance(codigo)
                .iter()
                .flat_map(|h| de_hoja[*h])
                .copied()
                .collect();
            hojas.sort_unstable();
            hojas.dedup();
            hojas
        };
        lados.push((Some(d), (0..dimension.codigos()).map(lado).collect()));
    }
    let celda = |(codigos, valor): &(Vec<usize>, Option<u64>)| Previa {
        caja: lados
            .iter()
            .map(|(d, lados)| lados[d.map_or(0, |d| codigos[d])].clone())
            .collect(),
        // Such a count is none of ours: the table is refused as one that does not follow.
        valor: valor.map(|valor| i64::try_from(valor).unwrap_or(i64::MAX)),
    };
    Ok(previa.celdas.iter().map(celda).collect())
}

/// Adds to the table what its earlier editions say.
pub(super) fn join(
    modelo: &mut Modelo,
    entrada: &Entrada,
    sistema: &Sistema,
    cajas: &[Vec<Previa>],
) -> Result<(), TablaInvalida> {
    match entrada.vinculo {
        Vinculo::Congelado => frozen(modelo, sistema, cajas)?,
        Vinculo::Adiciones if !cajas.is_empty() => additions(modelo, sistema, cajas)?,
        Vinculo::Ninguno | Vinculo::Adiciones => {}
    }
    if modelo.tabla.len() == sistema.filas.len() {
        for fila in &mut modelo.tabla {
            *fila = (*fila).min(TOPE);
        }
    }
    Ok(())
}

/// Joins editions whose counts have not changed: what they published is known, what they withheld stays withheld.
fn frozen(
    modelo: &mut Modelo,
    sistema: &Sistema,
    cajas: &[Vec<Previa>],
) -> Result<(), TablaInvalida> {
    let mut filas = sistema.cajas.iter();
    for (k, edicion) in cajas.iter().enumerate() {
        for (i, previa) in edicion.iter().enumerate() {
            let filas = filas.next().expect(CAJA);
            let suma: i64 = filas.iter().map(|fila| sistema.filas[*fila].valor).sum();
            if previa.valor.is_some_and(|valor| valor != suma) {
                let lugar = format!("editions[{k}].cells[{i}]");
                return Err(TablaInvalida::new(
                    lugar,
                    "lo ya publicado no coincide con la tabla, que debía seguir igual",
                ));
            }
            if filas.is_empty() {
                continue;
            }
            let s = find(modelo, sistema, filas);
            let destino = &mut modelo.sumas[s].destino;
            *destino = match (previa.valor, *destino) {
                (Some(_), _) | (None, Destino::Conocida) => Destino::Conocida,
                (None, Destino::Primaria) => Destino::Primaria,
                (None, Destino::Forzada | Destino::Candidata | Destino::Retenida) => {
                    Destino::Retenida
                }
            };
        }
    }
    Ok(())
}

/// Each edition counted what the one before did, and late registrations since. Each leaf becomes one unknown
/// for what the first edition counted and one for what each later one added: `fila + edición · filas`.
///
/// Earlier editions tell their sums, not their leaves: any whole split that is consistent with all of them stands
/// for the true one, which nobody knows any more.
fn additions(
    modelo: &mut Modelo,
    sistema: &Sistema,
    cajas: &[Vec<Previa>],
) -> Result<(), TablaInvalida> {
    let filas = sistema.filas.len();
    let bloques = cajas.len() + 1;
    // The table itself counts everything that was ever added.
    for suma in &mut modelo.sumas {
        suma.filas = spread(&suma.filas, filas, 0..bloques);
    }
    let mut de_caja = sistema.cajas.iter();
    let mut indice: BTreeMap<Vec<usize>, SumaId> = modelo
        .sumas
        .ids()
        .map(|s| (modelo.sumas[s].filas.clone(), s))
        .collect();
    let mut conocidas: Vec<(Vec<usize>, Option<i64>)> = Vec::new();
    let mut aumentos = BTreeMap::new();
    for (k, edicion) in cajas.iter().enumerate() {
        for previa in edicion {
            let base = de_caja.next().expect(CAJA);
            if base.is_empty() {
                if previa.valor.is_some_and(|valor| valor > 0) {
                    return Err(shrunk());
                }
                continue;
            }
            let columna = spread(base, filas, 0..k + 1);
            conocidas.push((columna.clone(), previa.valor));
            state(modelo, &mut indice, columna, previa.valor);
            let Some(valor) = previa.valor else { continue };
            let actual: i64 = base.iter().map(|fila| sistema.filas[*fila].valor).sum();
            let aumento = growth(modelo, spread(base, filas, k + 1..bloques), actual - valor);
            aumentos.insert((k, spread(base, filas, 0..bloques)), aumento);
        }
    }
    grow_lines(modelo, cajas.len(), &aumentos);
    keep_zeros(modelo, &conocidas);
    let totales: Vec<i64> = sistema.filas.iter().map(|fila| fila.valor).collect();
    modelo.tabla = intervalo::split(
        &totales,
        bloques,
        &conocidas,
        modelo.ceros == Ceros::Publicados,
    )
    .ok_or_else(shrunk)?;
    modelo.minimo = vec![0; modelo.tabla.len()];
    modelo.sola = vec![false; modelo.tabla.len()];
    for suma in &mut modelo.sumas {
        if suma.celdas.is_empty() {
            suma.valor = suma.filas.iter().map(|fila| modelo.tabla[*fila]).sum();
            suma.personas = several(suma.valor);
        }
    }
    Ok(())
}

/// The unknowns of some leaves in some editions, ascending.
fn spread(base: &[usize], filas: usize, bloques: Range<usize>) -> Vec<usize> {
    bloques
        .flat_map(|bloque| base.iter().map(move |fila| bloque * filas + fila))
        .collect()
}

/// A sum that an earlier edition has, made if there is none: known if it was published, and to be kept wide if not.
fn state(
    modelo: &mut Modelo,
    indice: &mut BTreeMap<Vec<usize>, SumaId>,
    columna: Vec<usize>,
    valor: Option<i64>,
) {
    let s = *indice.entry(columna).or_insert_with_key(|columna| {
        let personas = Personas::default();
        let suma = Suma::without_cell(columna.clone(), 0, personas, Destino::Primaria);
        modelo.sumas.push(Suma {
            cota: valor != Some(0),
            ..suma
        })
    });
    modelo.sumas[s].destino = match (valor, modelo.sumas[s].destino) {
        (Some(_), _) | (None, Destino::Conocida) => Destino::Conocida,
        (None, _) => Destino::Primaria,
    };
}

/// The sum of what was added since to a published one. If that is 1..t−1, the sum must not be published again.
fn growth(modelo: &mut Modelo, desde: Vec<usize>, valor: i64) -> SumaId {
    let destino = if modelo.pocas(valor) {
        Destino::Primaria
    } else {
        Destino::Retenida
    };
    let suma = Suma::without_cell(desde, valor, several(valor), destino);
    modelo.sumas.push(suma)
}

/// Additions, as persons: earlier editions tell counts alone.
fn several(varias: i64) -> Personas {
    Personas {
        varias,
        listadas: vec![],
    }
}

fn shrunk() -> TablaInvalida {
    let motivo = "no se encontró cómo la tabla puede venir de las ediciones con sólo adiciones: algo ha disminuido";
    TablaInvalida::new("editions", motivo)
}

/// A zero now says that it was one before: it must not, where that was withheld.
fn keep_zeros(modelo: &mut Modelo, conocidas: &[(Vec<usize>, Option<i64>)]) {
    let tapadas: Vec<&Vec<usize>> = conocidas
        .iter()
        .filter(|(_, valor)| valor.is_none())
        .map(|(columna, _)| columna)
        .collect();
    for suma in modelo
        .sumas
        .iter_mut()
        .filter(|suma| suma.valor == 0 && suma.destino == Destino::Candidata)
    {
        if tapadas
            .iter()
            .any(|columna| (columna.iter()).all(|fila| suma.filas.binary_search(fila).is_ok()))
        {
            suma.destino = Destino::Retenida;
        }
    }
}

/// Lines of additions: those to a whole and to its parts must not leave 1..t−1 persons either.
fn grow_lines(
    modelo: &mut Modelo,
    ediciones: usize,
    aumentos: &BTreeMap<(usize, Vec<usize>), SumaId>,
) {
    let mut nuevas = Vec::new();
    for k in 0..ediciones {
        let grown = |dato: &Dato| {
            let sabido = aumentos.get(&(k, modelo.sumas[dato.publicar].filas.clone()))?;
            Some(Dato {
                publicar: dato.publicar,
                sabido: *sabido,
            })
        };
        for linea in &modelo.lineas {
            let hijos = linea.hijos.iter().filter_map(grown).collect();
            nuevas.extend(grown(&linea.padre).map(|padre| Linea { padre, hijos }));
        }
    }
    modelo.lineas.extend(nuevas);
}

/// The sum of some unknowns, made if there is none.
fn find(modelo: &mut Modelo, sistema: &Sistema, filas: &[usize]) -> SumaId {
    if let Some(s) = modelo.sumas.ids().find(|s| modelo.sumas[*s].filas == filas) {
        return s;
    }
    let valor = filas.iter().map(|fila| sistema.filas[*fila].valor).sum();
    let personas = Personas::union(filas.iter().map(|fila| &sistema.filas[*fila].personas));
    let destino = if modelo.pocas(personas.numero()) {
        Destino::Primaria
    } else {
        Destino::Retenida
    };
    let suma = Suma::without_cell(filas.to_vec(), valor, personas, destino);
    modelo.sumas.push(Suma {
        cota: valor > 0,
        ..suma
    })
}
