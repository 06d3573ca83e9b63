"""The console's own modules run by Node, those that need no page."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from infra.cdk_cli import environment, node
from lambda_ocr.entrypoints.http.pages import FILES


def in_node(module: str, script: str, given: object = None) -> Any:
    """What a function `(module, given) => …` makes of `given` with all that a module under js/ exports, as JSON."""
    whole = f"""
        const [file, given] = process.argv.slice(1);
        console.log(JSON.stringify(await ({script})(await import(file), JSON.parse(given))));
    """
    file = (FILES / "js" / module).as_uri()
    command = [node(), "--input-type=module", "-e", whole, file, json.dumps(given)]
    return json.loads(subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout)
