"""One's own password: changed by who knows the old one; what was begun with it is over."""

from shared.auth import Sessions
from tests.catalog.conftest import OFFICE, PASSWORD, login_of
from tests.catalog.test_doors import rule


async def test_a_new_password_ends_every_session_begun_with_the_old_one(bureau):
    login = login_of("clerk")
    word = {"old_password": PASSWORD, "password": "another-2026-word"}
    stolen = bureau.begun_before(login)
    async with bureau.client(**stolen) as thief, bureau.client(login) as owner:
        seen = await thief.get(f"/api/units/{OFFICE}/posts")
        changed = await owner.post("/api/password", json=word)
        late = await thief.get(f"/api/units/{OFFICE}/posts")
        Sessions._ended.clear()  # as in a process that was begun again, or another one
        still = await thief.get(f"/api/units/{OFFICE}/posts")

    assert (seen.status_code, changed.status_code) == (200, 201)
    assert (late.status_code, rule(late)) == (401, "SessionExpiredError")
    assert (still.status_code, rule(still)) == (401, "SessionExpiredError")


async def test_a_password_is_changed_by_its_owner(bureau):
    new = "another-2026-word"
    async with bureau.client(login_of("clerk")) as client:
        without = await client.post("/api/password", json={"password": new})
        guessed = {"old_password": "a-guess-of-somebody", "password": new}
        wrong = await client.post("/api/password", json=guessed)
        answer = await client.post(
            "/api/password", json={"old_password": PASSWORD, "password": new}
        )
    assert (without.status_code, wrong.status_code, answer.status_code) == (422, 422, 201)
    assert (rule(wrong), wrong.json()["field"]) == ("OldPasswordWrongError", "old_password")
    async with bureau.client() as client:
        body = {"login": login_of("clerk"), "password": "another-2026-word"}
        assert (await client.post("/api/login", json=body)).status_code == 200
        body["password"] = PASSWORD
        assert (await client.post("/api/login", json=body)).status_code == 401
