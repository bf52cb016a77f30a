"""How people answer a questionnaire on a phone, and what the page says to them."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from servicepunkt.demo.accounts import EXAMPLE
from servicepunkt.needs.models import Questionnaire
from servicepunkt.places.models import Place
from servicepunkt.programme.models import Programme
from tests.browser_stories.staging import visit
from tests.needs import making

SAVED = "Sparat på telefonen. Skickas när det finns täckning."
SENT = "Skickat. Tack!"
AGAIN = "Det här svaret hade redan kommit fram. Det är sparat en gång."
LEFT = """async () => {
    const out = [JSON.stringify({...localStorage}), document.body.innerText];
    const asked = indexedDB.open("svara");
    const database = await new Promise((done) => { asked.onsuccess = () => done(asked.result) });
    for (const name of database.objectStoreNames)
        out.push(JSON.stringify(await new Promise((done) => {
            const r = database.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result) })));
    database.close();
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            out.push(request.url, await (await (await caches.open(name)).match(request, {ignoreVary: true})).text());
    return out.join("\\n");
}"""
"""Everything this browser keeps, as one text."""


def ask(codes: int = 0, **more: Any) -> Questionnaire:
    """A questionnaire in a village of the demonstration."""
    place, programme = Place.objects.get(slug="blabarsvik"), Programme.objects.get(slug=EXAMPLE)
    return making.questionnaire(place, programme.area, codes=codes, **more)


def address(asked: Questionnaire, name: str = "answer") -> str:
    return reverse(f"answer:{name}", args=[asked.key])


def come(page: Page, server: LiveServer, asked: Questionnaire) -> None:
    """Open the questionnaire and let the phone take it in."""
    visit(page, server, address(asked))
    expect(page.get_by_text("Du kan svara utan täckning.")).to_be_visible()
    page.wait_for_function(
        """async (path) => {
            for (const name of await caches.keys())
                if (await (await caches.open(name)).match(path, {ignoreVary: true})) return true;
            return false;
        }""",
        arg=address(asked),
    )


def fill(page: Page, words: str = "En mack vore bra.") -> None:
    page.get_by_label("30–49 år").check()
    shop = page.get_by_role("group", name="Mataffär")
    shop.get_by_label("Mycket viktig").check(force=True)
    page.get_by_role("group", name="mon").get_by_label("evening").check(force=True)
    page.get_by_label("Hur många bor ni?").fill("3")
    page.get_by_label("Vad är viktigast?").fill(words)


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Skicka", exact=True).click()


def cut(page: Page, off: bool = True) -> None:
    page.context.set_offline(off)
