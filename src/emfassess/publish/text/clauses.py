"""Places of the limits in their documents, as the shipped limit sets name them."""

from emfassess.language import N_, Language

CLAUSES = (
    N_("table 1"),
    N_("table 1 to paragraph (e)(1)"),
    N_("table 5, whole body"),
    N_("tables 6 and 7"),
    N_("article 3"),
    N_("annex 1, number 64"),
    N_("annex III, table 2"),
    N_("annex B, tables 2 and 3"),
    N_("management target of a single project"),
    N_("cumulative limit"),
    N_("levels of ICNIRP 2020, whole body"),
    N_("uncontrolled environments"),
    N_("one tenth of ICNIRP 1998"),
    N_("general environment"),
    N_("table 6, local"),
)


def clause_in(clause: str, text: Language) -> str:
    """A clause in a language; that of a limit set of one's own is printed unchanged."""
    return text(clause) if clause in CLAUSES else clause
