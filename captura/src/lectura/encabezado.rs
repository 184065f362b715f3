//! Where the table of a file is: which sheet, and which of its first rows has the headers.

use super::libro::SheetName;
use crate::Error;
use crate::atenciones::columnas::FORMA;
use crate::celda::Celda;
use crate::forma::Forma;
use crate::institucional::Clase;
use crate::mapa::{Mapa, Reparto};
use crate::texto::fold;

/// Rows with something in them, among which the headers are looked for.
pub(super) const ENCABEZADO: usize = 10;

/// The first rows of a sheet, with their numbers.
pub(super) type Comienzo = Vec<(u32, Vec<Celda>)>;

/// What is looked for: a layout, directly or by a map.
#[derive(Clone, Copy)]
pub(super) struct Buscado<'a> {
    pub(super) forma: &'static Forma,
    pub(super) mapa: Option<&'a Mapa>,
}

/// The headers of a sheet.
pub(super) struct Encabezado {
    /// The number of their row.
    pub(super) renglon: u32,
    /// As they are.
    pub(super) titulos: Vec<String>,
    /// The sources of the columns.
    pub(super) reparto: Reparto,
}

impl Buscado<'_> {
    /// How many columns are found by those headers.
    pub(super) fn score(&self, titulos: &[String]) -> usize {
        self.mapa
            .map_or_else(|| self.forma.found(titulos), |mapa| mapa.found(titulos))
    }

    fn share(&self, titulos: &[String]) -> Result<Reparto, Error> {
        match self.mapa {
            None => Reparto::plain(self.forma, titulos),
            Some(mapa) => mapa.apply(self.forma, titulos),
        }
    }

    /// The headers of a sheet, by its first rows; if they are not there, why the row that is most like them is none.
    pub(super) fn look(&self, comienzo: &Comienzo) -> Result<Encabezado, Error> {
        let titulos =
            |celdas: &[Celda]| -> Vec<String> { celdas.iter().map(Celda::texto).collect() };
        let filas = comienzo
            .iter()
            .map(|(renglon, celdas)| (*renglon, titulos(celdas)));
        let filas: Vec<(u32, Vec<String>)> = filas.collect();
        let mas_parecida = filas
            .iter()
            .rev()
            .max_by_key(|(_, titulos)| self.score(titulos));
        let Some((renglon, titulos)) = mas_parecida else {
            return Err(Error::new("el archivo está vacío"));
        };
        match self.share(titulos) {
            Ok(reparto) => Ok(Encabezado {
                renglon: *renglon,
                titulos: titulos.clone(),
                reparto,
            }),
            Err(error) => Err(self.explain(&filas, *renglon, error)),
        }
    }

    /// The error of headers that are not there, with the kind of sheet that it is, or the row that was taken for them.
    fn explain(&self, filas: &[(u32, Vec<String>)], renglon: u32, error: Error) -> Error {
        let otras = std::iter::once(&FORMA).chain(Clase::all().map(Clase::forma));
        let suyas = otras.filter(|otra| otra.tipo != self.forma.tipo && self.mapa.is_none());
        let hay = |otra: &&Forma| filas.iter().any(|(_, t)| Reparto::plain(otra, t).is_ok());
        let mayor = |otra: &&Forma| filas.iter().map(|(_, t)| otra.found(t)).max();
        let propias = filas.iter().map(|(_, t)| self.score(t)).max();
        let suyas = suyas.filter(|otra| mayor(otra) > propias);
        let suyas: Vec<&Forma> = suyas.filter(hay).collect();
        let mejor = suyas.iter().map(mayor).max();
        let mejores = suyas.iter().filter(|otra| Some(mayor(otra)) == mejor);
        let tipos: Vec<&str> = mejores.map(|otra| otra.tipo).collect();
        match tipos[..] {
            [] => {}
            [tipo] => {
                return Error::new(format!(
                    "es una hoja de {tipo}: impórtela con --tipo {tipo}"
                ));
            }
            _ => {
                let tipos = tipos.join(", ");
                return Error::new(format!(
                    "parece una hoja de otro tipo ({tipos}): diga cuál con --tipo"
                ));
            }
        }
        let primera = filas.first().is_none_or(|(primera, _)| *primera == renglon);
        if primera {
            return error;
        }
        Error::new(format!(
            "{error} (como encabezado se leyó el renglón {renglon})"
        ))
    }
}

/// The sheet to read: the one that was asked for; or, of those that can be seen, the only one with the headers.
///
/// # Errors
/// A sheet that is not there; several with the headers; none, and why.
pub(super) fn choose(
    hojas: &[SheetName],
    pedida: Option<&str>,
    buscado: Buscado,
    look: &mut dyn FnMut(&str) -> Result<Encabezado, Error>,
) -> Result<(String, Encabezado), Error> {
    if let Some(pedida) = pedida {
        let suya = hojas.iter().find(|hoja| fold(&hoja.nombre) == fold(pedida));
        let Some(hoja) = suya else {
            return Err(Error::new(format!(
                "el libro no tiene esa hoja; tiene {}",
                names(hojas)
            )));
        };
        return look(&hoja.nombre).map(|encabezado| (hoja.nombre.clone(), encabezado));
    }
    let vistas: Vec<&SheetName> = hojas.iter().filter(|hoja| hoja.visible).collect();
    let (mut buenas, mut malas) = (vec![], vec![]);
    for hoja in &vistas {
        match look(&hoja.nombre) {
            Ok(encabezado) => buenas.push((hoja.nombre.clone(), encabezado)),
            Err(error) => malas.push((&hoja.nombre, error)),
        }
    }
    // A list of columns, or a help, has some header too.
    let score = |encabezado: &Encabezado| buscado.score(&encabezado.titulos);
    let mejor = buenas.iter().map(|(_, encabezado)| score(encabezado)).max();
    buenas.retain(|(_, encabezado)| mejor.is_some_and(|mejor| score(encabezado) * 2 > mejor));
    if buenas.len() > 1 {
        let nombres: Vec<String> = buenas
            .iter()
            .map(|(nombre, _)| format!("«{nombre}»"))
            .collect();
        return Err(Error::new(format!(
            "el libro tiene varias hojas con estas columnas, {}: diga cuál con --hoja, y luego las demás",
            nombres.join(", ")
        )));
    }
    if let Some(buena) = buenas.pop() {
        return Ok(buena);
    }
    // The one with the name of the template's, or the one that says most.
    let propia = malas
        .iter()
        .position(|(nombre, _)| fold(nombre) == fold(buscado.forma.hoja));
    let vacia = Error::new("el archivo está vacío");
    let dice = malas.iter().position(|(_, error)| *error != vacia);
    match propia.or(dice) {
        Some(cual) if vistas.len() > 1 => {
            let (nombre, error) = &malas[cual];
            Err(Error::new(format!(
                "hoja «{nombre}»: {error}. El libro tiene {}; con --hoja se dice cuál se lee",
                names(hojas)
            )))
        }
        Some(cual) => Err(malas.swap_remove(cual).1),
        None => Err(vacia),
    }
}

/// The names of sheets, in words.
fn names(hojas: &[SheetName]) -> String {
    let nombres: Vec<String> = hojas
        .iter()
        .map(|hoja| {
            let oculta = if hoja.visible { "" } else { " (oculta)" };
            format!("«{}»{oculta}", hoja.nombre)
        })
        .collect();
    let que = if nombres.len() == 1 {
        "la hoja"
    } else {
        "las hojas"
    };
    format!("{que} {}", nombres.join(", "))
}
