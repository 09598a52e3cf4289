"""docs/security.md names each item of both lists, with tests and files that exist, and each place of cryptography.

What it says to be nowhere in the code is nowhere.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from chassis.settings import Settings

PAGE = Path("docs/security.md").read_text(encoding="utf-8")
# the items of levels 1 and 2, by section: 1.2.1 to 1.2.9 and so on (OWASP ASVS 5.0.0)
ASVS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
# the items of the third level that a program can have a part in, by section (GB/T 22239-2019)
GB = {
    "8.1.2.1": "abcde", "8.1.2.2": "ab", "8.1.2.3": "",
    "8.1.3.1": "abcd", "8.1.3.2": "abcde", "8.1.3.3": "abcd", "8.1.3.4": "ab", "8.1.3.5": "abcd", "8.1.3.6": "",
    "8.1.4.1": "abcd", "8.1.4.2": "abcdefg", "8.1.4.3": "abcd", "8.1.4.4": "abcdef", "8.1.4.5": "", "8.1.4.6": "",
    "8.1.4.7": "ab", "8.1.4.8": "ab", "8.1.4.9": "abc", "8.1.4.10": "ab", "8.1.4.11": "ab",
    "8.1.5.1": "ab", "8.1.5.2": "ab", "8.1.5.3": "ab", "8.1.5.4": "abcdef",
    "8.1.9.4": "abcdefg", "8.1.10.5": "ab", "8.1.10.9": "ab",
}  # fmt: skip
MET, OTHERS = {"met", "满足"}, {"partly", "deployment", "n/a", "部分满足", "未满足", "由部署单位落实", "不适用"}
NEEDS_A_REASON = {"partly", "deployment", "n/a", "部分满足", "未满足", "不适用"}
CODE = ("chassis", "gateway", "inspection", "services")


def asvs_items() -> list[str]:
    """Return the numbers of all items of levels 1 and 2."""
    items = []
    for section, numbers in ASVS.items():
        first, _, last = numbers.partition("-")
        items += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return items


def gb_items() -> list[str]:
    """Return the numbers of all items of the third level that are listed."""
    return [f"{section} {letter}".strip() for section, letters in GB.items() for letter in letters or " "]


def rows_of(page: str) -> dict[str, tuple[str, str, list[str]]]:
    """Return state, reason and tests of each item, by its number; raises ValueError if an item is there twice."""
    rows: dict[str, tuple[str, str, list[str]]] = {}
    for line in page.splitlines():
        match = re.fullmatch(r"\| (\d+(?:\.\d+)+(?: [a-g])?) \| [^|]+ \| ([^|]+) \|([^|]*)\|([^|]*)\|", line)
        if match is None:
            continue
        if match[1] in rows:
            raise ValueError(match[1])
        rows[match[1]] = (match[2].strip(), match[3].strip(), re.findall(r"`([^`]+)`", match[4]))
    return rows


ROWS = rows_of(PAGE)


def test_there_are_as_many_items_as_the_standard_has() -> None:
    """70 of the first level, 183 of the second."""
    assert len(asvs_items()) == 70 + 183


def test_no_item_is_missing_and_none_is_invented() -> None:
    assert list(ROWS) == [*asvs_items(), *gb_items()]


def test_each_item_has_a_state_and_what_is_met_has_a_test() -> None:
    assert {state for state, _, _ in ROWS.values()} <= MET | OTHERS
    assert [item for item, (state, how, tests) in ROWS.items() if state in MET and not (how and tests)] == []
    assert [item for item, (state, how, _) in ROWS.items() if state in NEEDS_A_REASON and not how] == []


def test_each_test_that_is_named_exists() -> None:
    named = {test for _, _, tests in ROWS.values() for test in tests}
    assert len(named) > 50
    assert sorted(test for test in named if not (Path("tests") / test).is_file()) == []


def named_files(page: str) -> set[str]:
    """Return the paths that a page names as code, and those to which its links lead, from the root of the repository."""
    named = set(re.findall(r"`((?!/)[\w.-]+/[\w./-]*)`", page))
    linked = re.findall(r"\]\(([^)#]+)", page)
    return named | {
        os.path.normpath(Path("docs") / target) for target in linked if not target.startswith(("http:", "https:"))
    }


def test_each_file_that_is_named_exists() -> None:
    """Of the code, of the settings and of the documents; tests are named below `tests/`."""
    named = named_files(PAGE)
    assert len(named) > 100
    assert sorted(name for name in named if not Path(name).exists() and not (Path("tests") / name).exists()) == []
    assert named_files("`gateway/gone.py` and [it](adr/gone.md#part)") == {"gateway/gone.py", "docs/adr/gone.md"}


def test_what_is_named_of_a_file_is_in_it() -> None:
    """`a/b.py` (`Class.function`, `NAME`)."""
    places = re.findall(r"`([\w./-]+\.py)` \(((?:`[\w.]+`(?:, )?)+)\)", PAGE)
    assert len(places) >= 4
    for path, names in places:
        text = Path(path).read_text(encoding="utf-8")
        for name in re.findall(r"`([\w.]+)`", names):
            for part in name.split("."):
                assert re.search(rf"(?m)^ *(?:class|def) {part}\b|^{part}\b.* = ", text), (path, name)


def test_each_item_of_gb_t_22239_is_said_in_english_too() -> None:
    """K5: what it is about, and each reason."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| 8\.1\.\d+\.\d", line)]
    assert len(lines) == len(gb_items())
    for line in lines:
        _, item, about, _, how, _, _ = line.split("|")
        assert re.search(r" · [A-Za-z]", about), item
        assert not how.strip() or re.search(r"。<br>[`A-Za-z]", how), item


