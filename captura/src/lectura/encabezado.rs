//! Where the table of a file is: which sheet, and which of its first rows has the headers.

use super::libro::SheetName;
use crate::Error;
use crate::atenciones::columnas::FORMA;
use crate::celda::Celda;
use crate::forma::Forma;
use crate::institucional::Clase;
use crate::mapa::{Mapa, Reparto};
use crate::rotura::repaired;
use crate::texto::{fold, nearest, suggest};

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

/// Why a sheet has no headers, and how many columns it has nevertheless.
pub(super) struct Missed {
    columnas: usize,
    error: Error,
}

impl Missed {
    fn new(columnas: usize, error: Error) -> Self {
        Self { columnas, error }
    }
}

impl From<Error> for Missed {
    fn from(error: Error) -> Self {
        Self::new(0, error)
    }
}

impl Buscado<'_> {
    /// How many columns are found by those headers.
    pub(super) fn score(&self, titulos: &[String]) -> usize {
        let propias = self.forma.found(titulos);
        // What a map does not name may be called as the layout's.
        self.mapa
            .map_or(propias, |mapa| mapa.found(titulos) + propias)
    }

    fn share(&self, titulos: &[String]) -> Result<Reparto, Error> {
        match self.mapa {
            None => Reparto::plain(self.forma, titulos),
            Some(mapa) => mapa.apply(self.forma, titulos),
        }
    }

    /// The headers of a sheet, by its first rows; if they are not there, why the row that is most like them is none.
    pub(super) fn look(&self, comienzo: &Comienzo) -> Result<Encabezado, Missed> {
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
            return Err(Missed::new(0, Error::new("el archivo está vacío")));
        };
        let columnas = self.score(titulos);
        match self.share(titulos) {
            Ok(_) if self.goes_on(&filas, *renglon) => {
                let regla = format!(
                    "los encabezados están en dos renglones, el {renglon} y el siguiente: déjelos en uno"
                );
                Err(Missed::new(columnas, Error::new(regla)))
            }
            Ok(reparto) => Ok(Encabezado {
                renglon: *renglon,
                titulos: titulos.clone(),
                reparto,
            }),
            Err(error) => {
                let danados = damaged(titulos);
                let error = danados.unwrap_or_else(|| self.explain(&filas, *renglon, error));
                Err(Missed::new(columnas, error))
            }
        }
    }

    /// Why a sheet that has the columns is likely of another kind all the same: it is called as the other's, or its columns that are
    /// not read are the other's.
    ///
    /// # Errors
    /// What it is likely of.
    pub(super) fn doubt(
        &self,
        (archivo, hoja): (&str, &str),
        encabezado: &Encabezado,
    ) -> Result<(), Error> {
        let propia = self.forma;
        if self.mapa.is_some() || fold(hoja) == fold(propia.hoja) {
            return Ok(());
        }
        let titulos = &encabezado.titulos;
        let leidas = encabezado.reparto.read();
        let ajenas = (0..).zip(titulos).filter(|(i, _)| !leidas.contains(i));
        let ajenas: Vec<&String> = ajenas.map(|(_, titulo)| titulo).collect();
        let otras = std::iter::once(&FORMA).chain(Clase::all().map(Clase::forma));
        let otras = otras.filter(|otra| otra.tipo != propia.tipo);
        // Of the other it must have as many columns.
        let mut otras = otras.filter(|otra| {
            otra.found(titulos) >= propia.found(titulos) && Reparto::plain(otra, titulos).is_ok()
        });
        let hallada = otras.find_map(|otra| {
            let tipo = otra.tipo;
            let como = |nombre: &str| fold(nombre) == fold(tipo) || fold(nombre) == fold(otra.hoja);
            let suyas = ajenas.iter().filter(|titulo| otra.find(titulo).is_some());
            let suyas: Vec<String> = suyas.map(|titulo| format!("«{titulo}»")).collect();
            let (indicio, remedio) = if como(hoja) {
                (
                    format!("la hoja se llama «{hoja}»"),
                    "cámbiele el nombre a la hoja".to_owned(),
                )
            } else if como(archivo) && fold(archivo) != fold(propia.tipo) {
                (
                    format!("el archivo se llama «{archivo}»"),
                    "cámbiele el nombre al archivo".to_owned(),
                )
            } else if suyas.len() > 1 {
                (
                    format!("tiene {}", suyas.join(" y ")),
                    "quite esas columnas".to_owned(),
                )
            } else {
                return None;
            };
            Some((tipo, indicio, remedio))
        });
        let Some((tipo, indicio, remedio)) = hallada else {
            return Ok(());
        };
        Err(Error::new(format!(
            "parece una hoja de {tipo}, y no de {}: {indicio}. Impórtela con --tipo {tipo}; si de verdad es de {}, {remedio}",
            propia.said(),
            propia.said()
        )))
    }

    /// Whether the row below the headers has some more of them.
    fn goes_on(&self, filas: &[(u32, Vec<String>)], renglon: u32) -> bool {
        let mut filas = filas.iter().skip_while(|(numero, _)| *numero != renglon);
        let (Some((_, titulos)), Some((_, debajo)), None) = (filas.next(), filas.next(), self.mapa)
        else {
            return false;
        };
        let nueva = |titulo: &String| {
            let columna = self.forma.find(titulo);
            columna.is_some() && !titulos.iter().any(|otro| self.forma.find(otro) == columna)
        };
        debajo.iter().any(nueva)
    }

    /// The error of headers that are not there, with the kind of sheet that it is, or the row that was taken for them.
    fn explain(&self, filas: &[(u32, Vec<String>)], renglon: u32, error: Error) -> Error {
        let otras = std::iter::once(&FORMA).chain(Clase::all().map(Clase::forma));
        let suyas = otras.filter(|otra| otra.tipo != self.forma.tipo && self.mapa.is_none());
        let hay = |otra: &&Forma| filas.iter().any(|(_, t)| Reparto::plain(otra, t).is_ok());
        let mayor = |otra: &&Forma| filas.iter().map(|(_, t)| otra.found(t)).max();
        let propias = filas.iter().map(|(_, t)| self.score(t)).max();
        // A name that many sheets have says of none that it is that one.
        let suyas = suyas.filter(|otra| mayor(otra) > propias.max(Some(1)));
        let suyas: Vec<&Forma> = suyas.filter(hay).collect();
        let mejor = suyas.iter().map(mayor).max();
        let mejores = suyas.iter().filter(|otra| Some(mayor(otra)) == mejor);
        let tipos: Vec<&str> = mejores.map(|otra| otra.said()).collect();
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
        // None of them is a row of headers, and the rows were more.
        if filas.len() == ENCABEZADO && propias.is_none_or(|propias| propias < 2) {
            return Error::new(format!(
                "{error} (los encabezados se buscan en los primeros {ENCABEZADO} renglones con algo escrito: si están más abajo, borre renglones de arriba)"
            ));
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

/// Why headers whose letters were damaged are not found, if some were.
fn damaged(titulos: &[String]) -> Option<Error> {
    let como = titulos.iter().find_map(|titulo| {
        if titulo.contains('\u{fffd}') {
            return Some(format!("«{titulo}»"));
        }
        let era = repaired(titulo)?;
        Some(format!("«{titulo}» donde va «{era}»"))
    })?;
    Some(Error::new(format!(
        "los encabezados tienen letras que se dañaron, como {como}, porque el archivo es UTF-8 y se abrió y guardó como si fuera otra cosa: vuelva al original y guárdelo como .xlsx, o como «CSV UTF-8 (delimitado por comas)»"
    )))
}

/// The sheet to read: the one that was asked for; or, of those that can be seen, the only one with the headers.
///
/// # Errors
/// A sheet that is not there; several with the headers; none, and why.
pub(super) fn choose(
    hojas: &[SheetName],
    pedida: Option<&str>,
    buscado: Buscado,
    look: &mut dyn FnMut(&str) -> Result<Encabezado, Missed>,
) -> Result<(String, Encabezado), Error> {
    if let Some(pedida) = pedida {
        let suya = hojas.iter().find(|hoja| fold(&hoja.nombre) == fold(pedida));
        let Some(hoja) = suya else {
            let cerca = nearest(pedida, hojas.iter().map(|hoja| hoja.nombre.as_str()));
            let tiene = format!(
                "el libro no tiene la hoja «{pedida}»; tiene {}",
                names(hojas)
            );
            return Err(Error::new(suggest(&tiene, cerca.as_deref())));
        };
        let hallado = look(&hoja.nombre).map_err(|falta| falta.error);
        return hallado.map(|encabezado| (hoja.nombre.clone(), encabezado));
    }
    let varias = hojas.iter().filter(|hoja| hoja.visible).count() > 1;
    let Partidas {
        mut buenas, malas, ..
    } = part(hojas, buscado, look);
    if buenas.len() > 1 {
        let nombres: Vec<String> = buenas
            .iter()
            .map(|(nombre, _)| format!("«{nombre}»"))
            .collect();
        let parecida = buenas
            .first()
            .and_then(|buena| must_be_all(buena, &malas, buscado).err());
        let parecida = parecida.map_or_else(String::new, |error| format!("; {error}"));
        return Err(Error::new(format!(
            "el libro tiene varias hojas con estas columnas, {}: diga cuál con --hoja, o cuáles, con un --hoja por cada una, o --hoja todas{parecida}",
            nombres.join(", ")
        )));
    }
    if let Some(buena) = buenas.pop() {
        must_be_all(&buena, &malas, buscado)?;
        return Ok(buena);
    }
    Err(none(malas, varias, hojas, buscado))
}

/// The names of the sheets with the headers, of those that can be seen.
///
/// # Errors
/// None, and why; one that lacks little of being one more.
pub(super) fn all(
    hojas: &[SheetName],
    buscado: Buscado,
    look: &mut dyn FnMut(&str) -> Result<Encabezado, Missed>,
) -> Result<Vec<String>, Error> {
    let varias = hojas.iter().filter(|hoja| hoja.visible).count() > 1;
    let Partidas {
        buenas,
        menores,
        malas,
    } = part(hojas, buscado, look);
    let Some(primera) = buenas.first() else {
        return Err(none(malas, varias, hojas, buscado));
    };
    if let Some(menor) = menores.first() {
        return Err(Error::new(format!(
            "la hoja «{menor}» tiene las columnas obligatorias, y muchas menos que «{}»: diga cuáles se leen, con un --hoja por cada una",
            primera.0
        )));
    }
    must_be_all(primera, &malas, buscado)?;
    Ok(buenas.into_iter().map(|(nombre, _)| nombre).collect())
}

/// The sheets of a book that can be seen.
struct Partidas<'a> {
    /// Those with the headers.
    buenas: Vec<(String, Encabezado)>,
    /// Those that have them, and few others: a list of columns, or a help, has some too.
    menores: Vec<String>,
    /// Those without, each with why not.
    malas: Vec<(&'a String, Missed)>,
}

/// Parts the sheets that can be seen by their headers.
fn part<'a>(
    hojas: &'a [SheetName],
    buscado: Buscado,
    look: &mut dyn FnMut(&str) -> Result<Encabezado, Missed>,
) -> Partidas<'a> {
    let (mut todas, mut malas) = (vec![], vec![]);
    for hoja in hojas.iter().filter(|hoja| hoja.visible) {
        match look(&hoja.nombre) {
            Ok(encabezado) => todas.push((hoja.nombre.clone(), encabezado)),
            Err(falta) => malas.push((&hoja.nombre, falta)),
        }
    }
    let score = |encabezado: &Encabezado| buscado.score(&encabezado.titulos);
    let mejor = todas.iter().map(|(_, encabezado)| score(encabezado)).max();
    let (buenas, menores): (Vec<_>, Vec<_>) = todas
        .into_iter()
        .partition(|(_, encabezado)| mejor.is_some_and(|mejor| score(encabezado) * 2 > mejor));
    Partidas {
        buenas,
        menores: menores.into_iter().map(|(nombre, _)| nombre).collect(),
        malas,
    }
}

