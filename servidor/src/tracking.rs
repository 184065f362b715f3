//! Parameters that others hang on links, and that ask nothing.

/// Whether networks and newsletters hang a parameter of that name on links.
pub fn is_tracking(nombre: &str) -> bool {
    const NOMBRES: [&str; 19] = [
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "dclid",
        "fbclid",
        "gad_source",
        "gbraid",
        "gclid",
        "igsh",
        "igshid",
        "li_fat_id",
        "mkt_tok",
        "msclkid",
        "srsltid",
        "ttclid",
        "twclid",
        "wbraid",
        "yclid",
    ];
    let nombre = nombre.to_ascii_lowercase();
    NOMBRES.contains(&nombre.as_str())
        || ["utm_", "mc_", "fb_"]
            .iter()
            .any(|principio| nombre.starts_with(principio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hung_on_links_is_known() {
        assert!(
            ["utm_source", "fbclid", "UTM_MEDIUM"]
                .into_iter()
                .all(is_tracking)
        );
        assert!(!["medida", "filtros"].into_iter().any(is_tracking));
    }
}
