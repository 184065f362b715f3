//! Group acts: how many there were, and how many took part. Acts and their participants are published one by
//! one, so that whoever sums them must not find a part that is withheld.

use std::collections::{BTreeMap, BTreeSet};

use strum::IntoEnumIterator;

use super::Umbral;
use crate::cubo::{Coordenadas, Eje, Nivel, Rejilla};
use crate::{Actividad, Celda, Medida, Participacion, Participantes, Publico, TipoActividad};

/// Published counts of acts, attendances and people trained in a year that has ended, by kind of act and by
/// public; withholds the participants of single acts where they could be few.
///
/// Attendances are given by kind of act, except trainings and workshops: these are given as people trained, by
/// public. Publishing both, or totals of either, would let one be subtracted from the other.
pub fn publish_actividades(
    rejilla: &Rejilla,
    actividades: &mut [Actividad],
    umbral: Umbral,
) -> BTreeMap<Medida, Vec<(Coordenadas, Celda)>> {
    let contadas = count_acts(actividades);
    let ocultas = hide_participants(actividades, umbral);
    let medidas = [
        Medida::Actividades,
        Medida::Participaciones,
        Medida::PersonasCapacitadas,
    ];
    let cells = |medida| {
        let celdas = rejilla.celdas(medida).into_iter().filter_map(|celda| {
            let codigo = [Eje::Actividad, Eje::Publico].map(|eje| {
                let miembro = rejilla.ejes.miembro(eje, celda[eje]);
                (miembro.nivel != Nivel::Total).then_some(miembro.codigo.as_str())
            });
            let codigo = codigo[0].or(codigo[1]);
            let valor = contadas.get(&(medida, codigo))?;
            let oculta = codigo.is_some_and(|codigo| ocultas.contains(&(medida, codigo)));
            let estado = match valor {
                _ if oculta => Celda::Protegida,
                Some(valor) => Celda::Publicada(*valor),
                None => Celda::NoDisponible,
            };
            Some((celda, estado))
        });
        (medida, celdas.collect())
    };
    medidas.map(cells).into()
}

