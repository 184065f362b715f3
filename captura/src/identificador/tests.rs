use super::*;

fn of(texto: &str) -> Result<Option<String>, &'static str> {
    read(&Celda::from(texto))
}

#[test]
fn what_looks_the_same_is_the_same() {
    for (uno, otro) in [
        ("PEN\u{303}A-12", "PEÑA-12"),
        ("E-7\u{200b}", "E-7"),
        ("E\u{2011}8", "E-8"),
        ("\u{2060}B-1", "B-1"),
        ("\u{202a}D-1\u{202c}", "D-1"),
        ("G\u{2013}1", "G-1"),
        ("'00045", "00045"),
        ("=\"00045\"", "00045"),
        ("E - 12", "E-12"),
        ("“E-1”", "E-1"),
        ("E\u{a0} 5", "E 5"),
        ("\u{ff25}-5", "E-5"),
    ] {
        assert_eq!(of(uno), Ok(Some(otro.to_owned())), "{uno:?}");
    }
    assert_eq!(of("\u{410}-1"), Err(DE_OTRO_ALFABETO));
}

#[test]
fn what_people_write_in_many_ways_has_one_gist() {
    for otro in [
        "012/2025",
        "12-2025",
        "EXP 12/2025",
        "Exp. No. 12/2025",
        "12 / 2025",
        "0012.2025",
        "122025",
        "12/25",
    ] {
        assert_eq!(gist(otro), gist("12/2025"), "{otro}");
    }
    for otro in ["1/22025", "12/2026", "1/25", "E-12/2025", "2025/12"] {
        assert_ne!(gist(otro), gist("12/2025"), "{otro}");
    }
    assert_eq!(gist("E12"), gist("E-012"));
}

#[test]
fn what_lost_its_digits_is_no_identifier() {
    for cortado in [
        "5.02123E+11",
        "1E+15",
        "1e+15",
        "5,02E+11",
        "50212300000000000",
        "12.0",
        "1,234",
        "03/03/2017",
        "2017-12-03",
        "mar-17",
        "3-mar-17",
        "03/03/17",
        "03.03.2017",
        "00/01/1900",
        "5.02123 E+11",
        "5E11",
        "12:30",
        "1.234.567",
        "45%",
        "$45",
        "E-12; E-13",
        "E-12 y E-13",
        "E-12\nE-13",
        "E-1²",
        "PE?A-1",
        "=A2",
        "1,234.00",
        "1 234 567",
        "3 de marzo de 2017",
        "marzo 2017",
        "diciembre de 2017",
    ] {
        assert!(of(cortado).is_err(), "{cortado}");
    }
    for bueno in [
        "12/2017",
        "3-3-17",
        "E-12",
        "0012",
        "502123000000001",
        "1.2.3",
        "12-25",
        "ABR-0012",
        "JUN/15",
        "A.1",
        "IMM/2017/0001",
        "12 345",
        "MARZO-0012",
    ] {
        assert_eq!(of(bueno), Ok(Some(bueno.to_owned())));
    }
}

#[test]
fn what_stands_for_none_is_none() {
    for nada in [
        "S/N",
        "-",
        "0",
        "00-00",
        "sin expediente",
        "No especificado",
        "NO PREGUNTADO",
        "ninguno",
        "No tiene",
        "N/A",
        "xxx",
        "por asignar",
        "Sin número 2",
        "0/2017",
        "S/N/2017",
        "S/núm",
        "misma",
        "en trámite",
        "S.E. 2017",
        "pend-1",
        "N/A-1",
        "s/e 12",
        "no trae 2025",
        "NO LO PRESENTÓ",
        "ver 12",
        "Ver. exp. 12",
        "falta 3",
        "ídem 12",
    ] {
        assert!(is_placeholder(nada), "{nada}");
    }
    for alguno in [
        "NO-12",
        "1",
        "999",
        "99999",
        "E-0",
        "SIN-123",
        "ABR-0012",
        "PEÑA-12",
        "Noemí-1",
        "No. 2017",
        "ND1",
        "SINALOA 3",
        "N-1",
        "VER-12",
        "No. Exp. 2025",
        "DIF 34 2025",
        "E 12",
    ] {
        assert!(!is_placeholder(alguno), "{alguno}");
    }
}

#[test]
fn two_files_in_a_cell_are_none() {
    for dos in [
        "784/785",
        "784 / 785",
        "999/1000",
        "EXP 784/785",
        "E-784/785",
        "E-784 E-785",
        "EXP 784 EXP 785",
        "12/2025 13/2025",
        "E-1/2025 E-2/2025",
        "784 + 785",
        "784 o 785",
    ] {
        assert!(file(&Celda::from(dos)).is_err(), "{dos}");
    }
    for uno in [
        "12/2025",
        "012/2025",
        "2025/784",
        "EXP 12/25",
        "EXP 784/25",
        "E 12",
        "OAX-12/2025-B",
        "OAX-123/785",
        "DIF 34 2025",
        "12/003",
        "0123/067",
        "784/2",
        "12 345",
        "UM1/E12",
        "IMM/2017/0001",
        "M-5/24-M",
        "No. Cuenta 00123",
        "E-784 bis",
    ] {
        assert!(file(&Celda::from(uno)).is_ok(), "{uno}");
    }
}
