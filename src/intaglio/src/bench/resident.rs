//! Memory this process holds, as the system counts it.

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
