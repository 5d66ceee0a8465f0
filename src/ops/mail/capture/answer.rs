//! What somebody says in a mail, and which question they answer with it.

use super::lines::{Kind, Known, Line, folded, is_machine};
use crate::ops::mail::html::is_safe;
use crate::ops::mail::questions::Question;

/// The most lines of a quote that stay above what is said to it.
const MOST_CONTEXT: usize = 6;

/// What a mail says about one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// What answers no question.
    pub(super) prose: String,
    /// By the place of the question, in the order of the questions; none twice.
    pub(super) answers: Vec<(usize, String)>,
    /// Something was left out that is not known from elsewhere.
    pub(super) cut: bool,
}

/// Divides a mail at its lines that name a document in brackets; what stands before the first one is
/// about none.
pub(super) fn parts<'t>(
    lines: &[Line<'t>],
    is_id: &dyn Fn(&str) -> bool,
) -> Vec<(Option<String>, Vec<Line<'t>>)> {
    let mut parts: Vec<(Option<String>, Vec<Line<'t>>)> = vec![(None, Vec::new())];
    let mut open = 0;
    for line in lines {
        let marked = mark(line.text).filter(|(id, _)| is_id(id));
        let mut text = line.text;
        if let Some((id, rest)) = marked
            && matches!(line.kind, Kind::Own | Kind::Quoted)
        {
            // What goes on about the same thing belongs together.
            let known = parts.iter().position(|(one, _)| one.as_deref() == Some(id));
            open = known.unwrap_or(parts.len());
            if known.is_none() {
                parts.push((Some(id.to_owned()), Vec::new()));
            }
            if line.kind == Kind::Own {
                text = rest;
            }
        }
        parts[open].1.push(Line { kind: line.kind, text });
    }
    parts
}

/// Reads `[ola-14] rest`, or `[nordlys/ola-14] rest`, at the start of a line.
fn mark(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['>', ' ', '*', '#', '|']);
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    Some((inside.rsplit('/').next().unwrap_or(inside), rest.trim_start_matches('*').trim_start()))
}

/// Reads what is said about one thing, to which these questions are open.
pub(super) fn reading(lines: &[Line<'_>], questions: &[Question], known: &Known) -> Reading {
    let mut reading = Reading::default();
    let mut prose: Vec<String> = Vec::new();
    let mut answers: Vec<Option<Vec<String>>> = vec![None; questions.len()];
    let mut quoted: Vec<&str> = Vec::new();
    for (kind, block) in blocks(lines) {
        if kind == Kind::Quoted {
            reading.cut |= block.iter().any(|line| !known.holds(line));
            quoted = block;
            continue;
        }
        let above = std::mem::take(&mut quoted);
        let numbers = block.iter().filter(|line| number_of(line, questions).is_some()).count();
        let under = questions.iter().position(|one| numbers <= 1 && ends_with(&above, &one.text));
        if let Some(at) = under {
            let text = without_number(&block, questions[at].number);
            answers[at].get_or_insert_default().push(text);
            continue;
        }
        let rest = numbered(&block, questions, &mut answers);
        if !rest.is_empty() {
            prose.extend(context(&above, known).map(|quote| quote + "\n"));
            prose.push(rest);
        }
    }
    let signed: Vec<&str> =
        lines.iter().filter(|line| line.kind == Kind::Signature).map(|line| line.text).collect();
    let is_nothing = |text: &&str| matches!(text.trim(), "" | "--") || is_machine(text);
    reading.cut |= !signed.iter().all(is_nothing) && !known.is_signature(&signed);
    reading.prose = prose.join("\n\n").replace("\n\n\n", "\n\n").trim().to_owned();
    let found = answers.into_iter().enumerate();
    reading.answers = found.filter_map(|(at, texts)| Some((at, texts?.join("\n\n")))).collect();
    reading
}

/// Groups lines of one kind; blank ones belong to what they stand in, and lines that are nobody's are
/// left out.
fn blocks<'t>(lines: &[Line<'t>]) -> Vec<(Kind, Vec<&'t str>)> {
    let mut blocks: Vec<(Kind, Vec<&'t str>)> = Vec::new();
    for line in lines {
        match (line.kind, blocks.last_mut()) {
            (Kind::Attribution | Kind::Signature, _) => {}
            (_, Some((_, block))) if line.text.trim().is_empty() => block.push(line.text),
            (kind, Some((open, block))) if *open == kind => block.push(line.text),
            _ if line.text.trim().is_empty() => {}
            (kind, _) => blocks.push((kind, vec![line.text])),
        }
    }
    for (_, block) in &mut blocks {
        while block.last().is_some_and(|line| line.trim().is_empty()) {
            block.pop();
        }
    }
    blocks
}

fn ends_with(quoted: &[&str], question: &str) -> bool {
    let question = folded(question);
    let quoted = folded(&quoted.join("\n"));
    !question.is_empty()
        && quoted
            .strip_suffix(&*question)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
}

/// Returns the end of a quote to which something is said; `None` where nothing is quoted, or a whole
/// mail is that everybody has.
fn context(quoted: &[&str], known: &Known) -> Option<String> {
    let from = quoted.iter().rposition(|line| folded(line).is_empty()).map_or(0, |at| at + 1);
    let last = &quoted[from.max(quoted.len().saturating_sub(MOST_CONTEXT))..];
    let whole = quoted.len() > 2 * MOST_CONTEXT && last.iter().all(|line| known.has(line));
    if last.is_empty() || whole {
        return None;
    }
    let lines = last.iter().map(|line| format!("> {}", line.trim_start_matches(['>', ' '])));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Takes the answers that begin with a question's number; returns what is left.
fn numbered(block: &[&str], questions: &[Question], answers: &mut [Option<Vec<String>>]) -> String {
    let mut rest: Vec<&str> = Vec::new();
    let mut open: Option<usize> = None;
    let mut blank = false;
    for line in block {
        if line.trim().is_empty() {
            blank = true;
            if open.is_none() {
                rest.push("");
            }
            continue;
        }
        if let Some((at, text)) = number_of(line, questions) {
            answers[at].get_or_insert_default().push(text.to_owned());
            open = Some(at);
        } else if let Some(at) = open.filter(|_| !blank || line.starts_with([' ', '\t'])) {
            if let Some(text) = answers[at].as_mut().and_then(|texts| texts.last_mut()) {
                let gap = if text.is_empty() { "" } else { "\n" };
                text.push_str(gap);
                text.push_str(line.trim());
            }
        } else {
            if open.take().is_some() {
                rest.push("");
            }
            rest.push(line);
        }
        blank = false;
    }
    rest.join("\n").trim_matches('\n').to_owned()
}

/// Reads `2. text` or `2) text` where just one question has that number.
fn number_of<'l>(line: &'l str, questions: &[Question]) -> Option<(usize, &'l str)> {
    let (number, text) = numbered_line(line)?;
    let mut found = questions.iter().enumerate().filter(|(_, one)| one.number == number);
    let (at, _) = found.next()?;
    found.next().is_none().then_some((at, text))
}

fn numbered_line(line: &str) -> Option<(u32, &str)> {
    let line = line.trim();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = line.get(..digits)?.parse().ok()?;
    let rest = line[digits..].strip_prefix(['.', ')', ':'])?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (number, rest.trim()))
}

