//! Distinct women by signature: the set of services of each woman. `any_psychology` is the union of the
//! signatures that have it, so that the services do not add up to the women.

use super::azar::{Azar, Reparto, SUAVE};
use super::dimensiones::{self, Dimension, EDADES, RAIZ, SERVICIOS};
use super::mujeres;
use super::tabla::{Codigos, Cruces, Tabla};

/// Of a thousand women, how many were given one service, two, and so on.
const CUANTOS: [u64; 5] = [637, 287, 65, 10, 1];

/// Women by agency, age and signature, in two cross-tabulations: agency × age × any service, and agency
/// × how many services. Its leaves are the signatures that occur, as in what a register can list, or
/// every possible one (`todas`), as in what a reader can't exclude.
pub fn tabla(nombre: String, semilla: u64, todas: bool) -> Tabla {
    let mut azar = Azar::new(semilla, 3);
    let agencias = 13;
    let lugares = Reparto::new(mujeres::agencies(&mut azar, agencias));
    let edades = Reparto::new(EDADES.map(|edad| edad.3));
    let cuantos = Reparto::new(CUANTOS);
    let servicios: Vec<[u64; 6]> = (0..agencias)
        .map(|_| SERVICIOS.map(|(_, peso)| peso * azar.factor(&SUAVE)))
        .collect();
    let mujeres: Vec<(usize, usize, Vec<bool>)> = (0..mujeres::women_of(agencias, 12))
        .map(|_| {
            let agencia = lugares.draw(&mut azar);
            let edad = edades.draw(&mut azar);
            let tamano = cuantos.draw(&mut azar) + 1;
            let firma = signature(&mut azar, servicios[agencia], tamano);
            (agencia, edad, firma)
        })
        .collect();
    let mut firmas: Vec<Vec<bool>> = if todas {
        (1..64u32)
            .map(|bits| (0..6).map(|i| bits >> i & 1 == 1).collect())
            .collect()
    } else {
        mujeres.iter().map(|(.., firma)| firma.clone()).collect()
    };
    let size = |firma: &[bool]| firma.iter().filter(|tiene| **tiene).count();
    firmas.sort_by_key(|firma| {
        (
            size(firma),
            firma.iter().map(|tiene| !tiene).collect::<Vec<_>>(),
        )
    });
    firmas.dedup();
    let lista = |codigos: Vec<String>| Codigos::Lista([vec![RAIZ.to_owned()], codigos].concat());
    let tamanos = 1..=firmas.last().map_or(0, |firma| size(firma));
    let cruces = Cruces::Declarados(vec![
        vec![
            ("agency", Codigos::Todos),
            ("age", Codigos::Todos),
            (
                "services",
                lista(SERVICIOS.map(|(codigo, _)| any(codigo)).to_vec()),
            ),
        ],
        vec![
            ("agency", Codigos::Todos),
            (
                "services",
                lista(tamanos.map(|n| format!("exactly_{n}")).collect()),
            ),
        ],
    ]);
    let dimensiones = vec![
        dimensiones::agency(agencias),
        dimensiones::age(),
        dimension(&firmas),
    ];
    let mut tabla = Tabla::new(nombre, dimensiones, cruces);
    for (agencia, edad, firma) in mujeres {
        let posicion = firmas.iter().position(|otra| *otra == firma);
        tabla.add(vec![agencia, edad, posicion.unwrap_or(0)], 1, 1);
    }
    tabla
}

fn any(servicio: &str) -> String {
    format!("any_{servicio}")
}

/// A set of services, drawn without putting back.
fn signature(azar: &mut Azar, mut pesos: [u64; 6], cuantos: usize) -> Vec<bool> {
    let mut firma = vec![false; pesos.len()];
    for _ in 0..cuantos {
        let servicio = Reparto::new(pesos).draw(azar);
        firma[servicio] = true;
        pesos[servicio] = 0;
    }
    firma
}

fn dimension(firmas: &[Vec<bool>]) -> Dimension {
    let name = |firma: &Vec<bool>| {
        let servicios = SERVICIOS.iter().zip(firma).filter(|(_, tiene)| **tiene);
        let cortos: Vec<&str> = servicios
            .map(|((codigo, _), _)| codigo.split_at(3).0)
            .collect();
        cortos.join("+")
    };
    let hojas: Vec<String> = firmas.iter().map(name).collect();
    let union = |tiene: &dyn Fn(&[bool]) -> bool| -> Vec<String> {
        let unidas = firmas.iter().zip(&hojas).filter(|(firma, _)| tiene(firma));
        unidas.map(|(_, hoja)| hoja.clone()).collect()
    };
    let mut relaciones = vec![(RAIZ.to_owned(), hojas.clone())];
    for (i, (codigo, _)) in SERVICIOS.iter().enumerate() {
        relaciones.push((any(codigo), union(&|firma| firma[i])));
    }
    for n in 1..=6 {
        let hijos = union(&|firma| firma.iter().filter(|tiene| **tiene).count() == n);
        if !hijos.is_empty() {
            relaciones.push((format!("exactly_{n}"), hijos));
        }
    }
    Dimension {
        nombre: "services",
        relaciones,
        hojas,
    }
}
