//! A sheet of attentions.

use std::fmt::Write;
use std::sync::Arc;

use captura::atenciones::columnas::Columna;
use captura::defecto::{Defecto, Motivo};
use domain::Importado;
use indicatif::{ProgressBar, ProgressStyle};
use oficina::importar::{
    Archivo, Donde, Folios, Hoja, Notado, Notados, Parecidos, Pares, attentions,
};

use super::{mayoria, refuse, tell};
use crate::argumentos::ImportarOrden;
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::persona::spell_folios;
use crate::uso::{count, print};

pub(super) async fn run(
    peticion: &ImportarOrden,
    archivo: Archivo<'_>,
    pedidas: &[&str],
    vistos: &mut Arc<Parecidos>,
) -> Result<(), Fallo> {
    let hoja = tokio::select! {
        leida = read(peticion, archivo, Arc::clone(vistos)) => leida?,
        // What was added is undone when it is dropped.
        _ = tokio::signal::ctrl_c() => {
            return Err(Fallo::Otro(anyhow::anyhow!("se interrumpió la importación: no cambió nada")));
        }
    };
    *vistos = Arc::clone(&hoja.parecidos);
    let errores = tell(
        (peticion, pedidas),
        (&hoja.fuente, &hoja.listas),
        &hoja.malos,
    )?;
    let (malos, leidos, de_nadie) = (hoja.malos.len(), hoja.renglones, hoja.de_nadie);
    if hoja.malos.values().flatten().any(has_alias) {
        print(
            "Lo que su oficina escribe de otro modo se enseña una vez, y después se entiende: pacto alias servicio \"Ases. jur.\" \"Asesoría jurídica\" (o agencia, violencia, visita, escolaridad…).",
        );
    }
    let exportada = |defecto: &Defecto| defecto.motivo == Motivo::Exportada;
    if hoja.malos.values().flatten().any(exportada) {
        hoja.forget().await?;
        return Err(Fallo::configuracion(
            "la hoja es una exportación de este mismo registro, y lo que dice ya está en él: contaría dos veces. No cambió nada. Para corregir algo, «pacto rectificar»; para tenerlo en otro registro, impórtela en él",
        ));
    }
    if malos > 0 && !peticion.aceptar_validas {
        hoja.forget().await?;
        return Err(refuse(errores, malos, leidos));
    }
    let otra_vez = hoja.again();
    if otra_vez > 0 {
        hoja.forget().await?;
        return Err(Fallo::configuracion(format!(
            "este mismo archivo ya se importó, y ahora {} de otro modo que entonces (cambió un alias, un nombre del catálogo, el mapa o la clave de las identidades): lo mismo contaría dos veces; no cambió nada. Lo que se registró no se corrige importándolo otra vez: con folio, «pacto rectificar»; sin folio, «pacto rectificar» con --expediente o --curp y --dia. Si de verdad son otras atenciones, van en otro archivo",
            count(otra_vez, "renglón se lee", "renglones se leen")
        )));
    }
    let se_dice = insist(peticion, &hoja);
    if let (Some(dicho), false) = (se_dice.first(), peticion.simular) {
        let dicho = format!("no cambió nada: {dicho}");
        hoja.forget().await?;
        return Err(Fallo::configuracion(dicho));
    }
    let notados = noted(&hoja);
    let (verbo, hecho) = if peticion.simular {
        ("Se registraría", hoja.forget().await?)
    } else {
        ("Se registró", hoja.finish().await?)
    };
    print(&summary(verbo, leidos, malos, hecho));
    if leidos == 0 {
        print("Aviso: la hoja no tiene ningún renglón debajo de los encabezados.");
    }
    notados.iter().for_each(|aviso| print(aviso));
    tell_of_nobody(de_nadie);
    let impiden = se_dice.into_iter();
    let impiden = impiden.map(|dicho| Fallo::configuracion(format!("así no entraría: {dicho}")));
    let impiden: Vec<Fallo> = impiden.collect();
    if impiden.is_empty() {
        return Ok(());
    }
    Err(Fallo::several(impiden))
}

