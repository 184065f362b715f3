//! Lists of the sheets of institutional records. Words that editions show too are those of the domain.

use domain::{
    Contraparte, Efemeride, EstadoAcuerdo, EstadoSesion, Medida, Publico, ReglaQuorum, Tema,
    TipoActividad, TipoAgencia, TipoSesion, UnidadMedida,
};

use super::{Lista, Palabra, palabra};

const fn acto(tipo: TipoActividad) -> Palabra<TipoActividad> {
    palabra(tipo.nombre(), tipo, &[])
}

const fn publico(publico: Publico) -> Palabra<Publico> {
    palabra(publico.nombre(), publico, &[])
}

/// Kind of group act.
pub(crate) static TIPO_ACTIVIDAD: Lista<TipoActividad> = Lista {
    palabras: &[
        acto(TipoActividad::Capacitacion),
        acto(TipoActividad::Taller),
        acto(TipoActividad::Conmemoracion),
        acto(TipoActividad::Feria),
        acto(TipoActividad::Encuentro),
    ],
};

/// Day that an act commemorates.
pub(crate) static EFEMERIDE: Lista<Efemeride> = Lista {
    palabras: &[palabra(
        Efemeride::DiaNaranja.nombre(),
        Efemeride::DiaNaranja,
        &[],
    )],
};

/// Theme of an act or of a project.
pub(crate) static TEMA: Lista<Tema> = Lista {
    palabras: &[
        palabra("Derechos humanos", Tema::DerechosHumanos, &[]),
        palabra("Igualdad", Tema::Igualdad, &[]),
        palabra("Perspectiva de género", Tema::PerspectivaDeGenero, &[]),
        palabra("Empoderamiento", Tema::Empoderamiento, &[]),
        palabra("Artística", Tema::Artistica, &[]),
        palabra("Cultural", Tema::Cultural, &[]),
        palabra("Deportiva", Tema::Deportiva, &[]),
    ],
};

/// Public of an act.
pub(crate) static PUBLICO: Lista<Publico> = Lista {
    palabras: &[
        publico(Publico::ServidorasYServidoresPublicos),
        publico(Publico::Ciudadania),
        publico(Publico::Mujeres),
        publico(Publico::General),
        publico(Publico::Representantes),
    ],
};

/// Quórum that is no number.
pub(crate) static QUORUM: Lista<ReglaQuorum> = Lista {
    palabras: &[palabra("Mitad más uno", ReglaQuorum::MitadMasUno, &[])],
};

/// Kind of session.
pub(crate) static TIPO_SESION: Lista<TipoSesion> = Lista {
    palabras: &[
        palabra("Ordinaria", TipoSesion::Ordinaria, &[]),
        palabra("Extraordinaria", TipoSesion::Extraordinaria, &[]),
    ],
};

/// Outcome of a session.
pub(crate) static ESTADO_SESION: Lista<EstadoSesion> = Lista {
    palabras: &[
        palabra("Convocada", EstadoSesion::Convocada, &[]),
        palabra("Celebrada", EstadoSesion::Celebrada, &[]),
        palabra("Cancelada", EstadoSesion::Cancelada, &[]),
    ],
};

/// What a point of an agenda is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaseAsunto {
    /// A report.
    Informe,
    /// The oath of a member.
    TomaDeProtesta,
    /// The calendar of a year.
    Calendario,
    /// Anything else.
    Otro,
}

/// What a point of an agenda is about.
pub(crate) static ASUNTO: Lista<ClaseAsunto> = Lista {
    palabras: &[
        palabra("Informe", ClaseAsunto::Informe, &[]),
        palabra(
            "Toma de protesta",
            ClaseAsunto::TomaDeProtesta,
            &["protesta"],
        ),
        palabra(
            "Calendario",
            ClaseAsunto::Calendario,
            &["calendario de sesiones"],
        ),
        palabra("Otro", ClaseAsunto::Otro, &["otros", "otro asunto"]),
    ],
};

/// Outcome of an agreement of a session.
pub(crate) static ESTADO_ACUERDO: Lista<EstadoAcuerdo> = Lista {
    palabras: &[
        palabra("Aprobado", EstadoAcuerdo::Aprobado, &[]),
        palabra("Cumplido", EstadoAcuerdo::Cumplido, &[]),
        palabra("Sin efecto", EstadoAcuerdo::SinEfecto, &[]),
    ],
};

