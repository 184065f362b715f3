//! `pacto publicar`: counts, protects and publishes the edition of a cut-off.

mod hechos;

use domain::proteccion::{Demostracion, ResumenProteccion};
use domain::{Celda, Clave, Edicion, Informe, Medida, Plan};
use oficina::publicar::reparos::{Insistencia, spell};
use oficina::publicar::vista::{Cuadro, Diferencia, MEDIDAS, Vista};
use oficina::publicar::{self, Manera, Preparada, Publicacion};
use time::Date;

use crate::almacenes::Lugares;
use crate::argumentos::PublicarOrden;
use crate::autoria::autoria;
use crate::barra::Barra;
use crate::fallo::Fallo;
use crate::impreso;
use crate::plan::wanted;
use crate::pregunta::approve;
use crate::uso::{count, print};

pub(crate) use self::hechos::first_of;

/// How often an edition is prepared again because somebody registers something meanwhile.
const INTENTOS: u32 = 3;

pub(crate) async fn run(orden: &PublicarOrden) -> Result<(), Fallo> {
    let (clave, corte) = (&orden.sitio.instancia, orden.corte);
    let lugares = orden.sitio.almacenes.resolve()?;
    let insistencia = Insistencia {
        sin_atenciones: orden.sin_atenciones,
        reloj: orden.reloj_correcto,
        otra_clave: orden.otra_clave,
        publicado_perdido: orden.publicado_perdido,
    };
    if let Some(ruta) = &orden.pdf {
        impreso::check(ruta)?;
    }
    publicar::check(&lugares, clave, corte, &autoria(), insistencia).await?;
    if !orden.confirmacion.simular {
        // Nothing is prepared for half a minute that could not be signed.
        lugares.key()?;
    }
    let plan = oficina::plan::plan(&lugares, clave).await?;
    let asked = async |preparada: &Preparada| {
        let vista = Vista::new(&lugares, preparada).await?;
        print(&describe(clave, corte, &vista));
        warn(preparada);
        let printed = publicar::would_print(&lugares, preparada, orden.otra_vez.is_some()).await;
        let impiden = [
            refuse_telling(&vista),
            insist_on_few(orden, &vista),
            insist_on_none(orden, &preparada.contenido.proteccion),
            printed.map_err(Fallo::from),
        ];
        let impiden: Vec<Fallo> = impiden.into_iter().filter_map(Result::err).collect();
        if !orden.confirmacion.simular {
            impiden.into_iter().next().map_or(Ok(()), Err)?;
        } else if !impiden.is_empty() {
            impreso::try_out(&lugares, preparada, orden.pdf.as_deref()).await?;
            return Err(Fallo::several(impiden));
        }
        if !orden.confirmacion.si {
            impreso::try_out(&lugares, preparada, orden.pdf.as_deref()).await?;
        }
        approve(orden.confirmacion, "¿Publicarla?")
    };
    let motivo = orden.otra_vez.as_deref();
    until_it_holds(&lugares, (clave, corte), &plan, motivo, asked).await
}

/// Refuses to publish a figure that is a withheld count: who subtracts it from what is published may know another.
fn refuse_telling(vista: &Vista) -> Result<(), Fallo> {
    for (nombre, valor, cual) in &vista.hechos.parecen {
        print(&format!(
            "Aviso: «{nombre}» dice {valor}, que es también una cuenta que la edición protege: {cual}. Si es la misma, no la publique: restada de lo publicado puede decir otra de muy pocas."
        ));
    }
    let delatan = &vista.hechos.delatan;
    if delatan.is_empty() {
        return Ok(());
    }
    let suyas = if delatan.len() == 1 {
        "es una cuenta que la edición protege, y restada de lo que se publica puede decir otra de muy pocas. Quítela de la hoja y con «pacto quitar cifras»"
    } else {
        "son cuentas que la edición protege, y restadas de lo que se publica pueden decir otras de muy pocas. Quítelas de la hoja y con «pacto quitar cifras»"
    };
    Err(Fallo::Insegura(format!(
        "la edición no se publica: {} {suyas}",
        hechos::quoted(delatan)
    )))
}

