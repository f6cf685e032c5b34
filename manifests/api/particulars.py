"""What was signed, by action, as the OpenAPI description tells it. The words are those of manifests/actions."""

from manifests.profiles import DETAILS

TEXT = {"type": "string"}
KG = {"type": "string", "format": "decimal", "description": "kg"}
WHOLE = {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}


def _each(shape: dict) -> dict:
    return {"type": "array", "items": shape}


def _shape(*texts: str, optional: tuple[str, ...] = (), **others: dict) -> dict:
    """An object with these text members and these others; `optional` ones may be missing."""
    members = {**dict.fromkeys(texts, TEXT), **others}
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
    }


PARTY = (
    "enterprise", "registration_no", "facility", "region", "address", "contact", "phone", "emergency_phone",
)  # fmt: skip
CARRIAGE = _shape(
    "enterprise", "registration_no", "licence", "address", "phone", "plate", "vehicle_certificate", "vehicle_kind",
    "driver", "driver_phone", "driver_certificate", "escort", "escort_certificate", "origin", "destination", leg=WHOLE,
)  # fmt: skip
SIGNED_LINE = _shape(
    "batch", "name", "code", "category", "edition", "physical_state", "harmful_components", "packaging",
    "precautions", "generator", position=WHOLE, hazards=TEXTS, containers=WHOLE, kg=KG,
)  # fmt: skip
WEIGHING = _shape(
    "scale", "ticket", "note", gross_kg=KG, tare_kg=KG, net_kg=KG,
    optional=("scale", "ticket", "note", "gross_kg", "tare_kg", "net_kg"),
)  # fmt: skip
JUDGED_LINE = _shape(
    "opinion", "rest", "reason", "significant_difference", "method", optional=("rest", "misfits", "weighing"),
    misfits=TEXTS, weighing=WEIGHING, position=WHOLE,
    weighed_kg={"type": ["string", "null"], "format": "decimal"}, accepted_kg=KG,
)  # fmt: skip
CLAIM = _shape("edition", "codes", "stage", "name", "condition", "content", "note", exemption=WHOLE, serial=WHOLE)
# What a load was counted against.
PERMIT_USE = _each(_shape("item", "code", year=WHOLE, kg=KG))
PLAN_USE = _each(_shape("line", "code", kg=KG))
APPROVAL_USE = _each(_shape("approval", "code", kg=KG))
# Who acted for the firm, and under which consent; missing where the firm acted itself.
CONSENT = {"delegation": _shape("id", "enterprise")}
ISSUED = _shape(
    "number", "national_no", "provincial_no", "remarks", "parent", "profile",
    optional=(
        *("national_no", "provincial_no", "details", "stay", "exemptions", "back_fill", "weighing", "delegation"),
        *("plan_use", "approval_use"),
    ),
    weighing=WEIGHING,
    details=_shape(*DETAILS, optional=tuple(DETAILS)),
    stay=_shape("since", "until"),
    consignor=_shape(*PARTY),
    carrier=_shape(*PARTY),
    consignee=_shape(*PARTY, permits=TEXTS),
    method=_shape("code", "name"),
    lines=_each(SIGNED_LINE),
    kg=KG,
    permit_use=PERMIT_USE,
    plan_use=PLAN_USE,
    approval_use=APPROVAL_USE,
    exemptions=_each(CLAIM),
    back_fill=_shape(
        "kind", "paper_number", "issued_by", "reason", "transfer_ended_at", "due_at", page=WHOLE,
        optional=("issued_by", "page"),
    ),
    **CONSENT,
)  # fmt: skip
INBOUND = _shape(
    "number", "kind", "national_no", "provincial_no", "issued_at", "remarks", "parent", "profile",
    details=_shape(*DETAILS, optional=tuple(DETAILS)),
    consignor=_shape(*PARTY),
    carrier=_shape(*PARTY),
    consignee=_shape(*PARTY, permits=TEXTS),
    method=_shape("code", "name"),
    lines=_each(SIGNED_LINE),
    kg=KG,
    permit_use=_each(_shape("item", "code", year=WHOLE, kg=KG)),
    approval_use=_each(_shape("approval", "code", kg=KG)),
    approvals=_each(_shape("code", "number", "valid_from", "valid_to", approved_kg=KG, left_kg=KG)),
    exemptions=_each(CLAIM),
    carriage=CARRIAGE,
)  # fmt: skip
LINE_OF_BATCH = _shape("batch", position=WHOLE, kg=KG)
DRAFT = _shape(
    "consignee", "carrier", "method", lines=_each(LINE_OF_BATCH), kg=KG, optional=("delegation",), **CONSENT
)  # fmt: skip
NUMBERED = _shape("national_no", "provincial_no", optional=("delegation",), **CONSENT)
REASON = _shape("reason")
FILE = _shape("kind", "words", "media_type", "sha256", size=WHOLE)
AMENDED = _shape(
    "amendment", "asked", "proposed_by", "proposed_for", "reason",
    changes=_each(_shape("field", "before", "after")),
    answers=_each(_shape("party", "on_behalf_of", "person", "at", agrees={"type": "boolean"})),
    differences=_each(WHOLE), optional=("differences",),
)  # fmt: skip
ON_A_MANIFEST = _shape("manifest", kg=KG, optional=("kg",))
LOT = _shape("id", "number", kg=KG)
LABELLED = (
    "number", "stream", "waste_name", "code", "category", "edition", "physical_state", "main_components",
    "harmful_components", "precautions", "generated_at", "generator", "enterprise", "registration_no", "contact",
    "phone",
)  # fmt: skip
DRUM = _shape("id", "litres", serial=WHOLE, kg=KG, optional=("serial",))
FILLED = {"hazards": TEXTS, "kg": KG, "containers": _each(DRUM)}
BALANCE = _shape(inputs_kg=KG, additives_kg=KG, products_kg=KG, burn_off_kg=KG)

