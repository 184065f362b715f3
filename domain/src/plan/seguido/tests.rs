use super::super::TotalObligado;
use super::*;
use crate::Medida;
use crate::proteccion::Umbral;

fn cruce(clave: &str, medidas: &[Medida], niveles: &[Nivel]) -> Cruce {
    Cruce {
        clave: clave.to_owned(),
        nombre: clave.to_owned(),
        medidas: medidas.iter().copied().collect(),
        niveles: niveles.to_vec(),
    }
}

fn plan(cruces: Vec<Cruce>) -> Plan {
    Plan {
        umbral: Umbral::try_from(5).unwrap(),
        ancho: 5,
        cruces,
        obligados: vec![TotalObligado {
            medida: PersonasAtendidas,
            nivel: Nivel::Total,
            codigo: "total".to_owned(),
        }],
        repeticiones: false,
    }
}

const DE_AGENCIA: [Nivel; 2] = [Nivel::Trimestre, Nivel::Agencia];

#[test]
fn nobody_else_begins_to_be_counted_where_women_were_alone() {
    let antes = plan(vec![
        cruce("a", &[MujeresAtendidas, Medida::Servicios], &DE_AGENCIA),
        cruce("s", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Servicio]),
    ]);
    let dichas = antes.of_everybody(None).unwrap();
    let ahora = plan(vec![
        cruce("a", &[PersonasAtendidas, MujeresAtendidas], &DE_AGENCIA),
        cruce("sexo", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Sexo]),
        cruce("g", &[PersonasAtendidas], &[Nivel::Anio, Nivel::Grupo]),
    ]);
    let seguido = ahora.following(&dichas);
    assert_eq!(seguido.check(), Ok(()));
    let named = |cruce: Cruce, nombre: &str| Cruce {
        nombre: nombre.to_owned(),
        ..cruce
    };
    assert_eq!(
        seguido.cruces,
        [
            named(cruce("a", &[MujeresAtendidas], &DE_AGENCIA), "a (mujeres)"),
            named(
                cruce("sexo", &[MujeresAtendidas], &[Nivel::Anio]),
                "sexo (mujeres)"
            ),
            // Everybody was counted by services, of which these are groups.
            ahora.cruces[2].clone(),
        ]
    );
    assert_eq!(seguido.obligados, ahora.obligados);
    // What is left of a plan binds the next one, whether it counts women alone or not.
    let solo = plan(vec![cruce(
        "g",
        &[PersonasAtendidas],
        &[Nivel::Anio, Nivel::Grupo],
    )]);
    let dichas = solo.following(&dichas).of_everybody(Some(&dichas)).unwrap();
    assert_eq!(dichas, [vec![Nivel::Anio, Nivel::Grupo]]);
    let nada = antes.following(&[]);
    assert_eq!(nada.obligados, []);
    assert_eq!(nada.of_everybody(Some(&[])), Some(vec![]));
}

/// What was counted of everybody goes on: a finer crossing does not take its place.
#[test]
fn everybody_goes_on_being_counted_by_what_was_counted_before() {
    let dichas = [vec![Nivel::Trimestre, Nivel::Grupo]];
    let por_sexo = [Nivel::Mes, Nivel::Servicio, Nivel::Sexo];
    let ahora = plan(vec![
        cruce("s", &[PersonasAtendidas], &por_sexo),
        cruce("s_todas", &[Medida::Servicios], &[Nivel::Anio]),
    ]);
    let seguido = ahora.following(&dichas);
    assert_eq!(seguido.check(), Ok(()));
    assert_eq!(seguido.cruces[0].niveles, por_sexo[..2]);
    let comun = &seguido.cruces[2];
    assert_eq!(
        (comun.clave.as_str(), &comun.niveles),
        ("s_todas_", &vec![Nivel::Trimestre, Nivel::Grupo])
    );
    assert_eq!(seguido.obligados, ahora.obligados);
    assert_eq!(seguido.of_everybody(Some(&dichas)), Some(dichas.to_vec()));
}

#[test]
fn where_no_woman_was_counted_alone_nobody_is_bound() {
    let de_todas = plan(vec![cruce("a", &[PersonasAtendidas], &DE_AGENCIA)]);
    assert_eq!(de_todas.of_everybody(None), None);
}
