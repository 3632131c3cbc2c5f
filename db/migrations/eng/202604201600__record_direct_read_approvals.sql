-- Analysts read the published views. Where one needs a directive itself, somebody approves that and says which
-- decision it rests on; the approval is a row here, and the policy on strategic_directives_v2 asks for it.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE TABLE public.eng_direct_read_approvals (
  id uuid NOT NULL DEFAULT pg_catalog.gen_random_uuid(),
  sd_id uuid NOT NULL,
  decision_log_ref text NOT NULL,
  approved_by text NOT NULL,
  approved_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  valid_until timestamptz,
  revoked_at timestamptz,
  CONSTRAINT eng_direct_read_approvals_pkey PRIMARY KEY (id),
  CONSTRAINT eng_direct_read_approvals_sd_id_decision_log_ref_key UNIQUE (sd_id, decision_log_ref),
  CONSTRAINT eng_direct_read_approvals_sd_id_fkey
    FOREIGN KEY (sd_id) REFERENCES public.strategic_directives_v2 (id),
  CONSTRAINT eng_direct_read_approvals_decision_log_ref_check CHECK (decision_log_ref ~ '^DL-[0-9]{4}-[0-9]{3,}$'),
  CONSTRAINT eng_direct_read_approvals_approved_by_check CHECK (pg_catalog.btrim(approved_by) <> ''),
  CONSTRAINT eng_direct_read_approvals_valid_until_check CHECK (valid_until > approved_at),
  CONSTRAINT eng_direct_read_approvals_revoked_at_check CHECK (revoked_at >= approved_at)
);

ALTER TABLE public.eng_direct_read_approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_direct_read_approvals FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE ON public.eng_direct_read_approvals TO service_role;
GRANT SELECT ON public.eng_direct_read_approvals TO eng_views;

CREATE TRIGGER eng_direct_read_approvals_record_change
  AFTER INSERT OR DELETE ON public.eng_direct_read_approvals
  FOR EACH ROW EXECUTE FUNCTION public.eng_record_history();
CREATE TRIGGER eng_direct_read_approvals_record_update
  AFTER UPDATE ON public.eng_direct_read_approvals
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.eng_record_history();
CREATE TRIGGER eng_direct_read_approvals_refuse_truncate
  BEFORE TRUNCATE ON public.eng_direct_read_approvals
  FOR EACH STATEMENT EXECUTE FUNCTION public.eng_refuse_statement('it would leave no trace in the audit history');

-- An analyst learns whether a directive is approved for reading, and nothing else of this table. The function
-- reads as eng_views, since the table's owner sees no row under FORCE ROW LEVEL SECURITY.
SET LOCAL ROLE eng_views;

CREATE FUNCTION public.eng_direct_read_approved(p_sd_id uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
  SELECT EXISTS (
    SELECT FROM public.eng_direct_read_approvals AS approval
    WHERE approval.sd_id = p_sd_id
      AND approval.revoked_at IS NULL
      AND (approval.valid_until IS NULL OR approval.valid_until > pg_catalog.now())
  )
$$;

REVOKE EXECUTE ON FUNCTION public.eng_direct_read_approved(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.eng_direct_read_approved(uuid) TO analyst;

RESET ROLE;

GRANT SELECT ON public.strategic_directives_v2 TO analyst;

COMMENT ON TABLE public.eng_direct_read_approvals IS 'Which directives analysts may read directly, and by which decision.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

REVOKE SELECT ON public.strategic_directives_v2 FROM analyst;

SET LOCAL ROLE eng_views;
DROP FUNCTION public.eng_direct_read_approved(uuid);
RESET ROLE;

DROP TABLE public.eng_direct_read_approvals;

COMMIT;
