"""For each route the address that leads to something of the world (tests/world.py)."""

from django.urls import reverse

from facilities import clock
from manifests.tokens import mark
from tests.world import month_ago, records


def addresses(world) -> dict[str, str]:
    """Route name → an address of it, about something of the world."""
    named = {
        name: reverse(name, args=args)
        for name, args in {**_front(), **_desk(world), **_road(world), **_api(world)}.items()
    }
    return named | _twice(world) | _admin(world)


def _front() -> dict:
    plain = ["home", "sign_in", "sign_out", "set_language", "change_password", "healthz", "style"]
    return dict.fromkeys(plain, ()) | {"style_part": ["driver"]}


def _desk(world) -> dict:
    plain = {
        "facilities": "streams new_stream code_search code_find areas new_area plans people new_person delegations"
        " new_delegation crossings new_crossing credentials evidence_list new_contract new_insurance"
        " notices read_notices notice_mail imports exports",
        "manifests": "todo batches declare stock stock_in regroup manifests draw_up transfer_in gate gate_find"
        " treatments transform"
        " proof_program proof_keys proof_heads verify verify_keys verify_worker fate fate_batches"
        " ledger ledger_xlsx ledger_csv ledger_pdf declarations confirm_declarations papers"
        " print_manifests print_labels prints"
        " serial_blocks stock_labels signs record_book record_book_pdf assessments",
    }
    year_now = clock.today().year
    return {f"{app}:{name}": () for app, names in plain.items() for name in names.split()} | {
        "facilities:new_import": ["batches"],
        "facilities:import_template": ["batches"],
        **{f"facilities:import{part}": [world.sheet.pk] for part in ("", "_progress", "_marked")},
        **{f"facilities:{verb}_import": [world.sheet.pk] for verb in ("take", "stop", "undo", "retry")},
        **{f"manifests:print_{name}": [world.print_run.pk] for name in ("run", "progress", "file")},
        "manifests:cancel_print": [world.print_run.pk],
        "facilities:export": ["batches", "csv"],
        "facilities:export_file": [world.export.pk],
        **{f"facilities:evidence{part}": [world.evidence.pk] for part in ("", "_file", "_small")},
        "facilities:attach": ["manifest", world.judged.pk],
        "facilities:stream": [world.oil.pk],
        "facilities:retire_stream": [world.paint.pk],
        "facilities:area": [world.area.pk],
        "facilities:close_area": [world.area.pk],
        "facilities:file_plan": [world.generator.pk, year_now],
        "facilities:plan_table": [world.generator.pk, year_now, "a3"],
        "facilities:plan_version": [world.version.pk],
        "facilities:plan_actual": [world.plan.pk],
        "facilities:site_class": [world.generator.pk],
        "facilities:crossing": [world.crossing.pk],
        "facilities:hand_in_crossing": [world.crossing.pk],
        "facilities:credential": ["contract", world.contract.pk],
        "facilities:end_credential": ["contract", world.contract.pk],
        "facilities:answer_contract": [world.contract.pk],
        "facilities:drop_crossing": [world.crossing.pk],
        "facilities:withdraw_crossing": [world.handed_in.pk],
        "manifests:crossing_pdf": [world.crossing.pk],
        "manifests:plan_pdf": [world.version.pk],
        "facilities:remove_role": [world.membership.pk],
        "facilities:revoke_delegation": [world.consent.pk],
        **{
            f"manifests:{name}": [world.generator.pk, month_ago(1).label]
            for name in ("declaration", "declaration_pdf", "declaration_xlsx")
        },
        "manifests:assess": [world.generator.pk],
        "manifests:assessed_rows": [world.generator.pk, "process"],
        "manifests:state_practice": [world.generator.pk, "training"],
        **{f"manifests:assessment{part}": [world.kept.pk] for part in ("", "_pdf", "_xlsx")},
        "facilities:open_notice": [world.notice.pk],
        "manifests:batch": [world.stored.pk],
        "manifests:could_leave": [world.issued.pk],
        "manifests:batch_could_leave": [world.stored.pk],
        "manifests:trace": [world.stored.pk],
        "manifests:trace_csv": [world.stored.pk],
        "manifests:store_batch": [world.declared.pk],
        "manifests:move_batch": [world.stored.pk],
        "manifests:split_batch": [world.stored.pk],
        "manifests:repack_batch": [world.stored.pk],
        "manifests:treat_batch": [world.stored.pk],
        "manifests:count_batch": [world.stored.pk],
        "manifests:lose_batch": [world.stored.pk],
        "manifests:retract_batch": [world.stored.pk],
        "manifests:export_batch": [world.stored.pk],
        "manifests:count_area": [world.area.pk],
        "manifests:stock_area": [world.area.pk],
        "manifests:manifest": [world.issued.pk],
        "manifests:amend": [world.issued.pk],
        "manifests:amendment": [world.amendment.pk],
        "manifests:from_paper": [world.draft.pk],
        "manifests:paper": [world.block.pk],
        "manifests:paper_pdf": [world.block.pk],
        "manifests:revise": [world.draft.pk],
        "manifests:redirect": [world.riding.pk],
        "manifests:receive": [world.issued.pk],
        "manifests:received": [world.judged.pk],
        "manifests:act": [world.issued.pk, "cancel"],
        "manifests:manifest_pdf": [world.issued.pk],
        "manifests:discrepancy_pdf": [world.judged.pk],
        "manifests:weighbridge_pdf": [world.judged.pk],
        "manifests:manifest_proof": [world.issued.pk],
        "manifests:labels": [world.stored.pk],
        **{f"manifests:{name}": [world.codes.pk] for name in ("serial_block", "block_labels")},
        "manifests:print_pdf": [world.printed.pk],
        "manifests:store_sign": [world.area.pk, "door"],
        "manifests:unit_sign": [world.collector.pk, 0],
    }


