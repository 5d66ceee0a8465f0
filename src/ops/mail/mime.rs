//! Writes a mail as RFC 5322 and MIME have it: a text, and the same as HTML.
//!
//! The bytes depend on what is given alone, so two machines write the same mail.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Octets of a line of quoted-printable text, without its end.
const LINE: usize = 76;
/// Octets of an encoded word, with room for the name of the header before the first one:
/// <https://www.rfc-editor.org/rfc/rfc2047#section-2>.
const WORD: usize = 64;

/// A mail that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub from: Mailbox,
    pub to: Mailbox,
    pub subject: String,
    /// As RFC 5322 writes it.
    pub date: String,
    /// Without angle brackets.
    pub message_id: String,
    /// Mails that it belongs to, without angle brackets.
    pub references: Vec<String>,
    pub language: &'static str,
    pub text: String,
    pub html: String,
}

/// Whom a mail is from or to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: String,
    pub address: String,
}

impl Mail {
    /// Returns the whole mail; its lines end with CR and LF.
    pub fn to_mime(&self) -> String {
        let boundary = format!("=_handover_{}", digest(&[&self.message_id, &self.text]));
        let mut out = String::new();
        header(&mut out, "From", &self.from.written());
        header(&mut out, "To", &self.to.written());
        header(&mut out, "Subject", &words(&self.subject));
        header(&mut out, "Date", &self.date);
        header(&mut out, "Message-ID", &format!("<{}>", self.message_id));
        let references: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
        if let Some(last) = references.last() {
            header(&mut out, "In-Reply-To", last);
            header(&mut out, "References", &references.join("\r\n "));
        }
        header(&mut out, "Content-Language", self.language);
        header(&mut out, "MIME-Version", "1.0");
        let kind = format!("multipart/alternative;\r\n boundary=\"{boundary}\"");
        header(&mut out, "Content-Type", &kind);
        for (kind, text) in [("plain", &self.text), ("html", &self.html)] {
            let _ = write!(out, "\r\n--{boundary}\r\n");
            header(&mut out, "Content-Type", &format!("text/{kind}; charset=utf-8"));
            header(&mut out, "Content-Transfer-Encoding", "quoted-printable");
            out.push_str("\r\n");
            quoted_printable(&mut out, text);
        }
        let _ = write!(out, "\r\n--{boundary}--\r\n");
        out
    }
}

impl Mailbox {
    /// Writes it for a header.
    fn written(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || " !#$%&'*+-/=?^_`{|}~".contains(c);
        let name = self.name.trim();
        let name = match name {
            "" => return self.address.clone(),
            name if !name.is_ascii() || name.contains("=?") || name.len() > LINE => words(name),
            name if name.chars().all(plain) => name.to_owned(),
            name => {
                let name: String = name.chars().map(as_one_line).collect();
                format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
            }
        };
        format!("{name}\r\n <{}>", self.address)
    }
}

/// Tells whether an address can stand in a header as it is.
pub(super) fn is_address(address: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c);
    let parts = address.split_once('@');
    address.len() <= 254
        && address.chars().all(plain)
        && parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && address.matches('@').count() == 1
}

