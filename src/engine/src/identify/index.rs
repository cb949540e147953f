//! An index over the key points of every model's static print, so that a page is laid over few models, not all.
//!
//! Of each model the strongest key points of every cell of the page are kept, its *sketch*. Their descriptors are hashed by
//! several disjoint choices of bits, each with the cell, as in locality-sensitive hashing of binary strings (Indyk &
//! Motwani 1998; Gionis et al. 1999): a key point of the page finds those of its own place that agree with it in all bits
//! of one choice, and whose whole descriptor lies near. Each found gives its model one vote. The work grows with what
//! lies in the buckets looked at, a few in a million of all.

use std::panic::resume_unwind;
use std::thread;

use rayon::prelude::*;

use super::Fingerprint;
use super::matching::{MOST_BITS, bits_apart};
use crate::model::DocumentModel;

/// Cells across and down the page, whatever its size: about 8 mm on a passport.
const COLUMNS: usize = 16;
const ROWS: usize = 11;
const N_CELLS: usize = COLUMNS * ROWS;
/// Key points kept of a cell.
const MOST_OF_CELL: usize = 2;
/// Choices of bits, and bits of each. Of two descriptors that differ in an eighth of their bits three in four pairs agree
/// in one of the choices at least.
const N_TABLES: usize = 6;
const HASH_BITS: usize = 12;
/// Of the last 32 bits of a descriptor, which no table hashes, so many may differ; spares most looks at the whole.
const MOST_TAIL_BITS: u32 = 10;
/// Votes with which a model is worth a trial, and the share of the best model's that it must have.
const LEAST_VOTES: u32 = 4;
const LEAST_SHARE: f64 = 0.2;
/// Bytes of one point of a sketch: cell, descriptor.
const POINT: usize = 1 + 4 * 8;

/// The key points of a page with what is needed to look them up.
#[derive(Debug, Clone)]
pub struct PagePrint {
    /// The key points.
    pub(crate) print: Fingerprint,
    /// Those that are looked up.
    pub(crate) strong: Vec<usize>,
    /// Size of the page in mm.
    pub(crate) size_mm: [f64; 2],
    /// How far off the page may have been located, in cells.
    pub(crate) reach_cells: usize,
}

/// The strongest key points of a model's static print, by cell of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch(Vec<(u8, [u64; 4])>);

impl Sketch {
    /// The sketch of a model, from its fingerprint.
    pub fn of(model: &DocumentModel) -> Self {
        let mut n_of_cell = [0_usize; N_CELLS];
        let mut points = Vec::new();
        let Fingerprint { places, descriptors } = &model.fingerprint;
        for (place, descriptor) in places.iter().zip(descriptors) {
            let (column, row) = cell_of(*place, [model.width_mm, model.height_mm]);
            let cell = row * COLUMNS + column;
            if n_of_cell[cell] < MOST_OF_CELL {
                n_of_cell[cell] += 1;
                points.push((cell as u8, *descriptor));
            }
        }
        Self(points)
    }

    /// The sketch as it is kept: a byte of cell, then the descriptor, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(POINT * self.0.len());
        for (cell, descriptor) in &self.0 {
            bytes.push(*cell);
            bytes.extend(descriptor.iter().flat_map(|word| word.to_le_bytes()));
        }
        bytes
    }

    /// The way back; `None` where these are no such bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (points, rest) = bytes.as_chunks::<POINT>();
        let read = |point: &[u8; POINT]| {
            let (&cell, descriptor) = point.split_first()?;
            let (words, _) = descriptor.as_chunks::<8>();
            let mut of = [0; 4];
            of.iter_mut().zip(words).for_each(|(word, bytes)| *word = u64::from_le_bytes(*bytes));
            (usize::from(cell) < N_CELLS).then_some((cell, of))
        };
        rest.is_empty().then(|| points.iter().map(read).collect::<Option<Vec<_>>>().map(Self))?
    }
}

/// How many cells from its own a key point may lie on a page of that size that may be located so far off.
pub(super) fn reach_cells(size_mm: [f64; 2], reach_mm: f64) -> usize {
    let cell_mm = (size_mm[0] / COLUMNS as f64).min(size_mm[1] / ROWS as f64).max(1.0);
    ((reach_mm / cell_mm).ceil() as usize).min(COLUMNS)
}

/// Column and row of the cell of a place in mm on a page of that size.
fn cell_of(place: [f32; 2], size_mm: [f64; 2]) -> (usize, usize) {
    let of = |axis: usize, n: usize| {
        let share = f64::from(place[axis]) / size_mm[axis].max(1.0);
        (share * n as f64).floor().clamp(0.0, n as f64 - 1.0) as usize
    };
    (of(0, COLUMNS), of(1, ROWS))
}

