//! Memory this process holds and processor time it spent, as the system counts them.

/// Megabytes of 10⁶ bytes; `None` where the system does not say.
#[cfg(target_os = "linux")]
pub(crate) fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn resident_mb() -> Option<f64> {
    None
}

/// Seconds all processors together have spent on this process; `None` where the system does not say.
#[cfg(target_os = "linux")]
pub(crate) fn processor_secs() -> Option<f64> {
    // Fields 14 and 15 of `proc(5)`, in hundredths of a second; the name in brackets may hold blanks.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut ticks = fields.split_whitespace().skip(11).take(2);
    let (user, system): (f64, f64) = (ticks.next()?.parse().ok()?, ticks.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn processor_secs() -> Option<f64> {
    None
}
