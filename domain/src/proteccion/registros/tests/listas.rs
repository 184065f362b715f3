//! Registers written out as lists of persons, and counted again from nothing as an import counts them: what is found gives
//! what is published.

use std::ops::Range;

use super::resto::{Estados, registros};
use super::*;
use crate::cubo::{Clase, Cubo};

/// Somebody of a list, with all her attentions and how many of each.
pub(super) struct Renglon {
    pub(super) anonima: bool,
    pub(super) sexo: u16,
    pub(super) edad: u16,
    pub(super) atenciones: Vec<(Clase, u32)>,
}

pub(super) const AMBAS: &[Medida] = &[Medida::PersonasAtendidas, Medida::Servicios];
pub(super) const PERSONAS: &[Medida] = &[Medida::PersonasAtendidas];

/// The cells of some crossings, with three types of violence.
pub(super) fn crossed(cruces: &[(&[Medida], &[Nivel])]) -> Rejilla {
    let (plan, catalogos) = crossings(cruces);
    let corte = date!(2017 - 12 - 31);
    Rejilla::new(&plan, Ejes::new(corte, &catalogos, &[], &[]), corte)
}

/// A plan of some crossings, and catalogues with three types of violence.
pub(super) fn crossings(cruces: &[(&[Medida], &[Nivel])]) -> (Plan, Catalogos) {
    let entrada = |clave: &str| Entrada {
        clave: clave.into(),
        nombre: clave.into(),
        fundamento: None,
        vigencia: Vigencia::default(),
    };
    let tipos = ["fisica", "psicologica", "sexual"].map(entrada);
    let catalogos = Catalogos {
        tipos_violencia: Catalogo::new("x", tipos.into()).unwrap(),
        ..catalogos()
    };
    let cruces = cruces.iter().zip(["a", "b", "c", "d"]);
    let cruces = cruces.map(|((medidas, niveles), clave)| Cruce {
        clave: clave.into(),
        nombre: clave.into(),
        medidas: medidas.iter().copied().collect(),
        niveles: niveles.to_vec(),
    });
    let plan = Plan {
        umbral: Umbral::MINIMO,
        ancho: 5,
        cruces: cruces.collect(),
        obligados: vec![],
        repeticiones: false,
    };
    assert_eq!(plan.check(), Ok(()));
    (plan, catalogos)
}

/// A small plan in which every dimension counts.
pub(super) const SMALL: [(&[Medida], &[Nivel]); 4] = [
    (AMBAS, &[Nivel::Anio, Nivel::Agencia, Nivel::Servicio]),
    (AMBAS, &[Nivel::Trimestre, Nivel::Servicio]),
    (PERSONAS, &[Nivel::Anio, Nivel::Sexo, Nivel::Etapa]),
    (PERSONAS, &[Nivel::Trimestre, Nivel::TipoViolencia]),
];

pub(super) fn small() -> Rejilla {
    crossed(&SMALL)
}

fn finest(ejes: &Ejes, eje: Eje, n: usize) -> u16 {
    let hojas = (0u16..).take(ejes.miembros(eje).len());
    let mut hojas = hojas.filter(|i| ejes.partes(eje, *i).next().is_none());
    hojas.nth(n).unwrap()
}

/// Month, place, service and types of violence; positions among the finest members.
pub(super) type Asistencia = (usize, usize, usize, Vec<usize>);

pub(super) fn attention(ejes: &Ejes, (mes, lugar, servicio, tipos): &Asistencia) -> Clase {
    let mut hoja = Coordenadas::TOTAL;
    for (eje, n) in [
        (Eje::Tiempo, *mes),
        (Eje::Lugar, *lugar),
        (Eje::Servicio, *servicio),
        (Eje::Visita, 0),
        (Eje::Unidad, 0),
    ] {
        hoja[eje] = finest(ejes, eje, n);
    }
    let tipos = tipos.iter().map(|n| finest(ejes, Eje::Violencia, *n));
    Clase {
        hoja,
        violencias: tipos.collect(),
    }
}

/// Whether she is anonymous, sex, age, and attentions with how many of each.
pub(super) type Persona = (bool, usize, i32, Vec<(Asistencia, u32)>);

/// Persons of few places and services, so that cells are neither all small nor all large.
pub(super) fn gente(cuantas: Range<usize>) -> impl Strategy<Value = Vec<Persona>> {
    let tipos = [vec![0], vec![1], vec![0, 1], vec![0, 2], vec![3]];
    let tipos = prop::sample::select(tipos.to_vec());
    let asistencia = (0..12usize, 0..3usize, 0..2usize, tipos);
    let una = (
        prop::bool::weighted(0.1),
        prop_oneof![4 => Just(0usize), 1 => Just(1usize)],
        prop::sample::select(vec![15, 30]),
        prop::collection::vec((asistencia, 1..3u32), 1..4),
    );
    prop::collection::vec(una, cuantas)
}