/// Kind of agencia.
pub(crate) static TIPO_AGENCIA: Lista<TipoAgencia> = Lista {
    palabras: &[
        palabra("Agencia municipal", TipoAgencia::Municipal, &["municipal"]),
        palabra("Agencia de policía", TipoAgencia::Policia, &["policia"]),
        palabra("Comunidad", TipoAgencia::Comunidad, &[]),
        palabra("Colonia", TipoAgencia::Colonia, &[]),
        palabra("Delegación", TipoAgencia::Delegacion, &[]),
        palabra("Barrio", TipoAgencia::Barrio, &[]),
        palabra("Localidad", TipoAgencia::Localidad, &["localidad rural"]),
        palabra("Pueblo", TipoAgencia::Pueblo, &[]),
        palabra("Ranchería", TipoAgencia::Rancheria, &["rancho"]),
        palabra("Ejido", TipoAgencia::Ejido, &[]),
        palabra("Fraccionamiento", TipoAgencia::Fraccionamiento, &[]),
        palabra("Tenencia", TipoAgencia::Tenencia, &["jefatura de tenencia"]),
        palabra(
            "Comisaría",
            TipoAgencia::Comisaria,
            &["comisaria municipal", "comisaria ejidal"],
        ),
        palabra("Junta auxiliar", TipoAgencia::JuntaAuxiliar, &[]),
        palabra("Congregación", TipoAgencia::Congregacion, &[]),
        palabra("Sindicatura", TipoAgencia::Sindicatura, &[]),
        palabra(
            "Ayudantía",
            TipoAgencia::Ayudantia,
            &["ayudantia municipal"],
        ),
        palabra(
            "Presidencia de comunidad",
            TipoAgencia::PresidenciaDeComunidad,
            &[],
        ),
    ],
};

/// Unit of a figure of a report.
pub(crate) static UNIDAD: Lista<UnidadMedida> = Lista {
    palabras: &[
        palabra("Persona", UnidadMedida::Persona, &["personas"]),
        palabra("Servicio", UnidadMedida::Servicio, &["servicios"]),
        palabra(
            "Participación",
            UnidadMedida::Participacion,
            &["participaciones"],
        ),
        palabra(
            "Persona capacitada",
            UnidadMedida::PersonaCapacitada,
            &["personas capacitadas"],
        ),
        palabra("Actividad", UnidadMedida::Actividad, &["actividades"]),
        palabra("Agencia", UnidadMedida::Agencia, &["agencias"]),
        palabra("Convenio", UnidadMedida::Convenio, &["convenios"]),
        palabra("Proyecto", UnidadMedida::Proyecto, &["proyectos"]),
        palabra("Unidad", UnidadMedida::Unidad, &["unidades"]),
        palabra("Instancia", UnidadMedida::Instancia, &["instancias"]),
    ],
};

/// What a figure of a report can be compared with.
#[derive(Clone)]
pub(crate) enum Referente {
    /// A count that is published.
    Medida(Medida),
    /// How many are listed of something.
    Lista(Contraparte),
}

/// What a figure of a report is compared with.
pub(crate) static COMPARADA: Lista<Referente> = Lista {
    palabras: &[
        palabra(
            "Mujeres atendidas",
            Referente::Medida(Medida::MujeresAtendidas),
            &[],
        ),
        palabra(
            "Personas atendidas",
            Referente::Medida(Medida::PersonasAtendidas),
            &[],
        ),
        palabra("Servicios", Referente::Medida(Medida::Servicios), &[]),
        palabra(
            "Participaciones",
            Referente::Medida(Medida::Participaciones),
            &[],
        ),
        palabra(
            "Personas capacitadas",
            Referente::Medida(Medida::PersonasCapacitadas),
            &[],
        ),
        palabra("Actividades", Referente::Medida(Medida::Actividades), &[]),
        palabra("Convenios", Referente::Lista(Contraparte::Convenios), &[]),
        palabra("Proyectos", Referente::Lista(Contraparte::Proyectos), &[]),
        palabra("Unidades", Referente::Lista(Contraparte::Unidades), &[]),
        palabra(
            "Agencias con feria",
            Referente::Lista(Contraparte::AgenciasConFeria),
            &[],
        ),
    ],
};