fn without_number(block: &[&str], number: u32) -> String {
    let mut lines: Vec<&str> = block.iter().map(|line| line.trim_end()).collect();
    if let Some(first) = lines.first_mut()
        && let Some((found, text)) = numbered_line(first)
        && found == number
    {
        *first = text;
    }
    lines.join("\n").trim().to_owned()
}

/// Returns the body of a reply: what answers nothing, `files`, then the answers under `heading`.
pub(super) fn body(
    reading: &Reading,
    questions: &[Question],
    files: &str,
    heading: &str,
) -> String {
    let mut parts = Vec::new();
    if !reading.prose.is_empty() {
        parts.push(inert(&reading.prose));
    }
    if !files.is_empty() {
        parts.push(files.to_owned());
    }
    if !reading.answers.is_empty() {
        let answers = reading.answers.iter().filter_map(|(at, text)| {
            let lines: Vec<String> = inert(text).lines().map(continued).collect();
            Some(format!("{}. {}", questions.get(*at)?.number, lines.join("\n").trim()))
        });
        parts.push(format!("## {heading}"));
        parts.push(answers.collect::<Vec<_>>().join("\n"));
    }
    parts.join("\n\n")
}

/// Writes a line of an answer so that it is no answer of its own.
fn continued(line: &str) -> String {
    let text = line.trim_end();
    match numbered_line(text) {
        Some(_) => format!("   {}", text.trim().replacen(['.', ')', ':'], " –", 1)),
        None if text.is_empty() => String::new(),
        None => format!("   {text}"),
    }
}

/// Returns a text in which no HTML is read and no link leads elsewhere than to the web (FAILURES 52).
pub(super) fn inert(text: &str) -> String {
    let text = crate::text::harmless_lines(text);
    let mut out = String::with_capacity(text.len());
    for (at, each) in text.char_indices() {
        let rest = &text[at + each.len_utf8()..];
        let escape = match each {
            '<' => {
                let inside = rest.split(['>', '\n']).next().unwrap_or_default();
                let address = inside.contains('@') && !inside.contains([' ', '"', '\'', '/', ':']);
                let link = is_safe(inside) && !inside.contains(' ');
                rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
                    && !address
                    && !link
            }
            '!' => rest.starts_with('['),
            '(' if out.ends_with(']') => !is_safe(rest.trim_start_matches(['<', ' '])),
            ':' if out.ends_with(']') => {
                !is_safe(rest.trim_start_matches(['<', ' '])) && rest.contains(':')
            }
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(each);
    }
    out
}

#[cfg(test)]
mod tests;
