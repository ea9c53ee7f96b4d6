"""The loader's own records: what was read from each file, what was refused and why, and what looked odd."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "load_log",
        grain="one feed of one file in one load",
        key=("batch_id", "file", "feed"),
        columns="""
            run_id | VARCHAR | required | refresh that loaded it
            batch_id | VARCHAR | required | load inside that refresh
            source_id | VARCHAR | required | profile source
            file | VARCHAR | required | file name without folder
            feed | VARCHAR | required | feed of the profile; empty when the whole file was rejected
            target_table | VARCHAR |  | canonical table
            file_sha256 | VARCHAR | required | hash of the bytes as delivered
            bytes | BIGINT [bytes] | required | size as delivered
            status | VARCHAR | required | loaded, duplicate (same bytes seen before), skipped (the profile says why it leaves the file out) or rejected
            reason | VARCHAR |  | why the file was rejected, in words without values
            rows_read | BIGINT [records] | required | records that belong to this feed
            rows_inserted | BIGINT [records] | required | new keys
            rows_updated | BIGINT [records] | required | newer version of a known key
            rows_unchanged | BIGINT [records] | required | same content as stored
            rows_superseded | BIGINT [records] | required | older than what is stored or than another row of the file
            rows_quarantined | BIGINT [records] | required | refused with a reason
            rows_ignored | BIGINT [records] | required | left out by a named condition of the profile; not part of rows_read
            min_event_ts | TIMESTAMPTZ |  | earliest event
            max_event_ts | TIMESTAMPTZ |  | latest event
            extracted_ts | TIMESTAMPTZ |  | when the source made the file, as its name says; orders snapshots
            started_ts | TIMESTAMPTZ | required | start
            ended_ts | TIMESTAMPTZ | required | end
            profile_hash | VARCHAR | required | normalised profile
        """,
    ),
    Table.of(
        "load_ignored",
        grain="one named ignore condition of one feed of one file",
        key=("batch_id", "file", "feed", "condition"),
        columns="""
            batch_id | VARCHAR | required | load
            file | VARCHAR | required | file name without folder
            feed | VARCHAR | required | feed
            condition | VARCHAR | required | name of the condition
            reason | VARCHAR | required | why the profile leaves these records out
            rows_ignored | BIGINT [records] | required | how many
        """,
    ),
    Table.of(
        "quarantine",
        grain="one record kept out of a canonical table",
        key=("quarantine_id",),
        columns="""
            quarantine_id | VARCHAR | required | record
            batch_id | VARCHAR | required | load
            source_id | VARCHAR | required | profile source
            file | VARCHAR | required | file name without folder
            feed | VARCHAR | required | feed
            file_sha256 | VARCHAR | required | hash of the bytes as delivered
            source_row | BIGINT | required | physical line, or number of the record or of the entry of a Bundle
            byte_offset | BIGINT [bytes] |  | where the record starts in the decoded-from file
            pointer | VARCHAR |  | JSON pointer of a resource that does not stand alone on its line or in its file
            target_table | VARCHAR |  | canonical table
            column_name | VARCHAR |  | source column at fault, when one is
            rule_code | VARCHAR | required | rule that refused it
            reason | VARCHAR | required | the rule as a sentence, without any value
            created_ts | TIMESTAMPTZ | required | when
        """,
    ),
    Table.of(
        "dq_issue",
        grain="one kind of data-quality finding in one load",
        key=("batch_id", "table_name", "rule_code"),
        columns="""
            batch_id | VARCHAR | required | load, or the refresh for derived findings
            source_id | VARCHAR |  | source
            table_name | VARCHAR | required | table
            rule_code | VARCHAR | required | e.g. negative_duration, dst_ambiguous, code_unmapped
            severity | VARCHAR | required vocabulary:severity | how bad
            message | VARCHAR | required | sentence, without values of a row
            row_count | BIGINT [rows] | required | rows concerned
            first_seen_ts | TIMESTAMPTZ | required | first seen
        """,
    ),
    Table.of(
        "code_map_seen",
        grain="one source value met by one map in one load",
        key=("batch_id", "map_name", "source_value"),
        columns="""
            batch_id | VARCHAR | required | load
            source_id | VARCHAR | required | profile source
            map_name | VARCHAR | required | map
            source_value | VARCHAR | required | value in the source; only for maps of closed code lists
            target_value | VARCHAR |  | canonical value; null = unmapped
            row_count | BIGINT [rows] | required | rows
        """,
    ),
    Table.of(
        "refresh_run",
        grain="one refresh that ended in this generation or an earlier one",
        key=("run_id",),
        columns="""
            run_id | VARCHAR | required | refresh
            load_id | BIGINT | required | generation number it published
            started_ts | TIMESTAMPTZ | required | start
            ended_ts | TIMESTAMPTZ | required | end
            as_of_date | DATE | required | the date that decides what is final
            trigger | VARCHAR | required | command, schedule or re-judge
            files | BIGINT [files] | required | files taken
            rows_read | BIGINT [records] | required | records read
            rows_quarantined | BIGINT [records] | required | records refused
        """,
    ),
)
