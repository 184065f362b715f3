"""The printed report, read by programs of others: tags, language, title, bookmarks, fonts, and every number that it was made of.

python pliego.py INFORME.pdf INFORME.json: the file, and what it was made of.
"""
import json
import re
import sys
import unicodedata

import page
import pikepdf
import pypdf

pdf, hecho = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8"))
juicio = page.validate_pdf(pdf, profile=page.ValidationProfile.PDF_UA_1)
assert juicio.is_compliant and juicio.rules.total > 100, [(f.rule_id, f.message) for f in juicio.failures]
with pikepdf.open(pdf) as abierto:
    raiz = abierto.Root
    assert raiz.MarkInfo.Marked, "no tiene etiquetas"
    assert str(raiz.Lang) == "es-MX", raiz.Lang
    assert raiz.ViewerPreferences.DisplayDocTitle, "no muestra su título"
    with abierto.open_metadata() as metadatos:
        assert metadatos["pdfuaid:part"] == "1"
        assert hecho["titulo"] in metadatos["dc:title"], metadatos["dc:title"]
    papeles = {}

    def walk(nodo):
        """The structure, counted by role; what stands for something that is not text says what."""
        if isinstance(nodo, pikepdf.Array):
            for otro in nodo:
                walk(otro)
        elif isinstance(nodo, pikepdf.Dictionary) and "/S" in nodo:
            papel = str(nodo.S)
            papeles[papel] = papeles.get(papel, 0) + 1
            assert papel != "/Figure" or "/Alt" in nodo, "una figura sin texto"
            if "/K" in nodo:
                walk(nodo.K)

    walk(raiz.StructTreeRoot.K)
    tablas = len(hecho["cuadros"]) + (1 if hecho["actos"] else 0)
    assert papeles["/Table"] == tablas, (papeles, tablas)
    filas = sum(len(cuadro["filas"]) for cuadro in hecho["cuadros"]) + len(hecho["actos"])
    columnas = sum(len(cuadro["encabezados"]) for cuadro in hecho["cuadros"]) + (4 if hecho["actos"] else 0)
    assert papeles["/TH"] >= filas + columnas, (papeles, filas, columnas)
    assert papeles["/H1"] >= len(hecho["capitulos"]) + 1, papeles
    for pagina in abierto.pages:
        for fuente in pagina.Resources.get("/Font", {}).values():
            hija = fuente.DescendantFonts[0] if "/DescendantFonts" in fuente else fuente
            assert any(f"/FontFile{n}" in hija.FontDescriptor for n in ("", "2", "3")), "una letra que no va dentro"
            assert "/ToUnicode" in fuente, "una letra que no se puede copiar"

lector = pypdf.PdfReader(pdf)
marcadores = len(lector.outline)
assert marcadores >= len(hecho["capitulos"]) + 1, marcadores


def plain(texto):
    """Letters and digits: how lines are broken says nothing."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", texto))


texto = plain("".join(pagina.extract_text() for pagina in lector.pages))
dichos = [hecho["casa"], hecho["hash"], hecho["clave"], hecho["comprobar"]]
for capitulo in hecho["capitulos"]:
    dichos.append(capitulo["titulo"])
    for cifra in capitulo["cifras"]:
        dichos += [cifra["nombre"], cifra["valor"], cifra["antes"], cifra["despues"], *(dato["texto"] for dato in cifra["datos"])]
for cuadro in hecho["cuadros"]:
    dichos += [cuadro["titulo"], *cuadro["encabezados"]]
    for fila in cuadro["filas"]:
        dichos += [fila["nombre"], *(celda["texto"] for celda in fila["celdas"])]
for acto in hecho["actos"]:
    dichos += [acto["nombre"], acto["cuando"]["texto"], acto["donde"]["texto"], acto["participaciones"]["texto"]]
faltan = [dicho for dicho in dichos if plain(dicho) not in texto]
assert not faltan, faltan[:10]
print(f"pliego: {len(lector.pages)} páginas, {papeles['/Table']} tablas, {papeles['/TH']} encabezados, {marcadores} marcadores, {len(dichos)} textos; todo vale")
