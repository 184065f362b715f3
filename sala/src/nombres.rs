//! What files are called by whoever downloads them: of whom, of which edition, of what question. Two questions have two names.

use std::fmt::Write as _;

use domain::Edicion;
use domain::consulta::{Filtro, Pregunta};
use sha2::{Digest, Sha256};

/// Letters of the filters of a question that a name has at most.
const LARGO: usize = 60;

/// The name of a file of a whole edition: `20067-2017-1-tablas.zip`.
pub fn edition(edicion: &Edicion, fin: &str) -> String {
    format!(
        "{}-{}-{}-{fin}",
        edicion.instancia,
        edicion.corte.year(),
        edicion.numero
    )
}

/// The name of the file of a table, that says what it is of too: `20067-2017-1-servicios-agencia-por-mes.xlsx`, and what is
/// chosen of it: `20067-2017-1-servicios-agencia-trimestre-2017-t1.xlsx`.
pub fn table(edicion: &Edicion, pregunta: &Pregunta, fin: &str) -> String {
    let mut nombre = plain(pregunta.medida.clave());
    for nivel in &pregunta.filas {
        let _ = write!(nombre, "-{}", plain(nivel.clave()));
    }
    for (i, nivel) in pregunta.columnas.iter().enumerate() {
        let union = if i == 0 { "-por" } else { "" };
        let _ = write!(nombre, "{union}-{}", plain(nivel.clave()));
    }
    if let Some(elegido) = chosen(&pregunta.filtros) {
        let _ = write!(nombre, "-{elegido}");
    }
    edition(edicion, &format!("{nombre}.{fin}"))
}

/// The filters of a question, if it has any. What does not fit is told by a part of its digest, and so is what a name cannot
/// write.
fn chosen(filtros: &[Filtro]) -> Option<String> {
    let uno = |filtro: &Filtro| format!("{}:{}", filtro.nivel.clave(), filtro.codigos.join(","));
    let todos: Vec<String> = filtros.iter().map(uno).collect();
    let todos = todos.join(";").to_lowercase();
    let corto: String = plain(&todos).chars().take(LARGO).collect();
    let dicho = todos
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || ":,;-_".contains(c));
    match todos.len() {
        0 => None,
        n if n <= LARGO && dicho => Some(corto),
        _ => {
            let suma = Sha256::digest(&todos);
            let cabo = suma[..4]
                .iter()
                .fold(0, |cabo, byte| cabo << 8 | u32::from(*byte));
            Some(format!("{corto}-{cabo:08x}"))
        }
    }
}

/// Small letters, figures and hyphens.
fn plain(texto: &str) -> String {
    let letra = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    texto.chars().map(letra).collect()
}

#[cfg(test)]
mod tests {
    use domain::cubo::Nivel;

    use super::*;

    fn filter(nivel: Nivel, codigos: &[&str]) -> Filtro {
        let codigos = codigos.iter().map(|codigo| (*codigo).to_owned()).collect();
        Filtro { nivel, codigos }
    }

    #[test]
    fn filters_are_said_and_long_ones_in_short() {
        assert_eq!(chosen(&[]), None);
        let dos = [
            filter(Nivel::Trimestre, &["2017-T1", "2017-T2"]),
            filter(Nivel::Agencia, &["agencia:donaji"]),
        ];
        assert_eq!(
            chosen(&dos).unwrap(),
            "trimestre-2017-t1-2017-t2-agencia-agencia-donaji"
        );
        let largo = |fin: &str| {
            let largo = "x".repeat(100);
            chosen(&[filter(Nivel::Servicio, &[&largo, fin])]).unwrap()
        };
        assert_eq!(largo("a").len(), LARGO + 9);
        assert_ne!(largo("a"), largo("b"));
        let raro = |codigo| chosen(&[filter(Nivel::Servicio, &[codigo])]).unwrap();
        assert_ne!(raro("a\"b"), raro("a/b"));
        assert!(
            raro("ñ\r\n")
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        );
    }
}
