-- What the governance service does with directives and requirements, each safe to do twice. They run with the
-- caller's rights, so row-level security decides as it would for the statements themselves.

BEGIN;

SET LOCAL lock_timeout = '5s';

CREATE FUNCTION public.eng_approve_directive(
  p_sd_key text,
  p_approved_by text,
  p_decision_log_ref text,
  p_approved_at timestamptz DEFAULT pg_catalog.now()
) RETURNS boolean
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  directive public.strategic_directives_v2;
BEGIN
  SELECT * INTO directive FROM public.strategic_directives_v2 WHERE sd_key = p_sd_key FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no directive %', p_sd_key USING ERRCODE = 'no_data_found';
  END IF;
  IF directive.approved_at IS NOT NULL THEN
    IF (directive.approved_by, directive.decision_log_ref) IS DISTINCT FROM (p_approved_by, p_decision_log_ref) THEN
      RAISE EXCEPTION 'directive % was approved by % with %', p_sd_key, directive.approved_by,
        coalesce(directive.decision_log_ref, 'no decision on record')
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN false;
  END IF;
  IF p_decision_log_ref IS NULL THEN
    RAISE EXCEPTION 'the approval of directive % names no decision', p_sd_key USING ERRCODE = 'check_violation';
  END IF;

  UPDATE public.strategic_directives_v2
  SET status = 'approved',
      approved_by = p_approved_by,
      approved_at = p_approved_at,
      decision_log_ref = p_decision_log_ref
  WHERE id = directive.id;
  RETURN true;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_approve_directive(text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.eng_approve_directive(text, text, text, timestamptz) TO service_role;

CREATE FUNCTION public.eng_bump_requirement(p_prd_key text, p_from_version integer) RETURNS uuid
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  source public.product_requirements_v2;
  next_id uuid;
BEGIN
  SELECT * INTO source
  FROM public.product_requirements_v2 WHERE prd_key = p_prd_key AND version = p_from_version FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no requirement % version %', p_prd_key, p_from_version
      USING ERRCODE = 'no_data_found';
  END IF;
  IF source.status IN ('draft', 'in_review') THEN
    RAISE EXCEPTION 'requirement % version % is still %, so it can be changed as it is',
      p_prd_key, p_from_version, source.status USING ERRCODE = 'check_violation';
  END IF;

  INSERT INTO public.product_requirements_v2
    (prd_key, version, sd_id, title, priority, acceptance_criteria, completeness_pct, risk_level)
  VALUES (
    source.prd_key, source.version + 1, source.sd_id, source.title, source.priority,
    source.acceptance_criteria, source.completeness_pct, source.risk_level
  )
  ON CONFLICT (prd_key, version) DO NOTHING
  RETURNING id INTO next_id;
  IF next_id IS NULL THEN
    SELECT id INTO next_id
    FROM public.product_requirements_v2 WHERE prd_key = p_prd_key AND version = p_from_version + 1;
  END IF;
  RETURN next_id;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_bump_requirement(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.eng_bump_requirement(text, integer) TO service_role;

CREATE FUNCTION public.eng_import_directives(p_rows jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
  changed integer;
BEGIN
  INSERT INTO public.strategic_directives_v2 AS directive
    (sd_key, title, summary, owner, decision_log_ref, evidence_ref)
  SELECT imported.sd_key, imported.title, coalesce(imported.summary, ''),
    imported.owner, imported.decision_log_ref, imported.evidence_ref
  FROM pg_catalog.jsonb_to_recordset(p_rows) AS imported(
    sd_key text, title text, summary text, owner text, decision_log_ref text, evidence_ref text
  )
  -- What an import leaves out stays as it is; its status is not imported but lived through.
  ON CONFLICT (sd_key) DO UPDATE SET
    title = excluded.title,
    summary = coalesce(nullif(excluded.summary, ''), directive.summary),
    owner = coalesce(excluded.owner, directive.owner),
    decision_log_ref = coalesce(excluded.decision_log_ref, directive.decision_log_ref),
    evidence_ref = coalesce(excluded.evidence_ref, directive.evidence_ref)
  WHERE (directive.title, directive.summary, directive.owner, directive.decision_log_ref, directive.evidence_ref)
    IS DISTINCT FROM (
      excluded.title,
      coalesce(nullif(excluded.summary, ''), directive.summary),
      coalesce(excluded.owner, directive.owner),
      coalesce(excluded.decision_log_ref, directive.decision_log_ref),
      coalesce(excluded.evidence_ref, directive.evidence_ref)
    );
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END
$$;

REVOKE EXECUTE ON FUNCTION public.eng_import_directives(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.eng_import_directives(jsonb) TO service_role;

COMMENT ON FUNCTION public.eng_approve_directive(text, text, text, timestamptz) IS
  'Approves a submitted directive; true if that changed it, false if it was approved so before.';
COMMENT ON FUNCTION public.eng_bump_requirement(text, integer) IS
  'The id of the next version of an approved requirement, made as a draft where there is none yet.';
COMMENT ON FUNCTION public.eng_import_directives(jsonb) IS
  'Inserts or updates directives by their keys from an array of objects; how many changed.';

COMMIT;

/* DOWN */

BEGIN;

SET LOCAL lock_timeout = '5s';

DROP FUNCTION public.eng_import_directives(jsonb);
DROP FUNCTION public.eng_bump_requirement(text, integer);
DROP FUNCTION public.eng_approve_directive(text, text, text, timestamptz);

COMMIT;
