"""Say if two names are so near that a human should look if they are of the same thing (rule B7)."""

from __future__ import annotations

import re
from functools import lru_cache

import unicodedata2 as unicodedata
from rapidfuzz.distance import Levenshtein

from .folding import folded
from .lookalikes import latin_look, look

# what tells the parts of one project from each other, and not one project from another
_PART = re.compile(
    r"第?[0-9]+(?:\.[0-9]+)*(?:期|版本|版|代|阶段|批次|批|轮|季|号|部分|部|篇|辑)?|v(?=[0-9])|[上中下续新](?:期|篇|部|集|版)"
    r"|(?:升级|更新|改进|增强|优化|完整|精简|标准|专业|最终|正式|试点|测试|修订|迭代|全新|扩展|延伸)(?:版本|版|篇)?|项目$"
)
# a longer name that holds the whole of a shorter one may be its second part; so many characters of it must be the same
_LEAST_PART = 4
# one character in so many may differ; in shorter names a character is a word
_DIFFERING = 8


def are_near(left: str, right: str) -> bool:
    """Return True if two names may be of the same thing: equal but for marks, look-alikes, the number of a part, or a letter."""
    ours, theirs = _core(left), _core(right)
    shorter, longer = sorted((ours, theirs), key=len)
    if shorter == longer:
        return True
    if len(shorter) >= _LEAST_PART and shorter in longer and 2 * len(shorter) >= len(longer):
        return True
    limit = len(longer) // _DIFFERING
    return limit > 0 and Levenshtein.distance(ours, theirs, score_cutoff=limit) <= limit


@lru_cache(maxsize=32_768)
def _core(name: str) -> str:
    """Return what is left of a name without marks, signs and parts, its look-alikes alike; all of it if nothing is."""
    letters = "".join(
        character
        for character in unicodedata.normalize("NFKD", folded(name))
        if unicodedata.category(character)[0] not in "MC" and character not in "+#-"
    )
    return "".join(latin_look(character) or look(character) for character in _PART.sub("", letters) or letters)
