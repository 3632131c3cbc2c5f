-- Approvals of direct reading: the governance service writes; eng_direct_read_approved() reads as eng_views.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.eng_direct_read_approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.eng_direct_read_approvals FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS eng_direct_read_approvals_service_select ON public.eng_direct_read_approvals;
CREATE POLICY eng_direct_read_approvals_service_select ON public.eng_direct_read_approvals
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS eng_direct_read_approvals_service_insert ON public.eng_direct_read_approvals;
CREATE POLICY eng_direct_read_approvals_service_insert ON public.eng_direct_read_approvals
  FOR INSERT TO service_role
  WITH CHECK ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS eng_direct_read_approvals_service_update ON public.eng_direct_read_approvals;
CREATE POLICY eng_direct_read_approvals_service_update ON public.eng_direct_read_approvals
  FOR UPDATE TO service_role
  USING ((SELECT auth.role()) = 'service_role')
  WITH CHECK ((SELECT auth.role()) = 'service_role');

-- As eng_views runs eng_direct_read_approved().
DROP POLICY IF EXISTS eng_direct_read_approvals_views_select ON public.eng_direct_read_approvals;
CREATE POLICY eng_direct_read_approvals_views_select ON public.eng_direct_read_approvals
  FOR SELECT TO eng_views
  USING (true);

COMMIT;
