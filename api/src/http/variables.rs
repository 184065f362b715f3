//! What the library gets wrong of a document before it runs: variables that are not given, directives on `__typename`, and
//! selections of which nothing is left.

use std::collections::HashSet;

use async_graphql::Name;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType,
    Selection, SelectionSet, VariableDefinition,
};
use async_graphql::{Pos, Positioned, Value as ConstValue};
use async_graphql_value::Value;
use serde_json::Map;

use crate::Error;

/// Name of what is asked for where nothing may be left: it is not answered, because nobody asked for it.
const ALGO: &str = "__algo";

/// Puts a document right for one operation and what its variables are.
///
/// A place whose variable is not given is one that says nothing, and takes its default (GraphQL, §6.4.1). The library takes it
/// for an error. It also leaves `__typename` out of what it validates, so that a variable may seem unused, and answers an object
/// of which no field is left as if there were none.
pub(super) fn settle(
    documento: &mut ExecutableDocument,
    nombre: Option<&str>,
    dadas: &Map<String, serde_json::Value>,
) {
    // The variables of other operations are not these.
    keep_only(documento, nombre);
    let Some(operacion) = super::documento::operation(documento, nombre) else {
        return;
    };
    let faltan: HashSet<Name> = (operacion.variable_definitions.iter())
        .map(|variable| &variable.node)
        .filter(|v| v.var_type.node.nullable && v.default_value.is_none())
        .filter(|v| !dadas.contains_key(v.name.node.as_str()))
        .map(|v| v.name.node.clone())
        .collect();
    let valores = Valores {
        dadas,
        faltan,
        definidas: operacion.variable_definitions.clone(),
    };
    let en_typename = mentions_typename_directive(documento);
    if valores.faltan.is_empty() && !en_typename {
        for (seleccion, objeto) in selections(documento) {
            valores.of(seleccion, objeto);
        }
        return;
    }
    let antes = mentioned(documento);
    for (seleccion, objeto) in selections(documento) {
        valores.of(seleccion, objeto);
    }
    let despues = mentioned(documento);
    forget(documento, |variable| {
        antes.contains(variable) && !despues.contains(variable)
    });
}

/// What the variables of an operation are.
struct Valores<'a> {
    dadas: &'a Map<String, serde_json::Value>,
    faltan: HashSet<Name>,
    definidas: Vec<Positioned<VariableDefinition>>,
}

