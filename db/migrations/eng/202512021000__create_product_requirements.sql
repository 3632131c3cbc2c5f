-- Product requirements (PRD): what a directive asks for, version by version, with acceptance criteria that
-- machines can read.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TYPE public.eng_priority AS ENUM ('p0', 'p1', 'p2', 'p3');
CREATE TYPE public.eng_risk_level AS ENUM ('low', 'medium', 'high', 'critical');
CREATE TYPE public.eng_requirement_status AS ENUM (
  'draft', 'in_review', 'approved', 'delivered', 'superseded', 'cancelled'
);

CREATE SEQUENCE public.product_requirements_v2_key_seq AS bigint START WITH 1000;

CREATE TABLE public.product_requirements_v2 (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
  prd_key text NOT NULL DEFAULT 'PRD-' || pg_catalog.nextval('public.product_requirements_v2_key_seq'),
  version integer NOT NULL DEFAULT 1,
  sd_id uuid NOT NULL,
  title text NOT NULL,
  priority public.eng_priority NOT NULL DEFAULT 'p2',
  status public.eng_requirement_status NOT NULL DEFAULT 'draft',
  acceptance_criteria jsonb NOT NULL DEFAULT '[]',
  completeness_pct numeric(5,2) NOT NULL DEFAULT 0,
  risk_level public.eng_risk_level NOT NULL DEFAULT 'medium',
  created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  CONSTRAINT product_requirements_v2_pkey PRIMARY KEY (id),
  CONSTRAINT product_requirements_v2_prd_key_version_key UNIQUE (prd_key, version),
  -- What a backlog item refers to, so that it cannot name a requirement of another directive.
  CONSTRAINT product_requirements_v2_id_sd_id_key UNIQUE (id, sd_id),
  CONSTRAINT product_requirements_v2_sd_id_fkey
    FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2 (id),
  CONSTRAINT product_requirements_v2_prd_key_check CHECK (prd_key ~ '^PRD-[0-9]{3,}$'),
  CONSTRAINT product_requirements_v2_version_check CHECK (version >= 1),
  CONSTRAINT product_requirements_v2_title_check CHECK (pg_catalog.btrim(title) <> ''),
  CONSTRAINT product_requirements_v2_completeness_pct_check CHECK (completeness_pct BETWEEN 0 AND 100),
  -- Each item of the array is an object of exactly these four keys. A strict path, because a lax one would
  -- look into nested arrays and take their items for the object.
  CONSTRAINT product_requirements_v2_acceptance_criteria_check CHECK (
    CASE WHEN pg_catalog.jsonb_typeof(acceptance_criteria) = 'array' THEN
      pg_catalog.jsonb_array_length(acceptance_criteria) = pg_catalog.jsonb_array_length(
        pg_catalog.jsonb_path_query_array(
          acceptance_criteria,
          'strict $[*] ? (
             @.type() == "object"
             && @.id like_regex "^AC-[0-9]+$"
             && @.statement like_regex "[^ ]"
             && (@.verification == "test" || @.verification == "review"
                 || @.verification == "metric" || @.verification == "demonstration")
             && (@.required == true || @.required == false)
             && !exists (@.keyvalue() ? (@.key != "id" && @.key != "statement"
                                         && @.key != "verification" && @.key != "required")))'
        )
      )
    ELSE false END
  ),
  CONSTRAINT product_requirements_v2_approval_check CHECK (
    status NOT IN ('approved', 'delivered') OR acceptance_criteria <> '[]'
  )
);

CREATE INDEX product_requirements_v2_sd_id_idx ON public.product_requirements_v2 (sd_id);

ALTER TABLE public.product_requirements_v2 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product_requirements_v2 FORCE ROW LEVEL SECURITY;

ALTER SEQUENCE public.product_requirements_v2_key_seq OWNED BY public.product_requirements_v2.prd_key;

GRANT SELECT, INSERT, UPDATE ON public.product_requirements_v2 TO service_role;
GRANT USAGE ON SEQUENCE public.product_requirements_v2_key_seq TO service_role;
GRANT SELECT ON public.product_requirements_v2 TO eng_views;

COMMENT ON TABLE public.product_requirements_v2 IS 'Product requirements (PRD), one row a version.';
COMMENT ON COLUMN public.product_requirements_v2.prd_key IS 'The key that people use, as PRD-1000; the same for all versions.';
COMMENT ON COLUMN public.product_requirements_v2.acceptance_criteria IS 'An array of objects: id, statement, verification, required.';
COMMENT ON COLUMN public.product_requirements_v2.completeness_pct IS 'How much of the requirement is written down, 0 to 100, as its author says.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP TABLE public.product_requirements_v2;
DROP TYPE public.eng_requirement_status;
DROP TYPE public.eng_risk_level;
DROP TYPE public.eng_priority;

COMMIT;