/// A key point of a sketch in a bucket.
#[derive(Clone, Copy, Default)]
struct Posting {
    /// Its number among all sketches' points.
    point: u32,
    /// The last 32 bits of its descriptor.
    tail: u32,
}

/// One choice of bits: buckets by cell and hash, each a stretch of postings.
struct Table {
    /// Where each bucket begins, and the end of the last.
    begins: Vec<u32>,
    postings: Vec<Posting>,
}

/// The sketches of many models, looked up by key points. Models are numbered in the order in which they were given.
pub struct PrintIndex {
    tables: Vec<Table>,
    descriptors: Vec<[u64; 4]>,
    model_of_point: Vec<u32>,
    n_models: usize,
}

impl std::fmt::Debug for PrintIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrintIndex({} models, {} key points)", self.n_models, self.descriptors.len())
    }
}

impl PrintIndex {
    /// The index of these sketches.
    pub fn new<'a>(sketches: impl IntoIterator<Item = &'a Sketch>) -> Self {
        let (mut cells, mut descriptors, mut model_of_point) = (Vec::new(), Vec::new(), Vec::new());
        let mut n_models = 0;
        for sketch in sketches {
            for (cell, descriptor) in &sketch.0 {
                cells.push(*cell);
                descriptors.push(*descriptor);
                model_of_point.push(n_models as u32);
            }
            n_models += 1;
        }
        // Threads of its own: whoever keeps the index makes it under a lock, where a shared pool could come back to itself.
        let tables = thread::scope(|scope| {
            let make = |table| {
                let (cells, descriptors) = (&cells, &descriptors);
                scope.spawn(move || Table::new(table, cells, descriptors))
            };
            let making: Vec<_> = (0..N_TABLES).map(make).collect();
            making.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        Self { tables, descriptors, model_of_point, n_models }
    }

    /// The models for which most key points of the page vote, the best first, at most `most` of those that `is_candidate`.
    pub fn nearest(&self, page: &PagePrint, most: usize, is_candidate: impl Fn(usize) -> bool) -> Vec<usize> {
        let votes = self.votes(page);
        let mut order: Vec<(u32, usize)> = votes
            .into_iter()
            .enumerate()
            .filter(|&(model, votes)| LEAST_VOTES <= votes && is_candidate(model))
            .map(|(model, votes)| (votes, model))
            .collect();
        order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = order.first().map_or(0.0, |&(best, _)| LEAST_SHARE * f64::from(best));
        order
            .into_iter()
            .take(most)
            .take_while(|&(votes, _)| least <= f64::from(votes))
            .map(|(_, model)| model)
            .collect()
    }

    /// For each model, how many of its sketch's points were found on the page.
    fn votes(&self, page: &PagePrint) -> Vec<u32> {
        let PagePrint { print, strong, size_mm, reach_cells } = page;
        let found: Vec<Vec<u32>> = self
            .tables
            .par_iter()
            .enumerate()
            .map(|(table_idx, table)| {
                let mut found = Vec::new();
                for (place, descriptor) in strong.iter().map(|&idx| (&print.places[idx], &print.descriptors[idx])) {
                    let (column, row) = cell_of(*place, *size_mm);
                    for row in row.saturating_sub(*reach_cells)..=(row + reach_cells).min(ROWS - 1) {
                        for column in column.saturating_sub(*reach_cells)..=(column + reach_cells).min(COLUMNS - 1) {
                            let bucket = bucket_of(table_idx, row * COLUMNS + column, descriptor);
                            found.extend(table.near(bucket, descriptor, &self.descriptors));
                        }
                    }
                }
                found
            })
            .collect();
        let mut is_found = vec![false; self.descriptors.len()];
        let mut votes = vec![0; self.n_models];
        for point in found.into_iter().flatten() {
            if !std::mem::replace(&mut is_found[point as usize], true) {
                votes[self.model_of_point[point as usize] as usize] += 1;
            }
        }
        votes
    }
}

impl Table {
    /// Sorted by counting: how many fall into each bucket, then each into its place.
    fn new(table: usize, cells: &[u8], descriptors: &[[u64; 4]]) -> Self {
        let bucket = |idx: usize| bucket_of(table, usize::from(cells[idx]), &descriptors[idx]);
        let mut begins = vec![0_u32; (N_CELLS << HASH_BITS) + 1];
        (0..cells.len()).for_each(|idx| begins[bucket(idx) + 1] += 1);
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut next = begins.clone();
        let mut postings = vec![Posting::default(); cells.len()];
        for (idx, descriptor) in descriptors.iter().enumerate() {
            let at = &mut next[bucket(idx)];
            postings[*at as usize] = Posting { point: idx as u32, tail: tail_of(descriptor) };
            *at += 1;
        }
        Self { begins, postings }
    }

    /// The points of that bucket whose descriptors lie near.
    fn near<'a>(
        &'a self,
        bucket: usize,
        descriptor: &'a [u64; 4],
        descriptors: &'a [[u64; 4]],
    ) -> impl Iterator<Item = u32> + 'a {
        let stretch = self.begins[bucket] as usize..self.begins[bucket + 1] as usize;
        let tail = tail_of(descriptor);
        self.postings[stretch]
            .iter()
            .filter(move |posting| (posting.tail ^ tail).count_ones() <= MOST_TAIL_BITS)
            .filter(move |posting| bits_apart(&descriptors[posting.point as usize], descriptor) <= MOST_BITS)
            .map(|posting| posting.point)
    }
}

