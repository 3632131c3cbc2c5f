-- All rows keep what 202606081230 asks of new ones.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_backlog VALIDATE CONSTRAINT eng_backlog_qa_waiver_ref_check;
ALTER TABLE public.eng_backlog VALIDATE CONSTRAINT eng_backlog_done_commit_check;

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

-- A constraint cannot be made not valid; it is made anew as it was.
ALTER TABLE public.eng_backlog DROP CONSTRAINT eng_backlog_done_commit_check;
ALTER TABLE public.eng_backlog DROP CONSTRAINT eng_backlog_qa_waiver_ref_check;
ALTER TABLE public.eng_backlog ADD CONSTRAINT eng_backlog_qa_waiver_ref_check
  CHECK (
    qa_waiver_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'
    AND (qa_gate_status <> 'waived' OR qa_waiver_ref IS NOT NULL)
  ) NOT VALID;
ALTER TABLE public.eng_backlog ADD CONSTRAINT eng_backlog_done_commit_check
  CHECK (state <> 'done' OR commit_sha IS NOT NULL) NOT VALID;

COMMIT;
