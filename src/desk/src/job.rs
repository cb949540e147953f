//! Work beside the window: one named thread, one result, progress on the way, and a way to stop it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// How far work has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// What is being done, such as `reading the MRZ`.
    pub words: String,
    /// Share done, 0..=1.
    pub share: f32,
}

/// The worker's end: it reports steps and hears that it is no longer wanted. The default one has no window that listens.
#[derive(Clone, Default)]
pub struct Progress {
    step: Arc<Mutex<Option<Step>>>,
    is_cancelled: Arc<AtomicBool>,
    ctx: egui::Context,
}

impl Progress {
    /// Says what is being done now; breaks where nobody wants the result any more.
    pub fn report(&self, words: impl Into<String>, share: f32) -> ControlFlow<()> {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = Some(Step { words: words.into(), share });
        self.ctx.request_repaint();
        if self.is_cancelled.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// What became of a job since it was last asked.
#[derive(Debug, PartialEq)]
pub(crate) enum Polled<T> {
    /// Nothing runs.
    Idle,
    /// Still running; the last step it reported.
    Running(Option<Step>),
    /// It ended with this.
    Done(T),
    /// Its thread ended without a result: a defect of ours, not of the document.
    Lost,
}

/// One kind of work, at most one of it at a time: a second start replaces the first, whose result is dropped.
pub(crate) struct Job<T> {
    name: &'static str,
    running: Option<(Receiver<T>, Progress)>,
}

impl<T: Send + 'static> Job<T> {
    /// Work of this name, not started.
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, running: None }
    }

    /// Starts `work` on a thread of its own; what ran before is cancelled.
    ///
    /// # Errors
    /// The system's, where it gives no thread.
    pub(crate) fn start(
        &mut self,
        ctx: &egui::Context,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> std::io::Result<()> {
        self.cancel();
        let progress = Progress { step: Arc::default(), is_cancelled: Arc::default(), ctx: ctx.clone() };
        let (sender, receiver) = channel();
        let reporter = progress.clone();
        std::thread::Builder::new().name(self.name.to_owned()).spawn(move || {
            // Dropped last, so that the window wakes even when the work panics.
            let wake = WakeOnDrop(reporter.ctx.clone());
            let result = work(&reporter);
            // Nobody listens once the job was replaced; that is not an error.
            let _ = sender.send(result);
            drop(sender);
            drop(wake);
        })?;
        self.running = Some((receiver, progress));
        Ok(())
    }

    /// Whether it runs, or ended and nobody has asked yet.
    pub(crate) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Tells the work to stop and forgets it.
    pub(crate) fn cancel(&mut self) {
        if let Some((_, progress)) = self.running.take() {
            progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// What became of it; never waits.
    pub(crate) fn poll(&mut self) -> Polled<T> {
        let Some((receiver, progress)) = &self.running else { return Polled::Idle };
        match receiver.try_recv() {
            Ok(result) => {
                self.running = None;
                Polled::Done(result)
            }
            Err(TryRecvError::Empty) => {
                Polled::Running(progress.step.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
            Err(TryRecvError::Disconnected) => {
                self.running = None;
                Polled::Lost
            }
        }
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        if let Some((_, progress)) = &self.running {
            progress.is_cancelled.store(true, Ordering::Relaxed);
        }
    }
}

struct WakeOnDrop(egui::Context);

impl Drop for WakeOnDrop {
    fn drop(&mut self) {
        self.0.request_repaint();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T: Send + 'static>(job: &mut Job<T>) -> Polled<T> {
        loop {
            match job.poll() {
                Polled::Running(_) => std::thread::sleep(std::time::Duration::from_millis(1)),
                ended => return ended,
            }
        }
    }

    #[test]
    fn the_newest_work_replaces_the_older() {
        let ctx = egui::Context::default();
        let mut job = Job::new("test");
        let (release, held) = channel::<()>();
        job.start(&ctx, move |progress| {
            let _ = held.recv();
            if progress.report("too late", 0.5).is_break() { 1 } else { 2 }
        })
        .unwrap();
        job.start(&ctx, |_| 3).unwrap();
        release.send(()).unwrap();
        assert_eq!(wait(&mut job), Polled::Done(3));
        assert_eq!(job.poll(), Polled::Idle);
    }

    #[test]
    fn cancelled_work_hears_of_it_and_is_forgotten() {
        let mut job = Job::new("test");
        let (told, heard) = channel();
        let (release, held) = channel::<()>();
        job.start(&egui::Context::default(), move |progress| {
            let _ = held.recv();
            let _ = told.send(progress.report("on the way", 0.1).is_break());
        })
        .unwrap();
        job.cancel();
        release.send(()).unwrap();
        assert_eq!(heard.recv(), Ok(true));
        assert_eq!(job.poll(), Polled::Idle);
    }

    #[test]
    fn work_that_dies_is_not_waited_for() {
        let mut job: Job<()> = Job::new("test that panics on purpose");
        job.start(&egui::Context::default(), |_| std::panic::resume_unwind(Box::new(()))).unwrap();
        assert_eq!(wait(&mut job), Polled::Lost);
    }
}
