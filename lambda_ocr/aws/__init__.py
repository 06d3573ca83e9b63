"""The only home of boto3: the DynamoDB and S3 template store, and s3:// reading."""
