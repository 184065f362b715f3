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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Celda::{NoDisponible, Protegida, Publicada};

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
