"""What registration acts on. `python -m services.registration.worker`."""

from __future__ import annotations

from dasai.publicity.v1.events_pb2 import AwardRevoked
from dasai.registration.v1.events_pb2 import (
    ActivityCancelled,
    ActivityChanged,
    AffiliationsChanged,
    CreditListCompleted,
    MaterialScanned,
    OrganisationListed,
    SchemePublished,
    WordListReplaced,
)
from dasai.review.v1.events_pb2 import CaseDecided, TeamDisqualified
from dasai.scoring.v1.events_pb2 import ExpertsAssigned

from chassis.bus.worker import every, on, run

from . import store, wire
from .commands import activities, divisions, learnt, rechecks, retention, scans, supplements


class Worker:
    """nameko service: a line a subscription, a line a timer."""

    name = "registration"

    case_decided = on(CaseDecided, wire.learnt.learn_review, learnt.learn_review)
    team_disqualified = on(TeamDisqualified, wire.learnt.learn_disqualification, learnt.learn_disqualification)
    award_revoked = on(AwardRevoked, wire.learnt.learn_revocation, learnt.learn_disqualification)

    scheme_published = on(SchemePublished, wire.divisions.learn_scheme, rechecks.learn_scheme)
    experts_assigned = on(ExpertsAssigned, wire.divisions.learn_scoring, divisions.learn_scoring)

    organisation_listed = on(OrganisationListed, wire.organisations.learn_listing, rechecks.learn_listing)
    credit_list_completed = on(CreditListCompleted, wire.organisations.learn_whole_list, rechecks.learn_whole_list)

    material_scanned = on(MaterialScanned, wire.materials.learn_scan, rechecks.learn_scan)

    word_list_replaced = on(WordListReplaced, wire.names.learn_word_list, rechecks.learn_word_list)
    affiliations_changed = on(AffiliationsChanged, wire.affiliations.learn_affiliations, rechecks.learn_affiliations)

    activity_changed = on(ActivityChanged, wire.activities.tell_changed, activities.tell_signed_up)
    activity_cancelled = on(ActivityCancelled, wire.activities.tell_cancelled, activities.tell_signed_up)

    clock = every(1.0, divisions.run_clock)
    supplements_due = every(1.0, supplements.run_clock)
    uploads = every(60.0, retention.run_uploads)
    sweep = every(3600.0, retention.run_sweep)
    retention = every(600.0, retention.run_retention)
    scans = every(60.0, scans.run_scans)


if __name__ == "__main__":
    run(Worker, documents=store.DOCUMENTS)
