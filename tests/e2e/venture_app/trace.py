"""An example of a consumer: the venture application reads published views, and nothing else."""

TRACE = """
    with wanted as (select sd_id from public.v_eng_trace where sd_key = %(key)s)
    select trace.sd_key, trace.prd_key, trace.commit_sha
    from public.v_eng_trace as trace
    join wanted using (sd_id)
"""


def trace(connection, key):
    """Which work serves a directive."""
    return connection.execute(TRACE, {"key": key}).fetchall()