def _road(world) -> dict:
    trip, load = world.trip.pk, world.issued.pk
    plain = "trips new_trip fleet driver_home scan found"
    return {f"transport:{name}": () for name in plain.split()} | {
        "transport:trip": [trip],
        "transport:change_crew": [trip],
        "transport:add_loads": [trip],
        "transport:end_trip": [trip],
        "transport:remove_load": [trip, load],
        "transport:next_carrier": [trip, load],
        "transport:withdraw_next_carrier": [trip, load, world.leg.pk],
        "transport:record": [trip, load, "depart"],
        "transport:add_to_fleet": ["vehicle"],
        "transport:edit_in_fleet": ["vehicle", world.truck.pk],
        "transport:withdraw_papers": ["vehicle", world.truck.pk],
        "transport:driver": [world.driver.pk],
        "transport:offer_enrolment": [world.driver.pk],
        "transport:revoke_phone": [world.driver.pk, world.phone.pk],
        "transport:enrol": [world.code],
        "transport:drive_manifest": [load],
        "transport:stop": [load],
        "transport:photograph": [load],
        "transport:done": [world.judged.pk],
    }


def _api(world) -> dict:
    details = {
        "directory": world.site,
        "facilities": world.generator,
        "waste-streams": world.oil,
        "storage-areas": world.area,
        "waste-codes": world.oil.waste_code,
        "permits": world.permit,
        "contracts": world.contract,
        "insurances": world.insurance,
        "licences": world.licence,
        "plans": world.plan,
        "crossings": world.handed_in,
        "label-blocks": world.codes,
        "label-prints": world.printed,
        "batches": world.stored,
        "manifests": world.issued,
        "declarations": world.declaration,
        "assessments": world.kept,
        "amendments": world.amendment,
        "prints": world.print_run,
        "imports": world.sheet,
        "evidence": world.evidence,
        "trips": world.trip,
        "legs": world.leg,
        "vehicles": world.truck,
        "drivers": world.driver,
        "escorts": world.escort,
    }
    found = {f"api:{name}": () for name in ("start", "token", "schema", "docs")}
    found |= {f"api:{noun}-list": () for noun in (*details, "methods", "profiles", "stock", "deadlines", "label-codes")}
    found |= {f"api:{noun}-detail": [row.pk] for noun, row in details.items()}
    of_batch = "store move split regroup repack transform treat count lose retract export fate trace"
    found |= {f"api:batches-{verb}": [world.stored.pk] for verb in of_batch.split()}
    of_manifest = "fate revise issue cancel depart hand-over change-vehicle lay-over resume redirect arrive receive"
    of_manifest += " strike-out close freeze release void record-numbers events amendable acknowledge attach"
    found |= {"api:manifests-discrepancy": [world.judged.pk]}
    found |= {f"api:manifests-{verb}": [world.issued.pk] for verb in of_manifest.split()}
    answers = ["agree", "decline", "withdraw", "override"]
    found |= {f"api:amendments-{verb}": [world.amendment.pk] for verb in answers}
    found |= {f"api:prints-{name}": [world.print_run.pk] for name in ("cancel", "file")}
    found |= {f"api:contracts-{verb}": [world.contract.pk] for verb in ("end", "confirm", "dispute")}
    found |= {"api:insurances-end": [world.insurance.pk]}
    found |= {f"api:imports-{verb}": [world.sheet.pk] for verb in ("take", "stop", "undo", "retry", "rows", "marked")}
    found |= {f"api:plans-{verb}": [world.plan.pk] for verb in ("draft", "write", "file", "drop")}
    found |= {f"api:crossings-{verb}": [world.crossing.pk] for verb in ("write", "hand-in", "drop")}
    found |= {f"api:crossings-{verb}": [world.handed_in.pk] for verb in ("pack", "record", "withdraw")}
    found |= {"api:label-blocks-void": [world.codes.pk], "api:label-prints-file": [world.printed.pk]}
    found |= {"api:plans-version": [world.plan.pk, 1], "api:declarations-confirm-many": ()}
    found |= {f"api:evidence-{name}": [world.evidence.pk] for name in ("file", "attach", "withdraw")}
    return found | {
        "api:exports": ["batches"],
        "api:manifests-transfer-in": (),
        "api:manifests-by-number": [world.issued.number],
        "api:manifests-review": [world.draft.pk, "issue"],
        "api:trips-assign": [world.trip.pk],
        "api:declarations-due": (),
        "api:declarations-confirm": (),
    }


