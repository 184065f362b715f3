//! Entries of catalogues and places, as people name them.

use std::collections::BTreeSet;

use domain::{Agencia, Catalogo, Entrada, Lugar, Marco, TipoAlias};
use time::Date;

use crate::celda::Fila;
use crate::defecto::Motivo;
use crate::palabras::LUGAR;
use crate::texto::{fold, is_doubtful, nearest, reads_as};

/// The entries of a catalogue by their keys, names and aliases.
pub(crate) struct Nombres<'a, T> {
    catalogo: &'a Catalogo<T>,
    de: TipoAlias,
    marco: &'a Marco,
}

/// Why a catalogue has no such entry.
enum Falta {
    Vigencia(String),
    Desconocida,
}

impl<'a, T: AsRef<Entrada>> Nombres<'a, T> {
    pub(crate) fn new(catalogo: &'a Catalogo<T>, de: TipoAlias, marco: &'a Marco) -> Self {
        Self {
            catalogo,
            de,
            marco,
        }
    }

    /// The key of the entry that a cell names, valid on the day.
    pub(crate) fn one(
        &self,
        fila: &mut Fila,
        columna: impl Into<usize>,
        fecha: Date,
    ) -> Option<String> {
        let columna = columna.into();
        match self.find(&fila.texto(columna), fecha) {
            Ok(clave) => Some(clave),
            Err(Falta::Vigencia(mensaje)) => fila.say(columna, mensaje),
            Err(Falta::Desconocida) => {
                let cerca = nearest(&fila.texto(columna), self.valid(fecha));
                let espera = match (self.de, &cerca) {
                    (TipoAlias::Servicio, None) => {
                        "una entrada del catálogo; un servicio propio de la instancia se importa antes, con su hoja (--tipo servicios)"
                    }
                    _ => "una entrada del catálogo",
                };
                let motivo = Motivo::unexpected(fila.celda(columna), espera, cerca);
                fila.note(columna, motivo.among(self.valid(fecha)))
            }
        }
    }

    /// The column in which something belongs that a cell of another one names, and what it is there.
    fn misplaced(&self, escrito: &str) -> Option<String> {
        let buscado = known(escrito);
        let catalogos = &self.marco.catalogos;
        let (entradas, dicho) = match self.de {
            TipoAlias::TipoViolencia => (
                catalogos.modalidades.entradas(),
                "es una modalidad, y va en «Modalidades»; aquí va el tipo, o «No especificado»",
            ),
            TipoAlias::Modalidad => (
                catalogos.tipos_violencia.entradas(),
                "es un tipo, y va en «Tipos de violencia»",
            ),
            _ => return None,
        };
        let es = |entrada: &&Entrada| {
            let nombres = [&entrada.nombre, &entrada.clave];
            nombres
                .into_iter()
                .any(|nombre| names(nombre, escrito, &buscado))
        };
        let otra = entradas.iter().find(es)?;
        Some(format!("«{}» {dicho}", otra.nombre))
    }

    /// The keys of several entries, separated by semicolons, bars or commas.
    pub(crate) fn several(
        &self,
        fila: &mut Fila,
        columna: impl Into<usize>,
        fecha: Date,
    ) -> Option<BTreeSet<String>> {
        let columna = columna.into();
        let escrito = fila.texto(columna);
        let mut claves = BTreeSet::new();
        for parte in entries(&escrito) {
            match self.find(parte, fecha) {
                Ok(clave) => {
                    claves.insert(clave);
                }
                Err(Falta::Vigencia(mensaje)) => return fila.say(columna, mensaje),
                Err(Falta::Desconocida) => {
                    if let Some(regla) = self.misplaced(parte) {
                        return fila.say(columna, regla);
                    }
                    let espera = "una o varias entradas del catálogo, separadas por punto y coma";
                    let nombres = || self.valid(fecha);
                    let cerca = nearest(parte, nombres());
                    let motivo = Motivo::unexpected(fila.celda(columna), espera, cerca);
                    return fila.note(columna, motivo.among(nombres()));
                }
            }
        }
        Some(claves)
    }

    /// Whether a text names some entry, on whatever day, or one that belongs in another column.
    pub(crate) fn knows(&self, escrito: &str) -> bool {
        let hallada = self.find(escrito, Date::MIN);
        !matches!(hallada, Err(Falta::Desconocida)) || self.misplaced(escrito).is_some()
    }

    fn find(&self, escrito: &str, fecha: Date) -> Result<String, Falta> {
        let buscado = known(escrito);
        let alias = self.marco.alias.get(&(self.de, buscado.clone()));
        let entradas = || self.catalogo.entradas().iter().map(AsRef::as_ref);
        let propia = entradas().find(|entrada: &&Entrada| {
            let mut nombres = [&entrada.nombre, &entrada.clave].into_iter();
            nombres.any(|nombre| names(nombre, escrito, &buscado))
        });
        match propia.or_else(|| entradas().find(|entrada| alias == Some(&entrada.clave))) {
            Some(entrada) if entrada.vigencia.vigente(fecha) => Ok(entrada.clave.clone()),
            Some(entrada) => Err(Falta::Vigencia(format!(
                "«{}» no está vigente en la fecha: {}",
                entrada.nombre, entrada.vigencia
            ))),
            None => Err(Falta::Desconocida),
        }
    }

