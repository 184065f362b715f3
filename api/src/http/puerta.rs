//! The gate: what a document may be, looked at before the library does. Its parser recurses until the stack
//! is used up on a few kilobytes of brackets, and its checks walk every spread of a fragment again, which never ends for a
//! small document of fragments that spread each other.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentSpread, OperationDefinition, Selection,
    SelectionSet,
};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Name, Pos, Positioned};

use super::escaner::{repeated_field, scan};
use super::limites::documento::{ALIAS, ANIDAMIENTO, CAMPOS, DIRECTIVAS, LETRAS, PALABRAS, TEXTOS};
use crate::Error;
use crate::esquema::PROFUNDIDAD;

/// A document that may be run.
///
/// # Errors
/// The limit that it exceeds, or that it is no GraphQL.
pub(super) fn admit(documento: &str) -> Result<ExecutableDocument, Error> {
    let vista = scan(documento);
    within(
        "niveles de llaves, corchetes o paréntesis",
        ANIDAMIENTO,
        vista.anidamiento,
    )?;
    within("palabras y signos", PALABRAS, vista.palabras)?;
    within("letras en una palabra", LETRAS, vista.letras)?;
    within("letras en los textos", TEXTOS, vista.textos)?;
    within("directivas", DIRECTIVAS, vista.directivas)?;
    let leido = parse_query(documento);
    let leido = leido.map_err(|error| match error {
        parser::Error::MissingOperation => Error::sin_operacion(),
        error => Error::sintaxis(error.positions().next()),
    })?;
    if let Some((lugar, campo)) = repeated_field(documento) {
        return Err(Error::campo_repetido(campo, position(documento, lugar)));
    }
    let mut conteo = Conteo {
        documento: &leido,
        fragmentos: HashMap::new(),
        abiertos: HashSet::new(),
    };
    let mut todo = Cuenta::default();
    for operacion in operations(&leido) {
        let suya = conteo.of(&operacion.selection_set.node)?;
        todo = todo.beside(suya);
    }
    within("campos", CAMPOS, todo.campos)?;
    within("alias", ALIAS, todo.alias)?;
    within("niveles de anidamiento", PROFUNDIDAD, todo.profundidad)?;
    Ok(leido)
}

/// Line and column of a byte of a document.
fn position(documento: &str, lugar: usize) -> Pos {
    let antes = &documento[..lugar];
    let linea = antes.rsplit('\n').next().unwrap_or_default();
    Pos {
        line: antes.matches('\n').count() + 1,
        column: linea.chars().count() + 1,
    }
}

fn within(que: &'static str, maximo: usize, hay: usize) -> Result<(), Error> {
    if hay > maximo {
        return Err(Error::limite(que, maximo, hay));
    }
    Ok(())
}

pub(super) fn operations(
    documento: &ExecutableDocument,
) -> impl Iterator<Item = &OperationDefinition> {
    let (una, varias) = match &documento.operations {
        DocumentOperations::Single(operacion) => (Some(&operacion.node), None),
        DocumentOperations::Multiple(operaciones) => (None, Some(operaciones.values())),
    };
    let varias = varias
        .into_iter()
        .flatten()
        .map(|operacion| &operacion.node);
    una.into_iter().chain(varias)
}

/// What a selection asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cuenta {
    campos: usize,
    alias: usize,
    profundidad: usize,
}

impl Cuenta {
    fn beside(self, otra: Self) -> Self {
        Self {
            campos: self.campos.saturating_add(otra.campos),
            alias: self.alias.saturating_add(otra.alias),
            profundidad: self.profundidad.max(otra.profundidad),
        }
    }
}

/// One pass: each fragment is counted once, however often it is spread.
struct Conteo<'a> {
    documento: &'a ExecutableDocument,
    fragmentos: HashMap<&'a Name, Cuenta>,
    abiertos: HashSet<&'a Name>,
}

impl<'a> Conteo<'a> {
    fn of(&mut self, seleccion: &'a SelectionSet) -> Result<Cuenta, Error> {
        let mut total = Cuenta::default();
        for item in &seleccion.items {
            let cuenta = match &item.node {
                Selection::Field(campo) => {
                    let debajo = self.of(&campo.node.selection_set.node)?;
                    Cuenta {
                        campos: debajo.campos.saturating_add(1),
                        alias: debajo
                            .alias
                            .saturating_add(usize::from(campo.node.alias.is_some())),
                        profundidad: debajo.profundidad.saturating_add(1),
                    }
                }
                Selection::InlineFragment(fragmento) => {
                    self.of(&fragmento.node.selection_set.node)?
                }
                Selection::FragmentSpread(uso) => self.of_fragment(uso)?,
            };
            total = total.beside(cuenta);
        }
        Ok(total)
    }

