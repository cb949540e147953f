//! What would settle a doubt that a check leaves: what the examiner looks at next.

/// What to look at after a check failed or could not say; `None` for a check nobody has to follow up.
pub(super) fn settle(check: &str) -> Option<&'static str> {
    let words = match check {
        "image_quality" => "A sharper scan, at 400 ppi or more.",
        "glare" => "A second scan with the page turned or tilted away from the lamp.",
        "identification" => {
            "The page beside the specimens of its issuer in the reference browser; a newer pack of specimens."
        }
        "data_page_size" => "A ruler on the page itself: TD3 is 125 mm by 88 mm.",
        "background_scale" => {
            "The background under a loupe beside the specimen's: line by line along one edge, and how its lines are printed."
        }
        "mrz_check_digits" | "mrz_plausibility" => {
            "The zone read by eye, character by character, and typed in; then the chip, or the issuer's register."
        }
        "viz_beside" => "Both sides side by side, entry by entry; then the entry under a loupe.",
        "mrz_viz" => "Both places under a loupe: which of them was printed in one pass with its neighbours.",
        "mrz_beside" => "Both documents side by side, entry by entry; when and in whose name the other was issued.",
        "number_format" | "validity_span" => "The record of the model, and the issuer's register of blanks.",
        "expiry" => "The date as printed in the visual zone; the issuer's rules of extension.",
        "mrz_geometry" | "mrz_pitch" | "mrz_type_face" => {
            "The zone under a loupe beside the specimen's; whether the printing process is the same as the visual zone's."
        }
        "mrz_infrared" | "personal_ink" => {
            "The place under a loupe in white light and in infrared: whether all its characters are of one ink."
        }
        "uv_brightness_page" | "uv_brightness_zone" => {
            "The page beside another page of the same booklet under the lamp; washing and detergents brighten every page."
        }
        "counterfeit_mark" => "What the record says of that counterfeit: every one of its marks, looked for by eye.",
        "page_screen" | "grey_copy" => {
            "The page itself in the hand, under a loupe: paper with print of its own, or a copy, a print or a display of one."
        }
        "pattern" | "chroma" | "colour" | "new_halftone" | "line_screen" | "portrait_screen" => {
            "The print under a loupe: even lines of one ink each are offset or intaglio, dots of several colours a copy."
        }
        "zone_position" => "The zone beside the specimen at one scale; whether neighbouring print is moved with it.",
        "infrared_drop_out" => {
            "The zone in infrared beside the specimen's; an unaltered document of the issuer, if one is at hand."
        }
        "infrared_print" | "element_absorbent" | "element_transparent" => {
            "The place in all three lights beside the specimen's, under a loupe: of what ink or material it is."
        }
        "picture_infrared" => {
            "The portrait under a loupe: engraved it is grey and lies in the material, printed it has dots or tones of several colours."
        }
        "uv_overprint" | "element_luminescent" => {
            "The place under a lamp of 365 nm by eye, at its edges: whether what glows ends where the portrait begins."
        }
        "uv_motif" | "uv_fibres" => {
            "The page under a lamp of 365 nm by eye, tilted: colour, sharpness, and whether fibres lie in the paper or on it."
        }
        "erased_background" => {
            "The place under a loupe in slanting light: raised fibres, gloss, scratches; the lines' course beneath the text."
        }
        "odd_character" => {
            "The character under a loupe beside the same one elsewhere on the page: ink, edges, and the ground beneath it."
        }
        "text_geometry" => {
            "The entry under a loupe beside others of the page: type, weight, and how its ink lies on the ground."
        }
        "portrait_edge" | "portrait_ground" | "portrait_seam" => {
            "The edge of the portrait under a loupe in slanting light; whether the laminate is cut or lifted there."
        }
        "ghost" => "Both portraits by eye, side by side: hair, ears, eyes; then the portrait in the chip.",
        "perforation" => "The page held against light: the number read hole by hole, and on the pages that follow.",
        "predecessor" => "The details named in the record of the model beside both series; the date of issue.",
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_check_has_something_that_would_settle_it() {
        for check in engine::check::all() {
            assert!(super::settle(check.name).is_some(), "{}", check.name);
        }
        assert_eq!(super::settle("no such check"), None);
    }
}
