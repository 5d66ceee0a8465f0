use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;

/// Carries what comes in to a port and what comes from there out again, each so many milliseconds later:
/// a line to a machine that is not the next one, for `ProxyCommand` of ssh.
pub(crate) fn carry(delay: &str, host: &str, port: &str) -> Outcome<()> {
    let delay = Duration::from_millis(delay.parse()?);
    let stream = TcpStream::connect((host, port.parse::<u16>()?))?;
    stream.set_nodelay(true)?;
    let (there, back) = (stream.try_clone()?, stream.try_clone()?);
    thread::spawn(move || {
        later(std::io::stdin(), &there, delay);
        // Nothing more is said; what is answered still comes.
        let _ = there.shutdown(Shutdown::Write);
    });
    later(&back, std::io::stdout(), delay);
    Ok(())
}

/// Hands on what is read, so much later, until one side has ended.
fn later(mut from: impl Read + Send, mut to: impl Write, delay: Duration) {
    let (read, on_its_way) = channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut some = [0; 16_384];
            while let Ok(count @ 1..) = from.read(&mut some) {
                if read.send((Instant::now() + delay, some[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        for (due, bytes) in on_its_way {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).and_then(|()| to.flush()).is_err() {
                return;
            }
        }
    });
}
