//! Values of which it may be said that nobody knows them.

use std::fmt;

use engine::date::Date;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or that it is unknown; in a record `"unknown"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Known<T> {
    /// Nobody has said.
    #[default]
    Unknown,
    /// It is this.
    Is(T),
}

const UNKNOWN: &str = "unknown";

impl<T> Known<T> {
    /// The value, where it is known.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Unknown => None,
            Self::Is(value) => Some(value),
        }
    }

    /// The value in words, or `unknown`.
    pub fn words(&self, words: impl FnOnce(&T) -> String) -> String {
        self.value().map_or_else(|| UNKNOWN.to_owned(), words)
    }
}

impl Known<bool> {
    /// `yes`, `no` or `unknown`.
    pub fn yes_or_no(&self) -> String {
        self.words(|&is| if is { "yes" } else { "no" }.to_owned())
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown => serializer.serialize_str(UNKNOWN),
            Self::Is(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        if value.as_str() == Some(UNKNOWN) {
            return Ok(Self::Unknown);
        }
        T::deserialize(value).map(Self::Is).map_err(|error| D::Error::custom(error.message()))
    }
}

/// A date as exactly as it is known: `2019`, `2019-03`, `2019-03-01`, `about 2019`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoughDate(String);

impl RoughDate {
    /// The date that reads so; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let day = text.strip_prefix("about ").unwrap_or(text);
        let is_digits = day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let whole = match day.len() {
            4 => format!("{day}-01-01"),
            7 => format!("{day}-01"),
            _ => day.to_owned(),
        };
        (is_digits && Date::parse(&whole).is_some()).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RoughDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RoughDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let no_date = || D::Error::custom(format!("`{text}` is no date: 2019, 2019-03, 2019-03-01 or about 2019"));
        Self::parse(&text).ok_or_else(no_date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_are_written() {
        for text in ["2019", "2019-03", "2019-02-28", "about 2019", "about 2019-03"] {
            assert_eq!(RoughDate::parse(text).map(|date| date.to_string()).as_deref(), Some(text));
        }
        for text in ["", "19", "2019-13", "2019-02-30", "spring 2019", "about", "2019-3"] {
            assert_eq!(RoughDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unknown_is_a_value_that_is_written() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Two {
            a: Known<u16>,
            b: Known<bool>,
        }
        let two: Two = toml::from_str("a = \"unknown\"\nb = true").unwrap();
        assert_eq!(two, Two { a: Known::Unknown, b: Known::Is(true) });
        assert_eq!(toml::to_string(&two).unwrap(), "a = \"unknown\"\nb = true\n");
        assert!(toml::from_str::<Two>("a = \"many\"\nb = true").is_err());
    }
}
