//! Any text as typed, pasted or swiped: taken apart, judged by the rules, transliterated, printed again.

#![no_main]

use engine::date::Date;
use engine::reading::mrz::{Mrz, MrzFields, MrzFormat, passport_kind, rules, typed_lines};
use engine::reading::transliteration::{begins_transliteration, is_transliteration, transliterate};
use engine::reading::viz::date::read_dates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some(today) = Date::new(2026, 11, 22) else { return };
    let lines = typed_lines(text);
    read_dates(text, &[]);
    assert!(transliterate(text).len() <= 64);
    let cut: String = text.chars().take(39).collect();
    is_transliteration(text, &cut);
    begins_transliteration(text, &cut);
    let Ok(mrz) = Mrz::parse(&lines) else { return };
    rules(&mrz, today);
    passport_kind(&mrz.document_code(), &mrz.issuing_state(), mrz.date_of_expiry(), today);
    let Some(fields) = MrzFields::of(&mrz) else { return };
    for format in [MrzFormat::Td1, MrzFormat::Td2, MrzFormat::Td3, MrzFormat::MrvA, MrzFormat::MrvB] {
        let Some(printed) = fields.print(format) else { continue };
        let again = Mrz::parse(&printed).expect("what was printed is a zone");
        assert!(again.check_digits().iter().all(|digit| digit.is_right));
    }
});
