"""Python's gql over HTTP, with pages forward and back, and over WebSocket with its defaults. Argument: the address of the server."""

import asyncio
import sys

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.websockets import WebsocketsTransport

PAGINA = """query P($first: Int, $after: String, $last: Int, $before: String) {
  novedades(first: $first, after: $after, last: $last, before: $before) {
    nodes { id cursor clase } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


async def walk(session, adelante: bool) -> list:
    todas, variables = [], {"first": 2} if adelante else {"first": None, "last": 2}
    while True:
        pregunta = gql(PAGINA)
        pregunta.variable_values = variables
        pagina = (await session.execute(pregunta))["novedades"]
        info = pagina["pageInfo"]
        if adelante:
            todas += pagina["nodes"]
            variables = {"first": 2, "after": info["endCursor"]}
        else:
            todas = pagina["nodes"] + todas
            variables = {"first": None, "last": 2, "before": info["startCursor"]}
        if not info["hasNextPage" if adelante else "hasPreviousPage"]:
            return todas


async def main(url: str) -> None:
    async with Client(transport=AIOHTTPTransport(url=f"{url}/graphql"), fetch_schema_from_transport=True) as session:
        novedades = await walk(session, True)
        assert len(novedades) > 3 and novedades == await walk(session, False), novedades
    # From the first on, so that there is something to hear: each once, in order.
    sigue = gql("subscription S($after: String) { novedades(after: $after) { id cursor clase } }")
    sigue.variable_values = {"after": novedades[0]["cursor"]}
    oidas = []
    transporte = WebsocketsTransport(url=f"{url.replace('http', 'ws')}/graphql")
    async with Client(transport=transporte) as session:
        async for dicha in session.subscribe(sigue):
            oidas.append(dicha["novedades"])
            if len(oidas) == len(novedades) - 1:
                break
        # What is no subscription, over the same connection.
        datos = await session.execute(gql("{ instancias { clave } }"))
        assert datos["instancias"][0]["clave"] == "20067", datos
    assert oidas == novedades[1:], oidas
    print(f"gql: {len(novedades)} novedades, adelante, atrás y por WebSocket")


asyncio.run(asyncio.wait_for(main(sys.argv[1]), 30))
