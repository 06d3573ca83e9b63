"""Writes the PDFs of this folder that no program of make.sh does: `python3 pdfs.py CARD.jp2 CARD_G4.tif`."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
Objects = dict[int, bytes]


def pdf(objects: Objects) -> bytes:
    """A file of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(max(objects) + 1)
    )
    size, start = max(objects) + 1, len(out)
    return out + b"xref\n0 %d\n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        start,
    )


def stream(head: bytes, body: bytes) -> bytes:
    """A stream object."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (head, len(body), body)


def pages(*kids: bytes, catalogue: bytes = b"") -> Objects:
    """The catalogue and the pages, as objects 10, 11, ..."""
    named = b" ".join(b"%d 0 R" % (10 + at) for at in range(len(kids)))
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue,
        2: b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), named),
        **{10 + at: b"<< /Type /Page /Parent 2 0 R %b >>" % kid for at, kid in enumerate(kids)},
    }


def fax_strip(path: Path) -> tuple[int, int, bytes]:
    """Width, height and the one strip of a Group 4 tiff; 0 is white."""
    with Image.open(path) as picture:
        tags = picture.tag_v2  # type: ignore[attr-defined]
        ((start,), (length,)) = tags[273], tags[279]
        assert tags[259] == 4 and tags[262] == 0, "Group 4, white is zero"
        return (*picture.size, path.read_bytes()[start : start + length])


def jbig2(width: int, height: int, coded: bytes) -> bytes:
    """An embedded JBIG2 page of one generic region, coded by MMR (ISO/IEC 14492, 7.4.6)."""
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\1" + coded
    segments = ((0, 48, page), (1, 38, region))
    return b"".join(struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body for number, kind, body in segments)


def scans(jp2: bytes, fax: tuple[int, int, bytes]) -> bytes:
    """JPEG 2000, JBIG2 and CCITT, each filling its page."""
    width, height, coded = fax
    show = b"q %d 0 0 %d 0 0 cm /I Do Q" % (width, height)
    size = b"/Type /XObject /Subtype /Image /Width %d /Height %d" % (width, height)
    grey = size + b" /ColorSpace /DeviceGray /BitsPerComponent 1"
    kid = b"/MediaBox [0 0 %d %d] /Contents 3 0 R /Resources << /XObject << /I %%d 0 R >> >>" % (width, height)
    return pdf(
        {
            **pages(*(kid % number for number in (4, 5, 6))),
            3: stream(b"", show),
            4: stream(size + b" /Filter /JPXDecode", jp2),
            5: stream(grey + b" /Filter /JBIG2Decode", jbig2(width, height, coded)),
            6: stream(
                grey + b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>" % (width, height),
                coded,
            ),
        }
    )


def form() -> bytes:
    """A text field filled in without an appearance of its own, a ticked box, a stamp as an annotation."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    appearance = b"/Type /XObject /Subtype /Form /BBox [0 0 100 40]"
    return pdf(
        {
            **pages(
                b"/MediaBox [0 0 240 160] /Annots [20 0 R 21 0 R 22 0 R]",
                catalogue=b"/AcroForm << /Fields [20 0 R 21 0 R] /NeedAppearances true "
                b"/DA (/Helv 0 Tf 0 g) /DR << /Font << /Helv 3 0 R >> >> >>",
            ),
            3: font,
            4: stream(b"/Type /XObject /Subtype /Form /BBox [0 0 20 20]", b"0 0 1 rg 2 2 16 16 re f"),
            5: stream(appearance, b"1 0 0 rg 0 0 100 40 re f"),
            20: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (number) /V (4711) /DA (/Helv 24 Tf 0 g) /F 4 "
            b"/Rect [20 100 220 140] >>",
            21: b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (box) /V /On /AS /On /F 4 /Rect [20 20 40 40] "
            b"/AP << /N << /On 4 0 R >> >> >>",
            22: b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [120 20 220 60] /AP << /N 5 0 R >> >>",
        }
    )


def cropped() -> bytes:
    """A page that shows a part of what is drawn, lying on its side; a page that is a line; one without pixels."""
    draw = b"1 0 0 rg 100 100 120 80 re f 0 0 1 rg 100 100 30 80 re f 0 1 0 rg 0 0 100 400 re f"
    return pdf(
        {
            **pages(
                b"/MediaBox [0 0 400 400] /CropBox [100 100 220 180] /Rotate 90 /Contents 3 0 R",
                b"/MediaBox [0 0 14400 20] /Contents 3 0 R",
                b"/MediaBox [0 0 14400 14400] /Contents 3 0 R",
            ),
            3: stream(b"", draw),
        }
    )


if __name__ == "__main__":
    jp2_path, tiff_path = map(Path, sys.argv[1:])
    (HERE / "scans.pdf").write_bytes(scans(jp2_path.read_bytes(), fax_strip(tiff_path)))
    (HERE / "form.pdf").write_bytes(form())
    (HERE / "cropped.pdf").write_bytes(cropped())
