"""A contract of a published view can't be read.

## Why

A contract that is not valid promises nothing, and nothing is checked against it. The form is the Open
Data Contract Standard 3.1, so that other tools can read the same file; a view's contract also needs the
view's name with its schema (`physicalName`), a semantic version, a status, and the PostgreSQL type
(`physicalType`) of each column.

## How to fix

Mend the line that the finding points at. A contract as small as it can be:

```yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: eng-note
status: active
schema:
  - name: v_eng_note
    physicalName: public.v_eng_note
    physicalType: view
    properties:
      - name: id
        physicalType: bigint
        required: true
```

## Not reported

- Other files in the contracts' folder: a contract's name ends in `.odcs.yaml` or `.odcs.yml`, a
  consumer's file lies in a folder `consumers`.
- Custom properties that db-verify does not know, unless they look like a slip of one that it does.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Every place in a contract, or in a consumer's file, that is wrong."""
    for problem in change.contract_problems:
        yield Hit(problem.location, f"this contract is not valid: {problem.message}", problem.location.path)
