-- The canonical mapping of directives, requirements, backlog items and commits. One row for each chain: a
-- directive without requirements and a requirement without items have a row too, and so has an item that
-- serves its directive without a requirement.

BEGIN;

SET LOCAL lock_timeout = '5s';
SET LOCAL ROLE eng_views;

CREATE OR REPLACE VIEW public.v_eng_trace AS
SELECT
  directive.sd_key
    || '/' || coalesce(requirement.prd_key || '@' || requirement.version, '-')
    || '/' || coalesce(item.backlog_key, '-') AS trace_key,
  directive.id AS sd_id,
  directive.sd_key,
  directive.title AS sd_title,
  directive.status::text AS sd_status,
  directive.owner AS sd_owner,
  directive.decision_log_ref,
  requirement.id AS prd_id,
  requirement.prd_key,
  requirement.version AS prd_version,
  requirement.title AS prd_title,
  requirement.status::text AS prd_status,
  item.id AS backlog_id,
  item.backlog_key,
  item.title AS backlog_title,
  item.state::text AS backlog_state,
  item.commit_sha,
  item.pr_url,
  item.release_link
FROM public.strategic_directives_v2 AS directive
LEFT JOIN (
  public.product_requirements_v2 AS requirement
  FULL JOIN public.eng_backlog AS item ON item.prd_id = requirement.id
) ON coalesce(requirement.sd_id, item.sd_id) = directive.id;

COMMENT ON VIEW public.v_eng_trace IS 'Published: directives, requirements, backlog items and commits, as they hang together.';

REVOKE ALL ON public.v_eng_trace FROM PUBLIC;
GRANT SELECT ON public.v_eng_trace TO analyst, venture_app, service_role;

COMMIT;
