import re
from decimal import Decimal

from django import forms
from django.template import Context, Template


class WeighForm(forms.Form):
    groups = [("Load", ["kilograms", "drums"])]

    remark = forms.CharField(required=False)
    drums = forms.IntegerField(help_text="How many were counted.")
    kilograms = forms.DecimalField(decimal_places=3, widget=forms.NumberInput({"data-unit": "kg"}))
    opinion = forms.ChoiceField(choices=[("a", "Accept"), ("r", "Refuse")], widget=forms.RadioSelect)
    sealed = forms.BooleanField()
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        if self.cleaned_data.get("drums") == 0:
            raise forms.ValidationError("Nothing was weighed.")


GOOD = {"drums": "3", "kilograms": "412.500", "opinion": "a", "sealed": "on", "token": "x"}


def ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def field(html: str, name: str) -> str:
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]


def test_error_is_tied_to_its_field():
    html = str(WeighForm({**GOOD, "drums": "many"}))
    tag = field(html, "drums")
    assert 'aria-invalid="true"' in tag
    described = re.search(r'aria-describedby="([^"]+)"', tag)[1].split()
    assert described == ["id_drums_helptext", "id_drums_error"]
    assert set(described) <= ids(html)


def test_what_was_typed_comes_back():
    assert 'value="a ton"' in field(str(WeighForm({**GOOD, "kilograms": "a ton"})), "kilograms")


def test_summary_leads_to_every_wrong_field():
    form = WeighForm({})
    html = str(form)
    links = re.findall(r'<a href="#([^"]+)"', html)
    assert links == ["id_kilograms", "id_drums", "id_opinion_0", "id_sealed"]  # in page order
    assert set(links) <= ids(html)
    assert "<li>Token: This field is required.</li>" in html  # a hidden field's error is not lost


def test_summary_says_what_is_wrong_with_the_whole():
    assert "Nothing was weighed." in str(WeighForm({**GOOD, "drums": "0"}))


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in str(WeighForm(GOOD))
    assert "error-summary" not in str(WeighForm())


def test_optional_is_marked_rather_than_required():
    html = str(WeighForm())
    assert html.count('class="optional"') == 1


def test_numbers_bring_up_number_keys_and_no_wheel():
    html = str(WeighForm())
    kilograms, drums = field(html, "kilograms"), field(html, "drums")
    assert 'inputmode="decimal"' in kilograms and 'type="text"' in kilograms
    assert 'inputmode="numeric"' in drums
    assert "step=" not in kilograms


def test_number_keeps_its_value():
    assert 'value="12.500"' in field(str(WeighForm(initial={"kilograms": Decimal("12.500")})), "kilograms")


def test_unit_is_seen_and_read_out():
    html = str(WeighForm())
    assert '<span class="unit" aria-hidden="true">kg</span>' in html
    assert '<span class="visually-hidden"> (kg)</span>' in html


def test_unit_may_stand_on_the_field():
    form = WeighForm()
    form.fields["drums"].unit = "桶"
    assert '<span class="unit" aria-hidden="true">桶</span>' in str(form)


def test_groups_come_in_their_order_and_lose_no_field():
    html = str(WeighForm())
    order = re.findall(r'<input[^>]*name="(\w+)"', html)
    assert list(dict.fromkeys(order)) == ["kilograms", "drums", "remark", "opinion", "sealed", "token"]
    assert "<legend>Load</legend>" in html


def test_radio_buttons_are_one_question():
    html = str(WeighForm())
    assert re.search(r"<fieldset[^>]*>\s*<legend>Opinion</legend>", html)


def test_label_of_a_check_box_follows_it():
    html = str(WeighForm())
    assert html.index('name="sealed"') < html.index('<label for="id_sealed">')


def test_lines_of_a_formset_are_numbered_and_their_errors_too():
    lines = forms.formset_factory(WeighForm, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            **{f"form-0-{key}": value for key, value in GOOD.items()},
            **{f"form-1-{key}": value for key, value in {**GOOD, "kilograms": "x"}.items()},
        }
    )
    html = str(lines)
    assert html.count('class="formset-form"') == 2
    assert html.count("error-summary") == 1
    link = re.search(r'<a href="#([^"]+)">([^<]+)</a>', html)
    assert link[1] == "id_form-1-kilograms"
    assert "2" in link[2]


def test_key_of_a_form_is_new_each_time():
    template = Template("{% load fields %}{% idempotency_key %}")
    first, second = template.render(Context()), template.render(Context())
    assert 'name="idempotency_key"' in first
    assert first != second
