//! Lists of the template of attentions.

use domain::{Catalogo, Entrada};
use time::Date;

use super::Marco;
use super::columnas::Columna;
use crate::catalogo::places;
use crate::palabras::{ESCOLARIDAD, SEXO, SI_NO, VIOLENCIA, VISITA};

/// The options of each column with a list, today.
pub(crate) fn lists(marco: &Marco, hoy: Date) -> Vec<(usize, Vec<String>)> {
    fn valid<T: AsRef<Entrada>>(catalogo: &Catalogo<T>, hoy: Date) -> Vec<String> {
        let entradas = catalogo.entradas().iter().map(AsRef::as_ref);
        let vigentes = entradas.filter(|entrada| entrada.vigencia.vigente(hoy));
        vigentes.map(|entrada| entrada.nombre.clone()).collect()
    }
    let mut violencia = valid(&marco.catalogos.tipos_violencia, hoy);
    violencia.extend(VIOLENCIA.options());
    let unidades = marco.unidades.iter().map(|u| u.nombre_corto.clone());
    let listas = [
        (Columna::Servicio, valid(&marco.catalogos.servicios, hoy)),
        (Columna::Procedencia, places(marco, hoy)),
        (Columna::Visita, VISITA.options()),
        (Columna::Violencia, violencia),
        (
            Columna::Modalidades,
            valid(&marco.catalogos.modalidades, hoy),
        ),
        (Columna::Unidad, unidades.collect()),
        (Columna::Sexo, SEXO.options()),
        (Columna::Indigena, SI_NO.options()),
        (Columna::LenguaIndigena, SI_NO.options()),
        (Columna::Afromexicana, SI_NO.options()),
        (Columna::Discapacidad, SI_NO.options()),
        (Columna::Escolaridad, ESCOLARIDAD.options()),
    ];
    let por_indice = listas.into_iter().map(|(c, opciones)| (c.into(), opciones));
    por_indice.collect()
}
