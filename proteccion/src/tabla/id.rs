//! Numbers of things, a type for each kind: the number of a sum finds no line, nor the other way round.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The number of a thing in the list of its kind.
pub(crate) trait Id: Copy {
    /// The thing at this place.
    fn new(lugar: usize) -> Self;
    /// Its place.
    fn index(self) -> usize;
}

/// Declares the type of the numbers of some kind of thing.
macro_rules! id {
    ($(#[$doc:meta])* $visibilidad:vis $tipo:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibilidad struct $tipo(usize);

        impl $crate::tabla::Id for $tipo {
            fn new(lugar: usize) -> Self {
                Self(lugar)
            }

            fn index(self) -> usize {
                self.0
            }
        }
    };
}
pub(crate) use id;

/// A list that is looked up by the numbers of one kind of thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdVec<I, T> {
    elementos: Vec<T>,
    de: PhantomData<fn() -> I>,
}

impl<I: Id, T> IdVec<I, T> {
    /// So many times the same.
    pub(crate) fn filled(cuantos: usize, valor: T) -> Self
    where
        T: Clone,
    {
        vec![valor; cuantos].into()
    }

    pub(crate) fn len(&self) -> usize {
        self.elementos.len()
    }

    pub(crate) fn push(&mut self, elemento: T) -> I {
        self.elementos.push(elemento);
        I::new(self.elementos.len() - 1)
    }

    /// All numbers, ascending.
    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.elementos.len()).map(I::new)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.elementos.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.elementos.iter_mut()
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(elementos: Vec<T>) -> Self {
        Self {
            elementos,
            de: PhantomData,
        }
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<E: IntoIterator<Item = T>>(elementos: E) -> Self {
        Vec::from_iter(elementos).into()
    }
}

impl<I, T> Extend<T> for IdVec<I, T> {
    fn extend<E: IntoIterator<Item = T>>(&mut self, elementos: E) {
        self.elementos.extend(elementos);
    }
}

impl<'a, I, T> IntoIterator for &'a IdVec<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.elementos.iter()
    }
}

impl<'a, I, T> IntoIterator for &'a mut IdVec<I, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.elementos.iter_mut()
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.elementos[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.elementos[id.index()]
    }
}