/// Tells what is said of nobody in particular.
fn tell_of_nobody(de_nadie: u64) {
    if de_nadie > 0 {
        print(&format!(
            "Aviso: {} sexo, año de nacimiento o escolaridad sin CURP ni expediente: es anónima, y eso no se guarda ni se cuenta. Si es alguien que la instancia atiende, escriba su expediente.",
            count(de_nadie, "renglón dice", "renglones dicen")
        ));
    }
}

/// Why a sheet does not come in unless whoever asks insists.
fn insist(peticion: &ImportarOrden, hoja: &Hoja) -> Vec<String> {
    type Why = fn(&Hoja) -> Option<String>;
    let razones: [(bool, Why); 3] = [
        (peticion.sustituir, mayoria::replaced),
        (peticion.son_otras, mayoria::doubled),
        (peticion.misma_persona, united),
    ];
    let faltan = razones.into_iter().filter(|(insiste, ..)| !insiste);
    faltan.filter_map(|(_, razon)| razon(hoja)).collect()
}

/// Why a sheet does not come in that takes two persons of the register for one, unless whoever asks says that they are: they are
/// never two again.
fn united(hoja: &Hoja) -> Option<String> {
    let suyas = [Notado::Juntada, Notado::Aparte];
    let suyas = suyas.iter().filter_map(|notado| hoja.notados.get(notado));
    let cuales: Vec<String> = suyas.map(rows).collect();
    let has = |de: &Folios| {
        let cuantas = count(de.cuantas, "atención", "atenciones");
        format!("{cuantas}{}", spell_folios(de))
    };
    let de_quien = hoja.unidas.iter().map(|(renglon, [una, otra])| {
        format!(
            "En el renglón {renglon}, una tiene {}, y la otra {}.",
            has(una),
            has(otra)
        )
    });
    (!cuales.is_empty()).then(|| {
        format!(
            "la CURP y el expediente son de dos personas del registro, y serían de una, que no vuelve a ser dos: {}. {} Si es la misma, repita con --misma-persona; si no, corrija en la hoja lo que no sea de ella",
            cuales.join("; "),
            de_quien.collect::<Vec<_>>().join(" ")
        )
    })
}

/// What is told of rows that hold: a folio that is used again is another attention, or another woman, as often as a correction.
fn noted(hoja: &Hoja) -> Vec<String> {
    let otros = hoja.de_otro_anio.iter();
    let otros = otros.map(|(anio, suyos)| {
        format!(
            "Aviso: {} de {anio}, y los demás no: {}. Si es otro año, corrija la fecha.",
            count(suyos.todos, "renglón es", "renglones son"),
            rows(suyos)
        )
    });
    let notados = hoja.notados.iter();
    let notados =
        notados.map(|(notado, suyos)| format!("Aviso: {}", tell_of(*notado, &rows(suyos))));
    let (folios, expedientes) = hoja.parecidos.pairs();
    let parecidos = [
        (
            expedientes,
            "expedientes que se parecen, y se toman por distintos",
            "Si son el mismo, escríbalos igual",
        ),
        (
            folios,
            "folios que se parecen, y se toman por distintos",
            "Si es la misma, quite el renglón que sobra",
        ),
    ];
    let parecidos = parecidos.into_iter().filter(|(pares, ..)| pares.todos > 0);
    let parecidos =
        parecidos.map(|(pares, que, si_no)| format!("Aviso: {que}: {}. {si_no}.", pairs(pares)));
    let repetidas = (hoja.repetidas.todos > 0).then(|| {
        format!(
            "Aviso: dice lo mismo que otro renglón de la hoja, de la misma persona, y las dos cuentan, porque ninguno tiene folio o lo tiene uno solo: {}. Si es una sola atención, quite el que sobra.",
            rows(&hoja.repetidas)
        )
    });
    otros
        .chain(notados)
        .chain(parecidos)
        .chain(repetidas)
        .collect()
}

