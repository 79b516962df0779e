"""A group that speaks English: the same conversations, word for word."""

import pytest

from bot.contract import Do, Role
from bot.testing import Chat, Person

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss], owner: [jessie]}
    rules:
      no-ads:
        handler: match
        match: {text: {any_of: [adverts]}}
        then: {hit: [{strike: 1}, {fine: {text: "{{ member.name }} owes a red packet"}}]}
      commands: {handler: commands, language: en, house_rules: Be kind.}
    """)


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice", id="u_alice")


async def test_asking(room: Chat, boss: Person, alice: Person) -> None:
    """Help, rules, points, ranks, status."""
    assert (await alice.says("/help")) == [
        (
            "You can use:\n/help what I can do\n/rules the rules of this group\n/points show points\n"
            "/rank who has most points\n/check-in check in for today\n"
            "/role a member's rank, or give one\n/staff who looks after the group\n/duty who is on duty\n"
            "/report tell the moderators\n/help COMMAND tells more"
        )
    ]
    assert await alice.says("/help points") == [
        (
            "/points [@who]\nshow points. Example: /points @Ming\n"
            "Permission: points.show, member and above\nAlso: /points /积分 /分数\n"
            "/points show [@who]\nshow points. Example: /points show @Ming\n"
            "Permission: points.show, member and above\n"
            "/points why [@who]\nwhere points came from. Example: /points why\n"
            "Permission: points.show, member and above"
        )
    ]
    assert await alice.says("/rules") == ["Be kind.\n\nWhat I look after:\n· no-ads (live)"]
    assert await alice.says("/rank") == ["Nobody has points yet; check in to get some."]
    assert await alice.says("/checkin") == ["There is no check-in in this group yet."]
    assert await boss.says("/points give Alice 3 thanks") == ["Alice got 3 points: thanks and has 3 now"]
    assert await alice.says("/rank") == ["Most points\n🥇 Alice 3"]
    assert await alice.says("/points why") == ["Alice\n03-02 09:00 +3 → 3 staff"]
    assert await alice.says("/role") == ["Alice: member"]
    assert await alice.says("/staff") == ["owner jessie\nmoderator Boss"]
    assert await boss.says("/pause 90m") == ["All right, I hold still until 03-02 10:30."]
    assert await boss.says("/resume") == ["I am back and looking after you again."]
    assert await boss.says("/status") == ["Rules: 1 live, 0 in shadow, 0 off\nCases: 0"]


async def test_moderating(room: Chat, boss: Person, alice: Person) -> None:
    """Warn, strike, mute, pardon, ban, unban."""
    assert await boss.says("/warn Alice loud") == ["⚠️ @Alice please mind the rules: loud (warning 1, case 1)"]
    assert await boss.says("/strike Alice 2") == ["Alice got 2 strikes (3 in all, case 2)"]
    assert await boss.says("/points Alice") == ["Alice has 0 points and 3 strikes"]
    assert await boss.says("/mute Alice 2h") == ["Alice takes a rest for 2h (case 3)"]
    assert await boss.says("/pardon Alice") == ["Alice's 3 strikes are forgotten."]
    assert await boss.says("/pardon Alice") == ["Alice has no strikes."]
    assert await boss.says("/ban Alice 7d") == ["Alice is banned for 7d (case 4)"]
    assert await boss.says("/bans") == ["1. Alice"]
    assert await boss.says("/unban 1") == ["Alice may come in again."]
    assert await boss.says("/unban Alice") == ["Alice is not banned."]


async def test_looking_back(room: Chat, boss: Person, alice: Person) -> None:
    """Why, cases, undo, the red packet that was owed."""
    assert await boss.says("/cases") == ["Nothing was held against anybody so far."]
    await alice.says("adverts here")
    [told] = await boss.says("/why", quote={"id": alice.last})
    assert told.startswith("no-ads: hit → strike, fine")
    assert told.endswith("The text as I saw it: adverts here\nRules: version 1")
    assert await boss.says("/red-packet") == ["Red packets owed:\n1. Alice\n/red-packet paid NUMBER"]
    assert await boss.says("/undo 1") == [
        "Case 1 is taken back. Sorry, Alice; the strikes are forgotten; points and tags are as they were"
    ]
    assert await boss.says("/red-packet") == ["Nobody owes a red packet."]
    assert await boss.says("/undo 1") == ["Case 1 has been taken back already."]
    assert await boss.says("/undo 7") == ["There is no case 7; /cases lists the last ones."]
    assert await boss.says("/cases") == [
        "#1 03-02 09:00 Alice no-ads → strike,fine,say✓ (taken back)\nTaken back: no-ads 1"
    ]
    assert (await boss.says("/why 1"))[0].startswith(
        "Case 1 · 03-02 09:00 · Alice\nno-ads: hit → strike, fine, say✓ (taken back)"
    )
    assert await boss.says("/why", quote={"id": "m-unknown"}) == [
        "That message is too old, or I never saw it."
    ]


async def test_being_told_no(room: Chat, boss: Person, alice: Person) -> None:
    """No right, no such name, nobody of that name, rank, oneself."""
    jessie = await room.joins("Jessie", id="jessie")
    assert await alice.says("/kick Boss") == ["/kick is for the moderator and above."]
    assert await boss.says("/kik Alice") == ["There is no /kik. Did you mean /kick?"]
    assert await boss.says("/xyzzy") == ["There is no /xyzzy. /help lists them all."]
    assert await boss.says("/kick @Jessie", mentions=[jessie]) == [
        "Jessie does not rank below you, so I can't do that."
    ]
    assert await boss.says("/kick Boss") == ["Not on yourself."]
    assert (await boss.says("/kick Nobody"))[0].startswith("I can't find them.")
    assert (await boss.says("/kick 4"))[0].startswith("I showed you no list with that number.")
    assert (await boss.says("/undo x"))[0].startswith("Which one? Write its number, or quote the message.\n")
    assert (await boss.says("/tag Jessie"))[0].startswith("Something is missing.\nUsage: /tag @who tag\n")
    assert (await boss.says("/pause now"))[0].startswith("I don't understand the end of that.")
    assert not [action for action in room.performed if action.do is not Do.say]


async def test_being_asked(room: Chat, boss: Person, alice: Person) -> None:
    """Whom, and whether; the owner's word in the notice."""
    other = await room.joins("Alice", id="u_other")
    assert await boss.says("/kick Alice") == [
        "Who do you mean? Reply with the number within two minutes:\n1. Alice(_alice)\n2. Alice(_other)"
    ]
    assert await boss.says("1") == ["Alice was removed from the group (case 1)"]
    [question] = await boss.says("/kick @Alice @Boss", mentions=[alice, other])
    assert question.startswith("About to /kick: 2 people (Alice、Alice). Send /yes ")
    assert await boss.says("/yes 1") == ["That is not the code."]
    assert await alice.says("/yes 1") == ["Nothing waits for you (or two minutes are over)."]
    [question] = await boss.says("/announce Sale at eight")
    assert question.startswith("About to /announce: Sale at eight\nEverybody will see it. Send /yes ")


async def test_passing_words_on(room: Chat, boss: Person, alice: Person) -> None:
    """Say, report, invite, tags."""
    assert await boss.says("/say Hello {{ all }}") == ["Hello {{ all }}"]
    assert await alice.says("/report @Boss rude", mentions=[boss]) == ["Thank you, the moderators know now."]
    assert [task.text for task in room.tasks] == ["Alice reports Boss: rude"]
    assert await boss.says("/tag Alice regular") == ["Alice is now tagged regular"]
    assert await boss.says("/untag Alice vip") == ["Alice has no tag vip, only: regular"]
    assert await boss.says("/untag Alice regular") == ["Alice has lost the tag regular"]
    assert await alice.says("/invite rank") == ["Nobody has brought a friend yet."]
    assert await boss.says("/invite Alice") == ["Alice is being invited."]


async def test_forgetting(room: Chat, alice: Person) -> None:
    """The owner's to do."""
    owner = await room.joins("Jessie", id="jessie", role=Role.owner)
    [question] = await owner.says("/forget Alice")
    code = question.split("/yes ")[1].split()[0]
    [answer] = await owner.says(f"/yes {code}")
    assert answer.startswith(
        "All records of Alice (points, strikes, tags, check-ins, invitations …) are deleted."
    )