/// The list of a register. Of what is anonymous no violence is known.
pub(super) fn list(ejes: &Ejes, gente: &[Persona]) -> Vec<Renglon> {
    let renglon = |(anonima, sexo, edad, asistencias): &Persona| {
        let mut suyas: BTreeMap<Clase, u32> = BTreeMap::new();
        for (asistencia, veces) in asistencias {
            let mut clase = attention(ejes, asistencia);
            if *anonima {
                clase.violencias = vec![0];
            }
            *suyas.entry(clase).or_default() += veces;
        }
        Renglon {
            anonima: *anonima,
            sexo: finest(ejes, Eje::Sexo, *sexo),
            edad: ejes.edad(Some(*edad), false),
            atenciones: suyas.into_iter().collect(),
        }
    };
    gente.iter().map(renglon).collect()
}

/// Counts a list as an import does.
pub(super) fn count(rejilla: &Rejilla, lista: &[Renglon]) -> Cubo {
    let mut recuento = Recuento::new(rejilla, 5);
    for una in lista {
        let mut suyas = vec![];
        for (clase, veces) in &una.atenciones {
            let identificados = if una.anonima { 0 } else { *veces };
            recuento.services(clase.hoja, (*veces).into(), identificados.into());
            suyas.push((clase, *veces));
        }
        if !una.anonima {
            let suyas = suyas.into_iter();
            let suyas = suyas.map(|(c, n)| (recuento.kind(c.hoja, &c.violencias), n));
            let suyas: Vec<(usize, u32)> = suyas.collect();
            recuento.persons(1, una.sexo, una.edad, &suyas);
        }
    }
    recuento.finish()
}

/// Persons and services of every declared cell.
pub(super) fn cells(rejilla: &Rejilla, cubo: &Cubo) -> [BTreeMap<Coordenadas, u64>; 2] {
    let services = |celda: &Coordenadas| {
        let hojas = cubo.hojas.iter();
        let dentro = hojas.filter(|(hoja, _)| rejilla.ejes.dentro(hoja, celda));
        dentro.map(|(_, hoja)| hoja.servicios).sum()
    };
    let personas = rejilla.celdas(Medida::PersonasAtendidas).into_iter();
    let servicios = rejilla.celdas(Medida::Servicios).into_iter();
    [
        personas
            .map(|celda| (celda, cubo.personas[&celda]))
            .collect(),
        servicios.map(|celda| (celda, services(&celda))).collect(),
    ]
}

/// What is published of a register: zeros too, but in breakdowns by violence of which something is withheld.
pub(super) fn states(
    rejilla: &Rejilla,
    cubo: &Cubo,
    publicada: impl Fn(&Coordenadas, u64) -> bool,
) -> [Estados; 2] {
    let group = |celda: &Coordenadas| {
        let mut grupo = *celda;
        grupo[Eje::Violencia] = 0;
        grupo
    };
    cells(rejilla, cubo).map(|cuentas| {
        let ocultas = cuentas
            .iter()
            .filter(|(celda, n)| celda[Eje::Violencia] > 0 && **n > 0 && !publicada(celda, **n));
        let grupos: BTreeSet<Coordenadas> = ocultas.map(|(celda, _)| group(celda)).collect();
        let state = |(celda, n): (&Coordenadas, &u64)| {
            let se_publica = match *n {
                0 => celda[Eje::Violencia] == 0 || !grupos.contains(&group(celda)),
                n => publicada(celda, n),
            };
            (*celda, (*n, se_publica))
        };
        cuentas.iter().map(state).collect()
    })
}

/// The list of a register that was found: of each pattern those who did not change, and who there is after each step.
pub(super) fn found(padron: &Padron, pasos: &[Paso]) -> Vec<Renglon> {
    let mut quedan: Vec<u32> = padron.quienes.iter().map(|(_, n)| *n).collect();
    let mut todas: Vec<Alguien> = vec![];
    for paso in pasos {
        let i = filas::at(paso.quien);
        if !paso.cambio.llega() {
            // Nobody can change twice.
            quedan[i] = quedan[i].checked_sub(1).unwrap();
        }
        todas.extend(paso.cambio.apply(padron, &padron.quienes[i].0));
    }
    for ((quien, _), n) in padron.quienes.iter().zip(quedan) {
        todas.extend((0..n).map(|_| quien.clone()));
    }
    let renglon = |quien: &Alguien| Renglon {
        anonima: quien.anonima,
        sexo: quien.sexo,
        edad: quien.edad,
        atenciones: (quien.atenciones.iter())
            .map(|(tipo, veces)| (padron.tipo(*tipo).clase.clone(), *veces))
            .collect(),
    };
    todas.iter().map(renglon).collect()
}

