"""The deployment as CDK constructs. Knows `aws_cdk` and `lambda_ocr.settings`, nothing else of the product."""
