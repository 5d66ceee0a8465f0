//! Several merge bases made into one, for histories that cross.

/// Merges several merge bases into one, always in the same order: by object id.
///
/// `merge` is handed the bases merged so far and the next one; it makes no notes
/// ([`Context::for_bases`](super::Context::for_bases)). `None` where there is no base.
///
/// # Errors
/// Those of `merge`.
pub fn bases<T, E>(
    mut bases: Vec<([u8; 20], T)>,
    merge: impl FnMut(T, T) -> Result<T, E>,
) -> Result<Option<T>, E> {
    bases.sort_by_key(|(id, _)| *id);
    let mut bases = bases.into_iter().map(|(_, base)| base);
    let Some(first) = bases.next() else { return Ok(None) };
    bases.try_fold(first, merge).map(Some)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn check(given: &[u8], expected: Option<&str>) {
        let given = given.iter().map(|n| ([*n; 20], n.to_string())).collect();
        let merged = bases(given, |one, next| Ok::<_, Infallible>(format!("({one} {next})")));
        assert_eq!(merged.expect("infallible").as_deref(), expected);
    }

    #[test]
    fn the_order_is_that_of_the_ids() {
        check(&[], None);
        check(&[7], Some("7"));
        check(&[3, 1, 2], Some("((1 2) 3)"));
        check(&[2, 3, 1], Some("((1 2) 3)"));
    }
}
