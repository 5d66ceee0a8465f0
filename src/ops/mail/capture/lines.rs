//! Whose words the lines of a mail are: the writer's, or those of what they answer.
//!
//! Owns how mail programs mark what is quoted, in English and Norwegian. A line that is none of
//! theirs is the writer's: in doubt it is kept.

use std::collections::HashSet;

/// Lines of a signature behind `-- `; what is longer is no signature.
const MOST_SIGNATURE: usize = 15;
/// Lines over which a program spreads who wrote what is quoted.
const MOST_ATTRIBUTION: usize = 3;

/// A line of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Own,
    /// Marked as quoted, or below a line that says that all that follows is.
    Quoted,
    /// Says who wrote what is quoted.
    Attribution,
    Signature,
}

/// What was sent to them, as far as it is known: what of a mail is only that need not be kept.
#[derive(Debug, Default)]
pub(super) struct Known {
    lines: HashSet<String>,
    words: String,
    /// The words of the writer's name.
    signer: Vec<String>,
}

impl Known {
    /// Knows these texts.
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut known = Self::default();
        for text in texts {
            known.lines.extend(text.lines().map(folded));
            known.words.push_str(&format!(" {} ", folded(text)));
        }
        known
    }

    /// Knows the name that stands in signatures.
    pub(super) fn signed_by(mut self, name: &str) -> Self {
        self.signer = folded(name).split(' ').map(str::to_owned).collect();
        self
    }

    /// Tells whether lines below `-- ` are but who wrote it, and not words that somebody put there.
    pub(super) fn is_signature(&self, lines: &[&str]) -> bool {
        let words = folded(&lines.join(" "));
        words.split(' ').any(|word| self.signer.iter().any(|name| name == word))
    }

    /// Tells whether a line is of them: a whole one, or a few words of one that was divided.
    pub(super) fn has(&self, line: &str) -> bool {
        let line = folded(line);
        let several = line.split(' ').count() >= 3;
        line.is_empty() || self.lines.contains(&line) || several && self.holds(&line)
    }

    /// Tells whether words stand in them, however they were divided into lines.
    pub(super) fn holds(&self, words: &str) -> bool {
        let words = folded(words);
        words.is_empty() || self.words.contains(&format!(" {words} "))
    }
}

/// Returns the words of a text in lower case, without the marks of quotes and of weight.
pub(super) fn folded(text: &str) -> String {
    let words = text.split_whitespace().map(|word| word.trim_start_matches('>').replace('*', ""));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Tells for every line of a mail whose it is.
pub(super) fn lines<'t>(text: &'t str, known: &Known) -> Vec<Line<'t>> {
    let texts: Vec<&str> = text.split('\n').collect();
    let kind = |text: &&'t str| if is_quoted(text) { Kind::Quoted } else { Kind::Own };
    let mut lines: Vec<Line<'t>> =
        texts.iter().map(|text| Line { kind: kind(text), text }).collect();
    let mut at = 0;
    while at < lines.len() {
        if lines[at].kind == Kind::Own {
            if begins_history(&texts, at) {
                quote_rest(&mut lines, at, true, known);
                break;
            }
            if let Some(count) = attribution(&texts, at) {
                lines[at..at + count].iter_mut().for_each(|line| line.kind = Kind::Attribution);
                at += count;
                let next = texts[at..].iter().find(|text| !text.trim().is_empty());
                if next.is_some_and(|next| !is_quoted(next)) {
                    quote_rest(&mut lines, at, false, known);
                    break;
                }
                continue;
            }
        }
        at += 1;
    }
    sign(&mut lines);
    lines
}

fn is_quoted(text: &str) -> bool {
    let blanks = text.len() - text.trim_start_matches(' ').len();
    blanks <= 3 && text[blanks..].starts_with('>')
}