/// The bucket of a descriptor in a cell: 12 bits of the 32 that are the table's own.
fn bucket_of(table: usize, cell: usize, descriptor: &[u64; 4]) -> usize {
    let own = descriptor[table / 2] >> (32 * (table % 2));
    (cell << HASH_BITS) | (own as usize & ((1 << HASH_BITS) - 1))
}

fn tail_of(descriptor: &[u64; 4]) -> u32 {
    (descriptor[3] >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModelKey;

    /// The next of a row of numbers that look like no other.
    fn roll(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state ^ (*state >> 29)
    }

    /// A print of 150 points that depends on the seed alone.
    fn print(seed: u64) -> Fingerprint {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
        let mut print = Fingerprint::default();
        for _ in 0..150 {
            print.places.push([(roll(&mut state) >> 33) as f32 % 125.0, (roll(&mut state) >> 33) as f32 % 88.0]);
            print.descriptors.push(std::array::from_fn(|_| roll(&mut state) ^ (roll(&mut state) << 31)));
        }
        print
    }

    fn sketch(print: &Fingerprint) -> Sketch {
        let key = ModelKey::new("UTO", "P", 1, None);
        let bare = DocumentModel::bare(key, "", 125.0, 88.0);
        Sketch::of(&DocumentModel { fingerprint: print.clone(), ..bare })
    }

    /// The print as a scan shows it: moved, and an eighth of its bits the other way.
    fn seen(print: &Fingerprint, reach_cells: usize, by_mm: f32) -> PagePrint {
        let mut print = print.clone();
        let mut state = 5;
        for (place, descriptor) in print.places.iter_mut().zip(&mut print.descriptors) {
            *place = place.map(|value| value + by_mm);
            let noise: [u64; 4] = std::array::from_fn(|_| roll(&mut state) & roll(&mut state) & roll(&mut state));
            descriptor.iter_mut().zip(noise).for_each(|(word, noise)| *word ^= noise);
        }
        PagePrint { strong: (0..print.places.len()).collect(), print, size_mm: [125.0, 88.0], reach_cells }
    }

    #[test]
    fn a_page_finds_its_model_among_many_and_none_where_it_has_none() {
        let prints: Vec<Fingerprint> = (0..400).map(print).collect();
        let sketches: Vec<Sketch> = prints.iter().map(sketch).collect();
        let index = PrintIndex::new(&sketches);
        for own in [0, 17, 399] {
            let page = seen(&prints[own], 1, 4.0);
            assert_eq!(index.nearest(&page, 3, |_| true).first(), Some(&own));
            assert_ne!(index.nearest(&page, 3, |model| model != own).first(), Some(&own));
        }
        assert_eq!(index.nearest(&seen(&print(9_000), 1, 4.0), 3, |_| true), Vec::<usize>::new());
        assert_eq!(index.nearest(&seen(&prints[3], 1, 25.0), 3, |_| true), Vec::<usize>::new());
        assert_eq!(index.nearest(&seen(&prints[3], 2, 12.0), 3, |_| true).first(), Some(&3));
        assert_eq!(PrintIndex::new([]).nearest(&seen(&prints[3], 2, 0.0), 3, |_| true), Vec::<usize>::new());
    }

    #[test]
    fn a_sketch_comes_back_from_its_bytes() {
        let sketch = sketch(&print(1));
        let bytes = sketch.to_bytes();
        assert_eq!(Sketch::from_bytes(&bytes), Some(sketch));
        assert_eq!(Sketch::from_bytes(&bytes[1..]), None);
        assert_eq!(Sketch::from_bytes(&[255; POINT]), None);
    }
}
