"""What each address answers to each role. The rule: a page that is not for one's role is 403 whatever row it names;
a row one may not see is 404; a row one sees and may do nothing with is 403; nobody signed in is asked to sign in.
"""

ANONYMOUS = "anonymous"
DRIVERS = {"driver", "second_driver"}
OFFICIALS = {"city_regulator", "district_regulator", "other_regulator"}
DESKS = {"clerk", "reader", "dispatcher", "collector", "receiver", "outsider"}
SIGNED_IN = DRIVERS | OFFICIALS | DESKS
ROLES = SIGNED_IN | {ANONYMOUS}

IN_CHARGE = {"city_regulator", "district_regulator"}  # of the generator's and the carrier's district
AT_GENERATOR = {"clerk", "reader", *IN_CHARGE}
ON_THE_WAY = {*AT_GENERATOR, "dispatcher", "driver", "receiver"}
AT_CARRIER = {"dispatcher", *IN_CHARGE}
CLERKS = {"clerk", "collector", "outsider"}  # the outsider manages, which covers every desk
KEEPERS = {*CLERKS, "receiver"}
DISPATCHERS = {"dispatcher", "outsider"}

IMPORTERS = {*KEEPERS, *DISPATCHERS}

SIGN_IN = 302

Answers = dict[str, int]


def of(rest: int, told: dict[int, set] | None = None, *, anonymous: int = SIGN_IN) -> Answers:
    """Role → status: `told` names the roles that get something else than `rest`."""
    found = dict.fromkeys(SIGNED_IN, rest) | {ANONYMOUS: anonymous}
    for status, roles in (told or {}).items():
        found |= dict.fromkeys(roles, status)
    return found


def everybody(status: int = 200) -> Answers:
    return of(status, anonymous=status)


def page_for(roles: set, found: int = 200) -> Answers:
    """A page of a role, about no row in particular."""
    return of(403, {found: roles})


def row_for(seen_by: set, *, closed_to: set = frozenset()) -> Answers:
    """A row's own page."""
    return of(404, {200: seen_by, 403: closed_to})


def own_row_for(role: set, owner: str, seen_by: set = frozenset(), found: int = 200) -> Answers:
    """A page of a role about a row: the owner's; who has the role elsewhere does not find it, who sees it may not."""
    return of(403, {404: role - seen_by, 403: seen_by, found: {owner}})


def api(rest: int = 200, told: dict[int, set] | None = None) -> Answers:
    return of(rest, told, anonymous=401)


def seen(roles: set) -> Answers:
    return api(404, {200: roles})


def officials(told: dict[int, set]) -> Answers:
    """An address of the admin: others learn not even that it exists."""
    return of(404, told)


FRONT = {
    "home": of(302),
    "sign_in": of(302, anonymous=200),
    "set_language": everybody(302),
    "change_password": of(200),
    **dict.fromkeys(["facilities:notices", "facilities:notice_mail"], of(200)),
    "healthz": everybody(),
    "style": everybody(),
    "style_part": everybody(),
}

DESK_PAGES = {
    **dict.fromkeys(
        ["facilities:streams", "facilities:areas", "facilities:plans", "manifests:batches", "manifests:stock"],
        page_for(DESKS | OFFICIALS),
    ),
    **dict.fromkeys(
        [
            *("manifests:manifests", "manifests:ledger", "manifests:declarations", "manifests:confirm_declarations"),
            *("facilities:delegations", "facilities:credentials"),
            "manifests:assessments",
        ],
        page_for(DESKS | OFFICIALS),
    ),
    # A carrier keeps no waste, so it has no ledger.
    **dict.fromkeys(
        ["manifests:ledger_xlsx", "manifests:ledger_csv", "manifests:ledger_pdf"],
        of(200, {403: DRIVERS, 404: {"dispatcher"}}),
    ),
    **dict.fromkeys(["facilities:crossings", "facilities:evidence_list"], page_for(DESKS | OFFICIALS)),
    # Who takes no waste in has no record book.
    "manifests:record_book": page_for(DESKS | OFFICIALS),
    "manifests:record_book_pdf": of(404, {403: DRIVERS, 200: {"receiver", "collector", "outsider", *OFFICIALS}}),
    **dict.fromkeys(["manifests:fate", "manifests:fate_batches"], page_for(DESKS)),
    "manifests:todo": of(302, {200: DESKS}),
    "facilities:code_search": of(200),
    "facilities:code_find": of(200),
    **dict.fromkeys(
        ["facilities:new_stream", "facilities:new_area", "manifests:draw_up", "manifests:papers"], page_for(CLERKS)
    ),
    "facilities:new_crossing": page_for(CLERKS),
    "facilities:new_contract": page_for(CLERKS),
    "facilities:new_insurance": page_for({*CLERKS, *DISPATCHERS}),
    **dict.fromkeys(["manifests:declare", "manifests:stock_in", "manifests:regroup"], page_for(KEEPERS)),
    "manifests:serial_blocks": page_for(KEEPERS),
    "manifests:stock_labels": page_for(KEEPERS, 302),  # nothing is ticked
    "manifests:signs": page_for(DESKS | OFFICIALS),
    **dict.fromkeys(
        ["facilities:people", "facilities:new_person", "facilities:new_delegation"], page_for({"outsider"})
    ),
    "manifests:gate": page_for({"collector", "receiver", "outsider"}),
    "manifests:gate_find": page_for({"collector", "receiver", "outsider"}, 422),
    # A clerk of a receiving site, too: of the small city's firms only these take waste in.
    "manifests:transfer_in": page_for({"collector", "receiver", "outsider"}),
    **dict.fromkeys(["manifests:treatments", "manifests:transform"], page_for({"collector", "receiver", "outsider"})),
}

