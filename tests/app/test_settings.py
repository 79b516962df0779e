"""Settings: each that is wrong is said to be, with its place and what it should be."""

import os
from pathlib import Path

import pytest

from bot.app import doctor, doors
from bot.app.doctor import examine
from bot.app.settings import Part, parse_parts, read_settings
from bot.contract import SettingsError


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting comes from outside the test."""
    for name in list(os.environ):
        if name.startswith(("QUNGUAN_", "REDIS_URL", "WECHATY_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


WRONG = [
    ("QUNGUAN_PROT", "1", "QUNGUAN_PROT.*did you mean QUNGUAN_PORT"),
    ("QUNGUAN_QQQQQ", "1", "QUNGUAN_QQQQQ: unset it"),
    ("QUNGUAN_PORT", "abc", "QUNGUAN_PORT: .*integer"),
    ("QUNGUAN_PORT", "70000", "QUNGUAN_PORT: .*65535"),
    ("QUNGUAN_LATE", "soon", "QUNGUAN_LATE: 'soon' is no length of time; write 30s"),
    ("QUNGUAN_SHARDS", "0", "QUNGUAN_SHARDS"),
    ("QUNGUAN_PARTS", "worker,wrok", "QUNGUAN_PARTS: .*'worker'"),
    ("QUNGUAN_PARTS", "", "QUNGUAN_PARTS"),
    ("QUNGUAN_LANGUAGE", "fr", "QUNGUAN_LANGUAGE: .*'zh' or 'en'"),
    ("QUNGUAN_NAMESPACE", "a b", "QUNGUAN_NAMESPACE"),
    ("QUNGUAN_CONFIG", "nowhere.toml", "QUNGUAN_CONFIG names nowhere.toml, which is no file"),
]


@pytest.mark.parametrize(
    ("name", "value", "said"), WRONG, ids=[f"{name}={value}" for name, value, _ in WRONG]
)
def test_a_wrong_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """Its name, and what was expected."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said):
        read_settings()


FILES = [
    ("prot = 1", "prot in .*qunguan.toml: .*did you mean port"),
    ("port = 'x'", "port in .*qunguan.toml: .*integer"),
    ("port = ", "qunguan.toml: Invalid value"),
]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_a_wrong_file(text: str, said: str) -> None:
    """The file is named, with the setting or the line."""
    Path("qunguan.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_settings()


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One setting may be changed for once without touching the file; the others stay as there."""
    Path("mine.toml").write_text(
        'port = 9000\nlate = "1h"\nparts = ["web", "worker"]\nhosts = ["bot.example"]\n'
    )
    monkeypatch.setenv("QUNGUAN_CONFIG", "mine.toml")
    monkeypatch.setenv("QUNGUAN_PORT", "9001")
    settings = read_settings()
    assert (settings.port, settings.late.total_seconds()) == (9001, 3600)
    assert settings.parts == {Part.web, Part.worker}
    assert settings.hosts == {"bot.example"}


def test_names_stand_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line takes them, too."""
    monkeypatch.setenv("QUNGUAN_PARTS", "gateway, sender")
    monkeypatch.setenv("QUNGUAN_HOSTS", "a.example,b.example")
    settings = read_settings()
    assert settings.parts == parse_parts("sender,gateway") == {Part.gateway, Part.sender}
    assert settings.hosts == {"a.example", "b.example"}
    for wrong in ("", ",", "gateways", "web,x"):
        with pytest.raises(SettingsError, match="gateway,worker,sender,web"):
            parse_parts(wrong)


def test_others_variables_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """`REDIS_URL` and Wechaty's own variables are understood; the token is never shown."""
    monkeypatch.setenv("REDIS_URL", "redis://cache/1")
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_ENDPOINT", "127.0.0.1:8788")
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_TOKEN", "secret-token")
    settings = read_settings()
    assert settings.redis_url == "redis://cache/1"
    assert not settings.with_playground
    assert "secret-token" not in str(settings)


async def test_the_doctor_finds_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything is looked at, each finding with what to do."""
    monkeypatch.setenv("QUNGUAN_DATA", str(tmp_path / "d"))
    assert all(finding.good for finding in await examine())
    monkeypatch.setenv("REDIS_URL", "redis://u:hidden@127.0.0.1:1")
    monkeypatch.setenv("QUNGUAN_RULES", str(tmp_path / "none"))
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_ENDPOINT", "127.0.0.1:1")
    bad = {finding.what: finding for finding in await examine() if not finding.good}
    assert bad.keys() == {"store", "rules", "gateway"}
    assert all(finding.advice for finding in bad.values())
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_TOKEN", "secret-token")
    again = await examine()
    assert not next(finding for finding in again if finding.what == "gateway").good
    assert "secret-token" not in str(again)
    monkeypatch.setenv("QUNGUAN_PORT", "x")
    assert [finding.good for finding in await examine()] == [False]


APART = [
    ("REDIS_URL", "http://x", "REDIS_URL: 'http://x' is no server's address: write redis://"),
    ("REDIS_URL", "redis://u:secret@host:y/0", "REDIS_URL: 'host:y/0' is no server's address"),
    ("WECHATY_PUPPET_SERVICE_ENDPOINT", "gateway", "WECHATY_PUPPET_SERVICE_ENDPOINT: .*write host:port"),
    ("WECHATY_PUPPET_SERVICE_ENDPOINT", "gateway:0", "write host:port"),
]


@pytest.mark.parametrize(("name", "value", "said"), APART)
def test_a_wrong_address(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    """Under the name it was given by, and never with a password."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said) as caught:
        read_settings()
    assert "secret" not in str(caught.value)


async def test_doctor_misses_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token alone connects nothing."""
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_TOKEN", "token")
    found = {finding.what: finding for finding in await examine()}
    assert not found["gateway"].good
    assert "ENDPOINT" in found["gateway"].advice


async def test_doctor_tells_of_parts_that_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that run apart need one server."""
    monkeypatch.setenv("QUNGUAN_PARTS", "worker")
    found = {finding.what: finding for finding in await examine()}
    assert not found["parts"].good
    assert "REDIS_URL" in found["parts"].advice


@pytest.mark.parametrize(
    ("installed", "ocr", "said"),
    [
        (True, None, "codes and words are read, for 3 s at most"),
        (True, "false", "words are not: QUNGUAN_OCR is false"),
        (False, None, "words are not: no OCR installed"),
        (False, "false", "words are not"),
    ],
)
async def test_doctor_tells_whether_words_in_pictures_are_read(
    monkeypatch: pytest.MonkeyPatch, installed: bool, ocr: str | None, said: str
) -> None:
    """By default where they can be; and how to install what reads them."""
    for module in (doors, doctor):
        monkeypatch.setattr(module, "reads_words", lambda: installed)
    if ocr is not None:
        monkeypatch.setenv("QUNGUAN_OCR", ocr)
    found = {finding.what: finding for finding in await examine()}["pictures"]
    assert found.good
    assert said in found.found
    assert ("qunguan[ocr]" in found.advice) is not installed


async def test_ocr_that_is_wanted_and_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the doctor and of `run`, with the command that installs it."""
    monkeypatch.setattr(doors, "reads_words", lambda: False)
    monkeypatch.setenv("QUNGUAN_OCR", "true")
    found = {finding.what: finding for finding in await examine()}["pictures"]
    assert not found.good
    with pytest.raises(SettingsError, match=r"pip install 'qunguan\[ocr\]'"):
        doors.picture_reader(read_settings())
