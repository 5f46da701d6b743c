"""
How things age: expected lives, and the condition that age alone lets expect.

Lives are round figures of asset management practice [K], to be corrected by a city; the curve is an assumption: half of
its life a thing is good, then it worsens faster. Used by the demonstration and by forecasts, never written as a finding.
"""

EXPECTED_LIFE_YEARS: dict[str, int] = {
    "pipe": 50,
    "manhole": 50,
    "inlet": 30,
    "outfall": 50,
    "sluice_gate": 40,
    "pumping_station": 35,
    "treatment_plant": 40,
    "junction": 50,
    "water_body": 100,
    "park": 30,
    "waste_facility": 25,
}
PIPE_LIFE_YEARS: dict[str, int] = {
    "concrete": 45,
    "reinforced_concrete": 60,
    "clay": 70,
    "hdpe": 50,
    "pvc": 45,
    "iron": 60,
    "steel": 40,
    "frp": 50,
    "brick": 60,
    "stone": 80,
    "pp": 45,
    "plastic": 40,
    "asbestos_cement": 40,
}
# Share of the life after which a grade is reached: 2 from a quarter on, 3 from 55 %, 4 from 80 %, 5 beyond.
GRADE_LIMITS = (0.25, 0.55, 0.80, 1.05)


def expected_life_years(asset_class: str, material: str = "") -> int:
    """
    How long a thing of a class lasts, in years; a pipe by its material where that is known.

    Raises KeyError for an unknown class.

    >>> expected_life_years("pipe", "clay"), expected_life_years("pipe", "unknown"), expected_life_years("inlet")
    (70, 50, 30)
    """
    life = EXPECTED_LIFE_YEARS[asset_class]
    return PIPE_LIFE_YEARS.get(material, life) if asset_class == "pipe" else life


def expected_condition(age_years: float, life_years: float) -> int:
    """
    The grade (1 very good to 5 very poor) that age alone lets expect; never better for being older.

    Raises ValueError for a life that is not above zero.

    >>> [expected_condition(age, 50) for age in (0, 20, 35, 45, 60)]
    [1, 2, 3, 4, 5]
    """
    if life_years <= 0:
        raise ValueError("a life is longer than nothing")
    return 1 + sum(age_years / life_years >= limit for limit in GRADE_LIMITS)
