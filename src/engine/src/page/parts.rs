//! The connected parts of a mask.

/// Connected pixels by the rectangle that holds them, in pixels, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) right: u32,
    pub(crate) bottom: u32,
    pub(crate) n: usize,
}

/// The connected parts of a mask, in the order of their first pixel.
pub(crate) fn parts(mask: &[bool], (width, height): (u32, u32)) -> Vec<Part> {
    let mut is_open = mask.to_vec();
    let mut found = Vec::new();
    let mut border: Vec<(u32, u32)> = Vec::new();
    for start in 0..mask.len() {
        if !is_open[start] {
            continue;
        }
        is_open[start] = false;
        let (x, y) = (start as u32 % width, start as u32 / width);
        let mut part = Part { left: x, top: y, right: x, bottom: y, n: 0 };
        border.push((x, y));
        while let Some((x, y)) = border.pop() {
            part.n += 1;
            part.left = part.left.min(x);
            part.right = part.right.max(x);
            part.top = part.top.min(y);
            part.bottom = part.bottom.max(y);
            for row in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for column in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let at = (row * width + column) as usize;
                    if is_open[at] {
                        is_open[at] = false;
                        border.push((column, row));
                    }
                }
            }
        }
        found.push(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_that_touch_by_a_corner_are_one_part() {
        let mask: Vec<bool> = "##...##..#.#.#..#.".chars().map(|c| c == '#').collect();
        let found = parts(&mask, (6, 3));
        let sizes: Vec<(u32, u32, usize)> = found.iter().map(|part| (part.left, part.right, part.n)).collect();
        assert_eq!(sizes, [(0, 1, 4), (3, 5, 4)]);
    }
}
