//! `pacto rectificar`: puts right what one attention says, or what is known of its person.

use oficina::rectificar::{
    Conteo, Corregida, Folios, Junta, Notado, Peticion, Quien, Rectificado, is_secret, rectify,
};

use crate::argumentos::{Confirmacion, RectificarOrden};
use crate::autoria::autoria;
use crate::fallo::Fallo;
use crate::persona::{mentioned, spell_folios};
use crate::pregunta::{ask, confirmed, insisted};
use crate::uso::{count, print};

pub(crate) async fn run(orden: &RectificarOrden) -> Result<(), Fallo> {
    let clave = &orden.sitio.instancia;
    let lugares = orden.sitio.almacenes.resolve()?;
    let Confirmacion { si, simular } = orden.confirmacion;
    let mut peticion = Peticion {
        cual: mentioned(&orden.quien, &orden.de)?,
        cambios: said(&orden.cambios)?,
        todas: orden.todas,
        simular: true,
    };
    // It is seen before it is done: a folio that is mistyped is of another woman.
    let Some(seria) = rectify(&lugares, clave, &peticion, autoria()).await? else {
        print("El registro ya decía eso: no cambió nada.");
        return Ok(());
    };
    seria
        .dice
        .iter()
        .map(changed)
        .for_each(|linea| print(&linea));
    seria
        .quien
        .iter()
        .map(of_whom)
        .for_each(|linea| print(&linea));
    let une = seria
        .junta
        .as_ref()
        .filter(|junta| simular || junta.era.is_none());
    une.map(|junta| joined(junta, &seria))
        .iter()
        .for_each(|linea| print(linea));
    // What is done without asking is told once, when it is done.
    if !si {
        report(&seria, orden.todas, true);
    }
    if simular {
        print("Es una simulación: no cambió nada.");
        return Ok(());
    }
    let sigue = match &seria.junta {
        Some(junta) if junta.era.is_some() => {
            let pregunta = if seria.quedan.cuantas > 0 {
                "¿Es de esa otra persona?"
            } else {
                "¿Son la misma persona?"
            };
            insisted(si, &joined(junta, &seria), pregunta)?
        }
        _ => confirmed(si, "¿Corregirlo?")?,
    };
    if !sigue {
        return Ok(());
    }
    peticion.simular = false;
    let hecho = rectify(&lugares, clave, &peticion, autoria()).await?;
    match hecho {
        Some(hecho) if si => report(&hecho, orden.todas, false),
        Some(hecho) => print(&tell(&hecho, orden.todas, false)),
        None => {}
    }
    print(if seria.sin_folio {
        "En su hoja déjela como estaba: no tiene folio, y corregida ahí contaría como otra atención. Si vuelve a importar la hoja no deshará esta corrección, y se avisará."
    } else {
        "Corrija también su hoja: si vuelve a importarla como estaba, no deshará esta corrección, y se avisará."
    });
    Ok(())
}

/// What a column said, and says.
fn changed(corregida: &Corregida) -> String {
    let Corregida {
        titulo,
        antes,
        ahora,
        escrito,
    } = corregida;
    let named = |texto: &str| match texto {
        "" => "nada".to_owned(),
        texto => format!("«{texto}»"),
    };
    let leido = escrito.as_ref();
    let leido = leido.map(|escrito| format!(", que es como se lee «{escrito}»"));
    let leido = leido.unwrap_or_default();
    if antes == ahora {
        return format!("{titulo}: ya decía {}{leido}.", named(ahora));
    }
    format!("{titulo}: de {} a {}{leido}.", named(antes), named(ahora))
}

/// Whose an attention was, and is: by what is known of them, and not who they are.
fn of_whom(Quien { era, es, misma }: &Quien) -> String {
    let named = |quien: &Option<String>| match quien {
        Some(quien) => format!("una persona del registro ({quien})"),
        None => "nadie que se sepa".to_owned(),
    };
    if *misma {
        return match (era, es) {
            (Some(era), Some(es)) if era != es => {
                format!("De quién es: de la misma persona; era {era}, y es {es}.")
            }
            _ => "De quién es: de la misma persona; cambia por qué se la reconoce.".to_owned(),
        };
    }
    let ahora = match (era, es) {
        (Some(_), Some(es)) => format!("otra ({es})"),
        _ => named(es),
    };
    format!("De quién es: antes, de {}; ahora, de {ahora}.", named(era))
}

/// Two persons of the register who would be one, or one of whom something would be of the other.
fn joined(Junta { era, es, suyas }: &Junta, seria: &Rectificado) -> String {
    let tiene = format!(
        "{}{}",
        count(suyas.cuantas, "atención", "atenciones"),
        spell_folios(suyas)
    );
    match era {
        Some(era) if seria.quedan.cuantas > 0 => format!(
            "esa CURP o ese expediente ya es de otra persona del registro ({es}), que tiene {tiene}; la atención era de otra ({era}), a quien todavía {} {}.",
            if seria.quedan.cuantas == 1 {
                "le queda"
            } else {
                "le quedan"
            },
            count(seria.quedan.cuantas, "atención", "atenciones")
        ),
        Some(era) => format!(
            "esa CURP o ese expediente ya es de otra persona del registro ({es}), que tiene {tiene}; la atención era de otra ({era}). Si son dos personas, no se podría deshacer."
        ),
        None => format!(
            "La atención era anónima, y sería de una persona del registro ({es}), que tiene {tiene}."
        ),
    }
}

