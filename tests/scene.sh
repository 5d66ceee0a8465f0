#!/usr/bin/env bash
# Plays what the screens in README.md and docs/watch.md show, in a new folder:
#
#   tests/scene.sh PROGRAM FOLDER && PROGRAM -C FOLDER/ola watch
set -eu
H=$1 D=$2
[ ! -e "$D" ] || { echo "$D is there already" >&2 && exit 2; }
"$H" demo "$D" >/dev/null 2>&1
o() { "$H" -C "$D/ola" "$@" >/dev/null; }
k() { "$H" -C "$D/kari" "$@" >/dev/null; }
task() { # file, id, title, due
cat > "$D/ola/tasks/$1.md" <<END
---
kind: task
id: $2
title: $3
from: ola
to: kari
status: draft
due: $4
---

## Result

$5

## Done when

- [ ] $5

## Background

It has waited since October, and the accountant asks for it.

## Requirements

One sheet, one line for each.

## Material

The folder attachments, and what lies in the mail.

## Not included

Anything before October.
END
o send $2
}
task ola-8-december ola-8 "Reconcile the December statement" "$(date -d "+4 days" +%F)" "A list of all payments of December, each with its receipt."
task ola-9-mail ola-9 "Answer the mail of October, all of it, and tell me which senders need a call from me" "$(date +%F) 16:00" "No mail of October is unanswered."
task ola-10-flights ola-10 "Book the flights to the meeting in June" "$(date -d "+4 days" +%F)" "Three seats are booked."
touch -d "10 seconds ago" "$D/ola/tasks/"*.md; o sync || true; k sync || true
k ask ola-9 -q "Which account are refunds booked on?"
k confirm ola-10 --can-meet-due yes --first-step "Compare the three airlines" --words "I find three seats to the meeting in June and ask before I pay"
k set ola-8 "due=$(date -d "+12 days" +%F)"; o set ola-8 "due=$(date -d "+7 days" +%F)"
sleep 3; k sync || true; o sync || true
