-- Requirements in every status, one of them in three versions.

BEGIN;

-- Adding days to a time depends on the session's zone.
SET LOCAL TIME ZONE 'UTC';

INSERT INTO public.product_requirements_v2
  (id, prd_key, version, sd_id, title, priority, acceptance_criteria, completeness_pct, risk_level, created_at, updated_at)
SELECT
  seed.id::uuid, seed.prd_key, seed.version, directive.id, seed.title, seed.priority::public.eng_priority,
  seed.acceptance_criteria::jsonb, seed.completeness_pct, seed.risk_level::public.eng_risk_level,
  seed.created_at::timestamptz, seed.created_at::timestamptz
FROM (
  VALUES
    ('9d000000-0000-4000-8000-000000000201', 'PRD-201', 1, 'SD-101', 'Sign-in service', 'p0', '[{"id": "AC-1", "statement": "A person signs in once a day at most.", "verification": "test", "required": true}]', 100.00, 'high', '2026-01-20 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000202', 'PRD-202', 1, 'SD-102', 'Published views', 'p1', '[{"id": "AC-1", "statement": "Each published view has a contract.", "verification": "test", "required": true}, {"id": "AC-2", "statement": "A consumer is told 90 days ahead.", "verification": "review", "required": true}]', 90.00, 'medium', '2026-02-10 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000203', 'PRD-202', 2, 'SD-102', 'Published views', 'p1', '[{"id": "AC-1", "statement": "Each published view has a contract.", "verification": "test", "required": true}, {"id": "AC-2", "statement": "A consumer is told 90 days ahead.", "verification": "review", "required": true}, {"id": "AC-3", "statement": "A breaking change is stopped before merge.", "verification": "demonstration", "required": true}]', 97.50, 'medium', '2026-04-10 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000204', 'PRD-202', 3, 'SD-102', 'Published views', 'p1', '[]', 20.00, 'medium', '2026-08-10 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000205', 'PRD-205', 1, 'SD-103', 'Reversible migrations', 'p0', '[{"id": "AC-1", "statement": "Each migration goes down and up again.", "verification": "test", "required": true}, {"id": "AC-2", "statement": "Rolling back takes less than five minutes.", "verification": "metric", "required": false}]', 85.25, 'critical', '2026-03-01 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000206', 'PRD-206', 1, 'SD-104', 'Privacy desk', 'p1', '[{"id": "AC-1", "statement": "95 % of requests are answered within 24 hours.", "verification": "metric", "required": true}]', 70.00, 'high', '2026-03-15 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000207', 'PRD-207', 1, 'SD-104', 'Deletion across ventures', 'p2', '[{"id": "AC-1", "statement": "A deletion reaches each venture.", "verification": "test", "required": true}]', 45.00, 'critical', '2026-03-20 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000208', 'PRD-208', 1, 'SD-105', 'Idle shutdown', 'p2', '[]', 10.00, 'low', '2026-04-01 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000209', 'PRD-209', 1, 'SD-113', 'Venture starter kit', 'p3', '[{"id": "AC-1", "statement": "A new venture deploys on its first day.", "verification": "demonstration", "required": true}]', 60.00, 'low', '2026-06-10 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000210', 'PRD-210', 1, 'SD-114', 'Monthly restore', 'p0', '[{"id": "AC-1", "statement": "Last night''s backup is restored each month.", "verification": "review", "required": true}]', 100.00, 'medium', '2026-06-15 09:00:00+00'),
    ('9d000000-0000-4000-8000-000000000211', 'PRD-211', 1, 'SD-112', 'Nightly files', 'p3', '[]', 30.00, 'low', '2025-12-20 09:00:00+00')
) AS seed(id, prd_key, version, sd_key, title, priority, acceptance_criteria, completeness_pct, risk_level, created_at)
JOIN public.strategic_directives_v2 AS directive USING (sd_key)
ON CONFLICT (id) DO NOTHING;

UPDATE public.product_requirements_v2
SET status = 'in_review', updated_at = created_at + interval '3 days'
WHERE status = 'draft'
  AND (prd_key, version) IN (('PRD-201', 1), ('PRD-202', 1), ('PRD-202', 2), ('PRD-205', 1), ('PRD-206', 1), ('PRD-207', 1), ('PRD-209', 1), ('PRD-210', 1));

UPDATE public.product_requirements_v2
SET status = 'approved', updated_at = created_at + interval '6 days'
WHERE status = 'in_review'
  AND (prd_key, version) IN (('PRD-201', 1), ('PRD-202', 1), ('PRD-202', 2), ('PRD-205', 1), ('PRD-206', 1), ('PRD-210', 1));

UPDATE public.product_requirements_v2
SET status = 'delivered', updated_at = created_at + interval '60 days'
WHERE status = 'approved' AND (prd_key, version) IN (('PRD-201', 1), ('PRD-210', 1));

UPDATE public.product_requirements_v2
SET status = 'superseded', updated_at = created_at + interval '70 days'
WHERE status = 'approved' AND (prd_key, version) = ('PRD-202', 1);

UPDATE public.product_requirements_v2
SET status = 'cancelled', updated_at = created_at + interval '30 days'
WHERE status = 'draft' AND (prd_key, version) = ('PRD-211', 1);

COMMIT;
