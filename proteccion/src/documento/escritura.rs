//! Writing: the same value gives the same bytes, with one cell in each line so that a difference between
//! two documents can be read.

use super::comun::{CEROS, VINCULOS};
use super::{Certificado, Protegida, Testigo};
use crate::tabla::{Dimension, Relacion};

impl Protegida {
    /// Writes the document. Its cells must have one code of each dimension.
    pub fn to_json(&self) -> String {
        let mut pluma = Pluma::default();
        self.write(&mut pluma);
        pluma.texto + "\n"
    }

    fn write(&self, pluma: &mut Pluma) {
        let codigos = quoted_codes(&self.dimensiones);
        pluma.open('{');
        pluma.field("measure", &quoted(&self.medida));
        pluma.field("threshold", &self.umbral.to_string());
        pluma.field("required_width", &self.ancho.to_string());
        pluma.field("zeros", &word(&CEROS, &self.ceros));
        pluma.field("dimensions", "");
        pluma.list(
            self.dimensiones.iter().zip(&codigos),
            |pluma, (dimension, codigos)| {
                hierarchy(pluma, dimension, codigos);
            },
        );
        pluma.field("cells", "");
        pluma.list(&self.celdas, |pluma, (coordenadas, valor)| {
            pluma.write("{\"coords\": [");
            pluma.row(
                coordenadas
                    .iter()
                    .zip(&codigos)
                    .map(|(codigo, codigos)| &codigos[*codigo]),
            );
            pluma.write("], \"value\": ");
            pluma.write(&valor.map_or_else(|| "null".to_owned(), |valor| valor.to_string()));
            pluma.write("}");
        });
        if !self.ediciones.is_empty() {
            pluma.field("editions", "");
            pluma.list(&self.ediciones, |pluma, edicion| edicion.write(pluma));
            pluma.field("edition_link", &word(&VINCULOS, &self.vinculo));
        }
        pluma.close('}');
    }
}

impl Certificado {
    /// Writes the document. Its coordinates must have one code of each of these dimensions.
    pub fn to_json(&self, dimensiones: &[Dimension]) -> String {
        let codigos = quoted_codes(dimensiones);
        let mut pluma = Pluma::default();
        pluma.open('{');
        pluma.field("tables", "");
        pluma.list(&self.tablas, |pluma, tabla| table(pluma, tabla, &codigos));
        pluma.field("witnesses", "");
        pluma.list(&self.pares, |pluma, (celda, bajo, alto)| {
            pluma.write("{\"coords\": [");
            pluma.row(
                celda
                    .iter()
                    .zip(&codigos)
                    .map(|(codigo, codigos)| &codigos[*codigo]),
            );
            pluma.write(&format!("], \"low\": {bajo}, \"high\": {alto}}}"));
        });
        pluma.close('}');
        pluma.texto + "\n"
    }
}

fn hierarchy(pluma: &mut Pluma, dimension: &Dimension, codigos: &[String]) {
    let (nombre, raiz) = (quoted(dimension.nombre()), &codigos[dimension.raiz()]);
    pluma.write(&format!(
        "{{\"name\": {nombre}, \"root\": {raiz}, \"hierarchy\": "
    ));
    pluma.list(
        dimension.relaciones(),
        |pluma, Relacion { padre, hijos }| {
            pluma.write(&format!("[{}, [", codigos[*padre]));
            pluma.row(hijos.iter().map(|hijo| &codigos[*hijo]));
            pluma.write("]]");
        },
    );
    pluma.write("}");
}

fn table(pluma: &mut Pluma, tabla: &Testigo, codigos: &[Vec<String>]) {
    let leaf = |pluma: &mut Pluma, (hoja, cuenta): &(Vec<usize>, u64)| {
        let textos = hoja
            .iter()
            .zip(codigos)
            .map(|(codigo, codigos)| codigos[*codigo].clone());
        pluma.write("[");
        pluma.row(textos.chain([cuenta.to_string()]));
        pluma.write("]");
    };
    pluma.write("{\"leaves\": ");
    pluma.list(&tabla.hojas, leaf);
    if !tabla.agregadas.is_empty() {
        pluma.write(", \"added\": ");
        pluma.list(&tabla.agregadas, leaf);
    }
    pluma.write("}");
}

/// Text, indented by how many brackets are open.
#[derive(Default)]
struct Pluma {
    texto: String,
    nivel: usize,
}

impl Pluma {
    fn write(&mut self, texto: &str) {
        self.texto += texto;
    }

    fn open(&mut self, signo: char) {
        self.texto.push(signo);
        self.nivel += 1;
    }

    fn close(&mut self, signo: char) {
        self.nivel -= 1;
        if !self.texto.ends_with(['[', '{']) {
            self.line();
        }
        self.texto.push(signo);
    }

    fn line(&mut self) {
        self.texto.push('\n');
        self.texto.extend(std::iter::repeat_n(' ', self.nivel));
    }

    /// Begins an element, in a line of its own. Nothing but an opening ends in a bracket that opens.
    fn element(&mut self) {
        if !self.texto.ends_with(['[', '{']) {
            self.texto.push(',');
        }
        self.line();
    }

    fn field(&mut self, clave: &str, valor: &str) {
        self.element();
        self.write(&format!("\"{clave}\": {valor}"));
    }

    fn list<T>(
        &mut self,
        elementos: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.open('[');
        for elemento in elementos {
            self.element();
            write(self, elemento);
        }
        self.close(']');
    }

    fn row(&mut self, textos: impl Iterator<Item = impl AsRef<str>>) {
        for (i, texto) in textos.enumerate() {
            self.texto += if i == 0 { "" } else { ", " };
            self.texto += texto.as_ref();
        }
    }
}

fn quoted(texto: &str) -> String {
    serde_json::Value::from(texto).to_string()
}

/// Each code as it is written, since each is in many cells.
fn quoted_codes(dimensiones: &[Dimension]) -> Vec<Vec<String>> {
    let codes = |d: &Dimension| {
        (0..d.codigos())
            .map(|codigo| quoted(d.codigo(codigo)))
            .collect()
    };
    dimensiones.iter().map(codes).collect()
}

fn word<T: PartialEq>(palabras: &[(&str, T)], significado: &T) -> String {
    let hallada = palabras.iter().find(|(_, este)| este == significado);
    hallada.map_or_else(|| "null".to_owned(), |(palabra, _)| quoted(palabra))
}