    fn of_fragment(&mut self, uso: &'a Positioned<FragmentSpread>) -> Result<Cuenta, Error> {
        let nombre = &uso.node.fragment_name.node;
        if let Some(cuenta) = self.fragmentos.get(nombre) {
            return Ok(*cuenta);
        }
        // An unknown fragment is left to validation.
        let Some(fragmento) = self.documento.fragments.get(nombre) else {
            return Ok(Cuenta::default());
        };
        if !self.abiertos.insert(nombre) {
            return Err(Error::fragmento_circular(uso.pos));
        }
        let mut cuenta = self.of(&fragmento.node.selection_set.node)?;
        self.abiertos.remove(nombre);
        // Even an empty fragment costs a step.
        cuenta.campos = cuenta.campos.max(1);
        self.fragmentos.insert(nombre, cuenta);
        Ok(cuenta)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::{collection, sample::select};

    use super::*;

    fn count(documento: &str) -> Result<Cuenta, Error> {
        let leido = parse_query(documento).unwrap();
        let mut conteo = Conteo {
            documento: &leido,
            fragmentos: HashMap::new(),
            abiertos: HashSet::new(),
        };
        let una = operations(&leido).next().unwrap();
        conteo.of(&una.selection_set.node)
    }

    #[test]
    fn fragments_count_where_they_are_spread() {
        let campos = |texto: &str| count(texto).map(|c| c.campos).ok();
        assert_eq!(campos("{ a { b } c }"), Some(3));
        assert_eq!(
            campos("{ a { ...F } c { ...F } } fragment F on T { x y }"),
            Some(6)
        );
        assert_eq!(campos("{ ...F } fragment F on T { a ...F }"), None);
        assert_eq!(
            campos("{ ...F } fragment F on T { a { ...G } } fragment G on T { ...F }"),
            None
        );
        assert_eq!(campos("{ ...Unknown }"), Some(0));
        let cuenta = count("{ x: a { y: b ...F } } fragment F on T { c { d } }").unwrap();
        assert_eq!((cuenta.alias, cuenta.profundidad), (2, 3));
    }

    /// Directives that the parser sees in a selection, and how deep it goes.
    fn seen(seleccion: &SelectionSet) -> (usize, usize) {
        let partes = seleccion.items.iter().map(|item| match &item.node {
            Selection::Field(campo) => {
                let (directivas, hondura) = seen(&campo.node.selection_set.node);
                (directivas + campo.node.directives.len(), hondura)
            }
            Selection::InlineFragment(fragmento) => {
                let (directivas, hondura) = seen(&fragmento.node.selection_set.node);
                (directivas + fragmento.node.directives.len(), hondura)
            }
            Selection::FragmentSpread(uso) => (uso.node.directives.len(), 0),
        });
        let total = partes.fold((0, 0), |(a, b), (c, d)| (a + c, b.max(d)));
        (total.0, total.1 + usize::from(!seleccion.items.is_empty()))
    }

    /// What hides brackets from whoever does not read as the parser does.
    const RUIDO: [&str; 8] = [
        "",
        "# {[(@\n",
        "#\r",
        ",",
        "@d(a: \"{[(@#\\\"\") ",
        "@d(a: \"\"\"{\"[\\\"\"\"(@#\n\"\"\") ",
        "@d(a: \"\", b: [{c: \"\\\\\"}]) ",
        "\u{feff}",
    ];

    fn selections() -> impl Strategy<Value = String> {
        let ruido = || select(RUIDO.as_slice());
        let hoja = ruido().prop_map(|ruido| format!("a {ruido} "));
        hoja.prop_recursive(6, 60, 5, move |dentro| {
            (collection::vec(dentro, 1..5), ruido(), any::<bool>()).prop_map(
                |(partes, ruido, campo)| {
                    let nombre = if campo { "b" } else { "... on T" };
                    format!("{nombre} {ruido} {{ {} }} ", partes.concat())
                },
            )
        })
    }

    proptest! {
        #[test]
        fn one_pass_sees_no_less_than_the_parser(seleccion in selections()) {
            let texto = format!("query {{ {seleccion} }}");
            let vista = scan(&texto);
            if let Ok(leido) = parse_query(&texto) {
                let una = operations(&leido).next().unwrap();
                let (directivas, hondura) = seen(&una.selection_set.node);
                prop_assert_eq!(vista.directivas, directivas);
                prop_assert!(vista.anidamiento >= hondura);
                prop_assert!(vista.palabras >= directivas + hondura);
            }
        }

        #[test]
        fn whatever_comes_is_admitted_or_refused(texto in ".{0,300}", pieza in "[{}()\\[\\]\"#@.a\n\\\\]{1,4}", veces in 1..4000usize) {
            let _ = admit(&texto);
            let _ = admit(&pieza.repeat(veces));
            let _ = admit(&format!("{{ {}", pieza.repeat(veces)));
        }
    }

    #[test]
    fn a_fragment_bomb_is_counted_at_once() {
        let doubling = |i| format!("fragment F{i} on Q {{ ...F{0} ...F{0} }} ", i + 1);
        let bomba: String = (0..70).map(doubling).collect();
        let bomba = format!("{{ ...F0 }} {bomba} fragment F70 on Q {{ a }}");
        assert_eq!(count(&bomba).unwrap().campos, usize::MAX);
        assert!(admit(&bomba).is_err());
    }
}
