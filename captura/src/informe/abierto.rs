//! A report as an open document: ODF 1.2, ISO/IEC 26300.

use std::io::{Seek, Write};

use super::paquete::{self, XML, text};
use super::{Cuadro, Dice, Informe, RESERVA};
use crate::Error;

const TIPO: &str = "application/vnd.oasis.opendocument.text";
const ESPACIOS: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
                        xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
                        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
                        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
                        xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
                        office:version=\"1.2\"";

pub(super) fn write(informe: &Informe, a: &mut (impl Write + Seek)) -> Result<(), Error> {
    let manifiesto = format!(
        "{XML}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"{TIPO}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
         <manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    let partes = [
        ("mimetype", TIPO.to_owned()),
        ("META-INF/manifest.xml", manifiesto),
        ("styles.xml", styles()),
        ("content.xml", content(informe)),
    ];
    paquete::write(&partes, a)
}

/// Styles, and the page: each one says at its head and foot that it is not to be published.
fn styles() -> String {
    let parrafo = |nombre: &str, de_parrafo: &str, de_texto: &str| {
        format!(
            "<style:style style:name=\"{nombre}\" style:family=\"paragraph\"><style:paragraph-properties {de_parrafo}/><style:text-properties {de_texto}/></style:style>"
        )
    };
    let estilos = [
        parrafo(
            "Normal",
            "fo:margin-bottom=\"0.1cm\"",
            "fo:font-size=\"10pt\" fo:language=\"es\" fo:country=\"MX\"",
        ),
        parrafo(
            "Titulo",
            "fo:margin-bottom=\"0.2cm\"",
            "fo:font-size=\"18pt\" fo:font-weight=\"bold\"",
        ),
        parrafo(
            "Cuadro",
            "fo:margin-top=\"0.4cm\" fo:margin-bottom=\"0.1cm\" fo:keep-with-next=\"always\"",
            "fo:font-size=\"13pt\" fo:font-weight=\"bold\"",
        ),
        parrafo(
            "Encabezado",
            "fo:text-align=\"start\"",
            "fo:font-size=\"10pt\" fo:font-weight=\"bold\"",
        ),
        parrafo("Numero", "fo:text-align=\"end\"", "fo:font-size=\"10pt\""),
        parrafo(
            "Reserva",
            "fo:text-align=\"center\"",
            "fo:font-size=\"10pt\" fo:font-weight=\"bold\" fo:color=\"#9c0006\"",
        ),
    ]
    .concat();
    let reserva = format!("<text:p text:style-name=\"Reserva\">{RESERVA}");
    format!(
        "{XML}<office:document-styles {ESPACIOS}><office:styles>{estilos}</office:styles>\
         <office:automatic-styles><style:page-layout style:name=\"Carta\">\
         <style:page-layout-properties fo:page-width=\"21.59cm\" fo:page-height=\"27.94cm\" fo:margin=\"2cm\"/>\
         <style:header-style><style:header-footer-properties fo:min-height=\"0.6cm\"/></style:header-style>\
         <style:footer-style><style:header-footer-properties fo:min-height=\"0.6cm\"/></style:footer-style>\
         </style:page-layout></office:automatic-styles>\
         <office:master-styles><style:master-page style:name=\"Standard\" style:page-layout-name=\"Carta\">\
         <style:header>{reserva}</text:p></style:header>\
         <style:footer>{reserva} Página <text:page-number/></text:p></style:footer>\
         </style:master-page></office:master-styles></office:document-styles>"
    )
}

fn paragraph(estilo: &str, texto: &str) -> String {
    // Spaces at the beginning are said one by one, or they are none.
    let sin = texto.trim_start_matches(' ');
    let sangria = texto.len() - sin.len();
    let espacios = match sangria {
        0 => String::new(),
        n => format!("<text:s text:c=\"{n}\"/>"),
    };
    format!(
        "<text:p text:style-name=\"{estilo}\">{espacios}{}</text:p>",
        text(sin)
    )
}

fn content(informe: &Informe) -> String {
    let mut cuerpo = format!(
        "<text:h text:style-name=\"Titulo\" text:outline-level=\"1\">{}</text:h>",
        text(informe.titulo)
    );
    cuerpo.push_str(&paragraph("Reserva", RESERVA));
    for nota in informe.notas {
        cuerpo.push_str(&paragraph("Normal", nota));
    }
    for cuadro in informe.cuadros {
        cuerpo.push_str("<text:h text:style-name=\"Cuadro\" text:outline-level=\"2\">");
        cuerpo.push_str(&text(cuadro.titulo));
        cuerpo.push_str("</text:h>");
        cuerpo.push_str(&table(cuadro));
    }
    format!(
        "{XML}<office:document-content {ESPACIOS}><office:automatic-styles>\
         <style:style style:name=\"Celda\" style:family=\"table-cell\"><style:table-cell-properties fo:border=\"0.5pt solid #999999\" fo:padding=\"0.08cm\"/></style:style>\
         <style:style style:name=\"Cabeza\" style:family=\"table-cell\"><style:table-cell-properties fo:border=\"0.5pt solid #999999\" fo:padding=\"0.08cm\" fo:background-color=\"#e6dff0\"/></style:style>\
         </office:automatic-styles><office:body><office:text>{cuerpo}</office:text></office:body></office:document-content>"
    )
}

fn table(cuadro: &Cuadro) -> String {
    let cell = |estilo: &str, dentro: String| {
        format!(
            "<table:table-cell table:style-name=\"{estilo}\" office:value-type=\"string\">{dentro}</table:table-cell>"
        )
    };
    let cabezas = cuadro.encabezados.iter();
    let cabezas: String = cabezas
        .map(|titulo| cell("Cabeza", paragraph("Encabezado", titulo)))
        .collect();
    let filas = cuadro.filas.iter().map(|fila| {
        let celdas = fila.iter().map(|dice| {
            let estilo = if matches!(dice, Dice::Texto(_)) {
                "Normal"
            } else {
                "Numero"
            };
            cell("Celda", paragraph(estilo, &dice.leido()))
        });
        format!(
            "<table:table-row>{}</table:table-row>",
            celdas.collect::<String>()
        )
    });
    format!(
        "<table:table table:name=\"{}\"><table:table-column table:number-columns-repeated=\"{}\"/>\
         <table:table-header-rows><table:table-row>{cabezas}</table:table-row></table:table-header-rows>{}</table:table>",
        text(cuadro.titulo),
        cuadro.encabezados.len(),
        filas.collect::<String>()
    )
}
