//! Titles that are findings: what they may say, by rule and from published cells alone.

use domain::Celda;

/// Whether all cells are published.
pub(crate) fn published(celdas: &[Celda]) -> bool {
    celdas.iter().all(|celda| celda.valor().is_some())
}

/// The position and the value of the largest of some cells: nothing if any of them is not published, on a tie, with fewer than
/// three, or of nothing.
pub(crate) fn largest(celdas: &[Celda]) -> Option<(usize, u64)> {
    if celdas.len() < 3 || !published(celdas) {
        return None;
    }
    let valores: Vec<u64> = celdas.iter().filter_map(|celda| celda.valor()).collect();
    let mayor = valores.iter().copied().max().filter(|mayor| *mayor > 0)?;
    let mut suyas = valores
        .iter()
        .enumerate()
        .filter(|(_, valor)| **valor == mayor);
    let (posicion, _) = suyas.next()?;
    suyas.next().is_none().then_some((posicion, mayor))
}

/// Letters of a title at most: what lists and tabs show of it.
pub(crate) const LARGO: usize = 65;

/// The first of some titles that is short enough, the fullest before.
pub(crate) fn fit(titulos: impl IntoIterator<Item = String>) -> Option<String> {
    let corto = |titulo: &String| titulo.chars().count() <= LARGO;
    titulos.into_iter().find(corto)
}

/// A title that is short enough: cut after a word if it has to be.
pub(crate) fn cut(titulo: &str) -> String {
    if titulo.chars().count() <= LARGO {
        return titulo.to_owned();
    }
    let cabe: String = titulo.chars().take(LARGO - 1).collect();
    let hasta = cabe.rfind(' ').unwrap_or(cabe.len());
    format!(
        "{}…",
        cabe[..hasta].trim_end_matches([',', ';', ':', '.', ' '])
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Celda::{NoDisponible, Protegida, Publicada};

    #[test]
    fn titles_are_short() {
        let [largo, corto] = [80, 65].map(|n| "á".repeat(n));
        assert_eq!(fit([largo.clone(), corto.clone()]), Some(corto.clone()));
        assert_eq!(fit([largo]), None);
        assert_eq!(cut(&corto), corto);
        let cortado = cut(&format!("{}, y otras {}", "a".repeat(50), "b".repeat(50)));
        assert_eq!(cortado, format!("{}, y otras…", "a".repeat(50)));
    }

    #[test]
    fn a_title_names_the_largest_only_where_that_is_safe() {
        assert_eq!(
            largest(&[Publicada(3), Publicada(9), Publicada(0)]),
            Some((1, 9))
        );
        for celdas in [
            &[Publicada(3), Publicada(9)][..],
            &[Publicada(9), Publicada(9), Publicada(1)],
            &[Publicada(9), Protegida, Publicada(1)],
            &[Publicada(9), NoDisponible, Publicada(1)],
            &[Publicada(0), Publicada(0), Publicada(0)],
        ] {
            assert_eq!(largest(celdas), None, "{celdas:?}");
        }
    }
}
