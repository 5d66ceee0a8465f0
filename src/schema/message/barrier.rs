//! What this machine, or what was done on it, keeps a sync from.

use super::plural;
use crate::schema::Language;

messages! {
    /// A text about what is in the way of a sync; [`Barrier::text`] says it.
    Barrier;

    /// Why a file stays here: a sync has something to write in it. Half a sentence.
    Unwritable,
    /// The same: the folder that it lies in is one with another on some systems.
    FolderTwin { folder: &'a str, other: &'a str },
    /// The same: it is no file that could be read.
    NotAFile,
    /// The others have another version of a file, and it cannot be put here.
    Unwritten { path: &'a str },
    UnwrittenDisk { path: &'a str },
    /// What lies in the place of what came, or on the way to it; half a sentence.
    LinkHere { name: &'a str },
    FolderHere { name: &'a str },
    FileHere { name: &'a str },
    OddHere { name: &'a str },
    RepositoryHere { name: &'a str },
    /// What came lies where git leaves everything out.
    LeftOut { count: usize },
    /// A secret in what is said of a version that was recorded and not sent.
    SecretMessage { version: &'a str },
    /// What to do about that.
    SecretMessageAdvice { command: &'a str },
    /// What to do about versions recorded with git that a check at the other end does not take.
    ObjectedAdvice { command: &'a str },
    /// Another line of versions is checked out than at the beginning.
    OtherBranch,
    /// What says at which version the folder stands is gone.
    BranchLost,
    /// Entries of what is shared that are in nobody's folder: another repository in it, a link, one whose name
    /// no folder can have, one that is none of all that.
    ApartRepository { path: &'a str },
    ApartLink { path: &'a str },
    ApartName { path: &'a str },
    ApartOdd { path: &'a str },
    /// What is shared and was not put into a new folder: a file such as each machine has of its own, one in whose
    /// place another stands.
    ApartLocal { path: &'a str },
    ApartTaken { path: &'a str },
    /// Git knows no name and no address of whoever works here.
    NoIdentity,
    NoIdentityAdvice,
    /// What git keeps of the folder is not there as a whole: its file `HEAD`.
    NoHead { path: &'a str },
    NoHeadAdvice,
    /// What git keeps may not be read.
    Closed { path: &'a str },
    ClosedAdvice { path: &'a str },
    /// The folder belongs to another user of this machine.
    OtherOwner { path: &'a str },
    OtherOwnerAdvice { path: &'a str },
    /// The workspace lies in a repository of something else.
    NotTheRoot { workspace: &'a str, repository: &'a str },
    /// Another command works here for too long.
    Busy { command: &'a str },
    /// The address of whoever works here stands on the pages of several.
    SharedAddress { address: &'a str, pages: &'a str },
    /// Nobody has the address of whoever works here.
    UnknownAddress { address: &'a str },
    /// An address stands on the pages of several, and whoever reads this has put it there.
    DoubledAddress { address: &'a str, pages: &'a str },
    /// Another git program holds the lock at this path, or has left it.
    Locked { path: &'a str },
}

impl Barrier<'_> {
    /// Says it in `language`.
    pub fn text(self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Bokmal => self.bokmal(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::Unwritable => {
                "a sync has something to write in it and may not; give yourself the right to \
                                 write there"
                    .into()
            }
            Self::FolderTwin { folder, other } => format!(
                    "its folder {folder}/ differs from {other}/ only in the case or form of letters, and is the \
                 same on Windows and macOS; move it into {other}/"
            ),
            Self::NotAFile => {
                "it is a pipe, a socket or a device, and no file; take it out of the folder".into()
            }
            Self::UnwrittenDisk { path } => format!(
                "{path} is otherwise for the others by now, and cannot be written here: nothing can be \
                 written on this disk. Make it one that can be written on, then sync again."
            ),
            Self::Unwritten { path } => format!(
                "{path} is otherwise for the others by now, and cannot be written here: give yourself the \
                 right to write it and the folder that it lies in, then sync again."
            ),
            Self::LinkHere { name } => {
                format!("{name} is a link here, and nothing is written through one; take it away")
            }
            Self::FolderHere { name } => {
                format!("{name} is a folder here; give that another name")
            }
            Self::FileHere { name } => {
                format!("{name} is a file here, and would have to be a folder; give it another name")
            }
            Self::OddHere { name } => {
                format!("{name} is neither a file nor a folder here; take it away")
            }
            Self::RepositoryHere { name } => {
                format!("{name} is a repository of its own here; move it elsewhere")
            }
            Self::LeftOut { count } => {
                let files = plural(count, "file that has come is", "files that have come are");
                format!(
                    "{count} {files} not in this folder, as git was told to leave out what lies there."
                )
            }
            Self::SecretMessage { version } => format!(
                "What is said of the recorded version {version} holds something secret. Nothing was sent."
            ),
            Self::SecretMessageAdvice { command } => format!(
                "`{command}` replaces what was recorded by a clean version, and keeps the old one on this \
                 machine only"
            ),
            Self::ObjectedAdvice { command } => format!(
                "what was recorded with git goes along with whatever is sent later, so recording a correction \
                 alone does not help. Correct what is named, then run `{command}`: one version with what \
                 stands in the folder takes the place of all that was not sent, which is kept on this machine only"
            ),
            Self::OtherBranch => {
                "Another version was checked out here while this was under way, and nothing goes \
                                  from one to the other. Sync again."
                    .into()
            }
            Self::ApartRepository { path } => format!(
                "{path} is a repository of its own in this one (a submodule): only which version of it is \
                 meant goes to the others, and nothing that lies in it."
            ),
            Self::ApartLink { path } => format!(
                "{path} is a link to another place, and is not put into the folder: put the file itself there."
            ),
            Self::ApartName { path } => {
                format!("{path} is not put into the folder: its name cannot be written on this computer.")
            }
            Self::ApartOdd { path } => format!(
                "{path} is not put into the folder: what is shared under this name is no file, or two of them."
            ),
            Self::ApartLocal { path } => {
                format!("{path} is not put into the folder: such files belong to one machine alone.")
            }
            Self::ApartTaken { path } => {
                format!("{path} is not put into the folder: another file stands in its place.")
            }
            Self::NoIdentity => "Git does not know who works here, so nothing can be sent.".into(),
            Self::NoIdentityAdvice => {
                "run `git config user.email YOUR-ADDRESS` and `git config user.name \"YOUR NAME\"` in this \
                 folder, with the address on your page in people/"
                    .into()
            }
            Self::NoHead { path } => format!(
                "What git keeps of {path} is not whole: a file of its own is missing or damaged. What you \
                 wrote is in the folder; nothing was changed."
            ),
            Self::NoHeadAdvice => {
                "join the workspace once more in another folder (`handover join`), and copy what you changed \
                 there"
                    .to_owned()
            }
            Self::Closed { path } => format!("What git keeps in {path} may not be read by you."),
            Self::ClosedAdvice { path } => {
                format!("give yourself the right to read and write {path} and all that lies in it")
            }
            Self::OtherOwner { path } => {
                format!("{path} belongs to another user of this machine.")
            }
            Self::OtherOwnerAdvice { path } => format!(
                "if that is as it should be, run `git config --global --add safe.directory {path}`"
            ),
            Self::NotTheRoot { workspace, repository } => format!(
                "The workspace {workspace} is a part of the repository {repository}; only one that has a \
                 repository of its own is shared."
            ),
            Self::Busy { command } => format!("{command} is still at work here; try again in a while."),
            Self::SharedAddress { address, pages } => format!(
                "It is not known who you are: {pages} each name your address, {address}. What you tick on your \
                 page is not done, and it stays as it is, until the address stands on your page alone: take it \
                 out of what is not yours, and sync."
            ),
            Self::UnknownAddress { address } => format!(
                "It is not known who you are: your address here is {address}, and on no page in people/ does it \
                 stand. What you sent does not say whom it is from. Write the address behind `email:` on your page \
                 in people/, in a list with the other one where you use both, and sync: what is missing is filled \
                 in then. If git has a wrong address for you in this folder, set it right with: \
                 git config user.email ADDRESS"
            ),
            Self::DoubledAddress { address, pages } => format!(
                "{pages} each name the address {address}, so it is not known who works with it: nothing that is \
                 ticked there is done. Take it out of the pages of those who have another, and sync."
            ),
            Self::Locked { path } => format!(
                "another git program works here, or one was stopped; if none does, delete {path}"
            ),
            Self::BranchLost => {
                "The note of which version you work on is gone. `handover sync` restores it; \
                                 nothing was changed."
                    .into()
            }
        }
    }

    fn bokmal(self) -> String {
        match self {
            Self::Unwritable => {
                "synkroniseringen har noe å skrive i den og får ikke lov; gi deg selv lov til å \
                                 skrive der"
                    .into()
            }
            Self::FolderTwin { folder, other } => format!(
                    "mappen {folder}/ heter det samme som {other}/ bortsett fra store og små bokstaver, og er den \
                 samme på Windows og macOS; flytt filen til {other}/"
            ),
            Self::NotAFile => {
                "den er et rør, en sokkel eller en enhet, og ingen fil; ta den ut av mappen".into()
            }
            Self::UnwrittenDisk { path } => format!(
                "{path} er en annen hos de andre nå, og kan ikke skrives her: på denne disken kan ingenting \
                 skrives. Sørg for at den kan skrives på, og synkroniser igjen."
            ),
            Self::Unwritten { path } => format!(
                "{path} er en annen hos de andre nå, og kan ikke skrives her: gi deg selv lov til å skrive i \
                 den og i mappen den ligger i, og synkroniser igjen."
            ),
            Self::LinkHere { name } => {
                format!("{name} er en lenke her, og ingenting skrives gjennom en slik; ta den bort")
            }
            Self::FolderHere { name } => {
                format!("{name} er en mappe her; gi den et annet navn")
            }
            Self::FileHere { name } => {
                format!("{name} er en fil her, og måtte vært en mappe; gi den et annet navn")
            }
            Self::OddHere { name } => {
                format!("{name} er verken en fil eller en mappe her; ta den bort")
            }
            Self::RepositoryHere { name } => {
                format!("{name} er et eget repositorium her; flytt det et annet sted")
            }
            Self::LeftOut { count } => {
                let files = plural(count, "fil som er kommet,", "filer som er kommet,");
                format!(
                    "{count} {files} ligger ikke i denne mappen: git har fått beskjed om å utelate det som \
                     ligger der."
                )
            }
            Self::SecretMessage { version } => format!(
                "Det som er sagt om den lagrede versjonen {version}, inneholder noe hemmelig. Ingenting er sendt."
            ),
            Self::SecretMessageAdvice { command } => format!(
                "`{command}` erstatter det som ble registrert, med en ren versjon, og beholder den gamle bare på \
                 denne maskinen"
            ),
            Self::ObjectedAdvice { command } => format!(
                "det som ble registrert med git, blir med når noe sendes senere, så det hjelper ikke bare å \
                 registrere en rettelse. Rett det som er nevnt, og kjør `{command}`: én versjon med det som \
                 står i mappen, erstatter alt som ikke er sendt, og det beholdes bare på denne maskinen"
            ),
            Self::OtherBranch => {
                "En annen versjon ble sjekket ut her mens dette pågikk, og ingenting går fra den \
                                  ene til den andre. Synkroniser igjen."
                    .into()
            }
            Self::ApartRepository { path } => format!(
                "{path} er et eget repositorium i dette (en «submodule»): bare hvilken versjon av det som menes, \
                 går til de andre, og ingenting av det som ligger i det."
            ),
            Self::ApartLink { path } => format!(
                "{path} er en snarvei til et annet sted og legges ikke i mappen: legg selve filen der."
            ),
            Self::ApartName { path } => {
                format!("{path} legges ikke i mappen: navnet kan ikke skrives på denne maskinen.")
            }
            Self::ApartOdd { path } => format!(
                "{path} legges ikke i mappen: det som er delt under dette navnet, er ingen fil, eller to."
            ),
            Self::ApartLocal { path } => {
                format!("{path} legges ikke i mappen: slike filer hører til én maskin alene.")
            }
            Self::ApartTaken { path } => {
                format!("{path} legges ikke i mappen: en annen fil står i veien.")
            }
            Self::NoIdentity => {
                "Git vet ikke hvem som arbeider her, så ingenting kan sendes.".into()
            }
            Self::NoIdentityAdvice => {
                "kjør `git config user.email ADRESSEN-DIN` og `git config user.name \"NAVNET DITT\"` i denne \
                 mappen, med adressen på siden din i people/"
                    .into()
            }
            Self::NoHead { path } => format!(
                "Det git har om {path}, er ikke fullstendig: en av filene der er borte eller skadet. Det du har skrevet, \
                 ligger i mappen; ingenting er endret."
            ),
            Self::NoHeadAdvice => {
                "hent arbeidsområdet på nytt i en annen mappe (`handover join`), og kopier dit det du har endret"
                    .to_owned()
            }
            Self::Closed { path } => format!("Du har ikke lov til å lese det git har i {path}."),
            Self::ClosedAdvice { path } => {
                format!("gi deg selv lov til å lese og skrive {path} og alt som ligger i den")
            }
            Self::OtherOwner { path } => {
                format!("{path} tilhører en annen bruker av denne maskinen.")
            }
            Self::OtherOwnerAdvice { path } => format!(
                "er det slik det skal være, så kjør `git config --global --add safe.directory {path}`"
            ),
            Self::NotTheRoot { workspace, repository } => format!(
                "Arbeidsområdet {workspace} er en del av repositoriet {repository}; bare et som har sitt \
                 eget, deles."
            ),
            Self::Busy { command } => {
                format!("{command} arbeider her fortsatt; prøv igjen om en stund.")
            }
            Self::SharedAddress { address, pages } => format!(
                "Det er ikke kjent hvem du er: adressen din, {address}, står på flere sider: {pages}. Det du krysser av \
                 på siden din, blir ikke gjort, og den blir stående som den er, til adressen bare står hos deg: ta \
                 den bort der den ikke er din, og synkroniser."
            ),
            Self::UnknownAddress { address } => format!(
                "Det er ikke kjent hvem du er: adressen din her er {address}, og den står ikke på noen side i people/. \
                 Det du sendte, sier ikke hvem det er fra. Skriv adressen bak `e-post:` på siden din i people/, i en \
                 liste sammen med den andre hvis du bruker begge, og synkroniser: det som mangler, blir fylt inn da. \
                 Har git feil adresse for deg i denne mappen, rett den med: git config user.email ADRESSE"
            ),
            Self::DoubledAddress { address, pages } => format!(
                "Adressen {address} står på flere sider: {pages}. Derfor er det ikke kjent hvem som bruker den, og \
                 ingenting som krysses av der, blir gjort. Ta den bort hos dem som har en annen, og synkroniser."
            ),
            Self::Locked { path } => format!(
                "et annet git-program arbeider her, eller et ble stanset; gjør ingen det, så slett {path}"
            ),
            Self::BranchLost => {
                "Notatet om hvilken versjon du arbeider på, er borte. `handover sync` henter det \
                                 fram igjen; ingenting er endret."
                    .into()
            }
        }
    }
}
