-- Requirements: the governance service writes, the views read.

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER TABLE public.product_requirements_v2 ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.product_requirements_v2 FORCE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS product_requirements_v2_service_select ON public.product_requirements_v2;
CREATE POLICY product_requirements_v2_service_select ON public.product_requirements_v2
  FOR SELECT TO service_role
  USING ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS product_requirements_v2_service_insert ON public.product_requirements_v2;
CREATE POLICY product_requirements_v2_service_insert ON public.product_requirements_v2
  FOR INSERT TO service_role
  WITH CHECK ((SELECT auth.role()) = 'service_role');

DROP POLICY IF EXISTS product_requirements_v2_service_update ON public.product_requirements_v2;
CREATE POLICY product_requirements_v2_service_update ON public.product_requirements_v2
  FOR UPDATE TO service_role
  USING ((SELECT auth.role()) = 'service_role')
  WITH CHECK ((SELECT auth.role()) = 'service_role');

-- The owner of the published views reads for them; nobody logs in as it.
DROP POLICY IF EXISTS product_requirements_v2_views_select ON public.product_requirements_v2;
CREATE POLICY product_requirements_v2_views_select ON public.product_requirements_v2
  FOR SELECT TO eng_views
  USING (true);

COMMIT;
