use super::*;

#[test]
fn what_is_coarser_is_called_so() {
    let plan = datos::plan::bundled().unwrap();
    let cruce = |clave: &str| {
        plan.cruces
            .iter()
            .find(|c| c.niveles.iter().any(|n| n.clave() == clave))
    };
    let called = |clave: &str| {
        let cruce = cruce(clave).unwrap();
        let i = cruce
            .niveles
            .iter()
            .position(|n| n.clave() == clave)
            .unwrap();
        coarser(cruce, i).map(|otro| otro.nombre)
    };
    assert_eq!(called("MES").as_deref(), Some("Servicio, por trimestre"));
    assert!(called("GRUPO_EDAD").unwrap().contains("tapa de la vida"));
    assert_eq!(called("AGENCIA"), None);
    let mut otro = cruce("MES").unwrap().clone();
    otro.nombre = "Doce filas".to_owned();
    let i = otro.niveles.iter().position(|n| *n == Nivel::Mes).unwrap();
    assert_eq!(coarser(&otro, i).unwrap().nombre, "Doce filas (trimestre)");
}

#[test]
fn a_plan_is_reduced_until_nothing_is_left_to_take() {
    let mut plan = datos::plan::bundled().unwrap();
    let mut veces = 0;
    loop {
        let mala = Utilidad {
            publicadas: 1,
            no_cero: 2,
        };
        let cruces = plan.cruces.iter();
        let publica: Vec<_> = cruces.map(|cruce| (cruce.clave.clone(), mala)).collect();
        let Some((menor, que)) = step(&plan, &publica) else {
            break;
        };
        assert!(!que.is_empty());
        assert_ne!(menor, plan);
        assert_eq!(menor.check(), Ok(()));
        plan = menor;
        veces += 1;
    }
    assert!(veces > 1, "{veces}");
    let todo = Utilidad {
        publicadas: 2,
        no_cero: 2,
    };
    let cruces = plan.cruces.iter();
    let publica: Vec<_> = cruces.map(|c| (c.clave.clone(), todo)).collect();
    assert_eq!(step(&plan, &publica), None);
}
