"""The CDK app: `cdk deploy` and `make deploy` both come through here."""

from __future__ import annotations

import os

from aws_cdk import App, Environment

from infra.config import DeployConfig
from infra.stack import CustomOcrStack

app = App()
config = DeployConfig.from_context(app.node.get_all_context())
place = Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION"))
CustomOcrStack(app, config, env=place)
app.synth()