def test_an_item_that_is_missing_or_twice_would_be_seen() -> None:
    page = "| 1.1.1 | about | met | how | `a.py` |\n| 8.1.4.1 a | 内容 | 满足 | 如何 | |\n| x | y | met | z | |\n"
    assert rows_of(page) == {"1.1.1": ("met", "how", ["a.py"]), "8.1.4.1 a": ("满足", "如何", [])}
    with pytest.raises(ValueError, match=r"1\.1\.1"):
        rows_of(page + page)


def test_the_counts_on_the_page_are_right() -> None:
    states = [state for state, _, _ in ROWS.values()]
    counted = re.search(r"(\d+) items: (\d+) met, (\d+) partly, (\d+) of the deployment, (\d+) not applicable", PAGE)
    assert counted is not None
    english = [states.count(state) for state in ("met", "partly", "deployment", "n/a")]
    assert [int(number) for number in counted.groups()] == [sum(english), *english]
    counted = re.search(r"满足(\d+)项，部分满足(\d+)项，未满足(\d+)项，由部署单位落实(\d+)项，不适用(\d+)项", PAGE)
    assert counted is not None
    chinese = [states.count(state) for state in ("满足", "部分满足", "未满足", "由部署单位落实", "不适用")]
    assert [int(number) for number in counted.groups()] == chinese


def test_each_secret_is_in_the_inventory() -> None:
    """ASVS 11.1.2: whoever adds a secret says who has it and what it protects."""
    secrets = [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]
    assert len(secrets) > 10
    inventory = PAGE.partition("### Keys")[2].partition("### Data")[0]
    assert [name for name in secrets if f"DASAI_{name.upper()}" not in inventory] == []


# where something is hashed, signed, sealed, made of a password or sent over TLS; comparing in constant time is none of these
CRYPTOGRAPHY = (
    r"\bhashlib\.\w|\bfile_digest\(|\bhmac\.(?:new|digest)\(|AESGCM\(|Ed25519P\w+Key\.|\bjwt\.(?:en|de)code\(|PasswordHasher\(|"
    r"\bpyotp\.|webauthn\.verify_|grpc\.ssl_|\bssl\.|httpx\.(?:Async)?Client\("
)


def test_each_place_of_cryptography_is_in_the_table() -> None:
    """ASVS 11.1.2, GB/T 39786: whoever hashes, signs or seals somewhere else says what SM2, SM3 or SM4 would be there."""
    table = PAGE.partition("## Where SM2, SM3 and SM4 would go")[2]
    places = {place.partition(":")[0] for place in places_of(CRYPTOGRAPHY, "*.py")}
    places |= {str(path) for path, text in sources("*.js") if "crypto.subtle" in text}
    places |= {
        str(path) for path in Path("clients").rglob("*.py") if re.search(CRYPTOGRAPHY, path.read_text(encoding="utf-8"))
    }
    assert len(places) > 30
    assert sorted(place for place in places if f"`{place}`" not in table) == []


def test_each_exception_from_a_security_rule_has_its_reason() -> None:
    """Bandit's findings, and ruff's of the same rules (S), are settled where they are."""
    exceptions = [
        (f"{path}:{number}", line)
        for folder in (*CODE, "cli", "tests")
        for path in Path(folder).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# (?:noqa: S\d|nosec B)", line)
    ]
    assert len(exceptions) > 30
    settled = re.compile(r"# noqa: S\d{3}(?:, S\d{3})* - \w+.* \w+|# nosec[ ]B\d{3}  # \w+ .*\w+")
    assert [place for place, line in exceptions if not settled.search(line)] == []


def test_both_pages_on_reporting_say_the_same_things() -> None:
    """K5: Chinese beside English; the same times and commands."""
    english, chinese = (Path(name).read_text(encoding="utf-8") for name in ("SECURITY.md", "SECURITY.zh-CN.md"))
    commands = re.compile(r"`(\./dasai [a-z -]+|cli/[\w./]+|[A-Z]{3,})`")
    assert set(commands.findall(english)) == set(commands.findall(chinese))
    days = [re.findall(r"(\d+)(?: working)? days", english), re.findall(r"(\d+) (?:个工作)?日", chinese)]
    assert sorted(days[0]) == sorted(days[1])
    assert len(re.findall(r"(?m)^## ", english)) == len(re.findall(r"(?m)^## ", chinese))


