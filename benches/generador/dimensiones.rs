//! The dimensions of the tables.

/// A dimension, as the document has it.
pub struct Dimension {
    pub nombre: &'static str,
    pub relaciones: Vec<(String, Vec<String>)>,
    pub hojas: Vec<String>,
}

impl Dimension {
    /// The codes that are not leaves.
    pub fn coarse(&self) -> Vec<String> {
        let mut codigos: Vec<String> = self
            .relaciones
            .iter()
            .map(|(padre, _)| padre.clone())
            .collect();
        // The ways to split a node follow each other.
        codigos.dedup();
        codigos
    }
}

pub const RAIZ: &str = "total";

/// Services in the order of `leaves`, and how often each is given.
pub const SERVICIOS: [(&str, u64); 6] = [
    ("psychology", 300),
    ("legal", 280),
    ("social_work", 160),
    ("medical", 120),
    ("training", 120),
    ("shelter", 20),
];

/// Age groups: first and last year, and how many of a thousand women.
pub const EDADES: [(&str, u64, u64, u64); 6] = [
    ("0-14", 0, 14, 25),
    ("15-17", 15, 17, 50),
    ("18-29", 18, 29, 296),
    ("30-44", 30, 44, 392),
    ("45-59", 45, 59, 178),
    ("60+", 60, 84, 59),
];

/// Types of violence, and how many of a hundred women.
pub const VIOLENCIAS: [(&str, u64); 5] = [
    ("psychological", 45),
    ("physical", 30),
    ("economic", 10),
    ("patrimonial", 8),
    ("sexual", 7),
];

/// Years of age that a table can tell apart.
pub const ANIOS: u64 = 85;

fn owned(codigos: &[&str]) -> Vec<String> {
    codigos.iter().map(|codigo| (*codigo).to_owned()).collect()
}

fn tree(nombre: &'static str, hojas: Vec<String>, grupos: Vec<(String, Vec<String>)>) -> Dimension {
    let padres = grupos.iter().map(|(padre, _)| padre.clone()).collect();
    let mut relaciones = vec![(RAIZ.to_owned(), padres)];
    relaciones.extend(grupos);
    Dimension {
        nombre,
        relaciones,
        hojas,
    }
}

/// Agencies in zones of five.
pub fn agency(agencias: usize) -> Dimension {
    let hojas: Vec<String> = (1..=agencias).map(|n| format!("A{n:02}")).collect();
    let zonas = hojas.chunks(5).zip(1..);
    let grupos = zonas
        .map(|(zona, n)| (format!("Z{n}"), zona.to_vec()))
        .collect();
    tree("agency", hojas, grupos)
}

/// Services in two areas.
pub fn service() -> Dimension {
    let hojas = SERVICIOS.iter().map(|(codigo, _)| (*codigo).to_owned());
    let grupos = vec![
        (
            "care".to_owned(),
            owned(&["psychology", "medical", "shelter"]),
        ),
        (
            "support".to_owned(),
            owned(&["legal", "social_work", "training"]),
        ),
    ];
    tree("service", hojas.collect(), grupos)
}

/// Months in quarters, and quarters in years if there are several.
pub fn period(meses: usize) -> Dimension {
    let (mut hojas, mut trimestres, mut anios) = (Vec::new(), Vec::new(), Vec::new());
    let varios = meses > 12;
    for anio in 0..meses.div_ceil(12) {
        let antes = if varios {
            format!("y{:02}", anio + 1)
        } else {
            String::new()
        };
        let de_anio: Vec<String> = (1..=(meses - anio * 12).min(12))
            .map(|mes| format!("{antes}m{mes:02}"))
            .collect();
        let de_anio_trimestres: Vec<(String, Vec<String>)> = de_anio
            .chunks(3)
            .zip(1..)
            .map(|(trimestre, n)| (format!("{antes}q{n}"), trimestre.to_vec()))
            .collect();
        let padres = de_anio_trimestres.iter().map(|(padre, _)| padre.clone());
        anios.push((antes, padres.collect()));
        trimestres.extend(de_anio_trimestres);
        hojas.extend(de_anio);
    }
    if !varios {
        return tree("period", hojas, trimestres);
    }
    let mut dimension = tree("period", hojas, anios);
    dimension.relaciones.extend(trimestres);
    dimension
}

