//! What code scanning reads.

use super::*;

#[test]
fn sarif_is_what_code_scanning_reads() {
    let text = shown(Format::Sarif, vec![("tasks/blå bær.md", TASK, vec![colon(), twice()])]);
    insta::assert_snapshot!(text, @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "handover",
              "semanticVersion": "0.1.0",
              "rules": [
                {
                  "id": "yaml-colon",
                  "name": "yaml-colon",
                  "shortDescription": {
                    "text": "a value with `: ` in it needs quotes"
                  },
                  "fullDescription": {
                    "text": "a value with `: ` in it needs quotes"
                  },
                  "help": {
                    "text": "Write it in quotes.",
                    "markdown": "Write it in quotes."
                  },
                  "defaultConfiguration": {
                    "level": "error"
                  },
                  "properties": {
                    "problem.severity": "error",
                    "precision": "high"
                  }
                }
              ]
            }
          },
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "ruleId": "yaml-colon",
              "level": "error",
              "message": {
                "text": "the colon ends the key\nput the value in quotes"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "tasks/bl%C3%A5%20b%C3%A6r.md"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 8,
                      "endLine": 2,
                      "endColumn": 16,
                      "byteOffset": 11,
                      "byteLength": 8
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "83f9cba7dc01bae5:1"
              },
              "ruleIndex": 0
            },
            {
              "ruleId": "field-twice",
              "level": "error",
              "message": {
                "text": "`due` stands here twice"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "tasks/bl%C3%A5%20b%C3%A6r.md"
                    },
                    "region": {
                      "startLine": 4,
                      "startColumn": 1,
                      "endLine": 4,
                      "endColumn": 4,
                      "byteOffset": 38,
                      "byteLength": 3
                    }
                  }
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "c98d1b4136d1ec24:1"
              },
              "relatedLocations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "tasks/bl%C3%A5%20b%C3%A6r.md"
                    },
                    "region": {
                      "startLine": 3,
                      "startColumn": 1,
                      "endLine": 3,
                      "endColumn": 6,
                      "byteOffset": 20,
                      "byteLength": 5
                    }
                  },
                  "id": 0,
                  "message": {
                    "text": "`frist` means the same"
                  }
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn a_digest_of_a_secret_is_not_given_away() {
    let sarif = |number: &str| {
        let card = Finding::new(rule_name::SECRET_CARD, Span::new(0, 4), "a card number");
        shown(Format::Sarif, vec![("a.md", number, vec![card])])
    };
    assert_eq!(sarif("4111 1111 1111 1111"), sarif("4222 2222 2222 2222"));
}
