use super::{Message, plural};

/// Says a message in Bokmål.
#[expect(clippy::too_many_lines, reason = "one line a message; the match must be whole")]
pub(super) fn text(message: &Message<'_>) -> String {
    use Message as M;
    let files = |count: usize| plural(count, "fil", "filer");
    match *message {
        M::UpToDate => "Alt er delt og oppdatert.".into(),
        M::SentFiles { count } => format!("Sendte {count} {}.", files(count)),
        M::ReceivedFiles { count } => format!("Mottok {count} {}.", files(count)),
        M::WouldSendFiles { count } => format!("Ville sendt {count} {}.", files(count)),
        M::WouldReceiveFiles { count } => format!("Ville mottatt {count} {}.", files(count)),
        M::Offline => "Får ikke kontakt med den delte mappen akkurat nå. Arbeidet ditt er trygt her \
                       og blir sendt ved neste synkronisering."
            .into(),
        M::HeldBackHeading { count } => {
            format!("{count} {} bare her inntil videre:", plural(count, "fil blir", "filer blir"))
        }
        M::HeldBackFile { path, reason } => format!("{path} – {reason}"),
        M::HeldBackWaits { other } => {
            format!("den er borte her, men kan leve videre som {other}, som ikke er delt ennå")
        }
        M::HeldBackName { other } => {
            format!("de andre har {other} på den plassen; den deles under et annet navn, eller når den er borte")
        }
        M::HeldBackUndecided { other } => format!(
            "{other} har samme id, og begge er endret siden alle fikk dokumentet; ta bort linjen `id:` i \
             den som er en kopi"
        ),
        M::HeldBackKnownAs { id } => format!(
            "alle kjenner den som {id}, og en id blir stående; skriv `id: {id}` i den igjen"
        ),
        M::ReviewWritten { id, path } => {
            format!("Du satte {id} til godkjent, så vurderingen din ble skrevet: {path}")
        }
        M::AnswerWritten { id, path } => {
            format!("Du svarte på spørsmålene om {id}, så svaret ditt ble skrevet: {path}")
        }
        M::DecisionWritten { id, path } => {
            format!("Du avgjorde {id} med et kryss, så vurderingen din ble skrevet: {path}")
        }
        M::Decision => "Avgjørelse".into(),
        M::WithoutAnswer => "Uten svar:".into(),
        M::MadeOfRoutines { count: 1, ids } => {
            format!("Laget 1 oppgave som kommer tilbake: {ids}.")
        }
        M::MadeOfRoutines { count, ids } => {
            format!("Laget {count} oppgaver som kommer tilbake: {ids}.")
        },
        M::FilledIn { path, keys } => format!("Fylt ut for deg i {path}: {keys}."),
        M::NoRemoteAdvice => "Oppgi hvor det skal deles med `git remote add origin ADRESSE`, og \
                              synkroniser igjen."
            .into(),
        M::SecretCommittedAdvice { command } => format!(
            "Fjern det fra filen, og kjør `{command}`: det som ble lagret, erstattes av en ren \
             versjon, og den gamle blir bare liggende på denne maskinen."
        ),
        M::HeldBackAdvice => "Rett dette og synkroniser igjen. Alt annet er delt.".into(),
        M::SkippedFile { path } => format!(
            "{path} var under redigering og er latt i fred; neste synkronisering tar den med."
        ),
        M::Reopened { path } => format!(
            "{path} ble lagret av et program som fortsatt viste en eldre versjon. Begge deler står i \
             filen: det som ble skrevet der, og det som var kommet til imens. Var meningen å fjerne \
             det, så fjern det én gang til."
        ),
        M::SetBack { path } => format!(
            "{path}: det andre hadde endret der, er satt tilbake, slik du lagret det. Var det et program som \
             fortsatt viste en eldre versjon, så sier `handover log {path}` hva det var."
        ),
        M::NestedFolder { path } => format!(
            "Mappen {path} deles på sin egen måte, så ingenting i den deles her. Er det meningen, så \
             skriv linjen `/{path}/` i filen .gitignore."
        ),
        M::RefusedFile { path, reason } => format!("{path} ble ikke hentet: {reason}"),
        M::TwinNames { came, other } => format!(
            "{came} og {other} er ett og samme navn på Windows og macOS, og der mangler den ene: gi den \
             ene et annet navn."
        ),
        M::SettingsUnread { path } => format!(
            "{path} kan ikke leses, verken hos deg eller hos de andre: ingenting av det som er bestemt der, gjelder. \
             `handover check {path}` sier hva som er galt og hva som hjelper."
        ),
        M::ConflictsHeading { count } => format!(
            "{} endret av dere begge på samme sted. Begge versjonene er tatt vare på:",
            plural(count, "1 ting er", &format!("{count} ting er"))
        ),
        M::ConflictNote { document, note } => format!("{document}: se {note}"),
        M::FirstSync { count } => format!(
            "Dette er den første synkroniseringen av denne mappen. Den deler {count} {}:",
            files(count)
        ),
        M::NoRemote => {
            "Det finnes ingen delt mappe ennå, så alt blir liggende på denne maskinen.".into()
        }
        M::WaitingForOther { command } => format!("Venter på at `{command}` blir ferdig."),

        M::StoppedUnfinished => "Noe er påbegynt her med git og ikke fullført. Fullfør det eller ta \
                                 det tilbake, og synkroniser igjen. Ingenting er endret."
            .into(),
        M::StoppedStaged { path } => format!(
            "{path} er lagt til side med `git add` i en versjon som verken er den delte eller den i \
             mappen. Kjør `git add` eller `git restore --staged` på den, og synkroniser igjen. \
             Ingenting er endret."
        ),
        M::StoppedRewound => "Den delte mappen har mistet arbeid som var der før. Ingenting er endret \
                              her; spør den som har ansvaret for den."
            .into(),
        M::StoppedUnrelated => "Den delte mappen inneholder noe annet enn denne. Sjekk adressen. \
                                Ingenting er endret."
            .into(),
        M::StoppedNewerFormat { theirs, ours } => format!(
            "Dette arbeidsområdet bruker format {theirs}, programmet kjenner format {ours}. Oppdater \
             handover, og synkroniser igjen. Du kan lese alt imens."
        ),
        M::StoppedSecretCommitted { path } => format!(
            "{path} inneholder noe hemmelig som allerede er lagret i historikken her. Ingenting er \
             sendt."
        ),
        M::StoppedBusy => {
            "Andre deler samtidig, gang på gang. Prøv igjen om et minutt.".into()
        }
        M::StoppedDetached => "Denne mappen viser en eldre tilstand, slik `git checkout` fikk \
                               beskjed om. Gå tilbake med `git checkout main`, og synkroniser \
                               igjen. Ingenting er endret."
            .into(),
        M::StoppedEmptyRemote { address } => format!(
            "Det finnes ikke lenger noe av dette arbeidsområdet på {address}. Ingenting er endret \
             her; spør den som har ansvaret for det."
        ),
        M::StoppedNoSuchBranch { here, other } => format!(
            "Du arbeider på {here}, som ikke er delt ennå; det delte stedet har {other}. \
             Ingenting er sendt."
        ),
        M::NoSuchBranchAdvice { share, back } => format!(
            "«{share}» deler det fra nå av, «{back}» går tilbake til det som er delt"
        ),
        M::StoppedHostile { path } => format!(
            "Noen har delt en fil som heter {path}, og den bør ingen datamaskin skrive. Ingenting \
             er endret her; be den som har ansvaret for den delte mappen om å fjerne den."
        ),
        M::StoppedCommands { path } => format!(
            "Noen har delt en fil {path} med en kommando eller en adresse i som git holder for \
             utrygg. Ingenting er kjørt, og ingenting er endret her; be den som har ansvaret for den \
             delte mappen om å ta {path} ut av den."
        ),
        M::StoppedFolderGone => "Filene i arbeidsområdet ligger ikke i mappen. Hvis den ligger på \
                                 en annen disk, koble den til. Ingenting er endret."
            .into(),
        M::StoppedManyMissing { count, command } => format!(
            "{count} filer er borte fra mappen. Ingenting sendes eller hentes før de er tilbake. Hvis \
             du har fjernet dem selv, kjør `{command}`."
        ),
        M::RemoteNoSuchHost { host } => {
            format!("Det finnes ingen tjener som heter {host}. Sjekk adressen og nettet.")
        }
        M::RemoteNoSuchFolder { address } => {
            format!("Det finnes ingen delt mappe på {address}, eller du har ikke lov til å se den.")
        }
        M::RemoteNoAccess { address } => {
            format!("Du har ikke tilgang til {address}. Spør den som har ansvaret for den.")
        }
        M::RemoteKeyRefused { address } => {
            format!("{address} godtok ikke nøkkelen eller passordet ditt.")
        }
        M::RemoteRefused { reason } => format!("Ingenting ble delt: {reason}"),

        M::ConflictTitle { document, what } => format!("To versjoner av {what} i {document}"),
        M::ConflictValues { kept, other } => format!("Begge har endret det: {kept} og {other}."),
        M::ConflictTexts { section } => format!("Begge har endret avsnittet {section}."),
        M::ConflictBodies => "Begge har endret de samme linjene i teksten.".into(),
        M::ConflictSettledValues { kept, other } => {
            format!("Det ble avgjort på to måter samtidig: {kept} og {other}.")
        }
        M::ConflictSettledTexts => "Det ble avgjort på to måter samtidig.".into(),
        M::ConflictUnreadable => {
            "Begge har endret det, og feltene i den ene versjonen kan ikke leses.".into()
        }
        M::PartOpening => "begynnelsen".into(),
        M::PartFrontMatter => "feltene øverst".into(),
        M::PartFile => "hele teksten".into(),
        M::KeptBecauseReadable => {
            "Versjonen som kan leses, gjelder inntil videre; den andre står i sin helhet nedenfor.".into()
        }
        M::KeptDespite { kept } => {
            format!("{kept} gjelder inntil videre, men passer ikke med noe annet som er endret i dokumentet.")
        }
        M::KeptBecauseWritten { kept } => {
            format!("{kept} gjelder inntil videre fordi det ble skrevet inn i dokumentet.")
        }
        M::KeptBecauseEarlier { kept } => {
            format!("{kept} gjelder inntil videre fordi det er tidligst.")
        }
        M::KeptBecauseLessFinal { kept } => {
            format!("{kept} gjelder inntil videre fordi det avgjør minst.")
        }
        M::KeptBecauseLower { kept } => format!("{kept} gjelder inntil videre fordi det er lavest."),
        M::KeptByOrder { kept } => {
            format!("{kept} gjelder inntil videre; én måtte det bli, og det er den samme for alle.")
        }
        M::KeptText => {
            "Den ene gjelder inntil videre; den andre står i sin helhet nedenfor. Det er likt for alle."
                .into()
        }
        M::ConflictNothingElse => "Ingenting annet er berørt.".into(),
        M::NoValue => "ingenting".into(),
        M::ConflictEmpty => "ingen verdi".into(),
        M::ConflictChoose => "Hva skal det være?".into(),
        M::ConflictKeep { kept } => format!("Behold {kept}"),
        M::ConflictTake { other } => format!("Bruk {other}"),
        M::ConflictKeepText => "Behold det som står nå".into(),
        M::ConflictTakeText => "Bruk den andre versjonen".into(),
        M::ConflictOwn => "Noe annet:".into(),
        M::ConflictOwnText => "Bruk teksten som er skrevet nederst i dette notatet".into(),
        M::ConflictAdvice => "Kryss av i én rute. Neste synkronisering skriver det inn i dokumentet og \
                              fjerner dette notatet. Eller endre dokumentet for hånd, og slett dette notatet."
            .into(),
        M::ConflictStanding => "Det som står nå".into(),
        M::ConflictOther => "Den andre versjonen".into(),
        M::ConflictOwnHeading => "En annen tekst".into(),

        M::Dispute { document, what, kept, other } => {
            format!("{document}, {what}: {kept} gjelder inntil videre. Den andre versjonen: {other}.")
        }
        M::DisputeAdvice { note, command } => {
            format!("Avgjør det ved å krysse av i {note}, eller kjør: {command}")
        }
        M::VersionBy { value, who, at } => format!("{value} (skrevet av {who}, {at})"),
        M::VersionByYou { value, at } => format!("{value} (skrevet av deg, {at})"),
        M::DisputeAskValue => "1, 2 eller en annen verdi (Enter lar det stå åpent):".into(),
        M::DisputeAskText => "1 eller 2 (Enter lar det stå åpent):".into(),
        M::DisputeFirst { version } => format!("1  Behold {version}"),
        M::DisputeSecond { version } => format!("2  Bruk {version}"),
        M::DisputeLeft => "Ingenting er endret; det står fortsatt åpent.".into(),
        M::SettledKept { document, what } => {
            format!("Avgjort: {what} i {document} blir som det er.")
        }
        M::SettledValue { document, what, value } => {
            format!("Avgjort: {what} i {document} er nå {value}.")
        }
        M::SettledText { document, what } => {
            format!("Avgjort: {what} i {document} er nå den valgte teksten.")
        }
        M::UnsettledHeading { count } => format!(
            "{count} {} kunne ikke utføres:",
            plural(count, "kryss", "kryss")
        ),
        M::UnsettledNote { note, reason } => format!("I {note}: {reason}"),
        M::TickedSeveral => {
            "det er krysset av i mer enn én rute. La ett kryss stå, og synkroniser igjen.".into()
        }
        M::TickedUnknown { label } => format!(
            "ordene bak ruten med kryss er endret: {label}. Skriv ditt eget svar bak «Noe annet:», \
             eller nederst i notatet, og kryss av for det."
        ),
        M::TickedNothing => {
            "det er krysset av for noe annet, men ingenting er skrevet der.".into()
        }
        M::TickedNoText => {
            "notatet har ikke begge versjonene lenger. Endre dokumentet for hånd, og slett notatet."
                .into()
        }
        M::TickedMovedOn { document, what, now } => format!(
            "{what} i {document} er blitt {now}, ingen av de to. Er det riktig, så slett notatet; \
             ellers endre {document}, og slett notatet."
        ),
        M::TickedMovedOnText { document, what } => format!(
            "{what} i {document} er endret siden. Er det riktig som det er, så slett notatet; ellers \
             endre {document}, og slett notatet."
        ),
        M::TickedNoValue { value, what } => {
            format!("{value} kan ikke være {what}. Skriv en annen verdi bak «Noe annet:».")
        }
        M::TickedNoDate { value } => {
            format!("{value} er ingen dato. Skriv den som 2026-12-01 eller 2026-12-01 15:00.")
        }
        M::TickedUnreadable { document } => format!(
            "linjene øverst i {document} kan ikke leses, eller ville ikke kunne leses med den \
             versjonen. Endre {document} for hånd, og slett notatet."
        ),
        M::TickedByHand { document } => format!(
            "det kan ikke skrives inn i {document} uten å røre mer av det. Endre {document} for hånd, \
             og slett notatet."
        ),
        M::TickedNoDocument { document } => {
            format!("{document} finnes ikke i mappen lenger. Slett notatet hvis det er riktig.")
        }
        M::TickedSeveralDocuments { document } => {
            format!("flere filer kaller seg {document}. Gi hver av dem sin egen id først.")
        }
        M::TickedWordsStay => {
            "noe annet i notatet kan ikke deles, så notatet blir stående som det er.".into()
        }

        M::UndoNothing => "Det er ingenting å ta tilbake: ingenting er sendt herfra i det siste.".to_owned(),
        M::UndoHeading { count } => format!(
            "Å ta tilbake det som ble sendt sist, endrer {}:",
            plural(count, "1 fil", &format!("{count} filer"))
        ),
        M::UndoLeft { path } => {
            format!("{path} blir stående: det samme er endret igjen siden.")
        }
        M::UndoRenames { name, path } => format!("{name}: heter {path} igjen"),
        M::UndoAdds { name, what } => format!("{name}: {what} kommer tilbake"),
        M::UndoRemoves { name, what } => format!("{name}: {what} tas ut"),
        M::UndoReply { what, by } => format!("svaret «{what}» fra {by}"),
        M::UndoFile => "filen".into(),
        M::UndoText => "teksten".into(),
        M::UndoAsk => "Ta det tilbake for alle? (j/n)".to_owned(),
        M::UndoDone => "Tatt tilbake.".to_owned(),
        M::UndoKept => "Tatt tilbake her; «handover sync» sier fra til de andre.".to_owned(),
        M::EditSurvived { path } => {
            format!("{path} ble slettet på den ene siden og endret på den andre. Den endrede er beholdt.")
        }
        M::Renumbered { old, new } => format!(
            "Nummeret {old} ble brukt to ganger mens dere var frakoblet. Det nyeste dokumentet heter nå {new}."
        ),
        M::PartSurvived { path, part } => format!(
            "En av dere fjernet «{part}» fra {path} mens den andre endret den. Den er beholdt, endret."
        ),
        M::NoteGone { note } => format!(
            "{note} ble avgjort mens det ble skrevet i det, og er borte. Det som ble skrevet, er tatt \
             vare på: handover log {note}"
        ),
        M::KeptVersions { name } => format!(
            "Én ny versjon tok plassen til det git hadde lagret og som ikke var sendt. Det er tatt vare på \
             her på maskinen: git log -p {name}"
        ),
        M::EntryGone { path } => format!(
            "{path} ble gjort til en lenke eller et annet arkiv av en av dere mens den andre la en fil \
             der. Filen står, og {path} er ikke det lenger; det må i så fall ha et annet navn."
        ),
        M::MovedTwice { path, not } => {
            format!("Dere flyttet samme fil begge to. Nå heter den {path}, og ikke lenger {not}.")
        }
        M::NameTaken { wanted, given } => {
            format!("{wanted} var alt navnet på en annen fil, så filen heter {given}.")
        }
        M::BothFilesKept { path, other } => {
            format!("{path} ble endret på begge sider. Den andre versjonen er beholdt som {other}.")
        }
        M::Repaired { path } => {
            format!("{path} kom frem skadet og er satt sammen igjen av begge versjonene.")
        }

        M::AskYourName => "Hva heter du?".into(),
        M::AskYourEmail => "Hva er e-postadressen din?".into(),
        M::AskAssistantName => "Hvem skal du arbeide sammen med?".into(),
        M::AskAssistantEmail => "Hva er e-postadressen til vedkommende?".into(),
        M::AskHours => "Når arbeider du?".into(),
        M::AskRemote => {
            "Hvor er den delte mappen? En adresse som git forstår; tomt svar for å vente.".into()
        }
        M::AskDefault { value } => format!("Enter gir {value}"),
        M::AskAgain { expected } => format!("Svaret må være {expected}."),
        M::ExpectedName => "et navn på én linje".into(),
        M::ExpectedEmail => "en e-postadresse, for eksempel ola@example.com".into(),
        M::ExpectedOtherEmail => "en annen e-postadresse enn den første".into(),
        M::ExpectedHours => "et klokkeslett fra og til, for eksempel 08:00-16:00".into(),
        M::ExpectedZone => "en tidssone, for eksempel Europe/Oslo".into(),
        M::ExpectedAddress => "en adresse uten passord".into(),
        M::InitDone { folder } => format!("Arbeidsområdet ditt er klart i {folder}."),
        M::InitNextRead { file } => format!("Les {file} først; det tar ti minutter."),
        M::InitNextInvite { command } => {
            format!("Inviter så den andre: `{command}` skriver e-posten for deg.")
        }
        M::InitNextRemote { command } => {
            format!("For å dele må du si hvor den delte mappen er: `{command}`")
        }
        M::InitCloudFolder { folder, service } => format!(
            "{folder} ligger i {service}. To programmer som deler de samme filene, ødelegger dem. Velg \
             en mappe utenfor."
        ),
        M::InitNotEmpty { folder } => {
            format!("{folder} er ikke tom. Velg en ny mappe, så ingenting av ditt blir blandet inn.")
        }

        M::InitKept { path } => format!("{path} fantes fra før og er latt i fred."),
        M::InitAttributes { path } => format!("{path} fantes fra før og fikk linjene våre til slutt."),
        M::InitIdentity { person, email } => {
            format!("I denne mappen regner git deg nå som {person}, og ikke lenger som {email}.")
        }
        M::InitExample { path } => {
            format!("{path} er ennå et eksempel: Skriv der hvem du skal arbeide sammen med.")
        }
        M::InitNextShare { command } => format!("`{command}` deler det. Ingenting er sendt ennå."),

        M::JoinWelcome { name, workspace } => format!("Velkommen til {workspace}, {name}."),
        M::JoinNext { folder, file } => {
            format!("Alt ligger i {folder}. Begynn med {file}; det tar ti minutter.")
        }
        M::JoinThere { folder } => format!("Alt ligger i {folder}."),
        M::JoinNoEmail => "Git kjenner ikke e-postadressen din på denne maskinen.".into(),
        M::JoinUnknown { name } => format!("Ingen i dette arbeidsområdet heter {name}."),
        M::JoinEmpty => {
            "Det er ingen i dette arbeidsområdet ennå. Be den som inviterte deg, om å legge deg til."
                .into()
        }
        M::JoinNobody { email } => format!("Ingen i dette arbeidsområdet har adressen {email}."),
        M::JoinKnown { people } => format!("Her finnes {people}."),
        M::JoinAdvice => "Er du en av dem, så oppgi hvem med `--as`. Hvis ikke, så spør den som \
                          inviterte deg."
            .into(),

        M::InviteSubject { workspace } => format!("Velkommen til {workspace}"),
        M::InviteGreeting { name } => format!("Hei {name},"),
        M::InviteIntroduction { sender, workspace } => format!(
            "{sender} vil gjerne arbeide sammen med deg i {workspace}. Det er en mappe med tekstfiler \
             som dere begge har: Hver oppgave sier hva som ønskes, til når, og når den er ferdig."
        ),
        M::InviteInstall => "Du trenger to programmer: git og handover. Slik installerer du dem:".into(),
        M::InviteAskProgram => "ADRESSE (spør meg om adressen til kodelageret)".into(),
        M::InviteNoProgram { flag } => format!(
            "E-posten sier ikke hvor handover bygges fra: Sett adressen til kodelageret inn i stedet for \
             ADRESSE, eller skriv e-posten på nytt med {flag}."
        ),
        M::InviteCommand => "Åpne så en terminal og kjør denne ene kommandoen:".into(),
        M::InviteAfter { file } => {
            format!("Den henter mappen og gjør den klar. Les deretter {file}; det tar ti minutter.")
        }
        M::InviteContact { contact } => format!("Er noe uklart, så spør {contact}."),
        M::InviteSyncFirst { path, command } => {
            format!("{path} er ny. Kjør `{command}` før du sender e-posten.")
        }
        M::InviteClosing { sender } => format!("Vennlig hilsen\n{sender}"),
        M::Created { kind, title } => format!("opprettet {title} ({kind})"),
        M::CreatedFile { name } => format!("la til {name}"),
        M::Deleted { name } => format!("slettet {name}"),
        M::MovedTo { path } => format!("flyttet den til {path}"),
        M::RenamedTo { name } => format!("ga den navnet {name}"),
        M::FieldSet { key, to } => format!("{key} satt til {to}"),
        M::FieldRemoved { key, from } => format!("{key} fjernet; det var {from}"),
        M::ItemsAdded { key, items } => format!("{key}: la til {items}"),
        M::ItemsRemoved { key, items } => format!("{key}: fjernet {items}"),
        M::PartAdded { part, count } => format!("{part}: nytt, {count} ord"),
        M::PartRemoved { part, count } => format!("{part}: fjernet, {count} ord"),
        M::PartRenamed { from, to } => format!("{from} heter nå {to}"),
        M::WordsAdded { part, count } => format!("{part}: {count} ord lagt til"),
        M::WordsRemoved { part, count } => format!("{part}: {count} ord fjernet"),
        M::WordsChanged { part, added, removed } => {
            format!("{part}: {added} ord lagt til, {removed} fjernet")
        }
        M::Ticked { items } => format!("krysset av {items}"),
        M::Unticked { items } => format!("fjernet krysset for {items}"),
        M::NotReadable => "feltene øverst kan ikke leses lenger".into(),
        M::ReadableAgain => "feltene øverst kan leses igjen".into(),
        M::NewContent => "nytt innhold".into(),
        M::GaveTo { name } => format!("ga den til {name}"),
        M::OnBehalfOf { what, name } => format!("{what}, på vegne av {name}"),
        M::ChangedReply { what } => format!("endret det som var sagt før ({what})"),
        M::RemovedReply { name } => format!("fjernet det som var sagt før ({name})"),
        M::CreatedMany { count } => format!("la til {count} filer"),
        M::DeletedMany { count } => format!("slettet {count} filer"),
        M::MovedMany { count } => format!("flyttet {count} filer"),
        M::ChangedMany { count } => format!("endret {count} filer"),
        M::Yes => "ja".into(),
        M::No => "nei".into(),
        M::NotSharedHeading => "Ikke delt ennå".into(),
        M::NothingDone => "Ingenting er endret.".into(),
        M::NothingUnshared => "Alt her er delt.".into(),
        M::OlderLeftOut => "Det som er eldre, er utelatt.".into(),
        M::HistoryBegins { day } => {
            format!("Det som var før {day}, finnes ikke på denne maskinen; `git fetch --unshallow` henter det.")
        }
        M::HistoryDamaged { id } => format!(
            "En del av historikken er skadet på denne maskinen ({id}), så det som var før, vises ikke. \
             `handover doctor` sier hva du kan gjøre."
        ),
        M::AndMore { count } => format!("og {count} til"),
        M::NewSinceLook => "Nytt siden du sist så etter".into(),
        M::NothingNewSinceLook => "Ikke noe nytt siden du sist så etter.".into(),
        M::NewSince { moment } => format!("Nytt siden {moment}"),
        M::NothingNewSince { moment } => format!("Ikke noe nytt siden {moment}."),
        M::FirstLook { days } => {
            format!("Du har ikke sett etter her før; dette er de siste {days} dagene.")
        }
        M::DocumentCount { count } => format!("{count} {}", plural(count, "dokument", "dokumenter")),
    }
}