def sources(*patterns: str) -> list[tuple[Path, str]]:
    """Return the files of the services and the gateway, with their texts; not those of others that are kept in a `vendor`."""
    paths = sorted(
        path
        for folder in CODE
        for pattern in patterns
        for path in Path(folder).rglob(pattern)
        if "vendor" not in path.parts
    )
    assert paths
    return [(path, path.read_text(encoding="utf-8")) for path in paths]


def places_of(pattern: str, *files: str) -> list[str]:
    """Return where something is in these files, as path and line."""
    found = re.compile(pattern)
    return [
        f"{path}:{number}"
        for path, text in sources(*files)
        for number, line in enumerate(text.splitlines(), 1)
        if found.search(line)
    ]


def test_no_regular_expression_is_made_of_input() -> None:
    """ASVS 1.2.9: MongoDB gets constant ones alone, in migrations; Python's are made of names of ours when a module is loaded."""
    assert {place.partition(":")[0] for place in places_of(r"\$regex", "*.py")} == {
        "services/registration/migrations/m0001_names_held_folded.py",
        "services/review/migrations/m0001_project_keys_folded.py",
    }
    call = r"\bre\.(?:compile|search|match|fullmatch|sub|split|findall|finditer)\("
    literal, filled = r"[rbf]{0,2}[\"']", r"(?:f|rf|fr)[\"'].*(?<!\{)\{_?[a-z]"
    assert places_of(rf"^ .*{call}(?!{literal}|_?[A-Z][A-Z_]+\b)", "*.py") == []
    assert places_of(rf"^ .*{call}{filled}", "*.py") == []


def test_nothing_is_read_that_could_run() -> None:
    """ASVS 1.3.2, 1.5.2: no code is made of texts, no objects of bytes, no redirect of others is followed (15.3.2)."""
    wrong = (
        r"\b(?:pickle|marshal|shelve|dill)\b|(?<![\w.])(?:eval|exec|compile)\(|yaml\.(?:load|unsafe_load|full_load)\("
    )
    assert places_of(wrong, "*.py") == []
    assert places_of(r"follow_redirects=True|allow_redirects=True|verify=False", "*.py") == []


def test_scripts_show_text_as_text_and_keep_nothing() -> None:
    """ASVS 3.2.2, 14.3.3, 15.3.6: none writes HTML, reads cookies, or fills an object that inherits.

    Only the editor stores anything, a text that could not be saved yet; signing out clears it (`pages.js`).
    """
    wrong = (
        r"\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|indexedDB|"
        r"document\.cookie|postMessage|addEventListener\(\"message|= \{\};"
    )
    assert places_of(wrong, "*.js", "*.html") == []
    storing = places_of(r"localStorage|sessionStorage", "*.js", "*.html")
    assert {place.partition(":")[0] for place in storing} == {
        "gateway/portals/static/editor.js",
        "gateway/portals/static/pages.js",
    }
    pages = Path("gateway/portals/static/pages.js").read_text(encoding="utf-8")
    assert "sign-out" in pages
    assert "removeItem" in pages


def test_htmx_runs_nothing_asks_nobody_else_and_keeps_no_page() -> None:
    """ASVS 3.2.2, 14.3.3: by the settings that every page gives it."""
    (given,) = re.findall(
        r"<meta name=\"htmx-config\" content='([^']*)'>",
        Path("gateway/portals/templates/base.html").read_text(encoding="utf-8"),
    )
    settings = json.loads(given)
    assert {
        name: settings[name] for name in ("allowEval", "allowScriptTags", "selfRequestsOnly", "historyCacheSize")
    } == {
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }


def test_each_field_for_a_password_hides_it_and_lets_managers_fill_it() -> None:
    """ASVS 6.2.6, 6.2.7: and nothing hinders pasting."""
    assert places_of(r"<input[^>]*password", "*.html") == []
    texts = [text for _, text in sources("*.html")]
    (component,) = re.findall(r"(?s)\{% macro password_field(.*?)\{% endmacro %\}", "".join(texts))
    assert "govukPasswordInput(parts)" in component
    assert component.startswith('(form, name, label, hint="", autocomplete="current-password"')
    fields = [call for text in texts for call in re.findall(r"\{\{ (\w+\([^{}]*password\"[^{}]*\)) \}\}", text)]
    calls = [call for call in fields if re.match(r'\w+\(form, "\w*password"', call)]
    assert len(calls) >= 7
    for call in calls:
        assert call.startswith("password_field("), call
        assert set(re.findall(r'autocomplete="([^"]*)"', call)) <= {"current-password", "new-password"}, call
    assert places_of(r"onpaste|oncopy", "*.html", "*.js") == []
