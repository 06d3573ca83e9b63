"""Requests and answers as they look, for the OpenAPI document; a test holds each to its model."""

from __future__ import annotations

from typing import Any

_FIELDS = [
    [[[421, 465], [909, 471], [911, 503], [419, 495]], "名称"],
    [[[419, 495], [911, 503], [909, 533], [415, 527]], "识别号"],
]
_ID = "0b5a1c8e-6d2f-4f0b-9a53-2f6f3b8e7c11"
REQUEST_EXAMPLES: dict[str, Any] = {
    "add": {"type": "add", "url": "https://example.com/invoice.png", "template": _FIELDS},
    "add with a name": {
        "type": "add",
        "url": "https://example.com/invoice.png",
        "template": _FIELDS,
        "name": "Invoice, blue",
        "note": "From 2024 on; the older one has no barcode.",
    },
    "add with detail": {
        "type": "add",
        "url": "https://example.com/invoice.png",
        "template": _FIELDS,
        "detail": True,
    },
    "add with print struck out": {
        "type": "add",
        "url": "https://example.com/invoice.png",
        "template": _FIELDS,
        "variable": [[[60, 900], [480, 900], [480, 930], [60, 930]]],
    },
    "query": {"template_id": _ID, "url": "https://example.com/photo.jpg"},
    "query with detail": {"type": "query", "template_id": _ID, "url": "s3://documents/photo.jpg", "detail": True},
    "query with a page": {"template_id": _ID, "url": "s3://documents/letter.pdf", "pages": "2", "password": "…"},
    "del": {"type": "del", "template_id": _ID},
    "del several": {"type": "del", "template_id": [_ID]},
    "list": {"type": "list"},
    "list a page": {"type": "list", "limit": 100, "cursor": _ID},
    "get": {"type": "get", "template_id": _ID, "picture": "thumbnail"},
    "detect": {"type": "detect", "url": "https://example.com/invoice.png"},
    "upload": {"type": "upload", "content_type": "image/jpeg"},
    "update": {"type": "update", "template_id": _ID, "expected_version": 1, "template": _FIELDS},
    "update its name": {"type": "update", "template_id": _ID, "name": "Invoice, blue"},
    "versions": {"type": "versions", "template_id": _ID},
    "rollback": {"type": "rollback", "template_id": _ID, "version": 1},
    "preview": {
        "type": "preview",
        "template_id": _ID,
        "template": _FIELDS,
        "copies": [{"url": "s3://documents/copy-1.jpg"}],
    },
    "teach": {
        "type": "teach",
        "template_id": _ID,
        "copies": [
            {"url": "s3://documents/copy-1.jpg", "values": {"名称": "示例贸易有限公司"}},
            {"url": "s3://documents/copy-2.jpg"},
        ],
    },
    "evaluate": {
        "type": "evaluate",
        "template_id": _ID,
        "copies": [{"url": "s3://documents/copy-3.jpg", "values": {"名称": "示例贸易有限公司"}}],
    },
    "export": {"type": "export", "template_id": _ID, "version": 2},
    "import": {"type": "import", "file": "UEsDBBQAAAAIAAAAIQC…"},
    "review": {"type": "review", "do": "next"},
    "review done": {
        "type": "review",
        "do": "done",
        "review_id": "9f2d41c07b6e4a1c8d35e07f1b2a6c94",
        "lease": "0d3c5a8e7b1f4c6d9e2a4b6c8d0e1f23",
        "values": ["示例贸易有限公司", "91110000000000000X"],
    },
    "drift": {"type": "drift", "template_id": _ID, "days": 90},
    "interpret": {
        "type": "interpret",
        "fields": [{"text": "2026年03月11日"}, {"text": "03/04/2026", "options": {"type": "date"}}],
    },
    "batch": {"type": "batch", "do": "start", "prefix": "s3://scans/2026/", "template_id": _ID},
    "batch results": {"type": "batch", "do": "results", "batch_id": "4d1c0f7e9a3b4c2d8e5f60718293a4b5"},
    "teach to forget": {"type": "teach", "template_id": _ID, "expected_version": 4, "forget": ["6d1f0c2b9a7e"]},
    "read": {"type": "read", "url": "s3://documents/post.pdf", "pages": "1-3,7", "template_id": [_ID]},
    "classify": {"type": "classify", "url": "https://example.com/photo.heic"},
    "read whatever it is": {"type": "read", "file": "JVBERi0xLjcK…"},
    "query with a version": {"template_id": _ID, "version": 1, "url": "https://example.com/photo.jpg"},
}
ANSWER_EXAMPLES: dict[str, Any] = {
    "add": {"template_id": _ID},
    "add with detail": {
        "template_id": _ID,
        "checked": True,
        "warnings": [
            {
                "code": "field_too_tight",
                "field": {"index": 1, "name": "识别号"},
                "message": 'The text of "识别号" touches the edge of its field, and on other documents part of it will '
                "be lost. Draw the field larger: a quarter of a line height of free paper above and below, half of one "
                "at either end, and as long as the longest value.",
                "details": {"lost_when": ["fields moved up and left"], "outside": 0.0},
            }
        ],
        "readings": [
            {"picture": "straight", "refused": False, "differing": []},
            {"picture": "fields moved up and left", "refused": False, "differing": [1]},
            {"picture": "fields moved down and right", "refused": False, "differing": []},
            {"picture": "photographed", "refused": False, "differing": []},
        ],
        "readings_planned": 15,
        "compared": {"done": 2, "of": 2},
        "fixed_print": [
            {
                "text": "开票日期:",
                "position": [[612.0, 88.0], [704.0, 88.0], [704.0, 112.0], [612.0, 112.0]],
                "role": "label",
                "fixed": 0.97,
                "weight": 2.12,
            }
        ],
    },
    "query": [
        {"key": "名称", "value": "示例贸易有限公司", "score": 97.98},
        {"key": "识别号", "value": "91110000000000000X", "score": 99.62},
    ],
    "query with detail": {
        "template_id": _ID,
        "version": 1,
        "page": 1,
        "pages": 1,
        "alignment": {
            "verdict": "matched",
            "inliers": 412,
            "error_px": 0.62,
            "image_from_template": [[0.991, -0.013, -8.42], [0.018, 0.987, 45.1], [2.1e-06, -1.4e-06, 1.0]],
        },
        "fields": [
            {
                "key": "识别号",
                "value": "91110000000000000X",
                "score": 99.62,
                "status": "ok",
                "position": [[402.1, 511.7], [884.3, 520.0], [881.9, 552.4], [398.6, 543.0]],
                "error_px": 0.41,
                "lines": [
                    {
                        "text": "91110000000000000X",
                        "score": 99.62,
                        "position": [[420.0, 516.2], [805.5, 523.1], [804.9, 548.0], [419.2, 540.8]],
                    }
                ],
                "type": "text",
                "normalized": "91110000000000000X",
                "candidates": [],
                "checks": [],
                "held": [],
                "rows": [],
            }
        ],
        "timings_ms": {"template": 0.4, "fetch": 31.0, "decode": 14.2, "total": 212.5},
    },
    "del": {"template_id": _ID},
    "list": {"template_id_list": [_ID]},
    "list a page": {"template_id_list": [_ID], "next_cursor": None},
    "get": {
        "template_id": _ID,
        "version": 1,
        "name": "Invoice, blue",
        "note": "From 2024 on; the older one has no barcode.",
        "created": "2026-11-22T08:00:00Z",
        "width": 1500,
        "height": 920,
        "template": _FIELDS,
        "variable": [],
        "rules": [],
        "page_of": None,
        "copies": 0,
        "lessons": [],
        "img": "data:image/jpeg;base64,/9j/4AAQSkZJRg…",
    },
    "detect": {
        "width": 1500,
        "height": 920,
        "lines": [
            {
                "text": "名称:示例",
                "score": 98.1,
                "position": [[421.0, 465.5], [530.0, 466.0], [530.0, 494.0], [421.0, 493.5]],
                "at": [0.11, 0.31, 0.48, 0.66, 0.87],
            }
        ],
        "left_out": 0,
        "timings_ms": {"fetch": 31.0, "decode": 14.2, "read": 480.0, "total": 525.5},
    },
    "upload": {
        "url": "https://custom-ocr-pictures.s3.eu-central-1.amazonaws.com/",
        "fields": {"key": f"uploads/{_ID}.jpg", "Content-Type": "image/jpeg", "policy": "…", "x-amz-signature": "…"},
        "s3_url": f"s3://custom-ocr-pictures/uploads/{_ID}.jpg",
        "max_bytes": 10485760,
        "expires_in": 600,
    },
    "update": {"template_id": _ID, "version": 2},
    "versions": {
        "template_id": _ID,
        "versions": [
            {"version": 2, "created_at": "2026-11-24T14:03:00Z"},
            {"version": 1, "created_at": "2026-11-22T08:00:00Z"},
        ],
    },
    "rollback": {"template_id": _ID, "version": 3},
    "preview": {
        "template_id": _ID,
        "version": 1,
        "copies": [
            {
                "before": {
                    "refused": "template_mismatch",
                    "message": "The picture is not of this template: too little of the template's fixed print is found "
                    "on it. Check the template_id, or take a sharper picture of the whole document.",
                    "answer": None,
                },
                "after": {
                    "refused": None,
                    "message": None,
                    "answer": {
                        "template_id": _ID,
                        "version": 2,
                        "page": 1,
                        "pages": 1,
                        "alignment": {
                            "verdict": "matched",
                            "inliers": 398,
                            "error_px": 0.71,
                            "image_from_template": [[1.655, -0.001, 12.1], [0.001, 1.655, 8.4], [0.0, 0.0, 1.0]],
                        },
                        "fields": [],
                        "timings_ms": {"total": 180.2},
                    },
                },
            }
        ],
    },
    "teach": {
        "template_id": _ID,
        "version": 4,
        "copies": [
            {"status": "taught", "reason": None, "message": None, "right": 1, "of": 1},
            {
                "status": "refused",
                "reason": "template_mismatch",
                "message": "The picture is not of this template: too little of the template's fixed print is found on "
                "it. Check the template_id, or take a sharper picture of the whole document.",
                "right": None,
                "of": None,
            },
        ],
        "lessons": [
            {
                "id": "6d1f0c2b9a7e",
                "kind": "print",
                "copies": 1,
                "agreeing": 1,
                "position": [[612.0, 88.0], [704.0, 88.0], [704.0, 112.0], [612.0, 112.0]],
                "text": "开票日期:",
                "field": None,
                "options": {},
                "moved": 0,
                "bound": None,
            }
        ],
    },
    "evaluate": {
        "template_id": _ID,
        "version": 4,
        "pictures": 1,
        "refused": 0,
        "total": {"right": 1, "wrong": 0, "refused": 0},
        "by_field": [{"key": "名称", "right": 1, "wrong": 0, "refused": 0}],
        "reliability": [{"low": 95.0, "right": 1, "wrong": 0, "refused": 0}],
        "risk": [{"score": 93.0, "taken": 1.0, "wrong": 0.0}],
        "copies": [
            {
                "refused": None,
                "message": None,
                "fields": [
                    {
                        "key": "名称",
                        "truth": "示例贸易有限公司",
                        "value": "示例贸易有限公司",
                        "score": 97.98,
                        "status": "ok",
                        "right": True,
                        "position": [[402.1, 511.7], [884.3, 520.0], [881.9, 552.4], [398.6, 543.0]],
                    }
                ],
            }
        ],
    },
    "review": {
        "waiting": 12,
        "document": {
            "review_id": "9f2d41c07b6e4a1c8d35e07f1b2a6c94",
            "lease": "0d3c5a8e7b1f4c6d9e2a4b6c8d0e1f23",
            "lease_seconds": 900.0,
            "template_id": _ID,
            "version": 4,
            "reason": "refused",
            "created": "2026-11-26T09:12:00Z",
            "keys": ["名称", "识别号"],
            "fields": [],
            "refusal": {
                "code": "template_mismatch",
                "message": "The picture is not of this template: too little of the template's fixed print is found on "
                "it. Check the template_id, or take a sharper picture of the whole document.",
                "details": {},
            },
            "img": "data:image/jpeg;base64,/9j/4AAQSkZJRg…",
        },
        "reviewed": [],
        "next_cursor": None,
    },
    "batch results": {
        "batch_id": "4d1c0f7e9a3b4c2d8e5f60718293a4b5",
        "status": "succeeded",
        "total": 3000,
        "done": 3000,
        "failed": 0,
        "cause": "",
        "parts": [{"url": "https://custom-ocr-pictures.s3.eu-central-1.amazonaws.com/batches/…", "bytes": 481024}],
        "next_cursor": None,
    },
    "drift": {
        "days": [
            {
                "day": "2026-11-26",
                "template_id": _ID,
                "version": 4,
                "documents": 212,
                "refused": 31,
                "doubtful": 40,
                "reviewed": 12,
            }
        ],
        "fields": [{"template_id": _ID, "version": 4, "key": "名称", "reviewed": 12, "corrected": 3}],
        "drifts": [
            {
                "template_id": _ID,
                "before": 0.081,
                "before_of": 5310,
                "recent": 0.335,
                "recent_of": 212,
                "chance": 0.0,
            }
        ],
    },
    "interpret": {
        "fields": [
            {
                "type": None,
                "normalized": None,
                "meanings": [],
                "held": [],
                "checks": [],
                "suggested": {"type": "date"},
                "problem": None,
            },
            {
                "type": "date",
                "normalized": None,
                "meanings": ["2026-04-03", "2026-03-04"],
                "held": ["form"],
                "checks": ["ambiguous"],
                "suggested": None,
                "problem": None,
            },
        ]
    },
    "export": {"template_id": _ID, "version": 2, "file": "UEsDBBQAAAAIAAAAIQC…"},
    "import": {"template_id": _ID, "fields": 9, "lessons": 14},
    "read": {
        "documents": [
            {
                "page": 1,
                "size": [2481, 3508],
                "dpi": 300.0,
                "template_id": _ID,
                "version": 1,
                "outline": [[12.1, 8.4], [2466.0, 10.2], [2464.8, 3495.0], [10.7, 3493.1]],
                "alignment": {
                    "verdict": "matched",
                    "inliers": 398,
                    "error_px": 0.71,
                    "image_from_template": [[1.655, -0.001, 12.1], [0.001, 1.655, 8.4], [0.0, 0.0, 1.0]],
                },
                "fields": [],
                "page_of": {"document": "delivery note", "page": 1, "pages": 2},
                "missing": [2],
                "further": [],
            }
        ],
        "unmatched": [
            {
                "page": 2,
                "reason": "template_mismatch",
                "message": "The page is of none of the templates in question. Add one for documents like it, or send a "
                "sharper picture of the whole page.",
                "candidates": [{"template_id": _ID, "likeness": 0.04}],
            }
        ],
        "pages": 2,
        "timings_ms": {"fetch": 41.0, "decode": 190.3, "choose": 310.8, "total": 902.4},
    },
    "classify": {
        "classes": [
            {
                "page": 1,
                "template_id": _ID,
                "version": 1,
                "likeness": 0.93,
                "outline": [[12.1, 8.4], [2466.0, 10.2], [2464.8, 3495.0], [10.7, 3493.1]],
                "reason": None,
                "message": None,
                "candidates": [],
            }
        ],
        "pages": 1,
        "timings_ms": {"fetch": 41.0, "decode": 190.3, "choose": 310.8, "total": 542.1},
    },
}
