//! Several editions of one table.

use super::super::auditar;
use super::*;

fn una(valores: [i64; 3]) -> Entrada {
    let fila = dimension("fila", &["total: a b c"]);
    let [a, b, c] = valores;
    entrada(
        vec![fila],
        None,
        &[(&[0], a), (&[1], b), (&[2], c)],
        (5, 5),
        Ceros::Publicados,
    )
}

/// A table, what was published of it before, and what is withheld now.
fn despues(valores: [i64; 3], antes: &[Protegida], vinculo: Vinculo) -> Entrada {
    Entrada {
        ediciones: antes.to_vec(),
        vinculo,
        ..una(valores)
    }
}

#[test]
fn seven_minus_six_is_one() {
    let primera = ocultar(&una([20, 20, 30]), &[]);
    // b is withheld now; but the total grew by 7 and a by 6.
    let segunda = despues([26, 21, 30], &[primera], Vinculo::Adiciones);
    let auditoria = auditar(&ocultar(&segunda, &["b"]), Some(&segunda), None);
    assert_eq!(
        de_clase(&auditoria, Clase::Edicion),
        ["diferencia de ediciones: (b) = 1; aumento desde la edición anterior (edición 2)"]
    );
    let auditoria = auditar(&ocultar(&segunda, &["b", "c"]), Some(&segunda), None);
    assert_eq!(
        de_clase(&auditoria, Clase::Edicion),
        [
            "diferencia de ediciones: (b) + (c) = 1; aumento conjunto desde la edición anterior (edición 2)"
        ]
    );
}

#[test]
fn large_additions_pass() {
    let primera = ocultar(&una([20, 20, 30]), &[]);
    let segunda = despues([27, 20, 39], &[primera], Vinculo::Adiciones);
    let publicada = ocultar(&segunda, &[]);
    assert!(auditar(&publicada, Some(&segunda), None).aprobada());
    // A third edition that only changes by 2.
    let tercera = despues([29, 20, 39], &[publicada], Vinculo::Adiciones);
    let auditoria = auditar(&ocultar(&tercera, &[]), Some(&tercera), None);
    let halladas = de_clase(&auditoria, Clase::Edicion);
    assert_eq!(halladas.len(), 2, "{auditoria}");
    assert!(halladas[0].ends_with("(edición 3)"));
}

#[test]
fn what_decreases_cannot_be_an_addition() {
    let primera = ocultar(&una([20, 20, 30]), &[]);
    let segunda = despues([19, 20, 30], &[primera], Vinculo::Adiciones);
    let auditoria = auditar(&ocultar(&segunda, &[]), Some(&segunda), None);
    assert!(
        !de_clase(&auditoria, Clase::Inconsistente).is_empty(),
        "{auditoria}"
    );
}

#[test]
fn a_frozen_cell_published_later_gives_the_earlier_one_away() {
    let valores = [2, 20, 30];
    let primera = ocultar(&una(valores), &["a", "b"]);
    assert!(auditar(&primera, Some(&una(valores)), None).aprobada());
    let segunda = despues(valores, std::slice::from_ref(&primera), Vinculo::Congelado);
    let auditoria = auditar(&ocultar(&segunda, &["a", "c"]), Some(&segunda), None);
    let halladas = de_clase(&auditoria, Clase::Exacta);
    assert_eq!(halladas.len(), 2, "{auditoria}");
    assert!(
        halladas[0].starts_with("cuenta exacta: (a) = 2;"),
        "{auditoria}"
    );
    // The same pattern again gives nothing away; nor does an edition of something else.
    let auditoria = auditar(&ocultar(&segunda, &["a", "b"]), Some(&segunda), None);
    assert!(auditoria.aprobada(), "{auditoria}");
    let ajena = despues(valores, &[primera], Vinculo::Ninguno);
    let auditoria = auditar(&ocultar(&ajena, &["a", "c"]), Some(&ajena), None);
    assert!(auditoria.aprobada(), "{auditoria}");
}

#[test]
fn an_earlier_leaf_may_have_been_split() {
    let primera = ocultar(&una([2, 20, 30]), &["a", "b"]);
    let fila = dimension("fila", &["total: a b c", "b: b1 b2"]);
    let hojas: [(&[usize], i64); 4] = [(&[0], 2), (&[1], 30), (&[2], 12), (&[3], 8)];
    let mut segunda = entrada(vec![fila], None, &hojas, (5, 5), Ceros::Publicados);
    segunda.ediciones = vec![primera];
    segunda.vinculo = Vinculo::Congelado;
    let auditoria = auditar(&ocultar(&segunda, &["a", "b", "b1"]), Some(&segunda), None);
    assert!(auditoria.aprobada(), "{auditoria}");
    let auditoria = auditar(&ocultar(&segunda, &["a", "b"]), Some(&segunda), None);
    assert_eq!(de_clase(&auditoria, Clase::Exacta).len(), 2, "{auditoria}");
}

#[test]
fn a_code_that_is_gone_is_an_inconsistency() {
    let primera = ocultar(&una([9, 20, 30]), &[]);
    let fila = dimension("fila", &["total: a b d"]);
    let hojas: [(&[usize], i64); 1] = [(&[0], 9)];
    let mut segunda = entrada(vec![fila], None, &hojas, (5, 5), Ceros::Publicados);
    segunda.ediciones = vec![primera];
    segunda.vinculo = Vinculo::Congelado;
    let auditoria = auditar(&ocultar(&segunda, &[]), None, None);
    assert!(
        auditoria.to_string().contains("«c» de «fila» no está"),
        "{auditoria}"
    );
}
