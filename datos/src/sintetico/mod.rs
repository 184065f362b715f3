//! A register of attentions and activities of 2017 that nobody lived: seeded, always the same, and
//! in agreement with every figure of the press note. What it assumes is in `datos/LEEME.md`.

mod actividades;
mod azar;
mod personas;

use domain::{Carga, Catalogos};

use crate::{Error, incluidos};

/// The seed of the demonstration: another one would change the bundled edition.
const SEMILLA: u64 = 2017;

/// What the press note says, plus a synthetic register that reproduces its figures.
///
/// # Errors
/// [`Error::Incluidos`], [`Error::Dominio`].
pub fn generate() -> Result<Carga, Error> {
    let catalogos: Catalogos = incluidos::catalogos()?;
    let mut institucional = incluidos::informe_2017()?;
    let mut azar = azar::Azar::new(SEMILLA);
    let (personas, atenciones) =
        personas::generate(&mut azar, &catalogos, &institucional.agencias)?;
    institucional
        .actividades
        .extend(actividades::generate(&mut azar, &institucional.agencias));
    institucional.check()?;
    Ok(Carga {
        institucional,
        catalogos,
        personas,
        atenciones,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Dato, Origen, Publico, Sexo, TipoActividad};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_note_is_reproduced() {
        let carga = generate().unwrap();
        let sexo: BTreeMap<_, _> = carga
            .personas
            .iter()
            .map(|p| (p.seudonimo, p.sexo))
            .collect();
        assert_eq!(sexo.len(), carga.personas.len(), "pseudonyms are distinct");
        let distintas = |servicios: &[&str]| {
            let todas = servicios.is_empty();
            let de = carga.atenciones.iter().map(domain::Atencion::datos);
            de.filter(|a| todas || servicios.contains(&a.servicio.as_str()))
                .filter_map(|a| a.persona)
                .collect::<BTreeSet<_>>()
        };
        let mujeres =
            |quienes: &BTreeSet<_>| quienes.iter().filter(|p| sexo[*p] == Sexo::Mujer).count();
        assert_eq!(mujeres(&distintas(&[])), 3771);
        let juridico = distintas(&["asesoria_juridica", "acompanamiento_juridico"]);
        assert_eq!((mujeres(&juridico), juridico.len()), (635, 635));
        assert_eq!(distintas(&["apoyo_psicologico"]).len(), 597);

        let actividades = &carga.institucional.actividades;
        let participantes = |tipos: &[TipoActividad], publico: Publico| -> u32 {
            let partes = actividades
                .iter()
                .filter(|a| tipos.contains(&a.tipo))
                .filter_map(|a| a.participantes.lista());
            partes
                .flatten()
                .filter(|p| p.publico == publico)
                .map(|p| p.numero)
                .sum()
        };
        let formacion = [TipoActividad::Capacitacion, TipoActividad::Taller];
        assert_eq!(
            participantes(&formacion, Publico::ServidorasYServidoresPublicos),
            431
        );
        assert_eq!(participantes(&formacion, Publico::Ciudadania), 1550);
        assert_eq!(participantes(&formacion, Publico::Mujeres), 1022);
        assert_eq!(
            participantes(&[TipoActividad::Conmemoracion], Publico::General),
            1789
        );
        let ferias = actividades
            .iter()
            .filter(|a| a.tipo == TipoActividad::Feria);
        let lugares: BTreeSet<_> = ferias.filter_map(|a| a.lugar.valor()?.agencia()).collect();
        assert_eq!(lugares.len(), 13);
    }

    #[test]
    fn what_the_note_tells_keeps_its_silences() {
        let carga = generate().unwrap();
        for actividad in &carga.institucional.actividades {
            let de_la_nota = matches!(actividad.origen, Origen::Nota(_));
            assert_eq!(
                de_la_nota,
                actividad.fecha == Dato::NoConsta,
                "{}",
                actividad.clave
            );
        }
    }

    #[test]
    fn it_is_always_the_same() {
        let (una, otra) = (generate().unwrap(), generate().unwrap());
        assert_eq!(una.atenciones, otra.atenciones);
        assert_eq!(una.personas, otra.personas);
        assert_eq!(una.institucional, otra.institucional);
    }
}
