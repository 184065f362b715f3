//! The lattice that a reader sees: members of each dimension in trees, and boxes, which are what a cell counts.

/// The dimensions of a box, in the order of the file.
pub(super) const EJES: usize = 8;
pub(super) const TIEMPO: usize = 0;
pub(super) const VIOLENCIA: usize = 5;
pub(super) const SEXO: usize = 6;
pub(super) const EDAD: usize = 7;

/// What an attention says of violence and excludes any type.
const ESPECIALES: [&str; 3] = ["ninguna", "no_especificado", "no_preguntado"];

/// The members that this attacker invents: some type of violence, whichever; and whoever is not a woman.
const ALGUNA: &str = "alguna";
const OTRAS: &str = "otras";

/// What sheets and editions call a woman.
const MUJER: &str = "MUJER";

/// A member of each dimension; what a cell counts is what has all of them.
pub(super) type Caja = [usize; EJES];

/// What cells count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Medida {
    Personas,
    Servicios,
}

impl Medida {
    pub(super) const TODAS: [Self; 2] = [Self::Personas, Self::Servicios];

    pub(super) const fn clave(self) -> &'static str {
        match self {
            Self::Personas => "PERSONAS_ATENDIDAS",
            Self::Servicios => "SERVICIOS",
        }
    }
}

/// A member of a dimension.
#[derive(Debug, Clone)]
pub(super) struct Miembro {
    pub(super) nivel: String,
    pub(super) codigo: String,
    pub(super) nombre: String,
    pub(super) padre: Option<usize>,
    pub(super) hijos: Vec<usize>,
}

/// The members of every dimension. Those of several editions are told by their level and code.
#[derive(Debug, Clone, Default)]
pub(super) struct Ejes(pub(super) [Vec<Miembro>; EJES]);

impl Ejes {
    /// The position of a member, which is added if it is new.
    pub(super) fn member(
        &mut self,
        eje: usize,
        [nivel, codigo, nombre]: [&str; 3],
        padre: Option<usize>,
    ) -> usize {
        if let Some(i) = self.find(eje, nivel, codigo) {
            return i;
        }
        let i = self.0[eje].len();
        self.0[eje].push(Miembro {
            nivel: nivel.to_owned(),
            codigo: codigo.to_owned(),
            nombre: nombre.to_owned(),
            padre,
            hijos: Vec::new(),
        });
        if let Some(padre) = padre {
            self.0[eje][padre].hijos.push(i);
        }
        i
    }

    pub(super) fn find(&self, eje: usize, nivel: &str, codigo: &str) -> Option<usize> {
        (self.0[eje].iter()).position(|m| m.nivel == nivel && m.codigo == codigo)
    }

    /// Puts «some type of violence» between the total and the types: an attention has it, or one special value. And «whoever
    /// is not a woman» between the total and the other sexes.
    pub(super) fn invent(&mut self) {
        self.gather(VIOLENCIA, ALGUNA, &ESPECIALES);
        self.gather(SEXO, OTRAS, &[MUJER]);
    }

    /// Puts a member between the total of a dimension and its parts, but for some.
    fn gather(&mut self, eje: usize, nueva: &str, fuera: &[&str]) {
        let reales: Vec<usize> = (self.0[eje].iter().enumerate())
            .filter(|(_, m)| m.padre == Some(0) && !fuera.contains(&m.codigo.as_str()))
            .map(|(i, _)| i)
            .collect();
        if reales.len() < 2 {
            return;
        }
        let nueva = self.member(eje, [nueva, nueva, nueva], Some(0));
        self.0[eje][0].hijos.retain(|i| !reales.contains(i));
        for &i in &reales {
            self.0[eje][i].padre = Some(nueva);
        }
        self.0[eje][nueva].hijos = reales;
    }

    /// Whether the member was invented by [`Self::invent`].
    pub(super) fn invented(&self, eje: usize, miembro: usize) -> bool {
        [ALGUNA, OTRAS].contains(&self.0[eje][miembro].nivel.as_str())
    }

    /// Women, and whoever is not one, as members of their dimension.
    pub(super) fn sexes(&self) -> Option<[usize; 2]> {
        let mujer = self.find(SEXO, "SEXO", MUJER)?;
        Some([mujer, self.find(SEXO, OTRAS, OTRAS)?])
    }

    /// Whether an attention that has one of the parts of this member has none of the others.
    pub(super) fn exclusive(&self, eje: usize, miembro: usize) -> bool {
        eje != VIOLENCIA || self.0[eje][miembro].padre.is_none()
    }

    /// The box one step wider along a dimension.
    pub(super) fn up(&self, caja: &Caja, eje: usize) -> Option<Caja> {
        let padre = self.0[eje][caja[eje]].padre?;
        Some(with(caja, eje, padre))
    }

    /// The boxes one step narrower along a dimension; none if it ends there.
    pub(super) fn parts(&self, caja: &Caja, eje: usize) -> Vec<Caja> {
        let hijos = &self.0[eje][caja[eje]].hijos;
        hijos.iter().map(|&hijo| with(caja, eje, hijo)).collect()
    }

    /// A member and all those above it.
    pub(super) fn chain(&self, eje: usize, miembro: usize) -> Vec<usize> {
        std::iter::successors(Some(miembro), |&m| self.0[eje][m].padre).collect()
    }

    /// Whether the first says nothing that is narrower than the second but of sex and age.
    pub(super) fn same_attentions(una: &Caja, otra: &Caja) -> bool {
        una[..SEXO] == otra[..SEXO]
    }

    /// What a person would call it.
    pub(super) fn name(&self, caja: &Caja) -> String {
        let nombres: Vec<&str> = (0..EJES)
            .filter(|&eje| eje == TIEMPO || self.0[eje][caja[eje]].padre.is_some())
            .map(|eje| self.0[eje][caja[eje]].codigo.as_str())
            .collect();
        nombres.join(" · ")
    }
}

/// The box with another member in one dimension.
pub(super) fn with(caja: &Caja, eje: usize, miembro: usize) -> Caja {
    let mut otra = *caja;
    otra[eje] = miembro;
    otra
}
