//! Parameters that others hang on links, and that ask nothing.

/// Whole names: of networks and their advertisements, of newsletters, of who shares.
const NOMBRES: [&str; 41] = [
    "__s",
    "_branch_match_id",
    "_branch_referrer",
    "_ga",
    "_gl",
    "_kx",
    "_openstat",
    "campaign_id",
    "ck_subscriber_id",
    "cvid",
    "dclid",
    "dicbo",
    "dm_i",
    "epik",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igsh",
    "igshid",
    "irclickid",
    "li_fat_id",
    "mibextid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "rb_clickid",
    "rdt_cid",
    "ref",
    "ref_src",
    "ref_url",
    "s_cid",
    "sccid",
    "si",
    "srsltid",
    "ttclid",
    "twclid",
    "wbraid",
    "wickedid",
    "yclid",
];

/// How families of them begin.
const PRINCIPIOS: [&str; 13] = [
    "_bta_", "_hs", "at_", "fb_", "gad_", "hsa_", "mc_", "mtm_", "oly_", "pk_", "piwik_", "utm_",
    "vero_",
];

/// Whether networks and newsletters hang a parameter of that name on links. No address of ours has one that is called so.
pub fn is_tracking(nombre: &str) -> bool {
    let nombre = nombre.to_ascii_lowercase();
    NOMBRES.contains(&nombre.as_str())
        || PRINCIPIOS
            .iter()
            .any(|principio| nombre.starts_with(principio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hung_on_links_is_known() {
        assert!(
            [
                "utm_source",
                "fbclid",
                "UTM_MEDIUM",
                "ref",
                "gad_campaignid",
                "_kx",
                "oly_anon_id",
                "oly_enc_id",
                "vero_id",
            ]
            .into_iter()
            .all(is_tracking)
        );
        assert!(
            !["medida", "filtros", "version", "anio", "marca"]
                .into_iter()
                .any(is_tracking)
        );
    }
}
