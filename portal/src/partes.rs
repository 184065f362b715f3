//! What the parts of a municipality are called: agencias in Oaxaca, comunidades or barrios elsewhere.

use std::collections::BTreeSet;

use domain::{Agencia, Region, TipoAgencia};

/// What the parts of a municipality are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Partes {
    /// «agencia»
    pub(crate) una: &'static str,
    /// «agencias»
    pub(crate) varias: &'static str,
    /// «la», which is said with `que` too: «la agencia de la que vinieron».
    articulo: &'static str,
}

impl Partes {
    const AGENCIAS: Self = Self::new("agencia", "agencias");
    const LOCALIDADES: Self = Self::new("localidad", "localidades");

    const fn new(una: &'static str, varias: &'static str) -> Self {
        let articulo = "la";
        Self {
            una,
            varias,
            articulo,
        }
    }

    /// As the kinds of all parts say, if they are of one; where they say nothing, what any state understands, and in Oaxaca
    /// what its law says. Of several kinds the word is the common one too.
    pub(crate) fn of(region: Region, agencias: &[Agencia]) -> Self {
        let nombres: BTreeSet<Self> = agencias
            .iter()
            .filter_map(|agencia| agencia.tipo.valor())
            .map(|tipo| Self::named(*tipo))
            .collect();
        match (nombres.len(), nombres.first(), region) {
            (1, Some(suyo), _) => *suyo,
            (_, _, Region::OtraEntidad) => Self::LOCALIDADES,
            _ => Self::AGENCIAS,
        }
    }

    fn named(tipo: TipoAgencia) -> Self {
        match tipo {
            TipoAgencia::Municipal | TipoAgencia::Policia => Self::AGENCIAS,
            TipoAgencia::Comunidad => Self::new("comunidad", "comunidades"),
            TipoAgencia::Colonia => Self::new("colonia", "colonias"),
            TipoAgencia::Delegacion => Self::new("delegación", "delegaciones"),
            TipoAgencia::Barrio => Self {
                articulo: "el",
                ..Self::new("barrio", "barrios")
            },
        }
    }

    /// «la agencia»
    pub(crate) fn la(self) -> String {
        format!("{} {}", self.articulo, self.una)
    }

    /// «la agencia de la que»
    pub(crate) fn of_which(self) -> String {
        let de = if self.articulo == "el" {
            "del"
        } else {
            "de la"
        };
        format!("{} {de} que", self.la())
    }

    /// «esta agencia»
    pub(crate) fn esta(self) -> String {
        let esta = if self.articulo == "el" {
            "este"
        } else {
            "esta"
        };
        format!("{esta} {}", self.una)
    }

    /// «las demás agencias»
    pub(crate) fn others(self) -> String {
        let las = if self.articulo == "el" { "Los" } else { "Las" };
        format!("{las} demás {}", self.varias)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Dato, Vigencia};

    use super::*;

    fn agencia(tipo: Option<TipoAgencia>) -> Agencia {
        Agencia {
            clave: "a".to_owned(),
            nombre: "A".to_owned(),
            alias: vec![],
            tipo: tipo.into(),
            fuente_tipo: Dato::NoConsta,
            vigencia: Vigencia::default(),
        }
    }

    #[test]
    fn they_are_called_as_their_kinds_say_if_these_are_of_one_word() {
        let of = |region, tipos: &[Option<TipoAgencia>]| {
            let todas: Vec<Agencia> = tipos.iter().map(|tipo| agencia(*tipo)).collect();
            Partes::of(region, &todas).of_which()
        };
        let (barrio, colonia) = (Some(TipoAgencia::Barrio), Some(TipoAgencia::Colonia));
        let municipal = Some(TipoAgencia::Municipal);
        let fuera = Region::OtraEntidad;
        assert_eq!(of(fuera, &[barrio, None]), "el barrio del que");
        assert_eq!(of(fuera, &[colonia, colonia]), "la colonia de la que");
        assert_eq!(of(fuera, &[colonia, barrio]), "la localidad de la que");
        assert_eq!(of(fuera, &[]), "la localidad de la que");
        let dos = [municipal, Some(TipoAgencia::Policia)];
        assert_eq!(of(Region::Costa, &dos), "la agencia de la que");
        assert_eq!(of(Region::Costa, &[None]), "la agencia de la que");
    }
}
