"""The places, payers and services of the invented network. Every name is made up and says that it is a demo."""

from __future__ import annotations

from dataclasses import dataclass

NETWORK = "WBDH"
NETWORK_NAME = "Wardboard Demo Health"
ZONE = "America/New_York"
COUNTRY = "US"
HOSPITALS = ("QUIL", "BRAC")
HOSPITAL_SHARE = (0.6, 0.4)
# Planned work gathers where the theatres are.
PLANNED_SHARE = (0.64, 0.36)


@dataclass(frozen=True)
class Facility:
    """A site, with the numbers that the ledger and the EHR know it by."""

    id: str
    name: str
    ehr_area: str
    entity: str


@dataclass(frozen=True)
class Unit:
    """A place of care: the EHR knows it by department, HR and the ledger by cost centre, the survey by name."""

    id: str
    name: str
    type: str
    department: str
    cost_centre: str
    service_line: str = ""
    specialty: str = ""

    @property
    def facility(self) -> str:
        return self.id.split("-")[0]

    @property
    def is_bedded(self) -> bool:
        return self.type in ("icu", "step_down", "med_surg", "telemetry", "surgical", "maternity")


FACILITIES = (
    Facility("QUIL", "Quillmere General (demo)", "101", "01"),
    Facility("BRAC", "Brackenwell Community (demo)", "102", "02"),
    Facility("LIND", "Lindenrow Clinic (demo)", "201", "03"),
    Facility("MARR", "Marrowbank Clinic (demo)", "202", "04"),
    Facility("SALT", "Saltfen Clinic (demo)", "203", "05"),
    Facility("HARR", "Harrowmoss Clinic (demo)", "204", "06"),
)

UNITS = (
    Unit("QUIL-ED", "Quillmere Emergency", "ed", "10101", "01-6010", "Emergency"),
    Unit("QUIL-ICU", "Quillmere ICU", "icu", "10102", "01-6020", "Critical care"),
    Unit("QUIL-SDU", "Quillmere Step-down", "step_down", "10103", "01-6025", "Critical care"),
    Unit("QUIL-3N", "Quillmere 3 North", "med_surg", "10104", "01-6030", "Medicine"),
    Unit("QUIL-4W", "Quillmere 4 West", "med_surg", "10105", "01-6035", "Medicine"),
    Unit("QUIL-5N", "Quillmere 5 North", "telemetry", "10106", "01-6040", "Heart"),
    Unit("QUIL-6S", "Quillmere 6 South", "surgical", "10107", "01-6045", "Surgery"),
    Unit("QUIL-MAT", "Quillmere Maternity", "maternity", "10108", "01-6050", "Women"),
    Unit("QUIL-OR", "Quillmere Theatres", "or", "10109", "01-6060", "Surgery"),
    Unit("BRAC-ED", "Brackenwell Emergency", "ed", "10201", "02-6010", "Emergency"),
    Unit("BRAC-ICU", "Brackenwell ICU", "icu", "10202", "02-6020", "Critical care"),
    Unit("BRAC-SDU", "Brackenwell Step-down", "step_down", "10203", "02-6025", "Critical care"),
    Unit("BRAC-2E", "Brackenwell 2 East", "med_surg", "10204", "02-6030", "Medicine"),
    Unit("BRAC-3E", "Brackenwell 3 East", "med_surg", "10205", "02-6035", "Medicine"),
    Unit("BRAC-3W", "Brackenwell 3 West", "telemetry", "10206", "02-6040", "Heart"),
    Unit("BRAC-4S", "Brackenwell 4 South", "surgical", "10207", "02-6045", "Surgery"),
    Unit("BRAC-MAT", "Brackenwell Maternity", "maternity", "10208", "02-6050", "Women"),
    Unit("BRAC-OR", "Brackenwell Theatres", "or", "10209", "02-6060", "Surgery"),
    Unit(
        "LIND-FM",
        "Lindenrow Family Medicine",
        "clinic",
        "20101",
        "03-7010",
        "Primary care",
        "Family medicine",
    ),
    Unit("LIND-PED", "Lindenrow Children", "clinic", "20102", "03-7020", "Primary care", "Paediatrics"),
    Unit("MARR-CAR", "Marrowbank Heart", "clinic", "20201", "04-7010", "Heart", "Cardiology"),
    Unit("MARR-END", "Marrowbank Diabetes", "clinic", "20202", "04-7020", "Medicine", "Endocrinology"),
    Unit("SALT-ORT", "Saltfen Bone and Joint", "clinic", "20301", "05-7010", "Surgery", "Orthopaedics"),
    Unit(
        "HARR-FM",
        "Harrowmoss Family Medicine",
        "clinic",
        "20401",
        "06-7010",
        "Primary care",
        "Family medicine",
    ),
    Unit("HARR-DER", "Harrowmoss Skin", "clinic", "20402", "06-7020", "Medicine", "Dermatology"),
)
UNIT_INDEX = {unit.id: i for i, unit in enumerate(UNITS)}
BEDDED = tuple(i for i, unit in enumerate(UNITS) if unit.is_bedded)
CLINICS = tuple(i for i, unit in enumerate(UNITS) if unit.type == "clinic")
ED_UNIT = tuple(UNIT_INDEX[f"{h}-ED"] for h in HOSPITALS)
ICU_UNIT = tuple(UNIT_INDEX[f"{h}-ICU"] for h in HOSPITALS)
SDU_UNIT = tuple(UNIT_INDEX[f"{h}-SDU"] for h in HOSPITALS)
OR_UNIT = tuple(UNIT_INDEX[f"{h}-OR"] for h in HOSPITALS)


