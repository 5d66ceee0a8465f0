//! The words that generated documents are made of, in English and Bokmål.

pub(crate) const SETTINGS: &str =
    "format: 1\nname: Measured\nlanguages: [en, nb]\ntimezone: Europe/Oslo\n";

pub(crate) const PEOPLE: [(&str, &str); 5] = [
    (
        "people/ola.md",
        "---\nkind: person\nid: ola\nname: Ola Østgård\nemail: ola@example.com\nrole: client\ntimezone: \
         Europe/Oslo\nworking_days: [mon, tue, wed, thu, fri]\nworking_hours: 08:00-16:00\n---\n",
    ),
    (
        "people/kari.md",
        "---\nslag: person\nid: kari\nnavn: Kari Åsen\nepost: kari@example.com\nrolle: assistent\ntidssone: \
         Europe/Oslo\narbeidsdager: [man, tir, ons, tor, fre]\narbeidstid: 08:00-16:00\n---\n",
    ),
    (
        "people/lise.md",
        "---\nkind: person\nid: lise\nname: Lise Sæther\nemail: lise@example.com\nrole: lead\ntimezone: \
         Europe/Oslo\nworking_days: [mon, tue, wed, thu, fri]\nworking_hours: 09:00-17:00\n---\n",
    ),
    (
        "people/per.md",
        "---\nkind: person\nid: per\nname: Per Ås\nemail: per@example.com\nrole: assistant\ntimezone: \
         Europe/Oslo\nworking_days: [mon, wed, fri]\nworking_hours: 08:00-16:00\n---\n",
    ),
    (
        "agreement.md",
        "---\nkind: agreement\ncontact: ola\nanswer_within_hours: 8\nreview_within_days: 2\n---\n\n## Channels\n\n\
         | Channel | Use it for | Answered within |\n| --- | --- | --- |\n| This folder | Work | 8 hours |\n\n\
         ## Expectations\n\nEvery question gets an answer.\n",
    ),
];

/// The keys, headings and words of one language.
pub(crate) struct Words {
    pub(crate) kind: &'static str,
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) status: &'static str,
    pub(crate) due: &'static str,
    pub(crate) priority: &'static str,
    pub(crate) category: &'static str,
    pub(crate) hours: &'static str,
    pub(crate) tags: &'static str,
    pub(crate) by: &'static str,
    pub(crate) at: &'static str,
    pub(crate) task: &'static str,
    pub(crate) brief: &'static str,
    pub(crate) steps: &'static str,
    pub(crate) project: &'static str,
    pub(crate) routine: &'static str,
    pub(crate) rule: &'static str,
    pub(crate) begins: &'static str,
    pub(crate) sections: [&'static str; 6],
    pub(crate) project_sections: [&'static str; 3],
    pub(crate) columns: [&'static str; 3],
    pub(crate) verbs: &'static [&'static str],
    pub(crate) nouns: &'static [&'static str],
    pub(crate) starts: &'static [&'static str],
    pub(crate) ends: &'static [&'static str],
    bokmal: bool,
}

impl Words {
    /// Returns the headings that a reply of this type has.
    pub(crate) fn headings(&self, reply: &str) -> &'static [&'static str] {
        match (reply, self.bokmal) {
            ("confirm", false) => &["In my own words", "First step"],
            ("confirm", true) => &["Med egne ord", "Første skritt"],
            ("question", false) => &["Questions"],
            ("question", true) => &["Spørsmål"],
            ("answer", false) => &["Answers"],
            ("answer", true) => &["Svar"],
            ("progress", false) => &["Done", "Next"],
            ("progress", true) => &["Gjort", "Neste"],
            ("delivery", false) => &["Delivered"],
            ("delivery", true) => &["Levert"],
            ("cancel", false) => &["Reason"],
            ("cancel", true) => &["Grunn"],
            ("review", false) => &["What is good"],
            ("review", true) => &["Hva som er bra"],
            _ => &[],
        }
    }
}