/// Rows, two by two, and how many more there are.
fn pairs(pares: &Pares) -> String {
    let dichos = pares.primeros.iter();
    let dichos: Vec<String> = dichos
        .map(|(Donde { hoja, renglon }, otro)| match hoja {
            Some(hoja) => format!("{renglon} de «{hoja}» y {otro} de ésta"),
            None => format!("{renglon} y {otro}"),
        })
        .collect();
    let faltan = pares
        .todos
        .saturating_sub(u64::try_from(dichos.len()).unwrap_or(pares.todos));
    let dichos = dichos.join("; ");
    match faltan {
        0 => format!("renglones {dichos}"),
        1 => format!("renglones {dichos}; y otro par"),
        _ => format!("renglones {dichos}; y otros {faltan} pares"),
    }
}

fn tell_of(notado: Notado, cuales: &str) -> String {
    match notado {
        Notado::Rectifica => format!(
            "lo registrado con el mismo folio se sustituye por lo que dice: {cuales}. Si es otra atención, dele otro folio."
        ),
        Notado::Deshace => format!(
            "dice otra vez, en alguna columna, lo que decía antes de que se corrigiera, y así queda desde ahora: {cuales}. Si lo bueno es lo corregido, corríjalo también en la hoja e impórtela otra vez."
        ),
        Notado::DeQuien => format!(
            "lo registrado con el mismo folio queda como estaba, y desde ahora es de quien dice el renglón: {cuales}. Así queda lo que se corrigió de quién es, o a quien vino antes de que se perdiera la clave de las identidades. Si es otra atención, dele otro folio."
        ),
        Notado::Repite => format!(
            "dice lo que decía antes de que se corrigiera con «pacto rectificar», y lo corregido se queda como está: {cuales}. Si lo bueno es lo de antes, dígalo con «pacto rectificar»."
        ),
        Notado::RepiteHoja => format!(
            "dice lo que decía antes de que otra hoja lo cambiara, y lo que dijo la otra se queda como está: {cuales}. Si lo bueno es lo de ésta, impórtela con --sustituir, que lo devuelve."
        ),
        Notado::Publicada => format!(
            "lo que había con ese folio ya lo contó una edición, y lo que dice ahora no lo contará ninguna: {cuales}. Si es otra atención, dele otro folio, y contará como extemporánea."
        ),
        Notado::Cancelada => format!(
            "no se registra, porque su folio es de quien pidió salir del registro o dice lo mismo que se borró: {cuales}. Si es de otra mujer, dele otro folio."
        ),
        Notado::Aparte => format!(
            "su CURP y su expediente ya contaron como dos personas en lo publicado, y siguen contando así; el renglón es de la que tiene la CURP: {cuales}. En adelante, escriba siempre su CURP; «pacto persona» y «pacto cancelar» las toman por una. Si no lo es, restaure el respaldo de antes y corrija el renglón."
        ),
        Notado::Juntada => format!(
            "su CURP y su expediente eran de dos personas, y desde ahora son de una, con las atenciones de las dos: {cuales}. Si no lo es, restaure el respaldo de antes y corrija el renglón."
        ),
        Notado::DeUna => format!(
            "una edición contó lo de antes como de otra identidad, que no tenía nada más: lo publicado no cambia, y en los totales que falten de ese año ella contará una sola vez: {cuales}."
        ),
        Notado::DeDos => format!(
            "una edición contó lo de antes como de otra identidad, y también a ella o de otra manera: lo publicado no cambia, y en los totales que falten de ese año contará como dos personas: {cuales}."
        ),
        Notado::Callada => format!(
            "no dice de quién es, y el registro sí lo sabe: sigue siendo de ella: {cuales}. Para decir que es de otra, «pacto rectificar»."
        ),
        Notado::ConFolio => format!(
            "dice lo mismo que una que ya estaba sin folio, y las dos cuentan: {cuales}. Si es la misma, quite la de antes («pacto quitar atenciones --expediente --dia», o --curp)."
        ),
        Notado::MismoDia => format!(
            "no tiene folio, y es de quien ese día ya tenía otra atención: {cuales}. Si es la misma y lo que cambió es la hoja, las dos cuentan: quite la de antes («pacto quitar atenciones --expediente --dia», o --curp)."
        ),
        Notado::OtraCurp => format!("la CURP que tenía antes ya no es suya: {cuales}."),
        Notado::OtroExpediente => format!(
            "su CURP ya tenía otro expediente, y los dos son suyos desde ahora: {cuales}. Si uno es de otra persona, corríjalo."
        ),
    }
}

