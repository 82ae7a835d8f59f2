"""The content as a zip file and back; what is no content of ours is refused as a whole."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from fakes.faq_files import small_content

from assistant.editorial.archive import packed, unpacked
from assistant.errors import BadInput


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*small_content().items(), *files):
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def a_link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("pay/link.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_what_goes_out_comes_back_the_same():
    assert unpacked(packed(small_content())) == small_content()
    assert packed(small_content()) == packed(dict(reversed(small_content().items())))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no zip file"),
        (b"PK\x03\x04 and then nonsense", "no zip file"),
        (packed(small_content())[:-30], "no zip file"),
        (zipped(("../evil.md", b"x")), "no name"),
        (zipped(("/etc/evil.md", b"x")), "no name"),
        (zipped(("pay/../../evil.md", b"x")), "no name"),
        (zipped((r"pay\evil.md", b"x")), "no name"),
        (zipped(("pay/evil.sh", b"x")), "no name"),
        (zipped((a_link(), b"/etc/passwd")), "link"),
        (zipped(("pay/bomb.md", b"0" * 300_000_000)), "too large"),
        (zipped(*((f"pay/a{n}.md", b"") for n in range(5_001))), "most"),
        (zipped(("pay/broken.md", b"no article")), r"pay/broken\.md:1"),
    ],
)
def test_anything_else_is_refused_as_a_whole(data, why):
    with pytest.raises(BadInput, match=why):
        unpacked(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(BadInput, match="twice"):
        unpacked(zipped(("sources.yml", b"")))
