"""What each role is answered where something is only ever sent (tests/answers.py)."""

from tests.answers import (
    AT_CARRIER,
    AT_GENERATOR,
    CLERKS,
    DESKS,
    DRIVERS,
    IMPORTERS,
    IN_CHARGE,
    OFFICIALS,
    ON_THE_WAY,
    OWN_TRIP,
    ROLES,
    Answers,
    api,
    everybody,
    of,
    officials,
    own_row_for,
)

# Addresses that only take a POST, and what they answer to an empty one. A GET is 405 to whoever is signed in.
OWN_WASTE = own_row_for(CLERKS, "clerk", AT_GENERATOR, found=302)
OWN_LOAD = of(403, {404: {"outsider"}, 302: {"dispatcher"}})


def verb(seen_by: set, may: dict[int, set]) -> Answers:
    return api(404, {403: seen_by, **may})


OF_BATCHES = (
    *("store", "move", "split", "regroup", "repack", "transform", "treat", "count", "lose", "retract", "export"),
)
POST_ONLY = {
    "sign_out": of(302),
    **dict.fromkeys(["facilities:retire_stream", "facilities:close_area"], OWN_WASTE),
    "facilities:revoke_delegation": of(403, {302: {"outsider"}}),
    **dict.fromkeys(
        ["facilities:hand_in_crossing", "facilities:drop_crossing", "facilities:withdraw_crossing"],
        of(403, {404: {"collector", "outsider"}, 302: {"clerk"}}),
    ),
    "api:declarations-confirm": api(422),
    **dict.fromkeys(["api:declarations-confirm-many", "api:label-blocks-void"], api(422)),
    **dict.fromkeys(["api:crossings-write", "api:crossings-record"], api(422)),
    "api:crossings-hand-in": verb({"reader"}, {200: {"clerk"}}),  # a draft is its firm's own
    "api:crossings-drop": verb({"reader"}, {204: {"clerk"}}),
    "api:crossings-withdraw": verb(AT_GENERATOR, {200: {"clerk"}}),
    "api:plans-write": verb(AT_GENERATOR, {422: {"clerk"}}),
    "api:plans-file": verb(AT_GENERATOR, {409: {"clerk"}}),
    "api:plans-drop": verb(AT_GENERATOR, {204: {"clerk"}}),
    "api:contracts-end": verb({*AT_GENERATOR, "receiver"}, {422: {*AT_GENERATOR, "receiver"}}),
    "api:contracts-dispute": verb({*AT_GENERATOR, "receiver"}, {422: {*AT_GENERATOR, "receiver"}}),
    "api:contracts-confirm": verb({*AT_GENERATOR, "receiver"}, {200: {"receiver"}}),
    "api:insurances-end": verb(AT_CARRIER, {422: AT_CARRIER}),
    "facilities:read_notices": of(302),
    "facilities:open_notice": of(404, {302: {"clerk"}}),
    **dict.fromkeys(
        [f"facilities:{verb}_import" for verb in ("take", "stop", "undo", "retry")],
        own_row_for(IMPORTERS, "clerk", found=302),
    ),
    "manifests:cancel_print": of(404, {403: DRIVERS, 302: {"clerk"}}),  # and told that it is printed
    "api:prints-cancel": verb(set(), {409: {"clerk"}}),
    "facilities:remove_role": of(403, {302: {"outsider"}}),  # and told that a firm keeps a manager
    **{
        f"transport:{name}": OWN_LOAD
        for name in ("end_trip", "remove_load", "withdraw_next_carrier", "withdraw_papers", "revoke_phone")
    },
    "transport:add_loads": of(403, {404: {"outsider"}, 422: {"dispatcher"}}),
    "transport:offer_enrolment": OWN_TRIP,
    "api:token": everybody(422),
    # What a step needs is read first: without it the answer is the same for whoever sends nothing.
    **{f"api:batches-{name}": api(422) for name in OF_BATCHES},
    **{f"api:manifests-{name}": api(422) for name in ("revise", "cancel", "receive", "freeze", "release", "void")},
    **{f"api:manifests-{name}": api(422) for name in ("lay-over", "change-vehicle", "redirect")},
    **{f"api:manifests-{name}": api(422) for name in ("transfer-in", "strike-out")},
    # An answer needs no words; a refusal and the authority's word do.
    "api:amendments-agree": verb(ON_THE_WAY - DRIVERS, {200: {"clerk", "receiver"}}),
    "api:amendments-withdraw": verb(ON_THE_WAY - DRIVERS, {200: {"receiver"}}),
    **{f"api:amendments-{name}": api(422) for name in ("decline", "override")},
    **{f"api:imports-{name}": verb(AT_GENERATOR, {409: {"clerk"}}) for name in ("stop", "undo", "retry")},
    "api:imports-take": verb(AT_GENERATOR, {200: {"clerk"}}),
    "api:trips-assign": api(404, {422: {*AT_CARRIER, "driver"}}),
    "api:manifests-issue": verb(ON_THE_WAY, {409: {"clerk"}}),
    "api:manifests-record-numbers": verb(ON_THE_WAY, {422: {"clerk", *IN_CHARGE}}),  # one of them is needed
    "api:manifests-depart": verb(ON_THE_WAY, {200: {"driver", "dispatcher"}}),
    "api:manifests-hand-over": verb(ON_THE_WAY, {}),  # nobody is named to take over
    "api:manifests-resume": verb(ON_THE_WAY, {409: {"driver", "dispatcher"}}),
    "api:manifests-arrive": verb(ON_THE_WAY, {409: {"driver", "dispatcher", "receiver"}}),
    "api:manifests-close": verb(ON_THE_WAY, {409: {"receiver"}}),
    "api:manifests-acknowledge": verb(ON_THE_WAY, {409: {"clerk"}}),
    **{f"api:{name}": api(422) for name in ("manifests-attach", "evidence-withdraw")},
    "api:evidence-attach": api(404, {422: ON_THE_WAY}),
    "admin:logout": officials({302: OFFICIALS}),
}

# Where an empty POST does something, and for whom.
ACTS = {
    "facilities:open_notice": {"clerk"},
    "manifests:assess": {"clerk"},  # keeps it as of today
    "facilities:read_notices": {"clerk", "district_regulator"},  # who have some
    "facilities:retire_stream": {"clerk"},
    "facilities:revoke_delegation": {"outsider"},
    "facilities:take_import": {"clerk"},
    "facilities:drop_crossing": {"clerk"},
    "facilities:hand_in_crossing": {"clerk"},
    "facilities:withdraw_crossing": {"clerk"},
    "facilities:export": DESKS | OFFICIALS,  # a file is written for whoever may see the list
    "transport:end_trip": {"dispatcher"},
    "transport:remove_load": {"dispatcher"},
    "transport:withdraw_papers": {"dispatcher"},
    "transport:offer_enrolment": {"dispatcher"},
    "transport:revoke_phone": {"dispatcher"},
    "transport:enrol": ROLES,
    "transport:record": {"dispatcher"},  # nothing more need be said than that it left
    "admin:manifests_numberblock_give_back": {"city_regulator"},
    "api:manifests-depart": {"driver", "dispatcher"},
    "api:amendments-agree": {"clerk"},
    "api:imports-take": {"clerk"},
    "api:contracts-confirm": {"receiver"},
    **{f"api:crossings-{name}": {"clerk"} for name in ("hand-in", "drop", "withdraw")},
    "api:plans-drop": {"clerk"},
    "api:amendments-withdraw": {"receiver"},
}
