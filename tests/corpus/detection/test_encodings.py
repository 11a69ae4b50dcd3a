"""The encoding of a text is found out: the bytes decode to what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpmap.corpus.detection.encodings import detected, encoding_by_mark, non_ascii_parts

TEXTS = {
    "Café à la crème, déjà vu; l’été où naïve garçon s’ébroue.": ["cp1252", "mac_roman", "utf-16", "utf-32"],
    "It’s a “well-known” mill – and the old man doesn’t like it.": ["cp1252", "mac_roman", "utf-16-le", "utf-16-be"],
    "Die Straße über die Brücke ist für Fußgänger gesperrt.": ["latin-1", "cp850", "utf-8-sig"],
    "Собаки лают, а караван идёт дальше. Вот так.": ["cp1251", "koi8-r", "utf-8"],
    "Zażółć gęślą jaźń, proszę pana.": ["cp1250"],
    "It cost £5 and 20°C.": ["cp1252"],
    "America’s priorities …　We don’t know “what” comes.": ["big5", "gb18030", "cp949", "cp932"],
    "The old man’s dog—so he said—isn’t here.": ["big5", "gb18030"],
    "Im Frühling prüfen wir fünf Übungen für später.": ["cp850", "mac_roman", "cp1252"],
    "The ½¢ decrease was ¾ of it.": ["cp1252"],
    "犬は吠える。しかしキャラバンは進む。これは本です。": ["shift_jis"],
}


@pytest.mark.parametrize(("text", "encoding"), [(text, name) for text, names in TEXTS.items() for name in names])
@pytest.mark.parametrize("times", [1, 40])
def test_a_text_is_decoded_as_it_was_written(text: str, encoding: str, times: int) -> None:
    content = (f"Plain words come first.\n{text}\n" * times).encode(encoding)
    found = detected(content)
    assert found is not None
    assert content.decode(found).removeprefix("\ufeff") == f"Plain words come first.\n{text}\n" * times


@given(st.text(min_size=1))
def test_utf8_and_what_has_a_mark_are_always_found(text: str) -> None:
    plain = text.encode("utf-8", "replace").decode().replace("\0", "").lstrip("\ufeff")
    assert detected(plain.encode()) == "utf-8"
    for encoding in ("utf-16", "utf-32"):
        content = plain.encode(encoding)
        if encoding == "utf-16" or plain:
            assert content.decode(encoding_by_mark(content, "utf-8")) == plain


def test_utf8_with_some_broken_bytes_is_not_taken_for_another() -> None:
    assert detected("déjà vu, naïve, l’été".encode() + b"\xe9") is None


@given(st.binary(max_size=2000))
def test_the_sample_is_made_in_linear_time_and_has_all_that_is_not_ascii(content: bytes) -> None:
    assert bytes(byte for byte in non_ascii_parts(content) if byte > 127) == bytes(
        byte for byte in content if byte > 127
    )
