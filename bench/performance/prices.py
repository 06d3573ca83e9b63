"""List prices, in one place, with where they come from. All in US dollars, without free tiers, discounts or tax."""

from __future__ import annotations

from dataclasses import dataclass

DATE = "2025-11"
"""When these were the published list prices in US regions. Not looked up by the bench: check before quoting.
Lambda's prices were seen again in a page of May 2026."""

LAMBDA_GB_SECOND = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
LAMBDA_REQUEST = 0.20 / 1e6
API_GATEWAY_REQUEST = 3.50 / 1e6
"""REST API, first 333 million a month."""
STATE_TRANSITION = 25.0 / 1e6
"""Of a Standard workflow of Step Functions."""
S3_GET, S3_PUT = 0.40 / 1e6, 5.00 / 1e6
"""A LIST costs what a PUT does."""
DYNAMODB_READ = 0.125 / 1e6
"""A strongly consistent read of up to 4 KB, on demand."""
PREDECESSOR = 0.143
"""Per 1,000 documents, as the AWS AI Solution Kit published it: 8 GB for one second and a REST request each."""


@dataclass(frozen=True)
class Service:
    """A hosted service's list price for 1,000 pages."""

    name: str
    dollars: float
    gives: str


HOSTED = (
    Service("Amazon Textract, DetectDocumentText", 1.50, "lines, no fields"),
    Service("Google Document AI, Enterprise Document OCR", 1.50, "lines, no fields"),
    Service("Azure AI Document Intelligence, Read", 1.50, "lines, no fields"),
)
"""As third parties quote them in 2025 and 2026. What answers fields costs several times as much at all three (forms and
queries of Textract about 10 times, by a buyer's guide of May 2026); no price of theirs stands here, for none was seen
at its source: aws.amazon.com/textract/pricing, cloud.google.com/document-ai/pricing,
azure.microsoft.com/pricing/details/ai-document-intelligence."""