/// Refuses to publish what is said of few people, unless that is wanted.
fn insist_on_few(orden: &PublicarOrden, vista: &Vista) -> Result<(), Fallo> {
    let pocas = &vista.hechos.pocas;
    if pocas.is_empty() || orden.pocas_personas {
        return Ok(());
    }
    Err(Fallo::configuracion(format!(
        "no se publicó nada: {} son muy pocas personas, y lo que se publica no se borra. Si no debe saberse, corrija la hoja; si es público de por sí, repita con --pocas-personas",
        hechos::quoted(pocas)
    )))
}

/// Refuses to publish an edition without counts, unless that is wanted: it is known for ever, and says nothing.
fn insist_on_none(orden: &PublicarOrden, resumen: &ResumenProteccion) -> Result<(), Fallo> {
    if resumen.celdas > 0 || orden.sin_atenciones {
        return Ok(());
    }
    Err(Fallo::configuracion(
        "no se publicó nada: con ese plan y ese corte la edición no tiene ninguna cuenta: no ha terminado ningún periodo de los que el plan pide. Espere a que termine, o repita con --sin-atenciones si aun así la quiere, por sus actos",
    ))
}

/// Publishes without asking, and tells what was published.
pub(crate) async fn publish(lugares: &Lugares, clave: &Clave, corte: Date) -> Result<(), Fallo> {
    let plan = oficina::plan::plan(lugares, clave).await?;
    let asked = async |_: &Preparada| Ok(true);
    until_it_holds(lugares, (clave, corte), &plan, None, asked).await
}

/// Prepares an edition and publishes it if it is approved; again, if somebody registers something meanwhile.
async fn until_it_holds(
    lugares: &Lugares,
    (clave, corte): (&Clave, Date),
    plan: &Plan,
    motivo: Option<&str>,
    approved: impl AsyncFn(&Preparada) -> Result<bool, Fallo>,
) -> Result<(), Fallo> {
    let mut intentos = 0;
    loop {
        let preparada = prepare(lugares, clave, corte, plan).await?;
        if !approved(&preparada).await? {
            return Ok(());
        }
        let quien = autoria();
        let manera = Manera {
            motivo,
            componer: impreso::COMPONER,
        };
        match publicar::close_and_print(lugares, &preparada, &quien, &manera).await {
            Err(error) if error.is_change() && intentos < INTENTOS => {
                print("El registro cambió mientras tanto: se prepara otra vez.");
                intentos += 1;
            }
            otro => {
                tell(&preparada, &otro?);
                return Ok(());
            }
        }
    }
}

/// What was published.
fn tell(preparada: &Preparada, Publicacion { edicion, nueva }: &Publicacion) {
    let ResumenProteccion { celdas, total, .. } = &preparada.contenido.proteccion;
    let resumen = format!(
        "edición {} de {}, corte {}: de {}, {} un número, {} cero y {}; contenido {}",
        edicion.numero,
        edicion.instancia,
        edicion.corte,
        count(*celdas, "cuenta", "cuentas"),
        count_said(total.publicadas),
        count_said(celdas - total.no_cero),
        count(
            total.no_cero - total.publicadas,
            "se protege",
            "se protegen"
        ),
        edicion.hash
    );
    if *nueva {
        print(&format!("Se publicó la {resumen}."));
    } else {
        print(&format!("Ya estaba publicado lo mismo: {resumen}."));
    }
    warn(preparada);
    probable(preparada.demostracion);
    if edicion.sintetica {
        print(
            "Aviso: son datos sintéticos de demostración; ninguna de las personas contadas existe.",
        );
    }
}

/// How many counts say something: «1 dice», «2 dicen».
fn count_said(cuantas: u64) -> String {
    count(cuantas, "dice", "dicen")
}

