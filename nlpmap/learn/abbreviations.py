"""English abbreviations by what a full stop after them means, for the trainer of the sentence splitter.

Hand-made and short. A treebank shows how each kind behaves, and these lists carry that over to those that it lacks.
"""

from __future__ import annotations

KINDS = {
    "title": (
        "adm atty brig capt cdr cmdr col cpl dr drs fr gen gov hon insp lt maj messrs mlle mme mr mrs ms mt mx pfc "
        "pres prof pvt rep reps rev sen sens sgt spc sr supt st ste"
    ),
    "company": "ass'n assn assoc bros co corp dept inc intl ltd mfg plc univ",
    "month": "jan feb mar apr jun jul aug sep sept oct nov dec",
    "day": "mon tue tues wed thu thur thurs fri sat sun",
    "place": (
        "ala ariz ark ave blvd calif colo conn del fla ga ill ind kan kans ky la mass md mich minn miss mo mont neb "
        "nev okla ont ore pa pl que rd tenn tex va vt wash wis wyo"
    ),
    "reference": "app art ch chap ed eds eq ex ext fig figs ibid no nos op p par pg pp pt sec tel vol vols",
    "aside": "aka approx c ca cf e.g eg esp est i.e ie incl max min misc re viz vs v",
    "final": "a.m al etc jr p.m u.k u.n u.s u.s.a",
    "unit": "cm ft gal hr hrs kg km lb lbs mi mm oz sq tbsp tsp yd yr yrs",
}
ENGLISH = {word: kind for kind, words in KINDS.items() for word in words.split()}
