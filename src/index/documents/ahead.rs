use std::sync::mpsc;
use std::thread;

/// Makes things on another thread, one ahead of what is done with those that are made already.
pub(super) fn ahead<T: Send, R>(
    things: impl Iterator<Item = T> + Send,
    take: impl FnOnce(&mut dyn Iterator<Item = T>) -> R,
) -> R {
    thread::scope(|scope| {
        let (made, next) = mpsc::sync_channel(1);
        scope.spawn(move || {
            for thing in things {
                // Whoever takes them may have had enough.
                if made.send(thing).is_err() {
                    break;
                }
            }
        });
        take(&mut next.into_iter())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_in_their_order_and_as_many_as_are_taken() {
        assert_eq!(ahead(0..1000, |things| things.sum::<i32>()), 499_500);
        assert_eq!(ahead(0..1000, |things| things.next()), Some(0));
    }
}