def _twice(world) -> dict:
    """Printed addresses, with and without the slash that some scanners add; what no pattern knows."""
    number, drum = world.issued.number, world.stored.containers.first().digital_id
    sign = f"/s/{world.area.pk.hex}/{mark('sign:' + world.area.pk.hex)}"
    manifest, container = f"/q/{number}/{mark(number)}", f"/c/{drum}/{mark(drum)}"
    return {
        "manifests:manifest_code": manifest,
        "manifests:/q/<str:number>/<str:mark>/": f"{manifest}/",
        "manifests:verify_manifest": f"/v/{number}",
        "manifests:/v/<slug:number>/": f"/v/{number}/",
        "manifests:live": f"/v/{number}/live.json?mark={mark(number)}",
        "manifests:container_code": container,
        "manifests:/c/<str:digital_id>/<str:mark>/": f"{container}/",
        "manifests:sign_code": sign,
        "manifests:/s/<str:key>/<str:mark>/": f"{sign}/",
        "api:nothing": "/api/no/such/thing/",
        "api:assessments-current": f"/api/assessments/current/?facility={world.generator.pk}",
        "api:declarations-figures": (
            f"/api/declarations/figures/?facility={world.generator.pk}&label={month_ago(2).label}"
        ),
    }


def _register(world) -> dict:
    """What officials do with firms, sites and papers."""
    deeds = {
        world.generator.enterprise: "revise close reopen appoint",
        world.generator: "revise close reopen",
        world.permit: "renew revoke item",
        world.licence: "renew revoke suspend resume",
    }
    found = {
        f"admin:facilities_{row._meta.model_name}_{deed}": reverse(
            f"admin:facilities_{row._meta.model_name}_{deed}", args=[row.pk]
        )
        for row, named in deeds.items()
        for deed in named.split()
    }
    found["admin:facilities_permit_item"] += f"?line={world.permit.items.first().pk}"
    return found


def _admin(world) -> dict:
    plain = "flows rules index login logout password_change password_change_done autocomplete jsi18n"
    found = {f"admin:{name}": reverse(f"admin:{name}") for name in plain.split()}
    for model, row in records(world).items():
        for page in ("changelist", "add"):
            found[f"admin:{model}_{page}"] = reverse(f"admin:{model}_{page}")
        for page in ("change", "history", "delete"):
            found[f"admin:{model}_{page}"] = reverse(f"admin:{model}_{page}", args=[row.pk])
        base = f"/admin/{model.replace('_', '/')}"
        found[f"admin:/admin/{model.replace('_', '/')}/<path:object_id>/"] = f"{base}/{row.pk}/"
    for model in ("facility", "generator", "collector", "transporter", "disposalsite"):
        row = records(world)[f"facilities_{model}"]
        name = f"admin:facilities_{model}_reclassify"
        found[name] = reverse(name, args=[row.pk])
    found |= _register(world)
    held = {"freeze": world.issued, "release": world.frozen, "void": world.issued, "record_numbers": world.issued}
    for act, manifest in held.items():
        found[f"admin:manifests_manifest_{act}"] = reverse(f"admin:manifests_manifest_{act}", args=[manifest.pk])
    recorded = "admin:facilities_crossingapplication_record"
    found[recorded] = reverse(recorded, args=[world.handed_in.pk])
    returned = "admin:manifests_numberblock_give_back"
    found[returned] = reverse(returned, args=[world.granted.pk])
    imposed = "admin:manifests_amendment_override"
    found[imposed] = reverse(imposed, args=[world.amendment.pk])
    return found | {
        "admin:auth_user_password_change": reverse("admin:auth_user_password_change", args=[world.driver.person.pk]),
        "admin:view_on_site": reverse("admin:view_on_site", args=[1, "1"]),
        "admin:app_list": reverse("admin:app_list", args=["manifests"]),
        "admin:/admin/(?P<url>.*)$": "/admin/no/such/thing/",
    }
