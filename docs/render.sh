#!/usr/bin/env bash
# Opens the official tables of the demo world in LibreOffice and leaves their pages as PNG in .screenshots/documents.
# Needs soffice and pdftoppm: apt-get install libreoffice-writer libreoffice-calc poppler-utils fonts-noto-cjk
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in soffice pdftoppm; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install libreoffice-writer libreoffice-calc poppler-utils" >&2; exit 2; }
done
out=.screenshots/documents
rm -rf "$out" && mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CASEAPP_HOME="$work/home" .venv/bin/caseapp db upgrade
CASEAPP_HOME="$work/home" .venv/bin/caseapp demo >/dev/null
for format in docx xlsx; do
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms targets 2025 --format "$format" --to "$work/$format"
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms targets 2025 --actuals --format "$format" --to "$work/$format-actuals"
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms monitor 2025 --as-of 2025-07-31 --format "$format" --to "$work/$format-monitor"
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms self-evaluation 2025 --format "$format" --to "$work/$format-evaluation"
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms self-evaluation 2025 --layout hebei --format "$format" --to "$work/$format-hebei"
  CASEAPP_HOME="$work/home" .venv/bin/caseapp forms department 2025 --format "$format" --to "$work/$format-department"
done
for folder in {docx,xlsx}{,-actuals,-monitor,-evaluation,-hebei,-department}; do
  for file in "$work/$folder"/*; do
    soffice --headless -env:UserInstallation="file://$work/office" --convert-to pdf --outdir "$work/pdf" "$file" >/dev/null 2>&1
    name=$(basename "${file%.*}")
    pdftoppm -r 80 -png "$work/pdf/$name.pdf" "$out/$folder-$name"
  done
done
ls "$out"
