//! The pages of a TIFF file, counted without decoding any.

/// Number of image file directories, counted up to `most`; a chain that bites its tail counts as `most`. 0 for no TIFF.
/// TIFF 6.0 §2, and BigTIFF.
pub(super) fn count_pages(bytes: &[u8], most: usize) -> usize {
    let Some(file) = File::of(bytes) else { return 0 };
    let mut at = file.first_directory();
    let mut n_pages = 0;
    while let Some(offset) = at.filter(|&offset| offset != 0 && n_pages < most) {
        n_pages += 1;
        at = file.directory_after(offset);
    }
    n_pages
}

struct File<'a> {
    bytes: &'a [u8],
    is_little_endian: bool,
    is_big_tiff: bool,
}

impl<'a> File<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let is_little_endian = match bytes.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut file = Self { bytes, is_little_endian, is_big_tiff: false };
        match file.number(2, 2)? {
            42 => {}
            43 => file.is_big_tiff = true,
            _ => return None,
        }
        Some(file)
    }

    fn first_directory(&self) -> Option<usize> {
        if self.is_big_tiff { self.number(8, 8) } else { self.number(4, 4) }
    }

    fn directory_after(&self, offset: usize) -> Option<usize> {
        let (count_size, entry_size, offset_size) = if self.is_big_tiff { (8, 20, 8) } else { (2, 12, 4) };
        let n_entries = self.number(offset, count_size)?;
        let after = n_entries.checked_mul(entry_size)?.checked_add(offset)?.checked_add(count_size)?;
        self.number(after, offset_size)
    }

    fn number(&self, at: usize, size: usize) -> Option<usize> {
        let field = self.bytes.get(at..at.checked_add(size)?)?;
        let push = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
        let number = if self.is_little_endian { field.iter().rev().fold(0, push) } else { field.iter().fold(0, push) };
        usize::try_from(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directories without entries, each pointing at the next; the last at `last`.
    fn chain(n: u32, last: u32) -> Vec<u8> {
        let mut bytes = [b"II*\0".as_slice(), &8_u32.to_le_bytes()].concat();
        for page in 0..n {
            let next = if page + 1 == n { last } else { 8 + 6 * (page + 1) };
            bytes.extend([0, 0]);
            bytes.extend(next.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn counts_pages_and_survives_a_loop() {
        assert_eq!(count_pages(&chain(3, 0), 33), 3);
        assert_eq!(count_pages(&chain(300, 0), 33), 33);
        assert_eq!(count_pages(&chain(2, 8), 33), 33);
        assert_eq!(count_pages(&chain(2, u32::MAX), 33), 3);
        assert_eq!(count_pages(b"II*", 33), 0);
    }
}
