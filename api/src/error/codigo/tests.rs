use super::*;

/// The page of the codes. A code that it leaves out, tells otherwise or makes up makes the lines differ.
#[test]
fn the_page_lists_every_code_and_no_other() {
    let pagina = include_str!("../../../../docs/errores.md");
    let dichos: Vec<&str> = pagina.lines().filter(|l| l.starts_with("| `")).collect();
    let hay: Vec<String> = TODOS
        .iter()
        .map(|(codigo, significado)| {
            let estado = codigo.status().as_u16();
            format!("| `{}` | {estado} | {significado} |", codigo.nombre())
        })
        .collect();
    assert_eq!(dichos, hay, "the page should have:\n{}", hay.join("\n"));
    assert!(hay.is_sorted(), "codes are looked up by their name");
}
