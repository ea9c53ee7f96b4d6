"""What a load wrote down in English is said again in the language of whoever reads it."""

import pytest

from data import reasons
from data.language import TEST, speaking
from data.reasons import again


@pytest.mark.parametrize(
    ("written", "spanish"),
    [
        (reasons.ENDS_BEFORE.format(end="end_ts", start="start_ts"), "`end_ts` es anterior a `start_ts`."),
        ("The line holds a NUL byte.", "La línea contiene un byte NUL."),
        (
            reasons.UNREADABLE.format(column="los_days", wanted="a whole number"),
            "`los_days` no puede leerse como número entero.",
        ),
        (
            reasons.TOO_MANY_REFUSED.format(
                share="7.5", limit="5", n="12,345", reason=reasons.EMPTY.format(column="unit_id")
            ),
            "Se rechaza el 7,5 % de los registros (límite 5 %). Con más frecuencia (12.345 veces): `unit_id` está vacío, y "
            "la fila lo necesita.",
        ),
    ],
)
def test_a_stored_reason_keeps_its_values_and_changes_its_language(written, spanish):
    assert again(written) == written
    with speaking("es"):
        assert again(written) == spanish
    with speaking(TEST):
        assert again(written).startswith("⟦")


def test_a_reason_that_a_site_wrote_stays_its_own():
    with speaking("de"):
        assert again("Our coder works on this one: 5, 6.") == "Our coder works on this one: 5, 6."
