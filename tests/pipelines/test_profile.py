"""A profile that does not fit the contract says so with its line and the way out; the key of a pseudonym stays put."""

from __future__ import annotations

import hmac
import stat
from pathlib import Path

import duckdb
import pytest

from pipelines.profile import SHIPPED, read_profile
from pipelines.pseudonym import Pseudonyms, read_key
from pipelines.refusal import ProfileError
from tests.pipelines.site import PROFILE

PLAIN = PROFILE.format(source="", reader="", feed="", columns="", more="")


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_profile_fits_the_contract(path: Path) -> None:
    assert read_profile(path).feeds


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('target = "encounter"', 'target = "encountr"', "there is no table 'encountr' (did you mean 'encounter'"),
        ("discharge_ts =", "discharged_ts =", "encounter has no column 'discharged_ts' (did you mean 'discharge_ts'"),
        ('status = { const = "finished" }', "", "encounter needs status"),
        ('const = "finished"', 'const = "done"', "'done' is not in the vocabulary encounter_status"),
        ('E = "ed"', 'E = "er"', "'er' is not in the vocabulary encounter_class"),
        ('map = "class"', 'map = "clas"', "there is no [map.clas] (did you mean 'class'?)"),
        ('time_zone = "America/New_York"', 'time_zone = "Amerika/New_York"', "there is no time zone"),
        ('service = { from = "note" }', 'service = { form = "note" }', "column service has no key 'form' (did you mean"),
        ('service = { from = "note" }', 'service = { from = "note", sql = "note" }', "exactly one of"),
        ('format = "%Y-%m-%d %H:%M" }\nadmit', 'format = ["%d/%m/%Y", "%m/%d/%Y"] }\nadmit', "cannot be told apart"),
        ('[reader]', '[reader]\nwhere = "true"', "[[feed.ignore]]"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(PLAIN.replace(old, new, 1))
    with pytest.raises(ProfileError) as refusal:
        read_profile(path)
    assert said in str(refusal.value)
    assert refusal.value.line > 0


CLINICIANS = """
[[feed]]
name = "clinicians"
files = ["clinicians.csv"]
target = "provider"
[feed.columns]
provider_id = { from = "id" }
provider_name = { from = "name" }
is_independent_practitioner = { const = "true" }
is_active = { const = "true" }
"""


def test_names_of_clinicians_are_loaded_only_where_the_source_says_so(tmp_path: Path) -> None:
    path = tmp_path / "named.toml"
    path.write_text(PLAIN + CLINICIANS)
    with pytest.raises(ProfileError, match="staff_names = true") as refusal:
        read_profile(path)
    assert "provider_name" in path.read_text().splitlines()[refusal.value.line - 1]
    path.write_text((PLAIN + CLINICIANS).replace("[source]", "[source]\nstaff_names = true", 1))
    assert "provider_name" in read_profile(path).feeds[-1].columns


def test_a_site_changes_single_columns_of_a_profile_it_extends(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(PLAIN)
    site = tmp_path / "site.toml"
    site.write_text(
        'extends = "base"\n[[feed]]\nname = "visits"\n[feed.columns]\nservice = { const = "ward" }\n'
    )
    columns = read_profile(site).feeds[0].columns
    assert columns["service"].const == "ward"
    assert columns["start_ts"].source == ("start",)


def test_the_pseudonym_in_sql_is_an_hmac() -> None:
    key = bytes(range(32))
    pads = Pseudonyms(key)
    found = duckdb.connect().execute(f"SELECT {pads.sql('v', 'patient')} FROM (VALUES ('Zoë'), (NULL)) AS t(v)",
                                     pads.parameters({"patient"})).fetchall()  # fmt: skip
    assert found == [(hmac.digest(key, b"patient\0" + "Zoë".encode(), "sha256").hex()[:32],), (None,)]
    assert pads.of("Zoë", "patient") != pads.of("Zoë", "staff")


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "config" / "pseudonym.key"
    key = read_key(path)
    assert read_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