DESK_PAGES |= {
    "facilities:imports": page_for(IMPORTERS),
    "facilities:new_import": page_for(KEEPERS),
    "facilities:import_template": of(403, {200: CLERKS, 404: {"receiver"}}),  # nothing arises at the furnace
    **dict.fromkeys(["facilities:exports", "facilities:export"], page_for(DESKS | OFFICIALS)),
    **dict.fromkeys(
        [f"manifests:{name}" for name in ("print_manifests", "print_labels", "prints")], page_for(DESKS | OFFICIALS)
    ),
}

DESK_ROWS = {
    **dict.fromkeys(
        [f"facilities:import{part}" for part in ("", "_progress", "_marked")], own_row_for(IMPORTERS, "clerk")
    ),
    **dict.fromkeys(
        ["facilities:export_file", *(f"manifests:print_{name}" for name in ("run", "progress", "file"))],
        of(404, {403: DRIVERS, 200: {"clerk"}}),
    ),
    **dict.fromkeys(
        ["facilities:stream", "facilities:area", "facilities:file_plan", "facilities:plan_table"],
        own_row_for(CLERKS, "clerk", AT_GENERATOR),
    ),
    **dict.fromkeys(
        ["facilities:plan_version", "facilities:plan_actual", "facilities:site_class"],
        row_for(AT_GENERATOR, closed_to=DRIVERS),
    ),
    "facilities:credential": row_for({*AT_GENERATOR, "receiver"}, closed_to=DRIVERS),
    # Either firm ends a contract; the receiver's desk or gate answers it.
    "facilities:end_credential": of(404, {403: {*AT_GENERATOR, "receiver", *DRIVERS}, 200: {"clerk"}}),
    "facilities:answer_contract": of(404, {403: {*AT_GENERATOR, *DRIVERS}, 200: {"receiver"}}),
    "manifests:plan_pdf": row_for(AT_GENERATOR),
    **dict.fromkeys(
        [
            *("manifests:store_batch", "manifests:move_batch", "manifests:split_batch", "manifests:count_batch"),
            *("manifests:lose_batch", "manifests:export_batch", "manifests:count_area", "manifests:repack_batch"),
            "manifests:retract_batch",
        ],
        own_row_for(KEEPERS, "clerk", AT_GENERATOR),
    ),
    **dict.fromkeys(
        ["manifests:declaration", "manifests:declaration_pdf", "manifests:declaration_xlsx"],
        row_for(AT_GENERATOR, closed_to=DRIVERS),
    ),
    **dict.fromkeys(
        [
            *("manifests:assess", "manifests:assessed_rows", "manifests:state_practice"),
            *(f"manifests:assessment{part}" for part in ("", "_pdf", "_xlsx")),
        ],
        row_for(AT_GENERATOR, closed_to=DRIVERS),
    ),
    "manifests:treat_batch": own_row_for(KEEPERS, "clerk", AT_GENERATOR, found=302),  # a generator does not treat
    **dict.fromkeys(
        [
            "manifests:batch",
            "manifests:batch_could_leave",
            "manifests:stock_area",
            "manifests:trace",
            "manifests:trace_csv",
        ],
        row_for(AT_GENERATOR, closed_to=DRIVERS),
    ),
    **dict.fromkeys(
        [f"manifests:{name}" for name in ("labels", "serial_block", "block_labels", "store_sign")],
        row_for(AT_GENERATOR, closed_to=DRIVERS),
    ),
    "manifests:unit_sign": row_for({"collector", *IN_CHARGE}, closed_to=DRIVERS),
    "manifests:print_pdf": own_row_for(KEEPERS, "clerk"),  # who asked for it opens it
    **dict.fromkeys(["manifests:sign_code", "manifests:/s/<str:key>/<str:mark>/"], everybody()),
    **dict.fromkeys(
        [
            f"manifests:{name}"
            for name in ("manifest", "received", "manifest_pdf", "manifest_proof", "discrepancy_pdf", "weighbridge_pdf")
        ],
        row_for(ON_THE_WAY),
    ),
    # What is attached to a manifest is seen by whoever sees the manifest.
    **dict.fromkeys(
        [*(f"facilities:evidence{part}" for part in ("", "_file", "_small")), "facilities:attach"], row_for(ON_THE_WAY)
    ),
    # Whoever holds a proof may check it.
    **dict.fromkeys([f"manifests:proof_{name}" for name in ("program", "keys", "heads")], everybody()),
    # Whoever sees a manifest may ask; what has left leads back to it.
    "manifests:could_leave": row_for(ON_THE_WAY),
    # The reader signs nothing; of what is issued only its consignor has signed.
    "manifests:amend": of(404, {403: {*ON_THE_WAY, *DRIVERS}, 200: {"clerk"}}),
    "manifests:amendment": of(404, {200: ON_THE_WAY - DRIVERS, 403: DRIVERS}),
    "manifests:from_paper": of(404, {403: AT_GENERATOR, 200: {"clerk"}}),
    **dict.fromkeys(["manifests:paper", "manifests:paper_pdf"], of(404, {200: AT_GENERATOR, 403: DRIVERS})),
    # A draft is its firm's own.
    "facilities:crossing": of(404, {200: {"clerk", "reader"}, 403: DRIVERS}),
    "manifests:crossing_pdf": of(404, {200: {"clerk", "reader"}}),
    "manifests:revise": of(404, {403: AT_GENERATOR, 302: {"clerk"}}),
    # Whose rest it is decides; the gate that did not take it has no part in it any more.
    "manifests:redirect": of(404, {403: {*AT_GENERATOR, "dispatcher", "driver"}, 200: {"clerk"}}),
    "manifests:receive": of(404, {403: ON_THE_WAY, 302: {"receiver"}}),  # it has not left yet
    "manifests:act": of(404, {403: ON_THE_WAY, 200: {"clerk"}}),
    # Printed codes are for everybody; who has a part in it is led to their own page.
    **dict.fromkeys(
        ["manifests:manifest_code", "manifests:/q/<str:number>/<str:mark>/"],
        of(200, {302: ON_THE_WAY}, anonymous=200),
    ),
    **dict.fromkeys(
        ["manifests:verify_manifest", "manifests:/v/<slug:number>/"], of(200, {302: ON_THE_WAY}, anonymous=200)
    ),
    **dict.fromkeys(
        ["manifests:verify", "manifests:verify_keys", "manifests:verify_worker", "manifests:live"], everybody()
    ),
    **dict.fromkeys(
        ["manifests:container_code", "manifests:/c/<str:digital_id>/<str:mark>/"],
        of(200, {302: AT_GENERATOR}, anonymous=200),
    ),
}

