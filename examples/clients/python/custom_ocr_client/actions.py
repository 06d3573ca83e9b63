"""A method for each type of request, for programs that wait and for those that `await`.

Made of docs/openapi.json by .ci/python_client.py.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Unpack

from . import wire
from .pictures import Picture


class Actions:
    """What a client asks."""

    @abstractmethod
    def asked(self, type_: str, picture: Picture | None, members: Any) -> Any:
        """Ask, and answer the service's JSON; raises `Refused`."""

    def add(self, picture: Picture, **members: Unpack[wire.AddRequestMembers]) -> wire.AddAnswer:
        """Register a template: one picture and the fields on it."""
        answer: wire.AddAnswer = self.asked("add", picture, members)
        return answer

    def add_checked(
        self, picture: Picture, **members: Unpack[wire.AddRequestMembers]
    ) -> wire.CheckedAddAnswer:
        """Register a template: one picture and the fields on it. Read back first, for some seconds."""
        answer: wire.CheckedAddAnswer = self.asked("add", picture, {**members, "detail": True})
        return answer

    def query(self, picture: Picture, **members: Unpack[wire.QueryRequestMembers]) -> list[wire.KeyValue]:
        """Read a picture with a template."""
        answer: list[wire.KeyValue] = self.asked("query", picture, members)
        return answer

    def query_detail(
        self, picture: Picture, **members: Unpack[wire.QueryRequestMembers]
    ) -> wire.DetailAnswer:
        """Read a picture with a template. With all that is known of each field."""
        answer: wire.DetailAnswer = self.asked("query", picture, {**members, "detail": True})
        return answer

    def delete(self, **members: Unpack[wire.DeleteRequestMembers]) -> wire.DeleteAnswer:
        """Forget templates: all of those named or, when one is unknown, none."""
        answer: wire.DeleteAnswer = self.asked("del", None, members)
        return answer

    def list_page(self, **members: Unpack[wire.ListRequestMembers]) -> wire.PageAnswer:
        """Name all templates; with `limit` or `cursor` some of them, a page at a time."""
        answer: wire.PageAnswer = self.asked("list", None, {"limit": 1000, **members})
        return answer

    def get(self, **members: Unpack[wire.GetRequestMembers]) -> wire.GetAnswer:
        """Show one template as it was registered, or changed last."""
        answer: wire.GetAnswer = self.asked("get", None, members)
        return answer

    def detect(self, picture: Picture, **members: Unpack[wire.DetectRequestMembers]) -> wire.DetectAnswer:
        """Find and read every line of text on a picture, without a template."""
        answer: wire.DetectAnswer = self.asked("detect", picture, members)
        return answer

    def upload(self, **members: Unpack[wire.UploadRequestMembers]) -> wire.UploadAnswer:
        """Ask for a place to upload a picture to that is too large to send (an AWS deployment has one)."""
        answer: wire.UploadAnswer = self.asked("upload", None, members)
        return answer

    def update(
        self, picture: Picture | None = None, **members: Unpack[wire.UpdateRequestMembers]
    ) -> wire.VersionAnswer:
        """Make a new version of a template: what is given is changed, the rest stays; earlier versions are
        kept."""
        answer: wire.VersionAnswer = self.asked("update", picture, members)
        return answer

    def update_checked(
        self, picture: Picture | None = None, **members: Unpack[wire.UpdateRequestMembers]
    ) -> wire.CheckedVersionAnswer:
        """Make a new version of a template: what is given is changed, the rest stays; earlier versions are
        kept. Read back first, for some seconds."""
        answer: wire.CheckedVersionAnswer = self.asked("update", picture, {**members, "detail": True})
        return answer

    def versions(self, **members: Unpack[wire.VersionsRequestMembers]) -> wire.VersionsAnswer:
        """Name all versions of a template."""
        answer: wire.VersionsAnswer = self.asked("versions", None, members)
        return answer

    def rollback(self, **members: Unpack[wire.RollbackRequestMembers]) -> wire.VersionAnswer:
        """Make an earlier version's content the next version."""
        answer: wire.VersionAnswer = self.asked("rollback", None, members)
        return answer

    def preview(
        self, picture: Picture | None = None, **members: Unpack[wire.PreviewRequestMembers]
    ) -> wire.PreviewAnswer:
        """Read pictures with a template as it is and as an `update` would make it; nothing of it is kept."""
        answer: wire.PreviewAnswer = self.asked("preview", picture, members)
        return answer

    def teach(self, **members: Unpack[wire.TeachRequestMembers]) -> wire.TeachAnswer:
        """Show a template further copies of its document, or have it forget what they taught: a new
        version."""
        answer: wire.TeachAnswer = self.asked("teach", None, members)
        return answer

    def evaluate(self, **members: Unpack[wire.EvaluateRequestMembers]) -> wire.EvaluateAnswer:
        """Read copies whose right values are known, and say how well; nothing of it is kept."""
        answer: wire.EvaluateAnswer = self.asked("evaluate", None, members)
        return answer

    def export(self, **members: Unpack[wire.ExportRequestMembers]) -> wire.ExportAnswer:
        """Give a template as one file, to keep or to bring elsewhere."""
        answer: wire.ExportAnswer = self.asked("export", None, members)
        return answer

    def import_(self, picture: Picture, **members: Unpack[wire.ImportRequestMembers]) -> wire.ImportAnswer:
        """Make a new template of the file that `export` gave: picture, fields, types, rules, and what
        copies taught."""
        answer: wire.ImportAnswer = self.asked("import", picture, members)
        return answer

    def review(self, **members: Unpack[wire.ReviewRequestMembers]) -> wire.ReviewAnswer:
        """Take the next document that a person should look at, say what stands there, or list what was
        said."""
        answer: wire.ReviewAnswer = self.asked("review", None, members)
        return answer

    def drift(self, **members: Unpack[wire.DriftRequestMembers]) -> wire.DriftAnswer:
        """Tell how sure readings were over time, by template and version."""
        answer: wire.DriftAnswer = self.asked("drift", None, members)
        return answer

    def interpret(self, **members: Unpack[wire.InterpretRequestMembers]) -> wire.InterpretAnswer:
        """Tell what texts mean under types of fields, and which type they look like; no picture is read."""
        answer: wire.InterpretAnswer = self.asked("interpret", None, members)
        return answer

    def batch(self, **members: Unpack[wire.BatchRequestMembers]) -> wire.BatchAnswer:
        """Have any number of files read by a deployment that has batches: begin, look, end, fetch."""
        answer: wire.BatchAnswer = self.asked("batch", None, members)
        return answer

    def read(self, picture: Picture, **members: Unpack[wire.ReadRequestMembers]) -> wire.ReadAnswer:
        """Read the pages of any file, each by the template it is of."""
        answer: wire.ReadAnswer = self.asked("read", picture, members)
        return answer

    def classify(
        self, picture: Picture, **members: Unpack[wire.ClassifyRequestMembers]
    ) -> wire.ClassifyAnswer:
        """Say which template each page of any file is of."""
        answer: wire.ClassifyAnswer = self.asked("classify", picture, members)
        return answer


