"""Choices that carry figures for the page's small sum, such as a load's weight and a truck's limit (kg)."""

from django import forms


class _WithFigures:
    """`figures` maps a value to the data- attributes of its option."""

    figures: dict[str, dict[str, str]] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= self.figures.get(str(value), {})
        return option


# Named as what they are, so that the style sheet finds them.
class RadioSelect(_WithFigures, forms.RadioSelect):
    pass


class CheckboxSelectMultiple(_WithFigures, forms.CheckboxSelectMultiple):
    pass
