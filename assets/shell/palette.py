"""
The colours of conditions for what is drawn outside the browser's style sheet: map styles, charts, reports.

The same as `--condition-1` to `--condition-5` and `--condition-unknown` of static/shell/design.css (a test compares
them). Any two can be told apart by people with protanopia, deuteranopia and tritanopia (the test computes that too);
blue is sound and dark red is failing, so that darkness grows towards both ends and amber draws the eye in between.
"""

CONDITION_COLOURS: dict[int, str] = {
    1: "#17509e",
    2: "#45b8ee",
    3: "#f7c02a",
    4: "#dd5a10",
    5: "#7a1022",
}
CONDITION_UNKNOWN_COLOUR = "#83898f"
