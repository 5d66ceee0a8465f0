/// One thing in three versions: what both sides started from, and the two sides.
///
/// The idea of merging as algebra over versions is that of jj's `lib/src/merge.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::merge) struct Three<T> {
    pub(in crate::merge) base: T,
    pub(in crate::merge) left: T,
    pub(in crate::merge) right: T,
}

impl<T> Three<T> {
    pub(in crate::merge) fn new(base: T, left: T, right: T) -> Self {
        Self { base, left, right }
    }

    /// Makes the same of each version.
    pub(in crate::merge) fn map<U>(self, mut make: impl FnMut(T) -> U) -> Three<U> {
        Three { base: make(self.base), left: make(self.left), right: make(self.right) }
    }

    pub(in crate::merge) fn as_ref(&self) -> Three<&T> {
        Three { base: &self.base, left: &self.left, right: &self.right }
    }
}

impl<T: PartialEq> Three<T> {
    /// Returns the version that stands when at most one side changed, or both to the same.
    pub(in crate::merge) fn settled(self) -> Option<T> {
        if self.left == self.right || self.right == self.base {
            Some(self.left)
        } else if self.left == self.base {
            Some(self.right)
        } else {
            None
        }
    }
}

impl<T: PartialEq + Ord> Three<T> {
    /// As `settled`; where both changed, the lower one.
    pub(in crate::merge) fn or_lower(self) -> T {
        if self.left == self.right || self.right == self.base {
            self.left
        } else if self.left == self.base {
            self.right
        } else {
            self.left.min(self.right)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: u8, left: u8, right: u8, settled: Option<u8>, lower: u8) {
        assert_eq!(Three::new(base, left, right).settled(), settled);
        assert_eq!(Three::new(base, right, left).settled(), settled);
        assert_eq!(Three::new(base, left, right).or_lower(), lower);
        assert_eq!(Three::new(base, right, left).or_lower(), lower);
    }

    #[test]
    fn one_change_stands_and_of_two_the_lower() {
        check(1, 1, 1, Some(1), 1);
        check(1, 2, 1, Some(2), 2);
        check(1, 2, 2, Some(2), 2);
        check(1, 3, 2, None, 2);
    }
}
