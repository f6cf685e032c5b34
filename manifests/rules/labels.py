"""Label = manifest: before loading, what the containers say must be what the lines say (Order 23 of 2022, Art. 13)."""

from collections.abc import Iterator

from manifests.rules.finding import Finding, block, hold, skip, warn


def labels_agree(load) -> Iterator[Finding]:
    """Number and waste of the labels must agree; their weights may have been taken before the last weighing."""
    labelled = [(number, part) for number, part in enumerate(load.parts, start=1) if part.labels or part.containers]
    if not labelled:
        yield skip("no_labels")
        return
    for number, part in labelled:
        found = part.labels or {"count": 0, "kg": part.kg, "codes": []}
        others = sorted(code for code in found["codes"] if code and code != part.code.code.replace("-", ""))
        where = f"/lines/{number - 1}"
        if found["count"] != part.containers:
            yield block("label_count_differs", where, line=number, lines=part.containers, labels=found["count"])
        elif others and part.code.hazardous:
            yield block("label_code_differs", where, line=number, code=part.code.code, labels="、".join(others))
        elif found["kg"] != part.kg:
            yield warn("label_weight_differs", where, line=number, lines=part.kg, labels=found["kg"])
        else:
            yield hold("labels_hold", count=part.containers)