/// What lacks little of being one more is not left out in silence.
fn must_be_all(
    (buena, encabezado): &(String, Encabezado),
    malas: &[(&String, Missed)],
    buscado: Buscado,
) -> Result<(), Error> {
    let columnas = buscado.score(&encabezado.titulos);
    let parecida = malas
        .iter()
        .find(|(_, falta)| falta.columnas * 2 > columnas);
    let Some((nombre, falta)) = parecida else {
        return Ok(());
    };
    Err(Error::new(format!(
        "además de la hoja «{buena}», la «{nombre}» parece de lo mismo, y {}; corríjala, o diga cuál se lee con --hoja",
        falta.error
    )))
}

/// Why no sheet can be read.
fn none(
    mut malas: Vec<(&String, Missed)>,
    varias: bool,
    hojas: &[SheetName],
    buscado: Buscado,
) -> Error {
    // The one with the name of the template's, or the one that says most.
    let propia = malas
        .iter()
        .position(|(nombre, _)| fold(nombre) == fold(buscado.forma.hoja));
    let vacia = Error::new("el archivo está vacío");
    let otra = malas
        .iter()
        .position(|(_, falta)| falta.error.to_string().contains("--tipo"));
    let dice = malas.iter().position(|(_, falta)| falta.error != vacia);
    match propia.or(otra).or(dice) {
        Some(cual) if varias => {
            let (nombre, falta) = &malas[cual];
            let error = &falta.error;
            Error::new(format!(
                "hoja «{nombre}»: {error}. El libro tiene {}; con --hoja se dice cuál se lee",
                names(hojas)
            ))
        }
        Some(cual) => malas.swap_remove(cual).1.error,
        None => vacia,
    }
}

/// The names of sheets, in words.
fn names(hojas: &[SheetName]) -> String {
    let nombres: Vec<String> = hojas.iter().map(SheetName::said).collect();
    let que = if nombres.len() == 1 {
        "la hoja"
    } else {
        "las hojas"
    };
    format!("{que} {}", nombres.join(", "))
}
