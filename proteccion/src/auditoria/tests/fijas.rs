//! Tables whose answer is known.

use super::super::auditar;
use super::*;

const AMBAS: (u64, u64) = (5, 5);

fn filas(nombre: &str) -> Dimension {
    dimension(nombre, &["total: r1 r2"])
}

fn columnas() -> Dimension {
    dimension("col", &["total: A B"])
}

/// The four cells inside a two-way table.
fn dos_por_dos(valores: [i64; 4], exigidos: (u64, u64), ceros: Ceros) -> Entrada {
    let [a, b, c, d] = valores;
    let hojas: [(&[usize], i64); 4] = [(&[0, 0], a), (&[0, 1], b), (&[1, 0], c), (&[1, 1], d)];
    entrada(
        vec![filas("fila"), columnas()],
        None,
        &hojas,
        exigidos,
        ceros,
    )
}

#[test]
fn two_withheld_in_each_line_are_not_enough() {
    let valores = [
        [30, 47, 64, 89],
        [90, 124, 5, 31],
        [92, 100, 59, 85],
        [800, 991, 651, 685],
    ];
    let posiciones: Vec<([usize; 2], i64)> = (0..16)
        .map(|i| ([i / 4, i % 4], valores[i / 4][i % 4]))
        .collect();
    let hojas: Vec<(&[usize], i64)> = posiciones.iter().map(|(p, v)| (&p[..], *v)).collect();
    let dimensiones = vec![
        dimension("row", &["total: w x y z"]),
        dimension("col", &["total: a b c d"]),
    ];
    let mut entrada = entrada(dimensiones, None, &hojas, (0, 5), Ceros::Publicados);
    let ocultas = [
        "w a", "w b", "w c", "x a", "x c", "y b", "y d", "z b", "z d",
    ];
    entrada.primarias = (0..entrada.reticula.celdas())
        .filter(|celda| ocultas.contains(&entrada.reticula.nombres(*celda).join(" ").as_str()))
        .collect();
    let auditoria = auditar(&ocultar(&entrada, &ocultas), Some(&entrada), None);
    assert_eq!(
        de_clase(&auditoria, Clase::Exacta),
        ["cuenta exacta: (w, b) = 47; se deduce de lo publicado (edición 1)"]
    );
    assert_eq!(auditoria.hallazgos.len(), 1, "{auditoria}");
    let mas = [&ocultas[..], &["x d"]].concat();
    let auditoria = auditar(&ocultar(&entrada, &mas), Some(&entrada), None);
    assert!(auditoria.aprobada(), "{auditoria}");
}

#[test]
fn a_small_count_that_is_published_is_found() {
    let entrada = dos_por_dos([3, 20, 20, 20], AMBAS, Ceros::Publicados);
    let auditoria = auditar(&ocultar(&entrada, &[]), None, None);
    assert_eq!(
        de_clase(&auditoria, Clase::Exacta),
        ["cuenta exacta: (r1, A) = 3; se publica (edición 1)"]
    );
}

#[test]
fn ten_services_to_one_person_are_small() {
    let mut entrada = dos_por_dos([10, 20, 20, 20], AMBAS, Ceros::Publicados);
    let publicada = ocultar(&entrada, &[]);
    entrada.ocupadas[0].2 = 1;
    assert!(auditar(&publicada, None, None).aprobada());
    let auditoria = auditar(&publicada, Some(&entrada), None);
    assert_eq!(de_clase(&auditoria, Clase::Exacta).len(), 1, "{auditoria}");
}

#[test]
fn two_that_sum_to_two_are_both_one_unless_one_could_be_zero() {
    let ocultas = ["r1 A", "r1 B", "r2 A", "r2 B", "total A", "total B"];
    let publicados = dos_por_dos([1, 1, 20, 20], AMBAS, Ceros::Publicados);
    // The row total of 2 is itself small: look at the cells only.
    let auditoria = auditar(&ocultar(&publicados, &ocultas), None, None);
    assert!(
        auditoria
            .to_string()
            .contains("cuenta exacta: (r1, A) = 1;"),
        "{auditoria}"
    );
    let desconocidos = dos_por_dos([1, 1, 20, 20], AMBAS, Ceros::Desconocidos);
    let auditoria = auditar(&ocultar(&desconocidos, &ocultas), None, None);
    assert!(
        auditoria
            .to_string()
            .contains("intervalo estrecho: (r1, A) en [0, 2];"),
        "{auditoria}"
    );
    assert!(
        !auditoria.to_string().contains("cuenta exacta: (r1, A)"),
        "{auditoria}"
    );
}

#[test]
fn who_is_alone_knows_the_other() {
    let entrada = dos_por_dos([1, 3, 20, 20], AMBAS, Ceros::Publicados);
    let ocultas = ["r1 A", "r1 B", "r2 A", "r2 B"];
    let auditoria = auditar(&ocultar(&entrada, &ocultas), Some(&entrada), None);
    assert_eq!(
        de_clase(&auditoria, Clase::Singular),
        ["persona única: (r1, B) = 3; la conoce quien está en (r1, A) (edición 1)"]
    );
    assert_eq!(
        de_clase(&auditoria, Clase::SumaImplicita),
        ["suma implícita: (r1, A) + (r1, B) = 4; es lo que deja (r1, total) (edición 1)"]
    );
}

