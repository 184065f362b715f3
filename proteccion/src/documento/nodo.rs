//! A value of a document and the path to it.

use std::collections::BTreeSet;

use super::json::Valor;
use crate::tabla::TablaInvalida;

/// A value and where it is. The path is a chain of nodes: only an error pays for its text.
#[derive(Clone, Copy)]
pub(super) struct Nodo<'a> {
    valor: &'a Valor,
    paso: Paso<'a>,
}

#[derive(Clone, Copy)]
enum Paso<'a> {
    Documento,
    Clave(&'a Nodo<'a>, &'a str),
    Posicion(&'a Nodo<'a>, usize),
}

impl<'a> Nodo<'a> {
    /// The whole document.
    pub(super) fn root(valor: &'a Valor) -> Self {
        Self {
            valor,
            paso: Paso::Documento,
        }
    }

    /// `dimensions[1].relations[0]`; nothing for the whole document.
    pub(super) fn path(&self) -> String {
        match self.paso {
            Paso::Documento => String::new(),
            Paso::Clave(padre, clave) => join(padre.path(), clave),
            Paso::Posicion(padre, posicion) => format!("{}[{posicion}]", padre.path()),
        }
    }

    /// An error at this place.
    pub(super) fn error(&self, motivo: impl Into<String>) -> TablaInvalida {
        let ruta = self.path();
        TablaInvalida::new(
            if ruta.is_empty() {
                "documento".to_owned()
            } else {
                ruta
            },
            motivo,
        )
    }

    /// An error inside, seen from the document.
    pub(super) fn outside(&self, error: TablaInvalida) -> TablaInvalida {
        let ruta = self.path();
        if ruta.is_empty() {
            error
        } else {
            error.within(&ruta)
        }
    }

