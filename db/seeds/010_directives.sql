-- Directives for trials and demonstrations: every status, with and without owner and decision. Each begins as a
-- draft and lives through its life, as in earnest; run again, nothing changes. All times are literal.

BEGIN;

-- Adding days to a time depends on the session's zone.
SET LOCAL TIME ZONE 'UTC';

INSERT INTO public.strategic_directives_v2
  (id, sd_key, title, summary, owner, decision_log_ref, evidence_ref, created_at, updated_at)
VALUES
  ('5d000000-0000-4000-8000-000000000101', 'SD-101', 'One sign-in for all ventures', 'A single identity for people and services.', 'Head of Platform', 'DL-2026-002', 'https://evidence.example/sd-101', '2026-01-05 09:00:00+00', '2026-01-05 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000102', 'SD-102', 'Publish data by contract', 'Consumers build on published views only.', 'Head of Product Governance', 'DL-2026-007', 'https://evidence.example/sd-102', '2026-01-19 09:00:00+00', '2026-01-19 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000103', 'SD-103', 'Releases that roll back', '', 'Head of Platform', 'DL-2026-009', NULL, '2026-02-02 09:00:00+00', '2026-02-02 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000104', 'SD-104', 'Answer privacy requests within a day', '', 'Head of Data', 'DL-2026-011', 'https://evidence.example/sd-104', '2026-02-16 09:00:00+00', '2026-02-16 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000105', 'SD-105', 'Cut the cost of idle compute by half', 'Idle compute is a third of the bill.', 'Head of Finance', 'DL-2026-014', NULL, '2026-03-02 09:00:00+00', '2026-03-02 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000106', 'SD-106', 'Support in five languages', '', 'Head of Support', NULL, NULL, '2026-03-16 09:00:00+00', '2026-03-16 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000107', 'SD-107', 'Retire the on-premises warehouse', '', NULL, NULL, NULL, '2026-03-30 09:00:00+00', '2026-03-30 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000108', 'SD-108', 'A design system for ventures', '', 'Head of Design', NULL, NULL, '2026-04-13 09:00:00+00', '2026-04-13 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000109', 'SD-109', 'Carbon report per venture', '', NULL, NULL, NULL, '2026-04-27 09:00:00+00', '2026-04-27 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000110', 'SD-110', 'Our own chat client', 'Turned down: nothing here that the market lacks.', 'Head of Platform', 'DL-2026-016', NULL, '2026-05-04 09:00:00+00', '2026-05-04 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000111', 'SD-111', 'Quarterly penetration tests', '', 'Head of Security', NULL, NULL, '2026-05-11 09:00:00+00', '2026-05-11 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000112', 'SD-112', 'Share data by nightly files', 'Gave way to SD-102.', 'Head of Data', 'DL-2025-031', NULL, '2025-12-01 09:00:00+00', '2025-12-01 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000113', 'SD-113', 'Onboard a venture in a week', '', 'Head of Ventures', NULL, NULL, '2026-05-18 09:00:00+00', '2026-05-18 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000114', 'SD-114', 'Backups that are tried every month', '', 'Head of Platform', 'DL-2026-018', 'https://evidence.example/sd-114', '2026-05-25 09:00:00+00', '2026-05-25 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000115', 'SD-115', 'Accessibility: level AA everywhere', 'Für alle – auch „ohne Maus“.', NULL, 'DL-2026-019', NULL, '2026-06-01 09:00:00+00', '2026-06-01 09:00:00+00'),
  ('5d000000-0000-4000-8000-000000000116', 'SD-116', 'Returned for a clearer goal', '', 'Head of Ventures', NULL, NULL, '2026-06-08 09:00:00+00', '2026-06-08 09:00:00+00')
ON CONFLICT (id) DO NOTHING;

UPDATE public.strategic_directives_v2
SET status = 'submitted', updated_at = created_at + interval '2 days'
WHERE status = 'draft' AND updated_at = created_at
  AND sd_key IN ('SD-101', 'SD-102', 'SD-103', 'SD-104', 'SD-105', 'SD-106', 'SD-107', 'SD-110', 'SD-112', 'SD-113', 'SD-114', 'SD-115', 'SD-116');

UPDATE public.strategic_directives_v2
SET status = 'draft', updated_at = created_at + interval '4 days'
WHERE status = 'submitted' AND sd_key = 'SD-116';

UPDATE public.strategic_directives_v2
SET status = 'rejected', updated_at = created_at + interval '5 days'
WHERE status = 'submitted' AND sd_key = 'SD-110';

UPDATE public.strategic_directives_v2
SET status = 'withdrawn', updated_at = created_at + interval '6 days'
WHERE status = 'draft' AND sd_key = 'SD-111';

UPDATE public.strategic_directives_v2
SET status = 'approved', approved_by = 'governance.board@ehg.example',
  approved_at = created_at + interval '7 days', updated_at = created_at + interval '7 days'
WHERE status = 'submitted'
  AND sd_key IN ('SD-101', 'SD-102', 'SD-103', 'SD-104', 'SD-105', 'SD-112', 'SD-113', 'SD-114', 'SD-115');

UPDATE public.strategic_directives_v2
SET status = 'in_progress', updated_at = created_at + interval '14 days'
WHERE status = 'approved' AND sd_key IN ('SD-101', 'SD-102', 'SD-103', 'SD-113', 'SD-114');

UPDATE public.strategic_directives_v2
SET status = 'completed', updated_at = created_at + interval '120 days'
WHERE status = 'in_progress' AND sd_key IN ('SD-101', 'SD-114');

UPDATE public.strategic_directives_v2
SET status = 'superseded', superseded_by = '5d000000-0000-4000-8000-000000000102', updated_at = created_at + interval '60 days'
WHERE status = 'approved' AND sd_key = 'SD-112';

COMMIT;
