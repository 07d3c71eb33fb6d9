"""A small library of works and what the tests of the markup do with it."""

import pytest

from articles.markup import MarkupError, OutcomeRow, ReferenceLabel, render

LIBRARY = {
    "ullrick2008": ReferenceLabel(
        "Ullrick 2008",
        "Ullrick et al.",
        "Curr Probl Diagn Radiol",
        "2008",
        "https://doi.org/10.1067/j.cpradiol.2007.05.001",
    ),
    "callstrom2006": ReferenceLabel(
        "Callstrom 2006", "Callstrom et al.", "Radiology", "2006"
    ),
    "tuncali2007": ReferenceLabel(
        "Tuncali 2007", "Tuncali et al.", "AJR Am J Roentgenol", "2007"
    ),
    "genereviews-hmo": ReferenceLabel("GeneReviews 2020"),
}
PAIN = OutcomeRow(
    n=17,
    of=19,
    claim="people had less pain",
    citekey="tuncali2007",
    measure="pain relief",
    time_point="4 weeks",
)
FREE = OutcomeRow(533, 557, "people stayed free of symptoms", "ullrick2008")


def rendered(source, *, audience="professional", outcomes=(), **options):
    return render(
        source,
        references=LIBRARY,
        figures={"ice-ball", "probe"},
        outcomes=outcomes,
        audience=audience,
        **options,
    )


def problems(source, **options):
    with pytest.raises(MarkupError) as caught:
        rendered(source, **options)
    return list(caught.value.problems)


def only_problem(source, **options):
    [problem] = problems(source, **options)
    return problem


def button(number, occurrence, short):
    return (
        f'<button type="button" id="cite-{number}-{occurrence}"'
        f' popovertarget="ref-{number}-note"'
        f' aria-label="reference {number}: {short}">{number}</button>'
    )