    fn expected(&self, que: &str) -> TablaInvalida {
        self.error(format!("se esperaba {que}, no {}", self.valor.kind()))
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.valor, Valor::Nulo)
    }

    pub(super) fn is_text(&self, texto: &str) -> bool {
        matches!(self.valor, Valor::Texto(este) if este == texto)
    }

    pub(super) fn text(&self) -> Result<&'a str, TablaInvalida> {
        match self.valor {
            Valor::Texto(texto) => Ok(texto),
            _ => Err(self.expected("un texto")),
        }
    }

    /// A name or a code: messages and paths have them in one line, and whoever reads the table tells them apart by what can
    /// be seen.
    pub(super) fn label(&self) -> Result<String, TablaInvalida> {
        let texto = self.text()?;
        if texto.chars().any(char::is_control) {
            return Err(self.error("tiene saltos de línea u otros caracteres de control"));
        }
        if texto.chars().any(is_unseen) {
            return Err(
                self.error("tiene caracteres que no se ven: dos nombres podrían parecer el mismo")
            );
        }
        if texto.trim() != texto || texto.contains("  ") {
            return Err(self.error("tiene espacios de más: dos nombres podrían parecer el mismo"));
        }
        Ok(texto.to_owned())
    }

    /// A whole number from zero to a maximum.
    pub(super) fn natural(&self, maximo: u64) -> Result<u64, TablaInvalida> {
        match self.valor {
            Valor::Natural(numero) if *numero <= maximo => Ok(*numero),
            Valor::Natural(_) => Err(self.error(format!("no puede ser mayor que {maximo}"))),
            Valor::Negativo => Err(self.error("no puede ser negativo")),
            // Whole numbers that do not fit come as these too.
            Valor::Decimal(numero) if *numero >= 1.8e19 => {
                Err(self.error(format!("no puede ser mayor que {maximo}")))
            }
            Valor::Decimal(_) => {
                Err(self.error("se esperaba un número entero, sin decimales ni exponente"))
            }
            _ => Err(self.expected("un número entero")),
        }
    }

    /// A number, if it is below a length.
    pub(super) fn position(&self, largo: usize) -> Result<Option<usize>, TablaInvalida> {
        let numero = self.natural(u64::MAX)?;
        Ok(usize::try_from(numero)
            .ok()
            .filter(|numero| *numero < largo))
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(&self, palabras: &[(&str, T)]) -> Result<T, TablaInvalida> {
        let texto = self.text()?;
        let hallada = palabras.iter().find(|(palabra, _)| *palabra == texto);
        hallada.map(|(_, significado)| *significado).ok_or_else(|| {
            let opciones = list(palabras.iter().map(|(palabra, _)| *palabra));
            self.error(format!(
                "{} no es ninguna de las opciones: {opciones}",
                quote(texto)
            ))
        })
    }

    /// The elements of a list.
    pub(super) fn items(
        &self,
    ) -> Result<impl ExactSizeIterator<Item = Nodo<'_>> + DoubleEndedIterator, TablaInvalida> {
        let Valor::Lista(valores) = self.valor else {
            return Err(self.expected("una lista"));
        };
        let nodo = |(i, valor)| Nodo {
            valor,
            paso: Paso::Posicion(self, i),
        };
        Ok(valores.iter().enumerate().map(nodo))
    }

    /// The two elements of a list.
    pub(super) fn pair(&self) -> Result<(Nodo<'_>, Nodo<'_>), TablaInvalida> {
        let mut elementos = self.items()?;
        match (elementos.next(), elementos.next(), elementos.next()) {
            (Some(uno), Some(otro), None) => Ok((uno, otro)),
            _ => Err(self.error("se esperaba una lista de dos elementos")),
        }
    }

    /// The fields of an object that has no others than these, and each once.
    pub(super) fn fields(&self, claves: &[&str]) -> Result<Campos<'_>, TablaInvalida> {
        let Valor::Objeto(pares) = self.valor else {
            return Err(self.expected("un objeto"));
        };
        let mut vistas = BTreeSet::new();
        for (clave, _) in pares {
            if !claves.contains(&clave.as_str()) {
                let esperadas = list(claves.iter().copied());
                return Err(self.error(format!(
                    "sobra la clave {}; se esperan {esperadas}",
                    quote(clave)
                )));
            }
            if !vistas.insert(clave) {
                return Err(self.error(format!("la clave {} se repite", quote(clave))));
            }
        }
        Ok(Campos { nodo: self, pares })
    }
}

/// The fields of an object.
pub(super) struct Campos<'a> {
    nodo: &'a Nodo<'a>,
    pares: &'a [(String, Valor)],
}

impl<'a> Campos<'a> {
    pub(super) fn optional(&self, clave: &str) -> Option<Nodo<'a>> {
        let (clave, valor) = self.pares.iter().find(|(esta, _)| esta == clave)?;
        Some(Nodo {
            valor,
            paso: Paso::Clave(self.nodo, clave),
        })
    }

    pub(super) fn required(&self, clave: &str) -> Result<Nodo<'a>, TablaInvalida> {
        self.optional(clave)
            .ok_or_else(|| TablaInvalida::new(join(self.nodo.path(), clave), "falta"))
    }
}

fn join(ruta: String, clave: &str) -> String {
    if ruta.is_empty() {
        clave.to_owned()
    } else {
        ruta + "." + clave
    }
}

/// A text of the document inside a message: short, in one line.
pub(super) fn quote(texto: &str) -> String {
    const LARGO: usize = 60;
    let mut cita: String = texto
        .chars()
        .take(LARGO)
        .map(|letra| {
            if letra.is_control() {
                '\u{fffd}'
            } else {
                letra
            }
        })
        .collect();
    if texto.chars().nth(LARGO).is_some() {
        cita.push('…');
    }
    format!("«{cita}»")
}

fn list<'a>(palabras: impl Iterator<Item = &'a str>) -> String {
    palabras.map(quote).collect::<Vec<_>>().join(", ")
}

/// Whether nobody sees a character: spaces and joiners without width, marks of direction, and spaces that are not the usual
/// one.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
        || c != ' ' && c.is_whitespace()
}
