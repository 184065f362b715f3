//! What the columns of institutional sheets understand by themselves: what a map says of any other value is not said of it.

use domain::Marco;
use domain::proteccion::Umbral;
use time::Date;

use super::{Clase, Context};
use crate::celda::{Celda, Fila};
use crate::defecto::Defecto;
use crate::mapa::Entiende;

/// Whether a column with a list understands a text: read alone, it is none that is not expected there.
pub fn vocabulary(clase: Clase, marco: Marco, (hoy, umbral): (Date, Umbral)) -> Box<Entiende> {
    Box::new(move |columna, texto| {
        let fichas = clase.forma().fichas;
        let listas = clase.lists(&marco, hoy);
        if fichas[columna].palabras.is_none() && listas.iter().all(|(otra, _)| *otra != columna) {
            return false;
        }
        let mut celdas = vec![Celda::Vacia; fichas.len()];
        celdas[columna] = Celda::from(texto);
        let mut fila = Fila::new(&celdas);
        let contexto = Context {
            marco: &marco,
            hoy,
            umbral,
            pocas: true,
        };
        clase.read(&mut fila, &contexto);
        let de_ella = |defecto: &Defecto| defecto.columna == Some(columna);
        !fila.defectos.iter().any(de_ella)
    })
}
