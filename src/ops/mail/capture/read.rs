//! A mail as it came: who wrote it, what it is about, its text, and what hangs on it.
//!
//! Bounded on any input: what is larger, or more deeply nested, than a mail of a person is refused
//! before it is read.

use jiff::Timestamp;
use mail_parser::{Encoding, HeaderValue, Message, MessageParser, MimeHeaders, PartType};
use thiserror::Error;

use super::markdown;
use super::signatures::Signatures;
use crate::ops::mail::mime::digest;

/// The largest mail that is read, in bytes.
pub const MAX_MAIL: u64 = 30 * 1024 * 1024;
/// The longest text of one, in bytes.
const MAX_TEXT: usize = 256 * 1024;
/// Parts, inside each other or not.
const MAX_PARTS: usize = 400;
/// The longest id that is kept as it is, in bytes.
const MAX_ID: usize = 200;

/// A mail, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Incoming {
    /// What tells it from every other one.
    pub(super) id: String,
    /// The address that it says it is from; empty where it says none.
    pub(super) from: String,
    pub(super) subject: String,
    pub(super) date: Option<Timestamp>,
    /// Ids of mails that it answers or belongs to, the nearest first.
    pub(super) mentions: Vec<String>,
    /// With `\n` at the ends of lines.
    pub(super) text: String,
    pub(super) attachments: Vec<Attachment>,
    /// Which were in the text, or hung on it; neither has them any more.
    pub(super) signatures: Signatures,
    /// Says by itself that a program wrote it: that somebody is away, or that a mail did not arrive.
    pub(super) automatic: bool,
}

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attachment {
    /// As the mail calls it: not to be trusted.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A mail that is not read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unread {
    #[error("it is larger than {} MB", MAX_MAIL / 1024 / 1024)]
    TooLarge,
    #[error("it has more parts inside each other than a mail that a person wrote")]
    TooNested,
    #[error("its text is longer than {} KB", MAX_TEXT / 1024)]
    TooLong,
    #[error("it is no mail: it has no lines `From:` and `Subject:` or `Date:` at its top")]
    NoMail,
}

/// Tells whether bytes begin as a mail does, and not as any other text.
pub(super) fn is_mail(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let head = String::from_utf8_lossy(head);
    let mut lines = head.trim_start_matches('\u{feff}').lines();
    let mut known = 0;
    let is_known = |name: &str| {
        ["from", "subject", "date", "message-id", "to", "received", "return-path", "mime-version"]
            .contains(&name)
    };
    for line in lines.by_ref().take(400).take_while(|line| !line.is_empty()) {
        let folded = line.starts_with([' ', '\t']);
        let name = line.split_once(':').map(|(name, _)| name.trim().to_ascii_lowercase());
        match name {
            _ if folded => {}
            Some(name) if !name.contains(' ') => known += usize::from(is_known(&name)),
            // The line that a mailbox file has before each mail.
            _ if known == 0 && line.starts_with("From ") => {}
            _ => return false,
        }
    }
    known >= 2
}

/// Reads a mail.
pub(super) fn read(bytes: &[u8]) -> Result<Incoming, Unread> {
    if bytes.len() as u64 > MAX_MAIL {
        return Err(Unread::TooLarge);
    }
    if parts(bytes) > MAX_PARTS {
        return Err(Unread::TooNested);
    }
    if !is_mail(bytes) {
        return Err(Unread::NoMail);
    }
    let message = MessageParser::default().parse(bytes).ok_or(Unread::NoMail)?;
    let from = message.from().and_then(|all| all.first()).and_then(|one| one.address());
    let text = text(&message);
    if text.len() > MAX_TEXT {
        return Err(Unread::TooLong);
    }
    let (text, mut signatures) = Signatures::cut_out_of(&text);
    let mut attachments = attachments(&message);
    attachments.retain(|one| !signatures.take(&one.bytes));
    let date = message.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    Ok(Incoming {
        id: id(&message, bytes),
        from: from.unwrap_or_default().trim().to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        date,
        mentions: mentions(&message),
        text,
        attachments,
        signatures,
        automatic: is_automatic(&message),
    })
}

/// Takes a text that is no mail for one.
pub(super) fn of_text(bytes: &[u8]) -> Result<Incoming, Unread> {
    if bytes.len() > MAX_TEXT {
        return Err(Unread::TooLong);
    }
    let text = String::from_utf8_lossy(bytes);
    let text = lines(text.trim_start_matches('\u{feff}'));
    let id = format!("text.{}", digest(&[&text]));
    let (text, signatures) = Signatures::cut_out_of(&text);
    Ok(Incoming { id, text, signatures, ..Incoming::default() })
}

