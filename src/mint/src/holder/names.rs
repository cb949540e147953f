//! Invented names: syllables of tongues that nobody speaks.

use crate::dice::Dice;
use crate::holder::Sex;

/// The tongue names are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Short open syllables, hats on consonants.
    Utopian,
    /// Consonants and umlauts.
    Norvessan,
    /// Long vowels and soft endings.
    Ardalian,
    /// Carons and slashes.
    Zellurian,
    /// Apostrophes and hyphens.
    Thessmarkian,
}

struct Syllables {
    starts: &'static [&'static str],
    middles: &'static [&'static str],
    surname_ends: &'static [&'static str],
    female_ends: &'static [&'static str],
    male_ends: &'static [&'static str],
    place_ends: &'static [&'static str],
}

const fn syllables(tongue: Tongue) -> Syllables {
    match tongue {
        Tongue::Utopian => Syllables {
            starts: &["Ka", "Lo", "Mi", "Ve", "Ta", "Ŝe", "Ru", "Ni", "Fa", "Ĝo", "Be", "Do", "Li", "Pa"],
            middles: &["ri", "lo", "na", "ve", "mi", "sto", "ran", "len", "ta", "ŭdi", "per"],
            surname_ends: &["no", "vado", "lin", "tero", "mar", "son", "kor", "bela"],
            female_ends: &["ina", "ela", "ia", "ara", "ona"],
            male_ends: &["o", "eno", "aro", "ik", "us"],
            place_ends: &["grado", "urbo", "monto", "haveno", "valo"],
        },
        Tongue::Norvessan => Syllables {
            starts: &["Hal", "Brö", "Skar", "Vin", "Thor", "Kjel", "Grü", "Ost", "Lund", "Stav", "Rei", "Fjäl"],
            middles: &["de", "mar", "gen", "ber", "wal", "ske", "rin", "hol", "der"],
            surname_ends: &["sen", "berg", "strøm", "holt", "mann", "gård", "hauß", "dahl"],
            female_ends: &["run", "hild", "gard", "a", "lis"],
            male_ends: &["ulf", "mund", "ar", "win", "rik"],
            place_ends: &["vik", "havn", "stad", "burg", "ness"],
        },
        Tongue::Ardalian => Syllables {
            starts: &["Ama", "Belé", "Cori", "Dela", "Ílva", "Mara", "Naí", "Ori", "Sela", "Tavá", "Vali", "Zeno"],
            middles: &["ra", "le", "ni", "do", "vi", "tá", "mo", "se"],
            surname_ends: &["nza", "res", "lião", "ço", "veira", "dório", "tano", "ñez"],
            female_ends: &["na", "ela", "ría", "inda", "ura"],
            male_ends: &["no", "eu", "ío", "ando", "or"],
            place_ends: &["polis", "mora", "lia", "dória", "ponte"],
        },
        Tongue::Zellurian => Syllables {
            starts: &["Žda", "Kře", "Mlo", "Vra", "Sta", "Boř", "Dzi", "Łu", "Pra", "Čer", "Hol", "Nad"],
            middles: &["mi", "sla", "vo", "ro", "ště", "ne", "bo", "ga"],
            surname_ends: &["vski", "čak", "nović", "šek", "rza", "jić", "bov", "ński"],
            female_ends: &["ka", "na", "slava", "ěna", "ica"],
            male_ends: &["mir", "slav", "ek", "oš", "dan"],
            place_ends: &["grad", "ovce", "ice", "brod", "nova"],
        },
        Tongue::Thessmarkian => Syllables {
            starts: &["O'", "Te", "Fen", "Mac", "Wy", "Pel", "Gar", "Hes", "Ior", "Quil", "Sen", "Tam"],
            middles: &["rel", "dow", "wen", "mor", "lan", "ris", "ett", "van"],
            surname_ends: &["wick", "mark", "thess", "ley", "ford", "gan", "dell", "more"],
            female_ends: &["wen", "ith", "elle", "a", "een"],
            male_ends: &["an", "or", "ick", "as", "ell"],
            place_ends: &[" Bay", "mouth", " Head", "wick", "ness"],
        },
    }
}

/// A surname; one in eight is double.
pub(crate) fn primary(tongue: Tongue, dice: &mut Dice) -> String {
    let first = one_surname(tongue, dice);
    if dice.chance(0.12) {
        let joint = if tongue == Tongue::Ardalian { " " } else { "-" };
        return format!("{first}{joint}{}", one_surname(tongue, dice));
    }
    first
}

fn one_surname(tongue: Tongue, dice: &mut Dice) -> String {
    let s = syllables(tongue);
    join(dice, s.starts, s.middles, s.surname_ends, 0.45)
}

/// One or two given names.
pub(super) fn secondary(tongue: Tongue, sex: Sex, dice: &mut Dice) -> String {
    let s = syllables(tongue);
    let ends = match sex {
        Sex::Female => s.female_ends,
        Sex::Male => s.male_ends,
        Sex::Unspecified if dice.chance(0.5) => s.female_ends,
        Sex::Unspecified => s.male_ends,
    };
    let first = join(dice, s.starts, s.middles, ends, 0.3);
    if dice.chance(0.4) { format!("{first} {}", join(dice, s.starts, s.middles, ends, 0.0)) } else { first }
}

/// A town.
pub(super) fn place(tongue: Tongue, dice: &mut Dice) -> String {
    let s = syllables(tongue);
    join(dice, s.starts, s.middles, s.place_ends, 0.4)
}

fn join(dice: &mut Dice, starts: &[&str], middles: &[&str], ends: &[&str], longer: f64) -> String {
    let mut name = dice.pick(starts).to_string();
    if dice.chance(longer) {
        let middle: &&str = dice.pick(middles);
        name.push_str(middle);
    }
    name.push_str(&dice.pick(ends).replace("' ", ""));
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}