# (subject, action) → what its events hold; two shapes where an action is also a consequence of another.
BY_ACTION: dict[tuple[str, str], tuple[dict, ...]] = {
    ("manifest", "draw_up"): (DRAFT,),
    ("manifest", "revise"): (DRAFT,),
    ("manifest", "issue"): (ISSUED,),
    ("manifest", "record_numbers"): (NUMBERED,),
    ("manifest", "transfer_in"): (INBOUND,),
    ("manifest", "strike_out"): (_shape("reason", "national_no", "provincial_no", kg=KG),),
    ("manifest", "carry_on"): (ISSUED,),
    ("manifest", "cancel"): (_shape("reason", kg=KG),),
    ("manifest", "depart"): (
        _shape(
            "note",
            carriage=CARRIAGE,
            kg=KG,
            plan_use=PLAN_USE,
            weighing=WEIGHING,
            optional=("plan_use", "weighing"),
        ),
    ),
    ("manifest", "hand_over"): (_shape("from_carrier", "note", carriage=CARRIAGE),),
    ("manifest", "change_vehicle"): (_shape("reason", "note", carriage=CARRIAGE, kg=KG),),
    ("manifest", "lay_over"): (_shape("place", "facility", "reason", "note", kg=KG),),
    ("manifest", "resume"): (_shape("place", "stopped_at", "note", kg=KG),),
    ("manifest", "redirect"): (
        _shape(
            "from_consignee", "from_method", "reason",
            consignee=_shape(*PARTY, permits=TEXTS),
            method=_shape("code", "name"),
            lines=_each(LINE_OF_BATCH),
            kg=KG,
            permit_use=PERMIT_USE,
            approval_use=APPROVAL_USE,
        ),
    ),
    ("manifest", "arrive"): (_shape("at", "note"),),
    ("manifest", "receive"): (
        _shape("consignee", "child", lines=_each(JUDGED_LINE), kg=KG, weighing=WEIGHING, optional=("weighing",)),
    ),
    ("manifest", "acknowledge"): (_shape("note"),),
    ("manifest", "attach"): (_shape(files=_each(FILE)),),
    ("manifest", "close"): (_shape(kg=KG),),
    ("manifest", "freeze"): (REASON,),
    ("manifest", "release"): (REASON,),
    ("manifest", "void"): (
        _shape("reason", "state", "national_no", "provincial_no", optional=("national_no", "provincial_no")),
    ),
    ("manifest", "amend"): (AMENDED,),
    ("manifest", "override"): (AMENDED,),
    ("batch", "declare"): (_shape(*LABELLED, optional=("generated_at", "delegation"), **FILLED, **CONSENT),),
    ("batch", "store"): (_shape("area", kg=KG, optional=("delegation",), **CONSENT),),
    ("batch", "move"): (_shape("area", kg=KG),),
    ("batch", "split"): (
        _shape(parts=_each(LOT), containers=_each(WHOLE), optional=("containers",)),
        _shape("parts_for"),
    ),
    ("batch", "regroup"): (_shape(into=LOT), _shape("into", kg=KG)),
    ("batch", "repack"): (_shape(*LABELLED, emptied=_each(_shape("id", serial=WHOLE)), **FILLED),),
    ("batch", "transform"): (
        _shape("method", "site", kg=KG, inputs=TEXTS, products=_each(LOT), burn_off_kg=KG, balance=BALANCE),
    ),
    ("batch", "treat"): (_shape("method", "site", kg=KG),),
    ("batch", "count"): (_shape("area", "reason", kg=KG, booked_kg=KG, difference_kg=KG),),
    ("batch", "lose"): (_shape("site", "reason", kg=KG, left_kg=KG),),
    ("batch", "retract"): (_shape("area", "reason", kg=KG),),
    ("batch", "export"): (_shape("notice", "country", "receiver", "site", kg=KG),),
    ("batch", "allot"): (_shape(kg=KG),),
    ("batch", "withdraw"): (ON_A_MANIFEST,),
    ("batch", "load"): (ON_A_MANIFEST,),
    ("batch", "take_in"): (ON_A_MANIFEST,),
    ("batch", "give_back"): (ON_A_MANIFEST,),
    ("batch", "come_in"): (ON_A_MANIFEST,),
    ("batch", "send_back"): (ON_A_MANIFEST,),
    ("batch", "reweigh"): (_shape("manifest", kg=KG, difference_kg=KG),),
    ("batch", "part"): (_shape("manifest", accepted_kg=KG, left_kg=KG),),
    ("batch", "arise"): (
        _shape("parent", kg=KG),
        _shape(parents=TEXTS, kg=KG),
        _shape(*LABELLED, "method", "area", parents=TEXTS, additives_kg=KG, **FILLED),
    ),
}  # fmt: skip


def _described() -> dict:
    shapes: list[dict] = []
    actions: list[list[str]] = []
    for (_subject, action), variants in BY_ACTION.items():
        for shape in variants:
            if shape in shapes:
                actions[shapes.index(shape)].append(action)
            else:
                shapes.append(shape)
                actions.append([action])
    return {
        "description": "What was signed, exactly as hashed; which shape follows from the action.",
        "anyOf": [
            {"title": ", ".join(dict.fromkeys(names)), **shape} for names, shape in zip(actions, shapes, strict=True)
        ],
    }


PARTICULARS = _described()
