//! The measured rates as one HTML page that needs nothing else: what was found, what each check is worth, what was open.

use std::fmt::Write;

use super::ablation::Ablation;
use super::bars::Bar;
use super::by_check::{CheckPower, DocumentErrors};
use super::roc::Figure;
use super::tally::{Tally, Totals};

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#1c1c1c;background:#fff}\
table{border-collapse:collapse;margin:.6em 0 2em}th,td{padding:.25em .8em;border-bottom:1px solid #ddd;text-align:right;\
font-variant-numeric:tabular-nums}th:first-child,td:first-child{text-align:left}th{border-bottom:2px solid #888}\
.weak{color:#8a8a8a}caption{text-align:left;color:#555;padding-bottom:.4em}";

/// Everything measured in one run.
pub(super) struct Measured<'a> {
    /// The command that measured it.
    pub(super) command: String,
    /// What is asked for, and whether it is held.
    pub(super) bars: &'a [Bar],
    /// By treatment and resolution.
    pub(super) tallies: &'a [Tally],
    /// By species and resolution.
    pub(super) documents: &'a [DocumentErrors],
    /// By check and species.
    pub(super) checks: &'a [CheckPower],
    /// What hangs on each check alone.
    pub(super) ablation: &'a [Ablation],
    /// Alterations that nothing was developed on, by name.
    pub(super) unseen: String,
}

impl Measured<'_> {
    /// The page.
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Detection rates</title>")?;
        writeln!(out, "<style>{STYLE}</style><h1>Detection rates</h1>")?;
        writeln!(
            out,
            "<p>Measured on minted documents of fictional States by <code>{}</code>. Minted documents are drawings: real \
             rates will be worse. A document is found when a counted check fails; wear is no alteration.</p>",
            escaped(&self.command)
        )?;
        writeln!(out, "<h2>What is asked for</h2><table>")?;
        header(out, &["measure", "bar", "", "found"])?;
        for bar in self.bars {
            let held = if bar.is_held { "held" } else { "NOT held" };
            row(out, &[bar.what, bar.bar, held, &bar.found].map(str::to_owned))?;
        }
        writeln!(out, "</table><h2>By treatment and resolution</h2><table>")?;
        header(out, &["treatment", "ppi", "failed", "place hit, of those failed", "undetermined"])?;
        self.tallies.iter().try_for_each(|tally| row(out, &tally.cells()))?;
        writeln!(out, "</table><h2>Documents altogether</h2><table>")?;
        header(out, &["documents", "captures failed", "documents failed", "captures undetermined"])?;
        for (name, is_altered) in [("altered", true), ("unaltered, worn ones included", false)] {
            row(out, &[vec![name.to_owned()], Totals::of(self.tallies, is_altered).cells()].concat())?;
        }
        self.write_documents(out)?;
        self.write_ablation(out)?;
        self.write_checks(out)
    }

    fn write_documents(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "</table><h2>Errors of the whole examination</h2><table>")?;
        writeln!(
            out,
            "<caption>APCER: altered documents without a failed check. BPCER10, 20, 100: unaltered captures flagged where the \
             lowest score lets 10, 5, 1 % of the altered through.</caption>"
        )?;
        header(out, &["species", "ppi", "APCER", "undetermined", "BPCER10", "BPCER20", "BPCER100", "documents"])?;
        for errors in self.documents {
            let bpcer = errors.bpcer_10_20_100.map(|share| share.map_or_else(|| "–".to_owned(), percent));
            let [ten, twenty, hundred] = bpcer;
            let (apcer, undetermined) = (percent(errors.apcer), percent(errors.undetermined));
            let (species, ppi, n) = (errors.species.to_owned(), errors.ppi.to_string(), errors.n.to_string());
            row(out, &[species, ppi, apcer, undetermined, ten, twenty, hundred, n])?;
        }
        writeln!(out, "</table>")
    }

    fn write_ablation(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "<h2>What hangs on one check alone</h2><table>")?;
        writeln!(
            out,
            "<caption>Captures; without the check the altered ones would be missed, and the unaltered ones would raise no alarm or \
             stay open no more. Not developed on: {}.</caption>",
            escaped(&self.unseen)
        )?;
        header(
            out,
            &[
                "check",
                "altered found",
                "by it alone",
                "of these alterations",
                "alarms by it alone",
                "open by it alone",
                "ms for a page",
            ],
        )?;
        self.ablation.iter().try_for_each(|ablation| row(out, &ablation.cells()))?;
        writeln!(out, "</table>")
    }

    fn write_checks(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "<h2>What each check is worth</h2><table>")?;
        writeln!(
            out,
            "<caption>By its lowest score on a capture, against all unaltered ones, worn ones included; 95 % intervals \
             bootstrapped by document. Grey: no better than chance.</caption>"
        )?;
        header(out, &["check", "species", "TPR at 1 % FPR", "TPR at 5 % FPR", "AUC", "EER", "captures"])?;
        for of in self.checks {
            let Some(power) = &of.power else { continue };
            let class = if power.auc.low <= 0.5 { " class=\"weak\"" } else { "" };
            let check = of.check.as_deref().unwrap_or("all counted together");
            writeln!(
                out,
                "<tr{class}><td>{}<td>{}<td>{}<td>{}<td>{:.3} [{:.3}, {:.3}]<td>{}<td>{} / {}",
                escaped(check),
                escaped(of.species),
                interval(power.tpr_at_1_percent),
                interval(power.tpr_at_5_percent),
                power.auc.value,
                power.auc.low,
                power.auc.high,
                interval(power.eer),
                power.n_attacks,
                power.n_unaltered,
            )?;
        }
        writeln!(out, "</table></html>")
    }
}

fn header(out: &mut String, names: &[&str]) -> std::fmt::Result {
    writeln!(out, "<tr><th>{}", names.join("<th>"))
}

fn row(out: &mut String, cells: &[String]) -> std::fmt::Result {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
    writeln!(out, "<tr><td>{}", cells.join("<td>"))
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn interval(figure: Figure) -> String {
    format!("{} [{:.1}, {:.1}]", percent(figure.value), 100.0 * figure.low, 100.0 * figure.high)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