#[test]
fn the_same_person_seen_twice_is_no_pair() {
    let fila = dimension("fila", &["total: r1 r2 r3", "g: r1 r2"]);
    let hojas: [(&[usize], i64); 2] = [(&[0], 1), (&[2], 30)];
    let entrada = entrada(vec![fila], None, &hojas, AMBAS, Ceros::Desconocidos);
    let auditoria = auditar(
        &ocultar(&entrada, &["r1", "g", "r2", "r3"]),
        Some(&entrada),
        None,
    );
    assert_eq!(de_clase(&auditoria, Clase::Singular), Vec::<String>::new());
}

#[test]
fn leaves_that_nobody_declares_keep_cells_apart() {
    let dimensiones = || vec![filas("fila"), columnas()];
    let margenes = || {
        let [fila, columna] = [filas("fila"), columnas()];
        let todas = |d: &Dimension| (0..d.codigos()).collect::<Vec<usize>>();
        let raices = (vec![fila.raiz()], vec![columna.raiz()]);
        vec![
            Cruce(vec![todas(&fila), raices.1]),
            Cruce(vec![raices.0, todas(&columna)]),
        ]
    };
    // Everybody of r1 is in A: where the crossing is declared and its zeros are known, r1 gives A away.
    let hojas: [(&[usize], i64); 2] = [(&[0, 0], 6), (&[1, 1], 20)];
    let fijar = |mut entrada: Entrada| {
        let a = [
            entrada.reticula.dimensiones()[0].raiz(),
            entrada.reticula.dimensiones()[1].hojas()[0],
        ];
        entrada.primarias = vec![entrada.reticula.find(&a).unwrap()];
        entrada
    };
    let ceros = Ceros::Publicados;
    let sueltas = fijar(entrada(
        dimensiones(),
        Some(margenes()),
        &hojas,
        AMBAS,
        ceros,
    ));
    let auditoria = auditar(
        &ocultar(&sueltas, &["total A", "total B"]),
        Some(&sueltas),
        None,
    );
    assert!(auditoria.aprobada(), "{auditoria}");
    let cruzadas = fijar(entrada(dimensiones(), None, &hojas, AMBAS, ceros));
    let ocultas = ["total A", "total B", "r1 A", "r2 B"];
    let auditoria = auditar(&ocultar(&cruzadas, &ocultas), Some(&cruzadas), None);
    assert!(
        auditoria.to_string().contains("(total, A) = 6"),
        "{auditoria}"
    );
}

#[test]
fn overlapping_groups_are_subtracted() {
    let edad = dimension(
        "edad",
        &[
            "total: 0-9 10-17 18-19 20+",
            "0-17: 0-9 10-17",
            "10-19: 10-17 18-19",
            "0-19: 0-17 18-19",
            "0-19: 0-9 10-19",
        ],
    );
    let con = |valores: [i64; 4]| {
        let hojas: [(&[usize], i64); 4] = [
            (&[0], valores[0]),
            (&[1], valores[1]),
            (&[2], valores[2]),
            (&[3], valores[3]),
        ];
        entrada(vec![edad.clone()], None, &hojas, AMBAS, Ceros::Publicados)
    };
    // Nobody is under 10: (10-19) − (0-17) are those of 18-19.
    let ninguna = con([0, 20, 2, 30]);
    let ocultas = ["10-17", "18-19", "20+", "0-19"];
    let auditoria = auditar(&ocultar(&ninguna, &ocultas), None, None);
    assert!(
        auditoria
            .to_string()
            .contains("cuenta exacta: (18-19) = 2;"),
        "{auditoria}"
    );
    // Two ways to split 0-19: the second one leaves those under 10.
    let algunas = con([3, 20, 12, 30]);
    let ocultas = ["0-9", "10-17", "18-19", "20+", "0-17"];
    let auditoria = auditar(&ocultar(&algunas, &ocultas), None, None);
    assert!(
        auditoria.to_string().contains("cuenta exacta: (0-9) = 3;"),
        "{auditoria}"
    );
}

#[test]
fn a_group_in_one_category_shows_its_attribute() {
    let mut entrada = dos_por_dos([8, 0, 20, 20], AMBAS, Ceros::Publicados);
    entrada.sensibles = vec![1];
    let ocultas = ["r1 A", "r2 A", "total A"];
    let auditoria = auditar(&ocultar(&entrada, &ocultas), Some(&entrada), None);
    assert_eq!(
        de_clase(&auditoria, Clase::Atributo),
        ["atributo revelado: (r1, A) = 8; es todo (r1, total) (edición 1)"]
    );
    entrada.ceros = Ceros::Desconocidos;
    let ocultas = ["r1 A", "r1 B", "r2 A", "r2 B"];
    let auditoria = auditar(&ocultar(&entrada, &ocultas), Some(&entrada), None);
    assert!(auditoria.aprobada(), "{auditoria}");
}

#[test]
fn what_cannot_be_true_is_said() {
    let entrada = dos_por_dos([10, 10, 20, 20], AMBAS, Ceros::Publicados);
    let mut publicada = ocultar(&entrada, &[]);
    publicada.celdas[0].1 = publicada.celdas[0].1.map(|valor| valor + 1);
    let auditoria = auditar(&publicada, None, None);
    assert!(
        !de_clase(&auditoria, Clase::Inconsistente).is_empty(),
        "{auditoria}"
    );
    let mut otra = ocultar(&entrada, &[]);
    otra.celdas.pop();
    let auditoria = auditar(&otra, Some(&entrada), None);
    assert!(
        !de_clase(&auditoria, Clase::Inconsistente).is_empty(),
        "{auditoria}"
    );
}
