"""Text that looks like entries of a visual zone: invented names, dates in the forms of Doc 9303, numbers, places."""

import unicodedata

import numpy as np

# Letters beside A to Z of Doc 9303-3 section 6, Part A, by capital. Left out: twins in print (capital eth is D with stroke, T with
# cedilla is T with comma) and letters that no name has (ligature ij, L with dot, E, I and O with breve).
MARKED = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĨĪĮĴĶĹĻĽŁŃŅŇŊŌŐŒŔŖŘŚŜŞȘŠȚŤŦŨŪŬŮŰŲŴŶŸŹŻŽ"
SMALL = MARKED.lower() + "ðßı"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
SIGNS = " '-.,/()<:&"
ALPHABET = SIGNS + DIGITS + LETTERS + LETTERS.lower() + MARKED + "İ" + SMALL
assert len(set(ALPHABET)) == len(ALPHABET)

MONTHS = {
    "en": ["JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER", "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"],
    "fr": ["JANVIER FÉVRIER MARS AVRIL MAI JUIN JUILLET AOÛT SEPTEMBRE OCTOBRE NOVEMBRE DÉCEMBRE", "JAN FÉV MARS AVR MAI JUIN JUIL AOÛ SEPT OCT NOV DÉC"],
    "es": ["ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE", "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC"],
    "pt": ["JANEIRO FEVEREIRO MARÇO ABRIL MAIO JUNHO JULHO AGOSTO SETEMBRO OUTUBRO NOVEMBRO DEZEMBRO", "JAN FEV MAR ABR MAI JUN JUL AGO SET OUT NOV DEZ"],
    "de": ["JANUAR FEBRUAR MÄRZ APRIL MAI JUNI JULI AUGUST SEPTEMBER OKTOBER NOVEMBER DEZEMBER", "JAN FEB MÄR APR MAI JUN JUL AUG SEP OKT NOV DEZ"],
}
ONSETS = "b c d f g h j k l m n p r s t v w z br ch cr dr fl gr kl kr ph pl qu rh sch sh sk sl st str th tr vl x y zh".split()
VOWELS = "a e i o u y a e i o u ai au ea ei ie io ou".split()
CODAS = ["", "", "", "", "l", "m", "n", "r", "s", "t", "k", "ck", "ll", "nd", "ng", "nn", "rd", "rt", "ss", "st", "x", "z", "f", "p", "b", "d", "g"]


def twins():
    """Letters with marks by the letter they are made from."""
    table = {}
    for c in MARKED + SMALL:
        base = unicodedata.normalize("NFD", c)[0]
        base = {"Æ": "A", "Ø": "O", "Þ": "T", "Đ": "D", "Ħ": "H", "Ł": "L", "Ŋ": "N", "Œ": "O", "Ŧ": "T"}.get(base, base)
        base = {"æ": "a", "ø": "o", "þ": "t", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŋ": "n", "œ": "o", "ŧ": "t", "ß": "s", "ı": "i"}.get(base, base)
        table.setdefault(base, []).append(c)
    return table


TWINS = twins()


def pick(rng, pool, k=1):
    """`k` of the pool, joined."""
    return "".join(pool[i] for i in rng.integers(0, len(pool), k))


def word(rng, most=4, marks=None):
    """An invented word of syllables, small letters, some of them marked."""
    text = "".join(pick(rng, ONSETS if rng.random() < 0.9 else [""]) + pick(rng, VOWELS) + pick(rng, CODAS) for _ in range(rng.integers(1, most)))
    share = marks if marks is not None else (rng.random() * 0.5 if rng.random() < 0.5 else 0.0)
    return "".join(pick(rng, TWINS[c]) if c in TWINS and rng.random() < share else c for c in text)


def cased(rng, text):
    """In capitals, mostly; ß stays small, as many issuers print it."""
    dice = rng.random()
    if dice < 0.68:
        return "".join(c if c in "ßı" and rng.random() < 0.5 else c.upper() if len(c.upper()) == 1 else c.upper() for c in text).replace("ı", "I")
    if dice < 0.94:
        return " ".join(part[:1].upper() + part[1:] for part in text.split(" "))
    return text


def name(rng):
    """Names of one to four words, with hyphens, apostrophes and particles."""
    parts = []
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        dice = rng.random()
        part = word(rng)
        if dice < 0.12:
            part += "-" + word(rng, 3)
        elif dice < 0.2:
            part = pick(rng, ["o", "d", "l", "m", "n", "dell", "t"]) + "'" + part
        elif dice < 0.25:
            part = pick(rng, ["de", "van der", "von", "dos", "el", "al", "la", "mc", "af"]) + " " + part
        elif dice < 0.28:
            part += pick(rng, [", ", ". ", "."]) + word(rng, 2)
        parts.append(part)
    return cased(rng, " ".join(parts))


def date(rng):
    """A day in a form of Doc 9303 or of an issuer's own."""
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(1920, 2046))
    tongues = list(MONTHS)
    a, b = (MONTHS[tongues[rng.integers(0, len(tongues))]] for _ in range(2))
    full = rng.random() < 0.25
    first, second = (names[0 if full else 1].split()[month - 1] for names in (a, b))
    years = str(year) if rng.random() < 0.75 else f"{year % 100:02}"
    dice = rng.random()
    if dice < 0.45:
        middle = first if rng.random() < 0.6 else first + pick(rng, ["/", " /", "/ ", " / "]) + second
        middle += "." if rng.random() < 0.05 else ""
        text = pick(rng, [f"{day:02}", str(day)]) + pick(rng, [" ", " ", "-", "."]) + middle + pick(rng, [" ", " ", "-"]) + years
        return text if rng.random() < 0.8 else cased(rng, text.lower())
    if dice < 0.85:
        sign = pick(rng, [".", "/", "-", " ", ". "])
        return f"{day:02}{sign}{month:02}{sign}{years}"
    if dice < 0.97:
        sign = pick(rng, ["-", ".", "/", " "])
        return f"{year}{sign}{month:02}{sign}{day:02}"
    return f"{day:02}{month:02}{years}"


