"""A TCP hop on loopback in a process of its own: stopped (SIGSTOP), it is a link gone silent.

python3 -m clusterlib.relay LISTEN-PORT TARGET-PORT
"""

from __future__ import annotations

import asyncio
import contextlib
import sys

_HOST = "127.0.0.1"
_CHUNK = 64 * 1024


async def serve(listen: int, target: int) -> None:
    async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(_HOST, target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))

    server = await asyncio.start_server(joined, _HOST, listen)
    async with server:
        await server.serve_forever()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # One side is gone: so is the connection.
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
