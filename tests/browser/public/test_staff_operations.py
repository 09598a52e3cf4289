"""The operator's page in a browser: health of the services, a dead letter that is put back, a check of the trail."""

from __future__ import annotations

import pytest
from kombu import Connection

from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import DEAD, dead_letter_queue
from cli.deadletters import find
from cli.shots.public_world import Played
from tests.browser.conftest import Contest
from tests.browser.public.test_public import press, until
from tests.browser.public.test_staff_publicity import ONCE, enter
from tests.browser.test_pages import Visit, faults, screenshot

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
QUEUE = "review.registration.submission_made"


def plant_dead_letter(url: str, event_id: str) -> None:
    """Put a message that nobody can decode among review's dead letters, as its worker would."""
    publisher = ConfirmedPublisher(url)
    headers = {"dasai-reason": "UNDECODABLE: not an envelope", "dasai-queue": QUEUE, "dasai-attempts": 1}
    publisher.publish(
        [
            Outgoing(
                DEAD.name,
                "review",
                b"\xff\xff",
                message_id=event_id,
                type="dasai.registration.v1.SubmissionMade",
                headers=headers,
            )
        ]
    )
    publisher.close()


@pytest.mark.parametrize(
    ("prefix", "width", "scripts", "good", "back", "check"),
    [
        ("", 1280, True, "正常", "重新投递", "立即核验"),
        ("/en", 390, False, "Healthy", "Put back", "Check now"),
    ],
)
def test_d5_k1_an_operator_sees_the_services_and_replays_a_dead_letter(
    visit: Visit,
    contest: Contest,
    played: Played,
    staff: dict[str, str],
    prefix: str,
    width: int,
    scripts: bool,
    good: str,
    back: str,
    check: str,
) -> None:
    """D5, K1: five services are healthy; a dead letter is shown, put back, and dead again; the trail is verified."""
    page = visit("/", width=width, scripts=scripts)
    enter(page, staff["operator"], played.password, "/work/operator")

    def healthy() -> bool:
        page.goto(f"{prefix}/staff/operations")
        return page.locator("tbody .govuk-tag--green", has_text=good).count() == 5

    until(healthy)
    assert faults(page, ONCE) == []
    screenshot(page, f"{width}-operations")
    url = contest.stack.amqp_url
    # each replay stays on the page, so that each run has an event of its own
    event_id = f"6f2b1c7e-0000-4000-8000-{width:012}"
    plant_dead_letter(url, event_id)

    def shown() -> bool:
        page.goto(f"{prefix}/staff/operations/review")
        return event_id in page.get_by_role("main").inner_text()

    until(shown)
    assert faults(page, ONCE) == []
    screenshot(page, f"{width}-service")
    page.get_by_role("main").get_by_role("button", name=f"{back} {event_id}").click()
    page.wait_for_load_state()

    def replayed() -> bool:
        page.goto(f"{prefix}/staff/operations/review")
        return (
            page.locator("table", has_text=event_id).last.locator("tbody tr").first.inner_text().strip().endswith("1")
        )

    until(replayed)
    until(lambda: [letter.id for letter in find(url, "review")] == [event_id])  # it can't be decoded: it is dead again
    with Connection(url) as connection:
        dead_letter_queue("review")(connection.channel()).purge()
    page.goto(f"{prefix}/staff/operations/registration")
    press(page, check)

    def checked() -> bool:
        page.goto(f"{prefix}/staff/operations/registration")
        words = page.get_by_role("main").inner_text()
        return ("未发现改动" in words or "Nothing was altered" in words) and page.get_by_role(
            "button", name=check
        ).count() == 1

    until(checked)
    assert faults(page, ONCE) == []


def test_k1_operations_are_the_operators(visit: Visit, played: Played, staff: dict[str, str]) -> None:
    """K1: the secretariat is refused the page, and its home does not name it."""
    page = visit("/")
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    assert page.get_by_role("link", name="运行状况").count() == 0
    response = page.goto("/staff/operations")
    assert response is not None
    assert response.status == 403
