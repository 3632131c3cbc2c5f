-- Directives: the governance service writes, the views read, an analyst reads an approved directive that a
-- recorded approval opens.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.strategic_directives_v2 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.strategic_directives_v2 FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS strategic_directives_v2_service_select ON public.strategic_directives_v2;
CREATE POLICY strategic_directives_v2_service_select ON public.strategic_directives_v2
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS strategic_directives_v2_service_insert ON public.strategic_directives_v2;
CREATE POLICY strategic_directives_v2_service_insert ON public.strategic_directives_v2
  FOR INSERT TO service_role
  WITH CHECK ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS strategic_directives_v2_service_update ON public.strategic_directives_v2;
CREATE POLICY strategic_directives_v2_service_update ON public.strategic_directives_v2
  FOR UPDATE TO service_role
  USING ((SELECT auth.role()) = 'service_role')
  WITH CHECK ((SELECT auth.role()) = 'service_role');

-- The owner of the published views reads for them; nobody logs in as it.
DROP POLICY IF EXISTS strategic_directives_v2_views_select ON public.strategic_directives_v2;
CREATE POLICY strategic_directives_v2_views_select ON public.strategic_directives_v2
  FOR SELECT TO eng_views
  USING (true);

DROP POLICY IF EXISTS strategic_directives_v2_analyst_select ON public.strategic_directives_v2;
CREATE POLICY strategic_directives_v2_analyst_select ON public.strategic_directives_v2
  FOR SELECT TO analyst
  USING (status IN ('approved', 'in_progress', 'completed') AND public.eng_direct_read_approved(id));

COMMIT;