/// Returns English for 0, else Bokmål.
pub(crate) fn words(language: u64) -> &'static Words {
    if language == 0 { &ENGLISH } else { &BOKMAL }
}

static ENGLISH: Words = Words {
    kind: "kind",
    id: "id",
    title: "title",
    owner: "owner",
    from: "from",
    to: "to",
    status: "status",
    due: "due",
    priority: "priority",
    category: "category",
    hours: "estimate_hours",
    tags: "tags",
    by: "by",
    at: "at",
    task: "task",
    brief: "brief",
    steps: "Steps",
    project: "project",
    routine: "routine",
    rule: "rule",
    begins: "starts",
    project_sections: ["Goal", "What is coming", "Milestones"],
    columns: ["What", "Number", "Next"],
    sections: ["Result", "Done when", "Background", "Requirements", "Material", "Not included"],
    verbs: &[
        "Reconcile",
        "Collect",
        "Translate",
        "Send",
        "Sort",
        "Compare",
        "Book",
        "Draft",
        "Check",
        "Update",
    ],
    nouns: &[
        "invoices",
        "receipts",
        "contracts",
        "newsletters",
        "bookings",
        "customer mails",
        "stock lists",
        "photographs",
        "supplier prices",
        "travel plans",
    ],
    starts: &[
        "Every Monday morning:",
        "For the meeting with the auditor, please",
        "As we agreed on the phone,",
        "When the numbers of last month are there,",
        "See order 471 205, and",
        "Before anybody calls +47 22 33 44 55,",
    ],
    ends: &[
        "with the list that the bank sends, line by line",
        "in the spreadsheet on the shared drive, and keep the old one as it is",
        "so that the shop in Tromsø can plan its week",
        "from the folder of Bjørn Ødegård, who knows where the rest is",
        "and write down what is missing, with the amount and the date",
        "for all customers north of Ålesund who bought something this year",
    ],
    bokmal: false,
};

static BOKMAL: Words = Words {
    kind: "slag",
    id: "id",
    title: "tittel",
    owner: "eier",
    from: "fra",
    to: "til",
    status: "status",
    due: "frist",
    priority: "prioritet",
    category: "kategori",
    hours: "anslag_timer",
    tags: "stikkord",
    by: "av",
    at: "tidspunkt",
    task: "oppgave",
    brief: "oppdrag",
    steps: "Steg",
    project: "prosjekt",
    routine: "rutine",
    rule: "gjentas",
    begins: "starter",
    project_sections: ["Mål", "Hva som kommer", "Milepæler"],
    columns: ["Hva", "Antall", "Neste"],
    sections: ["Resultat", "Ferdig når", "Bakgrunn", "Krav", "Materiale", "Ikke inkludert"],
    verbs: &[
        "Avstem",
        "Samle",
        "Oversett",
        "Send",
        "Sorter",
        "Sammenlign",
        "Bestill",
        "Skriv",
        "Sjekk",
        "Oppdater",
    ],
    nouns: &[
        "fakturaer",
        "kvitteringer",
        "avtaler",
        "nyhetsbrev",
        "bestillinger",
        "kundebrev",
        "varelister",
        "bilder",
        "leverandørpriser",
        "reiseplaner",
    ],
    starts: &[
        "Hver mandag morgen:",
        "Til møtet med revisoren:",
        "Slik vi avtalte på telefonen:",
        "Når tallene for forrige måned er på plass:",
        "Se ordre 471 205, og",
        "Før noen ringer +47 22 33 44 55:",
    ],
    ends: &[
        "mot listen fra banken, linje for linje",
        "i regnearket på fellesområdet, og la det gamle være som det er",
        "slik at butikken i Tromsø kan planlegge uken sin",
        "fra mappen til Bjørn Ødegård, som vet hvor resten ligger",
        "og skriv ned det som mangler, med beløp og dato",
        "for alle kunder nord for Ålesund som har kjøpt noe i år",
    ],
    bokmal: true,
};
