"""How a place is called among others."""

from metrics.places import Places


class Register:
    """Two hospitals that both have an intensive care unit."""

    def rows(self, sql):
        if "facility_name" in sql:
            return [(f, f"Hospital {f}", "USD", "internal", 1) for f in ("A", "B")]
        names = {"A-ICU": "Intensive care", "A-3": "3 East", "B-ICU": "Intensive care", "?:B": None}
        return [(unit, name, unit.strip("?:")[0], "med_surg") for unit, name in names.items()]


def test_only_a_unit_whose_name_could_be_another_facilitys_names_its_own():
    places = Places(Register())
    network, facility = places.all[0], places.all[1]
    units = ("A-3", "A-ICU", "B-ICU", "?:B")
    assert [places.label("unit", unit, network) for unit in units] == [
        "3 East",
        "Intensive care, Hospital A",
        "Intensive care, Hospital B",
        "Unknown unit, Hospital B",
    ]
    assert places.label("unit", "A-ICU", facility) == "Intensive care"