OWN_TRIP = of(403, {404: {"outsider"}, 200: {"dispatcher"}})
LOOKED_AT = of(403, {404: {"outsider", "reader"}, 200: {"dispatcher"}})  # a reader looks at their own carrier's
ROAD = {
    "transport:trips": page_for({*DISPATCHERS, "reader"}),
    "transport:fleet": page_for({*DISPATCHERS, "reader"}),
    "transport:new_trip": page_for(DISPATCHERS),
    "transport:add_to_fleet": page_for(DISPATCHERS),
    **dict.fromkeys(["transport:trip", "transport:driver"], LOOKED_AT),
    **dict.fromkeys(
        ["transport:change_crew", "transport:next_carrier", "transport:record", "transport:edit_in_fleet"], OWN_TRIP
    ),
    "transport:enrol": everybody(),  # whoever scans the one-time code
    **dict.fromkeys(["transport:driver_home", "transport:scan"], page_for(DRIVERS)),
    "transport:found": page_for(DRIVERS, 302),
    "transport:stop": of(403, {404: {"second_driver"}, 302: {"driver"}}),  # it has not left yet
    **dict.fromkeys(
        ["transport:drive_manifest", "transport:done", "transport:photograph"],
        of(403, {404: {"second_driver"}, 200: {"driver"}}),
    ),
}

