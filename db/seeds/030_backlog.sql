-- Backlog items in every state and with every outcome of the QA gate; some serve a directive without a requirement.

BEGIN;

-- Adding days to a time depends on the session's zone.
SET LOCAL TIME ZONE 'UTC';

INSERT INTO public.eng_backlog
  (id, backlog_key, sd_id, prd_id, title, item_type, priority, qa_gate_min, created_at, updated_at)
SELECT
  seed.id::uuid, seed.backlog_key, directive.id, requirement.id, seed.title, seed.item_type::public.eng_backlog_type,
  seed.priority::public.eng_priority, seed.qa_gate_min, seed.created_at::timestamptz, seed.created_at::timestamptz
FROM (
  VALUES
    ('b1000000-0000-4000-8000-000000000301', 'BL-301', 'SD-101', 'PRD-201', 1, 'Token endpoint', 'feature', 'p0', 90, '2026-02-01 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000302', 'BL-302', 'SD-101', 'PRD-201', 1, 'Sign-out does not reach mobile', 'bug', 'p1', 80, '2026-02-03 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000303', 'BL-303', 'SD-101', NULL, NULL, 'Rotate the signing keys', 'chore', 'p1', 70, '2026-02-05 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000304', 'BL-304', 'SD-102', 'PRD-202', 2, 'Contract of the trace view', 'feature', 'p1', 80, '2026-04-20 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000305', 'BL-305', 'SD-102', 'PRD-202', 2, 'Contract of the payload view', 'feature', 'p1', 80, '2026-04-21 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000306', 'BL-306', 'SD-102', 'PRD-202', 2, 'Roll-up counts an item twice', 'bug', 'p0', 95, '2026-04-22 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000307', 'BL-307', 'SD-102', 'PRD-202', 3, 'Notice by mail', 'feature', 'p3', 80, '2026-08-12 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000308', 'BL-308', 'SD-103', 'PRD-205', 1, 'Up, down and up in the check', 'feature', 'p0', 85, '2026-03-10 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000309', 'BL-309', 'SD-103', 'PRD-205', 1, 'Measure the time to roll back', 'research', 'p2', 60, '2026-03-11 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000310', 'BL-310', 'SD-104', 'PRD-206', 1, 'Inbox for requests', 'feature', 'p1', 80, '2026-03-25 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000311', 'BL-311', 'SD-104', 'PRD-207', 1, 'Find a person in each venture', 'feature', 'p2', 90, '2026-03-26 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000312', 'BL-312', 'SD-105', 'PRD-208', 1, 'Which machines are idle?', 'research', 'p2', 50, '2026-04-05 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000313', 'BL-313', 'SD-113', 'PRD-209', 1, 'Template repository', 'feature', 'p2', 80, '2026-06-20 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000314', 'BL-314', 'SD-114', 'PRD-210', 1, 'Restore job', 'feature', 'p0', 100, '2026-06-20 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000315', 'BL-315', 'SD-114', NULL, NULL, 'Alert when a restore is late', 'chore', 'p1', 0, '2026-06-22 09:00:00+00'),
    ('b1000000-0000-4000-8000-000000000316', 'BL-316', 'SD-106', NULL, NULL, 'Ask support what they lack', 'research', 'p3', 80, '2026-06-25 09:00:00+00')
) AS seed(id, backlog_key, sd_key, prd_key, version, title, item_type, priority, qa_gate_min, created_at)
JOIN public.strategic_directives_v2 AS directive USING (sd_key)
LEFT JOIN public.product_requirements_v2 AS requirement
  ON requirement.prd_key = seed.prd_key AND requirement.version = seed.version
ON CONFLICT (id) DO NOTHING;

UPDATE public.eng_backlog
SET state = 'cancelled', updated_at = created_at + interval '1 day'
WHERE state = 'proposed' AND backlog_key = 'BL-312';

UPDATE public.eng_backlog
SET state = 'ready', updated_at = created_at + interval '2 days'
WHERE state = 'proposed' AND backlog_key NOT IN ('BL-307', 'BL-312', 'BL-316');

UPDATE public.eng_backlog
SET state = 'in_progress', updated_at = created_at + interval '4 days'
WHERE state = 'ready' AND backlog_key NOT IN ('BL-311', 'BL-313');

UPDATE public.eng_backlog
SET state = 'in_review', updated_at = created_at + interval '8 days',
  commit_sha = pg_catalog.repeat(pg_catalog.substr(backlog_key, 4), 13) || 'a',
  pr_url = 'https://git.example/platform/pull/' || pg_catalog.substr(backlog_key, 4)
WHERE state = 'in_progress' AND backlog_key NOT IN ('BL-305', 'BL-310');

UPDATE public.eng_backlog
SET qa_score = 55, qa_gate_status = 'failed', updated_at = created_at + interval '9 days'
WHERE state = 'in_review' AND qa_gate_status = 'pending' AND backlog_key = 'BL-306';

UPDATE public.eng_backlog
SET qa_gate_status = 'waived', qa_waiver_ref = 'DL-2026-021', updated_at = created_at + interval '9 days'
WHERE state = 'in_review' AND qa_gate_status = 'pending' AND backlog_key = 'BL-303';

UPDATE public.eng_backlog
SET qa_score = qa_gate_min, qa_gate_status = 'passed', updated_at = created_at + interval '9 days'
WHERE state = 'in_review' AND qa_gate_status = 'pending'
  AND backlog_key IN ('BL-301', 'BL-302', 'BL-304', 'BL-308', 'BL-314', 'BL-315');

UPDATE public.eng_backlog
SET state = 'done', release_link = 'https://git.example/platform/releases/2026.07', updated_at = created_at + interval '30 days'
WHERE state = 'in_review' AND backlog_key IN ('BL-301', 'BL-302', 'BL-303', 'BL-304', 'BL-314', 'BL-315');

COMMIT;
