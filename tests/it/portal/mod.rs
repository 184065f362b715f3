//! The public portal: pages that say what the API says, addresses, files, and nothing that the edition does not.

mod anios;
mod archivos;
mod cifras;
mod direcciones;
mod lector;
mod paginas;