/// Yearly counts of acts, by measure and code of the kind of act or of the public; `None` where part of it was not recorded.
pub(crate) type CuentasActos = BTreeMap<(Medida, Option<&'static str>), Option<u64>>;

/// Counts acts, whatever is published of them.
pub(crate) fn count_acts(actividades: &[Actividad]) -> CuentasActos {
    let numero_de = |n: usize| Some(u64::try_from(n).expect("a length fits in 64 bits"));
    let mut cuentas = BTreeMap::from([((Medida::Actividades, None), numero_de(actividades.len()))]);
    for tipo in TipoActividad::iter() {
        let codigo: &'static str = tipo.into();
        let del_tipo = || actividades.iter().filter(move |a| a.tipo == tipo);
        cuentas.insert(
            (Medida::Actividades, Some(codigo)),
            numero_de(del_tipo().count()),
        );
        if !tipo.capacita() {
            let valor = del_tipo().map(|a| a.participantes.total().valor()).sum();
            cuentas.insert((Medida::Participaciones, Some(codigo)), valor);
        }
    }
    for publico in Publico::iter() {
        let del_publico = |a: &Actividad| {
            let partes = a.participantes.lista()?.iter();
            let partes = partes.filter(|parte| parte.publico == publico);
            Some(partes.map(|parte| u64::from(parte.numero)).sum::<u64>())
        };
        let formacion = actividades.iter().filter(|a| a.tipo.capacita());
        let valor = formacion.map(del_publico).sum();
        cuentas.insert((Medida::PersonasCapacitadas, Some(publico.into())), valor);
    }
    cuentas
}

/// What is published as the total of some participants: a measure and the code of a kind or public.
pub(crate) type Serie = (Medida, &'static str);

/// Withholds the participants of single acts where they could be few, and says which totals must be withheld
/// with them.
///
/// If any act of a series has a part of 1..t−1 people, the whole series is withheld and its total with it: one
/// withheld act would be what the others leave, and what a later edition adds to the total.
fn hide_participants(actividades: &mut [Actividad], umbral: Umbral) -> BTreeSet<Serie> {
    let series = withheld(actividades, umbral);
    for actividad in actividades {
        if parts(actividad)
            .iter()
            .any(|(serie, _)| series.contains(serie))
        {
            actividad.participantes = Participantes::Protegidos;
        }
    }
    series
}

/// The totals of participants that are withheld.
pub(crate) fn withheld(actividades: &[Actividad], umbral: Umbral) -> BTreeSet<Serie> {
    let partes = actividades.iter().flat_map(parts);
    let pocas = partes.filter(|(_, numero)| umbral.primary(*numero));
    pocas.map(|(serie, _)| serie).collect()
}

/// The participants of an act that protection looks at, each with the published total it is part of.
fn parts(actividad: &Actividad) -> Vec<(Serie, u64)> {
    let tipo = actividad.tipo;
    let partes = actividad
        .participantes
        .lista()
        .filter(|_| !tipo.acto_publico())
        .unwrap_or_default();
    let serie = |publico: Publico| {
        if tipo.capacita() {
            (Medida::PersonasCapacitadas, publico.into())
        } else {
            (Medida::Participaciones, tipo.into())
        }
    };
    let cuenta = |parte: &&Participacion| !(tipo.capacita() && parte.publico.exento());
    partes
        .iter()
        .filter(cuenta)
        .map(|parte| (serie(parte.publico), u64::from(parte.numero)))
        .collect()
}

/// What becomes of the few participants that an act says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PocosParticipantes {
    /// They are published as they are: the act is a public one, or so is a training of that public.
    SePublican,
    /// They are withheld, and with them those of every act with the same total.
    SeProtegen,
}

/// What becomes of the participants of an act, if some of its publics are 1..t−1 persons.
pub fn few_participants(actividad: &Actividad, umbral: Umbral) -> Option<PocosParticipantes> {
    let few = |numero: u64| umbral.primary(numero);
    if parts(actividad).into_iter().any(|(_, numero)| few(numero)) {
        return Some(PocosParticipantes::SeProtegen);
    }
    let todas = actividad.participantes.lista().unwrap_or_default();
    let pocas = todas.iter().any(|parte| few(u64::from(parte.numero)));
    pocas.then_some(PocosParticipantes::SePublican)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dato, Origen, Periodo};

    fn acto(tipo: TipoActividad, partes: Option<&[(Publico, u32)]>) -> Actividad {
        let parte = |&(publico, numero): &_| Participacion {
            publico,
            publico_propio: None,
            sexo: Dato::NoConsta,
            numero,
        };
        Actividad {
            clave: "a".into(),
            tipo,
            tipo_propio: None,
            nombre: "a".into(),
            efemeride: None,
            efemeride_propia: None,
            temas: BTreeSet::new(),
            temas_propios: vec![],
            fecha: Dato::NoConsta,
            periodo: Periodo::Anio(2017),
            lugar: Dato::NoConsta,
            participantes: partes.map_or(Participantes::NoConsta, |partes| {
                Participantes::Consta(partes.iter().map(parte).collect())
            }),
            origen: Origen::Registro,
        }
    }

    fn taller(partes: &[(Publico, u32)]) -> Actividad {
        acto(TipoActividad::Taller, Some(partes))
    }

    #[test]
    fn trainings_count_by_public_and_other_acts_by_kind() {
        let actos = [
            taller(&[(Publico::Mujeres, 30), (Publico::Ciudadania, 10)]),
            acto(TipoActividad::Capacitacion, Some(&[(Publico::Mujeres, 20)])),
            acto(
                TipoActividad::Conmemoracion,
                Some(&[(Publico::General, 400)]),
            ),
            acto(TipoActividad::Feria, None),
        ];
        let cuentas = count_acts(&actos);
        let cuenta = |medida, codigo| cuentas.get(&(medida, codigo)).copied();
        assert_eq!(cuenta(Medida::Actividades, None), Some(Some(4)));
        assert_eq!(
            cuenta(Medida::PersonasCapacitadas, Some("MUJERES")),
            Some(Some(50))
        );
        assert_eq!(cuenta(Medida::PersonasCapacitadas, None), None);
        assert_eq!(
            cuenta(Medida::Participaciones, Some("CONMEMORACION")),
            Some(Some(400))
        );
        // Not recorded is not zero, and trainings are no attendances.
        assert_eq!(cuenta(Medida::Participaciones, Some("FERIA")), Some(None));
        assert_eq!(cuenta(Medida::Participaciones, Some("TALLER")), None);
    }

    #[test]
    fn the_few_of_public_acts_are_published_and_those_of_others_are_not() {
        let few = |tipo, publico, numero| {
            few_participants(&acto(tipo, Some(&[(publico, numero)])), Umbral::MINIMO)
        };
        let servidoras = Publico::ServidorasYServidoresPublicos;
        assert_eq!(
            few(TipoActividad::Conmemoracion, Publico::Mujeres, 4),
            Some(PocosParticipantes::SePublican)
        );
        assert_eq!(
            few(TipoActividad::Taller, servidoras, 1),
            Some(PocosParticipantes::SePublican)
        );
        assert_eq!(
            few(TipoActividad::Taller, Publico::Mujeres, 4),
            Some(PocosParticipantes::SeProtegen)
        );
        assert_eq!(few(TipoActividad::Taller, Publico::Mujeres, 5), None);
    }

    #[test]
    fn one_small_workshop_hides_those_of_its_public() {
        let mut actos = [
            taller(&[(Publico::Mujeres, 3)]),
            taller(&[(Publico::Mujeres, 30), (Publico::Ciudadania, 30)]),
            taller(&[(Publico::Ciudadania, 30)]),
            acto(
                TipoActividad::Capacitacion,
                Some(&[(Publico::ServidorasYServidoresPublicos, 2)]),
            ),
            acto(TipoActividad::Conmemoracion, Some(&[(Publico::Mujeres, 2)])),
        ];
        let ocultas = hide_participants(&mut actos, Umbral::MINIMO);
        assert_eq!(ocultas, [(Medida::PersonasCapacitadas, "MUJERES")].into());
        let celdas = actos.map(|a| a.participantes.total());
        let abiertas = [30, 2, 2].map(Celda::Publicada);
        assert_eq!(celdas[..2], [Celda::Protegida; 2]);
        assert_eq!(celdas[2..], abiertas);
    }
}
