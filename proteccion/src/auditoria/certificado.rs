//! Checks whole-number tables against everything that is published, cell by cell.

use std::collections::BTreeMap;

use super::super::documento::{Certificado, Testigo};
use super::hallazgo::{Clase, Hallazgo};
use super::modelo::{CasillaId, Vista};
use crate::tabla::{Ceros, Dimension, IdVec};

/// The proofs in a certificate.
pub(super) struct Pruebas {
    /// By cell: the difference that its pair of tables shows, if both tables hold.
    pub(super) pares: BTreeMap<CasillaId, Option<i64>>,
    /// By cell asked for: smallest and largest value in tables that hold.
    pub(super) vistos: BTreeMap<CasillaId, (i64, i64)>,
    /// Tables that do not hold.
    pub(super) hallazgos: Vec<Hallazgo>,
}

/// Adds up tables, remembering the cells of each leaf.
struct Sumador<'a> {
    modelo: &'a Vista<'a>,
    dimensiones: &'a [Dimension],
    de_hoja: BTreeMap<(usize, usize), Vec<CasillaId>>,
}

impl Sumador<'_> {
    /// The value of every cell; or what is wrong with the table.
    fn add(&mut self, testigo: &Testigo) -> Result<IdVec<CasillaId, i64>, String> {
        let mut valores = IdVec::filled(self.modelo.casillas.len(), 0i64);
        // The last addition is in the last editions only; what came before, in the one before them too: in the only
        // one, if nothing was added.
        let ultimo = self.modelo.cadena.bloques();
        let listas = [
            (&testigo.hojas, ultimo.saturating_sub(1)),
            (&testigo.agregadas, ultimo),
        ];
        for (hojas, bloque) in listas {
            for (codigos, cuenta) in hojas {
                let cuenta = i64::try_from(*cuenta)
                    .ok()
                    .filter(|cuenta| *cuenta < 1 << 40);
                let cuenta = cuenta.ok_or("tiene una cuenta demasiado grande")?;
                for casilla in self.cells(codigos, bloque)? {
                    valores[*casilla] += cuenta;
                }
            }
        }
        Ok(valores)
    }

    fn cells(&mut self, codigos: &[usize], bloque: usize) -> Result<&Vec<CasillaId>, String> {
        let cadena = &self.modelo.cadena;
        let mut clases = Vec::with_capacity(codigos.len());
        let mut clave = 0usize;
        if codigos.len() != self.dimensiones.len() {
            return Err("tiene una hoja sin coordenadas".to_owned());
        }
        for (d, (dimension, codigo)) in self.dimensiones.iter().zip(codigos).enumerate() {
            let bajo = if *codigo < dimension.codigos() {
                dimension.alcance(*codigo)
            } else {
                &[]
            };
            let [posicion] = bajo else {
                return Err(format!(
                    "tiene una hoja que no lo es en «{}»",
                    dimension.nombre()
                ));
            };
            clases.push(cadena.clase[d][*posicion]);
            clave = clave * cadena.clases[d] + clases[d];
        }
        let modelo = self.modelo;
        Ok(self.de_hoja.entry((bloque, clave)).or_insert_with(|| {
            let mut casillas = Vec::new();
            for (edicion, eslabon) in modelo.cadena.eslabones.iter().enumerate() {
                if eslabon.bloque >= bloque {
                    let mut found = |celda: usize| casillas.push(modelo.casilla(edicion, celda));
                    modelo.cadena.cells(edicion, &clases, &mut found);
                }
            }
            casillas
        }))
    }
}

