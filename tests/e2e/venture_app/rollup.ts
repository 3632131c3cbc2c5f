// An example of a consumer: what is ready to go out.
export async function ready(client, least: number) {
  return client.from('v_eng_backlog_rollup').select('backlog_key, readiness_pct').gte('readiness_pct', least)
}

export const payload = (sql, id: string) => sql`
  select prd_key, acceptance_criteria from public.v_eng_prd_payload_v1 where prd_id = ${id}`
