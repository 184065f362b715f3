//! A report as a document of Word: `WordprocessingML`, ECMA-376.

use std::fmt::Write as _;
use std::io::{Seek, Write};

use super::paquete::{self, XML, text};
use super::{Cuadro, Dice, Informe, RESERVA};
use crate::Error;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const RELACIONES: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TIPO: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PARTE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Width of the text of a page of letter, in twentieths of a point.
const ANCHO: usize = 9972;

pub(super) fn write(informe: &Informe, a: &mut (impl Write + Seek)) -> Result<(), Error> {
    let tipos = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{PARTE}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{PARTE}.styles+xml\"/>\
         <Override PartName=\"/word/header1.xml\" ContentType=\"{PARTE}.header+xml\"/>\
         <Override PartName=\"/word/footer1.xml\" ContentType=\"{PARTE}.footer+xml\"/></Types>"
    );
    let raiz = format!(
        "{XML}<Relationships xmlns=\"{RELACIONES}\"><Relationship Id=\"rId1\" Type=\"{TIPO}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let relaciones = format!(
        "{XML}<Relationships xmlns=\"{RELACIONES}\">\
         <Relationship Id=\"rId1\" Type=\"{TIPO}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{TIPO}/header\" Target=\"header1.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{TIPO}/footer\" Target=\"footer1.xml\"/></Relationships>"
    );
    let partes = [
        ("[Content_Types].xml", tipos),
        ("_rels/.rels", raiz),
        ("word/document.xml", document(informe)),
        ("word/_rels/document.xml.rels", relaciones),
        ("word/styles.xml", styles()),
        (
            "word/header1.xml",
            format!("{XML}<w:hdr {W}>{}</w:hdr>", centred(RESERVA, "")),
        ),
        (
            "word/footer1.xml",
            format!(
                "{XML}<w:ftr {W}>{}</w:ftr>",
                centred(&format!("{RESERVA} Página "), PAGINA)
            ),
        ),
    ];
    paquete::write(&partes, a)
}

/// The number of the page.
const PAGINA: &str = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>\
                      <w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
                      <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";

fn run(texto: &str) -> String {
    format!(
        "<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>",
        text(texto)
    )
}

fn centred(texto: &str, mas: &str) -> String {
    format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}{mas}</w:p>",
        run(texto)
    )
}

fn styled(estilo: &str, texto: &str) -> String {
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{estilo}\"/></w:pPr>{}</w:p>",
        run(texto)
    )
}

fn styles() -> String {
    let estilo = |id: &str, nombre: &str, mas: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{nombre}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>{mas}</w:style>"
        )
    };
    let titulo = |nivel: &str, medida: &str| {
        format!(
            "<w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"{nivel}\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"{medida}\"/></w:rPr>"
        )
    };
    format!(
        "{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val=\"20\"/><w:lang w:val=\"es-MX\"/></w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>{}{}{}</w:styles>",
        estilo(
            "Title",
            "Title",
            "<w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr>"
        ),
        estilo("Heading1", "heading 1", &titulo("0", "26")),
        estilo(
            "Reserva",
            "Reserva",
            "<w:rPr><w:b/><w:color w:val=\"9C0006\"/></w:rPr>"
        ),
    )
}

fn document(informe: &Informe) -> String {
    let mut cuerpo = styled("Title", informe.titulo);
    cuerpo.push_str(&styled("Reserva", RESERVA));
    for nota in informe.notas {
        cuerpo.push_str(&styled("Normal", nota));
    }
    for cuadro in informe.cuadros {
        cuerpo.push_str(&styled("Heading1", cuadro.titulo));
        cuerpo.push_str(&table(cuadro));
        cuerpo.push_str("<w:p/>");
    }
    format!(
        "{XML}<w:document {W}><w:body>{cuerpo}<w:sectPr>\
         <w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:footerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:pgSz w:w=\"12240\" w:h=\"15840\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
    )
}

fn table(cuadro: &Cuadro) -> String {
    let columnas = cuadro.encabezados.len();
    let primera = ANCHO * 2 / (columnas + 1).max(1);
    let demas = ANCHO.saturating_sub(primera) / columnas.saturating_sub(1).max(1);
    let anchos: Vec<usize> = (0..columnas)
        .map(|i| if i == 0 { primera } else { demas })
        .collect();
    let lado = |de: &str| format!("<w:{de} w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/>");
    let lados: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(lado)
        .concat();
    let mut tabla = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{ANCHO}\" w:type=\"dxa\"/><w:tblBorders>{lados}</w:tblBorders></w:tblPr><w:tblGrid>"
    );
    for ancho in &anchos {
        let _ = write!(tabla, "<w:gridCol w:w=\"{ancho}\"/>");
    }
    tabla.push_str("</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>");
    for (titulo, ancho) in cuadro.encabezados.iter().zip(&anchos) {
        let negrita = format!(
            "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>",
            text(titulo)
        );
        tabla.push_str(&cell(
            *ancho,
            "<w:shd w:val=\"clear\" w:fill=\"E6DFF0\"/>",
            "left",
            &negrita,
        ));
    }
    tabla.push_str("</w:tr>");
    for fila in &cuadro.filas {
        tabla.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (dice, ancho) in fila.iter().zip(&anchos) {
            let lado = if matches!(dice, Dice::Texto(_)) {
                "left"
            } else {
                "right"
            };
            tabla.push_str(&cell(*ancho, "", lado, &run(&dice.leido())));
        }
        tabla.push_str("</w:tr>");
    }
    tabla.push_str("</w:tbl>");
    tabla
}

fn cell(ancho: usize, fondo: &str, lado: &str, dentro: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{ancho}\" w:type=\"dxa\"/>{fondo}</w:tcPr><w:p><w:pPr><w:jc w:val=\"{lado}\"/></w:pPr>{dentro}</w:p></w:tc>"
    )
}
