#!/bin/sh
# One note as programs write it into a pdf: a browser's print (Chromium 156), LibreOffice 7.4, cairo 1.16 (librsvg),
# ReportLab 5, Ghostscript 10.0 over the browser's, OCRmyPDF 14.0 with Tesseract 5.3 over a scan of it. Run in this
# folder on Debian 12 with its fonts-dejavu-core and fonts-noto-cjk.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chromium --headless --no-sandbox --no-pdf-header-footer --print-to-pdf="$work/chromium.pdf" note.html 2>/dev/null
qpdf --object-streams=generate --recompress-flate --compression-level=9 "$work/chromium.pdf" chromium.pdf
soffice --headless --convert-to pdf --outdir "$work" note.fodt >/dev/null
mv "$work/note.pdf" libreoffice.pdf
rsvg-convert -f pdf -o cairo.pdf note.svg
# Helvetica and Courier, which every reader has, a typeface embedded in part, and one that is only named.
python3 - <<'NOTE'
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

pdfmetrics.registerFont(TTFont("DejaVu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
page = Canvas("reportlab.pdf", pagesize=(298, 420))
for top, font, text in (
    (375, "Helvetica", "No. DN-2026/0047-B"),
    (345, "DejaVu", "Consignee Ada Example"),
    (315, "DejaVu", "Office affluent & first"),
    (285, "Courier", "Total 1,234.50 EUR"),
    (255, "STSong-Light", "收货人 王小明"),
):
    page.setFont(font, 11)
    page.drawString(34, top, text)
page.save()
NOTE
gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -dPDFSETTINGS=/prepress -o ghostscript.pdf "$work/chromium.pdf"
gs -q -dBATCH -dNOPAUSE -sDEVICE=tiffg4 -r150 -o "$work/scan.tif" "$work/chromium.pdf"
ocrmypdf -q -l eng+chi_sim --output-type pdf --image-dpi 150 "$work/scan.tif" ocrmypdf.pdf
