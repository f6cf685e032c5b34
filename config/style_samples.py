"""Invented content for the style page: long names, odd weights and every tone, so that breakage shows."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import timezone

from facilities.templatetags.quantities import kg, stamp, state_badge

FIRM = "常州某机械有限公司（演示）"
CARRIER = "某运输有限公司（演示）"
SITE = "某环保科技有限公司（演示）"
OIL = "废矿物油 900-249-08"


class SampleForm(forms.Form):
    groups = [("废物", ["code", "weight", "form"]), ("交接", ["when", "note", "hazards", "photo", "agreed"])]

    code = forms.CharField(label="废物代码", help_text="八位代码，例如 900-249-08。")
    weight = forms.DecimalField(
        label="重量", max_digits=15, decimal_places=3, widget=forms.NumberInput({"data-unit": "kg"})
    )
    form = forms.ChoiceField(
        label="形态", choices=[("s", "固态"), ("l", "液态"), ("m", "半固态")], widget=forms.RadioSelect
    )
    when = forms.DateField(label="产生日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), required=False)
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    hazards = forms.MultipleChoiceField(
        label="危险特性",
        choices=[("T", "毒性"), ("C", "腐蚀性"), ("I", "易燃性")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photo = forms.FileField(label="照片", required=False)
    agreed = forms.BooleanField(label="以上内容属实", help_text="签署后不能再改。")


def wrong_form() -> SampleForm:
    return SampleForm({"code": "", "weight": "一千", "when": "2026-02-30"}, auto_id="wrong_%s")


class SampleFilter(forms.Form):
    state = forms.ChoiceField(label="状态", choices=[("", "全部"), ("issued", "已签发")], required=False)
    party = forms.CharField(label="单位", required=False)
    since = forms.DateField(label="起始日期", widget=forms.DateInput({"type": "date"}), required=False)


def rows(now) -> list[dict]:
    listed = [
        ("3204122026000042", "issued", OIL, Decimal("1240.500")),
        ("3204122026000041", "in_transit", "含铜污泥 398-005-22", Decimal("18320")),
        ("3204122026000040", "partially_accepted", "废有机溶剂 900-402-06", Decimal("960.25")),
        ("3204122026000039", "refused", "感染性废物 841-001-01", Decimal("38.4")),
    ]
    return [
        {
            "url": "#",
            "cells": [number, state_badge(state), name, stamp(now - timedelta(hours=7 * at)), kg(weight)],
        }
        for at, (number, state, name, weight) in enumerate(listed)
    ]


def events(now) -> list[dict]:
    return [
        {
            "title": "签发",
            "state": "issued",
            "happened_at": now - timedelta(hours=30),
            "actor": "王敏",
            "organisation": FIRM,
            "lines": [(OIL, Decimal("1240.5"), None)],
        },
        {
            "title": "起运",
            "state": "in_transit",
            "happened_at": now - timedelta(hours=26),
            "recorded_at": now - timedelta(hours=25),
            "actor": "刘强",
            "organisation": CARRIER,
            "place": "苏D·12345",
        },
        {
            "title": "部分接受",
            "state": "partially_accepted",
            "happened_at": now - timedelta(hours=21),
            "actor": "陈静",
            "organisation": SITE,
            "note": "两桶包装破损，退回产废单位。",
            "lines": [(OIL, Decimal("1180"), Decimal("1240.5"))],
            "proof": "9f2c71d04be35a8e6f10c2",
        },
        {
            "title": "冻结",
            "state": "frozen",
            "happened_at": now - timedelta(hours=3),
            "actor": "赵建国",
            "organisation": "生态环境局（演示）",
            "note": "重量差异待核实。",
        },
    ]


NODES = [
    ("武进区", "溧阳市", "新北区"),
    ("HW08 废矿物油", "HW22 含铜废物", "HW06 废有机溶剂"),
    ("R9 再提炼", "D10 焚烧", "R4 金属回收"),
    ("某再生油公司", "某焚烧厂", "某资源化公司"),
]
LINKS = [
    ("武进区", "HW08 废矿物油", 41200),
    ("溧阳市", "HW08 废矿物油", 18400),
    ("武进区", "HW06 废有机溶剂", 9000),
    ("新北区", "HW22 含铜废物", 33000),
    ("新北区", "HW06 废有机溶剂", 12500),
    ("HW08 废矿物油", "R9 再提炼", 52000),
    ("HW08 废矿物油", "D10 焚烧", 7600),
    ("HW06 废有机溶剂", "D10 焚烧", 21500),
    ("HW22 含铜废物", "R4 金属回收", 33000),
    ("R9 再提炼", "某再生油公司", 52000),
    ("D10 焚烧", "某焚烧厂", 29100),
    ("R4 金属回收", "某资源化公司", 33000),
]


def flows() -> dict:
    return {
        "columns": ["产生区域", "废物类别", "方式", "接收单位"],
        "nodes": [
            {"id": name, "label": name, "column": column} for column, names in enumerate(NODES) for name in names
        ],
        "links": [
            {"source": source, "target": target, "kg": str(weight), "href": "#"} for source, target, weight in LINKS
        ],
    }


def page() -> dict:
    now = timezone.now()
    today = timezone.localdate()
    return {
        "now": now,
        "weight": Decimal("1240.500"),
        "columns": [
            {"label": "联单编号", "kind": "tight"},
            {"label": "状态"},
            {"label": "废物"},
            {"label": "时间", "kind": "tight"},
            {"label": "重量", "kind": "number"},
        ],
        "rows": rows(now),
        "foot": ["合计", "", "", "", kg(Decimal("20559.15"))],
        "facts": [
            ("产废单位", FIRM),
            ("统一社会信用代码", "91320400MA1X00000X"),
            ("重量", kg(Decimal("1240.5"))),
            ("备注", ""),
        ],
        "events": events(now),
        "flows": flows(),
        "steps": ["选择废物", "装入容器", "选择接收单位", "签发"],
        "todo": [
            {
                "url": "#",
                "title": "3204122026000042 待起运",
                "note": CARRIER,
                "state": "issued",
                "due": today + timedelta(days=2),
            },
            {
                "url": "#",
                "title": "3204122026000031 待办结",
                "note": "接受后五个工作日内",
                "state": "overdue",
                "due": today - timedelta(days=1),
            },
        ],
        "actions": [
            {"url": "#", "label": "打印联单", "kind": "quiet", "shape": "print"},
            {"url": "#", "label": "签发", "shape": "issued"},
        ],
    }
