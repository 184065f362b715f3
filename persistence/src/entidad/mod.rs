//! Tables as rows of primitives, one file each. They mean nothing until the domain reads them.

pub(crate) mod ajuste;
pub(crate) mod alias;
pub(crate) mod archivo;
pub(crate) mod atencion;
pub(crate) mod atencion_violencia;
pub(crate) mod bitacora;
pub(crate) mod cancelado;
pub(crate) mod clave;
pub(crate) mod congelado;
pub(crate) mod documento;
pub(crate) mod edicion;
pub(crate) mod enlace;
pub(crate) mod entrada;
pub(crate) mod historia;
pub(crate) mod identidad;
pub(crate) mod instancia;
pub(crate) mod novedad;
pub(crate) mod persona;
pub(crate) mod pieza;
pub(crate) mod pliego;
pub(crate) mod publicado;
pub(crate) mod reapertura;
