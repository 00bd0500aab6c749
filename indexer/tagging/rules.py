"""Which rule settles which ambiguous name, and in what order the rules are asked."""

from __future__ import annotations

from collections.abc import Callable

from indexer.tagging.acronyms import bind_definitions, check_cue
from indexer.tagging.matching import Mention
from indexer.tagging.people import check_leader, check_person, check_town, follow_people
from indexer.tagging.phrases import Check
from indexer.tagging.scene import Scene
from indexer.tagging.states import (
    check_brussels,
    check_congo,
    check_georgia,
    check_korea,
    check_prefix,
    check_shortened,
    settle_towns,
)

Rule = Callable[[Mention, Scene, int], None]

_RULES: dict[Check, Rule] = {
    Check.PERSON: check_person,
    Check.TOWN: check_town,
    Check.PREFIX: check_prefix,
    Check.SHORTENED: check_shortened,
    Check.GEORGIA: check_georgia,
    Check.CONGO: check_congo,
    Check.KOREA: check_korea,
    Check.BRUSSELS: check_brussels,
    Check.CUE: check_cue,
    Check.LEADER: check_leader,
}


def apply_rules(scene: Scene) -> None:
    """Settle every mention that a rule must look at; a state that stays names its town's place."""
    bind_definitions(scene)
    for index, mention in enumerate(scene.mentions):
        if mention.sense.check:
            _RULES[mention.sense.check](mention, scene, index)
    settle_towns(scene)
    if scene.people:
        follow_people(scene)
