//! What a reader reads: the canonical bytes of the editions of one year, and nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use super::cajas::{Caja, EJES, Ejes, Medida, VIOLENCIA, with};

/// What is known of a cell: its value, or that there is one (`None`).
pub(super) type Estado = Option<i32>;

/// How many withheld cells of an edition are not zero, where it says so.
#[derive(Debug)]
pub(super) struct Cuenta {
    pub(super) ocultas: Vec<(Medida, Caja)>,
    pub(super) no_cero: usize,
}

/// All that the editions of a year say, taken together.
#[derive(Debug, Default)]
pub(super) struct Lectura {
    pub(super) ejes: Ejes,
    /// What is published in any of them is known; the rest is withheld.
    pub(super) celdas: BTreeMap<(Medida, Caja), Estado>,
    pub(super) cuentas: Vec<Cuenta>,
    /// Whether an edition tells how many things its audit looked at.
    pub(super) casos: bool,
    /// Cells of which two editions say different things, with what they say.
    pub(super) cambios: Vec<(Medida, Caja, [i32; 2])>,
    /// The same of cells of acts.
    pub(super) actos: Vec<(String, [i32; 2])>,
    de_actos: BTreeMap<String, i32>,
    /// Whether any withheld cell of a breakdown by violence may be zero: always, from format 3 on.
    pub(super) ceros_ocultos: bool,
    /// Published and not zero, not zero, in the last edition.
    pub(super) utilidad: Option<(usize, usize)>,
}

impl Lectura {
    pub(super) fn new(ediciones: &[Value]) -> Self {
        let mut lectura = Self::default();
        for edicion in ediciones {
            lectura.add(edicion);
        }
        lectura.ejes.invent();
        lectura
    }

    fn add(&mut self, edicion: &Value) {
        let lugares = self.members(&edicion["cubo"]["ejes"]);
        self.add_acts(&edicion["cubo"]);
        let proteccion = &edicion["proteccion"];
        let casos = |prueba: &Value| prueba.get("casos").is_some();
        self.casos |= (proteccion["pruebas"].as_array()).is_some_and(|p| p.iter().any(casos));
        let mut ocultas = Vec::new();
        for medida in Medida::TODAS {
            for celda in list(&edicion["cubo"]["celdas"][medida.clave()]) {
                let Some((caja, estado)) = read(&lugares, celda) else {
                    continue;
                };
                self.learn(medida, caja, estado);
                if estado.is_none() {
                    ocultas.push((medida, caja));
                }
            }
        }
        // Since format 3 what counts is what is withheld, zero or not.
        if edicion["formato"].as_u64() < Some(3) {
            self.count(proteccion, &ocultas);
        } else {
            self.ceros_ocultos = true;
        }
    }

    /// What an edition says of how many of its withheld cells are not zero, of each measure and of each level: how many
    /// dimensions its cells have, beside time.
    fn count(&mut self, proteccion: &Value, ocultas: &[(Medida, Caja)]) {
        for medida in Medida::TODAS {
            let suyas = ocultas.iter().filter(|o| o.0 == medida);
            self.count_of(&proteccion["por_medida"][medida.clave()], suyas);
        }
        let de_actos = ["PARTICIPACIONES", "PERSONAS_CAPACITADAS", "ACTIVIDADES"];
        let calla = |m: &&str| {
            let dicho = &proteccion["por_medida"][m];
            dicho["no_cero"] == dicho["publicadas"]
        };
        if !de_actos.iter().all(calla) {
            return;
        }
        for (nivel, dicho) in list(&proteccion["por_nivel"]).iter().enumerate() {
            let en = |o: &&(Medida, Caja)| o.1[1..].iter().filter(|m| **m != 0).count() == nivel;
            self.count_of(dicho, ocultas.iter().filter(en));
        }
        self.count_of(&proteccion["total"], ocultas.iter());
    }

