"""`db-verify trace` and `db-verify coverage`."""

from __future__ import annotations

import json

from checker.ops.coverage import Share
from tests.ops.conftest import Staging

_COMMITS = "select backlog_key, commit_sha from public.eng_backlog order by 1"


def test_commits_are_linked_to_the_items_that_they_name(seeded: Staging) -> None:
    before = dict(seeded.query(_COMMITS))
    item, prd, sd = seeded.query(
        "select backlog_key, prd_key, sd_key from public.v_eng_trace where backlog_key = 'BL-305'"
    )[0]
    seeded.repo.commit(f"Begin\n\nBacklog: {item}")
    newest = seeded.repo.commit(
        f"Work on \x1b[31mit\n\nbacklog: {item}\nPRD: {prd}@2\nSD: {sd}\nReviewed-by: A <a@b.c>"
    )
    seeded.repo.commit("Nothing\n\nBacklog: no trailer, since text follows\n\nthe end")
    tried = seeded.run("trace")
    assert (tried.code, f"{item} would be linked to {newest[:12]}" in tried.out) == (0, True), tried
    assert "\x1b" not in tried.out
    assert "BL-310 is in_progress, and no commit names it" in tried.out
    assert dict(seeded.query(_COMMITS)) == before
    done = seeded.run("trace", "--execute")
    assert done.code == 0, done
    assert dict(seeded.query(_COMMITS)) == {**before, item: newest}
    assert seeded.query("select commit_sha from public.v_eng_trace where backlog_key = 'BL-305'") == [
        (newest,)
    ]
    assert "run: trace\nresult: passed" in seeded.audit
    again = seeded.run("trace", "--execute")
    assert (again.code, "0 items linked to one, 10 had one" in again.out) == (0, True), again


def test_unknown_ids_and_contradictions_are_reported(seeded: Staging) -> None:
    first = seeded.repo.git("rev-parse", "HEAD")
    seeded.repo.commit("Work\n\nBacklog: BL-305, BL-999\nPRD: PRD-998\nSD: SD-101")
    seeded.repo.commit("Claim a finished one\n\nBacklog: BL-301")
    done = seeded.run("trace", "--format", "json")
    assert done.code == 1
    said = json.loads(done.out)
    problems = "\n".join(said["problems"])
    assert "names BL-999, and there is no such backlog item" in problems
    assert "names PRD-998, and there is no such requirement" in problems
    assert "names BL-305 and SD-101; the item serves SD-102" in problems
    assert "names BL-305 and PRD-998; the item carries out PRD-202" in problems
    assert "BL-301 has the commit" in problems
    assert [link["item"] for link in said["links"]] == ["BL-305"]
    assert json.loads(seeded.run("trace", "--format", "json", "--since", "HEAD").out)["links"] == []
    assert json.loads(seeded.run("trace", "--format", "json", "--since", first).out)["links"] == said["links"]
    # The audit says what the exit status says.
    assert seeded.run("trace", "--execute").code == 1
    assert "run: trace\nresult: failed" in seeded.audit


def test_only_trailers_name_items_whatever_else_a_commit_says(seeded: Staging) -> None:
    seeded.repo.commit(
        "Sly \x1fBacklog: BL-305\x1f one\n\nText, and then\n\nSD: SD-102\nReviewed-by: A\u2028Backlog: BL-999"
    )
    seeded.repo.commit("Fold\n\nBacklog: BL-305,\n BL-304")
    done = seeded.run("trace", "--format", "json")
    said = json.loads(done.out)
    assert [(link["subject"], link["item"]) for link in said["links"]] == [("Fold", "BL-305")]
    assert not [problem for problem in said["problems"] if "BL-999" in problem]


def test_a_share_is_not_rounded_up_to_a_threshold() -> None:
    almost = Share("all", "any age", 2500, 2500, 2500, 1249)
    assert (almost.percent, almost.reaches(50), almost.reaches(49.96)) == (50.0, False, True)
    missing_one = Share("all", "any age", 5000, 5000, 5000, 4999)
    assert (missing_one.percent, missing_one.reaches(100)) == (99.9, False)
    assert Share("all", "any age", 3, 3, 3, 3).reaches(100)


def test_coverage_as_text_markdown_and_json(seeded: Staging) -> None:
    done = seeded.run("coverage", "--as-of", "2026-06-10", "--format", "json")
    assert done.code == 0, done
    shares = json.loads(done.out)["shares"]
    assert shares[-1] | {"status": "all"} == {
        "status": "all", "age": "any age", "directives": 16, "with_owner": 13, "with_decision": 9, "with_both": 8,
        "percent": 50.0,
    }  # fmt: skip
    assert {share["age"] for share in shares} == {"up to 30 days", "31 to 90 days", "over 90 days", "any age"}
    assert sum(share["directives"] for share in shares[:-1]) == 16
    assert (
        "| all | any age | 16 | 13 | 9 | 8 | 50.0 % |" in seeded.run("coverage", "--format", "markdown").out
    )
    assert seeded.run("coverage", "--threshold", "50").code == 0
    below = seeded.run("coverage", "--threshold", "50.1")
    assert (below.code, "the threshold is 50.1 %" in below.err) == (1, True)


def test_directives_of_after_the_day_are_left_out(seeded: Staging) -> None:
    made = sorted(
        day for (day,) in seeded.query("select created_at::date from public.strategic_directives_v2")
    )
    day = made[len(made) // 2]
    done = seeded.run("coverage", "--as-of", str(day), "--format", "json")
    assert json.loads(done.out)["shares"][-1]["directives"] == sum(one <= day for one in made) < len(made)
    done = seeded.run("coverage", "--as-of", "2001-01-01")
    assert (done.code, "was made after 2001-01-01" in done.err) == (3, True), done


def test_a_coverage_of_nothing_is_no_coverage(prepared: Staging) -> None:
    prepared.apply()
    done = prepared.run("coverage", "--threshold", "0")
    assert (done.code, "sees no directive" in done.err) == (3, True), done
