//! What other programs read.

use super::*;

#[test]
fn json_has_lines_columns_and_bytes() {
    insta::assert_snapshot!(shown(Format::Json, cases()), @r#"
    {
      "version": 1,
      "summary": {
        "files": 2,
        "errors": 3,
        "warnings": 1
      },
      "diagnostics": [
        {
          "code": "file-name",
          "severity": "error",
          "message": "Windows cannot store `CON.md`",
          "path": "tasks/CON.md",
          "start": {
            "line": 1,
            "column": 1,
            "byte": 0
          },
          "end": {
            "line": 1,
            "column": 1,
            "byte": 0
          },
          "holds_back": false,
          "notes": [
            "rename it"
          ],
          "fix": null
        },
        {
          "code": "yaml-colon",
          "severity": "error",
          "message": "the colon ends the key",
          "path": "tasks/a.md",
          "start": {
            "line": 2,
            "column": 8,
            "byte": 11
          },
          "end": {
            "line": 2,
            "column": 16,
            "byte": 19
          },
          "holds_back": true,
          "notes": [
            "put the value in quotes"
          ],
          "fix": {
            "safety": "safe",
            "edits": [
              {
                "start": {
                  "line": 2,
                  "column": 8,
                  "byte": 11
                },
                "end": {
                  "line": 2,
                  "column": 8,
                  "byte": 11
                },
                "text": "\""
              },
              {
                "start": {
                  "line": 2,
                  "column": 16,
                  "byte": 19
                },
                "end": {
                  "line": 2,
                  "column": 16,
                  "byte": 19
                },
                "text": "\""
              }
            ]
          }
        },
        {
          "code": "field-twice",
          "severity": "error",
          "message": "`due` stands here twice",
          "path": "tasks/a.md",
          "start": {
            "line": 4,
            "column": 1,
            "byte": 38
          },
          "end": {
            "line": 4,
            "column": 4,
            "byte": 41
          },
          "holds_back": false,
          "notes": [],
          "fix": null
        },
        {
          "code": "vague-deadline",
          "severity": "warning",
          "message": "`asap` names no day",
          "path": "tasks/a.md",
          "start": {
            "line": 4,
            "column": 6,
            "byte": 43
          },
          "end": {
            "line": 4,
            "column": 10,
            "byte": 47
          },
          "holds_back": false,
          "notes": [],
          "fix": {
            "safety": "unsafe",
            "edits": [
              {
                "start": {
                  "line": 4,
                  "column": 6,
                  "byte": 43
                },
                "end": {
                  "line": 4,
                  "column": 10,
                  "byte": 47
                },
                "text": "2026-12-01"
              }
            ]
          }
        }
      ]
    }
    "#);
}
