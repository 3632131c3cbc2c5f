-- Approvals of direct reading: one in force for an approved directive, one for a directive that nobody has
-- approved (and that therefore opens nothing), one run out, one revoked.

BEGIN;

INSERT INTO public.eng_direct_read_approvals
  (id, sd_id, decision_log_ref, approved_by, approved_at, valid_until, revoked_at)
VALUES
  ('a9000000-0000-4000-8000-000000000401', '5d000000-0000-4000-8000-000000000104', 'DL-2026-014', 'Head of Product Governance', '2026-04-20 09:00:00+00', NULL, NULL),
  ('a9000000-0000-4000-8000-000000000402', '5d000000-0000-4000-8000-000000000106', 'DL-2026-014', 'Head of Product Governance', '2026-04-20 09:00:00+00', NULL, NULL),
  ('a9000000-0000-4000-8000-000000000403', '5d000000-0000-4000-8000-000000000102', 'DL-2026-012', 'Head of Product Governance', '2026-04-20 09:00:00+00', '2026-05-20 09:00:00+00', NULL),
  ('a9000000-0000-4000-8000-000000000404', '5d000000-0000-4000-8000-000000000103', 'DL-2026-013', 'Head of Product Governance', '2026-04-20 09:00:00+00', NULL, '2026-06-01 09:00:00+00')
ON CONFLICT (id) DO NOTHING;

COMMIT;