/// What was put right, or would be.
fn report(hecho: &Rectificado, todas: bool, simular: bool) {
    print(&tell(hecho, todas, simular));
    hecho
        .notados
        .iter()
        .filter_map(|notado| told(*notado))
        .for_each(print);
    let queda = hecho.quedan.cuantas > 0;
    let cuentan = hecho.cuentan.iter();
    cuentan
        .filter_map(|cuenta| counted(cuenta, queda))
        .for_each(|linea| print(&linea));
    if hecho.quedan.cuantas > 0 {
        print(&left(&hecho.quedan));
    }
}

/// Where attentions that changed count, if there is something to say of it. `queda`: something is of who they were of before.
fn counted((cuenta, cuantas): (&Conteo, &u64), queda: bool) -> Option<String> {
    let (la, contara) = if *cuantas == 1 {
        ("la", "contará")
    } else {
        ("las", "contarán")
    };
    let sigue = if queda {
        ", y ahí se cuenta todavía como de quien era antes"
    } else {
        ""
    };
    let mut dicho = match cuenta {
        Conteo::Contada { mes, tarde } => {
            let como = if *tarde { " como extemporánea" } else { "" };
            format!("una edición ya {la} contó{como}, en {mes}: lo publicado no cambia{sigue}.")
        }
        Conteo::Corregida => format!(
            "una edición ya {la} contó, como antes de corregir{la} por primera vez: lo publicado no cambia{sigue}."
        ),
        Conteo::Espera(mes) => format!(
            "ninguna edición {la} ha contado, y su día es de un mes ya publicado: {contara} como extemporánea en {mes}, con lo corregido."
        ),
        Conteo::Abierta => return None,
    };
    if *cuantas == 1 {
        dicho[..1].make_ascii_uppercase();
        return Some(dicho);
    }
    Some(format!("De {cuantas} atenciones: {dicho}"))
}

/// The changes, with what is asked for in their place: who somebody is never stands on the command line, which everybody on
/// the machine can see.
fn said(cambios: &[(String, Option<String>)]) -> Result<Vec<(String, String)>, Fallo> {
    let said = |(columna, valor): &(String, Option<String>)| match valor {
        Some(_) if is_secret(columna) => Err(Fallo::configuracion(
            "la CURP y el expediente no se escriben en la orden, que cualquiera en el equipo puede ver: escriba sólo «CURP» o «Expediente», y se preguntan",
        )),
        Some(valor) => Ok((columna.clone(), valor.clone())),
        None => Ok((columna.clone(), ask(columna)?)),
    };
    cambios.iter().map(said).collect()
}

fn tell(hecho: &Rectificado, todas: bool, simular: bool) -> String {
    let verbo = if simular {
        "Se rectificaría"
    } else {
        "Se rectificó"
    };
    let (queda, atenciones) = (
        if simular { "quedaría" } else { "queda" },
        hecho.hecho.rectificados,
    );
    let que = match (hecho.de_la_atencion, hecho.de_la_persona) {
        (true, true) => "la atención, y lo que se sabe de su persona en todas las suyas".to_owned(),
        (true, false) if atenciones > 1 => format!("de quién son {atenciones} atenciones"),
        (true, false) if todas => "de quién es 1 atención".to_owned(),
        (true, false) => "la atención".to_owned(),
        (false, true) => "lo que se sabe de la persona, en todas sus atenciones".to_owned(),
        (false, false) if simular => {
            return "Se anotaría que ella es también quien tiene esa CURP o ese expediente."
                .to_owned();
        }
        (false, false) => {
            return "Se anotó que ella es también quien tiene esa CURP o ese expediente."
                .to_owned();
        }
    };
    format!("{verbo} {que}; lo que decía antes {queda} en la historia del registro.")
}

/// What else is to be known of what was put right.
fn told(notado: Notado) -> Option<&'static str> {
    Some(match notado {
        Notado::Juntada => {
            "Su CURP y su expediente eran de dos personas, y desde ahora son de una, con las atenciones de las dos."
        }
        Notado::OtraCurp => {
            "La CURP que tenía antes estaba mal y ya no es suya; la nueva vale para todas sus atenciones."
        }
        Notado::OtroExpediente => "Ya tenía otro expediente: los dos son suyos.",
        Notado::Aparte => {
            "Ya contaron como dos personas en lo publicado, y siguen contando así; «persona» y «cancelar» las toman por una."
        }
        Notado::DeUna => {
            "Una edición la contó con la identidad de antes: eso no cambia, y en los totales que falten de ese año contará una sola vez."
        }
        Notado::DeDos => {
            "Una edición la contó con la identidad de antes, y también con la de ahora o de otra manera: eso no cambia, y en los totales que falten de ese año contará como dos personas."
        }
        Notado::Rectifica
        | Notado::Repite
        | Notado::RepiteHoja
        | Notado::Publicada
        | Notado::Cancelada
        | Notado::Callada
        | Notado::ConFolio
        | Notado::MismoDia
        | Notado::DeQuien
        | Notado::Deshace => return None,
    })
}

/// What is still of who the attention was of: it may be hers too.
fn left(quedan: &Folios) -> String {
    let cuantas = count(quedan.cuantas, "atención", "atenciones");
    let cuales = spell_folios(quedan);
    let verbo = if quedan.cuantas == 1 {
        "Queda"
    } else {
        "Quedan"
    };
    format!(
        "{verbo} {cuantas} de quien era antes{cuales}. Si también son de ella (una CURP mal escrita no era de nadie), repita lo mismo con --todas; si son de otra mujer, así está bien."
    )
}
