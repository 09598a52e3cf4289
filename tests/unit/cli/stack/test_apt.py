"""The configuration of apt: installed packages, private folders, and its listing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack import apt

STATUS = """Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 2.36
Depends: libgcc-s1
Provides: libc6-2
Conffiles:
 /etc/ld.so.conf.d/x86_64-linux-gnu.conf 593ad12389ab2b6f952e7ede67b8fbbf
Description: a library
 Package: not a field

Package: erlang-base
Status: install ok installed
Version: 1:25.2

Package: broken
Status: install ok half-configured
Version: 1
Breaks: everything
"""


def test_installed_packages_keep_their_versions_and_lose_their_relations() -> None:
    assert apt.installed(STATUS, ["erlang-*"]) == (
        "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\nVersion: 2.36\n"
        "Provides: libc6-2\n"
        "\n"
        "Package: broken\nStatus: install ok half-configured\nVersion: 1\n"
    )


def test_a_listing_is_read() -> None:
    listing = (
        "Reading package lists...\n"
        "'http://example.org/debian/pool/e/erlang-base_25.2%2bdfsg_amd64.deb' erlang-base_1%3a25.2+dfsg_amd64.deb 96 SHA256:ab\n"
        "'file:/srv/socat_1_amd64.deb' socat_1_amd64.deb 37 \n"
    )
    assert apt.archives(listing) == [
        apt.Archive(
            "http://example.org/debian/pool/e/erlang-base_25.2%2bdfsg_amd64.deb",
            "erlang-base_1%3a25.2+dfsg_amd64.deb",
            96,
        ),
        apt.Archive("file:/srv/socat_1_amd64.deb", "socat_1_amd64.deb", 37),
    ]


@pytest.mark.parametrize(("root", "sandboxes"), [(True, ['APT::Sandbox::User "root";']), (False, [])])
def test_apt_keeps_to_its_folder_and_runs_no_hook_of_the_machine(*, root: bool, sandboxes: list[str]) -> None:
    lines = apt.configuration(Path("/cache/apt"), root=root).splitlines()
    assert [line for line in lines if "Sandbox" in line] == sandboxes
    assert {
        'Dir::State::Lists "/cache/apt/lists";',
        'Dir::State::status "/cache/apt/status";',
        'Dir::Cache::archives "/cache/apt/archives";',
        "#clear APT::Update::Post-Invoke;",
        "#clear APT::Update::Post-Invoke-Success;",
        "#clear DPkg;",
    } <= set(lines)