/// Takes all from `start` on for quoted, but for what somebody wrote in between: that is seen only
/// where most of the rest is known.
fn quote_rest(lines: &mut [Line<'_>], start: usize, has_head: bool, known: &Known) {
    let head = match has_head {
        true => lines[start + 1..].iter().position(|line| line.text.trim().is_empty()),
        false => Some(0),
    };
    let body = head.map_or(lines.len(), |head| start + usize::from(has_head) + head);
    for line in &mut lines[start..body] {
        line.kind = Kind::Attribution;
    }
    let rest = &mut lines[body..];
    let written = rest.iter().filter(|line| !line.text.trim().is_empty()).count();
    let ours =
        rest.iter().filter(|line| !line.text.trim().is_empty() && known.has(line.text)).count();
    let is_known = ours >= 3 && ours * 2 > written;
    for line in rest {
        if !is_known || known.has(line.text) {
            line.kind = Kind::Quoted;
        }
    }
}

/// Tells whether a program writes this line above all that it answers.
fn begins_history(texts: &[&str], at: usize) -> bool {
    let text = texts[at].trim();
    let words = folded(text.trim_matches(['-', ' ', '_']));
    let ruled = text.starts_with("--") && text.ends_with("--");
    if ruled
        && ["original message", "opprinnelig melding", "oprindelig meddelelse"].contains(&&*words)
    {
        return true;
    }
    let mut next = at;
    if text.len() >= 10 && text.chars().all(|c| c == '_') {
        let found = texts[at + 1..].iter().position(|text| !text.trim().is_empty());
        let Some(found) = found else { return false };
        next = at + 1 + found;
    }
    is_head(&texts[next..])
}

/// Tells whether lines begin with who wrote, when, and to whom or about what.
fn is_head(texts: &[&str]) -> bool {
    let is = |text: &str, names: &[&str]| {
        let text = folded(text);
        names.iter().any(|name| text.starts_with(&format!("{name}:")))
    };
    let near = &texts[1.min(texts.len())..texts.len().min(6)];
    texts.first().is_some_and(|first| is(first, &["from", "fra"]))
        && near.iter().any(|text| is(text, &["sent", "sendt", "date", "dato"]))
        && near.iter().any(|text| is(text, &["to", "til", "subject", "emne"]))
}

/// Counts the lines from `at` on that say who wrote what is quoted: `On … wrote:`, `Den … skrev:`.
fn attribution(texts: &[&str], at: usize) -> Option<usize> {
    (1..=MOST_ATTRIBUTION.min(texts.len() - at)).find(|count| {
        let part = &texts[at..at + count];
        if part.iter().any(|text| text.trim().is_empty() || is_quoted(text)) {
            return false;
        }
        let joined = format!(" {} ", folded(&part.join(" ")));
        let said =
            [" wrote", " skrev", " writes", " skriver"].iter().any(|word| joined.contains(word));
        let dated = joined.bytes().filter(u8::is_ascii_digit).count() >= 3 || joined.contains('@');
        let next = texts[at + count..].iter().find(|text| !text.trim().is_empty());
        let quotes = next.is_none_or(|next| is_quoted(next));
        let starts = [" on ", " den ", " am ", " le "].iter().any(|word| joined.starts_with(word))
            || joined.contains('@');
        joined.trim_end().ends_with(':') && said && dated && (quotes || starts)
    })
}

/// Marks what a program or a person puts below every mail.
fn sign(lines: &mut [Line<'_>]) {
    let is_mark = |line: &Line<'_>| line.kind == Kind::Own && line.text.trim_end() == "--";
    if let Some(start) = lines.iter().position(is_mark) {
        let count = lines[start..].iter().take_while(|line| line.kind == Kind::Own).count();
        let written =
            lines[start..start + count].iter().filter(|line| !line.text.trim().is_empty());
        if written.count() <= MOST_SIGNATURE {
            lines[start..start + count].iter_mut().for_each(|line| line.kind = Kind::Signature);
        }
    }
    let is_word = |line: &&mut Line<'_>| line.kind == Kind::Own && !line.text.trim().is_empty();
    if let Some(last) = lines.iter_mut().rev().find(is_word)
        && is_machine(last.text)
    {
        last.kind = Kind::Signature;
    }
}

/// Tells whether a telephone wrote the line.
pub(super) fn is_machine(text: &str) -> bool {
    const STARTS: [&str; 10] = [
        "sent from my ",
        "sent from outlook",
        "sent from yahoo",
        "sent from mail for",
        "sendt fra min ",
        "sendt fra outlook",
        "sendt fra e-post",
        "get outlook for",
        "skaff deg outlook",
        "last ned outlook",
    ];
    let text = folded(text);
    text.split(' ').count() <= 8 && STARTS.iter().any(|start| text.starts_with(start))
}
