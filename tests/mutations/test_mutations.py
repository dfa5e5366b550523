"""The gate catches slips by itself: facts of the real data are made wrong, one at a time.

`pytest tests/mutations -s` prints what share of each kind is caught.
"""

import pytest
from mutations.corruptions import KINDS
from mutations.trial import Trial
from mutations.truth import Truth

from habitat_graph.knowledge.source import read_source

EACH = 100  # corruptions of a kind, or as many as the data has places for
LEAST = 400
LEAST_KINDS = 15
SHARE_OF_KIND = 0.80
SHARE_OF_ALL = 0.95


@pytest.fixture(scope="module")
def verdicts(knowledge, source_path):
    """For each kind, whether each of its corruptions was caught."""
    source = read_source(source_path)
    truth = Truth(knowledge.asserted, knowledge.schema, source.passages)
    drawn = {kind.__name__: truth.drawn(kind, EACH) for kind in KINDS}
    everything = [corruption for corruptions in drawn.values() for corruption in corruptions]
    trial = Trial(knowledge, source)
    caught = dict(zip(everything, trial.caught(everything), strict=True))
    found = {name: [caught[each] for each in corruptions] for name, corruptions in drawn.items()}
    print("\n" + table(found))  # noqa: T201 - shown by pytest -s
    return found


def table(verdicts):
    rows = [*verdicts.items(), ("all", [each for kind in verdicts.values() for each in kind])]
    return "\n".join(
        f"{name.replace('_', ' '):28}{sum(caught):4} of{len(caught):4}  {share(caught):4.0%}"
        for name, caught in rows
    )


def share(caught):
    return sum(caught) / len(caught)


@pytest.mark.parametrize("kind", [kind.__name__ for kind in KINDS])
def test_slips_of_every_kind_are_caught(kind, verdicts):
    assert share(verdicts[kind]) >= SHARE_OF_KIND


def test_nearly_all_slips_are_caught(verdicts):
    caught = [each for kind in verdicts.values() for each in kind]
    assert len(caught) >= LEAST
    assert len(verdicts) >= LEAST_KINDS
    assert share(caught) >= SHARE_OF_ALL


def test_the_truth_is_left_alone(knowledge, source_path):
    trial = Trial(knowledge, read_source(source_path))
    assert trial.alarms() == []


# What can be seen without the report: the data against itself and against its own phrases.
@pytest.mark.parametrize(
    "kind",
    [
        "comparator_changed",
        "country_added_to_list",
        "country_swapped",
        "digits_transposed",
        "figure_scaled",
        "measure_swapped",
        "unit_changed",
    ],
)
def test_slips_are_caught_without_the_report(kind, knowledge):
    truth = Truth(knowledge.asserted, knowledge.schema, {})
    function = next(each for each in KINDS if each.__name__ == kind)
    corruptions = truth.drawn(function, EACH)
    assert share(Trial(knowledge, None).proved_wrong(corruptions)) >= SHARE_OF_KIND