/// Rows, and how many more there are.
fn rows(Notados { todos, primeros }: &Notados) -> String {
    let dichos: Vec<String> = primeros.iter().map(ToString::to_string).collect();
    let faltan = todos.saturating_sub(u64::try_from(dichos.len()).unwrap_or(*todos));
    let dichos = dichos.join(", ");
    match (primeros.as_slice(), faltan) {
        ([_], 0) => format!("renglón {dichos}"),
        (_, 0) => format!("renglones {dichos}"),
        (_, 1) => format!("renglones {dichos} y otro más"),
        _ => format!("renglones {dichos} y otros {faltan}"),
    }
}

/// Whether what is wrong may be another way of writing what is right.
fn has_alias(defecto: &Defecto) -> bool {
    let con_alias = [
        Columna::Servicio,
        Columna::Procedencia,
        Columna::Visita,
        Columna::Violencia,
        Columna::Modalidades,
        Columna::Unidad,
        Columna::Sexo,
        Columna::Escolaridad,
    ];
    let suya = con_alias
        .iter()
        .any(|columna| defecto.columna == Some(columna.indice()));
    suya && matches!(defecto.motivo, Motivo::Ajena { .. })
}

/// Reads the sheet, and shows how far it is.
async fn read(
    peticion: &ImportarOrden,
    archivo: Archivo<'_>,
    vistos: Arc<Parecidos>,
) -> Result<Hoja, Fallo> {
    let lugares = peticion.sitio.almacenes.resolve()?;
    let barra = ProgressBar::new_spinner();
    let forma = ProgressStyle::with_template("{spinner} {pos} renglones, {elapsed_precise}");
    barra.set_style(forma.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let mut progress = |mas: usize| barra.inc(u64::try_from(mas).unwrap_or(0));
    let clave = &peticion.sitio.instancia;
    let quiere = (peticion.aceptar_validas, peticion.sustituir);
    let como = (quiere, autoria(), vistos);
    let hoja = Box::pin(attentions(&lugares, clave, archivo, como, &mut progress)).await;
    barra.finish_and_clear();
    Ok(hoja?)
}

fn summary(verbo: &str, leidos: u64, malos: usize, hecho: Importado) -> String {
    let Importado {
        nuevos,
        iguales,
        rectificados,
        de_cerrados,
        extemporaneos,
        anonimos,
        personas,
        cancelados,
        juntadas,
    } = hecho;
    let mut texto = format!(
        "{verbo}, de {}: {}, {}, {}. Personas nuevas: {personas}. Atenciones anónimas nuevas, que cuentan como servicios y no como personas: {anonimos}.",
        count(leidos, "renglón", "renglones"),
        count(nuevos, "nuevo", "nuevos"),
        count(iguales, "que ya estaba", "que ya estaban"),
        count(rectificados, "que rectifica", "que rectifican"),
    );
    if malos > 0 {
        let _ = write!(texto, " Renglones con errores, que quedan fuera: {malos}.");
    }
    if cancelados > 0 {
        let _ = write!(
            texto,
            " Renglones de quien pidió salir del registro, que no vuelven a él: {cancelados}."
        );
    }
    if juntadas > 0 {
        let _ = write!(
            texto,
            " Personas que contaban por dos, una por su CURP y otra por su expediente, y ahora son una: {juntadas}."
        );
    }
    if extemporaneos > 0 {
        let _ = write!(
            texto,
            " De meses ya publicados, que contarán como extemporáneas en el primer mes abierto: {extemporaneos}."
        );
    }
    if de_cerrados > 0 {
        let _ = write!(
            texto,
            " Rectificaciones de lo que una edición ya contó, que no cambian lo publicado: {de_cerrados}."
        );
    }
    texto
}
