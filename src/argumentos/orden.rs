//! The commands.

use std::path::PathBuf;

use clap::Subcommand;

use super::valores::{parse_anio, parse_tipo};
use super::{
    AliasOrden, Almacenes, Auditar, CancelarOrden, ClavesOrden, ImportarOrden, IniciarOrden,
    PLANTILLA, PersonaOrden, PlanOrden, Proteger, PublicarOrden, Publico, QuitarOrden,
    ReabrirOrden, RectificarOrden, RetirarOrden, Servicio, Sitio, Tipo, VerificarOrden,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Orden {
    /// Crea un registro sintético de 2017, publica su primera edición y la sirve
    #[command(help_template = PLANTILLA, override_usage = "pacto demo [OPCIONES]")]
    Demo {
        #[command(flatten)]
        almacenes: Almacenes,
        #[command(flatten)]
        servicio: Servicio,
    },
    /// Crea una instancia real, vacía, con sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto iniciar --instancia CLAVE [OPCIONES]")]
    Iniciar {
        #[command(flatten)]
        sitio: Sitio,
        #[command(flatten)]
        nueva: IniciarOrden,
    },
    /// Busca la clave de un municipio por su nombre
    #[command(help_template = PLANTILLA, override_usage = "pacto municipios [NOMBRE]")]
    Municipios {
        /// Una parte de su nombre, o su clave; todos los de México, si no se indica
        #[arg(value_name = "NOMBRE", help_heading = "Argumentos")]
        nombre: Vec<String>,
    },
    /// Escribe la hoja de Excel que llena la instancia, con las listas de sus catálogos
    #[command(help_template = PLANTILLA, override_usage = "pacto plantilla TIPO -o HOJA.xlsx --instancia CLAVE [OPCIONES]")]
    Plantilla {
        /// Qué se llena: atenciones, actividades, convenios, proyectos, unidades, pactos, consejos, consejo (sus integrantes), sesiones, acuerdos, calendario, agencias, áreas, grupos, servicios, tipos-actividad, públicos, temas, efemérides, tipos-consejo, instancia (su nombre y sus siglas), titulares, informes o cifras
        #[arg(value_name = "TIPO", value_parser = parse_tipo, help_heading = "Argumentos")]
        tipo: Tipo,
        #[command(flatten)]
        sitio: Sitio,
        /// Archivo que se escribe: .xlsx, o .csv con las mismas columnas
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Registra lo que dice una hoja: XLSX, ODS o CSV
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto importar HOJA --instancia CLAVE [OPCIONES]",
        after_help = "Todo o nada: con un solo error no cambia nada, y se dicen todos. La misma hoja dos veces no cambia nada; un renglón con el\nmismo folio y otros datos rectifica lo registrado. La CURP y el expediente no se guardan: se convierten en un seudónimo."
    )]
    Importar(ImportarOrden),
    /// Dice qué hay en el registro de quien lo pide
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto persona --folio FOLIO | --curp | --expediente [-o HOJA.xlsx] --instancia CLAVE [OPCIONES]",
        after_help = "La CURP y el expediente se preguntan aquí y no se escriben en la orden, que cualquiera en el equipo puede ver. Cada consulta\nqueda en la bitácora, sin decir de quién."
    )]
    Persona(PersonaOrden),
    /// Saca a una persona del registro, con todas sus atenciones: dice antes qué borraría
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto cancelar --folio FOLIO | --curp | --expediente [--confirmar] --instancia CLAVE [OPCIONES]",
        after_help = "La persona es la de la atención de ese folio. Lo publicado no cambia: lo que las ediciones contaron sigue contado, sin que se\nsepa de quién. Mientras se conserve la clave de identidad, volver a importar sus renglones no la registra."
    )]
    Cancelar(CancelarOrden),
    /// Quita un registro que no debió entrar: una cifra, un acto, una sesión. Dice antes cuál, y pregunta
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto quitar TIPO CLAVE --instancia CLAVE [--simular | --si] [OPCIONES]",
        after_help = "Ejemplo: pacto quitar cifras informe-2025/refugio --instancia 20385\nLo que una edición ya dijo no se quita: se corrige con su hoja. Lo que otro registro nombra, tampoco."
    )]
    Quitar(QuitarOrden),
    /// Corrige una atención, o lo que se sabe de su persona
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto rectificar --folio FOLIO COLUMNA=VALOR... --instancia CLAVE [--todas] [OPCIONES]",
        after_help = "Las columnas y los valores son los de la plantilla: «Año de nacimiento=1985», «Servicio=Trabajo social». De quién es la atención\nse dice con «CURP» o «Expediente», sin valor: se pregunta en la terminal. Lo que decía antes queda en la historia del registro;\nlo publicado no cambia."
    )]
    Rectificar(RectificarOrden),
    /// Dice qué hay en el registro y qué le falta
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto revisar --instancia CLAVE [--anio AAAA | --tipo TIPO] [OPCIONES]",
        after_help = "Atenciones por mes y servicio, meses y agencias sin ninguna, datos que no constan y atenciones que parecen repetidas. No es\npara publicarse."
    )]
    Revisar {
        #[command(flatten)]
        sitio: Sitio,
        /// Sólo las de un año
        #[arg(long, value_name = "AAAA", help_heading = "Opciones")]
        anio: Option<i32>,
        /// Lista lo registrado de un tipo de hoja, con la clave que pide «pacto quitar»: actividades, cifras, sesiones…
        #[arg(long, value_name = "TIPO", value_parser = parse_tipo, conflicts_with = "anio", help_heading = "Opciones")]
        tipo: Option<Tipo>,
    },
    /// Escribe el informe interno de un año: mujeres, servicios, actos y acuerdos, sin proteger
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto informe --anio AAAA -o INFORME --instancia CLAVE [OPCIONES]",
        after_help = "Es para quien dirige la instancia y no es para publicarse: dice también las cuentas de una o dos mujeres."
    )]
    Informe {
        #[command(flatten)]
        sitio: Sitio,
        /// Año
        #[arg(long, value_name = "AAAA", value_parser = parse_anio, help_heading = "Opciones")]
        anio: i32,
        /// Archivo que se escribe: .xlsx, .docx u .odt
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Enseña otras maneras de escribir las entradas de los catálogos; sin argumentos, las muestra
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto alias [CATÁLOGO ESCRITO ENTRADA] --instancia CLAVE [OPCIONES]",
        after_help = "Ejemplo: pacto alias servicio \"Ases. jur.\" \"Asesoría jurídica\" --instancia 20067"
    )]
    Alias(AliasOrden),
    /// Escribe el registro como hoja de la plantilla, con números en lugar de identidades
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto exportar -o HOJA.csv --instancia CLAVE [OPCIONES]",
        after_help = "La hoja es tan reservada como el registro: sólo su propietario puede leerla. Otro registro puede importarla."
    )]
    Exportar {
        #[command(flatten)]
        sitio: Sitio,
        /// Archivo que se escribe: .xlsx o .csv
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "ARCHIVO",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Copia el registro y lo publicado a una carpeta, sin detener nada
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto respaldar -o CARPETA [OPCIONES]",
        after_help = "Las claves no van en el respaldo: guárdelas en otro lugar. Quien tenga las dos cosas puede reconocer a una persona por su CURP."
    )]
    Respaldar {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Carpeta que se crea
        #[arg(
            short = 'o',
            long = "salida",
            value_name = "CARPETA",
            help_heading = "Opciones"
        )]
        salida: PathBuf,
    },
    /// Pone un respaldo en almacenes vacíos: la carpeta de datos, o dos bases de PostgreSQL
    #[command(help_template = PLANTILLA, override_usage = "pacto restaurar CARPETA [OPCIONES]")]
    Restaurar {
        /// Carpeta del respaldo
        #[arg(value_name = "CARPETA", help_heading = "Argumentos")]
        respaldo: PathBuf,
        #[command(flatten)]
        almacenes: Almacenes,
    },
    /// Reparte las tablas en los nodos de Citus: las crea donde no están, y lo que tienen va con ellas
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto distribuir [OPCIONES]",
        after_help = "En el nodo que coordina, con la extensión citus en las dos bases y los nodos agregados. Nadie debe escribir mientras tanto.\nOtra vez no cambia nada: reparte lo que falte."
    )]
    Distribuir {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Sólo muestra las órdenes de SQL
        #[arg(long, help_heading = "Opciones")]
        simular: bool,
    },
    /// Sirve lo publicado: la API GraphQL en /graphql
    #[command(help_template = PLANTILLA, override_usage = "pacto servir [OPCIONES]")]
    Servir {
        #[command(flatten)]
        publico: Publico,
        #[command(flatten)]
        servicio: Servicio,
    },
    /// Publica la edición de una fecha de corte: dice antes lo que dirá, y pregunta
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto publicar --instancia CLAVE --corte FECHA [--simular] [OPCIONES]",
        after_help = "Publicar cierra los meses que hayan terminado: lo que la edición dice de ellos no cambia después. --simular lo muestra sin\nhacerlo. Un corte que cerraría algún mes sin atenciones se rechaza, porque casi siempre es un error."
    )]
    Publicar(PublicarOrden),
    /// Reabre un cierre que no contó a nadie, si ninguna de sus ediciones se sirve ya
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto reabrir --instancia CLAVE --corte FECHA --motivo TEXTO [--simular] [OPCIONES]",
        after_help = "Para deshacer una publicación prematura: retire sus ediciones, reabra, importe y publique. Un cierre que contó a alguien no se\nreabre: quien tenga las dos ediciones sabría lo que llegó entre una y otra."
    )]
    Reabrir(ReabrirOrden),
    /// Crea las claves: la que firma las ediciones y la que convierte identidades en seudónimos
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto claves [OPCIONES]",
        after_help = "Las claves quedan en la carpeta de claves, fuera de los almacenes y sólo para su propietario: respáldelas aparte.\nLa pública es para quien verifique las ediciones."
    )]
    Claves(ClavesOrden),
    /// Muestra lo que se hizo en el registro, quién y cuándo, y comprueba que nadie lo alteró
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto bitacora [--contiene HASH] [OPCIONES]",
        after_help = "Cada asiento lleva el hash del anterior. Anote de vez en cuando el último en otro lugar: --contiene comprueba que sigue ahí.\nTermina con el estado 1 si la bitácora no es como se escribió."
    )]
    Bitacora {
        #[command(flatten)]
        almacenes: Almacenes,
        /// Hash de un asiento, anotado antes en otro lugar, o sus primeras 16 letras o más: dice si sigue ahí, y no muestra los demás
        #[arg(long = "contiene", value_name = "HASH", help_heading = "Opciones")]
        hash: Option<String>,
    },
    /// Muestra el plan de publicación, lo revisa o lo cambia
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto plan --instancia CLAVE [--proponer | --revisar] [--corte FECHA] [--usar PLAN] [OPCIONES]",
        after_help = "--revisar y --proponer no publican ni cierran nada: cuentan, protegen y dicen cuánto se publicaría. Elija antes de la primera\nedición del año: lo que ella dice ata a las siguientes."
    )]
    Plan(PlanOrden),
    /// Dice qué espera a publicarse: meses abiertos, registros extemporáneos, bajas en periodos cerrados
    #[command(help_template = PLANTILLA, override_usage = "pacto pendientes --instancia CLAVE [OPCIONES]")]
    Pendientes {
        #[command(flatten)]
        sitio: Sitio,
    },
    /// Retira una edición: deja de servirse, con el motivo
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto retirar EDICION --instancia CLAVE --motivo TEXTO [--simular] [OPCIONES]\n     pacto retirar EDICION --instancia CLAVE --deshacer",
        after_help = "El motivo es público. Lo que la edición publicó se sigue teniendo en cuenta para proteger las siguientes."
    )]
    Retirar(RetirarOrden),
    /// Comprueba lo publicado: contenido, firma y auditoría
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto verificar [EDICION] [--instancia CLAVE] [OPCIONES]\n     pacto verificar ARCHIVO [--clave CLAVE_PUBLICA]",
        after_help = "Termina con el estado 1 si algo no es como se publicó. De un archivo sin su firma al lado, o sin clave con que comprobarla, sólo dice\nsi se contradice: no quién lo publicó."
    )]
    Verificar(VerificarOrden),
    /// Protege una tabla: oculta lo que permitiría reconocer a alguien
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto proteger ENTRADA.json [-o SALIDA.json] [OPCIONES]",
        after_help = "La tabla protegida se audita antes de escribirla: si no pasa, no se escribe nada. Sin certificado, las de más de 5000 celdas\nno se auditan aquí, y el resumen lo dice. Termina con el estado 2 si la tabla está mal, y con el 3 si no se puede proteger."
    )]
    Proteger(Proteger),
    /// Audita una tabla protegida, o una edición descargada: qué permite calcular a quien la lee
    #[command(
        help_template = PLANTILLA,
        override_usage = "pacto auditar SALIDA.json [OPCIONES]\n     pacto auditar EDICION.json.gz",
        after_help = "Termina con el estado 0 si pasa todas las pruebas, con el 1 si falla alguna y con el 2 si un archivo está mal."
    )]
    Auditar(Auditar),
    /// Escribe el esquema GraphQL
    #[command(help_template = PLANTILLA, override_usage = "pacto esquema")]
    Esquema,
}
