//! The public portal: pages that say what the API says, addresses, files, and nothing that the edition does not.

mod abierto;
mod anios;
mod archivos;
mod auditoria;
mod cambios;
mod cifras;
mod descargas;
mod dichos;
mod direcciones;
mod disposicion;
mod fuera;
mod lector;
mod nombres;
mod paginas;
mod pedidos;
mod pliego;
mod turnos;
