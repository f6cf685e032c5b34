"""What a document profile says of one kind of waste. Each kind is a file beside this one; `register.py` lists them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from facilities.deadline_kinds import DeadlineKind

# Of the site that holds the waste, the first that is true counts.
DUTIES = ("disposal_site", "collector")
ANYWHERE = ""


@dataclass(frozen=True)
class Stay:
    """How long waste may lie: the clock that runs, and the limit of law behind it; "" where the law knows none."""

    clock: DeadlineKind
    limit: str = ""


@dataclass(frozen=True)
class Detail:
    """A field that only this profile's manifests have, in part 1.

    `paper` is its caption as printed, Chinese and English; `needed_at` the action that may not be taken without it, ""
    where it may stay empty. `reads`: text, count (a whole number above 0) or percent (0 to 100, one decimal).
    """

    name: str
    label: Promise
    paper: tuple[str, str]
    needed_at: str = ""
    reads: str = "text"
    longest: int = 100


@dataclass(frozen=True)
class NoLabel:
    """Why a container of this waste gets no label: a refusal's code and its sentence."""

    code: str
    message: Promise


@dataclass(frozen=True)
class Profile:
    """One kind of document: which loads it is for, what may be done under it, what it asks, prints and how it counts.

    `classes`: the categories whose waste belongs here (HW01, S07); with none, all waste of its side (hazardous or not)
    that no other profile names. `mixes_with`: profiles whose waste may ride along under this one. `leaves_out`: actions
    of the transition table that its manifests do not know. `rules`: ids of manifests/rules/register.py that are asked.
    """

    id: str
    title: Promise
    paper: tuple[str, str]
    law: Promise
    hazardous: bool
    rules: frozenset[str]
    stays: Mapping[str, Stay]
    classes: tuple[str, ...] = ()
    mixes_with: tuple[str, ...] = ()
    leaves_out: frozenset[str] = frozenset()
    details: tuple[Detail, ...] = ()
    counts_containers: bool = False  # every line says in how many containers it goes
    needs_dangerous_goods_licence: bool = False
    has_digital_ids: bool = False  # containers get the 37 characters of HJ 1276
    wears: str = ""  # what its containers wear (manifests/documents/label_kinds.py); "" with the reason why nothing
    no_label: NoLabel | None = None
    register: str = ""  # a register that the law wants kept of it: the word in retention.<word>_months
    prints_stay: bool = False  # the clock of the longest stay stands on the paper
    has_national_number: bool = False  # the 14 digits of Order 23, Art. 15
    unverified: tuple[str, ...] = field(default_factory=tuple)  # for the docs: what nobody has read in the law yet

    def __str__(self) -> str:
        return str(self.title)

    def asks(self, rule: str) -> bool:
        return rule in self.rules

    def knows(self, action: str) -> bool:
        return action not in self.leaves_out

    def stay_at(self, holder) -> Stay:
        """The stay that counts at a site, by what the site does."""
        for duty in DUTIES:
            if getattr(holder, f"is_{duty}") and duty in self.stays:
                return self.stays[duty]
        return self.stays[ANYWHERE]

    @property
    def limits(self) -> tuple[str, ...]:
        """The dated rows of storage time that it reads, each once."""
        return tuple(dict.fromkeys(stay.limit for stay in self.stays.values() if stay.limit))

    @property
    def needed(self) -> dict[str, tuple[Detail, ...]]:
        """Its own required fields by the action that may not be taken without them."""
        actions = dict.fromkeys(detail.needed_at for detail in self.details if detail.needed_at)
        return {action: tuple(row for row in self.details if row.needed_at == action) for action in actions}


# What every load is asked, whatever it is.
EVERY_LOAD = frozenset(
    {
        *("stock", "profile", "particulars", "open", "contract", "licence", "insurance", "labels", "exemption"),
        *("crew", "vehicle", "driver", "escort", "store_capacity", "storage_point"),
        *("weight", "difference", "confirmation", "back_fill", "destination", "told_late"),
    }
)
HAZARDOUS_ONLY = frozenset({"plan", "permit", "approval", "storage_time", "truck", "store", "treatment", "export"})

# No limit of law: the store's own day limit runs, under the clock of whoever holds the waste.
NO_LIMIT_OF_LAW = {
    "disposal_site": Stay(DeadlineKind.STORE_OPERATOR),
    "collector": Stay(DeadlineKind.STORE_COLLECTOR),
    ANYWHERE: Stay(DeadlineKind.STORE_GENERATOR),
}