/// Age groups in two stages.
pub fn age() -> Dimension {
    let hojas: Vec<String> = EDADES
        .iter()
        .map(|(codigo, ..)| (*codigo).to_owned())
        .collect();
    let (menores, mayores) = hojas.split_at(2);
    let grupos = vec![
        ("minor".to_owned(), menores.to_vec()),
        ("adult".to_owned(), mayores.to_vec()),
    ];
    tree("age", hojas, grupos)
}

/// Ages in two groupings that overlap, by tens, and 0-17 with 18+: (10-19) − (0-17) would be the ages
/// 18 and 19. Its leaves are single years (`finas`), or the pieces that the groups tell apart.
pub fn overlapping(finas: bool) -> Dimension {
    let piezas: Vec<(u64, u64)> = if finas {
        (0..ANIOS).map(|anio| (anio, anio)).collect()
    } else {
        PIEZAS.to_vec()
    };
    let within = |desde: u64, hasta: u64| {
        let dentro = piezas
            .iter()
            .filter(move |(a, b)| desde <= *a && *b <= hasta);
        dentro.map(|pieza| piece(*pieza)).collect::<Vec<String>>()
    };
    let hasta = ANIOS - 1;
    let grupos = |grupos: &[(&str, u64, u64)]| -> Vec<(String, Vec<String>)> {
        grupos
            .iter()
            .map(|(codigo, a, b)| ((*codigo).to_owned(), within(*a, *b)))
            // A group of a single piece is that piece.
            .filter(|(codigo, hijos)| hijos.first() != Some(codigo))
            .collect()
    };
    let decenas: [(&str, u64, u64); 7] = [
        ("0-9", 0, 9),
        ("10-19", 10, 19),
        ("20-29", 20, 29),
        ("30-39", 30, 39),
        ("40-49", 40, 49),
        ("50-59", 50, 59),
        ("60+", 60, hasta),
    ];
    let mayoria = [("0-17", 0, 17), ("18+", 18, hasta)];
    let names = |grupos: &[(&str, u64, u64)]| -> Vec<String> {
        grupos
            .iter()
            .map(|(codigo, ..)| (*codigo).to_owned())
            .collect()
    };
    let mut relaciones = vec![
        (RAIZ.to_owned(), names(&decenas)),
        (RAIZ.to_owned(), names(&mayoria)),
    ];
    relaciones.extend(grupos(&decenas));
    relaciones.extend(grupos(&mayoria));
    let hojas = piezas.iter().map(|pieza| piece(*pieza)).collect();
    Dimension {
        nombre: "age",
        relaciones,
        hojas,
    }
}

/// The leaves of the overlapping groups: first and last year.
pub const PIEZAS: [(u64, u64); 8] = [
    (0, 9),
    (10, 17),
    (18, 19),
    (20, 29),
    (30, 39),
    (40, 49),
    (50, 59),
    (60, 84),
];

fn piece((desde, hasta): (u64, u64)) -> String {
    match hasta {
        _ if desde == hasta => format!("{desde}"),
        84 => format!("{desde}+"),
        _ => format!("{desde}-{hasta}"),
    }
}

/// The codes of the overlapping groups, without the pieces.
pub const GRUPOS: [&str; 10] = [
    RAIZ, "0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60+", "0-17", "18+",
];

/// Types of violence.
pub fn violence() -> Dimension {
    let hojas: Vec<String> = VIOLENCIAS
        .iter()
        .map(|(codigo, _)| (*codigo).to_owned())
        .collect();
    Dimension {
        nombre: "violence",
        relaciones: vec![(RAIZ.to_owned(), hojas.clone())],
        hojas,
    }
}
