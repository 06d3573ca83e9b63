#!/bin/sh
# Makes the files of this folder anew from card.png, by programs of Debian 12: ImageMagick 6.9, libtiff 4.5,
# Ghostscript 10.0, qpdf 11.3, libheif 1.15, libavif 0.11, libwebp 1.2, OpenJPEG 2.5. Run in this folder; pdfs.py
# (beside it) writes what no program here does.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
convert=convert-im6.q16
$convert card.png "$work/card.ppm"
$convert card.png -rotate 270 "$work/lying.ppm"
$convert card.png -threshold 45% -depth 1 "$work/card.pbm"

# webp, gif, avif, heic
cwebp -quiet -q 90 card.png -o cwebp.webp
$convert card.png imagemagick.gif
$convert -delay 50 card.png \( card.png -negate \) \( card.png -flip \) animated.gif
gif2webp -quiet -q 90 animated.gif -o animated.webp
avifenc -s 8 --min 5 --max 15 card.png avifenc.avif >/dev/null
$convert "$work/lying.ppm" "$work/lying.png"
avifenc -s 8 --min 5 --max 15 --irot 3 "$work/lying.png" turned.avif >/dev/null
heif-enc -q 80 card.png -o libheif.heic >/dev/null

# tiff
ppm2tiff -R 200 "$work/card.ppm" "$work/plain.tif"
$convert "$work/card.pbm" \( "$work/card.pbm" -flip \) -units PixelsPerInch -density 200 -compress Group4 fax_of_two_pages.tif
$convert card.png -resize 100%x50%\! -threshold 45% -units PixelsPerInch -density 204x102 -compress Fax fax_standard_mode.tif
tiffcp -c lzw:2 "$work/plain.tif" lzw.tif
tiffcp -c jpeg:r:95 "$work/plain.tif" jpeg.tif
tiffcp -8 -t -w 64 -l 64 -c zip "$work/plain.tif" bigtiff_tiled.tif
tiffcp -B -p separate -c zip "$work/plain.tif" big_endian_planar.tif
$convert card.png -colorspace CMYK -compress LZW cmyk.tif
$convert card.png -depth 16 -compress Zip deep.tif
$convert card.png -colorspace Gray -depth 16 -compress Zip deep_grey.tif
$convert card.png -type Palette -colors 200 -compress RLE palette.tif
$convert card.png -transparent white -compress LZW alpha.tif
ppm2tiff -R 200 "$work/lying.ppm" "$work/lying.tif"
tiffset -s 274 6 "$work/lying.tif"
tiffcp -c zip "$work/lying.tif" turned.tif
$convert card.png -resize 25% -compress LZW "$work/small.tif"
tiffset -s 254 1 "$work/small.tif"
tiffcp -c lzw "$work/plain.tif" "$work/small.tif" with_thumbnail.tif
# pdf
gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -o ghostscript.pdf pages.ps
qpdf --encrypt open-sesame owner 256 -- ghostscript.pdf encrypted_aes256.pdf
qpdf --allow-weak-crypto --encrypt open-sesame owner 40 -- ghostscript.pdf encrypted_rc4.pdf
qpdf --encrypt "" owner 256 -- ghostscript.pdf encrypted_for_its_owner.pdf
qpdf --rotate=+90:1 --object-streams=generate ghostscript.pdf turned.pdf
opj_compress -i "$work/card.ppm" -o "$work/card.jp2" -r 8 >/dev/null
$convert card.png -depth 1 -threshold 45% -compress Group4 "$work/g4.tif"
python3 pdfs.py "$work/card.jp2" "$work/g4.tif"
