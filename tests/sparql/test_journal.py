"""What was acknowledged is there after any crash, and nothing else is."""

import pyoxigraph
import pytest

from habitat_graph.problems import HabitatError
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.journal import Journal, recorded


def change(number):
    (quad,) = pyoxigraph.parse(
        f'<urn:s> <urn:p> "TC . {number}" <urn:g> .', pyoxigraph.RdfFormat.N_QUADS
    )
    return Change(added=(quad,), created=(f"urn:g{number}",))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "scratch" / "0000.journal"


@pytest.fixture
def written(path):
    journal = Journal(path)
    for number in range(3):
        journal.append(change(number))
    journal.close()
    return path.read_bytes()


@pytest.mark.usefixtures("written")
def test_changes_are_read_in_the_order_in_which_they_were_made(path):
    assert list(recorded(path)) == [change(number) for number in range(3)]


def test_of_a_missing_file_there_are_none(tmp_path):
    assert list(recorded(tmp_path / "none.journal")) == []


def test_wherever_a_crash_cuts_the_whole_records_before_it_stay(path, written):
    ends = [len(written) // 3 * count for count in (1, 2, 3)]
    for cut in range(len(written) + 1):
        path.write_bytes(written[:cut])
        whole = sum(end <= cut for end in ends)
        assert list(recorded(path)) == [change(number) for number in range(whole)]


def test_what_was_cut_is_written_over(path, written):
    path.write_bytes(written[:-5])
    journal = Journal(path)
    journal.append(change(9))
    journal.close()
    assert list(recorded(path)) == [change(0), change(1), change(9)]


def test_a_record_that_rotted_is_not_taken_for_whole(path, written):
    path.write_bytes(written.replace(b'"TC . 2"', b'"TC . 8"'))
    assert list(recorded(path)) == [change(0), change(1)]


def test_only_one_process_writes(path):
    journal = Journal(path)
    with pytest.raises(HabitatError, match="Another scratch server"):
        Journal(path)
    journal.close()
    Journal(path).close()


@pytest.mark.usefixtures("written")
def test_one_change_can_stand_for_all(path):
    journal = Journal(path)
    journal.rewrite(change(7))
    with pytest.raises(HabitatError):
        Journal(path)
    journal.append(change(8))
    journal.close()
    assert list(recorded(path)) == [change(7), change(8)]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_folder_that_takes_nothing_is_named(tmp_path):
    (tmp_path / "scratch").write_text("in the way", "utf-8")
    with pytest.raises(HabitatError, match="cannot be kept there"):
        Journal(tmp_path / "scratch" / "0000.journal")
