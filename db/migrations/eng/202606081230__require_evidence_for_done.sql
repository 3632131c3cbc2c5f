-- A waived gate names the decision that waived it, and a finished item names its commit. NOT VALID: rows of
-- today are checked by the next migration, without holding up writers.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_backlog ADD COLUMN qa_waiver_ref text;

ALTER TABLE public.eng_backlog ADD CONSTRAINT eng_backlog_qa_waiver_ref_check
  CHECK (
    qa_waiver_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'
    AND (qa_gate_status <> 'waived' OR qa_waiver_ref IS NOT NULL)
  ) NOT VALID;
ALTER TABLE public.eng_backlog ADD CONSTRAINT eng_backlog_done_commit_check
  CHECK (state <> 'done' OR commit_sha IS NOT NULL) NOT VALID;

COMMENT ON COLUMN public.eng_backlog.qa_waiver_ref IS 'The decision that waived the QA gate, as DL-2026-021.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_backlog DROP CONSTRAINT eng_backlog_done_commit_check;
ALTER TABLE public.eng_backlog DROP CONSTRAINT eng_backlog_qa_waiver_ref_check;
ALTER TABLE public.eng_backlog DROP COLUMN qa_waiver_ref;

COMMIT;