/// Checks all tables; says how far apart they hold the cells asked for.
pub(super) fn check(modelo: &Vista, certificado: &Certificado, cuales: &[CasillaId]) -> Pruebas {
    let ultima = modelo.cadena.eslabones.len() - 1;
    let eslabon = &modelo.cadena.eslabones[ultima];
    let mut pruebas = Pruebas {
        pares: BTreeMap::new(),
        vistos: BTreeMap::new(),
        hallazgos: vec![],
    };
    let bloques = modelo.cadena.bloques();
    if modelo
        .cadena
        .eslabones
        .iter()
        .any(|e| e.bloque + 1 < bloques)
    {
        let motivo = "las tablas no dicen qué se agregó en cada edición".to_owned();
        pruebas.hallazgos.push(finding(ultima, vec![], motivo));
        return pruebas;
    }
    let mut de_tabla: Vec<Vec<(usize, usize)>> = vec![vec![]; certificado.tablas.len()];
    let mut extremos: Vec<[Option<i64>; 2]> = vec![[None; 2]; certificado.pares.len()];
    let mut casillas = Vec::new();
    for (i, (codigos, bajo, alto)) in certificado.pares.iter().enumerate() {
        let completos = codigos.len() == eslabon.documento.dimensiones.len();
        let celda = eslabon.find(codigos).filter(|_| completos);
        let (Some(celda), true) = (celda, (*bajo).max(*alto) < de_tabla.len()) else {
            let motivo = format!("el par {} no es de una celda y dos tablas", i + 1);
            pruebas.hallazgos.push(finding(ultima, vec![], motivo));
            casillas.push(None);
            continue;
        };
        casillas.push(Some(modelo.casilla(ultima, celda)));
        de_tabla[*bajo].push((i, 0));
        de_tabla[*alto].push((i, 1));
    }
    let dimensiones = &eslabon.documento.dimensiones;
    let mut sumador = Sumador {
        modelo,
        dimensiones,
        de_hoja: BTreeMap::new(),
    };
    for (i, testigo) in certificado.tablas.iter().enumerate() {
        let valores = sumador.add(testigo).map_err(|motivo| (vec![], motivo));
        let valores = valores.and_then(|valores| hold(modelo, &valores).map(|()| valores));
        let valores = match valores {
            Ok(valores) => valores,
            Err((celdas, motivo)) => {
                let motivo = format!("la tabla {} {motivo}", i + 1);
                pruebas.hallazgos.push(finding(ultima, celdas, motivo));
                continue;
            }
        };
        for casilla in cuales {
            let v = valores[*casilla];
            let visto = pruebas.vistos.entry(*casilla).or_insert((v, v));
            *visto = (visto.0.min(v), visto.1.max(v));
        }
        for (par, extremo) in &de_tabla[i] {
            extremos[*par][*extremo] = casillas[*par].map(|casilla| valores[casilla]);
        }
    }
    for (casilla, extremos) in casillas.into_iter().zip(extremos) {
        if let Some(casilla) = casilla {
            let diferencia = extremos[0].zip(extremos[1]).map(|(bajo, alto)| alto - bajo);
            let mejor = pruebas.pares.entry(casilla).or_default();
            *mejor = (*mejor).max(diferencia);
        }
    }
    pruebas
}

/// Whether values are consistent with all that is published; or the cell that is not, and why.
fn hold(modelo: &Vista, valores: &IdVec<CasillaId, i64>) -> Result<(), (Vec<Vec<String>>, String)> {
    for i in modelo.casillas.ids() {
        let (casilla, valor) = (&modelo.casillas[i], &valores[i]);
        let ceros = modelo.cadena.eslabones[casilla.edicion].documento.ceros;
        let bien = match casilla.valor {
            Some(publicado) => publicado == *valor,
            None => *valor > 0 || ceros == Ceros::Desconocidos,
        };
        if !bien {
            let motivo = format!("contradice lo publicado: suma {valor}");
            return Err((vec![modelo.nombres(i)], motivo));
        }
    }
    Ok(())
}

fn finding(edicion: usize, celdas: Vec<Vec<String>>, motivo: String) -> Hallazgo {
    Hallazgo {
        clase: Clase::Certificado,
        edicion,
        celdas,
        intervalo: None,
        motivo,
    }
}
