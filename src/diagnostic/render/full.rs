//! For people: rustc's look.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};

use rayon::prelude::*;

use super::texts::{Text, Texts};
use super::window::Window;
use super::{Context, Style};
use crate::diagnostic::{Diagnostic, Fix, Report, Safety, Severity};
use crate::text::{Edit, LineIndex, RepoPath, Span, harmless, harmless_lines};

/// A fix with more edits than this is named, not shown.
const MOST_EDITS: usize = 4;
/// A place or a fix over more lines than this is cut to its first line.
const MOST_LINES: usize = 12;
/// So many diagnostics are written by one thread: mostly several of one file, read once.
const TOGETHER: usize = 64;
/// So many times as many are in memory at once.
const AT_ONCE: usize = 16;

pub(super) fn render(
    report: &Report,
    context: &Context<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let some = |some: &[Diagnostic]| {
        let renderer = renderer(context.style);
        let mut texts = Texts::new(context.sources);
        let shown = some.iter().map(|diagnostic| {
            let groups = groups(diagnostic, texts.of(&diagnostic.path));
            format!("{}\n\n", renderer.render(&groups))
        });
        shown.collect::<String>()
    };
    for many in report.diagnostics.chunks(AT_ONCE * TOGETHER) {
        let shown: Vec<String> = match many.len() {
            0..TOGETHER => vec![some(many)],
            _ => many.par_chunks(TOGETHER).map(some).collect(),
        };
        shown.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
    }
    writeln!(out, "{}", report.summary().line_after(context.fixed))
}

fn renderer(style: Style) -> Renderer {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    // Below this the crate leaves no room for the text beside the line numbers.
    renderer.term_width(style.width.max(20))
}

fn groups(diagnostic: &Diagnostic, text: Option<&Text>) -> Vec<Group<'static>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(shown(&diagnostic.message)).id(diagnostic.rule.as_str());
    let mut primary = title.element(place(diagnostic, text));
    for note in &diagnostic.notes {
        primary = primary.element(Level::HELP.message(shown_lines(note)));
    }
    if diagnostic.holds_back {
        let held = "the file is not shared until this is mended";
        primary = primary.element(Level::NOTE.message(held));
    }
    let mut groups = vec![primary];
    groups.extend(diagnostic.fix.as_ref().map(|fix| fix_group(fix, &diagnostic.path, text)));
    groups
}

fn shown(text: &str) -> String {
    harmless(text).into_owned()
}

fn shown_lines(text: &str) -> String {
    harmless_lines(text).into_owned()
}

/// The place in its lines; only its name where the whole file is meant or cannot be read.
fn place(diagnostic: &Diagnostic, text: Option<&Text>) -> Element<'static> {
    let whole = diagnostic.span == Span::at(0);
    let path = shown(diagnostic.path.as_str());
    let Some(text) = text.filter(|_| !whole) else {
        let origin = Origin::path(path);
        if whole {
            return origin.into();
        }
        return origin.line(diagnostic.start.line).char_column(diagnostic.start.column).into();
    };
    let (source, lines) = (text.text(), &text.lines);
    let span = cut(source, lines, diagnostic.span);
    let labels: Vec<_> = diagnostic.labels.iter().filter(|one| inside(source, one.span)).collect();
    let spans: Vec<Span> =
        labels.iter().map(|label| cut(source, lines, label.span)).chain([span]).collect();
    let window = Window::around(source, lines, &spans);
    let mut snippet = Snippet::source(window.text.clone())
        .line_start(window.first_line)
        .path(path)
        .annotation(AnnotationKind::Primary.span(window.place(source, span)));
    for (label, span) in labels.iter().zip(&spans) {
        snippet = snippet.annotation(
            AnnotationKind::Context.span(window.place(source, *span)).label(shown(&label.message)),
        );
    }
    snippet.into()
}

fn inside(source: &str, span: Span) -> bool {
    source.get(span.start..span.end).is_some()
}

/// Cuts a place over many lines to its first one, and one outside the text to its end.
fn cut(source: &str, lines: &LineIndex, span: Span) -> Span {
    let start = lines.position(source, span.start);
    let end = lines.position(source, span.end);
    if end.line - start.line < MOST_LINES {
        return Span::new(start.byte, end.byte);
    }
    let line_end = lines.line_start(start.line + 1).unwrap_or(source.len());
    let first = source[start.byte..line_end].trim_end_matches(['\r', '\n']);
    Span::new(start.byte, start.byte + first.len())
}

/// What a fix would do, as a difference where it is short.
fn fix_group(fix: &Fix, path: &RepoPath, text: Option<&Text>) -> Group<'static> {
    let title = Level::HELP.secondary_title(match fix.safety {
        Safety::Safe => "`handover check --fix` mends this",
        Safety::Unsafe => "this may be what is meant",
        Safety::Display => "for example",
    });
    let group = Group::with_title(title);
    let Some(text) = text else { return group };
    let (source, lines) = (text.text(), &text.lines);
    let spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
    let short = |edit: &Edit| {
        let lines = edit.text.lines().count();
        inside(source, edit.span) && lines <= MOST_LINES
    };
    let show = !spans.is_empty() && spans.len() <= MOST_EDITS && fix.edits.iter().all(short);
    if !show {
        return group;
    }
    let window = Window::around(source, lines, &spans);
    if window.text.lines().count() > MOST_LINES {
        return group;
    }
    let patches: Vec<Patch<'_>> = fix
        .edits
        .iter()
        .map(|edit| Patch::new(window.place(source, edit.span), shown_lines(&edit.text)))
        .collect();
    group.element(
        Snippet::source(window.text.clone())
            .line_start(window.first_line)
            .path(shown(path.as_str()))
            .patches(patches),
    )
}
