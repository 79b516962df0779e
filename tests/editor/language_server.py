"""A client of the YAML language server, as VS Code is one: LSP over standard input and output."""

import asyncio
import json
from pathlib import Path
from typing import Any, Self

SERVER = Path(__file__).parent / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS: dict[str, Any] = {
    "yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True},
    "http": {},
}


class LanguageServer:
    """One running server; `async with` starts and stops it."""

    def __init__(self) -> None:
        self._asked = 0
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._told: dict[str, asyncio.Queue[list[dict[str, Any]]]] = {}

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            "node", str(SERVER), "--stdio",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        capabilities = {"workspace": {"configuration": True}, "textDocument": {"publishDiagnostics": {}}}
        await self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        await self.tell("initialized", {})
        await self.tell("workspace/didChangeConfiguration", {"settings": SETTINGS})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.ask("shutdown", None)
        await self.tell("exit", None)
        await self._process.wait()
        await self._reader

    async def diagnostics(self, file: Path) -> list[dict[str, Any]]:
        """Open a file and return what the editor would underline."""
        uri, text = file.as_uri(), await asyncio.to_thread(file.read_text, "utf-8")
        queue = self._told.setdefault(uri, asyncio.Queue())
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        await self.tell("textDocument/didOpen", {"textDocument": document})
        return await queue.get()

    async def completions(self, file: Path, line: int, column: int) -> set[str]:
        """Return what the editor would offer at a place, counted from 0; without quotes that it adds."""
        place = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
        found = await self.ask("textDocument/completion", place)
        return {item["label"].strip('"') for item in found["items"]}

    async def hover(self, file: Path, line: int, column: int) -> str:
        """Return what the editor would explain at a place."""
        place = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
        found = await self.ask("textDocument/hover", place)
        return str(found["contents"]["value"]) if found else ""

    async def ask(self, method: str, params: Any) -> Any:
        """Send a request and wait for its result."""
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        await self._send({"id": self._asked, "method": method, "params": params})
        return await answer

    async def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        await self._send({"method": method, "params": params})

    async def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await self._process.stdin.drain()

    async def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := await stream.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
                while (await stream.readline()).strip():
                    pass
                await self._hear(json.loads(await stream.readexactly(length)))

    async def _hear(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            told = message["params"]
            self._told.setdefault(told["uri"], asyncio.Queue()).put_nowait(told["diagnostics"])
        elif method == "workspace/configuration":
            asked = [SETTINGS.get(item["section"], {}) for item in message["params"]["items"]]
            await self._send({"id": message["id"], "result": asked})
        elif method is not None and "id" in message:
            await self._send({"id": message["id"], "result": None})
        elif method is None:
            self._answers.pop(message["id"]).set_result(message.get("result"))
