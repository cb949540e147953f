//! Hostile input by the thousand: text, picture files and packs of document models, changed at random from legal ones. Nothing may panic.
//!
//! Seeded, so that a finding comes back; `INTAGLIO_FUZZ_SECS=600 cargo test --release --workspace fuzz` runs each
//! for ten minutes, and `INTAGLIO_FUZZ_SEED` begins elsewhere.

use std::io::Cursor;
use std::time::{Duration, Instant};

use engine::date::Date;
use engine::reading::mrz::{Mrz, MrzFields, MrzFormat, passport_kind, read_mrz, rules, typed_lines};
use engine::reading::transliteration::{begins_transliteration, is_transliteration, transliterate};
use engine::scan::{Light, Scan};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reference::{Consent, Database, Origin, OwnModel, Pack, Signer};

/// Runs `round` so many times, or for the time asked for; a panic names the round's seed.
fn rounds(n_usual: u64, mut round: impl FnMut(&mut Dice)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let time = number("INTAGLIO_FUZZ_SECS").map(Duration::from_secs);
    let first = number("INTAGLIO_FUZZ_SEED").unwrap_or(1);
    let start = Instant::now();
    let mut n = 0;
    while time.map_or(n < n_usual, |time| start.elapsed() < time) {
        let seed = first + n;
        let at_panic = SayOnPanic(seed);
        round(&mut Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1));
        std::mem::forget(at_panic);
        n += 1;
    }
    println!("{n} rounds in {:.0} s", start.elapsed().as_secs_f64());
}

struct SayOnPanic(u64);

impl Drop for SayOnPanic {
    fn drop(&mut self) {
        eprintln!("again with INTAGLIO_FUZZ_SEED={}", self.0);
    }
}

/// xorshift64* (Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n.max(1)
    }
}

const ZONES: [&str; 6] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
    "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8",
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6",
    "AAA001D<<\nFACHE305142128097<<800126<<<<<\nMARTIN<<LEA<<<<<<<<<<<<<<<<<<<",
];

#[test]
fn changed_zones_never_panic() {
    const SIGNS: [char; 16] =
        ['<', '0', '9', 'A', 'K', 'Z', 'a', 'Ü', 'ß', '王', 'ّ', '\n', '\r', ' ', '\u{feff}', '\0'];
    let formats = [MrzFormat::Td1, MrzFormat::Td2, MrzFormat::Td3, MrzFormat::MrvA, MrzFormat::MrvB];
    rounds(20_000, |dice| {
        let mut text: Vec<char> = ZONES[dice.below(ZONES.len())].chars().collect();
        for _ in 0..dice.below(12) {
            let at = dice.below(text.len());
            match dice.below(6) {
                0 if 1 < text.len() => drop(text.remove(at)),
                1 => text.insert(at, SIGNS[dice.below(SIGNS.len())]),
                2 => text.truncate(at.max(1)),
                _ => {
                    let n_signs = if dice.below(4) == 0 { SIGNS.len() } else { 6 };
                    text[at] = SIGNS[dice.below(n_signs)];
                }
            }
        }
        let text: String = text.into_iter().collect();
        let lines = typed_lines(&text);
        let today =
            Date::new(1950 + dice.below(200) as i32, 1 + dice.below(12) as u8, 1 + dice.below(28) as u8).unwrap();
        let (viz, cut) = (transliterate(&text), text.chars().take(dice.below(90)).collect::<String>());
        assert!(viz.len() <= 64);
        is_transliteration(&text, &cut);
        begins_transliteration(&text, &cut);
        let Ok(mrz) = Mrz::parse(&lines) else { return };
        rules(&mrz, today);
        passport_kind(&mrz.document_code(), &mrz.issuing_state(), mrz.date_of_expiry(), today);
        if let Some(fields) = MrzFields::of(&mrz) {
            for printed in formats.into_iter().filter_map(|format| fields.print(format)) {
                assert!(Mrz::parse(&printed).unwrap().check_digits().iter().all(|digit| digit.is_right));
            }
        }
    });
}

/// A small page with two rows of dark blocks where a zone would be.
fn page(dice: &mut Dice) -> RgbImage {
    let mut page = RgbImage::from_fn(300, 210, |x, y| Rgb([200 + (x % 40) as u8, 215, 180 + (y % 50) as u8]));
    for block in 0..88_u32 {
        let (left, top) = (12 + block % 44 * 6, 160 + block / 44 * 18);
        for dot in 0..35 {
            if dice.below(2) == 0 {
                page.put_pixel(left + dot % 5, top + dot / 5, Rgb([20, 20, 30]));
            }
        }
    }
    page
}

