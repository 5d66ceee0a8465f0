//! What people and programs do to a document.

use crate::random::Random;

/// Gives one document in ten a fault or an odd form.
pub(crate) fn fault(random: &mut Random, text: String) -> Vec<u8> {
    let text = match random.below(100) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => text.replacen(": \"", ": Note: \"", 1),
        3 => text.replacen("status: ", "status: almost ", 1),
        4 => text.replacen(": kari", ": karin", 1),
        5 => text.replacen("\n---\n", "\nnote: “soon”\n---\n", 1),
        6 => text.replacen("- [ ] ", "", 9),
        7 => text.replacen(".\n", ". I need it asap.\n", 1),
        8 => text + "\nSee [the list](no-such-file.md).\n",
        9 => match random.below(6) {
            0 => text.replacen("\n---\n", "\n", 1),
            1 => return text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
            2 => text + "\n<<<<<<< mine\nYes.\n=======\nNo.\n>>>>>>> theirs\n",
            3 => String::new(),
            _ => text.trim_end().to_owned(),
        },
        _ => text,
    };
    text.into_bytes()
}