/// Whether an import takes somebody: attentions of the finest members, and types of violence of which none stands alone.
fn importable(ejes: &Ejes, una: &Renglon) -> bool {
    let leaf = |eje: Eje, miembro: u16| ejes.partes(eje, miembro).next().is_none();
    let alone = |tipo: &u16| ejes.miembro(Eje::Violencia, *tipo).especial();
    let attended = |(clase, veces): &(Clase, u32)| {
        let tipos = &clase.violencias;
        let violencia = tipos.is_sorted_by(|uno, otro| uno < otro)
            && (tipos.len() == 1 || !tipos.iter().any(alone))
            && tipos.iter().all(|tipo| leaf(Eje::Violencia, *tipo));
        let mut lugares = vecinas::LUGARES.iter();
        *veces > 0
            && !tipos.is_empty()
            && lugares.all(|eje| leaf(*eje, clase.hoja[*eje]))
            && (if una.anonima {
                tipos == &[0]
            } else {
                violencia
            })
    };
    let alguien = una.anonima || (leaf(Eje::Sexo, una.sexo) && leaf(Eje::Edad, una.edad));
    alguien && !una.atenciones.is_empty() && una.atenciones.iter().all(attended)
}

/// What withholding each row costs; zeros must not be.
pub(super) fn costs(registros: &Registros) -> Vec<Option<u64>> {
    let filas = registros.filas.todas.iter();
    filas.map(|fila| (fila.verdad > 0).then_some(1)).collect()
}

/// Imports every register that was found: each says what is published, and numbers have seen what they hold and no more.
fn import_all(rejilla: &Rejilla, registros: &mut Registros) {
    let fondo = std::mem::take(&mut registros.fondo);
    let mut vistos = fondo::truth(&registros.filas, &registros.formas);
    for pasos in fondo.into_steps() {
        let lista = found(&registros.padron, &pasos);
        assert!(lista.iter().all(|una| importable(&rejilla.ejes, una)));
        let [personas, servicios] = cells(rejilla, &count(rejilla, &lista));
        let cuentas = registros.filas.todas.iter().map(|fila| {
            let cuentas = if fila.de_servicios {
                &servicios
            } else {
                &personas
            };
            i64::try_from(cuentas[&fila.celda]).unwrap()
        });
        let cuentas: Vec<i64> = cuentas.collect();
        for (fila, cuenta) in registros.filas.todas.iter().zip(&cuentas) {
            let de_violencia = fila.celda[Eje::Violencia] > 0;
            let dice = match fila.oculta {
                None => *cuenta == fila.verdad,
                Some(_) => *cuenta >= 1 || de_violencia,
            };
            assert!(dice, "{cuenta} in {fila:?}");
        }
        for (visto, forma) in vistos.iter_mut().zip(&registros.formas) {
            let valor = forma.value(|fila| cuentas[fila]);
            visto.bajo = visto.bajo.min(valor);
            visto.alto = visto.alto.max(valor);
        }
        assert!(registros.see(pasos));
    }
    assert_eq!(registros.vistos, vistos);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_imported_as_it_was_published(
        gente in gente(10..61),
        ocultas in prop::collection::vec(prop::bool::weighted(0.2), 97),
    ) {
        let rejilla = small();
        let cubo = count(&rejilla, &list(&rejilla.ejes, &gente));
        prop_assert!(cubo.fijos.is_empty() && cubo.resto.personas.is_empty());
        let oculta = |celda: &Coordenadas| {
            let suma: usize = celda.iter().map(|(eje, m)| (7 * eje.indice() + 1) * usize::from(m)).sum();
            *celda != Coordenadas::TOTAL && ocultas[suma % ocultas.len()]
        };
        let estados = states(&rejilla, &cubo, |celda, n| n >= 5 && !oculta(celda));
        let mut registros = registros(&rejilla, &cubo, &estados).unwrap();
        registros.search();
        prop_assert!(registros.fondo.len() > 0);
        import_all(&rejilla, &mut registros);
        // What stands in the way is withheld, and of the rest something is published again.
        let costo = costs(&registros);
        for forma in registros.open().into_iter().take(4) {
            if let Some(remedio) = registros.remedy(forma, &costo, 9) {
                registros.withhold(&remedio.filas);
                registros.apply(remedio);
            }
        }
        let todas = registros.filas.todas.iter().enumerate();
        let ocultas = todas.filter(|(_, fila)| fila.oculta.is_some() && fila.verdad >= 5);
        let ocultas: Vec<usize> = ocultas.map(|(i, _)| i).take(8).collect();
        for fila in ocultas {
            registros.publish(fila, fila % 2 == 0);
        }
        import_all(&rejilla, &mut registros);
    }
}
