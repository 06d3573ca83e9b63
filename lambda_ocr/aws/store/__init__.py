"""Templates in DynamoDB and S3."""