impl Valores<'_> {
    /// `objeto`: whether the selection is all that is asked of an object, and not a fragment of it.
    fn of(&self, seleccion: &mut SelectionSet, objeto: bool) {
        let items = std::mem::take(&mut seleccion.items);
        for mut item in items {
            match &mut item.node {
                Selection::Field(campo) if campo.node.name.node == "__typename" => {
                    if let Some(queda) = self.stays(&campo.node.directives) {
                        if !queda {
                            continue;
                        }
                        campo.node.directives.clear();
                    }
                }
                Selection::Field(campo) => {
                    let campo = &mut campo.node;
                    if !self.faltan.is_empty() {
                        let falta = |valor: &Value| matches!(valor, Value::Variable(v) if self.faltan.contains(v));
                        campo.arguments.retain(|(_, valor)| !falta(&valor.node));
                        for (_, valor) in &mut campo.arguments {
                            self.prune(&mut valor.node);
                        }
                    }
                    if !campo.selection_set.node.items.is_empty() {
                        self.of(&mut campo.selection_set.node, true);
                    }
                }
                Selection::InlineFragment(fragmento) => {
                    self.of(&mut fragmento.node.selection_set.node, false);
                }
                Selection::FragmentSpread(_) => {}
            }
            seleccion.items.push(item);
        }
        let seguro = |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(campo) if campo.node.directives.is_empty());
        if objeto && !seleccion.items.iter().any(seguro) {
            seleccion.items.push(something());
        }
    }

    /// Whether `@skip` and `@include` leave what they are on; none if it cannot be told.
    fn stays(&self, directivas: &[Positioned<Directive>]) -> Option<bool> {
        let mut queda = true;
        for directiva in directivas {
            let si = self.truth(&directiva.node.get_argument("if")?.node)?;
            queda &= match directiva.node.name.node.as_str() {
                "skip" => !si,
                "include" => si,
                _ => return None,
            };
        }
        Some(queda)
    }

    fn truth(&self, valor: &Value) -> Option<bool> {
        match valor {
            Value::Boolean(si) => Some(*si),
            Value::Variable(nombre) => {
                if let Some(dado) = self.dadas.get(nombre.as_str()) {
                    return dado.as_bool();
                }
                let mut todas = self.definidas.iter();
                let suya = todas.find(|variable| variable.node.name.node == *nombre)?;
                match suya.node.default_value()? {
                    ConstValue::Boolean(si) => Some(*si),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Takes fields of input objects out whose variable is not given.
    fn prune(&self, valor: &mut Value) {
        match valor {
            Value::Object(campos) => {
                let falta =
                    |valor: &Value| matches!(valor, Value::Variable(v) if self.faltan.contains(v));
                campos.retain(|_, valor| !falta(valor));
                campos.values_mut().for_each(|valor| self.prune(valor));
            }
            Value::List(elementos) => {
                for elemento in elementos {
                    match elemento {
                        Value::Variable(v) if self.faltan.contains(v) => *elemento = Value::Null,
                        _ => self.prune(elemento),
                    }
                }
            }
            _ => {}
        }
    }
}

fn something() -> Positioned<Selection> {
    let campo = Field {
        alias: Some(Positioned::new(Name::new(ALGO), Pos::default())),
        name: Positioned::new(Name::new("__typename"), Pos::default()),
        arguments: vec![],
        directives: vec![],
        selection_set: Positioned::default(),
    };
    let campo = Positioned::new(campo, Pos::default());
    Positioned::new(Selection::Field(campo), Pos::default())
}

/// The selections of the operations and of the fragments, and whether they are all that is asked of an object.
fn selections(
    documento: &mut ExecutableDocument,
) -> impl Iterator<Item = (&mut SelectionSet, bool)> {
    let (una, varias) = match &mut documento.operations {
        DocumentOperations::Single(una) => (Some(&mut una.node), None),
        DocumentOperations::Multiple(varias) => (None, Some(varias.values_mut())),
    };
    let varias = varias.into_iter().flatten().map(|una| &mut una.node);
    let operaciones = una.into_iter().chain(varias);
    let fragmentos = documento.fragments.values_mut();
    operaciones
        .map(|operacion| {
            // A subscription asks for one field and no more.
            let objeto = operacion.ty != OperationType::Subscription;
            (&mut operacion.selection_set.node, objeto)
        })
        .chain(fragmentos.map(|fragmento| (&mut fragmento.node.selection_set.node, false)))
}

/// Whether some `__typename` has a directive.
fn mentions_typename_directive(documento: &ExecutableDocument) -> bool {
    fn has(seleccion: &SelectionSet) -> bool {
        seleccion.items.iter().any(|item| match &item.node {
            Selection::Field(campo) if campo.node.name.node == "__typename" => {
                !campo.node.directives.is_empty()
            }
            Selection::Field(campo) => has(&campo.node.selection_set.node),
            Selection::InlineFragment(fragmento) => has(&fragmento.node.selection_set.node),
            Selection::FragmentSpread(_) => false,
        })
    }
    super::puerta::operations(documento).any(|una| has(&una.selection_set.node))
        || (documento.fragments.values()).any(|uno| has(&uno.node.selection_set.node))
}

/// Leaves an operation, with its fragments if there were others: what is wrong with those has been told.
fn keep_only(documento: &mut ExecutableDocument, nombre: Option<&str>) {
    let DocumentOperations::Multiple(varias) = &mut documento.operations else {
        return;
    };
    let nombre = match nombre {
        Some(nombre) => Name::new(nombre),
        None => match varias.keys().next() {
            Some(unico) => unico.clone(),
            None => return,
        },
    };
    if varias.len() < 2 {
        return;
    }
    varias.retain(|otra, _| *otra == nombre);
    forget_fragments(documento);
}

/// Takes out the fragments that no operation uses.
pub(super) fn forget_fragments(documento: &mut ExecutableDocument) {
    let mut usados = HashSet::new();
    for operacion in super::puerta::operations(documento) {
        spreads(documento, &operacion.selection_set.node, &mut usados);
    }
    documento.fragments.retain(|otro, _| usados.contains(otro));
}

fn spreads(documento: &ExecutableDocument, seleccion: &SelectionSet, usados: &mut HashSet<Name>) {
    for item in &seleccion.items {
        match &item.node {
            Selection::Field(campo) => spreads(documento, &campo.node.selection_set.node, usados),
            Selection::InlineFragment(fragmento) => {
                spreads(documento, &fragmento.node.selection_set.node, usados);
            }
            Selection::FragmentSpread(uso) => {
                let nombre = &uso.node.fragment_name.node;
                if usados.insert(nombre.clone())
                    && let Some(fragmento) = documento.fragments.get(nombre)
                {
                    spreads(documento, &fragmento.node.selection_set.node, usados);
                }
            }
        }
    }
}

/// Refuses numbers that are no `Int`: the library only finds out where each is used.
///
/// # Errors
/// That one is too large.
pub(super) fn check_integers(
    documento: &mut ExecutableDocument,
    dadas: &Map<String, serde_json::Value>,
) -> Result<(), Error> {
    let mut grande = None;
    for (seleccion, _) in selections(documento) {
        arguments(seleccion, &mut |argumento, valor| {
            if grande.is_none() && !fits(valor) {
                grande = Some(Error::entero_grande(&argumento.node, Some(argumento.pos)));
            }
        });
    }
    let variable = dadas.iter().find(|(_, valor)| !fits_json(valor));
    let variable = variable.map(|(nombre, _)| Error::entero_grande(nombre, None));
    grande.or(variable).map_or(Ok(()), Err)
}

fn fits(valor: &Value) -> bool {
    match valor {
        Value::Number(numero) => {
            numero.as_i64().is_none_or(|n| i32::try_from(n).is_ok())
                && numero.as_u64().is_none_or(|n| i32::try_from(n).is_ok())
        }
        Value::List(elementos) => elementos.iter().all(fits),
        Value::Object(campos) => campos.values().all(fits),
        _ => true,
    }
}

fn fits_json(valor: &serde_json::Value) -> bool {
    match valor {
        serde_json::Value::Number(numero) => {
            numero.as_i64().is_none_or(|n| i32::try_from(n).is_ok())
                && numero.as_u64().is_none_or(|n| i32::try_from(n).is_ok())
        }
        serde_json::Value::Array(elementos) => elementos.iter().all(fits_json),
        serde_json::Value::Object(campos) => campos.values().all(fits_json),
        _ => true,
    }
}

/// Takes definitions of variables out.
fn forget(documento: &mut ExecutableDocument, cual: impl Fn(&Name) -> bool) {
    let forget = |operacion: &mut OperationDefinition| {
        let definidas = &mut operacion.variable_definitions;
        definidas.retain(|variable| !cual(&variable.node.name.node));
    };
    match &mut documento.operations {
        DocumentOperations::Single(una) => forget(&mut una.node),
        DocumentOperations::Multiple(varias) => {
            varias.values_mut().for_each(|una| forget(&mut una.node));
        }
    }
}

/// The variables that a document mentions.
fn mentioned(documento: &mut ExecutableDocument) -> HashSet<Name> {
    fn of(valor: &Value, usadas: &mut HashSet<Name>) {
        match valor {
            Value::Variable(nombre) => {
                usadas.insert(nombre.clone());
            }
            Value::List(elementos) => elementos.iter().for_each(|valor| of(valor, usadas)),
            Value::Object(campos) => campos.values().for_each(|valor| of(valor, usadas)),
            _ => {}
        }
    }
    let mut usadas = HashSet::new();
    for (seleccion, _) in selections(documento) {
        arguments(seleccion, &mut |_, valor| of(valor, &mut usadas));
    }
    usadas
}

/// Does something with the name and the value of each argument of a selection, and of its directives.
fn arguments(seleccion: &SelectionSet, hacer: &mut impl FnMut(&Positioned<Name>, &Value)) {
    for item in &seleccion.items {
        let (directivas, debajo) = match &item.node {
            Selection::Field(campo) => {
                for (nombre, valor) in &campo.node.arguments {
                    hacer(nombre, &valor.node);
                }
                (&campo.node.directives, Some(&campo.node.selection_set.node))
            }
            Selection::InlineFragment(fragmento) => {
                let debajo = &fragmento.node.selection_set.node;
                (&fragmento.node.directives, Some(debajo))
            }
            Selection::FragmentSpread(uso) => (&uso.node.directives, None),
        };
        for (nombre, valor) in directivas.iter().flat_map(|una| &una.node.arguments) {
            hacer(nombre, &valor.node);
        }
        if let Some(debajo) = debajo {
            arguments(debajo, hacer);
        }
    }
}