/// Counts the parts that a mail may have, by what announces one.
fn parts(bytes: &[u8]) -> usize {
    let name = b"content-type";
    let ends = memchr::memchr_iter(b'-', bytes);
    let is_name = |at: usize| {
        let found = at.checked_sub(7).and_then(|start| bytes.get(start..start + name.len()));
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    ends.filter(|at| is_name(*at)).count()
}

/// Returns the Message-ID; where there is none, or it is no plain word, a digest of the whole.
fn id(message: &Message<'_>, bytes: &[u8]) -> String {
    let given = message.message_id().map(str::trim).unwrap_or_default();
    let plain = given.chars().all(|c| c.is_ascii_graphic() && !"<>\"'`".contains(c));
    if !given.is_empty() && given.len() <= MAX_ID && plain {
        return given.to_owned();
    }
    format!("mail.{}", digest(&[&String::from_utf8_lossy(bytes)]))
}

/// Tells whether a mail says that no person wrote it: <https://www.rfc-editor.org/rfc/rfc3834>, what
/// came before that, and a report that a mail did not arrive.
fn is_automatic(message: &Message<'_>) -> bool {
    let all = |name: &str| -> Vec<String> {
        let raw = message.headers_raw().filter(|(one, _)| one.trim().eq_ignore_ascii_case(name));
        raw.map(|(_, value)| value.trim().to_ascii_lowercase()).collect()
    };
    let first = |value: &String| value.split([';', ' ', '\t', '(']).next() == Some("no");
    let is_bulk = |value: &String| ["bulk", "auto_reply", "junk"].contains(&value.as_str());
    let is_set = |name: &str| all(name).iter().any(|value| !value.is_empty() && value != "no");
    let is_report = message.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|one| one.eq_ignore_ascii_case("report"))
    });
    all("auto-submitted").iter().any(|value| !first(value))
        || all("precedence").iter().any(is_bulk)
        || ["x-autoreply", "x-autorespond"].into_iter().any(is_set)
        || all("return-path").iter().any(|value| value == "<>")
        || all("from").iter().any(|value| value.contains("mailer-daemon"))
        || is_report
}

fn mentions(message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in [message.in_reply_to(), message.references()] {
        let ids: Vec<String> = match value {
            HeaderValue::Text(id) => vec![id.to_string()],
            HeaderValue::TextList(ids) => ids.iter().rev().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        found.extend(ids.into_iter().take(MAX_PARTS));
    }
    found
}

/// Returns what a person reads: the text, else the HTML as text.
fn text(message: &Message<'_>) -> String {
    let mut parts = Vec::new();
    for part in message.text_bodies() {
        parts.push(match &part.body {
            PartType::Text(text) => {
                let kind = part.content_type();
                let is = |key: &str, value: &str| {
                    let given = kind.and_then(|kind| kind.attribute(key));
                    given.is_some_and(|given| given.eq_ignore_ascii_case(value))
                };
                match is("format", "flowed") {
                    true => unfolded(&lines(text), is("delsp", "yes")),
                    false => lines(text),
                }
            }
            PartType::Html(html) => markdown::of_html(html),
            _ => String::new(),
        });
    }
    let text = parts.join("\n\n");
    if !text.trim().is_empty() {
        return text;
    }
    let html = message.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(markdown::of_html(html)),
        _ => None,
    });
    html.collect::<Vec<_>>().join("\n\n")
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\u{a0}', " ")
}

