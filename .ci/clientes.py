"""Python's gql over WebSocket with its defaults, and over HTTP, against a server of the demonstration. Argument: its address."""

import asyncio
import sys

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.websockets import WebsocketsTransport


async def main(url: str) -> None:
    # From the first edition on, so that there is something to hear.
    async with Client(transport=AIOHTTPTransport(url=f"{url}/graphql"), fetch_schema_from_transport=True) as session:
        datos = await session.execute(gql("{ novedades(first: 2) { nodes { cursor clase } } }"))
        primera, segunda = datos["novedades"]["nodes"][:2]
    sigue = gql("subscription S($after: String) { novedades(after: $after) { cursor clase } }")
    sigue.variable_values = {"after": primera["cursor"]}
    transporte = WebsocketsTransport(url=f"{url.replace('http', 'ws')}/graphql")
    async with Client(transport=transporte) as session:
        async for dicha in session.subscribe(sigue):
            assert dicha["novedades"] == segunda, dicha
            break
    print("gql: oye por WebSocket")


asyncio.run(asyncio.wait_for(main(sys.argv[1]), 30))
