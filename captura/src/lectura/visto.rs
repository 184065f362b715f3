//! What the format of a cell shows of its number (ECMA-376, 18.8.31): some formats write zeros before it, or a prefix, that
//! a person takes for part of it.

use crate::celda::Visto;

/// What a format shows of a number.
pub(super) fn seen(valor: f64, codigo: &str) -> Visto {
    let Some(piezas) = pieces(codigo) else {
        return Visto::Incierto;
    };
    let huecos = piezas
        .iter()
        .filter(|p| matches!(p, Pieza::Hueco { .. }))
        .count();
    let ceros = piezas
        .iter()
        .filter(|p| matches!(p, Pieza::Hueco { fijo: true }))
        .count();
    let letras = piezas
        .iter()
        .any(|p| matches!(p, Pieza::Letra(c) if !c.is_whitespace()));
    let decimales = piezas.iter().any(|p| matches!(p, Pieza::Numerica));
    if is_money(codigo) {
        return Visto::Dinero;
    }
    if codigo.contains('%') {
        return Visto::Porcentaje;
    }
    let simple = !codigo.contains(",;") && !codigo.ends_with(',');
    if !simple || huecos == 0 && !piezas.iter().any(|p| matches!(p, Pieza::General)) {
        return Visto::Incierto;
    }
    if huecos == 0 && piezas.iter().any(|p| matches!(p, Pieza::General)) && !letras {
        return Visto::Igual;
    }
    if decimales {
        // Commas, decimals, percentages: how much it is, and not what it is called.
        return if letras || ceros > 1 && !codigo.contains('.') {
            Visto::Incierto
        } else {
            Visto::Igual
        };
    }
    if !letras && ceros <= 1 {
        return Visto::Igual;
    }
    if valor < 0.0 || valor.fract() != 0.0 || valor >= 1e15 {
        return Visto::Incierto;
    }
    Visto::Otro(laid_out(&piezas, &valor.to_string()))
}

/// Whether a format shows an amount of money: its sign, as it is or between brackets, where `$-` only says the language.
pub(super) fn is_money(codigo: &str) -> bool {
    let partes = codigo.replace("[$-", "[-");
    partes.contains(['$', '€', '£', '¥']) || partes.contains("MXN") || partes.contains("USD")
}

/// What a format shows of a text: more than the text, if it says so.
pub(super) fn seen_text(texto: &str, codigo: &str) -> Option<String> {
    let seccion = codigo.rsplit(';').find(|seccion| seccion.contains('@'))?;
    let vistas = pieces(seccion)?;
    let letras = vistas
        .iter()
        .any(|p| matches!(p, Pieza::Letra(c) if !c.is_whitespace()));
    let vistas = vistas.iter().map(|pieza| match pieza {
        Pieza::General => texto.trim().to_owned(),
        Pieza::Letra(letra) => letra.to_string(),
        Pieza::Hueco { .. } | Pieza::Numerica => String::new(),
    });
    letras.then(|| vistas.collect())
}

/// A piece of a format.
enum Pieza {
    /// A place of a digit; a fixed one shows a zero where there is none.
    Hueco { fijo: bool },
    /// The whole number.
    General,
    /// A character as it is.
    Letra(char),
    /// What belongs to the writing of amounts: a comma, a point, a percentage, an exponent.
    Numerica,
}

/// The pieces of the first section of a format; none if it is not understood.
fn pieces(codigo: &str) -> Option<Vec<Pieza>> {
    let mut piezas = vec![];
    let codigo = codigo.replace("General", "@").replace("GENERAL", "@");
    let mut letras = codigo.chars().peekable();
    while let Some(letra) = letras.next() {
        match letra {
            ';' => break,
            '0' => piezas.push(Pieza::Hueco { fijo: true }),
            '#' | '?' => piezas.push(Pieza::Hueco { fijo: false }),
            '@' => piezas.push(Pieza::General),
            '.' | ',' | '%' | '$' => piezas.push(Pieza::Numerica),
            'E' | 'e' if matches!(letras.peek(), Some('+' | '-')) => {
                letras.next();
                piezas.push(Pieza::Numerica);
            }
            '"' => {
                piezas.extend(letras.by_ref().take_while(|c| *c != '"').map(Pieza::Letra));
            }
            '\\' => piezas.push(Pieza::Letra(letras.next()?)),
            // The width of a character, and filling: nothing that is read.
            '_' | '*' => {
                letras.next();
            }
            '[' => {
                let dentro: String = letras.by_ref().take_while(|c| *c != ']').collect();
                // A condition shows other things to other numbers.
                if dentro.starts_with(['<', '>', '=']) {
                    return None;
                }
                if dentro.starts_with('$') && !dentro.starts_with("$-") {
                    piezas.push(Pieza::Numerica);
                }
            }
            otra => piezas.push(Pieza::Letra(otra)),
        }
    }
    Some(piezas)
}

/// The digits in their places, from the right; those that have none go before the first.
fn laid_out(piezas: &[Pieza], cifras: &str) -> String {
    let mut cifras: Vec<char> = cifras.chars().collect();
    let mut faltan = piezas
        .iter()
        .filter(|p| matches!(p, Pieza::Hueco { .. }))
        .count();
    let mut reves = vec![];
    for pieza in piezas.iter().rev() {
        match pieza {
            Pieza::Hueco { fijo } => {
                faltan -= 1;
                reves.extend(cifras.pop().or(fijo.then_some('0')));
                if faltan == 0 {
                    reves.extend(std::mem::take(&mut cifras).into_iter().rev());
                }
            }
            Pieza::General => reves.extend(std::mem::take(&mut cifras).into_iter().rev()),
            Pieza::Letra(letra) => reves.push(*letra),
            Pieza::Numerica => {}
        }
    }
    reves
        .into_iter()
        .rev()
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_of_a_number_is_known() {
        let otro = |texto: &str| Visto::Otro(texto.to_owned());
        for (valor, codigo, visto) in [
            (45.0, "General", Visto::Igual),
            (45.0, "0", Visto::Igual),
            (45.0, "#,##0", Visto::Igual),
            (45.0, "0.00", Visto::Igual),
            (45.0, "0.00E+00", Visto::Igual),
            (45.0, "00000", otro("00045")),
            (45.0, "\"E-\"000", otro("E-045")),
            (1_234_567.0, "\"E-\"000", otro("E-1234567")),
            (123_456_789.0, "000-00-0000", otro("123-45-6789")),
            (45.0, "\\E\\-General", otro("E-45")),
            (45.0, "General\"/2017\"", otro("45/2017")),
            (45.0, "00000;-00000", otro("00045")),
            (45.0, "\"Confidencial\"", Visto::Incierto),
            (45.0, ";;;", Visto::Incierto),
            (45.0, "0%", Visto::Porcentaje),
            (45_000.0, "0,", Visto::Incierto),
            (45.0, "[>100]0;\"x\"0", Visto::Incierto),
            (-45.0, "00000", Visto::Incierto),
            (12.0, "\"$\"#,##0.00", Visto::Dinero),
            (12.0, "[$$-80A]#,##0.00", Visto::Dinero),
            (12.0, "_-\\$* #,##0.00_-", Visto::Dinero),
            (12.0, "#,##0\\ [$€-1]", Visto::Dinero),
            (12.0, "[$-80A]0", Visto::Igual),
        ] {
            assert_eq!(seen(valor, codigo), visto, "{codigo}");
        }
    }
}
