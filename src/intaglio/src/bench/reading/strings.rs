//! Conformance strings: zones as text, legal ones and others, against the rules of the engine.

use std::path::Path;

use anyhow::Context;
use engine::date::Date;
use engine::reading::mrz::{Mrz, Verdict, rules};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bench::interval::Rate;

/// One string of the list.
#[derive(Deserialize)]
struct Case {
    /// What it shows.
    rule: String,
    /// `TD1`, `TD2`, `TD3`, `MRVA`, `MRVB`.
    format: String,
    /// The lines.
    mrz: Vec<String>,
    /// What is to come of it.
    expect: Expected,
}

/// What is to come of a string.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Expected {
    /// Accepted without fault.
    Valid,
    /// Accepted, with a remark.
    Warn,
    /// A check digit does not agree.
    CheckDigit,
    /// A fault or an open question, with its paragraph.
    Content,
}

/// How the strings came out.
#[derive(Default)]
pub(super) struct Strings {
    legal_accepted: Rate,
    remarked: Rate,
    wrong_digits_accepted: Rate,
    faults_flagged: Rate,
    /// What each string shows that did not come out as it should.
    failures: Vec<String>,
}

/// Reads the list and judges every string of it.
///
/// # Errors
/// Where the file cannot be read or is no such list.
pub(super) fn judge(path: &Path, today: Date) -> anyhow::Result<Strings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let cases: Vec<Case> =
        serde_json::from_str(&text).with_context(|| format!("{} is no list of strings", path.display()))?;
    let mut strings = Strings::default();
    cases.iter().for_each(|case| strings.count(case, today));
    Ok(strings)
}

/// Digits agree; nothing but remarks; a remark; a fault or open question, each with a paragraph.
struct Judged {
    digits_agree: bool,
    is_clean: bool,
    has_remark: bool,
    is_flagged: bool,
}

fn judged(case: &Case, today: Date) -> Judged {
    let Some(mrz) = Mrz::parse(&case.mrz).ok().filter(|mrz| mrz.layout().name == case.format) else {
        return Judged { digits_agree: false, is_clean: false, has_remark: false, is_flagged: false };
    };
    let findings = rules(&mrz, today);
    let is_remark = |verdict: Verdict| verdict == Verdict::Remark;
    Judged {
        digits_agree: mrz.check_digits().iter().all(|digit| digit.is_right),
        is_clean: findings.iter().all(|finding| is_remark(finding.verdict)),
        has_remark: findings.iter().any(|finding| is_remark(finding.verdict)),
        is_flagged: findings.iter().any(|finding| !is_remark(finding.verdict) && finding.paragraph.contains('§')),
    }
}

impl Strings {
    fn count(&mut self, case: &Case, today: Date) {
        let judged = judged(case, today);
        let is_accepted = judged.digits_agree && judged.is_clean;
        let (rate, is_hit, is_right) = match case.expect {
            Expected::Valid => (&mut self.legal_accepted, is_accepted, is_accepted),
            Expected::Warn => {
                let is_remarked = is_accepted && judged.has_remark;
                (&mut self.remarked, is_remarked, is_remarked)
            }
            Expected::CheckDigit => (&mut self.wrong_digits_accepted, judged.digits_agree, !judged.digits_agree),
            Expected::Content => (&mut self.faults_flagged, judged.is_flagged, judged.is_flagged),
        };
        rate.count(is_hit);
        if !is_right {
            self.failures.push(format!("{} ({})", case.rule, case.format));
        }
    }

    fn rows(&self) -> [(&'static str, Rate); 4] {
        [
            ("legal accepted", self.legal_accepted),
            ("remarkable accepted with a remark", self.remarked),
            ("wrong digits accepted", self.wrong_digits_accepted),
            ("content faults flagged with the paragraph", self.faults_flagged),
        ]
    }

    pub(super) fn print(&self) {
        println!("\nconformance strings:");
        for (name, rate) in self.rows() {
            println!("  {name:<42} {}/{}", rate.n_hits, rate.n);
        }
        self.failures.iter().for_each(|shows| println!("  not as it should be: {shows}"));
    }

    pub(super) fn json(&self) -> Value {
        let row = |rate: Rate| json!({ "n": rate.n_hits, "of": rate.n });
        let [legal, remarked, digits, faults] = self.rows().map(|(_, rate)| row(rate));
        json!({
            "legal_accepted": legal,
            "remarkable_accepted_with_remark": remarked,
            "wrong_digits_accepted": digits,
            "content_faults_flagged": faults,
            "failures": self.failures,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_count_by_what_is_expected_of_them() {
        let name = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
        let case = |data: &str, expect| Case {
            rule: data.to_owned(),
            format: "TD3".to_owned(),
            mrz: vec![name.to_owned(), data.to_owned()],
            expect,
        };
        let today = Date::new(2026, 1, 1).unwrap();
        let mut strings = Strings::default();
        strings.count(&case("L898902C36UTO7408122F3004157ZE184226B<<<<<16", Expected::Valid), today);
        strings.count(&case("L898902C36UTO7408122F3004157ZE184226B<<<<<17", Expected::CheckDigit), today);
        strings.count(&case("L898902C36UTO7408122F3004157ZE184226B<<<<<16", Expected::CheckDigit), today);
        strings.count(&case("L898902C36UTO7408122X3004157ZE184226B<<<<<16", Expected::Content), today);
        let hits: Vec<(usize, usize)> = strings.rows().iter().map(|(_, rate)| (rate.n_hits, rate.n)).collect();
        assert_eq!(hits, [(1, 1), (0, 0), (1, 2), (1, 1)]);
        assert_eq!(strings.failures.len(), 1);
    }
}
