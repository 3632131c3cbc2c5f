-- Strategic directives: what the company has decided to do, and who decided it. Everything else in the
-- platform hangs on one of them.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TYPE public.eng_directive_status AS ENUM (
  'draft', 'submitted', 'approved', 'in_progress', 'completed', 'rejected', 'superseded', 'withdrawn'
);

-- Keys below 1000 are free for directives that come with a key of their own from elsewhere.
CREATE SEQUENCE public.strategic_directives_v2_key_seq AS bigint START WITH 1000;

CREATE TABLE public.strategic_directives_v2 (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
  sd_key text NOT NULL DEFAULT 'SD-' || pg_catalog.nextval('public.strategic_directives_v2_key_seq'),
  title text NOT NULL,
  summary text NOT NULL DEFAULT '',
  status public.eng_directive_status NOT NULL DEFAULT 'draft',
  owner text,
  decision_log_ref text,
  evidence_ref text,
  approved_by text,
  approved_at timestamptz,
  superseded_by uuid,
  created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  CONSTRAINT strategic_directives_v2_pkey PRIMARY KEY (id),
  CONSTRAINT strategic_directives_v2_sd_key_key UNIQUE (sd_key),
  CONSTRAINT strategic_directives_v2_superseded_by_fkey
    FOREIGN KEY (superseded_by) REFERENCES public.strategic_directives_v2 (id),
  CONSTRAINT strategic_directives_v2_sd_key_check CHECK (sd_key ~ '^SD-[0-9]{3,}$'),
  CONSTRAINT strategic_directives_v2_title_check CHECK (pg_catalog.btrim(title) <> ''),
  CONSTRAINT strategic_directives_v2_owner_check CHECK (pg_catalog.btrim(owner) <> ''),
  CONSTRAINT strategic_directives_v2_decision_log_ref_check CHECK (decision_log_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'),
  CONSTRAINT strategic_directives_v2_approval_check CHECK (
    (approved_by IS NULL) = (approved_at IS NULL)
    AND (status NOT IN ('approved', 'in_progress', 'completed') OR approved_at IS NOT NULL)
  ),
  CONSTRAINT strategic_directives_v2_superseded_check CHECK (
    (status = 'superseded') = (superseded_by IS NOT NULL) AND superseded_by <> id
  )
);

CREATE INDEX strategic_directives_v2_superseded_by_idx ON public.strategic_directives_v2 (superseded_by);

ALTER TABLE public.strategic_directives_v2 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.strategic_directives_v2 FORCE ROW LEVEL SECURITY;

ALTER SEQUENCE public.strategic_directives_v2_key_seq OWNED BY public.strategic_directives_v2.sd_key;

-- Nothing in governance is deleted: a directive is withdrawn, rejected or superseded.
GRANT SELECT, INSERT, UPDATE ON public.strategic_directives_v2 TO service_role;
GRANT USAGE ON SEQUENCE public.strategic_directives_v2_key_seq TO service_role;
GRANT SELECT ON public.strategic_directives_v2 TO eng_views;

COMMENT ON TABLE public.strategic_directives_v2 IS 'Strategic directives (SD), with their approval.';
COMMENT ON COLUMN public.strategic_directives_v2.sd_key IS 'The key that people use, as SD-1000.';
COMMENT ON COLUMN public.strategic_directives_v2.owner IS 'Who answers for the directive; reviewed weekly.';
COMMENT ON COLUMN public.strategic_directives_v2.decision_log_ref IS 'The decision in the decision log, as DL-2026-014; reviewed weekly.';
COMMENT ON COLUMN public.strategic_directives_v2.evidence_ref IS 'Where the evidence for the decision is kept.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TABLE public.strategic_directives_v2;
DROP TYPE public.eng_directive_status;

COMMIT;
