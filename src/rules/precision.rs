//! FAILURES 81: numbers and words of everyday work that are no secrets, and real ones that are.

use super::testing::secrets;

/// What stands in real tasks, mails and ledgers, and must not be held back.
const HARMLESS: &[&str] = &[
    // KID numbers with their checksum, as banks and invoices print them.
    "KID: 2345676",
    "KID 000123456784",
    "KID-nummer: 4000001234567899",
    "Betal med KID 5105105105105100 innen fredag",
    "kid: 4111111111111111",
    "Kid nr. 4222222222222",
    "| Dato | KID | Beløp |\n|---|---|---|\n| 24.11. | 4012888888881881 | 1 250,00 |",
    "dato;kid;beløp\n2026-11-24;4012888888881881;1250",
    "Betalingsreferanse 4012888888881881",
    // Accounts, organisations, phones.
    "Kontonr. 1234.56.78903",
    "Kontonummer: 12345678903",
    "konto 1503 40 12345",
    "Konto 8601 11 17947",
    "Skattetrekkskonto: 15078500007",
    "Org.nr. 923 609 016 MVA",
    "Orgnr 974760673",
    "Tlf. 22 33 44 55",
    "+47 412 34 567",
    "Ring +4741234567 eller 0047 41 23 45 67",
    "Mobil: 41 23 45 67 / 91 23 45 67",
    "+1 (415) 555-2671",
    // Orders, invoices, parcels.
    "Ordre 100234567",
    "Order no. 4242424242424242",
    "Ordrenummer: 4000000000000002",
    "Faktura 2026-004711 av 24.11.2026",
    "Fakturanr. 5555555555554444",
    "Sporingsnummer 370722150099481234",
    "Tracking number: 6011000990139424",
    "UPS 1Z999AA10123456784",
    "Pakke TT123456785NO",
    "SSCC 00370722150099481231",
    // Books, goods, devices.
    "ISBN 978-82-02-34567-8",
    "EAN 7038010009457",
    "IMEI 490154203237518",
    "VIN 1HGCM82633A004352",
    // Times, versions, hashes, ids.
    "1732438800",
    "1732438800000",
    "1732438800000000",
    "20261124091203",
    "2026-11-24T09:12:03.123456789Z",
    "commit d72b89b4f0b7c1a2e3d4c5b6a7988776655443322",
    "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "550e8400-e29b-41d4-a716-446655440000",
    "4242e840-4242-4242-4242-424242424242",
    "tasks/ola-14-reconcile-november/2026-11-24-091203-kari-confirm-7f3a.md",
    "https://www.example.no/ordre/4111111111111111?kid=4012888888881881",
    "https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jKLmnOPqrSTuvWXyz012345678",
    "node_modules/lru-cache@10.4.3",
    "v4.5.6+20261124",
    // Amounts and tables of figures.
    "kr 1 234 567,89",
    "4 242 424 242 424 242",
    "1.234.567.890.123.456",
    "| 4242 | 4242 | 4242 | 4242 |",
    "5105 1051 0510 5101",
    "0000 0000 0000 0000",
    "1234 5678 9012 3456",
    // Dates beside other numbers.
    "311290 12345",
    "010190 12345",
    "24112026 10234",
    "15.07.1985",
    // Words about secrets.
    "Passordet ligger i 1Password under «Fiken».",
    "Password: stored in Bitwarden",
    "Passord: fås av Ola på telefon",
    "Bytt passord hver 90. dag: husk det.",
    "Pinnekjøtt: 2 kg",
    "Password policy: 12 characters, one digit",
    "The key: patience",
    "token: see vault",
    "Secret santa: Friday",
    "Authorization: Bearer <token>",
];

#[test]
fn everyday_numbers_and_words_are_no_secrets() {
    for text in HARMLESS {
        secrets(text, &[]);
    }
}

#[test]
fn real_ones_are_held_back_however_they_stand() {
    for (text, rule) in [
        ("Kortet er 5555 5555 5555 4444, utløper 12/27.", "secret-card"),
        ("Visa 4111-1111-1111-1111", "secret-card"),
        ("| Navn | Kort |\n|---|---|\n| Ola | 4012888888881881 |", "secret-card"),
        ("KID 2345676, betalt med 4012888888881881", "secret-card"),
        ("<!-- 4012888888881881 -->", "secret-card"),
        ("Fnr. 150785 00198", "secret-national-id"),
        ("Hun er født 15078500198.", "secret-national-id"),
        ("D-nummer 41019000158", "secret-national-id"),
        ("passord: Sommer2026", "secret-password"),
        ("Pay to NO93 8601 1117 947", "iban"),
    ] {
        secrets(text, &[rule]);
    }
}
