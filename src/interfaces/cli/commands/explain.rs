use std::io::Write;

use serde_json::json;

use crate::interfaces::cli::markdown;
use crate::interfaces::cli::style::BOLD;
use crate::interfaces::cli::{Exit, Globals, Hint};
use crate::ops::explain::{self, explain};
use crate::rules::{Rule, page};
use crate::schema::question;

/// Explain a rule: what it looks for, why, and how to mend it
#[derive(clap::Args)]
#[command(after_help = "Examples:
  handover explain vague-deadline
  handover explain")]
pub(crate) struct Args {
    /// The rule's name, as `check` shows it in brackets; without one, all rules in a line each
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args, globals: &Globals) -> anyhow::Result<Exit> {
    let rules: Vec<&Rule> = match &args.code {
        None => explain::all().iter().collect(),
        Some(code) => {
            vec![explain(code).or_else(|unknown| {
                let meant = question(&unknown.similar, "");
                let list = || "`handover explain` lists all rules".to_owned();
                Err(unknown).hint(meant.unwrap_or_else(list))
            })?]
        }
    };
    let mut out = globals.out();
    if args.json {
        let rules: Vec<_> = rules
            .iter()
            .map(|rule| {
                json!({
                    "code": rule.name,
                    "summary": rule.summary,
                    "severity": rule.severity,
                    "docs": rule.docs,
                })
            })
            .collect();
        out.json(&json!({ "version": 1, "rules": rules }))?;
    } else if args.code.is_some() {
        for rule in rules {
            write!(out, "{}", markdown::shown(&page(rule), globals.look()))?;
        }
    } else {
        let width = rules.iter().map(|rule| rule.name.as_str().len()).max().unwrap_or(0);
        for rule in rules {
            let severity = rule.severity.word();
            writeln!(out, "{BOLD}{:width$}{BOLD:#}  {severity:7}  {}", rule.name, rule.summary)?;
        }
    }
    out.finish()?;
    Ok(Exit::Done)
}
