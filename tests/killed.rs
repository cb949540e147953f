//! The program killed at any moment of an import, an enrolment or an edit, which are a new description and its review: the database opens without a complaint, holds the
//! last commit, and nothing half done.
//!
//! `INTAGLIO_KILLS=200 cargo test --release --workspace killed` kills two hundred times.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Kills in the usual run of the tests.
const N_KILLS: u32 = 20;

fn program(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intaglio"));
    command.arg("--data").arg(data).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn output(data: &Path, args: &[&str]) -> Output {
    program(data, args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

/// Runs to the end, which must be a good one.
fn run(data: &Path, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = output(data, args);
    assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// What the database says of itself: its list, without complaint, and that every picture is as it was stored.
fn state(data: &Path) -> String {
    let listed = output(data, &["reference", "list", "--json"]);
    let complaint = String::from_utf8_lossy(&listed.stderr).into_owned();
    assert!(listed.status.success() && complaint.is_empty(), "{complaint}");
    let verified = run(data, &["reference", "verify"]);
    assert!(verified.contains("are as they were stored") && verified.lines().count() == 1, "{verified}");
    String::from_utf8(listed.stdout).unwrap()
}

/// The same change back and forth, killed after `share` of the time it takes; what the database says then must be what it
/// said before or what it says after, and after where the program had said that it was done.
struct Victim {
    data: PathBuf,
    /// The change and the one that undoes it.
    commands: [Vec<String>; 2],
    /// What the database says after each.
    states: [String; 2],
    took: Duration,
    /// Which of the two was the last to be committed.
    last: usize,
}

impl Victim {
    fn new(data: &Path, commands: [Vec<String>; 2]) -> Self {
        let mut victim =
            Self { data: data.to_owned(), commands, states: Default::default(), took: Duration::ZERO, last: 1 };
        for idx in [0, 1] {
            let started = Instant::now();
            run(data, &victim.args(idx));
            victim.took = victim.took.max(started.elapsed());
            victim.states[idx] = state(data);
        }
        assert_ne!(victim.states[0], victim.states[1], "the change shows");
        victim
    }

    fn args(&self, idx: usize) -> Vec<&str> {
        self.commands[idx].iter().map(String::as_str).collect()
    }

    fn kill(&mut self, share: f64) {
        let next = 1 - self.last;
        let mut child = program(&self.data, &self.args(next)).spawn().unwrap();
        std::thread::sleep(self.took.mul_f64(share));
        child.kill().unwrap();
        let was_done = child.wait().unwrap().success();
        let found = state(&self.data);
        if found == self.states[next] {
            self.last = next;
        } else {
            assert!(!was_done, "what was committed is lost: {:?}", self.commands[next]);
            assert_eq!(found, self.states[self.last], "half done: {:?}", self.commands[next]);
        }
    }
}

#[test]
fn killed_during_import_enrolment_and_edit() {
    let n_kills = std::env::var("INTAGLIO_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(N_KILLS);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let words = |args: &[&str]| args.iter().map(|&arg| arg.to_owned()).collect::<Vec<_>>();
    let (data, key) = (folder.path().join("data"), place("key"));
    let made = run(&data, &["reference", "new-key", &key]);
    let trust = made.lines().next().unwrap().trim_start_matches("fingerprint ").to_owned();

    let scan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/documents/utopia-2019/visible.jpg");
    let captures = folder.path().join("captures");
    fs::create_dir(&captures).unwrap();
    fs::copy(scan, captures.join("visible.jpg")).unwrap();
    let captures = captures.to_string_lossy().into_owned();
    let enrol = |name: &str| words(&["reference", "enrol", &captures, "--key", "UTO-P-77", "--name", name]);
    run(&data, &enrol("first").iter().map(String::as_str).collect::<Vec<_>>());

    let (bring, withdraw) = (place("bring.pack"), place("withdraw.pack"));
    run(&data, &["reference", "export", &bring, "UTO-P-77", "--sign", &key]);
    let there = folder.path().join("there");
    run(&there, &["reference", "export", &withdraw, "--withdraw", "UTO-P-77", "--sign", &key]);
    let import = |pack: &str| words(&["reference", "import", pack, "--trust", &trust, "--replace"]);

    let (edited, text) = (folder.path().join("edited"), place("description.toml"));
    run(&edited, &enrol("first").iter().map(String::as_str).collect::<Vec<_>>());
    fs::write(&text, "[physical]\npages = 32\n").unwrap();
    let describe = words(&["reference", "describe", "UTO-P-77", &text, "--by", "A. First"]);
    let review = words(&["reference", "review", "UTO-P-77", "--by", "B. Second"]);

    // Import and withdrawal in one data folder, enrolments that change each other's name in another, in a third a draft and its
    // review.
    let mut imports = Victim::new(&there, [import(&bring), import(&withdraw)]);
    let mut enrolments = Victim::new(&data, [enrol("first"), enrol("second")]);
    let mut edits = Victim::new(&edited, [describe, review]);
    for kill in 0..n_kills {
        // Towards the end, where things are written, and now and then after it.
        let share = 0.3 + 0.8 * f64::from(kill * 7 % 20) / 20.0;
        match kill % 8 {
            7 => enrolments.kill(share),
            1 | 3 | 5 => edits.kill(share),
            _ => imports.kill(share),
        }
    }
}
