//! Enumerations of the domain, with the descriptions that a client reads. A variant added to the
//! domain does not compile here until it is described.

use async_graphql::Enum;

/// Qué se cuenta. Cantidades de medidas distintas no se suman ni se comparan.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Medida")]
pub(crate) enum Medida {
    /// Personas distintas con al menos una atención.
    PersonasAtendidas,
    /// Mujeres y niñas distintas con al menos una atención.
    MujeresAtendidas,
    /// Servicios prestados, también los anónimos.
    Servicios,
    /// Asistencias a actividades: una persona cuenta cada vez que asiste.
    Participaciones,
    /// Participantes de capacitaciones y talleres.
    PersonasCapacitadas,
    /// Actividades realizadas.
    Actividades,
}

/// Unidad en la que se cuenta.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::UnidadMedida")]
pub(crate) enum UnidadMedida {
    /// Una persona distinta.
    Persona,
    /// Un servicio prestado.
    Servicio,
    /// Una asistencia a una actividad.
    Participacion,
    /// Una persona que participó en una capacitación o taller.
    PersonaCapacitada,
    /// Una actividad.
    Actividad,
    /// Una agencia.
    Agencia,
    /// Un convenio.
    Convenio,
    /// Un proyecto.
    Proyecto,
    /// Una unidad de atención.
    Unidad,
    /// Una instancia municipal de la mujer.
    Instancia,
}

/// Estado de una celda.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Estado")]
pub(crate) enum Estado {
    /// El valor se publica.
    Publicada,
    /// El valor se reserva para que nadie pueda ser reconocido.
    Protegida,
    /// El valor no se registró, en todo o en parte, o la edición lo da en otra medida: lo de capacitaciones y talleres, en
    /// `PERSONAS_CAPACITADAS`. No es cero.
    NoDisponible,
}

/// Estado de una edición.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::EstadoEdicion")]
pub(crate) enum EstadoEdicion {
    /// Es la de corte más reciente de su año.
    Vigente,
    /// Otra de su año la sustituye; se sigue sirviendo.
    Sustituida,
    /// Se retiró: ya no se sirve lo que decía.
    Retirada,
}

/// Nivel de un desglose.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Nivel")]
pub(crate) enum Nivel {
    /// El conjunto.
    Total,
    /// Año.
    Anio,
    /// Trimestre.
    Trimestre,
    /// Mes.
    Mes,
    /// Lugar de procedencia: agencia, cabecera, otro municipio o no especificada.
    Agencia,
    /// Área de servicio.
    Area,
    /// Grupo de servicios que se informan en una sola cifra.
    Grupo,
    /// Servicio.
    Servicio,
    /// Primera vez o seguimiento.
    Visita,
    /// Unidad que atiende, o ninguna.
    Unidad,
    /// Tipo de violencia, o por qué no se sabe. Una atención puede tener varios.
    TipoViolencia,
    /// Sexo.
    Sexo,
    /// Etapa de la vida, al 31 de diciembre.
    Etapa,
    /// Grupo de edad, al 31 de diciembre.
    GrupoEdad,
    /// Tipo de actividad.
    TipoActividad,
    /// Público de una capacitación.
    Publico,
}

/// Dimensión por la que se cuenta.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::cubo::Eje")]
pub(crate) enum Dimension {
    /// Año, trimestre, mes.
    Tiempo,
    /// Lugar de procedencia.
    Lugar,
    /// Área, grupo, servicio.
    Servicio,
    /// Primera vez o seguimiento.
    Visita,
    /// Unidad que atiende.
    Unidad,
    /// Tipo de violencia.
    Violencia,
    /// Sexo.
    Sexo,
    /// Edad.
    Edad,
    /// Tipo de actividad.
    Actividad,
    /// Público de una capacitación.
    Publico,
}

/// Región de Oaxaca, u otra entidad.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Region")]
pub(crate) enum Region {
    /// Valles Centrales de Oaxaca: 121 municipios en siete distritos.
    VallesCentrales,
    /// La Cañada, de Oaxaca.
    Canada,
    /// La Costa, de Oaxaca.
    Costa,
    /// El Istmo, de Oaxaca.
    Istmo,
    /// La Mixteca, de Oaxaca.
    Mixteca,
    /// El Papaloapan, de Oaxaca.
    Papaloapan,
    /// La Sierra Norte, de Oaxaca.
    SierraNorte,
    /// La Sierra Sur, de Oaxaca.
    SierraSur,
    /// Otra entidad federativa: en lugar de su distrito se dice cuál.
    OtraEntidad,
}