/// What an edition will say, before it says it.
fn describe(clave: &Clave, corte: Date, vista: &Vista) -> String {
    let mut lineas = vec![format!(
        "Lo que dirá la edición de {clave} con corte {corte}; «P» es lo que se protege, y «–» lo que el plan no pide:"
    )];
    lineas.extend(vista.cuadros.iter().flat_map(table));
    let total = vista.total;
    lineas.push(format!(
        "De {}, {} un número, {} cero y {}.",
        count(vista.celdas, "cuenta", "cuentas"),
        count_said(total.publicadas),
        count_said(vista.celdas - total.no_cero),
        count(
            total.no_cero - total.publicadas,
            "se protege",
            "se protegen"
        ),
    ));
    if total.publicadas * 2 < total.no_cero {
        lineas.push(format!(
            "Es menos de la mitad: «pacto plan --proponer --corte {corte} --instancia {clave}» muestra planes más cortos, de los que se publica más. Una vez publicada la primera edición del año, ya no da lo mismo."
        ));
    }
    lineas.extend(hechos::lines(&vista.hechos, vista.diferencia.is_some()));
    if let Some(diferencia) = &vista.diferencia {
        lineas.push(compare(corte, diferencia));
        lineas.extend(superseded(corte, &diferencia.de));
    }
    lineas.extend(vista.informes_despues.iter().map(awaited));
    lineas.push(closing(vista));
    if !vista.sin_atenciones.is_empty() {
        let meses: Vec<String> = vista
            .sin_atenciones
            .iter()
            .map(|mes| spell(&[*mes]))
            .collect();
        lineas.push(format!("Sin ninguna atención: {}.", meses.join(", ")));
    }
    if !vista.de_otros_anios.is_empty() {
        let otros = vista.de_otros_anios.iter();
        let otros = otros.map(|(anio, cuantas)| format!("{anio} ({cuantas})"));
        lineas.push(format!(
            "Esta edición sólo cuenta {}. De otros años hay atenciones por publicar, cada uno con su edición: {}.",
            corte.year(),
            otros.collect::<Vec<_>>().join(", ")
        ));
    }
    lineas.join("\n")
}

/// Which edition says a report that has its figures.
pub(crate) fn awaited(informe: &Informe) -> String {
    let hasta = informe.periodo.hasta();
    format!(
        "El informe «{}» termina el {}: lo dice, con sus cifras, la edición de {} cuyo corte llega a ese día.",
        informe.titulo,
        spell_day(hasta),
        hasta.year()
    )
}

/// A day as it is written on paper: 31/12/2025.
fn spell_day(dia: Date) -> String {
    format!(
        "{:02}/{:02}/{}",
        dia.day(),
        u8::from(dia.month()),
        dia.year()
    )
}

/// Which months it closes, or why none.
fn closing(vista: &Vista) -> String {
    match (vista.cierra.as_slice(), vista.deja_abiertos.as_slice()) {
        ([], []) => "No cierra ningún mes: ya lo estaban.".to_owned(),
        ([], abiertos) => format!(
            "No cierra {}: el plan no cuenta nada más hasta que termine un periodo más largo, y lo que se importe hasta entonces cuenta en su mes.",
            spell(abiertos)
        ),
        (cierra, _) => format!(
            "Cierra {}: lo que dice de {} no cambia después, y lo que llegue tarde cuenta en el primer mes abierto.",
            spell(cierra),
            if cierra.len() == 1 {
                "ese mes"
            } else {
                "esos meses"
            }
        ),
    }
}

/// A table of figures, as text.
fn table(cuadro: &Cuadro) -> Vec<String> {
    let nombres = cuadro
        .renglones
        .iter()
        .map(|(nombre, _)| nombre.chars().count());
    let ancho = nombres.max().unwrap_or_default();
    let encabezados = MEDIDAS.map(Medida::nombre);
    let row = |nombre: &str, celdas: [String; 3]| {
        let celdas = celdas.iter().zip(encabezados);
        let celdas = celdas.map(|(celda, encabezado)| {
            format!("  {celda:>cabe$}", cabe = encabezado.chars().count())
        });
        format!("  {nombre:<ancho$}{}", celdas.collect::<String>())
    };
    let encabezado = row(&cuadro.periodo, encabezados.map(str::to_owned));
    let say = |celda: &Option<Celda>| match celda {
        Some(Celda::Publicada(cuenta)) => cuenta.to_string(),
        Some(Celda::Protegida) => "P".to_owned(),
        Some(Celda::NoDisponible) | None => "–".to_owned(),
    };
    let renglones = cuadro.renglones.iter();
    let renglones = renglones.map(|(nombre, celdas)| row(nombre, celdas.each_ref().map(say)));
    std::iter::once(encabezado).chain(renglones).collect()
}

