//! Closed lists.

use super::super::escrito::{Escrito, palabras};

palabras! {
    Region: crate::Region {
        VallesCentrales = "VALLES_CENTRALES",
        Canada = "CANADA",
        Costa = "COSTA",
        Istmo = "ISTMO",
        Mixteca = "MIXTECA",
        Papaloapan = "PAPALOAPAN",
        SierraNorte = "SIERRA_NORTE",
        SierraSur = "SIERRA_SUR",
        OtraEntidad = "OTRA_ENTIDAD",
    }
    TipoAgencia: crate::TipoAgencia {
        Municipal = "MUNICIPAL",
        Policia = "POLICIA",
        Comunidad = "COMUNIDAD",
        Colonia = "COLONIA",
        Delegacion = "DELEGACION",
        Barrio = "BARRIO",
        Localidad = "LOCALIDAD",
        Pueblo = "PUEBLO",
        Rancheria = "RANCHERIA",
        Ejido = "EJIDO",
        Fraccionamiento = "FRACCIONAMIENTO",
        Tenencia = "TENENCIA",
        Comisaria = "COMISARIA",
        JuntaAuxiliar = "JUNTA_AUXILIAR",
        Congregacion = "CONGREGACION",
        Sindicatura = "SINDICATURA",
        Ayudantia = "AYUDANTIA",
        PresidenciaDeComunidad = "PRESIDENCIA_DE_COMUNIDAD",
    }
    TipoSesion: crate::TipoSesion { Ordinaria = "ORDINARIA", Extraordinaria = "EXTRAORDINARIA" }
    EstadoSesion: crate::EstadoSesion {
        Convocada = "CONVOCADA",
        Celebrada = "CELEBRADA",
        Cancelada = "CANCELADA",
    }
    Presencia: crate::Presencia {
        Presente = "PRESENTE",
        Ausente = "AUSENTE",
        Justificada = "JUSTIFICADA",
    }
    EstadoAcuerdo: crate::EstadoAcuerdo {
        Aprobado = "APROBADO",
        Cumplido = "CUMPLIDO",
        SinEfecto = "SIN_EFECTO",
    }
    TipoActividad: crate::TipoActividad {
        Capacitacion = "CAPACITACION",
        Taller = "TALLER",
        Conmemoracion = "CONMEMORACION",
        Feria = "FERIA",
        Encuentro = "ENCUENTRO",
        Otro = "OTRO",
    }
    Efemeride: crate::Efemeride { DiaNaranja = "DIA_NARANJA", Otra = "OTRA" }
    Tema: crate::Tema {
        DerechosHumanos = "DERECHOS_HUMANOS",
        Igualdad = "IGUALDAD",
        PerspectivaDeGenero = "PERSPECTIVA_DE_GENERO",
        Empoderamiento = "EMPODERAMIENTO",
        Artistica = "ARTISTICA",
        Cultural = "CULTURAL",
        Deportiva = "DEPORTIVA",
        Otro = "OTRO",
    }
    Publico: crate::Publico {
        ServidorasYServidoresPublicos = "SERVIDORAS_Y_SERVIDORES_PUBLICOS",
        Ciudadania = "CIUDADANIA",
        Mujeres = "MUJERES",
        General = "GENERAL",
        Representantes = "REPRESENTANTES",
        Otro = "OTRO",
    }
    Sexo: crate::Sexo {
        Mujer = "MUJER",
        Hombre = "HOMBRE",
        X = "X",
        NoEspecificado = "NO_ESPECIFICADO",
    }
    Medida: crate::Medida {
        PersonasAtendidas = "PERSONAS_ATENDIDAS",
        MujeresAtendidas = "MUJERES_ATENDIDAS",
        Servicios = "SERVICIOS",
        Participaciones = "PARTICIPACIONES",
        PersonasCapacitadas = "PERSONAS_CAPACITADAS",
        Actividades = "ACTIVIDADES",
    }
    UnidadMedida: crate::UnidadMedida {
        Persona = "PERSONA",
        Servicio = "SERVICIO",
        Participacion = "PARTICIPACION",
        PersonaCapacitada = "PERSONA_CAPACITADA",
        Actividad = "ACTIVIDAD",
        Agencia = "AGENCIA",
        Convenio = "CONVENIO",
        Proyecto = "PROYECTO",
        Unidad = "UNIDAD",
        Instancia = "INSTANCIA",
    }
    Nivel: crate::Nivel {
        Total = "TOTAL",
        Anio = "ANIO",
        Trimestre = "TRIMESTRE",
        Mes = "MES",
        Agencia = "AGENCIA",
        Area = "AREA",
        Grupo = "GRUPO",
        Servicio = "SERVICIO",
        Visita = "VISITA",
        Unidad = "UNIDAD",
        TipoViolencia = "TIPO_VIOLENCIA",
        Sexo = "SEXO",
        Etapa = "ETAPA",
        GrupoEdad = "GRUPO_EDAD",
        TipoActividad = "TIPO_ACTIVIDAD",
        Publico = "PUBLICO",
    }
}