/// Tipo de agencia.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::TipoAgencia")]
pub(crate) enum TipoAgencia {
    /// Agencia municipal.
    Municipal,
    /// Agencia de policía.
    Policia,
    /// Comunidad: como se llama en otros lugares lo que aquí es una agencia.
    Comunidad,
    /// Colonia, igualmente.
    Colonia,
    /// Delegación, igualmente.
    Delegacion,
    /// Barrio, igualmente.
    Barrio,
    /// Localidad, igualmente.
    Localidad,
    /// Pueblo, igualmente.
    Pueblo,
    /// Ranchería, igualmente.
    Rancheria,
    /// Ejido, igualmente.
    Ejido,
    /// Fraccionamiento, igualmente.
    Fraccionamiento,
    /// Tenencia, igualmente.
    Tenencia,
    /// Comisaría, igualmente.
    Comisaria,
    /// Junta auxiliar, igualmente.
    JuntaAuxiliar,
    /// Congregación, igualmente.
    Congregacion,
    /// Sindicatura, igualmente.
    Sindicatura,
    /// Ayudantía, igualmente.
    Ayudantia,
    /// Presidencia de comunidad, igualmente.
    PresidenciaDeComunidad,
}

/// Tipo de actividad.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::TipoActividad")]
pub(crate) enum TipoActividad {
    /// Capacitación.
    Capacitacion,
    /// Taller.
    Taller,
    /// Conmemoración.
    Conmemoracion,
    /// Feria de servicios en una agencia.
    Feria,
    /// Encuentro con otros organismos.
    Encuentro,
    /// Otra, de las que la instancia da de alta: cuál, en `tipoPropio`.
    Otro,
}

/// Día que se conmemora.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Efemeride")]
pub(crate) enum Efemeride {
    /// Día Naranja, contra la violencia hacia las mujeres y las niñas: el 25 de cada mes.
    DiaNaranja,
    /// Otra, de las que la instancia da de alta: cuál, en `efemeridePropia`.
    Otra,
}

/// Tema de una actividad, un proyecto o una cifra.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Tema")]
pub(crate) enum Tema {
    /// Derechos humanos.
    DerechosHumanos,
    /// Igualdad.
    Igualdad,
    /// Perspectiva de género.
    PerspectivaDeGenero,
    /// Empoderamiento.
    Empoderamiento,
    /// Actividad artística.
    Artistica,
    /// Actividad cultural.
    Cultural,
    /// Actividad deportiva.
    Deportiva,
    /// Otro, de los que la instancia da de alta: cuál, en `temasPropios` o `temaPropio`.
    Otro,
}

/// Público al que se dirige una actividad.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Publico")]
pub(crate) enum Publico {
    /// Servidoras y servidores públicos.
    ServidorasYServidoresPublicos,
    /// Ciudadanas y ciudadanos.
    Ciudadania,
    /// Mujeres.
    Mujeres,
    /// Público en general.
    General,
    /// Representantes de otros organismos.
    Representantes,
    /// Otro, de los que la instancia da de alta: cuál, en `publicoPropio`.
    Otro,
}

/// Sexo, como se registró.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Sexo")]
pub(crate) enum Sexo {
    /// Mujer o niña.
    Mujer,
    /// Hombre o niño.
    Hombre,
    /// Ninguno de los dos.
    X,
    /// El registro no lo dice.
    NoEspecificado,
}

/// Tipo de sesión.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::TipoSesion")]
pub(crate) enum TipoSesion {
    /// Ordinaria, según calendario.
    Ordinaria,
    /// Extraordinaria, por convocatoria.
    Extraordinaria,
}

/// Estado de una sesión.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::EstadoSesion")]
pub(crate) enum EstadoSesion {
    /// Convocada.
    Convocada,
    /// Celebrada.
    Celebrada,
    /// Cancelada.
    Cancelada,
}

/// Asistencia de una integrante a una sesión.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::Presencia")]
pub(crate) enum Presencia {
    /// Asistió.
    Presente,
    /// No asistió.
    Ausente,
    /// No asistió, con justificación.
    Justificada,
}

/// Estado de un acuerdo.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "domain::EstadoAcuerdo")]
pub(crate) enum EstadoAcuerdo {
    /// Aprobado, en curso.
    Aprobado,
    /// Cumplido.
    Cumplido,
    /// Sin efecto.
    SinEfecto,
}

/// Por qué falta un dato.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub(crate) enum Ausencia {
    /// La fuente no lo dice. Aquí no se inventa.
    NoConsta,
}

/// De dónde viene un registro.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub(crate) enum ClaseOrigen {
    /// Lo capturó la instancia.
    Registro,
    /// Una declaración pública de la instancia, como una nota de prensa.
    Nota,
    /// Lo inventó el generador de la demostración.
    Sintetico,
}

/// Clase de lugar.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub(crate) enum ClaseLugar {
    /// Una agencia del municipio.
    Agencia,
    /// La cabecera municipal.
    Cabecera,
    /// Otro municipio.
    OtroMunicipio,
    /// No se especificó.
    NoEspecificada,
}

/// Asunto de un punto del orden del día.
#[derive(Debug, Enum, Copy, Clone, PartialEq, Eq)]
pub(crate) enum ClaseAsunto {
    /// Se presenta un informe.
    Informe,
    /// Una integrante toma protesta.
    TomaDeProtesta,
    /// Se aprueba el calendario de sesiones de un año.
    Calendario,
    /// Otro asunto.
    Otro,
}