    fn count_of<'a>(&mut self, dicho: &Value, ocultas: impl Iterator<Item = &'a (Medida, Caja)>) {
        let numero = |campo: &str| Some(index(dicho[campo].as_u64()?));
        if let (Some(no_cero), Some(publicadas)) = (numero("no_cero"), numero("publicadas")) {
            let no_cero = no_cero - publicadas;
            let ocultas = ocultas.copied().collect();
            self.cuentas.push(Cuenta { ocultas, no_cero });
        }
    }

    /// What is said of acts, by the codes of their members.
    fn add_acts(&mut self, cubo: &Value) {
        for medida in ["PARTICIPACIONES", "PERSONAS_CAPACITADAS"] {
            for celda in list(&cubo["celdas"][medida]) {
                let Some(valor) = celda[1]["publicada"].as_i64() else {
                    continue;
                };
                let codigo = |(eje, lugar): (usize, &Value)| {
                    let miembro = &cubo["ejes"][eje][index(lugar.as_u64().unwrap())];
                    let dice = eje == 0 || !miembro["padre"].is_null();
                    dice.then(|| miembro["codigo"].as_str().unwrap().to_owned())
                };
                let codigos: Vec<String> = list(&celda[0])
                    .iter()
                    .enumerate()
                    .filter_map(codigo)
                    .collect();
                let ahora = i32::try_from(valor).unwrap();
                let que = codigos.join(" · ");
                let clave = format!("{medida} {que}");
                if let Some(antes) = self.de_actos.insert(clave, ahora).filter(|a| *a != ahora) {
                    self.actos.push((que, [antes, ahora]));
                }
            }
        }
    }

    /// The positions, in all of them, of the members of an edition.
    fn members(&mut self, ejes: &Value) -> Vec<Vec<usize>> {
        let mut lugares = vec![Vec::new(); EJES];
        for (eje, miembros) in list(ejes).iter().enumerate().take(EJES) {
            for miembro in list(miembros) {
                let nombre = |campo: &str| miembro[campo].as_str().unwrap_or_default();
                let padre = (miembro["padre"].as_u64()).map(|p| lugares[eje][index(p)]);
                let quien = [nombre("nivel"), nombre("codigo"), nombre("nombre")];
                let lugar = self.ejes.member(eje, quien, padre);
                lugares[eje].push(lugar);
            }
        }
        lugares
    }

    fn learn(&mut self, medida: Medida, caja: Caja, estado: Estado) {
        let sabido = self.celdas.entry((medida, caja)).or_insert(estado);
        match (*sabido, estado) {
            (Some(antes), Some(ahora)) if antes != ahora => {
                self.cambios.push((medida, caja, [antes, ahora]));
            }
            (None, Some(_)) => *sabido = estado,
            _ => {}
        }
    }

    /// Whether a withheld cell may be zero: those of a breakdown by violence that is withheld whole, or publishes no zero.
    pub(super) fn may_be_zero(&self, caja: &Caja) -> bool {
        let cero = |tipo: usize| {
            let hermana = (Medida::Personas, with(caja, VIOLENCIA, tipo));
            tipo != 0 && self.celdas.get(&hermana) == Some(&Some(0))
        };
        let publica_ceros = !self.ceros_ocultos && (0..self.ejes.0[VIOLENCIA].len()).any(cero);
        caja[VIOLENCIA] != 0 && !publica_ceros
    }

    /// How much of what is not zero is published, and whether zeros are withheld where they are not thought to be, told by
    /// the truth.
    pub(super) fn measure(&mut self, truth: impl Fn(Medida, &Caja) -> i32) {
        let oculto = |((medida, caja), estado): (&(Medida, Caja), &Estado)| {
            estado.is_none() && !self.may_be_zero(caja) && truth(*medida, caja) == 0
        };
        self.ceros_ocultos |= self.celdas.iter().any(oculto);
        let hay: Vec<bool> = (self.celdas.iter())
            .filter(|((medida, caja), _)| truth(*medida, caja) != 0)
            .map(|(_, estado)| estado.is_some())
            .collect();
        self.utilidad = Some((hay.iter().filter(|p| **p).count(), hay.len()));
    }
}

fn list(valor: &Value) -> &[Value] {
    valor.as_array().map_or(&[], Vec::as_slice)
}

fn index(numero: u64) -> usize {
    usize::try_from(numero).unwrap()
}

/// A cell of these dimensions; those of activities are none.
fn read(lugares: &[Vec<usize>], celda: &Value) -> Option<(Caja, Estado)> {
    let coordenadas = celda[0].as_array()?;
    let mut caja = [0; EJES];
    for (eje, lugar) in caja.iter_mut().enumerate() {
        *lugar = lugares[eje][index(coordenadas[eje].as_u64()?)];
    }
    if (coordenadas[EJES..].iter()).any(|c| c.as_u64() != Some(0)) {
        return None;
    }
    match &celda[1] {
        Value::String(estado) if estado == "protegida" => Some((caja, None)),
        Value::Object(publicada) => {
            let valor = publicada.get("publicada")?.as_i64()?;
            Some((caja, Some(i32::try_from(valor).unwrap())))
        }
        _ => None,
    }
}