/// Returns twelve hexadecimal digits that stand for all of `parts`, in their order.
pub(super) fn digest(parts: &[&str]) -> String {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    sha.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn header(out: &mut String, name: &str, value: &str) {
    // Writing to a String cannot fail, here and below.
    let _ = write!(out, "{name}: {value}\r\n");
}

fn as_one_line(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Writes text of a header: as it is where it is short ASCII, else in encoded words.
fn words(text: &str) -> String {
    let text: String = text.chars().map(as_one_line).collect();
    if text.is_ascii() && text.len() <= LINE - 10 && !text.contains("=?") {
        return text;
    }
    let (start, end) = ("=?UTF-8?Q?", "?=");
    let mut lines = Vec::new();
    let mut line = start.to_owned();
    for each in text.chars() {
        let mut bytes = [0; 4];
        let encoded = match each {
            ' ' => "_".to_owned(),
            c if c.is_ascii_alphanumeric() || "!*+-/".contains(c) => c.to_string(),
            c => c.encode_utf8(&mut bytes).bytes().map(|byte| format!("={byte:02X}")).collect(),
        };
        if line.len() + encoded.len() + end.len() > WORD {
            lines.push(line + end);
            line = start.to_owned();
        }
        line.push_str(&encoded);
    }
    lines.push(line + end);
    lines.join("\r\n ")
}

/// Writes text as quoted-printable: <https://www.rfc-editor.org/rfc/rfc2045#section-6.7>.
fn quoted_printable(out: &mut String, text: &str) {
    for line in text.lines() {
        let mut width = 0;
        let last = line.len().saturating_sub(1);
        for (at, byte) in line.bytes().enumerate() {
            let blank = matches!(byte, b' ' | b'\t') && at < last;
            // `From ` at the start of a line is taken for the start of a mail by some programs.
            let from = at == 0 && line.starts_with("From ");
            let plain = byte.is_ascii_graphic() && byte != b'=' && !from;
            let encoded = match byte {
                byte if plain || blank => char::from(byte).to_string(),
                byte => format!("={byte:02X}"),
            };
            // Room for the sign that the line goes on.
            if width + encoded.len() >= LINE {
                out.push_str("=\r\n");
                width = 0;
            }
            width += encoded.len();
            out.push_str(&encoded);
        }
        out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(name: &str, subject: &str, text: &str) -> Mail {
        Mail {
            from: Mailbox { name: name.to_owned(), address: "kari@example.com".to_owned() },
            to: Mailbox { name: "Ola".to_owned(), address: "ola@example.com".to_owned() },
            subject: subject.to_owned(),
            date: "Tue, 24 Nov 2026 09:12:03 +0100".to_owned(),
            message_id: "handover.a.ola-14.3f2a@example.com".to_owned(),
            references: vec!["handover.a.ola-14@handover.invalid".to_owned()],
            language: "nb",
            text: text.to_owned(),
            html: format!("<p>{text}</p>"),
        }
    }

    /// What one program writes another one must read: the parser is not ours.
    fn check(name: &str, subject: &str, text: &str) {
        let written = mail(name, subject, text).to_mime();
        assert!(written.is_ascii(), "{written}");
        let all = written.split("\r\n");
        assert!(
            all.clone().all(|line| line.len() <= 78 && !line.contains(['\r', '\n'])),
            "{written}"
        );
        let read = mail_parser::MessageParser::default().parse(written.as_bytes()).unwrap();
        assert_eq!(read.subject(), Some(subject));
        let from = read.from().and_then(|all| all.first()).unwrap();
        assert_eq!((from.name(), from.address()), (Some(name), Some("kari@example.com")));
        assert_eq!(read.message_id(), Some("handover.a.ola-14.3f2a@example.com"));
        let body = read.body_text(0).unwrap().replace("\r\n", "\n");
        assert_eq!(body.trim_end(), text.trim_end(), "{written}");
        assert!(read.body_html(0).unwrap().starts_with("<p>"));
        assert_eq!((read.text_body_count(), read.attachment_count()), (1, 0));
    }

    #[test]
    fn another_program_reads_what_was_written() {
        check("Kari", "[ola-14] Reconcile November", "Hi Ola,\n\n1. Which account?\n");
        check(
            "Kåre Ødegård",
            "[ola-14] Månedsslutt på Ås – åtte årsoppgjør",
            "Hei på deg, blåbær = søtt\n",
        );
        check("Hansen, Kari \"K\"", "=?UTF-8?Q?a?=", "From here\n. \n--\n\ttab \nlast");
        check(
            "日本語 の 名前",
            "long words of a subject ".repeat(12).trim_end(),
            &"æøå ".repeat(400),
        );
    }

    #[test]
    fn nothing_gets_into_the_headers_from_a_title() {
        let written = mail("a\r\nBcc: x@y.z", "b\r\nBcc: x@y.z\r\n\r\nbody", "text").to_mime();
        let head = written.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        for address in ["a@b.c", "o'neil+x@post.no"] {
            assert!(is_address(address), "{address}");
        }
        for address in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b>\r\nBcc: x", "å@b.no", "a,b@c"]
        {
            assert!(!is_address(address), "{address}");
        }
    }
}
