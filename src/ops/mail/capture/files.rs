//! Files that came with a mail, under names that are safe on every system.
//!
//! A name says nothing but what a person sees: nothing that came can be taken for a document of the
//! workspace, or for a program.

use super::CaptureError;
use super::read::Attachment;
use crate::schema::layout::{self, slug};
use crate::text::RepoPath;

/// The most files of one mail.
pub(super) const MOST: usize = 50;
/// What a document of the workspace, or of its settings, ends in.
const DOCUMENTS: [&str; 5] = ["md", "markdown", "mdown", "yml", "yaml"];
/// What systems run, or open with a program that runs what is in it.
const PROGRAMS: [&str; 32] = [
    "exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "dll", "cpl", "hta", "js", "jse",
    "mjs", "vbs", "vbe", "wsf", "wsh", "ps1", "psm1", "lnk", "url", "reg", "jar", "sh", "app",
    "command", "desktop", "html", "htm", "xhtml", "svg",
];

/// Returns where the files of a mail go, and the whole mail where it is to be kept.
///
/// # Errors
/// When there are too many.
pub(super) fn of_mail(
    task: &str,
    reply: &str,
    attachments: &[Attachment],
    whole: Option<&[u8]>,
) -> Result<Vec<(RepoPath, Vec<u8>)>, CaptureError> {
    if attachments.len() > MOST {
        return Err(CaptureError::TooManyFiles);
    }
    let folder = format!("{}/{task}/{reply}", layout::ATTACHMENTS);
    let path =
        |number: usize, name: &str| RepoPath::in_folder(&folder, &format!("{number}-{name}"));
    let mut files: Vec<(RepoPath, Vec<u8>)> = Vec::new();
    for (at, one) in attachments.iter().enumerate() {
        files.push((path(at + 1, &safe_name(&one.name)), one.bytes.clone()));
    }
    files.extend(whole.map(|bytes| (path(attachments.len() + 1, "mail.eml"), bytes.to_vec())));
    Ok(files)
}

/// Returns a name of small letters and digits: `Årsrapport.PDF` gives `aarsrapport.pdf`.
fn safe_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim_end_matches(['.', ' ']);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let plain = ending.len() <= 8 && ending.chars().all(|c| c.is_ascii_alphanumeric());
    let ending = if plain { ending.to_ascii_lowercase() } else { String::new() };
    let slug = match slug(stem) {
        slug if slug.is_empty() => "file".to_owned(),
        slug => slug,
    };
    match ending.as_str() {
        "" => format!("{slug}.bin"),
        ending if DOCUMENTS.contains(&ending) => format!("{slug}-{ending}.txt"),
        ending if PROGRAMS.contains(&ending) => format!("{slug}-{ending}.bin"),
        ending => format!("{slug}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_say_what_they_said() {
        let check = |name: &str, expected: &str| assert_eq!(safe_name(name), expected, "{name}");
        check("Årsrapport 2026.PDF", "aarsrapport-2026.pdf");
        check("../../.git/hooks/post-merge", "post-merge.bin");
        check("C:\\x\\con.xlsx", "con.xlsx");
        check("review.md", "review-md.txt");
        check("workspace.YML", "workspace-yml.txt");
        check("invoice.pdf.exe", "invoice-pdf-exe.bin");
        check("page.html", "page-html.bin");
        check("...", "file.bin");
        check("日本.png", "file.png");
        check("a\u{202e}fdp.exe. ", "a-fdp-exe.bin");
    }
}
