//! Terms for security features: the vocabulary of Doc 9303-2 Appendix A and of the public registers, in our own words.

/// A term with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The term as records write it.
    pub id: &'static str,
    /// What it means, one sentence.
    pub meaning: &'static str,
}

const fn entry(id: &'static str, meaning: &'static str) -> Term {
    Term { id, meaning }
}

/// All terms a record may use, by group: material, print, ink, holder's data, protection against copying, booklet.
pub const GLOSSARY: &[Term] = &[
    entry("uv_dull_substrate", "paper or plastic without brighteners, which stays dark under ultraviolet"),
    entry("fibres", "short fibres in the paper, visible or glowing, scattered at random"),
    entry("planchettes", "small discs in the paper, coloured or glowing"),
    entry("watermark", "a picture of thicker and thinner paper, seen with light from behind"),
    entry("security_thread", "a strip in the paper, seen with light from behind"),
    entry("window", "a transparent place in a plastic page"),
    entry("guilloche", "interlaced fine lines drawn by a machine, each unbroken and of one colour"),
    entry("rosette", "a round guilloche"),
    entry("line_screen", "parallel fine lines whose path or width makes a picture or a tint"),
    entry("rainbow_printing", "lines whose colour passes gradually into another across the page"),
    entry("microprinting", "text so small that it looks like a line without a magnifier"),
    entry("anti_scan_pattern", "fine lines that turn into a moiré or a word when copied"),
    entry("relief_design", "lines bent so that a picture seems to rise from them"),
    entry("intaglio", "print in raised ink that can be felt"),
    entry("latent_image", "a picture in raised lines that shows only when tilted"),
    entry("see_through_register", "a picture whose parts on both sides meet with light from behind"),
    entry("deliberate_error", "a small irregularity that imitators tend to correct"),
    entry("own_typeface", "letters of a design of the issuer's own"),
    entry("uv_fluorescent_ink", "ink that glows under ultraviolet and is hardly seen in white light"),
    entry("infrared_drop_out_ink", "ink that disappears in infrared"),
    entry("infrared_split", "two inks of the same colour of which only one is seen in infrared"),
    entry("infrared_absorbing_ink", "ink that stays dark in infrared"),
    entry("optically_variable_ink", "ink whose colour changes when tilted"),
    entry("metallic_ink", "ink with a metallic shine that copies turn dull"),
    entry("phosphorescent_ink", "ink that glows on after the lamp is off"),
    entry("anti_stokes_ink", "ink that gives off visible light under strong infrared"),
    entry("reactive_ink", "ink that runs or changes colour under solvents"),
    entry("penetrating_ink", "ink whose number shows on the back of the paper"),
    entry("integrated_portrait", "a portrait printed or engraved into the page and not stuck on"),
    entry("secondary_portrait", "a further, often smaller or fainter portrait of the holder"),
    entry("overlapping_print", "background print or overprint that runs into the portrait"),
    entry("laser_engraving", "writing burnt into the layers of a plastic page"),
    entry("machine_readable_zone", "two or three lines in OCR-B, dark in infrared, with check digits"),
    entry("laser_perforation", "the document number in holes, seen with light from behind"),
    entry("multiple_laser_image", "two pictures under lenses that change with the angle"),
    entry("steganography", "data hidden in a picture, read with a lens or a decoder"),
    entry("signature", "the holder's signature, written or reproduced"),
    entry("barcode", "data as bars or dots, possibly sealed"),
    entry("ovd", "an optically variable device: hologram, kinegram"),
    entry("laminate", "a secured foil over the data"),
    entry("retro_reflective_foil", "a foil whose motif shows with light from the eye"),
    entry("stitching", "sewing of the booklet, with coloured or glowing thread"),
    entry("page_numbering", "page or document numbers on every sheet, part of the design"),
    entry("chip", "a contactless chip with the holder's data"),
];

/// The term of that name.
pub fn term(id: &str) -> Option<&'static Term> {
    GLOSSARY.iter().find(|term| term.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_there_once_and_explained() {
        for (idx, entry) in GLOSSARY.iter().enumerate() {
            assert!(GLOSSARY[..idx].iter().all(|before| before.id != entry.id), "{}", entry.id);
            assert!(12 < entry.meaning.len() && !entry.meaning.ends_with('.'), "{}", entry.id);
            assert!(entry.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", entry.id);
        }
        assert_eq!(term("rosette").map(|term| term.meaning), Some("a round guilloche"));
        assert!(term("magic").is_none());
    }
}