PUBLISHED = "directory-list directory-detail waste-codes-list waste-codes-detail methods-list profiles-list"
LISTED = "facilities waste-streams storage-areas permits plans batches manifests amendments trips legs vehicles drivers"
LISTED += " escorts contracts insurances licences"
API = {
    "api:start": of(302),
    "api:schema": everybody(),
    "api:docs": everybody(),
    "api:nothing": everybody(404),
    **{f"api:{name}": api() for name in PUBLISHED.split()},
    **{
        f"api:{name}-list": api()
        for name in (
            *LISTED.split(),
            "stock",
            "deadlines",
            "declarations",
            "prints",
            "imports",
            "assessments",
            "evidence",
        )
    },
    **{f"api:evidence-{name}": seen(ON_THE_WAY) for name in ("detail", "file")},
    **{f"api:prints-{name}": seen({"clerk"}) for name in ("detail", "file")},
    "api:declarations-due": api(),
    **{f"api:imports-{name}": seen(AT_GENERATOR) for name in ("detail", "rows", "marked")},
    **{f"api:{noun}-list": api() for noun in ("crossings", "label-blocks", "label-codes", "label-prints")},
    **{f"api:crossings-{name}": seen(AT_GENERATOR) for name in ("detail", "pack")},
    **{f"api:{name}": seen(AT_GENERATOR) for name in ("label-blocks-detail", "label-prints-detail", "plans-version")},
    "api:label-prints-file": seen({"clerk"}),
    "api:plans-draft": api(404, {403: AT_GENERATOR, 200: {"clerk"}}),
    **{f"api:assessments-{name}": seen(AT_GENERATOR) for name in ("detail", "current")},
    **{f"api:declarations-{name}": seen(AT_GENERATOR) for name in ("detail", "figures")},
    **{
        f"api:{name}-detail": seen(AT_GENERATOR)
        for name in ("facilities", "waste-streams", "storage-areas", "plans", "batches")
    },
    **{f"api:manifests-{name}": seen(ON_THE_WAY) for name in ("detail", "events", "by-number", "amendable")},
    "api:exports": api(200, {404: DRIVERS}),
    **{f"api:batches-{name}": seen(AT_GENERATOR) for name in ("fate", "trace")},
    "api:manifests-discrepancy": seen(ON_THE_WAY),
    "api:manifests-fate": api(404, {200: {*AT_GENERATOR, "receiver"}, 403: {"dispatcher", "driver"}}),
    "api:manifests-review": api(404, {403: AT_GENERATOR, 200: {"clerk"}}),
    "api:amendments-detail": seen(ON_THE_WAY - DRIVERS),
    "api:permits-detail": seen({"receiver", "city_regulator"}),
    "api:contracts-detail": seen({*AT_GENERATOR, "receiver"}),
    **{f"api:{name}-detail": seen(AT_CARRIER) for name in ("insurances", "licences")},
    "api:legs-detail": seen(ON_THE_WAY),
    "api:trips-detail": seen({*AT_CARRIER, "driver"}),
    **{f"api:{name}-detail": seen(AT_CARRIER) for name in ("vehicles", "drivers", "escorts")},
}

