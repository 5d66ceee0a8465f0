//! `acceptance-void`: what was accepted is not what lies there now.

use super::bound::{is_bound, named, parts};
use super::engine::{Check, Example, HoldsBack, Rule, Sample::Text, Tree, TreeFindings};
use crate::diagnostic::{Finding, Severity, rule_name};
use crate::schema::Record;
use crate::workflow::{Void, waiting_on, State};

pub(super) const RULE: Rule = Rule {
    name: rule_name::ACCEPTANCE_VOID,
    summary: "A task was accepted, and its terms or what was delivered have changed since",
    severity: Severity::Error,
    strict: false,
    holds_back: HoldsBack::Never,
    allowable: false,
    locked: false,
    docs: "\
A review accepts the task's own terms as they were, and just what was delivered in that round: the deliveries, with their ticks
and minutes, and the content of each file that they link to. One of them means something else by now, or there is
another delivery. So the acceptance does not hold, and the task counts as delivered. A brief or a procedure that is edited
later changes nothing: closed work stays closed.

**Why.** Accepted means that somebody has seen just this. A delivery that changes afterwards, or at the same moment on
another machine, was seen by nobody.

**To mend it**, whoever approves looks again, and accepts or returns it anew: `handover accept ID`. Or what was changed is
set back. For other work on the same task, reopen it first.",
    bad: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: accepted\n---\n\n## Result\n\nTickets for two.\n\n## Done when\n\n- [ ] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-26-091203-kari-delivery-7f3a.md", Text("---\ntype: delivery\nminutes: 90\n---\n\n## Delivered\n\n[Tickets](https://example.com/t)\n\n## Done when\n\n- [x] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-27-101500-ola-review-22c0.md", Text("---\nkind: review\nverdict: accepted\nterms: 1:7b08d5e82e344202d577033eb060597f-0-662ba7f9e3b01a1ee3b0e3b0e673da6fb18de3b0\ndelivery: 1:51c5ac7ecf336375cd4e70ca9ee13765\n---\n")),
    ]),
    good: Example(&[
        ("workspace.yml", Text("format: 1\n")),
        ("tasks/ola-1-flights.md", Text("---\nid: ola-1\ntitle: Book flights\nfrom: ola\nto: kari\ndue: 2026-12-01\nstatus: accepted\n---\n\n## Result\n\nTickets for two.\n\n## Done when\n\n- [ ] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-26-091203-kari-delivery-7f3a.md", Text("---\ntype: delivery\nminutes: 90\n---\n\n## Delivered\n\n[Tickets](https://example.com/t)\n\n## Done when\n\n- [x] They are paid\n")),
        ("tasks/ola-1-flights/2026-11-27-101500-ola-review-22c0.md", Text("---\nkind: review\nverdict: accepted\nterms: 1:7b08d5e82e344202d577033eb060597f-0-662ba7f9e3b01a1ee3b0e3b0e673da6fb18de3b0\ndelivery: 1:e5faec7f60a5de2282761d53badd5dcb\n---\n")),
    ]),
    check: Check::Documents(check),
};

fn check(tree: &Tree<'_>, out: &mut TreeFindings) {
    if !tree.is_whole_workspace() {
        return;
    }
    for task in tree.subjects_of("task").filter(|task| task.readable) {
        let said = tree.about(task);
        if !said.iter().any(|one| is_bound(one)) {
            continue;
        }
        let life = tree.life(task, &said);
        if let Some(void) = &life.void {
            out.add(&task.path, finding(tree, task, void, &life.round));
        }
    }
}

fn finding(tree: &Tree<'_>, task: &Record, void: &Void<'_>, round: &[&Record]) -> Finding {
    let why = match (void.terms, void.delivery) {
        (true, true) => "its terms and its delivery have changed",
        (true, false) => "its terms have changed",
        _ => "its delivery has changed",
    };
    let place = task.field("status").map(|field| field.value_span());
    let place = place.unwrap_or_else(|| named(task, &[]));
    let message = format!("the acceptance does not hold: {why} since");
    let mut found = Finding::new(RULE.name, place, message)
        .note(format!("what was accepted is told in {}", void.review.path));
    if void.terms {
        found = found.note(format!("{} not what was accepted", parts(&void.parts)));
    }
    let (id, judge) = (&task.id, waiting_on(task, State::Delivered, round, tree.team()).unwrap_or("whoever approves"));
    found.note(format!("{judge} looks again: `handover accept {id}` or `handover return {id}`"))
}

#[cfg(test)]
mod tests;