#[test]
fn changed_pictures_never_panic() {
    let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Tiff, ImageFormat::Bmp, ImageFormat::WebP];
    rounds(100, |dice| {
        let mut bytes = Cursor::new(Vec::new());
        let format = formats[dice.below(formats.len())];
        DynamicImage::ImageRgb8(page(dice)).write_to(&mut bytes, format).unwrap();
        let mut bytes = bytes.into_inner();
        // Most changes hit the header, where they do most.
        for _ in 0..dice.below(8) {
            let reach = if dice.below(3) == 0 { bytes.len() } else { bytes.len().min(200) };
            let at = dice.below(reach);
            match dice.below(8) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = [0, 0xff, 0x7f, 0x80][dice.below(4)],
                2 => bytes[at] ^= 1 << dice.below(8),
                3 => drop(bytes.splice(at..at, vec![dice.below(256) as u8; dice.below(40)])),
                _ => bytes[at] = dice.below(256) as u8,
            }
        }
        let scan = Scan::decode(&bytes, "changed", Light::Visible);
        // A page without a zone is looked at in every way there is, which takes a second.
        let is_read = dice.below(4) == 0;
        if let Ok(scan) = scan
            && is_read
            && scan.pixels.width() * scan.pixels.height() < 1_000_000
        {
            for reading in read_mrz(&scan) {
                let _ = Mrz::parse(&reading.text());
            }
        }
    });
}

/// Changes some bytes, most of them in the first `head`.
fn spoil(bytes: &mut Vec<u8>, head: usize, dice: &mut Dice) {
    for _ in 0..1 + dice.below(6) {
        let reach = if dice.below(3) == 0 { bytes.len() } else { bytes.len().min(head) };
        let at = dice.below(reach);
        match dice.below(8) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes[at] = [0, 0xff, b'/', b'.'][dice.below(4)],
            2 => bytes[at] ^= 1 << dice.below(8),
            3 => drop(bytes.splice(at..at, vec![dice.below(256) as u8; dice.below(700)])),
            _ => bytes[at] = dice.below(256) as u8,
        }
    }
}

/// A pack changed on the way is refused in one line, or is what was signed.
#[test]
fn changed_packs_never_panic_and_bring_nothing_else() {
    let signer = Signer::new().unwrap();
    let files = [("model.toml", b"name = \"Utopia\"".to_vec()), ("visible.jpg", vec![7; 900])];
    let files = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    let model = OwnModel { key: "UTO-P-7-2019".to_owned(), origin: Origin::Pack, version: 1, files };
    let whole = Pack::write(std::slice::from_ref(&model), &[], &[], &signer).unwrap();
    rounds(2_000, |dice| {
        let mut bytes = whole.clone();
        spoil(&mut bytes, 4096, dice);
        match Pack::read(&bytes) {
            Ok(pack) => assert_eq!(pack.models, std::slice::from_ref(&model)),
            Err(error) => assert_eq!(error.to_string().lines().count(), 1, "{error}"),
        }
    });
}

/// A pack that somebody trusted signed, with a record nobody could mean, is refused in one line and changes nothing.
#[test]
fn signed_packs_with_senseless_records_change_nothing() {
    let mut database = Database::in_memory().unwrap();
    let (n_models, signer) = (database.n_models(), Signer::new().unwrap());
    let consent = Consent { trust: Some(signer.trust().unwrap().fingerprint), replace: true };
    let known = database.keys().next().unwrap().0.to_string();
    let model = database.files_of(&known, reference::Tier::Public).unwrap().unwrap();
    let names: Vec<String> = model.files.keys().cloned().collect();
    rounds(30, |dice| {
        let mut model = model.clone();
        model.version = 2 + dice.below(3) as u32;
        let name = &names[dice.below(names.len())];
        // A key of another model, or none at all, fits no record.
        model.key = ["XXA-P-1", "../../etc", "UTO-P-0", ""][dice.below(4)].to_owned();
        spoil(model.files.get_mut(name).unwrap(), 2000, dice);
        let Ok(bytes) = Pack::write(&[model], &[], &[], &signer) else { return };
        let refused = match Pack::read(&bytes) {
            Err(error) => error.to_string(),
            Ok(pack) => database.import(&pack, &consent).unwrap_err().to_string(),
        };
        assert_eq!(refused.lines().count(), 1, "{refused}");
        assert_eq!(database.n_models(), n_models);
    });
}
