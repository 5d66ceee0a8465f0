use crate::diagnostic::{RuleName, rule_name as rule};
use crate::schema::Language;

/// Says why a file with a finding of this rule is not shared, where, and what to do; half a sentence.
/// `line` counts from 1; `None` where the whole file is meant.
pub fn held_back_reason(name: RuleName, line: Option<usize>, language: Language) -> String {
    let reason = reason(name, language);
    match (line, language) {
        (None, _) => reason.to_owned(),
        (Some(line), Language::English) => format!("line {line}: {reason}"),
        (Some(line), Language::Bokmal) => format!("linje {line}: {reason}"),
    }
}

fn reason(name: RuleName, language: Language) -> &'static str {
    let [english, bokmal] = match name {
        rule::SECRET_CARD => [
            "it holds a payment card number; remove it",
            "den inneholder et betalingskortnummer; fjern det",
        ],
        rule::SECRET_NATIONAL_ID => [
            "it holds a national identity number; remove it",
            "den inneholder et fødselsnummer; fjern det",
        ],
        rule::SECRET_PRIVATE_KEY => [
            "it holds a private key; remove it and make a new one",
            "den inneholder en privat nøkkel; fjern den og lag en ny",
        ],
        rule::SECRET_TOKEN => [
            "it holds an access token; remove it and make a new one",
            "den inneholder en tilgangsnøkkel; fjern den og lag en ny",
        ],
        rule::SECRET_PASSWORD => [
            "it holds a password; write where it is kept instead",
            "den inneholder et passord; skriv heller hvor det ligger",
        ],
        rule::SECRET_NAME => [
            "its name, or that of a folder above it, holds a password or a token; give it another",
            "navnet, eller navnet på en mappe over den, inneholder et passord eller en nøkkel; gi den et annet",
        ],
        rule::DUPLICATE_ID => [
            "another document has the same id; if this one is a copy, take out its line `id:`, or let `handover check --fix` give it its own",
            "et annet dokument har samme id; er dette en kopi, så ta bort linjen `id:`, eller la `handover check --fix` gi den en egen",
        ],
        rule::CHANGED_ID => [
            "everybody knows it by another id, and an id stays; write that one again",
            "alle kjenner den med en annen id, og en id blir stående; skriv den tilbake",
        ],
        rule::FILE_NAME => [
            "its name does not work on every system; rename it",
            "navnet virker ikke på alle systemer; gi den et annet navn",
        ],
        rule::FILE_NAME_TWIN => [
            "another file has the same name but for the letters' case or form; rename it",
            "en annen fil heter det samme bortsett fra store og små bokstaver; gi den et annet navn",
        ],
        rule::FILE_TOO_LARGE => [
            "it is too large to share; put a link in its place",
            "den er for stor til å deles; legg inn en lenke i stedet",
        ],
        rule::FILE_ENCODING => [
            "its text is not saved as UTF-8; save it again with that encoding",
            "teksten er ikke lagret som UTF-8; lagre den på nytt med den tegnkodingen",
        ],
        rule::FILE_SYMLINK => [
            "it is a link to another file; put the file itself there",
            "den er en snarvei til en annen fil; legg selve filen der",
        ],
        rule::UNSAFE_SUBMODULE => [
            "git holds it to be unsafe, and nobody else could sync any more; take this out",
            "git holder det for utrygt, og ingen andre kunne synkronisert lenger; ta det ut",
        ],
        rule::OWN_PAGE => [
            "it is a copy of a page of the day, with its notes; delete it or keep it elsewhere",
            "den er en kopi av en dagsside, med notatene; slett den eller ha den et annet sted",
        ],
        rule::FILE_UNREADABLE => [
            "it cannot be read, so nothing of it is sent or brought; give yourself the right to read it",
            "den kan ikke leses, så ingenting av den sendes eller hentes; gi deg selv lov til å lese den",
        ],
        rule::CONFLICT_MARKER => [
            "it still holds the marks of an unfinished merge; choose one version and remove the marks",
            "den har fortsatt merker etter en uferdig fletting; velg én versjon og fjern merkene",
        ],
        rule::FRONT_MATTER_UNOPENED => [
            "the line above the fields at its top is not --- as it must be; write it so",
            "linjen over feltene øverst er ikke --- slik den må være; skriv den slik",
        ],
        rule::FRONT_MATTER_UNCLOSED => [
            "the fields at its top are not closed; write a line with --- below them",
            "feltene øverst er ikke avsluttet; skriv en linje med --- under dem",
        ],
        rule::WORKSPACE_FILE => {
            ["its settings cannot be read", "innstillingene i den kan ikke leses"]
        }
        rule::YAML_COLON => [
            "a colon in what stands behind the first one; put that in quotes, as in title: \"A: b\"",
            "et kolon i det som står bak det første; sett anførselstegn rundt det, som i tittel: \"A: b\"",
        ],
        rule::YAML_QUOTE => [
            "a quotation mark that is not closed, or has something behind it; put the whole in quotes",
            "et anførselstegn som ikke er lukket, eller har noe bak seg; sett anførselstegn rundt alt",
        ],
        rule::YAML_SMART_QUOTE => [
            "curly quotation marks; write straight ones, \"",
            "krumme anførselstegn; skriv rette, \"",
        ],
        rule::YAML_TAB => ["a tab; write spaces instead", "en tabulator; skriv mellomrom i stedet"],
        rule::YAML_ANCHOR => [
            "a value that begins with & or *, which is not read here; put it in quotes",
            "en verdi som begynner med & eller *, og det leses ikke her; sett anførselstegn rundt den",
        ],
        rule::YAML_TAG => [
            "a value that begins with !, which is not read here; put it in quotes",
            "en verdi som begynner med !, og det leses ikke her; sett anførselstegn rundt den",
        ],
        rule::YAML_MERGE_KEY => [
            "a field that is called <<, which is not read here; write out the fields that are meant",
            "et felt som heter <<, og det leses ikke her; skriv ut feltene som er ment",
        ],
        rule::YAML_LIMIT => [
            "the fields at its top are longer than 64 KiB, or lists in lists, and are not read; move what is long below them",
            "feltene øverst er lengre enn 64 KiB, eller lister i lister, og leses ikke; flytt det som er langt, ned i teksten",
        ],
        rule::YAML_DUPLICATE_KEY => [
            "this field stands twice; take one of them out",
            "dette feltet står to ganger; ta bort det ene",
        ],
        _ => [
            "the fields at its top cannot be read from here on; each is written as name: value",
            "feltene øverst kan ikke leses herfra; hvert av dem skrives som navn: verdi",
        ],
    };
    match language {
        Language::English => english,
        Language::Bokmal => bokmal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_reason_in_both_languages() {
        let general = reason(rule::YAML_SYNTAX, Language::English);
        for name in rule::ALL {
            let [english, bokmal] = Language::ALL.map(|language| reason(*name, language));
            assert_ne!(english, bokmal, "{name}");
            let own = ["secret-", "file-name", "yaml-", "unsafe-"];
            let own = own.iter().any(|start| name.as_str().starts_with(start));
            // A nested field holds nothing back, and what is no YAML is said so.
            let is_general = matches!(*name, rule::YAML_SYNTAX | rule::YAML_NESTED);
            assert!(!own || is_general || english != general, "{name} needs a reason of its own");
        }
    }

    #[test]
    fn a_line_is_named_where_there_is_one() {
        let check = |line: Option<usize>, language: Language, expected: &str| {
            let said = held_back_reason(rule::YAML_TAB, line, language);
            assert_eq!(said, expected);
        };
        check(Some(2), Language::English, "line 2: a tab; write spaces instead");
        check(Some(2), Language::Bokmal, "linje 2: en tabulator; skriv mellomrom i stedet");
        check(None, Language::English, "a tab; write spaces instead");
    }
}
