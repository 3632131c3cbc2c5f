-- Each backlog item once, with its QA gate and how ready it is to go out. Readiness is the share of five
-- conditions that hold, 20 points each; `missing` names those that do not.

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL ROLE eng_views;

CREATE OR REPLACE VIEW public.v_eng_backlog_rollup AS
SELECT
  item.id AS backlog_id,
  item.backlog_key,
  item.title,
  item.item_type::text AS item_type,
  item.state::text AS state,
  item.priority::text AS priority,
  item.sd_id,
  directive.sd_key,
  item.prd_id,
  requirement.prd_key,
  requirement.version AS prd_version,
  item.qa_gate_min,
  item.qa_score,
  item.qa_gate_status::text AS qa_gate_status,
  gate.is_open AS qa_gate_open,
  (
    20 * (
      ready.directive_approved::integer
      + ready.requirement_approved::integer
      + gate.is_open::integer
      + ready.commit_known::integer
      + ready.release_known::integer
    )
  )::smallint AS readiness_pct,
  pg_catalog.array_remove(
    ARRAY[
      CASE WHEN NOT ready.directive_approved THEN 'directive approval' END,
      CASE WHEN NOT ready.requirement_approved THEN 'requirement approval' END,
      CASE WHEN NOT gate.is_open THEN 'QA gate' END,
      CASE WHEN NOT ready.commit_known THEN 'commit' END,
      CASE WHEN NOT ready.release_known THEN 'release' END
    ],
    NULL
  ) AS missing,
  item.release_link,
  item.updated_at
FROM public.eng_backlog AS item
JOIN public.strategic_directives_v2 AS directive ON directive.id = item.sd_id
LEFT JOIN public.product_requirements_v2 AS requirement ON requirement.id = item.prd_id
CROSS JOIN LATERAL (SELECT item.qa_gate_status IN ('passed', 'waived') AS is_open) AS gate
CROSS JOIN LATERAL (
  SELECT
    directive.status IN ('approved', 'in_progress', 'completed') AS directive_approved,
    -- Work that serves the directive itself waits for no requirement.
    coalesce(requirement.status IN ('approved', 'delivered'), true) AS requirement_approved,
    item.commit_sha IS NOT NULL AS commit_known,
    item.release_link IS NOT NULL AS release_known
) AS ready;

COMMENT ON VIEW public.v_eng_backlog_rollup IS 'Published: each backlog item with its QA gate and its readiness, 0 to 100.';

REVOKE ALL ON public.v_eng_backlog_rollup FROM PUBLIC;
GRANT SELECT ON public.v_eng_backlog_rollup TO analyst, venture_app, service_role;

COMMIT;