def number(rng):
    """Document and personal numbers."""
    dice = rng.random()
    if dice < 0.35:
        text = pick(rng, LETTERS, rng.integers(1, 4)) + pick(rng, DIGITS, rng.integers(4, 9))
    elif dice < 0.7:
        text = pick(rng, DIGITS, rng.integers(3, 13))
    elif dice < 0.9:
        text = pick(rng, DIGITS + LETTERS, rng.integers(5, 12))
    else:
        text = pick(rng, DIGITS, rng.integers(2, 7)) + pick(rng, "-/ .") + pick(rng, DIGITS, rng.integers(2, 6))
    if rng.random() < 0.2:
        cut = int(rng.integers(1, len(text)))
        text = text[:cut] + " " + text[cut:]
    return text


def place(rng):
    """Places and authorities."""
    text = word(rng)
    dice = rng.random()
    if dice < 0.3:
        text += pick(rng, [", ", " (", "/", " / ", ". ", ": ", " & ", "-"]) + word(rng, 3)
        text += ")" if "(" in text else ""
    elif dice < 0.5:
        text = pick(rng, ["st. ", "bad ", "san ", "sao ", "new ", "gem. ", "min. ", "dep. ", "d.g. "]) + text
    elif dice < 0.6:
        text += " " + pick(rng, DIGITS, rng.integers(1, 4))
    return cased(rng, text)


def soup(rng):
    """Letters in no order, so that each of the alphabet is seen often."""
    parts = []
    for _ in range(rng.integers(1, 4)):
        pool = [LETTERS + 2 * MARKED + "İ", LETTERS.lower() + 2 * SMALL, DIGITS + SIGNS[1:], LETTERS, DIGITS][rng.integers(0, 5)]
        parts.append(pick(rng, pool, rng.integers(1, 8)))
    return pick(rng, [" ", "", "-", "/"]).join(parts)


def random_text(rng):
    """One entry."""
    dice = rng.random()
    if dice < 0.36:
        text = name(rng)
    elif dice < 0.58:
        text = date(rng)
    elif dice < 0.74:
        text = number(rng)
    elif dice < 0.82:
        text = place(rng)
    elif dice < 0.87:
        text = pick(rng, ["F", "M", "X", "F", "M", "F/F", "M/M", "X/X", "F / F", "M / M", "P", "PP", "V", "W", "H", "K"])
    elif dice < 0.9:
        text = pick(rng, LETTERS, 3)
    else:
        text = soup(rng)
    text = "".join(c for c in text if c in ALPHABET)
    text = " ".join(text.split())
    return text[:34].strip() or "X"


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    print(len(ALPHABET), *(random_text(rng) for _ in range(60)), sep="\n")
