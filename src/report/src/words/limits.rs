//! What no check of this tool can see, for the person who relies on it. The README says the same.

/// One limit a sentence or two, the weightiest first.
pub const CANNOT_SEE: [&str; 9] = [
    "A picture from a file is no live capture: whoever made the file may have made the picture.",
    "Features that need tilting, relief or light through the page are for the examiner: holograms, intaglio, watermarks, the \
     edge of a laminate.",
    "A portrait that was a morph when the issuer printed it is printed like any other; the tool compares pictures, not faces.",
    "A machine readable zone altered with right check digits on undisturbed ground shows only against the visual zone, of which \
     numbers, dates and names are counted, and one character for another like it (O and D, U and V) is left open.",
    "A portrait put into another page with its own ground shows where print across its edge, the background's or a fluorescent \
     motif, steps aside: not within a tenth of a millimetre, nor where no print crosses the way it was moved.",
    "A document printed on stolen blanks with the issuer's own machines has nothing wrong to find.",
    "A background drawn anew is told by its scale, from seven parts in a thousand on; one drawn quite differently leaves the \
     model unknown and the result undetermined.",
    "A perforated number is compared by which of its characters repeat: another number that repeats them in the same places \
     passes.",
    "Minted documents are drawings: rates on real ones will be worse than those measured on them.",
];
