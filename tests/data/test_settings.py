"""What a site may set, and how it is told what it got wrong."""

from datetime import date
from pathlib import Path

import pytest

from data.settings import CHECKOUT_HOME, Settings, SettingsError, read_settings

KEY = {"WARDBOARD_KEY_FILE": "/elsewhere/key"}


def read(tmp_path: Path, text: str, **environment: str):
    (tmp_path / "settings.toml").write_text(text)
    return read_settings(tmp_path, {**KEY, **environment})


def test_without_a_file_everything_has_a_safe_default(tmp_path):
    settings = read_settings(tmp_path, KEY)
    assert (settings.host, settings.suppression, settings.market, settings.is_demo) == (
        "127.0.0.1", "cms", "generic", False,
    )  # fmt: skip
    assert settings.is_loopback


def test_the_home_is_the_argument_then_the_environment_then_the_checkout(tmp_path):
    assert read_settings(tmp_path, {**KEY, "WARDBOARD_HOME": "/other"}).home == tmp_path
    assert read_settings(None, {**KEY, "WARDBOARD_HOME": str(tmp_path)}).home == tmp_path
    assert read_settings(None, KEY).home == CHECKOUT_HOME


def test_a_file_is_read_with_types_and_lists(tmp_path):
    settings = read(
        tmp_path,
        """
        site_name = "North"
        as_of = 2026-11-01
        max_quarantine_pct = 3
        profile_dirs = ["mine"]
        [[facility]]
        facility_id = "F1"
        [[schedule]]
        name = "nightly"
        cron = "15 5 * * *"
        """,
    )
    assert settings.as_of == date(2026, 11, 1)
    assert settings.max_quarantine_pct == 3.0
    assert settings.profile_dirs == (tmp_path / "mine",)
    assert [dict(row) for row in settings.facilities] == [{"facility_id": "F1"}]
    assert settings.schedules[0]["name"] == "nightly"


def test_the_environment_wins_over_the_file(tmp_path):
    settings = read(
        tmp_path, "port = 8060\nsite_name = 'File'", WARDBOARD_PORT="8070", WARDBOARD_SITE_NAME="8"
    )
    assert (settings.port, settings.site_name) == (8070, "8")


def test_a_settings_file_can_be_named_by_environment(tmp_path):
    named = tmp_path / "other.toml"
    named.write_text("port = 9000")
    assert read_settings(tmp_path, {**KEY, "WARDBOARD_SETTINGS": str(named)}).port == 9000
    with pytest.raises(SettingsError, match="there is no such file"):
        read_settings(tmp_path, {**KEY, "WARDBOARD_SETTINGS": str(tmp_path / "gone.toml")})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 8050", "there is no setting `prot`"),
        ("port = '8050'", "`port` must be int"),
        ("is_demo = 1", "`is_demo` must be bool"),
        ("port = 0", "between 1 and 65535"),
        ("suppression = 'none'", "`suppression` must be one of"),
        ("market = 'moon'", "`market` must be one of"),
        ("keep_generations = 0", "at least 1"),
        ("facility = 1", r"must be written as \[\[facility\]\]"),
        ("home = '/x'", "there is no setting `home`"),
        ("a = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read(tmp_path, text)


def test_an_environment_variable_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match="WARDBOARD_PORT"):
        read(tmp_path, "", WARDBOARD_PORT="many")


def test_the_pseudonym_key_never_lies_in_the_home(tmp_path):
    with pytest.raises(SettingsError, match="outside the home"):
        read_settings(tmp_path, {"WARDBOARD_KEY_FILE": str(tmp_path / "key")})


def test_only_this_machine_is_loopback(tmp_path):
    hosts = {
        "127.0.0.1": True,
        "::1": True,
        "localhost": True,
        "0.0.0.0": False,
        "10.0.0.5": False,
        "ward": False,
    }
    assert {host: read(tmp_path, f"host = '{host}'").is_loopback for host in hosts} == hosts


def test_a_new_home_is_readable_by_its_owner_only(home):
    folders = (home.inbox, home.landed, home.refused, home.spill, home.warehouse, home.logs)
    assert [folder.name for folder in folders if folder.stat().st_mode & 0o077] == []


def test_a_database_may_use_a_share_of_the_machine_that_leaves_room_for_others(monkeypatch):
    def machine(gigabytes):
        found = {"SC_PHYS_PAGES": gigabytes * 2**18, "SC_PAGE_SIZE": 4096}
        monkeypatch.setattr("os.sysconf", found.__getitem__)
        return Settings().memory_limit

    assert [machine(size) for size in (4, 32, 512)] == ["2GB", "4GB", "16GB"]


def test_a_language_nobody_here_speaks_is_refused_with_those_there_are(tmp_path):
    assert read(tmp_path, 'language = "de"').language == "de"
    with pytest.raises(SettingsError, match="`language` must be one of en, es, de, not 'fr'"):
        read(tmp_path, 'language = "fr"')