@dataclass(frozen=True)
class Payer:
    """A payer: what it pays relative to full cost, how long it takes, how often it says no at first."""

    id: str
    name: str
    plan: str
    pays: float
    days: int
    denies: float


PAYERS = (
    Payer("MCR", "Medicare (demo)", "FFS", 1.00, 18, 0.065),
    Payer("OSTA", "Ostrel Advantage (demo)", "MA HMO", 0.98, 34, 0.135),
    Payer("MCDM", "Fenbridge Community Plan (demo)", "Medicaid managed", 0.86, 36, 0.13),
    Payer("LARM", "Larkmere Mutual (demo)", "PPO", 1.32, 32, 0.105),
    Payer("VELD", "Veldrane Health Plan (demo)", "HMO", 1.28, 36, 0.115),
    Payer("SELF", "Self pay", "Self pay", 0.42, 75, 0.0),
)
OVER_65 = (0.50, 0.40, 0.02, 0.03, 0.04, 0.01)
UNDER_65 = (0.04, 0.02, 0.27, 0.31, 0.29, 0.07)


@dataclass(frozen=True)
class Drg:
    """A diagnosis group with relative weight, geometric mean stay and a typical principal diagnosis."""

    code: str
    weight: float
    gmlos: float
    dx: str


@dataclass(frozen=True)
class Service:
    """A hospital service: its DRGs, how often it needs intensive care, how often its patients come back."""

    code: str
    drgs: tuple[Drg, ...]
    icu: float
    returns: float
    wards: tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]


def _to(quil: str, brac: str) -> tuple:
    """`3N:0.3 4W:0.7` for each hospital."""
    return tuple(
        tuple((f"{h}-{w.split(':')[0]}", float(w.split(":")[1])) for w in text.split())
        for h, text in zip(HOSPITALS, (quil, brac), strict=True)
    )


SERVICES = (
    Service(
        "MED",
        (Drg("871", 1.93, 4.9, "A419"), Drg("683", 1.04, 3.2, "N179"), Drg("392", 0.82, 2.7, "K529"), Drg("690", 0.86, 3.1, "N390")),
        0.2, 0.165, _to("3N:0.18 4W:0.7 5N:0.12", "2E:0.5 3E:0.5"),
    ),
    Service(
        "CAR",
        (Drg("291", 1.36, 4.0, "I5033"), Drg("280", 1.61, 4.1, "I214"), Drg("309", 0.79, 2.4, "I4891")),
        0.28, 0.138, _to("5N:1", "3W:1"),
    ),
    Service(
        "PUL",
        (Drg("193", 1.34, 4.3, "J189"), Drg("190", 1.14, 3.6, "J441"), Drg("189", 1.22, 3.8, "J9601")),
        0.28, 0.17, _to("3N:0.1 4W:0.7 5N:0.2", "2E:0.3 3E:0.7"),
    ),
    Service(
        "NEU",
        (Drg("065", 1.05, 3.2, "I639"), Drg("101", 0.88, 2.6, "G40909")),
        0.24, 0.12, _to("3N:0.5 5N:0.5", "2E:0.7 3W:0.3"),
    ),
    Service(
        "SUR",
        (Drg("329", 4.60, 8.9, "K5660"), Drg("418", 1.68, 3.6, "K8000"), Drg("330", 2.47, 5.3, "K5720")),
        0.22, 0.1, _to("6S:1", "4S:1"),
    ),
    Service(
        "ORT",
        (Drg("470", 1.89, 1.9, "M1711"), Drg("481", 2.18, 4.1, "S72001A"), Drg("494", 1.87, 3.2, "S82201A")),
        0.04, 0.065, _to("6S:1", "4S:1"),
    ),
    Service(
        "ONC",
        (Drg("847", 1.30, 3.2, "Z5111"), Drg("841", 1.66, 4.6, "C8590")),
        0.08, 0.18, _to("3N:1", "2E:1"),
    ),
    Service(
        "OBS",
        (Drg("807", 0.63, 2.0, "O80"), Drg("788", 0.92, 2.8, "O82")),
        0.004, 0.012, _to("MAT:1", "MAT:1"),
    ),
)  # fmt: skip
SERVICE_INDEX = {service.code: i for i, service in enumerate(SERVICES)}