/// What becomes of an edition that comes after one of a later cut-off.
fn superseded(corte: Date, vigente: &Edicion) -> Option<String> {
    let despues = vigente.corte > corte;
    despues.then(|| {
        format!(
            "Aviso: la edición {}, corte {}, es posterior y sigue siendo la de {}: ésta nacería sustituida, y casi nadie la vería.",
            vigente.numero,
            vigente.corte,
            corte.year()
        )
    })
}

fn compare(corte: Date, diferencia: &Diferencia) -> String {
    let Diferencia {
        de,
        nuevas,
        cambian,
        se_ocultan,
        se_publican,
        faltan,
    } = diferencia;
    let n = |cuantas: &usize| u64::try_from(*cuantas).unwrap_or(u64::MAX);
    let menos = if *faltan == 0 {
        String::new()
    } else {
        let causa = if de.corte > corte {
            "son de meses a los que este corte no llega, o de lo que el plan de ahora no pide."
        } else {
            "el plan de ahora no las pide, y las páginas dejan de tenerlas. Si no es lo que quiere, «pacto plan --usar» con el de antes."
        };
        format!(
            " Deja de decir {}: {causa}",
            count(n(faltan), "cuenta de aquélla", "cuentas de aquélla")
        )
    };
    format!(
        "Al lado de la edición {}, corte {}: {}, {}, {}, {}.{menos}",
        de.numero,
        de.corte,
        count(
            n(nuevas),
            "cuenta que aquélla no tenía",
            "cuentas que aquélla no tenía"
        ),
        count(n(cambian), "que dice otro número", "que dicen otro número"),
        count(
            n(se_publican),
            "que se protegía y se publica",
            "que se protegían y se publican"
        ),
        count(
            n(se_ocultan),
            "que se publicaba y se protege",
            "que se publicaban y se protegen"
        ),
    )
}

/// Names the headline totals that the plan wants and the edition withholds, and what it counts only women of.
pub(crate) fn warn(preparada: &Preparada) {
    let esperan = preparada.of_women_yet();
    if !esperan.is_empty() {
        let anio = preparada.contenido.corte.year();
        print(&format!(
            "Aviso: de todas las personas no se cuenta todavía por: {}. De {anio} ya se publicaron mujeres solas, y la resta diría de quiénes no lo son; hasta que termine el año se cuentan mujeres, y desde {} todas.",
            esperan.join("; "),
            anio + 1
        ));
    }
    for total in &preparada.contenido.proteccion.obligados_protegidos {
        print(&format!(
            "Aviso: el plan obliga a publicar «{}», y la edición lo protege: {}.",
            wanted((total.medida, total.nivel, &total.codigo)),
            total.motivo
        ));
    }
}

/// Says of how many numbers that nobody may know it is not proven that nobody can, and how many are given away by what
/// cannot be withheld.
pub(crate) fn probable(demostracion: Demostracion) {
    let Demostracion {
        numeros,
        demostrados,
        acotadas,
        sin_ver,
    } = demostracion;
    if demostrados == numeros {
        return;
    }
    print(&format!(
        "Aviso, sólo para usted: de las {numeros} cuentas que nadie debe saber, {demostrados} se demuestran con dos registros completos que publican lo mismo; de {} se comprobó que lo publicado no las acota.",
        numeros - demostrados - acotadas - sin_ver
    ));
    if sin_ver > 0 {
        print(&format!(
            "Aviso, sólo para usted: de otras {sin_ver} no se pudo comprobar: hay demasiado que preguntar."
        ));
    }
    if acotadas > 0 {
        print(&format!(
            "Aviso, sólo para usted: otras {acotadas} las acota lo que no se puede retirar: ceros, o lo que ya dijeron ediciones anteriores del año."
        ));
    }
}

/// Counts, protects and audits, and shows how far it is.
pub(crate) async fn prepare(
    lugares: &Lugares,
    clave: &Clave,
    corte: Date,
    plan: &Plan,
) -> Result<Preparada, Fallo> {
    let mut barra = Barra::new();
    let preparada = publicar::prepare(lugares, clave, corte, plan, &mut |avance| {
        barra.show(avance);
    })
    .await;
    drop(barra);
    Ok(preparada?)
}