    /// The names of the entries that are valid on a day.
    fn valid(&self, fecha: Date) -> impl Iterator<Item = &'a str> + Clone {
        let entradas = self.catalogo.entradas().iter().map(AsRef::as_ref);
        entradas
            .filter(move |entrada: &&Entrada| entrada.vigencia.vigente(fecha))
            .map(|entrada| entrada.nombre.as_str())
    }
}

/// A text as it is looked for; nothing, if whoever wrote it doubts it.
pub(crate) fn known(escrito: &str) -> String {
    if is_doubtful(escrito) {
        return String::new();
    }
    fold(escrito)
}

/// Whether a name is what somebody wrote: letter by letter, marks of doubt and all, or as it is looked for.
fn names(nombre: &str, escrito: &str, buscado: &str) -> bool {
    nombre == escrito.trim() || (!buscado.is_empty() && reads_as(nombre, buscado))
}

/// The entries that a text has, separated by semicolons, bars or commas.
pub(crate) fn entries(texto: &str) -> impl Iterator<Item = &str> {
    let partes = texto.split([';', '|', ',']);
    partes.filter(|parte| !parte.trim().is_empty())
}

/// What a text names, of where somebody comes from.
pub(crate) enum Nombrado<'a> {
    /// A place that is no agencia.
    Lugar(Lugar),
    Agencia(&'a Agencia),
}

/// What a text names, on whatever day.
pub(crate) fn place<'a>(escrito: &str, marco: &'a Marco) -> Option<Nombrado<'a>> {
    if let Some(lugar) = LUGAR.read(escrito) {
        return Some(Nombrado::Lugar(lugar));
    }
    let buscado = known(escrito);
    let alias = marco.alias.get(&(TipoAlias::Agencia, buscado.clone()));
    let propia = marco.agencias.iter().find(|agencia| {
        let propios = [&agencia.nombre, &agencia.clave];
        let mut nombres = agencia.alias.iter().chain(propios);
        nombres.any(|nombre| names(nombre, escrito, &buscado))
    });
    let de_agencia = || marco.agencias.iter().find(|a| alias == Some(&a.clave));
    let propia = propia.or_else(de_agencia).map(Nombrado::Agencia);
    propia.or_else(|| LUGAR.read(alias?).map(Nombrado::Lugar))
}

/// The place that a cell names, valid on the day.
pub(crate) fn lugar(
    fila: &mut Fila,
    columna: impl Into<usize>,
    marco: &Marco,
    fecha: Date,
) -> Option<Lugar> {
    let columna = columna.into();
    let escrito = fila.texto(columna);
    let agencias = &marco.agencias;
    match place(&escrito, marco) {
        Some(Nombrado::Lugar(lugar)) => Some(lugar),
        Some(Nombrado::Agencia(agencia)) if agencia.vigencia.vigente(fecha) => {
            Some(Lugar::Agencia(agencia.clave.clone()))
        }
        Some(Nombrado::Agencia(agencia)) => fila.say(
            columna,
            format!(
                "«{}» no está vigente en la fecha: {}",
                agencia.nombre, agencia.vigencia
            ),
        ),
        None => {
            let es_otra = nearest(&escrito, LUGAR.names()).is_none() && !escrito.is_empty();
            if agencias.is_empty() && es_otra {
                let regla = format!(
                    "se espera {}, y la instancia no tiene todavía ninguna agencia: si viene de una, importe antes las suyas, con su hoja (--tipo agencias)",
                    LUGAR.either()
                );
                return fila.say(columna, regla);
            }
            let vigentes = agencias.iter().filter(|a| a.vigencia.vigente(fecha));
            let nombres = vigentes.map(|agencia| agencia.nombre.as_str());
            let espera = format!("una agencia del catálogo, {}", LUGAR.either());
            let cerca = nearest(&escrito, nombres.clone().chain(LUGAR.names()));
            if is_end(&known(&escrito), &fold(&marco.municipio)) && cerca.is_none() {
                let regla = format!(
                    "parece el nombre del municipio, y se espera de qué parte de él viene: {espera}; ¿quiso decir «Cabecera municipal»? Si su oficina siempre la llama así, enséñelo con «pacto alias agencia»"
                );
                return fila.say(columna, regla);
            }
            let motivo = Motivo::unexpected(fila.celda(columna), &espera, cerca);
            fila.note(columna, motivo.among(nombres))
        }
    }
}

/// Whether a text is a name, or the end of it that people say: «Tlaxiaco» of «Heroica Ciudad de Tlaxiaco».
pub(crate) fn is_end(texto: &str, nombre: &str) -> bool {
    texto.len() > 3 && format!(" {nombre}").ends_with(&format!(" {texto}"))
}

/// The places that a cell can name on a day.
pub(crate) fn places(marco: &Marco, fecha: Date) -> Vec<String> {
    let vigentes = marco.agencias.iter().filter(|a| a.vigencia.vigente(fecha));
    let mut lugares = LUGAR.options();
    lugares.extend(vigentes.map(|agencia| agencia.nombre.clone()));
    lugares
}

#[cfg(test)]
mod tests {
    use super::{known, names};

    #[test]
    fn what_is_doubted_is_no_name_but_its_own() {
        for (nombre, escrito, es) in [
            ("¿Y tú qué?", " ¿Y tú qué? ", true),
            ("¿Y tú qué?", "y tu que", true),
            ("¿Y tú qué?", "¿y tu que?", false),
            ("San Javier", "san  javier", true),
            ("San Javier", "San Javier?", false),
            ("San Javier", "", false),
        ] {
            assert_eq!(names(nombre, escrito, &known(escrito)), es, "{escrito}");
        }
    }
}
