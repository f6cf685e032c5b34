"""Read the consignee's judgement line by line: weighed, opinion, accepted, reason, method."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import DisposalMethod
from manifests.actions.reading import read_kg, read_text
from manifests.actions.weighing import Weighing, hold_against, read_weighing
from manifests.misfits import Misfit
from manifests.models import ManifestLine
from manifests.quantities import ZERO

Opinion, Rest = ManifestLine.Opinion, ManifestLine.Rest


def judge_lines(lines: list[ManifestLine], sent, methods: dict[str, DisposalMethod], default: DisposalMethod) -> None:
    """Write the judgement onto the lines. `sent` is a list of {line, weighed_kg, opinion, accepted_kg, residue_kg,
    reason, significant_difference, misfits, weighing, method}; each line must be judged once. Raises every problem at
    once.

    `residue_kg` goes with accepting: what was weighed less what could not be emptied is accepted. `misfits` and
    `weighing` are no fields of the row: the event alone keeps them."""
    by_key = {str(line.pk): line for line in lines} | {str(line.position): line for line in lines}
    problems: list[Refusal] = []
    seen: set = set()
    if not isinstance(sent, list | tuple):
        raise BadInput(_("Judge every line."), code="lines_missing", field="/lines")
    for i, judgement in enumerate(sent):
        line = by_key.get(str(judgement.get("line"))) if isinstance(judgement, dict) else None
        if line is None or line.pk in seen:
            problems.append(
                BadInput(_("Judge each line of the manifest once."), code="unknown_line", field=f"/lines/{i}/line")
            )
            continue
        seen.add(line.pk)
        problems += _judge(line, judgement, f"/lines/{i}", methods, default)
    missing = [line for line in lines if line.pk not in seen]
    if missing and not problems:
        problems.append(
            BadInput(
                _("Line %(line)s has not been judged.") % {"line": missing[0].position},
                code="line_not_judged",
                field="/lines",
            )
        )
    if problems:
        raise Refusal.of(problems)


def _judge(line: ManifestLine, sent: dict, where: str, methods: dict, default: DisposalMethod) -> list[Refusal]:
    problems: list[Refusal] = []

    def collect(read, *args):
        try:
            return read(*args)
        except Refusal as refusal:
            problems.append(refusal)
            return None

    opinion = sent.get("opinion")
    if opinion not in Opinion.values:
        return [BadInput(_("Accept, accept in part, or refuse."), code="opinion_missing", field=f"{where}/opinion")]
    line.opinion = opinion
    line.reason = collect(read_text, sent.get("reason"), f"{where}/reason") or ""
    line.significant_difference = (
        collect(read_text, sent.get("significant_difference"), f"{where}/significant_difference") or ""
    )
    line.misfits = collect(read_misfits, sent.get("misfits"), f"{where}/misfits") or []
    line.weighing = collect(read_weighing, sent.get("weighing"), f"{where}/weighing")
    if line.weighing and line.weighing.net_kg and sent.get("weighed_kg") in (None, ""):
        sent = {**sent, "weighed_kg": line.weighing.net_kg}
    if opinion == Opinion.REFUSE:
        weighed = sent.get("weighed_kg")
        line.weighed_kg = collect(read_kg, weighed, f"{where}/weighed_kg") if weighed not in (None, "") else None
        line.accepted_kg, line.method, line.rest = ZERO, None, Rest.REFUSED
    else:
        line.weighed_kg = collect(read_kg, sent.get("weighed_kg"), f"{where}/weighed_kg")
        line.method = methods.get(str(sent["method"])) if sent.get("method") else default
        if line.method is None:
            problems.append(
                BadInput(_("Choose a method from the list."), code="method_unknown", field=f"{where}/method")
            )
        line.accepted_kg = (
            line.weighed_kg
            if opinion == Opinion.ACCEPT
            else collect(read_kg, sent.get("accepted_kg"), f"{where}/accepted_kg")
        )
        line.rest = Rest.REFUSED if opinion == Opinion.PART else ""
        if opinion == Opinion.PART and not problems and line.accepted_kg >= line.weighed_kg:
            problems.append(
                BadInput(
                    _("The accepted part must weigh less than what was weighed (%(kg)s kg).") % {"kg": line.weighed_kg},
                    code="part_too_large",
                    field=f"{where}/accepted_kg",
                    value=line.accepted_kg,
                )
            )
    if not problems and line.weighed_kg is not None:
        collect(hold_against, line.weighing, line.weighed_kg, f"{where}/weighing")
    if not problems:
        problems += _leave_residue(line, sent, where)
    if opinion != Opinion.ACCEPT and not str(sent.get("reason") or "").strip():
        problems.append(BadInput(_("Give a reason."), code="required", field=f"{where}/reason"))
    if opinion == Opinion.ACCEPT and not line.rest:
        line.reason = ""
    return problems


def _leave_residue(line: ManifestLine, sent: dict, where: str) -> list[Refusal]:
    """Take what stays in the tank or drum off what is accepted; answers what is wrong about it."""
    if sent.get("residue_kg") in (None, ""):
        return []
    field, said = f"{where}/residue_kg", sent.get("accepted_kg")
    try:
        residue = read_kg(sent["residue_kg"], field)
        accepted = read_kg(said, f"{where}/accepted_kg") if said not in (None, "") else line.accepted_kg - residue
    except Refusal as refusal:
        return [refusal]
    if line.opinion != Opinion.ACCEPT:
        text, code = _("Only what is accepted leaves a residue; what is refused goes on as refused."), "residue_refused"
    elif residue >= line.weighed_kg:
        text, code = _("The residue must weigh less than what was weighed (%(kg)s kg)."), "residue_too_large"
    elif accepted + residue != line.weighed_kg:
        text, code = _("Accepted and residue together must be what was weighed (%(kg)s kg)."), "residue_does_not_add_up"
    else:
        line.accepted_kg, line.rest = accepted, Rest.RESIDUE
        return []
    return [BadInput(text % {"kg": line.weighed_kg}, code=code, field=field, value=residue)]


def read_misfits(sent, field: str) -> list[str]:
    """What does not fit, in the order of the law, each once; a BadInput at `field` for what is not on its list."""
    if sent in (None, ""):
        return []
    if not isinstance(sent, list | tuple) or any(value not in Misfit.values for value in sent):
        raise BadInput(_("Choose from the list what does not fit."), code="misfit_unknown", field=field)
    return [value for value in Misfit.values if value in sent]


def weigh_load(lines: list[ManifestLine], sent) -> Weighing | None:
    """The load on the scale as one: its net must be what its lines weigh together, or the note says why not."""
    weighing = read_weighing(sent, "/weighing")
    hold_against(weighing, sum((line.weighed_kg for line in lines if line.weighed_kg is not None), ZERO), "/weighing")
    return weighing


def total(lines: list[ManifestLine]) -> Decimal:
    return sum((line.accepted_kg for line in lines), ZERO)
