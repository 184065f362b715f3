//! The true counts of the cells, for those who have them.

use super::super::documento::Entrada;
use super::hallazgo::{Clase, Hallazgo};
use super::modelo::{CasillaId, Vista};
use crate::tabla::{Ceros, IdVec, Personas, contributors};

/// The truth of a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cuenta {
    pub(super) valor: i64,
    pub(super) personas: Personas,
    /// Primary whatever its count.
    pub(super) fija: bool,
    /// Leaves with people, ascending.
    pub(super) ocupadas: Vec<usize>,
}

/// By cell of the model: nothing for those of editions that counted something else.
pub(super) struct Verdad {
    pub(super) cuentas: IdVec<CasillaId, Option<Cuenta>>,
    /// The persons behind each leaf with people.
    contribuyentes: Vec<Personas>,
    /// By leaf of the model, if the truth says it: not if editions added to each other.
    pub(super) tabla: Option<Vec<i64>>,
}

impl Verdad {
    /// Also what contradicts the truth. An error if the two are not about the same table.
    pub(super) fn new(modelo: &Vista, entrada: &Entrada) -> Result<(Self, Vec<Hallazgo>), String> {
        let bloque = modelo.cadena.bloques();
        let cuenta = |edicion: usize| modelo.cadena.eslabones[edicion].bloque == bloque;
        let casillas = modelo.casillas.iter();
        let mut cuentas: IdVec<CasillaId, Option<Cuenta>> = casillas
            .map(|casilla| cuenta(casilla.edicion).then(Cuenta::default))
            .collect();
        let mut tabla = (bloque == 0).then(|| vec![0; modelo.hojas]);
        let contribuyentes: Vec<Personas> = (entrada.ocupadas.iter().enumerate())
            .map(|(i, ocupada)| {
                contributors(
                    ocupada.2,
                    entrada.quienes.as_ref().map(|quienes| &quienes[i]),
                )
            })
            .collect();
        for (i, (hojas, valor, _)) in entrada.ocupadas.iter().enumerate() {
            let clases = classes(modelo, entrada, hojas)?;
            if let (Some(tabla), Some(hoja)) = (&mut tabla, modelo.leaf(&clases, bloque)) {
                tabla[hoja] += valor;
            }
            for edicion in (0..modelo.cadena.eslabones.len()).filter(|e| cuenta(*e)) {
                modelo.cadena.cells(edicion, &clases, &mut |celda| {
                    if let Some(cuenta) = &mut cuentas[modelo.casilla(edicion, celda)] {
                        cuenta.valor += valor;
                        cuenta.personas.join(&contribuyentes[i]);
                        if *valor > 0 {
                            cuenta.ocupadas.push(i);
                        }
                    }
                });
            }
        }
        let ultima = modelo.cadena.eslabones.len() - 1;
        let eslabon = &modelo.cadena.eslabones[ultima];
        let mut declaradas = Vec::with_capacity(entrada.reticula.celdas());
        for celda in 0..entrada.reticula.celdas() {
            let nombres: Vec<String> = entrada
                .reticula
                .nombres(celda)
                .into_iter()
                .map(str::to_owned)
                .collect();
            let Some(propia) = eslabon.named(&nombres) else {
                return Err(format!("falta la celda ({})", nombres.join(", ")));
            };
            declaradas.push(modelo.casilla(ultima, propia));
        }
        if declaradas.len() != eslabon.documento.celdas.len() {
            return Err("se publican celdas que la tabla no declara".to_owned());
        }
        for celda in &entrada.primarias {
            let cuenta = cuentas[declaradas[*celda]].as_mut();
            cuenta.expect("the last edition counts what is true").fija = true;
        }
        let verdad = Self {
            cuentas,
            contribuyentes,
            tabla,
        };
        let choques = verdad.clashes(modelo);
        Ok((verdad, choques))
    }

    /// How many persons are behind some leaves with people.
    pub(super) fn persons(&self, ocupadas: impl IntoIterator<Item = usize>) -> i64 {
        Personas::union(ocupadas.into_iter().map(|i| &self.contribuyentes[i])).numero()
    }

    fn clashes(&self, modelo: &Vista) -> Vec<Hallazgo> {
        let mut choques = Vec::new();
        for casilla in modelo.casillas.ids() {
            let Some(cuenta) = &self.cuentas[casilla] else {
                continue;
            };
            let publicada = &modelo.casillas[casilla];
            let ceros = modelo.cadena.eslabones[publicada.edicion].documento.ceros;
            let motivo = match publicada.valor {
                Some(valor) if valor != cuenta.valor => "lo publicado no es lo cierto",
                None if cuenta.valor == 0 && ceros == Ceros::Publicados => {
                    "se oculta un cero, y los ceros se publican"
                }
                Some(_) | None => continue,
            };
            choques.push(Hallazgo {
                clase: Clase::Inconsistente,
                edicion: publicada.edicion,
                celdas: vec![modelo.nombres(casilla)],
                intervalo: Some((cuenta.valor, Some(cuenta.valor))),
                motivo: motivo.to_owned(),
            });
        }
        choques
    }
}

/// The classes of a joint leaf of the truth.
fn classes(modelo: &Vista, entrada: &Entrada, hojas: &[usize]) -> Result<Vec<usize>, String> {
    let ultima = modelo
        .cadena
        .eslabones
        .last()
        .map(|e| &e.documento.dimensiones);
    let publicadas = ultima.map_or(&[][..], Vec::as_slice);
    let propias = entrada.reticula.dimensiones();
    if propias.len() != publicadas.len() || hojas.len() != propias.len() {
        return Err("las dimensiones no son las mismas".to_owned());
    }
    let mut clases = Vec::new();
    for (d, (propia, publicada)) in propias.iter().zip(publicadas).enumerate() {
        let texto = propia.codigo(propia.hojas()[hojas[d]]);
        let posicion = publicada
            .find(texto)
            .map(|codigo| publicada.alcance(codigo));
        let Some([posicion]) = posicion.filter(|_| propia.nombre() == publicada.nombre()) else {
            return Err(format!(
                "«{texto}» no es una hoja de «{}»",
                publicada.nombre()
            ));
        };
        clases.push(modelo.cadena.clase[d][*posicion]);
    }
    Ok(clases)
}