# Of each kind of record: which officials see the one of the test world.
RECORDS = {
    **dict.fromkeys(["facilities_workingday", "facilities_wastecode", "facilities_disposalmethod"], OFFICIALS),
    "facilities_region": OFFICIALS,
    "facilities_limit": OFFICIALS,
    "facilities_deadlinerule": OFFICIALS,
    "manifests_deadline": {"city_regulator"},  # of the furnace, which confirms
    "manifests_numberblock": {"city_regulator"},  # of the whole city
    "manifests_numbermask": OFFICIALS,  # of the province they are in
    "manifests_seal": OFFICIALS,  # over all events, of whatever region
    "facilities_approval": OFFICIALS,  # from one district to the other
    "facilities_permit": {"city_regulator"},
    "facilities_delegation": {"city_regulator", "other_regulator"},  # of a site in Liyang
    "facilities_disposalsite": {"city_regulator"},
    **dict.fromkeys(
        [
            *(f"facilities_{name}" for name in ("carrierlicence", "insurance", "contract", "facility", "generator")),
            *(f"facilities_{name}" for name in ("collector", "transporter", "enterprise")),
            *("manifests_wastebatch", "manifests_manifest", "manifests_declaration", "manifests_declarationdraft"),
            *("facilities_sheetimport", "facilities_crossingapplication", "manifests_amendment"),
            *("manifests_labelprint", "manifests_assessment", "facilities_evidence"),
            *(f"transport_{name}" for name in ("vehicle", "driver", "escort")),
        ],
        IN_CHARGE,
    ),
    "facilities_person": set(),  # the superuser's
}
ANY_OFFICIAL, NO_OFFICIAL = officials({200: OFFICIALS}), officials({403: OFFICIALS})
ADMIN = {
    **{
        f"admin:{name}": ANY_OFFICIAL for name in ("index", "flows", "rules", "password_change", "password_change_done")
    },
    **{f"admin:{name}": ANY_OFFICIAL for name in ("jsi18n", "app_list")},
    "admin:login": of(302),
    "admin:autocomplete": NO_OFFICIAL,  # no form of theirs chooses from a list that long
    "admin:auth_user_password_change": NO_OFFICIAL,
    "admin:view_on_site": of(404),
    "admin:/admin/(?P<url>.*)$": of(404),
}
for model, who in RECORDS.items():
    label, name = model.split("_")
    is_people = model == "facilities_person"
    ADMIN |= {
        f"admin:{model}_changelist": NO_OFFICIAL if is_people else ANY_OFFICIAL,
        f"admin:{model}_add": NO_OFFICIAL,
        f"admin:{model}_change": NO_OFFICIAL if is_people else officials({200: who}),
        f"admin:{model}_delete": NO_OFFICIAL,
        f"admin:{model}_history": NO_OFFICIAL if is_people else of(404),
        f"admin:/admin/{label}/{name}/<path:object_id>/": officials({302: OFFICIALS}),
    }
ADMIN |= {
    # A district does not set holidays alone, and nobody removes a published one.
    "admin:facilities_workingday_add": officials({403: OFFICIALS}),
    "admin:facilities_workingday_history": ANY_OFFICIAL,
    "admin:facilities_deadlinerule_add": officials({403: OFFICIALS, 200: {"city_regulator"}}),
    "admin:facilities_limit_add": officials({403: OFFICIALS, 200: {"city_regulator"}}),
    "admin:manifests_numberblock_add": officials({403: OFFICIALS, 200: {"city_regulator"}}),
    "admin:manifests_numberblock_give_back": officials({200: {"city_regulator"}}),
    **{
        # HJ 1259 leaves the class to the city and above.
        f"admin:facilities_{name}_reclassify": officials(
            {403: RECORDS[f"facilities_{name}"], 200: {"city_regulator"} & RECORDS[f"facilities_{name}"]}
        )
        for name in ("facility", "generator", "collector", "transporter", "disposalsite")
    },
    **{f"admin:facilities_{name}_add": ANY_OFFICIAL for name in ("enterprise", "facility", "permit", "carrierlicence")},
    **{
        f"admin:facilities_{name}_{deed}": officials({200: IN_CHARGE})
        for name in ("enterprise", "facility")
        for deed in ("revise", "close", "reopen")
    },
    "admin:facilities_enterprise_appoint": officials({200: IN_CHARGE}),
    **{f"admin:facilities_permit_{deed}": officials({200: {"city_regulator"}}) for deed in ("renew", "revoke", "item")},
    **{
        f"admin:facilities_carrierlicence_{deed}": officials({200: IN_CHARGE})
        for deed in ("renew", "revoke", "suspend", "resume")
    },
    "admin:manifests_amendment_override": officials({200: IN_CHARGE}),
    "admin:facilities_crossingapplication_record": officials({200: IN_CHARGE}),
    **{f"admin:manifests_manifest_{name}": officials({200: IN_CHARGE}) for name in ("freeze", "release", "void")},
    "admin:manifests_manifest_record_numbers": officials({200: IN_CHARGE}),
}

GET = {**FRONT, **DESK_PAGES, **DESK_ROWS, **ROAD, **API, **ADMIN}
