//! The day of the examination: given, or the station's own.

use anyhow::Context;
use engine::date::Date;

/// For clap: `YYYY-MM-DD`.
pub(crate) fn parse(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "not a day of the calendar; write YYYY-MM-DD".to_owned())
}

/// The station's own day where none is given.
pub(crate) fn or_now(given: Option<Date>) -> anyhow::Result<Date> {
    given.map_or_else(now, Ok)
}

fn now() -> anyhow::Result<Date> {
    let today = jiff::Zoned::now().date();
    let parts = (u8::try_from(today.month()), u8::try_from(today.day()));
    let (Ok(month), Ok(day)) = parts else { anyhow::bail!("the station's clock gives no day; say --today") };
    Date::new(i32::from(today.year()), month, day).context("the station's clock gives no day; say --today")
}
