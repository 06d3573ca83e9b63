#!/bin/sh
# Register a template, read a picture, list, delete: with curl (7.75 or newer) and python3 for the JSON.
#   CUSTOM_OCR_URL=https://….execute-api.eu-central-1.amazonaws.com/v1/custom_ocr sh curl.sh
# Signed with AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY when the URL is API Gateway's; with API_KEY when that is set.
set -eu

url=${CUSTOM_OCR_URL:-http://127.0.0.1:8080/custom_ocr}
case_folder=$(dirname "$0")/../form
request=$(mktemp)
trap 'rm -f "$request"' EXIT

post() { # the request is in the file: a picture is too long for a command line
    if [ -n "${API_KEY:-}" ]; then
        set -- -H "x-api-key: $API_KEY"
    else
        case $url in
        *.execute-api.*)
            region=${url#*.execute-api.}
            set -- --aws-sigv4 "aws:amz:${region%%.*}:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
            [ -z "${AWS_SESSION_TOKEN:-}" ] || set -- "$@" -H "x-amz-security-token: $AWS_SESSION_TOKEN"
            ;;
        esac
    fi
    curl --silent --show-error --fail-with-body "$@" -H 'content-type: application/json' --data-binary "@$request" "$url"
}

picture() { base64 < "$1" | tr -d '\n'; }

printf '{"type": "add", "template": %s, "img": "%s"}' \
    "$(cat "$case_folder/template.json")" "$(picture "$case_folder/template.png")" > "$request"
template_id=$(post | python3 -c 'import json, sys; print(json.load(sys.stdin)["template_id"])')
echo "added $template_id"

printf '{"type": "query", "template_id": "%s", "img": "%s"}' \
    "$template_id" "$(picture "$case_folder/query-1-scan.png")" > "$request"
post | python3 -c 'import json, sys
for field in json.load(sys.stdin): print(field["key"], field["value"], field["score"], sep=" | ")'

# Whatever file it is, and whichever template it is of: `read`.
printf '{"type": "read", "file": "%s"}' "$(picture "$case_folder/query-1-scan.png")" > "$request"
post | python3 -c 'import json, sys
for found in json.load(sys.stdin)["documents"]: print("page", found["page"], "is of", found["template_id"])'

printf '{"type": "list"}' > "$request"
post
echo
printf '{"type": "del", "template_id": "%s"}' "$template_id" > "$request"
post
echo
