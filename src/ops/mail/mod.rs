//! Mail for those who only mail: what is sent to them, and what comes back.
//!
//! Owns how a mail is written and how one is read. Sends and fetches nothing: a mail is a file here,
//! and any program that mails does the rest.

mod blocks;
mod capture;
mod html;
mod letter;
mod mime;
mod questions;
mod thread;

#[cfg(test)]
mod tests;

pub use capture::{
    CaptureError, Filed, MAX_MAIL, Options as CaptureOptions, TYPES, Unread, capture, messages,
};
pub use letter::{About, LetterError, Options as LetterOptions, Written, letter};
pub use mime::{Mail, Mailbox};
