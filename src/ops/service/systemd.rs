use super::Service;

/// Writes the unit of a user's service: <https://www.freedesktop.org/software/systemd/man/systemd.service.html>.
pub(super) fn text(service: &Service) -> String {
    let command: Vec<String> = service.command.iter().map(|word| quoted(word)).collect();
    format!(
        "# Written by `handover watch --install`; `handover watch --stop` removes it.\n\
         [Unit]\n\
         Description={}\n\
         StartLimitIntervalSec=0\n\
         \n\
         [Service]\n\
         ExecStart={}\n\
         Restart=on-failure\n\
         RestartSec=30\n\
         Nice=5\n\
         NoNewPrivileges=yes\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n",
        line(&service.about),
        command.join(" ")
    )
}

/// Writes a text on one line, without what systemd would fill in.
fn line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").replace('%', "%%")
}

/// Writes a word of a command as systemd reads it: in quotes, with what it would fill in doubled.
fn quoted(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '%' | '$' => text.extend([c, c]),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}