class AsyncActions:
    """What a client asks."""

    @abstractmethod
    async def asked(self, type_: str, picture: Picture | None, members: Any) -> Any:
        """Ask, and answer the service's JSON; raises `Refused`."""

    async def add(self, picture: Picture, **members: Unpack[wire.AddRequestMembers]) -> wire.AddAnswer:
        """Register a template: one picture and the fields on it."""
        answer: wire.AddAnswer = await self.asked("add", picture, members)
        return answer

    async def add_checked(
        self, picture: Picture, **members: Unpack[wire.AddRequestMembers]
    ) -> wire.CheckedAddAnswer:
        """Register a template: one picture and the fields on it. Read back first, for some seconds."""
        answer: wire.CheckedAddAnswer = await self.asked("add", picture, {**members, "detail": True})
        return answer

    async def query(
        self, picture: Picture, **members: Unpack[wire.QueryRequestMembers]
    ) -> list[wire.KeyValue]:
        """Read a picture with a template."""
        answer: list[wire.KeyValue] = await self.asked("query", picture, members)
        return answer

    async def query_detail(
        self, picture: Picture, **members: Unpack[wire.QueryRequestMembers]
    ) -> wire.DetailAnswer:
        """Read a picture with a template. With all that is known of each field."""
        answer: wire.DetailAnswer = await self.asked("query", picture, {**members, "detail": True})
        return answer

    async def delete(self, **members: Unpack[wire.DeleteRequestMembers]) -> wire.DeleteAnswer:
        """Forget templates: all of those named or, when one is unknown, none."""
        answer: wire.DeleteAnswer = await self.asked("del", None, members)
        return answer

    async def list_page(self, **members: Unpack[wire.ListRequestMembers]) -> wire.PageAnswer:
        """Name all templates; with `limit` or `cursor` some of them, a page at a time."""
        answer: wire.PageAnswer = await self.asked("list", None, {"limit": 1000, **members})
        return answer

    async def get(self, **members: Unpack[wire.GetRequestMembers]) -> wire.GetAnswer:
        """Show one template as it was registered, or changed last."""
        answer: wire.GetAnswer = await self.asked("get", None, members)
        return answer

    async def detect(
        self, picture: Picture, **members: Unpack[wire.DetectRequestMembers]
    ) -> wire.DetectAnswer:
        """Find and read every line of text on a picture, without a template."""
        answer: wire.DetectAnswer = await self.asked("detect", picture, members)
        return answer

    async def upload(self, **members: Unpack[wire.UploadRequestMembers]) -> wire.UploadAnswer:
        """Ask for a place to upload a picture to that is too large to send (an AWS deployment has one)."""
        answer: wire.UploadAnswer = await self.asked("upload", None, members)
        return answer

    async def update(
        self, picture: Picture | None = None, **members: Unpack[wire.UpdateRequestMembers]
    ) -> wire.VersionAnswer:
        """Make a new version of a template: what is given is changed, the rest stays; earlier versions are
        kept."""
        answer: wire.VersionAnswer = await self.asked("update", picture, members)
        return answer

    async def update_checked(
        self, picture: Picture | None = None, **members: Unpack[wire.UpdateRequestMembers]
    ) -> wire.CheckedVersionAnswer:
        """Make a new version of a template: what is given is changed, the rest stays; earlier versions are
        kept. Read back first, for some seconds."""
        answer: wire.CheckedVersionAnswer = await self.asked("update", picture, {**members, "detail": True})
        return answer

    async def versions(self, **members: Unpack[wire.VersionsRequestMembers]) -> wire.VersionsAnswer:
        """Name all versions of a template."""
        answer: wire.VersionsAnswer = await self.asked("versions", None, members)
        return answer

    async def rollback(self, **members: Unpack[wire.RollbackRequestMembers]) -> wire.VersionAnswer:
        """Make an earlier version's content the next version."""
        answer: wire.VersionAnswer = await self.asked("rollback", None, members)
        return answer

    async def preview(
        self, picture: Picture | None = None, **members: Unpack[wire.PreviewRequestMembers]
    ) -> wire.PreviewAnswer:
        """Read pictures with a template as it is and as an `update` would make it; nothing of it is kept."""
        answer: wire.PreviewAnswer = await self.asked("preview", picture, members)
        return answer

    async def teach(self, **members: Unpack[wire.TeachRequestMembers]) -> wire.TeachAnswer:
        """Show a template further copies of its document, or have it forget what they taught: a new
        version."""
        answer: wire.TeachAnswer = await self.asked("teach", None, members)
        return answer

    async def evaluate(self, **members: Unpack[wire.EvaluateRequestMembers]) -> wire.EvaluateAnswer:
        """Read copies whose right values are known, and say how well; nothing of it is kept."""
        answer: wire.EvaluateAnswer = await self.asked("evaluate", None, members)
        return answer

    async def export(self, **members: Unpack[wire.ExportRequestMembers]) -> wire.ExportAnswer:
        """Give a template as one file, to keep or to bring elsewhere."""
        answer: wire.ExportAnswer = await self.asked("export", None, members)
        return answer

    async def import_(
        self, picture: Picture, **members: Unpack[wire.ImportRequestMembers]
    ) -> wire.ImportAnswer:
        """Make a new template of the file that `export` gave: picture, fields, types, rules, and what
        copies taught."""
        answer: wire.ImportAnswer = await self.asked("import", picture, members)
        return answer

    async def review(self, **members: Unpack[wire.ReviewRequestMembers]) -> wire.ReviewAnswer:
        """Take the next document that a person should look at, say what stands there, or list what was
        said."""
        answer: wire.ReviewAnswer = await self.asked("review", None, members)
        return answer

    async def drift(self, **members: Unpack[wire.DriftRequestMembers]) -> wire.DriftAnswer:
        """Tell how sure readings were over time, by template and version."""
        answer: wire.DriftAnswer = await self.asked("drift", None, members)
        return answer

    async def interpret(self, **members: Unpack[wire.InterpretRequestMembers]) -> wire.InterpretAnswer:
        """Tell what texts mean under types of fields, and which type they look like; no picture is read."""
        answer: wire.InterpretAnswer = await self.asked("interpret", None, members)
        return answer

    async def batch(self, **members: Unpack[wire.BatchRequestMembers]) -> wire.BatchAnswer:
        """Have any number of files read by a deployment that has batches: begin, look, end, fetch."""
        answer: wire.BatchAnswer = await self.asked("batch", None, members)
        return answer

    async def read(self, picture: Picture, **members: Unpack[wire.ReadRequestMembers]) -> wire.ReadAnswer:
        """Read the pages of any file, each by the template it is of."""
        answer: wire.ReadAnswer = await self.asked("read", picture, members)
        return answer

    async def classify(
        self, picture: Picture, **members: Unpack[wire.ClassifyRequestMembers]
    ) -> wire.ClassifyAnswer:
        """Say which template each page of any file is of."""
        answer: wire.ClassifyAnswer = await self.asked("classify", picture, members)
        return answer
