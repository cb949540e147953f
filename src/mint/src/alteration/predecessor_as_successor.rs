//! A page of the model before, with the number and dates a page of the model after it would have.

use engine::date::Date;
use engine::scan::Light;

use crate::alteration::Work;
use crate::holder::{number, years_later};
use crate::personal::Entries;

pub(super) fn rewrite(work: &mut Work<'_>) {
    let Some(successor) = work.design.model.successor.as_ref().and_then(|key| crate::design::model(&key.to_string()))
    else {
        return;
    };
    let first = successor.model.first_issued.as_deref().and_then(Date::parse);
    let Some(first) = first else { return };
    let (years, month, day) =
        (1 + work.dice.below(5) as i32, 1 + work.dice.below(12) as u8, 1 + work.dice.below(28) as u8);
    let Some(issued) = Date::new(first.year() + years, month, day) else { return };
    let validity = successor.model.validity_years.first().copied().unwrap_or(10);
    work.holder.date_of_issue = issued;
    work.holder.date_of_expiry = years_later(issued, i32::from(validity));
    work.holder.document_number = number(successor.model.number_formats.first(), &mut work.dice);
    work.entries = Entries::of(work.design, &work.holder);
    work.mark(&Light::ALL, work.page());
}
