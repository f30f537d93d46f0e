"""The limit of the pages: bare Flask views, to be served by gunicorn.

Hand-written SQL on a plain connection fills the page's own template, with what stands around it (frame, choices, words)
kept from one real answer. No session, rights, sealed numbers or ORM.
"""

import threading

from flask import Flask, request

from bench import any_page, project, roster
from bench.site import Hand, Site
from bench.worlds import World


def make_app() -> Flask:
    world = World.named()
    site = Site(world)
    kept = {}
    for page in (*any_page.pages(site.hand), *roster.pages(site.hand), *project.pages(site.hand)):
        seen = site.look(page.path)
        kept[page.path] = (page, site.app.jinja_env.get_template(seen.template), seen.context)
    site.close()
    bare = Flask("limit")
    held = threading.local()

    @bare.get("/", defaults={"path": ""})
    @bare.get("/<path:path>")
    def show(path: str) -> str:
        page, template, context = kept[request.full_path.removesuffix("?")]
        if not hasattr(held, "hand"):
            held.hand = Hand(world.url)
        filled = page.fill(context, page.read(held.hand))
        with site.app.request_context(request.environ):
            return template.render(filled)

    return bare
