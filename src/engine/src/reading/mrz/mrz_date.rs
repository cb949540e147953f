//! A date as the machine readable zone has it: YYMMDD, parts of it perhaps unknown. Doc 9303-3 §4.8.

use crate::date::Date;

/// Six characters in the place of a date, as printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MrzDate([char; 6]);

/// What the six characters come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateParts {
    /// Year without century, month, day; not yet sure to be a day of the calendar.
    Whole {
        /// 0..=99.
        year: u8,
        /// 0..=99.
        month: u8,
        /// 0..=99.
        day: u8,
    },
    /// One or two of the parts are fillers.
    Partial {
        /// Year without century, where known.
        year: Option<u8>,
        /// Month, where known.
        month: Option<u8>,
        /// Day, where known.
        day: Option<u8>,
    },
    /// All fillers.
    Unknown,
    /// Letters, or half of a part.
    Malformed,
}

impl MrzDate {
    /// The six characters; `None` for more or fewer.
    pub fn of(text: &str) -> Option<Self> {
        let mut characters = ['<'; 6];
        let mut n = 0;
        for c in text.chars() {
            *characters.get_mut(n)? = c;
            n += 1;
        }
        (n == 6).then_some(Self(characters))
    }

    /// A day without its century.
    pub fn of_day(day: Date) -> Self {
        let parts = [day.year().rem_euclid(100) as u32, u32::from(day.month()), u32::from(day.day())];
        let digit = |idx: usize| {
            char::from_digit(parts[idx / 2] / if idx.is_multiple_of(2) { 10 } else { 1 } % 10, 10).unwrap_or('<')
        };
        Self([digit(0), digit(1), digit(2), digit(3), digit(4), digit(5)])
    }

    /// As printed.
    pub fn text(self) -> String {
        self.0.iter().collect()
    }

    /// Year, month and day apart.
    pub fn parts(self) -> DateParts {
        let mut parts = [None; 3];
        for (part, pair) in parts.iter_mut().zip(self.0.chunks_exact(2)) {
            *part = match (pair[0].to_digit(10), pair[1].to_digit(10)) {
                (Some(tens), Some(ones)) => Some((10 * tens + ones) as u8),
                _ if pair == ['<', '<'] => None,
                _ => return DateParts::Malformed,
            };
        }
        match parts {
            [Some(year), Some(month), Some(day)] => DateParts::Whole { year, month, day },
            [None, None, None] => DateParts::Unknown,
            [year, month, day] => DateParts::Partial { year, month, day },
        }
    }

    /// The latest such day that is not after `today`: how a date of birth is read. `None` where a part is unknown or
    /// the calendar has no such day in the nearer century or in the one before.
    pub fn as_birth(self, today: Date) -> Option<Date> {
        let century = today.year().div_euclid(100) * 100;
        [century, century - 100].into_iter().find_map(|century| self.in_century(century).filter(|day| *day <= today))
    }

    /// How a date of expiry is read: in the year of `today` and the `span_years` after it as such, any other as past.
    /// BSI TR-03135-1 §5.7.1 with 15 years; a day of the current year is never taken a century ahead.
    pub fn as_expiry(self, today: Date, span_years: i32) -> Option<Date> {
        let DateParts::Whole { year, .. } = self.parts() else { return None };
        let century = today.year().div_euclid(100) * 100;
        let years = [century + 100, century, century - 100].map(|century| (century, century + i32::from(year)));
        let is_ahead = |year: i32| today.year() <= year && year <= today.year() + span_years;
        let (century, _) = years
            .into_iter()
            .find(|&(_, year)| is_ahead(year))
            .or_else(|| years.into_iter().find(|&(_, year)| year < today.year()))?;
        self.in_century(century)
    }

    /// Whether some century has this day; a date with an unknown part has one where its known parts allow.
    pub fn is_a_day(self) -> bool {
        match self.parts() {
            DateParts::Whole { .. } => [1900, 2000].iter().any(|&century| self.in_century(century).is_some()),
            DateParts::Partial { month, day, .. } => {
                month.is_none_or(|month| (1..=12).contains(&month))
                    && day.is_none_or(|day| Date::new(2000, month.unwrap_or(1), day).is_some())
            }
            DateParts::Unknown => true,
            DateParts::Malformed => false,
        }
    }

    fn in_century(self, century: i32) -> Option<Date> {
        let DateParts::Whole { year, month, day } = self.parts() else { return None };
        Date::new(century + i32::from(year), month, day)
    }
}

/// Never shows the date.
impl std::fmt::Debug for MrzDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.parts() {
            DateParts::Whole { .. } => "whole",
            DateParts::Partial { .. } => "partial",
            DateParts::Unknown => "unknown",
            DateParts::Malformed => "malformed",
        };
        write!(f, "MrzDate({kind})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        Date::parse(text)
    }

    #[test]
    fn expiry_follows_the_fifteen_year_rule() {
        let cases = [
            ("2012-05-02", "150401", "2015-04-01"),
            ("2012-05-02", "110302", "2011-03-02"),
            ("2012-05-02", "120301", "2012-03-01"),
            ("2012-05-02", "270101", "2027-01-01"),
            ("2012-05-02", "280101", "1928-01-01"),
            ("1995-05-02", "050101", "2005-01-01"),
            ("2099-05-02", "050101", "2105-01-01"),
        ];
        for (today, printed, expected) in cases {
            let expiry = MrzDate::of(printed).and_then(|date| date.as_expiry(day(today)?, 15));
            assert_eq!(expiry, day(expected), "{printed} on {today}");
        }
    }

    #[test]
    fn birth_is_the_latest_past_day() {
        let today = day("2026-11-22").unwrap();
        let cases = [
            ("261122", Some("2026-11-22")),
            ("261123", Some("1926-11-23")),
            ("000229", Some("2000-02-29")),
            ("110229", None),
            ("74<<<<", None),
            ("740230", None),
        ];
        for (printed, expected) in cases {
            assert_eq!(MrzDate::of(printed).and_then(|d| d.as_birth(today)), expected.and_then(day), "{printed}");
        }
    }

    #[test]
    fn parts_may_be_unknown() {
        let is_a_day = |text: &str| MrzDate::of(text).is_some_and(MrzDate::is_a_day);
        assert!(["<<<<<<", "74<<<<", "7408<<", "<<0229", "<<<<31"].into_iter().all(is_a_day));
        assert!(!["7402<3", "7413<<", "<<0230", "O40812", "110229"].into_iter().any(is_a_day));
        assert_eq!(
            MrzDate::of("7408<<").map(MrzDate::parts),
            Some(DateParts::Partial { year: Some(74), month: Some(8), day: None })
        );
        assert_eq!(MrzDate::of("74081"), None);
        assert_eq!(day("2030-04-05").map(|d| MrzDate::of_day(d).text()), Some("300405".to_owned()));
    }
}
