"""Ledger, budget and patient costing."""

from data.schema.table import Table

TABLES = (
    Table.of(
        "gl_entry",
        grain="one ledger account x cost centre x month",
        key=("facility_id", "cost_centre_id", "account_id", "month"),
        columns="""
            facility_id | VARCHAR | required | site
            cost_centre_id | VARCHAR | required | cost centre
            account_id | VARCHAR | required | ledger account
            month | DATE | required | first day of the month; fiscal periods are mapped by calendar or profile; period 13 adds to the last month, period 0 is opening balance only
            amount | DECIMAL(18,2) | required | net activity, natural sign (rule R6)
            ending_balance | DECIMAL(18,2) |  | closing balance, balance-sheet accounts only
            worked_hours | DOUBLE [h] |  | hours posted with the account
        """,
    ),
    Table.of(
        "gl_journal_line",
        grain="one journal line (optional detail; gl_entry is summed from it)",
        key=("journal_line_id",),
        columns="""
            journal_line_id | VARCHAR | required | journal id + line + entity
            facility_id | VARCHAR | required | site
            cost_centre_id | VARCHAR | required | cost centre
            account_id | VARCHAR | required | ledger account
            month | DATE | required | accounting month
            fiscal_year | INTEGER | required | fiscal year
            fiscal_period | INTEGER | required | 0-13
            post_date | DATE |  | posting date
            journal_ref | VARCHAR |  | journal id
            amount | DECIMAL(18,2) | required | natural sign (rule R6)
        """,
    ),
    Table.of(
        "budget",
        grain="same grain as gl_entry x version",
        key=("facility_id", "cost_centre_id", "account_id", "month", "version"),
        columns="""
            facility_id | VARCHAR | required | site
            cost_centre_id | VARCHAR | required | cost centre
            account_id | VARCHAR | required | ledger account
            month | DATE | required | first day of month
            version | VARCHAR | required vocabulary:budget_version | , or the customer's own name
            amount | DECIMAL(18,2) | required | natural sign (rule R6)
            volume_basis | DOUBLE |  | budgeted volume
            volume_unit | VARCHAR |  | patient days, visits, cases
            budget_hours | DOUBLE [h] |  | budgeted hours
            budget_fte | DOUBLE [FTE] |  | budgeted FTE
        """,
    ),
    Table.of(
        "stat_volume",
        grain="one unit-of-service statistic of a cost centre in a month",
        key=("cost_centre_id", "month", "statistic"),
        columns="""
            cost_centre_id | VARCHAR | required | cost centre
            month | DATE | required | first day of month
            statistic | VARCHAR | required | patient days, RVU, tests ...
            quantity | DOUBLE | required | actual
            budget_quantity | DOUBLE |  | budget
        """,
    ),
    Table.of(
        "patient_cost",
        grain="cost and revenue of one encounter",
        key=("encounter_id",),
        columns="""
            encounter_id | VARCHAR | required keyed:encounter | visit
            total_cost | DECIMAL(18,2) | required | full cost
            variable_cost | DECIMAL(18,2) | required | costs that vary with the case
            supply_cost | DECIMAL(18,2) |  | supplies
            implant_cost | DECIMAL(18,2) |  | implants (inside supply_cost)
            drug_cost | DECIMAL(18,2) |  | drugs
            labour_cost | DECIMAL(18,2) |  | labour
            net_revenue | DECIMAL(18,2) |  | expected until paid, then paid
            gross_charges | DECIMAL(18,2) | required | charges
            is_final | BOOLEAN | required | costing finished
        """,
    ),
    Table.of(
        "cost_report",
        grain="one filed cost report (HCRIS)",
        key=("report_id",),
        columns="""
            report_id | VARCHAR | required | rpt_rec_num
            ccn | VARCHAR | required | provider number
            fiscal_start_date | DATE | required | period start
            fiscal_end_date | DATE | required | period end
            report_status | VARCHAR | required | submitted, settled, reopened, amended
            received_date | DATE |  | received by the contractor; the latest wins
        """,
    ),
    Table.of(
        "cost_report_value",
        grain="one cell of a cost report",
        key=("report_id", "worksheet", "line_no", "column_no"),
        columns="""
            report_id | VARCHAR | required | report
            worksheet | VARCHAR | required | e.g. S300001
            line_no | VARCHAR | required | 5 characters
            column_no | VARCHAR | required | 5 characters
            value_num | DOUBLE |  | numeric cell
            value_text | VARCHAR |  | text cell
        """,
    ),
)
