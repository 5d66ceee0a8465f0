//! SSH signatures in a mail: between two lines that programs know, in its text or in a file.
//!
//! What a mail program did to the text between them does not matter: a signature is nothing but its
//! letters and digits, and what it is of is not read from the mail.

const BEGINS: &str = "-----BEGIN SSH SIGNATURE-----";
const ENDS: &str = "-----END SSH SIGNATURE-----";
/// The most of one mail.
const MOST: usize = 8;
/// The largest, in bytes.
const MAX: usize = 8 * 1024;

/// The signatures of one mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signatures {
    /// In base64, without line ends.
    pub(super) all: Vec<String>,
    /// The task that the signed words name, where they stand in the text.
    pub(super) task: Option<String>,
}

impl Signatures {
    /// Takes the signatures, and the words that they are of, out of a text; returns what is left.
    pub(super) fn cut_out_of(text: &str) -> (String, Self) {
        let mut signatures = Self::default();
        let mut left = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(BEGINS)
            && let Some(length) = rest[start..].find(ENDS).filter(|length| *length <= MAX)
        {
            let inside = &rest[start + BEGINS.len()..start + length];
            signatures.add(inside);
            let line = rest[..start].rfind('\n').map_or(0, |at| at + 1);
            // What stands before it in its line are marks of a quote.
            let marks = rest[line..start].chars().all(|c| !c.is_alphanumeric());
            left.push_str(&rest[..if marks { line } else { start }]);
            rest = &rest[start + length + ENDS.len()..];
        }
        left.push_str(rest);
        if signatures.all.is_empty() {
            return (text.to_owned(), signatures);
        }
        let mut kept: Vec<&str> = Vec::new();
        for line in left.split('\n') {
            match signed_words(line) {
                Some(task) => signatures.task = Some(task.to_owned()),
                None => kept.push(line),
            }
        }
        (kept.join("\n"), signatures)
    }

    /// Takes a file that is nothing but a signature; tells whether it is one.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let text = (bytes.len() <= MAX).then(|| std::str::from_utf8(bytes).ok()).flatten();
        let inside = text.and_then(|text| {
            text.trim_start_matches('\u{feff}').trim().strip_prefix(BEGINS)?.strip_suffix(ENDS)
        });
        inside.is_some_and(|inside| {
            self.add(inside);
            true
        })
    }

    fn add(&mut self, inside: &str) {
        let is_sign = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        if self.all.len() < MOST {
            self.all.push(inside.chars().filter(is_sign).collect());
        }
    }
}

/// Reads `ola accepts ola-14 as 1:…`, quoted or not, alone or in the command that signs it; returns the
/// task.
fn signed_words(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| *word != "accepts").skip(1);
    let (task, behind, version) = (words.next()?, words.next()?, words.next()?);
    let digits = version.trim_matches(['"', '*', '`']).strip_prefix("1:")?;
    let is_version = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (behind == "as" && is_version).then_some(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_cut_out_however_it_came() {
        let check = |text: &str, left: &str, task: Option<&str>| {
            let (found, signatures) = Signatures::cut_out_of(text);
            assert_eq!((found.trim(), signatures.task.as_deref()), (left, task), "{text}");
            assert_eq!(signatures.all, ["U1NI+/="], "{text}");
        };
        check(
            "Fine.\n-----BEGIN SSH SIGNATURE-----\nU1NI\n+/=\n-----END SSH SIGNATURE-----\n",
            "Fine.",
            None,
        );
        check(
            "> -----BEGIN SSH SIGNATURE-----\n> U1NI\n> +/=\n> -----END SSH SIGNATURE-----\nOla",
            "Ola",
            None,
        );
        check("-----BEGIN SSH SIGNATURE----- U1NI +/= -----END SSH SIGNATURE-----", "", None);
        check(
            "ola accepts ola-14 as 1:0123456789abcdef0123456789abcdef\n\
             -----BEGIN SSH SIGNATURE-----\nU1NI\n+/=\n-----END SSH SIGNATURE-----\nHi",
            "Hi",
            Some("ola-14"),
        );
    }

    #[test]
    fn what_is_no_signature_stays() {
        for text in ["-----BEGIN SSH SIGNATURE-----\nU1NI", "ola accepts ola-14 as 1:00", "Hi"] {
            assert_eq!(Signatures::cut_out_of(text), (text.to_owned(), Signatures::default()));
        }
        let mut none = Signatures::default();
        assert!(!none.take(b"%PDF") && !none.take(&[b'-'; 9000]) && none.all.is_empty());
        assert!(
            none.take(b"-----BEGIN SSH SIGNATURE-----\r\nU1NI\r\n-----END SSH SIGNATURE-----\r\n")
        );
        assert_eq!(none.all, ["U1NI"]);
    }
}
