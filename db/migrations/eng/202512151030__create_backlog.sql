-- The backlog: the work that carries a requirement out, with a QA gate that it passes before it is done, and
-- the commit and the release in which it went out.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TYPE public.eng_backlog_type AS ENUM ('feature', 'bug', 'chore', 'research');
CREATE TYPE public.eng_backlog_state AS ENUM (
  'proposed', 'ready', 'in_progress', 'in_review', 'done', 'cancelled'
);
CREATE TYPE public.eng_qa_gate_status AS ENUM ('pending', 'passed', 'failed', 'waived');

CREATE SEQUENCE public.eng_backlog_key_seq AS bigint START WITH 1000;

CREATE TABLE public.eng_backlog (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
  backlog_key text NOT NULL DEFAULT 'BL-' || pg_catalog.nextval('public.eng_backlog_key_seq'),
  sd_id uuid NOT NULL,
  prd_id uuid,
  title text NOT NULL,
  item_type public.eng_backlog_type NOT NULL DEFAULT 'feature',
  state public.eng_backlog_state NOT NULL DEFAULT 'proposed',
  priority public.eng_priority NOT NULL DEFAULT 'p2',
  qa_gate_min smallint NOT NULL DEFAULT 80,
  qa_score smallint,
  qa_gate_status public.eng_qa_gate_status NOT NULL DEFAULT 'pending',
  release_link text,
  commit_sha text,
  pr_url text,
  created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  CONSTRAINT eng_backlog_pkey PRIMARY KEY (id),
  CONSTRAINT eng_backlog_backlog_key_key UNIQUE (backlog_key),
  CONSTRAINT eng_backlog_sd_id_fkey
    FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2 (id),
  CONSTRAINT eng_backlog_prd_id_sd_id_fkey
    FOREIGN KEY (prd_id, sd_id) REFERENCES public.product_requirements_v2 (id, sd_id),
  CONSTRAINT eng_backlog_backlog_key_check CHECK (backlog_key ~ '^BL-[0-9]{3,}$'),
  CONSTRAINT eng_backlog_title_check CHECK (pg_catalog.btrim(title) <> ''),
  CONSTRAINT eng_backlog_qa_gate_min_check CHECK (qa_gate_min BETWEEN 0 AND 100),
  CONSTRAINT eng_backlog_qa_score_check CHECK (qa_score BETWEEN 0 AND 100),
  -- A passed gate has the score that it asks for; a gate that failed has less.
  CONSTRAINT eng_backlog_qa_gate_check CHECK (
    (qa_gate_status <> 'passed' OR (qa_score IS NOT NULL AND qa_score >= qa_gate_min))
    AND (qa_gate_status <> 'failed' OR (qa_score IS NOT NULL AND qa_score < qa_gate_min))
  ),
  CONSTRAINT eng_backlog_done_check CHECK (state <> 'done' OR qa_gate_status IN ('passed', 'waived')),
  CONSTRAINT eng_backlog_release_link_check CHECK (release_link ~ '^https://[^[:space:]]+$'),
  CONSTRAINT eng_backlog_commit_sha_check CHECK (commit_sha ~ '^[0-9a-f]{40}$'),
  CONSTRAINT eng_backlog_pr_url_check CHECK (pr_url ~ '^https://[^[:space:]]+$')
);

CREATE INDEX eng_backlog_sd_id_idx ON public.eng_backlog (sd_id);
CREATE INDEX eng_backlog_prd_id_sd_id_idx ON public.eng_backlog (prd_id, sd_id);

ALTER TABLE public.eng_backlog ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_backlog FORCE ROW LEVEL SECURITY;

ALTER SEQUENCE public.eng_backlog_key_seq OWNED BY public.eng_backlog.backlog_key;

GRANT SELECT, INSERT, UPDATE ON public.eng_backlog TO service_role;
GRANT USAGE ON SEQUENCE public.eng_backlog_key_seq TO service_role;
GRANT SELECT ON public.eng_backlog TO eng_views;

COMMENT ON TABLE public.eng_backlog IS 'Backlog items, with QA gate, release and commit.';
COMMENT ON COLUMN public.eng_backlog.backlog_key IS 'The key that people use, as BL-1000; what a commit names in its Backlog trailer.';
COMMENT ON COLUMN public.eng_backlog.prd_id IS 'The version of the requirement that it carries out; none for work that serves the directive directly.';
COMMENT ON COLUMN public.eng_backlog.qa_gate_min IS 'The QA score, 0 to 100, that opens the gate.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TABLE public.eng_backlog;
DROP TYPE public.eng_qa_gate_status;
DROP TYPE public.eng_backlog_state;
DROP TYPE public.eng_backlog_type;

COMMIT;
