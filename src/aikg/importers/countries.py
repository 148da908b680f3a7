"""Countries as the tables of sources name them."""

from __future__ import annotations

from typing import Final

from aikg.importers.cells import known

COUNTRIES: Final = {
    "Argentina": "AR",
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "China": "CN",
    "Croatia": "HR",
    "Czechia": "CZ",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Hungary": "HU",
    "Iceland": "IS",
    "India": "IN",
    "Iran (Islamic Republic of)": "IR",
    "Ireland": "IE",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Korea (Republic of)": "KR",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Netherlands": "NL",
    "New Zealand": "NZ",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "Russia": "RU",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "South Korea": "KR",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "Taiwan": "TW",
    "Thailand": "TH",
    "Turkey": "TR",
    "Ukraine": "UA",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States": "US",
    "United States of America": "US",
    "Vietnam": "VN",
    "Viet Nam": "VN",
}
"""ISO 3166-1 codes of the country names that sources use."""


def country_of(value: object) -> str | None:
    """The code of a country given by name or by code; None where it is not known, or is no one country."""
    text = known(value)
    if text is None:
        return None
    if text in COUNTRIES:
        return COUNTRIES[text]
    return text if len(text) == 2 and text in COUNTRIES.values() else None
