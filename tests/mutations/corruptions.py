"""The kinds of slip that people and programs make when they encode a report."""

from collections.abc import Callable, Iterator

from mutations import quotations, resources, roles, values
from mutations.truth import Corruption, Truth

Kind = Callable[[Truth], Iterator[Corruption]]

KINDS: tuple[Kind, ...] = (
    roles.actor_removed,
    roles.actor_swapped,
    roles.actor_swapped_nearby,
    roles.actor_invented,
    roles.named_thing_left_out,
    roles.thing_swapped,
    roles.country_swapped,
    roles.country_dropped_from_list,
    roles.country_added_to_list,
    values.date_shifted,
    values.date_stretched,
    values.date_dropped,
    values.precision_changed,
    values.time_reference_changed,
    values.figure_scaled,
    values.digits_transposed,
    values.comparator_changed,
    values.unit_changed,
    values.figure_status_changed,
    values.measure_swapped,
    resources.planned_turned_done,
    resources.done_turned_planned,
    resources.class_wrong,
    resources.thing_misclassified,
    resources.label_shared,
    resources.label_doubled,
    resources.iri_dangling,
    resources.statement_duplicated,
    quotations.evidence_dropped,
    quotations.evidence_swapped,
    quotations.quotation_altered,
    quotations.paragraph_off_by_one,
    quotations.offsets_shifted,
)
