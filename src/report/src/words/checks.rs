//! What each check is called, and its two plain sentences.

/// Words for one check.
pub(super) struct Words {
    /// A few words for lists.
    pub(super) title: &'static str,
    /// The sentence when it passed.
    pub(super) successful: &'static str,
    /// The sentence when it did not.
    pub(super) failed: &'static str,
}

/// The words of a check by its name, a file of the engine's `check/`.
pub(super) fn of(name: &str) -> Option<&'static Words> {
    TABLE.iter().find(|(known, _)| *known == name).map(|(_, words)| words)
}

const fn words(title: &'static str, successful: &'static str, failed: &'static str) -> Words {
    Words { title, successful, failed }
}

const TABLE: &[(&str, Words)] = &[
    (
        "image_quality",
        words("Picture fit to judge by", "The picture is sharp enough", "The picture is too blurred or coarse"),
    ),
    (
        "glare",
        words(
            "Glare",
            "No glare hides print",
            "Glare hides part of the page; tilt it away from the lamp and scan again",
        ),
    ),
    (
        "identification",
        words(
            "Document model",
            "The page is laid out like the specimen",
            "The page is not laid out like the model it claims to be",
        ),
    ),
    (
        "data_page_size",
        words("Size of the data page", "The page has the standard size", "The page does not have the standard size"),
    ),
    (
        "background_scale",
        words(
            "Scale of the background",
            "The fine background print has the scale of the page",
            "The background does not fit the model that the MRZ claims: its lines are nearer together or farther apart",
        ),
    ),
    ("mrz_check_digits", words("MRZ check digit", "The check digit agrees", "The check digit does not agree")),
    (
        "mrz_plausibility",
        words("MRZ content", "Codes, dates and names follow the rules", "An entry breaks the rules of the MRZ"),
    ),
    (
        "mrz_viz",
        words("MRZ and visual zone", "The entry says what the MRZ says", "The entry and the MRZ do not say the same"),
    ),
    (
        "mrz_beside",
        words(
            "MRZ of the document beside it",
            "Both documents say the same of their holder",
            "The two documents do not say the same of their holder",
        ),
    ),
    (
        "viz_beside",
        words(
            "Front and back",
            "The entry says what the MRZ of the other side says",
            "The entry and the MRZ of the other side do not say the same",
        ),
    ),
    (
        "number_format",
        words(
            "Form of the document number",
            "The number has a form this model has",
            "This model has no number of that form",
        ),
    ),
    (
        "validity_span",
        words("Length of validity", "Issue and expiry fit this model", "This model is not issued for so long"),
    ),
    ("expiry", words("Date of expiry", "Still valid", "Expired")),
    (
        "mrz_geometry",
        words("MRZ grid", "Characters stand on a regular grid", "Characters stand off the regular grid of OCR-B print"),
    ),
    (
        "mrz_pitch",
        words(
            "MRZ pitch",
            "Characters are as far apart as on the specimen",
            "Characters are nearer together or farther apart than on the specimen",
        ),
    ),
    (
        "mrz_type_face",
        words(
            "MRZ type face",
            "The MRZ is set in the specimen's type face",
            "The MRZ is set in another type face than the specimen's",
        ),
    ),
    (
        "mrz_infrared",
        words(
            "MRZ in infrared",
            "The MRZ stays dark in infrared",
            "The MRZ fades in infrared: not printed in absorbing ink",
        ),
    ),
    (
        "uv_brightness_page",
        words(
            "UV brightness of the page",
            "The page stays dull in ultraviolet",
            "The page glows in ultraviolet like ordinary paper",
        ),
    ),
    (
        "uv_brightness_zone",
        words(
            "UV brightness",
            "The zone stays dull in ultraviolet",
            "The zone glows in ultraviolet where it should be dull",
        ),
    ),
    (
        "pattern",
        words("Fine print", "The fine print agrees with the specimen", "The fine print differs from the specimen"),
    ),
    (
        "zone_position",
        words("Place of the print", "The print lies in its place", "The print lies elsewhere than on the specimen"),
    ),
    (
        "colour",
        words(
            "Colour of the zone",
            "The zone has the specimen's colour",
            "The zone has another colour than the specimen",
        ),
    ),
    ("chroma", words("Colour", "The colour agrees with the specimen", "The colour differs from the specimen")),
    (
        "new_halftone",
        words("Print screen", "No print screen of a copier", "A print screen shows that the specimen does not have"),
    ),
    (
        "page_screen",
        words(
            "Screen over the page",
            "No screen of dots lies over the page",
            "A screen of dots lies over the whole page, as a printer, a copier or a display leaves it",
        ),
    ),
    (
        "grey_copy",
        words(
            "Colour of the page",
            "The page is printed in colour",
            "The page has no colour: it may be a copy in grey",
        ),
    ),
    (
        "line_screen",
        words(
            "Distance of lines",
            "The lines are as far apart as the specimen's",
            "The lines are nearer together, farther apart or turned against the specimen's",
        ),
    ),
    (
        "portrait_screen",
        words(
            "Screen of the portrait",
            "The portrait has no other screen than the specimen's",
            "The portrait is printed in a screen that this model's portraits do not have",
        ),
    ),
    (
        "infrared_drop_out",
        words(
            "Infrared drop-out",
            "The print vanishes in infrared, as on the specimen",
            "Print that should vanish in infrared stays",
        ),
    ),
    (
        "infrared_print",
        words(
            "Print in infrared",
            "The print stays in infrared, as on the specimen",
            "Print that should stay in infrared is gone or weaker",
        ),
    ),
    (
        "picture_infrared",
        words(
            "Picture in infrared",
            "The picture shows in infrared as this model's do",
            "The picture does not show in infrared as this model's do: it was made in another technique",
        ),
    ),
    (
        "element_absorbent",
        words(
            "Element present",
            "The element is there, as dark as it has to be",
            "The element is missing or too faint in this light",
        ),
    ),
    (
        "element_transparent",
        words(
            "Nothing to be seen",
            "Nothing shows there in this light",
            "Something shows in a light in which nothing has to",
        ),
    ),
    (
        "element_luminescent",
        words(
            "Element glows",
            "The element glows in ultraviolet",
            "The element does not glow in ultraviolet, or too little",
        ),
    ),
    (
        "uv_overprint",
        words(
            "Motif over portrait and MRZ",
            "The fluorescent motif runs on over it",
            "The fluorescent motif does not run on over it: something lies on it",
        ),
    ),
    (
        "uv_motif",
        words(
            "Fluorescent motif",
            "The motif glows as on the specimen",
            "The motif is missing or differs in ultraviolet",
        ),
    ),
    (
        "personal_ink",
        words(
            "Ink in infrared",
            "The entry stays in infrared as the others do",
            "The ink of the entry is not that of the others",
        ),
    ),
    (
        "erased_background",
        words("Print underneath", "The fine print runs on underneath", "The fine print underneath is disturbed"),
    ),
    (
        "text_geometry",
        words(
            "Lettering",
            "Height, weight and baseline as on the specimen",
            "Height, weight or baseline differ from this model's type",
        ),
    ),
    (
        "odd_character",
        words(
            "Characters of a line",
            "The characters of each line are set alike",
            "A character is set otherwise than its neighbours: higher, heavier, leaning or off the line",
        ),
    ),
    (
        "portrait_edge",
        words(
            "Edge of the portrait",
            "The portrait goes over into the background as usual",
            "The portrait ends in a line or a step of its own",
        ),
    ),
    (
        "portrait_ground",
        words(
            "Print across the portrait's edge",
            "The print round the portrait runs on across its edge",
            "The print steps at the portrait's edge: the portrait may have come with a ground of its own",
        ),
    ),
    (
        "portrait_seam",
        words(
            "Seam round the portrait",
            "No thin line runs round the portrait",
            "A thin dark line runs round the portrait: it may have been pasted on",
        ),
    ),
    (
        "ghost",
        words(
            "Second portrait",
            "The second portrait shows the same picture",
            "The second portrait shows another picture",
        ),
    ),
    ("uv_fibres", words("Fluorescent fibres", "Fibres glow in the paper", "No fibres glow in the paper, or too few")),
    (
        "perforation",
        words(
            "Perforated number",
            "The perforated number can be the document number",
            "The perforated number is missing or is not the document number",
        ),
    ),
    (
        "predecessor",
        words("Series", "The details are those of this series", "Details are those of another series of this document"),
    ),
    (
        "counterfeit_mark",
        words(
            "Mark of a known counterfeit",
            "The mark of the known counterfeit is not there",
            "The page bears the mark of a known counterfeit",
        ),
    ),
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_check_has_words_and_every_word_a_check() {
        for check in engine::check::all() {
            assert!(super::of(check.name).is_some(), "no words for {}", check.name);
        }
        for (name, _) in super::TABLE {
            assert!(engine::check::by_name(name).is_some(), "words for {name}, which is no check");
        }
    }
}
