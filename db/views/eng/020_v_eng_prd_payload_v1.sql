-- Requirements with their acceptance criteria, for machines downstream. A draft is not for them, so the view
-- is a security barrier: a function in a consumer's WHERE must not see the rows that this one leaves out.

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL ROLE eng_views;

CREATE OR REPLACE VIEW public.v_eng_prd_payload_v1 WITH (security_barrier = true) AS
SELECT
  requirement.id AS prd_id,
  requirement.prd_key,
  requirement.version,
  NOT EXISTS (
    SELECT FROM public.product_requirements_v2 AS later
    WHERE later.prd_key = requirement.prd_key
      AND later.version > requirement.version
      AND later.status <> 'draft'
  ) AS is_latest,
  requirement.sd_id,
  directive.sd_key,
  directive.status::text AS sd_status,
  requirement.title,
  requirement.priority::text AS priority,
  requirement.status::text AS status,
  requirement.risk_level::text AS risk_level,
  requirement.completeness_pct,
  requirement.acceptance_criteria,
  pg_catalog.jsonb_array_length(requirement.acceptance_criteria) AS acceptance_criteria_count,
  requirement.created_at,
  requirement.updated_at
FROM public.product_requirements_v2 AS requirement
JOIN public.strategic_directives_v2 AS directive ON directive.id = requirement.sd_id
WHERE requirement.status <> 'draft';

COMMENT ON VIEW public.v_eng_prd_payload_v1 IS 'Published: requirements beyond draft, with their acceptance criteria as JSON.';

REVOKE ALL ON public.v_eng_prd_payload_v1 FROM PUBLIC;
GRANT SELECT ON public.v_eng_prd_payload_v1 TO analyst, venture_app, service_role;

COMMIT;
