//! A server that is not PostgreSQL, or says what PostgreSQL seldom says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// What a made-up server does with whoever connects.
#[derive(Clone, Copy)]
pub(super) enum Papel {
    /// Speaks something else.
    Otro,
    /// Refuses with a code; from a routine of PostgreSQL, or not.
    Rechaza(&'static str, Option<&'static str>),
    /// Gives one connection to all, as a pooler by transactions does.
    Repartidor,
}

/// Begins to listen; the port.
pub(super) fn listen(papel: Papel) -> u16 {
    let oyente = TcpListener::bind("127.0.0.1:0").unwrap();
    let puerto = oyente.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for conexion in oyente.incoming().flatten() {
            std::thread::spawn(move || attend(conexion, papel));
        }
    });
    puerto
}

/// A message: its letter, its length and its body.
fn message(letra: u8, cuerpo: &[u8]) -> Vec<u8> {
    let largo = u32::try_from(cuerpo.len() + 4).unwrap();
    [&[letra][..], &largo.to_be_bytes(), cuerpo].concat()
}

/// Reads what comes after the letter of a message.
fn body(conexion: &mut TcpStream) -> Option<Vec<u8>> {
    let mut largo = [0; 4];
    conexion.read_exact(&mut largo).ok()?;
    let mut cuerpo = vec![0; usize::try_from(u32::from_be_bytes(largo)).unwrap() - 4];
    conexion.read_exact(&mut cuerpo).ok()?;
    Some(cuerpo)
}

fn attend(mut conexion: TcpStream, papel: Papel) -> Option<()> {
    let saludo = body(&mut conexion)?;
    if let Papel::Otro = papel {
        return conexion.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
    }
    // It asks for encryption first, which there is none of.
    if saludo == [4, 210, 22, 47] {
        conexion.write_all(b"N").ok()?;
        body(&mut conexion)?;
    }
    if let Papel::Rechaza(codigo, rutina) = papel {
        let rutina = rutina
            .map(|rutina| format!("R{rutina}\0"))
            .unwrap_or_default();
        let texto = format!("SFATAL\0VFATAL\0C{codigo}\0Mno\0{rutina}\0");
        return conexion.write_all(&message(b'E', texto.as_bytes())).ok();
    }
    let lista = message(b'Z', b"I");
    let entra = [message(b'R', &[0; 4]), lista.clone()].concat();
    conexion.write_all(&entra).ok()?;
    // One column of four bytes, whose type is a whole number.
    let columna = [
        &1u16.to_be_bytes()[..],
        b"pid\0",
        &[0; 6],
        &23u32.to_be_bytes(),
        &4u16.to_be_bytes(),
        &[255; 4],
        &1u16.to_be_bytes(),
    ]
    .concat();
    let fila = [
        &1u16.to_be_bytes()[..],
        &4u32.to_be_bytes(),
        &42u32.to_be_bytes(),
    ]
    .concat();
    loop {
        let mut letra = [0];
        conexion.read_exact(&mut letra).ok()?;
        body(&mut conexion)?;
        let respuesta = match letra[0] {
            b'P' => message(b'1', &[]),
            b'B' => message(b'2', &[]),
            b'D' => [message(b't', &[0; 2]), message(b'T', &columna)].concat(),
            b'E' => [message(b'D', &fila), message(b'C', b"SELECT 1\0")].concat(),
            b'S' => lista.clone(),
            b'Q' => [message(b'C', b"SET\0"), lista.clone()].concat(),
            b'C' => message(b'3', &[]),
            _ => return None,
        };
        conexion.write_all(&respuesta).ok()?;
    }
}
