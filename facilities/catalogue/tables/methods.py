from facilities.catalogue.sheet import Column
from facilities.catalogue.table import Entries, Table
from facilities.models import DisposalMethod


class ChineseMethods(Table):
    file = "disposal_methods.csv"
    columns = (
        Column("code", DisposalMethod.code.field, pattern=r"[RDCYG]\d{1,2}"),
        Column("kind", DisposalMethod.kind.field),
        Column("name", DisposalMethod.name.field),
        Column("independent_sources", DisposalMethod.independent_sources.field),
        Column("name_en", DisposalMethod.name_en.field, required=True),
    )
    key = ("code",)
    system = DisposalMethod.System.CN

    def entries(self, rows):
        methods = [DisposalMethod(system=self.system, **row) for row in rows]
        yield Entries(methods, ("system", "code"), DisposalMethod.objects.filter(system=self.system))


class EuropeanOperations(Table):
    """R1–R13 and D1–D15 of the EU Waste Framework Directive, for movements across a border."""

    file = "recovery_disposal_operations_eu.csv"
    columns = (
        Column("code", DisposalMethod.code.field, pattern=r"[RD]\d{1,2}"),
        Column("kind", choices=("recovery", "disposal"), required=True),
        Column("description", DisposalMethod.name.field),
    )
    key = ("code",)
    system = DisposalMethod.System.EU
    kinds = {"recovery": DisposalMethod.Kind.UTILISATION, "disposal": DisposalMethod.Kind.DISPOSAL}

    def entries(self, rows):
        methods = [
            DisposalMethod(
                system=self.system,
                code=row["code"],
                kind=self.kinds[row["kind"]],
                name=row["description"],
                name_en=row["description"],
            )
            for row in rows
        ]
        yield Entries(methods, ("system", "code"), DisposalMethod.objects.filter(system=self.system))