/// Joins lines that a program divided: <https://www.rfc-editor.org/rfc/rfc3676>.
fn unfolded(text: &str, delete_space: bool) -> String {
    let depth = |line: &str| line.len() - line.trim_start_matches('>').len();
    let mut out = String::new();
    // How deep the line is quoted that goes on.
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let quotes = depth(line);
        let content = &line[quotes..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        let goes_on = open == Some(quotes) && !is_signature;
        if !goes_on {
            if !out.is_empty() || open.is_some() {
                out.push('\n');
            }
            out.push_str(&">".repeat(quotes));
            if quotes > 0 {
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !is_signature;
        let end = if flows && delete_space { content.len() - 1 } else { content.len() };
        out.push_str(&content[..end]);
        open = flows.then_some(quotes);
    }
    out
}

fn attachments(message: &Message<'_>) -> Vec<Attachment> {
    let of = |part: &mail_parser::MessagePart<'_>| {
        let bytes = match &part.body {
            PartType::Message(inner) => {
                let own = part.offset_body as usize..part.offset_end as usize;
                let own = (part.encoding == Encoding::None).then_some(own);
                let whole = &inner.raw_message;
                own.and_then(|own| whole.get(own)).unwrap_or(whole).to_vec()
            }
            PartType::Multipart(_) => return None,
            _ => part.contents().to_vec(),
        };
        let kind = part
            .content_type()
            .map(|kind| format!("{}.{}", kind.ctype(), kind.subtype().unwrap_or("bin")));
        let name = match (&part.body, part.attachment_name()) {
            (_, Some(name)) => name.to_owned(),
            (PartType::Message(_), None) => "mail.eml".to_owned(),
            (_, None) => kind.unwrap_or_else(|| "file.bin".to_owned()),
        };
        (!bytes.is_empty()).then_some(Attachment { name, bytes })
    };
    message.attachments().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "From: Ola Nordmann <Ola@Example.com>\r\nSubject: =?ISO-8859-1?Q?Re:_[ola-14]_M=E5ned?=\r\n\
        Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMessage-ID: <x1@mail.example>\r\n\
        In-Reply-To: <b@x>\r\nReferences: <a@x> <b@x>\r\n";

    fn body(headers: &str, body: &[u8]) -> Incoming {
        let mut bytes = format!("{HEAD}{headers}\r\n").into_bytes();
        bytes.extend_from_slice(body);
        read(&bytes).unwrap()
    }

    #[test]
    fn the_head_of_a_mail_is_read() {
        let mail = body("", b"Hi");
        assert_eq!((mail.id.as_str(), mail.from.as_str()), ("x1@mail.example", "Ola@Example.com"));
        assert_eq!(mail.subject, "Re: [ola-14] Måned");
        assert_eq!(mail.date.unwrap().to_string(), "2026-11-24T09:00:00Z");
        assert_eq!(mail.mentions, ["b@x", "b@x", "a@x"]);
        assert_eq!(mail.text, "Hi");
    }

    #[test]
    fn text_is_read_in_every_encoding() {
        let check = |headers: &str, bytes: &[u8], expected: &str| {
            assert_eq!(body(headers, bytes).text.trim_end(), expected, "{headers}");
        };
        let plain = |more: &str| format!("MIME-Version: 1.0\r\nContent-Type: text/plain; {more}");
        check(
            &plain("charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n"),
            b"Bl\xe5b\xe6r",
            "Blåbær",
        );
        check(&plain("charset=windows-1252\r\n"), b"\x93Ja\x94 \x96 \xf8l", "“Ja” – øl");
        check(
            &plain("charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"),
            b"bl=C3=A5 =\r\nog r=C3=B8d",
            "blå og rød",
        );
        check(&plain("charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"), b"YmzDpQ==", "blå");
        check(&plain("charset=no-such\r\n"), "blå".as_bytes(), "blå");
        check(&plain("charset=utf-8\r\n"), b"bl\xe5", "bl\u{fffd}");
        check("", "blå\rb".as_bytes(), "blå\nb");
        check(
            &plain("charset=utf-8; format=flowed\r\n"),
            b"The company \r\naccount.\r\n> 1. Which \r\n> account?\r\n From here\r\n-- \r\nOla",
            "The company account.\n> 1. Which account?\nFrom here\n-- \nOla",
        );
    }

    #[test]
    fn the_text_is_chosen_and_files_are_kept() {
        let mail = body(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n",
            b"--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\n\
            plain\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--a--\r\n--m\r\n\
            Content-Type: application/pdf; name=\"../../r=?.pdf\"\r\nContent-Disposition: attachment\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n\
            From: a@b.c\r\nSubject: inner\r\n\r\ninside\r\n--m--\r\n",
        );
        assert_eq!(mail.text.trim(), "plain");
        let names: Vec<&str> = mail.attachments.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["../../r=?.pdf", "mail.eml"]);
        assert_eq!(mail.attachments[0].bytes, b"%PDF");
        let inner = String::from_utf8_lossy(&mail.attachments[1].bytes).into_owned();
        assert!(inner.starts_with("From: a@b.c") && inner.contains("inside"), "{inner}");
        let html =
            body("Content-Type: text/html; charset=utf-8\r\n", "<p>Blå</p><p>b</p>".as_bytes());
        assert_eq!(html.text, "Blå\n\nb");
    }

    /// Cut off and damaged at every place, it is read or refused.
    #[test]
    fn no_damage_makes_it_fail() {
        let mut bytes = format!(
            "{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\
             Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain; \
             format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A5 \r\n> b=\r\n--a\r\n\
             Content-Type: text/html\r\n\r\n<p>x</p>\r\n--a--\r\n--m\r\nContent-Type: message/rfc822\r\n\
             Content-Transfer-Encoding: base64\r\n\r\nRnJvbTogYUBiCgpo\r\n--m--\r\n"
        )
        .into_bytes();
        for end in 0..bytes.len() {
            let _ = read(&bytes[..end]);
        }
        for at in 0..bytes.len() {
            for damage in [0, b'\n', b'-', b'=', 0xff] {
                let before = std::mem::replace(&mut bytes[at], damage);
                let _ = read(&bytes);
                bytes[at] = before;
            }
        }
        assert!(read(&bytes).is_ok_and(|mail| mail.attachments.len() == 1));
    }

    #[test]
    fn what_is_no_mail_of_a_person_is_refused() {
        assert_eq!(read(b"Hello\n\nFrom: a\n"), Err(Unread::NoMail));
        assert_eq!(read(b""), Err(Unread::NoMail));
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(2_000);
        assert_eq!(read(format!("{HEAD}{nested}").as_bytes()), Err(Unread::TooNested));
        let long = format!("{HEAD}\r\n{}", "a ".repeat(200_000));
        assert_eq!(read(long.as_bytes()), Err(Unread::TooLong));
        assert_eq!(read(&vec![0; 31 * 1024 * 1024]), Err(Unread::TooLarge));
        let bomb = format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=a\r\n\r\n{}",
            "--a\r\n\r\n".repeat(5_000)
        );
        assert!(read(bomb.as_bytes()).is_ok_and(|mail| mail.attachments.is_empty()));
    }
}
