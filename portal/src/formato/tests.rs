use super::*;
use time::macros::{date, datetime};

#[test]
fn numbers_are_written_as_in_mexico() {
    assert_eq!(
        [0, 7, 999, 1000, 3771, 1_234_567].map(numero),
        ["0", "7", "999", "1,000", "3,771", "1,234,567"]
    );
    assert_eq!(porcentaje(3158, 7508), "42.1\u{a0}%");
    assert_eq!(porcentaje(5, 5), "100\u{a0}%");
    assert_eq!(
        [ancho(884, 3158), ancho(2468, 3158), ancho(0, 0)],
        ["28%", "78.2%", "0%"]
    );
    assert_eq!(
        [peso(300), peso(26_000), peso(2_000_000)],
        ["0.2 KB", "25 KB", "1.9 MB"]
    );
}

#[test]
fn dates_are_written_as_in_mexico() {
    assert_eq!(
        fecha_larga(date!(2017 - 12 - 31)),
        "31 de diciembre de 2017"
    );
    assert_eq!(fecha_corta(date!(2026 - 11 - 08)), "8 nov 2026");
    assert_eq!(
        instante(datetime!(2026-11-28 01:09:01 UTC)),
        "2026-11-28T01:09:01Z"
    );
    assert_eq!(dia_semana(date!(2018 - 03 - 15)), "jueves");
}
