//! Women who are counted by themselves, with and without everybody beside them.

use super::*;

/// The plan with women where it had everybody; with everybody as well, if so is asked.
fn of_women(ambas: bool) -> Plan {
    let mut plan = plan();
    for cruce in &mut plan.cruces {
        if cruce.niveles.contains(&Nivel::Sexo) {
            continue;
        }
        cruce.medidas.insert(Medida::MujeresAtendidas);
        if !ambas {
            cruce.medidas.remove(&Medida::PersonasAtendidas);
        }
    }
    assert_eq!(plan.check(), Ok(()));
    plan
}

fn everything(plan: &Plan, gente: &Gente) -> Protegido {
    let corte = date!(2017 - 12 - 31);
    let rejillas = Rejillas::new(plan, corte, &catalogos(), &[], &[]);
    let cubo = count(&rejillas, gente, 12);
    protect_cubo(plan, &rejillas, cubo, corte, None, &[], &mut |_| ()).unwrap()
}

/// Who is in a cell and is no woman.
fn otras(ejes: &Ejes, gente: &Gente, celda: &Coordenadas) -> usize {
    let todas = inside(ejes, gente, &celda.with(Eje::Sexo, 0)).0;
    todas.iter().filter(|quien| gente[**quien].0 != 0).count()
}

#[test]
fn women_stand_at_their_sex_and_nobody_beside_them() {
    let corte = date!(2017 - 12 - 31);
    let mut plan = of_women(false);
    plan.cruces
        .retain(|cruce| !cruce.niveles.contains(&Nivel::Sexo));
    let rejilla = Rejillas::new(&plan, corte, &catalogos(), &[], &[]).dicha;
    let mujer = rejilla.ejes.mujer().unwrap();
    let personas = rejilla.celdas(Medida::PersonasAtendidas);
    assert!(personas.len() > 50);
    assert!(personas.iter().all(|celda| celda[Eje::Sexo] == mujer));
    let servicios = rejilla.celdas(Medida::Servicios);
    assert!(servicios.iter().all(|celda| celda[Eje::Sexo] == 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn neither_women_nor_men_are_told_where_they_are_few(gente in gente(60), ambas in any::<bool>()) {
        let plan = of_women(ambas);
        let protegido = everything(&plan, &gente);
        let ejes = &protegido.congelado.ejes;
        let mujer = ejes.mujer().unwrap();
        let personas = protegidas(&protegido, Medida::PersonasAtendidas);
        let servicios = protegidas(&protegido, Medida::Servicios);
        for (celda, estado) in &personas {
            let Celda::Publicada(valor) = estado else { continue };
            prop_assert_eq!(usize::try_from(*valor).unwrap(), inside(ejes, &gente, celda).0.len());
            prop_assert!(!(1..5).contains(valor));
            let todas = personas.get(&celda.with(Eje::Sexo, 0)).and_then(|celda| celda.valor());
            if let Some(todas) = todas.filter(|_| celda[Eje::Sexo] == mujer) {
                prop_assert!(!(1..5).contains(&(todas - valor)), "{celda:?}");
            }
        }
        // Whoever reads it finds nothing, and neither does one who supposes what nobody declares.
        let seen = |celdas: &BTreeMap<Coordenadas, Celda>| {
            celdas.iter().map(|(celda, estado)| (*celda, estado.valor())).collect()
        };
        let auditoria = lector::personas_publicadas(ejes, 5, &seen(&personas), &seen(&servicios));
        prop_assert_eq!(auditoria.hallazgos, vec![]);
    }

    #[test]
    fn a_plan_that_comes_to_count_women_says_no_more_of_men(gente in gente(90), al_reves in any::<bool>()) {
        let (marzo, diciembre) = (date!(2017 - 03 - 31), date!(2017 - 12 - 31));
        let planes = if al_reves { [of_women(false), plan()] } else { [plan(), of_women(false)] };
        let antes = Rejillas::new(&planes[0], marzo, &catalogos(), &[], &[]);
        let cubo = count(&antes, &gente, 3);
        let primera = protect_cubo(&planes[0], &antes, cubo, marzo, None, &[], &mut |_| ()).unwrap();
        let rejillas = Rejillas::new(&planes[1], diciembre, &catalogos(), &[], &[]);
        let cerradas = primera.congelado.cells(&rejillas.anual, diciembre);
        let cubo = count_after(&rejillas, &gente, 12, &cerradas);
        let previa = Some(&primera.congelado);
        let segunda = protect_cubo(&planes[1], &rejillas, cubo, diciembre, previa, &[], &mut |_| ());
        prop_assume!(segunda.is_ok());
        let congelado = segunda.unwrap().congelado;
        let ejes = &congelado.ejes;
        let personas = states(&congelado.personas);
        let mujer = ejes.mujer().unwrap();
        for (celda, (valor, publicada)) in &personas {
            let todas = personas.get(&celda.with(Eje::Sexo, 0));
            if let (Some((todas, true)), true, true) = (todas, *publicada, celda[Eje::Sexo] == mujer) {
                let otras = otras(ejes, &gente, celda);
                prop_assert_eq!(usize::try_from(todas - valor).unwrap(), otras);
                prop_assert!(!(1..5).contains(&otras), "{celda:?}");
            }
        }
    }
}
